"""The layers kept in this workspace: shown, hidden, described, put back to an older version, removed and brought back."""

from __future__ import annotations

from functools import partial
from zlib import crc32

import streamlit as st

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.layered import shown_mask
from corridors.mapview import told
from corridors.snapshots.extent import SCREEN_PX, camera_on, share_seen
from corridors.ui import state
from corridors.ui.map import KEY as MAP
from corridors.ui.undo import note, render_undo
from corridors.view import HOME, Camera, View
from corridors.words import count_words, day_words, markdown_text, plain_text
from corridors.workspace.layers import Version, describe_layer, listed_layers, mark_layer, own_layers, show_version, versions_of
from corridors.workspace.opened import logged
from corridors.workspace.place import WorkspaceError

TOLD, KNOWN = "_layers-told", "_layers-known"
ENOUGH_SEEN = 0.1
FIELDS = {"name": "Name", "attribution": "Credit on every picture", "licence": "Licence", "source": "Where it came from"}


def known_layers() -> tuple[ImportedLayer, ...]:
    """Return the layers that are kept; where the workspace cannot be read, those that this visitor has seen last."""
    return _known()[0]


def _known() -> tuple[tuple[ImportedLayer, ...], dict[str, str], str]:
    """Return the layers kept, the names of those removed, and why they are only as they were last seen, if they are."""
    trouble = ""
    try:
        st.session_state[KNOWN] = own_layers(), {layer.id: layer.about.name for layer in listed_layers() if layer.removed}
    except WorkspaceError as error:
        trouble = logged(error)
    return *st.session_state.get(KNOWN, ((), {})), trouble


def render_layers(atlas: Atlas, view: View) -> None:
    """Draw the list; where the workspace cannot be read, say why, and keep the list with what is being written in it."""
    layers, removed, trouble = _known()
    if trouble:
        st.error(markdown_text(trouble))
    if failed := st.session_state.pop(TOLD, ""):
        st.error(markdown_text(failed))
    with st.container(horizontal=True, vertical_alignment="center", key="layers-head"):
        st.markdown(f"**{count_words(len(layers), 'layer')} of your own**" if layers else "No layer of your own yet.")
        render_undo()
    for layer in layers:
        _render_layer(atlas, view, layer)
    if removed:
        with st.expander(f"Removed ({len(removed)})"):
            for name, words in removed.items():
                st.button(
                    f"Bring back {markdown_text(words)}",
                    key=f"back-{name}",
                    icon=":material/restore:",
                    on_click=_bring_back,
                    args=(name, words),
                )


def _render_layer(atlas: Atlas, view: View, layer: ImportedLayer) -> None:
    with st.container(border=True, key=f"layer-{layer.id}", gap="small"):
        hidden = " (hidden)" if layer.hidden else ""
        st.markdown(f"**{markdown_text(layer.name)}**{hidden}")
        version = f", version {layer.version}" if layer.version > 1 else ""
        st.caption(
            markdown_text(
                f"{count_words(len(layer.features), 'feature')}{version}, {layer.file}, {day_words(layer.imported.date())}. {layer.credit}"
            )
        )
        passing = int(shown_mask(atlas, layer, view).sum())
        if passing < len(layer.features):
            none = "None" if passing == 0 else f"{passing:,}"
            st.caption(f":material/filter_alt: {none} of them pass the filters.")
        with st.container(horizontal=True, gap="small"):
            st.button("Go to", key=f"fly-{layer.id}", icon=":material/my_location:", on_click=_go_to, args=(layer,))
            words, icon = ("Show", ":material/visibility:") if layer.hidden else ("Hide", ":material/visibility_off:")
            st.button(words, key=f"hide-{layer.id}", icon=icon, on_click=_hide, args=(layer,))
            with st.popover("Edit", icon=":material/edit:"):
                _render_about(layer)
            st.button("Remove", key=f"remove-{layer.id}", icon=":material/delete:", on_click=_remove, args=(layer,))


def _render_about(layer: ImportedLayer) -> None:
    said = [str(getattr(layer, name)) for name in FIELDS]
    # Other words, other boxes: what is undone, or changed by somebody else, is in them.
    key = f"about-{layer.id}-{crc32(repr(said).encode()):08x}"
    for name, words in FIELDS.items():
        st.session_state.setdefault(f"{key}-{name}", getattr(layer, name))
        st.text_input(words, key=f"{key}-{name}")
    st.button("Save", key=f"{key}-save", type="primary", on_click=_describe, args=(layer, key))
    versions = _versions(layer)
    if len(versions) > 1:
        key = f"version-{layer.id}-{layer.version}"
        st.session_state.setdefault(key, layer.version)
        st.selectbox(
            "Version", list(versions), key=key, on_change=_change_version, args=(layer, key),
            format_func=lambda number: plain_text(f"{number}: {versions[number].file}, {versions[number].imported[:10]}"),
        )  # fmt: skip


def _versions(layer: ImportedLayer) -> dict[int, Version]:
    try:
        return {one.number: one for one in versions_of(layer.id)}
    except WorkspaceError:
        return {}  # what is wrong with the workspace is said above the list


def layer_camera(layer: ImportedLayer) -> Camera:
    """Return the camera with which the visitor's map shows all of a layer."""
    west, south, east, north = map(float, layer.features.total_bounds)
    return camera_on(((west, south), (east, north)), _map_now()[1])


def in_sight(layer: ImportedLayer) -> bool:
    """Tell whether the visitor's map shows some of a layer where it is now."""
    bounds = layer.features.bounds.to_numpy()
    return share_seen((bounds[:, :2] + bounds[:, 2:]) / 2, *_map_now()) >= ENOUGH_SEEN


def _map_now() -> tuple[Camera, tuple[float, float]]:
    now = told(MAP)
    size = now.size if now and now.size and min(now.size) > 50 else SCREEN_PX
    return state.current_view().camera or HOME, size


def _go_to(layer: ImportedLayer) -> None:
    if layer.hidden:
        _hide(layer)
    state.show_layer(layer.id)
    state.fly_to(layer_camera(layer))


def _hide(layer: ImportedLayer) -> None:
    words = f"{'showed' if layer.hidden else 'hid'} {layer.name}"
    _done(words, partial(mark_layer, layer.id, hidden=not layer.hidden), partial(mark_layer, layer.id, hidden=layer.hidden))


def _remove(layer: ImportedLayer) -> None:
    _done(f"removed {layer.name}", partial(mark_layer, layer.id, removed=True), partial(mark_layer, layer.id, removed=False))


def _bring_back(name: str, words: str) -> None:
    _done(f"brought back {words}", partial(mark_layer, name, removed=False), partial(mark_layer, name, removed=True))


def _describe(layer: ImportedLayer, key: str) -> None:
    now = {name: str(st.session_state[f"{key}-{name}"]) for name in FIELDS}
    before = {name: str(getattr(layer, name)) for name in FIELDS}
    _done(f"changed what is said of {layer.name}", partial(describe_layer, layer.id, now), partial(describe_layer, layer.id, before))


def _change_version(layer: ImportedLayer, key: str) -> None:
    chosen = int(st.session_state.pop(key))
    words = f"took version {chosen} of {layer.name}"
    _done(words, partial(show_version, layer.id, chosen), partial(show_version, layer.id, layer.version))


def _done(words: str, do: partial[None], back: partial[None]) -> None:
    """Do one thing to the workspace, so that it can be undone; what goes wrong is said above the list."""
    try:
        do()
    except WorkspaceError as error:
        st.session_state[TOLD] = logged(error)
        return
    note(words, back)
