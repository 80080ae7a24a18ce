"""What the program says: numbers with unit and basis, dates, lists, citations, and a view in words."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from corridors.countries import country_name
from corridors.model import Corridor, Event, PartialDate, Quantity, Source
from corridors.style import KIND_STYLES
from corridors.terms import Basis, Kind, QuantityKind, Status
from corridors.units import UNITS
from corridors.view import Match, View

if TYPE_CHECKING:
    from corridors.atlas import Atlas
    from corridors.history import Changes, Step

ATTRIBUTION = "Data: Corridors, CC BY 4.0 · Basemap: Natural Earth, GeoNames (CC BY 4.0)"
BORDERS = "Borders as administered, disputed lines dashed"
NOT_KNOWN = "not known"
MOST_IN_TITLE = 4
SMALL = 0.1
UNSOURCED = "unsourced"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: dt.date) -> str:
    """Return a day as "27 May 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_words(date: PartialDate | None) -> str:
    """Return a date as precisely as it is known: "27 May 2024", "May 2024", "2024", or "not known"."""
    if date is None:
        return NOT_KNOWN
    parts = date.text.split("-")
    if len(parts) == 1:
        return parts[0]
    return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else day_words(date.earliest)


def number_words(value: float) -> str:
    """Return a number with thousands separators and no more decimals than it has: up to two, of a small one up to two digits."""
    # 2,000 barrels a day are 0.002 million, not 0.
    decimals = 2 if value == 0 or abs(value) >= SMALL else 1 - math.floor(math.log10(abs(value)))
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".")


def _amount(value: float) -> str:
    if value >= 1e9:
        return f"{number_words(value / 1e9)} billion"
    return f"{number_words(value / 1e6)} million"


def capacity_words(value: float, unit: str) -> str:
    """Return a capacity with its unit, ours or as a file has it: "33 bcm/y"; "" where it is not known."""
    if value is None or math.isnan(value):
        return ""
    return f"{number_words(value)} {UNITS[unit].word if unit in UNITS else unit}".strip()


def usd_words(value: float) -> str:
    """Return an amount of money: "USD 7.6 billion"."""
    return f"USD {_amount(value)}"


def quantity_words(quantity: Quantity) -> str:
    """Return a quantity with its unit: "33 bcm/y", "41–45 Mt/y", "USD 10 billion"."""
    write = _amount if quantity.kind is QuantityKind.COST else number_words
    if quantity.kind is QuantityKind.GAUGE:
        write = "{:.0f}".format
    low, high = write(quantity.value), write(quantity.high) if quantity.high is not None else None
    if high is not None and quantity.kind is QuantityKind.COST and low.split()[-1] == high.split()[-1]:
        low = low.split()[0]
    span = low if high is None else f"{low}–{high}"
    return f"USD {span}" if quantity.unit == "USD" else f"{span} {UNITS[quantity.unit].word}"


def km_words(km: float) -> str:
    """Return a length in whole kilometres, under 10 km with one decimal."""
    return f"{km:,.0f} km" if km >= 10 else f"{km:.1f} km"


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def count_words(count: int, one: str, many: str | None = None) -> str:
    """Return "1 corridor" or "3 corridors"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def kind_words(kind: Kind, count: int) -> str:
    """Return "12 gas pipelines" or "1 gas pipeline"."""
    plural = KIND_STYLES[kind].plural.lower()
    return f"{count} {plural if count != 1 else plural.removesuffix('s')}"


def citation(source: Source) -> str:
    """Return a source in one line: publisher, title, date; a title of our own making is not put in quotes."""
    title = f"“{source.title}”" if source.title_is == "quoted" else source.title
    return f"{source.publisher}: {title}, {date_words(source.date) if source.date else 'no date'}"


def basis_words(basis: Basis, sources: Sequence[str]) -> str:
    """Return how something is known: "confirmed", "inferred, unsourced"."""
    return basis.value if sources else f"{basis.value}, {UNSOURCED}"


def countries_words(corridor: Corridor) -> str:
    """Return a corridor's countries in route order."""
    return " → ".join(country_name(code) for code in corridor.countries)


