"""Records of the workspace as JSON: what is taken for one is one, and is written as it was read."""

from __future__ import annotations

import cattrs

from corridors.importing import ImportFileError, Mapping
from corridors.news.propose import Proposal
from corridors.workspace.records import OwnEvent, from_json, to_json

# What a record that is none raises; whoever opens the workspace sets it aside.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, cattrs.BaseValidationError)


def records(data: bytes) -> str:
    """Read a text as each kind of record."""
    text = data.decode("utf-8", "replace")
    fates = []
    for kind in (OwnEvent, Proposal):
        try:
            record = from_json(text, kind)
        except UNREADABLE as error:
            fates.append(type(error).__name__)
            continue
        assert from_json(to_json(record), kind) == record
        fates.append(kind.__name__)
    try:
        mapping = Mapping.from_json(text)
    except ImportFileError:
        return " ".join(fates)
    assert Mapping.from_json(mapping.to_json()) == mapping
    return " ".join((*fates, "Mapping"))
