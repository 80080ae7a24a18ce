"""Rows and downloads: the same corridors everywhere, licence and day inside, no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest

from corridors.atlas import Atlas
from corridors.exports import news_data
from corridors.tables import csv_text, defuse, drawn_km, geojson_text, row_of


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_begins_like_a_formula_is_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


INVISIBLE = (
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\t",
    " ",
    "\u00a0",
    "\u2060",
    "\u202e",
    "\x00",
    "\n",
    "\u3164",
    "\u2800",
    "\u034f",
    "\U000e0001",
)


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212")
@pytest.mark.parametrize("before", ["", *INVISIBLE, "".join(INVISIBLE)])
def test_a_formula_in_another_width_or_behind_what_cannot_be_seen_is_defused(before: str, sign: str) -> None:
    assert defuse(f"{before}{sign}1") == f"'{before}{sign}1"


@pytest.mark.parametrize("cell", ["TAPI", "1-2", -5, None, 3.5, "", " ", "\u200b", " a=1", "\u062e\u0637", "\u2014 a dash", "'=1", True])
def test_any_other_cell_is_left_alone(cell: object) -> None:
    assert defuse(cell) == cell


def test_a_csv_defuses_names_and_the_view(atlas: Atlas) -> None:
    hostile = replace(atlas.corridors[0], name='=HYPERLINK("x")')
    (row,) = rows_of(csv_text(atlas, [hostile], "@view"))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["data_view"] == "'@view"


def test_a_csv_has_one_row_a_corridor_with_licence_and_day(atlas: Atlas) -> None:
    rows = rows_of(csv_text(atlas, atlas.corridors, "kind=railway"))
    assert [row["id"] for row in rows] == [corridor.id for corridor in atlas.corridors]
    assert {(row["data_licence"], row["data_as_of"], row["data_view"]) for row in rows} == {("CC BY 4.0", "2026-11-24", "kind=railway")}


def test_a_csv_of_nothing_still_has_its_header(atlas: Atlas) -> None:
    assert csv_text(atlas, [], "").startswith("layer,id,name,kind,status,basis")


def test_a_past_day_is_written_into_the_files(atlas: Atlas) -> None:
    past = atlas.as_of(dt.date(2021, 9, 1))
    assert rows_of(csv_text(past, past.corridors, ""))[0]["data_as_of"] == "2021-09-01"
    assert json.loads(geojson_text(past, past.corridors, ""))["as_of"] == "2021-09-01"


def test_a_geojson_has_every_segment_with_licence_and_day(atlas: Atlas) -> None:
    collection = json.loads(geojson_text(atlas, atlas.corridors, "q=TAPI"))
    assert collection["type"] == "FeatureCollection"
    assert (collection["licence"], collection["as_of"], collection["view"]) == ("CC BY 4.0", "2026-11-24", "q=TAPI")
    assert [feature["properties"]["id"] for feature in collection["features"]] == [segment.id for segment in atlas.segments]
    assert all(feature["geometry"]["type"] in {"Point", "LineString"} for feature in collection["features"])


def test_a_geojson_of_nothing_parses(atlas: Atlas) -> None:
    assert json.loads(geojson_text(atlas, [], ""))["features"] == []


def test_an_unknown_length_is_empty_and_never_0(atlas: Atlas) -> None:
    port = atlas.corridor_by_id["chabahar-port"]
    assert drawn_km(port) is None
    (row,) = rows_of(csv_text(atlas, [port], ""))
    assert row["length_km"] == ""


def test_a_row_agrees_with_its_record(atlas: Atlas) -> None:
    row = row_of(atlas, atlas.corridor_by_id["tapi-gas"])
    assert (row["kind"], row["status"], row["countries"]) == ("gas_pipeline", "construction", ["TM", "AF", "PK", "IN"])
    assert row["length_km"] == pytest.approx(1800, rel=0.2)


def test_news_as_csv_has_one_row_an_event_with_its_sources_and_the_view(atlas: Atlas) -> None:
    hostile = replace(atlas.events[-1], headline='=HYPERLINK("x")', place=(-5.5, 34.25))
    rows = rows_of(news_data(atlas, [*atlas.events, hostile], "kind=railway").decode("utf-8-sig"))
    assert [row["id"] for row in rows] == [event.id for event in (*atlas.events, hostile)]
    first = atlas.events[0]
    assert rows[0]["corridors"].split("; ") == list(first.corridors)
    assert rows[0]["publishers"].split("; ") == [atlas.source_by_id[name].publisher for name in first.sources]
    assert (rows[0]["data_view"], rows[0]["added_by"]) == ("kind=railway", "reference")
    assert (rows[-1]["headline"], rows[-1]["lon"], rows[-1]["lat"]) == ('\'=HYPERLINK("x")', "-5.5", "34.25")
