"""A path drawn with fewer points stays where it is: no point left out is further from the line than the tolerance."""

from __future__ import annotations

import pytest
import shapely

from corridors.atlas import Atlas
from corridors.detail import LEVELS, TOLERANCE_PX, _world, point_levels
from corridors.strands import build_strands


def test_the_ends_are_always_drawn_and_a_straight_middle_never_before_the_last_level() -> None:
    assert point_levels(((50.0, 0.0), (55.0, 0.0), (60.0, 0.0))) == f"0{LEVELS[-1]}0"


def test_a_sharp_corner_is_drawn_from_far_away() -> None:
    assert point_levels(((50.0, 30.0), (60.0, 45.0), (70.0, 30.0))) == "000"


@pytest.mark.parametrize("level", LEVELS)
def test_no_point_left_out_shows_at_its_zoom(level: int, atlas: Atlas) -> None:
    for strand in build_strands(atlas, atlas.corridor_by_id):
        points = [_world(position) for position in strand.path]
        levels = point_levels(strand.path)
        kept = shapely.LineString([point for point, needed in zip(points, levels, strict=True) if int(needed) <= level])
        worst = max(kept.distance(shapely.Point(point)) for point in points)
        assert worst * 2**level <= TOLERANCE_PX + 1e-6, strand.segment.id
