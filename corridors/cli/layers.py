"""layers: what was imported and kept: list, rename, hide, show, remove, restore. Nothing is ever deleted."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corridors.cli.codes import GOOD, UsageError
from corridors.cli.printing import print_json
from corridors.workspace.place import is_there

if TYPE_CHECKING:  # the database is slow to import, and the other commands do without it
    from corridors.workspace.layers import Listed

MARKS = {
    "hide": ({"hidden": True}, "leave a layer out of the map and of what is drawn, until it is shown again"),
    "show": ({"hidden": False}, "show a hidden layer again"),
    "remove": ({"removed": True}, "take a layer out of the workspace; `corridors layers restore` brings it back"),
    "restore": ({"removed": False}, "bring a removed layer back"),
}


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    layers = commands.add_parser("layers", help="list, rename, hide, show, remove and restore the layers that were imported")
    doing = layers.add_subparsers(dest="doing", required=True, metavar="WHAT")
    lister = doing.add_parser("list", help="list the layers that are kept")
    lister.add_argument("--removed", action="store_true", help="list those that were removed instead")
    lister.set_defaults(run=run_list)
    rename = doing.add_parser("rename", help="give a layer another name; its id stays")
    rename.add_argument("id", help="an id that `corridors layers list` prints")
    rename.add_argument("name", help="the new name")
    rename.set_defaults(run=run_rename)
    for name, (marks, words) in MARKS.items():
        mark = doing.add_parser(name, help=words)
        mark.add_argument("id", help=f"an id that `corridors layers list{' --removed' if name == 'restore' else ''}` prints")
        mark.set_defaults(run=run_mark, marks=marks)
    for parser in doing.choices.values():
        parser.add_argument(
            "--json", action="store_true", help="print one object per layer: id, version, name, file, digest, credit and marks"
        )


def listed(*, removed: bool = False) -> tuple[Listed, ...]:
    """Return the layers that are kept, or those that were removed."""
    if not is_there():
        return ()
    from corridors.workspace.aside import say_unread  # noqa: PLC0415
    from corridors.workspace.layers import read_listed  # noqa: PLC0415 - the database is slow to import

    found, aside = read_listed()
    say_unread(aside)
    return tuple(layer for layer in found if layer.removed == removed)


def layer_with(name: str, *, removed: bool = False) -> Listed:
    """Return the layer of an id.

    Raises:
        UsageError: there is none; the text lists the ids.
    """
    layers = {layer.id: layer for layer in listed(removed=removed)}
    if name not in layers:
        what = "removed layer" if removed else "layer"
        raise UsageError(f"{name}: no such {what}; allowed: {', '.join(layers) or 'none, there is no ' + what}; choose one of them")
    return layers[name]


def run_list(options: argparse.Namespace) -> int:
    """List what is kept, or what was removed."""
    layers = listed(removed=options.removed)
    _print(layers, as_json=options.json)
    if not options.json:
        print(f"{len(layers)} {'removed' if options.removed else 'kept'}", file=sys.stderr)
    return GOOD


def run_rename(options: argparse.Namespace) -> int:
    """Give a layer another name."""
    from corridors.workspace.layers import describe_layer  # noqa: PLC0415 - the database is slow to import

    layer_with(options.id)
    describe_layer(options.id, {"name": options.name})
    _print((layer_with(options.id),), as_json=options.json)
    return GOOD


def run_mark(options: argparse.Namespace) -> int:
    """Hide, show, remove or restore a layer."""
    from corridors.workspace.layers import mark_layer  # noqa: PLC0415 - the database is slow to import

    layer_with(options.id, removed=options.doing == "restore")
    mark_layer(options.id, **options.marks)
    _print((layer_with(options.id, removed=options.doing == "remove"),), as_json=options.json)
    return GOOD


def _print(layers: tuple[Listed, ...], *, as_json: bool) -> None:
    if as_json:
        plain = [
            {"id": layer.id, "version": layer.version, **asdict(layer.about), "hidden": layer.hidden, "removed": layer.removed}
            for layer in layers
        ]
        print_json(plain, indent=1)
        return
    for layer in layers:
        marks = "".join(f", {word}" for word, on in (("hidden", layer.hidden), ("removed", layer.removed)) if on)
        print(f"{layer.id}  {layer.about.name}  [version {layer.version} of {layer.about.imported[:10]}, {layer.about.file}{marks}]")
