"""Geometry: what is mended, what is refused, and where a shape may lie that names a country."""

from __future__ import annotations

import io
import json
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet as pq

from corridors.importing import Outcome, read_file
from tests.importing_files import counts, features, imported, line, point, rules, table, written

BOWTIE = {"type": "Polygon", "coordinates": [[[58, 38], [59, 39], [59, 38], [58, 39], [58, 38]]]}
SQUARE = {"type": "Polygon", "coordinates": [[[58, 38], [59, 38], [59, 39], [58, 39], [58, 38]]]}


def one(geometry: dict[str, Any], **properties: object) -> Outcome:
    outcome = imported(features((geometry, {"name": "a", **properties})))
    assert outcome.report.refused == 0
    return outcome


@pytest.mark.parametrize(
    ("points", "parts"),
    [
        ([(170, 10), (-170, 12)], [[(170, 10), (180, 11)], [(-180, 11), (-170, 12)]]),
        ([(170, 10), (190, 12)], [[(170, 10), (180, 11)], [(-180, 11), (-170, 12)]]),
        ([(-170, 10), (170, 10)], [[(-170, 10), (-180, 10)], [(180, 10), (170, 10)]]),
        ([(190, 10), (200, 10)], [[(-170, 10), (-160, 10)]]),
    ],
)
def test_lines_past_180_are_cut(points: list[tuple[float, float]], parts: list[list[tuple[float, float]]]) -> None:
    outcome = one(line(*points))
    found = shapely.get_parts(outcome.features.geometry[0])
    assert sorted(sorted(shapely.get_coordinates(part).round(9).tolist()) for part in found) == sorted(
        sorted(map(list, part)) for part in parts
    )
    assert rules(outcome) == {"antimeridian": 1}
    assert counts(outcome) == (1, 0, 1, 0)


def test_a_point_past_180_is_wrapped() -> None:
    outcome = one(point(190, 10))
    assert (outcome.features.geometry[0].x, outcome.features.geometry[0].y) == (-170, 10)
    assert rules(outcome) == {"antimeridian": 1}


def test_a_long_line_that_does_not_jump_is_left_alone() -> None:
    outcome = one(line((-170, 10), (-60, 10), (50, 10), (170, 10)))
    assert outcome.report.accepted == 1


def test_polygons_become_points_with_their_outline() -> None:
    outcome = one(SQUARE)
    assert outcome.features.geometry[0].geom_type == "Point"
    assert shapely.from_wkb(outcome.features["outline"][0]).equals(shapely.box(58, 38, 59, 39))
    assert rules(outcome) == {"polygon_to_point": 1}


def test_a_polygon_that_crosses_itself_is_mended_first() -> None:
    outcome = one(BOWTIE)
    assert shapely.from_wkb(outcome.features["outline"][0]).is_valid
    assert rules(outcome) == {"invalid_polygon": 1, "polygon_to_point": 1}


def test_a_multipolygon_past_180_keeps_its_outline_within_it() -> None:
    ring = [[179, 10], [181, 10], [181, 11], [179, 11], [179, 10]]
    outcome = one({"type": "MultiPolygon", "coordinates": [[ring]]})
    outline = shapely.from_wkb(outcome.features["outline"][0])
    assert outline.bounds == (-180, 10, 180, 11)
    assert outline.area == pytest.approx(2)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [([point(58, 38), line((58, 38), (59, 38))], "LineString"), ([point(58, 38), SQUARE], "Point"), ([point(58, 38)], "Point"), ([line((58, 38), (59, 38)), line((60, 38), (61, 38))], "MultiLineString")],
)  # fmt: skip
def test_of_a_collection_the_most_telling_part_is_kept(parts: list[dict[str, Any]], kind: str) -> None:
    outcome = one({"type": "GeometryCollection", "geometries": parts})
    assert outcome.features.geometry[0].geom_type == kind
    assert "collection" in rules(outcome)


def test_lines_without_length() -> None:
    outcome = one(line((58, 38), (58, 38)))
    assert outcome.features.geometry[0].geom_type == "Point"
    assert rules(outcome) == {"line_without_length": 1}
    outcome = one({"type": "MultiLineString", "coordinates": [[[58, 38], [58, 38]], [[58, 38], [59, 38]]]})
    assert outcome.features.geometry[0].geom_type == "LineString"
    assert rules(outcome) == {"parts_without_length": 1}


def test_several_points_become_one_of_them() -> None:
    outcome = one({"type": "MultiPoint", "coordinates": [[58, 38], [59, 39]]})
    assert outcome.features.geometry[0].geom_type == "Point"
    assert rules(outcome) == {"points_to_point": 1}
    assert one({"type": "MultiPoint", "coordinates": [[58, 38]]}).report.accepted == 1


