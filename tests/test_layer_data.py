"""What the map fetches of a user's layer: decoding gives back what was packed, and a level moves nothing that can be seen."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from corridors.imported import ImportedLayer
from corridors.layer_data import FINEST_ZOOM, WORTH, ZOOMS, layer_data, mask_bytes, to_mercator
from corridors.terms import Kind, Status
from corridors.words import capacity_words
from tests.own_layers import make_layer, mixed, pipes, places

TILE_PX = 512


class Decoded(NamedTuple):
    """A part as the browser has it (unpack.ts): x and y from 0 to 1."""

    rows: npt.NDArray[np.uint32]
    paths: list[npt.NDArray[np.float64]]
    bits: int


def decode(part: bytes) -> Decoded:
    plain = gzip.decompress(part)
    digest, body = plain[:32], plain[32:]
    assert digest == hashlib.sha256(body).digest()
    count, positions, bits = np.frombuffer(body, "<u4", 3)
    rows = np.frombuffer(body, "<u4", count, 12)
    lengths = np.frombuffer(body, "<u4", count, 12 + 4 * count)
    planes = np.frombuffer(body, np.uint8, offset=12 + 8 * int(count)).reshape(4, 2 * int(positions)).astype(np.int64)
    zigzag = (planes * (256 ** np.arange(4))[:, None]).sum(axis=0)
    steps = (zigzag >> 1) ^ -(zigzag & 1)
    xy = np.cumsum(steps.reshape(2, -1), axis=1).T / 2**bits
    return Decoded(rows, np.split(xy, np.cumsum(lengths)[:-1]), int(bits))


def words_of(layer: ImportedLayer) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = json.loads(gzip.decompress(layer_data(layer).words))
    return found


POSITIONS = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
LINES = st.lists(POSITIONS, min_size=2, max_size=40, unique=True)


@given(st.lists(LINES, min_size=1, max_size=5))
@settings(max_examples=50)
def test_the_finest_level_is_the_file_to_four_centimetres(lines: list[list[tuple[float, float]]]) -> None:
    layer = make_layer("x", [{"geometry": shapely.linestrings(line)} for line in lines])
    level = layer_data(layer).levels[-1]
    assert level.zoom == FINEST_ZOOM
    decoded = decode(level.data)
    assert decoded.rows.tolist() == list(range(len(lines)))
    for path, line in zip(decoded.paths, lines, strict=True):
        assert np.abs(path - to_mercator(np.array(line))).max() <= 0.51 / 2**30


@given(st.lists(LINES, min_size=1, max_size=5))
@settings(max_examples=50)
def test_a_level_moves_a_line_by_about_half_a_px_at_most(lines: list[list[tuple[float, float]]]) -> None:
    layer = make_layer("x", [{"geometry": shapely.linestrings(line)} for line in lines])
    for level in layer_data(layer).levels:
        px = 1 / (TILE_PX * 2**level.zoom)
        for path, line in zip(decode(level.data).paths, lines, strict=True):
            whole = shapely.linestrings(to_mercator(np.array(line)))
            drawn = shapely.linestrings(path if len(path) > 1 else np.repeat(path, 2, axis=0))
            assert shapely.hausdorff_distance(drawn, whole) <= 0.55 * px + 1e-9


def test_coarser_levels_are_there_only_where_they_save() -> None:
    x = np.linspace(30, 80, 4000)
    wiggly = make_layer("wiggly", [{"geometry": shapely.linestrings(np.column_stack([x, 40 + np.sin(x * 40) / 20]))}])
    levels = layer_data(wiggly).levels
    assert [level.zoom for level in levels] == sorted({level.zoom for level in levels})
    assert {level.zoom for level in levels} <= {*ZOOMS, FINEST_ZOOM}
    sizes = [level.positions for level in levels]
    assert all(coarse <= WORTH * fine for coarse, fine in itertools.pairwise(sizes))
    assert len(levels) > 2
    assert len(layer_data(pipes()).levels) == 1


def test_parts_and_points_name_the_rows_of_their_features() -> None:
    data = layer_data(pipes())
    assert decode(data.levels[-1].data).rows.tolist() == [0, 1, 2, 3, 4, 5, 5]
    assert data.points is None
    both = layer_data(mixed())
    assert both.points
    assert decode(both.levels[-1].data).rows.tolist() == list(range(8))
    assert decode(both.points).rows.tolist() == list(range(8, 16))
    assert layer_data(places()).levels == ()


def test_poles_and_the_antimeridian_stay_in_the_world() -> None:
    layer = make_layer("x", [{"geometry": shapely.linestrings([(-180, -90), (180, 90)])}])
    (path,) = decode(layer_data(layer).levels[-1].data).paths
    assert path.min() >= 0
    assert path.max() <= 1
    assert path[:, 0].tolist() == [0, 1]


def test_words_hold_what_hovering_says() -> None:
    words = words_of(pipes())
    assert words["names"][2] == "Third Line <b>bold</b>"
    assert [list(Kind)[code] if code >= 0 else "" for code in words["kinds"]] == pipes().features["kind"].tolist()
    assert [list(Status)[code] if code >= 0 else "" for code in words["statuses"]] == pipes().features["status"].tolist()
    assert words["capacities"][:2] == ["33 bcm/y", ""]


@pytest.mark.parametrize(("value", "unit", "words"), [(33.0, "bcm/y", "33 bcm/y"), (1234.5, "", "1,234.5"), (math.nan, "MW", "")])
def test_a_capacity_has_its_unit(value: float, unit: str, words: str) -> None:
    assert capacity_words(value, unit) == words


def test_another_content_has_another_head() -> None:
    # Streamlit names a large file by its size, its head, middle and tail.
    one, other = (make_layer("x", [{"geometry": shapely.points((60, lat))}]) for lat in (40, 41))
    first, second = layer_data(one).points, layer_data(other).points
    assert first
    assert second
    assert gzip.decompress(first)[:32] != gzip.decompress(second)[:32]


@given(st.lists(st.booleans(), max_size=40))
def test_a_mask_is_one_bit_a_feature(mask: list[bool]) -> None:
    packed = mask_bytes(np.array(mask, dtype=np.bool_))
    assert len(packed) == (len(mask) + 7) // 8
    assert [bool(packed[row // 8] >> row % 8 & 1) for row in range(len(mask))] == mask
