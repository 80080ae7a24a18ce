"""Reading a snapshot back: is it as it was made, does the data still say the same, and if not, what has changed of what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from corridors.atlas import Atlas
from corridors.layered import shown_layers
from corridors.snapshots.layout import Subject, subject_of
from corridors.snapshots.request import Request, SnapshotError
from corridors.snapshots.stamp import Stamp, fingerprint, print_of, print_of_layer, read_stamp, request_of, tools, version
from corridors.view import parse_view

Maker = Callable[[Atlas, Request], bytes]
ASPECTS = ("route", "facts", "news")


class Verdict(StrEnum):
    """What a check of a file comes to."""

    IDENTICAL = "identical"  # drawn again, it is the same to the byte
    UNCHANGED = "unchanged"  # as it was made; the data it shows is the same, but it cannot be drawn to the byte here
    CHANGED = "changed"  # as it was made; the data has changed since
    ALTERED = "altered"  # not as it was made


@dataclass(frozen=True)
class Report:
    """The verdict, in words, what has changed of what the file shows, and what the file says of itself."""

    verdict: Verdict
    words: str
    changes: tuple[str, ...]
    view: str
    asof: str
    atlas: str
    version: str

    @property
    def plain(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self) | {"verdict": self.verdict.value, "changes": list(self.changes)}


def verify(data: bytes, atlas: Atlas, make: Maker) -> Report:
    """Return what has become of a snapshot, given the atlas of today and what draws.

    Raises:
        SnapshotError: the file is not ours.
    """
    stamp = read_stamp(data)
    if fingerprint(data) != stamp["seal"]:
        return _report(stamp, Verdict.ALTERED, "this file has been altered: its seal does not fit its content")
    in_layers = tuple(_changed_layers(stamp.get("layers"), stamp["view"], atlas))
    if stamp["atlas"] != atlas.digest:
        changes, words = _changes(stamp, atlas, in_layers)
        return _report(stamp, Verdict.CHANGED, f"the data has changed since ({_editions(stamp, atlas)}); {words}", changes)
    if in_layers:
        return _report(stamp, Verdict.CHANGED, "the reference data is the same; of the imported layers that it shows:", in_layers)
    if stamp["version"] != version() or stamp["tools"] != tools():
        other = "; ".join(_differences(stamp))
        return _report(
            stamp,
            Verdict.UNCHANGED,
            f"unaltered, and the data is the same; drawn with other tools, so it cannot be compared to the byte: {other}",
        )
    if make(atlas, request_of(stamp)) == data:
        return _report(stamp, Verdict.IDENTICAL, "identical: drawn again from the same data, it is the same to the byte")
    return _report(
        stamp, Verdict.ALTERED, "this file has been altered: its seal fits, but drawn again from the same data it is another picture"
    )


def _report(stamp: Stamp, verdict: Verdict, words: str, changes: tuple[str, ...] = ()) -> Report:
    return Report(verdict, words, changes, stamp["view"], stamp["asof"], stamp["atlas"], stamp["version"])


def _editions(stamp: Stamp, atlas: Atlas) -> str:
    return f"edition {stamp['edition']}, data {stamp['atlas'][:12]} -> edition {atlas.edition.version}, data {atlas.digest[:12]}"


def _differences(stamp: Stamp) -> Iterator[str]:
    ours = {"corridors": version(), **tools()}
    theirs = {"corridors": stamp["version"], **stamp["tools"]}
    for name in sorted({*ours, *theirs}):
        if ours.get(name) != theirs.get(name):
            yield f"{name} {theirs.get(name, 'none')} there, {ours.get(name, 'none')} here"


def _changed_layers(stamped: object, view: str, atlas: Atlas) -> Iterator[str]:
    """Yield a line for every user's layer of the picture that is gone, hidden, new or different."""
    then = stamped if isinstance(stamped, dict) else {}
    shown = {layer.id: layer for layer in shown_layers(atlas, parse_view(view, atlas)[0])}
    there = {layer.id for layer in atlas.layers}
    for name, before in then.items():
        layer = shown.get(name)
        words = str(before[0]) if isinstance(before, list) and before else name
        if layer is None:
            yield f"layer {words}: {'no longer in this view' if name in there else 'not here, or removed since'}"
        elif before != print_of_layer(layer):
            yield f"layer {words}: changed since (it is now {layer.name}, version {layer.version})"
    for name, layer in shown.items():
        if name not in then:
            yield f"layer {layer.name}: new in this view"


def _changes(stamp: Stamp, atlas: Atlas, in_layers: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    try:
        subject = subject_of(atlas, stamp["view"])
    except SnapshotError as error:
        return in_layers, f"its view cannot be read with the data of today: {error}"
    changes = (*_changed(stamp["shown"], subject), *in_layers)
    return changes, "what changed in what it shows:" if changes else "nothing of what it shows has changed"


def _changed(then: dict[str, list[str]], subject: Subject) -> Iterator[str]:
    """Yield a line for every corridor of the picture that is gone, new or different."""
    atlas = subject.atlas
    now = {corridor.id: corridor for corridor in subject.corridors}
    for name, before in then.items():
        current = atlas.get(name)
        if current is None:
            yield f"{name}: no longer in the data"
        elif current.id not in now:
            yield f"{name}: no longer in this view (status {before[0]} -> {current.status.value})"
        elif words := ", ".join(_moved(before, print_of(atlas, current))):
            yield f"{current.id}: {words}"
    renamed = {current.id for name in then if (current := atlas.get(name))}
    for name, corridor in now.items():
        if name not in renamed:
            yield f"{name}: new in this view, {corridor.status.value}"


def _moved(before: list[str], now: list[str]) -> Iterator[str]:
    if before[0] != now[0]:
        yield f"status {before[0]} -> {now[0]}"
    for aspect, old, new in zip(ASPECTS, before[1:], now[1:], strict=True):
        if old != new:
            yield f"{aspect} changed"
