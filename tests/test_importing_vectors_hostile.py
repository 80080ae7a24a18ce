"""Hostile files of the formats that GDAL, Arrow and SQLite read, and honest ones beside them: no count is believed, no SQL is run."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from corridors.importing import ImportFileError, Raw, geopackage, gpx, limits, parquet, read_file
from corridors.importing.collecting import NoShapeError, positions_of
from corridors.importing.systems import known_crs
from tests.importing_files import counts, features, frame, imported, point, rules, shapefile, written, zipped
from tests.test_importing_formats import GPX, TOPOJSON

HOSTILE = Path(__file__).parent / "data" / "hostile"
POINT = shapely.Point(10, 50)
BLOB = b"GP\0\1\xe6\x10\0\0" + POINT.wkb


def hostile(name: str) -> Raw:
    return read_file(HOSTILE / name)


def kml(*placemarks: str) -> bytes:
    body = "".join(f"<Placemark><name>{number}</name>{shape}</Placemark>" for number, shape in enumerate(placemarks, 1))
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'.encode()


def at(text: str) -> str:
    return f"<Point><coordinates>{text}</coordinates></Point>"


def geopackage_with(*statements: str, rows: int = 3) -> bytes:
    """Return a GeoPackage of `rows` points under `t`, changed by SQL."""
    made = gpd.GeoDataFrame({"name": [f"n{i}" for i in range(rows)]}, geometry=[POINT] * rows, crs=4326)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        path.write_bytes(written(made, "GPKG", ".gpkg", layer="t"))
        with closing(sqlite3.connect(path)) as base:
            for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                base.create_function(name, 1, lambda _: 0)
            for statement in statements:
                base.execute(statement.replace("<POINT>", f"x'{BLOB.hex()}'"))
            base.commit()
        return path.read_bytes()


LISTED = (
    "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES ('v', 'features', 'v', 4326)",
    "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'GEOMETRY', 4326, 0, 0)",
)
ENDLESS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i AS fid, <POINT> AS geom, 'a' AS name FROM r"


@pytest.mark.parametrize("name", ["gp_view_endless.gpkg", "gp_view_bigblob.gpkg"])
def test_a_view_is_not_run_and_said(name: str) -> None:
    raw = hostile(name)
    assert raw.rows["name"].tolist() == ["n0", "n1", "n2"]
    assert "Left out, for the SQL of a file is not run: v." in raw.notes


def test_a_geopackage_of_views_alone_is_refused_in_words() -> None:
    data = geopackage_with(f"CREATE VIEW v AS {ENDLESS}", *LISTED, "DELETE FROM gpkg_contents WHERE table_name = 't'")
    with pytest.raises(ImportFileError, match="no layer with shapes in a table .v: a view, which is not run"):  # noqa: RUF043
        read_file(data, "x.gpkg")


@pytest.mark.parametrize("head", geopackage.HEADS)
def test_what_a_geopackage_says_of_itself_is_no_view_either(head: str) -> None:
    data = geopackage_with(
        "PRAGMA legacy_alter_table = ON",
        f"ALTER TABLE {head} RENAME TO own",
        f"CREATE VIEW {head} AS SELECT * FROM own",  # noqa: S608
    )
    with pytest.raises(ImportFileError, match=f"{head} that is no table"):
        read_file(data, "x.gpkg")


@pytest.mark.parametrize(
    "made",
    [
        ("CREATE VIRTUAL TABLE v USING fts4(geom, name)",),
        ("CREATE TABLE w(fid INTEGER PRIMARY KEY, geom BLOB)", "CREATE VIEW v AS SELECT * FROM w"),
        ("CREATE TEMP TABLE w(a)", f"CREATE VIEW v AS {ENDLESS}", "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN SELECT 1; END"),
    ],
)
def test_what_is_no_plain_table_is_left_out(made: tuple[str, ...]) -> None:
    raw = read_file(geopackage_with(*made, *LISTED), "x.gpkg")
    assert len(raw.rows) == 3
    assert any("Left out" in note for note in raw.notes)


def test_columns_that_a_table_works_out_are_not() -> None:
    made = ("ALTER TABLE t ADD COLUMN big AS (hex(zeroblob(400000000)))", "CREATE INDEX i ON t(length(hex(zeroblob(9))) )")
    raw = read_file(geopackage_with(*made), "x.gpkg")
    assert raw.columns == ("name",)
    assert len(raw.rows) == 3


@pytest.mark.parametrize("said", [0, 5, 10**12, -1])
def test_the_rows_of_a_geopackage_are_counted(said: int) -> None:
    assert len(read_file(geopackage_with(f"UPDATE gpkg_ogr_contents SET feature_count = {said}", rows=30), "x.gpkg").rows) == 30  # noqa: S608


def test_all_thirty_of_a_geopackage_that_says_five() -> None:
    raw = hostile("gp_countlie_30of5.gpkg")
    assert raw.rows["name"].tolist() == [f"n{i}" for i in range(30)]


def test_the_limit_of_rows_holds_while_a_geopackage_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 10)
    monkeypatch.setattr(geopackage, "ROWS_AT_ONCE", 5)
    with pytest.raises(ImportFileError, match="more than 10 rows"):
        read_file(geopackage_with("UPDATE gpkg_ogr_contents SET feature_count = 1", rows=11), "x.gpkg")


def test_rows_that_share_more_bytes_than_the_file_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage, "MOST_OF_FILE", 0)
    monkeypatch.setattr(geopackage, "MB", 20)
    with pytest.raises(ImportFileError, match="larger than the file"):
        read_file(geopackage_with(), "x.gpkg")


def test_work_in_sqlite_ends_when_progress_says_so() -> None:
    def stop(share: float, words: str) -> None:
        if share >= 0.1:
            raise ImportFileError(f"stopped at {words}")

    with pytest.raises(ImportFileError, match="stopped"):
        read_file(geopackage_with(rows=3), "x.gpkg", progress=stop)


@pytest.mark.parametrize(
    "blob", ["x'00'", "x'4750'", "'text'", "7", "x'47500001e610000001'", "x'47500001e6100000010100000000'", "x'47500021e610000001'"]
)
def test_a_shape_that_is_none_takes_its_row_alone(blob: str) -> None:
    raw = read_file(geopackage_with(f"UPDATE t SET geom = {blob} WHERE fid = 2"), "x.gpkg")  # noqa: S608
    assert [shape is None for shape in raw.rows.geometry] == [False, True, False]
    assert any("1 geometries of 't' cannot be read: row 2" in note for note in raw.notes)


def nested(kind: int, depth: int) -> bytes:
    return b"".join(struct.pack("<BII", 1, kind, 1) for _ in range(depth)) + POINT.wkb


@pytest.mark.parametrize("kind", [4, 5, 6, 7, 9, 10, 11, 12, 15, 1007, 2006])
def test_nesting_is_counted_in_a_geopackage_and_a_geoparquet(kind: int) -> None:
    blob = (BLOB[:8] + nested(kind, 100_000)).hex()
    raw = read_file(geopackage_with(f"UPDATE t SET geom = x'{blob}' WHERE fid = 2"), "x.gpkg")  # noqa: S608
    assert [shape is None for shape in raw.rows.geometry] == [False, True, False]
    table = pa.table({"name": ["a", "b"], "geometry": [POINT.wkb, nested(kind, 100_000)]})
    about = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}
    target = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), target)
    raw = read_file(target.getvalue(), "x.parquet")
    assert [shape is None for shape in raw.rows.geometry] == [False, True]
    assert any("row 2: it nests geometries" in note for note in raw.notes)


def test_the_nested_areas_that_ended_the_process() -> None:
    assert hostile("pq_nested_mpoly.parquet").rows.geometry.tolist() == [None]


def test_a_dictionary_is_not_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "sound_texts", lambda *_: pytest.fail("it was spelled out"))
    monkeypatch.setattr(parquet, "MAX_DECODED_BYTES", 100)
    with pytest.raises(ImportFileError, match="MB unpacked"):
        hostile("pq_dictbomb_1GB.parquet")


def test_a_dictionary_bomb_is_refused() -> None:
    with pytest.raises(ImportFileError, match="more than 500 MB unpacked"):
        hostile("pq_dictbomb_1GB.parquet")


@pytest.mark.parametrize(
    "array", [pa.array(["ab", None, "ab"]).dictionary_encode(), pa.array([["ab"], ["ab", "c"]]), pa.array([{"a": "ab"}] * 2)]
)
def test_what_values_come_to_is_counted(array: Any) -> None:  # noqa: ANN401 - pyarrow has no types
    assert 4 <= parquet.decoded_bytes(array) < 100


WORD = pa.dictionary(pa.int32(), pa.string())


@pytest.mark.parametrize("kind", [pa.list_(WORD), pa.large_list(WORD), pa.list_(WORD, 2), pa.struct([("a", WORD)]), pa.map_(WORD, WORD)])
def test_a_dictionary_inside_lists_of_any_kind_is_counted(kind: Any) -> None:  # noqa: ANN401 - pyarrow has no types
    words = pa.array(["x" * 1_000] * 200).dictionary_encode()
    if pa.types.is_struct(kind):
        array = pa.StructArray.from_arrays([words], ["a"])
    elif pa.types.is_map(kind):
        array = pa.MapArray.from_arrays(pa.array(range(101), pa.int32()), words[:100], words[100:])
    else:
        array = pa.FixedSizeListArray.from_arrays(words, 2)
        array = array if array.type == kind else array.cast(kind)
    assert array.nbytes < 10_000
    assert parquet.decoded_bytes(array) >= 200_000


def test_an_honest_dictionary_is_read() -> None:
    target = io.BytesIO()
    pq.write_table(pa.table({"lon": [10.0] * 50, "lat": [50.0] * 50, "name": ["a", None] * 25, "tags": [["x"], []] * 25}), target)
    outcome = imported(target.getvalue(), "x.parquet")
    assert counts(outcome) == (50, 50, 0, 0)


BAD_POSITIONS = [
    "ten,fifty",
    "10 50",
    "10;50",
    "",
    " ",
    "NaN,NaN",
    "inf,50",
    "1_0,50",
    "10",
    "10,50,0,0",
    ",",
    "10,,50",
    "0x10,50",
    "1e999,5",
]


@pytest.mark.parametrize("text", BAD_POSITIONS)
def test_kml_positions_that_are_none_are_refused_and_said(text: str) -> None:
    line = (
        f"<LineString><coordinates>10,50 {text or '?'} 11,51</coordinates></LineString>"
        if text.strip()
        else "<LineString><coordinates/></LineString>"
    )
    outcome = imported(kml(at(text), at("10,50"), line if text != "10 50" else at(text)), "x.kml")
    assert counts(outcome) == (3, 1, 0, 2)
    assert outcome.features.geometry[0] == POINT
    assert any("2 geometries cannot be read: row 1:" in note for note in outcome.report.notes)


def test_the_kml_that_was_read_at_zero() -> None:
    outcome = imported((HOSTILE / "k_coordtext.kml").read_bytes(), "k.kml")
    assert counts(outcome) == (5, 1, 0, 4)
    assert rules(outcome) == {"no_geometry": 4}


@pytest.mark.parametrize(
    ("text", "read"), [("10,50", 1), ("10, 50 , 0", 1), ("\n10,50,5\t11,51,5\n", 2), ("1e1,+50. -.5,-0", 2), ("10,50, ", 1)]
)
def test_kml_positions_as_they_are_written(text: str, read: int) -> None:
    assert positions_of(text)[0, :2].tolist() == [10, 50]
    assert len(positions_of(text)) == read


def test_positions_are_split_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.importing.collecting.TEXT_AT_ONCE", 7)
    text = " ".join(f"{i},{i}.5" for i in range(100))
    assert positions_of(text).tolist() == [[i, i + 0.5] for i in range(100)]
    with pytest.raises(NoShapeError, match="'x' is no coordinate"):
        positions_of(f"{text} x,y")


def test_a_line_of_many_positions_is_split_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was quadratic is linear: the text is gone through once, piece by piece."""
    pieces: list[int] = []
    split = positions_of.__globals__["_positions"]

    def counting(words: list[str]) -> object:
        pieces.append(len(words))
        return split(words)

    monkeypatch.setitem(positions_of.__globals__, "_positions", counting)
    text = " ".join(f"{i * 1e-4:.4f},50,0" for i in range(400_000))
    raw = read_file(kml(f"<LineString><coordinates>{text}</coordinates></LineString>"), "x.kml")
    assert shapely.get_num_coordinates(raw.rows.geometry[1]) == 400_000
    assert sum(pieces) == 400_000


