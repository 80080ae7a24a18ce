"""Small valid files of every form, made here: what fuzzing starts from beside the texts in tests/fuzz/seeds."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import geopandas as gpd
import shapely

from corridors.workspace.repairing import repair_workspace
from tests.fuzz.files import BOOK
from tests.importing_files import excel, features, line, point, shapefile, written, zipped

SHAPES: dict[str, list[shapely.Geometry]] = {
    "points": [shapely.Point(58.4, 38.0), shapely.Point(61.0, 36.5)],
    "lines": [shapely.LineString([(58.4, 38.0, 5), (59.0, 38.5, 6)]), shapely.LineString([(61.0, 36.5, 1), (62.2, 35.3, 2)])],
    "areas": [
        shapely.box(58, 37, 60, 39).difference(shapely.box(58.5, 37.5, 59, 38)),
        shapely.MultiPolygon([shapely.box(50, 30, 51, 31), shapely.box(52, 32, 53, 33)]),
    ],
    "many": [shapely.MultiLineString([[(50, 40), (51, 41)], [(52, 40), (53, 41)]]), shapely.MultiPoint([(50, 40), (51, 41)])],
}
KML = b"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Map</name>
<Schema name="s" id="s"><SimpleField type="int" name="bcm"/></Schema><Style id="a"><LineStyle><width>2</width></LineStyle></Style>
<Folder><name>One</name><Placemark><name>North</name><description><![CDATA[<b>gas</b>]]></description><styleUrl>#a</styleUrl>
<ExtendedData><Data name="status"><value>operating</value></Data><SchemaData schemaUrl="#s"><SimpleData name="bcm">33</SimpleData></SchemaData></ExtendedData>
<LineString><altitudeMode>absolute</altitudeMode><coordinates>58.4,38.0,0 59.0,38.5,0</coordinates></LineString></Placemark></Folder>
<Folder><name>Two</name><Placemark><name>Field</name><MultiGeometry><Point><coordinates>61.0,36.5</coordinates></Point>
<Polygon><outerBoundaryIs><LinearRing><coordinates>50,40 51,40 51,41 50,40</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>50.6,40.2 50.8,40.2 50.8,40.4 50.6,40.2</coordinates></LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark>
<Placemark><name>Way</name><gx:Track><when>2024-05-01T00:00:00Z</when><gx:coord>58 38 0</gx:coord><gx:coord>59 39 0</gx:coord></gx:Track></Placemark></Folder>
</Document></kml>"""
GPX = b"""<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><metadata><name>m</name></metadata>
<wpt lat="38.0" lon="58.4"><ele>120.5</ele><time>2024-05-01T10:00:00Z</time><name>Station</name><link href="https://example.org/a"><text>a</text></link></wpt>
<trk><name>North</name><extensions><bcm>33</bcm></extensions><trkseg><trkpt lat="38.0" lon="58.4"/><trkpt lat="38.5" lon="59.0"/></trkseg><trkseg><trkpt lat="1" lon="2"/><trkpt lat="2" lon="3"/></trkseg></trk>
<rte><name>South</name><rtept lat="36.5" lon="61.0"/><rtept lat="35.3" lon="62.2"/></rte></gpx>"""
TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [50, 30]},
    "arcs": [[[0, 0], [100, 0], [0, 100]], [[100, 100], [-100, -100]], [[5, 5], [9, 9]]],
    "objects": {
        "made": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "LineString", "arcs": [0, -3], "properties": {"name": "North"}, "id": 7},
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Field"}},
                {"type": "MultiLineString", "arcs": [[0], [2]]},
                {"type": "Point", "coordinates": [10, 10]},
            ],
        },
        "other": {"type": "MultiPoint", "coordinates": [[1, 1], [2, 2]]},
    },
}
CSV = b'name,lon,lat,status,country,owner,capacity,start\n"North, line",58.4,38.0,operating,Turkmenistan,"A [60%]; B [40%]",33 bcm/y,2009\nSouth,61.0,36.5,proposed,TM,B,,2030\n'
ROWS: list[list[Any]] = [
    ["name", "lon", "lat", "start", "status"],
    ["North", 58.4, 38.0, 2009, "operating"],
    ["South", 61.0, 36.5, None, "=1+1"],
]


