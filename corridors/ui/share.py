"""The address under which others open what this page shows."""

from __future__ import annotations

import re

import streamlit as st

from corridors.address import public_url


def page_address() -> str:
    """Return the public address where one is set, else the one that this visitor's browser has, without a view; "" where neither is known."""
    try:
        if public := public_url():
            return public
    except ValueError:
        pass  # `corridors serve` refuses a bad setting in words; without it the browser's address is right
    address = str(st.context.url or "").split("?")[0].split("#")[0]
    return address if re.match(r"https?://", address) else ""
