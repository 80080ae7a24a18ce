"""The line under the map: as of which day it speaks, steps from event to event, and since when changes are marked."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import streamlit as st

from corridors.atlas import Atlas
from corridors.history import steps_of, turning_days
from corridors.ui import state
from corridors.view import View
from corridors.words import day_words, markdown_text, step_words

DATE, SLIDE, SINCE = "asof-date", "asof-slide", "since-date"
MOST_SAID = 2
# A slider sends the words of all its steps with every run, and no hand hits one of more.
MOST_STEPS = 500


def render_times(whole: Atlas, atlas: Atlas, view: View) -> None:
    """Draw the controls; `whole` is the atlas of today, `atlas` the one as known on the view's day."""
    days = turning_days(whole)
    if not days:
        return
    last = st.session_state[state.LAST_DAY] = whole.last_day
    now = view.asof or last
    # An older link may ask for a day before the first.
    before_now = now - dt.timedelta(days=now > dt.date.min)  # there is no day before the first that can be written
    first = min(days[0], before_now)
    st.session_state[DATE], st.session_state[SLIDE], st.session_state[SINCE] = view.asof, now, view.changed_since
    with st.container(key="times", horizontal=True, vertical_alignment="center", gap="small"):
        earlier, later = bisect_left(days, now), bisect_right(days, now)
        before = days[earlier - 1] if earlier else None
        after = days[later] if later < len(days) else None
        _step_button("Previous event", ":material/skip_previous:", "asof-prev", before, enabled=before is not None)
        st.date_input(
            "As of", key=DATE, min_value=first, max_value=last, format="YYYY-MM-DD", label_visibility="collapsed", width=150,
            on_change=_take_over, args=(DATE,), help="The map, the legend, the table and the card as known on this day",
        )  # fmt: skip
        _step_button("Next event", ":material/skip_next:", "asof-next", after, enabled=view.asof is not None)
        _slider(sorted({*thinned(days), last, now}))
        if view.asof:
            st.button("Back to the present", key="asof-off", on_click=_set_day, args=(None,), width="content")
        st.markdown("Changed since", width="content")
        st.date_input(
            "Changed since", key=SINCE, min_value=first, max_value=before_now, format="YYYY-MM-DD", width=150, label_visibility="collapsed",
            on_change=_take_over, args=(SINCE,), help="Marks on the map what was announced or moved after this day; the tab Changes lists it",
        )  # fmt: skip
    if view.asof:
        st.caption(f"As known on {day_words(view.asof)}: later news and statuses are not shown. {_said_on(atlas, view.asof)}")
    news = whole.chronicle
    if 0 < len(news.drawn) < sum(news.drawn.values()):
        st.caption(
            f"The timeline and the map mark {len(news.drawn):,} of {len(news.events):,} events, the newest of each corridor and year. "
            "The tab News lists the others: narrow it by the filters, or download it."
        )


def _slider(days: list[dt.date]) -> None:
    """Draw a slider whose steps are days on which something changes: years without news take no room."""
    st.select_slider(
        "As of", days, key=SLIDE, format_func=day_words, label_visibility="collapsed", on_change=_take_over, args=(SLIDE,), width="stretch"
    )


def thinned(days: Sequence[dt.date]) -> Sequence[dt.date]:
    """Return days evenly thinned to as many as a slider takes; the first stays."""
    return days[:: -(-len(days) // MOST_STEPS)] if days else days


def _step_button(label: str, icon: str, key: str, day: dt.date | None, *, enabled: bool) -> None:
    words = f"{label}: {day_words(day)}" if day else f"{label}: the present" if enabled else label
    st.button("", icon=icon, key=key, help=markdown_text(words), disabled=not enabled, on_click=_set_day, args=(day,), width="content")


def _said_on(atlas: Atlas, day: dt.date) -> str:
    """Return what happened on a day: its events, else its steps of status."""
    chronicle = atlas.chronicle
    if day == dt.date.min:  # nothing is before it, and nothing on it
        return ""
    said = [event.headline for event in reversed(chronicle.pick(chronicle.between(day - dt.timedelta(days=1), day)))]
    said = said or [step_words(atlas, step) for corridor in atlas.corridors for step in steps_of(corridor) if step.date.earliest == day]
    more = f" and {len(said) - MOST_SAID} more" if len(said) > MOST_SAID else ""
    return markdown_text("; ".join(said[:MOST_SAID]) + more) if said else ""


def _set_day(day: dt.date | None) -> None:
    st.session_state[state.ASOF] = day


def _take_over(key: str) -> None:
    """Make a widget's day the page's own; the last day of the edition is the present."""
    day = st.session_state.get(key)
    if key == SINCE:
        st.session_state[state.CHANGED_SINCE] = day
        return
    slider_at_end = key == SLIDE and day is not None and day >= st.session_state[state.LAST_DAY]
    _set_day(None if slider_at_end else day)
