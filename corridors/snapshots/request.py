"""What is asked of a snapshot: format, size, frame, projection, what to put on it; and what of that is refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corridors.view import NO_TEXT

# Points of a slide; other sizes keep its area, so that type and lines keep their weight in the picture.
SLIDE_PT = (960.0, 540.0)
MIN_PX, MAX_PX = 400, 8_000
MAX_ASPECT = 4.0
MAX_TITLE = 160


class SnapshotError(ValueError):
    """A picture that cannot be made as asked; the text says where, what was found, what is allowed, what to do."""


class Format(StrEnum):
    """What a snapshot is written as."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    PPTX = "pptx"
    HTML = "html"


class Projection(StrEnum):
    """Web Mercator as on the screen, or a conic one whose parallels suit the frame."""

    SCREEN = "screen"
    CONIC = "conic"


class Part(StrEnum):
    """What may be left off a picture."""

    TITLE = "title"
    FILTERS = "filters"
    LEGEND = "legend"
    CARD = "card"
    SCALE = "scale"
    SOURCES = "sources"
    LINK = "link"


class Size(NamedTuple):
    """A picture's width and height in px."""

    width: int
    height: int

    @property
    def px_per_pt(self) -> float:
        """Px a point of the layout."""
        return math.sqrt(self.width * self.height / (SLIDE_PT[0] * SLIDE_PT[1]))


PRESETS: dict[str, Size] = {
    "slide": Size(1920, 1080),
    "slide-2x": Size(3840, 2160),
    "slide-4x3": Size(1440, 1080),
    "a4": Size(3508, 2480),
    "square": Size(1440, 1440),
}
PRESET_WORDS = {
    "slide": "Slide 16:9, 1920 × 1080 px",
    "slide-2x": "Slide 16:9 at twice the resolution, 3840 × 2160 px",
    "slide-4x3": "Slide 4:3, 1440 × 1080 px",
    "a4": "A4 landscape, 300 dpi, 3508 × 2480 px",
    "square": "Square, 1440 × 1440 px",
}
# Layouts with a size of their own: A4 at 300 dpi is 72/300 pt a px.
_PX_PER_PT = {"slide": 2.0, "slide-2x": 4.0, "slide-4x3": 2.0, "a4": 300 / 72, "square": 2.0}


@dataclass(frozen=True)
class Request:
    """One snapshot of one view, everything that decides its bytes beside the atlas.

    `size` is a preset or WIDTHxHEIGHT in px; `frame` as `frame.py` reads it; `parts` are those drawn; `link` is the
    address that the view string is put behind.
    """

    view: str = ""
    format: Format = Format.PNG
    size: str = "slide"
    title: str | None = None
    frame: str = "view"
    projection: Projection = Projection.SCREEN
    parts: tuple[Part, ...] = tuple(Part)
    qr: bool = False
    link: str = "http://localhost:8501/"

    @property
    def pixels(self) -> Size:
        """Width and height in px."""
        return read_size(self.size)

    @property
    def px_per_pt(self) -> float:
        """Px a point of the layout."""
        return _PX_PER_PT.get(self.size) or self.pixels.px_per_pt


def make_request(**given: object) -> Request:
    """Return a checked request of plain values, as the command line or a stamp has them.

    Raises:
        SnapshotError: a value is not understood or not allowed.
    """
    values = {name: value for name, value in given.items() if value is not None}
    values["format"] = _member(Format, "format", values.get("format", Format.PNG))
    values["projection"] = _member(Projection, "projection", values.get("projection", Projection.SCREEN))
    parts = values.get("parts", tuple(Part))
    asked = parts.split(",") if isinstance(parts, str) else list(parts)  # type: ignore[call-overload]
    chosen = {_member(Part, "parts", part) for part in asked if part}
    values["parts"] = tuple(part for part in Part if part in chosen)
    request = Request(**values)  # type: ignore[arg-type]
    _ = request.pixels
    if request.title is not None and len(request.title) > MAX_TITLE:
        raise SnapshotError(f"title: {len(request.title)} characters; allowed: up to {MAX_TITLE}; shorten it")
    if request.title is not None and (sign := NO_TEXT.search(request.title)):
        raise SnapshotError(f"title: found the control character U+{ord(sign[0]):04X}; allowed: text on one line; leave it out")
    if not re.match(r"https?://", request.link):
        raise SnapshotError(f"link: {request.link[:60]!r}; allowed: an http or https address; give the one that the dashboard has")
    return request


def read_size(text: str) -> Size:
    """Return the size that a preset's name or WIDTHxHEIGHT asks for.

    Raises:
        SnapshotError: it is neither, or out of range.
    """
    if text in PRESETS:
        return PRESETS[text]
    allowed = f"{', '.join(PRESETS)}, or WIDTHxHEIGHT of {MIN_PX} to {MAX_PX} px, no side over {MAX_ASPECT:.0f} times the other"
    match = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", text.strip().lower(), re.ASCII)
    if not match:
        raise SnapshotError(f"size: {text[:40]!r}; allowed: {allowed}")
    size = Size(int(match[1]), int(match[2]))
    if not MIN_PX <= min(size) <= max(size) <= MAX_PX or max(size) / min(size) > MAX_ASPECT:
        raise SnapshotError(f"size: {size.width}x{size.height} px; allowed: {allowed}; give another size")
    return size


def _member(enum: type[StrEnum], name: str, value: object) -> StrEnum:
    try:
        return enum(str(value).strip().lower())
    except ValueError:
        raise SnapshotError(f"{name}: {str(value)[:40]!r}; allowed: {', '.join(enum)}") from None
