"""The table of a shapefile, read as the fixed columns of bytes that it is: GDAL makes 12 of “12,5” and 0 of “abc”, and says nothing."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridors.importing.raw import text_of, unique_names

HEAD, DESCRIPTION = 32, 32  # bytes of the table's head, and of that of each of its columns
END_OF_COLUMNS = 0x0D
DELETED = ord("*")
WHOLE = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)
POINTED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
# A column of such alone is quick: numbers as `raw.text_of` writes them, and numbers with a point.
ALL_PLAIN = re.compile(r"(?:(?:0|-?[1-9]\d*)?(?:\n|\Z))*+", re.ASCII)
ALL_POINTED = re.compile(r"(?:(?:[+-]?\d+\.\d+)?(?:\n|\Z))*+", re.ASCII)
MOST_EXACT = 1e15
NUMBERS = frozenset("NF")
DAY = re.compile(r"(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
LOGICAL = {**dict.fromkeys("TtYy", "true"), **dict.fromkeys("FfNn", "false"), "?": ""}


class Table(NamedTuple):
    """The rows of a table as texts, or numbers, which of them are there and not deleted, and how many texts the encoding does not fit."""

    values: pd.DataFrame
    kept: NDArray[np.bool_]
    unread: int


class _Column(NamedTuple):
    name: bytes
    kind: str
    start: int
    width: int


def read_table(data: bytes, codec: str, rows: int) -> Table:
    """Return the first rows of a table whose head was looked at; rows that it has not are blank.

    A number is written as `raw.text_of` writes it, a day as 2024-05-16; what is neither stands as it is in the file.
    """
    start, width = struct.unpack_from("<HH", data, 8)
    held = min(rows, max(0, len(data) - start) // width)
    body = np.full((rows, width), ord(" "), dtype=np.uint8)
    body[:held] = np.frombuffer(data, dtype=np.uint8, count=held * width, offset=min(start, len(data))).reshape(held, width)
    columns = _columns(data[HEAD:start], width)
    unread = 0
    frame = pd.DataFrame(index=pd.RangeIndex(rows))
    if columns:
        values = []
        for column in columns:
            texts, wrong = _decoded(_cells(body, column), codec)
            unread += wrong
            meant = _meant(column.kind, texts)
            values.append(pd.Series(np.array(meant, dtype=object if isinstance(meant, list) else float)))
        names = unique_names(column.name.decode(codec, "replace") for column in columns)
        frame = pd.concat(values, axis=1).set_axis(names, axis=1)
    return Table(frame, body[:, 0] != DELETED, unread)


def _decoded(cells: list[bytes], codec: str) -> tuple[list[str], int]:
    """Return texts, which are decoded all at once where they are plain, and how many of them the codec does not fit."""
    together = b"\n".join(cells)
    if together.isascii() and together.count(b"\n") == len(cells) - 1:
        return together.decode("ascii").split("\n"), 0
    texts = [cell.decode(codec, "replace") for cell in cells]
    return texts, sum("\ufffd" in text and text.encode(codec, "replace") != cell for text, cell in zip(texts, cells, strict=True))


def _meant(kind: str, texts: list[str]) -> list[str] | NDArray[np.float64]:
    """Return what the texts of a column are in words, or as numbers that `raw.text_of` makes such words of."""
    if kind in NUMBERS:
        together = "\n".join(texts)
        if ALL_PLAIN.fullmatch(together):
            return texts
        if ALL_POINTED.fullmatch(together):
            numbers = np.array([text or "nan" for text in texts], dtype=float)
            if not (np.abs(numbers) >= MOST_EXACT).any():
                return numbers
    of = MEANT.get(kind)
    return [of(text) for text in texts] if of else texts


def _columns(head: bytes, width: int) -> list[_Column]:
    found = []
    at = 1
    for place in range(0, len(head) - DESCRIPTION + 1, DESCRIPTION):
        if head[place] == END_OF_COLUMNS:
            break
        name, kind, size = struct.unpack_from("<11sc4xB", head, place)
        found.append(_Column(name.partition(b"\0")[0].strip(), kind.decode("latin-1"), at, max(0, min(size, width - at))))
        at += size
    return found


def _cells(body: NDArray[np.uint8], column: _Column) -> list[bytes]:
    """Return the bytes of a column without the blanks around them, up to a zero byte, where a text of C ends."""
    if not column.width or not len(body):
        return [b""] * len(body)
    block = np.ascontiguousarray(body[:, column.start : column.start + column.width])
    cells: list[bytes] = block.view(f"S{column.width}")[:, 0].tolist()
    if not block.all():
        cells = [cell.partition(b"\0")[0] for cell in cells]
    return [cell.strip() for cell in cells]


def _number(text: str) -> str:
    if text[:1] == "*":  # how dBASE fills a number that has no room, and none
        return ""
    if whole := WHOLE.fullmatch(text):
        return str(int(whole[1]))
    return text_of(float(text)) if POINTED.fullmatch(text) and np.isfinite(float(text)) else text


def _day(text: str) -> str:
    if day := DAY.fullmatch(text):
        return "-".join(day.groups())
    return text.strip("0") and text


def _logical(text: str) -> str:
    return LOGICAL.get(text, text)


MEANT: dict[str, Callable[[str], str]] = {"N": _number, "F": _number, "D": _day, "L": _logical}
