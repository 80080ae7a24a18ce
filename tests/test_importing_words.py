"""No word and no position of a file is lost or turned into another without being said, whatever form its values have."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from corridors.importing import ImportFileError, Raw, read_file
from corridors.importing.geotext import parse_coordinate
from tests.importing_files import frame, imported, shapefile, zipped

POINT = {"type": "Point", "coordinates": [58.4, 38.0]}
IN_ZONE = {"type": "Point", "coordinates": [500_000, 4_200_000]}


def feature(geometry: object, properties: object = None) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*found: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(found), **more}


def in_system(properties: dict[str, object]) -> dict[str, Any]:
    return collection(feature(IN_ZONE, {"name": "Zone"}), crs={"type": "name", "properties": properties})


def of(found: object, name: str = "x.geojson") -> Raw:
    return read_file(json.dumps(found).encode(), name)


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


# --- GeoJSON


def test_properties_that_look_like_a_geometry_are_properties() -> None:
    rows = of(
        collection(feature(POINT, POINT | {"name": "One"}), feature(POINT, {"type": "Point", "coordinates": "x", "name": "Two"}))
    ).rows
    assert rows["name"].to_list() == ["One", "Two"]
    assert rows["coordinates"].to_list() == ["[58.4, 38.0]", "x"]


def test_a_geometry_among_properties_is_shown_as_text() -> None:
    nested = {"broken": POINT | {"coordinates": "x"}, "none": {"type": "GeometryCollection", "geometries": []}, "sound": POINT}
    texts = of(collection(feature(POINT, nested))).rows.iloc[0]
    assert "0x" not in " ".join(map(str, texts))
    assert texts["sound"] == "POINT (58.4 38)"


def test_a_geometry_with_more_than_its_coordinates_is_read() -> None:
    rows = of(
        collection(feature(POINT | {"note": "x"}), feature({"type": "GeometryCollection", "geometries": [POINT | {"note": "x"}]}))
    ).rows
    assert [shapely.get_num_coordinates(shape) for shape in rows["geometry"]] == [1, 1]


def test_properties_that_are_no_object_are_kept() -> None:
    assert of(collection(feature(POINT, ["a", "b"]))).rows["properties"][1] == '["a", "b"]'


@pytest.mark.parametrize("member", [{"type": "LineString", "coordinates": [[1, "x"], [2, 3]]}, None, "hello", {}])
def test_a_collection_with_a_member_that_is_none_is_no_half_collection(member: object) -> None:
    raw = of(collection(feature({"type": "GeometryCollection", "geometries": [POINT, member]}), feature(POINT)))
    assert list(raw.faults) == [1]


@pytest.mark.parametrize("properties", [{"name": "urn:ogc:def:crs:EPSG::32640"}, {"code": 32640}])
def test_the_system_that_collections_declare_is_theirs_in_a_list_and_line_by_line(properties: dict[str, object]) -> None:
    one = in_system(properties)
    for data, name in (
        (json.dumps([one]), "x.json"),
        (f"{json.dumps(one)}\n{json.dumps(one)}", "x.ndjson"),
        (json.dumps(one), "x.geojson"),
    ):
        assert read_file(data.encode(), name).crs == "EPSG:32640"


def test_collections_in_several_systems_are_refused() -> None:
    with pytest.raises(ImportFileError, match="several reference systems"):
        of([in_system({"code": 32640}), in_system({"code": 32641})], "x.json")


def test_a_system_behind_a_link_is_asked_nothing_and_never_guessed() -> None:
    with pytest.raises(ImportFileError, match="unknown reference system"):
        imported(json.dumps(in_system({"href": "http://127.0.0.1:9/crs"})).encode(), "x.geojson")


def test_a_line_that_is_no_json_takes_no_other_and_signs_within_a_text_end_no_line() -> None:
    good = [json.dumps(feature(POINT, {"name": name}), ensure_ascii=False) for name in ("a\u2028b", "c\x85d")]
    raw = read_file("\n".join([good[0], '{"type": "Feature", broken', good[1]]).encode(), "x.ndjson")
    assert raw.rows["name"].to_list() == ["a\u2028b", "", "c\x85d"]
    assert list(raw.faults) == [2]


# --- systems of shapes in text


def ewkb(code: int, *, big: bool = False) -> str:
    shape = shapely.set_srid(shapely.Point(500_000, 4_200_000), code)
    return str(shapely.to_wkb(shape, hex=True, include_srid=True, byte_order=0 if big else 1))


@pytest.mark.parametrize("big", [True, False])
def test_the_system_that_wkb_states_is_its_system(big: bool) -> None:
    outcome = imported(f"name,geom\nA,{ewkb(32640, big=big)}\nB,{ewkb(32640, big=big)}\n".encode(), "x.csv")
    assert outcome.report.crs == "EPSG:32640"
    assert outcome.features.geometry[0].x == pytest.approx(57)


def test_wkb_without_a_system_states_none() -> None:
    assert imported(f"name,geom\nA,{shapely.Point(58, 38).wkb_hex}\n".encode(), "x.csv").report.crs == "EPSG:4326"


@pytest.mark.parametrize("rows", [1, 1_500])
def test_shapes_in_several_systems_are_refused_however_late_the_second_stands(rows: int) -> None:
    first = "".join(f"A{i},SRID=4326;POINT(58.{i} 38)\n" for i in range(rows))
    for last in ("Z,SRID=32640;POINT(50 38)", f"Z,{ewkb(32640)}"):
        with pytest.raises(ImportFileError, match="SRID 4326, 32640"):
            imported(f"name,geom\n{first}{last}\n".encode(), "x.csv")


# --- Parquet


def test_the_index_of_pandas_is_a_column() -> None:
    out = io.BytesIO()
    pd.DataFrame({"lon": [58.4], "lat": [38.0]}, index=pd.Index(["Pipe"], name="name")).to_parquet(out)
    assert read_file(out.getvalue(), "x.parquet").rows["name"].to_list() == ["Pipe"]


def test_whole_numbers_stay_whole_beside_blanks_and_lists_stay_long() -> None:
    table = pa.table(
        {"id": pa.array([2**53 + 1, None]), "u": pa.array([2**64 - 1, None], pa.uint64()), "s": [{"a": list(range(3_000))}] * 2}
    )
    rows = read_file(parquet(table), "x.parquet").rows
    assert rows["id"].to_list() == [str(2**53 + 1), ""]
    assert rows["u"].to_list() == [str(2**64 - 1), ""]
    assert json.loads(rows["s"][1]) == {"a": list(range(3_000))}


# --- coordinates


@pytest.mark.parametrize("text", ["34.5 7.2", "34.5° 30'", "34.5 30 10"])
def test_degrees_that_have_a_point_have_no_minutes(text: str) -> None:
    assert np.isnan(parse_coordinate(text))


@pytest.mark.parametrize(("text", "degrees"), [("34 30", 34.5), ("34.5°", 34.5), ("34°30'36\"N", 34.51)])
def test_other_degrees_are_read_as_before(text: str, degrees: float) -> None:
    assert parse_coordinate(text) == pytest.approx(degrees)


# --- shapefiles


def test_a_code_page_that_is_not_so_takes_no_file() -> None:
    made = frame().assign(name=["Труба", "Газопровод на восток"])
    files = shapefile(made, encoding="CP1251") | {"lines.cpg": b"UTF-8"}
    raw = read_file(zipped(files), "x.zip")
    assert raw.rows["name"].to_list() == ["Труба", "Газопровод на восток"]
    assert raw.encoding == "cp1251 (guessed)"


# --- KML and GPX


def test_two_values_of_one_name_are_both_kept() -> None:
    data = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>' for name, value in (("Name", "Data"), ("x", "1"), ("x", "2"), ("x", "2"))
    )
    point = "<Point><coordinates>58,38</coordinates></Point>"
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Own</name><ExtendedData>{data}</ExtendedData>{point}</Placemark></kml>'
    row = read_file(kml.encode(), "x.kml").rows.iloc[0]
    assert (row["Name"], row["Name (2)"], row["x"], row["x (2)"]) == ("Own", "Data", "1", "2")
    gpx = '<gpx><wpt lon="58" lat="38"><name>Own</name><extensions><name>Data</name></extensions></wpt></gpx>'
    row = read_file(gpx.encode(), "x.gpx").rows.iloc[0]
    assert (row["name"], row["name (2)"]) == ("Own", "Data")
