"""Files that pass between the program and a reading process, in a folder that the process can put anything into.

The program follows no link there, waits for no pipe, and takes in no more than a bound: what lies under a name may be what a
process that a file has taken over has put there.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REQUEST = "task.json"
MAX_JSON_BYTES = 300_000_000


class AnswerError(RuntimeError):
    """What a task has left is not of the form that tasks leave; the text says how, for the log."""


def place_order(folder: Path, order: Mapping[str, Any]) -> None:
    """Write what a task is to do, in place of whatever lies under that name.

    Raises:
        AnswerError: a task before has put there what no file can take the place of.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(order, file)
        Path(name).replace(folder / REQUEST)
    except OSError as error:
        raise AnswerError(f"{folder / REQUEST}: {error}") from None


def read_plain(path: Path, most_bytes: int) -> bytes:
    """Return what a plain file of a task holds.

    Raises:
        AnswerError: it is not there, is a link, a pipe or a folder, or is larger than `most_bytes`.
    """
    with os.fdopen(_open_plain(path, most_bytes), "rb") as file:
        return file.read(most_bytes + 1)[:most_bytes]


def check_plain(path: Path, most_bytes: int) -> None:
    """Look at a file of a task that a library will open; the process that left it has ended, so it stays what it is.

    Raises:
        AnswerError: as `read_plain`.
    """
    os.close(_open_plain(path, most_bytes))


def read_object(path: Path) -> dict[str, Any]:
    """Return the object of JSON that a task has left.

    Raises:
        AnswerError: as `read_plain`, or it is no object of JSON.
    """
    try:
        found = json.loads(read_plain(path, MAX_JSON_BYTES))
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"{path}: {error}") from None
    if not isinstance(found, dict):
        raise AnswerError(f"{path}: found {type(found).__name__}; allowed: an object")
    return found


def _open_plain(path: Path, most_bytes: int) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise AnswerError(f"{path}: {error}") from None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or about.st_size > most_bytes:
        os.close(descriptor)
        raise AnswerError(
            f"{path}: found a file of mode {about.st_mode:o} with {about.st_size:,} bytes; allowed: a plain one up to {most_bytes:,}"
        )
    return descriptor
