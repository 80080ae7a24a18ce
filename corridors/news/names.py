"""The names by which news may call a corridor, made from the ones that its record has, and how much of a name a text says."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.model import Corridor
from corridors.news.spoken import COMMON, COUNTRY_WORDS, HEADS
from corridors.select import normalize
from corridors.terms import Kind

# What links the places of a chain: a hyphen before a capital. A lower-case link belongs to a place's own name.
CHAIN = re.compile(r"(?<=\w)[-–](?=[A-Z])")


class Said(NamedTuple):
    """How much of a name is said, 0 to 1, each word by how rare it is among names; and the name."""

    share: float
    name: str


def name_parts(name: str) -> Iterator[str]:
    """Yield the names inside a longer one: what stands before a comma, after a colon, beside a stroke, or in brackets."""
    inside = re.findall(r"\((.*?)\)", name)
    head, _, tail = re.sub(r"\(.*?\)", "", name).partition(":")
    for part in (*head.split(","), tail, *head.split(" / "), *(p for text in inside for p in re.split(r", | and ", text))):
        plain = part.strip()
        words = [word for word in normalize(plain).split() if word not in COMMON and len(word) > 2]
        if plain != name and plain[:1].isupper() and words and normalize(plain) not in COUNTRY_WORDS:
            yield plain


def variants(name: str, kind: Kind) -> Iterator[str]:
    """Yield a name with the other words that news has for its kind: the Iran-Pakistan line, the port of Karachi."""
    heads = HEADS[kind]
    whole = " ".join(normalize(re.sub(r"\(.*?\)", "", name)).split())
    stem = next((whole.removesuffix(f" {head}") for head in heads if whole.endswith(f" {head}")), whole if kind.is_site else "")
    chain = len(CHAIN.split(name)) > 1
    if any(word not in COMMON and len(word) > 2 for word in stem.split()) or (chain and stem):
        # A chain of places names the line even where its kind is left out: the Rasht-Astara agreement.
        if chain and not any(word in COUNTRY_WORDS or word in COMMON for word in stem.split()):
            yield stem
        yield from (f"{stem} {head}" for head in heads)
        if kind.is_site:
            yield from (f"{head} of {stem}" for head in heads)


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


def said_names(atlas: Atlas, stems: Collection[str]) -> dict[str, Said]:
    """Return for each corridor the name of which most is said, where two of its words are; `stems` has countries as "@" and code."""
    shares: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    postings = _postings(atlas)
    for token in sorted(stems):
        for corridor, name, weight in postings.get(token, ()):
            shares[corridor, name].append(weight)
    found: dict[str, Said] = {}
    for (corridor, name), weights in shares.items():
        if len(weights) > 1 and (corridor not in found or sum(weights) > found[corridor].share):
            found[corridor] = Said(sum(weights), name)
    return found


@lru_cache(maxsize=4)
def _postings(atlas: Atlas) -> Mapping[str, tuple[tuple[str, str, float], ...]]:
    """Return for each word of names whose it is, in which name, and its share of the name; names of countries alone are left out."""
    names = [(corridor.id, name, tokens) for corridor in atlas.corridors for name, tokens in _names(corridor)]
    spread = Counter(token for corridor in atlas.corridors for token in {t for _, tokens in _names(corridor) for t in tokens})
    rarity = {token: math.log(1 + len(atlas.corridors) / number) for token, number in spread.items()}
    found: defaultdict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for corridor, name, tokens in names:
        total = sum(rarity[token] for token in sorted(tokens))
        if not all(token.startswith("@") for token in tokens):
            for token in tokens:
                found[token].append((corridor, name, rarity[token] / total))
    return {token: tuple(items) for token, items in found.items()}


@lru_cache(maxsize=4)
def names_of_countries(atlas: Atlas) -> Mapping[str, tuple[frozenset[str], ...]]:
    """Return for each corridor the codes in those of its names that are countries alone: IR and PK of the Iran-Pakistan gas pipeline."""
    return {
        corridor.id: tuple(
            dict.fromkeys(
                frozenset(token[1:] for token in tokens) for _, tokens in _names(corridor) if all(token.startswith("@") for token in tokens)
            )
        )
        for corridor in atlas.corridors
    }


def _names(corridor: Corridor) -> Iterator[tuple[str, frozenset[str]]]:
    for name in dict.fromkeys((corridor.name, *name_parts(corridor.name), *corridor.aliases)):
        plain = re.sub(r"\(.*?\)", " ", name)
        tokens = frozenset(_token(word) for word in normalize(plain).split() if word not in COMMON and len(word) > 1)
        if len(tokens) > 1:
            yield name, tokens


def _token(word: str) -> str:
    return f"@{COUNTRY_WORDS[word]}" if word in COUNTRY_WORDS else stem(word)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without the commonest English endings, so that forms of one word meet."""
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
