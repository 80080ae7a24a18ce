"""Which names a map wants, in order of importance, and where each could go (as names.ts has it for the screen)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely

from corridors.load import read_countries
from corridors.model import Corridor
from corridors.snapshots.frame import Frame
from corridors.snapshots.ground import PlaceName, place_names
from corridors.snapshots.lettering import Face, width_of
from corridors.snapshots.placing import Candidate, Cover, Point, Room, Wanted, lengths_of, place, point_at, straight
from corridors.snapshots.scene import Scene, Site, Stroke, point_on_page, within
from corridors.terms import Kind, Status, Tier

Array = Any
Look = Literal["corridor", "country", "place"]
FACES: Mapping[Look, Face] = {"corridor": "semibold", "country": "caps", "place": "regular"}
# From which zoom on a rank is shown.
COUNTRY_FROM = (0.0, 0.8, 1.8, 2.6, 4.2)
PLACE_FROM = (0.0, 2.1, 2.7, 4.2, 5.6)
# A name that could only stand across so much of lines is left out.
MOST_COVERED = {"country": 0.3, "place": 0.4}
MOST_CANDIDATES = 150
ASIDE_PT = (0, -22, 22, -44, 44, -66, 66)
DOWN_PT = (0, -12, 12, -24, 24, -36, 36)
SHARES = (0.5, 0.36, 0.64, 0.22, 0.78, 0.1, 0.9)


@dataclass(frozen=True)
class Name:
    """A text on the map; `line` is the kind and status that give a corridor's name its colour, `at` what is named."""

    text: str
    look: Look
    at: Point
    corridor: str | None = None
    line: tuple[Kind, Status] | None = None

    @property
    def face(self) -> Face:
        """The cut of type."""
        return FACES[self.look]


def place_all(scene: Scene, room: Room, sizes: Mapping[str, float], *, corridors: bool, places: bool) -> list[tuple[Name, Candidate]]:
    """Return the names that find room: the selected corridor's first, then by rank, then countries and places."""
    wanted = _corridor_names(scene, sizes["corridor"]) if corridors else []
    wanted += _place_names(scene, sizes) if places else []
    cover = Cover(scene.frame.box, (line for stroke in scene.strokes for line in stroke.lines))
    return place(wanted, room, within(scene.frame.box, 3), cover)


def _corridor_names(scene: Scene, size: float) -> list[Wanted[Name]]:
    order = sorted(scene.seen, key=lambda c: (c.id != scene.chosen, c.tier is not Tier.CORE, c.id))
    found = []
    for corridor in order:
        strokes = sorted((s for s in scene.strokes if s.corridor is corridor), key=_length, reverse=True)
        site = next((s for s in scene.sites if s.corridor is corridor), None)
        if name := _corridor_name(corridor, strokes, site, scene, size):
            found.append(name)
    return found


def _length(stroke: Stroke) -> float:
    return sum(lengths_of([tuple(point) for point in line])[-1] for line in stroke.lines)


def _corridor_name(corridor: Corridor, strokes: list[Stroke], site: Site | None, scene: Scene, size: float) -> Wanted[Name] | None:
    width = width_of(corridor.label, "semibold", size) + 6
    if site and (corridor.kind.is_site or not strokes):
        item = Name(corridor.label, "corridor", site.at, corridor.id)
        return Wanted(item, width, size * 1.25, _around_point(site.at, width, scene.site_pt / 2 + 2))
    if not strokes:
        return None
    candidates = [c for stroke in strokes for line in stroke.lines for c in _beside_line(line, width, 7 + scene.line_pt * 1.2)]
    item = Name(corridor.label, "corridor", candidates[0][:2], corridor.id, (corridor.kind, strokes[0].status))
    return Wanted(item, width, size * 1.25, candidates[:MOST_CANDIDATES])


def _beside_line(line: Array, width: float, aside: float) -> list[Candidate]:
    run = [(float(x), float(y)) for x, y in line]
    sums = lengths_of(run)
    found = []
    for share in SHARES:
        if along := straight(run, sums, sums[-1] * share, width + 6):
            nx, ny = math.sin(along.angle) * aside, -math.cos(along.angle) * aside
            found += [Candidate(along.x + nx, along.y + ny, along.angle), Candidate(along.x - nx, along.y - ny, along.angle)]
    for share in SHARES:
        x, y = point_at(run, sums, sums[-1] * share)
        found += [Candidate(x, y - aside - 2), Candidate(x, y + aside + 2)]
        found += [Candidate(x + width / 2 + aside, y), Candidate(x - width / 2 - aside, y)]
    return found


def _around_point(at: Point, width: float, clear: float) -> list[Candidate]:
    x, y = at
    side = width / 2 + clear
    return [Candidate(x + side, y), Candidate(x - side, y), Candidate(x, y + clear + 7), Candidate(x, y - clear - 7)]


def _place_names(scene: Scene, sizes: Mapping[str, float]) -> list[Wanted[Name]]:
    zoom = scene.frame.zoom
    found: dict[bool, list[Wanted[Name]]] = {True: [], False: []}
    for row in place_names():
        is_country = row.kind == "country"
        if zoom >= (COUNTRY_FROM if is_country else PLACE_FROM)[row.rank] and (at := point_on_page(row.at, scene.frame, 30)):
            found[is_country].append(_place_name(row, at, sizes["country" if is_country else "place"], scene.frame))
    return found[True] + found[False]


def _place_name(row: PlaceName, at: Point, size: float, frame: Frame) -> Wanted[Name]:
    look: Look = "country" if row.kind == "country" else "place"
    text = row.name.upper() if look == "country" else row.name
    width = width_of(text, FACES[look], size) + 4
    candidates = _in_country(row, at, frame) if look == "country" else _around_point(at, width, 5) + _askew(at, width)
    return Wanted(Name(text, look, at), width, size * 1.25, candidates, MOST_COVERED[look], at if look == "place" else None)


def _askew(at: Point, width: float) -> list[Candidate]:
    x, y = at
    return [Candidate(x + across * (width / 2 + 3), y + down * 9) for across in (1, -1) for down in (-1, 1)]


def _in_country(row: PlaceName, at: Point, frame: Frame) -> list[Candidate]:
    """Return where a country's name may stand: at its own place, or, a little aside, where it is still in the country."""
    aside = np.array([at]) + [[across, down] for across in ASIDE_PT for down in DOWN_PT]
    shape = read_countries().get(row.country or "")
    if shape is None:
        return [Candidate(*at)]
    places = frame.locate(aside)
    inside = shapely.contains_xy(shape, (places[:, 0] + 180) % 360 - 180, places[:, 1])
    return [Candidate(*at), *(Candidate(float(x), float(y)) for x, y in aside[1:][inside[1:]])]