@pytest.mark.parametrize(
    ("lon", "lat", "rule"),
    [
        ("38", "158", "swapped_lon_lat"), ("6500000", "4600000", "metres_for_degrees"), ("400", "38", "out_of_range"), ("58", "-91", "swapped_lon_lat"), ("inf", "38", "not_finite"),
        ("NaN", "38", "not_finite"), ("Unknown", "38", "not_a_number"), ("", "38", "no_geometry"), ("", "", "no_geometry"), ("1e400", "38", "not_a_number"),
    ],
)  # fmt: skip
def test_positions_that_are_refused(lon: str, lat: str, rule: str) -> None:
    outcome = imported(table("name,lon,lat", "a,58,38", "b,59,38", f"c,{lon},{lat}"))
    assert counts(outcome) == (3, 2, 0, 1)
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(3, rule)]


@pytest.mark.parametrize(
    "shape",
    [
        "LINESTRING (58 38, nan 38)",
        "LINESTRING (58 38, inf 38)",
        "LINESTRING (58 38, 1e999 38)",
        "POINT (58",
        "0102000000",
        "58,38:",
        "1,2:3",
    ],
)
def test_shapes_in_words_that_are_refused(shape: str) -> None:
    outcome = imported(table("name,wkt", '"a","POINT (58 38)"', '"c","POINT (58.5 38)"', f'"b","{shape}"'))
    assert outcome.report.refused == (0 if shape == "58,38:" else 1)


def test_a_curve_in_wkb_is_refused_alone() -> None:
    curve = "010800000003000000" + "0000000000004d400000000000004340" * 3
    outcome = imported(table("name,wkb", f"a,{shapely.Point(58, 38).wkb_hex}", f"b,{curve}", f"c,{shapely.Point(59, 38).wkb_hex}"))
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "unreadable_geometry")]


def nested(levels: int) -> list[str]:
    """Return collections in collections as WKT, and as WKB in hex of either byte order."""
    point = shapely.Point(58, 38)
    wkt = "GEOMETRYCOLLECTION (" * levels + point.wkt + ")" * levels
    return [
        wkt,
        "010700000001000000" * levels + point.wkb_hex,
        "000000000700000001" * levels + shapely.to_wkb(point, hex=True, byte_order=0),
    ]


@pytest.mark.parametrize("form", range(3))
def test_collections_nested_without_end_are_refused_before_they_break_the_stack(form: int) -> None:
    good, bad = nested(3)[form], nested(100_000)[form]
    outcome = imported(table("name,wkt", f'a,"{good}"', f'b,"{bad}"'))
    assert [(made.row, made.rule) for made in outcome.report.rows if made.effect == "refused"] == [(2, "unreadable_geometry")]


def test_collections_nested_without_end_in_parquet_are_refused_alone() -> None:
    bad = bytes.fromhex(nested(100_000)[1])
    data = io.BytesIO()
    made = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(58, 38)], crs=4326).to_arrow(geometry_encoding="WKB")
    whole = pa.table(made)
    broken = whole.set_column(whole.column_names.index("geometry"), "geometry", pa.array([bad], pa.binary()))
    meta = {
        "geo": json.dumps(
            {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}
        )
    }
    pq.write_table(broken.replace_schema_metadata(meta), data)
    outcome = imported(data.getvalue(), "x.parquet")
    assert counts(outcome) == (1, 0, 0, 1)
    assert any("row 1: it nests geometries over 50 deep" in note for note in outcome.report.notes)


def test_mercator_metres_without_a_crs_are_guessed_and_said() -> None:
    outcome = imported(table("name,x,y", "a,6456525,4579425", "b,6500000,4600000"))
    assert (outcome.report.crs, outcome.report.crs_from) == ("EPSG:3857", "guessed from the values")
    assert any("Web Mercator" in note for note in outcome.report.notes)
    assert shapely.get_coordinates(outcome.features.geometry[0])[0] == pytest.approx([58, 38], abs=0.01)


def test_metres_under_a_declared_crs_in_degrees_are_refused() -> None:
    made = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(6456525, 4579425)], crs=4326)
    outcome = imported(written(made, "GPKG", ".gpkg"), "x.gpkg")
    assert rules(outcome) == {"metres_for_degrees": 1}


def test_the_caller_may_give_the_crs() -> None:
    outcome = imported(table("name,easting,northing", "a,250000,80000"), crs="epsg:27700")
    assert (outcome.report.crs, outcome.report.crs_from) == ("EPSG:27700", "given by you")
    assert outcome.features.geometry[0].x == pytest.approx(-4.1, abs=0.1)


def test_impossible_values_without_a_crs_are_refused() -> None:
    outcome = imported(table("name,x,y", "a,99999999,88888888", "b,77777777,66666666"))
    assert rules(outcome) == {"metres_for_degrees": 2}