def test_kml_nested_at_any_depth_is_laid_flat() -> None:
    deep = "<MultiGeometry>" * 900 + at("10,50") + "</MultiGeometry>" * 900
    raw = read_file(
        kml(deep, at("11,51"), f"<MultiGeometry>{at('1,2')}<MultiGeometry>{at('3,4')}</MultiGeometry></MultiGeometry>"), "x.kml"
    )
    assert [shape.wkt for shape in raw.rows.geometry] == ["POINT (10 50)", "POINT (11 51)", "MULTIPOINT ((1 2), (3 4))"]


def test_a_hole_that_is_repeated_is_cut_once() -> None:
    shape = hostile("k_same_holes_2000.kmz").rows.geometry[1]
    assert len(shape.interiors) == 1


def test_kml_with_prefixes_that_nobody_declares() -> None:
    track = "<gx:Track><when>2010-05-28</when><when>2010-05-29</when><gx:coord>1 2 3</gx:coord><gx:coord>2 3 4</gx:coord></gx:Track>"
    row = read_file(kml(track), "x.kml").rows.iloc[0]
    assert (row["begin"], row["end"], row.geometry.wkt) == ("2010-05-28", "2010-05-29", "LINESTRING Z (1 2 3, 2 3 4)")


@pytest.mark.parametrize("end", ["</Document>", "", "</Folder></Document></kml>", "&nbsp;</Document></kml>", "\x01</Document></kml>"])
def test_kml_that_breaks_off_is_refused(end: str) -> None:
    with pytest.raises(ImportFileError, match="KML that cannot be read"):
        read_file(kml(at("10,50")).replace(b"</Document></kml>", end.encode()), "x.kml")


