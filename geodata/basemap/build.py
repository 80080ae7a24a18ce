"""Build the embedded basemap from ready-made public layers.

    python geodata/basemap/build.py SOURCE_DIR

SOURCE_DIR holds six EPSG:4326 GeoJSON files; README.md beside this script says which public packages they come
from and how to get them. Everything written here is EPSG:4326 GeoJSON, one file a layer and scale:

    land_SCALE      the land as one surface, no country told apart, so that no claim is filled with a country's colour
    borders_SCALE   every land border once (an edge that two countries share), without those drawn as disputed
    disputed_SCALE  lines of control and claims, drawn dashed
    water_SCALE     lakes; rivers_SCALE: main rivers (both left out of the far scale where too small to see)
    countries       country polygons with their ISO code, for `corridors check` and the km per country; never filled on a map
    names           one point per country and per city, with a rank that says from which zoom on it is shown

Scales: far (the world, zoom under 3), mid (the region, zoom 3 to 6), near (zoom over 6).
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent


class Scale(NamedTuple):
    """How one scale is cut from its source: lon/lat box, tolerance and smallest area in degrees, decimals."""

    name: str
    countries: str
    box: tuple[float, float, float, float]
    tolerance: float
    smallest: float
    decimals: int


SCALES = (
    Scale("far", "countries_50m_world_s003.geojson", (-180, -60, 180, 84), 0.2, 0.3, 2),
    Scale("mid", "countries_50m_world_s003.geojson", (-180, -60, 180, 84), 0.04, 0.05, 2),
    Scale("near", "countries_10m_asia_s001.geojson", (20, -10, 145, 70), 0.015, 0.002, 3),
)

# Degrees: shorter rivers only clutter the scale.
KEEP_RIVERS_LONGER_THAN = {"far": 15.0, "mid": 4.0, "near": 1.0}


def read_layer(folder: Path, name: str) -> gpd.GeoDataFrame:
    """Return one source layer in EPSG:4326, or stop with the path that is missing."""
    path = folder / name
    if not path.is_file():
        sys.exit(f"{path}: missing: the source folder must hold the files listed in {HERE / 'README.md'}")
    return gpd.read_file(path)


def shared_edges(countries: gpd.GeoSeries) -> BaseGeometry:
    """Return every edge that two polygons of the coverage have in common, merged into lines, each once."""
    seen: Counter[tuple[tuple[float, float], tuple[float, float]]] = Counter()
    for polygon in countries.explode():
        for ring in (polygon.exterior, *polygon.interiors):
            points = list(ring.coords)
            seen.update((min(a, b), max(a, b)) for a, b in itertools.pairwise(points))
    edges = [shapely.LineString(edge) for edge, times in seen.items() if times > 1]
    return shapely.line_merge(shapely.MultiLineString(edges))


def parts(geometry: BaseGeometry, kind: str) -> list[Any]:
    """Return the simple parts of a geometry that are of one type ("Polygon" or "LineString")."""
    return [part for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == kind]


def write_layer(name: str, geometries: Sequence[BaseGeometry], decimals: int, rows: list[dict[str, object]] | None = None) -> None:
    """Write one canonical GeoJSON file: features sorted, coordinates rounded to the given decimals."""
    features = []
    for index, geometry in enumerate(geometries):
        rounded = shapely.set_precision(geometry, 10**-decimals, mode="pointwise")
        shape = json.loads(shapely.to_geojson(rounded))
        if not shape["coordinates"]:
            continue
        shape["coordinates"] = round_all(shape["coordinates"], decimals)
        properties = rows[index] if rows else {}
        features.append(
            json.dumps({"type": "Feature", "properties": properties, "geometry": shape}, ensure_ascii=False, separators=(",", ":"))
        )
    rows_text = ",\n".join(sorted(features))
    text = f'{{"type":"FeatureCollection","name":"{name}","features":[\n{rows_text}\n]}}\n'
    (HERE / f"{name}.geojson").write_text(text, encoding="utf-8")
    vertices = int(sum(shapely.get_num_coordinates(geometry) for geometry in geometries))
    print(f"{name}: {len(features)} features, {vertices} vertices, {len(text) // 1024} KB")


def round_all(value: Any, decimals: int) -> Any:  # noqa: ANN401 - lists nested as deep as the geometry is
    """Return nested coordinate lists with every number rounded."""
    return round(value, decimals) if isinstance(value, (int, float)) else [round_all(item, decimals) for item in value]


def build_scale(folder: Path, scale: Scale) -> None:
    """Write land, borders, disputed lines, lakes and rivers of one scale."""
    box = shapely.box(*scale.box)
    countries = read_layer(folder, scale.countries).geometry
    simple = gpd.GeoSeries(shapely.coverage_simplify(countries.to_numpy(), scale.tolerance, simplify_boundary=True), crs=4326).make_valid()
    land = shapely.intersection(shapely.union_all(simple.to_numpy(), grid_size=1e-4), box)
    pieces = [piece for piece in parts(land, "Polygon") if piece.area > scale.smallest]
    holeless = [shapely.Polygon(p.exterior, [r for r in p.interiors if shapely.Polygon(r).area > scale.smallest]) for p in pieces]
    write_layer(f"land_{scale.name}", holeless, scale.decimals)

    disputed = read_layer(folder, "disputed_lines_10m.geojson")
    lines = shapely.intersection(shapely.simplify(disputed.geometry.to_numpy(), scale.tolerance), box)
    kept = [(line, row) for line, row in zip(lines, disputed.itertuples(), strict=True) if line.length > scale.tolerance * 3]
    write_layer(
        f"disputed_{scale.name}",
        [line for line, _ in kept],
        scale.decimals,
        [{"name": row.name, "kind": row.kind} for _, row in kept],
    )
    # A border beside a dashed line would say twice, and differently, what is in dispute.
    near_dispute = shapely.union_all(shapely.buffer(lines, max(0.06, scale.tolerance * 2)))
    borders = shapely.difference(shapely.intersection(shared_edges(simple), box), near_dispute)
    borders = shapely.line_merge(borders)
    write_layer(f"borders_{scale.name}", [line for line in parts(borders, "LineString") if line.length > scale.tolerance], scale.decimals)

    lakes = shapely.simplify(read_layer(folder, "lakes_50m_world.geojson").geometry.make_valid().to_numpy(), scale.tolerance)
    lakes = [part for lake in shapely.intersection(lakes, box) for part in parts(lake, "Polygon") if part.area > scale.smallest * 2]
    write_layer(f"water_{scale.name}", lakes, scale.decimals)
    merged = shapely.line_merge(shapely.union_all(read_layer(folder, "rivers_50m_world.geojson").geometry.to_numpy()))
    rivers = shapely.simplify(shapely.intersection(shapely.get_parts(merged), box), scale.tolerance)
    long = [part for river in rivers for part in parts(river, "LineString") if part.length > KEEP_RIVERS_LONGER_THAN[scale.name]]
    write_layer(f"rivers_{scale.name}", long, scale.decimals)


def build_countries(folder: Path) -> None:
    """Write country polygons: the detailed ones inside the near scale's source box, the coarse ones elsewhere."""
    box = shapely.box(20, -12, 150, 72)
    fine = read_layer(folder, "countries_10m_asia_s001.geojson").dropna(subset=["iso_a2"])
    coarse = read_layer(folder, "countries_50m_world_s003.geojson").dropna(subset=["iso_a2"])
    simple = shapely.coverage_simplify(shapely.make_valid(fine.geometry.to_numpy()), 0.02)
    outside = shapely.difference(shapely.make_valid(coarse.geometry.to_numpy()), box)
    both = gpd.GeoSeries([*simple, *outside], index=[*fine.iso_a2, *coarse.iso_a2], crs=4326).make_valid()
    merged = both.groupby(level=0).agg(lambda group: shapely.union_all(group.to_numpy()))
    merged = {code: [p for p in parts(shape, "Polygon") if p.area > 0.002] for code, shape in merged.items()}
    rows = [(code, shapely.MultiPolygon(pieces)) for code, pieces in merged.items() if pieces]
    rows = [(code, shape) for code, shape in rows if shape.intersects(shapely.box(-12, -12, 180, 75))]
    write_layer("countries", [shape for _, shape in rows], 3, [{"country": code} for code, _ in rows])


