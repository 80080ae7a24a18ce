"""Pictures: as approved, the same bytes every time, text as text, only what is in sight in the legend, names clear of one another."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest
from matplotlib.testing.compare import calculate_rms
from matplotlib.text import Text
from PIL import Image
from pptx import Presentation

import corridors
from corridors.atlas import Atlas
from corridors.select import select
from corridors.snapshots.chart import TYPE
from corridors.snapshots.figure import Drawing, draw
from corridors.snapshots.layout import subject_of
from corridors.snapshots.lettering import files_of, legible, letters_of, width_of, wrap
from corridors.snapshots.make import make, preview
from corridors.snapshots.names import place_all
from corridors.snapshots.placing import Room, boxes_of
from corridors.snapshots.request import PRESETS, Format, Part, SnapshotError, make_request, read_size
from corridors.snapshots.signs import sign_of
from corridors.snapshots.stamp import read_stamp
from corridors.terms import Kind
from corridors.view import parse_view
from corridors.words import title_words
from tests.own_layers import mixed, pipes, places

APPROVED = Path(__file__).parent / "approved"
# Root mean square of the difference of all channels, 0 to 255. Names left out make 5 and more, one corridor's line 1 and more.
TOLERANCE = 0.8
PICTURES: dict[str, dict[str, Any]] = {
    "everything": {"view": ""},
    "dark-selected": {"view": "corridor=tapi-gas&theme=dark&map=67.0000,33.0000,4.60"},
    "hub-with-news": {"view": "corridor=herat-oil-hub&news=on", "frame": "corridor:torghundi-spin-boldak-railway", "qr": True},
    "past-day": {"view": "asof=2018-06-30&country=AF", "frame": "country:AF"},
    "antimeridian": {"view": "kind=gas_pipeline", "frame": "100,40,-150,75", "projection": "conic"},
    "pole": {"view": "theme=dark", "frame": "region:arctic"},
    "conic": {"view": "status=announced,shelved", "frame": "region:eurasia", "projection": "conic"},
    "square": {"view": "kind=railway&country=AF", "frame": "shown", "size": "720x720"},
    "nothing": {"view": "q=atlantis"},
    "layers": {"view": "country=IR,KZ&feature=pipes/row-1", "frame": "region:home"},
    "scripts": {"view": "kind=power_line", "frame": "shown", "title": "Герат · هرات · 赫拉特 · Հերաթ · ჰერათი"},
}  # fmt: skip
OWN = {"layers": (pipes(), places(60), mixed())}
FORMATS = [form for form in Format if form is not Format.HTML]


def as_pixels(data: bytes) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_look_as_approved(atlas: Atlas, name: str, request: pytest.FixtureRequest) -> None:
    data = make(replace(atlas, layers=OWN.get(name, ())), make_request(**({"size": "960x540"} | PICTURES[name])))
    path = APPROVED / f"{name}.png"
    if request.config.getoption("--approve"):
        Image.open(io.BytesIO(data)).save(path, optimize=True)
    approved = as_pixels(path.read_bytes())
    difference = calculate_rms(approved.astype(float), as_pixels(data).astype(float))
    assert difference <= TOLERANCE, f"{path.name}: differs by {difference:.2f}; if it should, look at it and run pytest --approve"


@pytest.mark.parametrize(
    "change", [{"view": "labels=off"}, {"view": "status=announced,proposed,construction,operating"}, {"title": "Other"}]
)
def test_the_tolerance_sees_a_change(atlas: Atlas, change: dict[str, str]) -> None:
    data = make(atlas, make_request(**({"size": "960x540"} | change)))
    approved = as_pixels((APPROVED / "everything.png").read_bytes())
    assert calculate_rms(approved.astype(float), as_pixels(data).astype(float)) > TOLERANCE


def test_every_approved_picture_has_its_test() -> None:
    assert {path.stem for path in APPROVED.glob("*.png")} == set(PICTURES)


VIEW = "kind=railway&corridor=khaf-herat-railway"
DIGESTS = """
import hashlib, json, corridors
print(json.dumps({form: hashlib.sha256(corridors.snapshot(%r, format=form)).hexdigest() for form in %r}))
"""


def test_the_bytes_are_the_same_twice_and_in_another_process(atlas: Atlas) -> None:
    here = {form.value: hashlib.sha256(make(atlas, make_request(view=VIEW, format=form))).hexdigest() for form in Format}
    again = {form.value: hashlib.sha256(make(atlas, make_request(view=VIEW, format=form))).hexdigest() for form in Format}
    call = [sys.executable, "-c", DIGESTS % (VIEW, list(here))]
    printed = subprocess.run(call, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True).stdout
    assert here == again == json.loads(printed)


@pytest.mark.parametrize("form", Format)
def test_a_file_says_what_it_shows(atlas: Atlas, form: Format) -> None:
    stamp = read_stamp(make(atlas, make_request(view="kind=road&q=a, (b) “c”", format=form, title="Roads & <b>more</b> (so far)", qr=True)))
    assert (stamp["view"], stamp["asof"], stamp["atlas"]) == ("kind=road&q=a, (b) “c”", "2026-11-24", atlas.digest)
    assert stamp["version"] == corridors.__version__
    assert stamp["request"]["title"] == "Roads & <b>more</b> (so far)"


@lru_cache(maxsize=4)
def drawn(atlas: Atlas, view: str, **options: Any) -> Drawing:  # noqa: ANN401
    return draw(subject_of(atlas, view), make_request(view=view, **options))


def texts_of(drawing: Drawing) -> set[str]:
    return {artist.get_text() for artist in drawing.sheet.figure.get_children() if isinstance(artist, Text)}


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_have_their_size(atlas: Atlas, preset: str) -> None:
    picture = Image.open(io.BytesIO(make(atlas, make_request(view="kind=road", size=preset))))
    assert picture.size == tuple(PRESETS[preset])


@pytest.mark.parametrize("size", ["1001x777", "401x400", "8000x2000"])
def test_any_size_comes_out_to_the_px(atlas: Atlas, size: str) -> None:
    picture = Image.open(io.BytesIO(make(atlas, make_request(view="kind=road", size=size))))
    assert "x".join(map(str, picture.size)) == size


def test_a_pdf_has_its_text_as_text(atlas: Atlas) -> None:
    reader = pypdf.PdfReader(
        io.BytesIO(
            make(atlas, make_request(view="kind=railway&country=AF", format="pdf", title="Rails “so far”", size="a4", frame="country:AF"))
        )
    )
    text = reader.pages[0].extract_text()
    for expected in (
        "Rails “so far”",
        "Known as of 24 November 2026",
        "AFGHANISTAN",
        "Khaf–Herat rail",
        "Construction",
        "Railways",
        "Sources: ",
    ):
        assert expected in text, expected
    assert "country Afghanistan" in text
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [842, 595]
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    assert all("/FontFile2" in font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts)
    assert "/Author" not in (reader.metadata or {})


def test_an_svg_has_its_text_as_text_and_its_fonts_inside(atlas: Atlas) -> None:
    text = make(atlas, make_request(view=VIEW, format="svg", title="Герат & <i>co</i>")).decode()
    root = ET.fromstring(text)  # noqa: S314 - our own file
    words = {"".join(element.itertext()).strip() for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Герат & <i>co</i>", "Known as of 24 November 2026", "Railways"} <= words
    assert text.count("@font-face") >= 3
    assert not re.search(r"""(?:href|src)=["'](?!#|http://localhost:8501)""", text)
    assert (root.get("width"), root.get("height")) == ("1920", "1080")


