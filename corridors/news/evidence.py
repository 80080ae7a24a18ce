"""What in a candidate speaks for a corridor, as numbers with their reasons in words. `link.py` weighs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from corridors.atlas import Atlas
from corridors.geometry import distance_km
from corridors.model import Corridor, Position
from corridors.news.gist import Reading
from corridors.news.lands import shares_of
from corridors.news.lexicon import COUNTRY_SEAT, lexicon_of
from corridors.news.names import said_names
from corridors.news.past import Alike
from corridors.terms import Kind, MilestoneKind

NEAR_KM = 60.0
# From which value on each of these says that news names a corridor, in one way or another.
SAID = {"named": 0.5, "named_text": 0.5, "named_place": 0.5, "stretch": 0.5, "words_and_kind": 0.75, "pair_and_kind": 0.9}
SAID |= {"partners": 1.0, "keyword": 1.0}


@dataclass(slots=True)
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
    found = _of_kinds(atlas, reading)
    # Looked for from what is mentioned rather than corridor by corridor: most of it speaks for few.
    for add in (_add_names, _add_stretches, _add_routes, _add_countries, _add_actors, _add_alike, _add_near, _add_unheard):
        add(atlas, reading, found)
    if said := {name for name, item in found.items() if is_said(item.values)}:
        for name in found.keys() - said:
            found[name].values["others_named"] = 1.0
        for name in {name for one in said for name in _kin(atlas)[one]} - said:
            found[name].add("kin", 1.0, "belongs with one that is named")
        return found
    for name, silent in reading.silent.items():
        why = f"like news that names none either: {silent.headline}"
        found[name].add("silent_parties", silent.by_parties, why)
        found[name].add("silent_words", silent.by_words, why)
    return found


def is_said(values: Mapping[str, float]) -> bool:
    """Tell whether news names a corridor in one way or another."""
    return not SAID.keys().isdisjoint(values) and any(values.get(name, 0.0) >= least for name, least in SAID.items())


def _of_kinds(atlas: Atlas, reading: Reading) -> dict[str, Evidence]:
    """Return the evidence that begins with whether the kind of each corridor is spoken of."""
    why = {kind: f"speaks of {', '.join(words)}" for kind, words in reading.groups.get("kind", {}).items()}
    other = {"other_kind": 1.0} if why else {}
    return {
        name: Evidence({"kind": 1.0}, {"kind": why[kind]}) if kind in why else Evidence(other.copy(), {})
        for name, kind in _kinds(atlas).items()
    }


@lru_cache(maxsize=4)
def _kinds(atlas: Atlas) -> Mapping[str, str]:
    return {corridor.id: corridor.kind.value for corridor in atlas.corridors}


def _add_names(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    """Note what is named, in the headline or the text or by the bare name of its place, which may be meant as the place, and words of names."""
    named = reading.groups.get("corridor", {})
    for name, words in named.items():
        corridor = atlas.corridor_by_id[name]
        heads = tuple(word for word in words if word in reading.headline)
        share = max(_share(atlas, corridor, reading, word) for word in heads or words)
        place = corridor.kind.is_site and all(reading.means("place", word) for word in words)
        found[name].add("named_place" if place else "named" if heads else "named_text", share, f"named: {', '.join(heads or words)}")
    for name, said in said_names(atlas, reading.stems).items():
        if name not in named and "kind" in found[name].values:
            found[name].add("words_and_kind", said.share**2, f"words of its name: {said.name}")


def _add_stretches(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    for name, words in reading.groups.get("stretch", {}).items():
        if "kind" in found[name].values:
            # Among those of the kind that is spoken of: the Torghundi-Herat railway is a railway's.
            rivals = [one for one in _meant(atlas, words, "stretch") if "kind" in found[one].values]
            found[name].add("stretch", 1 / max(1, len(rivals)), f"a stretch of it: {', '.join(words)}")


def _add_routes(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    """Note what belongs to a corridor, and the places on its route."""
    for name, words in reading.groups.get("keyword", {}).items():
        found[name].add("keyword", 1.0, f"belongs to {', '.join(words)}")
    # A capital in news is its government more often than the place.
    seats = {word for words in reading.groups.get(COUNTRY_SEAT, {}).values() for word in words}
    for name, words in reading.groups.get("place", {}).items():
        if places := [word for word in words if word not in seats]:
            share = sum([1 / max(1, len(_meant(atlas, (word,), "place"))) for word in places])
            found[name].add("places", min(2.0, share), f"on its route: {', '.join(places)}")


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


def _add_countries(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    if not reading.countries:
        return
    shares, named = shares_of(atlas, frozenset(reading.countries)), reading.groups.get("corridor", {})
    for name, item in found.items():
        if (share := shares.get(name)) is None:
            item.values["foreign"] = 1.0
            continue
        item.add("foreign", share.foreign)
        item.add("parties", share.parties, share.parties_why)
        if "kind" in item.values:
            item.add("parties_and_kind", share.parties)
            item.add("countries_and_kind", share.crossed, share.crossed_why)
            if name not in named:
                item.add("pair_and_kind", share.pair, "the countries of its name are spoken of")


def _add_actors(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    theirs: defaultdict[str, list[str]] = defaultdict(list)
    for actor in sorted(reading.groups.get("actor", {})):
        for name in _corridors_of(atlas).get(actor, ()):
            theirs[name].append(actor)
    for name, actors in theirs.items():
        item, own = found[name], frozenset(actors)
        words = ", ".join(word for actor in actors for word in reading.of("actor", actor))
        share = 1 / _shared_by(atlas, own, None)
        item.add("actors", share, f"its actors: {words}")
        if "kind" in item.values:
            item.add("actors_and_kind", share)
            kind = atlas.corridor_by_id[name].kind
            item.add("partners", float(len(own) > 1 and _shared_by(atlas, own, kind) == 1), f"alone has both: {words}")


@lru_cache(maxsize=4)
def _corridors_of(atlas: Atlas) -> Mapping[str, tuple[str, ...]]:
    """Return the corridors that each actor has a part in."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for corridor in atlas.corridors:
        for part in corridor.actors:
            found[part.actor][corridor.id] = None
    return {actor: tuple(names) for actor, names in found.items()}


