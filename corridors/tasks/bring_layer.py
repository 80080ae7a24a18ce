"""A file that a user brings -> features with a report, read in a process of its own and kept in a folder until it is put away."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from collections.abc import Mapping as Plain
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corridors.importing import ImportFileError, Mapping, NewsTableError, Outcome, Progress
from corridors.importing.packed import Head, read_outcome
from corridors.importing.reading import bytes_of
from corridors.reading.answers import AnswerError
from corridors.reading.worker import FaultError, StoppedError, run
from corridors.tasks.folder import FAULT, READERS, Folder
from corridors.workspace.records import CONVERTER

LOG = logging.getLogger(__name__)
OUR_FAULT = f"{FAULT}; take other columns, or another file"


@dataclass(frozen=True, eq=False)
class BroughtFile:
    """A file as it was read: what is known of it, the mapping that its columns suggest, and a few values of every column."""

    folder: Folder = field(repr=False)
    name: str
    head: Head
    mapping: Mapping
    samples: Plain[str, tuple[str, ...]]

    def samples_by(self, mapping: Mapping) -> dict[str, tuple[str, ...]]:
        """Return the samples, those of columns that a mapping uses first."""
        used = [name for name in dict.fromkeys(mapping.columns.values()) if name in self.samples]
        return {name: self.samples[name] for name in dict.fromkeys((*used, *self.head.columns))}


def bring_file(data: bytes | Path, name: str, *, crs: str = "", progress: Progress | None = None) -> BroughtFile:
    """Return a file as read, its rows left in its folder.

    Raises:
        ImportFileError: it is beyond a limit, nothing that can be read, or ended its reader; a `NewsTableError` for a table of events.
    """
    return _read(Folder(bytes_of(data, name)), name, crs, progress)


def read_again(brought: BroughtFile, crs: str, progress: Progress | None = None) -> BroughtFile:
    """Return the same file as read in another reference system, "" for the one that it declares.

    Raises:
        ImportFileError: as `bring_file`.
    """
    return _read(brought.folder, brought.name, crs, progress)


def _read(folder: Folder, name: str, crs: str, progress: Progress | None) -> BroughtFile:
    _run(f"{READERS}:read_layer", folder, name, {"name": name, "crs": crs}, progress)
    with _taken(name):
        answer = folder.answer()
        samples = {column: tuple(values) for column, values in answer["samples"].items()}
        head, mapping = CONVERTER.structure(answer["head"], Head), Mapping.from_json(json.dumps(answer["mapping"]))
    return BroughtFile(folder, name, head, mapping, samples)


def make_layer(brought: BroughtFile, mapping: Mapping, progress: Progress | None = None) -> Outcome:
    """Return the features of a file as a mapping reads them, with the report of every row.

    Raises:
        ImportFileError: the mapping does not fit the file, nothing says where its rows lie, or it ended its reader.
    """
    _run(f"{READERS}:make_features", brought.folder, brought.name, {"mapping": mapping.to_json()}, progress)
    with _taken(brought.name):
        return read_outcome(brought.folder.path)


@contextlib.contextmanager
def _taken(name: str) -> Iterator[None]:
    """Turn whatever is wrong with what a task has left into words: a file may have taken over the process that left it.

    Raises:
        ImportFileError: something is.
    """
    try:
        yield
    except Exception:
        LOG.exception("%s: what its reader left cannot be used", name)
        raise ImportFileError(f"{name}: {OUR_FAULT}") from None


def _run(task: str, folder: Folder, name: str, given: Plain[str, Any], progress: Progress | None) -> None:
    try:
        run(task, folder.path, given, progress, (ImportFileError, NewsTableError))
    except StoppedError as error:
        raise ImportFileError(f"{name}: {error}") from None
    except (FaultError, AnswerError) as error:
        LOG.error("%s could not be read:\n%s", name, error)  # noqa: TRY400 - the trace is the reader's, in the text
        raise ImportFileError(f"{name}: {OUR_FAULT}") from None
