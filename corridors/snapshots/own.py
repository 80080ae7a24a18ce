"""Features of users' layers on the page, whole columns at a time: a layer may have 10^5 of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import shapely
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from corridors.imported import ImportedLayer
from corridors.layer_features import Shown
from corridors.layered import Chosen
from corridors.snapshots.frame import Frame
from corridors.snapshots.ground import place_lines
from corridors.snapshots.looks import Look, dash_of, line_color
from corridors.snapshots.sheet import Canvas
from corridors.snapshots.signs import compound, sign_of
from corridors.style import CHOSEN, CHOSEN_CASING, CROSSED, PALETTES, Theme, status_style
from corridors.terms import Kind, Status

Array = Any
# As on the screen: thinner than a corridor; no casings where there is no room left between the lines.
WIDTH, CASED, MOST_CASED = 0.8, 1.9, 15_000
# Up to so many points in sight carry the sign of their kind; the others are plain discs.
MOST_SIGNED, SIGNED_PT, DISC_PT = 120, 13.0, 2.6
RIM_PT = 0.9
CROSS_STEP_PT, CROSS_PT = 22.0, 1.2
CROSS_ARMS = np.array([[-3.0, -3.0], [3, 3], [3, -3], [-3, 3]])


@dataclass(frozen=True, eq=False)
class OwnScene:
    """A layer's features in a frame: lines (an array of geometries on the page) and points (n, 2), each with its row's look.

    `seen` are the looks of the features in sight, one each; `row` has the columns of the first feature.
    """

    layer: ImportedLayer
    lines: Array
    line_looks: Array
    points: Array
    point_looks: Array
    seen: Counter[Look]
    row: Mapping[str, Any]

    @cached_property
    def kinds(self) -> Counter[Kind | None]:
        """How many features in sight each kind has, in the order of the kinds, what is not known last."""
        counts: Counter[Kind | None] = Counter()
        for kind in (*Kind, None):
            if number := sum(count for look, count in self.seen.items() if look.kind is kind):
                counts[kind] = number
        return counts

    @property
    def count(self) -> int:
        """How many features are in sight."""
        return self.seen.total()


def unexplained(scene: OwnScene, explained: Container[Kind | None]) -> list[Kind | None]:
    """Return the kinds of a layer that a legend must give a row of their own: of several, those that it does not list anyway."""
    return [kind for kind in scene.kinds if kind not in explained] if len(scene.kinds) > 1 else []


def make_own(shown: Sequence[Shown], frame: Frame) -> tuple[OwnScene, ...]:
    """Return each layer's features in a frame; a layer that has none in sight is left out."""
    return tuple(scene for one in shown if (scene := _own(one, frame)).count)


def pick(chosen: Chosen | None, frame: Frame) -> OwnScene | None:
    """Return the selected feature alone, or None where there is none in the frame."""
    scene = _own(Shown(chosen.layer, chosen.layer.features.iloc[[chosen.row]]), frame) if chosen else None
    return scene if scene and scene.count else None


def _own(shown: Shown, frame: Frame) -> OwnScene:
    features = shown.features
    shapes = np.asarray(features.geometry.values)
    looks = np.asarray(features["kind"].astype(str) + "|" + features["status"].astype(str), dtype=object)
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    lines, line_rows = _project(*_near(shapes[~is_point], frame), frame)
    points, point_rows = _spots(shapes[is_point], frame)
    line_looks, point_looks = looks[~is_point][line_rows], looks[is_point][point_rows]
    seen = np.concatenate([looks[~is_point][np.unique(line_rows)], looks[is_point][np.unique(point_rows)]])
    counts = Counter({_look(text): number for text, number in Counter(seen).items()})
    return OwnScene(shown.layer, lines, line_looks, points, point_looks, counts, features.iloc[0] if len(features) else {})


def _look(text: str) -> Look:
    kind, _, status = text.partition("|")
    return Look(Kind(kind) if kind else None, Status(status) if status else None)


def _near(shapes: Array, frame: Frame) -> tuple[Array, Array]:
    """Return the parts of lines in a frame's extent, turned to where it shows them, and the row of each."""
    west, south, east, north = frame.extent
    found, rows = [shapes[:0]], [np.empty(0, dtype=int)]
    for turn in (-360.0, 0.0, 360.0):
        if west - turn > 180 or east - turn < -180:
            continue
        kept = shapely.clip_by_rect(shapes, west - turn, south, east - turn, north)
        parts, row = shapely.get_parts(kept, return_index=True)
        is_line = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (shapely.length(parts) > 0)
        found.append(shapely.transform(parts[is_line], partial(np.add, [turn, 0.0])))
        rows.append(row[is_line])
    return np.concatenate(found), np.concatenate(rows)


def _project(lines: Array, rows: Array, frame: Frame) -> tuple[Array, Array]:
    """Return lines in points of the page, no finer than it shows, that touch its box."""
    placed = place_lines(lines, frame)
    is_finite = np.isfinite(shapely.bounds(placed)).all(axis=1)
    placed, rows = placed[is_finite], rows[is_finite]
    box = shapely.box(*frame.box)
    shapely.prepare(box)
    is_drawn = shapely.intersects(box, placed)
    return placed[is_drawn], rows[is_drawn]


