"""What the text columns of the kept rows come to: status, kind, countries, actors, amounts, years, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from corridors.countries import code_of
from corridors.importing.amounts import addresses_of, dollars_of, quantity_of, start_of, unit_of
from corridors.importing.mapping import ROLE_TARGETS, Mapping
from corridors.importing.parties import json_of, parties_of, sum_of
from corridors.importing.report import Effect, Ledger
from corridors.importing.spellings import is_blank, kind_of, plain, status_of

Value = TypeVar("Value")
LISTS = (";", ",", "/", "|", "\n")
MAX_COUNTRIES = 60


class Cells(NamedTuple):
    """The texts of a target by row, and the heading of the column that they come from ("" for a fixed value or none)."""

    texts: list[str]
    column: str


def cells(rows: pd.DataFrame, mapping: Mapping, target: str) -> Cells:
    """Return the texts of a target: its column, else its fixed value in every row, else nothing."""
    if column := mapping.column(target):
        return Cells(rows[column].to_list(), column)
    return Cells([mapping.fixed.get(target, "")] * len(rows), "")


def by_text(texts: Iterable[str], of: Callable[[str], Value]) -> list[Value]:
    """Return a function of every text, called once for each different one."""
    listed = list(texts)
    known = {text: of(text) for text in set(listed)}
    return [known[text] for text in listed]


def terms(rows: pd.DataFrame, mapping: Mapping, target: str, ledger: Ledger) -> list[str]:
    """Return the status or kind of every row, "" where it is not known; spellings that no table has are listed."""
    of = status_of if target == "status" else kind_of
    found = cells(rows, mapping, target)
    values = by_text(found.texts, of)
    for row, text, value in zip(rows.index, found.texts, values, strict=True):
        if value or is_blank(text):
            if target == "status" and value and plain(text) != value:
                ledger.add(Effect.NOTED, "status_spelling", f"read as {value}", [(row, found.column, text)])
            continue
        ledger.add(
            Effect.NOTED,
            f"{target}_unknown",
            f"no {target} of the vocabulary: left open; map the spelling or correct it",
            [(row, found.column, text)],
        )
    return values


def countries(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger) -> list[str]:
    """Return the codes of the countries of every row, joined by commas; names that no table has are listed."""
    found = cells(rows, mapping, "countries")
    read = by_text(found.texts, _codes)
    for row, text, (_, unknown, beyond) in zip(rows.index, found.texts, read, strict=True):
        if beyond:
            action = f"more than {MAX_COUNTRIES} countries: the last {beyond:,} are left out"
            ledger.add(Effect.NOTED, "too_many_countries", action, [(row, found.column, text)])
        if unknown:
            ledger.add(Effect.NOTED, "country_unknown", f"no country of that name: {unknown!r} is left out", [(row, found.column, text)])
    return [codes for codes, _, _ in read]


def codes_of(text: str) -> str:
    """Return the codes of the countries that a text names, joined by commas."""
    return _codes(text)[0]


def _codes(text: str) -> tuple[str, str, int]:
    """Return the codes that a text names, what of it names none, and how many names are too many."""
    if is_blank(text):
        return "", "", 0
    if code := code_of(text):
        return code, "", 0
    parts = [text]
    for mark in LISTS:
        parts = [piece for part in parts for piece in ([part] if code_of(part) else part.split(mark))]
    listed = [part.strip() for part in parts if not is_blank(part)]
    names = listed[:MAX_COUNTRIES]
    codes = [code_of(name) for name in names]
    unknown = [name for name, code in zip(names, codes, strict=True) if not code]
    return ",".join(dict.fromkeys(code for code in codes if code)), ", ".join(unknown), len(listed) - len(names)


def actors(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger) -> list[str]:
    """Return the actors of every row as the `actors` column holds them."""
    parts = [(role, found) for role in ROLE_TARGETS if any((found := cells(rows, mapping, role)).texts)]
    read = [by_text(found.texts, lambda text, role=role: parties_of(text, role)) for role, found in parts]  # type: ignore[misc]
    for (_, found), lists in zip(parts, read, strict=True):
        over = [(row, found.column, text) for row, text, some in zip(rows.index, found.texts, lists, strict=True) if sum_of(some) > 100.5]
        ledger.add(Effect.NOTED, "shares_over_100", "the shares add up to more than 100 %: kept as they are; check them", over)
    known: dict[tuple[object, ...], str] = {}
    joined = []
    for row in zip(*read, strict=True) if read else ((),) * len(rows):
        if row not in known:
            known[row] = json_of(tuple(party for some in row for party in some))
        joined.append(known[row])
    return joined


def capacities(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger) -> tuple[list[float], list[str]]:
    """Return the capacity of every row in a unit of `units.UNITS`, and that unit; NaN and "" where it cannot be told."""
    found, units = cells(rows, mapping, "capacity"), cells(rows, mapping, "capacity_unit")
    pairs = list(zip(found.texts, units.texts, strict=True))
    read = {pair: _quantity(*pair) for pair in set(pairs)}
    _note_unread(rows, found.column, pairs, read, ledger)
    values = [read[pair] for pair in pairs]
    return [value[0] for value in values], [value[1] for value in values]


def lengths(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger) -> list[float]:
    """Return the stated length of every row in km, NaN where it cannot be told."""
    found, units = cells(rows, mapping, "length"), cells(rows, mapping, "length_unit")
    pairs = list(zip(found.texts, units.texts, strict=True))
    read = {pair: _quantity(*pair, only="km") for pair in set(pairs)}
    _note_unread(rows, found.column, pairs, read, ledger)
    return [read[pair][0] for pair in pairs]


def _quantity(text: str, unit: str, only: str = "") -> tuple[float, str, str]:
    """Return value, unit and why there is none."""
    if is_blank(text):
        return np.nan, "", ""
    read = quantity_of(text)
    if read is None:
        return np.nan, "", "amount_unreadable"
    value, tail = read
    stated = tail or unit
    to = unit_of(stated)
    if to is None or (only == "km") != (to.unit == "km"):
        return np.nan, "", "unit_unknown" if stated and not is_blank(stated) else "unit_missing"
    return (float(f"{value * to.factor:.6g}"), to.unit, "") if value > 0 else (np.nan, "", "" if value == 0 else "amount_unreadable")


ACTIONS = {
    "amount_unreadable": "no amount that can be read: kept in the original only",
    "unit_unknown": "no unit of the tables: kept in the original only",
    "unit_missing": "an amount without a unit: kept in the original only; give its unit",
}


def _note_unread(
    rows: pd.DataFrame, column: str, pairs: list[tuple[str, str]], read: dict[tuple[str, str], tuple[float, str, str]], ledger: Ledger
) -> None:
    for row, pair in zip(rows.index, pairs, strict=True):
        if rule := read[pair][2]:
            ledger.add(Effect.NOTED, rule, ACTIONS[rule], [(row, column, " ".join(part for part in pair if part))])


def costs(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger) -> list[float]:
    """Return the cost of every row in US dollars, NaN where it is not stated in them."""
    found, units = cells(rows, mapping, "cost"), cells(rows, mapping, "cost_unit")
    pairs = list(zip(found.texts, units.texts, strict=True))
    read = {pair: _cost(*pair) for pair in set(pairs)}
    for row, pair in zip(rows.index, pairs, strict=True):
        if read[pair] is None and not is_blank(pair[0]):
            action = "no amount stated in US dollars: kept in the original only"
            ledger.add(Effect.NOTED, "cost_unreadable", action, [(row, found.column, " ".join(part for part in pair if part))])
    return [np.nan if (value := read[pair]) is None else value for pair in pairs]


def _cost(text: str, unit: str) -> float | None:
    if is_blank(text):
        return None
    both = f"{text} {unit}".lower()
    if "$" not in both and "usd" not in both and "dollar" not in both:
        return None
    value = dollars_of(text, unit)
    return value or None


def starts(rows: pd.DataFrame, mapping: Mapping, ledger: Ledger) -> list[str]:
    """Return when every row begins to operate as the text of a PartialDate, "" where it does not say."""
    found = cells(rows, mapping, "start")
    values = by_text(found.texts, start_of)
    odd = [
        (row, found.column, text)
        for row, text, value in zip(rows.index, found.texts, values, strict=True)
        if not value and not is_blank(text)
    ]
    ledger.add(Effect.NOTED, "year_unreadable", "no year that can be read: left open", odd)
    return values


def sources(rows: pd.DataFrame, mapping: Mapping) -> list[str]:
    """Return the web addresses of every row, joined by spaces."""
    return by_text(cells(rows, mapping, "sources").texts, addresses_of)
