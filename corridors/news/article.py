"""An article, as text or HTML -> candidates: lines that are a date and a headline, and sentences that name a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from corridors.model import PartialDate
from corridors.news.candidates import MOST_CANDIDATES, Candidate, Form
from corridors.news.dates import YEAR_ALONE, Found, find_dates
from corridors.news.markup import CONTROLS, html_lines, is_markup

BULLETS = " \t•·*▪‣–—-"
QUOTES = "“”\"'‘’«»„ "
# Between the date and the headline of a list.
LINK = re.compile(r"^\s*[:–—-]\s*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[“\"A-Z])")
LEAST_HEADLINE = 8
MOST_TOLD = 10


def read_article(text: str) -> list[Candidate]:
    """Return the candidates of an article in its order; markup is read as text, and nothing in it is run."""
    lines = html_lines(text) if is_markup(text) else text.translate(CONTROLS).splitlines()
    numbered = [(number, " ".join(line.split())) for number, line in enumerate(lines, 1) if line.strip(BULLETS)]
    found = list(islice((candidate for number, line in numbered for candidate in _read_line(line, number)), MOST_CANDIDATES + 1))
    if found or not numbered:
        return found
    # A headline that someone has pasted without its day is still news.
    number, line = numbered[0]
    return [Candidate(line.strip(BULLETS), None, Form.HEADLINE, f"line {number}", text=" ".join(line for _, line in numbered[1:]))]


def _read_line(line: str, number: int) -> Iterator[Candidate]:
    bare = line.strip(BULLETS)
    if not bare:
        return
    dates = find_dates(bare)
    if headline := _dated_headline(bare, dates):
        yield Candidate(headline[0], headline[1], Form.HEADLINE, f"line {number}", problems=_problems(dates))
        return
    for sentence, named in _sentences(bare, dates):
        date = next((found.date for found in named if found.date), None)
        yield Candidate(sentence, date, Form.SENTENCE, f"line {number}", problems=_problems(named))


def _sentences(line: str, dates: list[Found]) -> Iterator[tuple[str, list[Found]]]:
    """Yield the sentences of a line that name dates, with those; no date runs over the end of a sentence."""
    start = first = 0
    for end, then in [*(match.span() for match in SENTENCE_END.finditer(line)), (len(line), len(line))] if dates else ():
        last = first
        while last < len(dates) and dates[last].end <= end:
            last += 1
        if last > first:
            yield line[start:end], dates[first:last]
        start, first = then, last


def _dated_headline(line: str, dates: list[Found]) -> tuple[str, PartialDate | None] | None:
    """Return headline and date of a line that is both: "16 May 2024: “…”", or "… (16 May 2024)"."""
    head, link, rest = line.partition(":")
    if link and YEAR_ALONE.match(head.strip()) and len(rest.strip(QUOTES)) >= LEAST_HEADLINE:
        return rest.strip(QUOTES), PartialDate(head.strip())
    if not dates:
        return None
    first, last = dates[0], dates[-1]
    after = line[first.end :]
    if first.start == 0 and LINK.match(after) and len(after) > LEAST_HEADLINE:
        return LINK.sub("", after).strip(QUOTES), first.date
    if line[last.end :].strip(" ).") == "" and line[: last.start].rstrip().endswith(("(", "–", "—", "|")):
        headline = line[: last.start].rstrip(" (–—|")
        return (headline.strip(QUOTES), last.date) if len(headline) >= LEAST_HEADLINE else None
    return None


def _problems(dates: list[Found]) -> tuple[str, ...]:
    problems = [found.problem for found in dates if found.problem]
    known = list(dict.fromkeys(found.date.text for found in dates if found.date))
    if len(known) > 1:
        more = f" and {len(known) - MOST_TOLD:,} more" if len(known) > MOST_TOLD else ""
        problems.append(f"several dates ({', '.join(known[:MOST_TOLD])}{more}); the first is taken")
    return tuple(problems)
