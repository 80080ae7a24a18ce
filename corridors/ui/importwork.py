"""The file that a visitor is bringing in: read once, read anew with every change of its mapping, kept until it is saved or put away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import uuid4

import streamlit as st

from corridors.importing import ImportFileError, Mapping, Outcome, Progress, Raw, normalise, read_file, recognise, samples_of
from corridors.workspace.layers import remembered_mapping
from corridors.workspace.place import WorkspaceError, is_there

WORK, NUMBER = "_import", "_import-number"


@dataclass(frozen=True, eq=False)
class Work:
    """A file on its way in; its boxes have `key` in their keys. `outcome` is what `mapping` makes of it, None where that fails, and `problem` says why."""

    key: str
    data: bytes
    name: str
    raw: Raw
    mapping: Mapping
    remembered: bool
    samples: dict[str, tuple[str, ...]]
    outcome: Outcome | None = None
    problem: str = ""
    crs: str = ""
    undone: tuple[Mapping, ...] = field(default=())


def current_work() -> Work | None:
    """Return the file that this visitor is bringing in."""
    work: Work | None = st.session_state.get(WORK)
    return work


def put_away() -> None:
    """Drop the file and empty the box that it was dropped into."""
    st.session_state.pop(WORK, None)
    st.session_state[NUMBER] = st.session_state.get(NUMBER, 0) + 1


def begin(data: bytes, name: str, crs: str = "") -> None:
    """Read a file and what its columns are likely to mean, with a bar that tells how far it is.

    Raises:
        ImportFileError: the file cannot be read, or is a table of news.
    """
    with _bar() as tell:
        raw = read_file(data, name, crs=crs or None, progress=tell)
        mapping, remembered = _proposed(raw)
        st.session_state[WORK] = _tried(
            Work(uuid4().hex[:8], data, name, raw, mapping, remembered, samples_of(raw, mapping), crs=crs), tell
        )


def with_crs(crs: str) -> None:
    """Read the file again as of another reference system; the mapping stays.

    Raises:
        ImportFileError: there is no such system.
    """
    work = current_work()
    if work is None:
        return
    with _bar() as tell:
        raw = read_file(work.data, work.name, crs=crs or None, progress=tell)
        st.session_state[WORK] = _tried(replace(work, raw=raw, crs=crs), tell)


def take_mapping(mapping: Mapping) -> None:
    """Put another mapping in the place of the work's; it is tried by the run that follows."""
    work = current_work()
    if work:
        st.session_state[WORK] = replace(work, mapping=mapping, outcome=None, problem="", undone=(*work.undone, work.mapping))


def take_back_mapping() -> None:
    """Go back to the mapping before the last change."""
    work = current_work()
    if work and work.undone:
        st.session_state[WORK] = replace(work, mapping=work.undone[-1], outcome=None, problem="", undone=work.undone[:-1])


def try_again() -> None:
    """Make of the file what its mapping says, where that is not done yet."""
    work = current_work()
    if work and work.outcome is None and not work.problem:
        with _bar() as tell:
            st.session_state[WORK] = _tried(work, tell)


def _tried(work: Work, tell: Progress) -> Work:
    try:
        return replace(work, outcome=normalise(work.raw, work.mapping, tell), problem="")
    except ImportFileError as error:
        return replace(work, outcome=None, problem=str(error))


def _proposed(raw: Raw) -> tuple[Mapping, bool]:
    """Return the mapping that was kept for files of this shape, else the one that the columns suggest; and which it is."""
    try:
        kept = remembered_mapping(raw.shape_key) if is_there() else None
    except WorkspaceError:
        kept = None  # the layers beside it say what is wrong with the workspace
    return (Mapping.from_json(kept), True) if kept else (recognise(raw), False)


@contextmanager
def _bar() -> Iterator[Callable[[float, str], None]]:
    place = st.empty()
    bar = place.progress(0.0, "Reading …")

    def tell(share: float, words: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), words[:200] or "Reading …")

    try:
        yield tell
    finally:
        place.empty()
