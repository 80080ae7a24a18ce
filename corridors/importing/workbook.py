"""The sheets of an Excel workbook as texts: each part of it read once, a broken cell or sheet alone, and nothing that it claims of itself believed."""

from __future__ import annotations

import io
import itertools
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from corridors.importing.limits import MAX_CELLS, MAX_COLUMNS, MAX_FILE_BYTES, MAX_REPORTED_CHARS, MAX_ROWS, MB, check_table
from corridors.importing.problems import ImportFileError, Progress, refusal, tell
from corridors.importing.raw import text_of

MAX_TEXT = MAX_FILE_BYTES  # characters in all cells: one shared string may stand in each of them
MAX_ROW_DIGITS = 9


class Workbook(NamedTuple):
    """The rows of the sheet that holds the most cells, its title, and what is to be said of it and of the others."""

    title: str
    rows: list[list[str]]
    notes: tuple[str, ...]


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """Reads the rows alone, and a cell that cannot be read as an empty one, which it counts."""

    broken = 0
    unsaved = 0  # formulas whose value was never saved
    row_counter: int

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                stated = element.get("r", "")
                usable = stated.isascii() and stated.isdigit() and len(stated) <= MAX_ROW_DIGITS
                self.row_counter = int(stated) if usable else self.row_counter + 1
                self.col_counter = 0
                yield self.row_counter, [self.parse_cell(cell) for cell in element]
                element.clear()

    def parse_cell(self, element: Any) -> dict[str, Any]:  # noqa: ANN401 - an element of openpyxl's XML library
        value = element.find(VALUE_TAG)
        if element.find(FORMULA_TAG) is not None and (value is None or not (value.text or element.get("t") == "str")):
            self.unsaved += 1
        try:
            return dict(super().parse_cell(element))
        except (ValueError, IndexError, KeyError, TypeError, ArithmeticError, AttributeError):
            self.broken += 1
            return {"column": self.col_counter, "value": None}


class _Spent:
    """How many cells and characters all sheets of a workbook have come to, within the limits of one table."""

    def __init__(self, name: str) -> None:
        self.name, self.cells, self.chars = name, 0, 0

    def add(self, row: list[str]) -> None:
        self.cells += len(row)
        self.chars += sum(map(len, row))
        if self.cells > MAX_CELLS:
            raise refusal(self.name, f"over {MAX_CELLS:,} cells", f"up to {MAX_CELLS:,}", "leave out columns or sheets")
        if self.chars > MAX_TEXT:
            found = f"over {MAX_TEXT // MB} MB of text, each cell counted"
            raise refusal(self.name, found, f"up to {MAX_TEXT // MB} MB", "leave out the columns that are not needed")


def read_workbook(name: str, data: bytes, progress: Progress | None = None) -> Workbook:
    """Return the sheet of a workbook that holds the most; several sheets on one part of the file are one.

    Raises:
        ImportFileError: the workbook cannot be read, or is beyond the limits.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            parts = {relation.target: sheet.name for sheet, relation in reader.parser.find_sheets() if "chartsheet" not in relation.Type}
            return _fullest(name, reader, parts, progress)
    except ImportFileError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken book raises whatever its XML, its zip or its styles happen to break
        raise refusal(
            name, f"a workbook that cannot be read ({type(error).__name__})", "an .xlsx workbook", "save it again, or as CSV"
        ) from None


def _fullest(name: str, reader: ExcelReader, parts: dict[str, str], progress: Progress | None) -> Workbook:
    best: list[list[str]] = []
    most, title = 0, ""
    others, notes = [], []
    spent = _Spent(name)
    for part, sheet in parts.items():
        before = spent.cells
        try:
            rows, broken, unsaved = _rows(reader, part, spent, progress)
        except ImportFileError:
            raise
        except Exception as error:  # noqa: BLE001 - as above, and one broken sheet never takes the others
            notes.append(f"Sheet {sheet!r} cannot be read ({type(error).__name__}).")
            continue
        if broken:
            notes.append(f"{broken:,} cells of sheet {sheet!r} cannot be read: they are left empty.")
        if unsaved:
            notes.append(f"{unsaved:,} formulas of sheet {sheet!r} have no saved value and are left empty: open it in Excel, and save it.")
        if not rows:
            continue
        if spent.cells - before > most:
            if best:
                others.append(title)
            best, most, title = rows, spent.cells - before, sheet
        else:
            others.append(sheet)
    if not best:
        found = " ".join(["no row in any sheet", *notes])
        raise refusal(name, found[:400].rstrip("."), "a sheet with a heading and rows", "save the sheet with the data")
    read = f"Sheet {title!r} is read" + (f", not {', '.join(map(repr, others[:10]))}" if others else "") + "."
    return Workbook(title, best, (read, *notes[:10]))


def _rows(reader: ExcelReader, part: str, spent: _Spent, progress: Progress | None) -> tuple[list[list[str]], int, int]:
    """Return the rows of a sheet that have something in them, in the order of their numbers, how many cells are broken, and formulas unsaved."""
    book = reader.wb
    found: list[tuple[int, list[str]]] = []
    with reader.archive.open(part) as source:
        parser = _Parser(
            source, reader.shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )  # fmt: skip
        for number, cells in parser.rows():
            row = _placed({cell["column"]: text for cell in cells if cell["value"] is not None and (text := _cell(cell["value"]))})
            if row:
                spent.add(row)
                found.append((number, row))
                if len(found) > MAX_ROWS + 1:
                    check_table(spent.name, len(found), 1)
            if len(found) % 5_000 == 1:
                tell(progress, 0.3, f"{spent.name}: {len(found):,} rows of a sheet")
    found.sort(key=lambda one: one[0])
    return [row for _, row in found], parser.broken, parser.unsaved


def _placed(texts: dict[int, str]) -> list[str]:
    """Return the texts of a row by their columns; what stands beyond the last column that a table may have is put together there."""
    row = [""] * min(max(texts, default=0), MAX_COLUMNS)
    for column, text in texts.items():
        if column <= MAX_COLUMNS:
            row[column - 1] = text
    far = (text[:MAX_REPORTED_CHARS] for column, text in texts.items() if column > MAX_COLUMNS)
    beyond = ", ".join(itertools.islice(far, 20))
    return [*row, beyond] if beyond else row


def _cell(value: object) -> str:
    text = value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else text_of(value)
    return text.strip()
