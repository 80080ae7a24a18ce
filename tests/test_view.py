"""A view survives the way through its query string; what is not understood is dropped, reported and never raised."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from corridors.atlas import Atlas
from corridors.terms import EventKind, Kind, Role, Status
from corridors.view import KEYS, MAX_TEXT, Camera, Match, View, parse_view, query_of, view_string

BADRI = "ev-2023-06-15-taliban-central-bank-chief-badri-and-chinese-amb"
VIEWS = (
    View(),
    View(kinds=(Kind.RAILWAY,)),
    View(kinds=(Kind.GAS_PIPELINE, Kind.RAILWAY), statuses=(Status.ANNOUNCED, Status.PROPOSED)),
    View(actors=("russia",)),
    View(actors=("china", "adb"), roles=(Role.TRANSIT, Role.FINANCIER), match=Match.ALL),
    View(roles=(Role.OPPONENT,), match=Match.ALL),
    View(countries=("AF", "PK")),
    View(text="TAPI, INSTC"),
    View(text="a&b=c; 100% + é ümlaut #x"),
    View(events=(EventKind.OPENING, EventKind.SANCTION), news=(BADRI,)),
    View(since=dt.date(2024, 5, 1), until=dt.date(2024, 5, 1)),
    View(since=dt.date(2021, 1, 1)),
    View(until=dt.date(2024, 12, 31)),
    View(asof=dt.date(2021, 9, 1), corridor="tapi-gas"),
    View(camera=Camera(64.0, 37.2, 3.2)),
    View(camera=Camera(-179.9999, -84.5, 0.0), labels=False, theme="dark"),
    View(theme="light"),
    View(news_places=True),
    View(no_kind=True),
    View(kinds=(Kind.ROAD,), no_status=True),
)


@pytest.mark.parametrize("view", VIEWS, ids=[view_string(view)[:40] or "default" for view in VIEWS])
def test_a_view_survives_its_query_string(view: View, atlas: Atlas) -> None:
    assert parse_view(view_string(view), atlas) == (view, ())
    assert parse_view(query_of(view), atlas) == (view, ())
    assert parse_view("?" + view_string(view), atlas) == (view, ())


def test_the_default_view_is_an_empty_string() -> None:
    assert view_string(View()) == ""


def test_every_value_of_a_vocabulary_survives(atlas: Atlas) -> None:
    view = View(tuple(Kind), tuple(Status), tuple(atlas.actor_by_id), tuple(Role), countries=atlas.countries, events=tuple(EventKind))
    assert parse_view(view_string(view), atlas) == (view, ())


@pytest.mark.parametrize(
    "query",
    [
        "kind=canal", "status=", "status=done", "actor=nobody", "role=king", "role=none", "match=some", "country=ZZ", "event=party", "from=yesterday",
        "to=2024-13", "asof=0000-00-00", "corridor=atlantis", "map=1,2", "map=a,b,c", "map=nan,0,3", "map=200,0,3", "map=0,0,1e999", "labels=maybe", "news=maybe", "theme=pink",
        "asof=2023-02-29", "from=٢٠٢٤-٠١-٠١",
    ],
)  # fmt: skip
def test_an_unknown_value_is_dropped_and_reported(query: str, atlas: Atlas) -> None:
    view, dropped = parse_view(query, atlas)
    assert view == View()
    key, value = query.split("=")
    assert len(dropped) == (1 if value else 0)
    assert all(line.startswith(f"{key}=") and "allowed" in line for line in dropped)


@pytest.mark.parametrize("query", ["nonsense=1", "&&&", "=", "%zz=%ff", "kind=%00", "map=,,", "q=" + "x" * 5000, "asof=9999-12-31", "\x00"])
def test_no_query_raises(query: str, atlas: Atlas) -> None:
    view, _ = parse_view(query, atlas)
    assert parse_view(view_string(view), atlas) == (view, ())


def test_a_known_value_stays_beside_an_unknown_one(atlas: Atlas) -> None:
    view, dropped = parse_view("kind=canal,railway&status=proposed", atlas)
    assert view == View(kinds=(Kind.RAILWAY,), statuses=(Status.PROPOSED,))
    assert len(dropped) == 1


def test_none_is_none_only_by_itself(atlas: Atlas) -> None:
    view, dropped = parse_view("kind=none,railway", atlas)
    assert view == View(kinds=(Kind.RAILWAY,))
    assert len(dropped) == 1


def test_an_unknown_key_is_reported_with_those_allowed(atlas: Atlas) -> None:
    _, (line,) = parse_view("kinds=railway", atlas)
    assert line.startswith("kinds: unknown key")
    assert all(key in line for key in KEYS)


def test_repeated_keys_and_commas_mean_the_same(atlas: Atlas) -> None:
    wanted = View(kinds=(Kind.RAILWAY, Kind.ROAD))
    for query in (
        "kind=railway&kind=road",
        "kind=road,railway",
        "kind=road%2C%20railway,",
        "kind=railway,road,railway",
        "kind=RAILWAY,Road",
    ):
        assert parse_view(query, atlas) == (wanted, ())
    assert parse_view({"kind": ["railway", "road"]}, atlas) == (wanted, ())


def test_a_former_id_leads_to_the_present_one(atlas: Atlas) -> None:
    first, *rest = atlas.corridors
    renamed = replace(atlas, corridors=(replace(first, former_ids=("old-name",)), *rest))
    view, dropped = parse_view("corridor=old-name", renamed)
    assert (view.corridor, dropped) == (first.id, ())


def test_from_after_to_drops_both_and_says_so(atlas: Atlas) -> None:
    view, dropped = parse_view("from=2024-06-01&to=2024-05-01&kind=road", atlas)
    assert view == View(kinds=(Kind.ROAD,))
    assert dropped == ("from=2024-06-01 to=2024-05-01: from must not be after to",)


def test_a_partial_date_means_its_first_day_from_and_its_last_day_to(atlas: Atlas) -> None:
    view, _ = parse_view("from=2024&to=2024-02", atlas)
    assert (view.since, view.until) == (dt.date(2024, 1, 1), dt.date(2024, 2, 29))


def test_a_long_search_is_cut_and_reported(atlas: Atlas) -> None:
    view, dropped = parse_view("q=" + "x" * (MAX_TEXT + 1), atlas)
    assert len(view.text) == MAX_TEXT
    assert len(dropped) == 1
