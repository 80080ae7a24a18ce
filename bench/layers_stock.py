"""The same lines by stock `st.pydeck_chart`, whose data is JSON: positions to 11 cm, colours and names. Run by `streamlit run`."""

from __future__ import annotations

import numpy as np
import pydeck as pdk
import shapely
import streamlit as st
from layers_made import POSITIONS, many_lines

from corridors.style import line_rgb
from corridors.terms import Kind, Status


@st.cache_resource
def rows() -> list[dict[str, object]]:
    features = many_lines().features
    paths = np.round(shapely.get_coordinates(features.geometry.array), 6).reshape(-1, POSITIONS, 2).tolist()
    known = zip(features["name"], features["kind"], features["status"], paths, strict=True)
    return [
        {"name": name, "path": path, "color": line_rgb(Kind(kind) if kind else None, Status(status) if status else None, "light")}
        for name, kind, status, path in known
    ]


layer = pdk.Layer("PathLayer", data=rows(), get_path="path", get_color="color", get_width=2, width_units=pdk.types.String("pixels"))
view = pdk.ViewState(longitude=57, latitude=37.2, zoom=3.2)
st.pydeck_chart(pdk.Deck(layers=[layer], initial_view_state=view, map_provider=None), height=476)