@lru_cache(maxsize=8192)
def _shared_by(atlas: Atlas, actors: frozenset[str], kind: Kind | None) -> int:
    """Return how many corridors, of a kind or of all, have all of some actors."""
    return sum(actors <= {part.actor for part in corridor.actors} for corridor in atlas.corridors if kind in {None, corridor.kind})


def _add_alike(_: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    total = sum([alike.likeness for alike in reading.alike])
    theirs: defaultdict[str, list[Alike]] = defaultdict(list)
    for alike in reading.alike:
        for name in found.keys() & alike.event.corridors:
            theirs[name].append(alike)
    for name, likes in theirs.items():
        share = sum([alike.likeness for alike in likes]) / total
        found[name].add("alike", share, f"like earlier news of it: {likes[0].event.headline}")
        found[name].add("most_alike", likes[0].likeness)


def _add_near(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    if place := reading.candidate.place:
        for name, shapes in _shapes(atlas).items():
            if (km := distance_to_route_km(shapes, place)) <= NEAR_KM:
                found[name].add("near", 1 - km / NEAR_KM / 2, f"{km:.0f} km from its route")


def _add_unheard(atlas: Atlas, reading: Reading, found: Mapping[str, Evidence]) -> None:
    if date := reading.candidate.date:
        # Give or take a year: news often comes before a corridor's first dated status.
        last = date.latest.year + 1
        for name, first in _first_years(atlas).items():
            if first > last:
                found[name].add("unheard_of", 1.0)


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
