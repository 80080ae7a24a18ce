"""Every format that is read, with the oddities that files of it have; the same two lines come out of each."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely

from corridors.imported import COLUMNS
from corridors.importing import ImportFileError, Mapping, normalise, read_file, recognise
from tests.importing_files import LINES, counts, excel, features, frame, imported, line, point, rules, shapefile, table, written, zipped

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>One</name><Placemark><name>North</name><LineString><coordinates>58.4,38.0,0 59.0,38.5,0</coordinates></LineString></Placemark></Folder>
<Folder><name>Two</name><Placemark><name>South</name><LineString><coordinates>61.0,36.5 62.2,35.3</coordinates></LineString></Placemark></Folder>
</Document></kml>"""
GPX = """<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">
<trk><name>North</name><trkseg><trkpt lat="38.0" lon="58.4"/><trkpt lat="38.5" lon="59.0"/></trkseg></trk>
<rte><name>South</name><rtept lat="36.5" lon="61.0"/><rtept lat="35.3" lon="62.2"/></rte></gpx>"""
TOPOJSON = {
    "type": "Topology",
    "arcs": [LINES["North"], LINES["South"]],
    "objects": {
        "made": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "LineString", "arcs": [0], "properties": {"name": "North"}},
                {"type": "LineString", "arcs": [1], "properties": {"name": "South"}},
            ],
        }
    },
}
ITEMS = [(line(*points), {"name": name}) for name, points in LINES.items()]
PAIRS = {name: ":".join(f"{lat},{lon}" for lon, lat in points) for name, points in LINES.items()}
WKT = {name: shapely.LineString(points).wkt for name, points in LINES.items()}
WKB = {name: shapely.LineString(points).wkb_hex for name, points in LINES.items()}


def parquet() -> bytes:
    target = io.BytesIO()
    frame().to_parquet(target)
    return target.getvalue()


def column_of(texts: dict[str, str], heading: str) -> bytes:
    return table(f"name,{heading}", *(f'{name},"{text}"' for name, text in texts.items()))


FORMATS: dict[str, Callable[[], tuple[bytes, str]]] = {
    "GeoJSON": lambda: (features(*ITEMS), "x.geojson"),
    "TopoJSON": lambda: (json.dumps(TOPOJSON).encode(), "x.topojson"),
    "GeoPackage": lambda: (written(frame(), "GPKG", ".gpkg", layer="a layer"), "x.gpkg"),
    "Shapefile": lambda: (zipped(shapefile(frame())), "x.zip"),
    "KML": lambda: (KML.encode(), "x.kml"),
    "KMZ": lambda: (zipped({"doc.kml": KML.encode()}), "x.kmz"),
    "FlatGeobuf": lambda: (written(frame(), "FlatGeobuf", ".fgb"), "x.fgb"),
    "GeoParquet": lambda: (parquet(), "x.parquet"),
    "GPX": lambda: (GPX.encode(), "x.gpx"),
    "CSV": lambda: (column_of(WKT, "wkt"), "x.csv"),
    "Excel": lambda: (excel([["name", "wkt"], *([name, text] for name, text in WKT.items())]), "x.xlsx"),
}


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_gives_the_same_lines(format_: str) -> None:
    data, name = FORMATS[format_]()
    outcome = imported(data, name)
    assert outcome.report.format == format_
    assert outcome.report.refused == 0
    assert tuple(outcome.features.columns) == COLUMNS
    assert outcome.features.crs.to_epsg() == 4326
    found = dict(zip(outcome.features["name"], outcome.features.geometry, strict=True))
    assert set(found) == set(LINES)
    for given, points in LINES.items():
        assert shapely.get_coordinates(found[given]) == pytest.approx(shapely.get_coordinates(shapely.LineString(points)), abs=1e-6)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_it_is_is_told_by_content(format_: str) -> None:
    data, _ = FORMATS[format_]()
    wrong = "x.xlsx" if format_ != "Excel" else "x.csv"
    raw = read_file(data, wrong)
    assert raw.format.replace("KML", "KMZ") == format_.replace("KML", "KMZ")
    assert any("The name says" in note for note in raw.notes)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("promised", ["GeoPackage", "KML", "GPX", "FlatGeobuf", "GeoParquet", "TopoJSON"])
