"""Corridors as rows: for the table on the page, the command line and the downloads."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from corridors.atlas import Atlas, drawn_status
from corridors.canonical import collection_text, feature, geometry_of, segment_properties
from corridors.geometry import length_km
from corridors.layer_features import Shown
from corridors.layer_tables import EXTRA, REFERENCE, feature_members, feature_rows, imported_note
from corridors.model import Corridor, Event, Segment
from corridors.terms import QuantityKind
from corridors.words import atlas_as_of, origin_words

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection), in full width or small form, too.
FORMULA_STARTS = frozenset("=+-@\u2212")
LINE_STARTS = ("\t", "\r", "\n")
# Letters and signs of Unicode that draw nothing, though their category says that they do: fillers and the blank of Braille.
BLANK_SIGNS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def drawn_km(corridor: Corridor) -> float | None:
    """Return the drawn length of a corridor's main segments in km; None for a site without lines."""
    lines = [segment for segment in corridor.segments if not segment.is_site and segment.role == "main"]
    return round(sum(length_km(segment.points) for segment in lines), 1) if lines else None


def stated_km(corridor: Corridor) -> float | None:
    """Return the length in km that sources state for the whole corridor; None where there is none."""
    stated = [q.value for q in corridor.quantities if q.kind is QuantityKind.LENGTH and not q.scope]
    return stated[0] if stated else None


def row_of(atlas: Atlas, corridor: Corridor) -> dict[str, Any]:
    """Return one corridor as plain values; `length_km` is the drawn length, `stated_length_km` what sources say."""
    return {
        "id": corridor.id,
        "name": corridor.name,
        "kind": corridor.kind.value,
        "status": corridor.status.value,
        "basis": corridor.basis.value,
        "as_of": corridor.as_of.text,
        "length_km": drawn_km(corridor),
        "stated_length_km": stated_km(corridor),
        "countries": list(corridor.countries),
        "actors": [part.actor for part in corridor.actors],
        "news": atlas.chronicle.counts.get(corridor.id, 0),
    }


def defuse(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front.

    What cannot be seen does not count as a beginning: some programs drop it, and then run what follows.
    """
    if not isinstance(value, str):
        return value
    first = next((sign for sign in value if not _is_invisible(sign)), "")
    is_formula = unicodedata.normalize("NFKC", first)[:1] in FORMULA_STARTS if first else False
    return f"'{value}" if is_formula or value.startswith(LINE_STARTS) else value


def _is_invisible(sign: str) -> bool:
    """Tell whether a sign draws nothing of its own: controls, formats, spaces, marks on another sign, fillers."""
    return unicodedata.category(sign)[0] in "CZM" or sign in BLANK_SIGNS


def provenance(atlas: Atlas, view: str) -> dict[str, str]:
    """Return what every exported file says of itself."""
    edition = atlas.edition
    return {
        "licence": edition.licence,
        "citation": edition.citation,
        "edition": edition.version,
        "as_of": atlas_as_of(atlas).isoformat(),
        "view": view,
    }


def csv_text(atlas: Atlas, corridors: Iterable[Corridor], view: str, shown: Sequence[Shown] = ()) -> str:
    """Return corridors, and after them features of users' layers, as CSV (UTF-8, one row each).

    Formulas are defused; licence, as-of and view stand in the last columns.
    """
    stamp = {f"data_{key}": value for key, value in provenance(atlas, view).items()}
    rows = [{"layer": REFERENCE} | row_of(atlas, corridor) | stamp for corridor in corridors]
    rows += [stamp | row for row in feature_rows(shown)]
    columns = ["layer", *row_of(atlas, atlas.corridors[0]), *(EXTRA if shown else ()), *stamp]
    frame = pd.DataFrame([{k: defuse("; ".join(v) if isinstance(v, list) else v) for k, v in row.items()} for row in rows], columns=columns)
    return frame.to_csv(index=False, lineterminator="\r\n")


def news_csv_text(atlas: Atlas, events: Iterable[Event], view: str) -> str:
    """Return events as CSV, as `csv_text` has corridors; what an event has several of is joined by semicolons."""
    stamp = {f"data_{key}": value for key, value in provenance(atlas, view).items()}
    frame = pd.DataFrame([news_row(atlas, event) | stamp for event in events])
    return frame.map(defuse).to_csv(index=False, lineterminator="\r\n")


def news_row(atlas: Atlas, event: Event) -> dict[str, Any]:
    """Return one event as plain values."""
    sources = [atlas.source_by_id[name] for name in event.sources]
    lon, lat = event.place or (None, None)
    return {
        "id": event.id,
        "date": event.date.text,
        "kind": event.kind.value,
        "headline": event.headline,
        "corridors": "; ".join(event.corridors),
        "actors": "; ".join(event.actors),
        "lon": lon,
        "lat": lat,
        "added_by": origin_words(event) or "reference",
        "publishers": "; ".join(source.publisher for source in sources),
        "urls": "; ".join(source.url for source in sources if source.url),
    }


def geojson_text(atlas: Atlas, corridors: Sequence[Corridor], view: str, shown: Sequence[Shown] = ()) -> str:
    """Return corridors as GeoJSON, one feature a segment, and features of users' layers; licence, as-of and view are foreign members."""
    features: list[Mapping[str, Any]] = [
        feature(feature_properties(corridor, segment), geometry_of(segment.points))
        for corridor in corridors
        for segment in corridor.segments
    ]
    return collection_text("corridors", [*features, *feature_members(shown)], provenance(atlas, view) | imported_note(shown))


def feature_properties(corridor: Corridor, segment: Segment) -> dict[str, Any]:
    """Return the properties of an exported segment: its own, and what its corridor adds."""
    return (
        {"layer": REFERENCE}
        | segment_properties(segment)
        | {
            "corridor_name": corridor.name,
            "corridor_status": corridor.status.value,
            "drawn_status": drawn_status(corridor, segment).value,
            "kind": corridor.kind.value,
        }
    )
