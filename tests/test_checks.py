"""Every rule of the data check speaks when, and only when, its example is broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corridors import style
from corridors.checks import ALL_RULES, WHOLE_RULES, check, run_rules
from corridors.checks.routes import on_land_or_sea
from corridors.edition import Problem
from corridors.load import GEODATA, Draft, read_draft
from corridors.terms import Kind
from tests.broken_drafts import EXAMPLES, Example

RULES = ALL_RULES + WHOLE_RULES
QUICK_RULES = tuple(rule for rule in RULES if rule is not on_land_or_sea)


def changed_only(broken: Draft, draft: Draft) -> Draft:
    """Keep the segments that differ from the real ones: on_land_or_sea looks at each alone, and takes a second for all."""
    real = set(map(id, draft.atlas.segments))
    kept = tuple(
        replace(corridor, segments=tuple(segment for segment in corridor.segments if id(segment) not in real))
        for corridor in broken.atlas.corridors
    )
    return replace(broken, atlas=replace(broken.atlas, corridors=kept))


def problems_of(broken: Draft, draft: Draft) -> list[Problem]:
    return run_rules(broken, QUICK_RULES) + run_rules(changed_only(broken, draft), [on_land_or_sea])


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.rule for example in EXAMPLES])
def test_one_broken_thing_makes_exactly_one_rule_speak(example: Example, draft: Draft) -> None:
    found = problems_of(example.spoil(draft), draft)
    assert {(problem.rule, problem.file, problem.record) for problem in found} == {(example.rule, example.file, example.record)}
    for problem in found:
        assert problem.found
        assert problem.allowed
        assert problem.todo


def test_a_kind_without_a_style_is_found(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(style.KIND_STYLES, Kind.PORT)
    found = run_rules(draft, QUICK_RULES)
    assert [(p.rule, p.file, p.record) for p in found] == [("term_styled", "corridors/style.py", "port")]


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert {example.rule for example in EXAMPLES} | {"term_styled"} == {rule.__name__ for rule in RULES}


def test_no_two_rules_share_a_name() -> None:
    names = [rule.__name__ for rule in RULES]
    assert len(names) == len(set(names))


def test_swapped_coordinates_are_called_swapped(draft: Draft) -> None:
    example = next(example for example in EXAMPLES if example.rule == "inside_country")
    (problem,) = problems_of(example.spoil(draft), draft)
    assert problem.todo == "swap lon and lat"


def test_an_exception_that_nothing_needs_fails(geodata_copy: Path) -> None:
    with (geodata_copy / "exceptions.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[exceptions]]\nrule = "length_as_stated"\nrecord = "tapi-gas"\nreason = "None."\n')
    _, problems = check(geodata_copy)
    assert [(p.file, p.rule, p.record) for p in problems] == [("exceptions.toml", "exception_needed", "tapi-gas")]


def test_a_finding_without_its_exception_is_reported(draft: Draft) -> None:
    kept = tuple(item for item in draft.atlas.exceptions if item.record != "wakhan-road")
    found = run_rules(replace(draft, atlas=replace(draft.atlas, exceptions=kept)), QUICK_RULES)
    assert [(p.rule, p.record) for p in found] == [("status_dates_coherent", "wakhan-road")]


def test_events_out_of_order_in_their_file_are_found(geodata_copy: Path) -> None:
    path = geodata_copy / "events.toml"
    first, *blocks = path.read_text(encoding="utf-8").split("[[events]]\n")
    blocks[0], blocks[1] = blocks[1], blocks[0]
    path.write_text(first + "[[events]]\n".join(["", *blocks]), encoding="utf-8")
    problems = run_rules(read_draft(geodata_copy), QUICK_RULES)
    assert [(p.file, p.rule) for p in problems] == [("events.toml", "records_sorted")]


def test_a_problem_reads_where_found_allowed_todo() -> None:
    problem = Problem("events.toml", "ev", "rule", "this", "that", "mend it")
    assert str(problem) == "events.toml: ev: rule: found this; allowed: that; to do: mend it"


def test_the_shipped_folder_is_what_is_checked_by_default(draft: Draft) -> None:
    assert draft.folder == GEODATA
