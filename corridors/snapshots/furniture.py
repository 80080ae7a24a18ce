"""What stands around the map of a picture: title, filters, as-of, scale bar, sources, attribution, link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import matplotlib.path as mpath
import numpy as np
import segno

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.layer_features import shown_features
from corridors.model import Corridor
from corridors.snapshots.frame import Box, Frame
from corridors.snapshots.lettering import width_of, wrap
from corridors.snapshots.request import Part, Request
from corridors.snapshots.sheet import Sheet
from corridors.style import Palette
from corridors.view import View
from corridors.words import (
    ATTRIBUTION,
    BORDERS,
    as_of_words,
    count_words,
    filter_words,
    km_words,
    title_words,
)

MARGIN = 22.0
TITLE_PT, SMALL_TITLE_PT, SUB_PT, SUB_LEADING = 21.0, 15.5, 10.5, 13.0
NOTE_PT, NOTE_LEADING, SCALE_PT = 7.6, 10.2, 8.2
QR_PT = 58.0
MOST_CREDIT_LINES = 6
# A QR code of more than so many modules a side is too fine for a slide.
MOST_MODULES = 81


class Notes(NamedTuple):
    """The lines at the foot of a picture: sources, whose layers are shown, attribution and data, the link."""

    sources: tuple[str, ...]
    credits: tuple[str, ...]
    about: tuple[str, ...]
    link: tuple[str, ...]

    @property
    def height(self) -> float:
        """The points that they take."""
        return NOTE_LEADING * (len(self.sources) + len(self.credits) + len(self.about) + len(self.link))


def header_lines(atlas: Atlas, view: View, request: Request, corridors: tuple[Corridor, ...], outside: int) -> tuple[str, str]:
    """Return the title and the line under it: how many corridors, the filters, as of when."""
    title = (request.title if request.title is not None else title_words(atlas, view)) if Part.TITLE in request.parts else ""
    parts = [
        f"{len(corridors)} of {len(atlas.corridors)} corridors"
        if len(corridors) < len(atlas.corridors)
        else f"All {len(corridors)} corridors"
    ]
    if Part.FILTERS in request.parts and (filters := filter_words(atlas, view)):
        parts.append(filters)
    if outside and corridors:
        parts.append(f"{outside} outside this frame")
    if own := sum(len(shown.features) for shown in shown_features(atlas, view)):
        parts.append(f"{own:,} imported feature{'' if own == 1 else 's'}")
    return title, " · ".join([*parts, as_of_words(atlas)])


class Header(NamedTuple):
    """The head of a page as set: title at a size, what is shown (the filters in words), as of when."""

    title: tuple[str, ...]
    size: float
    shown: tuple[str, ...]
    asof: str

    @property
    def title_height(self) -> float:
        """The points that the title takes, the gap under it included."""
        return len(self.title) * self.size * 1.22 + (5 if self.title else 0)

    @property
    def height(self) -> float:
        """The points that all of it takes, the gap above the map included."""
        return self.title_height + len(self.shown) * SUB_LEADING + 2.4


def header_of(title: str, sub: str, width: float) -> Header:
    """Return title and line under it, wrapped to a width: a long title is set smaller, many filters in up to three lines."""
    fits = width_of(title, "semibold", TITLE_PT) <= width
    size = TITLE_PT if fits else SMALL_TITLE_PT
    asof = sub.rsplit(" · ", 1)[-1]
    room = width - width_of(asof, "semibold", SUB_PT) - 16
    shown = wrap(sub.removesuffix(asof).removesuffix(" · "), "regular", SUB_PT, room, 3)
    return Header(tuple(wrap(title, "semibold", size, width, 1 if fits else 2)) if title else (), size, tuple(shown), asof)


def draw_header(sheet: Sheet, header: Header, palette: Palette) -> None:
    """Write title and lines under it from the top margin."""
    y = MARGIN
    for line in header.title:
        sheet.text(MARGIN, y + header.size * 0.5, line, header.size, palette.ink, face="semibold")
        y += header.size * 1.22
    y = MARGIN + header.title_height + SUB_PT * 0.5
    sheet.text(sheet.width - MARGIN, y, header.asof, SUB_PT, palette.ink, face="semibold", align="right")
    for line in header.shown:
        sheet.text(MARGIN, y, line, SUB_PT, palette.place_name)
        y += SUB_LEADING


class Noted(NamedTuple):
    """What the notes are about: the corridors in sight, the users' layers in sight, and the projection in words."""

    corridors: tuple[Corridor, ...]
    layers: tuple[ImportedLayer, ...]
    projection: str


def notes_for(atlas: Atlas, request: Request, noted: Noted, width: float) -> Notes:
    """Return the lines of the foot, wrapped to a width: sources of what is shown, attribution, borders, data, projection."""
    seen = noted.corridors
    sources = _source_lines(atlas, seen, width) if Part.SOURCES in request.parts and seen else []
    credited = wrap(credit_words(noted.layers), "regular", NOTE_PT, width, MOST_CREDIT_LINES) if noted.layers else []
    data = f"Edition {atlas.edition.version}, data {atlas.digest[:12] or 'unnamed'}"
    about = wrap(f"{ATTRIBUTION} · {BORDERS} · {data} · Projection: {noted.projection}", "regular", NOTE_PT, width, 2)
    link = wrap(link_of(request), "regular", NOTE_PT, width, 2) if Part.LINK in request.parts else []
    return Notes(tuple(sources), tuple(credited), tuple(about), tuple(link))


