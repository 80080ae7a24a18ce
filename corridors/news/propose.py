"""Candidates -> proposals for a person to review: the kind of news, its links with their reasons, and what it repeats."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from corridors.atlas import Atlas
from corridors.model import Event
from corridors.news.candidates import Candidate
from corridors.news.link import Link, Links, link
from corridors.select import normalize
from corridors.terms import EventKind, Status

# Headlines as like as this (rapidfuzz's token_set_ratio, 0 to 100) within so many days tell the same story.
LEAST_LIKE, MOST_DAYS = 88, 3
# Of the headlines of those days no more are compared with one; a feed of thousands may be of one day.
MOST_COMPARED = 300
KIND_WORDS: tuple[tuple[EventKind, str], ...] = (
    (EventKind.SANCTION, r"sanction|waiver|blacklist|embargo|price cap"),
    (EventKind.SECURITY_INCIDENT, r"attack|strike[sd]? (?!a deal)|drone|bomb|explo|gunm|kill|fighting|war\b|clash|hijack|sabotage|closes? (?:its |the )?(?:border|cross)|shut"),
    (EventKind.OPENING, r"\bopen(?:s|ed|ing)?\b|inaugurat|launch(?:es|ed)? (?:service|operation)|commission|first (?:train|cargo|gas|shipment|convoy)|goes into service|starts? (?:to )?(?:flow|operat)"),
    (EventKind.CONSTRUCTION_MILESTONE, r"construct|ground-?break|break(?:s)? ground|works? (?:start|begin|is|are)|(?:start|begin)s? (?:the )?works?|laid|completed?\b|welded|track-laying|tender"),
    (EventKind.FINANCE, r"loan|financ|fund(?:s|ing|ed)|invest|billion|million|credit|grant\b|pledge"),
    (EventKind.AGREEMENT, r"agree|sign(?:s|ed|ing)?\b|memorand|contract|deal\b|accord|protocol|treaty|ratif|road ?map"),
    (EventKind.ANALYSIS, r"analy[sz]|takeaways|compar|importance|why |how |opinion|explain|envision|hinted"),
)  # fmt: skip
# What news says of a corridor when its status moves; a proposal only, a person decides.
STATUS_WORDS: tuple[tuple[Status, str], ...] = (
    (Status.CANCELLED, r"\bcancel(?:s|led|ed)\b|\bscrap(?:s|ped)\b|\babandon(?:s|ed)\b"),
    (Status.SHELVED, r"\bshelve[sd]?\b|\bsuspend(?:s|ed)\b|\bput (?:off|on hold)\b|\bfro[sz]e(?:n)?\b"),
    (Status.IDLE, r"\b(?:halt(?:s|ed)?|stop(?:s|ped)) (?:flow|transit|supply|deliver|operat)"),
    (Status.OPERATING, r"\binaugurat|\bgoes into service\b|\bcommission(?:s|ed)\b|\b(?:is|was) opened\b|\bstarts? (?:commercial )?operation"),
    (Status.CONSTRUCTION, r"\bbreaks? ground|\bground-?breaking|\bconstruction (?:starts|begins|has (?:started|begun))|\bworks? (?:starts?|begins?)\b|\bstarts? (?:the )?(?:works|construction|building)"),
    (Status.PROPOSED, r"\bfeasibility study\b|\bframework agreement\b"),
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A candidate with what the program makes of it.

    `duplicate_of` is the id of an event of the atlas, or "where" of an earlier candidate, that tells the same. `moves` is
    the status that the words may say for the corridor that is surest, or None: it is never applied without a person.
    """

    candidate: Candidate
    kind: EventKind
    links: Links
    duplicate_of: str | None = None
    moves: tuple[str, Status] | None = None


