"""A page to draw on, in points from its top left: paths, texts and halos as matplotlib artists."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from corridors.snapshots.frame import Box
from corridors.snapshots.lettering import UNIT_PT, font, legible, outline, width_of

Color = Any
# Middle of capitals above the baseline, as a share of the type size.
MIDDLE = 0.335


class Canvas(Protocol):
    """What a legend is drawn on: a page of a picture, or a slide. All in points; `Sheet` says what each takes."""

    def fill(self, path: Outline, color: Color, **style: Any) -> None:
        """Fill a path."""

    def stroke(self, path: Outline, color: Color, width: float, **style: Any) -> None:
        """Draw along a path."""

    def rule(self, x0: float, y0: float, x1: float, y1: float, color: Color, width: float, **style: Any) -> None:
        """Draw a straight line."""

    def disc(self, x: float, y: float, radius: float, color: Color, rim: Color, rim_pt: float, **style: Any) -> None:
        """Draw a disc with a rim."""

    def text(self, x: float, y: float, text: str, size: float, color: Color, **style: Any) -> float:
        """Write a text; return its width."""


class Sheet:
    """A figure with a page over all of it and a map window that clips what is drawn in it."""

    def __init__(self, width: float, height: float, window: Box, background: Color) -> None:
        """Lay out an empty page; all in points."""
        self.width, self.height = width, height
        # A little more than asked, or a size that is no binary fraction would lose its last px.
        self.figure = Figure(figsize=((width + 1e-4) / 72, (height + 1e-4) / 72), dpi=72, facecolor=background)
        # One transform and one clip box for everything: matplotlib is slow at making them, not at drawing.
        self._place = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + self.figure.dpi_scale_trans
        self._window = TransformedBbox(Bbox([[window.left, window.bottom], [window.right, window.top]]), self._place)
        self._order = 0

    def _add(self, artist: Artist, *, on_map: bool) -> None:
        self._order += 1
        artist.set_zorder(self._order)
        artist.set_transform(self._place)
        if on_map:
            artist.set_clip_box(self._window)
        self.figure.add_artist(artist)

    def fill(self, path: Outline, color: Color, **style: Any) -> None:
        """Fill a path; style is `transform`, `alpha` and `on_map`."""
        self._patch(path, facecolor=color, edgecolor="none", linewidth=0, **style)

    def stroke(self, path: Outline, color: Color, width: float, **style: Any) -> None:
        """Draw along a path; style is `dash` (in line widths), `round` (ends), `alpha` and `on_map`."""
        dash, cap = style.pop("dash", None), "round" if style.pop("round", False) else "butt"
        line = (0, dash) if dash else "-"
        self._patch(path, fill=False, edgecolor=color, linewidth=width, linestyle=line, capstyle=cap, joinstyle="round", **style)

    def _patch(self, path: Outline, *, on_map: bool = False, transform: Affine2D | None = None, **style: Any) -> None:
        self._add(PathPatch(path.transformed(transform) if transform else path, **style), on_map=on_map)

    def text(self, x: float, y: float, text: str, size: float, color: Color, **style: Any) -> float:
        """Write a text whose middle line runs through (x, y); return its width.

        Style is `face`, `align` (left, center, right), `angle` (radians, clockwise), `halo` (a colour) with `halo_pt`,
        `alpha`, `on_map` (clips the halo: names are placed inside the map), and `link`.
        """
        face, angle, alpha = style.get("face", "regular"), style.get("angle", 0.0), style.get("alpha", 1.0)
        clean, width = legible(text, face), width_of(text, face, size)
        if not clean:
            return 0.0
        before = {"left": 0.0, "center": -width / 2, "right": -width}[style.get("align", "left")]
        cos, sin, down = math.cos(angle), math.sin(angle), size * MIDDLE
        start = (x + cos * before - sin * down, y + sin * before + cos * down)
        if (halo := style.get("halo")) is not None:
            turned = outline(text, face).transformed(Affine2D().scale(size / UNIT_PT, -size / UNIT_PT).rotate(angle).translate(*start))
            self.stroke(turned, halo, style.get("halo_pt", 3.0), alpha=alpha, on_map=style.get("on_map", False))
        written = Text(
            *start, clean, fontproperties=font(face, size), color=color, rotation=-math.degrees(angle), rotation_mode="anchor", ha="left",
            va="baseline", alpha=alpha, parse_math=False, url=style.get("link"),
        )  # fmt: skip
        # Not clipped: Agg draws no clipped text here.
        self._add(written, on_map=False)
        return width

    def disc(self, x: float, y: float, radius: float, color: Color, rim: Color, rim_pt: float, **style: Any) -> None:
        """Draw a disc with a rim."""
        place = Affine2D().scale(radius).translate(x, y)
        self._patch(Outline.unit_circle(), transform=place, facecolor=color, edgecolor=rim, linewidth=rim_pt, **style)

    def rule(self, x0: float, y0: float, x1: float, y1: float, color: Color, width: float, **style: Any) -> None:
        """Draw a straight line."""
        self.stroke(Outline(np.array([[x0, y0], [x1, y1]])), color, width, **style)

    def box(self, box: Box, color: Color, *, on_map: bool = False, alpha: float = 1.0) -> None:
        """Fill a rectangle."""
        corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom), (0, 0)]
        codes = [Outline.MOVETO, *[Outline.LINETO] * 3, Outline.CLOSEPOLY]
        self.fill(Outline(np.array(corners, dtype=float), codes), color, on_map=on_map, alpha=alpha)
