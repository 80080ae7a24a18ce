"""What atheris throws at the parser of shapes in text: routes of Global Energy Monitor, WKT, WKB in hex. `make fuzz` runs it.

Arguments are libFuzzer's. Whatever the text: no exception, a shape or a reason for every text that says something, and a
route has as many positions as it was written with.
"""

from __future__ import annotations

import sys
import warnings

import atheris

with atheris.instrument_imports(include=["corridors.importing"], enable_loader_override=False):
    import shapely
    from shapely.geometry.base import BaseGeometry

    from corridors.importing.geotext import is_geometry_text, parse_route, parse_shapes


def check(data: bytes) -> None:
    """Parse a text alone and among others."""
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


if __name__ == "__main__":
    atheris.enabled_hooks.add("RegEx")
    warnings.simplefilter("error")
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
