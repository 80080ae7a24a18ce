"""Tables: text with any usual separator, and Excel workbooks. Every cell is a text; nothing is taken for a formula or a date."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from typing import Any

import pandas as pd

from corridors.importing.encodings import encoding_of, open_text, shown
from corridors.importing.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_VALUE_CHARS, check_table, rows_at_once
from corridors.importing.problems import ImportFileError, Progress, refusal, tell
from corridors.importing.raw import Part, text_of, unique_names

SEPARATORS = ",;\t|"
HEAD_LINES = 30
TEXT_COLUMN = "geometry"


def read_text_table(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the rows of a text table, headed by its first row that is not empty.

    Cells beyond the last heading are kept apart in `extra`: they tell a row whose columns have shifted.

    Raises:
        ImportFileError: it is no table, or beyond the limits.
    """
    codec, guessed = encoding_of(data)
    with open_text(data, codec) as stream:
        separator = _separator(list(itertools.islice(_bounded(stream, name), HEAD_LINES)))
    csv.field_size_limit(MAX_VALUE_CHARS)
    with open_text(data, codec) as stream:
        rows = csv.reader(_without_zero_bytes(stream), delimiter=separator)
        try:
            frame, extra, short = _frame(name, rows, len(data), progress)
        except csv.Error as error:
            raise refusal(name, f"a table that cannot be read ({error})", "rows of cells", "export it again as CSV") from None
    notes = () if separator == "," else (f"Columns are separated by {'tabs' if separator == chr(9) else separator!r}.",)
    # A last row alone that has fewer cells than the heading, and no line end: the file goes on where it was downloaded from.
    cut = len(frame) if short == {len(frame)} and not data.rstrip(b"\0").endswith((b"\n", b"\r")) else 0
    return Part(frame, "", shown(codec, guessed=guessed), notes, extra, cut)


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


def _without_zero_bytes(stream: io.TextIOWrapper) -> Iterator[str]:
    for line in stream:
        yield line.replace("\0", "") if "\0" in line else line


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


def _frame(name: str, rows: Iterator[list[str]], size: int, progress: Progress | None) -> tuple[pd.DataFrame, dict[int, str], set[int]]:
    """Return the table, the cells beyond its headings by row, and up to two rows with fewer cells than headings."""
    heading = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if heading is None:
        raise refusal(name, "nothing but blanks", "a heading and at least one row", "export it again")
    width = max((i + 1 for i, cell in enumerate(heading) if cell.strip()), default=0)
    check_table(name, 1, width)
    names = unique_names(heading[:width])
    frames: list[pd.DataFrame] = []
    extra: dict[int, str] = {}
    short: set[int] = set()
    count = seen = 0
    for chunk in _chunks(rows, rows_at_once(width)):
        if max(map(len, chunk)) > MAX_COLUMNS + width:
            raise refusal(
                name, f"a row of {max(map(len, chunk)):,} cells under {width} headings", f"up to {MAX_COLUMNS:,}", "export it again"
            )
        for number, row in enumerate(chunk, count + 1):
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                extra[number] = ", ".join(cell for cell in row[width:] if cell.strip())[:200]
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
    return frame, extra, short


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
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and few files need it

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = {sheet.title: _sheet_rows(name, sheet, progress) for sheet in book.worksheets}
    except ImportFileError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken book raises whatever its XML, its zip or its cells happen to break
        raise refusal(
            name, f"a workbook that cannot be read ({type(error).__name__})", "an .xlsx workbook", "save it again, or as CSV"
        ) from None
    if not any(sheets.values()):
        raise refusal(name, "no row in any sheet", "a sheet with a heading and rows", "save the sheet with the data")
    title = max(sheets, key=lambda one: sum(len(row) for row in sheets[one]))
    rows = _from_heading(sheets[title])
    frame, extra, _ = _frame(name, iter(rows), 1, progress)
    others = [other for other in sheets if other != title and sheets[other]]
    note = (f"Sheet {title!r} is read" + (f", not {', '.join(map(repr, others[:10]))}" if others else "") + ".",)
    return Part(frame, "", "Excel", note, extra)


def _sheet_rows(name: str, sheet: Any, progress: Progress | None) -> list[list[str]]:  # noqa: ANN401 - openpyxl has no public type for it
    rows: list[list[str]] = []
    cells = 0
    sheet.reset_dimensions()
    for values in sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 20):
        if len(values) > MAX_COLUMNS:
            check_table(name, len(rows), len(values))
        texts = [_cell(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append(texts)
            cells += len(texts)
        if cells > MAX_CELLS or len(rows) > MAX_ROWS:
            check_table(name, len(rows), cells // max(len(rows), 1))
        if len(rows) % 5_000 == 1:
            tell(progress, 0.3, f"{name}: {len(rows):,} rows of a sheet")
    return rows


def _cell(value: object) -> str:
    text = value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else text_of(value)
    return text.strip()


def _from_heading(rows: list[list[str]]) -> list[list[str]]:
    """Leave out titles above the heading: it is the first of the first rows that is nearly as full as the fullest."""
    fullest = max(sum(bool(cell) for cell in row) for row in rows[:20])
    start = next(i for i, row in enumerate(rows) if sum(bool(cell) for cell in row) * 2 > fullest)
    return rows[start:]
