"""The events accepted so far, in the tab Review: one is chosen, changed and saved, or removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from corridors.atlas import Atlas
from corridors.ui.eventform import forget, render_form, written
from corridors.ui.undo import note, render_undo
from corridors.words import count_words, date_words, markdown_text, plain_text
from corridors.workspace.events import remove_event, save_event
from corridors.workspace.opened import logged
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import OwnEvent
from corridors.workspace.review import DraftError, draft_of_event, event_of

EDITED, FAULTS, TOLD, DONE = "review-own", "_review-faults", "_review-told", "_review-done"


def is_done(key: str) -> bool:
    """Tell whether this was saved already: the second click of two comes with the form of the first."""
    return key in st.session_state.setdefault(DONE, set())


def today() -> dt.date:
    """Return the present day, UTC."""
    return dt.datetime.now(dt.UTC).date()


def render_own(own: Sequence[OwnEvent]) -> None:
    """Draw the choice of an accepted event."""
    if not own:
        return
    names = {kept.event.id: plain_text(f"{kept.event.date.text}: {kept.event.headline}") for kept in reversed(own)}
    if st.session_state.get(EDITED) not in names:
        st.session_state[EDITED] = None
    label = f"{count_words(len(own), 'event')} accepted in this workspace"
    st.selectbox(label, list(names), key=EDITED, format_func=names.__getitem__, placeholder="Choose one to change or remove it")


def render_edit(atlas: Atlas, kept: OwnEvent) -> None:
    """Draw the form of an accepted event; what somebody else has saved meanwhile is said beside it."""
    seen = st.session_state.setdefault(f"_seen-{kept.event.id}", kept)
    key = f"own-{kept.event.id}"
    with st.container(horizontal=True, key="review-keys"):
        st.button(
            "Save", key="own-save", type="primary", icon=":material/check:", shortcut="Alt+A", on_click=_save, args=(atlas, seen, key)
        )
        st.button("Remove", key="own-remove", icon=":material/delete:", on_click=_remove, args=(seen, key))
        st.button("Close", key="own-close", icon=":material/close:", shortcut="Alt+X", on_click=_close, args=(seen, key))
        render_undo()
    if kept.version != seen.version:
        st.warning(
            f"Someone else has saved this event meanwhile: “{markdown_text(kept.event.headline)}”, {date_words(kept.event.date)}. Yours is below, not saved.",
            icon=":material/group:",
        )
        with st.container(horizontal=True):
            st.button("Take theirs", key="own-theirs", on_click=_close, args=(seen, key, kept.event.id))
            st.button("Keep mine", key="own-mine", on_click=_keep_mine, args=(kept,))
    render_form(atlas, key, draft_of_event(seen), st.session_state.get(FAULTS, {}))


def _keep_mine(kept: OwnEvent) -> None:
    """Take note of what the other has saved: saving then replaces it, knowingly."""
    st.session_state[f"_seen-{kept.event.id}"] = kept


def _save(atlas: Atlas, seen: OwnEvent, key: str) -> None:
    if is_done(f"{key}-{seen.version}"):
        return
    try:
        saved = save_event(event_of(written(key), atlas, today(), seen))
    except DraftError as error:
        st.session_state[FAULTS] = error.faults
        return
    except WorkspaceError as error:
        st.session_state[TOLD] = logged(error)
        return
    st.session_state[DONE].add(f"{key}-{seen.version}")
    note(f"saved “{saved.event.headline[:60]}”", partial(save_event, replace(seen, version=saved.version)))
    _close(seen, key)


def _remove(seen: OwnEvent, key: str) -> None:
    if is_done(f"{key}-{seen.version}"):
        return
    try:
        remove_event(seen.event.id, seen.version)
    except WorkspaceError as error:
        st.session_state[TOLD] = logged(error)
        return
    st.session_state[DONE].add(f"{key}-{seen.version}")
    note(f"removed “{seen.event.headline[:60]}”", partial(remove_event, seen.event.id, seen.version + 1, removed=False))
    _close(seen, key)


def _close(seen: OwnEvent, key: str, then: str | None = None) -> None:
    forget(key)
    st.session_state.pop(f"_seen-{seen.event.id}", None)
    st.session_state.pop(FAULTS, None)
    st.session_state[EDITED] = then
