"""The export dialog: format, size, title, what to include, a preview, the download. The page behind it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from corridors.atlas import Atlas
from corridors.exports import MIME, DataFormat, data_name, data_of
from corridors.mapview import told
from corridors.model import Corridor
from corridors.select import known_atlas, select
from corridors.snapshots.extent import REGIONS
from corridors.snapshots.request import (
    MAX_PX,
    MAX_TITLE,
    MIN_PX,
    PRESET_WORDS,
    Format,
    Part,
    Projection,
    Request,
    SnapshotError,
    make_request,
)
from corridors.style import THEMES, Theme
from corridors.ui.map import KEY as MAP
from corridors.ui.share import page_address
from corridors.view import View, view_string
from corridors.words import atlas_as_of, markdown_text, plain_text, title_words

OPEN = "_export"
OTHER = "other"
FORMAT_WORDS = {
    Format.PNG: "PNG: a picture for a slide or a page",
    Format.SVG: "SVG: vector, its text is text",
    Format.PDF: "PDF: vector, fonts inside",
    Format.PPTX: "PPTX: a slide to edit, with notes",
    Format.HTML: "HTML: interactive, opens from disk without a network",
}
PART_WORDS = {
    Part.TITLE: "Title", Part.FILTERS: "Filters in words", Part.LEGEND: "Legend", Part.CARD: "Selected corridor",
    Part.SCALE: "Scale bar", Part.SOURCES: "Sources", Part.LINK: "Link",
}  # fmt: skip
FRAME_WORDS = {"view": "As on the screen", "shown": "All corridors shown", "corridor": "Selected corridor"}
FILE_MIME = {
    Format.PNG: "image/png", Format.SVG: "image/svg+xml", Format.PDF: "application/pdf", Format.HTML: "text/html",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip
DATA_WORDS = {DataFormat.CSV: "CSV", DataFormat.GEOJSON: "GeoJSON", DataFormat.GPKG: "GeoPackage", DataFormat.KML: "KML"}
QR = "qr"


def open_export() -> None:
    """Have the dialog shown by the run that follows."""
    st.session_state[OPEN] = True


def render_export(atlas: Atlas, view: View, theme: Theme) -> None:
    """Open the dialog if it was asked for; everything in it runs without the page. `atlas` is the whole one, of today."""
    if st.session_state.pop(OPEN, False):
        _dialog(atlas, view, theme)


@st.dialog("Export this view", width="large", icon=":material/download:")
def _dialog(atlas: Atlas, view: View, theme: Theme) -> None:
    known = known_atlas(atlas, view)
    controls, result = st.columns([1, 1.7], gap="medium")
    with controls:
        request = _ask(known, view, theme)
    with result:
        if request is not None:
            _render_result(atlas, known, request)
        st.caption("The data of what is shown, with licence, citation, as-of date and view inside:")
        render_downloads(known, select(known, view), view, "export", tuple(DataFormat))


def _ask(atlas: Atlas, view: View, theme: Theme) -> Request | None:
    form = st.selectbox("Format", list(Format), key="export-format", format_func=FORMAT_WORDS.__getitem__)
    size = _ask_size() if form is not Format.HTML else "slide"
    title = st.text_input("Title", key="export-title", placeholder=title_words(atlas, view), max_chars=MAX_TITLE)
    frame = _ask_frame(view)
    colors = st.segmented_control("Colours", THEMES, key="export-theme", default=theme, required=True, format_func=str.capitalize)
    projection = _ask_projection() if form is not Format.HTML else Projection.SCREEN
    included = [*PART_WORDS, QR]
    chosen = st.pills(
        "Include", included, key="export-parts", default=list(PART_WORDS), selection_mode="multi",
        format_func=lambda part: PART_WORDS.get(part, "QR code of the link"),
    )  # fmt: skip
    try:
        return make_request(
            view=view_string(replace(view, theme=colors)), format=form, size=size, title=title.strip() or None, frame=frame,
            projection=projection, parts=[part for part in chosen if part != QR], qr=QR in chosen, link=page_address() or Request.link,
        )  # fmt: skip
    except SnapshotError as error:
        st.error(markdown_text(str(error)))
        return None


def _ask_size() -> str:
    choice = st.selectbox(
        "Size", [*PRESET_WORDS, OTHER], key="export-size", format_func=lambda size: plain_text(PRESET_WORDS.get(size, "Another size"))
    )
    if choice != OTHER:
        return str(choice)
    across, down = st.columns(2)
    width = across.number_input("Width, px", MIN_PX, MAX_PX, 1920, 10, key="export-width")
    height = down.number_input("Height, px", MIN_PX, MAX_PX, 1080, 10, key="export-height")
    return f"{width}x{height}"


def _ask_projection() -> Projection:
    words = {Projection.SCREEN: "Web Mercator, as on the screen", Projection.CONIC: "Conic, suited to the frame"}
    return st.selectbox("Projection", list(Projection), key="export-projection", format_func=words.__getitem__) or Projection.SCREEN


def _ask_frame(view: View) -> str:
    frames = {name: words for name, words in FRAME_WORDS.items() if name != "corridor" or view.corridor}
    frames |= {f"region:{name}": name.replace("-", " ").capitalize() for name in REGIONS if name != "home"}
    choice = str(st.selectbox("Frame", list(frames), key="export-frame", format_func=lambda name: plain_text(frames[name])))
    state = told(MAP)
    if choice != "view" or state is None or not state.size or min(state.size) < 50:
        return choice
    return f"view@{state.size[0]:.0f}x{state.size[1]:.0f}"


def _render_result(atlas: Atlas, known: Atlas, request: Request) -> None:
    """Show what the file will look like, and offer it; it is made when it is asked for."""
    from corridors.snapshots.make import make, preview  # noqa: PLC0415 - what draws is slow to import; the page starts without it

    try:
        with st.spinner("Drawing the preview …"):
            picture = preview(atlas, replace(request, format=Format.PNG))
    except SnapshotError as error:
        st.error(markdown_text(str(error)))
        return
    if request.format is Format.HTML:
        st.info("One page with the live map: pan, zoom, toggles, cards. The picture shows the view that it opens with.")
    st.image(picture, width="stretch")
    st.download_button(
        f"Download {markdown_text(request.format.upper())}", data=partial(make, atlas, request), file_name=_name(known, request), type="primary",
        mime=FILE_MIME[request.format], key="export-file", icon=":material/download:", on_click="ignore", width="stretch",
    )  # fmt: skip
    st.caption("Drawn from the data, with a stamp inside: `corridors verify FILE` tells later whether file or data have changed.")


def _name(atlas: Atlas, request: Request) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", (request.title or "").lower()).strip("-")[:40].strip("-")
    return f"{slug or 'corridors'}-{atlas_as_of(atlas).isoformat()}.{request.format.value}"


def render_downloads(atlas: Atlas, corridors: Sequence[Corridor], view: View, place: str, forms: Sequence[DataFormat]) -> None:
    """Draw download buttons for data; a file is made only when it is asked for."""
    with st.container(horizontal=True):
        for form in forms:
            st.download_button(
                f"Download {DATA_WORDS[form]}",
                data=partial(data_of, atlas, corridors, view_string(view), form),
                file_name=data_name(atlas, form),
                mime=MIME[form],
                key=f"{place}-{form.value}",
                icon=":material/download:",
                on_click="ignore",
                disabled=not corridors and not atlas.layers,
            )
