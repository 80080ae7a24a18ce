"""A request -> the bytes of its file."""

from __future__ import annotations

import io
from functools import lru_cache

import matplotlib as mpl

from corridors.atlas import Atlas
from corridors.layered import shown_layers
from corridors.snapshots.figure import draw
from corridors.snapshots.layout import subject_of
from corridors.snapshots.request import Format, Request, Size
from corridors.snapshots.stamp import make_stamp
from corridors.snapshots.writers import LOCK, SETTINGS, rasterize, write

# Sharp enough to read the names in a dialog of 700 px.
PREVIEW_PX_PER_PT = 1.25


def make(atlas: Atlas, request: Request) -> bytes:
    """Return the file of a request: the same bytes for the same atlas, request and version.

    Raises:
        SnapshotError: the view or the frame is not understood.
    """
    subject = subject_of(atlas, request.view)
    stamp = make_stamp(subject.atlas, request, subject.corridors, shown_layers(subject.atlas, subject.view))
    if request.format is Format.HTML:
        from corridors.snapshots.html import write_html  # noqa: PLC0415 - pydeck, which no other format needs

        return write_html(subject, request, stamp)
    with LOCK, mpl.rc_context(SETTINGS):
        if request.format is Format.PPTX:
            from corridors.snapshots.pptx import write_pptx  # noqa: PLC0415 - python-pptx, likewise

            return write_pptx(subject, request, stamp)
        return write(draw(subject, request), request, stamp)


@lru_cache(maxsize=24)
def preview(atlas: Atlas, request: Request) -> bytes:
    """Return the page of a request as a small PNG without a stamp, to be looked at before the real one is made.

    Raises:
        SnapshotError: the view or the frame is not understood.
    """
    small = Size(*(round(side / request.px_per_pt * PREVIEW_PX_PER_PT) for side in request.pixels))
    with LOCK, mpl.rc_context(SETTINGS):
        drawing = draw(subject_of(atlas, request.view), request)
        image = rasterize(drawing, small, PREVIEW_PX_PER_PT)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