def test_a_slide_can_be_edited_and_has_notes(atlas: Atlas) -> None:
    deck = Presentation(
        io.BytesIO(make(atlas, make_request(view="kind=gas_pipeline&corridor=tapi-gas", format="pptx", title="Gas now", qr=True)))
    )
    slide: Any = deck.slides[0]
    assert slide.shapes.title.text_frame.text == "Gas now"
    words = " | ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    for expected in (
        "Gas pipelines",
        "Construction",
        "Sources: ",
        "http://localhost:8501/?kind=gas_pipeline&corridor=tapi-gas",
        "1,814 km",
    ):
        assert expected in words, expected
    notes = slide.notes_slide.notes_text_frame.text
    tapi = atlas.corridor_by_id["tapi-gas"]
    assert f"{tapi.name}: gas_pipeline, construction (contested), as of 25 February 2026." in notes
    assert atlas.events_of("tapi-gas")[0].headline in notes
    pictures = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert [picture.name for picture in pictures] == ["Map", "Link as a QR code"]
    assert pictures[0]._element.nvPicPr.cNvPr.get("descr").startswith("Map of 12 of 54 corridors")
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)


def test_the_legend_has_only_what_is_in_sight(atlas: Atlas) -> None:
    drawing = drawn(atlas, "", frame="region:caucasus")
    seen = drawing.scene.seen
    assert 5 < len(seen) < 40
    assert len(seen) + len(drawing.scene.outside) == 54
    texts = texts_of(drawing)
    assert f"{len(seen)} corridors in this frame" in texts
    assert "Dry ports" not in texts
    assert f"All 54 corridors · {len(drawing.scene.outside)} outside this frame" in texts


