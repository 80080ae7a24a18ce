"""Every limit of an import, with the checks that hold them."""

from __future__ import annotations

from corridors.importing.problems import refusal
from corridors.reading.limits import Limits

MB = 1_000_000
MAX_FILE_BYTES = 300 * MB
MAX_UNPACKED_BYTES = 1_000 * MB  # all members of a zip that are read, together
MAX_RATIO = 200  # unpacked over packed bytes; text packs to about a twentieth, a bomb to a thousandth
MAX_MEMBERS = 5_000
MAX_LAYERS = 100
MAX_COLUMNS = 1_000
MAX_ROWS = 200_000
MAX_CELLS = 20_000_000
MAX_VERTICES = 10_000_000
MAX_MEMBERS_OF_JSON = 5_000_000  # names with a value, those of the geometries among them; a hundred bytes each while they are read
MAX_VALUE_CHARS = 20 * MB  # one cell: a route of a million points fits
MAX_KEPT_CHARS = 10_000  # of one value in `original`
MAX_ID_CHARS = 200
MAX_NAME_CHARS = 500
MAX_REPORTED_CHARS = 200  # of a value that the report quotes
MOST_TOLD = 5  # rows that a note names one by one
MAX_SECONDS = Limits.from_settings().seconds  # as who watches a reading process has it
MAX_DECODED_BYTES = 500 * MB  # of a Parquet file's values, each standing for itself
# What is worked on at one time as Python's own objects, which take ten times the room of Arrow's columns.
ROWS_AT_ONCE = 10_000
CELLS_AT_ONCE = 500_000


def rows_at_once(columns: int) -> int:
    """Return how many rows of a table are worked on at one time, at least one."""
    return max(1, min(ROWS_AT_ONCE, CELLS_AT_ONCE // max(columns, 1)))


def check_bytes(name: str, size: int) -> None:
    """Refuse a file that is empty or too large.

    Raises:
        ImportFileError: it is.
    """
    if size == 0:
        raise refusal(name, "an empty file", "a file with at least one row", "export it again")
    if size > MAX_FILE_BYTES:
        raise refusal(name, f"{size / MB:,.0f} MB", f"up to {MAX_FILE_BYTES // MB} MB", "cut it into parts or simplify its lines first")


def check_table(name: str, rows: int, columns: int) -> None:
    """Refuse a table with too many columns, rows or cells.

    Raises:
        ImportFileError: it has.
    """
    if columns > MAX_COLUMNS:
        raise refusal(name, f"{columns:,} columns", f"up to {MAX_COLUMNS:,}", "leave out the columns that are not needed")
    if rows > MAX_ROWS:
        raise refusal(name, f"more than {MAX_ROWS:,} rows", f"up to {MAX_ROWS:,}", "cut the file into parts")
    if rows * columns > MAX_CELLS:
        raise refusal(name, f"{rows * columns:,} cells", f"up to {MAX_CELLS:,}", "leave out columns, or cut the file into parts")


def check_vertices(name: str, vertices: int) -> None:
    """Refuse more vertices than a layer may have.

    Raises:
        ImportFileError: there are more.
    """
    if vertices > MAX_VERTICES:
        raise refusal(name, f"{vertices:,} vertices", f"up to {MAX_VERTICES:,}", "simplify the lines first")


def check_members(name: str, members: int) -> None:
    """Refuse JSON with more values than memory has room for while it is read.

    Raises:
        ImportFileError: it has.
    """
    if members > MAX_MEMBERS_OF_JSON:
        todo = "leave out properties, or cut the file into parts"
        raise refusal(name, f"{members:,} values in JSON", f"up to {MAX_MEMBERS_OF_JSON:,}", todo)


def short(value: object, most: int = MAX_REPORTED_CHARS) -> str:
    """Return a value as text, cut with an ellipsis where it is longer than the report quotes."""
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
