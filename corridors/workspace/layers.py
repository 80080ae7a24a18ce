"""Imported layers: save, list, rename, hide, remove, take back. Older versions stay in the database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from corridors.canonical import slug_of
from corridors.imported import ImportedLayer
from corridors.workspace.aside import Unreadable, sorted_out
from corridors.workspace.features import packed, unpacked
from corridors.workspace.place import WorkspaceError, workspace_url
from corridors.workspace.records import RecordError, Row, flag, from_json, whole, word
from corridors.workspace.store import reading, writing
from corridors.workspace.tables import LAYERS

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
    data = packed(features)
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


def find_saved(about: About, layer: str | None) -> str | None:
    """Return the id of the layer, this one or any, whose current version is of this file and moment: of a save whose answer was lost.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    wanted = about.file, about.digest, about.imported
    found = (one for one in listed_layers() if (one.about.file, one.about.digest, one.about.imported) == wanted)
    return next((one.id for one in found if layer in (None, one.id)), None)


def _free_id(name: str, taken: set[str]) -> str:
    base = slug_of(name, 40) or "layer"
    return next(found for number in range(1, len(taken) + 2) if (found := base if number == 1 else f"{base}-{number}") not in taken)


def own_layers() -> tuple[ImportedLayer, ...]:
    """Return the layers that can be read in their current versions, by name; removed ones are left out, hidden ones are marked.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    return read_layers()[0]


def read_layers() -> tuple[tuple[ImportedLayer, ...], tuple[Unreadable, ...]]:
    """Return the layers in their current versions, by name, without the removed ones, and those that cannot be read.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    listed, aside = _read_listed(LAYERS.c.removed.is_distinct_from(sa.true()))
    layers, broken = sorted_out("layers", map(vars, listed), _layer)
    return tuple(layers), (*aside, *broken)


@dataclass(frozen=True)
class Listed:
    """A layer in its current version without its features."""

    id: str
    version: int
    hidden: bool
    removed: bool
    about: About


def listed_layers() -> tuple[Listed, ...]:
    """Return what is known of every layer that can be read, the removed ones among them, by name.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    return read_listed()[0]


def read_listed() -> tuple[tuple[Listed, ...], tuple[Unreadable, ...]]:
    """Return what is known of every layer, the removed ones among them, by name, and those of which it cannot be read.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    found, aside = _read_listed(sa.true())
    return tuple(found), tuple(aside)


def _read_listed(chosen: sa.ColumnElement[bool]) -> tuple[list[Listed], list[Unreadable]]:
    marks = [sa.type_coerce(LAYERS.c[name], sa.Integer).label(name) for name in ("current", "hidden", "removed")]
    current = LAYERS.c.current.is_distinct_from(sa.false())  # what is neither is read, too, and set aside
    query = sa.select(LAYERS.c.id, LAYERS.c.version, *marks, LAYERS.c.record).where(current, chosen).order_by(LAYERS.c.version)
    with reading() as connection:
        rows = connection.execute(query).mappings().all()
    newest = {row["id"]: row for row in rows}  # one version of each is current, or the newest of those that say so
    found, aside = sorted_out("layers", newest.values(), listed_of_row)
    return sorted(found, key=lambda layer: (layer.about.name.casefold(), layer.id)), aside


def listed_of_row(row: Row) -> Listed:
    """Return what is known of one version of a layer.

    Raises:
        RecordError: the row cannot be read.
    """
    name, version = word(row["id"], "id"), whole(row["version"], "version")
    flag(row["current"], "current")
    return Listed(name, version, flag(row["hidden"], "hidden"), flag(row["removed"], "removed"), about_of(row["record"]))


def layer_of_row(row: Row) -> ImportedLayer:
    """Return one version of a layer with its features, current or not.

    Raises:
        RecordError: the row cannot be read.
    """
    listed = listed_of_row(row)
    return _record(listed.id, listed.version, listed.about, unpacked(row["features"]), hidden=listed.hidden)


def about_of(text: object) -> About:
    """Return what a record says of a layer.

    Raises:
        RecordError: it cannot be read.
    """
    about = from_json(text, About)
    try:
        dt.datetime.fromisoformat(about.imported)
    except ValueError:
        raise RecordError(f"imported is {about.imported[:40]!r}; allowed: a moment as ISO 8601") from None
    return about


@lru_cache(maxsize=64)
def _layer_of(url: str, name: str, version: int, about: About, *, hidden: bool) -> ImportedLayer:
    return _record(name, version, about, _features(url, name, version), hidden=hidden)


def _record(name: str, version: int, about: About, features: GeoDataFrame, *, hidden: bool) -> ImportedLayer:
    return ImportedLayer(
        id=name, name=about.name, version=version, file=about.file, digest=about.digest, licence=about.licence, source=about.source,
        imported=dt.datetime.fromisoformat(about.imported), features=features, attribution=about.attribution, hidden=hidden,
    )  # fmt: skip


def _layer(listed: Row) -> ImportedLayer:
    return _layer_of(workspace_url(), listed["id"], listed["version"], listed["about"], hidden=listed["hidden"])


@lru_cache(maxsize=16)
def _features(url: str, name: str, version: int) -> GeoDataFrame:  # noqa: ARG001 - a version never changes, but another workspace has others
    with reading() as connection:
        data = connection.execute(sa.select(LAYERS.c.features).where(LAYERS.c.id == name, LAYERS.c.version == version)).scalar()
    return unpacked(data)


def describe_layer(name: str, changes: Mapping[str, str]) -> None:
    """Change what is said of a layer: name, licence, attribution, source.

    Raises:
        WorkspaceError: there is no such layer, or the workspace cannot be written.
    """
    with writing() as connection:
        record = connection.execute(sa.select(LAYERS.c.record).where(LAYERS.c.id == name, LAYERS.c.current)).scalar()
        if record is None:
            raise _no_such(name)
        try:
            about = replace(about_of(record), **{key: str(value).strip() for key, value in changes.items()})
        except RecordError as error:
            raise WorkspaceError(f"{name}: what is said of it cannot be read ({error}); `corridors workspace repair` mends it") from None
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
    """Return every version of a layer that can be read, the newest first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        query = sa.select(LAYERS.c.id, LAYERS.c.version, LAYERS.c.record).where(LAYERS.c.id == name).order_by(LAYERS.c.version.desc())
        rows = connection.execute(query).mappings().all()
    return tuple(sorted_out("layers", rows, _version)[0])


def _version(row: Row) -> Version:
    about = about_of(row["record"])
    return Version(whole(row["version"], "version"), about.file, about.imported)


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
