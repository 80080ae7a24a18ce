"""Numbers, units, amounts of money, years and web addresses as files write them, and what they are in ours."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from corridors.importing.spellings import is_blank, plain
from corridors.model import PartialDate

# From cubic feet and barrels a day to a year's billion cubic metres: 1 ft = 0.3048 m exactly, 365 days.
BCM_PER_BCF = 0.3048**3
DAYS = 365
KM_PER_MILE = 1.609344
GALLONS_PER_BARREL = 42
FIRST_YEAR, LAST_YEAR = 1800, 2150


class Conversion(NamedTuple):
    """The unit of `units.UNITS` that a spelling comes to, and by what a number in it is multiplied."""

    unit: str
    factor: float


CAPACITY_UNITS = {
    Conversion("bcm/y", 1): ("bcm/y", "bcm", "bcma", "bcm/yr", "bcm/year", "bcm/a", "bcm per year", "bcm per annum", "billion cubic metres per year",
                             "billion cubic meters per year", "billion m3/y", "billion cubic metres a year", "bcmy"),
    Conversion("bcm/y", 0.001): ("mcm/y", "mmcm/y", "million m3/y", "mcm/yr", "million cubic metres per year", "million cubic meters per year"),
    Conversion("bcm/y", 0.001 * DAYS): ("mcm/d", "mmcm/d", "mmscmd", "mmscm/d", "million m3/d", "mcm/day", "million cubic metres per day", "million cubic meters per day"),
    Conversion("bcm/y", BCM_PER_BCF * DAYS): ("bcf/d", "bcfd", "bcf/day", "bscfd", "bscf/d", "billion cubic feet per day"),
    Conversion("bcm/y", BCM_PER_BCF): ("bcf/y", "bcf/yr", "bcf", "billion cubic feet per year"),
    Conversion("bcm/y", BCM_PER_BCF * DAYS / 1000): ("mmcf/d", "mmcfd", "mmscfd", "mmscf/d", "mmcf/day", "million cubic feet per day"),
    Conversion("Mt/y", 1): ("mt/y", "mtpa", "mmtpa", "mta", "mt/yr", "mt/a", "mt/year", "mty", "million tonnes per annum", "million tonnes per year", "million tons per year",
                            "million tonnes a year", "million t/y", "million tpa"),
    Conversion("Mt/y", 1e-3): ("kt/y", "ktpa", "kt/yr", "thousand tonnes per year"),
    Conversion("Mt/y", 1e-6): ("tpa", "t/y", "t/yr", "t/a", "tonnes per year", "tonnes per annum", "tons per year"),
    Conversion("Mt", 1): ("mt", "million tonnes", "million tons"),
    Conversion("mb/d", 1): ("mb/d", "mbd", "mmb/d", "mmbpd", "mmbbl/d", "million b/d", "million bpd", "million barrels per day", "million barrels a day"),
    Conversion("mb/d", 1e-3): ("kb/d", "kbd", "kbpd", "mbpd", "mbbl/d", "thousand b/d", "thousand bpd", "thousand barrels per day"),
    Conversion("mb/d", 1e-6): ("bpd", "b/d", "bbl/d", "bbl/day", "bopd", "barrels per day", "barrels a day", "bd"),
    Conversion("mb/d", 1e-6 / GALLONS_PER_BARREL): ("gal/day", "gal/d", "gpd", "gallons per day"),
    Conversion("million bbl", 1): ("million bbl", "mmbbl", "million barrels"),
    Conversion("million bbl", 1000): ("billion bbl", "billion barrels", "bbbl"),
    Conversion("MW", 1): ("mw", "megawatt", "megawatts"),
    Conversion("MW", 1000): ("gw", "gigawatt", "gigawatts"),
    Conversion("MW", 0.001): ("kw", "kilowatt", "kilowatts"),
}  # fmt: skip
LENGTH_UNITS = {
    Conversion("km", 1): ("km", "kilometre", "kilometres", "kilometer", "kilometers", "kms"),
    Conversion("km", KM_PER_MILE): ("mi", "mile", "miles"),
    Conversion("km", 0.001): ("m", "metre", "metres", "meter", "meters"),
}  # fmt: skip
UNIT_OF = {spelling: to for table in (CAPACITY_UNITS, LENGTH_UNITS) for to, spellings in table.items() for spelling in spellings}
# The one dollar that costs come in; any other currency is kept in `original` only, for rates are another day's claim.
DOLLARS = frozenset(("", "$", "usd", "us$", "usd$", "us dollar", "us dollars", "dollar", "dollars"))
SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9,
          "billions": 1e9, "trillion": 1e12}  # fmt: skip
MOST_SCALES = 2  # a thousand million
MOST = 1e300
DOLLAR_WORDS = DOLLARS | SCALES.keys() | {"us", "current", "constant", "nominal", "in", "of", "(", ")", "."}
NUMBER = re.compile(r"[-+]?(\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?|\d{1,3}(,\d{3})+(\.\d+)?|\d+([.,]\d+)?|[.,]\d+)([eE][-+]?\d{1,3})?")
MONEY = re.compile(r"^(?P<before>[^\d.,+-]*)(?P<number>[-+]?[\d.,' \u00a0\u202f]*\d)\s*(?P<after>[^\d]*)$")
YEAR = re.compile(r"(?<![\d.])(\d{4})(?![\d.]|,\d)", re.ASCII)
DAY = re.compile(r"^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$", re.ASCII)
ADDRESS = re.compile(r"https?://[^\s\"'<>|;]+", re.IGNORECASE)


def unit_of(text: str) -> Conversion | None:
    """Return what a unit's spelling comes to, or None where the tables do not have it.

    `Mt` and `mt` are million tonnes, `MTPA` a year's; `mb/d` is million barrels a day.
    """
    return UNIT_OF.get(plain(text).replace("³", "3").strip("()[] "))


def number_of(text: str) -> float | None:
    """Return the number that a text is: 1,234.5, 1 234,5, 1234; None for anything else, infinities among it."""
    cleaned = text.strip()
    if not NUMBER.fullmatch(cleaned):
        return None
    digits = re.sub(r"[ \u00a0\u202f']", "", cleaned)
    if "," in digits:
        digits = (
            digits.replace(",", "") if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?([eE][-+]?\d+)?", digits) else digits.replace(",", ".")
        )
    value = float(digits)
    return value if abs(value) < MOST else None


def quantity_of(text: str) -> tuple[float, str] | None:
    """Return the number at the start of a text and what follows it, its unit: `25 bcm/y`, `1,200 km`, `33`."""
    match = NUMBER.match(text.strip())
    if match is None or (value := number_of(match[0])) is None:
        return None
    return value, text.strip()[match.end() :].strip()


def dollars_of(text: str, unit: str = "") -> float | None:
    """Return an amount in US dollars: `$236,160,901.70`, `USD 1.5 billion`, `7` with the unit `million USD`.

    What the text says of millions or thousands stands before what the unit says. None where it is no amount, or one in
    another currency.
    """
    match = MONEY.match(text.strip())
    if match is None or (value := number_of(match["number"])) is None:
        return None
    own, of_unit = (_money_words(text) for text in (f"{match['before']} {match['after']}", unit))
    if not SCALES.keys().isdisjoint(own):
        of_unit = [word for word in of_unit if word not in SCALES]
    words = (*own, *of_unit)
    scales = [SCALES[word] for word in words if word in SCALES]
    amount = value * math.prod(scales[:MOST_SCALES])
    known = len(scales) <= MOST_SCALES and abs(amount) < MOST and DOLLAR_WORDS.issuperset(words)
    return amount if known else None


def _money_words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|[^\sa-z]+", plain(text).replace("us$", "usd "))


def start_of(text: str) -> str:
    """Return when something begins as the text of a PartialDate: `2026 (expected)` is 2026; "" where it says no year.

    A date with two possible orders of day and month keeps its year only.
    """
    stripped = text.strip()
    if is_blank(stripped):
        return ""
    if match := DAY.match(re.sub(r"\.0+$", "", stripped)):
        parts = [match[1], *(part.zfill(2) for part in match.groups()[1:] if part)]
        for length in range(len(parts), 0, -1):
            if _is_date("-".join(parts[:length])) and _is_plausible(match[1]):
                return "-".join(parts[:length])
        return ""
    years = [year for year in YEAR.findall(stripped) if _is_plausible(year)]
    return years[0] if years else ""


def _is_plausible(year: str) -> bool:
    return FIRST_YEAR <= int(year) <= LAST_YEAR


def _is_date(text: str) -> bool:
    try:
        PartialDate(text)
    except ValueError:
        return False
    return True


def addresses_of(text: str) -> str:
    """Return the web addresses in a text, each once, joined by spaces."""
    if "://" not in text:
        return ""
    found = (address.rstrip(".,)]}") for address in ADDRESS.findall(text))
    return " ".join(dict.fromkeys(address for address in found if len(address) <= 2_000))
