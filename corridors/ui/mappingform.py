"""The mapping of a file's columns, as boxes to choose from: each column with values of it, a typed word for every row alike."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from corridors.atlas import Atlas
from corridors.importing import TARGETS, Mapping
from corridors.terms import Kind, Role, Status
from corridors.ui.importwork import Work
from corridors.words import markdown_text, plain_text

COLUMN, VALUE = "column:", "value:"
# Always in sight, whether the file has them or not.
ALWAYS = ("name", "kind", "status", "countries", "owner", "operator", "capacity", "capacity_unit", "start")
# Where a row lies can only be said by a column.
PLACES = ("lon", "lat", "geometry")
WORDS = {
    "name": "Name", "other_name": "Other name", "part": "Unit or segment", "id": "Identifier", "kind": "Kind", "status": "Status",
    "countries": "Countries", "capacity": "Capacity", "capacity_unit": "Unit of capacity", "length": "Length", "length_unit": "Unit of length",
    "cost": "Cost", "cost_unit": "Currency or unit of cost", "start": "Start (year or date)", "sources": "Sources (web addresses)",
    "lon": "Longitude", "lat": "Latitude", "geometry": "Route or shape",
}  # fmt: skip
MOST_LETTERS = 90


def render_mapping(atlas: Atlas, work: Work, take: Callable[[Mapping], None]) -> None:
    """Draw a box for every target; a choice is given to `take` as the mapping that it makes."""
    mapping = work.mapping
    told = [target for target in TARGETS if not (work.file.head.has_shapes and target in PLACES)]
    first = [target for target in told if target in ALWAYS or target in mapping.columns or target in mapping.fixed]
    _boxes(atlas, work, first, take)
    with st.expander(f"{len(told) - len(first)} more that a file may say"):
        _boxes(atlas, work, [target for target in told if target not in first], take)


def _boxes(atlas: Atlas, work: Work, targets: list[str], take: Callable[[Mapping], None]) -> None:
    labels = _labels(atlas, work)
    columns = st.columns(2, gap="small")
    for place, target in enumerate(targets):
        with columns[place % 2]:
            _box(atlas, work, target, labels, take)


def _box(atlas: Atlas, work: Work, target: str, labels: dict[str, str], take: Callable[[Mapping], None]) -> None:
    key = f"map-{work.key}-{target}"
    now = _chosen(work.mapping, target)
    options = [COLUMN + name for name in work.samples] + [VALUE + term for term in _terms(target)]
    if now and now not in options:
        options.append(now)
    if st.session_state.get(key) not in options:
        st.session_state[key] = now

    def change() -> None:
        take(with_choice(work.mapping, target, st.session_state[key]))

    st.selectbox(
        markdown_text(target_words(atlas, target)), options, key=key, on_change=change, index=None, placeholder="Not in the file",
        format_func=lambda option: plain_text(labels.get(option, option.removeprefix(VALUE))), accept_new_options=target not in PLACES,
    )  # fmt: skip


def with_choice(mapping: Mapping, target: str, choice: str | None) -> Mapping:
    """Return the mapping with what was chosen in a target's box: a column, a value for every row, or nothing."""
    if not choice:
        return mapping.with_column(target, "")
    if choice.startswith(COLUMN):
        return mapping.with_column(target, choice.removeprefix(COLUMN))
    return mapping.with_value(target, choice.removeprefix(VALUE))


def _chosen(mapping: Mapping, target: str) -> str | None:
    if target in mapping.fixed:
        return VALUE + mapping.fixed[target]
    return COLUMN + mapping.columns[target] if target in mapping.columns else None


def _terms(target: str) -> list[str]:
    terms: dict[str, type[Kind | Status]] = {"kind": Kind, "status": Status}
    return [term.value for term in terms[target]] if target in terms else []


def _labels(atlas: Atlas, work: Work) -> dict[str, str]:
    """Return what each option says: a column with values of it, or a word that holds for every row."""
    columns = {COLUMN + name: f"{name}: {' · '.join(samples) or 'empty'}"[:MOST_LETTERS] for name, samples in work.samples.items()}
    terms = {VALUE + term: f"{atlas.define(group, term).word}, every row" for group in ("kind", "status") for term in _terms(group)}
    fixed = {VALUE + value: f"{value}, every row" for value in work.mapping.fixed.values()}
    return {**columns, **fixed, **terms}


def target_words(atlas: Atlas, target: str) -> str:
    """Return what a target is called on the page."""
    return WORDS.get(target) or atlas.define("role", Role(target)).word