def test_the_limits_hold_while_kml_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_VERTICES", 3)
    with pytest.raises(ImportFileError, match="4 vertices"):
        read_file(kml("<LineString><coordinates>1,2 3,4 5,6 7,8</coordinates></LineString>"), "x.kml")


@pytest.mark.parametrize("bad", ['lat="x"', 'lat=""', 'lat="nan"', ""])
def test_a_gpx_point_that_is_none_takes_its_row_alone(bad: str) -> None:
    raw = read_file(GPX.replace('lat="36.5"', bad).encode(), "x.gpx")
    assert [shape is None for shape in raw.rows.geometry] == [False, True]
    assert any("row 2:" in note for note in raw.notes)


@pytest.mark.parametrize("kept", [1, 2, 3, 100])
@pytest.mark.parametrize(("row", "point"), [("trk", "trkpt"), ("rte", "rtept")])
def test_points_of_gpx_that_are_freed_while_they_are_read_are_all_there(
    monkeypatch: pytest.MonkeyPatch, kept: int, row: str, point: str
) -> None:
    monkeypatch.setattr(gpx, "POINTS_KEPT", kept)
    points = "".join(f'<{point} lat="50" lon="{lon}"><ele>1</ele></{point}>' for lon in range(7))
    inner = f"<trkseg>{points}</trkseg>" * 2 if row == "trk" else points
    raw = read_file(
        f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{f"<{row}><name>a</name>{inner}</{row}>" * 2}</gpx>'.encode(),
        "x.gpx",
    )
    assert raw.rows["name"].tolist() == ["a", "a"]
    assert shapely.get_coordinates(raw.rows.geometry[2])[:, 0].tolist() == list(range(7)) * (2 if row == "trk" else 1)


