"""Files that somebody made to break the import: each is read, or its row is refused in words, within bounds of work."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.reader.excel import ExcelReader

from corridors.importing import ImportFileError, packed, read_file, tangles
from corridors.importing import workbook as book
from corridors.importing.encodings import _high_lines, encoding_of
from corridors.importing.geotext import is_too_deep, parse_shapes
from corridors.importing.nesting import MAX_DEPTH, MEMBERS
from tests.importing_files import counts, excel, features, imported, line, point, rules, table, zipped

POINT = shapely.Point(58, 38)
SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)


def nested_wkb(levels: int, kind: int, order: str = "<", flags: int = 0) -> bytes:
    """Return one point within members of a type, as deep as asked."""
    code = kind + flags
    head = struct.pack(f"{order}BI", order == "<", code) + (struct.pack(f"{order}I", 4326) if flags & 0x20000000 else b"")
    inner = shapely.to_wkb(POINT, byte_order=int(order == "<"))
    return (head + struct.pack(f"{order}I", 1)) * levels + inner


@pytest.mark.parametrize("kind", sorted(MEMBERS))
@pytest.mark.parametrize("flags", [0, 1000, 2000, 3000, 0x20000000, 0x80000000, 0xE0000000, 0x10000])
@pytest.mark.parametrize("order", "<>")
def test_every_type_that_has_members_is_counted(kind: int, flags: int, order: str) -> None:
    assert is_too_deep(nested_wkb(100_000, kind, order, flags))
    assert not is_too_deep(nested_wkb(3, kind, order, flags))


@SETTINGS
@given(st.lists(st.tuples(st.sampled_from(sorted(MEMBERS)), st.sampled_from([0, 1, 2, 7]), st.integers(1, 3)), min_size=1, max_size=400))
def test_depth_is_told_for_any_mixture_of_types_orders_and_counts(levels: list[tuple[int, int, int]]) -> None:
    """A byte order that GEOS does not know leaves the last one standing; members after the first are points."""
    point = shapely.to_wkb(POINT, byte_order=1)
    wkb, order = b"", "<"
    tail = b""
    for kind, mark, count in levels:
        order = {0: ">", 1: "<"}.get(mark, order)
        wkb += bytes([mark]) + struct.pack(f"{order}II", kind, count)
        tail += point * (count - 1)
    assert is_too_deep(wkb + point + tail) == (len(levels) > MAX_DEPTH)


@pytest.mark.parametrize("kind", [2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17])
@pytest.mark.parametrize("count", [1_000, 2**31, 2**32 - 1])
def test_a_count_larger_than_its_bytes_is_never_believed(kind: int, count: int) -> None:
    assert is_too_deep(struct.pack("<BII", 1, kind, count) + bytes(40))
    inside = struct.pack("<BII", 1, 7, 2) + shapely.to_wkb(POINT) + struct.pack("<BII", 1, kind, count) + bytes(40)
    assert is_too_deep(inside)


@pytest.mark.parametrize(
    "wkt",
    ["POINT Z (1 2 3)", "MULTIPOINT M (1 2 3, 4 5 6)", "POLYGON ((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))", "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))",
     "GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0)), MULTIPOINT (1 1, 2 2)))", "MULTIPOLYGON EMPTY", "POINT EMPTY", "POINT ZM (1 2 3 4)"],
)  # fmt: skip
@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("byte_order", [0, 1])
def test_honest_wkb_is_never_too_deep(wkt: str, flavor: Literal["iso", "extended"], byte_order: int) -> None:
    shape = shapely.set_srid(shapely.from_wkt(wkt), 4326)
    wkb = shapely.to_wkb(shape, flavor=flavor, byte_order=byte_order, include_srid=flavor == "extended", output_dimension=4)
    assert not is_too_deep(wkb)
    assert shapely.equals(parse_shapes([wkb.hex()]).shapes[0], shape) or shape.is_empty


@SETTINGS
@given(st.binary(max_size=300))
def test_any_bytes_have_a_depth(data: bytes) -> None:
    is_too_deep(b"\x01" + data)
    parse_shapes([data.hex(), "01" + data.hex()])


WORDS = ("GEOMETRYCOLLECTION", "MULTIPOINT", "MULTIPOLYGON", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "POLYHEDRALSURFACE", "TIN", "TRIANGLE", "CIRCULARSTRING")  # fmt: skip


@pytest.mark.parametrize("inner", WORDS)
@pytest.mark.parametrize("outer", ["GEOMETRYCOLLECTION", "MULTIPOLYGON", "GeometryCollection Z ", "SRID=4326;GEOMETRYCOLLECTION"])
def test_words_nested_without_end_are_their_rows_fault_alone(outer: str, inner: str) -> None:
    deep = f"{outer}({f'{inner}(' * 70_000}POINT(58 38){')' * 70_000})"
    outcome = imported(table("name,wkt", 'a,"POINT (58 38)"', f'b,"{deep}"', 'c,"POINT (59 38)"', f'd,"{deep[:-70_000]}"'))
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "unreadable_geometry"), (4, "unreadable_geometry")]
    assert "deep" in outcome.report.rows[0].action


@pytest.mark.parametrize("kind", sorted(MEMBERS))
def test_hex_nested_without_end_is_its_rows_fault_alone(kind: int) -> None:
    deep = nested_wkb(50_000, kind).hex()
    outcome = imported(table("name,wkb", f"a,{POINT.wkb_hex}", f"b,{deep}", f"c,{shapely.Point(59, 38).wkb_hex}"))
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "unreadable_geometry")]


@pytest.mark.parametrize("shape", ["GEOMETRYCOLLECTION (COMPOUNDCURVE ((0 0, 1 1)))", "GEOMETRYCOLLECTION (POINT (1 2), CIRCULARSTRING (0 0, 1 1, 2 0))", "CURVEPOLYGON ((0 0, 1 1, 1 0, 0 0))",
                                   "010700000001000000" + "010800000003000000" + "0000000000004d400000000000004340" * 3, "TIN (((0 0, 1 1, 1 0, 0 0)))"])  # fmt: skip
def test_a_type_that_cannot_be_built_is_its_rows_fault_in_words(shape: str) -> None:
    outcome = imported(table("name,shape", 'a,"POINT (58 38)"', f'b,"{shape}"', 'c,"POINT (59 38)"'), geometry="shape")
    assert counts(outcome) == (3, 2, 0, 1)
    assert rules(outcome) == {"unreadable_geometry": 1}


def test_honest_depth_is_read() -> None:
    wkt = "GEOMETRYCOLLECTION (" * (MAX_DEPTH - 1) + "POINT (58 38" + ")" * MAX_DEPTH
    assert imported(table("name,wkt", f'a,"{wkt}"')).report.refused == 0


def ring(*points: tuple[float, float]) -> list[list[float]]:
    return [list(point) for point in (*points, points[0])]


def square(side: float, west: float = 50, south: float = 30) -> list[list[float]]:
    return ring((west, south), (west + side, south), (west + side, south + side), (west, south + side))


def scribble(corners: int, seed: int = 1) -> dict[str, object]:
    points = np.random.default_rng(seed).uniform(0, 10, (corners, 2))
    return {"type": "Polygon", "coordinates": [ring(*map(tuple, points.tolist()))]}


def coast(corners: int, crossings: int) -> dict[str, object]:
    """Return an honest coastline on which some neighbours are exchanged."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    points = np.column_stack([55 + 5 * np.cos(angle), 35 + 5 * np.sin(angle)])
    for at in range(100, 100 + 50 * crossings, 50):
        points[[at, at + 3]] = points[[at + 3, at]]
    return {"type": "Polygon", "coordinates": [ring(*map(tuple, points.tolist()))]}


