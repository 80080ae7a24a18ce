"""The columns of the events say what the events say, one by one; and on a past day what was known by then."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from corridors.atlas import Atlas
from corridors.chronicle import Chronicle
from corridors.dataset import map_dataset
from corridors.history import changes
from corridors.model import Event, PartialDate
from corridors.select import event_passes, events_in, facet_counts, known_atlas, passing_news, select
from corridors.terms import EventKind
from corridors.view import View, parse_view
from corridors.words import count_words

QUERIES = (
    "", "event=opening", "event=opening,sanction&kind=railway", "from=2022-03-01&to=2024-05-27", "to=2021", "from=2025-06-01&event=agreement",
    "asof=2023-06-30", "asof=2022-01-01&event=security_incident,agreement&country=AF", "from=2024&asof=2025-03-01",
)  # fmt: skip


def seen(atlas: Atlas, query: str) -> tuple[Atlas, View]:
    view, dropped = parse_view(query, atlas)
    assert dropped == ()
    return known_atlas(atlas, view), view


def newest_first(event: Event) -> tuple[str, str]:
    return event.date.text, event.id


@pytest.mark.parametrize("query", QUERIES)
def test_news_that_passes_is_found_as_one_by_one(atlas: Atlas, query: str) -> None:
    known, view = seen(atlas, query)
    one_by_one = [event for event in known.events if event_passes(view, event)]
    assert one_by_one
    assert list(known.chronicle.pick(passing_news(known, view))) == sorted(one_by_one, key=newest_first, reverse=True)
    shown = {corridor.id for corridor in select(known, view)}
    assert shown
    of_shown = [event for event in one_by_one if len(shown) == len(known.corridors) or not shown.isdisjoint(event.corridors)]
    assert list(events_in(known, view, select(known, view))) == sorted(of_shown, key=newest_first, reverse=True)


@pytest.mark.parametrize("query", QUERIES)
def test_the_counts_of_kinds_of_news_are_those_of_the_corridors(atlas: Atlas, query: str) -> None:
    known, view = seen(atlas, query)
    dated = View(since=view.since, until=view.until)
    rest = select(known, view, "event")
    for kind in EventKind:
        having = [c for c in rest if any(event.kind is kind and event_passes(dated, event) for event in known.events_of(c.id))]
        assert facet_counts(known, view)["event"][kind.value] == len(having)


def test_single_news_is_found_and_unknown_news_is_none(atlas: Atlas) -> None:
    event = atlas.events[3]
    assert atlas.chronicle.pick(atlas.chronicle.passing(ids=(event.id, "ev-of-no-atlas"))) == (event,)
    assert atlas.chronicle.pick(atlas.chronicle.passing(ids=("ev-of-no-atlas",))) == ()


def test_the_cut_of_a_past_day_is_what_the_events_of_that_day_make(atlas: Atlas) -> None:
    day = dt.date(2023, 6, 30)
    cut, made = atlas.chronicle.until(day), Chronicle.of(event for event in atlas.events if event.date.earliest <= day)
    assert 0 < len(made.events) < len(atlas.events)
    assert cut.events == made.events == atlas.as_of(day).chronicle.events
    assert cut.days == made.days
    for name in made.corridors:
        assert cut.naming([name]).tolist() == made.naming([name]).tolist()
    everything = cut.passing()
    assert {name: sorted(kinds) for name, kinds in cut.kinds_named(everything).items()} == {
        name: sorted(kinds) for name, kinds in made.kinds_named(everything).items()
    }


def test_an_atlas_without_news_has_an_empty_chronicle(atlas: Atlas) -> None:
    empty = Chronicle.of(())
    assert (empty.events, empty.days, empty.pick(empty.passing([EventKind.OPENING])), empty.kinds_named(empty.passing())) == (
        (),
        (),
        (),
        {},
    )
    before = atlas.as_of(dt.date(1950, 1, 1))
    assert before.chronicle.events == ()
    assert before.last_day == atlas.edition.released.latest


def test_changes_list_the_news_after_one_day_up_to_another_oldest_first(atlas: Atlas) -> None:
    since, until = dt.date(2023, 1, 1), dt.date(2024, 5, 27)
    some = [corridor for corridor in atlas.corridors if "AF" in corridor.countries]
    ids = {corridor.id for corridor in some}
    expected = [e for e in atlas.events if since < e.date.earliest <= until and not ids.isdisjoint(e.corridors)]
    assert expected
    assert list(changes(atlas, some, since, until).events) == expected


def test_every_event_of_a_corridor_is_drawn_where_there_are_few(atlas: Atlas) -> None:
    drawn = atlas.chronicle.drawn
    assert list(drawn) == [event.id for event in atlas.chronicle.events if event.corridors]
    assert set(drawn.values()) == {1}


def test_of_many_events_the_newest_of_each_corridor_and_year_are_drawn_and_stand_for_the_others(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corridors.chronicle.MOST_DRAWN", 12)

    def made(corridor: str, year: int, number: int) -> list[Event]:
        days = (dt.date(year, 1, 1) + dt.timedelta(days=index) for index in range(number))
        return [
            replace(atlas.events[0], id=f"{corridor}-{day}", date=PartialDate(day.isoformat()), corridors=(corridor, "also"))
            for day in days
        ]

    crowd, few = made("tapi-gas", 2024, 40), [*made("tapi-gas", 2023, 3), *made("druzhba-oil", 2024, 2)]
    drawn = Chronicle.of([*crowd, *few, replace(atlas.events[0], id="of-none", corridors=())]).drawn
    assert {name: drawn[name] for name in (event.id for event in few)} == dict.fromkeys((event.id for event in few), 1)
    newest = [event.id for event in crowd[::-1][: len(drawn) - len(few)]]
    assert [name for name in drawn if name.startswith("tapi-gas-2024")] == newest
    assert [drawn[name] for name in newest] == [40 - len(newest) + 1, *([1] * (len(newest) - 1))]
    assert len(few) < len(drawn) <= 12


def test_the_rows_of_the_map_say_what_they_stand_for(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.chronicle.MOST_DRAWN", 0)
    few = replace(atlas)
    rows = json.loads(map_dataset(few))["news"]
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert sum(row.get("stands", 1) for row in rows) == sum(bool(event.corridors) for event in atlas.events)
    standing = next(row for row in rows if "stands" in row)
    assert standing["fact"].endswith(f"and {count_words(standing['stands'] - 1, 'earlier event')} of {standing['day'][:4]}")
