"""The tabs under the map: Table, News, About."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.exports import MIME, DataFormat, news_data
from corridors.history import Changes, Step, changes
from corridors.layer_features import shown_features
from corridors.model import Corridor, Event
from corridors.select import events_in
from corridors.tables import row_of
from corridors.ui import state
from corridors.ui.export import render_downloads
from corridors.ui.featuretable import render_features
from corridors.ui.picked import defused, selected_rows
from corridors.ui.review import render_review
from corridors.view import View, view_string
from corridors.words import atlas_as_of, changes_words, count_words, date_words, markdown_text, origin_words
from corridors.workspace.events import count_queued
from corridors.workspace.place import WorkspaceError, is_there

WHICH, CORRIDORS = "table-of", "corridors"
# A table sends its rows with every run, and nobody reads on further.
MOST_LISTED = 500


def render_tabs(whole: Atlas, atlas: Atlas, corridors: Sequence[Corridor], view: View) -> None:
    """Draw the tabs; only the open one is worked out. `whole` is the atlas of today, `atlas` the one as known on the view's day."""
    events = events_in(atlas, view, corridors)
    labels = {
        "table": f"Table ({len(corridors)})",
        "news": f"News ({len(events)})",
        "review": f"Review ({waiting:,})" if (waiting := _waiting()) else "Review",
        "layers": f"Layers ({len(whole.layers)})" if whole.layers else "Layers",
        "about": "About",
    }
    found = changes(atlas, corridors, view.changed_since, atlas_as_of(atlas)) if view.changed_since else None
    if found:
        number = len(found.announced) + len(found.moved) + len(found.events)
        labels = {"table": labels["table"], "changes": f"Changes ({number:,})"} | labels
    # A segmented control and not st.tabs: its words change with the counts, and a tab would jump back to the first.
    choice = st.segmented_control(
        "Below the map", list(labels), key="tab", default="table", format_func=labels.__getitem__, label_visibility="collapsed"
    )
    if choice == "news":
        _render_news(atlas, events, view)
    elif choice == "changes" and found:
        _render_changes(atlas, found)
    elif choice == "review":
        render_review(whole)
    elif choice == "layers":
        from corridors.ui.importing import render_import  # noqa: PLC0415 - it brings geopandas, and the page starts without it

        render_import(whole, view)
    elif choice == "about":
        render_about(atlas)
    else:
        _render_tables(atlas, corridors, view)


def _waiting() -> int:
    """Return how many pieces of news wait for review; none where the workspace cannot be read, which its tab says."""
    try:
        return count_queued() if is_there() else 0
    except WorkspaceError:
        return 0


def _render_tables(atlas: Atlas, corridors: Sequence[Corridor], view: View) -> None:
    """Draw the corridors, or one of the users' layers beside them; the downloads hold them all."""
    shown = {one.layer.id: one for one in shown_features(atlas, view)} if atlas.layers else {}
    choice = None
    if shown:
        labels = {CORRIDORS: f"Corridors ({len(corridors)})"} | {
            name: f"{markdown_text(one.layer.name)} ({len(one.features):,})" for name, one in shown.items()
        }
        if st.session_state.get(WHICH) not in labels:
            st.session_state[WHICH] = CORRIDORS
        choice = st.pills(
            "Rows listed", list(labels), key=WHICH, format_func=labels.__getitem__, label_visibility="collapsed", required=True
        )
    if choice in shown:
        render_features(atlas, shown[str(choice)])
    else:
        _render_table(atlas, corridors)
    render_downloads(atlas, corridors, view, "table", (DataFormat.CSV, DataFormat.GEOJSON))


