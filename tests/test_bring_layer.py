"""A file read in a process of its own gives what it gives in this one, whatever its format; and what that process may not do ends in words."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyproj
import pytest

from corridors.atlas import Atlas
from corridors.importing import ImportFileError, Mapping, NewsTableError, normalise, read_file, recognise, samples_of
from corridors.news.candidates import NewsError
from corridors.news.propose import propose
from corridors.news.reading import read_news
from corridors.tasks.bring_layer import bring_file, make_layer, read_again
from corridors.tasks.review_news import read_and_link
from tests.importing_files import excel, features, frame, line, point, shapefile, table, written, zipped

TODAY = dt.date(2026, 11, 27)
UTM_41 = 32641
FILES = {
    "table.csv": table("name,status,lon,lat", "A,operating,62.5,34", "B,,north,35", "C,idle,190,1"),
    "russian.csv": "название,статус,lon,lat\nТруба,действует,62,34\n".encode("cp1251"),
    "sheet.xlsx": excel([["name", "lon", "lat"], ["A", 62.5, 34]]),
    "one.geojson": features((line((60, 35), (61, 36, 5)), {"name": "A", "list": [1, 2]}), (point(62, 34), None), (None, {"name": "B"})),
    "lines.gpkg": written(frame(UTM_41), "GPKG", ".gpkg"),
    "lines.fgb": written(frame(), "FlatGeobuf", ".fgb"),
    "lines.kml": written(frame(), "KML", ".kml"),
    "lines.zip": zipped(shapefile(frame(3857), encoding="CP1251")),
    "lines.kmz": zipped({"doc.kml": written(frame(), "KML", ".kml")}),
    "shapes.wkt": b"LINESTRING (60 35, 61 36)\nPOLYGON ((60 35, 61 35, 61 36, 60 35))\n",
}  # fmt: skip


@pytest.fixture(scope="module", params=[*FILES, "lines.parquet"])
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    if request.param in FILES:
        return request.param, FILES[request.param]
    path = tmp_path_factory.mktemp("parquet") / request.param
    frame().to_parquet(path)
    return request.param, path.read_bytes()


def test_every_format_is_read_apart_as_it_is_read_here(named: tuple[str, bytes]) -> None:
    name, data = named
    raw = read_file(data, name)
    mapping = recognise(raw)
    here = normalise(raw, mapping)
    brought = bring_file(data, name)
    apart = make_layer(brought, brought.mapping)
    assert brought.mapping == mapping
    assert brought.samples_by(mapping) == samples_of(raw, mapping)
    assert (brought.head.file, brought.head.format, brought.head.crs, brought.head.count) == (raw.file, raw.format, raw.crs, len(raw.rows))
    assert (brought.head.columns, brought.head.shape_key, brought.head.stem) == (raw.columns, raw.shape_key, raw.stem)
    assert apart.report == here.report
    pd.testing.assert_frame_equal(pd.DataFrame(apart.features), pd.DataFrame(here.features))
    assert apart.features.crs == here.features.crs


def test_a_file_is_read_again_as_of_another_reference_system_and_with_another_mapping() -> None:
    east, north = pyproj.Transformer.from_crs(4326, UTM_41, always_xy=True).transform(62, 34)
    brought = bring_file(table("name,x,y", f"A,{east},{north}"), "utm.csv")
    again = read_again(brought, f"EPSG:{UTM_41}")
    outcome = make_layer(again, Mapping("", {"name": "name", "lon": "x", "lat": "y"}))
    assert [round(value, 6) for value in outcome.features.total_bounds] == [62, 34, 62, 34]
    with pytest.raises(ImportFileError, match=r"EPSG:999999"):
        read_again(brought, "EPSG:999999")


def test_errors_of_readers_come_back_as_they_are() -> None:
    with pytest.raises(NewsTableError):
        bring_file(table("event_id_cnty,event_date,notes", "AFG1,2024-05-27,Russia speaks of TAPI"), "news.csv")
    with pytest.raises(ImportFileError, match=r"^picture\.png: found a PNG picture"):
        bring_file(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture.png")
    with pytest.raises(ImportFileError, match=r"^none\.csv: found an empty file"):
        bring_file(b"", "none.csv")
    with pytest.raises(NewsError, match="the file is empty"):
        read_and_link(b" \n", TODAY)


def test_a_file_that_ends_its_reader_is_named_with_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDORS_READ_MEMORY_MB", "1")
    many = table("name,lon,lat", *(f"{'x' * 200}{row},62,34" for row in range(50_000)))
    with pytest.raises(ImportFileError, match=r"^many\.csv: it took more than 1 MB of memory; allowed: 1 MB; bring a part of it"):
        bring_file(many, "many.csv")
    with pytest.raises(NewsError, match=r"^it took more than 1 MB of memory"):
        read_and_link(b"27 May 2024: Russia and Kazakhstan speak of TAPI\n" * 100_000, TODAY)


def test_nothing_is_left_of_a_file_that_is_put_away() -> None:
    brought = bring_file(FILES["table.csv"], "table.csv")
    place = brought.folder.path
    assert place.is_dir()
    del brought
    assert not place.exists()


def test_news_is_linked_apart_as_it_is_linked_here(atlas: Atlas) -> None:
    data = (
        "27 May 2024: “Russia and Afghanistan discuss TAPI”\n16 May 2024: Taliban authorities plan an oil hub in Herat\n03/04/2024: unclear day\n"
    ).encode()
    extract = read_news(data, TODAY)
    read = read_and_link(data, TODAY)
    assert read.proposals == tuple(propose(atlas, extract.candidates))
    assert (read.form, read.encoding, read.problems) == (extract.form, extract.encoding, extract.problems)
