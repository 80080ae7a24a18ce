"""A drawn page -> PNG, SVG or PDF, with its stamp inside and the same bytes for the same page."""

from __future__ import annotations

import base64
import io
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image, PngImagePlugin

from corridors.snapshots.figure import Drawing
from corridors.snapshots.lettering import FALLBACK, FAMILIES, WEIGHTS, Face, face_of, files_of, letters_of
from corridors.snapshots.request import Format, Request, Size
from corridors.snapshots.stamp import KEY, Stamp, seal, text_of

# matplotlib's fonts and settings are one for all threads.
LOCK = threading.RLock()
SETTINGS: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "corridors", "pdf.fonttype": 42, "pdf.compression": 6, "text.hinting": "none",
    "path.simplify": False, "lines.scale_dashes": True, "text.parse_math": False, "axes.unicode_minus": False,
}  # fmt: skip
PNG_LEVEL = 4
# It warns of tables that are of no use to a browser.
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)


def write(drawing: Drawing, request: Request, stamp: Stamp) -> bytes:
    """Return the file of a drawn page; its format is one that matplotlib writes."""
    writer = {Format.PNG: _png, Format.SVG: _svg, Format.PDF: _pdf}[request.format]
    return seal(writer(drawing, request, stamp))


def rasterize(drawing: Drawing, pixels: Size, px_per_pt: float) -> Image.Image:
    """Return a drawn page as an RGB image of a size."""
    figure = drawing.sheet.figure
    figure.set_dpi(72 * px_per_pt)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height()
    image = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    return image if size == tuple(pixels) else image.crop((0, 0, *pixels))


def _png(drawing: Drawing, request: Request, stamp: Stamp) -> bytes:
    notes = PngImagePlugin.PngInfo()
    # The stamp comes first in every file: what a title says can never be taken for it.
    notes.add_itxt(KEY, text_of(stamp))
    for key, value in {"Title": drawing.title, "Software": f"Corridors {stamp['version']}", "Copyright": stamp["licence"]}.items():
        notes.add_itxt(key, value)
    out = io.BytesIO()
    dpi = 72 * request.px_per_pt
    rasterize(drawing, request.pixels, request.px_per_pt).save(out, "PNG", pnginfo=notes, compress_level=PNG_LEVEL, dpi=(dpi, dpi))
    return out.getvalue()


def _svg(drawing: Drawing, request: Request, stamp: Stamp) -> bytes:
    figure = drawing.sheet.figure
    figure.set_dpi(72)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    own = (
        f"<metadata>{escape(text_of(stamp), quote=False)}</metadata><title>{escape(drawing.title)}</title>"
        f"<style>{_font_faces(figure)}</style>"
    )
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", out.getvalue(), count=1, flags=re.DOTALL)
    text = text[text.index("<svg") :]
    head, rest = text.split(">", 1)
    width, height = request.pixels
    head = re.sub(r' width="[^"]*"', f' width="{width}"', re.sub(r' height="[^"]*"', f' height="{height}"', head))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}>{own}{rest}'.encode()


def _font_faces(figure: Figure) -> str:
    """Return @font-face rules with the letters that the figure's texts need of each font."""
    used: dict[Face, set[str]] = {}
    for artist in figure.get_children():
        if isinstance(artist, Text):
            used.setdefault(face_of(artist.get_fontproperties()), set()).update(artist.get_text())
    return "".join(_font_face(face, letters) for face, letters in sorted(used.items()))


def _font_face(face: Face, letters: set[str]) -> str:
    own, fallback = files_of(face)
    here = {sign for sign in letters if ord(sign) in letters_of(own)}
    rules = [(own, FAMILIES[face], here), (fallback, FALLBACK, letters - here)]
    return "".join(_rule(file, name, WEIGHTS[face], signs) for file, name, signs in rules if signs)


def _rule(file: Path, name: str, weight: int, letters: set[str]) -> str:
    cutter = subset.Subsetter(subset.Options(layout_features=["*"], hinting=False, name_IDs=[1, 2]))
    font = TTFont(file, recalcTimestamp=False)
    cutter.populate(text="".join(sorted(letters)))
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    data = base64.b64encode(out.getvalue()).decode()
    return f"@font-face{{font-family:'{name}';font-weight:{weight};src:url(data:font/ttf;base64,{data})}}"


def _pdf(drawing: Drawing, request: Request, stamp: Stamp) -> bytes:
    del request
    figure = drawing.sheet.figure
    figure.set_dpi(72)
    out = io.BytesIO()
    about: dict[str, Any] = {
        "Keywords": text_of(stamp), "Title": drawing.title, "Creator": f"Corridors {stamp['version']}", "CreationDate": None,
        "Producer": f"matplotlib {mpl.__version__}", "Subject": f"{stamp['licence']}, view {stamp['view'] or 'default'}",
    }  # fmt: skip
    with _lean_fonts():
        figure.savefig(out, format="pdf", metadata=about)
    return out.getvalue()


@contextmanager
def _lean_fonts() -> Iterator[None]:
    """Have matplotlib embed fonts without their layout tables: no reader of a PDF uses them, and cutting them takes a third of the time."""
    usual = subset.Options._drop_tables_default  # noqa: SLF001 - matplotlib takes fontTools' defaults, and neither has a setting
    subset.Options._drop_tables_default = [*usual, "GSUB", "GPOS", "GDEF"]  # noqa: SLF001 - as above; LOCK is held
    try:
        yield
    finally:
        subset.Options._drop_tables_default = usual  # noqa: SLF001 - as above