def topology(**members: object) -> bytes:
    return json.dumps({**TOPOJSON, **members}).encode()


def test_repeated_arcs_are_counted_before_they_are_laid() -> None:
    with pytest.raises(ImportFileError, match="60,000,000 vertices"):
        hostile("t_repeated_arc.zip")


@pytest.mark.parametrize("arcs", [[9], [None], [[0]], "0", [0.5], [True], None, [-3]])
def test_arcs_that_are_none_take_their_row_alone(arcs: object) -> None:
    objects = {
        "a": {"type": "GeometryCollection", "geometries": [{"type": "LineString", "arcs": arcs}, {"type": "LineString", "arcs": [~0]}]}
    }
    raw = read_file(topology(objects=objects), "x.topojson")
    assert [shape is None for shape in raw.rows.geometry] == [True, False]
    assert shapely.get_coordinates(raw.rows.geometry[2]).tolist() == [[59.0, 38.5], [58.4, 38.0]]


def test_collections_in_a_topology_are_laid_flat() -> None:
    inner: dict[str, Any] = {"type": "LineString", "arcs": [0]}
    for _ in range(400):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    assert read_file(topology(objects={"a": inner}), "x.topojson").rows.geometry[1].geom_type == "LineString"


def test_a_topology_that_is_quantized() -> None:
    transform = {"scale": [0.1, 0.01], "translate": [50, 30]}
    objects = {"a": {"type": "Polygon", "arcs": [[0, 1]], "id": 7}, "b": {"type": "Point", "coordinates": [1, 1]}}
    raw = read_file(topology(arcs=[[[0, 0], [10, 0], [0, 10]], [[10, 10], [-10, -10]]], objects=objects, transform=transform), "x.topojson")
    assert [shape.wkt for shape in raw.rows.geometry] == ["POLYGON ((50 30, 51 30, 51 30.1, 50 30))", "POINT (50.1 30.01)"]
    assert raw.rows["layer"].tolist() == ["a", "b"]


