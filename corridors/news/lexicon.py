"""The words by which news names corridors, actors, countries, places and kinds; all from the atlas but how countries are spoken of."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import shapely

from corridors.atlas import Atlas
from corridors.countries import NAMES
from corridors.select import normalize
from corridors.terms import ActorType, Kind

# What the people and things of a country are called, then who or what stands for its government in news.
SPOKEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "AE": (("Emirati",), ("Abu Dhabi",)), "AF": (("Afghan", "Afghans"), ("Kabul",)), "AM": (("Armenian",), ("Yerevan", "Pashinyan")),
    "AZ": (("Azerbaijani", "Azeri"), ("Baku", "Aliyev")), "BY": (("Belarusian",), ("Minsk", "Lukashenko")),
    "CN": (("Chinese",), ("Beijing", "Xi", "Xi Jinping")), "DE": (("German",), ("Berlin",)), "GB": (("British", "UK"), ("London",)),
    "GE": (("Georgian",), ("Tbilisi",)), "HU": (("Hungarian",), ("Budapest", "Orban")), "IL": (("Israeli",), ("Netanyahu",)),
    "IN": (("Indian",), ("New Delhi", "Delhi", "Modi", "Jaishankar")), "IQ": (("Iraqi",), ("Baghdad",)),
    "IR": (("Iranian",), ("Tehran", "Revolutionary Guards", "IRGC", "Raisi", "Pezeshkian", "Araghchi")), "IT": (("Italian",), ()),
    "KG": (("Kyrgyz",), ("Bishkek", "Japarov")), "KZ": (("Kazakh", "Kazakhstani"), ("Astana", "Tokayev")), "MN": (("Mongolian",), ("Ulaanbaatar",)),
    "PK": (("Pakistani",), ("Islamabad", "Shehbaz Sharif", "Imran Khan")), "QA": (("Qatari",), ("Doha",)),
    "RU": (("Russian", "Russians"), ("Moscow", "Kremlin", "Putin", "Lavrov", "Novak", "FSB", "TASS")), "SA": (("Saudi",), ("Riyadh",)),
    "SK": (("Slovak",), ("Bratislava", "Fico")), "TJ": (("Tajik",), ("Dushanbe", "Rahmon")), "TM": (("Turkmen",), ("Ashgabat", "Berdimuhamedov")),
    "TR": (("Turkish", "Turkey", "Turkiye"), ("Ankara", "Erdogan")), "UA": (("Ukrainian",), ("Kyiv", "Zelensky")),
    "US": (("US", "U.S.", "USA", "American"), ("Washington", "White House", "State Department", "Trump", "Biden")),
    "UZ": (("Uzbek",), ("Tashkent", "Mirziyoyev")),
}  # fmt: skip
KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.GAS_PIPELINE: ("gas", "gas pipeline", "gas line", "natural gas", "pipeline", "line", "LNG"),
    Kind.OIL_PIPELINE: ("oil", "oil pipeline", "pipeline", "crude", "crude oil", "line", "pump station"),
    Kind.RAILWAY: ("railway", "railways", "rail", "railroad", "train", "trains", "track", "line", "railway line"),
    Kind.ROAD: ("road", "roads", "highway", "motorway"),
    Kind.POWER_LINE: ("power", "electricity", "power line", "transmission line", "substation"),
    Kind.MULTIMODAL: ("corridor", "transit", "transport corridor", "route", "transport"),
    Kind.OIL_HUB: ("oil hub", "hub", "oil", "fuel", "diesel", "oil centre", "logistics hub", "logistics centre", "logistics center"),
    Kind.PORT: ("port", "ports", "ship", "ships", "seaport", "berth"),
    Kind.DRY_PORT: ("dry port", "terminal", "border crossing"),
    Kind.FIELD: ("field", "oil", "oil field", "wells", "drilling", "oil contract"),
}
# Words of names that tell the kind, or nothing: they say what a corridor is, never which one.
COMMON = frozenset(
    [
        "and",
        "the",
        "of",
        "to",
        "a",
        "in",
        "for",
        "via",
        "by",
        "idea",
        "raised",
        "analysts",
        "gas",
        "oil",
        "pipeline",
        "pipelines",
        "line",
        "lines",
        "power",
        "railway",
        "rail",
        "road",
        "highway",
        "corridor",
        "route",
        "transport",
        "transit",
        "project",
        "system",
        "port",
        "terminal",
        "hub",
        "multimodal",
        "economic",
        "international",
        "whole",
        "branch",
        "section",
        "main",
        "formerly",
        "with",
        "first",
        "stage",
        "name",
        "used",
        "official",
        "st",
        "city",
        "border",
        "crossing",
        "north",
        "south",
        "east",
        "west",
        "eastern",
        "western",
        "central",
    ]
)
COUNTRY_WORDS = {normalize(name): code for code, name in NAMES.items()} | {
    normalize(word): code for code, (people, _) in SPOKEN.items() for word in people
}
SHORT = 5
# About 10 km: a route is drawn through its places, and positions of places are as exact as that.
ON_ROUTE_DEGREES = 0.1
MOST_WORDS = 7
TOKEN = re.compile(r"[\w’'.&-]*\w", re.UNICODE)
COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT = "country", "people", "seat"


class Term(NamedTuple):
    """What a phrase means: its group (corridor, actor, country, people, seat, keyword, place, kind) and what it names there."""

    group: str
    id: str


@dataclass(frozen=True)
class Mention:
    """A phrase found in a text, as written there, and what it means."""

    words: str
    start: int
    meanings: tuple[Term, ...]


class Lexicon:
    """Phrases as tuples of normalised words; the longest wins, and what is written in capitals only is found so only."""

    def __init__(self) -> None:
        """Start empty."""
        self._phrases: defaultdict[tuple[str, ...], set[Term]] = defaultdict(set)
        self._capitals: set[tuple[str, ...]] = set()
        # The lengths of the phrases that begin with a word, the longest first: most words begin none.
        self._lengths: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, phrase: str, group: str, name: str) -> None:
        """Add a phrase; one of few capitals is an abbreviation, which must be written as one."""
        words = tuple(normalize(phrase).split())
        if not words or len(words) > MOST_WORDS or (len(words) == 1 and (len(words[0]) < 2 or words[0] in COMMON) and group != "kind"):
            return
        self._phrases[words].add(Term(group, name))
        if len(words) not in (lengths := self._lengths[words[0]]):
            lengths.append(len(words))
            lengths.sort(reverse=True)
        if phrase.isupper() and len(phrase) <= SHORT:
            self._capitals.add(words)

    def find(self, text: str) -> list[Mention]:
        """Return the phrases of a text in order, without overlap, the longest first at each place."""
        tokens = [(word, match.start(), match[0]) for match in TOKEN.finditer(text) for word in _words(match[0])]
        plain = tuple(word for word, _, _ in tokens)
        found, index = [], 0
        while index < len(tokens):
            for length in self._lengths.get(plain[index], ()):
                words = plain[index : index + length]
                if words not in self._phrases:
                    continue
                written = [original for _, _, original in tokens[index : index + length]]
                if words not in self._capitals or written[0].isupper() or "." in written[0] or not written[0].isalpha():
                    found.append(Mention(" ".join(dict.fromkeys(written)), tokens[index][1], tuple(sorted(self._phrases[words]))))
                    index += length
                    break
            else:
                index += 1
        return found


@lru_cache(maxsize=65536)
def _words(token: str) -> tuple[str, ...]:
    return tuple(normalize(token).split())


@lru_cache(maxsize=4)
def lexicon_of(atlas: Atlas) -> Lexicon:
    """Return the phrases of an atlas."""
    made = Lexicon()
    _add_countries(made, atlas)
    for actor in atlas.actors:
        names = (actor.name, *actor.aliases)
        if actor.type is ActorType.STATE and actor.country is not None and not _has_rival(atlas, actor.id):
            _add_all(made, names, COUNTRY_NAME, actor.country)
        else:
            _add_all(made, names if actor.type is not ActorType.STATE else actor.aliases, "actor", actor.id)
    for corridor in atlas.corridors:
        _add_all(made, (corridor.name, corridor.label, *corridor.aliases), "corridor", corridor.id)
        _add_all(made, corridor.keywords, "keyword", corridor.id)
        for name in (corridor.name, *corridor.aliases, *(segment.name for segment in corridor.segments)):
            _add_all(made, stretches(name), "stretch", corridor.id)
        if (head := corridor.name.split(",")[0]) != corridor.name:
            made.add(head, "corridor", corridor.id)
        for segment in corridor.segments:
            _add_all(made, re.split(r"[-–/,:()]| and ", segment.name), "place", corridor.id)
    for place, corridor_id in places_on_routes(atlas):
        made.add(place, "place", corridor_id)
    for kind, words in KIND_WORDS.items():
        _add_all(made, words, "kind", kind.value)
    return made


def stretches(name: str) -> Iterator[str]:
    """Yield each two neighbours of a name that is a chain of places, both ways: Kabul-Herat of Termez-Kabul-Herat railway."""
    # A lower-case link belongs to a place's own name: Mazar-i-Sharif.
    whole = re.sub(r"(?<=\w)-(?=[a-z]{1,2}\b)|(?<=\b[a-z])-|(?<=\b[a-z]{2})-", " ", re.sub(r"\(|\)", " ", name))
    for chain in re.findall(r"(?:[\w’'. ]+[-–])+[\w’'. ]+", whole):
        parts = [" ".join(word for word in part.split() if word.lower() not in COMMON) for part in re.split("[-–]", chain)]
        for one, other in itertools.pairwise(part for part in parts if part):
            if normalize(one) not in COUNTRY_WORDS and normalize(other) not in COUNTRY_WORDS:
                for a, b in itertools.product(_forms(one), _forms(other)):
                    yield from (f"{a} {b}", f"{b} {a}", f"{a} to {b}", f"{b} to {a}", f"{a} and {b}")


def _forms(place: str) -> set[str]:
    """Return a place's name and, where it has several words, its first: Mazar for Mazar-i-Sharif."""
    first = place.split(maxsplit=1)[0]
    return {place, first} if len(first) > 4 else {place}


