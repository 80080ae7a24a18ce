"""What a picture shows of the corridors: strokes side by side, sites, places of news, in points of the page."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from corridors.atlas import Atlas, drawn_status
from corridors.history import changes
from corridors.layer_features import shown_features
from corridors.layered import chosen_feature
from corridors.model import Corridor, Event, Position
from corridors.select import event_passes
from corridors.snapshots.frame import Box, Frame
from corridors.snapshots.own import OwnScene, make_own, pick
from corridors.snapshots.placing import Point
from corridors.snapshots.trunks import lines_on_page
from corridors.strands import build_strands
from corridors.style import SITE_PX, STATUS_STYLES
from corridors.terms import Accuracy, Status
from corridors.view import View
from corridors.words import atlas_as_of

Array = Any
# A disc on a page: smaller than on the screen, as the type is.
SITE_PT = SITE_PX * 0.82


@dataclass(frozen=True)
class Stroke:
    """A drawn piece of a corridor: its lines on the page, each an array (n, 2), and what decides its style."""

    corridor: Corridor
    status: Status
    is_schematic: bool
    lines: tuple[Array, ...]


@dataclass(frozen=True)
class Site:
    """A hub, port or field at a point of the page."""

    corridor: Corridor
    status: Status
    at: Point


@dataclass(frozen=True)
class Scene:
    """All that is in sight of a view's corridors; `outside` are the view's corridors that are not.

    `changed` are those that have changed after `since`, if the view asks for that; `own` are users' layers in sight,
    `picked` is the selected feature of one.
    """

    frame: Frame
    line_pt: float
    strokes: tuple[Stroke, ...]
    sites: tuple[Site, ...]
    news: tuple[Point, ...]
    seen: tuple[Corridor, ...]
    outside: tuple[Corridor, ...]
    chosen: str | None
    since: dt.date | None
    changed: frozenset[str]
    own: tuple[OwnScene, ...] = ()
    picked: OwnScene | None = None

    @property
    def site_pt(self) -> float:
        """Width of a site's disc: smaller where the world is, so that neighbours stay apart."""
        return SITE_PT * max(0.55, min(1.0, 0.6 + 0.17 * self.frame.zoom))

    @property
    def legs(self) -> Counter[Status]:
        """How many drawn pieces have each status."""
        return Counter([stroke.status for stroke in self.strokes] + [site.status for site in self.sites])

    @property
    def has_band(self) -> bool:
        """True where a route is drawn that is not known exactly."""
        return any(stroke.is_schematic for stroke in self.strokes)


def line_pt(zoom: float) -> float:
    """Return the width of a full line: thin where the world is small, so that trunks stay apart (as camera.ts)."""
    width = 1.3 + max(0.0, zoom - 2.2) * 0.93 if zoom < 3.6 else 2.6 + min(4.0, zoom - 3.6) * 0.25
    return round(width, 2)


def make_scene(atlas: Atlas, view: View, corridors: tuple[Corridor, ...], frame: Frame) -> Scene:
    """Return what a frame shows of a view's corridors and of users' layers."""
    # A page is read like a screen a little nearer.
    width = line_pt(frame.zoom + 0.35)
    strokes = tuple(_strokes(atlas, corridors, frame, width))
    sites = tuple(_sites(corridors, frame))
    ids = {stroke.corridor.id for stroke in strokes} | {site.corridor.id for site in sites}
    seen = tuple(corridor for corridor in corridors if corridor.id in ids)
    chosen = view.corridor if view.corridor in ids else None
    outside = tuple(corridor for corridor in corridors if corridor.id not in ids)
    return Scene(
        frame,
        width,
        strokes,
        sites,
        tuple(_news(atlas, view, corridors, frame)),
        seen,
        outside,
        chosen,
        view.changed_since,
        _changed(atlas, view, corridors),
        make_own(shown_features(atlas, view), frame),
        pick(chosen_feature(atlas, view), frame),
    )


def _strokes(atlas: Atlas, corridors: tuple[Corridor, ...], frame: Frame, width: float) -> list[Stroke]:
    by_id = {corridor.id: corridor for corridor in corridors}
    return [
        Stroke(corridor, drawn_status(corridor, segment), segment.accuracy is Accuracy.SCHEMATIC, lines)
        for segment, lines in lines_on_page(build_strands(atlas, by_id), width, frame)
        for corridor in (by_id[segment.corridor],)
    ]


def _sites(corridors: tuple[Corridor, ...], frame: Frame) -> list[Site]:
    return [
        Site(corridor, drawn_status(corridor, segment), at)
        for corridor in corridors
        for segment in corridor.segments
        if segment.is_site and (at := point_on_page(segment.points[0], frame))
    ]


def point_on_page(position: Position, frame: Frame, margin: float = 0.0) -> Point | None:
    """Return where a position lies on the page, or None outside of the frame's box."""
    x, y = (float(value) for value in frame.project(np.array([[frame.near(position[0]), position[1]]]))[0])
    box = frame.box
    inside = box.left - margin <= x <= box.right + margin and box.top - margin <= y <= box.bottom + margin
    return (x, y) if inside and math.isfinite(x) else None


def _news(atlas: Atlas, view: View, corridors: tuple[Corridor, ...], frame: Frame) -> list[Point]:
    if not view.news_places:
        return []
    shown = {corridor.id for corridor in corridors}
    events: list[Event] = [e for e in atlas.events if e.place and not shown.isdisjoint(e.corridors) and event_passes(view, e)]
    places = dict.fromkeys(event.place for event in events if event.place)
    return [at for place in places if (at := point_on_page(place, frame))]


def _changed(atlas: Atlas, view: View, corridors: tuple[Corridor, ...]) -> frozenset[str]:
    if view.changed_since is None:
        return frozenset()
    return changes(atlas, corridors, view.changed_since, atlas_as_of(atlas)).corridors


def within(box: Box, inset: float) -> Box:
    """Return a box with a margin taken off all around."""
    return Box(box.left + inset, box.top + inset, box.right - inset, box.bottom - inset)


def stroke_pt(stroke: Stroke, scene: Scene) -> float:
    """Return the width of a stroke in points."""
    return scene.line_pt * STATUS_STYLES[stroke.status].weight
