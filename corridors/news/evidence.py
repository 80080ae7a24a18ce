"""What in a candidate speaks for a corridor, as numbers with their reasons in words. `link.py` weighs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.geometry import distance_km
from corridors.model import Corridor, Position
from corridors.news.gist import Reading
from corridors.news.lexicon import COUNTRY_SEAT, lexicon_of
from corridors.news.names import Said, names_of_countries, said_names
from corridors.terms import ActorType, Kind, MilestoneKind

NEAR_KM = 60.0
# From which value on each of these says that news names a corridor, in one way or another.
SAID = {"named": 0.5, "named_text": 0.5, "named_place": 0.5, "stretch": 0.5, "words_and_kind": 0.75, "pair_and_kind": 0.9}
SAID |= {"partners": 1.0, "keyword": 1.0}


@dataclass
class Evidence:
    """Numbers by feature, mostly 0 to 1, and what each rests on."""

    values: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: float, reason: str = "") -> None:
        """Note a number, and why, where it is not nothing."""
        if value:
            self.values[name] = value
            if reason:
                self.reasons[name] = reason


def corridor_evidence(atlas: Atlas, reading: Reading) -> dict[str, Evidence]:
    """Return the evidence for every corridor; in news that names none, what news like it was about."""
    date = reading.candidate.date
    first = _first_years(atlas)
    names = said_names(atlas, reading.stems)
    found = {corridor.id: _evidence(atlas, corridor, reading, names.get(corridor.id)) for corridor in atlas.corridors}
    said = {name for name, item in found.items() if is_said(item.values)}
    kin = {name for one in said for name in _kin(atlas)[one]}
    for name, item in found.items():
        # Give or take a year: news often comes before a corridor's first dated status.
        item.add("unheard_of", float(date is not None and first[name] > date.latest.year + 1))
        if said and name not in said:
            item.add("others_named", 1.0)
            item.add("kin", float(name in kin), "belongs with one that is named")
        if not said and (silent := reading.silent.get(name)):
            item.add("silent_parties", silent.by_parties, f"like news that names none either: {silent.headline}")
            item.add("silent_words", silent.by_words, f"like news that names none either: {silent.headline}")
    return found


def is_said(values: Mapping[str, float]) -> bool:
    """Tell whether news names a corridor in one way or another."""
    return any(values[name] >= SAID[name] for name in SAID.keys() & values.keys())


def _evidence(atlas: Atlas, corridor: Corridor, reading: Reading, name: Said | None) -> Evidence:
    item = Evidence()
    fits = reading.of("kind", corridor.kind.value)
    item.add("kind", float(bool(fits)), f"speaks of {', '.join(fits)}")
    item.add("other_kind", float("kind" in reading.groups and not fits))
    if words := reading.of("corridor", corridor.id):
        _add_named(atlas, corridor, reading, item, words)
    elif name and fits:
        item.add("words_and_kind", name.share**2, f"words of its name: {name.name}")
    if (words := reading.of("stretch", corridor.id)) and fits:
        # Among those of the kind that is spoken of: the Torghundi-Herat railway is a railway's.
        rivals = [one for one in _meant(atlas, words, "stretch") if atlas.corridor_by_id[one].kind.value in reading.groups["kind"]]
        item.add("stretch", 1 / max(1, len(rivals)), f"a stretch of it: {', '.join(words)}")
    if words := reading.of("keyword", corridor.id):
        item.add("keyword", 1.0, f"belongs to {', '.join(words)}")
    # A capital in news is its government more often than the place.
    if words := tuple(word for word in reading.of("place", corridor.id) if not reading.means(COUNTRY_SEAT, word)):
        share = sum(1 / max(1, len(_meant(atlas, (word,), "place"))) for word in words)
        item.add("places", min(2.0, share), f"on its route: {', '.join(words)}")
    _add_countries(atlas, corridor, reading, item)
    _add_actors(atlas, corridor, reading, item)
    _add_alike(corridor, reading, item)
    place = reading.candidate.place
    if place and (km := distance_to_route_km(_shapes(atlas)[corridor.id], place)) <= NEAR_KM:
        item.add("near", 1 - km / NEAR_KM / 2, f"{km:.0f} km from its route")
    return item


def _add_named(atlas: Atlas, corridor: Corridor, reading: Reading, item: Evidence, words: tuple[str, ...]) -> None:
    """Note that it is named: in the headline or the text, or by the bare name of its place, which may be meant as the place."""
    heads = tuple(word for word in words if word in reading.headline)
    share = max(_share(atlas, corridor, reading, word) for word in heads or words)
    place = corridor.kind.is_site and all(reading.means("place", word) for word in words)
    item.add("named_place" if place else "named" if heads else "named_text", share, f"named: {', '.join(heads or words)}")


def _share(atlas: Atlas, corridor: Corridor, reading: Reading, word: str) -> float:
    """Return the share of a corridor in a phrase: of several that it names, those of the kind and the countries spoken of are meant."""
    rivals = _meant(atlas, (word,), "corridor") | {corridor.id}
    if len(rivals) < 2:
        return 1.0
    of_kind = {name for name in rivals if reading.of("kind", atlas.corridor_by_id[name].kind.value)}
    if of_kind and corridor.id not in of_kind:
        return 0.2
    spoken = {name: 0.1 + len(reading.countries.keys() & set(atlas.corridor_by_id[name].countries)) for name in of_kind or rivals}
    return spoken[corridor.id] / max(spoken.values())


def _add_countries(atlas: Atlas, corridor: Corridor, reading: Reading, item: Evidence) -> None:
    """Note the countries it crosses, those of its name, and those of all its parties, beside those that are spoken of."""
    spoken, parties = reading.countries.keys(), _parties(atlas)[corridor.id]
    ours = len(spoken & parties)
    if not ours:
        item.add("foreign", float(bool(spoken)))
        return
    own = [code for code in corridor.countries if code in spoken]
    item.add("foreign", 1 - len(set(own)) / len(spoken))
    cover = (ours / len(spoken)) ** 2 if len(spoken) > 1 else ours / 2
    share = cover * (ours / len(parties)) ** 0.5
    item.add("parties", share, f"parties: {', '.join(country_name(code) for code in sorted(spoken & parties))}")
    if "kind" not in item.values:
        return
    item.add("parties_and_kind", share)
    if len(own) > 1:
        crossed = len(own) / len(spoken | set(corridor.countries))
        item.add("countries_and_kind", crossed**2, f"crosses {', '.join(country_name(code) for code in own)}")
    if not reading.of("corridor", corridor.id):
        pairs = (name for name in names_of_countries(atlas)[corridor.id] if len(spoken & name) > 1)
        pair = max((len(spoken & name) / len(spoken | name) for name in pairs), default=0.0)
        item.add("pair_and_kind", pair**2, "the countries of its name are spoken of")


@lru_cache(maxsize=4)
def _parties(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    """Return the countries of each corridor: those that it crosses and those of the states that take part."""
    actors = {actor.id: actor.country for actor in atlas.actors if actor.type is ActorType.STATE and actor.country}
    return {
        corridor.id: frozenset({*corridor.countries, *(actors[part.actor] for part in corridor.actors if part.actor in actors)})
        for corridor in atlas.corridors
    }


def _add_actors(atlas: Atlas, corridor: Corridor, reading: Reading, item: Evidence) -> None:
    named = reading.groups.get("actor", {})
    own = frozenset(part.actor for part in corridor.actors if part.actor in named)
    if own:
        words = ", ".join(word for name in sorted(own) for word in named[name])
        share = 1 / _shared_by(atlas, own, None)
        item.add("actors", share, f"its actors: {words}")
        if "kind" in item.values:
            item.add("actors_and_kind", share)
            item.add("partners", float(len(own) > 1 and _shared_by(atlas, own, corridor.kind) == 1), f"alone has both: {words}")


@lru_cache(maxsize=8192)
def _shared_by(atlas: Atlas, actors: frozenset[str], kind: Kind | None) -> int:
    """Return how many corridors, of a kind or of all, have all of some actors."""
    return sum(actors <= {part.actor for part in corridor.actors} for corridor in atlas.corridors if kind in {None, corridor.kind})


def _add_alike(corridor: Corridor, reading: Reading, item: Evidence) -> None:
    theirs = [alike for alike in reading.alike if corridor.id in alike.event.corridors]
    if theirs:
        share = sum(alike.likeness for alike in theirs) / sum(alike.likeness for alike in reading.alike)
        item.add("alike", share, f"like earlier news of it: {theirs[0].event.headline}")
        item.add("most_alike", theirs[0].likeness)


@lru_cache(maxsize=8192)
def _meant(atlas: Atlas, words: tuple[str, ...], group: str) -> frozenset[str]:
    """Return the corridors that any of some phrases mean in a group."""
    mentions = [mention for word in words for mention in lexicon_of(atlas).find(word)]
    return frozenset(term.id for mention in mentions for term in mention.meanings if term.group == group)


@lru_cache(maxsize=4)
def _kin(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    """Return the corridors that stand in any relation to each."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for corridor in atlas.corridors:
        for relation in corridor.relations:
            found[corridor.id].add(relation.to)
            found[relation.to].add(corridor.id)
    return {corridor.id: frozenset(found[corridor.id]) for corridor in atlas.corridors}


@lru_cache(maxsize=4)
def _first_years(atlas: Atlas) -> Mapping[str, int]:
    """Return the year in which each corridor was first heard of; 0 where nothing is dated."""
    found = {}
    for corridor in atlas.corridors:
        dates = [entry.date.earliest for entry in corridor.history if entry.date]
        dates += [m.date.earliest for m in corridor.milestones if m.date and m.kind is MilestoneKind.ANNOUNCED]
        found[corridor.id] = min(dates).year if dates else 0
    return found


def distance_to_route_km(routes: Sequence[BaseGeometry], place: Position) -> float:
    """Return the distance from a position to the nearest point of routes, in km; the nearest is sought in degrees."""
    here = shapely.Point(place)
    near = min(routes, key=lambda route: float(shapely.distance(route, here)))
    spot = shapely.get_point(shapely.shortest_line(near, here), 0)
    return distance_km((spot.x, spot.y), place)


@lru_cache(maxsize=4)
def _shapes(atlas: Atlas) -> Mapping[str, tuple[BaseGeometry, ...]]:
    return {
        corridor.id: tuple(shapely.Point(s.points[0]) if s.is_site else shapely.LineString(s.points) for s in corridor.segments)
        for corridor in atlas.corridors
    }
