"""Rules on ids and on the references between records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from corridors.atlas import cited_sources
from corridors.edition import Problem
from corridors.load import Draft
from corridors.model import Corridor, Event, Segment
from corridors.terms import StatusFrom

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")


def file_of(record: Corridor | Segment) -> str:
    """Return the file, relative to geodata/, that holds a corridor or a segment."""
    if isinstance(record, Corridor):
        return f"corridors/{record.id}.toml"
    return f"layers/{record.layer}.geojson"


def _groups(draft: Draft) -> dict[str, list[tuple[str, str]]]:
    atlas = draft.atlas
    return {
        "corridor": [(file_of(corridor), corridor.id) for corridor in atlas.corridors],
        "segment": [(file_of(segment), segment.id) for segment in atlas.segments],
        "event": [("events.toml", event.id) for event in atlas.events],
        "actor": [("actors.toml", actor.id) for actor in atlas.actors],
        "source": [("sources.toml", source.id) for source in atlas.sources],
    }


def id_unique(draft: Draft) -> Iterator[Problem]:
    """No two records of one kind have the same id."""
    for kind, records in _groups(draft).items():
        for (file, record), times in Counter(records).items():
            if times > 1:
                yield Problem(file, record, "id_unique", f"{times} {kind} records with this id", "one", "rename or merge them")


def id_well_formed(draft: Draft) -> Iterator[Problem]:
    """Ids are lower-case kebab; a segment's starts with its corridor's."""
    for records in _groups(draft).values():
        for file, record in records:
            if not ID_PATTERN.fullmatch(record):
                yield Problem(file, record, "id_well_formed", repr(record), "lower-case letters, digits and hyphens", "rename it")
    for segment in draft.atlas.segments:
        if not segment.id.startswith(f"{segment.corridor}--"):
            yield Problem(
                file_of(segment), segment.id, "id_well_formed", segment.id, f"an id that starts with {segment.corridor}--", "rename it"
            )


def file_named_after_id(draft: Draft) -> Iterator[Problem]:
    """A corridor's file bears its id."""
    named = {name.removeprefix("corridors/").removesuffix(".toml") for name in draft.texts if name.startswith("corridors/")}
    ids = {corridor.id for corridor in draft.atlas.corridors}
    for missing in sorted(ids - named):
        yield Problem(f"corridors/{missing}.toml", missing, "file_named_after_id", "no such file", "a file named after the id", "rename it")


def former_id_free(draft: Draft) -> Iterator[Problem]:
    """No id in use is, or was, another corridor's former id."""
    former = Counter(old for corridor in draft.atlas.corridors for old in corridor.former_ids)
    current = {corridor.id for corridor in draft.atlas.corridors}
    for corridor in draft.atlas.corridors:
        for old in corridor.former_ids:
            if old in current or former[old] > 1:
                yield Problem(
                    file_of(corridor),
                    corridor.id,
                    "former_id_free",
                    f"former id {old} is in use elsewhere",
                    "former ids that no other record has or had",
                    "give the newer record another id",
                )


def _unknown(file: str, record: str, rule: str, names: Iterable[str], known: Iterable[str], where: str) -> Iterator[Problem]:
    for name in sorted(set(names) - set(known)):
        yield Problem(file, record, rule, name, f"an id in {where}", "correct the id or add the record")


def source_known(draft: Draft) -> Iterator[Problem]:
    """Every cited source exists."""
    known = draft.atlas.source_by_id
    for corridor in draft.atlas.corridors:
        yield from _unknown(file_of(corridor), corridor.id, "source_known", cited_sources(corridor), known, "sources.toml")
    for event in draft.atlas.events:
        yield from _unknown("events.toml", event.id, "source_known", event.sources, known, "sources.toml")


def actor_known(draft: Draft) -> Iterator[Problem]:
    """Every actor named by a corridor or an event exists."""
    known = draft.atlas.actor_by_id
    for corridor in draft.atlas.corridors:
        names = [part.actor for part in corridor.actors]
        yield from _unknown(file_of(corridor), corridor.id, "actor_known", names, known, "actors.toml")
    for event in draft.atlas.events:
        yield from _unknown("events.toml", event.id, "actor_known", event.actors, known, "actors.toml")


