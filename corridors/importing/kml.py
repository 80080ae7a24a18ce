"""KML, read element by element: placemarks with their names, times and data, a layer for each folder."""

from __future__ import annotations

import functools
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from lxml import etree

from corridors.importing.collecting import NoShapeError, Positions, Rows, numbers_of, positions_of
from corridors.importing.detect import BLANK_BYTES
from corridors.importing.limits import MAX_COLUMNS, MAX_LAYERS
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.raw import LAYER, Part

# What GDAL called them, so that a mapping that was remembered for a file still fits it.
SIMPLE = {
    "name": "Name", "description": "description", "altitudeMode": "altitudeMode", "tessellate": "tessellate", "extrude": "extrude",
    "visibility": "visibility", "drawOrder": "drawOrder", "Snippet": "snippet", "snippet": "snippet", "address": "address",
    "phoneNumber": "phoneNumber",
}  # fmt: skip
TIMES = {"when": "timestamp", "begin": "begin", "end": "end"}
COLUMNS = (
    "id",
    "Name",
    "description",
    "timestamp",
    "begin",
    "end",
    "altitudeMode",
    "tessellate",
    "extrude",
    "visibility",
    "drawOrder",
    "icon",
)
OF_SHAPES = frozenset(("altitudeMode", "tessellate", "extrude"))
SHAPES = frozenset(("Point", "LineString", "LinearRing", "Polygon", "Track"))
FOLDERS = frozenset(("Document", "Folder"))
ROWS = frozenset(("Placemark", "GroundOverlay"))
LEFT_OUT = ("NetworkLink", "PhotoOverlay", "ScreenOverlay")
TAGS = [f"{start}{tag}" for tag in (*FOLDERS, *ROWS, *LEFT_OUT) for start in ("{*}", "kml:")]
STEPS_BETWEEN_WORDS = 2_000


@functools.lru_cache(maxsize=10_000)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


