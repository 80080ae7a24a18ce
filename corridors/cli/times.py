"""changes: what has changed since a day."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from typing import Any

from corridors.cli.codes import GOOD, UsageError
from corridors.cli.printing import print_json
from corridors.history import Step, changes
from corridors.model import PartialDate
from corridors.select import known_atlas, select
from corridors.view import parse_view
from corridors.words import atlas_as_of, changes_words, date_words, step_words
from corridors.workspace.opened import open_atlas


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    parser = commands.add_parser("changes", help="list what has changed since a day: corridors announced, statuses moved, events")
    parser.add_argument("--since", required=True, help="day after which to look, YYYY-MM-DD (or YYYY-MM, YYYY: their last day)")
    parser.add_argument("--until", help="last day to look at (default: the view's asof, else the edition)")
    parser.add_argument("--view", default="", help="view string that chooses the corridors, as in the address bar")
    parser.add_argument("--json", action="store_true", help='print {"since", "until", "announced", "moved", "events"}')
    parser.set_defaults(run=run_changes)


def _day(name: str, text: str) -> dt.date:
    try:
        return PartialDate(text).latest
    except ValueError as error:
        raise UsageError(f"--{name}: {error}") from None


def run_changes(options: argparse.Namespace) -> int:
    """Print what has changed for the corridors of a view."""
    whole = open_atlas()
    view, dropped = parse_view(options.view.lstrip("?"), whole)
    for line in dropped:
        print(f"corridors changes: --view: {line}", file=sys.stderr)
    atlas = known_atlas(whole, view)
    since, last = _day("since", options.since), atlas_as_of(atlas)
    until = _day("until", options.until) if options.until else last
    if until > last:
        raise UsageError(f"--until {until}: later than the atlas speaks; allowed: up to {last}")
    if since >= until:
        raise UsageError(f"--since {since}: not before {until}; allowed: an earlier day")
    known = atlas.as_of(until)
    found = changes(known, select(known, view), since, until)
    if options.json:
        plain = {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "announced": [_plain(step) for step in found.announced],
            "moved": [_plain(step) for step in found.moved],
            "events": [
                {"id": e.id, "date": e.date.text, "kind": e.kind.value, "headline": e.headline, "corridors": list(e.corridors)}
                for e in found.events
            ],
        }
        print_json(plain, indent=1)
        return GOOD
    print(changes_words(found))
    for title, lines in {
        "Announced": [step_words(known, step) for step in found.announced],
        "Status moved": [step_words(known, step) for step in found.moved],
        "Events": [f"{date_words(event.date)}: {event.headline}" for event in found.events],
    }.items():
        if lines:
            print("\n".join(["", title, *(f"  {line}" for line in lines)]))
    return GOOD


def _plain(step: Step) -> dict[str, Any]:
    values = step._asdict()
    return {
        **values,
        "date": step.date.text,
        "before": step.before.value if step.before else None,
        "after": step.after.value,
        "basis": step.basis.value,
        "sources": list(step.sources),
    }
