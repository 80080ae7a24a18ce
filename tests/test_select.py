"""What a view selects, what each further choice would leave, and the atlas of a past day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from corridors.atlas import Atlas
from corridors.select import emptied_by, events_in, facet_counts, known_atlas, select, without_filter, without_toggles
from corridors.terms import EventKind, Kind, Role, Status
from corridors.view import Match, View


def ids(atlas: Atlas, view: View) -> set[str]:
    return {corridor.id for corridor in select(atlas, view)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("TAPI", "tapi-gas"),
        ("tapi", "tapi-gas"),
        ("INSTC", "instc-western-rasht-astara"),
        ("INSTC", "instc-umbrella"),
        ("CPEC", "cpec-ml1-railway"),
        ("Türkiye", "baku-tbilisi-kars-railway"),
        ("turkiye", "btc-oil"),
        ("peace pipeline", "tapi-gas"),
        ("Turkmenistan-Afghanistan", "tapi-gas"),
    ],
)
def test_a_search_finds_names_abbreviations_and_countries(text: str, wanted: str, atlas: Atlas) -> None:
    found = ids(atlas, View(text=text))
    assert wanted in found
    assert len(found) < len(atlas.corridors)


def test_a_comma_or_a_semicolon_means_or(atlas: Atlas) -> None:
    either = ids(atlas, View(text="TAPI")) | ids(atlas, View(text="CPEC"))
    assert ids(atlas, View(text="TAPI, CPEC")) == ids(atlas, View(text="TAPI;CPEC")) == either


def test_words_without_a_comma_are_all_asked_for(atlas: Atlas) -> None:
    assert ids(atlas, View(text="herat railway")) == ids(atlas, View(text="herat")) & ids(atlas, View(text="railway"))


def test_a_search_for_nothing_known_finds_nothing(atlas: Atlas) -> None:
    assert ids(atlas, View(text="zzzz")) == set()


def test_any_actor_is_a_union_and_all_an_intersection(atlas: Atlas) -> None:
    one, two = ids(atlas, View(actors=("russia",))), ids(atlas, View(actors=("china",)))
    assert ids(atlas, View(actors=("russia", "china"))) == one | two
    both = ids(atlas, View(actors=("russia", "china"), match=Match.ALL))
    assert both == one & two
    assert both < one | two


def test_a_role_narrows_the_chosen_actor_and_no_other(atlas: Atlas) -> None:
    view = View(actors=("russia",), roles=(Role.TRANSIT,))
    by_hand = {c.id for c in atlas.corridors for p in c.actors if p.actor == "russia" and Role.TRANSIT in p.roles}
    assert ids(atlas, view) == by_hand
    assert by_hand < ids(atlas, View(actors=("russia",)))


def test_roles_without_an_actor_are_held_by_anyone(atlas: Atlas) -> None:
    asked = (Role.FINANCIER, Role.OPPONENT)
    held = {c.id: {role for part in c.actors for role in part.roles} for c in atlas.corridors}
    assert ids(atlas, View(roles=asked)) == {name for name, roles in held.items() if roles & set(asked)}
    assert ids(atlas, View(roles=asked, match=Match.ALL)) == {name for name, roles in held.items() if roles >= set(asked)}


FACET_VIEWS = (
    View(),
    View(kinds=(Kind.RAILWAY,), statuses=(Status.PROPOSED,)),
    View(actors=("russia",), roles=(Role.SUPPLIER,)),
    View(actors=("russia",)),
    View(text="INSTC", countries=("IR",)),
    View(events=(EventKind.AGREEMENT,), since=dt.date(2024, 1, 1)),
    View(since=dt.date(2024, 1, 1), until=dt.date(2024, 12, 31), roles=(Role.TRANSIT,)),
)


@pytest.mark.parametrize("view", FACET_VIEWS, ids=range(len(FACET_VIEWS)))
def test_a_count_is_the_size_of_the_selection_that_it_promises(view: View, atlas: Atlas) -> None:
    counts = facet_counts(atlas, view)
    for kind in Kind:
        assert counts["kind"][kind.value] == len(select(atlas, replace(view, kinds=(kind,))))
    for status in Status:
        assert counts["status"][status.value] == len(select(atlas, replace(view, statuses=(status,))))
    for code in atlas.countries:
        assert counts["country"][code] == len(select(atlas, replace(view, countries=(code,))))
    for actor in atlas.actor_by_id:
        assert counts["actor"][actor] == len(select(atlas, replace(view, actors=(actor,))))
    for role in Role:
        assert counts["role"][role.value] == len(select(atlas, replace(view, roles=(role,))))
    for event in EventKind:
        assert counts["event"][event.value] == len(select(atlas, replace(view, events=(event,), news=())))


def test_an_empty_selection_says_which_filter_emptied_it(atlas: Atlas) -> None:
    view = View(kinds=(Kind.OIL_HUB,), statuses=(Status.OPERATING,))
    assert select(atlas, view) == ()
    blamed = emptied_by(atlas, view)
    assert {item.name for item, _ in blamed} == {"kind", "status"}
    for item, count in blamed:
        assert count == len(select(atlas, without_filter(view, item.name))) > 0
    assert [count for _, count in blamed] == sorted((count for _, count in blamed), reverse=True)


def test_taking_every_filter_off_gives_the_default_view() -> None:
    view = View(
        (Kind.ROAD,), (Status.IDLE,), ("china",), (Role.OWNER,), Match.ALL, ("AF",), "x", (EventKind.OPENING,), ("n",), dt.date(2024, 1, 1)
    )
    for name in ("q", "kind", "status", "actor", "country", "event"):
        view = without_filter(view, name)
    assert view == View()


def test_none_selects_nothing_and_the_legend_still_holds_all(atlas: Atlas) -> None:
    for view in (View(no_kind=True), View(no_status=True)):
        assert select(atlas, view) == ()
        assert select(atlas, without_toggles(view)) == atlas.corridors


def test_the_news_of_a_selection_is_newest_first_and_names_it(atlas: Atlas) -> None:
    view = View(text="TAPI", since=dt.date(2021, 1, 1))
    chosen = select(atlas, view)
    events = events_in(atlas, view, chosen)
    assert events
    assert [e.date for e in events] == sorted((e.date for e in events), reverse=True)
    assert all({c.id for c in chosen} & set(e.corridors) and e.date.latest >= dt.date(2021, 1, 1) for e in events)


def test_without_a_filter_all_news_is_there(atlas: Atlas) -> None:
    assert len(events_in(atlas, View(), atlas.corridors)) == len(atlas.events)


def test_tapi_was_shelved_in_september_2021_and_unknown_in_1990(atlas: Atlas) -> None:
    known = atlas.as_of(dt.date(2021, 9, 1)).get("tapi-gas")
    assert known is not None
    assert known.status is known.history[-1].status is Status.SHELVED
    assert atlas.as_of(dt.date(1990, 1, 1)).get("tapi-gas") is None


def test_the_herat_hub_appears_with_its_announcement(atlas: Atlas) -> None:
    assert atlas.as_of(dt.date(2024, 4, 1)).get("herat-oil-hub") is None
    known = atlas.as_of(dt.date(2024, 5, 2)).get("herat-oil-hub")
    assert known is not None
    assert known.status is Status.ANNOUNCED


@pytest.mark.parametrize("day", [dt.date(2000, 1, 1), dt.date(2015, 6, 30), dt.date(2021, 9, 1), dt.date(2024, 5, 2)])
def test_nothing_of_a_past_atlas_is_later_than_its_day(day: dt.date, atlas: Atlas) -> None:
    past = known_atlas(atlas, View(asof=day))
    assert past.day == day
    assert all(event.date.earliest <= day for event in past.events)
    for corridor in past.corridors:
        dates = [
            corridor.as_of,
            *(e.date for e in corridor.history),
            *(r.date for r in corridor.progress),
            *(q.as_of for q in corridor.quantities),
        ]
        dates += [segment.as_of for segment in corridor.segments] + [e.date for s in corridor.segments for e in s.history]
        assert [date.text for date in dates if date and date.earliest > day] == [], corridor.id


def test_the_atlas_of_a_day_after_its_release_is_the_atlas(atlas: Atlas) -> None:
    later = atlas.as_of(dt.date(2100, 1, 1))
    assert (later.corridors, later.events) == (atlas.corridors, atlas.events)
