"""Steps of status, the days that matter, and what has changed since a day: the difference of two atlases."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest

from corridors.atlas import Atlas
from corridors.cli import GOOD, USAGE, main
from corridors.history import changes, steps_of, turning_days
from corridors.select import select
from corridors.terms import Status
from corridors.view import View, parse_view, view_string
from corridors.words import changes_words, step_words

Capture = pytest.CaptureFixture[str]
DAYS = [dt.date(2010, 1, 1), dt.date(2015, 12, 31), dt.date(2021, 8, 15), dt.date(2024, 5, 27), dt.date(2026, 1, 27)]
LAST = dt.date(2026, 11, 24)


@pytest.mark.parametrize("since", DAYS)
def test_changes_are_the_difference_of_two_days(atlas: Atlas, since: dt.date) -> None:
    before, after = atlas.as_of(since), atlas.as_of(LAST)
    found = changes(after, after.corridors, since, LAST)
    news = {corridor.id for corridor in after.corridors} - {corridor.id for corridor in before.corridors}
    assert {step.corridor for step in found.announced} == news
    # Whatever has another status now has moved; what moved back and forth has, too.
    then = {corridor.id: corridor.status for corridor in before.corridors}
    other = {corridor.id for corridor in after.corridors if corridor.id in then and corridor.status is not then[corridor.id]}
    moved = {step.corridor for step in found.moved if step.leg is None}
    assert other <= moved | {step.corridor for step in found.announced}
    assert {event.id for event in found.events} == {event.id for event in after.events} - {event.id for event in before.events}


def test_steps_join_up(atlas: Atlas) -> None:
    for corridor in atlas.corridors:
        steps = list(steps_of(corridor))
        for name in {step.leg for step in steps}:
            own = [step for step in steps if step.leg == name]
            assert all(one.after is other.before for one, other in itertools.pairwise(own))
            assert all(step.before is not step.after for step in own)


def test_a_step_says_by_which_event(atlas: Atlas) -> None:
    found = changes(atlas, atlas.corridors, dt.date(2026, 1, 1), LAST)
    druzhba = [step for step in found.moved if step.corridor == "druzhba-oil"]
    assert {(step.before, step.after) for step in druzhba} == {(Status.OPERATING, Status.IDLE)}
    assert step_words(atlas, druzhba[0]).endswith("operating → idle, 27 January 2026 (inferred)")
    assert changes_words(found) == ("After 1 January 2026, up to 24 November 2026: 0 corridors announced, 7 statuses moved and 13 events.")


def test_a_view_narrows_the_changes(atlas: Atlas) -> None:
    rails = select(atlas, parse_view("kind=railway", atlas)[0])
    found = changes(atlas, rails, dt.date(2024, 1, 1), LAST)
    ids = {corridor.id for corridor in rails}
    assert found.corridors <= ids
    assert found.events
    assert all(not ids.isdisjoint(event.corridors) for event in found.events)


def test_turning_days_are_those_on_which_the_atlas_differs(atlas: Atlas) -> None:
    days = turning_days(atlas)
    assert list(days) == sorted(set(days))
    assert days[-1] <= LAST
    assert {event.date.earliest for event in atlas.events} <= set(days)


def test_the_view_string_has_since(atlas: Atlas) -> None:
    view, dropped = parse_view("since=2024-05&asof=2025-01-01", atlas)
    assert (view.changed_since, dropped) == (dt.date(2024, 5, 31), ())
    assert parse_view(view_string(view), atlas) == (view, ())
    view, dropped = parse_view("since=2025-01-01&asof=2025-01-01", atlas)
    assert view == View(asof=dt.date(2025, 1, 1))
    assert dropped == ("since=2025-01-01: must be before asof, 2025-01-01",)
    assert parse_view("since=2030-01-01", atlas)[1] == ("since=2030-01-01: must be before the edition, 2026-11-24",)


def test_changes_on_the_command_line(capsys: Capture) -> None:
    assert main(["changes", "--since", "2026-01-01", "--view", "kind=oil_pipeline"]) == GOOD
    printed = capsys.readouterr().out
    assert "0 corridors announced, 5 statuses moved" in printed
    assert "Druzhba, leg Mozyr-Brody-Uzhhorod: operating → idle, 27 January 2026 (inferred)" in printed
    assert "Kazakhstan makes an offer" not in printed
    assert main(["changes", "--since", "2023", "--until", "2024-12-31", "--json"]) == GOOD
    found = json.loads(capsys.readouterr().out)
    assert (found["since"], found["until"]) == ("2023-12-31", "2024-12-31")
    assert all("2024" in step["date"] for step in (*found["moved"], *found["announced"]))
    assert set(found["moved"][0]) == {"corridor", "leg", "date", "before", "after", "basis", "event", "note", "sources"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--since", "soon"], "--since: 'soon' is not a date"),
        (["--since", "2027-01-01"], "--since 2027-01-01: not before 2026-11-24"),
        (["--since", "2020-01-01", "--until", "2030-01-01"], "--until 2030-01-01: later than the atlas speaks; allowed: up to 2026-11-24"),
        (["--since", "2020-01-01", "--until", "2019-01-01"], "not before 2019-01-01"),
    ],
)
def test_changes_wrongly_asked_for(capsys: Capture, arguments: list[str], says: str) -> None:
    assert main(["changes", *arguments]) == USAGE
    assert says in capsys.readouterr().err
