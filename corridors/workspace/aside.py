"""Records that cannot be read are set aside and named; all others are read. One broken record takes nothing with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from corridors.words import count_words
from corridors.workspace.opened import warn_once
from corridors.workspace.records import RecordError, Row

Found = TypeVar("Found")
WORDS = {"events": "event", "queue": "piece", "layers": "layer", "mappings": "mapping"}


class Unreadable(NamedTuple):
    """One record that cannot be read: where it stands, and why."""

    table: str
    id: str
    reason: str

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.table} {self.id}: {self.reason}"


def sorted_out(table: str, rows: Iterable[Row], parse: Callable[[Row], Found]) -> tuple[list[Found], list[Unreadable]]:
    """Return what the rows hold, and those that hold nothing that can be read."""
    good: list[Found] = []
    aside: list[Unreadable] = []
    for row in rows:
        try:
            good.append(parse(row))
        except RecordError as error:
            aside.append(Unreadable(table, id_of(row), str(error)))
    return good, aside


def id_of(row: Row) -> str:
    """Return how a row is named; a layer has several versions."""
    name = str(row.get("id", row.get("shape"))).encode(errors="replace").decode()[:200]
    return f"{name}, version {row['version']}" if "hidden" in row else name


def say_unread(aside: Iterable[Unreadable]) -> None:
    """Put into the log of "corridors.workspace" how many records cannot be read, if any."""
    if words := unread_words(aside):
        warn_once(words)


def unread_words(aside: Iterable[Unreadable]) -> str:
    """Return how many records cannot be read and how to learn which; "" where there are none."""
    counts = Counter(one.table for one in aside)
    if not counts:
        return ""
    parts = [count_words(counts[table], word) + (" of news" if table == "queue" else "") for table, word in WORDS.items() if counts[table]]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"{listed} cannot be read and {'is' if sum(counts.values()) == 1 else 'are'} left out; “corridors workspace check” says which"