def test_parts_can_be_left_off(atlas: Atlas) -> None:
    bare = texts_of(drawn(atlas, "kind=road", parts=()))
    full = texts_of(drawn(atlas, "kind=road"))
    assert "Roads" in full - bare
    assert not any(text.startswith(("Sources: ", "http")) or " km at " in text for text in bare)
    # What is known as of when, and whose data it is, is on every picture.
    assert any(text.startswith("Known as of") for text in bare)
    assert any("CC BY 4.0" in text for text in bare)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("preset", PRESETS)
def test_names_do_not_collide_and_stay_on_the_map(atlas: Atlas, preset: str, theme: str) -> None:
    scene = drawn(atlas, f"theme={theme}", size=preset).scene
    names = place_all(scene, Room(), TYPE, corridors=True, places=True)
    assert len(names) > 40
    boxes = [boxes_of(at, width_of(name.text, name.face, TYPE[name.look]), TYPE[name.look]) for name, at in names]
    frame = scene.frame.box
    for one, other in itertools.combinations(boxes, 2):
        assert not any(a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom for a in one for b in other)
    assert all(frame.left <= box.left and box.right <= frame.right and frame.top <= box.top for group in boxes for box in group)


@pytest.mark.parametrize("text", ["Herat", "Герат", "هرات", "הראט", "赫拉特", "हेरात", "ჰერათი", "Հերաթ", "हे\u0000\u202e\U0001f6e2"])
def test_no_text_is_drawn_as_boxes(text: str) -> None:
    for face in ("regular", "semibold", "caps"):
        own, fallback = map(letters_of, files_of(face))
        shown = legible(text, face)
        assert shown.strip()
        assert all(ord(sign) in own | fallback for sign in shown)


def test_a_corridor_goes_on_where_its_company_changes(atlas: Atlas) -> None:
    # Between Baku and the Turkish border three corridors run together, part, and meet again.
    for stroke in drawn(atlas, "kind=railway,oil_pipeline,gas_pipeline&map=47,41,5.6").scene.strokes:
        jumps = [math.dist(one[-1], other[0]) for one, other in itertools.pairwise(stroke.lines)]
        assert all(jump > 100 for jump in jumps), stroke.corridor.id
    scene = drawn(atlas, "kind=railway,oil_pipeline,gas_pipeline&map=47,41,5.6").scene
    ends = [tuple(line[at]) for s in scene.strokes if s.corridor.id == "southern-gas-corridor" for line in s.lines for at in (0, -1)]
    inside = [end for end in ends if scene.frame.box.left < end[0] < scene.frame.box.right]
    alone = [end for end in inside if sum(math.dist(end, other) < 0.01 for other in ends) < 2]
    assert len(inside) > len(alone) == 1, "all but its start near Baku"


def test_places_of_news_are_counted_once(atlas: Atlas) -> None:
    drawing = drawn(atlas, "news=on&map=62.2,34.4,7.5")
    assert len(set(drawing.scene.news)) == len(drawing.scene.news) == 3


def test_filters_are_told_in_full_on_a_narrow_page(atlas: Atlas) -> None:
    view = "kind=power_line,railway,road&country=AF,PK,IR&status=proposed,construction,operating,announced"
    texts = " ".join(sorted(texts_of(drawn(atlas, view, size="square"))))
    assert "…" not in texts
    assert "Afghanistan, Iran or Pakistan" in texts


def test_names_keep_off_the_words_of_an_empty_map(atlas: Atlas) -> None:
    names = {"Tehran", "SYRIA", "TÜRKİYE"}
    texts = texts_of(drawn(atlas, "q=atlantis"))
    assert "No corridor of 54 matches: search “atlantis”." in texts
    assert "Tehran" not in texts & names


@pytest.mark.parametrize("frame", ["region:arctic", "100,40,-150,75"])
def test_the_north_has_its_names(atlas: Atlas, frame: str) -> None:
    texts = texts_of(drawn(atlas, "", frame=frame, projection="conic"))
    assert sum(text.isupper() and len(text) > 4 for text in texts) >= 4


def test_signs_have_their_holes() -> None:
    railway = sign_of(Kind.RAILWAY)
    rings = [np.asarray(ring) for ring in railway.to_polygons()]
    areas = [sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring.tolist())) for ring in rings]
    assert {area > 0 for area in areas} == {True, False}


