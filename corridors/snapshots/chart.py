"""The map of a picture: basemap, bands, casings, lines, crosses, signs, news, sites, names, in the order of the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from corridors.snapshots.frame import Box
from corridors.snapshots.furniture import scale_of
from corridors.snapshots.ground import Ground
from corridors.snapshots.looks import Color, dash_of, line_color
from corridors.snapshots.names import Name, place_all
from corridors.snapshots.own import draw_own, draw_picked
from corridors.snapshots.placing import Candidate, Point, Room, boxes_of, every
from corridors.snapshots.scene import Scene, Site, Stroke, stroke_pt
from corridors.snapshots.sheet import Canvas, Sheet
from corridors.snapshots.signs import sign_of
from corridors.style import (
    ACCURACY_STYLES,
    CASING,
    CHANGED,
    CHANGED_OPACITY,
    CHANGED_SITE_PX,
    CHOSEN,
    CHOSEN_CASING,
    CHOSEN_SITE_PX,
    CROSSED,
    LINE_PX,
    NAMES_RECEDE,
    NEWS_PX,
    PALETTES,
    RECEDE,
    SITE_PX,
    SITES_RECEDE,
    Palette,
    Theme,
    kind_color,
)
from corridors.terms import Accuracy, Kind

Array = Any
CROSS = Outline(np.array([[-3.0, -3.0], [3, 3], [3, -3], [-3, 3]]), [1, 2, 1, 2])
CROSS_STEP_PT, SIGN_STEP_PT, SIGNS_FROM_ZOOM = 22.0, 190.0, 4.9

# Points; a little less than the px on the screen, as a page is looked at closer.
TYPE = {"corridor": 10.6, "country": 8.6, "place": 9.2}
# The line around the map: where the sea is as dark as the page, only it shows where the map ends.
EDGE_PT = 0.5
DISC, RIM, SIGN_SHARE = 11.5 / 26, 1.6 / 26, 0.9 / 26


def draw_map(sheet: Sheet, ground: Ground, scene: Scene, theme: Theme, *, labels: bool, taken: Iterable[Box] = ()) -> None:
    """Draw a scene into the sheet's map window; names keep off what is taken."""
    palette = PALETTES[theme]
    draw_basemap(sheet, ground, scene, palette)
    others = [stroke for stroke in scene.strokes if stroke.corridor.id != scene.chosen]
    chosen = [stroke for stroke in scene.strokes if stroke.corridor.id == scene.chosen]
    fade = RECEDE if scene.chosen or scene.picked else 1.0
    draw_own(sheet, scene.own, scene.line_pt, theme, fade)
    _draw_bands(sheet, scene, theme, fade)
    _draw_changed(sheet, scene, palette)
    _draw_lines(sheet, scene, others, theme, (CASING, 1.0, fade))
    _draw_lines(sheet, scene, chosen, theme, (CHOSEN_CASING, CHOSEN, 1.0))
    if scene.picked:
        draw_picked(sheet, scene.picked, scene.line_pt, theme)
    room = Room()
    for box in (scale_of(scene.frame).box, *taken):
        room.take(box)
    for site in scene.sites:
        room.take(boxes_of(Candidate(*site.at), scene.site_pt + 2, scene.site_pt + 2)[0])
    for x, y in scene.news:
        room.take(Box(x - NEWS_PX - 1, y - NEWS_PX - 1, x + NEWS_PX + 1, y + NEWS_PX + 1))
    names = place_all(scene, room, TYPE, places=labels, corridors=labels)
    _draw_marks(sheet, scene, theme, room)
    sites = sorted(scene.sites, key=lambda site: site.corridor.id == scene.chosen)
    for place in scene.news:
        under = next((site for site in reversed(sites) if math.dist(site.at, place) < scene.site_pt / 2), None)
        _draw_ring(sheet, place, under, scene, palette)
    for site in sites:
        _draw_site(sheet, site, scene, theme)
    for name, at in names:
        _draw_name(sheet, name, at, scene, theme)
    left, top, right, bottom = scene.frame.box
    edge = Outline(np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]))
    sheet.stroke(edge, palette.border, EDGE_PT)


def draw_basemap(sheet: Sheet, ground: Ground, scene: Scene, palette: Palette) -> None:
    """Draw sea, land, lakes, rivers, borders and disputed lines."""
    sheet.box(scene.frame.box, palette.sea, on_map=True)
    sheet.fill(ground.land, palette.land, on_map=True)
    sheet.stroke(ground.rivers, palette.river, 0.7, on_map=True)
    sheet.fill(ground.water, palette.sea, on_map=True)
    sheet.stroke(ground.borders, palette.border, 0.8, on_map=True)
    sheet.stroke(ground.disputed, palette.disputed, 1.0, on_map=True, dash=(4, 3))


def _draw_lines(sheet: Sheet, scene: Scene, strokes: list[Stroke], theme: Theme, weights: tuple[float, float, float]) -> None:
    """Draw lines over their casings; the weights are casing and line, in line widths, and opacity."""
    casing, wide, alpha = weights
    for stroke in strokes:
        for line in stroke.lines:
            width = stroke_pt(stroke, scene) * casing
            sheet.stroke(Outline(line), PALETTES[theme].casing, width, on_map=True, round=True, alpha=alpha)
    for stroke in strokes:
        color = line_color(stroke.corridor.kind, stroke.status, theme)
        for line in stroke.lines:
            sheet.stroke(
                Outline(line),
                color,
                stroke_pt(stroke, scene) * wide,
                on_map=True,
                alpha=alpha,
                **(dash_of(stroke.status) or {"round": True}),
            )


