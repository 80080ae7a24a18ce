"""The folder that a task works in: what is to be read lies there before, what was made of it afterwards."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any

from corridors.reading import worker
from corridors.reading.answers import read_object

# The module that reading processes have loaded, and the files that its tasks know.
READERS = "corridors.tasks.readers"
WARM = "corridors.tasks.warm"
INPUT, ANSWER = "input", "answer.json"
FAULT = "a fault of Corridors, which its log describes; nothing that was there is touched"


class Folder:
    """A folder of one task; it goes when nothing refers to this any more, and at the end of the program."""

    def __init__(self, data: bytes) -> None:
        """Make it, with the bytes that are to be read in it."""
        self.path = Path(tempfile.mkdtemp(prefix="corridors-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        (self.path / INPUT).write_bytes(data)

    def answer(self) -> dict[str, Any]:
        """Return what the task has left as its answer.

        Raises:
            AnswerError: it is not of the form that tasks leave.
        """
        return read_object(self.path / ANSWER)


def ready_readers() -> None:
    """Have the process that readers are forked from load them, while whoever opens the page still looks for a file."""
    worker.start([WARM])
