"""The features of users' layers as a table: the first of those shown, each row to choose; all of them as downloads."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.imported import parties_of
from corridors.layer_features import Shown
from corridors.ui import state
from corridors.ui.picked import defused, selected_rows
from corridors.words import capacity_words

MOST_ROWS = 1_000


def render_features(atlas: Atlas, shown: Shown) -> None:
    """Draw one layer's features that pass the filters; a row that is chosen is selected on the map."""
    layer, features = shown
    if features.empty:
        st.info(f"None of the {len(layer.features):,} features of this layer pass the filters.")
        return
    first = features.head(MOST_ROWS)
    if len(features) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS:,} of {len(features):,} features. Filters bring others here; the downloads have all.")
    key = f"features-{layer.id}-{layer.version}-{st.session_state.get(state.LEFT, 0)}"
    ids = first["id"].to_list()

    def pick() -> None:
        rows = selected_rows(key)
        if rows and rows[0] < len(ids):
            state.choose_feature(f"{layer.id}/{ids[rows[0]]}")

    numbers = st.column_config.NumberColumn
    st.dataframe(
        defused(_frame(atlas, first)), key=key, hide_index=True, placeholder="–", on_select=pick, selection_mode="single-row",
        height=min(36 * (len(first) + 1) + 2, 420),
        column_config={
            "Name": st.column_config.TextColumn(width="large"),
            "Stated km": numbers(format="localized"), "Cost, million USD": numbers(format="localized"),
        },
    )  # fmt: skip


def _frame(atlas: Atlas, features: Any) -> pd.DataFrame:  # noqa: ANN401 - a GeoDataFrame, which is slow to import
    said = {
        group: {value: atlas.define(group, value).word if value else None for value in features[group].unique()}
        for group in ("kind", "status")
    }
    amounts = zip(features["capacity"], features["capacity_unit"], strict=True)
    return pd.DataFrame(
        {
            "Name": features["name"].to_list(),
            "Kind": [said["kind"][value] for value in features["kind"]],
            "Status": [said["status"][value] for value in features["status"]],
            "Capacity": [capacity_words(value, unit) or None for value, unit in amounts],
            "Stated km": features["length_km"].to_list(),
            "Cost, million USD": (features["cost_usd"] / 1e6).to_list(),
            "Start": [value or None for value in features["start"]],
            "Countries": [", ".join(country_name(code) for code in codes.split(",") if code) or None for codes in features["countries"]],
            "Actors": [", ".join(party.name for party in parties_of(text)) or None for text in features["actors"]],
            "Row": features["row"].to_list(),
        }
    )