def credit_words(layers: Iterable[ImportedLayer]) -> str:
    """Return whose layers are shown; "" where none is."""
    credited = "; ".join(layer.credit for layer in layers)
    return f"Imported: {credited}" if credited else ""


def link_of(request: Request) -> str:
    """Return the address that opens the view again."""
    return f"{request.link.split('?')[0]}{'?' + request.view if request.view else ''}"


def publishers_of(atlas: Atlas, corridors: Iterable[Corridor]) -> list[str]:
    """Return who published the sources of corridors, those behind most of it first."""
    counts = Counter(source.publisher for corridor in corridors for source in atlas.sources_of(corridor))
    return [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def source_words(atlas: Atlas, corridors: Iterable[Corridor]) -> str:
    """Return every publisher behind corridors in one line."""
    return f"Sources: {'; '.join(publishers_of(atlas, corridors)) or 'none recorded'}"


def _source_lines(atlas: Atlas, seen: tuple[Corridor, ...], width: float) -> list[str]:
    """Return as many of the publishers as two lines hold, and how many there are besides."""
    names = publishers_of(atlas, seen)
    if not names:
        return [source_words(atlas, seen)]
    best = wrap(f"Sources: {count_words(len(names), 'publisher')}", "regular", NOTE_PT, width, 2)
    for kept in range(1, len(names) + 1):
        rest = len(names) - kept
        text = "Sources: " + "; ".join(names[:kept]) + (f"; and {count_words(rest, 'more publisher')}" if rest else "")
        lines = wrap(text, "regular", NOTE_PT, width, 3)
        if len(lines) > 2:
            break
        best = lines
    return best


def draw_notes(sheet: Sheet, notes: Notes, palette: Palette, bottom: float, request: Request) -> None:
    """Write the foot upwards from a bottom edge."""
    y = bottom - notes.height + NOTE_LEADING / 2
    for line in (*notes.sources, *notes.credits, *notes.about):
        sheet.text(MARGIN, y, line, NOTE_PT, palette.place_name)
        y += NOTE_LEADING
    for line in notes.link:
        sheet.text(MARGIN, y, line, NOTE_PT, palette.place_name, link=link_of(request))
        y += NOTE_LEADING


def qr_of(request: Request) -> segno.QRCode | None:
    """Return the QR code of the link, or None where none is asked for or the link is too long for one on a slide."""
    if not request.qr:
        return None
    try:
        code = segno.make(link_of(request), error="l", micro=False)
    except segno.DataOverflowError:
        return None
    return code if code.symbol_size(border=0)[0] <= MOST_MODULES else None


def draw_qr(sheet: Sheet, code: segno.QRCode, right: float, bottom: float) -> None:
    """Draw a QR code with its quiet zone into a corner, dark on white in either theme."""
    rows = [list(row) for row in code.matrix_iter(border=2)]
    step = QR_PT / len(rows)
    left, top = right - QR_PT, bottom - QR_PT
    sheet.box(Box(left, top, right, bottom), "#FFFFFF")
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float) * step
    dark = [corners + np.array([left + x * step, top + y * step]) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    codes = [1, 2, 2, 2, 79] * len(dark)
    sheet.fill(mpath.Path(np.concatenate(dark), codes), "#000000")


class Scale(NamedTuple):
    """A scale bar: where it stands with its words, its length in points, and the words."""

    box: Box
    width: float
    words: str


def scale_of(frame: Frame) -> Scale:
    """Return the scale bar of a frame, in the map's lower left corner; it holds for the middle of the map."""
    metres = frame.metres_per_pt * 100
    power = 10 ** np.floor(np.log10(metres))
    length = float(next(step for step in (5, 2, 1) if step * power <= metres) * power)
    width, lat = length / frame.metres_per_pt, frame.centre[1]
    words = f"{km_words(length / 1000) if length >= 1000 else f'{length:.0f} m'} at {abs(lat):.0f}° {'N' if lat >= 0 else 'S'}"
    left, bottom = frame.box.left + 6, frame.box.bottom - 5
    return Scale(Box(left, bottom - 15, left + width + width_of(words, "regular", SCALE_PT) + 17, bottom), width, words)


def draw_scale(sheet: Sheet, frame: Frame, palette: Palette) -> None:
    """Draw the scale bar."""
    box, width, words = scale_of(frame)
    x, y = box.left + 5, (box.top + box.bottom) / 2
    sheet.box(box, palette.casing, on_map=True, alpha=0.75)
    path = mpath.Path(np.array([[x, y - 3.5], [x, y + 3.5], [x + width, y + 3.5], [x + width, y - 3.5]]))
    sheet.stroke(path, palette.ink, 1.1, on_map=True)
    sheet.text(x + width + 6, y, words, SCALE_PT, palette.ink, on_map=True)
