"""Ids and names of the kept rows, their original text, and what is there twice."""

from __future__ import annotations

import json
from typing import NamedTuple

import pandas as pd
import shapely

from corridors.importing.limits import MAX_ID_CHARS, MAX_KEPT_CHARS, MAX_NAME_CHARS
from corridors.importing.mapping import Mapping
from corridors.importing.raw import CONTROLS
from corridors.importing.report import Effect, Ledger
from corridors.importing.shapes import Shapes
from corridors.importing.spellings import is_blank
from corridors.importing.values import cells


def cleaned(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return the table without control characters; each cell that had some is reported."""
    clean = {}
    for column in rows.columns:
        texts = rows[column].to_list()
        if not CONTROLS.search("\n".join(texts)):  # one search through all of a column, for hardly any has some
            continue
        cells = [(row, str(column), repr(text)) for row, text in zip(rows.index, texts, strict=True) if CONTROLS.search(text)]
        ledger.add(Effect.REPAIRED, "control_characters", "taken out", cells)
        clean[str(column)] = pd.Series([CONTROLS.sub("", text) for text in texts], index=rows.index, dtype="str")
    return rows.assign(**clean) if clean else rows


class Seen(NamedTuple):
    """The ids given so far in a layer, with how often each was, and whether it has several rows."""

    ids: dict[str, int]
    several: bool


def ids(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger, seen: Seen) -> list[str]:
    """Return an id for every row, each once in the layer: the file's own where it has one, else `row-N`."""
    found = cells(rows, mapping, "id")
    result = []
    for row, text in zip(rows.index.to_list(), found.texts, strict=True):
        stated = " ".join(text.split())
        base = stated if stated and not is_blank(stated) else f"row-{row}"
        if len(base) > MAX_ID_CHARS:
            base = base[:MAX_ID_CHARS]
            ledger.add(
                Effect.REPAIRED, "id_too_long", f"cut to {MAX_ID_CHARS} of {len(stated):,} characters", [(row, found.column, stated)]
            )
        if not found.column and stated and seen.several:
            base = f"{base}-{row}"
        unique = _free(base, seen.ids)
        if unique != base:
            ledger.add(
                Effect.REPAIRED, "duplicate_id", f"the id is there before: called {unique[-40:]!r} here", [(row, found.column, base)]
            )
        seen.ids[unique] = 1
        result.append(unique)
    return result


def _free(base: str, seen: dict[str, int]) -> str:
    if base not in seen:
        return base
    while f"{base}-{seen[base] + 1}" in seen:
        seen[base] += 1
    seen[base] += 1
    return f"{base}-{seen[base]}"


def names(rows: pd.DataFrame, mapping: Mapping, stem: str, ledger: Ledger | None = None) -> list[str]:
    """Return a name for every row: its own with that of its part, else the file's name and the row's number; those cut are listed."""
    own, others, parts = (cells(rows, mapping, target).texts for target in ("name", "other_name", "part"))
    whole = [
        _name(other if is_blank(name) else name, part, f"{stem}, row {row}")
        for row, name, other, part in zip(rows.index, own, others, parts, strict=True)
    ]
    for row, name in zip(rows.index.to_list(), whole, strict=True):
        if ledger is not None and len(name) > MAX_NAME_CHARS:
            action = f"cut to {MAX_NAME_CHARS} of {len(name):,} characters"
            ledger.add(Effect.REPAIRED, "name_too_long", action, [(row, mapping.column("name") or "", name)])
    return [name[:MAX_NAME_CHARS] for name in whole]


def _name(name: str, part: str, otherwise: str) -> str:
    name, part = (" ".join(text.split()) for text in (name, part))
    pieces = [text for text in (name, part) if text and not is_blank(text)]
    if len(pieces) == 2 and part in name:
        pieces = [name]
    return ", ".join(pieces) or otherwise


def originals(rows: pd.DataFrame, mapping: Mapping) -> list[str]:
    """Return every row as a JSON object of its texts; blank cells and the column of shapes are left out, long values cut."""
    kept = [column for column in rows.columns if column != mapping.column("geometry")]
    columns = [rows[column].to_list() for column in kept]
    keys = [str(column) for column in kept]
    if not columns:
        return ["{}"] * len(rows)
    encode = json.JSONEncoder(ensure_ascii=False).encode
    return [
        encode(
            {
                key: text if len(text) <= MAX_KEPT_CHARS else f"{text[:MAX_KEPT_CHARS]}…"
                for key, text in zip(keys, row, strict=True)
                if text and not text.isspace()
            }
        )
        for row in zip(*columns, strict=True)
    ]


def note_twins(rows: list[int], shapes: Shapes, column: str, ledger: Ledger) -> None:
    """Report rows whose shape an earlier row has too; they are kept."""
    first: dict[bytes, int] = {}
    for row, shape in zip(rows, shapely.to_wkb(shapes), strict=True):
        if first.setdefault(shape, row) != row:
            ledger.add(Effect.NOTED, "same_geometry", f"the same shape as row {first[shape]}: kept", [(row, column, "")])