def _render_table(atlas: Atlas, corridors: Sequence[Corridor]) -> None:
    ids = [corridor.id for corridor in corridors]
    key = f"table-{st.session_state.get(state.LEFT, 0)}"

    def pick() -> None:
        rows = selected_rows(key)
        state.choose(ids[rows[0]] if rows and rows[0] < len(ids) else None)

    numbers = st.column_config.NumberColumn
    st.dataframe(
        defused(_table_frame(atlas, corridors)),
        key=key,
        hide_index=True,
        placeholder="–",
        on_select=pick,
        selection_mode="single-row",
        height=min(36 * (len(corridors) + 1) + 2, 420),
        column_config={
            "Drawn km": numbers(format="localized", help="Geodesic length of the main legs as drawn; –: a site"),
            "Stated km": numbers(format="localized", help="Length that sources state for the whole corridor; –: not known, or a site"),
            "Corridor": st.column_config.TextColumn(width="large"),
        },
    )


def _table_frame(atlas: Atlas, corridors: Sequence[Corridor]) -> pd.DataFrame:
    rows = []
    for corridor in corridors:
        row = row_of(atlas, corridor)
        actors = [atlas.actor_by_id[actor].name for actor in row["actors"]]
        rows.append(
            {
                "Corridor": corridor.name,
                "Kind": atlas.define("kind", corridor.kind).word,
                "Status": atlas.define("status", corridor.status).word,
                "Basis": atlas.define("basis", corridor.basis).word,
                "As of": corridor.as_of.text,
                "Drawn km": row["length_km"],
                "Stated km": row["stated_length_km"],
                "News": row["news"],
                "Countries": ", ".join(country_name(code) for code in corridor.countries),
                "Actors": ", ".join(actors),
            }
        )
    return pd.DataFrame(
        rows, columns=["Corridor", "Kind", "Status", "Basis", "As of", "Drawn km", "Stated km", "News", "Countries", "Actors"]
    )