def filter_words(atlas: Atlas, view: View) -> str:
    """Return the filters of a view in words: "status proposed; actor Russia"; "" where there are none."""
    parts = []
    if view.text:
        parts.append(f"search “{view.text}”")
    parts += _choice_words(atlas, "kind", Kind, view.kinds, none=view.no_kind)
    parts += _choice_words(atlas, "status", Status, view.statuses, none=view.no_status)
    if view.actors or view.roles:
        link = "and" if view.match is Match.ALL else "or"
        actors = join_words((atlas.actor_by_id[actor].name for actor in view.actors), link)
        roles = join_words((_term(atlas, "role", role) for role in view.roles), link)
        parts.append(" ".join(part for part in (f"actor {actors}" if actors else "", f"as {roles}" if roles else "") if part))
    if view.countries:
        parts.append("country " + join_words((country_name(code) for code in view.countries), "or"))
    parts += _news_words(atlas, view)
    return "; ".join(parts)


def _choice_words(atlas: Atlas, group: str, terms: type[Kind | Status], chosen: Sequence[Kind | Status], *, none: bool) -> list[str]:
    if none:
        return [f"no {group}"]
    left_out = [term for term in terms if term not in chosen]
    if not chosen:
        return []
    if len(left_out) < len(chosen):
        return [f"every {group} but {join_words(_term(atlas, group, term) for term in left_out)}"]
    return [f"{group} {join_words((_term(atlas, group, term) for term in chosen), 'or')}"]


def _term(atlas: Atlas, group: str, term: str) -> str:
    return atlas.define(group, term).word.lower()


def _news_words(atlas: Atlas, view: View) -> list[str]:
    parts = []
    if view.events:
        parts.append("news " + join_words((_term(atlas, "event", kind) for kind in view.events), "or"))
    if view.news:
        known = [f"“{atlas.event_by_id[event].headline}”" for event in view.news if event in atlas.event_by_id]
        parts.append("news " + join_words(known, "or") if known else "news later than the day shown")
    if view.since or view.until:
        since = f"from {day_words(view.since)}" if view.since else ""
        until = f"to {day_words(view.until)}" if view.until else ""
        parts.append(f"news {since} {until}".replace("  ", " ").strip())
    return parts


def shown_words(atlas: Atlas, view: View, corridors: Sequence[Corridor]) -> str:
    """Return in one sentence what is shown: counts by kind and the filters."""
    if not atlas.corridors:
        return "Nothing in the atlas was known on this day."
    if not corridors:
        return f"No corridor of {len(atlas.corridors)} matches: {filter_words(atlas, view)}."
    if len(corridors) == len(atlas.corridors):
        what = f"All {len(corridors)} corridors and hubs"
    else:
        what = f"{len(corridors)} of {len(atlas.corridors)} corridors"
    filters = filter_words(atlas, view)
    return f"{what}{f' ({filters})' if filters else ''}."


def map_words(atlas: Atlas, view: View, corridors: Sequence[Corridor]) -> str:
    """Return the text alternative of the map: what is drawn, by kind and status, which corridors, what is selected."""
    if not corridors:
        return f"Map with no corridor. {shown_words(atlas, view, corridors)}"
    kinds = Counter(corridor.kind for corridor in corridors)
    statuses = Counter(corridor.status for corridor in corridors)
    by_kind = join_words(kind_words(kind, kinds[kind]) for kind in Kind if kinds[kind])
    by_status = join_words(f"{statuses[status]} {status.value}" for status in Status if statuses[status])
    names = join_words(corridor.label for corridor in corridors)
    chosen = atlas.get(view.corridor) if view.corridor else None
    selected = f" Selected: {chosen.name}, {chosen.status.value}." if chosen else ""
    known = f" As known on {day_words(view.asof)}." if view.asof else ""
    shown = shown_words(atlas, view, corridors)
    return f"Map of {shown[0].lower()}{shown[1:]}{known} {by_kind}; by status {by_status}.{selected} Drawn: {names}."


