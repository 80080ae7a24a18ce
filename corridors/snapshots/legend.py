"""The legend of a picture: only what is in sight, with counts, and what the selected corridor is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from matplotlib.transforms import Affine2D

from corridors.atlas import Atlas
from corridors.snapshots.chart import CROSS, draw_disc
from corridors.snapshots.frame import Box
from corridors.snapshots.ground import Ground
from corridors.snapshots.layout import HEAD_PT, ROW_PT, TYPE_PT, Layout, card_of, card_width
from corridors.snapshots.lettering import cut, width_of
from corridors.snapshots.looks import Color, Look, dash_of
from corridors.snapshots.own import WIDTH, OwnScene, draw_own_sign, unexplained
from corridors.snapshots.request import Part, Request
from corridors.snapshots.scene import Scene
from corridors.snapshots.sheet import Canvas
from corridors.snapshots.signs import sign_of
from corridors.style import (
    ACCURACY_STYLES,
    CHANGED_OPACITY,
    CROSSED,
    KIND_STYLES,
    LINE_PX,
    PALETTES,
    Theme,
    kind_color,
    kind_style,
    status_style,
)
from corridors.terms import Accuracy, Kind, Status
from corridors.words import count_words, day_words

GAP_PT = 8.0
HEAD_TYPE_PT = 8.0
SYMBOL_PT = 34.0
LEAST_SHRINK = 0.62
Draw = Callable[[float, float, float], None]


@dataclass(frozen=True)
class Row:
    """One line: a symbol drawn from a left edge at a height and scale, a word, and a count or nothing."""

    word: str
    count: int | None = None
    draw: Draw | None = None
    look: Literal["row", "name", "text"] = "row"


@dataclass
class Block:
    """Rows under one heading."""

    head: str
    rows: list[Row] = field(default_factory=list)

    def height(self, scale: float) -> float:
        """Return the points that the block takes, its heading included."""
        return ((HEAD_PT if self.head else 0) + ROW_PT * len(self.rows)) * scale


class Legend:
    """The blocks of a picture's legend, and how to draw them in one column or several."""

    def __init__(self, sheet: Canvas, atlas: Atlas, scene: Scene, ground: Ground, theme: Theme) -> None:
        """Gather what is in sight."""
        self.sheet, self.atlas, self.scene, self.theme = sheet, atlas, scene, theme
        self.palette = PALETTES[theme]
        self.blocks = [block for block in (self._kinds(), self._statuses(), self._own(), self._notes(ground)) if block.rows]

    def add_card(self, names: list[str], texts: list[str]) -> None:
        """Put what the selected corridor or feature is at the top."""
        self.blocks.insert(0, Block("Selected", [*(Row(line, look="name") for line in names), *(Row(line, look="text") for line in texts)]))

    def _kinds(self) -> Block:
        counts = Counter(corridor.kind for corridor in self.scene.seen)
        rows = [Row(KIND_STYLES[kind].plural, counts[kind], self._kind_symbol(kind)) for kind in Kind if counts[kind]]
        return Block(f"{count_words(len(self.scene.seen), 'corridor')} in this frame", rows)

    def _statuses(self) -> Block:
        counts = Counter(corridor.status for corridor in self.scene.seen)
        legs = self.scene.legs
        own = Counter({look.status: 1 for layer in self.scene.own for look in layer.seen if look.kind is None or not look.kind.is_site})
        rows = []
        for status in Status:
            word = self.atlas.define("status", status).word
            if counts[status]:
                rows.append(Row(word, counts[status], self._stroke(status)))
            elif legs[status] or own[status]:
                rows.append(Row(f"{word} ({'legs only' if legs[status] else 'imported'})", None, self._stroke(status)))
        if own[None]:
            rows.append(Row("Not known (imported)", None, self._stroke(None)))
        return Block("Status of the corridor", rows)

    def _own(self) -> Block:
        """Return a row for each of the users' layers, and for the kinds of those that have several and that no corridor has."""
        rows, explained = [], {corridor.kind for corridor in self.scene.seen}
        for layer in self.scene.own:
            kinds = layer.kinds
            only = next(iter(kinds)) if len(kinds) == 1 else None
            rows.append(Row(layer.layer.name, layer.count, self._own_symbol(layer, only) if len(kinds) == 1 else None))
            rows += [Row(kind_style(kind).plural, kinds[kind], self._own_symbol(layer, kind)) for kind in unexplained(layer, explained)]
        return Block("Imported, in this frame", rows)

    def _own_symbol(self, layer: OwnScene, kind: Kind | None) -> Draw:
        is_point = kind.is_site if kind else not len(layer.lines)

        def draw(x: float, y: float, scale: float) -> None:
            if is_point:
                draw_own_sign(self.sheet, Look(kind, None), (x + SYMBOL_PT / 2 * scale, y), 13 * scale, self.theme)
                return
            color = kind_color(kind, self.theme)
            self.sheet.rule(x, y, x + 15 * scale, y, color, LINE_PX * WIDTH * scale)
            self.sheet.fill(sign_of(kind), color, transform=Affine2D().scale(0.82 * scale).translate(x + 25 * scale, y))

        return draw

    def _notes(self, ground: Ground) -> Block:
        rows = []
        if since := self.scene.since:
            changed = sum(corridor.id in self.scene.changed for corridor in self.scene.seen)
            rows.append(Row(f"Changed since {day_words(since)}", changed, self._changed))
        if self.scene.has_band:
            rows.append(Row("Route not known exactly", None, self._band))
        if ground.has_disputed:
            rows.append(Row("Disputed line", None, self._disputed))
        if self.scene.news:
            rows.append(Row("Place of news", len(self.scene.news), self._ring))
        return Block("", rows)

    def _kind_symbol(self, kind: Kind) -> Draw:
        def draw(x: float, y: float, scale: float) -> None:
            if kind.is_site:
                draw_disc(self.sheet, kind, (x + SYMBOL_PT / 2 * scale, y), 15 * scale, self.theme)
                return
            color = kind_color(kind, self.theme)
            self.sheet.rule(x, y, x + 15 * scale, y, color, LINE_PX * scale)
            place = Affine2D().scale(0.82 * scale).translate(x + 25 * scale, y)
            self.sheet.fill(sign_of(kind), color, transform=place)

        return draw

    def _stroke(self, status: Status | None) -> Draw:
        style = status_style(status)
        color: Color = self.palette.quiet if style.greyed else self.palette.ink

        def draw(x: float, y: float, scale: float) -> None:
            self.sheet.rule(x + 1, y, x + (SYMBOL_PT - 1) * scale, y, color, LINE_PX * style.weight * scale, **dash_of(status))
            for share in (0.25, 0.75) if status in CROSSED else ():
                place = Affine2D().scale(scale).translate(x + SYMBOL_PT * share * scale, y)
                self.sheet.stroke(CROSS.transformed(place), color, 1.1 * scale)

        return draw

    def _band(self, x: float, y: float, scale: float) -> None:
        style = ACCURACY_STYLES[Accuracy.SCHEMATIC]
        ends = (x + 6 * scale, y, x + (SYMBOL_PT - 6) * scale, y)
        self.sheet.rule(*ends, self.palette.quiet, style.band_px * 0.75 * scale, round=True, alpha=0.28)

    def _changed(self, x: float, y: float, scale: float) -> None:
        ends = (x + 5 * scale, y, x + (SYMBOL_PT - 5) * scale, y)
        self.sheet.rule(*ends, self.palette.news, 8 * scale, round=True, alpha=CHANGED_OPACITY)

    def _disputed(self, x: float, y: float, scale: float) -> None:
        self.sheet.rule(x, y, x + SYMBOL_PT * scale, y, self.palette.disputed, 1.2 * scale, dash=(4, 3))

    def _ring(self, x: float, y: float, scale: float) -> None:
        self.sheet.disc(x + SYMBOL_PT / 2 * scale, y, 4 * scale, self.palette.casing, self.palette.news, 1.8 * scale)

    def draw_into(self, layout: Layout, request: Request) -> None:
        """Draw the legend where the layout has it, with the card of the selected corridor at its head."""
        box = layout.legend
        if box is None:
            return
        chosen = next((corridor for corridor in self.scene.seen if corridor.id == self.scene.chosen), None)
        lines = card_of(self.atlas, chosen, self.scene.picked, box.width if layout.is_beside else card_width(box.width))
        if lines and Part.CARD in request.parts:
            self.add_card(*lines)
        (self.draw_column if layout.is_beside else self.draw_columns)(box)

    def draw_column(self, box: Box) -> None:
        """Draw the blocks under one another, smaller where they would not fit."""
        scale = min(1.0, max(LEAST_SHRINK, box.height / self._needed(self.blocks)))
        top = box.top
        for block in self.blocks:
            self._draw_block(block, box.left, top, box.width, scale)
            top += block.height(scale) + GAP_PT * scale

    def _needed(self, blocks: list[Block]) -> float:
        return max(1.0, sum(block.height(1) + GAP_PT for block in blocks))

    def draw_columns(self, box: Box) -> None:
        """Draw the blocks beside one another."""
        scale = min(1.0, max(LEAST_SHRINK, box.height / max((block.height(1) for block in self.blocks), default=1.0)))
        step = box.width / max(1, len(self.blocks))
        for index, block in enumerate(self.blocks):
            self._draw_block(block, box.left + step * index, box.top, step - 16, scale)

    def _draw_block(self, block: Block, left: float, top: float, width: float, scale: float) -> None:
        if block.head:
            self.sheet.text(left, top + HEAD_PT * scale * 0.45, block.head, HEAD_TYPE_PT * scale, self.palette.place_name, face="semibold")
            top += HEAD_PT * scale
        for index, row in enumerate(block.rows):
            self._draw_row(row, left, top + ROW_PT * scale * (index + 0.5), width, scale)

    def _draw_row(self, row: Row, left: float, y: float, width: float, scale: float) -> None:
        ink, size = self.palette.ink, TYPE_PT * scale
        if row.look != "row":
            is_name = row.look == "name"
            self.sheet.text(left, y, row.word, size + scale if is_name else size - scale, ink, face="semibold" if is_name else "regular")
            return
        if row.draw:
            row.draw(left, y, scale)
        indent = (SYMBOL_PT + 9) * scale if row.draw else 0.0
        count = f"{row.count:,}" if row.count is not None else ""
        word = cut(row.word, "regular", size, width - indent - (width_of(count, "semibold", size) + 8 if count else 0))
        self.sheet.text(left + indent, y, word, size, ink)
        if count:
            taken = indent + width_of(f"{word}{count}", "regular", size) + 10
            self.sheet.text(left + max(min(width, 172.0 * scale), taken), y, count, size, ink, face="semibold", align="right")
