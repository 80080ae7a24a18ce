"""The tab Review: news in, the queue of what waits, the form of one piece, and the events accepted so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from corridors.atlas import Atlas
from corridors.ui.eventform import forget, render_form, written
from corridors.ui.newsin import render_news_in
from corridors.ui.picked import defused
from corridors.ui.undo import note, render_undo
from corridors.words import count_words, date_words, markdown_text
from corridors.workspace.events import accept, count_queued, own_events, queued, reject, remove_event, save_event, take_back
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import OwnEvent, Queued
from corridors.workspace.review import DraftError, draft_of, draft_of_event, event_of

AT, EDITED, FAULTS, TOLD = "_review-at", "review-own", "_review-faults", "_review-told"
SHOWN = 200
MOST_REASONS = 3


def render_review(atlas: Atlas) -> None:
    """Draw the tab; where the workspace cannot be used, say why."""
    try:
        waiting, own = queued(most=SHOWN), own_events()
        number = count_queued()
    except WorkspaceError as error:
        st.error(markdown_text(str(error)))
        return
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        render_news_in()
        _render_queue(atlas, waiting, number)
        _render_own(own)
    with right:
        told = st.session_state.pop(TOLD, "")
        if told:
            st.error(markdown_text(told), icon=":material/group:")
        edited = next((kept for kept in own if kept.event.id == st.session_state.get(EDITED)), None)
        item = _current(waiting)
        if edited:
            _render_edit(atlas, edited)
        elif item:
            _render_item(atlas, item, waiting)
        else:
            st.info(
                "Nothing waits for review. Read news on the left: each dated headline or sentence becomes a proposal to accept, change or reject."
            )
            render_undo()


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
    key = f"queue-{item.id}-{item.version}"
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


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _accept(atlas: Atlas, item: Queued, key: str, then: int | None) -> None:
    try:
        saved = accept(item, event_of(written(key), atlas, _today()))
    except DraftError as error:
        st.session_state[FAULTS] = error.faults
        return
    except WorkspaceError as error:
        st.session_state[TOLD] = str(error)
        return
    note(f"accepted “{saved.event.headline[:60]}”", partial(take_back, item.id))
    forget(key)
    _go(then or 0)


def _reject(item: Queued, key: str, then: int | None) -> None:
    try:
        reject(item)
    except WorkspaceError as error:
        st.session_state[TOLD] = str(error)
        return
    note(f"rejected “{item.proposal.candidate.headline[:60]}”", partial(take_back, item.id))
    forget(key)
    _go(then or 0)


def _reject_all(items: Sequence[Queued]) -> None:
    done = []
    for item in items:
        try:
            reject(item)
            done.append(item.id)
        except WorkspaceError as error:
            st.session_state[TOLD] = str(error)
    if done:
        note(f"rejected {count_words(len(done), 'piece')} of news", partial(_take_all_back, tuple(done)))


def _take_all_back(names: Sequence[int]) -> None:
    for name in names:
        take_back(name)


def _render_own(own: Sequence[OwnEvent]) -> None:
    if not own:
        return
    names = {kept.event.id: f"{kept.event.date.text}: {kept.event.headline}" for kept in reversed(own)}
    if st.session_state.get(EDITED) not in names:
        st.session_state[EDITED] = None
    label = f"{count_words(len(own), 'event')} accepted in this workspace"
    st.selectbox(label, list(names), key=EDITED, format_func=names.__getitem__, placeholder="Choose one to change or remove it")


def _render_edit(atlas: Atlas, kept: OwnEvent) -> None:
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
    try:
        saved = save_event(event_of(written(key), atlas, _today(), seen))
    except DraftError as error:
        st.session_state[FAULTS] = error.faults
        return
    except WorkspaceError as error:
        st.session_state[TOLD] = str(error)
        return
    note(f"saved “{saved.event.headline[:60]}”", partial(save_event, replace(seen, version=saved.version)))
    _close(seen, key)


def _remove(seen: OwnEvent, key: str) -> None:
    try:
        remove_event(seen.event.id, seen.version)
    except WorkspaceError as error:
        st.session_state[TOLD] = str(error)
        return
    note(f"removed “{seen.event.headline[:60]}”", partial(remove_event, seen.event.id, seen.version + 1, removed=False))
    _close(seen, key)


def _close(seen: OwnEvent, key: str, then: str | None = None) -> None:
    forget(key)
    st.session_state.pop(f"_seen-{seen.event.id}", None)
    st.session_state.pop(FAULTS, None)
    st.session_state[EDITED] = then
