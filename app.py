"""The dashboard: `corridors serve`, or `streamlit run app.py`."""

import streamlit as st

from corridors.ui import page

st.set_page_config(page_title="Corridors", page_icon=page.ICON, layout="wide", initial_sidebar_state=320)
page.render()
