"""The tables of shapefiles: what stands in them is read as it stands, and nothing is lost unsaid."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import geopandas as gpd
import pytest
import shapely

from corridors.importing.problems import ImportFileError
from corridors.importing.raw import Raw
from corridors.importing.reading import read_file
from corridors.importing.vectors import reading
from tests.importing_files import shapefile, zipped

Column = tuple[bytes, str, int]


def dbf(columns: Sequence[Column], rows: Sequence[Sequence[bytes]], deleted: Sequence[int] = ()) -> bytes:
    heads = b"".join(struct.pack("<11sc4xBB14x", name, kind.encode(), width, 0) for name, kind, width in columns)
    body = b"".join(
        (b"*" if number in deleted else b" ") + b"".join(cell.ljust(width) for cell, (_, _, width) in zip(row, columns, strict=True))
        for number, row in enumerate(rows)
    )
    width = 1 + sum(width for _, _, width in columns)
    return struct.pack("<B3xIHH20x", 3, len(rows), 33 + len(heads), width) + heads + b"\r" + body + b"\x1a"


def read(columns: Sequence[Column], rows: Sequence[Sequence[bytes]], deleted: Sequence[int] = (), **sides: bytes) -> Raw:
    made = gpd.GeoDataFrame({"x": range(len(rows))}, geometry=shapely.points([[10 + n, 50] for n in range(len(rows))]))
    files = shapefile(made, leave_out=(".cpg",)) | {"lines.dbf": dbf(columns, rows, deleted)}
    return read_file(zipped(files | {f"lines.{suffix}": data for suffix, data in sides.items()}), "x.zip")


def column(kind: str, width: int, *cells: bytes) -> list[str]:
    return list(read([(b"A", kind, width)], [[cell] for cell in cells]).rows["A"])


def test_what_is_no_number_stands_as_it_is() -> None:
    assert column("N", 10, b"12,5", b"abc", b"1 2", b"1e999", b"1_0", b"nan") == ["12,5", "abc", "1 2", "1e999", "1_0", "nan"]


def test_numbers_read_as_everywhere_else() -> None:
    found = column("N", 20, b"1.000", b"  -2.50", b"007", b"1E-9", b"", b"**********", b"-0.0", b"+3")
    assert found == ["1", "-2.5", "7", "1e-09", "", "", "0", "3"]
    assert column("F", 24, b"65.944000000000003", b"", b"1.0") == ["65.944", "", "1"]
    assert column("N", 9, b"1", b"", b"-20") == ["1", "", "-20"]


def test_long_numbers_keep_their_digits() -> None:
    assert column("N", 20, b"900719925474099301", b"") == ["900719925474099301", ""]
    assert column("N", 24, b"900719925474099301.000", b"1.5") == ["900719925474099301", "1.5"]


def test_two_columns_of_one_name_are_both_kept() -> None:
    rows = read([(b"NAME", "C", 8), (b"NAME", "C", 8)], [[b"first", b"second"]]).rows
    assert (rows["NAME"][1], rows["NAME (2)"][1]) == ("first", "second")


def test_a_day_that_is_none_takes_no_file() -> None:
    assert column("D", 8, b"20240516", b"20241399", b"00000000", b"", b"abcdefgh") == ["2024-05-16", "20241399", "", "", "abcdefgh"]


def test_logical_values() -> None:
    assert column("L", 1, b"T", b"y", b"F", b"n", b"?", b"", b"x") == ["true", "true", "false", "false", "", "", "x"]


def test_deleted_rows_are_left_out_with_their_shapes() -> None:
    rows = read([(b"A", "C", 4)], [[b"a"], [b"b"], [b"c"]], deleted=[1]).rows
    assert list(rows["A"]) == ["a", "c"]
    assert [point.x for point in rows.geometry] == [10, 12]
    assert list(rows.index) == [1, 2]


def test_a_byte_that_its_encoding_has_not_costs_its_letter_and_is_said() -> None:
    raw = read([(b"A", "C", 8)], [[b"a\x81b"], [b"caf\xe9"]], cpg=b"1252")
    assert list(raw.rows["A"]) == ["a\ufffdb", "café"]
    assert any("1 texts have bytes that are no cp1252" in note for note in raw.notes)


@pytest.mark.parametrize("page", [b"1251", b"CP1251", b"ANSI 1251", b"windows-1251"])
def test_code_pages_as_esri_writes_them(page: bytes) -> None:
    raw = read([(b"A", "C", 12)], [["Труба".encode("cp1251")]], cpg=page)
    assert (raw.rows["A"][1], raw.encoding) == ("Труба", page.decode())


def test_a_code_page_that_nobody_knows_is_guessed() -> None:
    raw = read([(b"A", "C", 40)], [["Газопровод на восток".encode("cp1251")]], cpg=b"KLINGON")
    assert (raw.rows["A"][1], raw.encoding) == ("Газопровод на восток", "cp1251 (guessed)")


def test_a_text_ends_at_a_zero_byte_and_a_column_at_its_row() -> None:
    assert column("C", 10, b"ab\0junk", b" c ") == ["ab", "c"]
    files = shapefile(gpd.GeoDataFrame({"x": [1]}, geometry=[shapely.Point(10, 50)]))
    whole = dbf([(b"A", "C", 4), (b"B", "C", 200)], [[b"a", b"b"]])
    short = whole[:10] + struct.pack("<H", 5) + whole[12:]
    rows = read_file(zipped(files | {"lines.dbf": short}), "x.zip").rows
    assert (rows["A"][1], rows["B"][1]) == ("a", "")


@pytest.mark.parametrize(
    "prj", [b'GEOGCS["WGS_1984",DATUM["D', b'GEOGCS["\xff\xfe\xd2",DATUM["D",SPHEROID["S",6378137,298.257]]]', b"GEOGCS[}"]
)
def test_a_reference_system_that_is_broken_costs_itself_alone(prj: bytes) -> None:
    raw = read([(b"A", "C", 4)], [[b"a"]], prj=prj)
    assert list(raw.rows["A"]) == ["a"]
    assert raw.crs or any(".prj cannot be read" in note for note in raw.notes)


@pytest.mark.parametrize("error", [UnboundLocalError("cannot access local variable"), KeyError("x"), AttributeError("y"), IndexError("z")])
def test_what_pyogrio_raises_of_its_own_is_said_in_words(error: Exception) -> None:
    with pytest.raises(ImportFileError, match="that cannot be read"), reading("x", "Shapefile"):
        raise error
