"""The data check: one small named function per rule, every problem found at once.

A rule takes a draft and yields problems. Reasoned exceptions stand in geodata/exceptions.toml; one that no
problem needs any more is itself a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corridors.checks import facts, files, references, routes, vocabulary
from corridors.edition import Problem
from corridors.load import GEODATA, Draft, read_draft

Rule = Callable[[Draft], Iterator[Problem]]

REFERENCE_RULES: tuple[Rule, ...] = references.RULES + vocabulary.LOADING_RULES
ALL_RULES: tuple[Rule, ...] = REFERENCE_RULES + references.REVIEW_RULES + vocabulary.RULES + facts.RULES + routes.RULES + files.RULES
# Whether something is used can be told only of data that could be read whole.
WHOLE_RULES: tuple[Rule, ...] = references.WHOLE_RULES + vocabulary.WHOLE_RULES


def run_rules(draft: Draft, rules: Iterable[Rule]) -> list[Problem]:
    """Return what the rules find in a draft, without the findings that a reasoned exception covers."""
    excused = {(item.rule, item.record) for item in draft.atlas.exceptions}
    found = [problem for rule in rules for problem in rule(draft)]
    return [problem for problem in found if (problem.rule, problem.record) not in excused]


def check(folder: Path | str | None = None) -> tuple[Draft, list[Problem]]:
    """Return the draft of a geodata folder and every problem in it, exceptions that are not needed included."""
    draft = read_draft(Path(folder) if folder else GEODATA)
    if draft.problems:
        return draft, [*draft.problems, *run_rules(draft, ALL_RULES)]
    found = [problem for rule in ALL_RULES + WHOLE_RULES for problem in rule(draft)]
    excused = {(item.rule, item.record) for item in draft.atlas.exceptions}
    kept = [problem for problem in found if (problem.rule, problem.record) not in excused]
    needed = {(problem.rule, problem.record) for problem in found}
    return draft, [*kept, *_exceptions_not_needed(draft, needed)]


def _exceptions_not_needed(draft: Draft, needed: set[tuple[str, str]]) -> Iterator[Problem]:
    for item in draft.atlas.exceptions:
        if (item.rule, item.record) not in needed:
            yield Problem(
                "exceptions.toml",
                item.record,
                "exception_needed",
                f"an exception from {item.rule} that nothing needs",
                "exceptions that a finding needs",
                "remove the exception",
            )
