"""Reference systems: which a file may declare or a user give, and how they are written."""

from __future__ import annotations

import re
from typing import Any

import pyproj
import pyproj.exceptions

from corridors.importing.problems import refusal

ALLOWED = "longitude and latitude or a map projection of the Earth, as EPSG:4326 or EPSG:3857"
# As authority and code, WKT or PROJ. Anything else PROJ would look for among the names of its database, which takes long.
WRITTEN = re.compile(r"\s*([A-Za-z_]\w*:[\w.:-]+\s*$|[A-Za-z_]\w*\s*[\[(]|\+proj=|[{])")
EARTH_RADII = (6_300_000.0, 6_450_000.0)  # in metres, with room for every ellipsoid and sphere that stood for the Earth


def crs_text(crs: Any) -> str:  # noqa: ANN401 - pyproj has no types
    """Return a CRS as authority and code, else as its whole definition; "" for none."""
    if crs is None:
        return ""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(crs.to_wkt())


def crs_fault(crs: Any) -> str:  # noqa: ANN401 - pyproj has no types
    """Return why positions in a CRS are no places on a map, "" where they are."""
    while crs.is_bound or crs.is_compound:
        crs = crs.source_crs if crs.is_bound else crs.sub_crs_list[0]
    if crs.is_vertical:
        return "a system of heights alone"
    if crs.is_geocentric:
        return "a geocentric system, counted from the middle of the Earth"
    if crs.is_engineering or not (crs.is_geographic or crs.is_projected):
        return "a local system, which is tied to no place on the Earth"
    radius = crs.ellipsoid.semi_major_metre if crs.ellipsoid else 0
    if not EARTH_RADII[0] <= radius <= EARTH_RADII[1]:
        return f"a system of another planet or moon, whose radius is {radius / 1000:,.0f} km"
    return ""


def known_crs(text: str) -> str:
    """Return a CRS that a user gives, as authority and code where it has them.

    Raises:
        ImportFileError: no such CRS, or one in which positions are no places on a map.
    """
    try:
        # What PROJ calls an init file is a file of this machine.
        crs = pyproj.CRS.from_user_input("" if "init=" in text else text.strip())
    except (pyproj.exceptions.CRSError, ValueError):
        raise refusal(
            "crs", repr(text[:80]), "EPSG:CODE, as EPSG:4326 or EPSG:3857", "look the code up where the file comes from"
        ) from None
    if fault := crs_fault(crs):
        raise refusal("crs", f"{text[:80]!r}, {fault}", ALLOWED, "look the code up where the file comes from")
    return crs_text(crs)


def check_declared(name: str, text: str) -> None:
    """Refuse a CRS that a file declares in which its positions are no places on a map; one that nobody knows is left to its user.

    Raises:
        ImportFileError: it is vertical, geocentric, local, or of another planet.
    """
    if not WRITTEN.match(text):
        return
    try:
        fault = crs_fault(pyproj.CRS.from_user_input(text))
    except (pyproj.exceptions.CRSError, ValueError):
        return
    if fault:
        raise refusal(
            name, f"the reference system {' '.join(text.split())[:80]!r}, {fault}", ALLOWED, "bring it to EPSG:4326, or say its true system"
        )
