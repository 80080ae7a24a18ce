"""GPX, read element by element: waypoints, routes and tracks, each a row."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corridors.importing.collecting import Positions, Rows, numbers_of
from corridors.importing.kml import STEPS_BETWEEN_WORDS, elements, forget, local, text_in
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.raw import LAYER, Part

LINK = ("link1_href", "link1_text", "link1_type", "link2_href", "link2_text", "link2_type")
# What GDAL called them, so that a mapping that was remembered for a file still fits it.
OF_POINTS = ("ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", *LINK, "sym", "type", "fix", "sat", "hdop", "vdop",
             "pdop", "ageofdgpsdata", "dgpsid")  # fmt: skip
OF_LINES = ("name", "cmt", "desc", "src", *LINK, "number", "type")
KINDS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
POINTS_KEPT = 2_000  # numbers, after which the elements that they came from are freed
POINTS = frozenset(("rtept", "trkpt"))
TAGS = [f"{{*}}{tag}" for tag in (*KINDS, "trkseg", *POINTS)]


def read_gpx(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the waypoints, routes and tracks of GPX, one row each; one whose positions are none has no shape, and is said.

    Raises:
        ImportFileError: it is not well formed, or beyond a limit.
    """
    rows = Rows(name)
    kinds: list[str] = []
    parts: list[list[str]] = []  # of the row that is being read: longitudes and latitudes by turns, of each segment
    points: list[str] = []
    try:
        for step, (tag, element) in enumerate(_ends(data)):
            if tag in POINTS:
                points += (element.get("lon", ""), element.get("lat", ""))
                if len(points) % POINTS_KEPT == 0:
                    forget(element)
            elif tag == "trkseg":
                parts.append(points)
                points = []
            else:
                _add(rows, element, [*parts, points] if points else parts)
                kinds.append(KINDS[tag])
                parts, points = [], []
                forget(element)
            if step % STEPS_BETWEEN_WORDS == 0:
                tell(progress, 0.1 + 0.6 * step / (step + 200_000), f"{name}: {len(rows.texts):,} rows")
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


def _ends(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    return ((local(element), element) for _, element in elements(data, TAGS, ("end",)))


def _add(rows: Rows, row: etree._Element, parts: list[list[str]]) -> None:
    is_point = local(row) == "wpt"
    texts = dict.fromkeys(OF_POINTS if is_point else OF_LINES, "")
    links = 0
    for child in row.iterchildren():
        tag = local(child)
        if tag == "link":
            links += 1
            texts |= {f"link{links}_href": child.get("href", "")}
            texts |= {f"link{links}_{local(part)}": text_in(part) for part in child.iterchildren() if local(part) in {"text", "type"}}
        elif tag == "extensions":
            texts |= {
                f"{part.prefix}_{local(part)}" if part.prefix else local(part): text_in(part)
                for part in child.iterchildren()
                if local(part)
            }
        elif tag in texts:
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