BAD_TRANSFORMS = [{}, [], "x", 0, {"scale": [1, 1]}, {"scale": [1], "translate": [0, 0]}, {"scale": ["a", 1], "translate": [0, 0]}]


@pytest.mark.parametrize("transform", BAD_TRANSFORMS)
def test_a_topology_whose_transform_is_none_is_refused_in_words(transform: object) -> None:
    with pytest.raises(ImportFileError, match="a transform without two numbers"):
        read_file(topology(transform=transform), "x.topojson")


def test_a_number_without_end_in_a_topology_takes_its_row_alone() -> None:
    digits = "9" * 5_000
    data = topology().replace(b'"name": "North"', f'"name": {digits}'.encode()).replace(b"[61.0,", f"[{digits},".encode())
    raw = read_file(data, "x.topojson")
    assert raw.rows["name"].tolist() == [digits, "South"]
    assert [shape is None for shape in raw.rows.geometry] == [False, True]


def test_a_topology_that_leaves_all_numbers_is_refused_by_row() -> None:
    transform = {"scale": [1e308, 1e308], "translate": [0, 0]}
    assert counts(imported(topology(transform=transform), "x.topojson"))[3] == 2


def test_a_table_shorter_than_its_shapes_is_said() -> None:
    raw = hostile("sh_count1.zip")
    assert raw.rows["NAME"].tolist() == ["n0", "", ""]
    assert "a: 3 shapes, but 1 rows in its table; those beyond have no values." in raw.notes


def changed(suffix: str, change: Callable[[bytes], bytes]) -> bytes:
    files = shapefile(frame())
    return zipped({name: change(data) if name.endswith(suffix) else data for name, data in files.items()})


@pytest.mark.parametrize("said", [0, 1, 3, 2**31])
def test_what_a_table_says_of_its_rows_is_not_believed(said: int) -> None:
    raw = read_file(changed(".dbf", lambda data: data[:4] + struct.pack("<I", said) + data[8:]), "x.zip")
    assert raw.rows["name"].tolist() == ["North", "South"]
    assert not any("rows in its table" in note for note in raw.notes)


@pytest.mark.parametrize(
    "change", [lambda data: data[:-8], lambda data: data + data[-8:], lambda data: data[:100], lambda _: b"x" * 200, lambda _: b""]
)
def test_an_index_that_does_not_fit_is_made_anew(change: Callable[[bytes], bytes]) -> None:
    assert read_file(changed(".shx", change), "x.zip").rows["name"].tolist() == ["North", "South"]


@pytest.mark.parametrize("prj", [b"http://127.0.0.1/x.prj", b"<x/>", b"", b"\0" * 9, b"GEOGCS" * 50_000])
def test_a_side_file_that_is_none_is_not_given_to_gdal(prj: bytes) -> None:
    raw = read_file(changed(".prj", lambda _: prj), "x.zip")
    assert (len(raw.rows), raw.crs) == (2, "")


def test_four_thousand_shapefiles_are_counted_before_they_are_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.importing.archives.read_member", lambda *_: pytest.fail("one was unpacked"))
    with pytest.raises(ImportFileError, match="4000 shapefiles"):
        read_file(zipped({f"{number}.shp": b"" for number in range(4_000)}), "x.zip")


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.raises(ImportFileError, match=r"'a\.csv' twice in the zip"):
        hostile("zp_dup.zip")


def flatgeobuf(**options: str) -> bytes:
    return written(frame(), "FlatGeobuf", ".fgb", **options)


