"""The tab Layers: a file of the visitor's own is dropped, checked, corrected and kept; the layers kept so far are beside it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.importing import SOURCE_NAMES, ImportFileError, NewsTableError, Outcome, Report, credit_of
from corridors.importing.limits import MAX_FILE_BYTES, MAX_NAME_CHARS, MAX_ROWS, MB
from corridors.tasks.bring_layer import OUR_FAULT
from corridors.tasks.folder import ready_readers
from corridors.ui import state
from corridors.ui.importwork import (
    NUMBER,
    Saving,
    Work,
    ask_crs,
    begin,
    begin_saving,
    current_work,
    put_away,
    take_back_mapping,
    take_mapping,
    try_again,
)
from corridors.ui.layerlist import FIELDS, in_sight, known_layers, layer_camera, render_layers
from corridors.ui.mappingform import render_mapping
from corridors.ui.newsin import hand_over
from corridors.ui.picked import defused
from corridors.ui.undo import note
from corridors.view import View
from corridors.words import count_words, markdown_text, plain_text
from corridors.workspace.layers import About, describe_layer, find_saved, mark_layer, own_layers, save_layer, show_version
from corridors.workspace.mappings import remember_mapping
from corridors.workspace.opened import logged
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import now

LOG = logging.getLogger(__name__)
FAILED, NEWS, SEEN = "_import-failed", "_import-news", "_import-seen"
NEW = ""
SHOWN_LINES = 1_000
READ = (
    "GeoJSON, TopoJSON, GeoPackage, Shapefile in a zip, KML, KMZ, FlatGeobuf, GeoParquet, GPX, CSV or Excel with coordinates, WKT, "
    "Global Energy Monitor routes"
)


def render_import(atlas: Atlas, view: View) -> None:
    """Draw the tab: on the left what comes in and what is kept, on the right how the file is read."""
    ready_readers()
    left, right = st.columns([1, 1.5], gap="medium")
    with left:
        _render_drop()
        try_again()
        work = current_work()
        if work:
            _render_work(work)
        render_layers(atlas, view)
    with right:
        if work:
            _render_reading(atlas, work)
        else:
            st.info(
                "Drop a file on the left. You will see what was recognised, what each column is taken for and what becomes of every row, "
                "before anything is kept."
            )


def _render_drop() -> None:
    """Take a file; what cannot be read is said here, and what was there before stays."""
    with st.container(border=True, key="import-in"):
        given = st.file_uploader(
            "Bring a file of your own",
            key=f"import-file-{st.session_state.get(NUMBER, 0)}",
            max_upload_size=MAX_FILE_BYTES // MB,
            help=f"{READ}. Up to {MAX_FILE_BYTES // MB} MB and {MAX_ROWS:,} rows. It stays on this server.",
        )
        if given is not None and st.session_state.get(SEEN) != given.file_id:
            st.session_state.pop(FAILED, None)
            st.session_state.pop(NEWS, None)
            try:
                begin(given.getvalue(), given.name)
            except NewsTableError as error:
                st.session_state[FAILED], st.session_state[NEWS] = str(error), True
            except ImportFileError as error:
                st.session_state[FAILED] = str(error)
            except Exception:
                LOG.exception("%s could not be read", given.name)
                st.session_state[FAILED] = f"{given.name}: {OUR_FAULT}"
            # Not before: a click elsewhere ends this run, and the next one reads the file again.
            st.session_state[SEEN] = given.file_id
        elif given is None:
            st.session_state.pop(FAILED, None)
        if failed := st.session_state.get(FAILED):
            st.error(markdown_text(failed), icon=":material/error:")
            if given is not None and st.session_state.get(NEWS):
                st.button(
                    "Read it as news",
                    key="import-as-news",
                    icon=":material/newspaper:",
                    on_click=hand_over,
                    args=(given.getvalue(), given.name),
                )


def _render_work(work: Work) -> None:
    source = SOURCE_NAMES.get(work.mapping.source, "")
    known = f"Recognised as **{markdown_text(source)}**. " if source else "Not a source that is known here; the columns are a proposal. "
    again = "Read as you read a file of this form before. " if work.remembered else ""
    head = work.file.head
    st.markdown(f"**{markdown_text(work.file.name)}**: {markdown_text(head.format)}, {count_words(head.count, 'row')}. {known}{again}")
    if work.outcome:
        _render_counts(work.outcome.report)
        _render_keep(work, work.outcome)
        return
    st.error(markdown_text(work.problem), icon=":material/error:")
    st.button("Put it away", key="import-away", icon=":material/close:", on_click=put_away)


def _render_reading(atlas: Atlas, work: Work) -> None:
    st.markdown("**What each column is taken for**")
    with st.container(border=True, key="import-mapping"):
        render_mapping(atlas, work, take_mapping)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.button("Undo the last change", key="map-back", icon=":material/undo:", on_click=take_back_mapping, disabled=not work.undone)
            _render_crs(work)
        if work.refused:
            st.error(markdown_text(work.refused))
    if work.outcome:
        _render_report(work.outcome.report)


def _render_counts(report: Report) -> None:
    words = f"**{report.read:,} read** = {report.accepted:,} accepted + {report.repaired:,} repaired + {report.refused:,} refused."
    told = f"Coordinates: {markdown_text(report.crs[:60])} ({markdown_text(report.crs_from)})."
    if report.encoding:
        told += f" Text: {markdown_text(report.encoding)}."
    show = st.warning if report.refused else st.success
    show(f"{words} {told}", icon=":material/rule:" if report.refused else ":material/check:")


def _render_crs(work: Work) -> None:
    key = f"import-crs-{work.key}"

    def change() -> None:
        ask_crs(st.session_state[key].strip())

    st.text_input("Reference system", key=key, placeholder="as found; or EPSG:…", on_change=change, width=220)


def _render_report(report: Report) -> None:
    """Draw what became of the rows: by rule, row by row, and as files."""
    st.markdown("**Report**")
    for words in report.notes:
        st.caption(markdown_text(words))
    actions = report.actions()
    rules = [
        {"Rows": count, "Effect": effect, "Rule": rule.replace("_", " "), "What was done, or is to do": _told(actions[effect, rule])}
        for (effect, rule), count in report.rules().items()
    ]
    if rules:
        wide = st.column_config.TextColumn(width="large")
        st.dataframe(defused(pd.DataFrame(rules)), hide_index=True, column_config={"What was done, or is to do": wide})
        more = f", the first {SHOWN_LINES:,} of {len(report.rows):,} lines" if len(report.rows) > SHOWN_LINES else ""
        with st.expander(f"Row by row{more}"):
            st.dataframe(defused(pd.DataFrame([line._asdict() for line in report.rows[:SHOWN_LINES]])), hide_index=True)
    else:
        st.caption("Nothing had to be mended or refused.")
    stem = report.file.rsplit(".", 1)[0]
    with st.container(horizontal=True):
        st.download_button(
            "Report as CSV", partial(_bytes_of, report.csv), f"{stem}-report.csv", "text/csv", key="report-csv", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Report as JSON", partial(_bytes_of, report.json), f"{stem}-report.json",
            "application/json", key="report-json", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _told(actions: list[str]) -> str:
    """Return what was done about a rule; where that differs from row to row, the first as an example."""
    return actions[0] if len(actions) == 1 else f"for example: {actions[0]}"


def _bytes_of(write: Callable[[], str]) -> bytes:
    return write().encode()


def _render_keep(work: Work, outcome: Outcome) -> None:
    """Ask what the layer is called and whose it is, and keep it."""
    layers = {layer.id: layer for layer in known_layers()}
    twin = next((layer for layer in layers.values() if layer.file == work.file.head.file), None)
    key = f"keep-{work.key}"
    credit = credit_of(work.mapping.source)
    start = {"name": work.file.head.stem[:MAX_NAME_CHARS], "attribution": credit.attribution, "licence": credit.licence, "source": ""}
    if twin:
        start |= {name: str(getattr(twin, name)) for name in FIELDS}
    for name in FIELDS:
        st.session_state.setdefault(f"{key}-{name}", start[name])
    st.session_state.setdefault(f"{key}-as", twin.id if twin else NEW)
    with st.container(border=True, key="import-keep"):
        if twin and twin.digest == work.file.head.digest:
            st.caption(f":material/info: This very file is kept already, as {markdown_text(twin.name)}.")
        st.text_input("Name of the layer", key=f"{key}-name", max_chars=MAX_NAME_CHARS)
        if layers:
            st.selectbox(
                "Keep it as", [NEW, *layers], key=f"{key}-as",
                format_func=lambda one: f"New version of {plain_text(layers[one].name)}" if one in layers else "A new layer",
            )  # fmt: skip
        st.text_input("Credit on every picture", key=f"{key}-attribution", placeholder="whose data it is")
        licence, source = st.columns([1, 1.4])
        licence.text_input("Licence", key=f"{key}-licence", placeholder="CC BY 4.0")
        source.text_input("Where it came from", key=f"{key}-source", placeholder="https://")
        with st.container(horizontal=True):
            number = len(outcome.features)
            st.button(
                f"Keep {count_words(number, 'feature')}" if number else "No row to keep",
                key="import-keep-it", type="primary", icon=":material/check:", on_click=_keep, args=(work, outcome, key), disabled=not number,
            )  # fmt: skip
            st.button("Put it away", key="import-away", icon=":material/close:", on_click=put_away)
        if failed := st.session_state.get(f"{key}-failed"):
            st.error(markdown_text(failed))


def _keep(work: Work, outcome: Outcome, key: str) -> None:
    """Keep the layer and the mapping, have the map show it, and let it be undone. A second click keeps nothing more."""
    current = current_work()
    if current is None or current.key != work.key:
        return
    try:
        layer, before = _save(current, outcome, key)
    except WorkspaceError as error:
        st.session_state[f"{key}-failed"] = logged(error)
        return
    try:
        remember_mapping(work.file.head.shape_key, work.mapping.to_json())
    except WorkspaceError as error:
        logged(error)  # the layer is kept; only the next file of this form is asked about anew
    back = partial(show_version, layer.id, before) if before else partial(mark_layer, layer.id, removed=True)
    note(f"kept {layer.name}" + (f" as version {layer.version}" if before else ""), back)
    put_away()
    state.show_layer(layer.id)
    if not in_sight(layer):
        state.fly_to(layer_camera(layer))


def _save(work: Work, outcome: Outcome, key: str) -> tuple[ImportedLayer, int]:
    """Save the layer, and return it with the version before; one that was saved although no answer came is found, not saved again.

    Raises:
        WorkspaceError: the workspace cannot be read or written.
    """
    said = {name: str(st.session_state[f"{key}-{name}"]).strip() for name in FIELDS}
    said["name"] = said["name"] or work.file.head.stem
    replaced = st.session_state.get(f"{key}-as") or None
    saving = work.saving
    again = saving is not None and saving.outcome is outcome and saving.replaced == replaced
    if saving is None or not again:
        before = next((layer.version for layer in own_layers() if layer.id == replaced), 0)
        saving = Saving(outcome, replaced, now(), before)
        begin_saving(work, saving)
    about = About(file=work.file.head.file, digest=work.file.head.digest, imported=saving.imported, **said)
    kept = find_saved(about, replaced) if again else None
    if kept is None:
        return save_layer(about, outcome.features, layer=replaced), saving.before
    describe_layer(kept, said)
    return next(layer for layer in own_layers() if layer.id == kept), saving.before
