"""Whose data a known source is, and under which licence: what a layer of it is credited with unless the user says otherwise."""

from __future__ import annotations

from typing import NamedTuple


class Credit(NamedTuple):
    """How a source asks to be credited, and its licence as it usually gives it; "" where it states none."""

    attribution: str = ""
    licence: str = ""


_GEM = Credit("Global Energy Monitor", "CC BY 4.0")
# By the id of a known source (headings.py). The licences are those that the publishers state for their releases.
CREDITS = {
    "gem-gas": _GEM,
    "gem-lng": _GEM,
    "gem-oil": _GEM,
    "gem-oil-map": _GEM,
    "gem-route": _GEM,
    "aiddata": Credit("AidData at William & Mary", "ODC-BY 1.0"),
    "openstreetmap": Credit("© OpenStreetMap contributors", "ODbL 1.0"),
    "world-port-index": Credit("National Geospatial-Intelligence Agency, World Port Index", "public domain"),
}


def credit_of(source: str) -> Credit:
    """Return the credit of a known source by its id, an empty one for any other file."""
    return CREDITS.get(source, Credit())
