"""Tables: text with any usual separator, and Excel workbooks. Every cell is a text; nothing is taken for a formula or a date."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

import pandas as pd

from corridors.importing.encodings import encoding_of, open_text, shown
from corridors.importing.limits import MAX_REPORTED_CHARS, MAX_VALUE_CHARS, check_table, rows_at_once
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.quotes import UnclosedRow, rows_of
from corridors.importing.raw import Fault, Part, unique_names

SEPARATORS = ",;\t|"
HEAD_LINES = 30
TEXT_COLUMN = "geometry"
SHIFTED = "cells stand beyond the last heading, so the columns of this row have shifted: quote the values that hold separators"
UNCLOSED = "a quote opens in this row and is never closed, so that its cells cannot be told: close the quote, or take it out"


def read_text_table(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the rows of a text table, headed by its first row that is not empty.

    Rows with cells beyond the last heading, or with a quote that never closes, are named in `faults`.

    Raises:
        ImportFileError: it is no table, or beyond the limits.
    """
    codec, guessed = encoding_of(data)
    with open_text(data, codec) as stream:
        separator = _separator(list(itertools.islice(_bounded(stream, name), HEAD_LINES)))
    csv.field_size_limit(MAX_VALUE_CHARS)
    with open_text(data, codec) as stream:
        rows = rows_of(_without_padding(_bounded(stream, name)), separator)
        try:
            frame, faults, short = _frame(name, rows, len(data), progress)
        except csv.Error as error:
            raise refusal(name, f"a table that cannot be read ({error})", "rows of cells", "export it again as CSV") from None
    notes = () if separator == "," else (f"Columns are separated by {'tabs' if separator == chr(9) else separator!r}.",)
    # A last row alone that has fewer cells than the heading, and no line end: the file goes on where it was downloaded from.
    cut = len(frame) if short == {len(frame)} and not data.rstrip(b"\0").endswith((b"\n", b"\r")) else 0
    return Part(frame, "", shown(codec, guessed=guessed), notes, faults, cut)


def read_text_shapes(name: str, data: bytes) -> Part:
    """Return the rows of a file with one shape a line (WKT, WKB in hex, a route) under `geometry`."""
    codec, guessed = encoding_of(data)
    with open_text(data, codec) as stream:
        lines = [line for line in (raw.strip() for raw in stream) if line]
    check_table(name, len(lines), 1)
    frame = pd.DataFrame({TEXT_COLUMN: pd.Series(lines, dtype="str")})
    return Part(frame, "", shown(codec, guessed=guessed), ("One shape a line, nothing else.",))


def _bounded(stream: io.TextIOWrapper, name: str) -> Iterator[str]:
    while line := stream.readline(MAX_VALUE_CHARS):
        if len(line) >= MAX_VALUE_CHARS:
            raise refusal(name, f"a line of over {MAX_VALUE_CHARS:,} characters", "a table", "export it again as CSV")
        yield line


def _without_padding(lines: Iterator[str]) -> Iterator[str]:
    """Leave out zero bytes that fill up the end of a file; those inside a cell stay, to be reported with it."""
    for line in lines:
        yield line.replace("\0", "") if "\0" in line and not line.strip("\0 \t\r\n") else line


def _separator(lines: list[str]) -> str:
    """Return the separator that gives the most columns, the same number in most rows."""
    best, most = ",", 1.0
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = widths[0] * widths.count(usual) / len(widths)
        if widths[0] > 1 and score > most:
            best, most = separator, score
    return best


def _frame(name: str, rows: Iterator[list[str]], size: int, progress: Progress | None) -> tuple[pd.DataFrame, dict[int, Fault], set[int]]:
    """Return the table, the rows that cannot be trusted by number, and up to two rows with fewer cells than headings."""
    heading = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if heading is None:
        raise refusal(name, "nothing but blanks", "a heading and at least one row", "export it again")
    if isinstance(heading, UnclosedRow):
        heading = [cell.strip('"') for cell in heading]
    width = max((i + 1 for i, cell in enumerate(heading) if cell.strip()), default=0)
    check_table(name, 1, width)
    names = unique_names(heading[:width])
    frames: list[pd.DataFrame] = []
    faults: dict[int, Fault] = {}
    short: set[int] = set()
    count = seen = 0
    for chunk in _chunks(rows, rows_at_once(width)):
        for number, row in enumerate(chunk, count + 1):
            if isinstance(row, UnclosedRow):
                faults[number] = _unclosed(row)
            elif len(row) > width and (beyond := _beyond(row, width)):
                faults[number] = Fault("beyond the last heading", "shifted_columns", SHIFTED, beyond)
            elif len(row) < width and len(short) < 2:
                short.add(number)
        frames.append(_chunk_frame(chunk, names))
        count += len(chunk)
        seen += sum(map(len, chunk[0])) * len(chunk)
        check_table(name, count, width)
        tell(progress, min(0.9, seen / max(size, 1)), f"{name}: {count:,} rows read")
    if not frames:
        raise refusal(name, "a heading and no row", "at least one row", "export it again")
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    return frame, faults, short


def _beyond(row: list[str], width: int) -> str:
    filled = (cell.strip() for cell in itertools.islice(row, width, None))
    return ", ".join(itertools.islice((cell[:MAX_REPORTED_CHARS] for cell in filled if cell), 20))[:MAX_REPORTED_CHARS]


def _unclosed(row: list[str]) -> Fault:
    return Fault("quote", "unclosed_quote", UNCLOSED, next((cell for cell in row if cell.lstrip().startswith('"')), row[0]))


def _chunk_frame(chunk: list[list[str]], names: list[str]) -> pd.DataFrame:
    width = len(names)
    even = [row[:width] if len(row) >= width else [*row, *[""] * (width - len(row))] for row in chunk]
    columns = dict(zip(names, zip(*even, strict=True), strict=True))
    return pd.DataFrame({heading: pd.Series(list(cells), dtype="str") for heading, cells in columns.items()})


def _chunks(rows: Iterator[list[str]], size: int) -> Iterator[list[list[str]]]:
    """Yield rows in pieces; a row that is empty throughout is none, as spreadsheets add them at the end."""
    filled = (row for row in rows if any(cell and not cell.isspace() for cell in row))
    while chunk := list(itertools.islice(filled, size)):
        yield chunk


def read_excel(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the rows of the sheet of a workbook that holds the most, headed by its first full row.

    Raises:
        ImportFileError: the workbook cannot be read, or is beyond the limits.
    """
    from corridors.importing.workbook import read_workbook  # noqa: PLC0415 - openpyxl is slow to import, and few files need it

    book = read_workbook(name, data, progress)
    frame, faults, _ = _frame(name, iter(_from_heading(book.rows)), 1, progress)
    return Part(frame, "", "Excel", book.notes, faults)


def _from_heading(rows: list[list[str]]) -> list[list[str]]:
    """Leave out titles above the heading: it is the first of the first rows that is nearly as full as the fullest."""
    fullest = max(sum(bool(cell) for cell in row) for row in rows[:20])
    start = next(i for i, row in enumerate(rows) if sum(bool(cell) for cell in row) * 2 > fullest)
    return rows[start:]