def test_a_flatgeobuf_that_says_fewer_rows_is_read_whole() -> None:
    data = flatgeobuf(SPATIAL_INDEX="NO")
    place = data.index(struct.pack("<Q", 2))
    for said in (1, 3, 10**12):
        assert len(read_file(data[:place] + struct.pack("<Q", said) + data[place + 8 :], "x.fgb").rows) == 2


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-5], lambda data: data + b"\0" * 3, lambda data: data.replace(struct.pack("<Q", 2), struct.pack("<Q", 1), 1)],
)
def test_a_flatgeobuf_whose_rows_do_not_fit_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert len(read_file(flatgeobuf(), "x.fgb").rows) == 2
    with pytest.raises(ImportFileError, match="FlatGeobuf that cannot be read"):
        read_file(change(flatgeobuf()), "x.fgb")


LUNAR = 'GEOGCS["Moon",DATUM["D",SPHEROID["Moon",1737400,0]],PRIMEM["R",0],UNIT["degree",0.0174532925199433]]'
PLACELESS = [
    ("EPSG:5773", "heights"),
    ("EPSG:4978", "geocentric"),
    ('LOCAL_CS["x",UNIT["metre",1]]', "local"),
    ("IAU_2015:49900", "another planet"),
    (LUNAR, "another planet"),
]


@pytest.mark.parametrize(("crs", "words"), PLACELESS)
def test_a_system_without_places_is_refused_wherever_it_is_said(crs: str, words: str) -> None:
    with pytest.raises(ImportFileError, match=f"found .*{words}.*; allowed: longitude and latitude"):
        known_crs(crs)
    with pytest.raises(ImportFileError, match=words):
        read_file(features((point(10, 50), {})), crs=crs)
    if not crs.startswith(("EPSG", "IAU")):
        with pytest.raises(ImportFileError, match=words):
            read_file(changed(".prj", lambda _: crs.encode()), "x.zip")


@pytest.mark.parametrize("name", ["sh_prj_local.zip", "j_crs12.geojson"])
def test_a_declared_system_without_places_is_refused(name: str) -> None:
    with pytest.raises(ImportFileError, match="found the reference system"):
        hostile(name)
    assert len(read_file(HOSTILE / name, crs="EPSG:4326").rows) >= 1


@pytest.mark.parametrize(
    "crs",
    ["EPSG:4326", "EPSG:3857", "EPSG:28419", "EPSG:4979", "EPSG:9707", "ESRI:54030", "EPSG:27700", "OGC:CRS84", "+proj=longlat +R=6371000"],
)
def test_systems_with_places_are_taken(crs: str) -> None:
    assert known_crs(crs)


def test_one_layer_in_a_system_without_places_takes_no_other() -> None:
    local = {
        name: b'LOCAL_CS["x",UNIT["metre",1]]' if name.endswith(".prj") else data
        for name, data in shapefile(frame(), "b/", "second").items()
    }
    raw = read_file(zipped({**shapefile(frame(), "a/", "first"), **local}), "x.zip")
    assert len(raw.rows) == 2
    assert any("The layer 'second' is left out: its reference system is a local system" in note for note in raw.notes)


def test_booleans_and_numbers_of_a_geopackage_are_texts_as_ever() -> None:
    made = gpd.GeoDataFrame({"yes": [True, False], "n": [3.0, 2.5], "i": [1, 2], "none": ["a", None]}, geometry=[POINT] * 2, crs=4326)
    rows = read_file(written(made, "GPKG", ".gpkg"), "x.gpkg").rows
    assert rows.drop(columns="geometry").to_numpy().tolist() == [["true", "3", "1", "a"], ["false", "2.5", "2", ""]]
    assert np.array_equal(shapely.get_coordinates(rows.geometry.to_numpy()), [[10, 50]] * 2)


