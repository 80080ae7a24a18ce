"""The card of one imported feature as HTML: what its file says of it, which file that is, and the row as it stands there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.imported import ImportedLayer, parties_of
from corridors.layered import Chosen
from corridors.style import Theme, image_html, kind_svg, status_svg
from corridors.terms import Kind, Status
from corridors.words import NOT_KNOWN, capacity_words, day_words, km_words, number_words, usd_words

MOST_VALUES = 80
MOST_SOURCES = 20


def feature_head(atlas: Atlas, chosen: Chosen, theme: Theme) -> str:
    """Return the kind and name of a feature as HTML."""
    row = _row_of(chosen)
    kind = Kind(row["kind"]) if row["kind"] else None
    sign = image_html(kind_svg(kind, theme), 14, 14) if kind else ""
    words = atlas.define("kind", kind).word if kind else f"Kind {NOT_KNOWN}"
    return f'<p class="over">{sign} {escape(words)} <span class="own">your layer</span></p><h2>{escape(row["name"])}</h2>'


def feature_body(atlas: Atlas, chosen: Chosen, theme: Theme) -> str:
    """Return everything that is known of a feature as HTML; every text of the file is escaped."""
    row, layer = _row_of(chosen), chosen.layer
    parts = (_status(atlas, row, theme), _figures(row), _actors(atlas, row["actors"]), _sources(row["sources"]), _origin(layer, row))
    return f'<div class="card">{"".join(parts)}{_original(row["original"])}</div>'


def _row_of(chosen: Chosen) -> dict[str, Any]:
    row: dict[str, Any] = chosen.layer.features.drop(columns=["outline", "geometry"]).iloc[chosen.row].to_dict()
    return row


def _status(atlas: Atlas, row: Mapping[str, Any], theme: Theme) -> str:
    status = Status(row["status"]) if row["status"] else None
    words = atlas.define("status", status).word if status else f"Status {NOT_KNOWN}"
    chip = f'<span class="chip">{image_html(status_svg(status, theme), 34, 10)}<b>{escape(words)}</b></span>'
    return f'<p class="status">{chip} <span class="basis">as the file says</span></p>'


def _figures(row: Mapping[str, Any]) -> str:
    known = {
        "Countries": ", ".join(country_name(code) for code in row["countries"].split(",") if code),
        "Capacity": capacity_words(row["capacity"], row["capacity_unit"]),
        "Length, stated": km_words(row["length_km"]) if _is_number(row["length_km"]) else "",
        "Cost": usd_words(row["cost_usd"]) if _is_number(row["cost_usd"]) else "",
        "Start": row["start"],
    }
    rows = "".join(
        f'<tr><td>{word}</td><td class="num{"" if value else " quiet"}">{escape(value or NOT_KNOWN)}</td></tr>'
        for word, value in known.items()
    )
    return f"<section><h3>Figures</h3><table>{rows}</table></section>"


def _is_number(value: float) -> bool:
    return value == value  # noqa: PLR0124 - NaN is a number that the file does not state


def _actors(atlas: Atlas, text: str) -> str:
    by_role: defaultdict[str, list[str]] = defaultdict(list)
    for party in parties_of(text):
        share = f" ({number_words(party.share_percent)} %)" if party.share_percent is not None else ""
        by_role[party.role].append(f"{party.name}{share}")
    if not by_role:
        return ""
    rows = "".join(f"<dt>{escape(atlas.define('role', role).word)}</dt><dd>{_list(names)}</dd>" for role, names in by_role.items())
    return f"<section><h3>Actors</h3><dl>{rows}</dl></section>"


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _sources(text: str) -> str:
    found = [word for word in text.split() if re.match(r"https?://", word)][:MOST_SOURCES]
    items = "".join(
        f'<li><a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(url[:90])}</a></li>' for url in found
    )
    return f"<section><h3>Sources</h3><ol>{items}</ol></section>" if items else ""


def _origin(layer: ImportedLayer, row: Mapping[str, Any]) -> str:
    where = f"Row {row['row']:,} of {layer.file}, imported {day_words(layer.imported.date())}, version {layer.version} of {layer.name}."
    return (
        f"<section><h3>From your layer</h3><p>{escape(where)}</p><p>{escape(layer.credit)}</p>"
        '<p class="note">Not checked against the reference data.</p></section>'
    )


def _original(text: str) -> str:
    values = [(name, value) for name, value in json.loads(text or "{}").items() if str(value).strip()]
    rows = "".join(f"<tr><td>{escape(str(name))}</td><td>{escape(str(value))}</td></tr>" for name, value in values[:MOST_VALUES])
    rest = f'<p class="note">and {len(values) - MOST_VALUES} more columns</p>' if len(values) > MOST_VALUES else ""
    return (
        f'<section><details><summary><h3>As it stands in the file</h3></summary><table class="raw">{rows}</table>{rest}</details></section>'
    )
