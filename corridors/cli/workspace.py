"""workspace: what is wrong with it, a copy of it, and a new one from what can be read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from corridors.cli.codes import FINDINGS, GOOD
from corridors.cli.printing import print_json

WORDS = {"events": "event", "queue": "piece of news", "layers": "version of layers", "mappings": "mapping"}
MANY = {"queue": "pieces of news", "layers": "versions of layers"}


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    workspace = commands.add_parser("workspace", help="check, copy and repair what users have added")
    doing = workspace.add_subparsers(dest="doing", required=True, metavar="WHAT")
    checker = doing.add_parser("check", help="check the file and every record and layer in it; exit 1 if anything cannot be read")
    checker.add_argument("--json", action="store_true", help='print {"ok", "file", "version", "counts", "problems"}')
    checker.set_defaults(run=run_check)
    backup = doing.add_parser("backup", help="write a sound copy to a new file, while others go on working")
    backup.add_argument("file", type=Path, help="file to write; it must not exist")
    backup.add_argument("--json", action="store_true", help='print {"file", "bytes"}')
    backup.set_defaults(run=run_backup)
    repair = doing.add_parser(
        "repair", help="write what can be read to a new file; the workspace stays as it is; exit 1 if anything was lost"
    )
    repair.add_argument("--out", type=Path, metavar="FILE", help="file to write; it must not exist (default: beside the workspace)")
    repair.add_argument("--json", action="store_true", help='print {"ok", "file", "to", "counts", "lost"}')
    repair.set_defaults(run=run_repair)


def run_check(options: argparse.Namespace) -> int:
    """Check the workspace and list every problem."""
    from corridors.workspace.checking import check_workspace  # noqa: PLC0415 - the database is slow to import

    report = check_workspace()
    if options.json:
        print_json(report.plain, indent=1)
        return FINDINGS if report.problems else GOOD
    if report.version == 0:
        print(f"{report.file}: there is no workspace yet; nothing was kept")
        return GOOD
    for problem in report.problems:
        print(problem)
    version = f"version {report.version}" if report.version else "version not known"
    summary = f"{report.file}: {version}, {_counted(report.counts)}"
    end = f"{len(report.problems)} problems; `corridors workspace repair` saves what can be read" if report.problems else "no problems"
    print(f"{summary}: {end}", file=sys.stderr if report.problems else sys.stdout)
    return FINDINGS if report.problems else GOOD


def run_backup(options: argparse.Namespace) -> int:
    """Copy the workspace to a new file."""
    from corridors.workspace.repairing import backup_workspace  # noqa: PLC0415 - the database is slow to import

    size = backup_workspace(options.file)
    if options.json:
        print_json({"file": str(options.file), "bytes": size})
    else:
        print(f"{options.file}: {size:,} bytes")
    return GOOD


def run_repair(options: argparse.Namespace) -> int:
    """Write what can be read to a new file and name what was lost."""
    from corridors.workspace.repairing import repair_workspace  # noqa: PLC0415 - the database is slow to import

    report = repair_workspace(options.out)
    if options.json:
        print_json(report.plain, indent=1)
    else:
        for one in report.lost:
            print(f"not taken over: {one}")
        print(f"{report.to}: {_counted(report.counts)}")
        print(f"{report.file} stays as it is; to use the new file, stop the dashboard and put it in its place", file=sys.stderr)
    return FINDINGS if report.lost else GOOD


def _counted(counts: Any) -> str:  # noqa: ANN401 - a mapping of tables to numbers
    from corridors.words import count_words  # noqa: PLC0415

    return ", ".join(count_words(counts.get(table, 0), word, MANY.get(table)) for table, word in WORDS.items())
