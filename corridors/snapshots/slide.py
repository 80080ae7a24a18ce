"""A slide to draw on as on a `Sheet`: what is drawn becomes shapes and texts of PowerPoint's own, to be edited there."""

from __future__ import annotations

from typing import Any

import numpy as np
from lxml import etree
from matplotlib.colors import to_rgb
from matplotlib.path import Path as Outline
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from corridors.snapshots.frame import Box
from corridors.snapshots.lettering import width_of
from corridors.snapshots.sheet import Color

FONT = "Calibri"
# Calibri runs narrower than the pictures' own type; a little more room keeps every other font on one line.
SLACK = 1.12
SCALE = 100
ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


class SlideSheet:
    """Has the methods of `Sheet` that the legend and the notes draw with; all in points."""

    def __init__(self, slide: Slide, width: float, height: float) -> None:
        """Draw on a slide of a size."""
        self.slide, self.width, self.height = slide, width, height
        self._shapes: Any = slide.shapes

    def fill(self, path: Outline, color: Color, **style: Any) -> None:
        """Fill a path: one freeform with its holes."""
        transform = style.get("transform")
        polygons = (path.transformed(transform) if transform else path).to_polygons(closed_only=True)
        rings = [[(float(x) * SCALE, float(y) * SCALE) for x, y in np.asarray(ring)] for ring in polygons]
        if not rings:
            return
        builder = self._shapes.build_freeform(*rings[0][0], scale=Pt(1) / SCALE)
        builder.add_line_segments(rings[0][1:], close=True)
        for ring in rings[1:]:
            builder.move_to(*ring[0])
            builder.add_line_segments(ring[1:], close=True)
        self._dress(builder.convert_to_shape(), color, style.get("alpha", 1.0))

    def disc(self, x: float, y: float, radius: float, color: Color, rim: Color, rim_pt: float, **style: Any) -> None:
        """Draw a disc with a rim."""
        shape = self._shapes.add_shape(MSO_SHAPE.OVAL, Pt(x - radius), Pt(y - radius), Pt(2 * radius), Pt(2 * radius))
        self._dress(shape, color, style.get("alpha", 1.0))
        if rim != "none":
            shape.line.color.rgb = _rgb(rim)
            shape.line.width = Pt(rim_pt)

    def _dress(self, shape: Any, color: Color, alpha: float) -> None:
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(color)
        shape.line.fill.background()
        _strip(shape)
        if alpha < 1:
            solid = shape.fill._xPr.find(qn("a:solidFill"))[0]  # noqa: SLF001 - python-pptx has no opacity
            etree.SubElement(solid, qn("a:alpha")).set("val", str(round(alpha * 100_000)))

    def stroke(self, path: Outline, color: Color, width: float, **style: Any) -> None:
        """Draw along a path, piece by piece."""
        for start, end in _pieces(path):
            self.rule(*start, *end, color, width, **style)

    def rule(self, x0: float, y0: float, x1: float, y1: float, color: Color, width: float, **style: Any) -> None:
        """Draw a straight line; `dash` is in line widths."""
        shape = self._shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(x0), Pt(y0), Pt(x1), Pt(y1))
        _strip(shape)
        line = shape.line
        line.color.rgb = _rgb(color)
        line.width = Pt(width)
        element = line._get_or_add_ln()  # noqa: SLF001 - dashes of one's own and opacity are not in python-pptx
        if style.get("round"):
            element.set("cap", "rnd")
        if (alpha := style.get("alpha", 1.0)) < 1:
            etree.SubElement(element.find(qn("a:solidFill"))[0], qn("a:alpha")).set("val", str(round(alpha * 100_000)))
        if dash := style.get("dash"):
            custom = etree.SubElement(element, qn("a:custDash"))
            part = etree.SubElement(custom, qn("a:ds"))
            part.set("d", str(max(1000, round(dash[0] * 100_000))))
            part.set("sp", str(round(dash[1] * 100_000)))

    def box(self, box: Box, color: Color, alpha: float = 1.0) -> None:
        """Fill a rectangle."""
        shape = self._shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
        self._dress(shape, color, alpha)

    def text(self, x: float, y: float, text: str, size: float, color: Color, **style: Any) -> float:
        """Write a text whose middle line runs through (x, y); style is `face`, `align` and `link`."""
        align, width = style.get("align", "left"), width_of(text, style.get("face", "regular"), size)
        room = width * SLACK + 4
        left = {"left": x, "center": x - room / 2, "right": x - room}[align]
        self.words(Box(left, y - size, left + room, y + size), [text], size, color, wrap=False, **style)
        return width

    def words(self, box: Box, lines: list[str], size: float, color: Color, **style: Any) -> None:
        """Put paragraphs into a text box; style is as for `text`, `wrap`, and `low` or `high` (they stand at its bottom or top)."""
        wrap = style.get("wrap", True)
        shape = self._shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
        frame = shape.text_frame
        fit(frame, wrap=wrap, middle=not wrap and not style.get("high"))
        if style.get("link"):
            # On the box, not on the words: those would take the colour of the theme's links, unreadable on a dark page.
            shape.click_action.hyperlink.address = style["link"]
        if style.get("low"):
            frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        for index, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.alignment = ALIGN[style.get("align", "left")]
            run = paragraph.add_run()
            run.text = line
            dress_run(run, size, color, bold=style.get("face") == "semibold")


def fit(frame: Any, *, wrap: bool, middle: bool) -> None:
    """Take the margins off a text frame and keep its size."""
    frame.word_wrap = wrap
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def dress_run(run: Any, size: float, color: Color, *, bold: bool) -> None:
    """Give a run of text its type."""
    run.font.size = Pt(round(size, 1))
    run.font.bold = bold
    run.font.name = FONT
    run.font.color.rgb = _rgb(color)


def _strip(shape: Any) -> None:
    """Take the theme's style off a shape: its shadow, most of all."""
    style = shape._element.find(qn("p:style"))  # noqa: SLF001 - python-pptx gives no way to it
    if style is not None:
        shape._element.remove(style)  # noqa: SLF001


def _rgb(color: Color) -> RGBColor:
    return RGBColor(*(round(part * 255) for part in to_rgb(color)))


def _pieces(path: Outline) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    points = [(float(x), float(y)) for x, y in np.asarray(path.vertices)]
    codes = [1, *[2] * (len(points) - 1)] if path.codes is None else [int(code) for code in np.asarray(path.codes)]
    return [(points[index - 1], points[index]) for index in range(1, len(points)) if codes[index] == int(Outline.LINETO)]