def propose(atlas: Atlas, candidates: Sequence[Candidate], progress: Callable[[int], None] | None = None) -> list[Proposal]:
    """Return a proposal for each candidate in order; `progress` is told how many are done."""
    seen = _Seen(atlas.events)
    made = []
    # Articles say the same thing again, feeds carry the same story.
    linked: dict[tuple[object, ...], Links] = {}
    for number, candidate in enumerate(candidates, 1):
        double = seen.find(candidate)
        event = atlas.event_by_id.get(double or "")
        told = (candidate.headline, candidate.text, candidate.date, candidate.place)
        if not event and told not in linked:
            linked[told] = link(atlas, candidate)
        links = _links_of(event) if event else linked[told]
        kind = event.kind if event else kind_of(candidate.headline)
        made.append(Proposal(candidate, kind, links, double, None if event else _move(candidate, links)))
        if double is None:
            seen.add(candidate)
        if progress and (number % 100 == 0 or number == len(candidates)):
            progress(number)
    return made


def kind_of(headline: str) -> EventKind:
    """Return the kind of news that a headline's words tell; talks, where they tell nothing."""
    return next((kind for kind, words in KIND_WORDS if re.search(words, headline, re.IGNORECASE)), EventKind.DIPLOMATIC)


def _move(candidate: Candidate, links: Links) -> tuple[str, Status] | None:
    told = next((status for status, words in STATUS_WORDS if re.search(words, candidate.headline, re.IGNORECASE)), None)
    return (links.corridors[0].id, told) if told and links.corridors else None


def _links_of(event: Event) -> Links:
    why = ("as the event that it repeats",)
    return Links(tuple(Link(name, 1.0, why) for name in event.corridors), tuple(Link(name, 1.0, why) for name in event.actors))


class _Seen:
    """Headlines by day: the events of the atlas, and the candidates before."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.by_day: defaultdict[int, dict[str, str]] = defaultdict(dict)
        # Where in its day each headline stands, by each of its words.
        self.by_word: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.in_order: defaultdict[int, list[str]] = defaultdict(list)
        for event in events:
            self._put(event.headline, event.date.earliest.toordinal(), event.id)

    def _put(self, headline: str, day: int, name: str) -> None:
        plain = " ".join(normalize(headline).split())
        if plain not in self.by_day[day]:
            for word in set(plain.split()):
                self.by_word[day][word].append(len(self.in_order[day]))
            self.in_order[day].append(plain)
            self.by_day[day][plain] = name

    def add(self, candidate: Candidate) -> None:
        if candidate.date:
            self._put(candidate.headline, candidate.date.earliest.toordinal(), candidate.where)

    def find(self, candidate: Candidate) -> str | None:
        if candidate.date is None:
            return None
        first, last = candidate.date.earliest.toordinal(), candidate.date.latest.toordinal()
        headline = " ".join(normalize(candidate.headline).split())
        days = [day for day in range(first - MOST_DAYS, min(last, first + 31) + MOST_DAYS + 1) if day in self.by_day]
        near = [self.by_day[day] for day in days]
        best, score = "", float(LEAST_LIKE)
        for told in self._choices(headline, days) if not any(headline in told for told in near) else ():
            found = process.extractOne(headline, told, scorer=fuzz.ratio, score_cutoff=score)
            if found and (not best or found[1] > score):
                best, score = found[0], found[1]
        return next((told[words] for told in reversed(near) if (words := best or headline) in told), None)

    def _choices(self, headline: str, days: Sequence[int]) -> list[list[str]]:
        """Return the headlines of some days that one may repeat: all, where they are not many; else those that share its rarest words."""
        if sum(len(self.in_order[day]) for day in days) <= MOST_COMPARED:
            return [self.in_order[day] for day in days]
        shared = [(self.by_word[day][word], day) for day in days for word in set(headline.split()) if word in self.by_word[day]]
        chosen: defaultdict[int, set[int]] = defaultdict(set)
        left = MOST_COMPARED
        # Of those with equally many, the same each time: sets are in another order in each process.
        for places, day in sorted(shared, key=lambda item: (len(item[0]), item[1], item[0][:1])):
            new = [place for place in places[-left:] if place not in chosen[day]]
            chosen[day].update(new)
            left -= len(new)
            if left <= 0:
                break
        return [[self.in_order[day][place] for place in sorted(chosen[day])] for day in days]