def _spots(points: Array, frame: Frame) -> tuple[Array, Array]:
    lonlat = shapely.get_coordinates(points)
    if len(lonlat) == 0:
        return lonlat, np.empty(0, dtype=int)
    turned = np.column_stack([(lonlat[:, 0] - frame.lon_0 + 180) % 360 - 180 + frame.lon_0, lonlat[:, 1]])
    placed = frame.project(turned)
    (left, top, right, bottom), (x, y) = frame.box, placed.T
    inside = np.isfinite(placed).all(axis=1) & (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    return placed[inside], np.flatnonzero(inside)


def draw_own(sheet: Canvas, scenes: Sequence[OwnScene], line_pt: float, theme: Theme, alpha: float) -> None:
    """Draw layers into the map window: lines over their casings, then points, in the order of the layers."""
    for scene in scenes:
        is_cased = shapely.get_num_coordinates(scene.lines).sum() <= MOST_CASED
        if is_cased:
            sheet.stroke(compound(scene.lines), PALETTES[theme].casing, line_pt * WIDTH * CASED, on_map=True, round=True, alpha=alpha)
        for look, mask in _grouped(scene.line_looks):
            width = line_pt * WIDTH * status_style(look.status).weight
            sheet.stroke(compound(scene.lines[mask]), line_color(*look, theme), width, on_map=True, alpha=alpha, **dash_of(look.status))
            if is_cased and look.status in CROSSED:
                sheet.stroke(_crosses(scene.lines[mask]), line_color(*look, theme), CROSS_PT, on_map=True, alpha=alpha)
    for scene in scenes:
        _draw_points(sheet, scene, theme, alpha)


def draw_picked(sheet: Canvas, scene: OwnScene, line_pt: float, theme: Theme) -> None:
    """Draw the selected feature as a selected corridor is drawn."""
    for look, mask in _grouped(scene.line_looks):
        lines, width = compound(scene.lines[mask]), line_pt * status_style(look.status).weight
        sheet.stroke(lines, PALETTES[theme].casing, line_pt * CHOSEN_CASING, on_map=True, round=True)
        sheet.stroke(lines, line_color(*look, theme), width * CHOSEN, on_map=True, **dash_of(look.status))
    for at, text in zip(scene.points, scene.point_looks, strict=True):
        draw_own_sign(sheet, _look(text), (float(at[0]), float(at[1])), SIGNED_PT * 1.5, theme, on_map=True)


def _grouped(looks: Array) -> Iterator[tuple[Look, Array]]:
    """Yield looks with a mask of their rows: what is not known and what is least certain first, under the rest."""
    order = ["", *reversed([status.value for status in Status])]
    for text in sorted(set(looks), key=lambda text: (order.index(text.partition("|")[2]), text)):
        yield _look(text), looks == text


def _crosses(lines: Array) -> Outline:
    """Return upright crosses every so often along lines, the first after half a step."""
    counts = np.floor(shapely.length(lines) / CROSS_STEP_PT + 0.5).astype(int)
    places = (np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts) + 0.5) * CROSS_STEP_PT
    spots = shapely.get_coordinates(shapely.line_interpolate_point(np.repeat(lines, counts), places))
    corners = (spots[:, None, :] + CROSS_ARMS[None, :, :]).reshape(-1, 2)
    return Outline(corners, np.tile([Outline.MOVETO, Outline.LINETO], len(spots) * 2))


def _draw_points(sheet: Canvas, scene: OwnScene, theme: Theme, alpha: float) -> None:
    palette = PALETTES[theme]
    if len(scene.points) > MOST_SIGNED:
        for look, mask in _grouped(scene.point_looks):
            spots = scene.points[mask]
            sheet.fill(_discs(spots, DISC_PT + RIM_PT), palette.casing, on_map=True, alpha=alpha)
            sheet.fill(_discs(spots, DISC_PT), line_color(*look, theme), on_map=True, alpha=alpha)
        return
    for at, text in zip(scene.points, scene.point_looks, strict=True):
        draw_own_sign(sheet, _look(text), (float(at[0]), float(at[1])), SIGNED_PT, theme, on_map=True, alpha=alpha)


def draw_own_sign(sheet: Canvas, look: Look, at: tuple[float, float], size: float, theme: Theme, **style: Any) -> None:
    """Draw the map symbol of a point: a disc with a rim and the sign of its kind in its colour; style is `on_map` and `alpha`."""
    color = line_color(*look, theme)
    sheet.disc(*at, size / 2 - RIM_PT, PALETTES[theme].disc, color, RIM_PT * 1.2, **style)
    sheet.fill(sign_of(look.kind), color, transform=Affine2D().scale(size * 0.033).translate(*at), **style)


def _discs(spots: Array, radius: float) -> Outline:
    turn = np.linspace(0, 2 * np.pi, 13)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * radius
    corners = (spots[:, None, :] + ring[None, :, :]).reshape(-1, 2)
    codes = np.tile([Outline.MOVETO, *[Outline.LINETO] * 11, Outline.CLOSEPOLY], len(spots))
    return Outline(corners, codes)
