"""Tables on the page: cells that no spreadsheet takes for a formula, and which rows the visitor has chosen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from corridors.tables import defuse


def defused(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose cells are as in the downloads: Streamlit's own "Download as CSV" writes what the page shows."""
    return frame.map(defuse)


def selected_rows(key: str) -> list[int]:
    """Return the positions of the rows chosen in the table of a key; none where there is no such table yet."""
    event: Any = st.session_state.get(key)
    try:
        return [int(row) for row in event["selection"]["rows"]]
    except (TypeError, KeyError):
        return []
