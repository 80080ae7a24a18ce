"""What the visitor has just done to the workspace, so that it can be undone, the latest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from corridors.words import markdown_text
from corridors.workspace.opened import logged
from corridors.workspace.place import ConflictError, WorkspaceError

UNDO = "_undo"


class Step(NamedTuple):
    """One thing done: in words, and what undoes it."""

    words: str
    back: Callable[[], object]


def note(words: str, back: Callable[[], object], *, said: bool = False) -> None:
    """Remember a step and what undoes it; tell that it was done unless that is said elsewhere."""
    st.session_state.setdefault(UNDO, []).append(Step(words, back))
    if not said:
        st.toast(markdown_text(words))


def undo(number: int) -> None:
    """Undo the step of this number, if it is still the last one: a double click undoes one. Call it in a callback."""
    steps: list[Step] = st.session_state.get(UNDO, [])
    if not steps or len(steps) != number:
        return
    step = steps.pop()
    try:
        step.back()
        st.toast(f"Undone: {markdown_text(step.words)}")
    except ConflictError as error:
        st.toast(f"Could not be undone: {markdown_text(str(error))}", icon=":material/error:")
    except WorkspaceError as error:
        steps.append(step)  # another try may do it
        st.toast(f"Could not be undone: {markdown_text(logged(error))}", icon=":material/error:")


def render_undo() -> None:
    """Draw the button, with what it would undo."""
    steps: list[Step] = st.session_state.get(UNDO, [])
    words = f"Undo: {markdown_text(steps[-1].words)}" if steps else "Nothing to undo"
    st.button(
        "Undo",
        key="undo",
        icon=":material/undo:",
        on_click=undo,
        args=(len(steps),),
        disabled=not steps,
        help=words,
        shortcut="Alt+Z",
        width="content",
    )