def test_a_name_of_what_gdal_reads_is_kept_to(format_: str, promised: str) -> None:
    data, name = FORMATS[format_]()[0], FORMATS[promised]()[1]
    if {format_, promised} in ({promised}, {"KML", "KMZ"}, {"GeoJSON", "TopoJSON"}):
        assert len(read_file(data, name).rows) == 2
        return
    with pytest.raises(ImportFileError, match=f"found {format_.replace('KMZ', 'KML')} in a file whose name says {promised}"):
        read_file(data, name)


@pytest.mark.parametrize(("texts", "heading"), [(WKT, "geom"), (WKB, "the_geom"), (PAIRS, "route"), (PAIRS, "way of it")])
def test_a_column_of_shapes_is_found(texts: dict[str, str], heading: str) -> None:
    outcome = imported(column_of(texts, heading), "x.csv")
    assert shapely.get_coordinates(outcome.features.geometry[1]).tolist() == [list(position) for position in LINES["South"]]
    assert heading not in json.loads(outcome.features["original"][0])


@pytest.mark.parametrize("texts", [WKT, WKB, PAIRS])
def test_shapes_alone_one_a_line(texts: dict[str, str]) -> None:
    outcome = imported("\n".join(texts.values()).encode(), "x.txt")
    assert counts(outcome) == (2, 2, 0, 0)
    assert outcome.features["name"].tolist() == ["x, row 1", "x, row 2"]


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (json.dumps(line((58, 38), (59, 39))), 1),
        (json.dumps({"type": "Feature", "geometry": point(58, 38)}), 1),
        (json.dumps({"type": "Feature", "geometry": point(58, 38), "properties": None}), 1),
        ("\n".join(json.dumps({"type": "Feature", "geometry": point(58, 38), "properties": {"a": i}}) for i in range(3)), 3),
        ("\x1e" + "\n\x1e".join(json.dumps({"type": "Feature", "geometry": point(58, 38), "properties": {}}) for _ in range(2)), 2),
        ("\n".join(json.dumps(point(58 + i, 38)) for i in range(2)), 2),
        (json.dumps([{"type": "Feature", "geometry": point(58, 38), "properties": {}}]), 1),
        (json.dumps({"type": "GeometryCollection", "geometries": [point(58, 38), line((58, 38), (59, 38))]}), 1),
    ],
)
def test_geojson_in_every_form(data: str, read: int) -> None:
    outcome = imported(data.encode(), "x.geojson")
    assert outcome.report.read == read == len(outcome.features)


def test_features_without_geometry_are_refused_and_listed() -> None:
    outcome = imported(features((None, {"name": "a"}), ({"type": "LineString", "coordinates": []}, {}), (point(58, 38), {"name": "b"})))
    assert counts(outcome) == (3, 1, 0, 2)
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(1, "no_geometry"), (2, "no_geometry")]


def test_a_geometry_that_is_none_is_refused_alone() -> None:
    broken = {"type": "LineString", "coordinates": ["a", "b"]}
    outcome = imported(features((broken, {"name": "a"}), ({"type": "Curve"}, {"name": "c"}), (point(58, 38), {"name": "b"})))
    assert counts(outcome) == (3, 1, 0, 2)
    assert any("cannot be read" in note for note in outcome.report.notes)


def test_heights_and_nested_properties() -> None:
    outcome = imported(features((line((58, 38, 120.5), (59, 38, 130)), {"name": "a", "more": {"b": [1, 2]}, "yes": True, "n": 3.0})))
    assert not outcome.features.geometry.has_z.any()
    assert json.loads(outcome.features["original"][0]) == {"name": "a", "more": '{"b": [1, 2]}', "yes": "true", "n": "3"}
    assert any("heights" in note for note in outcome.report.notes)


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::3857", "EPSG:3857", "http://www.opengis.net/def/crs/EPSG/0/3857"])
def test_the_old_crs_member_counts(crs: str) -> None:
    moved = frame(3857).geometry[0]
    data = features((json.loads(shapely.to_geojson(moved)), {"name": "a"}), crs={"type": "name", "properties": {"name": crs}})
    outcome = imported(data)
    assert outcome.report.crs == "EPSG:3857"
    assert shapely.get_coordinates(outcome.features.geometry[0])[0] == pytest.approx([58.4, 38.0])


