"""Files that somebody made to break the import: each is read, or its row is refused in words, within bounds of work."""

from __future__ import annotations

import struct
from typing import Literal

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from corridors.importing import tangles
from corridors.importing.geotext import is_too_deep, parse_shapes
from corridors.importing.nesting import MAX_DEPTH, MEMBERS
from tests.importing_files import counts, features, imported, line, point, rules, table

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
