"""News and events made for the benchmark: the same each time, of the words of the reference data."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from corridors.atlas import Atlas
from corridors.model import Event, PartialDate
from corridors.news.dates import find_dates
from corridors.words import day_words

SEED = 5
FIRST, DAYS = dt.date(2005, 1, 1), 7_600


def a_day(rng: random.Random) -> dt.date:
    return FIRST + dt.timedelta(days=rng.randrange(DAYS))


def made_events(atlas: Atlas, number: int) -> list[Event]:
    """Return events like those of the atlas on other days, as many as asked for with its own; each names a corridor."""
    rng = random.Random(SEED)
    ids = [corridor.id for corridor in atlas.corridors]
    made = [
        replace(
            like, id=f"made-{index}", date=PartialDate(a_day(rng).isoformat()), headline=f"{like.headline} ({index})",
            corridors=like.corridors or (rng.choice(ids),),
        )
        for index, like in enumerate(rng.choice(atlas.events) for _ in range(number - len(atlas.events)))
    ]  # fmt: skip
    return sorted([*atlas.events, *made], key=lambda event: (event.date, event.id))


def made_article(atlas: Atlas, size: int, per_piece: int) -> bytes:
    """Return an analysis as plain text: prose, and so often a dated headline or a sentence with a date, no two alike."""
    rng = random.Random(SEED)
    texts = [text for corridor in atlas.corridors for text in (corridor.summary, *(d.question for d in corridor.disputes))]
    prose = [text for text in texts if text and not find_dates(text)]
    lines: list[str] = []
    length = pieces = 0
    while length < size:
        day, said = day_words(a_day(rng)), mixed(rng, rng.choice(atlas.events).headline)
        dated = (f"  • {day}: “{said}”", f"On {day} {said}. {rng.choice(prose)}")[pieces % 2]
        is_due = length >= pieces * per_piece
        lines.append(dated if is_due else rng.choice(prose))
        pieces += is_due
        length += len(lines[-1].encode()) + 1
    return "\n".join(lines).encode()[:size]


def made_feed(atlas: Atlas, number: int) -> bytes:
    """Return a feed of different stories with their texts."""
    rng = random.Random(SEED)
    items = [
        f"<item><title>{escape(mixed(rng, rng.choice(atlas.events).headline))} {index}</title><pubDate>{a_day(rng).isoformat()}</pubDate>"
        f"<description>{escape(rng.choice(atlas.corridors).summary)}</description></item>"
        for index in range(number)
    ]
    return f"<rss version='2.0'><channel><title>Wire</title>{''.join(items)}</channel></rss>".encode()


def mixed(rng: random.Random, words: str) -> str:
    """Return words in another order, so that no story repeats one of the atlas."""
    order: Sequence[str] = words.split()
    return " ".join(rng.sample(order, len(order)))
