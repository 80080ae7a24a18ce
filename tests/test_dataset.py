"""What the map is given: every corridor and leg once, every style that a row may ask for, plain text only."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corridors.atlas import Atlas, drawn_status
from corridors.dataset import map_dataset
from corridors.history import turning_days
from corridors.layers import map_deck
from corridors.mapview import __file__ as package
from corridors.style import THEMES, Theme

SOURCE = Path(package).parent / "frontend" / "src" / "deckmap.ts"


@cache
def rows_of(atlas: Atlas) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(map_dataset(atlas))
    return rows


def test_every_corridor_and_segment_is_there_once(atlas: Atlas) -> None:
    rows = rows_of(atlas)
    assert [row["id"] for row in rows["corridors"]] == [corridor.id for corridor in atlas.corridors]
    assert sorted(row["id"] for row in rows["segments"]) == sorted(segment.id for segment in atlas.segments)


def test_a_segment_is_a_site_or_has_strands(atlas: Atlas) -> None:
    rows = rows_of(atlas)
    drawn = {strand["segment"] for strand in rows["strands"]}
    for row in rows["segments"]:
        assert (row["at"] is None) == (row["id"] in drawn), row["id"]


def test_a_leg_is_drawn_by_its_drawn_status(atlas: Atlas) -> None:
    statuses = {row["id"]: row["status"] for row in rows_of(atlas)["segments"]}
    for corridor in atlas.corridors:
        for segment in corridor.segments:
            assert statuses[segment.id] == drawn_status(corridor, segment)


def test_every_kind_and_status_has_its_style_in_both_themes(atlas: Atlas) -> None:
    rows = rows_of(atlas)
    kinds, statuses = ({row["id"]: row for row in rows["style"][group]} for group in ("kinds", "statuses"))
    for corridor in rows["corridors"]:
        assert corridor["kind"] in kinds
        for theme in THEMES:
            assert statuses[corridor["status"]]["color"][theme][corridor["kind"]]
    assert {row["status"] for row in rows["segments"]} <= set(statuses)


def test_a_strand_runs_with_known_corridors_its_own_among_them(atlas: Atlas) -> None:
    rows = rows_of(atlas)
    owner = {row["id"]: row["corridor"] for row in rows["segments"]}
    for strand in rows["strands"]:
        assert owner[strand["segment"]] in strand["beside"]
        assert set(strand["beside"]) <= set(atlas.corridor_by_id)


def test_news_that_names_a_corridor_is_there_with_its_place_if_it_has_one(atlas: Atlas) -> None:
    wanted = {event.id: list(event.place) if event.place else None for event in atlas.events if event.corridors}
    assert None in wanted.values()
    assert {row["id"]: row["at"] for row in rows_of(atlas)["news"]} == wanted


def test_a_past_day_holds_only_what_was_known(atlas: Atlas) -> None:
    past = atlas.as_of(atlas.events[len(atlas.events) // 2].date.latest)
    assert {row["id"] for row in rows_of(past)["corridors"]} == set(past.corridor_by_id)


@pytest.mark.parametrize("theme", THEMES)
def test_every_layer_names_rows_that_the_component_makes(theme: Theme) -> None:
    made = set(re.findall(r"^ {6}(\w+):? ", SOURCE.read_text(encoding="utf-8").split("this.sets = {")[1].split("};")[0], re.MULTILINE))
    layers = json.loads(map_deck(theme).to_json())["layers"]
    assert {layer["rows"] for layer in layers} == made
    assert len({layer["id"] for layer in layers}) == len(layers)
    assert all(layer["data"] == [] for layer in layers)


def test_steps_give_what_the_atlas_was_on_every_day(atlas: Atlas) -> None:
    rows = json.loads(map_dataset(atlas))

    def on(steps: list[list[str]], day: str) -> list[str] | None:
        return next((step[1:] for step in reversed(steps) if step[0] <= day), None)

    def undated(fact: str) -> str:
        return re.sub(r", as of [^\n]*", "", fact)

    for day in turning_days(atlas)[::3]:
        known = atlas.as_of(day)
        text = day.isoformat()
        then = json.loads(map_dataset(known))
        wanted = {row["id"]: [row["status"], row["fact"]] for row in then["corridors"]}
        assert {row["id"]: now for row in rows["corridors"] if (now := on(row["steps"], text))} == wanted
        # What lies there since nobody knows when is known as of any day asked for; its row says the first.
        legs = {row["id"]: [row["status"], undated(row["fact"])] for row in then["segments"]}
        found = {
            row["id"]: [now[0], undated(now[1])]
            for row in rows["segments"]
            if row["corridor"] in wanted and (now := on(row["steps"], text))
        }
        assert found == legs
        assert [row["id"] for row in rows["news"] if row["day"] <= text] == [row["id"] for row in then["news"]]
