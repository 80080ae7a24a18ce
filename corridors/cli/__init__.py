"""The command line: corridors serve | check | list | show | changes | snapshot | export | verify | events | import | layers | workspace. Exit 0 good, 1 findings, 2 wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from corridors.cli import events, importing, layers, pictures, reading, serving, times, workspace
from corridors.cli.codes import FINDINGS, GOOD, USAGE, UsageError
from corridors.cli.printing import TAKES_NO_MORE, drop_output, flush_output, output_fault, say, take_any_text, warnings_said
from corridors.load import GeodataError
from corridors.workspace.opened import warn_once
from corridors.workspace.place import WorkspaceError

__all__ = ["FINDINGS", "GOOD", "USAGE", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; errors go to stderr, one line each."""
    take_any_text()
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as left:  # --help, or a call of the wrong form, which argparse has said
        code = _flushed("", left.code if isinstance(left.code, int) else USAGE)
        raise SystemExit(code) from None
    warn_once.cache_clear()
    with warnings_said(options.command):
        return _flushed(f" {options.command}", _run(options))


def _run(options: argparse.Namespace) -> int:
    code = FINDINGS
    try:
        code = int(options.run(options))
    except (UsageError, WorkspaceError) as error:
        say(f"corridors {options.command}: {error.in_full if isinstance(error, WorkspaceError) else error}")
        code = USAGE
    except GeodataError as error:
        say(str(error))
    except BrokenPipeError:
        drop_output()
        code = GOOD
    except Exception as error:
        if os.environ.get("CORRIDORS_TRACEBACK"):
            raise
        if isinstance(error, OSError) and error.filename is None and error.errno in TAKES_NO_MORE:
            drop_output()  # printing failed: whatever else is written says so itself
            say(f"corridors {options.command}: {output_fault(error)}")
            return USAGE
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        say(f"corridors {options.command}: something went wrong that should not ({reason}); CORRIDORS_TRACEBACK=1 shows where")
    except KeyboardInterrupt:
        say(f"corridors {options.command}: stopped")
    return code


def _flushed(command: str, code: int) -> int:
    """Have everything printed written; return the exit code, another where that fails."""
    try:
        flush_output()
    except BrokenPipeError:
        drop_output()
    except UsageError as error:
        say(f"corridors{command}: {error}")
        return USAGE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridors", description="Energy and trade corridors: serve the dashboard, check and read the data, draw and check pictures."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serving.add_commands(commands)
    reading.add_commands(commands)
    times.add_commands(commands)
    pictures.add_commands(commands)
    events.add_commands(commands)
    importing.add_commands(commands)
    layers.add_commands(commands)
    workspace.add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
