"""Shapes and coordinates written as text: routes of Global Energy Monitor, WKT, WKB in hex, degrees with minutes and seconds."""

from __future__ import annotations

import math
import re

import shapely
from shapely.geometry.base import BaseGeometry

from corridors.importing.amounts import dollars_of, number_of, quantity_of, start_of
from corridors.importing.geotext import is_geometry_text, parse_coordinate, parse_route, parse_shapes
from corridors.model import PartialDate

MAX_DEGREES = 1_000  # three digits, or as good as: 999° 59' 59"


def routes(data: bytes) -> str:
    """Parse a text alone and among others: a shape or a reason for each, and a route has as many positions as were written."""
    text = data.decode("utf-8", "replace")
    is_geometry_text(text)
    parsed = parse_shapes([text, "", text, "POINT (1 2)"])
    route = parse_route(text)
    assert set(parsed.faults) == {place for place in (0, 2) if text.strip() and parsed.shapes[place] is None}
    assert parsed.shapes[1] is None
    assert parsed.shapes[3] == shapely.Point(1, 2)
    assert all(shape is None or isinstance(shape, BaseGeometry) for shape in parsed.shapes)
    if route is not None:
        assert isinstance(route, shapely.Point | shapely.LineString | shapely.MultiLineString)
        assert 1 <= shapely.get_num_coordinates(route) <= text.count(",")
    return parsed.shapes[0].geom_type if parsed.shapes[0] is not None else "none"


def coordinates(data: bytes) -> str:
    """Parse a text as a coordinate, and as the amounts and years that share its number parser: NaN, or as it was written."""
    text = data.decode("utf-8", "replace")
    value, number = parse_coordinate(text), number_of(text)
    assert not math.isinf(value)
    assert number is None or math.isfinite(number)
    assert number is None or value in (number, number / 1_000)  # 58,123 is 58.123 here, and 58123 as an amount
    if number is None and not math.isnan(value):
        assert abs(value) <= MAX_DEGREES
        seconds = bool(re.search(r"s\s*[NSEWnsew]|[dm].*s", text))
        assert seconds or value == 0 or bool(re.search("[SWsw-]", text)) == (value < 0)
    quantity, dollars = quantity_of(text), dollars_of(text)
    assert quantity is None or math.isfinite(quantity[0])
    assert dollars is None or math.isfinite(dollars)
    if start := start_of(text):
        PartialDate(start)
    return "nothing" if math.isnan(value) else "degrees"
