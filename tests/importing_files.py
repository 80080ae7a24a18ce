"""Small files in every format that the import reads, made in the test, with the oddities of real ones."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import shapely

from corridors.importing import ImportFileError, Mapping, Outcome, normalise, read_file, recognise

# Two lines and a point in Turkmenistan, by name.
LINES = {"North": [(58.4, 38.0), (59.0, 38.5)], "South": [(61.0, 36.5), (62.2, 35.3)]}


def frame(crs: int = 4326) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString(points) for points in LINES.values()]
    made = gpd.GeoDataFrame({"name": list(LINES), "status": ["Operating", "proposed"]}, geometry=shapes, crs=4326)
    return made.to_crs(crs)


def written(made: gpd.GeoDataFrame, driver: str, ending: str, **options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made{ending}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.to_file(path, driver=driver, **options)
        return path.read_bytes()


def reopened(path: Path) -> gpd.GeoDataFrame:
    """Return a file as geopandas reads it; GeoJSON and KML without GDAL, which has no driver to read them here."""
    if path.suffix == ".kml":
        try:
            return gpd.GeoDataFrame(read_file(path).rows.replace("", None)).set_crs(4326)
        except ImportFileError:  # the file of a view that shows nothing has no placemark
            return gpd.GeoDataFrame()
    if path.suffix == ".geojson":
        return gpd.GeoDataFrame.from_features(json.loads(path.read_text(encoding="utf-8")), crs=4326)
    return gpd.read_file(path)


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def shapefile(
    made: gpd.GeoDataFrame, folder: str = "", stem: str = "lines", leave_out: tuple[str, ...] = (), encoding: str = "UTF-8"
) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.to_file(Path(place) / f"{stem}.shp", encoding=encoding)
        return {f"{folder}{path.name}": path.read_bytes() for path in sorted(Path(place).iterdir()) if path.suffix not in leave_out}


def features(*items: tuple[dict[str, Any] | None, dict[str, Any] | None], **members: object) -> bytes:
    """Return a FeatureCollection of (geometry, properties)."""
    made = [{"type": "Feature", "geometry": geometry, "properties": properties} for geometry, properties in items]
    return json.dumps({"type": "FeatureCollection", "features": made, **members}, ensure_ascii=False).encode()


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def line(*points: tuple[float, ...]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(position) for position in points]}


def excel(rows: list[list[Any]], **others: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for name, cells in {**others, "Data": rows}.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.remove(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def imported(data: bytes, name: str = "file", *, crs: str | None = None, **columns: str) -> Outcome:
    """Return the outcome of a file as recognised, with some targets on other columns; counts always add up."""
    raw = read_file(data, name, crs=crs)
    mapping: Mapping = recognise(raw)
    for target, column in columns.items():
        mapping = mapping.with_column(target, column)
    outcome = normalise(raw, mapping)
    report = outcome.report
    assert report.read == report.accepted + report.repaired + report.refused == len(raw.rows)
    assert len(outcome.features) == report.accepted + report.repaired
    return outcome


def table(*rows: str) -> bytes:
    return "\r\n".join(rows).encode()


def rules(outcome: Outcome) -> dict[str, int]:
    """Return how many lines there are by rule."""
    counts: dict[str, int] = {}
    for made in outcome.report.rows:
        counts[made.rule] = counts.get(made.rule, 0) + 1
    return counts


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    report = outcome.report
    return report.read, report.accepted, report.repaired, report.refused
