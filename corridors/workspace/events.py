"""Events that users accepted, and the queue of news that waits for them: read, save, accept, reject, remove, take back.

Whoever saves says which version they have seen; the second to save the same record is told, and nothing of either is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from corridors.canonical import slug_of
from corridors.news.propose import Proposal
from corridors.workspace.aside import Unreadable, sorted_out
from corridors.workspace.place import ConflictError, WorkspaceError
from corridors.workspace.records import OwnEvent, Queued, RecordError, State, now, to_json
from corridors.workspace.rows import event_of_row, queued_of_row
from corridors.workspace.store import reading, writing
from corridors.workspace.tables import EVENTS, QUEUE

MOST_QUEUED = 100_000


def own_events() -> tuple[OwnEvent, ...]:
    """Return the accepted events that were not removed and can be read, oldest first.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    return read_events()[0]


def read_events() -> tuple[tuple[OwnEvent, ...], tuple[Unreadable, ...]]:
    """Return the accepted events that were not removed, oldest first, and those that cannot be read.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    removed = sa.type_coerce(EVENTS.c.removed, sa.Integer).label("removed")
    # What is neither removed nor not is read, too, and set aside.
    kept = EVENTS.c.removed.is_distinct_from(sa.true())
    with reading() as connection:
        rows = connection.execute(sa.select(EVENTS.c.id, EVENTS.c.version, removed, EVENTS.c.record).where(kept)).mappings().all()
    found, aside = sorted_out("events", rows, event_of_row)
    return tuple(sorted(found, key=lambda own: (own.event.date, own.event.id))), tuple(aside)


def save_event(own: OwnEvent) -> OwnEvent:
    """Save an accepted event over the version that it was read with (0: a new one); return it as saved.

    Raises:
        ConflictError: someone else has saved it since.
        WorkspaceError: the workspace cannot be written.
    """
    with writing() as connection:
        return _save(connection, own)


def _save(connection: sa.Connection, own: OwnEvent) -> OwnEvent:
    if own.version == 0:
        own = replace(own, event=replace(own.event, id=_free_id(connection, own)), accepted=own.accepted or now())
        connection.execute(EVENTS.insert().values(id=own.event.id, version=1, removed=False, record=to_json(own)))
        return replace(own, version=1)
    changed = connection.execute(
        EVENTS.update()
        .where(EVENTS.c.id == own.event.id, EVENTS.c.version == own.version)
        .values(version=own.version + 1, removed=False, record=to_json(own))
    )
    if changed.rowcount == 0:
        raise _conflict(connection, own.event.id)
    return replace(own, version=own.version + 1)


def _conflict(connection: sa.Connection, name: str) -> ConflictError:
    row = connection.execute(sa.select(EVENTS.c.record, EVENTS.c.version, EVENTS.c.removed).where(EVENTS.c.id == name)).first()
    if row is None or row.removed:
        return ConflictError("this event was removed by someone else meanwhile; yours was not saved; accept it anew to keep it")
    try:
        theirs = event_of_row({"id": name, **row._mapping})  # noqa: SLF001 - SQLAlchemy's public way to a row by name
    except RecordError:
        return ConflictError("this event was changed meanwhile and cannot be read now; yours was not saved; accept it anew to keep it")
    return ConflictError(
        "this event was saved by someone else meanwhile; yours was not saved over it; compare both and save again",
        theirs,
    )


def _free_id(connection: sa.Connection, own: OwnEvent) -> str:
    base = f"own-{own.event.date.text}-{slug_of(own.event.headline)}".strip("-")
    taken = set(connection.execute(sa.select(EVENTS.c.id).where(EVENTS.c.id.like(f"{base}%"))).scalars())
    return next(name for number in range(1, len(taken) + 2) if (name := base if number == 1 else f"{base}-{number}") not in taken)


def remove_event(name: str, version: int, *, removed: bool = True) -> int:
    """Remove an accepted event, or take the removal back; it stays in the database. Return its new version.

    Raises:
        ConflictError: someone else has changed it since.
        WorkspaceError: the workspace cannot be written.
    """
    with writing() as connection:
        changed = connection.execute(
            EVENTS.update().where(EVENTS.c.id == name, EVENTS.c.version == version).values(removed=removed, version=version + 1)
        )
        if changed.rowcount == 0:
            raise _conflict(connection, name)
        if removed:
            connection.execute(
                QUEUE.update().where(QUEUE.c.event == name).values(state=State.WAITING.value, event=None, version=QUEUE.c.version + 1)
            )
    return version + 1


def queue_news(batch: str, proposals: Sequence[Proposal]) -> tuple[int, ...]:
    """Put proposals into the queue under the name of what they were read from; return their numbers in it.

    Raises:
        WorkspaceError: the queue is full, or the workspace cannot be written.
    """
    with writing() as connection:
        waiting = connection.execute(sa.select(sa.func.count()).select_from(QUEUE).where(QUEUE.c.state == State.WAITING.value)).scalar_one()
        if waiting + len(proposals) > MOST_QUEUED:
            raise WorkspaceError(f"{waiting:,} pieces of news wait already; allowed: up to {MOST_QUEUED:,}; review or clear some first")
        rows = [{"batch": batch[:200], "state": State.WAITING.value, "version": 1, "record": to_json(item)} for item in proposals]
        if not rows:
            return ()
        return tuple(connection.execute(QUEUE.insert().returning(QUEUE.c.id, sort_by_parameter_order=True), rows).scalars())


def clear_queue(names: Iterable[int]) -> None:
    """Take news that still waits out of the queue for good.

    Raises:
        WorkspaceError: the workspace cannot be written.
    """
    numbers = list(names)
    with writing() as connection:
        for first in range(0, len(numbers), 500):
            some = numbers[first : first + 500]
            connection.execute(QUEUE.delete().where(QUEUE.c.id.in_(some), QUEUE.c.state == State.WAITING.value))


def queued(states: Iterable[State] = (State.WAITING,), *, most: int = 500) -> tuple[Queued, ...]:
    """Return what is in the queue in these states and can be read, in the order it came, at most so many.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    return read_queue(states, most=most)[0]


