"""A candidate event: what a reader found, before anyone has looked at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from corridors.model import PartialDate, Position

# A piece of news has no longer headline; what is longer is cut, and said to be.
MOST_HEADLINE, MOST_TEXT = 400, 5_000


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
    if candidate.date is None:
        problems.append("no date; give one before you accept it")
    elif candidate.date.earliest > today:
        problems.append(f"{candidate.date.text} is after today, {today}; correct it before you accept it")
    if len(candidate.headline) > MOST_HEADLINE:
        problems.append(f"headline cut to {MOST_HEADLINE} of {len(candidate.headline):,} characters")
    return replace(
        candidate, headline=cut(candidate.headline, MOST_HEADLINE), text=cut(candidate.text, MOST_TEXT), problems=tuple(problems)
    )


def cut(text: str, most: int) -> str:
    """Return a text on one line, cut to a number of characters."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def is_web_address(text: str) -> bool:
    """Tell whether a text is an http or https address."""
    return text.startswith(("http://", "https://")) and not any(sign.isspace() for sign in text) and len(text) > len("https://")