def _frame(kind: str, crs: int = 4326) -> gpd.GeoDataFrame:
    rows = {"name": ["North", "Süd"], "status": ["Operating", None], "length_km": [10.5, 20.0], "year": [2009, 2030]}
    return gpd.GeoDataFrame(rows, geometry=SHAPES[kind], crs=4326).to_crs(crs)


def _geopackages() -> list[bytes]:
    single = [written(_frame(kind), "GPKG", ".gpkg", layer=kind) for kind in ("points", "lines")]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "two.gpkg"
        _frame("areas", 3857).to_file(path, driver="GPKG", layer="areas")
        _frame("many").to_file(path, driver="GPKG", layer="many", mode="a")
        several = path.read_bytes()
    return [_without_index(data) for data in (*single, several)]


def _without_index(data: bytes) -> bytes:
    """Return a GeoPackage in fewer pages: most of them are empty ones of its tables of extensions."""
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    base.execute("pragma page_size = 512")
    base.execute("vacuum")
    small = bytes(base.serialize())
    base.close()
    return small


def _workspaces() -> list[bytes]:
    """Return the workspace of a version before, and the same as this version has it."""
    before = (Path(__file__).parents[1] / "data" / "workspace-v1.sqlite").read_bytes()
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ):
        file = Path(folder) / "workspace.sqlite"
        file.write_bytes(before)
        os.environ["CORRIDORS_WORKSPACE"] = str(file)
        now = repair_workspace(Path(folder) / "repaired.sqlite")
        return [before, Path(now.to).read_bytes()]


def _parquets() -> list[bytes]:
    made = []
    for kind, options in (("lines", {}), ("areas", {"geometry_encoding": "geoarrow"}), ("points", {"write_covering_bbox": True})):
        target = io.BytesIO()
        shapes = _frame(kind).explode(ignore_index=True) if options else _frame(kind)
        shapes.to_parquet(target, **options)
        made.append(target.getvalue())
    return made


def _books() -> list[bytes]:
    return [excel(ROWS), excel(ROWS, Notes=[["a title"], [], ["x", 1.5, True, "2024-05-01"]])]


def _zips() -> list[bytes]:
    return [
        zipped({"a/data.csv": CSV, "read.txt": b"hello"}),
        zipped({"x.geojson": _geojson()[0]}),
        zipped({"x.kml": KML}),
        zipped({"t.topojson": json.dumps(TOPOLOGY).encode()}),
    ]


def _geojson() -> list[bytes]:
    area = json.loads(shapely.to_geojson(SHAPES["areas"][0]))
    both = {"type": "GeometryCollection", "geometries": [point(1, 2), area]}
    made = features(
        (line((58.4, 38), (59, 38.5, 7)), {"name": "North", "n": 1, "more": {"a": [1]}}),
        (area, {"name": "Field"}),
        (both, None),
        (None, {}),
    )
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    return [
        made,
        features((point(6_500_000, 4_500_000), {"id": "x"}), crs=crs),
        b'{"type":"Point","coordinates":[1,2]}\n{"type":"Point","coordinates":[3,4]}',
    ]


MAKERS: dict[str, Callable[[], list[bytes]]] = {
    "geojson": _geojson,
    "csv": lambda: [CSV, CSV.replace(b",", b";"), b"id\troute\n1\t38,58:39,59;40,60:41,61\n"],
    "workbook": lambda: [b"=== %s\n%s" % (name.encode(), part) for name, part in BOOK.items() if name.startswith("xl/")],
    "workspace": _workspaces,
    "geopackage": _geopackages,
    "shapefile": lambda: [zipped(shapefile(_frame(kind))) for kind in ("points", "lines", "areas")],
    "kml": lambda: [KML],
    "kmz": lambda: [zipped({"doc.kml": KML})],
    "flatgeobuf": lambda: (
        [written(_frame(kind), "FlatGeobuf", ".fgb") for kind in ("points", "lines", "areas")]
        + [written(_frame("many"), "FlatGeobuf", ".fgb", SPATIAL_INDEX="NO")]
    ),
    "gpx": lambda: [GPX],
    "topojson": lambda: [json.dumps(TOPOLOGY).encode()],
    "geoparquet": _parquets,
    "xlsx": _books,
    "zip": _zips,
}


@cache
def seeds_of(target: str) -> tuple[bytes, ...]:
    """Return the files that are made for a target; none for one that starts from texts only."""
    return tuple(MAKERS[target]()) if target in MAKERS else ()
