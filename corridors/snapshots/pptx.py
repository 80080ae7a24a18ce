"""A real slide: the map as a picture, title, legend, sources and link to be edited, statuses and news in the speaker notes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import segno
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from corridors.brief import news_lines, status_line
from corridors.snapshots import furniture
from corridors.snapshots.figure import draw
from corridors.snapshots.frame import Box
from corridors.snapshots.layout import Subject, header_in, noted_of
from corridors.snapshots.legend import Legend
from corridors.snapshots.request import Request
from corridors.snapshots.scene import Scene
from corridors.snapshots.sheet import Color
from corridors.snapshots.slide import SlideSheet, dress_run, fit
from corridors.snapshots.stamp import Stamp, seal, text_of
from corridors.snapshots.writers import rasterize
from corridors.style import PALETTES
from corridors.words import citation, count_words, map_words

TITLE_ONLY = 5
MOST_NEWS = 3


def write_pptx(subject: Subject, request: Request, stamp: Stamp) -> bytes:
    """Return a presentation of one slide."""
    drawing = draw(subject, request)
    sheet = drawing.sheet
    palette = PALETTES[subject.theme]
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Pt(round(sheet.width, 2)), Pt(round(sheet.height, 2))
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.background.fill.solid()
    target = SlideSheet(slide, sheet.width, sheet.height)
    target.box(Box(0, 0, sheet.width, sheet.height), palette.casing)
    _add_map(slide, subject, request, drawing.scene.frame.box, rasterize(drawing, request.pixels, request.px_per_pt))
    header = header_in(subject, request, sheet.width, drawing.scene)
    _set_title(slide, drawing.title, header, sheet.width, palette.ink)
    _, sub = furniture.header_lines(subject.atlas, subject.view, request, subject.corridors, len(drawing.scene.outside))
    top = furniture.MARGIN + header.title_height
    under = Box(furniture.MARGIN, top - 2, sheet.width - furniture.MARGIN, drawing.layout.map.top)
    target.words(under, list(header.shown), furniture.SUB_PT, palette.place_name, wrap=False, high=True)
    target.text(
        sheet.width - furniture.MARGIN,
        top + furniture.SUB_PT / 2,
        header.asof,
        furniture.SUB_PT,
        palette.ink,
        face="semibold",
        align="right",
    )
    legend = Legend(target, subject.atlas, drawing.scene, drawing.ground, subject.theme)
    legend.draw_into(drawing.layout, request)
    _add_foot(target, subject, request, drawing.scene)
    slide.notes_slide.notes_text_frame.text = _notes(subject, drawing.scene, drawing.title, sub)
    _set_properties(deck, drawing.title, stamp)
    out = io.BytesIO()
    deck.save(out)
    return seal(out.getvalue())


def _add_map(slide: Any, subject: Subject, request: Request, box: Box, page: Any) -> None:
    scale = request.px_per_pt
    picture = page.crop(tuple(round(edge * scale) for edge in box))
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=6)
    data.seek(0)
    shape = slide.shapes.add_picture(data, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    shape.name = "Map"
    shape._element.nvPicPr.cNvPr.set("descr", map_words(subject.atlas, subject.view, subject.corridors))  # noqa: SLF001 - python-pptx has no alternative text


def _set_title(slide: Any, title: str, header: furniture.Header, width: float, color: Color) -> None:
    shape = slide.shapes.title
    room, height = width - 2 * furniture.MARGIN, header.title_height or 14.0
    shape.left, shape.top, shape.width, shape.height = Pt(furniture.MARGIN), Pt(furniture.MARGIN - 4), Pt(room), Pt(height)
    frame = shape.text_frame
    fit(frame, wrap=True, middle=False)
    frame.text = title
    for paragraph in frame.paragraphs:
        paragraph.alignment = 1
        for run in paragraph.runs:
            dress_run(run, header.size, color, bold=True)
    slide.shapes._spTree.append(shape._element)  # noqa: SLF001 - over the background, which was drawn later


def _add_foot(target: SlideSheet, subject: Subject, request: Request, scene: Scene) -> None:
    color = PALETTES[subject.theme].place_name
    code = furniture.qr_of(request)
    right = target.width - furniture.MARGIN - (furniture.QR_PT + 14 if code else 0)
    bottom = target.height - furniture.MARGIN * 0.7
    notes = furniture.notes_for(subject.atlas, request, noted_of(subject, scene), right - furniture.MARGIN)
    blocks = [" ".join(lines) for lines in (notes.sources, notes.credits, notes.about) if lines]
    top = scene.frame.box.bottom + 4
    target.words(Box(furniture.MARGIN, top, right, bottom - furniture.NOTE_LEADING), blocks, furniture.NOTE_PT, color, low=True)
    if notes.link:
        address = furniture.link_of(request)
        box = Box(furniture.MARGIN, bottom - furniture.NOTE_LEADING, right, bottom)
        target.words(box, [address], furniture.NOTE_PT, color, link=address, low=True)
    if code:
        _add_qr(target.slide, code, target.width - furniture.MARGIN, bottom)


def _add_qr(slide: Any, code: segno.QRCode, right: float, bottom: float) -> None:
    data = io.BytesIO()
    code.save(data, kind="png", scale=8, border=2)
    data.seek(0)
    size = furniture.QR_PT
    slide.shapes.add_picture(data, Pt(right - size), Pt(bottom - size), Pt(size), Pt(size)).name = "Link as a QR code"


def _notes(subject: Subject, scene: Scene, title: str, sub: str) -> str:
    """Return what a speaker wants at hand: each corridor's status and its newest news, and who says so."""
    atlas = subject.atlas
    lines = [title, sub, ""]
    for corridor in scene.seen:
        lines.append(f"{corridor.name}: {status_line(corridor)}.")
        news = news_lines(atlas, corridor)
        lines += [f"  {line}" for line in news[:MOST_NEWS]] or ["  No news is linked to this corridor."]
        said = [citation(atlas.source_by_id[name]) for name in corridor.sources if name in atlas.source_by_id]
        lines += [f"  Status according to: {'; '.join(said)}" if said else "  The status is unsourced.", ""]
    for own in scene.own:
        lines += [f"Imported layer, {count_words(own.count, 'feature')} in this frame. {own.layer.credit}.", ""]
    return "\n".join(lines).strip()


def _set_properties(deck: Any, title: str, stamp: Stamp) -> None:
    core = deck.core_properties
    day = dt.datetime.fromisoformat(stamp["asof"]).replace(tzinfo=dt.UTC)
    core.title, core.author, core.subject = title[:255], f"Corridors {stamp['version']}", f"{stamp['licence']}, as of {stamp['asof']}"
    core.created = core.modified = day
    core.last_modified_by, core.revision = core.author, 1
    # python-pptx takes 255 characters; the format has no such limit.
    element = core._element  # noqa: SLF001
    description = element.find(qn("dc:description"))
    if description is None:
        description = etree.SubElement(element, qn("dc:description"))
    description.text = text_of(stamp)
