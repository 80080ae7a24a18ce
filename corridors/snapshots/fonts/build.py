"""Make the fonts of the pictures from Source Sans 3: the scripts and features that are used, and spaced capitals.

    python corridors/snapshots/fonts/build.py SOURCE_DIR

SOURCE_DIR holds SourceSans3-Regular.ttf and SourceSans3-Semibold.ttf of the npm package source-sans 3.52.0 (SIL Open Font
License 1.1, LICENSE.md). Needs fontTools only. The licence reserves the name "Source", so the results have names of their
own: Corridors Sans, and Corridors Caps for the capitals of country names, which no drawing backend spaces by itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
TRACKING = 110  # thousandths of an em
LETTERS = [*range(0x20, 0x530), *range(0x1E00, 0x2000), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0), *range(0x2100, 0x2300)]


def cut(source: Path, family: str, letters: list[int], features: list[str]) -> TTFont:
    """Return a font with fewer letters under another name."""
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(layout_features=features, hinting=False, name_IDs=["*"]))
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    weight = "Semibold" if "Semibold" in source.name else "Regular"
    words = {1: family, 2: weight, 3: f"{family} {weight} 1", 4: f"{family} {weight}", 6: f"{family.replace(' ', '')}-{weight}"}
    font["name"].names = [record for record in font["name"].names if record.nameID in {0, 1, 2, 3, 4, 6, 13, 14}]
    for record in font["name"].names:
        record.string = words.get(record.nameID, record.string)
    return font


def main(source: Path) -> None:
    """Write the three fonts beside this file."""
    for weight in ("Regular", "Semibold"):
        font = cut(source / f"SourceSans3-{weight}.ttf", "Corridors Sans", LETTERS, ["kern", "mark", "mkmk", "ccmp", "locl"])
        font.save(HERE / f"CorridorsSans-{weight}.ttf")
    capitals = [sign for sign in range(0x20, 0x250) if chr(sign) == chr(sign).upper()]
    font = cut(source / "SourceSans3-Regular.ttf", "Corridors Caps", capitals, ["mark", "mkmk", "ccmp"])
    for glyph, (advance, bearing) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[glyph] = (advance + TRACKING if advance else 0, bearing)
    font.save(HERE / "CorridorsCaps-Regular.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
