"""What in a candidate speaks for an actor, as numbers with their reasons in words. `link.py` weighs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.model import Actor, PartialDate
from corridors.news.evidence import Evidence
from corridors.news.gist import Reading
from corridors.news.lexicon import COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT
from corridors.news.past import parties_of, party_of
from corridors.terms import ActorType

# How many of the likeliest corridors tell who takes part.
MOST_CORRIDORS = 4


class Clues(NamedTuple):
    """What speaks for parties and countries, by their ids and codes: numbers, some with the reason."""

    alike: Mapping[str, tuple[float, str]]
    usual: Mapping[str, float]
    parts: Mapping[str, tuple[float, str]]
    crossed: Mapping[str, tuple[float, str]]
    crossed_score: Mapping[str, float]
    numbered: Mapping[str, float]
    companies: frozenset[str | None]


class Role(NamedTuple):
    """An actor, the party that it is, the country if it is a state, and whether others governed that in their time."""

    actor: Actor
    party: str
    land: str
    has_rivals: bool


def actor_evidence(atlas: Atlas, reading: Reading, likely: Sequence[tuple[str, float]]) -> dict[str, Evidence]:
    """Return the evidence for every actor that anything speaks for; `likely` are corridors with their scores, best first."""
    clues = _clues(atlas, reading, likely[:MOST_CORRIDORS])
    named, where = reading.groups.get("actor", {}), reading.groups.get("where", {})
    # Of whom nothing can be found is not asked: most of them.
    heard = {*clues.alike, *clues.usual, *clues.parts, *clues.crossed, *reading.countries, *where, *reading.inside, reading.here}
    found: dict[str, Evidence] = {}
    for role in _roles(atlas):
        if role.party in heard or role.actor.id in named:
            item = Evidence()
            of_the_time = not role.has_rivals or state_of(atlas, role.land, reading.candidate.date) == role.actor.id
            _add_named(role, reading, item, of_the_time=of_the_time)
            # In another government's time only its own name speaks for it.
            if of_the_time or "headline" in item.values:
                _add_clues(role, clues, item)
                if role.land:
                    _add_places(role.land, reading, clues, item)
            if item.values:
                found[role.actor.id] = item
    return found


def _clues(atlas: Atlas, reading: Reading, likely: Sequence[tuple[str, float]]) -> Clues:
    """Return what the likely corridors and the news alike say of parties; a state that is crossed has a part, the more so the fewer are."""
    usual: dict[str, float] = {}
    parts: dict[str, tuple[float, str]] = {}
    crossed: dict[str, tuple[float, str]] = {}
    crossed_score: dict[str, float] = {}
    numbered: dict[str, float] = {}
    for name, score in likely:
        corridor = atlas.corridor_by_id[name]
        counts, total = _usual(atlas, name, reading.without)
        for party, count in counts.items():
            usual[party] = max(usual.get(party, 0.0), score * count / total)
        _raise(parts, _parties(atlas)[name], score, f"has a part in {corridor.label}")
        number = len(corridor.countries)
        _raise(crossed, corridor.countries, score / max(1, number), f"{corridor.label} crosses it")
        for code in corridor.countries:
            crossed_score[code] = max(crossed_score.get(code, 0.0), score)
            if number == reading.states:
                numbered[code] = max(numbered.get(code, 0.0), score)
    return Clues(_alike(atlas, reading), usual, parts, crossed, crossed_score, numbered, _companies(atlas, reading))


def _raise(best: dict[str, tuple[float, str]], keys: Iterable[str], value: float, why: str) -> None:
    """Note a value and why where it is the highest so far."""
    for key in keys:
        if key not in best or value > best[key][0]:
            best[key] = (value, why)


@lru_cache(maxsize=4096)
def _usual(atlas: Atlas, corridor: str, without: str) -> tuple[Mapping[str, int], int]:
    """Return in how much of the news of a corridor each party takes part, and how much there is and one more."""
    events = [event for event in atlas.events_of(corridor) if event.id != without]
    return Counter(party for event in events for party in parties_of(atlas)[event.id]), len(events) + 1


def _companies(atlas: Atlas, reading: Reading) -> frozenset[str | None]:
    """Return the countries of which a company or body is in the headline: it is the party then, not its state."""
    named = [name for name, words in reading.groups.get("actor", {}).items() if any(word in reading.headline for word in words)]
    return frozenset(atlas.actor_by_id[name].country for name in named if atlas.actor_by_id[name].type is not ActorType.STATE)


def _alike(atlas: Atlas, reading: Reading) -> dict[str, tuple[float, str]]:
    """Return for each party its share in earlier news that is like a candidate, and which."""
    total = sum([alike.likeness for alike in reading.alike])
    found: dict[str, tuple[float, str]] = {}
    for alike in reading.alike:
        why, share = f"in news like it: {alike.event.headline}", alike.likeness / total
        for party in parties_of(atlas)[alike.event.id]:
            before, first = found.get(party, (0.0, why))
            found[party] = (before + share, first)
    return found


def _add_clues(role: Role, clues: Clues, item: Evidence) -> None:
    state = role.actor.type is ActorType.STATE
    if role.party in clues.parts:
        item.add("part" if state else "part_company", *clues.parts[role.party])
    if role.land and role.land in clues.crossed:
        item.add("crossed", *clues.crossed[role.land])
    if role.party in clues.alike:
        item.add("alike", *clues.alike[role.party])
    item.add("usual" if state else "usual_company", clues.usual.get(role.party, 0.0), "often in news of it")


def _add_places(land: str, reading: Reading, clues: Clues, item: Evidence) -> None:
    """Note what else points to a state: a place of it, a corridor with it in the name, as many states as a corridor crosses."""
    where = reading.of("where", land)
    if heads := [word for word in where if word in reading.headline]:
        item.add("place_in_headline", 1.0, f"a place of it: {', '.join(heads)}")
    item.add("here", float(reading.here == land), "took place in it")
    item.add("inside", float(land in reading.inside), "in the name of a corridor")
    if not reading.countries or reading.states:
        item.add("numbered", clues.numbered.get(land, 0.0), f"one of the {reading.states} states")
        if not reading.countries:
            item.add("crossed_unsaid", clues.crossed_score.get(land, 0.0))
    if item.values:
        item.add("own_company", float(land in clues.companies))


def _add_named(role: Role, reading: Reading, item: Evidence, *, of_the_time: bool) -> None:
    """Note that it is named, or, of a state of the time, its country."""
    if own := reading.of("actor", role.actor.id):
        item.add("headline" if any(word in reading.headline for word in own) else "text", 1.0, f"named: {', '.join(own)}")
    elif of_the_time and role.land in reading.countries:
        for group in (COUNTRY_NAME, COUNTRY_SEAT, COUNTRY_PEOPLE):
            if words := reading.of(group, role.land):
                where = "headline" if any(word in reading.headline for word in words) else "text"
                item.add(f"{where}_{group}", 1.0, f"country named: {', '.join(words)}")


@lru_cache(maxsize=4)
def _roles(atlas: Atlas) -> tuple[Role, ...]:
    lands = {actor.id: actor.country or "" for actor in atlas.actors if actor.type is ActorType.STATE}
    return tuple(
        Role(actor, party_of(atlas, actor.id), land := lands.get(actor.id, ""), len(_states(atlas).get(land, ())) > 1)
        for actor in atlas.actors
    )


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