COMB = [(50 + at * 1e-5 + 5 * (at % 2), 60.0 * (at % 2)) for at in range(30_000)]
TANGLED: dict[str, dict[str, object]] = {
    "a scribble of 300 corners": scribble(300),
    "a scribble of 5,000 corners": scribble(5_000),
    "the same hole over and over": {"type": "Polygon", "coordinates": [square(9), *[square(1, 51, 31)] * 2_000]},
    "the same ring as many areas": {"type": "MultiPolygon", "coordinates": [[square(9)]] * 2_000},
    "spikes that cover each other": {"type": "Polygon", "coordinates": [ring(*(point for at in range(1_000) for point in ((50, 30), (51 + at / 1_000, 30))), (50, 40))]},
    "a comb whose boxes all overlap": {"type": "Polygon", "coordinates": [ring(*COMB, (60, -60), (40, -60))]},
    "holes in holes": {"type": "Polygon", "coordinates": [square(9), *(square(8 - at / 1_000, 50.5, 30.5) for at in range(7_000))]},
}  # fmt: skip


@pytest.mark.parametrize("case", TANGLED)
def test_an_area_that_would_take_minutes_to_mend_is_its_rows_fault_alone(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("make_valid", "is_valid"):
        work = getattr(shapely, name)
        monkeypatch.setattr(shapely, name, lambda shapes, *args, work=work, **named: work(small(shapes), *args, **named))
    outcome = imported(features((point(58, 38), {"name": "a"}), (TANGLED[case], {"name": "b"}), (point(59, 38), {"name": "c"})))
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "too_tangled")]
    assert counts(outcome) == (3, 2, 0, 1)


