"""The work that is done in processes of their own: each function takes its folder, reads what lies there and leaves what it made.

Imported by the process that readers are forked from, so that all they need is loaded before they are shut in.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

# What readers import when they need it: a shut-in process would no longer find the files that these read at first.
import openpyxl  # noqa: F401
import pyarrow.parquet  # noqa: F401

from corridors.importing import Mapping, normalise, read_file, recognise, samples_of
from corridors.importing.packed import head_of, read_raw, write_outcome, write_raw
from corridors.news.propose import propose
from corridors.news.reading import read_news
from corridors.reading.worker import Progress
from corridors.tasks.folder import ANSWER, INPUT
from corridors.workspace.join import join
from corridors.workspace.opened import shipped
from corridors.workspace.records import CONVERTER, OwnEvent, from_json

# The share of a bar that reading takes, before linking.
READ_SHARE = 0.1


def read_layer(folder: Path, tell: Progress, *, name: str, crs: str) -> None:
    """Read the input as rows; leave them, what is known of the file, the mapping that its columns suggest, and samples of each."""
    raw = read_file((folder / INPUT).read_bytes(), name, crs=crs or None, progress=tell)
    mapping = recognise(raw)
    write_raw(raw, folder)
    answer = {"head": CONVERTER.unstructure(head_of(raw)), "mapping": mapping.plain, "samples": samples_of(raw, mapping)}
    (folder / ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def make_features(folder: Path, tell: Progress, *, mapping: str) -> None:
    """Make features of the rows that `read_layer` left, as a mapping reads them."""
    write_outcome(normalise(read_raw(folder), Mapping.from_json(mapping), tell), folder)


def link_news(folder: Path, tell: Progress, *, today: str, events: list[str]) -> None:
    """Read the input as news and propose what it is about; `events` are those that users have accepted."""
    tell(0.0, "reading the news")
    extract = read_news((folder / INPUT).read_bytes(), dt.date.fromisoformat(today))
    atlas = join(shipped(), [from_json(event, OwnEvent) for event in events])
    total = len(extract.candidates)

    def told(done: int) -> None:
        tell(
            READ_SHARE + (1 - READ_SHARE) * done / max(total, 1), f"looking for corridors and actors: {done:,} of {total:,} pieces of news"
        )

    told(0)
    proposals = propose(atlas, extract.candidates, told)
    answer = {
        "form": extract.form,
        "encoding": extract.encoding,
        "problems": extract.problems,
        "proposals": CONVERTER.unstructure(proposals),
    }
    (folder / ANSWER).write_text(json.dumps(answer), encoding="utf-8")
