"""What cannot or must not be imported is refused in words; what can be cleaned is cleaned; nothing raises anything else."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest

from corridors.importing import ImportFileError, Mapping, limits, normalise, problems, read_file, recognise, tabular
from corridors.importing.archives import open_archive
from tests.importing_files import counts, excel, features, frame, imported, line, point, rules, shapefile, table, written, zipped
from tests.test_importing_formats import FORMATS

# Where, what was found, what is allowed, what to do.
FORM = re.compile(r".+: found .+; allowed: .+; .+", re.DOTALL)


def listing_that_lies() -> bytes:
    """Return a zip whose listing says ten bytes where there are a thousand."""
    data = bytearray(zipped({"a.csv": b"x" * 1000}, zipfile.ZIP_STORED))
    start = data.rindex(b"PK\x01\x02")
    data[start + 24 : start + 28] = struct.pack("<I", 10)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(zipped({"a.csv": b"lon,lat\n1,2\n"}, zipfile.ZIP_STORED))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def not_geopackage() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        base = sqlite3.connect(path)
        base.execute("create table t (a)")
        base.commit()
        base.close()
        return path.read_bytes()


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty file"),
    "blanks": (b"  \r\n\t ", "nothing but blanks"),
    "mark alone": (b"\xef\xbb\xbf", "nothing but blanks"),
    "heading alone": (b"lon,lat\r\n", "a heading and no row"),
    "words": (b"hello world, this is no table\nat all\n", "no position"),
    "cut JSON": (features((point(58, 38), {}))[:-20], "broken JSON (line 1"),
    "no JSON": (b'{"type": FeatureCollection}', "broken JSON"),
    "JSON of another kind": (b'{"a": 1}', "JSON of another kind"),
    "JSON list": (b'[{"lon": 1, "lat": 2}]', "a JSON list without geometries"),
    "Esri JSON": (b'{"features": [{"attributes": {}, "geometry": {"x": 1, "y": 2}}]}', "Esri"),
    "deep JSON": (b"[" * 100_000, "nested too deep"),
    "no feature": (b'{"type": "FeatureCollection", "features": []}', "without a row"),
    "web page": (b"<!DOCTYPE html><html><body>Not found</body></html>", "a web page"),
    "feed": (b'<?xml version="1.0"?><rss version="2.0"></rss>', "a news feed"),
    "other XML": (b"<?xml version='1.0'?><root/>", "XML of another kind"),
    "cut KML": (FORMATS["KML"]()[0][:300], "KML that cannot be read"),
    "KML without shapes": (b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>', "KML"),
    "PDF": (b"%PDF-1.7\n...", "a PDF document"),
    "picture": (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    "gzip": (b"\x1f\x8b\x08\x00", "a gzip archive"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    "bare .shp": (shapefile(frame())["lines.shp"], "a single .shp file"),
    "binary": (bytes(range(256)) * 40, "binary"),
    "cut GeoPackage": (FORMATS["GeoPackage"]()[0][:5000], "GeoPackage"),
    "other database": (not_geopackage(), "GeoPackage that cannot be read"),
    "cut FlatGeobuf": (FORMATS["FlatGeobuf"]()[0][:60], "FlatGeobuf that cannot be read"),
    "cut Parquet": (FORMATS["GeoParquet"]()[0][:200], "Parquet that cannot be read"),
    "cut zip": (zipped({"a.csv": b"lon,lat\n58,38\n"})[:40], "a broken zip"),
    "empty zip": (zipped({}), "an empty zip"),
    "zip of nothing": (zipped({"readme.md": b"hello"}), "a zip with readme.md"),
    "zip in a zip": (zipped({"a.csv": zipped({"b.csv": b"x"})}), "a zip in a zip"),
    "bomb": (zipped({"a.csv": b"0" * 30_000_000}), "times its size"),
    "path outside": (zipped({"../../etc/x.csv": b"lon,lat\n58,38\n"}), "the path '../../etc/x.csv'"),
    "absolute path": (zipped({"/etc/x.csv": b"lon,lat\n58,38\n"}), "the path '/etc/x.csv'"),
    "Windows path": (zipped({"..\\x.csv": b"lon,lat\n58,38\n"}), "the path"),
    "lying listing": (listing_that_lies(), "found"),
    "encrypted": (encrypted(), "an encrypted zip"),
    "broken shapefile": (zipped({"a.shp": b"\0\0\x27\x0a" + b"\0" * 90, "a.dbf": b"x"}), "Shapefile"),
    "broken workbook": (zipped({"xl/workbook.xml": b"<a"}), "a workbook that cannot be read"),
    "news table": (table("event_id_cnty,event_date,latitude,longitude", "AFG1,2024-01-01,34,69"), "corridors events extract"),
    "too many columns": (",".join(f"c{i}" for i in range(2_000)).encode() + b"\n1\n", "2,000 columns"),
    "a million columns": (b"," * 1_000_000 + b"x\n1\n", "columns"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_says_so_in_four_parts(case: str) -> None:
    data, words = REFUSED[case]
    with pytest.raises(ImportFileError) as error:
        imported(data, "x.dat")
    assert words in str(error.value)
    assert FORM.fullmatch(str(error.value))
    assert tempfile.gettempdir() not in str(error.value)


@pytest.mark.parametrize(
    ("name", "most", "data", "words"),
    [
        ("MAX_FILE_BYTES", 100, table("lon,lat", *["58,38"] * 30), "up to"),
        ("MAX_ROWS", 10, table("lon,lat", *["58,38"] * 11), "more than 10 rows"),
        ("MAX_CELLS", 10, table("lon,lat", *["58,38"] * 11), "22 cells"),
        ("MAX_COLUMNS", 1, features((point(1, 2), {"a": 1, "b": 2})), "2 columns"),
        ("MAX_MEMBERS_OF_JSON", 5, features((point(1, 2), {"a": 1, "b": 2})), "values in JSON"),
        ("MAX_VERTICES", 2, features((line((1, 2), (3, 4), (5, 6)), {})), "3 vertices"),
    ],
)
def test_limits_hold(name: str, most: int, data: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert imported(data).report.read
    monkeypatch.setattr(limits, name, most)
    with pytest.raises(ImportFileError, match=words):
        imported(data)


def test_a_file_is_refused_by_size_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"lon,lat\n58,38\n" * 100)
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(ImportFileError, match="up to"):
        read_file(path)


def test_json_with_too_many_features_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = features(*[(point(58, 38), {})] * 11)
    monkeypatch.setattr(limits, "MAX_ROWS", 10)
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("the file was parsed"))
    with pytest.raises(ImportFileError, match="more than 10 rows"):
        imported(data)


def test_a_zip_with_too_much_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from corridors.importing import archives  # noqa: PLC0415

    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 10)
    with pytest.raises(ImportFileError, match="unpacked"):
        open_archive("x", zipped({"a.csv": b"x" * 20}))
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    with pytest.raises(ImportFileError, match="files in the zip"):
        open_archive("x", zipped({"a": b"", "b": b""}))


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="No such file"):
        read_file(tmp_path / "none.csv")


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_VALUE_CHARS", 50)
    with pytest.raises(ImportFileError, match="a line of over 50"):
        imported(table("name,lon,lat", "x" * 60 + ",58,38"))


def test_a_table_that_is_cut_off_in_a_row_loses_that_row_and_says_so() -> None:
    whole = table("name,lon,lat,status,remarks", *(f"{name},58.{place},38.25,operating,x" for place, name in enumerate("abc"))) + b"\r\n"
    assert rules(imported(whole)) == rules(imported(whole.rstrip())) == {}
    outcome = imported(whole[:-19])
    assert [(made.row, made.rule, made.effect) for made in outcome.report.rows] == [(3, "cut_off", "refused")]
    assert counts(outcome) == (3, 2, 0, 1)


@pytest.mark.parametrize("end", ["", "\r\n"])
def test_rows_that_leave_out_their_last_cells_are_no_cut(end: str) -> None:
    outcome = imported(table("name,lon,lat,status,remarks", "a,58.1,38.25", "b,58.2,38.25,operating,x", "c,58.3,38.25") + end.encode())
    assert counts(outcome) == (3, 3, 0, 0)


def test_work_ends_when_time_is_up() -> None:
    times = iter([0.0, 1.0, 3.0])
    watch = problems.within(2, clock=lambda: next(times))
    watch(0.1, "first")
    with pytest.raises(ImportFileError, match="second: found more than 2 s"):
        watch(0.2, "second")


def test_progress_is_told() -> None:
    told: list[float] = []
    raw = read_file(features((point(58, 38), {})), progress=lambda share, _: told.append(share))
    normalise(raw, recognise(raw), progress=lambda share, _: told.append(share))
    assert len(told) >= 8
    assert all(0 <= share <= 1 for share in told)


def test_html_script_and_formulas_stay_text() -> None:
    evil = "<script>alert(1)</script>"
    row = {"name": evil, "id": "=cmd|' /C calc'!A0", "status": "=HYPERLINK(1)"}
    outcome = imported(features((point(58, 38), row), (point(59, 38), {"status": "proposed"}), (point(60, 38), {"status": "idle"})))
    assert outcome.features["name"][0] == evil
    assert json.loads(outcome.features["original"][0])["id"].startswith("=cmd")
    assert "'=HYPERLINK" in outcome.report.csv()
    assert ",=HYPERLINK" not in outcome.report.csv()


def test_control_characters_and_turned_text_are_taken_out() -> None:
    outcome = imported(features((point(58, 38), {"name": "a\x00b\u202ec\x1bd", "half": "HALF"})).replace(b"HALF", b"\\ud800"))
    assert outcome.features["name"].tolist() == ["abcd"]
    assert rules(outcome) == {"control_characters": 1}
    assert counts(outcome) == (1, 0, 1, 0)


def test_ids_of_ten_thousand_characters_are_cut() -> None:
    outcome = imported(features((point(58, 38), {"id": "x" * 10_000, "note": "y" * 50_000}), (point(59, 38), {"id": "x" * 10_001})))
    assert [len(one) for one in outcome.features["id"]] == [limits.MAX_ID_CHARS, limits.MAX_ID_CHARS + 2]
    assert rules(outcome) == {"id_too_long": 2, "duplicate_id": 1}
    assert len(outcome.features["original"][0]) < 2.2 * limits.MAX_KEPT_CHARS
    assert all(len(made.value) <= limits.MAX_REPORTED_CHARS for made in outcome.report.rows)


def test_a_column_that_is_not_there() -> None:
    raw = read_file(table("name,lon,lat", "a,58,38"))
    with pytest.raises(ImportFileError, match="name=nom: found no such column; allowed: name, lon, lat"):
        normalise(raw, Mapping(columns={"name": "nom", "lon": "lon", "lat": "lat"}))


def test_a_crs_that_is_none() -> None:
    with pytest.raises(ImportFileError, match="crs: found 'EPSG:99'"):
        read_file(table("name,lon,lat", "a,58,38"), crs="EPSG:99")


@pytest.mark.parametrize("name", ["", "/", "..", "\\\\host\\share\\x.csv", "a" * 1000, "x\0y.csv", "../../x.csv"])
def test_any_name_of_a_file(name: str) -> None:
    raw = read_file(table("name,lon,lat", "a,58,38"), name)
    assert raw.file
    assert "/" not in raw.file
    assert len(raw.file) <= 200


def test_a_workbook_of_odd_cells() -> None:
    outcome = imported(excel([["name", "lon", "lat"], ["a", 58.4, 38], [None, "x", True], ["c", 1e300, -1e300]]), "x.xlsx")
    assert outcome.report.refused == 2


def test_a_layer_without_a_row_and_a_name_with_spaces() -> None:
    raw = read_file(written(frame(), "GPKG", ".gpkg", layer="two words"), "x.gpkg")
    assert len(raw.rows) == 2
    with pytest.raises(ImportFileError, match="without a row"):
        read_file(written(frame().iloc[:0], "GPKG", ".gpkg", layer="none"), "x.gpkg")


def test_bytes_are_never_written_where_a_zip_says(tmp_path: Path) -> None:
    files = {f"a/{tmp_path.name}/{name}": data for name, data in shapefile(frame()).items()}
    assert len(imported(zipped(files), "x.zip").features) == 2
    assert list(tmp_path.iterdir()) == []