def small(shapes: np.ndarray) -> np.ndarray:
    """Fail where GEOS is given what it must not be given: `is_valid` of a scribble is quick, of a comb it is not."""
    assert shapely.get_num_coordinates(shapes).max(initial=0) < 20_000
    return shapes


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        (coast(100_000, 5), 78.5),
        (scribble(40), None),
        ({"type": "MultiPolygon", "coordinates": [[square(1, 50 + at / 100, 30 + at / 100)] for at in range(100)]}, 2.9602),
        ({"type": "Polygon", "coordinates": [square(9), *[square(1, 51, 31)] * 20]}, None),
    ],
)
def test_honest_areas_that_cross_themselves_are_still_mended(shape: dict[str, object], area: float | None) -> None:
    outcome = imported(features((shape, {"name": "a"})))
    assert rules(outcome) == {"invalid_polygon": 1, "polygon_to_point": 1}
    outline = shapely.from_wkb(outcome.features["outline"][0])
    assert outline.is_valid
    assert area is None or outline.area == pytest.approx(area, rel=0.01)


def test_many_rows_each_within_its_budget_do_not_add_up_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tangles, "MAX_LINES_S", 0.05)
    monkeypatch.setattr(tangles, "MAX_RINGS_S", 0.01)
    outcome = imported(features(*((scribble(20, seed), {}) for seed in range(40))))
    assert 0 < rules(outcome)["too_tangled"] == outcome.report.refused < 40


def test_a_line_that_crosses_itself_a_million_times_is_cut_at_180_and_nowhere_else() -> None:
    points = np.random.default_rng(1).uniform(0, 9, (2_000, 2)) + np.array([176, 0])
    outcome = imported(features((line(*map(tuple, points.tolist())), {})))
    shape = outcome.features.geometry[0]
    assert rules(outcome) == {"antimeridian": 1}
    assert shapely.length(shape) == pytest.approx(shapely.length(shapely.linestrings(points)))
    assert shape.bounds[0] == -180
    assert shape.bounds[2] == 180
    assert shapely.get_num_coordinates(shape) < 5_000


def test_areas_that_fall_on_each_other_when_brought_within_180_are_refused_where_they_cross_too_often() -> None:
    teeth = [(-170 + at / 100, 60.0 * (at % 2)) for at in range(2_001)]
    across = [(190 + 20.0 * (at % 2), -60 + at * 0.06) for at in range(2_001)]
    shape = {"type": "MultiPolygon", "coordinates": [[ring(*teeth, (-150, -80), (-170, -80))], [ring(*across, (215, 60), (215, -60))]]}
    assert rules(imported(features((shape, {})))) == {"too_tangled": 1}


ROWS = [f"n{at},58.{at:04},38,x" for at in range(1, 301)]


def of_table(lines: list[str]) -> tuple[list[int], list[str]]:
    """Return the rows with an unclosed quote, and the names that were read."""
    outcome = imported("\n".join(["name,lon,lat,note", *lines]).encode())
    assert outcome.report.read == len(lines)
    assert {made.rule for made in outcome.report.rows} <= {"unclosed_quote"}
    return [made.row for made in outcome.report.rows], outcome.features["name"].tolist()


