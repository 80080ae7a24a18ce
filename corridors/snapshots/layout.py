"""What a picture is of, and how its page is laid out: header, map, legend beside or below it, notes at the foot."""

from __future__ import annotations

from dataclasses import dataclass

from corridors.atlas import Atlas, drawn_status
from corridors.model import Corridor
from corridors.select import known_atlas, select
from corridors.snapshots import furniture
from corridors.snapshots.frame import Box
from corridors.snapshots.request import Part, Request, SnapshotError
from corridors.snapshots.scene import Scene
from corridors.style import Theme
from corridors.view import View, parse_view

LEGEND_PT, GAP_PT = 186.0, 16.0
ROW_PT, HEAD_PT = 15.0, 15.0
# Wider than this, the legend stands beside the map.
BESIDE_ASPECT = 1.2
CARD_ROWS = 9
LONGEST_PROJECTION = "Lambert conformal conic, parallels 00° N and 00° N"


@dataclass(frozen=True)
class Subject:
    """What a picture is of: the atlas as known on the view's day, the view, and the corridors that it selects."""

    atlas: Atlas
    view: View
    corridors: tuple[Corridor, ...]

    @property
    def theme(self) -> Theme:
        """The theme of the view; light where it names none."""
        return self.view.theme or "light"


def subject_of(atlas: Atlas, text: str) -> Subject:
    """Return what a view string shows.

    Raises:
        SnapshotError: a part of it is not understood; a picture must not show something else than asked.
    """
    view, dropped = parse_view(text, atlas)
    if dropped:
        newer = (
            "; it may come from a newer version of the program or the data"
            if any("not understood" in d or "unknown" in d for d in dropped)
            else ""
        )
        raise SnapshotError(f"view: {'; '.join(dropped)}{newer}; correct it or leave it out")
    known = known_atlas(atlas, view)
    return Subject(known, view, select(known, view))


@dataclass(frozen=True)
class Layout:
    """Boxes of the page in points; the legend stands beside the map, below it, or is left off."""

    map: Box
    legend: Box | None
    is_beside: bool


def lay_out(subject: Subject, request: Request, width: float, height: float, scene: Scene | None = None) -> Layout:
    """Return where map and legend go on a page of a size in points; once a scene is known, with the notes it needs."""
    margin = furniture.MARGIN
    title, _ = furniture.header_lines(subject.atlas, subject.view, request, subject.corridors, 0)
    top = margin + furniture.header_height(title, width - 2 * margin)
    bottom = height - margin * 0.7 - _foot_height(subject, request, width, scene) - 10
    whole = Box(margin, top, width - margin, bottom)
    if Part.LEGEND not in request.parts:
        return Layout(whole, None, is_beside=True)
    if width / height >= BESIDE_ASPECT:
        split = whole.right - LEGEND_PT
        return Layout(Box(whole.left, top, split - GAP_PT, bottom), Box(split, top, whole.right, bottom), is_beside=True)
    split = bottom - min(whole.height * 0.4, _columns_height(subject, request))
    return Layout(Box(whole.left, top, whole.right, split - GAP_PT * 0.6), Box(whole.left, split, whole.right, bottom), is_beside=False)


def _columns_height(subject: Subject, request: Request) -> float:
    """Return the most that the blocks of the legend take beside one another."""
    kinds = len({corridor.kind for corridor in subject.corridors})
    statuses = len({drawn_status(c, s) for c in subject.corridors for s in c.segments} | {c.status for c in subject.corridors})
    card = CARD_ROWS if Part.CARD in request.parts and subject.view.corridor else 3
    return HEAD_PT + ROW_PT * max(kinds, statuses, card)


def _foot_height(subject: Subject, request: Request, width: float, scene: Scene | None) -> float:
    seen, projection = (scene.seen, scene.frame.name) if scene else (subject.corridors, LONGEST_PROJECTION)
    code = furniture.qr_of(request)
    room = width - 2 * furniture.MARGIN - (furniture.QR_PT + 14 if code else 0)
    notes = furniture.notes_for(subject.atlas, request, seen, projection, room)
    return max(notes.height, furniture.QR_PT if code else 0.0)
