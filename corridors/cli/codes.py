"""How a command ends."""

from __future__ import annotations

GOOD, FINDINGS, USAGE = 0, 1, 2


class UsageError(Exception):
    """A call that cannot be carried out as written; the text says where, what was found, what is allowed, what to do."""