def test_shapefiles_nested_in_mercator_with_an_encoding() -> None:
    made = frame(3857).assign(name=["Север", "Юг"])
    for leave_out, encoding in (((), "cp1251"), ((".cpg",), "UTF-8")):
        outcome = imported(zipped(shapefile(made, "deep/down/", "Линии", leave_out, encoding)), "x.zip")
        assert outcome.features["name"].tolist() == ["Север", "Юг"]
        assert shapely.get_coordinates(outcome.features.geometry[0])[0] == pytest.approx([58.4, 38.0])
        assert outcome.report.crs == "EPSG:3857"


def test_a_shapefile_without_its_side_files_is_still_read() -> None:
    outcome = imported(zipped(shapefile(frame(), leave_out=(".shx", ".prj", ".cpg", ".dbf"))), "x.zip")
    assert len(outcome.features) == 2
    assert outcome.report.crs_from == "guessed from the values"


def test_several_shapefiles_and_layers_become_one_table() -> None:
    two = zipped({**shapefile(frame(), "a/", "first"), **shapefile(frame(3857), "b/", "second")})
    raw = read_file(two, "x.zip")
    assert sorted(set(raw.rows["layer"])) == ["first", "second"]
    assert any("different reference systems" in note for note in raw.notes)
    outcome = normalise(raw, recognise(raw))
    assert len(outcome.features) == 4
    assert shapely.get_coordinates(outcome.features.geometry[2])[0] == pytest.approx([58.4, 38.0])
    kml = read_file(KML.encode(), "x.kml")
    assert kml.rows["layer"].tolist() == ["One", "Two"]


def test_of_a_zip_with_tables_the_largest_is_read_and_said() -> None:
    raw = read_file(zipped({"in/a.csv": b"lon,lat\n58,38\n", "b.csv": b"lon,lat,name\n58,38,x\n59,38,y\n", "readme.md": b"hello"}), "x.zip")
    assert raw.format == "CSV"
    assert len(raw.rows) == 2
    assert raw.notes[:2] == ("Read from 'b.csv' in the zip.", "Not read: in/a.csv.")


@pytest.mark.parametrize(
    "heading", ["lon,lat", "LONGITUDE;Latitude", "Lng\tLat", "x|y", "Long (DD),Lat (DD)", "X_Coord,Y_Coord", "долгота;широта", "经度,纬度"]
)
def test_columns_of_lon_and_lat_in_many_spellings(heading: str) -> None:
    separator = next(sign for sign in ";\t|," if sign in heading)
    outcome = imported(f"{heading}{separator}name\n58.4{separator}38{separator}a\n".encode(), "x.csv")
    assert shapely.get_coordinates(outcome.features.geometry[0]).tolist() == [[58.4, 38.0]]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("58.5", "38.25"),
        ("58,5", "38,25"),
        ("58,500", "38,250"),
        ("58°30'E", "38°15'N"),
        ("58 30 00 E", "38 15 00 N"),
        ("E 58.5", "N 38.25"),
        ("58.5°", "38.25°"),
        (" +58.5 ", "3825e-2"),
    ],
)
def test_coordinates_in_many_spellings(lon: str, lat: str) -> None:
    outcome = imported(f"name;lon;lat\na;{lon};{lat}\n".encode(), "x.csv")
    assert shapely.get_coordinates(outcome.features.geometry[0])[0] == pytest.approx([58.5, 38.25])


@pytest.mark.parametrize(
    ("lat", "degrees"), [("10 30 00 s", -10.5), ("10 30 00s", -10.5), ("10d30m00s", 10.5), ("-10d30m00s", -10.5), ("10d30m00s S", -10.5), ("10d30m00s n", 10.5)]
)  # fmt: skip
def test_a_small_s_is_south_unless_seconds_are_meant(lat: str, degrees: float) -> None:
    outcome = imported(f"name;lon;lat\na;58;{lat}\n".encode(), "x.csv")
    assert outcome.features.geometry[0].y == degrees


