"""Where the rows lie: shapes from the format, from two columns or from a text, brought to degrees, and what of them is refused."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions
import shapely
from numpy.typing import NDArray

from corridors.importing.geojson import CRS84
from corridors.importing.geotext import parse_coordinate, parse_shapes
from corridors.importing.mapping import Mapping
from corridors.importing.problems import refusal
from corridors.importing.raw import GEOMETRY, Raw
from corridors.importing.report import Effect, Ledger
from corridors.importing.shapes import Mask, Shapes, flat, is_finite, is_none, reach
from corridors.importing.systems import check_declared

SRID = re.compile(r"\s*SRID=(\d{1,9});", re.IGNORECASE | re.ASCII)
EWKB = re.compile(r"\s*(0[01][0-9A-Fa-f]{16})")  # byte order, type with its flags, and the system where they say so
MERCATOR = "EPSG:3857"
MERCATOR_EDGE = 20_037_508.35  # metres: half the equator in EPSG:3857
MOST_LON = 360.0
METRES = 1_000.0  # a coordinate beyond it is no slip in degrees: it is in metres or feet


@dataclass(frozen=True)
class Placed:
    """Shapes in degrees by row (None where refused), and the reference system they were in, with who says so."""

    shapes: Shapes
    crs: str
    crs_from: str


def place(raw: Raw, mapping: Mapping, ledger: Ledger) -> Placed:
    """Return the shapes of all rows in EPSG:4326, what cannot be placed refused in the ledger.

    Raises:
        ImportFileError: nothing in the file or the mapping says where anything lies, or the CRS is unknown.
    """
    shapes, column = _shapes(raw, mapping, ledger)
    _refuse_faulty(raw, shapes, ledger)
    _refuse_cut(raw, shapes, ledger)
    _refuse(
        ledger, raw, shapes, is_none(shapes) & ~_has_line(raw, ledger), (column, "no_geometry", "give it a position, or leave the row out")
    )
    good = ~is_none(shapes)
    finite = np.ones(len(shapes), dtype=bool)
    finite[good] = is_finite(shapes[good])
    _refuse(ledger, raw, shapes, ~finite, (column, "not_finite", "NaN or infinity among the coordinates: correct it"))
    shapes[is_none(shapes)] = None
    shapes, high = flat(shapes)
    if high.any():
        ledger.notes.append(f"{int(high.sum())} shapes have heights: they are left out.")
    crs, crs_from = _crs_of(raw, mapping, shapes)
    if crs_from.startswith("guessed") and crs == MERCATOR:
        ledger.notes.append(
            f"No reference system is stated; the values look like Web Mercator metres, so {MERCATOR} is taken. If that is wrong, give the right one."
        )
    shapes = _to_degrees(raw, shapes, crs, ledger, column)
    _refuse_out_of_range(raw, shapes, ledger, column)
    return Placed(shapes, crs, crs_from)


def _has_line(raw: Raw, ledger: Ledger) -> Mask:
    refused = ledger.rows_with(Effect.REFUSED)
    return np.fromiter((row in refused for row in raw.rows.index), bool, len(raw.rows))


def _refuse(ledger: Ledger, raw: Raw, shapes: Shapes, mask: Mask, line: tuple[str, str, str]) -> None:
    """Refuse rows: write one line each, and take their shapes away."""
    column, rule, action = line
    at = np.flatnonzero(mask)
    texts = raw.rows[column].iloc[at] if column in raw.columns else [_quoted(shape) for shape in shapes[at]]
    ledger.add(Effect.REFUSED, rule, action, zip(raw.rows.index[at], [column] * len(at), texts, strict=True))
    shapes[at] = None


def _quoted(shape: Any) -> str:  # noqa: ANN401 - a shape or None
    if shape is None:
        return ""
    if shapely.get_num_coordinates(shape) > 4:
        x, y = shapely.get_coordinates(shape)[0]
        return f"{shape.geom_type} from {x:.6g}, {y:.6g}"
    return str(shapely.to_wkt(shape, rounding_precision=6))


def _shapes(raw: Raw, mapping: Mapping, ledger: Ledger) -> tuple[Shapes, str]:
    if raw.has_shapes:
        return np.array(raw.rows[GEOMETRY].to_numpy(), dtype=object), GEOMETRY
    if column := mapping.column("geometry"):
        texts = _without_zero_bytes(raw.rows[column]).to_list()
        parsed = parse_shapes(texts)
        for position, reason in parsed.faults.items():
            ledger.add(
                Effect.REFUSED, "unreadable_geometry", f"{reason}: correct it", [(raw.rows.index[position], column, texts[position])]
            )
        return parsed.shapes, column
    lon, lat = mapping.column("lon"), mapping.column("lat")
    if not lon or not lat:
        listed = ", ".join(raw.columns[:30])[:1_000]
        raise refusal(
            raw.file, f"no position: the columns are {listed}", "a column each of longitude and latitude, or one of shapes",
            "name the columns of lon and lat, or of geometry (on the command line with --map)",
        )  # fmt: skip
    return _points(raw, lon, lat, ledger), f"{lon}, {lat}"


def _points(raw: Raw, lon: str, lat: str, ledger: Ledger) -> Shapes:
    x, y = _coordinates(raw.rows[lon], "EW"), _coordinates(raw.rows[lat], "NS")
    for column, values in ((lon, x), (lat, y)):
        blank = (raw.rows[column].str.strip() == "").to_numpy()
        words = np.isnan(values) & ~blank
        at = np.flatnonzero(words & ~_in_faults(raw))
        infinite = raw.rows[column].iloc[at].str.strip().str.lower().str.fullmatch(r"[-+]?(?:nan|inf|infinity)").to_numpy(dtype=bool)
        for rule, mask, action in (
            ("not_a_number", ~infinite, "it is no coordinate: correct it, or see whether the columns of the row have shifted"),
            ("not_finite", infinite, "NaN or infinity is no place: correct it"),
        ):
            some = at[mask]
            ledger.add(
                Effect.REFUSED, rule, action, zip(raw.rows.index[some], [column] * len(some), raw.rows[column].iloc[some], strict=True)
            )
    shapes: Shapes = np.full(len(x), None, dtype=object)
    good = ~(np.isnan(x) | np.isnan(y))
    shapes[good] = shapely.points(x[good], y[good])
    return shapes


def _coordinates(texts: pd.Series, letters: str) -> NDArray[np.float64]:
    """Return coordinates as floats, NaN for what is none; only what is not a plain number is looked at one by one."""
    texts = _without_zero_bytes(texts)
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    values[~np.isfinite(values)] = np.nan
    odd = np.flatnonzero(np.isnan(values) & (texts.str.strip() != "").to_numpy())
    if len(odd):
        values[odd] = [parse_coordinate(text, letters) for text in texts.iloc[odd]]
    return values


def _without_zero_bytes(texts: pd.Series) -> pd.Series:
    """Return texts as `identity.cleaned` has them later, which reports it: programs fill up their cells with zero bytes."""
    listed = texts.to_list()
    return texts if "\0" not in "".join(listed) else pd.Series([text.replace("\0", "") for text in listed], index=texts.index, dtype="str")


def _refuse_faulty(raw: Raw, shapes: Shapes, ledger: Ledger) -> None:
    """Refuse rows that the reader could not trust: at least one of their values stands under a wrong heading, or none can be told."""
    for row, fault in raw.faults.items():
        ledger.add(Effect.REFUSED, fault.rule, fault.action, [(row, fault.column, fault.value)])
    shapes[_in_faults(raw)] = None


def _in_faults(raw: Raw) -> Mask:
    return np.fromiter((row in raw.faults for row in raw.rows.index), bool, len(raw.rows))


def _refuse_cut(raw: Raw, shapes: Shapes, ledger: Ledger) -> None:
    """Refuse the row in whose middle the file ends: what it still says may be half of a number or of a line."""
    if raw.cut:
        ledger.add(
            Effect.REFUSED,
            "cut_off",
            "the file ends in the middle of this row: download or export it again",
            [(raw.cut, raw.columns[0], raw.rows.iloc[-1, 0])],
        )
        shapes[-1] = None


def _crs_of(raw: Raw, mapping: Mapping, shapes: Shapes) -> tuple[str, str]:
    """Return the CRS of the shapes and who says so."""
    column = mapping.column("geometry")
    if raw.crs:
        return raw.crs, raw.crs_from
    if column and not raw.has_shapes and (code := _srid(raw.file, raw.rows[column])):
        check_declared(raw.file, code)
        return code, "declared in the shapes' SRID"
    known = shapes[~shapely.is_missing(shapes)]
    standard = raw.format in {"GeoJSON", "KML", "KMZ", "GPX"}
    if len(known) == 0:
        return CRS84, f"the standard of {raw.format}" if standard else "not stated"
    bounds = np.abs(shapely.bounds(known))
    x, y = bounds[:, [0, 2]].max(axis=1), bounds[:, [1, 3]].max(axis=1)
    degrees = (x <= MOST_LON) & (y <= MOST_LON)
    metres = (x <= MERCATOR_EDGE) & (y <= MERCATOR_EDGE) & ((x > METRES) | (y > METRES))
    if metres.sum() > len(known) / 2:
        return MERCATOR, "guessed from the values"
    return CRS84, f"the standard of {raw.format}" if standard else "guessed from the values" if degrees.sum() > len(
        known
    ) / 2 else "assumed"


def _srid(name: str, texts: pd.Series) -> str:
    """Return the CRS that EWKT or EWKB states, "" where none does.

    Raises:
        ImportFileError: the rows state several.
    """
    stated = {int(match[1]) for text in texts if (match := SRID.match(text))}
    heads = [head[1] for text in texts if (head := EWKB.match(text))]
    stated |= {struct.unpack(f"{'<' if head[1] == '1' else '>'}I", bytes.fromhex(head[10:18]))[0] for head in heads if _has_srid(head)}
    codes = sorted(stated - {0})
    if len(codes) > 1:
        listed = ", ".join(map(str, codes[:5]))
        raise refusal(name, f"shapes in several reference systems (SRID {listed})", "one for all", "bring all to EPSG:4326")
    return f"EPSG:{codes[0]}" if codes else ""


def _has_srid(head: str) -> bool:
    return int(head[8 if head[1] == "1" else 2], 16) & 2 == 2


def _to_degrees(raw: Raw, shapes: Shapes, crs: str, ledger: Ledger, column: str) -> Shapes:
    if crs.upper() in {CRS84, "OGC:CRS84"}:
        return shapes
    try:
        turn = pyproj.Transformer.from_crs(crs, CRS84, always_xy=True)
    except pyproj.exceptions.ProjError:  # an unknown system, or one that no way leads from
        raise refusal(
            raw.file,
            f"an unknown reference system {crs[:80]!r}",
            "one that PROJ knows",
            "give another, as EPSG:3857 (on the command line with --crs)",
        ) from None
    good = np.flatnonzero(~shapely.is_missing(shapes))
    moved = shapes.copy()
    with np.errstate(all="ignore"):
        moved[good] = shapely.transform(shapes[good], lambda points: np.column_stack(turn.transform(points[:, 0], points[:, 1])))
    lost = np.zeros(len(shapes), dtype=bool)
    lost[good] = ~is_finite(moved[good])
    _refuse(ledger, raw, moved, lost, (column, "outside_crs", f"it lies outside {crs[:40]}: is that the right reference system?"))
    ledger.notes.append(f"Brought from {crs[:80]} to {CRS84}.")
    return moved


def _refuse_out_of_range(raw: Raw, shapes: Shapes, ledger: Ledger, column: str) -> None:
    good = np.flatnonzero(~shapely.is_missing(shapes))
    lon, lat = reach(shapes[good]).T
    bad = (lat > 90) | (lon > MOST_LON)
    metres = bad & ((lon > METRES) | (lat > METRES))
    swapped = bad & ~metres & (lon <= 90) & (lat <= 180)
    for rule, some, action in (
        ("metres_for_degrees", metres, "degrees are expected, the values are larger: give the reference system, as EPSG:3857"),
        (
            "swapped_lon_lat",
            swapped,
            "the latitude is beyond 90 and the longitude is not: lon and lat are exchanged; map them the other way",
        ),
        ("out_of_range", bad & ~metres & ~swapped, "allowed: longitude -180 to 360, latitude -90 to 90; correct it"),
    ):
        mask = np.zeros(len(shapes), dtype=bool)
        mask[good] = some
        _refuse(ledger, raw, shapes, mask, (column, rule, action))
