"""Kind and status as matplotlib takes them: colour and dash; None is what a user's file does not say."""

from __future__ import annotations

from typing import Any, NamedTuple

from corridors.style import Theme, line_rgb, status_style
from corridors.terms import Kind, Status

Color = Any


class Look(NamedTuple):
    """What decides how a line or point is drawn."""

    kind: Kind | None
    status: Status | None


def line_color(kind: Kind | None, status: Status | None, theme: Theme) -> Color:
    """Return a line's colour."""
    return tuple(value / 255 for value in line_rgb(kind, status, theme))


def dash_of(status: Status | None) -> dict[str, Any]:
    """Return a status's dash as `Sheet.stroke` takes it: round dots are strokes of no length with round ends."""
    row = status_style(status)
    if row.dash is None:
        return {}
    return {"dash": (0.01, sum(row.dash)), "round": True} if row.round_caps else {"dash": row.dash}
