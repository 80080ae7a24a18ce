"""Files that somebody made to break the import: each is read, or its row is refused in words, within bounds of work."""

from __future__ import annotations

import struct

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from corridors.importing.geotext import is_too_deep, parse_shapes
from corridors.importing.nesting import MAX_DEPTH, MEMBERS
from tests.importing_files import counts, imported, rules, table

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
def test_honest_wkb_is_never_too_deep(wkt: str, flavor: str, byte_order: int) -> None:
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
