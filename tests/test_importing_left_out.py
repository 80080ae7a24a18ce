"""What KML and workbooks have that is not read stands in the notes."""

from __future__ import annotations

import io

from openpyxl import Workbook

from corridors.importing.reading import read_file


def test_parts_of_kml_without_shapes_of_their_own_are_said() -> None:
    point = "<Point><coordinates>69.2,34.5</coordinates></Point>"
    others = f"<NetworkLink><name>a</name></NetworkLink><NetworkLink/><PhotoOverlay>{point}</PhotoOverlay><ScreenOverlay/>"
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{others}<Placemark><name>kept</name>{point}</Placemark></Document></kml>'
    raw = read_file(kml.encode(), "x.kml")
    assert raw.rows["Name"].to_list() == ["kept"]
    assert "Left out, for they are links and pictures: 2 NetworkLink, 1 PhotoOverlay, 1 ScreenOverlay." in raw.notes


def test_a_formula_whose_value_was_never_saved_is_said() -> None:
    book = Workbook()
    for row in (("name", "lon", "lat", "length"), ("A", 69.2, 34.5, "=1+1"), ("B", 69.3, 34.5, 7)):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    raw = read_file(target.getvalue(), "x.xlsx")
    assert raw.rows["length"].to_list() == ["", "7"]
    assert any("1 formulas of sheet 'Sheet' have no saved value" in note for note in raw.notes)