def read_queue(states: Iterable[State] = (State.WAITING,), *, most: int = 500) -> tuple[tuple[Queued, ...], tuple[Unreadable, ...]]:
    """Return what is in the queue in these states, in the order it came, at most so many, and what of it cannot be read.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    wanted = [state.value for state in states]
    unknown = sa.or_(QUEUE.c.state.not_in([state.value for state in State]), QUEUE.c.state.is_(None))
    with reading() as connection:
        chosen = sa.select(QUEUE).where(sa.or_(QUEUE.c.state.in_(wanted), unknown)).order_by(QUEUE.c.id).limit(most)
        rows = connection.execute(chosen).mappings().all()
    found, aside = sorted_out("queue", rows, queued_of_row)
    return tuple(found), tuple(aside)


def count_queued() -> int:
    """Return how many pieces of news wait.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(QUEUE).where(QUEUE.c.state == State.WAITING.value)).scalar_one()
        )


def accept(item: Queued, own: OwnEvent) -> OwnEvent:
    """Save a queued piece of news as an event, in one transaction with its mark in the queue; return the event.

    Raises:
        ConflictError: someone else has decided on it meanwhile.
        WorkspaceError: the workspace cannot be written.
    """
    with writing() as connection:
        saved = _save(connection, own)
        _decide(connection, item, State.ACCEPTED, saved.event.id)
    return saved


def reject(item: Queued) -> None:
    """Mark a queued piece of news as rejected; it stays and can be taken back.

    Raises:
        ConflictError: someone else has decided on it meanwhile.
        WorkspaceError: the workspace cannot be written.
    """
    with writing() as connection:
        _decide(connection, item, State.REJECTED, None)


def take_back(name: int) -> None:
    """Let a piece of news wait again; an event that it became is removed.

    Raises:
        WorkspaceError: there is none of this number, or the workspace cannot be written.
    """
    with writing() as connection:
        event = connection.execute(sa.select(QUEUE.c.event).where(QUEUE.c.id == name)).scalar()
        connection.execute(
            QUEUE.update().where(QUEUE.c.id == name).values(state=State.WAITING.value, event=None, version=QUEUE.c.version + 1)
        )
        if event:
            connection.execute(EVENTS.update().where(EVENTS.c.id == event).values(removed=True, version=EVENTS.c.version + 1))


def _decide(connection: sa.Connection, item: Queued, state: State, event: str | None) -> None:
    values = {"state": state.value, "event": event, "version": item.version + 1}
    changed = connection.execute(QUEUE.update().where(QUEUE.c.id == item.id, QUEUE.c.version == item.version).values(**values))
    if changed.rowcount == 0:
        row = connection.execute(sa.select(QUEUE.c.state).where(QUEUE.c.id == item.id)).first()
        raise ConflictError(f"someone else has decided on this news meanwhile: it is {row.state if row else 'gone'}; yours was not saved")
