"""Curves in a GeoPackage and a GeoParquet: what GDAL made straight before is read as it was, and a curve that is none goes alone."""

from __future__ import annotations

import io
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from corridors.importing import curves, read_file
from corridors.importing.curves import straightened
from corridors.importing.nesting import MAX_DEPTH, arcs_in
from tests.test_importing_vectors_hostile import BLOB, geopackage_with

LINE, ARC, COMPOUND, AREA, LINES, AREAS, SURFACE = 2, 8, 9, 10, 11, 12, 15


def positions(*pairs: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(f"<{len(pair)}d", *pair) for pair in pairs)


def wkb(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("<BII", 1, kind, count) + body


HALF = wkb(ARC, 3, positions((10, 50), (11, 51), (12, 50)))
HIGH = wkb(ARC + 1000, 3, positions((10, 50, 1), (11, 51, 2), (12, 50, 3)))
ON = wkb(LINE, 2, positions((12, 50), (13, 50)))
RING = wkb(ARC, 5, positions((10, 50), (11, 51), (12, 50), (11, 49), (10, 50)))
TRACK = wkb(COMPOUND, 2, HALF + ON)
DISC = wkb(AREA, 1, RING)
SHAPES = [
    (HALF, "LineString", 46),
    (HIGH, "LineString", 46),
    (TRACK, "LineString", 47),
    (DISC, "Polygon", 91),
    (wkb(AREA, 1, wkb(COMPOUND, 2, HALF + wkb(LINE, 2, positions((12, 50), (10, 50))))), "Polygon", 47),
    (wkb(LINES, 2, TRACK + ON), "MultiLineString", 49),
    (wkb(AREAS, 1, DISC), "MultiPolygon", 91),
]


def with_shape(blob: bytes) -> bytes:
    return geopackage_with(f"UPDATE t SET geom = x'{(BLOB[:8] + blob).hex()}' WHERE fid = 2")  # noqa: S608


@pytest.mark.parametrize(("curve", "kind", "corners"), SHAPES)
def test_curves_of_a_geopackage_are_read_as_straight_lines(curve: bytes, kind: str, corners: int) -> None:
    raw = read_file(with_shape(curve), "x.gpkg")
    shape = raw.rows.geometry[2]
    assert (shape.geom_type, shapely.get_num_coordinates(shape)) == (kind, corners)
    assert shape.bounds[2:] == pytest.approx((13 if ON in curve else 12, 51), abs=0.001)
    assert not raw.notes


def test_curves_of_a_geoparquet_are_read_too() -> None:
    about = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}
    target = io.BytesIO()
    pq.write_table(pa.table({"geometry": [HALF, DISC, None]}).replace_schema_metadata({"geo": json.dumps(about)}), target)
    assert read_file(target.getvalue(), "x.parquet").rows.geometry.geom_type.tolist()[:2] == ["LineString", "Polygon"]


@pytest.mark.parametrize(
    "curve",
    [
        HALF[:-4],
        wkb(ARC, 4, positions((10, 50), (11, 51), (12, 50), (13, 50))),
        wkb(COMPOUND, 2, HALF + wkb(LINE, 2, positions((0, 0), (1, 1)))),
        wkb(COMPOUND, 1, DISC),
        wkb(SURFACE, 1, struct.pack("<BII", 1, 3, 1) + struct.pack("<I", 4) + positions((0, 0), (1, 0), (1, 1), (0, 0))),
        wkb(7, 1, HALF),
        b"".join(struct.pack("<BII", 1, COMPOUND, 1) for _ in range(MAX_DEPTH + 1)) + HALF,
        wkb(ARC, 2**31, b""),
    ],
)
def test_a_curve_that_is_none_takes_its_row_alone(curve: bytes) -> None:
    raw = read_file(with_shape(curve), "x.gpkg")
    assert [shape is None for shape in raw.rows.geometry] == [False, True, False]
    assert any("1 geometries of 't' cannot be read: row 2" in note for note in raw.notes)


def test_bad_curves_among_good_ones_are_found_by_halves() -> None:
    made = straightened([HALF[:-4] if row % 7 == 0 else TRACK for row in range(600)])
    assert [one is None for one in made] == [row % 7 == 0 for row in range(600)]
    assert {shapely.get_num_coordinates(shapely.from_wkb(one)) for one in made if one} == {47}
    assert shapely.get_num_coordinates(shapely.from_wkb(straightened([wkb(ARC, 0, b""), HALF]))).tolist() == [0, 46]


def test_arcs_are_counted_before_they_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [arcs_in(one) for one in (HALF, ON, DISC, wkb(LINES, 2, TRACK + RING))] == [1, 0, 2, 3]
    monkeypatch.setattr(curves, "MAX_VERTICES", 150)
    assert [one is None for one in straightened([HALF, DISC, HALF, wkb(LINES, 2, RING + RING), HALF, HALF])] == [
        False,
        True,
        False,
        True,
        False,
        True,
    ]


def test_curves_are_tried_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curves, "MAX_FAILURES", 20)
    assert straightened([HALF[:-4]] * 2_000) == [None] * 2_000
