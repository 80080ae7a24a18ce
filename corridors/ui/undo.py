"""What the visitor has just done to the workspace, so that it can be undone, the latest first."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from corridors.workspace.events import clear_queue, remove_event, save_event, take_back
from corridors.workspace.layers import mark_layer
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import OwnEvent

UNDO = "_undo"


class Step(NamedTuple):
    """One thing done: in words, and what it takes to undo it."""

    did: str
    words: str
    queue: tuple[int, ...] = ()
    event: OwnEvent | None = None
    layer: str = ""


def note(step: Step) -> None:
    """Remember a step, and say that it was done."""
    st.session_state.setdefault(UNDO, []).append(step)
    st.toast(step.words)


def undo() -> None:
    """Undo the last step; call it in a callback."""
    steps: list[Step] = st.session_state.get(UNDO, [])
    if not steps:
        return
    step = steps.pop()
    try:
        _undo(step)
        st.toast(f"Undone: {step.words}")
    except WorkspaceError as error:
        st.toast(f"Could not be undone: {error}", icon=":material/error:")


def _undo(step: Step) -> None:
    if step.did == "queued":
        clear_queue(step.queue)
    elif step.did in {"accepted", "rejected"}:
        for name in step.queue:
            take_back(name)
    elif step.did == "saved" and step.event:
        save_event(step.event)
    elif step.did == "removed" and step.event:
        remove_event(step.event.event.id, step.event.version + 1, removed=False)
    elif step.did == "layer removed":
        mark_layer(step.layer, removed=False)
    elif step.did == "layer added":
        mark_layer(step.layer, removed=True)


def render_undo() -> None:
    """Draw the button, with what it would undo."""
    steps: list[Step] = st.session_state.get(UNDO, [])
    words = f"Undo: {steps[-1].words}" if steps else "Nothing to undo"
    st.button("Undo", key="undo", icon=":material/undo:", on_click=undo, disabled=not steps, help=words, shortcut="Alt+Z", width="content")
