"""The dashboard with two large imported layers in its atlas. Run by `streamlit run`."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from layers_made import many_lines, many_points

from corridors.atlas import Atlas
from corridors.load import load
from corridors.ui import page


@st.cache_resource
def atlas_with_layers() -> Atlas:
    return replace(load(), layers=(many_lines(), many_points()))


# The page reads its atlas by this name.
page._atlas = atlas_with_layers  # noqa: SLF001
st.set_page_config(page_title="Corridors", page_icon=page.ICON, layout="wide", initial_sidebar_state=320)
page.render()