def plain_text(text: str) -> str:
    """Return text in one line, without control and direction characters; half a surrogate pair is U+FFFD, line breaks are spaces."""
    return " ".join(_UNSEEN.sub("", re.sub(r"[\ud800-\udfff]", "\ufffd", re.sub(r"\s", " ", text))).split())


def markdown_text(text: str) -> str:
    """Return plain text that Streamlit's Markdown shows as it is: no picture, link, formula, icon, colour or tag is made of it."""
    # Addresses, emoji and icons are looked for after the escapes are gone: a word joiner, which no one sees, breaks those up.
    broken = _FOUND_LATE.sub(lambda match: match[0] + WORD_JOINER, plain_text(text))
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])", r"\\\1", broken)


WORD_JOINER = "\u2060"
# Control and direction characters, and those without width but the joiners of Persian and of Indian scripts.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_FOUND_LATE = re.compile(r":(?=[\w+-]+:|material[/_]|//)|@(?=[\w-])|(?<![\w.])www(?=\.)", re.ASCII | re.IGNORECASE)


def origin_words(event: Event) -> str:
    """Return by whom an event was added where that is not the reference data: "your workspace", or ""."""
    return "your workspace" if event.origin == "workspace" else ""


def atlas_as_of(atlas: Atlas) -> dt.date:
    """Return the day up to which the atlas speaks: its own past day, or the edition's release."""
    return atlas.day or atlas.last_day


def as_of_words(atlas: Atlas) -> str:
    """Return as of when the atlas speaks: "Known as of 24 November 2026", or "As known on" a past day."""
    return f"As known on {day_words(atlas.day)}" if atlas.day else f"Known as of {day_words(atlas_as_of(atlas))}"


def step_words(atlas: Atlas, step: Step) -> str:
    """Return a step of status: "TAPI, leg Herat–Kandahar: proposed → construction, 11 September 2024 (confirmed)"."""
    who = atlas.corridor_by_id[step.corridor].label + (f", leg {step.leg}" if step.leg else "")
    moved = f"{step.before.value} → {step.after.value}" if step.before else f"first {step.after.value}"
    return f"{who}: {moved}, {date_words(step.date)} ({basis_words(step.basis, step.sources)})"


def changes_words(found: Changes) -> str:
    """Return what changed in one sentence of counts."""
    parts = [
        count_words(len(found.announced), "corridor") + " announced",
        count_words(len(found.moved), "status moved", "statuses moved"),
        count_words(len(found.events), "event"),
    ]
    return f"After {day_words(found.since)}, up to {day_words(found.until)}: {join_words(parts)}."


def title_words(atlas: Atlas, view: View) -> str:
    """Return a title made of a view: "Gas pipelines through Afghanistan: proposed", or the selected corridor's name."""
    kinds = [KIND_STYLES[kind].plural.lower() for kind in view.kinds]
    what = "corridors" if len(kinds) > MOST_IN_TITLE or not kinds else join_words(kinds)
    where = join_words(country_name(code) for code in view.countries)
    who = join_words((atlas.actor_by_id[actor].name for actor in view.actors), "and" if view.match is Match.ALL else "or")
    parts = [what, f"through {where}" if where else "", f"with {who}" if who else "", f"for “{view.text}”" if view.text else ""]
    title = " ".join(part for part in parts if part)
    if 0 < len(view.statuses) <= MOST_IN_TITLE:
        title += f": {join_words('under construction' if s is Status.CONSTRUCTION else s.value for s in view.statuses)}"
    if title == "corridors":
        chosen = atlas.get(view.corridor) if view.corridor else None
        title = chosen.name if chosen else "Energy and trade corridors"
    return title[0].upper() + title[1:]