@pytest.mark.parametrize("organization", ["+init=/etc/hosts", "file:/etc/hosts", "<x>", "no such"])
def test_a_system_that_names_a_file_is_not_looked_up(organization: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = f"UPDATE gpkg_spatial_ref_sys SET organization = '{organization}', definition = '{organization}' WHERE srs_id = 4326"  # noqa: S608
    data = geopackage_with(changes)
    with pytest.raises(ImportFileError, match="crs: found"):
        known_crs(f"+init={organization}")
    monkeypatch.setattr("pyproj.CRS.from_user_input", lambda text: pytest.fail(f"{text!r} was looked up"))
    assert read_file(data, "x.gpkg").crs == ""


def parquet_of(**columns: Any) -> bytes:  # noqa: ANN401 - pyarrow has no types
    """Return Parquet with three rows of these columns beside lon and lat."""
    target = io.BytesIO()
    pq.write_table(pa.table({**columns, "lon": [10.0] * 3, "lat": [50.0] * 3}), target)
    return target.getvalue()


BAD_TEXTS = pa.array([b"ok", b"Op\xe9r\xff", None], pa.binary()).view(pa.string())
BAD_KEYS = pa.array([b"a", b"\xe9", b"c"], pa.binary()).view(pa.string())
THREE, ROOMS = pa.array([1, 2, 3]), pa.array([0, 1, 2, 3], pa.int32())
NO_UTF8 = [
    (BAD_TEXTS, ["ok", "Op\ufffdr\ufffd", ""]),
    (BAD_TEXTS.cast(pa.large_string()), ["ok", "Op\ufffdr\ufffd", ""]),
    (BAD_TEXTS.cast(pa.string_view()), ["ok", "Op\ufffdr\ufffd", ""]),
    (BAD_TEXTS.dictionary_encode(), ["ok", "Op\ufffdr\ufffd", ""]),
    (pa.ListArray.from_arrays(ROOMS, BAD_TEXTS), ['["ok"]', '["Op\ufffdr\ufffd"]', "[null]"]),
    (
        pa.StructArray.from_arrays([BAD_TEXTS, THREE], ["a", "b"]),
        ['{"a": "ok", "b": 1}', '{"a": "Op\ufffdr\ufffd", "b": 2}', '{"a": null, "b": 3}'],
    ),
    (pa.MapArray.from_arrays(ROOMS, BAD_KEYS, THREE), ['[["a", 1]]', '[["\ufffd", 2]]', '[["c", 3]]']),
]


@pytest.mark.parametrize(("column", "texts"), NO_UTF8)
def test_a_text_that_is_no_utf8_costs_what_is_wrong_in_it(column: Any, texts: list[str]) -> None:  # noqa: ANN401
    raw = read_file(parquet_of(name=column, other=pa.array(["ü", None, "x"])), "x.parquet")
    assert raw.rows["name"].tolist() == texts
    assert raw.rows["other"].tolist() == ["ü", "", "x"]
    assert "1 texts of 'name' are no UTF-8: each byte that is none stands as \ufffd." in raw.notes


def test_pages_whose_texts_are_sound_are_not_decoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.importing.arrow_texts._decoded", lambda *_: pytest.fail("it was decoded"))
    assert (
        len(
            read_file(
                parquet_of(name=pa.array(["ü", None, "x"]), tags=pa.array([["ü"], None, []], pa.list_view(pa.string()))), "x.parquet"
            ).rows
        )
        == 3
    )


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_bad_texts_beside_shapes_of_either_kind(encoding: str) -> None:
    made = gpd.GeoDataFrame({"name": ["a", "Oper", "c"], "other": gpd.GeoSeries([POINT] * 3, crs=4326)}, geometry=[POINT] * 3, crs=4326)
    target = io.BytesIO()
    made.to_parquet(target, geometry_encoding=encoding, compression=None, write_covering_bbox=True)
    raw = read_file(target.getvalue().replace(b"Oper", b"Op\xe9r"), "x.parquet")
    assert raw.rows["name"].tolist() == ["a", "Op\ufffdr", "c"]
    assert raw.rows.geometry.tolist() == [POINT] * 3
    assert raw.columns == ("name", "other")


def test_wkb_beside_shapes_of_another_kind_is_looked_at_too() -> None:
    made = gpd.GeoDataFrame(geometry=[POINT] * 2, crs=4326)
    target = io.BytesIO()
    made.to_parquet(target, geometry_encoding="geoarrow")
    table = pq.read_table(io.BytesIO(target.getvalue()))
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["deep"] = {"encoding": "WKB", "geometry_types": []}
    table = table.append_column("deep", pa.array([POINT.wkb, nested(6, 100_000)])).replace_schema_metadata({"geo": json.dumps(about)})
    target = io.BytesIO()
    pq.write_table(table, target)
    assert read_file(target.getvalue(), "x.parquet").rows["deep"].tolist() == ["POINT (10 50)", ""]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("files", [{"a.csv": b"name,lon,lat\nx,10,50\n" * 3}, shapefile(frame())])
def test_a_zip_that_is_damaged_anywhere_is_read_or_refused_in_words(packing: int, files: dict[str, bytes]) -> None:
    whole = zipped(files, packing)
    assert len(read_file(whole, "x.zip").rows) >= 2
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x5A
        with contextlib.suppress(ImportFileError):
            read_file(bytes(spoilt), "x.zip")


@pytest.mark.parametrize(
    "transform", [{}, {"scale": [1, 1]}, {"scale": [float("nan"), 1], "translate": [0, 0]}, {"scale": 1, "translate": "x"}]
)
def test_a_topology_whose_transform_is_broken_is_refused_in_words(transform: dict[str, Any]) -> None:
    topology = {
        "type": "Topology", "transform": transform, "arcs": [[[10, 50], [11, 51]]], "objects": {"a": {"type": "LineString", "arcs": [0]}},
    }  # fmt: skip
    with pytest.raises(ImportFileError, match="transform without two numbers"):
        read_file(json.dumps(topology).encode(), "x.topojson")


def test_a_hole_may_stand_before_the_ring_that_it_is_cut_from() -> None:
    hole = "<innerBoundaryIs><LinearRing><coordinates>10.4,50.4 10.6,50.4 10.6,50.6 10.4,50.4</coordinates></LinearRing></innerBoundaryIs>"
    outer = "<outerBoundaryIs><LinearRing><coordinates>10,50 11,50 11,51 10,51 10,50</coordinates></LinearRing></outerBoundaryIs>"
    one, other = read_file(kml(f"<Polygon>{hole}{outer}</Polygon>", f"<Polygon>{outer}{hole}</Polygon>"), "x.kml").rows["geometry"]
    assert one.equals_exact(other)


def test_a_box_over_the_antimeridian_is_no_wider_than_it_is_and_one_that_is_turned_is_refused() -> None:
    box = "<LatLonBox><north>10</north><south>-10</south><east>-170</east><west>170</west>{}</LatLonBox>"
    found = read_file(kml(box.format("<rotation>0</rotation>"), box.format("<rotation>45</rotation>")), "x.kml")
    assert found.rows["geometry"][1].bounds == (170, -10, 190, 10)
    assert found.rows["geometry"][2] is None
    assert "turned" in found.notes[0]


def test_texts_of_a_geopackage_that_are_no_utf8_cost_what_is_wrong_in_them() -> None:
    raw = read_file(geopackage_with("UPDATE t SET name = CAST(x'4f70e972' AS TEXT) WHERE fid = 2"), "x.gpkg")
    assert raw.rows["name"].tolist() == ["n0", "Op\ufffdr", "n2"]


def test_plain_shapes_are_not_walked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.importing.vectors.wkb_fault", lambda _: pytest.fail("it was walked"))
    line = shapely.LineString([(10, 50), (11, 51)])
    for shape in (POINT, line, shapely.box(10, 50, 11, 51), shapely.MultiPoint([POINT]), shapely.MultiLineString([line, line])):
        made = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[shape, None], crs=4326)
        assert read_file(written(made, "GPKG", ".gpkg"), "x.gpkg").rows.geometry.tolist() == [shape, None]


@pytest.mark.parametrize(
    "blob", [nested(5, 40), nested(5, 1)[:-1], struct.pack("<BII", 1, 6, 2**32 - 1), struct.pack("<BII", 1, 5, 1) + POINT.wkb]
)
def test_several_shapes_that_are_none_take_their_row_alone(blob: bytes) -> None:
    raw = read_file(geopackage_with(f"UPDATE t SET geom = x'{(BLOB[:8] + blob).hex()}' WHERE fid = 2"), "x.gpkg")  # noqa: S608
    assert [shape is None for shape in raw.rows.geometry] == [False, True, False]


def test_a_member_without_a_name_is_passed_over() -> None:
    whole = zipped({"a.csv": b"name,lon,lat\nx,10,50\n", "Q": b"unnamed"}, zipfile.ZIP_STORED)
    listed = bytearray(whole)
    at = listed.rindex(b"PK\x01\x02", 0, listed.rindex(b"Q"))
    listed[at + 28 : at + 30] = (0).to_bytes(2, "little")  # the length of its name
    listed[at + 30 : at + 32] = (1).to_bytes(2, "little")  # the letter is of the extra field now
    assert len(read_file(bytes(listed), "x.zip").rows) == 1
