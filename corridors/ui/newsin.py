"""News in: paste it, bring a file or name an address; what is found goes into the review queue."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

import streamlit as st

from corridors.fetch import FetchError, fetch
from corridors.news.candidates import NewsError
from corridors.news.reading import MOST_BYTES
from corridors.reading.worker import Progress
from corridors.tasks.folder import ready_readers
from corridors.tasks.review_news import read_and_link
from corridors.ui.progress import bar
from corridors.ui.undo import note
from corridors.words import count_words, markdown_text
from corridors.workspace.events import clear_queue, queue_news
from corridors.workspace.opened import known_events, logged
from corridors.workspace.place import WorkspaceError

TEXT, FILE, ADDRESS, SAID = "news-text", "news-file", "news-address", "_news-said"
# A file that another tab has handed over stays here until it is queued; the run that follows a click reads it.
HANDED, READ_HANDED = "_news-handed", "_news-read-handed"
FROM = {"text": "Paste", "file": "File", "address": "Address"}


def hand_over(data: bytes, name: str) -> None:
    """Have a file read by the run that follows, and its tab opened; call it in a callback."""
    st.session_state[HANDED], st.session_state["tab"] = (data, name), "review"
    _read_handed()


def render_news_in() -> None:
    """Draw the three ways in, and what became of the last reading."""
    ready_readers()
    with st.container(border=True, key="news-in"):
        if st.session_state.pop(READ_HANDED, False) and HANDED in st.session_state:
            _read(*st.session_state[HANDED], way="file")
        _render_handed()
        way = st.segmented_control(
            "Read news from", list(FROM), key="news-from", default="text", format_func=FROM.__getitem__, required=True
        )
        data, name = _ask(str(way))
        if st.button("Find events", key="news-find", type="primary", icon=":material/search:", disabled=data is None):
            _read(data or b"", name, way=str(way))
        for kind, words in st.session_state.pop(SAID, ()):
            (st.error if kind == "error" else st.warning if kind == "warning" else st.success)(markdown_text(words))


def _render_handed() -> None:
    """Draw a file that was handed over and has not been queued."""
    if HANDED not in st.session_state:
        return
    st.markdown(f"**{markdown_text(st.session_state[HANDED][1])}** waits to be read.")
    with st.container(horizontal=True):
        st.button("Find its events", key="news-handed-read", icon=":material/newspaper:", on_click=_read_handed)
        st.button("Put it away", key="news-handed-away", icon=":material/close:", on_click=_put_handed_away)


def _read_handed() -> None:
    st.session_state[READ_HANDED] = True


def _put_handed_away() -> None:
    st.session_state.pop(HANDED, None)


def _ask(way: str) -> tuple[bytes | None, str]:
    if way == "file":
        kinds = "Article as text or HTML, RSS or Atom, CSV or GeoJSON (also with the columns of ACLED, UCDP or GDELT)"
        given = st.file_uploader(kinds, key=FILE, max_upload_size=MOST_BYTES // 1_000_000)
        return (given.getvalue(), given.name) if given else (None, "")
    if way == "address":
        address = st.text_input(
            "Address",
            key=ADDRESS,
            placeholder="https://example.org/feed.xml",
            help="Fetched once, when you press the button; nothing else is sent.",
        )
        return (address.strip().encode() or None, address.strip())
    text = st.text_area("Article, headlines with their dates, or a feed", key=TEXT, height=120, placeholder="27 May 2024: “…”")
    return (text.encode() if text.strip() else None, "pasted text")


def _read(data: bytes, name: str, *, way: str) -> None:
    """Read, link and queue; whatever goes wrong is said beside the box, and what was typed or handed over stays there."""
    said: list[tuple[str, str]] = []
    try:
        with bar(_cancel) as tell:
            if way == "address":
                data = _fetched(name, tell)
            read = read_and_link(data, dt.datetime.now(dt.UTC).date(), known_events(), tell)
        names = queue_news(name, read.proposals)
        if st.session_state.get(HANDED) == (data, name):
            _put_handed_away()
        note(f"{count_words(len(names), 'piece')} of news read from {name[:40]}", partial(clear_queue, names), said=True)
        said.append(("success", f"{count_words(len(names), 'piece')} of news found ({read.form}): review below."))
        said += [("warning", problem) for problem in read.problems[:5]]
        if len(read.problems) > 5:
            said.append(("warning", f"and {len(read.problems) - 5:,} more of that kind"))
    except WorkspaceError as error:
        said.append(("error", f"{name[:80]}: {logged(error)}"))
    except (NewsError, FetchError) as error:
        said.append(("error", f"{name[:80]}: {error}"))
    st.session_state[SAID] = said
    st.rerun()


def _fetched(address: str, tell: Progress) -> bytes:
    """Fetch an address beside this run, so that a click can end the waiting; what is left of it ends by its own deadline."""
    beside = ThreadPoolExecutor(1)
    try:
        asked = beside.submit(fetch, address)
        while not asked.done():
            wait([asked], 0.1)
            tell(0.0, f"asking {address}")
        return asked.result()
    finally:
        beside.shutdown(wait=False)


def _cancel() -> None:
    st.session_state[SAID] = [("success", "Stopped; nothing was put into the queue.")]
