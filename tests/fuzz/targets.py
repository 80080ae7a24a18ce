"""THE table of what is fuzzed: each target with what it checks, and how its inputs are made."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

Check = Callable[[bytes], str]


class Target(NamedTuple):
    """One reader under fuzz.

    `module` and `function` check one input: they return its fate in words, and raise what must not be. `instrumented` are
    our packages that lead atheris by their coverage; none for what GDAL, Arrow and GEOS read, whose files are mutated by
    form (`mutators`). `max_bytes` bounds an input that atheris makes; `regexes` lets it make
    texts that our patterns match, which fails where pandas compiles patterns.
    """

    module: str
    function: str
    instrumented: tuple[str, ...] = ()
    max_bytes: int = 2_000
    regexes: bool = False

    def load(self) -> Check:
        """Return the function that checks one input."""
        check: Check = getattr(importlib.import_module(f"tests.fuzz.{self.module}"), self.function)
        return check


IMPORTING, NEWS = ("corridors.importing",), ("corridors.news", "corridors.importing.encodings")
TARGETS: dict[str, Target] = {
    "routes": Target("shape_texts", "routes", IMPORTING, 400, regexes=True),
    "coordinates": Target("shape_texts", "coordinates", IMPORTING, 400, regexes=True),
    "geojson": Target("files", "geojson", IMPORTING),
    "csv": Target("files", "csv", IMPORTING),
    "cells": Target("files", "cells", IMPORTING, 1_000),
    "workbook": Target("files", "workbook", IMPORTING, 4_000),
    "article": Target("reports", "news", NEWS),
    "feed": Target("reports", "news", NEWS),
    "newstable": Target("reports", "news", NEWS),
    "dates": Target("reports", "dates", NEWS, 400, regexes=True),
    "view": Target("addresses", "view", ("corridors.view",), 400),
    "addresses": Target("addresses", "fetched", ("corridors.fetch",), 400),
    "answers": Target("addresses", "answered", ("corridors.fetch",)),
    "records": Target("records", "records", ("corridors.workspace",)),
    "workspace": Target("records", "workspace"),
    "geopackage": Target("files", "geopackage"),
    "shapefile": Target("files", "archive"),
    "kml": Target("files", "kml"),
    "kmz": Target("files", "kmz"),
    "flatgeobuf": Target("files", "flatgeobuf"),
    "gpx": Target("files", "gpx"),
    "topojson": Target("files", "topojson"),
    "geoparquet": Target("files", "geoparquet"),
    "xlsx": Target("files", "xlsx"),
    "zip": Target("files", "archive"),
}
