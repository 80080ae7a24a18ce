"""Kills a process while it saves events, again and again, and checks each time that all it acknowledged is there. Run by test_workspace.py."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time

from corridors.model import Event, PartialDate
from corridors.terms import EventKind
from corridors.workspace.events import own_events, save_event
from corridors.workspace.records import OwnEvent

LONGEST_WAIT_S = 0.02


def save_without_end(pipe: int) -> None:
    number = 0
    while True:
        event = Event("new", PartialDate("2026-01-01"), EventKind.ANALYSIS, f"Headline {os.getpid()} {number}", ("tapi-gas",))
        saved = save_event(OwnEvent(event))
        os.write(pipe, f"{saved.event.id}\n".encode())
        number += 1


def kill_one(wait_s: float) -> list[str]:
    """Let a process save until it has acknowledged at least one event and a moment has passed; kill it; return what it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        save_without_end(writer)
    os.close(writer)
    select.select([reader], [], [], 60)
    time.sleep(wait_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return said.read().split()


def main() -> None:
    moments = random.Random(5)  # noqa: S311 - moments of a test
    acknowledged: set[str] = set()
    kills = int(sys.argv[1])
    own_events()
    for _ in range(kills):
        acknowledged |= set(kill_one(moments.uniform(0, LONGEST_WAIT_S)))
    missing = acknowledged - {own.event.id for own in own_events()}
    assert not missing, f"acknowledged and lost: {sorted(missing)[:5]}"
    print(kills, len(acknowledged))


if __name__ == "__main__":
    main()
