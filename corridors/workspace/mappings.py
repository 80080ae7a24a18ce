"""What the columns of a file meant to the person who kept it, remembered for files of the same form."""

from __future__ import annotations

import sqlalchemy as sa

from corridors.workspace.records import RecordError
from corridors.workspace.rows import mapping_of_row
from corridors.workspace.store import reading, writing
from corridors.workspace.tables import MAPPINGS


def remembered_mapping(shape: str) -> str | None:
    """Return the mapping kept for files of a shape, as JSON; None where there is none, or none that can be read.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        row = connection.execute(sa.select(MAPPINGS).where(MAPPINGS.c.shape == shape)).mappings().first()
    try:
        return None if row is None else mapping_of_row(row)
    except RecordError:
        return None


def remember_mapping(shape: str, record: str) -> None:
    """Keep a mapping for files of a shape, over the one kept before.

    Raises:
        WorkspaceError: the workspace cannot be written.
    """
    with writing() as connection:
        connection.execute(MAPPINGS.delete().where(MAPPINGS.c.shape == shape))
        connection.execute(MAPPINGS.insert().values(shape=shape, record=record))