def text_in(element: etree._Element) -> str:
    """Return the text of an element, with that of what stands in it."""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def elements(data: bytes, tags: Sequence[str], events: Sequence[str]) -> Iterator[tuple[str, etree._Element]]:
    """Return the starts, the ends or both of elements in XML whose root was looked at; prefixes that are not declared are no fault.

    Raises:
        ValueError: it is not well formed.
    """
    found = etree.iterparse(
        io.BytesIO(data.lstrip(BLANK_BYTES)), events=events, tag=tags, recover=True, huge_tree=True,
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    yield from found
    for error in found.error_log:
        if error.domain != etree.ErrorDomains.NAMESPACE and error.level >= etree.ErrorLevels.ERROR:
            raise ValueError(f"{error.message}, line {error.line}")


def forget(element: etree._Element) -> None:
    """Free what was read of an element, and the elements of its kind before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None and before.tag == element.tag:
        parent.remove(before)


def read_kml(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the placemarks and ground overlays of KML, one row each, in the order in which they stand there.

    A row whose positions are none has no shape, and is said. With several folders that have rows, a column names the folder.

    Raises:
        ImportFileError: it is not well formed, or beyond a limit.
    """
    rows, labels, open_, of_rows = Rows(name, COLUMNS), [], [], []  # type: Rows, list[str], list[int], list[int]
    left_out: Counter[str] = Counter()
    try:
        for step, (event, element) in enumerate(elements(data, TAGS, ("start", "end"))):
            tag = local(element)
            if tag in FOLDERS and event == "start":
                open_.append(len(labels))
                labels.append("")
            elif tag in FOLDERS:
                labels[open_.pop()] = _child(element, "name")
                forget(element)
            elif tag in LEFT_OUT and event == "end":
                left_out[tag] += 1
                forget(element)
            elif event == "end":
                of_rows.append(open_[-1] if open_ else -1)
                _add(rows, element)
                forget(element)
            if step % STEPS_BETWEEN_WORDS == 0:
                tell(progress, 0.1 + 0.6 * min(1, step / (step + 20_000)), f"{name}: {len(rows.texts):,} placemarks")
    except ValueError as error:
        raise refusal(name, f"KML that cannot be read ({str(error)[:160]})", "whole, valid KML", "export or download it again") from None
    used = sorted(set(of_rows))
    if not used:
        raise refusal(name, "no layer with shapes", "KML with lines or points", "export the layer that has them")
    words = ", ".join(f"{count:,} {tag}" for tag, count in sorted(left_out.items()))
    notes = [f"Left out, for they are links and pictures: {words}."] if left_out else []
    return rows.part([*_layers(rows, used, labels, of_rows), *notes])


def _layers(rows: Rows, used: list[int], labels: list[str], of_rows: list[int]) -> list[str]:
    """Give each row the name of its folder where there are several, and return what is to be said of them."""
    if len(used) > MAX_LAYERS:
        raise refusal(rows.name, f"{len(used)} layers", f"up to {MAX_LAYERS}", "export the layers that are needed")
    if len(used) == 1:
        return []
    names = {place: (labels[place] if place >= 0 else "") or f"layer {number}" for number, place in enumerate(used, 1)}
    rows.tell_all(LAYER, [names[place] for place in of_rows])
    return [f"{len(used)} layers are read one under the other: {', '.join(list(names.values())[:10])}."]


def _child(element: etree._Element, wanted: str) -> str:
    return next((text_in(child) for child in element.iterchildren() if local(child) == wanted), "")


def _add(rows: Rows, row: etree._Element) -> None:
    texts = {"id": row.get("id", "")}
    shapes = []
    for child in row.iterchildren():
        tag = local(child)
        if tag in SIMPLE:
            put(texts, SIMPLE[tag], text_in(child))
        elif tag in {"TimeStamp", "TimeSpan"}:
            texts.update({TIMES[local(time)]: text_in(time) for time in child.iterchildren() if local(time) in TIMES})
        elif tag == "ExtendedData":
            for key, value in _data(child):
                put(texts, key, value)
        elif tag == "Icon":
            texts["icon"] = _child(child, "href")
        elif tag in {*SHAPES, "MultiGeometry", "MultiTrack", "LatLonBox", "LatLonQuad"}:
            shapes.append(child)
            texts.update({local(said): text_in(said) for said in child.iterchildren() if local(said) in OF_SHAPES})
            texts.update(_times(child) if tag == "Track" else {})

    def fill(into: Rows) -> None:
        for shape in shapes:
            _draw(into, shape)

    rows.add(texts, fill, multi=any(local(shape) == "MultiTrack" for shape in shapes))


def put(texts: dict[str, str], name: str, value: str) -> None:
    """Keep a value under its name, or under the name with a number where another value stands there."""
    if len(texts) > MAX_COLUMNS:
        return  # the file is refused for its columns
    free = name
    for number in itertools.count(2):
        if (texts.get(free) or value) == value:
            break
        free = f"{name} ({number})"
    texts[free] = value


def _data(extended: etree._Element) -> Iterator[tuple[str, str]]:
    for value in extended.iter():
        tag, key = local(value), value.get("name")
        if tag == "SimpleData" and key:
            yield key, text_in(value)
        elif tag == "Data" and key:
            yield key, _child(value, "value")


def _times(track: etree._Element) -> dict[str, str]:
    times = [text_in(when) for when in track.iterchildren() if local(when) == "when"]
    return {"begin": times[0], "end": times[-1]} if times else {}


def _draw(into: Rows, shape: etree._Element) -> None:
    """Add the shapes of an element, at any depth, side by side."""
    of_areas: set[etree._Element] = set()
    for one in shape.iter():
        tag = local(one)
        if tag == "Point":
            into.point(positions_of(_child(one, "coordinates")))
        elif tag == "Polygon":
            rings = sorted((ring for ring in one.iter() if local(ring) == "LinearRing"), key=_is_hole)
            of_areas.update(rings)
            into.area([positions_of(_child(ring, "coordinates")) for ring in rings])
        elif tag == "LatLonBox":
            into.area([_box(one)])
        elif tag == "LatLonQuad":
            into.area([positions_of(_child(one, "coordinates"))])
        elif tag == "Track":
            into.line(_track(one))
        elif tag == "LineString" or (tag == "LinearRing" and one not in of_areas):
            into.line(positions_of(_child(one, "coordinates")))


def _is_hole(ring: etree._Element) -> bool:
    """Tell whether a ring cuts a hole; it may stand before the outer one."""
    parent = ring.getparent()
    return parent is not None and local(parent) == "innerBoundaryIs"


def _track(track: etree._Element) -> Positions:
    found = [text_in(coord).split()[:3] for coord in track.iterchildren() if local(coord) == "coord"]
    if not found or any(len(position) < 2 for position in found):
        raise NoShapeError("a track has a position that is none")
    width = min(map(len, found))
    return numbers_of([number for position in found for number in position[:width]]).reshape(-1, width)


def _box(box: etree._Element) -> Positions:
    west, south, east, north = numbers_of([_child(box, side) for side in ("west", "south", "east", "north")])
    if _child(box, "rotation") and numbers_of([_child(box, "rotation")])[0]:
        raise NoShapeError("a box that is turned is not read: draw its outline")
    east += 360 if west > east else 0  # over the antimeridian
    return np.array([(west, south), (east, south), (east, north), (west, north)])
