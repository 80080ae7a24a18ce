"""What a command prints: whole, on a terminal of any alphabet, or an error in words where standard output takes no more."""

from __future__ import annotations

import codecs
import errno
import io
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from anyascii import anyascii

from corridors.cli.codes import UsageError

PLAIN = "corridors-plain"
# Signs of our own texts, for an alphabet that has not got them; anyascii writes the arrow as "->" only in part.
SIGNS = {"→": "->", "←": "<-", "↔": "<->", "–": "-", "—": "-", "…": "...", "≤": "<=", "≥": ">=", "×": "x", "·": "-", "•": "*", "°": " deg"}


TAKES_NO_MORE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding has not got with letters that every one has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(SIGNS.get(sign) or anyascii(sign) or ("" if sign.isspace() else "?") for sign in text), error.end


def take_any_text() -> None:
    """Have standard output and standard error take every text, written with what their encoding knows."""
    codecs.register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=PLAIN)


def print_json(value: Any, *, indent: int | None = None) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print a value as JSON: in its own letters where standard output knows them, else escaped, so that nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent)
    print(text)


def flush_output() -> None:
    """Have everything printed so far taken by whoever reads it.

    Raises:
        BrokenPipeError: nobody reads any more.
        UsageError: the disk is full, or another fault of standard output.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        raise UsageError(output_fault(error)) from None


def output_fault(error: OSError) -> str:
    """Return in words that standard output takes no more."""
    return f"standard output: {error.strerror}; not everything could be written; free some space, or write elsewhere"


def drop_output() -> None:
    """Send what could not be written nowhere, or Python would try again at its end, and fail again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        sys.stdout.flush()


def say(words: str) -> None:
    """Print a line to standard error; where that is closed or full there is nobody left to tell."""
    stream: TextIO | None = sys.stderr
    if stream is not None:
        with suppress(OSError, ValueError):
            print(words, file=stream, flush=True)


class _Warnings(logging.Handler):
    """Prints what is wrong with the workspace, for its owner, who may see its path."""

    def __init__(self, command: str) -> None:
        super().__init__(logging.WARNING)
        self.command = command

    def emit(self, record: logging.LogRecord) -> None:
        say(f"corridors {self.command}: warning: {record.getMessage()}")


@contextmanager
def warnings_said(command: str) -> Iterator[None]:
    """Have warnings about the workspace printed to standard error while a command runs."""
    log, handler = logging.getLogger("corridors.workspace"), _Warnings(command)
    log.addHandler(handler)
    before, log.propagate = log.propagate, False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = before
