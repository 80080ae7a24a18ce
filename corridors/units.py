"""The units that quantities may have, and the bounds within which a number is plausible for its kind."""

from __future__ import annotations

from typing import NamedTuple

from corridors.terms import QuantityKind


class Unit(NamedTuple):
    """A unit as the data writes it, the words the screen shows after the number, and the plain-language name."""

    symbol: str
    word: str
    name: str


UNITS = {
    unit.symbol: unit
    for unit in (
        Unit("km", "km", "kilometres"),
        Unit("bcm/y", "bcm/y", "billion cubic metres a year"),
        Unit("Mt/y", "Mt/y", "million tonnes a year"),
        Unit("Mt", "Mt", "million tonnes"),
        Unit("mb/d", "mb/d", "million barrels a day"),
        Unit("million bbl", "million bbl", "million barrels"),
        Unit("MW", "MW", "megawatts"),
        Unit("USD", "USD", "United States dollars"),
        Unit("mm", "mm", "millimetres"),
    )
}


class Bounds(NamedTuple):
    """The lowest and highest value that needs no second look."""

    low: float
    high: float


# The widest real cases known, with room: Druzhba is about 5,500 km, the Trans-Siberian 9,300 km; Power of
# Siberia 2 is planned for 50 bcm/y and the Soviet trunk systems reached about 90; the INSTC aims at 45 Mt/y
# and Bandar Abbas handles some 80; the Amu Darya basin is said to hold 87 million barrels.
QUANTITY_BOUNDS = {
    (QuantityKind.LENGTH, "km"): Bounds(1, 12_000),
    (QuantityKind.PLANNED_CAPACITY, "bcm/y"): Bounds(0.1, 100),
    (QuantityKind.CAPACITY, "bcm/y"): Bounds(0.1, 100),
    (QuantityKind.THROUGHPUT, "bcm/y"): Bounds(0.01, 100),
    (QuantityKind.PLANNED_CAPACITY, "Mt/y"): Bounds(0.01, 150),
    (QuantityKind.CAPACITY, "Mt/y"): Bounds(0.01, 150),
    (QuantityKind.THROUGHPUT, "Mt/y"): Bounds(0.001, 150),
    (QuantityKind.PLANNED_CAPACITY, "Mt"): Bounds(0.01, 150),
    (QuantityKind.THROUGHPUT, "Mt"): Bounds(0.001, 150),
    (QuantityKind.CAPACITY, "mb/d"): Bounds(0.01, 3),
    (QuantityKind.PLANNED_CAPACITY, "MW"): Bounds(10, 10_000),
    (QuantityKind.CAPACITY, "MW"): Bounds(10, 10_000),
    (QuantityKind.RESERVES, "million bbl"): Bounds(1, 5_000),
    (QuantityKind.COST, "USD"): Bounds(1e6, 1e11),
    (QuantityKind.GAUGE, "mm"): Bounds(600, 1_676),
}