# Where the largest part's middle is no good place for a name, or the name needs the usual short form.
NAMES = {
    "Russia": ("Russia", 98, 61.5),
    "China": ("China", 101, 35.5),
    "India": ("India", 78.5, 23),
    "Iran": ("Iran", 55.3, 32.2),
    "Pakistan": ("Pakistan", 66.4, 28.5),
    "Afghanistan": ("Afghanistan", 65.9, 33.6),
    "Kazakhstan": ("Kazakhstan", 67.5, 48.3),
    "Turkmenistan": ("Turkmenistan", 58.6, 39.6),
    "Uzbekistan": ("Uzbekistan", 62.6, 42.3),
    "Tajikistan": ("Tajikistan", 71.3, 38.6),
    "Kyrgyzstan": ("Kyrgyzstan", 74.9, 41.6),
    "Mongolia": ("Mongolia", 103.5, 46.8),
    "Turkey": ("Türkiye", 33.3, 38.9),
    "Saudi Arabia": ("Saudi Arabia", 44.5, 24.2),
    "Azerbaijan": ("Azerbaijan", 48.4, 40.6),
    "Georgia": ("Georgia", 43.6, 42.2),
    "Armenia": ("Armenia", 44.9, 40.5),
    "Oman": ("Oman", 56.6, 20.6),
    "United Arab Emirates": ("UAE", 54.3, 23.6),
    "Nepal": ("Nepal", 83.9, 28.3),
    "Ukraine": ("Ukraine", 31.5, 49.2),
    "Myanmar": ("Myanmar", 96.0, 21.6),
    "Czechia": ("Czechia", 15.3, 49.8),
    "Macedonia": ("North Macedonia", 21.7, 41.6),
    "Syria": ("Syria", 38.5, 35.0),
    "Vietnam": ("Viet Nam", 105.9, 20.9),
    "Dem. Rep. Congo": ("DR Congo", 23.6, -2.9),
    "eSwatini": ("Eswatini", 31.5, -26.5),
}


