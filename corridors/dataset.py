"""Atlas -> the rows that the map draws: corridors, segments, strands, places of news, and the style table, as JSON.

One file a known atlas: filters, toggles, selection and theme choose among its rows in the browser.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from corridors.atlas import Atlas, corridor_on, drawn_status
from corridors.detail import point_levels
from corridors.history import days_of, turning_days
from corridors.model import Corridor, Event, Segment
from corridors.strands import SPACING, Strand, build_strands
from corridors.style import (
    CROSSED,
    PALETTES,
    STATUS_STYLES,
    THEMES,
    UNKNOWN_STATUS,
    Theme,
    band_svg,
    changed_svg,
    disc_svg,
    disputed_svg,
    kind_color,
    kind_style,
    line_rgb,
    news_svg,
    status_svg,
)
from corridors.terms import Accuracy, Kind, Status, Tier
from corridors.words import atlas_as_of, count_words, date_words, origin_words

# Alpha of the halo around names, as two hex digits behind the land's colour.
HALO = "E6"


@lru_cache(maxsize=16)
def map_dataset(atlas: Atlas) -> bytes:
    """Return the rows of a whole atlas as UTF-8 JSON; positions are lon, lat in EPSG:4326 degrees."""
    segments = [(corridor, segment) for corridor in atlas.corridors for segment in corridor.segments]
    strands = build_strands(atlas, atlas.corridor_by_id)
    rows = {
        "corridors": [_corridor_row(atlas, corridor) for corridor in atlas.corridors],
        "segments": [_segment_row(corridor, segment) for corridor, segment in segments],
        "strands": [_strand_row(strand) for strand in strands],
        "news": [_news_row(atlas, atlas.event_by_id[name], stands) for name, stands in reversed(atlas.chronicle.drawn.items())],
        "days": [day.isoformat() for day in turning_days(atlas)],
        "last": atlas_as_of(atlas).isoformat(),
        "style": _style(atlas),
    }
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def fact_words(corridor: Corridor, segment: Segment) -> str:
    """Return what hovering a segment says under its corridor's name: leg, status with basis, as of, accuracy."""
    status = drawn_status(corridor, segment)
    basis, as_of = (corridor.basis, corridor.as_of) if status is not segment.status else (segment.basis, segment.as_of)
    leg = f"{segment.name}\n" if not segment.is_site else ""
    return f"{leg}{status.value.capitalize()}, {basis.value}, as of {date_words(as_of)}\nRoute {segment.accuracy.value}"


def _corridor_row(atlas: Atlas, corridor: Corridor) -> dict[str, Any]:
    kind = atlas.define("kind", corridor.kind).word
    rank = 0 if corridor.tier is Tier.CORE else 1
    return {
        "id": corridor.id,
        "name": corridor.name,
        "label": corridor.label,
        "kind": corridor.kind.value,
        "status": corridor.status.value,
        "fact": f"{kind}, {corridor.status.value}, {corridor.basis.value}, as of {date_words(corridor.as_of)}",
        "rank": rank,
        "steps": corridor_steps(corridor, kind),
    }


def corridor_steps(corridor: Corridor, kind: str) -> list[tuple[str, str, str]]:
    """Return what a corridor is from which day on: day, status, what hovering says. Before the first it is not known."""

    def told(known: Corridor) -> tuple[str, str]:
        return known.status.value, f"{kind}, {known.status.value}, {known.basis.value}, as of {date_words(known.as_of)}"

    return _runs((day, told(known) if known else None) for day, known in _known(corridor))


def segment_steps(corridor: Corridor, segment: Segment) -> list[tuple[str, str, str]]:
    """Return what a segment is drawn as from which day on, in the same form."""

    def told(known: Corridor | None) -> tuple[str, str] | None:
        now = next((s for s in known.segments if s.id == segment.id), None) if known else None
        return (drawn_status(known, now).value, fact_words(known, now)) if known and now else None

    return _runs((day, told(known)) for day, known in _known(corridor))


@lru_cache(maxsize=256)
def _known(corridor: Corridor) -> tuple[tuple[dt.date, Corridor | None], ...]:
    return tuple((day, corridor_on(corridor, day)) for day in days_of(corridor))


