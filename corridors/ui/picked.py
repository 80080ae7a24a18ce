"""Which rows of a table the visitor has chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st


def selected_rows(key: str) -> list[int]:
    """Return the positions of the rows chosen in the table of a key; none where there is no such table yet."""
    event: Any = st.session_state.get(key)
    try:
        return [int(row) for row in event["selection"]["rows"]]
    except (TypeError, KeyError):
        return []