# The gazetteer's transcription of a quarter's name, where an English map has the city's usual one.
CITY_NAMES = {"Al Mawşil al Jadīdah": "Mosul", "Al Başrah al Qadīmah": "Basra", "Nay Pyi Taw": "Naypyidaw"}


def build_names(folder: Path) -> None:
    """Write the points of country and city names with rank 1 (first to be shown) to 4."""
    countries = read_layer(folder, "countries_50m_world_s003.geojson").dropna(subset=["iso_a2"])
    rows: list[dict[str, object]] = []
    points: list[BaseGeometry] = []
    for country in countries.itertuples():
        largest = max(parts(country.geometry, "Polygon"), key=lambda part: part.area)
        middle = shapely.point_on_surface(largest)
        name, lon, lat = NAMES.get(country.name, (country.name, middle.x, middle.y))
        area = largest.area
        rank = 1 if area > 60 else 2 if area > 12 else 3 if area > 2 else 4
        rows.append({"name": name, "kind": "country", "rank": rank, "country": country.iso_a2})
        points.append(shapely.Point(lon, lat))
    for city in read_layer(folder, "cities_geonames_300k_capitals.geojson").itertuples():
        if not (15 <= city.geometry.x <= 150 and -12 <= city.geometry.y <= 75):
            continue
        rank = 1 if city.pop > 5_000_000 else 2 if city.capital or city.pop > 2_000_000 else 3 if city.pop > 800_000 else 4
        rows.append(
            {
                "name": CITY_NAMES.get(city.name, city.name),
                "kind": "capital" if city.capital else "city",
                "rank": rank,
                "country": city.iso_a2,
            }
        )
        points.append(city.geometry)
    write_layer("names", points, 2, rows)


def main(arguments: list[str]) -> None:
    """Build every layer from the folder named on the command line."""
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder = Path(arguments[0])
    for scale in SCALES:
        build_scale(folder, scale)
    build_names(folder)
    build_countries(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
