"""What an import leaves out, or cuts, stands in its report."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from corridors.importing.reading import read_file
from tests.importing_files import frame, imported, rules, written


def changed_package(folder: Path, *orders: str) -> bytes:
    path = folder / "made.gpkg"
    path.write_bytes(written(frame(), "GPKG", ".gpkg"))
    with closing(sqlite3.connect(path)) as base:
        table = base.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        for order in orders:
            base.execute(order.format(table=table))
        base.commit()
    return path.read_bytes()


def test_a_table_of_shapes_that_a_geopackage_does_not_list_is_said(tmp_path: Path) -> None:
    orders = (
        "CREATE TABLE lost (geom BLOB, name TEXT)",
        "INSERT INTO gpkg_geometry_columns SELECT 'lost', 'geom', geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns",
    )
    raw = read_file(changed_package(tmp_path, *orders), "x.gpkg")
    assert "Left out, for the file does not list them among its contents: lost." in raw.notes


def test_a_key_that_says_something_is_kept(tmp_path: Path) -> None:
    plain = read_file(changed_package(tmp_path), "x.gpkg")
    assert "fid" not in plain.columns
    keyed = read_file(changed_package(tmp_path, 'UPDATE "{table}" SET fid = fid * 1000 + 7'), "x.gpkg")
    assert keyed.rows["fid"].to_list() == ["1007", "2007"]


def test_a_name_that_is_cut_is_said() -> None:
    outcome = imported(f"name,lon,lat\n{'Long ' * 200},58,38\nShort,59,38\n".encode(), "x.csv")
    assert "name_too_long" in rules(outcome)
    assert [len(name) for name in outcome.features["name"]] == [500, 5]


def test_countries_beyond_the_limit_are_said() -> None:
    many = "; ".join(["Afghanistan"] * 70)
    outcome = imported(f"name,lon,lat,country\nA,69.2,34.5,{many}\nB,69.3,34.5,Afghanistan\n".encode(), "x.csv")
    found = [line.action for line in outcome.report.rows if line.rule == "too_many_countries"]
    assert found == ["more than 60 countries: the last 10 are left out"]
