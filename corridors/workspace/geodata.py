"""Accepted events -> records in the form of geodata/, so that they can be sent in as a reviewed change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from corridors.workspace.records import OwnEvent

HEAD = (
    "# Events of a workspace, in the form of geodata/events.toml and geodata/sources.toml. Before they are sent in: give each an id\n"
    "# that begins with ev-, word headlines neutrally, check each source, and put status changes into the corridor's history.\n"
)


def geodata_text(events: Iterable[OwnEvent]) -> str:
    """Return events as TOML: [[events]] and [[sources]], and under each the statuses that it moved as a comment."""
    blocks = [block for own in events for block in _blocks(own)]
    return HEAD + "".join(f"\n{block}" for block in blocks)


def _blocks(own: OwnEvent) -> Iterable[str]:
    event = own.event
    source = f"{event.id}-source" if own.url or own.publisher or own.title else None
    record = {
        "id": event.id, "date": event.date.text, "kind": event.kind.value, "headline": event.headline, "headline_is": event.headline_is,
        "origin": event.origin, "corridors": list(event.corridors), "actors": list(event.actors), "confidence": event.confidence.value,
        "note": event.note, "place": [round(value, 4) for value in event.place] if event.place else None, "sources": [source] if source else None,
    }  # fmt: skip
    yield _table("events", record) + "".join(f'# moves: {m.corridor} to "{m.status.value}" ({m.basis.value})\n' for m in own.moves)
    if source:
        title_is = "quoted" if own.title or event.headline_is == "quoted" else "ours"
        plain = {
            "id": source,
            "title": own.title or event.headline,
            "title_is": title_is,
            "publisher": own.publisher,
            "date": event.date.text,
            "url": own.url,
        }
        yield _table("sources", plain)


def _table(name: str, values: Mapping[str, Any]) -> str:
    # A JSON string, number or list of them is a TOML one, too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items() if value not in (None, "", [])]
    return f"[[{name}]]\n" + "".join(lines)
