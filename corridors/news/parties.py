"""What in a candidate speaks for an actor, as numbers with their reasons in words. `link.py` weighs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from corridors.atlas import Atlas
from corridors.model import Actor, PartialDate
from corridors.news.evidence import COUNTRY_GROUPS, Evidence, Reading
from corridors.news.lexicon import COUNTRY_NAME
from corridors.terms import ActorType

# How many of the likeliest corridors tell who takes part.
MOST_CORRIDORS = 4


def actor_evidence(atlas: Atlas, reading: Reading, likely: Sequence[tuple[str, float]]) -> dict[str, Evidence]:
    """Return the evidence for every actor that anything speaks for; `likely` are corridors with their scores, best first."""
    found: dict[str, Evidence] = {}
    seen = {name for alike in reading.alike for name in alike.event.actors}
    likely = likely[:MOST_CORRIDORS]
    # Of whom nothing below can find anything is not asked: three actors of four.
    concerned = seen.union(reading.groups.get("actor", ()), *(_members(atlas)[corridor] for corridor, _ in likely))
    lands = set(reading.countries).union(*(atlas.corridor_by_id[corridor].countries for corridor, _ in likely))
    for actor in atlas.actors:
        if actor.id not in concerned and actor.country not in lands:
            continue
        item = Evidence()
        _add_named(atlas, actor, reading, item)
        _add_parts(atlas, actor, reading, likely, item)
        theirs = [alike for alike in reading.alike if actor.id in alike.event.actors] if actor.id in seen else []
        if theirs:
            total = sum(alike.likeness for alike in reading.alike)
            item.add("alike", sum(alike.likeness for alike in theirs) / total, f"in news like it: {theirs[0].event.headline}")
        if item.values:
            found[actor.id] = item
    return found


def _add_named(atlas: Atlas, actor: Actor, reading: Reading, item: Evidence) -> None:
    own = reading.of("actor", actor.id)
    if own:
        item.add("headline" if own[0] in reading.headline else "text", 1.0, f"named: {', '.join(own)}")
        return
    if actor.country is None or state_of(atlas, actor.country, reading.candidate.date) != actor.id:
        return
    words = reading.countries.get(actor.country, ())
    if not words:
        return
    if any(word in reading.headline for word in words):
        item.add("headline_country", 1.0, f"country named: {', '.join(words)}")
    else:
        plain = any(actor.country in reading.groups.get(group, {}) for group in COUNTRY_GROUPS if group == COUNTRY_NAME)
        item.add("text_country" if plain else "text_people", 1.0, f"country named: {', '.join(words)}")


def _add_parts(atlas: Atlas, actor: Actor, reading: Reading, likely: Sequence[tuple[str, float]], item: Evidence) -> None:
    """Note its part in the likely corridors; a state that is crossed has one, the more so the fewer are."""
    members = _members(atlas)
    parts = [(score, corridor) for corridor, score in likely if actor.id in members[corridor]]
    if parts:
        score, corridor = max(parts)
        item.add("part", score, f"has a part in {atlas.corridor_by_id[corridor].label}")
    if not actor.country or state_of(atlas, actor.country, reading.candidate.date) != actor.id:
        return
    crossed = [
        (score / len(atlas.corridor_by_id[c].countries), score, c)
        for c, score in likely
        if actor.country in atlas.corridor_by_id[c].countries
    ]
    if crossed:
        share, score, corridor = max(crossed)
        item.add("crossed", share, f"{atlas.corridor_by_id[corridor].label} crosses it")
        item.add("crossed_unsaid", 0.0 if reading.countries else score)


@lru_cache(maxsize=4)
def _members(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    """Return the actors that have a part in each corridor."""
    return {corridor.id: frozenset(part.actor for part in corridor.actors) for corridor in atlas.corridors}


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
