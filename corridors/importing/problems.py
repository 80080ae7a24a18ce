"""What an import says when it cannot go on, and how it says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[float, str], None]


class ImportFileError(ValueError):
    """A file that cannot be imported; the text says where, what was found, what is allowed and what to do."""


class NewsTableError(ImportFileError):
    """A table of events, which the readers of news read."""


def refusal(where: str, found: str, allowed: str, todo: str, kind: type[ImportFileError] = ImportFileError) -> ImportFileError:
    """Return the error with its four parts in the order in which every error of the program has them."""
    return kind(f"{where}: found {found}; allowed: {allowed}; {todo}")


def tell(progress: Progress | None, share: float, words: str) -> None:
    """Tell how much of the work is done (0 to 1) and what is being done, where somebody listens."""
    if progress is not None:
        progress(share, words)


def within(seconds: float, progress: Progress | None = None, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Return a progress that ends the import when it has taken longer than it may.

    The import calls its progress between its steps and between the chunks of long ones, so this is where a limit of time
    can hold; a single step inside a library is bounded by the limits of size, not by the clock.
    """
    start = clock()

    def watch(share: float, words: str) -> None:
        if clock() - start > seconds:
            raise refusal(words, f"more than {seconds:g} s of work", f"{seconds:g} s for one file", "import a part of the file")
        tell(progress, share, words)

    return watch
