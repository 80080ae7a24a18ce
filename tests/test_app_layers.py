"""The tab Layers, run by AppTest: a file is dropped, corrected, kept, versioned, removed and brought back; features on the page."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from corridors.feature_card import feature_body, feature_head
from corridors.importing import Mapping
from corridors.layered import Chosen
from corridors.load import load
from corridors.snapshots.extent import camera_on, share_seen
from corridors.ui.mappingform import with_choice
from corridors.view import HOME, Camera
from corridors.workspace.events import count_queued
from corridors.workspace.layers import own_layers
from tests.gem import GEM, GEM_NAME
from tests.own_layers import make_layer, pipes
from tests.test_app import html_of, map_of, open_page

pytestmark = pytest.mark.usefixtures("workspace", "fresh_caches")


def open_layers(**query: str) -> AppTest:
    page = open_page(**query)
    page.segmented_control(key="tab").set_value("layers").run()
    assert not page.exception
    return page


def drop(page: AppTest, name: str, data: bytes) -> AppTest:
    page.file_uploader[0].upload(name, data).run()
    assert not page.exception
    return page


def box(page: AppTest, label: str) -> str:
    return next(str(one.value) for one in page.selectbox if one.label == label)


def said(page: AppTest) -> str:
    return "\n".join(
        element.value for group in (page.markdown, page.caption, page.success, page.warning, page.error, page.info) for element in group
    )


def choose(page: AppTest, label: str, value: str | None) -> None:
    next(one for one in page.selectbox if one.label == label).set_value(value).run()


def test_a_dropped_file_is_recognised_counted_corrected_kept_and_undone() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    assert "Recognised as **Global Energy Monitor, gas pipelines**" in said(page)
    assert "**4 read** = 3 accepted + 0 repaired + 1 refused." in said(page)
    assert box(page, "Name") == "column:PipelineName"
    choose(page, "Name", "column:OtherEnglishNames")
    page.button(key="import-keep-it").click().run()
    (layer,) = own_layers()
    assert list(layer.features["name"]) == ["Alpha Line, Phase 1", "Beta Line", "Gamma Line"]
    assert layer.credit == "GEM gas lines: Global Energy Monitor (CC BY 4.0)"
    assert "3 of 3 imported features" in html_of(page)
    assert page.checkbox(key="kind-gas_pipeline").label == "Gas pipeline (15)"
    assert [one["id"] for one in map_of(page)["own"]] == [layer.id]
    page.button(key="undo").click().run()
    assert own_layers() == ()
    assert "imported features" not in html_of(page)


def test_a_mapping_is_remembered_for_files_of_the_same_form_and_its_changes_undone() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    choose(page, "Name", "column:OtherEnglishNames")
    choose(page, "Status", None)
    assert box(page, "Status") == "None"
    page.button(key="map-back").click().run()
    assert box(page, "Status") == "column:Status"
    page.button(key="import-keep-it").click().run()
    again = drop(open_layers(), "newer.csv", GEM)
    assert "Read as you read a file of this form before." in said(again)
    assert box(again, "Name") == "column:OtherEnglishNames"


def test_a_file_of_the_same_name_is_offered_as_a_new_version_and_an_older_one_comes_back() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    page.button(key="import-keep-it").click().run()
    fewer = b"\n".join(GEM.splitlines()[:3])
    drop(page, GEM_NAME, fewer)
    page.button(key="import-keep-it").click().run()
    (layer,) = own_layers()
    assert (layer.version, len(layer.features)) == (2, 2)
    picker = next(one for one in page.selectbox if one.label == "Version")
    assert [str(one)[:2] for one in picker.options] == ["2:", "1:"]
    picker.set_value(1).run()
    (layer,) = own_layers()
    assert (layer.version, len(layer.features)) == (1, 3)
    page.button(key="undo").click().run()
    assert own_layers()[0].version == 2


def test_a_layer_is_hidden_renamed_removed_and_brought_back() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    page.button(key="import-keep-it").click().run()
    name = own_layers()[0].id
    page.button(key=f"hide-{name}").click().run()
    assert "imported features" not in html_of(page)
    page.button(key=f"hide-{name}").click().run()
    assert "3 of 3 imported features" in html_of(page)
    next(one for one in page.text_input if one.label == "Name").set_value("Lines <b>of GEM</b>")
    next(one for one in page.button if one.label == "Save").click().run()
    assert own_layers()[0].name == "Lines <b>of GEM</b>"
    assert "**Lines \\<b\\>of GEM\\</b\\>**" in said(page)
    page.button(key="undo").click().run()
    assert next(one for one in page.text_input if one.label == "Name").value == own_layers()[0].name == "GEM gas lines"
    page.button(key=f"remove-{name}").click().run()
    assert own_layers() == ()
    page.button(key=f"back-{name}").click().run()
    assert [layer.id for layer in own_layers()] == [name]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("broken.gpkg", b"SQLite format 3\x00 and no more", "broken\\.gpkg"),
        ("empty.csv", b"", "an empty file"),
        ("acled.csv", b"event_id_cnty,event_date,country\nAFG1,2024-01-02,Afghanistan\n", "a table of events"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_and_what_was_there_stays(name: str, data: bytes, words: str) -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    page.button(key="import-keep-it").click().run()
    drop(page, name, data)
    assert words in said(page)
    assert len(own_layers()) == 1
    assert not [button for button in page.button if button.key == "import-keep-it"]


def test_a_table_of_events_is_handed_to_the_readers_of_news() -> None:
    acled = (
        b"event_id_cnty,event_date,country,notes,latitude,longitude\nAFG1,2024-01-02,Afghanistan,Rail workers struck in Herat,34.3,62.2\n"
    )
    page = drop(open_layers(), "acled.csv", acled)
    page.button(key="import-as-news").click().run()
    assert page.segmented_control(key="tab").value == "review"
    assert count_queued() == 1
    assert own_layers() == ()


def test_a_mapping_that_places_nothing_is_said_and_can_be_corrected() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    choose(page, "Route or shape", None)
    assert "found no position" in page.error[0].value
    assert not [button for button in page.button if button.key == "import-keep-it"]
    choose(page, "Route or shape", "column:WKTFormat")
    assert not page.error
    assert page.button(key="import-keep-it").label == "Keep 3 features"


def test_another_reference_system_is_tried_and_one_that_does_not_exist_is_said() -> None:
    metres = b"name,kind,x,y\nPort,port,6679169,3503549\n"
    page = drop(open_layers(), "ports.csv", metres)
    assert "EPSG:3857 (guessed from the values)" in said(page).replace("\\", "")
    crs = next(one for one in page.text_input if one.label == "Reference system")
    crs.set_value("EPSG:nonsense").run()
    assert "allowed: EPSG:CODE" in said(page).replace("\\", "")
    assert page.button(key="import-keep-it").label == "Keep 1 feature"
    crs.set_value("EPSG:32641").run()
    assert "EPSG:32641 (given by you)" in said(page).replace("\\", "")


def test_what_filters_hide_is_said_where_the_layer_is_listed() -> None:
    page = open_layers(kind="railway")
    drop(page, GEM_NAME, GEM)
    page.button(key="import-keep-it").click().run()
    assert "None of them pass the filters" in said(page)
    assert "0 of 3 imported features" in html_of(page)


def test_a_layer_that_is_removed_leaves_the_view() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    page.button(key="import-keep-it").click().run()
    name = own_layers()[0].id
    chosen = open_layers(layer=name, feature=f"{name}/{own_layers()[0].features['id'][0]}")
    assert "Alpha Line" in html_of(chosen)
    chosen.button(key=f"remove-{name}").click().run()
    assert not {"layer", "feature"} & set(chosen.query_params)
    assert not chosen.exception


def test_the_table_lists_features_of_a_layer() -> None:
    page = drop(open_layers(), GEM_NAME, GEM)
    page.button(key="import-keep-it").click().run()
    page.segmented_control(key="tab").set_value("table").run()
    page.pills(key="table-of").set_value(own_layers()[0].id).run()
    table = page.dataframe[0].value
    assert list(table["Name"]) == ["Alpha, Phase 1", "Beta", "Gamma"]
    assert list(table["Kind"].unique()) == ["Gas pipeline"]


def test_a_choice_is_a_column_a_value_or_nothing() -> None:
    start = Mapping(columns={"kind": "Type"}, fixed={"status": "operating"})
    assert with_choice(start, "name", "column:Label").columns == {"kind": "Type", "name": "Label"}
    assert with_choice(start, "kind", "value:railway").fixed == {"status": "operating", "kind": "railway"}
    assert with_choice(start, "countries", "Iran").fixed["countries"] == "Iran"
    assert with_choice(start, "status", None).fixed == {}


def test_the_card_of_a_feature_says_what_the_file_says_and_escapes_it() -> None:
    layer = pipes()
    atlas = load()
    body = feature_body(atlas, Chosen(layer, 1), "light")
    assert "PJSC Gazprom (51 %)" in body
    assert "as the file says" in body
    assert "Row 2 of pipes.geojson, imported 24 November 2026, version 1 of My pipes." in body
    assert "Third Line &lt;b&gt;bold&lt;/b&gt;" in feature_head(atlas, Chosen(layer, 2), "light")
    assert "Kind not known" in feature_head(atlas, Chosen(layer, 4), "light")
    assert "see annex B" in feature_body(atlas, Chosen(layer, 4), "light")


def test_an_address_in_a_file_is_a_link_only_where_it_is_one() -> None:
    layer = make_layer("own", [{"geometry": pipes().features.geometry[0], "sources": "javascript:alert(1) https://example.org/a?b=1&c=2"}])
    body = feature_body(load(), Chosen(layer, 0), "light")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in body
    assert "javascript" not in body


def test_far_flung_layers_are_seen_from_home() -> None:
    camera = camera_on([(-150.0, -40.0), (170.0, 60.0), (10.0, 0.0)], (1000, 600))
    assert (camera.lon, camera.lat) == (HOME.lon, HOME.lat)
    near = camera_on([(60.0, 30.0), (62.0, 33.0)], (1000, 600))
    assert 60 < near.lon < 62
    assert near.zoom > HOME.zoom


def test_the_share_in_sight_counts_across_the_antimeridian() -> None:
    points = np.array([[179.0, 0.0], [-179.0, 0.0], [0.0, 0.0], [179.0, 80.0]])
    assert share_seen(points, Camera(180.0, 0.0, 4.0), (800, 600)) == 0.5