def places_on_routes(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Yield the name of every place of the gazetteer that a corridor runs through, with the corridor's id."""
    shapes = [shapely.Point(s.points[0]) if s.is_site else shapely.LineString(s.points) for s in atlas.segments]
    here = shapely.points([(place.lon, place.lat) for place in atlas.places])
    if not shapes or not len(here):
        return
    pairs = shapely.STRtree(shapes).query(here, predicate="dwithin", distance=ON_ROUTE_DEGREES)
    for place, segment in sorted({(int(i), atlas.segments[j].corridor) for i, j in pairs.T}):
        yield re.sub(r"\(.*?\)", "", atlas.places[place].name).strip(), segment


def _add_countries(lexicon: Lexicon, atlas: Atlas) -> None:
    for code in sorted({*atlas.countries, *(actor.country for actor in atlas.actors if actor.country)}):
        people, seats = SPOKEN.get(code, ((), ()))
        lexicon.add(NAMES.get(code, code), COUNTRY_NAME, code)
        _add_all(lexicon, people, COUNTRY_PEOPLE, code)
        _add_all(lexicon, seats, COUNTRY_SEAT, code)


def _has_rival(atlas: Atlas, name: str) -> bool:
    """Tell whether another actor stands for the same state: one government followed another."""
    country = atlas.actor_by_id[name].country
    return sum(actor.country == country and actor.type is ActorType.STATE for actor in atlas.actors) > 1


def _add_all(lexicon: Lexicon, phrases: Iterable[str], group: str, name: str) -> None:
    for phrase in phrases:
        plain = re.sub(r"\(.*?\)", "", phrase).strip()
        lexicon.add(plain, group, name)
