"""Rows of a text table whose quotes may not close: such a quote spoils its own row, and never swallows those after it."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator

MIN_CELLS = 3  # with fewer, a line inside a cell looks like a row by chance
MAX_AGAIN = 3_000_000  # lines that are read a second time because a quote before them does not close


class UnclosedRow(list[str]):
    """The cells of a row that opens a quote which is never closed, read as if the quote were a sign like any other."""


class Lines:
    """Lines that can be given back; those taken since `taken` was emptied last are kept."""

    def __init__(self, source: Iterator[str]) -> None:
        """Start with none taken."""
        self.source = source
        self.taken: list[str] = []
        self.again = 0

    def __iter__(self) -> Iterator[str]:
        """Return itself."""
        return self

    def __next__(self) -> str:
        """Return the next line, and keep it."""
        line = next(self.source)
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        """Put lines in front of those to come."""
        self.again += len(lines)
        self.source = itertools.chain(lines, self.source)


def rows_of(source: Iterator[str], separator: str) -> Iterator[list[str]]:
    """Yield the rows of a table; a row whose quote never closes is an `UnclosedRow`, and the rows after it are yielded as they are.

    A quote is taken for unclosed where the file ends in it, where something other than a separator follows its end some lines
    below, and where every line that it would hold has as many cells as a row.

    Raises:
        csv.Error: a cell is too long, or so many quotes do not close that the table cannot be told.
    """
    lines = Lines(source)
    strict = csv.reader(lines, delimiter=separator, strict=True)
    cells = 0
    while True:
        lines.taken = []
        try:
            row = next(strict)
            swallowed = len(lines.taken) > 1 and _are_rows(lines.taken, separator, cells)
        except StopIteration:
            return
        except csv.Error:
            swallowed = len(lines.taken) > 1 or _is_open(lines.taken[0], separator)
            row = [] if swallowed else next(csv.reader(lines.taken, delimiter=separator))
        if swallowed:
            first, *rest = lines.taken
            lines.give_back(rest)
            if lines.again > MAX_AGAIN:
                raise csv.Error("quotes that do not close in too many rows")
            row = UnclosedRow(next(csv.reader([first], delimiter=separator, quoting=csv.QUOTE_NONE)))
        cells = cells or len(row)
        yield row


def _are_rows(lines: list[str], separator: str, cells: int) -> bool:
    """Tell whether lines that would be one cell are rows themselves: the last, and most of all, have as many cells as the heading."""
    like_rows = [line.count(separator) == cells - 1 for line in lines]
    return cells >= MIN_CELLS and like_rows[0] and like_rows[-1] and sum(like_rows) * 5 >= len(lines) * 4


def _is_open(line: str, separator: str) -> bool:
    """Tell whether a line ends inside a quote: then a line after it belongs to the same row."""
    reader = csv.reader([line if line.endswith(("\n", "\r")) else f"{line}\n", "\n"], delimiter=separator)
    next(reader)
    return reader.line_num > 1
