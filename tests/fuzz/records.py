"""What users add, as the workspace keeps it: a record as JSON, and the whole file. What cannot be read is named, the rest is read."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from corridors.importing import ImportFileError, Mapping
from corridors.news.propose import Proposal
from corridors.workspace.checking import check_workspace
from corridors.workspace.events import read_events, read_queue
from corridors.workspace.layers import About, about_of, read_layers
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import OwnEvent, RecordError, from_json, to_json
from corridors.workspace.repairing import repair_workspace


def records(data: bytes) -> str:
    """Read a text as each kind of record: what is taken for one is written as it was read."""
    text = data.decode("utf-8", "replace")
    fates = []
    for kind in (OwnEvent, Proposal, About):
        with suppress(RecordError):
            record = about_of(text) if kind is About else from_json(text, kind)
            assert from_json(to_json(record), kind) == record
            fates.append(kind.__name__)
    with suppress(ImportFileError):
        mapping = Mapping.from_json(text)
        assert Mapping.from_json(mapping.to_json()) == mapping
        fates.append("Mapping")
    return " ".join(fates) or "none"


def workspace(data: bytes) -> str:
    """Read a file as the workspace, check and repair it: what is repaired is sound."""
    logging.getLogger("corridors.workspace").setLevel(logging.CRITICAL)
    with TemporaryDirectory(prefix="corridors-fuzz-") as folder, patch.dict(os.environ):
        file, repaired = Path(folder) / "workspace.sqlite", Path(folder) / "repaired.sqlite"
        file.write_bytes(data)
        os.environ["CORRIDORS_WORKSPACE"] = str(file)
        fates = []
        for read in (read_events, read_queue, read_layers):
            with suppress(WorkspaceError):
                fates.append(f"{read.__name__} {len(read()[1])} aside")
        with suppress(WorkspaceError):
            fates.append(f"{len(check_workspace().problems[:9])} problems")
        with suppress(WorkspaceError):
            repair_workspace(repaired)
            os.environ["CORRIDORS_WORKSPACE"] = str(repaired)
            assert check_workspace().problems == ()
            fates.append("repaired")
        # An older one is brought up to date when it is opened, and a copy kept.
        assert file.read_bytes() == data or list(file.parent.glob("workspace-version-*")), "it was changed, and no copy kept"
    return ", ".join(fates) or "refused"
