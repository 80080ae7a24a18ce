"""A layer that a user has brought: the features of one file, normalised, and what is said of the file as a whole.

It never becomes part of the reference data: an atlas carries such layers beside its own records, and every door (map,
legend, table, card, snapshot, export) shows them as the user's own, with their attribution.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # slow to import, and a page without such layers starts without it
    from geopandas import GeoDataFrame

# The columns of every layer's features, in order; text is "" and a number NaN where the file does not say.
COLUMNS = (
    "id",  # text, unique in the layer, permanent: the file's own id where it has one, else "row-N"
    "name",  # text; never empty: the file's name and the row's number where the file has none
    "kind",  # a value of Kind, or "" for not known
    "status",  # a value of Status, or "" for not known
    "countries",  # ISO 3166-1 alpha-2 codes joined by commas, as the layer files of geodata/ have them
    "actors",  # JSON: [{"name", "role": a value of Role, "share_percent": number or null}]
    "capacity",  # number in `capacity_unit`, a symbol of units.UNITS
    "capacity_unit",
    "length_km",  # as stated in the file, not measured
    "cost_usd",
    "start",  # text of a PartialDate: when it began or shall begin to operate
    "sources",  # web addresses joined by spaces
    "original",  # JSON object of the row as it stood in the file, geometry left out, every value a text
    "row",  # number of the row in the file as its report counts it, from 1
    "outline",  # WKB of the polygon that the feature's point stands for, or None
    "geometry",  # Point, LineString or MultiLineString, EPSG:4326, two-dimensional, within ±180 and ±90
)


class Party(NamedTuple):
    """One actor of an imported feature, as the file names it."""

    name: str
    role: str
    share_percent: float | None


@dataclass(frozen=True, eq=False)
class ImportedLayer:
    """One version of a user's layer. Compared and hashed by identity, so that what is computed of it can be cached.

    `file` is the name of the file that was read, `digest` the SHA-256 of its bytes; `licence`, `attribution` and `source`
    (where the file came from) are as the user gave them, "" where not.
    """

    id: str
    name: str
    version: int
    file: str
    digest: str
    imported: dt.datetime
    features: GeoDataFrame
    licence: str = ""
    attribution: str = ""
    source: str = ""
    hidden: bool = False

    @property
    def credit(self) -> str:
        """How the layer is credited on every picture: its attribution, else its file; with the licence where known."""
        words = self.attribution or self.source or f"file {self.file}"
        return f"{self.name}: {words}" + (f" ({self.licence})" if self.licence else "")

    @cached_property
    def row_of_id(self) -> dict[str, int]:
        """Positions of the features by id."""
        return {str(name): position for position, name in enumerate(self.features["id"])}


def parties_of(text: str) -> tuple[Party, ...]:
    """Return the actors that a feature's `actors` column holds."""
    return tuple(Party(part["name"], part["role"], part["share_percent"]) for part in json.loads(text or "[]"))
