"""Which lines run together, and the gently curved paths that they are drawn with.

Corridors that share a trunk share its edges (pairs of neighbouring named places). A strand is a run of edges of one
segment along which the same corridors run together: they are drawn side by side, each at its own offset.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.model import Position, Segment
from corridors.terms import Kind

Edge = tuple[Position, Position]
# Turns under this many degrees are left as they are; sharper ones get a point for every further such step.
SMOOTH_STEP_DEGREES = 9
MOST_STEPS = 6


# How far apart neighbours of a trunk run, in line widths: up to so many corridors, so far.
SPACING = ((3, 1.5), (99, 1.2))


class Strand(NamedTuple):
    """A drawn piece of a segment: its path, and the ids of the corridors that run along it, in their order.

    The path is in the direction that all of them share; `is_reversed` tells when the segment's own is the other.
    """

    segment: Segment
    path: tuple[Position, ...]
    beside: tuple[str, ...]
    is_reversed: bool

    @property
    def offset(self) -> float:
        """Offset from the shared course to the right of the path, in line widths."""
        place = self.beside.index(self.segment.corridor) - (len(self.beside) - 1) / 2
        return place * next(apart for most, apart in SPACING if len(self.beside) <= most)


class _Use(NamedTuple):
    corridor: str
    segment: str
    edge: int
    forward: bool


def build_strands(atlas: Atlas, shown: Iterable[str]) -> list[Strand]:
    """Return the strands of the corridors shown (ids), in their drawing order.

    Corridors keep one order across a trunk: by kind, then by id. Paths pass through every named place.
    """
    visible = set(shown)
    users = _visible_users(atlas, frozenset(visible))
    curves = _curves(atlas)
    strands = []
    for segment in atlas.segments:
        if segment.is_site or segment.corridor not in visible:
            continue
        edges = list(itertools.pairwise(segment.points))
        for names, same_way, run in _runs(segment, edges, users):
            strands.append(Strand(segment, _path(segment, run, users, curves), names, not same_way))
    return strands


def _key(edge: Edge) -> Edge:
    return (edge[0], edge[1]) if edge[0] <= edge[1] else (edge[1], edge[0])


@lru_cache(maxsize=8)
def _users(atlas: Atlas) -> dict[Edge, list[_Use]]:
    """Return who runs along each edge, in drawing order; a corridor that runs twice counts once."""
    order = {corridor.id: (list(Kind).index(corridor.kind), corridor.id) for corridor in atlas.corridors}
    found: defaultdict[Edge, dict[str, _Use]] = defaultdict(dict)
    for segment in atlas.segments:
        for index, edge in enumerate(itertools.pairwise(segment.points)):
            use = _Use(segment.corridor, segment.id, index, edge == _key(edge))
            found[_key(edge)].setdefault(segment.corridor, use)
    return {edge: sorted(uses.values(), key=lambda use: order[use.corridor]) for edge, uses in found.items()}


@lru_cache(maxsize=32)
def _visible_users(atlas: Atlas, visible: frozenset[str]) -> dict[Edge, list[_Use]]:
    kept = ((edge, [use for use in uses if use.corridor in visible]) for edge, uses in _users(atlas).items())
    return {edge: uses for edge, uses in kept if uses}


def _runs(segment: Segment, edges: Sequence[Edge], users: dict[Edge, list[_Use]]) -> Iterator[tuple[tuple[str, ...], bool, range]]:
    """Yield runs of edge indices along which the same corridors run, led by the same one in the same direction."""

    def company(index: int) -> tuple[tuple[str, ...], str, bool]:
        uses = users[_key(edges[index])]
        lead = uses[0]
        same_way = lead.forward == (edges[index] == _key(edges[index]))
        return tuple(use.corridor for use in uses), lead.segment, same_way

    for (names, _, same_way), group in itertools.groupby(range(len(edges)), key=company):
        indices = list(group)
        yield names if segment.corridor in names else (segment.corridor,), same_way, range(indices[0], indices[-1] + 1)


def _path(
    segment: Segment, run: range, users: dict[Edge, list[_Use]], curves: dict[tuple[str, int], list[Position]]
) -> tuple[Position, ...]:
    """Return the lead's curve along a run of edges, in the lead's direction, so that all who share it draw the same."""
    points: list[Position] = []
    edges = [_key((segment.points[index], segment.points[index + 1])) for index in run]
    leads = [users[edge][0] for edge in edges]
    if leads[0].edge > leads[-1].edge:
        leads.reverse()
    for lead in leads:
        curve = curves[lead.segment, lead.edge]
        points += curve if not points else curve[1:]
    return tuple(points)


@lru_cache(maxsize=8)
def _curves(atlas: Atlas) -> dict[tuple[str, int], list[Position]]:
    """Return the curved points of every edge, both ends included, by segment id and index."""
    curves = {}
    for corridor in atlas.corridors:
        lines = [segment for segment in corridor.segments if not segment.is_site]
        for segment in lines:
            before = next((s.points[-2] for s in lines if s is not segment and s.points[-1] == segment.points[0]), None)
            after = next((s.points[1] for s in lines if s is not segment and s.points[0] == segment.points[-1]), None)
            padded = [before or segment.points[0], *segment.points, after or segment.points[-1]]
            for index in range(len(segment.points) - 1):
                curves[segment.id, index] = _curve(*padded[index : index + 4])
    return curves


def _curve(before: Position, start: Position, end: Position, after: Position) -> list[Position]:
    """Return a cubic from start to end whose tangents follow the neighbours (a cardinal spline of low tension)."""
    turn = _turn(before, start, end) + _turn(start, end, after)
    steps = min(MOST_STEPS, 1 + int(turn / SMOOTH_STEP_DEGREES))
    if steps == 1:
        return [start, end]
    length = math.dist(start, end)
    pull = 0.3 * length
    t_start, t_end = _tangent(before, start, end, pull), _tangent(start, end, after, pull)
    points = [start]
    for step in range(1, steps):
        t = step / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        x = a * start[0] + b * (start[0] + t_start[0]) + c * (end[0] - t_end[0]) + d * end[0]
        y = a * start[1] + b * (start[1] + t_start[1]) + c * (end[1] - t_end[1]) + d * end[1]
        points.append((round(x, 4), round(y, 4)))
    return [*points, end]


def _tangent(before: Position, here: Position, after: Position, pull: float) -> Position:
    dx, dy = after[0] - before[0], after[1] - before[1]
    # The mean of both directions, so that a short edge beside a long one does not swing it.
    for one, two in ((before, here), (here, after)):
        if (length := math.dist(one, two)) > 0:
            dx += (two[0] - one[0]) / length
            dy += (two[1] - one[1]) / length
    norm = math.hypot(dx, dy) or 1.0
    return dx / norm * pull, dy / norm * pull


def _turn(before: Position, here: Position, after: Position) -> float:
    if here in (before, after):
        return 0.0
    one = math.atan2(here[1] - before[1], here[0] - before[0])
    two = math.atan2(after[1] - here[1], after[0] - here[0])
    return abs(math.degrees((two - one + math.pi) % (2 * math.pi) - math.pi))
