"""The tab Review: news in, the queue of what waits, and the form of one piece."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from corridors.atlas import Atlas
from corridors.ui.eventform import forget, render_form, written
from corridors.ui.newsin import render_news_in
from corridors.ui.ownevents import DONE, EDITED, FAULTS, TOLD, is_done, render_edit, render_own, today
from corridors.ui.picked import defused
from corridors.ui.undo import note, render_undo
from corridors.words import count_words, date_words, markdown_text
from corridors.workspace.aside import unread_words
from corridors.workspace.events import accept, count_queued, own_events, read_queue, reject, take_back
from corridors.workspace.opened import logged
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import OwnEvent, Queued
from corridors.workspace.review import DraftError, draft_of, event_of

AT, KNOWN = "_review-at", "_review-known"
SHOWN = 200
MOST_REASONS = 3


def render_review(atlas: Atlas) -> None:
    """Draw the tab; where the workspace cannot be read, say why, and keep what was last read with what is being written."""
    waiting, own, number = _known()
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        render_news_in()
        _render_queue(atlas, waiting, number)
        render_own(own)
    with right:
        told = st.session_state.pop(TOLD, "")
        if told:
            st.error(markdown_text(told), icon=":material/group:")
        edited = next((kept for kept in own if kept.event.id == st.session_state.get(EDITED)), None)
        item = _current(waiting)
        if edited:
            render_edit(atlas, edited)
        elif item:
            _render_item(atlas, item, waiting)
        else:
            st.info(
                "Nothing waits for review. Read news on the left: each dated headline or sentence becomes a proposal to accept, change or reject."
            )
            render_undo()


def _known() -> tuple[tuple[Queued, ...], tuple[OwnEvent, ...], int]:
    """Return what waits, what was accepted and how much waits; where that cannot be read, as this visitor has seen it last."""
    try:
        (waiting, unread), own = read_queue(most=SHOWN), own_events()
        st.session_state[KNOWN] = waiting, own, count_queued()
        if words := unread_words(unread):
            st.warning(markdown_text(words), icon=":material/database_off:")
    except WorkspaceError as error:
        st.error(markdown_text(logged(error)), icon=":material/database_off:")
    known: tuple[tuple[Queued, ...], tuple[OwnEvent, ...], int] = st.session_state.get(KNOWN, ((), (), 0))
    return known


def _current(waiting: Sequence[Queued]) -> Queued | None:
    at = st.session_state.get(AT)
    return next((item for item in waiting if item.id == at), waiting[0] if waiting else None)


def _render_queue(atlas: Atlas, waiting: Sequence[Queued], number: int) -> None:
    if not waiting:
        return
    double = [item for item in waiting if item.proposal.duplicate_of]
    more = f" The first {len(waiting)} are listed." if number > len(waiting) else ""
    st.markdown(f"**{count_words(number, 'piece')} of news to review.**{more}")
    rows = [
        {
            "Date": found.date.text if (found := item.proposal.candidate).date else None,
            "Headline": found.headline,
            "Corridors": ", ".join(
                atlas.corridor_by_id[link.id].label for link in item.proposal.links.corridors if link.id in atlas.corridor_by_id
            ),
            "Repeats": "yes" if item.proposal.duplicate_of else None,
        }
        for item in waiting
    ]
    key = f"queue-{waiting[0].id}-{len(waiting)}"

    def pick() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and chosen[0] < len(waiting):
            _go(waiting[chosen[0]].id)

    st.dataframe(
        defused(pd.DataFrame(rows)), key=key, hide_index=True, placeholder="–", on_select=pick, selection_mode="single-row",
        height=min(36 * (len(rows) + 1) + 2, 260), column_config={"Headline": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    if double:
        label = f"Reject {count_words(len(double), 'piece')} of news that repeat others"
        st.button(label, key="reject-double", on_click=_reject_all, args=(double,), icon=":material/content_copy:")


def _go(name: int) -> None:
    st.session_state[AT], st.session_state[EDITED] = name, None
    st.session_state.pop(FAULTS, None)


def _beside(waiting: Sequence[Queued], item: Queued, step: int) -> int | None:
    at = next(index for index, other in enumerate(waiting) if other.id == item.id) + step
    return waiting[at].id if 0 <= at < len(waiting) else None


def _render_item(atlas: Atlas, item: Queued, waiting: Sequence[Queued]) -> None:
    before, after = _beside(waiting, item, -1), _beside(waiting, item, 1)
    key = _key(item)
    with st.container(horizontal=True, key="review-keys"):
        st.button(
            "Accept",
            key="accept",
            type="primary",
            icon=":material/check:",
            shortcut="Alt+A",
            on_click=_accept,
            args=(atlas, item, key, after or before),
        )
        st.button("Reject", key="reject", icon=":material/close:", shortcut="Alt+X", on_click=_reject, args=(item, key, after or before))
        _step_button("Previous", ":material/arrow_upward:", "Alt+P", before)
        _step_button("Next", ":material/arrow_downward:", "Alt+N", after)
        render_undo()
    _render_doubts(atlas, item)
    render_form(atlas, key, draft_of(item), st.session_state.get(FAULTS, {}))
    _render_reasons(atlas, item)


def _key(item: Queued) -> str:
    return f"queue-{item.id}-{item.version}"


def _step_button(words: str, icon: str, shortcut: str, to: int | None) -> None:
    st.button(
        "",
        help=markdown_text(words),
        key=f"review-{words.lower()}",
        icon=icon,
        shortcut=shortcut,
        disabled=to is None,
        on_click=_go,
        args=(to,),
    )


def _render_doubts(atlas: Atlas, item: Queued) -> None:
    found, double = item.proposal.candidate, item.proposal.duplicate_of
    event = atlas.event_by_id.get(double or "")
    if event:
        st.warning(f"Already in the atlas: {markdown_text(event.headline)} ({date_words(event.date)}).", icon=":material/content_copy:")
    elif double:
        st.warning(f"Repeats {markdown_text(double)} of the same reading.", icon=":material/content_copy:")
    for problem in found.problems:
        st.caption(f":material/warning: {markdown_text(problem)}")
    if item.proposal.moves:
        corridor, status = item.proposal.moves
        label = atlas.corridor_by_id[corridor].label if corridor in atlas.corridor_by_id else corridor
        st.caption(
            f":material/swap_horiz: The words may say that {markdown_text(label)} is now “{markdown_text(status.value)}”. Choose the status change below if so."
        )
    st.caption(f"From {markdown_text(item.batch)}, {markdown_text(found.where)}.")


def _render_reasons(atlas: Atlas, item: Queued) -> None:
    links = item.proposal.links
    names = {c.id: c.label for c in atlas.corridors} | {a.id: a.name for a in atlas.actors}
    groups = {"Why these": (*links.corridors, *links.actors), "Perhaps also": (*links.possible_corridors, *links.possible_actors)}
    for title, group in groups.items():
        lines = [
            f"- **{markdown_text(names.get(link.id, link.id))}** {link.score:.2f}: {markdown_text('; '.join(link.reasons[:MOST_REASONS]))}"
            for link in group
        ]
        if lines:
            with st.expander(f"{markdown_text(title)} ({len(lines)})", expanded=title == "Why these"):
                st.markdown("\n".join(lines))


def _accept(atlas: Atlas, item: Queued, key: str, then: int | None) -> None:
    if is_done(key):
        return
    try:
        saved = accept(item, event_of(written(key), atlas, today()))
    except DraftError as error:
        st.session_state[FAULTS] = error.faults
        return
    except WorkspaceError as error:
        st.session_state[TOLD] = logged(error)
        return
    st.session_state[DONE].add(key)
    note(f"accepted “{saved.event.headline[:60]}”", partial(take_back, item.id))
    forget(key)
    _go(then or 0)


def _reject(item: Queued, key: str, then: int | None) -> None:
    if is_done(key):
        return
    try:
        reject(item)
    except WorkspaceError as error:
        st.session_state[TOLD] = logged(error)
        return
    st.session_state[DONE].add(key)
    note(f"rejected “{item.proposal.candidate.headline[:60]}”", partial(take_back, item.id))
    forget(key)
    _go(then or 0)


def _reject_all(items: Sequence[Queued]) -> None:
    done = []
    for item in items:
        key = _key(item)
        if is_done(key):
            continue
        try:
            reject(item)
            done.append(item.id)
            st.session_state[DONE].add(key)
        except WorkspaceError as error:
            st.session_state[TOLD] = logged(error)
    if done:
        note(f"rejected {count_words(len(done), 'piece')} of news", partial(_take_all_back, tuple(done)))


def _take_all_back(names: Sequence[int]) -> None:
    for name in names:
        take_back(name)
