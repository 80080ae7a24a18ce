"""The file that a visitor is bringing in: read once, read anew with every change of its mapping, kept until it is saved or put away."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import uuid4

import streamlit as st

from corridors.importing import ImportFileError, Mapping, Outcome, Progress
from corridors.tasks.bring_layer import OUR_FAULT, BroughtFile, bring_file, make_layer, read_again
from corridors.ui.progress import bar
from corridors.workspace.mappings import remembered_mapping
from corridors.workspace.place import WorkspaceError, is_there

LOG = logging.getLogger(__name__)
WORK, NUMBER = "_import", "_import-number"


class Saving(NamedTuple):
    """A save that was begun: of what, as a new version of which layer (None: a new one), when, and the version before (0: none)."""

    outcome: Outcome
    replaced: str | None
    imported: str
    before: int


@dataclass(frozen=True, eq=False)
class Work:
    """A file on its way in; its boxes have `key` in their keys. `outcome` is what `mapping` makes of it, None where that fails, and `problem` says why.

    `asked` is the reference system as of which it is to be read again, "" for the one found; `refused` says why that failed.
    `saving` is a save of which no answer has come: it may have been done.
    """

    key: str
    file: BroughtFile
    mapping: Mapping
    remembered: bool
    samples: dict[str, tuple[str, ...]]
    outcome: Outcome | None = None
    problem: str = ""
    asked: str | None = None
    refused: str = ""
    undone: tuple[Mapping, ...] = ()
    saving: Saving | None = None


def current_work() -> Work | None:
    """Return the file that this visitor is bringing in."""
    work: Work | None = st.session_state.get(WORK)
    return work


def begin_saving(work: Work, saving: Saving) -> None:
    """Remember a save that may be done although no answer comes."""
    st.session_state[WORK] = replace(work, saving=saving)


def put_away() -> None:
    """Drop the file and empty the box that it was dropped into."""
    st.session_state.pop(WORK, None)
    st.session_state[NUMBER] = st.session_state.get(NUMBER, 0) + 1


def begin(data: bytes, name: str) -> None:
    """Read a file and what its columns are likely to mean, with a bar that tells how far it is.

    Raises:
        ImportFileError: the file cannot be read, or is a table of news.
    """
    with bar(_cancel) as tell:
        file = bring_file(data, name, progress=tell)
        mapping, remembered = _proposed(file)
        st.session_state[WORK] = _tried(Work(uuid4().hex[:8], file, mapping, remembered, file.samples_by(mapping)), tell)


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


def ask_crs(crs: str) -> None:
    """Have the file read again as of another reference system, by the run that follows; "" for the one that was found."""
    work = current_work()
    if work:
        st.session_state[WORK] = replace(work, asked=crs, refused="")


def try_again() -> None:
    """Make of the file what its mapping and its reference system say, where that is not done yet.

    It draws a bar, so it must not be called by a callback: what a callback draws comes before the map and moves it.
    """
    work = current_work()
    if work is None or (work.asked is None and (work.outcome is not None or work.problem)):
        return
    with bar(_cancel) as tell:
        if work.asked is not None:
            work = _read_as(work, work.asked, tell)
        if work.outcome is None:
            work = _tried(work, tell)
    st.session_state[WORK] = work


def _read_as(work: Work, crs: str, tell: Progress) -> Work:
    try:
        file = read_again(work.file, crs, tell)
    except ImportFileError as error:
        return replace(work, asked=None, refused=str(error))
    return replace(work, file=file, asked=None, outcome=None, problem="")


def _tried(work: Work, tell: Progress) -> Work:
    try:
        return replace(work, outcome=make_layer(work.file, work.mapping, tell), problem="")
    except ImportFileError as error:
        return replace(work, outcome=None, problem=str(error))
    except Exception:
        LOG.exception("%s could not be normalised", work.file.name)
        return replace(work, outcome=None, problem=f"{work.file.name}: {OUR_FAULT}")


def _proposed(file: BroughtFile) -> tuple[Mapping, bool]:
    """Return the mapping that was kept for files of this shape, else the one that the columns suggest; and which it is."""
    try:
        kept = remembered_mapping(file.head.shape_key) if is_there() else None
    except WorkspaceError:
        kept = None  # the layers beside it say what is wrong with the workspace
    return (Mapping.from_json(kept), True) if kept else (file.mapping, False)


def _cancel() -> None:
    """Go back to what was there: the mapping before the change that is being tried, else no file."""
    work = current_work()
    if work and work.asked is not None:
        st.session_state[WORK] = replace(work, asked=None)
    elif work and work.undone:
        take_back_mapping()
    else:
        put_away()
