"""What in a candidate speaks for an actor, as numbers with their reasons in words. `link.py` weighs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.model import Actor, Corridor, PartialDate
from corridors.news.evidence import Evidence
from corridors.news.gist import Reading
from corridors.news.lexicon import COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT
from corridors.news.past import party_of
from corridors.terms import ActorType

# How many of the likeliest corridors tell who takes part.
MOST_CORRIDORS = 4


class Likely(NamedTuple):
    """A corridor that news may be about, how likely, and the parties to it."""

    score: float
    corridor: Corridor
    parties: frozenset[str]


def actor_evidence(atlas: Atlas, reading: Reading, likely: Sequence[tuple[str, float]]) -> dict[str, Evidence]:
    """Return the evidence for every actor that anything speaks for; `likely` are corridors with their scores, best first."""
    found: dict[str, Evidence] = {}
    best = [Likely(score, atlas.corridor_by_id[name], _parties(atlas)[name]) for name, score in likely[:MOST_CORRIDORS]]
    usual, alike, companies = _usual(atlas, reading, best), _alike(atlas, reading), _companies(atlas, reading)
    for actor in atlas.actors:
        item = Evidence()
        state = actor.type is ActorType.STATE
        _add_named(atlas, actor, reading, item)
        # In another government's time only its own name speaks for it.
        if "headline" in item.values or _is_of_the_time(atlas, actor, reading):
            party = party_of(atlas, actor.id)
            _add_parts(actor, party, best, item)
            if party in alike:
                item.add("alike", *alike[party])
            item.add("usual" if state else "usual_company", usual.get(party, 0.0), "often in news of it")
            if state and actor.country:
                _add_places(actor, reading, best, item)
                if item.values:
                    item.add("own_company", float(actor.country in companies))
        if item.values:
            found[actor.id] = item
    return found


def _companies(atlas: Atlas, reading: Reading) -> set[str | None]:
    """Return the countries of which a company or body is in the headline: it is the party then, not its state."""
    named = [name for name, words in reading.groups.get("actor", {}).items() if any(word in reading.headline for word in words)]
    return {atlas.actor_by_id[name].country for name in named if atlas.actor_by_id[name].type is not ActorType.STATE}


def _alike(atlas: Atlas, reading: Reading) -> dict[str, tuple[float, str]]:
    """Return for each party its share in earlier news that is like a candidate, and which."""
    total = sum(alike.likeness for alike in reading.alike)
    found: dict[str, tuple[float, str]] = {}
    for alike in reading.alike:
        for party in {party_of(atlas, name) for name in alike.event.actors}:
            share, why = found.get(party, (0.0, f"in news like it: {alike.event.headline}"))
            found[party] = (share + alike.likeness / total, why)
    return found


def _is_of_the_time(atlas: Atlas, actor: Actor, reading: Reading) -> bool:
    return actor.type is not ActorType.STATE or not actor.country or state_of(atlas, actor.country, reading.candidate.date) == actor.id


def _usual(atlas: Atlas, reading: Reading, likely: Sequence[Likely]) -> dict[str, float]:
    """Return the share of the news of the likely corridors in which each party takes part."""
    usual: defaultdict[str, float] = defaultdict(float)
    for score, corridor, _ in likely:
        events = [event for event in atlas.events_of(corridor.id) if event.id != reading.without]
        counts: Counter[str] = Counter(party for event in events for party in {party_of(atlas, name) for name in event.actors})
        for party, number in counts.items():
            usual[party] = max(usual[party], score * number / (len(events) + 1))
    return usual


def _add_places(actor: Actor, reading: Reading, likely: Sequence[Likely], item: Evidence) -> None:
    """Note what else points to a state: a place of it, a corridor with it in the name, as many states as a corridor crosses."""
    where = reading.groups.get("where", {}).get(actor.country or "", ())
    if heads := [word for word in where if word in reading.headline]:
        item.add("place_in_headline", 1.0, f"a place of it: {', '.join(heads)}")
    item.add("here", float(reading.here == actor.country), "took place in it")
    item.add("inside", float(actor.country in reading.inside), "in the name of a corridor")
    if not reading.countries or reading.states:
        crossed = [(score, corridor) for score, corridor, _ in likely if actor.country in corridor.countries]
        numbered = (score for score, corridor in crossed if len(corridor.countries) == reading.states)
        item.add("numbered", max(numbered, default=0.0), f"one of the {reading.states} states")
        if not reading.countries:
            item.add("crossed_unsaid", max((score for score, _ in crossed), default=0.0))


def _add_named(atlas: Atlas, actor: Actor, reading: Reading, item: Evidence) -> None:
    own = reading.of("actor", actor.id)
    if own:
        item.add("headline" if any(word in reading.headline for word in own) else "text", 1.0, f"named: {', '.join(own)}")
        return
    if actor.country is None or state_of(atlas, actor.country, reading.candidate.date) != actor.id:
        return
    for group, name in ((COUNTRY_NAME, "country"), (COUNTRY_SEAT, "seat"), (COUNTRY_PEOPLE, "people")):
        words = reading.groups.get(group, {}).get(actor.country, ())
        if words:
            where = "headline" if any(word in reading.headline for word in words) else "text"
            item.add(f"{where}_{name}", 1.0, f"country named: {', '.join(words)}")


def _add_parts(actor: Actor, party: str, likely: Sequence[Likely], item: Evidence) -> None:
    """Note its part in the likely corridors; a state that is crossed has one, the more so the fewer are."""
    state = actor.type is ActorType.STATE
    part = max((one for one in likely if party in one.parties), key=lambda one: one.score, default=None)
    if part:
        item.add("part" if state else "part_company", part.score, f"has a part in {part.corridor.label}")
    if state and (crossed := [one for one in likely if actor.country in one.corridor.countries]):
        most = max(crossed, key=lambda one: one.score / len(one.corridor.countries))
        item.add("crossed", most.score / len(most.corridor.countries), f"{most.corridor.label} crosses it")


@lru_cache(maxsize=4)
def _parties(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    return {corridor.id: frozenset(party_of(atlas, part.actor) for part in corridor.actors) for corridor in atlas.corridors}


def state_of(atlas: Atlas, code: str, date: PartialDate | None) -> str | None:
    """Return the actor that is the state of a country; where governments followed one another, the one in the news of that time."""
    states = _states(atlas).get(code, ())
    if len(states) < 2:
        return states[0] if states else None
    day = (date.earliest if date else atlas.last_day).toordinal()

    def away(name: str) -> int:
        first, last = _active(atlas)[name]
        return max(first - day, day - last, 0)

    return min((name for name in states if name in _active(atlas)), key=away, default=None)


@lru_cache(maxsize=4)
def _states(atlas: Atlas) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for actor in atlas.actors:
        if actor.type is ActorType.STATE and actor.country:
            found[actor.country].append(actor.id)
    return {code: tuple(names) for code, names in found.items()}


@lru_cache(maxsize=4)
def _active(atlas: Atlas) -> Mapping[str, tuple[int, int]]:
    days: defaultdict[str, list[int]] = defaultdict(list)
    for event in atlas.events:
        for name in event.actors:
            days[name].append(event.date.earliest.toordinal())
    return {name: (min(found), max(found)) for name, found in days.items()}
