"""The actors that a cell names, with their shares: `A [60%]; B [40%]`, `A (60%);B (40%)`, `A; B`."""

from __future__ import annotations

import json
import re

from corridors.imported import Party
from corridors.importing.limits import MAX_NAME_CHARS
from corridors.importing.spellings import is_blank

SHARE = re.compile(
    r"\s*(?:[\[(]\s*(?P<in>\d{1,3}(?:[.,]\d*)?|unknown|n/?a|\?|--?)\s*%?\s*[\])]|[:,–-]?\s*(?P<out>\d{1,3}(?:[.,]\d+)?)\s*%)\s*$",
    re.IGNORECASE,
)
MAX_PARTIES = 200


def parties_of(text: str, role: str) -> tuple[Party, ...]:
    """Return the actors of one cell in one role; a share that is not stated is None."""
    return tuple(party for part in _parts(text)[:MAX_PARTIES] if (party := _party(part, role)))


def _parts(text: str) -> list[str]:
    for mark in (";", "|", "\n"):
        if mark in text:
            return text.split(mark)
    # A comma parts names only where each has its share: it is part of many a company's name.
    pieces = re.split(r"(?<=[%\])]),", text)
    return pieces if all(SHARE.search(piece) for piece in pieces) else [text]


def _party(text: str, role: str) -> Party | None:
    match = SHARE.search(text)
    name = (text[: match.start()] if match else text).strip(" ,;")
    if is_blank(name):
        return None
    stated = (match["in"] or match["out"] or "") if match else ""
    digits = stated.replace(",", ".")
    share = float(digits) if re.fullmatch(r"\d+\.?\d*", digits) and float(digits) <= 100 else None
    return Party(name[:MAX_NAME_CHARS], role, share)


def json_of(parties: tuple[Party, ...]) -> str:
    """Return actors as the `actors` column holds them."""
    return json.dumps([party._asdict() for party in parties], ensure_ascii=False) if parties else "[]"


def sum_of(parties: tuple[Party, ...]) -> float:
    """Return the sum of the stated shares in percent."""
    return sum(party.share_percent or 0.0 for party in parties)
