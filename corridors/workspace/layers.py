"""Imported layers and remembered mappings: save, list, rename, hide, remove, take back. Older versions stay in the database."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from corridors.canonical import slug_of
from corridors.imported import ImportedLayer
from corridors.workspace.place import WorkspaceError, workspace_url
from corridors.workspace.store import LAYERS, MAPPINGS, reading, writing

if TYPE_CHECKING:  # slow to import
    from geopandas import GeoDataFrame

MOST_LAYERS = 50


@dataclass(frozen=True)
class About:
    """What is said of a layer as a whole, as it stands in the database beside its features."""

    name: str
    file: str
    digest: str
    imported: str
    licence: str = ""
    attribution: str = ""
    source: str = ""


class Version(NamedTuple):
    """One version of a layer as the workspace has kept it."""

    number: int
    file: str
    imported: str


def save_layer(about: About, features: GeoDataFrame, *, layer: str | None = None) -> ImportedLayer:
    """Keep features as a new layer, or as the next version of one, hidden where that is hidden; return it.

    Raises:
        WorkspaceError: there are too many layers, there is none of that id, or the workspace cannot be written.
    """
    data = _packed(features)
    with writing() as connection:
        taken = dict(connection.execute(sa.select(LAYERS.c.id, sa.func.max(LAYERS.c.version)).group_by(LAYERS.c.id)).all())
        if layer is None and len(taken) >= MOST_LAYERS:
            raise WorkspaceError(
                f"{len(taken)} layers are kept already; allowed: up to {MOST_LAYERS}; replace one, or use another workspace"
            )
        if layer is not None and layer not in taken:
            raise _no_such(layer)
        name = layer or _free_id(about.name, set(taken))
        version = taken.get(name, 0) + 1
        hidden = bool(connection.execute(sa.select(LAYERS.c.hidden).where(LAYERS.c.id == name, LAYERS.c.current)).scalar())
        connection.execute(LAYERS.update().where(LAYERS.c.id == name).values(current=False))
        row = {
            "id": name,
            "version": version,
            "current": True,
            "hidden": hidden,
            "removed": False,
            "record": json.dumps(asdict(about), ensure_ascii=False),
        }
        connection.execute(LAYERS.insert().values(**row, features=data))
    return _record(name, version, about, features, hidden=hidden)  # not read back: it may be large


def _free_id(name: str, taken: set[str]) -> str:
    base = slug_of(name, 40) or "layer"
    return next(found for number in range(1, len(taken) + 2) if (found := base if number == 1 else f"{base}-{number}") not in taken)


def own_layers() -> tuple[ImportedLayer, ...]:
    """Return the layers in their current versions, by name; removed ones are left out, hidden ones are marked.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    columns = (LAYERS.c.id, LAYERS.c.version, LAYERS.c.hidden, LAYERS.c.record)
    with reading() as connection:
        rows = connection.execute(sa.select(*columns).where(LAYERS.c.current, ~LAYERS.c.removed)).all()
    layers = [_layer(row.id, row.version, About(**json.loads(row.record)), hidden=row.hidden) for row in rows]
    return tuple(sorted(layers, key=lambda layer: (layer.name.casefold(), layer.id)))


@dataclass(frozen=True)
class Listed:
    """A layer in its current version without its features."""

    id: str
    version: int
    hidden: bool
    removed: bool
    about: About