def test_lines_break_where_words_do() -> None:
    lines = wrap("Turkmenistan-Afghanistan-Pakistan-India gas pipeline", "semibold", 11, 120, 3)
    assert lines == ["Turkmenistan-", "Afghanistan-Pakistan-", "India gas pipeline"]
    assert wrap("a " * 400, "regular", 10, 100, 2)[-1].endswith("…")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"format": "gif"}, "format: 'gif'; allowed: png, svg, pdf, pptx, html"),
        ({"size": "9000x9000"}, "size: 9000x9000 px; allowed: slide"),
        ({"size": "4000x500"}, "no side over 4 times the other"),
        ({"size": "-1x5"}, "size: '-1x5'; allowed: slide"),
        ({"size": "huge"}, "size: 'huge'"),
        ({"projection": "globe"}, "projection: 'globe'; allowed: screen, conic"),
        ({"parts": "legend,fries"}, "parts: 'fries'; allowed: title"),
        ({"title": "x" * 161}, "title: 161 characters"),
        ({"link": "javascript:alert(1)"}, "link: 'javascript:alert(1)'; allowed: an http or https address"),
        ({"frame": "narnia"}, "frame: 'narnia'; allowed: view, shown"),
        ({"frame": "country:ZZ"}, "frame: country:ZZ; allowed: ISO 3166-1"),
        ({"frame": "corridor:nope"}, "frame: corridor:nope; allowed: corridor:ID"),
        ({"frame": "corridor"}, "none is selected in the view"),
        ({"frame": "10,50,20,40"}, "is no box"),
        ({"frame": "10,nan,20,40"}, "is no box"),
        ({"frame": "1e400,1,2,3"}, "is no box"),
        ({"view": "kind=canal"}, "view: kind=canal: not understood"),
        ({"view": "scene=3"}, "it may come from a newer version"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(atlas: Atlas, given: dict[str, str], says: str) -> None:
    with pytest.raises(SnapshotError, match=re.escape(says)):
        make(atlas, make_request(**given))


def test_sizes_are_read_as_written() -> None:
    assert read_size("a4") == (3508, 2480)
    assert read_size("1200×800") == (1200, 800)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Energy and trade corridors"),
        ("corridor=tapi-gas", "Turkmenistan-Afghanistan-Pakistan-India gas pipeline"),
        (
            "kind=railway,road&country=AF,PK&status=proposed,construction",
            "Railways and roads through Afghanistan and Pakistan: proposed and under construction",
        ),
        ("actor=russia&q=oil", "Corridors with Russia for “oil”"),
    ],
)
def test_a_title_is_made_of_the_view(atlas: Atlas, query: str, title: str) -> None:
    view, dropped = parse_view(query, atlas)
    assert (title_words(atlas, view), dropped) == (title, ())


def test_a_preview_is_small_and_unstamped(atlas: Atlas) -> None:
    picture = Image.open(io.BytesIO(preview(atlas, make_request(view="kind=road", size="slide-2x"))))
    assert picture.size == (1200, 675)
    assert "Corridors" not in picture.info


def test_a_picture_shows_what_the_page_selects(atlas: Atlas) -> None:
    view, _ = parse_view("status=proposed&country=AF&asof=2019-01-01", atlas)
    drawing = drawn(atlas, "status=proposed&country=AF&asof=2019-01-01", frame="shown")
    known = atlas.as_of(view.asof) if view.asof else atlas
    assert {corridor.id for corridor in drawing.scene.seen} == {corridor.id for corridor in select(known, view)}
    assert "As known on 1 January 2019" in texts_of(drawing)


def test_parts_are_taken_in_any_order() -> None:
    assert make_request(parts="").parts == ()
    assert make_request(parts="legend, title").parts == (Part.TITLE, Part.LEGEND)


@pytest.mark.parametrize("projection", ["screen", "conic"])
@pytest.mark.parametrize(
    "frame", ["-180,-90,180,90", "170,-60,-170,60", "34,-20,151,52", "-10,80,20,90", "0,-90,90,-70", "100,-89,-100,89", "66,34,66.1,34.1"]
)
def test_any_part_of_the_globe_can_be_drawn(atlas: Atlas, frame: str, projection: str) -> None:
    drawing = drawn(atlas, "", frame=frame, projection=projection, size="400x1600")
    west, south, east, north = drawing.scene.frame.extent
    assert west < east <= west + 360
    assert -90 <= south < north <= 90
    assert all(math.isfinite(x) and math.isfinite(y) for site in drawing.scene.sites for x, y in [site.at])
