"""How far work is that a process of its own does, with a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from corridors.words import markdown_text

MAX_WORDS = 200
CLICKS = "cancel-work"


@contextmanager
def bar(cancel: Callable[[], None]) -> Iterator[Callable[[float, str], None]]:
    """Show a bar and a button that stops the work; yield what tells the bar.

    The click ends this run of the page at the next word that is told, and with it the process that works; `cancel` is called
    before the run that follows.
    """
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        shown = st.progress(0.0, "Reading …")
        st.button("Cancel", key=CLICKS, icon=":material/close:", on_click=cancel)
    last = (0.0, "")

    def tell(share: float, words: str) -> None:
        nonlocal last
        now = (round(min(max(share, 0.0), 1.0), 2), words[:MAX_WORDS])
        if now == last:
            _ = CLICKS in st.session_state  # looking there ends the run where the visitor has clicked meanwhile
            return
        last = now
        shown.progress(now[0], markdown_text(now[1]) or "Reading …")

    try:
        yield tell
    finally:
        place.empty()
