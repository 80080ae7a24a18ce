"""What a file is likely to be, and which of its columns says what: known sources first, then the usual headings."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from corridors.importing.amounts import unit_of
from corridors.importing.geotext import is_geometry_text
from corridors.importing.headings import GEM_ROUTE_NAME, KNOWN, OSM, OSM_KINDS, USUAL, KnownSource, bare_heading, letters_of
from corridors.importing.mapping import Mapping
from corridors.importing.problems import NewsTableError, refusal
from corridors.importing.raw import Raw
from corridors.importing.spellings import is_blank, kind_of, status_of
from corridors.importing.values import codes_of

SAMPLE_ROWS = 200
SAMPLES = 3
SOURCE_NAMES = {source.id: source.name for source in (*KNOWN, OSM)} | {"gem-route": "Global Energy Monitor, single route"}
# Targets that some headings are too common for: the values have to agree.
VALUED: dict[str, Callable[[str], str]] = {"kind": kind_of, "status": status_of, "countries": codes_of}


def recognise(raw: Raw) -> Mapping:
    """Return the mapping that fits a file best: that of a known source, completed by what its headings usually mean.

    Raises:
        NewsTableError: the file is a table of news, which another command reads.
    """
    bare = {bare_heading(name) for name in raw.columns}
    known = next((source for source in (*KNOWN, OSM) if _is_of(source, bare)), None)
    if known is not None and known.id == "gem-oil" and _is_gas(raw):
        known = next(source for source in KNOWN if source.id == "gem-gas")
    if known is not None and known.reader:
        found = f"a table of events ({known.name})"
        raise refusal(raw.file, found, "a file of lines or places", known.reader, NewsTableError)
    mapping = _of_source(known, raw) if known else Mapping()
    if GEM_ROUTE_NAME.fullmatch(raw.stem) and raw.has_shapes and known is None:
        mapping = Mapping("gem-route")
        mapping = mapping.with_column("id", "ProjectID") if "ProjectID" in raw.columns else mapping.with_value("id", raw.stem)
    return _completed(mapping, raw, known.without if known else ())


def _is_of(source: KnownSource, bare: set[str]) -> bool:
    return bare.issuperset(map(bare_heading, source.needs)) and (not source.marks or not bare.isdisjoint(map(bare_heading, source.marks)))


def _of_source(source: KnownSource, raw: Raw) -> Mapping:
    bare: dict[str, str] = {}
    for name in raw.columns:
        bare.setdefault(bare_heading(name), name)
    found = {
        target: name
        for target, names in source.columns.items()
        if (name := _first_filled(raw, [bare.get(bare_heading(one), "") for one in names]))
    }
    if raw.has_shapes:
        found = {target: name for target, name in found.items() if target not in {"lon", "lat", "geometry"}}
    fixed = dict(source.fixed)
    if source is OSM and (kind := _osm_kind(raw)):
        fixed["kind"] = kind
    return Mapping(source.id, found, fixed)


def _first_filled(raw: Raw, names: list[str]) -> str:
    return next((name for name in names if name and _has_values(raw, name)), "")


def _is_gas(raw: Raw) -> bool:
    """Tell gas from oil by what most rows say: the two trackers have the same columns."""
    column = next(name for name in raw.columns if bare_heading(name) == "fuel")
    fuels = [kind_of(text) for text in _sample(raw, column)]
    return fuels.count("gas_pipeline") > len(fuels) / 2


def _osm_kind(raw: Raw) -> str:
    for key, value, kind in OSM_KINDS:
        if key in raw.columns:
            filled = [text for text in raw.rows[key] if text]
            if filled and len(filled) > len(raw.rows) / 2 and (not value or max(set(filled), key=filled.count) == value):
                return kind
    return ""


def _completed(mapping: Mapping, raw: Raw, without: tuple[str, ...]) -> Mapping:
    """Return the mapping with the usual headings for the targets that it lacks; no column is taken twice."""
    taken = set(mapping.columns.values())
    letters = {letters_of(name): name for name in reversed(raw.columns)}
    for name in raw.columns:  # `Cost (million USD)` is a cost
        letters.setdefault(letters_of(re.sub(r"\(.*?\)|\[.*?\]", "", name)), name)
    for target, usual in USUAL.items():
        if target in mapping.columns or target in mapping.fixed or (raw.has_shapes and target in {"lon", "lat", "geometry"}):
            continue
        if target in without:
            continue
        for heading in usual:
            name = letters.get(heading, "")
            if name and name not in taken and _fits(raw, target, name):
                mapping = mapping.with_column(target, name)
                taken.add(name)
                break
    return _with_units(_with_geometry(mapping, raw))


def _sample(raw: Raw, column: str) -> list[str]:
    values = raw.rows[column].head(20_000)
    return [str(value) for value in values[values != ""].head(SAMPLE_ROWS)]


def _has_values(raw: Raw, column: str) -> bool:
    return bool((raw.rows[column].str.strip() != "").any())


def _fits(raw: Raw, target: str, column: str) -> bool:
    sample = [text for text in _sample(raw, column) if not is_blank(text)]
    if target in VALUED:
        return sum(bool(VALUED[target](text)) for text in sample) * 2 > len(sample)
    if target == "geometry":
        return sum(is_geometry_text(text) for text in sample) * 2 > len(sample)
    if target == "sources":
        return any(re.search(r"https?://", text) for text in sample)
    if target == "id":
        values = raw.rows[column]
        return bool(sample) and values[values != ""].nunique() * 3 > len(values)
    return target in {"lon", "lat"} or bool(sample)


def _with_geometry(mapping: Mapping, raw: Raw) -> Mapping:
    """Find the column of shapes by its values where no heading told it."""
    if raw.has_shapes or "geometry" in mapping.columns or {"lon", "lat"} <= set(mapping.columns):
        return mapping
    for name in raw.columns:
        sample = _sample(raw, name)
        if sample and all(is_geometry_text(text) for text in sample[:20]):
            return mapping.with_column("geometry", name)
    return mapping


def _with_units(mapping: Mapping) -> Mapping:
    """Take a unit that the heading of an amount holds: `CapacityBcm/y`, `Length (miles)`, `LengthKnownKm`."""
    for target, unit_target in (("capacity", "capacity_unit"), ("length", "length_unit")):
        heading = mapping.column(target)
        if not heading or unit_target in mapping.fixed:
            continue
        tail = re.sub(r"^.*?(capacity|length)(merged|known|estimate)?", "", heading, flags=re.IGNORECASE).strip(" _-()[],")
        unit = re.sub(r"^in(?=[A-Z])", "", tail, flags=re.IGNORECASE)
        if unit and unit_of(unit):
            mapping = mapping.with_value(unit_target, unit)
    if (cost := mapping.column("cost")) and "cost_unit" not in mapping.columns and re.search(r"usd|us\$|\$", cost, re.IGNORECASE):
        million = re.search(r"million|\bmn?\b|musd|usd ?m\b", cost, re.IGNORECASE)
        mapping = mapping.with_value("cost_unit", "million USD" if million else "USD")
    return mapping


def samples_of(raw: Raw, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    """Return a few different values of every column, cut short, those that the mapping uses first."""
    used = [name for name in dict.fromkeys(mapping.columns.values()) if name in raw.columns]
    order = [*used, *(name for name in raw.columns if name not in used)]
    return {name: tuple(text[:80] for text in pd.unique(pd.Series(_sample(raw, name)))[:SAMPLES]) for name in order}
