"""A request -> the bytes of its file."""

from __future__ import annotations

import matplotlib as mpl

from corridors.atlas import Atlas
from corridors.snapshots.figure import draw
from corridors.snapshots.layout import subject_of
from corridors.snapshots.request import Format, Request
from corridors.snapshots.stamp import make_stamp
from corridors.snapshots.writers import LOCK, SETTINGS, write


def make(atlas: Atlas, request: Request) -> bytes:
    """Return the file of a request: the same bytes for the same atlas, request and version.

    Raises:
        SnapshotError: the view or the frame is not understood.
    """
    subject = subject_of(atlas, request.view)
    stamp = make_stamp(subject.atlas, request, subject.corridors)
    if request.format is Format.HTML:
        from corridors.snapshots.html import write_html  # noqa: PLC0415 - pydeck, which no other format needs

        return write_html(subject, request, stamp)
    with LOCK, mpl.rc_context(SETTINGS):
        if request.format is Format.PPTX:
            from corridors.snapshots.pptx import write_pptx  # noqa: PLC0415 - python-pptx, likewise

            return write_pptx(subject, request, stamp)
        return write(draw(subject, request), request, stamp)
