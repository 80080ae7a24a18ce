"""The dashboard with imported layers in its atlas, for the browser tests: `streamlit run tests/browser/layers_app.py`."""

from dataclasses import replace

import streamlit as st

from corridors.atlas import Atlas
from corridors.load import load
from corridors.ui import page
from tests.own_layers import mixed, pipes, places


@st.cache_resource
def atlas_with_layers() -> Atlas:
    return replace(load(), layers=(pipes(), places(), mixed()))


page._atlas = atlas_with_layers
page._with_workspace = lambda atlas: (atlas, ())
st.set_page_config(page_title="Corridors", page_icon=page.ICON, layout="wide", initial_sidebar_state=320)
page.render()
