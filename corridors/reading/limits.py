"""What one task of a reading process may take, by settings of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

MB = 1_000_000
SETTINGS = {"CORRIDORS_READ_SECONDS": 120, "CORRIDORS_READ_CPU_SECONDS": 60, "CORRIDORS_READ_MEMORY_MB": 2_000, "CORRIDORS_READERS": 2}


@dataclass(frozen=True)
class Limits:
    """What one task may take: seconds on the clock and of the processor, and bytes resident over what an idle process has."""

    seconds: float
    cpu_seconds: int
    memory_bytes: int

    @classmethod
    def from_settings(cls) -> Limits:
        """Return the limits that the environment sets, else 120 s, 60 s and 2,000 MB."""
        return cls(setting("CORRIDORS_READ_SECONDS"), setting("CORRIDORS_READ_CPU_SECONDS"), setting("CORRIDORS_READ_MEMORY_MB") * MB)


def setting(name: str) -> int:
    """Return a setting of the environment; what it is without one, where that is no whole number above 0."""
    text = os.environ.get(name, "")
    return int(text) if text.isdecimal() and int(text) > 0 else SETTINGS[name]
