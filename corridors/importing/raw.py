"""A file as it was read: its rows with nothing changed but that every value is a text, and what is known of the file."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from corridors.importing.limits import check_table

GEOMETRY = "geometry"
LAYER = "layer"
# Control characters, and the marks that turn the direction of what follows: both make a text read as something else.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# Halves of a character that JSON can write and no text may hold.
LONE_SURROGATES = re.compile("[\ud800-\udfff]")


class Fault(NamedTuple):
    """Why a row is refused that a reader could not trust: a line of the report without its number."""

    column: str
    rule: str
    action: str
    value: str


@dataclass(frozen=True, eq=False)
class Raw:
    """One file as read.

    `rows` has a text in every cell ("" for nothing) and, where the format carries shapes, is a GeoDataFrame with a `geometry`
    column in the file's own coordinates; its index is the number of the row in the file, from 1. `crs` is what the file
    declares or the caller gives, "" where nobody says; `crs_from` says who did. `faults` says by row number what is wrong with
    rows that the reader could not trust; `cut` is the row in whose middle the file ends, 0 for none.
    """

    file: str
    format: str
    encoding: str
    crs: str
    crs_from: str
    rows: pd.DataFrame
    notes: tuple[str, ...]
    digest: str
    faults: dict[int, Fault]
    cut: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, the geometry left out."""
        return tuple(name for name in self.rows.columns if name != GEOMETRY or not self.has_shapes)

    @property
    def has_shapes(self) -> bool:
        """Whether the format itself carries shapes, so that no column needs to."""
        return isinstance(self.rows, gpd.GeoDataFrame)

    @property
    def shape_key(self) -> str:
        """What files of the same form have in common: by it a mapping is remembered."""
        return hashlib.sha256(json.dumps([self.format, *sorted(self.columns)]).encode()).hexdigest()[:16]

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return stem_of(self.file)


@dataclass(frozen=True, eq=False)
class Part:
    """What a reader makes of a file's bytes: rows, their CRS where declared, and what is to be said."""

    rows: pd.DataFrame
    crs: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
    faults: dict[int, Fault] | None = None
    cut: int = 0


def stem_of(file: str) -> str:
    """Return a file's name without its ending."""
    return file.rsplit(".", 1)[0] if "." in file.lstrip(".") else file


def text_of(value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    """Return a value as the file would have it in words: nothing is "", a whole number has no point, a list is JSON."""
    if isinstance(value, str):
        return LONE_SURROGATES.sub("\ufffd", value) if not value.isascii() else value
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return _number(float(value))
    if isinstance(value, np.ndarray | bytes):
        value = value.hex() if isinstance(value, bytes) else value.tolist()
    return text_of(json.dumps(value, ensure_ascii=False, default=_plain)) if isinstance(value, dict | list | tuple) else str(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    return value.tolist() if isinstance(value, np.ndarray) else str(value)


def _number(value: float) -> str:
    if value != value:  # noqa: PLR0124 - NaN alone is not itself, which asks ten times quicker than numpy
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every value as text; headings become unique texts, blank ones are counted."""
    texts = {
        name: pd.Series(_texts(frame.iloc[:, position].to_list()), dtype="str", index=frame.index)
        for position, name in enumerate(unique_names(frame.columns))
    }
    return pd.DataFrame(texts, index=frame.index)


def _texts(values: list[Any]) -> list[str]:
    """Return what `text_of` says of each value, without asking it for those that most columns are made of."""
    kinds = set(map(type, values))
    if kinds == {float}:
        return list(map(_number, values))
    if kinds == {int}:
        return list(map(str, values))
    return [value if type(value) is str and value.isascii() else text_of(value) for value in values]


def unique_names(names: Iterable[object]) -> list[str]:
    """Return column names as unique texts: a blank one is called by its number, a second one of a name gets a number."""
    seen: dict[str, int] = {}
    found = []
    for position, name in enumerate(names, 1):
        text = " ".join(CONTROLS.sub("", text_of(name)).split()) or f"column {position}"
        seen[text] = seen.get(text, 0) + 1
        while seen[text] > 1 and f"{text} ({seen[text]})" in seen:
            seen[text] += 1
        unique = text if seen[text] == 1 else f"{text} ({seen[text]})"
        seen.setdefault(unique, 1)
        found.append(unique)
    return found


def with_shapes(name: str, texts: pd.DataFrame, shapes: Sequence[object] | np.ndarray) -> gpd.GeoDataFrame:
    """Return a table with its shapes under `geometry`; a column of that name in the file is called `geometry (column)`."""
    check_table(name, len(texts), texts.shape[1])
    renamed = texts
    if GEOMETRY in texts.columns:
        free = next(
            name for number in itertools.count(1) if (name := f"{GEOMETRY} (column{f' {number}' * (number > 1)})") not in texts.columns
        )
        renamed = texts.rename(columns={GEOMETRY: free})
    return gpd.GeoDataFrame(renamed, geometry=np.asarray(shapes, dtype=object))


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its rows counted from 1."""
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1), axis=0)
