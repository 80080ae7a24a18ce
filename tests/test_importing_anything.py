"""Whatever a file holds and whatever it is called: it is read with counts that add up, or refused in words, and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridors.importing import ImportFileError, geojson
from corridors.importing.detect import ENDINGS, FOREIGN, SIGNATURES
from tests.importing_files import imported
from tests.test_importing_formats import FORMATS

# Where, what was found, what is allowed, what to do.
FORM = re.compile(r".+: found .+; allowed: .+; .+", re.DOTALL)


def attempt(data: bytes, name: str) -> None:
    """Import whatever this is: it works with counts that add up, or says why not."""
    words = ""
    try:
        imported(data, name)
    except ImportFileError as error:
        words = str(error)
    assert not words or FORM.fullmatch(words)


SETTINGS = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SEEDS = [make()[0] for make in FORMATS.values()]


@SETTINGS
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    attempt(data, "x.csv")


STARTS = (
    *(start for start, *_ in (*SIGNATURES, *FOREIGN)), b"", b"{", b"[", b'{"type": "Topology", ', b"<kml>", b'<?xml version="1.0"?><gpx>', b"POINT (", b"01020000000200000000",
    b"1,2:3,4", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"lon,lat\n",
)  # fmt: skip


@settings(SETTINGS, max_examples=150)
@given(st.sampled_from(sorted(ENDINGS)), st.sampled_from(STARTS), st.binary(max_size=200))
def test_any_bytes_after_any_start_under_any_name_are_read_or_refused(ending: str, start: bytes, data: bytes) -> None:
    attempt(start + data, f"x.{ending}")


@settings(SETTINGS, max_examples=100)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 1 << 20),
)
def test_mutated_files_are_read_or_refused(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(seed)
    for at, value in changes:
        data[at % len(data)] = value
    attempt(bytes(data[: cut % len(data)] if cut % 3 == 0 else data), "x")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
geometries = st.fixed_dictionaries(
    {"type": st.sampled_from([*geojson.MAKERS, "GeometryCollection", "Curve"]), "coordinates": json_values, "geometries": json_values}
)


@SETTINGS
@given(
    st.lists(
        st.fixed_dictionaries({"type": st.just("Feature"), "geometry": json_values | geometries, "properties": json_values}),
        min_size=1,
        max_size=4,
    )
)
def test_any_features_are_read_or_refused(items: list[dict[str, Any]]) -> None:
    attempt(json.dumps({"type": "FeatureCollection", "features": items}).encode(), "x.geojson")


cell_texts = st.text(max_size=12) | st.sampled_from(
    ["58.4", "38", "-181", "1e400", "nan", "POINT (1 2)", "38,58:39,58", "A [5%]; B", "25 bcm/y", "$5", "2026", "Iran", "=1"]
)


@SETTINGS
@given(st.lists(st.lists(cell_texts, min_size=1, max_size=12), min_size=1, max_size=5))
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    heading = "name,id,lon,lat,status,country,owner,capacity,cost,start,kind,url"
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    attempt("\n".join([heading, *lines]).encode("utf-8", "replace"), "x.csv")
