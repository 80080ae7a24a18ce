"""One picture: what is asked -> a laid out page with everything on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from corridors.snapshots import furniture
from corridors.snapshots.chart import draw_map
from corridors.snapshots.frame import Box, make_frame
from corridors.snapshots.ground import Ground, draw_ground
from corridors.snapshots.layout import Layout, Subject, header_in, lay_out, noted_of
from corridors.snapshots.legend import Legend
from corridors.snapshots.lettering import width_of, wrap
from corridors.snapshots.request import Part, Request
from corridors.snapshots.scene import Scene, make_scene
from corridors.snapshots.sheet import Sheet
from corridors.style import PALETTES, Palette
from corridors.words import count_words, shown_words

MESSAGE_PT, MESSAGE_LEADING = 14.0, 20.0


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
    message = None if scene.seen or scene.own else _empty_message(subject, layout.map)
    draw_map(sheet, ground, scene, subject.theme, labels=subject.view.labels, taken=[message.box] if message else [])
    if Part.SCALE in request.parts:
        furniture.draw_scale(sheet, frame, palette)
    if message:
        _draw_message(sheet, message, palette)
    title, sub = furniture.header_lines(subject.atlas, subject.view, request, subject.corridors, len(scene.outside))
    furniture.draw_header(sheet, header_in(subject, request, width, scene), palette)
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
    notes = furniture.notes_for(subject.atlas, request, noted_of(subject, scene), width)
    furniture.draw_notes(sheet, notes, palette, bottom, request)
    if code:
        furniture.draw_qr(sheet, code, sheet.width - furniture.MARGIN, bottom)


class _Message(NamedTuple):
    """Words in the middle of an empty map."""

    box: Box
    lines: list[str]


def _empty_message(subject: Subject, box: Box) -> _Message:
    count = count_words(len(subject.corridors), "corridor")
    words = f"None of the {count} lies in this frame." if subject.corridors else shown_words(subject.atlas, subject.view, ())
    lines = wrap(words, "semibold", MESSAGE_PT, box.width - 80, 4)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    across = max(width_of(line, "semibold", MESSAGE_PT) for line in lines) / 2 + 24
    down = MESSAGE_LEADING * len(lines) / 2 + 14
    return _Message(Box(x - across, y - down, x + across, y + down), lines)


def _draw_message(sheet: Sheet, message: _Message, palette: Palette) -> None:
    box = message.box
    sheet.box(box, palette.casing, on_map=True)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2 - MESSAGE_LEADING * (len(message.lines) - 1) / 2
    for index, line in enumerate(message.lines):
        at = y + MESSAGE_LEADING * index
        sheet.text(x, at, line, MESSAGE_PT, palette.ink, face="semibold", align="center", on_map=True)