def _draw_bands(sheet: Sheet, scene: Scene, theme: Theme, fade: float) -> None:
    style = ACCURACY_STYLES[Accuracy.SCHEMATIC]
    width = style.band_px * scene.line_pt / LINE_PX
    for stroke in scene.strokes:
        alpha = style.band_opacity * (1.0 if stroke.corridor.id == scene.chosen else fade)
        color = line_color(stroke.corridor.kind, stroke.status, theme)
        for line in stroke.lines if stroke.is_schematic else ():
            sheet.stroke(Outline(line), color, width, on_map=True, round=True, alpha=alpha)


def _draw_changed(sheet: Sheet, scene: Scene, palette: Palette) -> None:
    """Draw the bands and discs under what has changed since the day of the view."""
    for stroke in scene.strokes:
        for line in stroke.lines if stroke.corridor.id in scene.changed else ():
            sheet.stroke(Outline(line), palette.news, scene.line_pt * CHANGED, on_map=True, round=True, alpha=CHANGED_OPACITY)
    for site in scene.sites:
        if site.corridor.id in scene.changed:
            radius = scene.site_pt * CHANGED_SITE_PX / SITE_PX
            sheet.disc(*site.at, radius, palette.news, "none", 0, on_map=True, alpha=CHANGED_OPACITY)


def _draw_marks(sheet: Sheet, scene: Scene, theme: Theme, room: Room) -> None:
    """Draw crosses along what is cancelled or retired, and, from near, the sign of its kind along each line."""
    for stroke in scene.strokes:
        is_crossed = stroke.status in CROSSED
        if not is_crossed and scene.frame.zoom < SIGNS_FROM_ZOOM:
            continue
        alpha = NAMES_RECEDE if (scene.chosen or scene.picked) and stroke.corridor.id != scene.chosen else 1.0
        for line in stroke.lines:
            for at in every([(float(x), float(y)) for x, y in line], CROSS_STEP_PT if is_crossed else SIGN_STEP_PT):
                if is_crossed:
                    _draw_cross(sheet, at, line_color(stroke.corridor.kind, stroke.status, theme), alpha)
                elif all(room.has(box) for box in boxes_of(Candidate(at.x, at.y), 16, 16)):
                    room.take(boxes_of(Candidate(at.x, at.y), 16, 16)[0])
                    _draw_sign(sheet, at, stroke, theme, alpha)


def _draw_cross(sheet: Sheet, at: Candidate, color: Color, alpha: float) -> None:
    placed = CROSS.transformed(Affine2D().rotate(at.angle).translate(at.x, at.y))
    sheet.stroke(placed, color, 1.2, on_map=True, alpha=alpha)


def _draw_sign(sheet: Sheet, at: Candidate, stroke: Stroke, theme: Theme, alpha: float) -> None:
    sheet.disc(at.x, at.y, 7.5, PALETTES[theme].casing, "none", 0, on_map=True, alpha=alpha)
    kind = stroke.corridor.kind
    place = Affine2D().scale(0.7).translate(at.x, at.y)
    sheet.fill(sign_of(kind), line_color(kind, stroke.status, theme), on_map=True, alpha=alpha, transform=place)


def _draw_ring(sheet: Sheet, at: Point, under: Site | None, scene: Scene, palette: Palette) -> None:
    """Draw the ring of a place of news; around a site's disc where it would be under it."""
    if under is None:
        sheet.disc(*at, NEWS_PX, palette.casing, palette.news, 2, on_map=True)
        return
    size = scene.site_pt * (CHOSEN_SITE_PX / SITE_PX if under.corridor.id == scene.chosen else 1)
    sheet.disc(*under.at, size * (DISC + RIM) + 1.2, palette.casing, palette.news, 2, on_map=True)


def _draw_site(sheet: Sheet, site: Site, scene: Scene, theme: Theme) -> None:
    is_chosen = site.corridor.id == scene.chosen
    size = scene.site_pt * (CHOSEN_SITE_PX / SITE_PX if is_chosen else 1)
    draw_disc(
        sheet,
        site.corridor.kind,
        site.at,
        size,
        theme,
        on_map=True,
        alpha=1.0 if is_chosen or not (scene.chosen or scene.picked) else SITES_RECEDE,
    )


def draw_disc(sheet: Canvas, kind: Kind, at: tuple[float, float], size: float, theme: Theme, **style: Any) -> None:
    """Draw the map symbol of a site: a disc with a rim and the sign of its kind; style is `on_map` and `alpha`."""
    palette = PALETTES[theme]
    sheet.disc(*at, size * DISC, palette.disc, palette.ink, size * RIM, **style)
    place = Affine2D().scale(size * SIGN_SHARE).translate(*at)
    sheet.fill(sign_of(kind), kind_color(kind, theme), transform=place, **style)


def _draw_name(sheet: Sheet, name: Name, at: Candidate, scene: Scene, theme: Theme) -> None:
    palette = PALETTES[theme]
    colors = {"country": palette.country_name, "place": palette.place_name}
    color = colors.get(name.look) or (line_color(*name.line, theme) if name.line else palette.ink)
    alpha = NAMES_RECEDE if (scene.chosen or scene.picked) and name.corridor and name.corridor != scene.chosen else 1.0
    if name.look == "place":
        sheet.disc(*name.at, 1.7, color, palette.land, 0.8, on_map=True)
    sheet.text(
        at.x, at.y, name.text, TYPE[name.look], color, face=name.face, align="center", angle=at.angle, halo=palette.land,
        halo_pt=3.2 if name.look == "corridor" else 2.4, alpha=alpha, on_map=True,
    )  # fmt: skip
