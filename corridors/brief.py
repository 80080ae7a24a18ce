"""A corridor in plain text: for the command line, and for the notes of a slide."""

from __future__ import annotations

from corridors.atlas import Atlas
from corridors.model import Corridor
from corridors.terms import RelationKind
from corridors.words import basis_words, citation, countries_words, date_words, origin_words, quantity_words


def status_line(corridor: Corridor) -> str:
    """Return kind, status, how that is known, and as of when."""
    basis = basis_words(corridor.basis, corridor.sources)
    return f"{corridor.kind.value}, {corridor.status.value} ({basis}), as of {date_words(corridor.as_of)}"


def news_lines(atlas: Atlas, corridor: Corridor) -> list[str]:
    """Return the dated headlines of a corridor, newest first."""
    return [
        f"{date_words(event.date)}: {event.headline}" + (f" ({origin_words(event)})" if origin_words(event) else "")
        for event in atlas.events_of(corridor.id)
    ]


def sections_of(atlas: Atlas, corridor: Corridor) -> dict[str, list[str]]:
    """Return everything known of a corridor as lines under headings; empty ones are left out."""
    actor = atlas.actor_by_id
    sections = {
        "History": [f"{date_words(e.date)}: {e.status.value} ({e.basis.value}). {e.note}" for e in corridor.history],
        "Segments": [f"{s.name}: {s.status.value} ({s.basis.value}), route {s.accuracy.value}" for s in corridor.segments],
        "Quantities": [
            f"{atlas.define('quantity', q.kind).word}: {quantity_words(q)} ({basis_words(q.basis, q.sources)})" for q in corridor.quantities
        ],
        "Actors": [f"{actor[p.actor].name}: {', '.join(r.value for r in p.roles)}" for p in corridor.actors],
        "Related corridors": [
            f"{_relation_word(atlas, item.kind, inverse=item.inverse)}: {item.corridor}" for item in atlas.related(corridor.id)
        ],
        "Disputes": [f"{d.question} " + " / ".join(f"{c.by}: {c.text}" for c in d.claims) for d in corridor.disputes],
        "News": news_lines(atlas, corridor),
        "Sources": [f"{citation(s)} {s.url or ''}".rstrip() for s in atlas.sources_of(corridor)],
    }
    return {name: lines for name, lines in sections.items() if lines}


def text_of(atlas: Atlas, corridor: Corridor) -> str:
    """Return everything known of a corridor as one text."""
    written = " (The text is as written today.)" if atlas.day else ""
    lines = [corridor.name, status_line(corridor), countries_words(corridor), "", corridor.summary + written]
    for name, items in sections_of(atlas, corridor).items():
        lines += ["", name, *(f"  {item}" for item in items)]
    return "\n".join(lines)


def _relation_word(atlas: Atlas, kind: RelationKind, *, inverse: bool) -> str:
    words = atlas.define("relation", kind)
    return words.inverse if inverse else words.word
