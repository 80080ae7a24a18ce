"""Type: which font has a text's letters, how wide it is, and its outline for halos. Never a box for a missing letter."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from anyascii import anyascii
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

Face = Literal["regular", "semibold", "caps"]
FONTS = Path(__file__).resolve().parent / "fonts"
FILES: dict[Face, Path] = {
    "regular": FONTS / "CorridorsSans-Regular.ttf",
    "semibold": FONTS / "CorridorsSans-Semibold.ttf",
    "caps": FONTS / "CorridorsCaps-Regular.ttf",
}
FAMILIES: dict[Face, str] = {"regular": "Corridors Sans", "semibold": "Corridors Sans", "caps": "Corridors Caps"}
# Arabic, Hebrew, Armenian, Georgian and more, which our own have not; it comes with matplotlib.
FALLBACK = "DejaVu Sans"
WEIGHTS: dict[Face, int] = {"regular": 400, "semibold": 600, "caps": 400}
# A heavier fallback than asked for is what is wanted; matplotlib would warn of it again and again.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
for _file in FILES.values():
    fontManager.addfont(_file)
UNIT_PT = 100.0
MOST_MEASURED = 60
# Where a line may end: at spaces, and after hyphens, slashes and what joins the pairs of a link.
BREAKS = re.compile(r"\s*[^\s\-–/&,]+[\-–/&,]*|\s*[\-–/&,]+")
# What has no ink, and what only orders or joins letters: fonts need no glyph for it.
_SILENT = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@lru_cache(maxsize=256)
def font(face: Face, size: float) -> FontProperties:
    """Return a cut of type at a size in points; letters that it has not come from the fallback."""
    return FontProperties(family=[FAMILIES[face], FALLBACK], size=size, weight=WEIGHTS[face])


def face_of(properties: FontProperties) -> Face:
    """Return the face that properties of `font` name."""
    named = (properties.get_family()[0], int(properties.get_weight()))
    return next(face for face in FILES if (FAMILIES[face], WEIGHTS[face]) == named)


@lru_cache(maxsize=8)
def files_of(face: Face) -> tuple[Path, Path]:
    """Return the font file of a face and that of its fallback."""
    heavy = 700 if WEIGHTS[face] > 500 else 400
    return FILES[face], Path(fontManager.findfont(FontProperties(family=[FALLBACK], weight=heavy)))


@lru_cache(maxsize=16)
def letters_of(file: Path) -> frozenset[int]:
    """Return the code points that a font file has glyphs for."""
    return frozenset(get_font(str(file)).get_charmap())


@lru_cache(maxsize=4096)
def legible(text: str, face: Face = "regular") -> str:
    """Return a text as it can be drawn: letters that no font here has are transliterated, control characters left out."""
    clean = " ".join("".join(sign if sign.isprintable() or sign in _SILENT else " " for sign in text).split())
    own, fallback = map(letters_of, files_of(face))
    return "".join(sign if ord(sign) in own or ord(sign) in fallback or sign in _SILENT else anyascii(sign) for sign in clean)


@lru_cache(maxsize=4096)
def outline(text: str, face: Face = "regular") -> Outline:
    """Return a text's outline at 100 points, from the start of its baseline, y up."""
    return TextPath((0, 0), legible(text, face), prop=font(face, UNIT_PT))


@lru_cache(maxsize=8192)
def width_of(text: str, face: Face, size: float) -> float:
    """Return the width of a text in points; that of a long one word by word (a font takes long texts very slowly)."""
    if len(text) > MOST_MEASURED:
        words = text.split(" ")
        space = _unit_width("n n", face) - _unit_width("nn", face)
        return (sum(_unit_width(word, face) for word in words) + (len(words) - 1) * space) * size
    return _unit_width(text, face) * size


@lru_cache(maxsize=8192)
def _unit_width(text: str, face: Face) -> float:
    measured: Any = get_font([str(file) for file in files_of(face)])
    measured.set_size(UNIT_PT, 72)
    measured.set_text(legible(text, face), 0.0, flags=LoadFlags.NO_HINTING)
    return float(measured.get_width_height()[0]) / 64 / UNIT_PT


def cut(text: str, face: Face, size: float, width: float) -> str:
    """Return a text that fits a width in points, cut with an ellipsis where it does not."""
    if width_of(text, face, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle].rstrip() + "…", face, size) <= width else (low, middle - 1)
    return text[:low].rstrip(" ,;·") + "…"


def wrap(text: str, face: Face, size: float, width: float, lines: int) -> list[str]:
    """Return a text in at most so many lines that fit a width in points; the last is cut where more would be left."""
    pieces, found = BREAKS.findall(text.strip()), [""]
    for index, piece in enumerate(pieces):
        longer = found[-1] + piece
        if not found[-1] or width_of(longer.strip(), face, size) <= width:
            found[-1] = longer
        elif len(found) == lines:
            found[-1] = cut("".join([found[-1], *pieces[index:]]), face, size, width)
            break
        else:
            found.append(piece)
    return [cut(line.strip(), face, size, width) for line in found if line.strip()]