def _render_news(atlas: Atlas, events: Sequence[Event], view: View) -> None:
    if not events:
        st.info("No news matches the filters. Widen the dates or the kinds of news in the sidebar, or reset the filters.")
        return
    listed = events[:MOST_LISTED]
    ids = [event.id for event in listed]
    # A list of its own for each choice, or a row chosen before would count as chosen in the shorter list.
    key = "-".join(("newslist", *view.news))

    def pick() -> None:
        rows = selected_rows(key)
        state.show_event(ids[rows[0]] if rows and rows[0] < len(ids) else None)

    st.caption(f"{count_words(len(events), 'event')}, newest first. {_left_out(events)}Choosing a row shows its corridors on the map.")
    st.dataframe(
        defused(_news_frame(atlas, listed)),
        key=key,
        hide_index=True,
        on_select=pick,
        selection_mode="single-row",
        height=min(36 * (len(listed) + 1) + 2, 420),
        column_config={
            "Headline": st.column_config.TextColumn(width="large"),
            "Source": st.column_config.LinkColumn(display_text="Open source", help="The first cited source; the card names them all"),
        },
    )
    st.download_button(
        "Download CSV", data=partial(news_data, atlas, events, view_string(view)), file_name=f"news-{atlas_as_of(atlas).isoformat()}.csv",
        mime=MIME[DataFormat.CSV], key="news-csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _left_out(events: Sequence[Event]) -> str:
    """Return how many of a list's events are shown, and how to see the others; "" where all are."""
    if len(events) <= MOST_LISTED:
        return ""
    return f"The first {MOST_LISTED} are listed: narrow them by the filters in the sidebar, or download them all. "


def _render_changes(atlas: Atlas, found: Changes) -> None:
    """List what has changed, each kind under its heading."""
    st.caption(changes_words(found))
    steps = {"Announced": found.announced, "Status moved": found.moved}
    rows = [{"What": what, "Date": step.date.text, **_step_row(atlas, step)} for what, group in steps.items() for step in group]
    if rows:
        st.dataframe(defused(pd.DataFrame(rows)), hide_index=True, column_config={"By": st.column_config.TextColumn(width="large")})
    if found.events:
        newest = found.events[::-1]
        if len(newest) > MOST_LISTED:
            st.caption(f"The newest {MOST_LISTED} of {len(newest):,} events are listed; a later day, or a filter, leaves fewer.")
        st.dataframe(defused(_news_frame(atlas, newest[:MOST_LISTED][::-1])), hide_index=True)
    if not rows and not found.events:
        st.info("Nothing of what is shown has changed in that time.")


def _step_row(atlas: Atlas, step: Step) -> dict[str, str | None]:
    event = atlas.event_by_id.get(step.event or "")
    return {
        "Corridor": atlas.corridor_by_id[step.corridor].label,
        "Leg": step.leg,
        "From": step.before.value if step.before else None,
        "To": step.after.value,
        "Basis": step.basis.value,
        "By": event.headline if event else step.note or None,
    }


def _news_frame(atlas: Atlas, events: Sequence[Event]) -> pd.DataFrame:
    rows = []
    for event in events:
        urls = [source.url for name in event.sources if (source := atlas.source_by_id[name]).url]
        rows.append(
            {
                "Date": event.date.text,
                "Kind": atlas.define("event", event.kind).word,
                "Headline": f"“{event.headline}”" if event.headline_is == "quoted" else event.headline,
                "Added by": origin_words(event) or "reference",
                "Publisher": ", ".join(atlas.source_by_id[name].publisher for name in event.sources),
                "Source": urls[0] if urls else None,
                "Corridors": ", ".join(atlas.corridor_by_id[c].label for c in event.corridors if c in atlas.corridor_by_id) or "none named",
            }
        )
    return pd.DataFrame(rows)


def render_about(atlas: Atlas) -> None:
    """Draw the method, the definitions, the borders policy, the licences, and what is not known."""
    edition = atlas.edition
    groups = {"Statuses": "status", "How it is known (basis)": "basis", "How well a route is known": "accuracy", "Roles of actors": "role"}
    st.html(
        f'<div class="about"><h3>Method</h3><p>{escape(METHOD)}</p>'
        + "".join(f"<h3>{escape(title)}</h3><dl>{_definitions(atlas, group)}</dl>" for title, group in groups.items())
        + f"<h3>Borders</h3><p>{escape(edition.borders_policy)}</p>"
        + f"<h3>Known gaps</h3><ul>{''.join(f'<li>{escape(gap)}</li>' for gap in edition.known_gaps)}</ul>"
        + f"<h3>Disputed or open points</h3>{_open_points(atlas)}"
        + f"<h3>Licences</h3><p>{escape(LICENCES)}</p><p>{escape(edition.citation)} Edition {escape(edition.version)}, released "
        + f"{date_words(edition.released)}.</p></div>"
    )


METHOD = (
    "Every corridor is a record with its segments, status history, quantities, actors, disputes and news, kept as text and reviewed in "
    "diffs. Each fact names its sources or says that it is unsourced; each status says how it is known and as of when. A corridor that is "
    "only announced is drawn as announced on every leg, whatever track or pipe already lies there; otherwise each leg shows its own "
    "status. Statuses use the vocabulary of Global Energy Monitor, extended to railways, roads, ports and hubs. Lengths are geodesic, "
    "measured on the drawn line. Routes join named places and are never surveyed. A check of the data, one rule for each thing that "
    "can be wrong, runs before every release."
)
LICENCES = (
    "Program: MIT. Reference data: CC BY 4.0. Basemap: Natural Earth (public domain) and GeoNames (CC BY 4.0). Status terms after Global "
    "Energy Monitor. Colours after Okabe and Ito."
)


def _definitions(atlas: Atlas, group: str) -> str:
    return "".join(f"<dt>{escape(item.word)}</dt><dd>{escape(item.text)}</dd>" for item in atlas.definitions[group])


def _open_points(atlas: Atlas) -> str:
    rows = [
        f"<dt>{escape(corridor.label)}</dt><dd>{escape(' '.join(dispute.question for dispute in corridor.disputes))}</dd>"
        for corridor in atlas.corridors
        if corridor.disputes
    ]
    return f"<dl>{''.join(rows)}</dl>"
