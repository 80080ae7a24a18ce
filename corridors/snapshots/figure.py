"""One picture: what is asked -> a laid out page with everything on it."""

from __future__ import annotations

from dataclasses import dataclass

from corridors.snapshots import furniture
from corridors.snapshots.chart import draw_map
from corridors.snapshots.frame import Box, make_frame
from corridors.snapshots.ground import Ground, draw_ground
from corridors.snapshots.layout import Layout, Subject, lay_out
from corridors.snapshots.legend import Legend
from corridors.snapshots.lettering import wrap
from corridors.snapshots.request import Part, Request
from corridors.snapshots.scene import Scene, make_scene
from corridors.snapshots.sheet import Sheet
from corridors.style import PALETTES, Palette
from corridors.words import count_words, shown_words


@dataclass(frozen=True)
class Drawing:
    """A finished page, and what is in sight on it."""

    sheet: Sheet
    scene: Scene
    ground: Ground
    layout: Layout
    title: str


def draw(subject: Subject, request: Request) -> Drawing:
    """Return the page of a request, laid out in points.

    Raises:
        SnapshotError: the frame names nothing.
    """
    width, height = (side / request.px_per_pt for side in request.pixels)
    palette = PALETTES[subject.theme]
    layout = lay_out(subject, request, width, height)
    scene = _scene_in(layout, subject, request)
    # How many lines the notes need shows only now; the map takes what they leave.
    if (settled := lay_out(subject, request, width, height, scene)) != layout:
        layout, scene = settled, _scene_in(settled, subject, request)
    frame, ground = scene.frame, draw_ground(scene.frame)
    sheet = Sheet(width, height, layout.map, palette.casing)
    draw_map(sheet, ground, scene, subject.theme, labels=subject.view.labels)
    if Part.SCALE in request.parts:
        furniture.draw_scale(sheet, frame, palette)
    if not scene.seen:
        _say_empty(sheet, subject, layout.map, palette)
    title, sub = furniture.header_lines(subject.atlas, subject.view, request, subject.corridors, len(scene.outside))
    furniture.draw_header(sheet, title, sub, palette)
    legend = Legend(sheet, subject.atlas, scene, ground, subject.theme)
    legend.draw_into(layout, request)
    _draw_foot(sheet, subject, request, scene, palette)
    return Drawing(sheet, scene, ground, layout, title or sub)


def _scene_in(layout: Layout, subject: Subject, request: Request) -> Scene:
    frame = make_frame(request.frame, request.projection, layout.map, subject.atlas, subject.view, subject.corridors)
    return make_scene(subject.atlas, subject.view, subject.corridors, frame)


def _draw_foot(sheet: Sheet, subject: Subject, request: Request, scene: Scene, palette: Palette) -> None:
    code = furniture.qr_of(request)
    width = sheet.width - 2 * furniture.MARGIN - (furniture.QR_PT + 14 if code else 0)
    bottom = sheet.height - furniture.MARGIN * 0.7
    notes = furniture.notes_for(subject.atlas, request, scene.seen, scene.frame.name, width)
    furniture.draw_notes(sheet, notes, palette, bottom, request)
    if code:
        furniture.draw_qr(sheet, code, sheet.width - furniture.MARGIN, bottom)


def _say_empty(sheet: Sheet, subject: Subject, box: Box, palette: Palette) -> None:
    count = count_words(len(subject.corridors), "corridor")
    words = f"None of the {count} lies in this frame." if subject.corridors else shown_words(subject.atlas, subject.view, ())
    lines = wrap(words, "semibold", 14, box.width - 80, 4)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2 - 10 * (len(lines) - 1)
    sheet.box(Box(x - box.width / 2 + 24, y - 24, x + box.width / 2 - 24, y + 20 * len(lines) + 6), palette.casing, on_map=True, alpha=0.88)
    for index, line in enumerate(lines):
        sheet.text(x, y + 20 * index, line, 14, palette.ink, face="semibold", align="center", on_map=True)