@pytest.mark.parametrize("at", [0, 1, 150, 298, 299])
@pytest.mark.parametrize("cell", range(4))
@pytest.mark.parametrize("closes", ["never", "in a later quote", "at the end of a later cell"])
def test_a_quote_that_never_closes_swallows_no_row(at: int, cell: int, closes: str) -> None:
    lines = list(ROWS)
    cells = lines[at].split(",")
    lines[at] = ",".join([*cells[:cell], f'"{cells[cell]}', *cells[cell + 1 :]])
    later = min(at + 40, 299)
    spoilt = {at + 1}
    if closes == "in a later quote" and later > at:
        lines[later] = f'"n{later + 1}"' + lines[later].removeprefix(f"n{later + 1}")
    if closes == "at the end of a later cell" and later > at:
        lines[later] += '"'
    refused, names = of_table(lines)
    assert refused == sorted(spoilt)
    assert names == [f"n{row}" for row in range(1, 301) if row not in spoilt]


@SETTINGS
@given(st.sets(st.integers(0, 59), max_size=20))
def test_any_number_of_quotes_that_never_close_spoil_their_own_rows_alone(opened: set[int]) -> None:
    lines = [f'"{line}' if at in opened else line for at, line in enumerate(ROWS[:60])]
    refused, names = of_table(lines)
    assert refused == [at + 1 for at in sorted(opened)]
    assert len(names) == 60 - len(opened)


def test_cells_of_several_lines_are_read_whole() -> None:
    note = 'one\n\ntwo, three\n"four, five"\nsix'
    quoted = '"' + note.replace('"', '""') + '"'
    outcome = imported(f'name,lon,lat,note\na,58,38,{quoted}\n{quoted},59,38,x\n"b ""c""" ,60,38,"x"y\n'.encode())
    assert counts(outcome) == (3, 3, 0, 0)
    assert json.loads(outcome.features["original"][0])["note"] == note
    assert outcome.features["name"].tolist() == ["a", " ".join(note.split()), 'b "c"']


def test_a_heading_whose_quote_never_closes_swallows_no_row() -> None:
    outcome = imported(b'name,lon,lat,"note\na,58,38,x\nb,59,38,y\n')
    assert outcome.features["name"].tolist() == ["a", "b"]


@pytest.mark.parametrize("row", ["b,59,38,x" + "," * 15_000 + "y", "b,59,38,x" + ",z" * 15_000, '"b,59,38,x'])
def test_one_bad_row_never_takes_the_table(row: str) -> None:
    outcome = imported(table("name,lon,lat,note", "a,58,38,x", row, "c,60,38,x"))
    assert counts(outcome) == (3, 2, 0, 1)
    assert all(len(made.value) <= 200 for made in outcome.report.rows)


@pytest.mark.parametrize("heading", ["name,lon,lat", "name,lon,lat,"])
def test_a_comma_at_each_rows_end_shifts_nothing(heading: str) -> None:
    outcome = imported(table(heading, "a,58,38,", "b,59,38,"))
    assert counts(outcome) == (2, 2, 0, 0)
    assert outcome.features["name"].tolist() == ["a", "b"]


def test_a_first_row_longer_than_its_head_is_refused_alone() -> None:
    outcome = imported(table("name,lon,lat", "a,58,38,more", "b,59,38"))
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(1, "shifted_columns")]


def test_a_zero_byte_that_is_taken_out_is_said() -> None:
    rows = "".join(f"n{at},60.{at:02},38\n" for at in range(30))
    outcome = imported(f"name,lon,lat\na\0b,58,38\nc,5\09.5,38\n{rows}\0\0\0\0".encode())
    assert outcome.features["name"].tolist()[:2] == ["ab", "c"]
    assert outcome.features.geometry[1].x == 59.5
    assert rules(outcome) == {"control_characters": 2}
    assert counts(outcome) == (32, 30, 2, 0)


