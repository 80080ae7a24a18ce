"""One case per real file of ../shared/samples: the report that somebody who has looked at the file would write by hand.

The files are not part of the project; where they are not there, nothing is tested. What each holds was told from the file:

- 89 routes of the oil map have several parts, 344 rows no year, 236 no country; two lie in another country than they name
  (KAPS runs in Canada, a pipe of Dongjiakou begins off Australia for want of a sign).
- Of the LNG terminals four units off Cameroon lie south of the equator for want of a sign, and one lies over 370 km off Australia.
- 2,839 rows of the ports have more cells than headings; the others lie where they should, islands included.
- Of the sea route ports three name Serbia for Montenegro, and seven lie in the sea, far from what they are called after.
- A single route that has no geometry at all gives no layer, and says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

import corridors
from corridors.importing import ImportFileError, Report, normalise, read_file, recognise
from tests.importing_files import rules

SAMPLES = Path(corridors.__file__).parents[2] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the project")


class Expected(NamedTuple):
    """What the report says: rows accepted, repaired, refused; the source; lines by rule; who says the CRS."""

    accepted: int
    repaired: int
    refused: int
    source: str
    rules: dict[str, int]
    crs_from: str = "the standard of GeoJSON"
    crs: str = "EPSG:4326"
    encoding: str = "utf-8"


def route(accepted: int, refused: int = 0, source: str = "gem-route", crs_from: str = "the standard of GeoJSON", **more: int) -> Expected:
    """Return what is expected of a single route: what is refused has no geometry."""
    return Expected(accepted, 0, refused, source, {"no_geometry": refused, **more} if refused else more, crs_from)


DECLARED = "declared in the file"
EXPECTED = {
    "gem_goit_pipelines_2024-06.csv": Expected(1016, 0, 2, "gem-oil-map", {"other_country": 2, "same_geometry": 97, "shares_over_100": 21}, "guessed from the values"),
    "gem_lng_terminals_2026-08.geojson": Expected(
        1224, 0, 5, "gem-lng", {"in_the_sea": 5, "same_geometry": 424, "status_spelling": 13, "unit_missing": 6, "unit_unknown": 2}
    ),
    "osm_egypt_stations_overpass.geojson": Expected(390, 0, 0, "openstreetmap", {}),
    "wpi_pub150_shifted_columns.csv": Expected(962, 0, 2839, "world-port-index", {"shifted_columns": 2839, "same_geometry": 6}, "guessed from the values", encoding="utf-8-sig"),
    "west_devon_rail_epsg27700.gpkg": Expected(189, 0, 0, "", {}, DECLARED, "EPSG:27700"),
    "searoute_ports.geojson": Expected(3952, 0, 10, "", {"in_the_sea": 8, "other_country": 2, "country_unknown": 8, "same_geometry": 7}),
    "routes/P0149.geojson": route(1),
    "routes/P0169-compressor-stations.geojson": route(92, 1, crs_from=DECLARED, status_spelling=92),
    "routes/P0191.geojson": route(1),
    "routes/P0435.geojson": route(2, source="gem-gas"),
    "routes/P0448.geojson": route(1, crs_from=DECLARED),
    "routes/P0451.geojson": route(1, crs_from=DECLARED),
    "routes/P0739.geojson": route(3, 4),
    "routes/P0901.geojson": route(1, crs_from=DECLARED),
    "routes/P1070.geojson": route(1, source="gem-oil", crs_from=DECLARED),
    "routes/P1209.geojson": route(1, source="gem-oil", crs_from=DECLARED),
    "routes/P1287.geojson": route(430, crs_from=DECLARED, same_geometry=208),
    "routes/P2299.geojson": route(1, source="openstreetmap"),
    "routes/P3162.geojson": route(0, 1),
    "routes/P3845.geojson": route(1, source="gem-oil", crs_from=DECLARED),
    "routes/P4048.geojson": route(4, 15, source="openstreetmap"),
    "routes/P4747.geojson": route(1, crs_from=DECLARED),
    "routes/P4934.geojson": route(9, same_geometry=2),
    "routes/P5470.geojson": route(2, unit_missing=1),
    "routes/P5810.geojson": route(3, 4),
    "routes/P6491.geojson": route(5),
    "routes/P6555.geojson": route(1),
    "routes/P6831.geojson": route(2, 1, crs_from=DECLARED),
    "routes/P7116.geojson": route(4),
    "routes/P7397.geojson": route(1, source="gem-oil", crs_from=DECLARED),
    "routes/P7855.geojson": route(14, 1, crs_from=DECLARED),
    "routes/example-empty-route.geojson": route(0, 1, source=""),
}  # fmt: skip
NEWS = ("alberta-emergency-alert.atom", "feedparser_georss_point.xml", "feedparser_gml_point.xml", "feedparser_gml_point_3d.xml", "feedparser_gml_point_utm.xml",
        "gdelt_gkg_sample_1000.csv")  # fmt: skip
# What a single route says beside its counts: whose it is, and what was left out.
NOTES = {
    "P0435": "The file is called P0435, its rows name project P0431.",
    "P3845": "The file is called P3845, its rows name project P3843.",
    "P4934": "The file is called P4934, its rows name project P4931, P4932.",
    "P5470": "The file is called P5470, its rows name project P5468.",
    "P5810": "The file is called P5810, its rows name project P0739.",
    "P7397": "The file is called P7397, its rows name project P1070.",
    "P1209": "1 shapes have heights: they are left out.",
    "P6555": "1 shapes have heights: they are left out.",
}


def test_every_sample_is_looked_at() -> None:
    there = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert there == {"README.md", *EXPECTED, *(f"events/{name}" for name in NEWS)}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_report_is_what_one_would_write_by_hand(name: str) -> None:
    expected, raw = EXPECTED[name], read_file(SAMPLES / name)
    outcome = normalise(raw, recognise(raw))
    report: Report = outcome.report
    assert (report.accepted, report.repaired, report.refused) == (expected.accepted, expected.repaired, expected.refused)
    assert report.read == report.accepted + report.repaired + report.refused
    assert len(outcome.features) == report.accepted + report.repaired
    assert report.mapping.source == expected.source
    assert (report.crs, report.crs_from, report.encoding) == (expected.crs, expected.crs_from, expected.encoding)
    assert rules(outcome) == expected.rules
    assert {line.row for line in report.rows if line.effect == "refused"}.isdisjoint(outcome.features["row"])


@pytest.mark.parametrize("name", NOTES)
def test_what_is_said_of_a_single_route(name: str) -> None:
    raw = read_file(SAMPLES / "routes" / f"{name}.geojson")
    assert NOTES[name] in normalise(raw, recognise(raw)).report.notes


@pytest.mark.parametrize("name", NEWS)
def test_news_is_sent_to_those_who_read_news(name: str) -> None:
    with pytest.raises(ImportFileError, match="corridors events extract"):
        recognise(read_file(SAMPLES / "events" / name))


def test_what_the_oil_map_comes_to() -> None:
    raw = read_file(SAMPLES / "gem_goit_pipelines_2024-06.csv")
    made = normalise(raw, recognise(raw)).features
    assert made.geometry.geom_type.value_counts().to_dict() == {"LineString": 927, "MultiLineString": 89}
    assert (made["kind"] == "oil_pipeline").all()
    assert ((made["start"] == "").sum(), (made["countries"] == "").sum()) == (344, 236)
    assert set(made["capacity_unit"]) == {"mb/d", ""}
    first = made.iloc[0]
    assert (first["name"], first["countries"], first["start"]) == (
        "AKG-Ras Laffan NGL Pipeline, AKG-1-Ras Laffan NGL Pipeline (A)",
        "QA",
        "2005",
    )
    assert first.geometry.coords[0] == (51.991, 26.071)


def test_a_port_whose_columns_have_shifted_is_nowhere() -> None:
    raw = read_file(SAMPLES / "wpi_pub150_shifted_columns.csv")
    made = normalise(raw, recognise(raw)).features
    assert set(made["row"]).isdisjoint(raw.faults)
    assert made.geometry[made["name"] == "Maurer"].item().coords[0] == (-74.25, 40.533333)


def test_the_railway_of_devon_lies_in_devon() -> None:
    raw = read_file(SAMPLES / "west_devon_rail_epsg27700.gpkg")
    west, south, east, north = normalise(raw, recognise(raw)).features.total_bounds
    assert -4.6 < west < east < -3.5
    assert 50.2 < south < north < 51.0
