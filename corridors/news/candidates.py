"""A candidate event: what a reader found, before anyone has looked at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corridors.model import PartialDate, Position

# A piece of news has no longer headline; what is longer is cut, and said to be.
MOST_HEADLINE, MOST_TEXT = 400, 5_000
# Of one file no more pieces are taken; readers make one more at most, by which it is known that there are more.
MOST_CANDIDATES = 20_000
MOST_PUBLISHER, MOST_WHERE = 200, 80
# Of what is doubtful about one piece, and about a whole file, no more is told.
MOST_DOUBTS, MOST_PROBLEMS, MOST_PROBLEM = 8, 50, 300


class NewsError(ValueError):
    """Something that cannot be read as news; the text says where, what was found, what is allowed and what to do."""


class Form(StrEnum):
    """How a candidate stood in what was read."""

    HEADLINE = "headline"
    SENTENCE = "sentence"
    ENTRY = "entry"
    ROW = "row"


@dataclass(frozen=True)
class Candidate:
    """One dated piece of news. `where` tells where it stood ("line 12"), `problems` what was doubtful about it."""

    headline: str
    date: PartialDate | None
    form: Form
    where: str
    text: str = ""
    url: str | None = None
    publisher: str = ""
    place: Position | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extract:
    """What was read of one file or text: its candidates in order, and what could not be read."""

    form: str
    encoding: str
    candidates: tuple[Candidate, ...]
    problems: tuple[str, ...] = ()


def judged(candidate: Candidate, today: dt.date) -> Candidate:
    """Return a candidate cut to size, with a line for everything doubtful: no date, a day still to come."""
    problems = list(candidate.problems)
    headline = cut(candidate.headline, MOST_HEADLINE)
    if not headline:
        problems.append("a headline without a letter; write one before you accept it")
    if candidate.date is None:
        problems.append("no date; give one before you accept it")
    elif candidate.date.earliest > today:
        problems.append(f"{candidate.date.text} is after today, {today}; correct it before you accept it")
    if len(candidate.headline) > MOST_HEADLINE:
        problems.append(f"headline cut to {MOST_HEADLINE} of {len(candidate.headline):,} characters")
    if len(candidate.text) > MOST_TEXT:
        problems.append(f"text cut to {MOST_TEXT:,} of {len(candidate.text):,} characters")
    return replace(
        candidate, headline=headline or "(no headline)", text=cut(candidate.text, MOST_TEXT),
        publisher=cut(candidate.publisher, MOST_PUBLISHER), where=cut(candidate.where, MOST_WHERE), problems=few(problems, MOST_DOUBTS),
    )  # fmt: skip


def few(problems: Sequence[str], most: int = MOST_PROBLEMS) -> tuple[str, ...]:
    """Return problems cut to size and to a number; how many more there are is the last of them."""
    told = [cut(problem, MOST_PROBLEM) for problem in problems[:most]]
    return (*told, f"and {len(problems) - most:,} more") if len(problems) > most else tuple(told)


def cut(text: str, most: int) -> str:
    """Return a text on one line, cut to a number of characters."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