@pytest.mark.parametrize("digits", [19, 500, 5_000, 100_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_any_length_spoils_its_own_feature_at_most(digits: int, sign: str) -> None:
    number = sign + "9" * digits
    good = [(point(58, 38), {"name": "a", "size": 1}), (point(59, 38), {"name": "b", "size": 2})]
    outcome = imported(features(*good).replace(b'"size": 2', f'"size": {number}'.encode()))
    assert counts(outcome) == (2, 2, 0, 0)
    assert json.loads(outcome.features["original"][1])["size"][:1_000] == number[:1_000]
    outcome = imported(features(*good).replace(b"[59, 38]", f"[{number}, 38]".encode()))
    assert counts(outcome) == (2, 1, 0, 1)
    outcome = imported(features(*good).replace(b"[59, 38]", f"[59.{number.lstrip('-')}e-1, 38]".encode()))
    assert outcome.report.refused == 0


@pytest.mark.parametrize(
    "key", ["\\ud800", "a\\udfff", "geometry", "geometry (column)", "", "a\\u0000b", "\\ud800 \\udfff", "row", "index"]
)
def test_any_key_is_a_column(key: str) -> None:
    data = features((point(58, 38), {"KEY": "v", "geometry": "g", "name": "a"}), (point(59, 38), {"KEY": "\\ud800", "name": "b"}))
    outcome = imported(data.replace(b"KEY", key.encode()))
    assert outcome.report.refused == 0
    assert json.dumps(outcome.report.to_json(), ensure_ascii=False).encode()
    raw = read_file(data.replace(b"KEY", key.encode()))
    assert raw.shape_key
    assert len(set(raw.rows.columns)) == raw.rows.shape[1]
    assert "".join(raw.columns).encode()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999"])
def test_a_number_that_json_has_not_spoils_its_own_feature_at_most(value: str) -> None:
    data = features((point(58, 38), {"name": "a", "size": "SIZE"}), (point(59, 38), {"name": "b"})).replace(b'"SIZE"', value.encode())
    assert counts(imported(data)) == (2, 2, 0, 0)
    data = features((point(58, 38), {"name": "a"}), (point(59, 38), {"name": "b"})).replace(b"[59, 38]", f"[{value}, 38]".encode())
    assert rules(imported(data)) == {"not_finite": 1}


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 200, 400])
def test_collections_nested_in_geojson_are_their_features_fault_alone(levels: int) -> None:
    deep: dict[str, object] = point(58, 38)
    for _ in range(levels):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    outcome = imported(features((point(58, 38), {}), (deep, {}), (point(59, 38), {})))
    assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "unreadable_geometry")]
    assert "deep" in outcome.report.rows[0].action


def test_coordinates_nested_deep_are_their_features_fault_alone() -> None:
    for levels in (5, 70, 400):
        deep = {"type": "MultiPolygon", "coordinates": json.loads("[" * levels + "1" + "]" * levels)}
        outcome = imported(features((point(58, 38), {}), (deep, {}), (point(59, 38), {})))
        assert [(made.row, made.rule) for made in outcome.report.rows] == [(2, "unreadable_geometry")]


@pytest.mark.parametrize(("codec", "text"), [("utf-7", "Турксиб"), ("utf-7", "اصفهان"), ("hz", "中亚天然气"), ("iso2022_jp", "東京ガス"), ("iso2022_kr", "한국가스")])  # fmt: skip
def test_encodings_that_look_like_ascii_are_read_as_a_guess(codec: str, text: str) -> None:
    outcome = imported(f"name,lon,lat\n{text},58,38\nb,59,38\n".encode(codec))
    assert outcome.features["name"].tolist() == [text, "b"]
    assert "(guessed)" in outcome.report.encoding


@pytest.mark.parametrize("cell", ["C+A-B", "+98-21-555", "a+b", "+", "~{", "~{x~}", "A+ABC-", "~~", "1+1-2", "T+1- x", "+AAA-", "+1234-"])
def test_plain_text_with_such_signs_stays_plain(cell: str) -> None:
    outcome = imported(f"name,lon,lat\n{cell},58,38\n".encode())
    assert outcome.features["name"].tolist() == [cell]
    assert outcome.report.encoding == "utf-8"


SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{before}<sheetData>{rows}</sheetData></worksheet>'


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row_of(number: object, name: str, lon: object = 58, lat: object = 38, more: str = "") -> str:
    place = f' r="{number}"' if number else ""
    at = number if isinstance(number, int) else 3
    return f'<row{place}>{text_cell(f"A{at}", name)}<c r="B{at}"><v>{lon}</v></c><c r="C{at}"><v>{lat}</v></c>{more}</row>'


HEADING = (
    "<row r='1'>" + "".join(text_cell(f"{column}1", text) for column, text in zip("ABC", ("name", "lon", "lat"), strict=True)) + "</row>"
)