@pytest.mark.parametrize("lon", ["12 W", "12W", "-12"])
def test_west_is_negative(lon: str) -> None:
    outcome = imported(table("name,lon,lat", f"a,{lon},38"), "x.csv")
    assert outcome.features.geometry[0].x == -12


@pytest.mark.parametrize(
    ("lon", "lat"), [("E2W", "38"), ("-12 E", "38"), ("12 N", "38"), ("58", "38 W"), ("58", "N 38 S"), ("58 30 E 10", "38")]
)
def test_letters_that_contradict_are_no_coordinate(lon: str, lat: str) -> None:
    outcome = imported(f"name;lon;lat\na;{lon};{lat}\nb;58;38\n".encode(), "x.csv")
    assert rules(outcome) == {"not_a_number": 1}


def test_a_workbook_with_a_title_and_a_cover_sheet() -> None:
    rows: list[list[Any]] = [
        ["Tracker, as of May"],
        [],
        ["name", "Longitude", "Latitude", "Opened"],
        ["a", 58.4, 38, 2019],
        ["=1+1", 59, 38, None],
    ]
    outcome = imported(excel(rows, About=[["read me"], ["twice"]]), "x.xlsx")
    assert outcome.features["start"].tolist() == ["2019", ""]
    assert any("Sheet 'Data' is read, not 'About'" in note for note in outcome.report.notes)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8_r"])
def test_encodings_of_a_russian_table(codec: str) -> None:
    text = (
        "название,lon,lat,статус\r\n"
        + "Газопровод Средняя Азия — Центр,58.4,38.0,действующий\r\nНефтепровод Омск — Павлодар,73.4,54.9,строится\r\n" * 6
    )
    outcome = imported(text.encode(codec, errors="replace"), "x.csv")
    assert outcome.features["name"][0].startswith("Газопровод Средняя Азия")
    assert outcome.report.encoding.replace("-", "_").startswith(codec.replace("-", "_").removesuffix("_sig"))


def test_cp1252_names() -> None:
    text = "name,lon,lat\r\n" + "".join(f"Gazoduc Méditerranée n°{i} – Algérie à Almería,3.{i},36.5\r\n" for i in range(9))
    outcome = imported(text.encode("cp1252"), "x.csv")
    assert outcome.features["name"][0] == "Gazoduc Méditerranée n°0 – Algérie à Almería"
    assert "guessed" in outcome.report.encoding


def test_line_ends_inside_quotes_and_rows_of_blanks() -> None:
    outcome = imported(b'name,lon,lat\r\n"two\r\nlines",58.4,38\r\n,,\r\n\r\n"a ""quoted"" one",59,38\r\n', "x.csv")
    assert outcome.features["name"].tolist() == ["two lines", 'a "quoted" one']
    assert outcome.features["row"].tolist() == [1, 2]


def test_rows_with_cells_beyond_the_heading_have_shifted() -> None:
    outcome = imported(
        table("name,ocean,lat,lon,,", "a,Indian Ocean,-13.4,48.3,,", "b,Mozambique Channel, Indian Ocean,-13.4,48.3,"), "x.csv"
    )
    assert counts(outcome) == (2, 1, 0, 1)
    assert rules(outcome) == {"shifted_columns": 1}
    assert outcome.report.rows[0].row == 2


def test_a_mapping_is_remembered_by_the_shape_of_the_file() -> None:
    one, other = read_file(b"lon,lat,name\n58,38,a\n", "a.csv"), read_file(b"name,lat,lon\nb,38,59\nc,38,60\n", "b.csv")
    assert one.shape_key == other.shape_key
    assert one.shape_key != read_file(b"lon,lat,title\n58,38,a\n", "a.csv").shape_key
    mapping = recognise(one)
    assert Mapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize("text", ["", "[]", "{", '{"columns": 3}', '{"columns": {"colour": "a"}}'])
def test_a_mapping_that_is_none_is_said(text: str) -> None:
    with pytest.raises(ImportFileError, match="mapping: found"):
        Mapping.from_json(text)