def _runs(told: Iterable[tuple[dt.date, tuple[str, str] | None]]) -> list[tuple[str, str, str]]:
    """Leave out what is the same as before, and what is not known; what is known once stays so."""
    found: list[tuple[str, str, str]] = []
    for day, words in told:
        if words and (not found or found[-1][1:] != words):
            found.append((day.isoformat(), *words))
    return found


def _segment_row(corridor: Corridor, segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "corridor": corridor.id,
        "status": drawn_status(corridor, segment).value,
        "schematic": segment.accuracy is Accuracy.SCHEMATIC and not segment.is_site,
        "fact": fact_words(corridor, segment),
        "steps": segment_steps(corridor, segment),
        "at": segment.points[0] if segment.is_site else None,
    }


def _strand_row(strand: Strand) -> dict[str, Any]:
    return {
        "segment": strand.segment.id,
        "beside": strand.beside,
        "reversed": strand.is_reversed,
        "path": strand.path,
        "levels": point_levels(strand.path),
    }


def _news_row(atlas: Atlas, event: Event, stands: int) -> dict[str, Any]:
    kind = atlas.define("event", event.kind).word
    sources = ", ".join(dict.fromkeys(atlas.source_by_id[name].publisher for name in event.sources)) or "unsourced"
    own = f"\nAdded in {origin_words(event)}" if origin_words(event) else ""
    fact = f"{event.headline}\n{date_words(event.date)}, {kind.lower()}\n{sources}{own}"
    day = event.date.earliest.isoformat()
    row = {"id": event.id, "at": event.place, "corridors": event.corridors, "fact": fact, "day": day, "kind": event.kind.value}
    if stands == 1:
        return row
    return row | {"fact": f"{fact}\nand {count_words(stands - 1, 'earlier event')} of {day[:4]}", "stands": stands}


def _style(atlas: Atlas) -> dict[str, Any]:
    return {
        "kinds": [_kind_style(atlas, kind) for kind in Kind],
        "statuses": [_status_style(atlas, status) for status in Status],
        "palettes": {theme: vars(PALETTES[theme]) | {"halo": PALETTES[theme].land + HALO} for theme in THEMES},
        "schematic": atlas.define("accuracy", Accuracy.SCHEMATIC).text,
        "disputed": _by_theme(disputed_svg),
        "band": _by_theme(band_svg),
        "news": _by_theme(news_svg),
        "changed": _by_theme(changed_svg),
        "spacing": SPACING,
        "unknown": {"kind": _kind_style(atlas, None), "status": _unknown_status()},
    }


def _by_theme(draw: Callable[[Theme], object]) -> dict[Theme, object]:
    return {theme: draw(theme) for theme in THEMES}


def _kind_style(atlas: Atlas, kind: Kind | None) -> dict[str, Any]:
    style = kind_style(kind)
    return {
        "id": kind.value if kind else "",
        "word": atlas.define("kind", kind).word if kind else style.plural,
        "plural": style.plural,
        "site": kind is not None and kind.is_site,
        "sign": style.sign,
        "color": _by_theme(lambda theme: kind_color(kind, theme)),
        "disc": _by_theme(lambda theme: disc_svg(kind, theme)),
    }


def _status_style(atlas: Atlas, status: Status) -> dict[str, Any]:
    style, term = STATUS_STYLES[status], atlas.define("status", status)
    return {
        "id": status.value,
        "word": term.word,
        "text": term.text,
        "dash": style.dash or (1, 0),
        "weight": style.weight,
        "crossed": status in CROSSED,
        "stroke": _by_theme(lambda theme: status_svg(status, theme)),
        "color": _colors(status),
    }


def _unknown_status() -> dict[str, Any]:
    return {
        "id": "",
        "word": "Status not known",
        "text": "The file that the layer comes from does not say the status.",
        "dash": (1, 0),
        "weight": UNKNOWN_STATUS.weight,
        "crossed": False,
        "stroke": _by_theme(lambda theme: status_svg(None, theme)),
        "color": _colors(None),
    }


def _colors(status: Status | None) -> dict[Theme, object]:
    kinds = (*Kind, None)
    return _by_theme(lambda theme: {kind.value if kind else "": line_rgb(kind, status, theme) for kind in kinds})
