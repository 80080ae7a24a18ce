"""Rows as read -> features of the product's own form, with a report of every row."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from corridors.imported import COLUMNS
from corridors.importing import values
from corridors.importing.ground import OPEN_SEA_KM, SHORE_KM, check_claims, is_on_land, stands_offshore
from corridors.importing.headings import GEM_ROUTE_NAME
from corridors.importing.identity import Seen, cleaned, ids, names, note_twins, originals
from corridors.importing.limits import MAX_SECONDS, rows_at_once
from corridors.importing.mapping import Mapping, check_columns
from corridors.importing.placing import Placed, place
from corridors.importing.problems import Progress, tell, within
from corridors.importing.raw import GEOMETRY, Raw
from corridors.importing.report import Effect, Ledger, Report
from corridors.importing.shapes import Mask, Plotted, Shapes, plotted

Places = NDArray[np.int_]

MENDED = {
    "collection": "of a collection its lines are kept, else its areas, else its points",
    "invalid_polygon": "a polygon that crosses itself was made valid",
    "collapsed_polygon": "a polygon without area is drawn as what is left of it",
    "antimeridian": "cut at ±180° and brought within it",
    "polygon_to_point": "an area is drawn as a point on it; its outline is kept",
    "points_to_point": "several points are drawn as one of them",
    "parts_without_length": "parts without length are left out",
    "line_without_length": "a line without length is drawn as a point",
}

TOO_TANGLED = "its lines cross, touch or cover each other in too many places for its area to be told: clean it, or draw it anew"

MISPLACED = {
    "swapped_lon_lat": "it would lie in the country that it names with lon and lat exchanged: map them the other way",
    "other_country": f"it lies over {SHORE_KM:g} km outside the country that it names: correct one or the other",
    "in_the_sea": f"it lies in the sea, over {SHORE_KM:g} km (offshore works: {OPEN_SEA_KM:g} km) from the country that it names: "
    "correct one or the other",
}


@dataclass(frozen=True, eq=False)
class Outcome:
    """The features that an import gives, in the columns of `imported.COLUMNS`, and the report of all rows."""

    features: gpd.GeoDataFrame
    report: Report


def normalise(raw: Raw, mapping: Mapping, progress: Progress | None = None) -> Outcome:
    """Return the features of a file as the mapping reads it.

    Every row is accepted, repaired or refused, and the report says why. Work ends with an error after `limits.MAX_SECONDS`.

    Raises:
        ImportFileError: the mapping does not fit the file, or nothing says where its rows lie.
    """
    watch = within(MAX_SECONDS, progress)
    check_columns(mapping, raw.columns)
    ledger = Ledger()
    tell(watch, 0.05, "placing the rows")
    placed = place(raw, mapping, ledger)
    texts = pd.DataFrame(raw.rows.drop(columns=[GEOMETRY] if raw.has_shapes else []))
    at = np.flatnonzero(~shapely.is_missing(placed.shapes))
    tell(watch, 0.25, "mending the shapes")
    drawn = plotted(placed.shapes[at])
    column = mapping.column("geometry") or GEOMETRY
    for rule, mask in drawn.mended.items():
        ledger.add(Effect.REPAIRED, rule, MENDED[rule], [(row, column, "") for row in texts.index.to_numpy()[at[mask]]])
    tangled = texts.index.to_numpy()[at[drawn.tangled]]
    ledger.add(Effect.REFUSED, "too_tangled", TOO_TANGLED, [(row, column, "") for row in tangled])
    at, drawn = at[~drawn.tangled], drawn.where(~drawn.tangled)
    tell(watch, 0.35, "checking the countries")
    good = _on_the_ground(mapping, texts, at, drawn.shapes, ledger)
    at, drawn = at[good], drawn.where(good)
    note_twins(texts.index.to_numpy()[at].tolist(), drawn.shapes, column, ledger)
    features = _features(raw, mapping, (texts, at), drawn, ledger, watch)
    ledger.notes += _stem_notes(raw, mapping, features["id"])
    tell(watch, 0.95, "writing the report")
    return Outcome(features, _report(raw, mapping, placed, ledger))


def _on_the_ground(mapping: Mapping, rows: pd.DataFrame, at: Places, shapes: Shapes, ledger: Ledger) -> Mask:
    """Refuse the rows that lie nowhere near the countries that they name; return which of those at `at` are kept."""
    needed = dict.fromkeys(column for target in ("countries", "name", "other_name", "part", "kind") if (column := mapping.column(target)))
    texts = cleaned(rows[list(needed)].iloc[at], Ledger())  # what is said of values is said once, of the rows that are kept
    named, column = values.cells(texts, mapping, "countries")
    claims = values.by_text(named, values.codes_of)
    first = check_claims(shapes, claims, np.full(len(shapes), SHORE_KM))
    far, swapped = first.known & ~first.near, first.swapped
    on_land = _allow_offshore(mapping, texts, claims, shapes, (far, swapped, int(first.known.sum())))
    for rule, mask in (
        ("swapped_lon_lat", far & swapped),
        ("other_country", far & ~swapped & on_land),
        ("in_the_sea", far & ~swapped & ~on_land),
    ):
        cells = [(int(rows.index[at[i]]), column, f"{named[i]} at {_where(shapes[i])}") for i in np.flatnonzero(mask)]
        ledger.add(Effect.REFUSED, rule, MISPLACED[rule], cells)
    if unknown := int((~first.known).sum()):
        ledger.notes.append(
            f"Rows that name no country with an outline here, so that their position is not checked against one: {unknown:,}."
        )
    return ~far


def _allow_offshore(mapping: Mapping, texts: pd.DataFrame, claims: list[str], shapes: Shapes, checked: tuple[Mask, Mask, int]) -> Mask:
    """Take out of `far`, the first of `checked`, what may stand in the open sea; return what of it lies on land.

    The others are what would lie right with lon and lat exchanged, and how many rows could be checked.
    """
    far, swapped, known = checked
    at = np.flatnonzero(far)
    on_land = np.zeros(len(shapes), dtype=bool)
    on_land[at] = is_on_land(shapes[at])
    some = texts.iloc[at]
    kinds = values.terms(some, mapping, "kind", Ledger())
    offshore = stands_offshore(names(some, mapping, ""), [claims[i] for i in at], kinds, shapes[at])
    turned = int(swapped.sum()) * 2 > known  # of one row it is a chance: off Nigeria 3° N 7° E and 7° N 3° E both fit
    again = at[offshore & ~on_land[at] & ~(swapped[at] & turned)]
    far[again] = ~check_claims(shapes[again], [claims[i] for i in again], np.full(len(again), OPEN_SEA_KM)).near
    return on_land


def _where(shape: shapely.Geometry) -> str:
    lon, lat = shapely.get_coordinates(shape)[0]
    return f"{lon:.5g}, {lat:.5g}"


def _features(
    raw: Raw, mapping: Mapping, rows: tuple[pd.DataFrame, Places], drawn: Plotted, ledger: Ledger, progress: Progress
) -> gpd.GeoDataFrame:
    """Return the features of the rows at some places of the table, worked on in pieces so that memory stays within bounds."""
    texts, at = rows
    seen: dict[str, int] = {}
    pieces = []
    size = rows_at_once(texts.shape[1])
    for start in range(0, max(len(at), 1), size):
        tell(progress, 0.5 + 0.45 * start / max(len(at), 1), "reading the values")
        piece = cleaned(texts.iloc[at[start : start + size]], ledger)
        pieces.append(_values(raw, mapping, piece, ledger, Seen(seen, len(at) > 1)))
    columns = pd.concat(pieces, ignore_index=True)
    columns["outline"] = pd.Series(drawn.outlines, dtype=object)
    return gpd.GeoDataFrame(columns, geometry=drawn.shapes, crs=4326)[list(COLUMNS)]


def _values(raw: Raw, mapping: Mapping, texts: pd.DataFrame, ledger: Ledger, seen: Seen) -> pd.DataFrame:
    amounts, units = values.capacities(texts, mapping, ledger)
    words = {
        "id": ids(texts, mapping, ledger, seen),
        "name": names(texts, mapping, raw.stem, ledger),
        "kind": values.terms(texts, mapping, "kind", ledger),
        "status": values.terms(texts, mapping, "status", ledger),
        "countries": values.countries(texts, mapping, ledger),
        "actors": values.actors(texts, mapping, ledger),
        "capacity_unit": units,
        "start": values.starts(texts, mapping, ledger),
        "sources": values.sources(texts, mapping),
        "original": originals(texts, mapping),
    }
    numbers = {
        "capacity": amounts,
        "length_km": values.lengths(texts, mapping, ledger),
        "cost_usd": values.costs(texts, mapping, ledger),
    }
    return pd.DataFrame(
        {name: pd.Series(column, dtype="str") for name, column in words.items()}
        | {name: np.array(column, dtype=float) for name, column in numbers.items()}
        | {"row": texts.index.to_numpy(dtype=np.int64)}
    )


def _stem_notes(raw: Raw, mapping: Mapping, found: pd.Series) -> list[str]:
    """Say when a single route is called after another project than its rows name."""
    if not GEM_ROUTE_NAME.fullmatch(raw.stem) or mapping.column("id") != "ProjectID":
        return []
    project = raw.stem.split("-")[0]
    others = sorted({one for one in found if GEM_ROUTE_NAME.fullmatch(one)} - {project})
    return [] if project in set(found) or not others else [f"The file is called {raw.stem}, its rows name project {', '.join(others[:5])}."]


def _report(raw: Raw, mapping: Mapping, placed: Placed, ledger: Ledger) -> Report:
    refused = ledger.rows_with(Effect.REFUSED)
    repaired = ledger.rows_with(Effect.REPAIRED) - refused
    lines = [line for line in ledger.lines if line.effect is Effect.REFUSED or line.row not in refused]
    order = list(Effect)
    read = len(raw.rows)
    return Report(
        raw.file, raw.format, raw.digest, read, read - len(repaired) - len(refused), len(repaired), len(refused), placed.crs, placed.crs_from,
        raw.encoding, mapping, (*raw.notes, *ledger.notes), tuple(sorted(lines, key=lambda line: (line.row, order.index(line.effect)))),
    )  # fmt: skip