@pytest.mark.parametrize(
    ("country", "lon", "lat", "rule"),
    [
        ("Turkmenistan", 58.4, 38.0, ""),
        ("Turkmenistan", 38.0, 58.4, "swapped_lon_lat"),
        ("Turkmenistan", 2.35, 48.85, "other_country"),
        ("Pakistan", 62.0, 15.0, "in_the_sea"),
        ("Pakistan", 66.97, 24.84, ""),  # the port of Karachi
        ("Brazil", -20.0, -10.0, "in_the_sea"),  # no outline: the land of the world stands for it
        ("Ukraine", 34.1, 44.95, ""),  # administered by one, claimed by another
        ("Iran, Pakistan", 66.97, 24.84, ""),
        ("Bahamas", -77.35, 25.08, ""),
        ("Iran", 51.0, 28.0, ""),
        ("", 62.0, 15.0, ""),
        ("Turkmenistan", 53.0, 60.0, "other_country"),
    ],
)
def test_points_that_name_a_country_lie_near_it(country: str, lon: float, lat: float, rule: str) -> None:
    outcome = imported(table("name,country,lon,lat", f'a,"{country}",{lon},{lat}', "b,,58,38", "c,Iran,51.4,35.7"))
    assert [made.rule for made in outcome.report.rows if made.row == 1] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Lele Harbor", "Federated States of Micronesia", 163.03, 5.3333), ("Moen", "Federated States of Micronesia", 151.83, 7.4333),
        ("Enewetak", "Marshall Islands", 162.33, 11.333), ("St. Mary's", "United Kingdom", -6.3167, 49.917), ("Jazirat Das", "United Arab Emirates", 52.867, 25.15),
        ("Halul", "Qatar", 52.417, 25.683), ("Coxen Hole", "Honduras", -86.55, 16.317), ("Fernando de Noronha", "Brazil", -32.4, -3.84), ("Waitangi", "New Zealand", -176.55, -43.95),
        ("Kastellorizo", "Greece", 29.59, 36.15), ("Corn Island", "Nicaragua", -83.06, 12.17), ("Con Dao", "Vietnam", 106.6, 8.68), ("Lord Howe", "Australia", 159.08, -31.53),
        ("Udang Oilfield", "Indonesia", 106.48, 4.0333), ("Port Refuge", "Seychelles", 46.36, -9.4),
    ],
)  # fmt: skip
def test_what_lies_on_small_islands_of_its_country_is_no_error(name: str, country: str, lon: float, lat: float) -> None:
    outcome = imported(table("name,country,lon,lat", f"{name},{country},{lon},{lat}", "c,Iran,51.4,35.7"))
    assert counts(outcome) == (2, 2, 0, 0)


def test_offshore_works_that_would_also_fit_exchanged_are_kept_unless_all_are() -> None:
    """Off Nigeria a terminal has 3° north and 7° east, and 7° north and 3° east is Nigeria too."""
    terminals = ["Egina Oil Terminal,Nigeria,6.7,3.0667", "Akpo Oil Terminal,Nigeria,6.8167,3.1333"]
    shore = ["Lagos,Nigeria,3.4,6.45", "Warri,Nigeria,5.73,5.51", "Kano,Nigeria,8.5,12"]
    assert counts(imported(table("name,country,lon,lat", *terminals, *shore))) == (5, 5, 0, 0)
    assert rules(imported(table("name,country,lon,lat", *terminals))) == {"swapped_lon_lat": 2}


def test_what_stands_offshore_may_lie_in_the_zone_of_its_state() -> None:
    rows = table(
        "name,country,lon,lat", "Deep Sea FLNG,Australia,123.3,-13.8", "Station,Australia,123.3,-13.8", "Far FLNG,Australia,100,-30"
    )
    outcome = imported(rows)
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "in_the_sea"), (3, "in_the_sea")]


def test_a_line_is_kept_where_it_touches_one_of_its_countries() -> None:
    outcome = imported(
        features(
            (line((58, 38), (62, 35)), {"name": "a", "country": "Afghanistan"}),
            (line((2, 48), (3, 49)), {"name": "b", "country": "Afghanistan"}),
        )
    )
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "other_country")]


def test_twins_by_id_and_by_geometry() -> None:
    outcome = imported(table("id,name,lon,lat", "P1,a,58,38", "P1,b,58,38", "P1,c,59,38", "P1-2,d,60,38", ",e,61,38"))
    assert outcome.features["id"].tolist() == ["P1", "P1-2", "P1-3", "P1-2-2", "row-5"]
    assert rules(outcome) == {"duplicate_id": 3, "same_geometry": 1}
    assert counts(outcome) == (5, 2, 3, 0)


def test_ewkt_states_its_own_crs() -> None:
    outcome = imported(table("name,wkt", '"a","SRID=3857;POINT (6456525 4579425)"'))
    assert outcome.report.crs == "EPSG:3857"
    assert outcome.features.geometry[0].x == pytest.approx(58, abs=0.01)


def test_rows_are_numbered_as_in_the_file() -> None:
    raw = read_file(table("name,lon,lat", "a,58,38", "b,,", "c,60,38"), "x.csv")
    assert raw.rows.index.tolist() == [1, 2, 3]
    assert imported(table("name,lon,lat", "a,58,38", "b,,", "c,60,38")).features["row"].tolist() == [1, 3]
