"""Rules on the vocabularies: every word is defined, styled and used, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from corridors import style
from corridors.countries import NAMES
from corridors.edition import Problem
from corridors.load import Draft
from corridors.terms import (
    Accuracy,
    ActorType,
    Basis,
    Confidence,
    EventKind,
    Kind,
    MilestoneKind,
    Mode,
    QuantityKind,
    RelationKind,
    Role,
    Status,
)

# The vocabularies by the name of their group in vocabulary.toml. A mode that is also a kind is defined there.
GROUPS: dict[str, set[str]] = {
    "status": set(Status),
    "basis": set(Basis),
    "accuracy": set(Accuracy),
    "kind": set(Kind),
    "mode": {mode.value for mode in Mode} - {kind.value for kind in Kind},
    "role": set(Role),
    "event": set(EventKind),
    "actor_type": set(ActorType),
    "relation": set(RelationKind),
    "quantity": set(QuantityKind),
    "milestone": set(MilestoneKind),
    "confidence": set(Confidence),
}


def term_defined(draft: Draft) -> Iterator[Problem]:
    """Every member of every vocabulary has a definition, and every definition a member."""
    for group, members in GROUPS.items():
        defined = {item.term for item in draft.atlas.definitions.get(group, ())}
        for term in sorted(defined ^ {str(member) for member in members}):
            found = "a definition of an unknown term" if term in defined else "no definition"
            yield Problem("vocabulary.toml", term, "term_defined", f"{found} in [[{group}]]", "one definition per term", "add or remove it")
    for group in sorted(set(draft.atlas.definitions) - set(GROUPS)):
        yield Problem("vocabulary.toml", group, "term_defined", f"[[{group}]]", "one of " + ", ".join(GROUPS), "remove it")


def term_styled(draft: Draft) -> Iterator[Problem]:  # noqa: ARG001 - a rule takes a draft
    """Every kind, status and accuracy has a row in the style table."""
    tables: tuple[tuple[type[StrEnum], object], ...] = (
        (Kind, style.KIND_STYLES),
        (Status, style.STATUS_STYLES),
        (Accuracy, style.ACCURACY_STYLES),
    )
    for vocabulary, table in tables:
        assert isinstance(table, dict)  # noqa: S101 - narrows the type
        for member in vocabulary:
            if member not in table:
                yield Problem("corridors/style.py", member, "term_styled", "no style", "one row per term", "add it")


def term_used(draft: Draft) -> Iterator[Problem]:
    """Every term of the vocabularies is used by some record."""
    atlas = draft.atlas
    corridors = atlas.corridors
    used: dict[str, set[str]] = {
        "status": {c.status for c in corridors} | {s.status for s in atlas.segments} | {h.status for c in corridors for h in c.history},
        "basis": {c.basis for c in corridors},
        "accuracy": {s.accuracy for s in atlas.segments},
        "kind": {c.kind for c in corridors},
        "mode": {s.mode for s in atlas.segments},
        "role": {role for c in corridors for part in c.actors for role in part.roles},
        "event": {event.kind for event in atlas.events},
        "actor_type": {actor.type for actor in atlas.actors},
        "relation": {relation.kind for c in corridors for relation in c.relations},
        "quantity": {quantity.kind for c in corridors for quantity in c.quantities},
        "milestone": {milestone.kind for c in corridors for milestone in c.milestones},
        "confidence": {c.confidence for c in corridors},
    }
    for group, members in GROUPS.items():
        for term in sorted(members - used[group]):
            yield Problem(
                "vocabulary.toml", f"{group}.{term}", "term_used", "used by no record", "used at least once", "use it or remove it"
            )


def country_named(draft: Draft) -> Iterator[Problem]:
    """Every country code that a corridor, a leg or an actor bears has a name."""
    atlas = draft.atlas
    codes = set(atlas.countries) | {code for segment in atlas.segments for code in segment.countries}
    codes |= {actor.country for actor in atlas.actors if actor.country}
    for code in sorted(codes - set(NAMES)):
        yield Problem("corridors/countries.py", code, "country_named", "no name", "a name for every ISO code in use", "add it")


LOADING_RULES = (term_defined,)
RULES = (term_styled, country_named)
WHOLE_RULES = (term_used,)
