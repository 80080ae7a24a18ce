"""How the countries that news speaks of fit each corridor: whether it crosses them, and whether they are its parties or its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.news.names import names_of_countries
from corridors.terms import ActorType


class Shares(NamedTuple):
    """Shares of the countries spoken of, and reasons: those that a corridor does not cross, its parties, what it crosses, its name."""

    foreign: float
    parties: float
    parties_why: str
    crossed: float
    crossed_why: str
    pair: float


# News is of the same countries again and again.
@lru_cache(maxsize=512)
def shares_of(atlas: Atlas, spoken: frozenset[str]) -> Mapping[str, Shares]:
    """Return the shares of each corridor to which any of the countries that are spoken of is a party."""
    found = {}
    for name, lands in _lands(atlas).items():
        if ours := spoken & lands.parties:
            own = spoken & lands.crossed
            cover = (len(ours) / len(spoken)) ** 2 if len(spoken) > 1 else len(ours) / 2
            pairs = [len(spoken & pair) / len(spoken | pair) for pair in lands.names if len(spoken & pair) > 1]
            found[name] = Shares(
                1 - len(own) / len(spoken),
                cover * (len(ours) / len(lands.parties)) ** 0.5,
                f"parties: {_words(tuple(sorted(ours)))}",
                (len(own) / len(spoken | lands.crossed)) ** 2 if len(own) > 1 else 0.0,
                f"crosses {_words(tuple([code for code in lands.along if code in own]))}" if len(own) > 1 else "",
                max(pairs) ** 2 if pairs else 0.0,
            )
    return found


@lru_cache(maxsize=8192)
def _words(codes: tuple[str, ...]) -> str:
    return ", ".join(country_name(code) for code in codes)


class _Lands(NamedTuple):
    """The countries of a corridor: with those of the states that take part, those that it crosses, in order too, those of each name."""

    parties: frozenset[str]
    crossed: frozenset[str]
    along: tuple[str, ...]
    names: tuple[frozenset[str], ...]


@lru_cache(maxsize=4)
def _lands(atlas: Atlas) -> Mapping[str, _Lands]:
    states = {actor.id: actor.country for actor in atlas.actors if actor.type is ActorType.STATE and actor.country}
    names, found = names_of_countries(atlas), {}
    for corridor in atlas.corridors:
        crossed = frozenset(corridor.countries)
        parties = crossed.union(states[part.actor] for part in corridor.actors if part.actor in states)
        found[corridor.id] = _Lands(parties, crossed, corridor.countries, names[corridor.id])
    return found
