"""What a picture is of, and how its page is laid out: header, map, legend beside or below it, notes at the foot."""

from __future__ import annotations

from dataclasses import dataclass

from corridors.atlas import Atlas, drawn_status
from corridors.layer_features import shown_features
from corridors.model import Corridor
from corridors.select import known_atlas, select
from corridors.snapshots import furniture
from corridors.snapshots.frame import Box
from corridors.snapshots.lettering import wrap
from corridors.snapshots.own import OwnScene, unexplained
from corridors.snapshots.request import Part, Request, SnapshotError
from corridors.snapshots.scene import Scene
from corridors.style import Theme
from corridors.view import View, parse_view
from corridors.words import basis_words, countries_words, date_words, quantity_words

LEGEND_PT, GAP_PT = 186.0, 16.0
ROW_PT, HEAD_PT = 15.0, 15.0
# Wider than this, the legend stands beside the map.
BESIDE_ASPECT = 1.2
TYPE_PT = 10.0
MOST_QUANTITIES, MOST_LINES = 3, 3
# What the legend says beside kinds and statuses: changes, routes, disputed lines, news.
NOTE_ROWS = 4
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
    top = margin + header_in(subject, request, width, scene).height
    bottom = height - margin * 0.7 - _foot_height(subject, request, width, scene) - 10
    whole = Box(margin, top, width - margin, bottom)
    if Part.LEGEND not in request.parts:
        return Layout(whole, None, is_beside=True)
    if width / height >= BESIDE_ASPECT:
        split = whole.right - LEGEND_PT
        return Layout(Box(whole.left, top, split - GAP_PT, bottom), Box(split, top, whole.right, bottom), is_beside=True)
    split = bottom - min(whole.height * 0.4, _columns_height(subject, request, whole.width, scene))
    return Layout(Box(whole.left, top, whole.right, split - GAP_PT * 0.6), Box(whole.left, split, whole.right, bottom), is_beside=False)


def header_in(subject: Subject, request: Request, width: float, scene: Scene | None) -> furniture.Header:
    """Return the head of a page of a width; before a scene is known, as if nothing were outside of it."""
    outside = len(scene.outside) if scene else 0
    lines = furniture.header_lines(subject.atlas, subject.view, request, subject.corridors, outside)
    return furniture.header_of(*lines, width - 2 * furniture.MARGIN)


def _columns_height(subject: Subject, request: Request, width: float, scene: Scene | None) -> float:
    """Return the most that the blocks of the legend take beside one another; before a scene is known, with all that it may show."""
    seen = scene.seen if scene else subject.corridors
    legs = set(scene.legs) if scene else {drawn_status(c, s) for c in seen for s in c.segments}
    chosen = next((c for c in seen if c.id == subject.view.corridor), None)
    lines = card_of(subject.atlas, chosen, scene.picked if scene else None, card_width(width))
    card = sum(map(len, lines)) if lines and Part.CARD in request.parts else 0
    kinds = {corridor.kind for corridor in seen}
    own = sum(1 + len(unexplained(layer, kinds)) for layer in scene.own) if scene else 0
    return HEAD_PT + ROW_PT * max(len(kinds), len(legs | {c.status for c in seen}), card, own, NOTE_ROWS)


def card_width(width: float) -> float:
    """Return how wide the card of the selected corridor is among the blocks of a legend of a width."""
    return width / 4 - 16


def card_of(atlas: Atlas, chosen: Corridor | None, picked: OwnScene | None, width: float) -> tuple[list[str], list[str]] | None:
    """Return the name of the selected corridor or feature and what it is, in lines of a width; None where nothing is selected."""
    if chosen or not picked:
        return _card_lines(atlas, chosen, width) if chosen else None
    row, layer = picked.row, picked.layer
    words = [atlas.define(group, row[group]).word for group in ("kind", "status") if row[group]]
    texts = [", ".join(words) or "Kind and status not known", f"Imported: {layer.credit}"]
    names = wrap(str(row["name"]), "semibold", TYPE_PT + 1, width, MOST_LINES)
    return names, [line for text in texts for line in wrap(text, "regular", TYPE_PT - 1, width, MOST_LINES)]


def _card_lines(atlas: Atlas, corridor: Corridor, width: float) -> tuple[list[str], list[str]]:
    basis = basis_words(corridor.basis, corridor.sources)
    texts = [f"{atlas.define('kind', corridor.kind).word}, {corridor.status.value} ({basis}), as of {date_words(corridor.as_of)}"]
    texts.append(countries_words(corridor))
    for quantity in corridor.quantities[:MOST_QUANTITIES]:
        word = atlas.define("quantity", quantity.kind).word
        word += f" ({quantity.label})" if quantity.label else ""
        texts.append(f"{word}: {quantity_words(quantity)} ({basis_words(quantity.basis, quantity.sources)})")
    names = wrap(corridor.name, "semibold", TYPE_PT + 1, width, MOST_LINES)
    return names, [line for text in texts for line in wrap(text, "regular", TYPE_PT - 1, width, MOST_LINES)]


def noted_of(subject: Subject, scene: Scene | None) -> furniture.Noted:
    """Return what the notes of a page are about; before a scene is known, all that may be in sight."""
    if scene:
        return furniture.Noted(scene.seen, tuple(own.layer for own in scene.own), scene.frame.name)
    layers = tuple(shown.layer for shown in shown_features(subject.atlas, subject.view) if len(shown.features))
    return furniture.Noted(subject.corridors, layers, LONGEST_PROJECTION)


def _foot_height(subject: Subject, request: Request, width: float, scene: Scene | None) -> float:
    code = furniture.qr_of(request)
    room = width - 2 * furniture.MARGIN - (furniture.QR_PT + 14 if code else 0)
    notes = furniture.notes_for(subject.atlas, request, noted_of(subject, scene), room)
    return max(notes.height, furniture.QR_PT if code else 0.0)
