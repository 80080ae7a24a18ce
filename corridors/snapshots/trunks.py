"""Corridors side by side on the page: strands moved aside, and brought together again where the company changes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from corridors.model import Position, Segment
from corridors.snapshots.frame import Box, Frame
from corridors.snapshots.ground import TOLERANCE_PT, place_lines
from corridors.strands import Strand

Array = Any
# A line moves over to its next place aside along so many times the width of the step.
EASE = 6.0
STEP_PT, LEAST_GAP_PT, LEAST_ASIDE_PT = 2.0, 0.2, 0.01
# How far beyond the map's box lines are kept, so that their ends and casings do not show.
BEYOND_PT = 60.0


class Run(NamedTuple):
    """A strand on the page, points (n, 2) in the direction of its segment, and the places that it joins."""

    segment: Segment
    start: Position
    end: Position
    line: Array


def lines_on_page(strands: Iterable[Strand], width: float, frame: Frame) -> Iterator[tuple[Segment, tuple[Array, ...]]]:
    """Yield each segment in the box with its lines, moved aside in line widths; `width` is that of a line in points.

    The lines of one corridor meet wherever it goes on, whoever runs beside it there; a segment's dashes run on through.
    """
    runs = list(_runs(strands, width, frame))
    meetings = _meetings(runs)
    inside = shapely.box(*frame.box)
    for _, group in itertools.groupby(runs, key=lambda run: run.segment.id):
        pieces = list(group)
        joined = _joined(_brought(run, meetings) for run in pieces)
        parts = [part for line in joined for part in _clipped(line, frame.box)]
        if any(shapely.LineString(part).intersects(inside) for part in parts):
            yield pieces[0].segment, tuple(parts)


def _runs(strands: Iterable[Strand], width: float, frame: Frame) -> Iterator[Run]:
    """Yield what is left of each strand once it is moved aside: nothing where it is shorter than that."""
    known = list(strands)
    if not known:
        return
    paths = [strand.path[::-1] if strand.is_reversed else strand.path for strand in known]
    aside = np.array([-strand.offset if strand.is_reversed else strand.offset for strand in known]) * width
    placed = place_lines(np.array([_turned(path, frame) for path in paths]), frame)
    moved = np.where(np.abs(aside) > LEAST_ASIDE_PT, shapely.offset_curve(placed, aside, quad_segs=6), placed)
    # A line that has no place in the projection is left out.
    for index in np.flatnonzero(np.isfinite(shapely.bounds(moved)).all(axis=1)):
        for part in shapely.get_parts(moved[index]):
            yield Run(known[index].segment, paths[index][0], paths[index][-1], shapely.get_coordinates(part))


def _turned(path: Sequence[Position], frame: Frame) -> shapely.LineString:
    lonlat = np.array(path)
    middle = float(lonlat[:, 0].mean())
    return shapely.LineString(lonlat + np.array([frame.near(middle) - middle, 0.0]))


def _meetings(runs: Iterable[Run]) -> dict[tuple[str, Position], Array]:
    """Return where the lines of a corridor meet at each of its places: in the middle of where they would end."""
    ends: defaultdict[tuple[str, Position], list[Array]] = defaultdict(list)
    for run in runs:
        ends[run.segment.corridor, run.start].append(run.line[0])
        ends[run.segment.corridor, run.end].append(run.line[-1])
    return {key: np.mean(found, axis=0) for key, found in ends.items()}


def _brought(run: Run, meetings: dict[tuple[str, Position], Array]) -> Array:
    """Return a run's line with both ends eased over to where the corridor's lines meet."""
    gaps = [meetings[run.segment.corridor, place] - run.line[at] for place, at in ((run.start, 0), (run.end, -1))]
    if max(float(np.hypot(*gap)) for gap in gaps) < LEAST_GAP_PT:
        return run.line
    line = shapely.get_coordinates(shapely.segmentize(shapely.LineString(run.line), STEP_PT))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    for gap, distance in zip(gaps, (along, along[-1] - along), strict=True):
        reach = max(1e-6, min(along[-1] / 2, EASE * float(np.hypot(*gap))))
        share = np.clip(1 - distance / reach, 0, 1)
        line = line + (share * share * (3 - 2 * share))[:, None] * gap
    return shapely.get_coordinates(shapely.simplify(shapely.LineString(line), TOLERANCE_PT))


def _joined(lines: Iterable[Array]) -> list[Array]:
    joined: list[Array] = []
    for line in lines:
        if joined and np.hypot(*(joined[-1][-1] - line[0])) < LEAST_GAP_PT * 2:
            joined[-1] = np.concatenate([joined[-1], line[1:]])
        else:
            joined.append(line)
    return joined


def _clipped(line: Array, box: Box) -> list[Array]:
    kept = shapely.clip_by_rect(
        shapely.LineString(line), box.left - BEYOND_PT, box.top - BEYOND_PT, box.right + BEYOND_PT, box.bottom + BEYOND_PT
    )
    parts = shapely.get_parts(kept)
    return [shapely.get_coordinates(part) for part in parts if part.geom_type == "LineString" and not part.is_empty]
