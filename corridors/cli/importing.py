"""import: a file of any format, what becomes of its rows, and the layer that it makes."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridors.cli.codes import FINDINGS, GOOD, UsageError
from corridors.cli.layers import layer_with
from corridors.cli.printing import print_json
from corridors.workspace.opened import warn_once
from corridors.workspace.place import WorkspaceError, is_there

if TYPE_CHECKING:  # geopandas takes a second to import, and the other commands do without it
    from corridors.importing import Mapping, Outcome
    from corridors.tasks.bring_layer import BroughtFile
    from corridors.workspace.layers import About, Listed

SHOWN_LINES = 20


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    parser = commands.add_parser("import", help="import a file as a layer of your own; exit 1 when rows were refused")
    parser.add_argument(
        "file", type=Path, help="GeoJSON, GeoPackage, Shapefile in a zip, KML, CSV, Excel or another that docs/import.md lists"
    )
    parser.add_argument("--dry-run", action="store_true", help="read and report, keep nothing")
    parser.add_argument(
        "--map", action="append", default=[], metavar="TARGET=COLUMN",
        help="take a value from a column (name=PipelineName), from none (name=), or the same for every row (kind:=railway); repeat it",
    )  # fmt: skip
    parser.add_argument("--crs", help="reference system of the file, as EPSG:3857 (default: as declared, else guessed and said)")
    parser.add_argument(
        "--layer", metavar="ID", help="keep it as the next version of this layer, which `corridors layers list` prints, not as a new one"
    )
    parser.add_argument("--name", help="name of the layer (default: the file's name; that of --layer)")
    parser.add_argument("--licence", help="licence of the data (default: that of --layer, else of the known source)")
    parser.add_argument(
        "--attribution", help="how the data is to be credited on every picture (default: that of --layer, else of the known source)"
    )
    parser.add_argument("--source", help="where the file came from (default: not said; that of --layer)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report to a file: .json, else CSV; - for standard output")
    parser.add_argument(
        "--json", action="store_true", help='print {"read", "accepted", "repaired", "refused", "crs", "encoding", "mapping", "rows"}'
    )
    parser.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    """Read, normalise, report, and keep the layer unless it is a dry run."""
    from corridors.importing import ImportFileError  # noqa: PLC0415 - it brings geopandas
    from corridors.tasks.bring_layer import bring_file, make_layer  # noqa: PLC0415

    earlier = layer_with(options.layer) if options.layer is not None else None
    try:
        file = bring_file(options.file, options.file.name, crs=options.crs or "", progress=_shown)
        mapping = _with_maps(_proposed(file), file, options.map)
        outcome = make_layer(file, mapping, progress=_shown)
    except ImportFileError as error:
        raise UsageError(str(error)) from None
    finally:
        _shown(1, "")
    if options.report:
        _write_report(options.report, outcome)
    if str(options.report) != "-":  # nothing else goes where the report went
        _print_report(outcome, as_json=options.json)
    if not options.dry_run:
        if outcome.features.empty:
            raise UsageError(f"{options.file}: no row was accepted, so there is no layer to keep; the report says why")
        _keep(outcome, file.head.shape_key, _about(outcome, file.head.stem, earlier, options), options.layer)
    return FINDINGS if outcome.report.refused else GOOD


def _shown(share: float, words: str) -> None:
    """Show on a terminal how far the work is, on one line that is written over."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{share:4.0%} {words}" if words else "\r\x1b[K", end="", file=sys.stderr, flush=True)


def _with_maps(mapping: Mapping, file: BroughtFile, maps: list[str]) -> Mapping:
    for text in maps:
        target, separator, value = text.partition("=")
        if not separator:
            raise UsageError(f"--map {text}: no '='; allowed: TARGET=COLUMN, TARGET= or TARGET:=VALUE; write one of them")
        if target.endswith(":"):
            mapping = mapping.with_value(target[:-1], value)
        else:
            mapping = mapping.with_column(target, value)
            if value and value not in file.head.columns:
                from corridors.importing.mapping import missing_column  # noqa: PLC0415

                raise UsageError(f"--map {missing_column(target, value, list(file.head.columns))}")
    return mapping


def _write_report(path: Path, outcome: Outcome) -> None:
    from corridors.publish import write_file  # noqa: PLC0415 - it brings what draws
    from corridors.snapshots.request import SnapshotError  # noqa: PLC0415

    text = outcome.report.json() if path.suffix == ".json" else outcome.report.csv()
    try:
        write_file(path, text.encode(errors="replace"), force=True)
    except SnapshotError as error:
        raise UsageError(f"--report: {error}") from None


def _print_report(outcome: Outcome, *, as_json: bool) -> None:
    from corridors.importing import SOURCE_NAMES  # noqa: PLC0415

    report = outcome.report
    if as_json:
        print_json(report.to_json(), indent=1)
        return
    print(f"{report.file}: {report.format}, {report.encoding or 'no text'}, {report.crs[:60]} ({report.crs_from})")
    if report.mapping.source:
        print(f"recognised as {SOURCE_NAMES[report.mapping.source]}")
    print(f"{report.read:,} read = {report.accepted:,} accepted + {report.repaired:,} repaired + {report.refused:,} refused")
    for note in report.notes:
        print(f"  {note}")
    for (effect, rule), count in report.rules().items():
        print(f"  {count:6,} {effect:8} {rule}")
    for line in [line for line in report.rows if line.effect != "noted"][:SHOWN_LINES]:
        print(f"  row {line.row}, {line.column}: {line.value[:60]!r}: {line.rule}: {line.action}")


def _about(outcome: Outcome, stem: str, earlier: Listed | None, options: argparse.Namespace) -> About:
    """Return what is said of the layer: as given, else as of its earlier version, else the file's name and the credit of a known source."""
    from corridors.importing import credit_of  # noqa: PLC0415 - it brings geopandas
    from corridors.workspace.layers import About  # noqa: PLC0415 - the database is slow to import
    from corridors.workspace.records import now  # noqa: PLC0415

    given = {name: value for name in ("name", "licence", "attribution", "source") if (value := getattr(options, name)) is not None}
    credit = credit_of(outcome.report.mapping.source)
    before = earlier.about if earlier else About(stem, "", "", "", credit.licence, credit.attribution)
    return replace(
        before,
        **{**given, "name": given.get("name") or before.name},
        file=outcome.report.file,
        digest=outcome.report.digest,
        imported=now(),
    )


def _keep(outcome: Outcome, shape: str, about: About, layer: str | None) -> None:
    """Keep what was accepted as a layer of the workspace, and remember the mapping for files of this shape."""
    from corridors.workspace.layers import save_layer  # noqa: PLC0415 - the database is slow to import
    from corridors.workspace.mappings import remember_mapping  # noqa: PLC0415

    kept = save_layer(about, outcome.features, layer=layer)
    print(f"kept as layer {kept.id}, version {kept.version}", file=sys.stderr)
    remember_mapping(shape, outcome.report.mapping.to_json())


def _proposed(file: BroughtFile) -> Mapping:
    """Return the mapping that was kept for files of this shape, else the one that the columns suggest."""
    from corridors.importing import Mapping  # noqa: PLC0415

    if is_there():
        from corridors.workspace.mappings import remembered_mapping  # noqa: PLC0415 - the database is slow to import

        try:
            kept = remembered_mapping(file.head.shape_key)
        except WorkspaceError as error:  # a dry run does without it; whoever keeps the layer is told then
            warn_once(f"no mapping of before is looked for: {error.in_full}")
            kept = None
        if kept:
            return Mapping.from_json(kept)
    return file.mapping
