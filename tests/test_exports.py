"""The data of a view: every format read back by the tools people open it with."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

import corridors
from corridors.atlas import Atlas
from corridors.exports import MIME, DataFormat, data_name
from corridors.select import known_atlas, select
from corridors.view import parse_view
from tests.importing_files import reopened

VIEW = "country=AF&status=proposed,announced&asof=2025-12-31"
SPATIAL = [DataFormat.GEOJSON, DataFormat.GPKG, DataFormat.KML]


def expected(atlas: Atlas) -> tuple[set[str], int]:
    view, _ = parse_view(VIEW, atlas)
    chosen = select(known_atlas(atlas, view), view)
    return {corridor.id for corridor in chosen}, sum(len(corridor.segments) for corridor in chosen)


@pytest.mark.parametrize("form", SPATIAL)
def test_maps_hold_exactly_what_the_view_shows(atlas: Atlas, form: DataFormat, tmp_path: Path) -> None:
    corridors.export(VIEW, format=form, atlas=atlas, out=tmp_path / f"x.{form}")
    frame = reopened(tmp_path / f"x.{form}")
    ids, segments = expected(atlas)
    assert set(frame["corridor"]) == ids
    assert len(frame) == segments > 10
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.is_valid.all()
    west, south, east, north = frame.total_bounds
    assert 20 < west < east < 130
    assert 10 < south < north < 70


@pytest.mark.parametrize("form", DataFormat)
def test_every_file_says_licence_citation_day_and_view(atlas: Atlas, form: DataFormat) -> None:
    data = corridors.export(VIEW, format=form, atlas=atlas)
    text = data.decode("utf-8", "replace").replace("&amp;", "&")
    for words in (atlas.edition.licence, atlas.edition.citation, "2025-12-31", "country=AF"):
        assert words in text, words


def test_a_geopackage_says_it_in_its_own_metadata(atlas: Atlas, tmp_path: Path) -> None:
    corridors.export(VIEW, format="gpkg", atlas=atlas, out=tmp_path / "x.gpkg")
    info = pyogrio.read_info(tmp_path / "x.gpkg")
    assert info["layer_metadata"]["licence"] == "CC BY 4.0"
    assert info["layer_metadata"]["view"] == VIEW


def test_a_spreadsheet_reads_the_csv_as_utf_8(atlas: Atlas) -> None:
    data = corridors.export("kind=railway", format="csv", atlas=atlas)
    assert data.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(data))
    assert len(frame) == 14
    assert set(frame["data_as_of"]) == {"2026-11-24"}


@pytest.mark.parametrize("form", DataFormat)
def test_a_view_that_shows_nothing_gives_an_empty_file(atlas: Atlas, form: DataFormat, tmp_path: Path) -> None:
    path = tmp_path / f"x.{form}"
    corridors.export("q=atlantis", format=form, atlas=atlas, out=path)
    assert len(pd.read_csv(path) if form is DataFormat.CSV else reopened(path)) == 0


def test_names_have_the_day(atlas: Atlas) -> None:
    assert data_name(atlas, DataFormat.GPKG) == "corridors-2026-11-24.gpkg"
    assert data_name(known_atlas(atlas, parse_view(VIEW, atlas)[0]), DataFormat.KML) == "corridors-2025-12-31.kml"
    assert set(MIME) == set(DataFormat)
