"""A workspace that somebody has written with intent: what is in it is looked at before anything of it is built or run."""

from __future__ import annotations

import io
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from corridors.workspace.checking import check_workspace
from corridors.workspace.events import own_events
from corridors.workspace.features import packed, unpacked
from corridors.workspace.layers import mark_layer, read_layers
from corridors.workspace.opened import open_workspace
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import RecordError
from corridors.workspace.repairing import repair_workspace
from tests.test_workspace_broken import FIRST, change, full, old

__all__ = ["full", "old"]
ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"


def features() -> gpd.GeoDataFrame:
    with closing(sqlite3.connect(FIRST)) as base:
        return unpacked(base.execute("SELECT features FROM layers").fetchone()[0])


def nested(column: str) -> bytes:
    """Return features of which one column holds collections 200,000 deep: who builds one ends with it."""
    table = pq.read_table(io.BytesIO(packed(features())))
    deep = struct.pack("<BII", 1, 7, 1) * 200_000 + shapely.Point(1, 2).wkb
    place = table.schema.get_field_index(column)
    table = table.set_column(place, pa.field(column, pa.binary()), pa.array([deep] * table.num_rows, pa.binary()))
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def elsewhere() -> bytes:
    return packed(features().assign(geometry=gpd.GeoSeries([shapely.Point(5_000, 1)] * len(features()), crs=4326)))


def an_area() -> bytes:
    return packed(features().assign(geometry=gpd.GeoSeries([shapely.box(1, 1, 2, 2)] * len(features()), crs=4326)))


def two_shapes() -> bytes:
    return packed(features().assign(other=gpd.GeoSeries([shapely.Point(1, 1)] * len(features()), crs=4326)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: nested("geometry"), "nests geometries over 50 deep"),
        (lambda: nested("outline"), "nests geometries over 50 deep"),
        (lambda: packed(features().assign(kind="canal")), "kind is 'canal'"),
        (lambda: packed(features().assign(status="dreamt")), "status is 'dreamt'"),
        (elsewhere, "off the globe"),
        (an_area, "Polygon; allowed"),
        (two_shapes, "in another form"),
    ],
)
def test_features_that_no_page_could_draw_are_none(data: Callable[[], bytes], words: str) -> None:
    with pytest.raises(RecordError, match=words):
        unpacked(data())


def test_features_of_every_version_are_read_as_they_were() -> None:
    with closing(sqlite3.connect(FIRST)) as base:
        assert all(len(unpacked(data)) for (data,) in base.execute("SELECT features FROM layers"))


def test_a_layer_that_would_end_the_program_is_left_out_and_said(full: Path) -> None:
    layer = read_layers()[0][0].id
    with closing(sqlite3.connect(full)) as base:
        base.execute("UPDATE layers SET features = ? WHERE id = ?", (nested("geometry"), layer))
        base.commit()
    change(full, "UPDATE about SET revision = revision + 1")
    assert "1 layer" in str(open_workspace().troubles[0])
    assert any(layer in one.id and "deep" in one.reason for one in check_workspace().problems)


@pytest.mark.parametrize(
    "statements",
    [
        (
            "ALTER TABLE events RENAME TO e2",
            f"CREATE VIEW events AS {ENDLESS} SELECT n AS id, 1 AS version, 0 AS removed, '' AS record FROM r",  # noqa: S608 - our own
        ),
        (f"CREATE TRIGGER t AFTER UPDATE ON about BEGIN INSERT INTO mappings SELECT n, n FROM ({ENDLESS} SELECT n FROM r); END",),  # noqa: S608 - our own
    ],
    ids=["view", "trigger"],
)
def test_sql_that_a_file_brings_is_never_run(full: Path, tmp_path: Path, statements: tuple[str, ...]) -> None:
    layer = read_layers()[0][0].id
    change(full, *statements)
    for use in (own_events, lambda: mark_layer(layer, hidden=True)):
        with pytest.raises(WorkspaceError, match="SQL of its own"):
            use()
    assert "SQL of its own" in str(open_workspace().troubles[0])
    assert any("SQL of its own" in one.reason for one in check_workspace().problems)
    assert repair_workspace(tmp_path / "new.sqlite").counts["layers"]
