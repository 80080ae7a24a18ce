"""The tables of the workspace as this version has them. Whoever changes one adds a step to migrations/versions/."""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA_VERSION = 2

METADATA = sa.MetaData()
ABOUT = sa.Table(
    "about",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
)
EVENTS = sa.Table(
    "events", METADATA,
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)  # fmt: skip
QUEUE = sa.Table(
    "queue", METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("batch", sa.String(200), nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("event", sa.String(160)),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)  # fmt: skip
LAYERS = sa.Table(
    "layers", METADATA,
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("current", sa.Boolean, nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("features", sa.LargeBinary(length=2**31 - 1), nullable=False),
)  # fmt: skip
MAPPINGS = sa.Table(
    "mappings", METADATA, sa.Column("shape", sa.String(100), primary_key=True), sa.Column("record", sa.Text, nullable=False)
)
# Version 2: rows that `workspace repair` could not read, as they stood in the damaged workspace. Nothing is thrown away.
SET_ASIDE = sa.Table(
    "set_aside", METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("name", sa.String(300), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("record", sa.LargeBinary(length=2**31 - 1)),
    sa.Column("features", sa.LargeBinary(length=2**31 - 1)),
)  # fmt: skip
KEPT = (EVENTS, QUEUE, LAYERS, MAPPINGS)