def listed_layers() -> tuple[Listed, ...]:
    """Return what is known of every layer, the removed ones among them, by name.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    columns = (LAYERS.c.id, LAYERS.c.version, LAYERS.c.hidden, LAYERS.c.removed, LAYERS.c.record)
    with reading() as connection:
        rows = connection.execute(sa.select(*columns).where(LAYERS.c.current)).all()
    found = (Listed(row.id, row.version, row.hidden, row.removed, About(**json.loads(row.record))) for row in rows)
    return tuple(sorted(found, key=lambda layer: (layer.about.name.casefold(), layer.id)))


@lru_cache(maxsize=64)
def _layer_of(url: str, name: str, version: int, about: About, *, hidden: bool) -> ImportedLayer:
    return _record(name, version, about, _features(url, name, version), hidden=hidden)


def _record(name: str, version: int, about: About, features: GeoDataFrame, *, hidden: bool) -> ImportedLayer:
    return ImportedLayer(
        id=name, name=about.name, version=version, file=about.file, digest=about.digest, licence=about.licence, source=about.source,
        imported=dt.datetime.fromisoformat(about.imported), features=features, attribution=about.attribution, hidden=hidden,
    )  # fmt: skip


def _layer(name: str, version: int, about: About, *, hidden: bool) -> ImportedLayer:
    return _layer_of(workspace_url(), name, version, about, hidden=hidden)


@lru_cache(maxsize=16)
def _features(url: str, name: str, version: int) -> GeoDataFrame:  # noqa: ARG001 - a version never changes, but another workspace has others
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and a page without layers starts without it

    with reading() as connection:
        data = connection.execute(sa.select(LAYERS.c.features).where(LAYERS.c.id == name, LAYERS.c.version == version)).scalar_one()
    return gpd.read_parquet(io.BytesIO(data))


def _packed(features: GeoDataFrame) -> bytes:
    out = io.BytesIO()
    features.to_parquet(out, index=False, compression="zstd")
    return out.getvalue()


def describe_layer(name: str, changes: Mapping[str, str]) -> None:
    """Change what is said of a layer: name, licence, attribution, source.

    Raises:
        WorkspaceError: there is no such layer, or the workspace cannot be written.
    """
    with writing() as connection:
        record = connection.execute(sa.select(LAYERS.c.record).where(LAYERS.c.id == name, LAYERS.c.current)).scalar()
        if record is None:
            raise _no_such(name)
        about = About(**(json.loads(record) | {key: str(value).strip() for key, value in changes.items()}))
        if not about.name:
            raise WorkspaceError("a layer without a name; allowed: a name; give one")
        connection.execute(
            LAYERS.update().where(LAYERS.c.id == name, LAYERS.c.current).values(record=json.dumps(asdict(about), ensure_ascii=False))
        )


def mark_layer(name: str, *, hidden: bool | None = None, removed: bool | None = None) -> None:
    """Hide or remove a layer, or take that back; nothing is deleted.

    Raises:
        WorkspaceError: there is no such layer, or the workspace cannot be written.
    """
    values = {key: value for key, value in {"hidden": hidden, "removed": removed}.items() if value is not None}
    with writing() as connection:
        if connection.execute(LAYERS.update().where(LAYERS.c.id == name, LAYERS.c.current).values(**values)).rowcount == 0:
            raise _no_such(name)


def versions_of(name: str) -> tuple[Version, ...]:
    """Return every version of a layer, the newest first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        rows = connection.execute(
            sa.select(LAYERS.c.version, LAYERS.c.record).where(LAYERS.c.id == name).order_by(LAYERS.c.version.desc())
        ).all()
    records = [About(**json.loads(row.record)) for row in rows]
    return tuple(Version(row.version, about.file, about.imported) for row, about in zip(rows, records, strict=True))


def show_version(name: str, version: int) -> None:
    """Make another version of a layer the current one; the others stay.

    Raises:
        WorkspaceError: there is no such layer or version, or the workspace cannot be written.
    """
    with writing() as connection:
        of_layer = LAYERS.update().where(LAYERS.c.id == name)
        hidden = connection.execute(sa.select(LAYERS.c.hidden).where(LAYERS.c.id == name, LAYERS.c.current)).scalar()
        connection.execute(of_layer.values(current=False))
        chosen = of_layer.where(LAYERS.c.version == version).values(current=True, hidden=bool(hidden), removed=False)
        if connection.execute(chosen).rowcount == 0:
            raise WorkspaceError(f"{name}: no version {version}; allowed: one that is listed")


def _no_such(name: str) -> WorkspaceError:
    return WorkspaceError(f"{name}: no such layer; allowed: the id of one that is listed")


def remembered_mapping(shape: str) -> str | None:
    """Return the mapping kept for files of a shape, as JSON, or None.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        return connection.execute(sa.select(MAPPINGS.c.record).where(MAPPINGS.c.shape == shape)).scalar()


def remember_mapping(shape: str, record: str) -> None:
    """Keep a mapping for files of a shape, over the one kept before.

    Raises:
        WorkspaceError: the workspace cannot be written.
    """
    with writing() as connection:
        connection.execute(MAPPINGS.delete().where(MAPPINGS.c.shape == shape))
        connection.execute(MAPPINGS.insert().values(shape=shape, record=record))