def corridor_known(draft: Draft) -> Iterator[Problem]:
    """Every corridor named by a relation or an event exists."""
    # Of a record that could not be read, its own faults are reported, not every reference to it.
    unread = {name.removeprefix("corridors/").removesuffix(".toml") for name in draft.texts if name.startswith("corridors/")}
    known = unread | set(draft.atlas.corridor_by_id)
    for corridor in draft.atlas.corridors:
        names = [relation.to for relation in corridor.relations]
        yield from _unknown(file_of(corridor), corridor.id, "corridor_known", names, known, "corridors/")
    for event in draft.atlas.events:
        yield from _unknown("events.toml", event.id, "corridor_known", event.corridors, known, "corridors/")


def event_known(draft: Draft) -> Iterator[Problem]:
    """An event named by a status history exists and names that corridor in turn."""
    events = draft.atlas.event_by_id
    for corridor in draft.atlas.corridors:
        entries = [*corridor.history, *(entry for leg in corridor.legs for entry in leg.history)]
        for entry in entries:
            if entry.event is None:
                continue
            event: Event | None = events.get(entry.event)
            if event is None or corridor.id not in event.corridors:
                found = f"{entry.event}, which does not name this corridor" if event else entry.event
                yield Problem(
                    file_of(corridor), corridor.id, "event_known", found, "an event in events.toml that names this corridor", "link both"
                )


def leg_known(draft: Draft) -> Iterator[Problem]:
    """Every leg history belongs to a segment that asks for one, and the other way round."""
    for corridor in draft.atlas.corridors:
        told = {leg.segment for leg in corridor.legs}
        asked = {segment.id for segment in corridor.segments if segment.status_from is StatusFrom.LEG}
        for name in sorted(told ^ asked):
            found = "a [[legs]] history without a segment" if name in told else "status_from = leg without a [[legs]] history"
            yield Problem(file_of(corridor), name, "leg_known", found, "both or neither", "add the one or remove the other")


def corridor_drawn(draft: Draft) -> Iterator[Problem]:
    """Every corridor has at least one segment on a layer."""
    for corridor in draft.atlas.corridors:
        if not corridor.segments:
            yield Problem(file_of(corridor), corridor.id, "corridor_drawn", "no segment", "at least one in layers/", "draw it")


def history_present(draft: Draft) -> Iterator[Problem]:
    """Every corridor and every leg has a status history."""
    for corridor in draft.atlas.corridors:
        for record, history in [(corridor.id, corridor.history), *((leg.segment, leg.history) for leg in corridor.legs)]:
            if not history:
                yield Problem(file_of(corridor), record, "history_present", "no [[history]]", "at least one entry", "add it")


def source_used(draft: Draft) -> Iterator[Problem]:
    """Every source is cited."""
    cited = {name for corridor in draft.atlas.corridors for name in cited_sources(corridor)}
    cited.update(name for event in draft.atlas.events for name in event.sources)
    for source in draft.atlas.sources:
        if source.id not in cited:
            yield Problem("sources.toml", source.id, "source_used", "cited by no record", "cited at least once", "cite or remove it")


def actor_used(draft: Draft) -> Iterator[Problem]:
    """Every actor has a part in a corridor or an event."""
    used = {part.actor for corridor in draft.atlas.corridors for part in corridor.actors}
    used.update(name for event in draft.atlas.events for name in event.actors)
    for actor in draft.atlas.actors:
        if actor.id not in used:
            yield Problem("actors.toml", actor.id, "actor_used", "named by no record", "named at least once", "name or remove it")


def relation_once(draft: Draft) -> Iterator[Problem]:
    """A relation is recorded at one end only, and no corridor relates to itself."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for corridor in draft.atlas.corridors:
        for relation in corridor.relations:
            key = (relation.kind.value, frozenset((corridor.id, relation.to)))
            if key in seen or relation.to == corridor.id:
                yield Problem(
                    file_of(corridor),
                    corridor.id,
                    "relation_once",
                    f"{relation.kind} {relation.to} twice or to itself",
                    "one record per pair",
                    "keep one end",
                )
            seen.add(key)


def url_is_web_address(draft: Draft) -> Iterator[Problem]:
    """A source's url is an http or https address; the page makes it a link."""
    for source in draft.atlas.sources:
        parts = urlsplit(source.url or "https://none")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            yield Problem("sources.toml", source.id, "url_is_web_address", repr(source.url), "an http(s) address, or no url", "correct it")


RULES = (
    id_unique,
    id_well_formed,
    former_id_free,
    source_known,
    actor_known,
    corridor_known,
    event_known,
    leg_known,
    corridor_drawn,
    history_present,
    url_is_web_address,
)
REVIEW_RULES = (file_named_after_id, relation_once)
WHOLE_RULES = (source_used, actor_used)
