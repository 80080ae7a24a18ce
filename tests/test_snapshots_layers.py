"""Users' layers in pictures and exports: drawn, counted and credited, part of the stamp, in every data format."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pypdf
import pytest
import shapely
from matplotlib.text import Text
from pptx import Presentation

import corridors
from corridors.atlas import Atlas
from corridors.exports import DataFormat
from corridors.imported import ImportedLayer
from corridors.snapshots.figure import Drawing, draw
from corridors.snapshots.layout import subject_of
from corridors.snapshots.looks import Look
from corridors.snapshots.make import make
from corridors.snapshots.own import _crosses
from corridors.snapshots.request import Format, make_request
from corridors.snapshots.stamp import read_stamp, seal
from corridors.snapshots.verify import Verdict
from corridors.terms import Kind, Status
from tests.importing_files import reopened
from tests.own_layers import make_layer, mixed, pipes, places

CREDIT = "My pipes: Ministry of Pipes (CC BY 4.0)"


@pytest.fixture(scope="module")
def own(atlas: Atlas) -> Atlas:
    return replace(atlas, layers=(pipes(), places(40), mixed()))


def drawn(atlas: Atlas, view: str, **options: Any) -> Drawing:  # noqa: ANN401
    return draw(subject_of(atlas, view), make_request(view=view, **options))


def texts_of(drawing: Drawing) -> list[str]:
    return [artist.get_text() for artist in drawing.sheet.figure.get_children() if isinstance(artist, Text)]


def test_every_feature_of_a_view_is_in_the_picture(own: Atlas) -> None:
    pipe, port, road = drawn(own, "").scene.own
    assert [scene.count for scene in (pipe, port, road)] == [6, 40, 16]
    assert pipe.seen == {
        Look(Kind.GAS_PIPELINE, Status.OPERATING): 1,
        Look(Kind.GAS_PIPELINE, Status.PROPOSED): 1,
        Look(Kind.OIL_PIPELINE, Status.CONSTRUCTION): 1,
        Look(Kind.RAILWAY, Status.CANCELLED): 1,
        Look(None, None): 1,
        Look(Kind.POWER_LINE, None): 1,
    }
    assert len(pipe.lines) == 7, "one has two parts"
    assert (len(port.lines), len(port.points), len(road.points)) == (0, 40, 8)


def test_filters_and_frames_act_on_features_too(own: Atlas) -> None:
    scene = drawn(own, "kind=gas_pipeline&layer=pipes").scene
    assert [(one.layer.id, one.count) for one in scene.own] == [("pipes", 2)]
    assert drawn(own, "layer=none").scene.own == ()
    near = {one.layer.id: one.count for one in drawn(own, "", frame="70,44.8,72,45.4").scene.own}
    assert near["pipes"] == 1
    assert "mixed" not in near


@pytest.mark.parametrize("frame", ["100,40,-150,75", "170,-20,-170,20"])
def test_features_show_across_the_antimeridian(atlas: Atlas, frame: str) -> None:
    shapes = [shapely.linestrings([(176, 5), (179, 50)]), shapely.linestrings([(-179, 50), (-176, 5)]), shapely.points(-179, 3)]
    layer = make_layer("far", [{"geometry": shape} for shape in shapes])
    (scene,) = drawn(replace(atlas, layers=(layer,)), "", frame=frame, projection="conic").scene.own
    assert scene.count >= 2


def test_the_legend_and_the_notes_say_whose_features_these_are(own: Atlas) -> None:
    texts = texts_of(drawn(own, ""))
    assert any(CREDIT in text and "file places.geojson" in text for text in texts)
    for words in (
        "Imported, in this frame",
        "My pipes",
        "Ports & fields",
        "Kind not known",
        "Not known (imported)",
        "Cancelled (imported)",
    ):
        assert words in texts, words
    assert texts[texts.index("My pipes") + 1] == "6"
    assert "All 54 corridors · 2 outside this frame · 62 imported features" in " ".join(texts)


def test_a_picture_without_corridors_shows_the_features(own: Atlas) -> None:
    drawing = drawn(own, "q=nameless")
    assert drawing.scene.seen == ()
    assert not any(text.startswith("No corridor") for text in texts_of(drawing))
    assert drawn(own, "q=nameless", frame="shown").scene.own[0].count == 1


def test_a_selected_feature_stands_out_and_has_its_card(own: Atlas) -> None:
    drawing = drawn(own, "feature=pipes/row-3")
    assert drawing.scene.picked is not None
    texts = texts_of(drawing)
    assert "Third Line <b>bold</b>" in texts
    assert "Oil pipeline, Construction" in texts


@pytest.mark.parametrize("form", Format)
def test_every_format_credits_the_layers_and_is_the_same_twice(own: Atlas, form: Format) -> None:
    request = make_request(view="kind=gas_pipeline", format=form, size="800x450")
    data = make(own, request)
    assert make(own, request) == data
    report = corridors.verify(data, atlas=own)
    assert (report.verdict, report.changes) == (Verdict.IDENTICAL, ())
    assert read_stamp(data)["layers"]["pipes"][:3] == ["My pipes", "1", "0" * 64]
    if form is Format.PDF:
        assert CREDIT in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    elif form is Format.PPTX:
        slide: Any = Presentation(io.BytesIO(data)).slides[0]
        assert CREDIT in " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert f"Imported layer, 2 features in this frame. {CREDIT}." in slide.notes_slide.notes_text_frame.text
    elif form is not Format.PNG:
        assert CREDIT in data.decode()


def test_user_text_is_text_in_html(own: Atlas) -> None:
    page = make(own, make_request(format="html")).decode()
    assert "Third Line &lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold" not in page


def changed(layers: tuple[ImportedLayer, ...], **new: Any) -> tuple[ImportedLayer, ...]:  # noqa: ANN401
    return (replace(layers[0], **new), *layers[1:])


def test_verify_tells_what_became_of_a_layer(own: Atlas) -> None:
    data = make(own, make_request(view="layer=pipes,mixed", size="800x450"))
    for layers, says in (
        (own.layers[1:], "layer My pipes: not here, or removed since"),
        (changed(own.layers, version=2, digest="1" * 64), "layer My pipes: changed since (it is now My pipes, version 2)"),
        (changed(own.layers, attribution="Someone else"), "layer My pipes: changed since"),
        (changed(own.layers, name="Renamed"), "layer My pipes: changed since (it is now Renamed, version 1)"),
    ):
        report = corridors.verify(data, atlas=replace(own, layers=layers))
        assert report.verdict is Verdict.CHANGED
        assert len(report.changes) == 1
        assert says in report.changes[0]
    assert corridors.verify(data, atlas=replace(own, layers=own.layers[::2])).verdict is Verdict.IDENTICAL
    plain = make(own, make_request(size="800x450"))
    hidden = corridors.verify(plain, atlas=replace(own, layers=changed(own.layers, hidden=True)))
    assert hidden.changes == ("layer My pipes: no longer in this view",)
    added = corridors.verify(plain, atlas=replace(own, layers=(*own.layers, make_layer("more", [{"geometry": shapely.points(50, 40)}]))))
    assert added.changes == ("layer More: new in this view",)


@pytest.mark.parametrize("layers", [b"7", b'{"pipes":7}', b'{"pipes":[]}', b"null"])
def test_a_stamp_with_odd_layers_is_no_crash(own: Atlas, layers: bytes) -> None:
    data = make(replace(own, layers=()), make_request(format="svg", size="800x450"))
    assert b'"layers":{}' in data
    assert corridors.verify(seal(data.replace(b'"layers":{}', b'"layers":' + layers)), atlas=own).verdict is Verdict.CHANGED


@pytest.mark.parametrize("form", [DataFormat.GEOJSON, DataFormat.GPKG, DataFormat.KML])
def test_exports_hold_the_features_with_their_layer_and_licence(own: Atlas, form: DataFormat, tmp_path: Path) -> None:
    view = "kind=gas_pipeline"
    corridors.export(view, format=form, atlas=own, out=tmp_path / f"x.{form}")
    frame = reopened(tmp_path / f"x.{form}")
    brought = frame[frame["layer"] == "pipes"]
    assert set(frame["layer"]) == {"corridors", "pipes"}
    assert list(brought["Name" if form is DataFormat.KML else "name"]) == ["North Line", "Second Line"]
    assert set(brought["licence"]) == {"CC BY 4.0"}
    assert set(brought["credit"]) == {CREDIT}
    assert brought["capacity"].astype(float).iloc[0] == 33.0
    assert shapely.get_num_coordinates(brought.geometry.values).tolist() == [3, 3]
    assert CREDIT.encode() in (tmp_path / f"x.{form}").read_bytes()


def test_a_csv_holds_the_features_below_the_corridors(own: Atlas) -> None:
    frame = pd.read_csv(io.BytesIO(corridors.export("", format="csv", atlas=own)), keep_default_na=False)
    assert list(frame["layer"])[:54] == ["corridors"] * 54
    assert list(frame["layer"])[54:] == ["pipes"] * 6 + ["places"] * 40 + ["mixed"] * 16
    second = frame[frame["name"] == "Second Line"].iloc[0]
    assert (second["actors"], second["data_citation"], second["data_licence"]) == ("PJSC Gazprom", CREDIT, "CC BY 4.0")


def test_geojson_says_null_where_the_file_says_nothing(own: Atlas) -> None:
    collection = json.loads(corridors.export("layer=pipes", format="geojson", atlas=own))
    assert collection["imported"] == CREDIT
    last = collection["features"][-1]
    assert last["geometry"]["type"] == "MultiLineString"
    assert (last["properties"]["layer"], last["properties"]["capacity"]) == ("pipes", None)


def test_a_description_in_kml_is_no_html(atlas: Atlas) -> None:
    layer = make_layer("bad", [{"geometry": shapely.points(50, 40)}], attribution="<img src=x onerror=alert(1)>")
    text = corridors.export("", format="kml", atlas=replace(atlas, layers=(layer,))).decode()
    description = text[text.index("status not known") : text.index("</description>", text.index("status not known"))]
    assert "&amp;lt;img" in description


def test_cancelled_lines_have_their_crosses() -> None:
    lines = np.array([shapely.LineString([(0, 0), (60, 0)]), shapely.LineString([(0, 9), (10, 9)])])
    crosses = np.asarray(_crosses(lines).vertices).reshape(-1, 4, 2).mean(axis=1)
    assert crosses.tolist() == [[11, 0], [33, 0], [55, 0]]


def test_a_large_layer_is_drawn_by_whole_columns(atlas: Atlas) -> None:
    random = np.random.default_rng(3)
    starts = random.uniform([45, 25], [75, 48], (20_000, 2))
    lines = np.asarray(shapely.linestrings(np.stack([starts, starts + random.uniform(-0.5, 0.5, starts.shape)], axis=1)))
    rows = [{"kind": "road", "status": "operating", "geometry": line} for line in lines]
    layer = make_layer("many", rows)
    (scene,) = drawn(replace(atlas, layers=(layer,)), "", size="800x450").scene.own
    assert scene.count == 20_000