def workbook(*rows: str, before: str = "", sheets: int = 1, parts: int = 1) -> bytes:
    """Return a workbook made by hand: some sheets on fewer parts, with whatever rows and claims are asked for."""
    with zipfile.ZipFile(io.BytesIO(excel([["name"]]))) as made:
        files = {name: made.read(name) for name in made.namelist()}
    listed = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="p{at % parts}"/>' for at in range(sheets))
    space = "http://schemas.openxmlformats.org"
    files["xl/workbook.xml"] = (
        f'<workbook xmlns="{space}/spreadsheetml/2006/main" xmlns:r="{space}/officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>'
    ).encode()
    kind = f"{space}/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="p{at}" Type="{kind}/worksheet" Target="/xl/worksheets/sheet{at + 1}.xml"/>' for at in range(parts))
    links += f'<Relationship Id="st" Type="{kind}/styles" Target="/xl/styles.xml"/>'
    files["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{space}/package/2006/relationships">{links}</Relationships>'.encode()
    for at in range(parts):
        files[f"xl/worksheets/sheet{at + 1}.xml"] = SHEET.format(before=before, rows=HEADING + "".join(rows)).encode()
    return zipped(files)


@pytest.mark.parametrize("claim", ["", '<dimension ref="A1:XFD1048576"/>', '<dimension ref="A1:A1"/>', '<dimension ref="A1:C2"/>'])
@pytest.mark.parametrize(
    "numbers", [(2, 3, 4), (4, 2, 3), (2, 1_048_576, 999_999_999), (300_000, 200_021, 3), (2, 10**30, 3), (2, "x", 3), ("", "", "")]
)
def test_rows_anywhere_and_in_any_order_are_read(numbers: tuple[object, ...], claim: str) -> None:
    data = workbook(*(row_of(number, f"n{at}", 58 + at) for at, number in enumerate(numbers)), before=claim)
    outcome = imported(data, "x.xlsx")
    assert counts(outcome) == (3, 3, 0, 0)
    assert set(outcome.features["name"]) == {"n0", "n1", "n2"}


@pytest.mark.parametrize("place", ["E3", "ALL3", "ALM3", "XFD3", "ZZZZ3"])
def test_a_cell_far_out_is_said(place: str) -> None:
    outcome = imported(workbook(row_of(2, "a"), row_of(3, "b", more=text_cell(place, "far")), row_of(4, "c", 59)), "x.xlsx")
    if place == "ZZZZ3":  # no column that a workbook can have: the cell cannot be read
        assert any("1 cells" in note for note in outcome.report.notes)
    else:
        assert [(made.row, made.rule, made.value) for made in outcome.report.rows] == [(2, "shifted_columns", "far")]


@pytest.mark.parametrize(
    "cell",
    ['<c r="D3" t="s"><v>99999</v></c>', '<c r="D3" t="s"><v>x</v></c>', '<c r="D3"><v>ten</v></c>', '<c r="D3" t="b"><v>?</v></c>', '<c r="D3" t="d"><v>2024-99-99</v></c>', '<c r="?"><v>1</v></c>',
     f'<c r="D3"><v>{"9" * 5_000}</v></c>', '<c r="D3" s="x"><v>1</v></c>', '<c r="D3" t="d"><v>99999-12-31</v></c>'],
)  # fmt: skip
def test_one_bad_cell_never_takes_the_workbook(cell: str) -> None:
    outcome = imported(workbook(row_of(2, "a"), row_of(3, "b", 59, more=cell), row_of(4, "c", 60)), "x.xlsx")
    assert outcome.features["name"].tolist() == ["a", "b", "c"]
    assert any("cannot be read" in note for note in outcome.report.notes)


def test_one_bad_sheet_never_takes_the_workbook() -> None:
    data = workbook(row_of(2, "a"), sheets=2, parts=2)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        files = {name: made.read(name) for name in made.namelist()}
    files["xl/worksheets/sheet1.xml"] = files["xl/worksheets/sheet1.xml"][:-40]
    outcome = imported(zipped(files), "x.xlsx")
    assert outcome.features["name"].tolist() == ["a"]
    assert any(note.startswith("Sheet 'S0' cannot be read") for note in outcome.report.notes)


def test_sheets_on_one_part_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    rows = book._rows

    def recorded(reader: ExcelReader, part: str, *rest: Any) -> tuple[list[list[str]], int, int]:  # noqa: ANN401
        read.append(part)
        return rows(reader, part, *rest)

    monkeypatch.setattr(book, "_rows", recorded)
    outcome = imported(workbook(row_of(2, "a"), sheets=300), "x.xlsx")
    assert counts(outcome) == (1, 1, 0, 0)
    assert read == ["xl/worksheets/sheet1.xml"]


def test_a_string_that_stands_in_many_cells_is_counted_in_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MAX_TEXT", 50_000)
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{"x" * 1_000}</t></is></c></row>' for at in range(2, 60))
    with pytest.raises(ImportFileError, match="of text"):
        imported(workbook(cells), "x.xlsx")
    monkeypatch.setattr(book, "MAX_CELLS", 50)
    with pytest.raises(ImportFileError, match="over 50 cells"):
        imported(workbook(*(row_of(at, "a") for at in range(2, 60))), "x.xlsx")


def test_a_workbook_in_a_workbook_without_end_is_refused_in_words() -> None:
    data = excel([["name", "lon", "lat"], ["a", 58, 38]])
    assert counts(imported(zipped({"a.xlsx": data}), "x.xlsx")) == (1, 1, 0, 0)
    for _ in range(400):
        data = zipped({"a.xlsx": data}, zipfile.ZIP_STORED)
    with pytest.raises(ImportFileError, match="a zip in a zip"):
        imported(data, "x.xlsx")


def test_faults_come_back_from_the_process_that_reads(tmp_path: Path) -> None:
    raw = read_file(table("name,lon,lat", "a,58,38,more", '"b,59,38', "c,60,38"))
    packed.write_raw(raw, tmp_path)
    assert packed.read_raw(tmp_path).faults == raw.faults
    assert len(raw.faults) == 2


@pytest.mark.parametrize(("code", "what"), [(4978, "geocentric"), (5773, "heights alone"), (999999, "unknown reference system")])
def test_ewkt_in_a_system_that_is_no_map_is_refused(code: int, what: str) -> None:
    data = table("name,wkt", f'A,"SRID={code};POINT (10 50)"')
    with pytest.raises(ImportFileError, match=what):
        imported(data, "shapes.csv")


@pytest.mark.parametrize("rings", [1, 30])
def test_equal_edges_are_counted_each_with_each(rings: int) -> None:
    """What goes to and fro on one edge makes GEOS look at each pair; so does a ring that is there thirty times."""
    there_and_back = [(0, 0), *[(1, 0), (0, 0)] * 30, (0, 1), (0, 0)]
    shape = shapely.Polygon(there_and_back) if rings == 1 else shapely.MultiPolygon([shapely.box(0, 0, 1, 1)] * rings)
    found = tangles.crossings(np.array([shape], dtype=object))
    assert found.equal.tolist() == [60 * 59 / 2 + 1 if rings == 1 else 4 * rings * (rings - 1) / 2]


def test_a_ring_that_runs_to_and_fro_four_thousand_times_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.importing.shapes._valid", lambda *_, **__: pytest.fail("GEOS was asked"))
    ring = [[60, 40], *[[61, 40], [60, 40]] * 2_000, [60, 41], [60, 40]]
    outcome = imported(features(({"type": "Polygon", "coordinates": [ring]}, {"name": "x"})))
    assert rules(outcome) == {"too_tangled": 1}


def test_a_long_line_beside_letters_that_are_no_ascii_is_passed_over_once() -> None:
    row = b"Sch\xf6n;" + b"7" * 2_000_000
    assert encoding_of(b"name;wkt\n" + row + b"\nGr\xfc\xdfe;1\n")[0].startswith("cp125")
    assert [len(line) for line in _high_lines(row + b"\n" + b"\xf6" * 5_000)] == [2_003, 2_000, 2_000, 1_000]


@pytest.mark.parametrize("far", ["1e305", "1e9", "400"])
def test_a_hole_that_reaches_off_the_globe_is_out_of_range(far: str) -> None:
    shape = f"POLYGON((58 37,60 37,60 39,58 39,58 37),(59 38,{far} 38,58.5 37.5,59 38))"
    outcome = imported(table("name,wkt", f'A,"{shape}"', 'B,"POINT (58 37)"'), "x.csv")
    assert (outcome.report.accepted, outcome.report.refused) == (1, 1)
    assert [rule for _, rule in outcome.report.rules() if rule in {"out_of_range", "metres_for_degrees"}]
