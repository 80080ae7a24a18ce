"""What atheris throws at the parsers of coordinates and numbers: decimals, degrees with minutes and seconds. `make fuzz` runs it.

Arguments are libFuzzer's. Whatever the text: no exception, NaN or a finite number, and degrees stay those that were written.
"""

from __future__ import annotations

import math
import re
import sys
import warnings

import atheris

with atheris.instrument_imports(include=["corridors.importing"], enable_loader_override=False):
    from corridors.importing.amounts import dollars_of, number_of, quantity_of, start_of
    from corridors.importing.geotext import parse_coordinate
    from corridors.model import PartialDate

MOST_DEGREES = 1_000  # three digits, or as good as: 999° 59' 59"


def check(data: bytes) -> None:
    """Parse a text as a coordinate, and as the amounts and years that share its number parser."""
    text = data.decode("utf-8", "replace")
    value, number = parse_coordinate(text), number_of(text)
    assert not math.isinf(value)
    assert number is None or math.isfinite(number)
    assert number is None or value in (number, number / 1_000)  # 58,123 is 58.123 here, and 58123 as an amount
    if number is None and not math.isnan(value):
        assert abs(value) <= MOST_DEGREES
        seconds = bool(re.search(r"s\s*[NSEWnsew]|[dm].*s", text))
        assert seconds or value == 0 or bool(re.search("[SWsw-]", text)) == (value < 0)
    quantity, dollars = quantity_of(text), dollars_of(text)
    assert quantity is None or math.isfinite(quantity[0])
    assert dollars is None or math.isfinite(dollars)
    if start := start_of(text):
        PartialDate(start)


if __name__ == "__main__":
    atheris.enabled_hooks.add("RegEx")
    warnings.simplefilter("error")
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
