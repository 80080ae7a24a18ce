"""events: news into the review queue and out of it: extract, accept, list, export."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    events = commands.add_parser("events", help="read news, review it, keep it in the workspace")
    doing = events.add_subparsers(dest="doing", required=True, metavar="WHAT")

    extract = doing.add_parser("extract", help="read an article, a feed or a table, and say what each piece of news is about, and why")
    extract.add_argument("file", help="a file, - for standard input, or an http(s) address, which is then fetched")
    extract.add_argument("--queue", action="store_true", help="put what is found into the review queue of the workspace")
    extract.add_argument(
        "--json",
        action="store_true",
        help="print one object per piece of news: date, headline, kind, corridors and actors with reasons, duplicate_of",
    )
    extract.set_defaults(run=_late("run_extract"))

    accept = doing.add_parser("accept", help="accept news of the review queue, as it is or with other values")
    accept.add_argument("id", type=int, nargs="+", help="numbers that `corridors events list --queue` prints")
    for name, words in {
        "headline": "other words for it", "date": "YYYY-MM-DD, YYYY-MM or YYYY", "kind": "kind of event", "place": "lon,lat", "url": "where it can be read",
        "publisher": "who published it", "note": "a note",
    }.items():  # fmt: skip
        accept.add_argument(f"--{name}", help=words)
    accept.add_argument("--corridors", help="ids joined by commas, instead of the proposed ones")
    accept.add_argument("--actors", help="ids joined by commas, instead of the proposed ones")
    accept.add_argument(
        "--move", action="append", default=[], metavar="CORRIDOR=STATUS", help="a status that the event moved; never set by itself"
    )
    accept.add_argument("--json", action="store_true", help="print the accepted events")
    accept.set_defaults(run=_late("run_accept"))

    lister = doing.add_parser("list", help="list the accepted events of the workspace, or what waits for review")
    lister.add_argument("--queue", action="store_true", help="list what waits for review")
    lister.add_argument("--json", action="store_true", help="print one object per event")
    lister.set_defaults(run=_late("run_list"))

    export = doing.add_parser("export", help="write the accepted events in the form of geodata/ (TOML), to be sent in as a change")
    export.add_argument("--out", type=Path, help="file to write (default: -, standard output)")
    export.add_argument("--force", action="store_true", help="replace a file that exists")
    export.set_defaults(run=_late("run_export"))


def _late(name: str) -> Callable[[argparse.Namespace], int]:
    # What reads news and keeps it is slow to import; the other commands start without it.
    return lambda options: int(getattr(import_module("corridors.cli.reviewing"), name)(options))
