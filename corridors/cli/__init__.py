"""The command line: corridors serve | check | list | show | changes | snapshot | export | verify | events | import | layers. Exit 0 good, 1 findings, 2 wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from corridors.cli import events, importing, layers, pictures, reading, serving, times
from corridors.cli.codes import FINDINGS, GOOD, USAGE, UsageError
from corridors.load import GeodataError
from corridors.workspace.place import WorkspaceError

__all__ = ["FINDINGS", "GOOD", "USAGE", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; errors go to stderr, one line each."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UsageError, WorkspaceError) as error:
        print(f"corridors {options.command}: {error}", file=sys.stderr)
        return USAGE
    except GeodataError as error:
        print(error, file=sys.stderr)
        return FINDINGS
    except BrokenPipeError:
        sys.stderr.close()
        return GOOD
    except Exception as error:
        if os.environ.get("CORRIDORS_TRACEBACK"):
            raise
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        print(
            f"corridors {options.command}: something went wrong that should not ({reason}); CORRIDORS_TRACEBACK=1 shows where",
            file=sys.stderr,
        )
        return FINDINGS
    except KeyboardInterrupt:
        print(f"corridors {options.command}: stopped", file=sys.stderr)
        return FINDINGS


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
    return parser


if __name__ == "__main__":
    sys.exit(main())
