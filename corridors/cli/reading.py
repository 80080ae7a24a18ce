"""check, list, show: the check of the data, and the data in words."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import cattrs

from corridors.atlas import Atlas
from corridors.brief import text_of
from corridors.checks import check
from corridors.checks.files import canonical_layers
from corridors.cli.codes import FINDINGS, GOOD, UsageError
from corridors.cli.printing import print_json
from corridors.load import GEODATA
from corridors.model import Corridor, PartialDate
from corridors.select import known_atlas, select
from corridors.tables import drawn_km, row_of
from corridors.view import parse_view
from corridors.words import count_words
from corridors.workspace.opened import open_atlas


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    checker = commands.add_parser("check", help="check the reference data: every problem at once; exit 1 if there is any")
    checker.add_argument("--geodata", type=Path, default=GEODATA, help="folder to check (default: the one that ships)")
    checker.add_argument(
        "--fix", action="store_true", help="first rewrite the layer files in canonical form, statuses copied from the records"
    )
    checker.add_argument("--json", action="store_true", help='print {"ok", "counts", "problems"}')
    checker.set_defaults(run=run_check)

    lister = commands.add_parser("list", help="list the corridors of a view")
    lister.add_argument("--view", default="", help="view string, as in the address bar (kind=railway&status=proposed)")
    lister.add_argument("--json", action="store_true", help="print one object per corridor")
    lister.set_defaults(run=run_list)

    shower = commands.add_parser("show", help="show everything known of one corridor")
    shower.add_argument("id", help="id of the corridor, present or former")
    shower.add_argument("--asof", help="day for which to show it, YYYY-MM-DD")
    shower.add_argument("--json", action="store_true", help="print the record with its events and sources as one object")
    shower.set_defaults(run=run_show)


def run_check(options: argparse.Namespace) -> int:
    """Check the data and list every problem."""
    if not options.geodata.is_dir():
        raise UsageError(f"--geodata {options.geodata}: no such folder; give the folder that holds edition.toml")
    if options.fix:
        draft, _ = check(options.geodata)
        for name, text in canonical_layers(draft, follow_records=True).items():
            if not draft.problems and text != draft.texts.get(name):
                (options.geodata / name).write_text(text, encoding="utf-8")
                print(f"rewrote {name}", file=sys.stderr)
    draft, problems = check(options.geodata)
    counts = counts_of(draft.atlas)
    if options.json:
        found = [vars(problem) for problem in problems]
        print_json({"ok": not problems, "counts": counts, "problems": found}, indent=1)
    else:
        for problem in problems:
            print(problem)
        summary = ", ".join(f"{number} {name}" for name, number in counts.items())
        print(
            f"{summary}: {'no problems' if not problems else count_words(len(problems), 'problem')}",
            file=sys.stderr if problems else sys.stdout,
        )
    return FINDINGS if problems else GOOD


def counts_of(atlas: Atlas) -> dict[str, int]:
    """Return how many records of each kind an atlas holds."""
    names = ("corridors", "segments", "events", "actors", "sources", "places", "exceptions")
    return {name: len(getattr(atlas, name)) for name in names}


def run_list(options: argparse.Namespace) -> int:
    """List the corridors that a view selects."""
    atlas = open_atlas()
    view, dropped = parse_view(options.view, atlas)
    for line in dropped:
        print(f"corridors list: --view: {line}", file=sys.stderr)
    atlas = known_atlas(atlas, view)
    corridors = select(atlas, view)
    if options.json:
        print_json([row_of(atlas, corridor) for corridor in corridors], indent=1)
        return GOOD
    for corridor in corridors:
        length = drawn_km(corridor)
        km = f"{length:,.0f} km" if length else "site"
        print(
            f"{corridor.id:40} {corridor.kind.value:13} {corridor.status.value:13} {corridor.basis.value:10} {corridor.as_of.text:11} {km:>9}"
        )
    print(f"{len(corridors)} of {count_words(len(atlas.corridors), 'corridor')}", file=sys.stderr)
    return GOOD


def run_show(options: argparse.Namespace) -> int:
    """Show one corridor, as of a day where one is given."""
    atlas = open_atlas()
    if options.asof:
        try:
            atlas = atlas.as_of(PartialDate(options.asof).latest)
        except ValueError as error:
            raise UsageError(f"--asof: {error}") from None
    corridor = atlas.get(options.id)
    if corridor is None:
        if options.asof and open_atlas().get(options.id):
            raise UsageError(f"{options.id}: not yet announced on {options.asof}; give a later --asof")
        raise UsageError(f"{options.id!r}: no such corridor; allowed: an id that `corridors list` prints")
    if options.json:
        print_json(record_of(atlas, corridor), indent=1)
    else:
        print(text_of(atlas, corridor))
    return GOOD


def record_of(atlas: Atlas, corridor: Corridor) -> dict[str, Any]:
    """Return a corridor with its events and sources as plain JSON values."""
    converter = cattrs.Converter()
    converter.register_unstructure_hook(PartialDate, lambda date: date.text)
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    record: dict[str, Any] = converter.unstructure(corridor)
    record["length_km"] = drawn_km(corridor)
    record["events"] = converter.unstructure(atlas.events_of(corridor.id))
    record["cited"] = converter.unstructure(atlas.sources_of(corridor))
    return record
