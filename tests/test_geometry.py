"""Golden pairs for lengths and positions on WGS 84."""

from __future__ import annotations

import math

import pytest
import shapely

from corridors.geometry import bounds, distance_km, is_in_range, jumps_antimeridian, km_by_country, length_km, outside_km
from corridors.model import Position

WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
SQUARES = {"WW": WEST, "EE": EAST}


@pytest.mark.parametrize(
    ("points", "km"),
    [
        (((0, 0), (1, 0)), 111.32),  # one degree of the equator: 2 pi 6378.137 / 360
        (((0, 0), (0, 1)), 110.57),  # one degree of the meridian at the equator
        (((0, 60), (1, 60)), 55.80),  # shorter in the north
        (((0, 0), (1, 0), (0, 0)), 222.64),
        (((0, 0), (0, 90)), 10_001.97),  # the quarter meridian
        (((179.5, 0), (-179.5, 0)), 111.32),  # the short way across the antimeridian
        (((10, 10),), 0),
        ((), 0),
    ],
)
def test_a_line_has_its_geodesic_length(points: tuple[Position, ...], km: float) -> None:
    assert length_km(points) == pytest.approx(km, abs=0.01)


def test_distance_is_the_length_of_two_points_and_symmetric() -> None:
    herat, kabul = (62.2, 34.35), (69.18, 34.53)
    assert distance_km(herat, kabul) == pytest.approx(length_km((herat, kabul)))
    assert distance_km(herat, kabul) == pytest.approx(distance_km(kabul, herat))


@pytest.mark.parametrize(
    ("points", "jumps"),
    [
        (((179, 0), (-179, 0)), True),
        (((0, 0), (179, 0), (-179, 0)), True),
        (((-90, 0), (90, 0)), False),
        (((179, 0), (180, 0)), False),
        (((5, 5),), False),
    ],
)
def test_a_jump_over_180_degrees_is_told(points: tuple[Position, ...], jumps: bool) -> None:
    assert jumps_antimeridian(points) is jumps


def test_positions_off_the_globe_are_out_of_range() -> None:
    assert is_in_range((180, -90))
    assert not any(is_in_range(point) for point in ((180.1, 0), (0, 90.1), (math.nan, 0), (0, math.inf)))


def test_a_line_over_two_squares_is_split_between_them_in_order() -> None:
    km = km_by_country(((0.5, 0), (1.25, 0)), {"EE": EAST, "WW": WEST})
    assert list(km) == ["WW", "EE"]
    assert km == pytest.approx({"WW": 55.66, "EE": 27.83}, abs=0.01)


def test_the_other_way_enters_the_other_square_first() -> None:
    assert list(km_by_country(((1.5, 0.5), (0.5, 0.5)), SQUARES)) == ["EE", "WW"]


def test_what_lies_outside_every_square_is_open_sea() -> None:
    km = km_by_country(((0.5, 0), (3, 0)), SQUARES)
    assert km[""] == pytest.approx(111.32, abs=0.01)
    assert sum(km.values()) == pytest.approx(length_km(((0.5, 0), (3, 0))))


def test_a_border_that_a_line_only_touches_counts_for_nothing() -> None:
    assert list(km_by_country(((0.25, 0.5), (1, 0.5)), SQUARES)) == ["WW"]


def test_a_point_is_as_far_outside_as_to_the_nearest_edge() -> None:
    assert outside_km((0.5, 0.5), WEST) == 0
    assert outside_km((2, 0), WEST) == pytest.approx(111.32, abs=0.01)
    assert outside_km((0.5, 2), WEST) == pytest.approx(110.58, abs=0.02)


def test_bounds_are_west_south_east_north() -> None:
    assert bounds([((1, 5), (3, 2)), ((-4, 7),)]) == (-4, 2, 3, 7)
    with pytest.raises(ValueError, match="unpack"):
        bounds([])
