"""A reader that fails as it is asked to: by it the harness itself is tested."""

from __future__ import annotations

import os
import signal


def obey(data: bytes) -> str:
    """Do what an input says."""
    if data.startswith(b"die"):
        os.kill(os.getpid(), signal.SIGSEGV)
    while data.startswith(b"hang"):
        pass
    if data.startswith(b"grow"):
        return f"grown {len(b'x' * 300_000_000)}"
    if b"fail" in data:
        raise LookupError("as asked")
    return "well"
