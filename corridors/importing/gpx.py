"""GPX, read element by element: waypoints, routes and tracks, each a row."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corridors.importing.collecting import Positions, Rows, numbers_of
from corridors.importing.kml import STEPS_BETWEEN_WORDS, elements, forget, local, put, text_in
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.raw import LAYER, Part

LINK = ("link1_href", "link1_text", "link1_type", "link2_href", "link2_text", "link2_type")
# What GDAL called them, so that a mapping that was remembered for a file still fits it.
OF_POINTS = dict.fromkeys(
    ("ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", *LINK, "sym", "type", "fix", "sat", "hdop", "vdop", "pdop",
     "ageofdgpsdata", "dgpsid")
)  # fmt: skip
OF_LINES = dict.fromkeys(("name", "cmt", "desc", "src", *LINK, "number", "type"))
KINDS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
POINTS_KEPT = 20_000  # elements of a longer segment, freed before it ends: taking them out one by one costs as much as reading them
POINTS = frozenset(("rtept", "trkpt"))
TAGS = [f"{{*}}{tag}" for tag in (*KINDS, "trkseg", *POINTS)]


def read_gpx(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the waypoints, routes and tracks of GPX, one row each; one whose positions are none has no shape, and is said.

    Raises:
        ImportFileError: it is not well formed, or beyond a limit.
    """
    rows = Rows(name)
    kinds: list[str] = []
    try:
        for element, parts in _rows(name, data, progress):
            _add(rows, element, parts)
            kinds.append(KINDS[local(element)])
    except ValueError as error:
        raise refusal(name, f"GPX that cannot be read ({str(error)[:160]})", "whole, valid GPX", "export or download it again") from None
    used = [kind for kind in KINDS.values() if kind in kinds]
    if not used:
        raise refusal(name, "no layer with shapes", "GPX with lines or points", "export the layer that has them")
    notes = []
    if len(used) > 1:
        rows.tell_all(LAYER, kinds)
        notes.append(f"{len(used)} layers are read one under the other: {', '.join(used)}.")
    return rows.part(notes)


def _rows(name: str, data: bytes, progress: Progress | None) -> Iterator[tuple[etree._Element, list[list[str]]]]:
    """Yield the element of each row with its positions, longitudes and latitudes by turns of each segment; then it is freed."""
    count = 0
    parts: list[list[str]] = []
    points: list[str] = []
    waiting: list[etree._Element] = []
    for step, (_, element) in enumerate(elements(data, TAGS, ("end",))):
        tag = local(element)
        if tag in POINTS:
            waiting.append(element)
        if waiting and (tag not in POINTS or len(waiting) == POINTS_KEPT):
            points += [number for point in waiting for number in (point.get("lon", ""), point.get("lat", ""))]
            if tag in POINTS:
                forget(element)
            waiting = []
        if tag == "trkseg":
            parts.append(points)
            points = []
            element.clear(keep_tail=False)
        elif tag in KINDS:
            yield element, [*parts, points] if points else parts
            count += 1
            parts, points = [], []
            forget(element)
        if step % STEPS_BETWEEN_WORDS == 0:
            tell(progress, 0.1 + 0.6 * step / (step + 200_000), f"{name}: {count:,} rows")


def _add(rows: Rows, row: etree._Element, parts: list[list[str]]) -> None:
    is_point = local(row) == "wpt"
    known = OF_POINTS if is_point else OF_LINES
    rows.expect(known)
    texts: dict[str, str] = {}
    links = 0
    for child in row.iterchildren():
        tag = local(child)
        if tag == "link":
            links += 1
            texts |= {f"link{links}_href": child.get("href", "")}
            texts |= {f"link{links}_{local(part)}": text_in(part) for part in child.iterchildren() if local(part) in {"text", "type"}}
        elif tag == "extensions":
            for part in filter(local, child.iterchildren()):
                put(texts, f"{part.prefix}_{local(part)}" if part.prefix else local(part), text_in(part))
        elif tag in known:
            texts[tag] = text_in(child)

    def fill(into: Rows) -> None:
        if is_point:
            into.point(_positions([row.get("lon", ""), row.get("lat", "")]))
        lines = [part for part in parts if len(part) > 2] or parts  # a segment of one position is none beside longer ones
        for line in lines:
            into.line(_positions(line))

    rows.add(texts, fill, multi=local(row) == "trk")


def _positions(numbers: list[str]) -> Positions:
    return numbers_of(numbers).reshape(-1, 2)
