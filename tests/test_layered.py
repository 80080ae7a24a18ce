"""Users' layers under the filters of a view: what passes, what is unknown, and that masks are those of one feature alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from corridors.asked import ask
from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.layered import chosen_feature, held_mask, layer_counts, layers_words, listed_layers, shown_layers, shown_mask
from corridors.select import normalize
from corridors.terms import Kind, Role, Status
from corridors.view import View, parse_view, view_string
from tests.own_layers import make_layer, mixed, pipes, places

HERE = shapely.points((60, 40))


def party(name: str, role: str = "owner") -> str:
    return json.dumps([{"name": name, "role": role, "share_percent": None}])


@pytest.fixture(scope="module")
def layered(atlas: Atlas) -> Atlas:
    return replace(atlas, layers=(pipes(), places(), replace(mixed(), hidden=True)))


def passing(atlas: Atlas, view: View, layer: ImportedLayer | None = None) -> list[str]:
    layer = layer or atlas.layers[0]
    return [str(name) for name in layer.features["name"][shown_mask(atlas, layer, view)]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["North Line", "Second Line", "Third Line <b>bold</b>", "Café Line", "Nameless Line", "Two Parts"]),
        ("kind=gas_pipeline", ["North Line", "Second Line"]),
        ("kind=none", []),
        ("kind=power_line,oil_pipeline", ["Third Line <b>bold</b>", "Two Parts"]),
        ("status=cancelled,operating", ["North Line", "Café Line"]),
        ("status=none", []),
        ("country=KZ", ["North Line"]),
        ("country=IR,RU", ["North Line", "Third Line <b>bold</b>"]),
        ("q=cafe", ["Café Line"]),
        ("q=kazakh", ["North Line"]),
        ("q=annex", ["Nameless Line"]),
        ("q=nnex", []),
        ("q=second gazprom; cafe", ["Second Line", "Café Line"]),
        ("actor=gazprom", ["Second Line"]),
        ("actor=gazprom&role=operator", []),
        ("role=owner,operator", ["Second Line"]),
        ("role=owner,operator&match=all", []),
        ("actor=gazprom,russia&match=all", []),
        ("event=opening", []),
        ("from=2020", []),
    ],
)
def test_a_filter_lets_through(layered: Atlas, query: str, names: list[str]) -> None:
    view, dropped = parse_view(query, layered)
    assert dropped == ()
    assert passing(layered, view) == names


@pytest.mark.parametrize(
    ("name", "found"),
    [("Gazprom", True), ("PJSC Gazprom", True), ("GAZPROM, PAO", True), ("Gazprombank", False), ("Neftegazprom", False), ("", False)],
)
def test_an_actor_is_named_by_whole_words(layered: Atlas, name: str, found: bool) -> None:
    layer = make_layer("one", [{"geometry": HERE, "actors": party(name)}])
    assert bool(shown_mask(layered, layer, View(actors=("gazprom",)))[0]) == found


def test_what_is_held_leaves_kind_and_status_to_the_legend(layered: Atlas) -> None:
    view = View(kinds=(Kind.GAS_PIPELINE,), no_status=True, countries=("IR",))
    assert held_mask(layered, layered.layers[0], view).tolist() == [False, False, True, False, False, False]


def test_counts_of_a_facet_ignore_that_facet_only(layered: Atlas) -> None:
    counts = layer_counts(layered, layered.layers[0], View(kinds=(Kind.GAS_PIPELINE,)))
    assert counts["kind"] == {"gas_pipeline": 2, "oil_pipeline": 1, "railway": 1, "power_line": 1, "": 1}
    assert counts["status"] == {"operating": 1, "proposed": 1}


KINDS, STATUSES = st.sampled_from(["", *Kind]), st.sampled_from(["", *Status])
ROWS = st.fixed_dictionaries(
    {
        "kind": KINDS,
        "status": STATUSES,
        "name": st.text(max_size=20),
        "countries": st.sampled_from(["", "RU", "IR,RU", "PK"]),
        "actors": st.sampled_from(["[]", party("Gazprom"), party("x y", "operator")]),
        "original": st.dictionaries(st.text(max_size=3), st.text(max_size=8), max_size=2).map(json.dumps),
    }
)
VIEWS = st.builds(
    View,
    kinds=st.lists(st.sampled_from(Kind), max_size=2, unique=True).map(tuple),
    statuses=st.lists(st.sampled_from(Status), max_size=2, unique=True).map(tuple),
    actors=st.sampled_from([(), ("gazprom",), ("gazprom", "russia")]),
    roles=st.sampled_from([(), (Role.OWNER,)]),
    countries=st.sampled_from([(), ("RU",), ("IR", "PK")]),
    text=st.text(max_size=4),
)


@given(rows=st.lists(ROWS, min_size=1, max_size=6), view=VIEWS)
def test_a_feature_passes_in_company_as_it_does_alone(atlas: Atlas, rows: list[dict[str, Any]], view: View) -> None:
    together = shown_mask(atlas, make_layer("x", [row | {"geometry": HERE} for row in rows]), view)
    alone = [shown_mask(atlas, make_layer("x", [row | {"geometry": HERE}]), view)[0] for row in rows]
    assert together.tolist() == alone


@given(row=ROWS)
def test_a_feature_is_found_by_every_word_of_its_name(atlas: Atlas, row: dict[str, Any]) -> None:
    layer = make_layer("x", [row | {"geometry": HERE}])
    for word in normalize(row["name"]).split():
        assert shown_mask(atlas, layer, View(text=word)).all()


def test_layers_are_shown_by_name_or_else_all_that_are_not_hidden(layered: Atlas) -> None:
    def ids(layers: tuple[ImportedLayer, ...]) -> list[str]:
        return [layer.id for layer in layers]

    assert ids(shown_layers(layered, View())) == ["pipes", "places"]
    assert ids(shown_layers(layered, View(layers=("mixed",)))) == ["mixed"]
    assert ids(listed_layers(layered, View(layers=("mixed",)))) == ["pipes", "places", "mixed"]
    assert shown_layers(layered, View(no_layer=True)) == ()


def test_layers_stay_as_they_are_on_a_past_day(layered: Atlas) -> None:
    assert layered.as_of(layered.events[0].date.latest).layers == layered.layers


def test_a_feature_is_selected_by_its_layer_and_id(layered: Atlas) -> None:
    found = chosen_feature(layered, View(feature="pipes/row-3"))
    assert found
    assert found.layer.features["name"][found.row] == "Third Line <b>bold</b>"
    assert chosen_feature(layered, View(feature="pipes/row-99")) is None
    assert chosen_feature(layered, View()) is None


@pytest.mark.parametrize("feature_id", ["a,b", "a/b", "Ünïcode & =?#", "x" * 300])
def test_any_id_of_a_feature_goes_through_a_link(atlas: Atlas, feature_id: str) -> None:
    odd = replace(atlas, layers=(make_layer("odd", [{"id": feature_id, "geometry": HERE}]),))
    view = View(feature=f"odd/{feature_id}", layers=("odd",))
    assert parse_view(view_string(view), odd) == (view, ())


def test_a_view_without_layers_is_written_and_read(layered: Atlas) -> None:
    assert view_string(View(no_layer=True)) == "layer=none"
    assert parse_view("layer=none", layered) == (View(no_layer=True), ())
    assert parse_view("layer=places&layer=pipes", layered)[0].layers == ("pipes", "places")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("layer=nowhere", "layer=nowhere: not understood; allowed: the id of an imported layer, or none alone"),
        ("feature=pipes/row-77", "feature=pipes/row-77: not understood"),
        ("feature=pipes", "feature=pipes: not understood"),
        ("feature=pipes/row-1&corridor=tapi-gas", "feature=pipes/row-1: not together with corridor"),
    ],
)
def test_what_cannot_be_meant_is_dropped_and_reported(layered: Atlas, query: str, said: str) -> None:
    view, dropped = parse_view(query, layered)
    assert (view.layers, view.feature) == ((), None)
    assert len(dropped) == 1
    assert dropped[0].startswith(said)


def test_words_tell_layers_and_how_much_of_them(layered: Atlas) -> None:
    assert layers_words(layered, View(countries=("IR",), layers=("pipes",))) == "Imported layers: My pipes (1 of 6 features)."
    assert layers_words(layered, View(no_layer=True)) == ""


def test_the_map_is_asked_for_layers_with_masks_and_no_geometry(layered: Atlas) -> None:
    everything = ask(layered, layered.corridors, View())
    assert [(own.layer.id, own.mask) for own in everything.own] == [("pipes", None), ("places", None)]
    assert "My pipes (6 of 6 features)" in everything.alt
    narrowed = ask(layered, layered.corridors, View(countries=("IR",), kinds=(Kind.ROAD,), feature="pipes/row-3"))
    assert narrowed.own[0].mask == "BA=="
    assert narrowed.feature == "pipes/row-3"
    assert ask(layered, layered.corridors, View(layers=("places",))).toggles.layer == ("places",)
    assert ask(layered, layered.corridors, View(no_layer=True)).toggles.layer == ()


def test_masks_are_of_numpy(layered: Atlas) -> None:
    mask = shown_mask(layered, layered.layers[1], View(text="place"))
    assert mask.dtype == np.bool_
    assert mask.shape == (400,)
