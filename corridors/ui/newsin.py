"""News in: paste it, bring a file or name an address; what is found goes into the review queue."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from corridors.atlas import Atlas
from corridors.fetch import FetchError, fetch
from corridors.news.candidates import Extract, NewsError
from corridors.news.propose import propose
from corridors.news.reading import MOST_BYTES, read_news
from corridors.ui.undo import note
from corridors.words import count_words, markdown_text
from corridors.workspace.events import clear_queue, queue_news
from corridors.workspace.opened import logged
from corridors.workspace.place import WorkspaceError

TEXT, FILE, ADDRESS, SAID, HANDED = "news-text", "news-file", "news-address", "_news-said", "_news-handed"
# Fewer are linked in well under a second.
WORTH_A_BAR = 200
FROM = {"text": "Paste", "file": "File", "address": "Address"}


def hand_over(data: bytes, name: str) -> None:
    """Have a file read by the run that follows, and its tab opened; call it in a callback."""
    st.session_state[HANDED], st.session_state["tab"], st.session_state["news-from"] = (data, name), "review", "file"


def render_news_in(atlas: Atlas) -> None:
    """Draw the three ways in, and what became of the last reading."""
    with st.container(border=True, key="news-in"):
        if handed := st.session_state.pop(HANDED, None):
            _read(atlas, *handed)
        way = st.segmented_control(
            "Read news from", list(FROM), key="news-from", default="text", format_func=FROM.__getitem__, required=True
        )
        data, name = _ask(str(way))
        if st.button("Find events", key="news-find", type="primary", icon=":material/search:", disabled=data is None):
            _read(atlas, data or b"", name)
        for kind, words in st.session_state.pop(SAID, ()):
            (st.error if kind == "error" else st.warning if kind == "warning" else st.success)(markdown_text(words))


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


def _read(atlas: Atlas, data: bytes, name: str) -> None:
    """Read, link and queue; whatever goes wrong is said beside the box, and what was typed stays there."""
    said: list[tuple[str, str]] = []
    try:
        with st.spinner("Reading …"):
            if st.session_state["news-from"] == "address":
                data = fetch(name)
            extract = read_news(data, dt.datetime.now(dt.UTC).date())
        names = _queue(atlas, extract, name)
        note(f"{count_words(len(names), 'piece')} of news read from {name[:40]}", partial(clear_queue, names), said=True)
        said.append(("success", f"{count_words(len(extract.candidates), 'piece')} of news found in this {extract.form}: review below."))
        said += [("warning", problem) for problem in extract.problems[:5]]
        if len(extract.problems) > 5:
            said.append(("warning", f"and {len(extract.problems) - 5:,} more of that kind"))
    except WorkspaceError as error:
        said.append(("error", f"{name[:80]}: {logged(error)}"))
    except (NewsError, FetchError) as error:
        said.append(("error", f"{name[:80]}: {error}"))
    st.session_state[SAID] = said
    st.rerun()


def _queue(atlas: Atlas, extract: Extract, name: str) -> tuple[int, ...]:
    total = len(extract.candidates)
    bar = st.progress(0.0, f"Looking for corridors and actors in {count_words(total, 'piece')} of news …") if total > WORTH_A_BAR else None

    def tell(done: int) -> None:
        if bar:
            bar.progress(done / total)

    return queue_news(name, propose(atlas, extract.candidates, tell))
