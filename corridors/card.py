"""A corridor's card as HTML: everything claimed of it, how it is known, and who says so. Every text of a record is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from corridors.atlas import Atlas, drawn_status
from corridors.countries import country_name
from corridors.geometry import km_by_country, length_km
from corridors.load import read_countries
from corridors.model import Corridor, Segment
from corridors.style import Theme, image_html, kind_svg, status_svg
from corridors.terms import Basis, MilestoneKind, Mode, QuantityKind, Status
from corridors.words import NOT_KNOWN, UNSOURCED, citation, count_words, date_words, km_words, origin_words, quantity_words


class Citations:
    """Numbers the sources of one card in the order in which they are cited."""

    def __init__(self, atlas: Atlas, corridor: Corridor) -> None:
        """Give every source of the corridor its number."""
        self.sources = atlas.sources_of(corridor)
        self.numbers = {source.id: number for number, source in enumerate(self.sources, 1)}

    def marks(self, names: Sequence[str]) -> str:
        """Return small numbered links to sources, or the word that there are none."""
        if not names:
            return f'<span class="unsourced">{UNSOURCED}</span>'
        return '<sup class="cite">' + " ".join(self._mark(name) for name in dict.fromkeys(names)) + "</sup>"

    def _mark(self, name: str) -> str:
        number = self.numbers[name]
        source = self.sources[number - 1]
        label = escape(citation(source), quote=True)
        if source.url is None:
            return f'<span title="{label}">{number}</span>'
        return f'<a href="{escape(source.url, quote=True)}" target="_blank" rel="noopener noreferrer" title="{label}">{number}</a>'

    def listed(self) -> str:
        """Return all sources as a numbered list."""
        items = []
        for source in self.sources:
            text = escape(citation(source))
            link = (
                f'<a href="{escape(source.url, quote=True)}" target="_blank" rel="noopener noreferrer">{text}</a>' if source.url else text
            )
            items.append(f"<li>{link}</li>")
        return f"<ol>{''.join(items)}</ol>"


def card_head(atlas: Atlas, corridor: Corridor, theme: Theme) -> str:
    """Return the kind and name of a corridor as HTML."""
    kind = escape(atlas.define("kind", corridor.kind).word)
    return f'<p class="over">{image_html(kind_svg(corridor.kind, theme), 14, 14)} {kind}</p><h2>{escape(corridor.name)}</h2>'


def card_body(atlas: Atlas, corridor: Corridor, theme: Theme) -> tuple[str, str]:
    """Return what is claimed of a corridor as HTML, in two parts: the related corridors stand between them."""
    cite = Citations(atlas, corridor)
    above = f"{_status(atlas, corridor, theme, cite)}{_route(corridor)}{_figures(atlas, corridor, cite)}"
    below = (
        _actors(atlas, corridor, cite), _disputes(corridor, cite), _news(atlas, corridor, cite), _legs(atlas, corridor, theme, cite),
        _history(atlas, corridor, theme, cite), _sources(corridor, cite),
    )  # fmt: skip
    return f'<div class="card">{above}</div>', f'<div class="card">{"".join(below)}</div>'


def _section(title: str, body: str, *, closed: bool | None = None) -> str:
    if not body:
        return ""
    if closed is None:
        return f"<section><h3>{escape(title)}</h3>{body}</section>"
    return f"<section><details{'' if closed else ' open'}><summary><h3>{escape(title)}</h3></summary>{body}</details></section>"


def chip(atlas: Atlas, status: Status, basis: Basis, theme: Theme) -> str:
    """Return a status as a chip: its dash, its word, its basis."""
    words = atlas.define("status", status)
    known = atlas.define("basis", basis)
    return (
        f'<span class="chip" title="{escape(words.text, quote=True)}">{image_html(status_svg(status, theme), 34, 10)}<b>{escape(words.word)}</b></span>'
        f' <span class="basis {basis}" title="{escape(known.text, quote=True)}">{escape(known.word.lower())}</span>'
    )


def _status(atlas: Atlas, corridor: Corridor, theme: Theme, cite: Citations) -> str:
    announced = ""
    if corridor.status is Status.ANNOUNCED:
        there = [segment for segment in corridor.segments if segment.status is not Status.ANNOUNCED and not segment.is_site]
        if there:
            announced = (
                f'<p class="note">Drawn as announced on every leg. On the ground, {count_words(len(there), "leg")} of '
                f"{sum(not s.is_site for s in corridor.segments)} already exist or are being built; see the legs below.</p>"
            )
    note = f" {escape(corridor.confidence_note)}" if corridor.confidence_note else ""
    written = (
        '<p class="note">The text and the disputes are as written today; statuses, dates and news as known then.</p>' if atlas.day else ""
    )
    return (
        f'<p class="status">{chip(atlas, corridor.status, corridor.basis, theme)} <span class="asof">as of {date_words(corridor.as_of)}</span>'
        f"{cite.marks(corridor.sources)}</p>{written}<p>{escape(corridor.summary)}</p>{announced}"
        f'<p class="note">Confidence in this record: {corridor.confidence.value}.{note}</p>'
    )


@lru_cache(maxsize=256)
def km_per_country(segments: tuple[Segment, ...]) -> dict[str, float]:
    """Return the drawn km in each country along main and branch legs, in the order in which they are entered."""
    countries = read_countries()
    total: dict[str, float] = {}
    for segment in segments:
        near = {code: countries[code] for code in segment.countries if code in countries}
        on_land = segment.mode is not Mode.SEA and not segment.offshore
        # A land leg of one country lies in it by its own record, also where the basemap's border is coarser.
        parts = {segment.countries[0]: length_km(segment.points)} if on_land and len(near) == 1 else km_by_country(segment.points, near)
        for code, km in parts.items():
            total[code] = total.get(code, 0.0) + km
    return total


def _route(corridor: Corridor) -> str:
    lines = tuple(segment for segment in corridor.segments if not segment.is_site)
    note = f'<p class="note">{escape(corridor.route_note)}</p>' if corridor.route_note else ""
    if check := corridor.route_check:
        note += (
            f'<p class="note">Our line lies {check.mean_km:g} km on average, at most {check.max_km:g} km, from the line that Global Energy '
            f"Monitor publishes ({escape(check.scope)}); that line itself is not copied.</p>"
        )
    if not lines:
        where = ", ".join(country_name(code) for code in corridor.countries)
        return _section("Place", f"<p>{escape(where)}</p>{note}")
    km = km_per_country(lines)
    order = [code for code in corridor.countries if code in km] + [code for code in km if code not in corridor.countries]
    rows = [
        f'<tr><td>{escape(country_name(code) if code else "Open sea")}</td><td class="num">{km_words(km[code])}</td></tr>' for code in order
    ]
    unvisited = [country_name(code) for code in corridor.countries if code not in km]
    if unvisited:
        note = f'<p class="note">Party to it, but not on the drawn route: {escape(", ".join(unvisited))}.</p>' + note
    rows.append(f'<tr class="sum"><td>Drawn in all</td><td class="num">{km_words(math.fsum(km.values()))}</td></tr>')
    return _section("Countries along the route", f"<table>{''.join(rows)}</table>{note}")


def _figures(atlas: Atlas, corridor: Corridor, cite: Citations) -> str:
    rows = []
    for quantity in corridor.quantities:
        word = atlas.define("quantity", quantity.kind).word
        more = "; ".join(text for text in (quantity.label, quantity.scope) if text)
        as_of = f", {date_words(quantity.as_of)}" if quantity.as_of else ""
        note = f'<div class="note">{escape(quantity.note)}</div>' if quantity.note else ""
        rows.append(
            f"<tr><td>{escape(word)}{f' <small>{escape(more)}</small>' if more else ''}{note}</td>"
            f'<td class="num">{escape(quantity_words(quantity))}<br><small class="basis {quantity.basis}">{quantity.basis.value}{as_of}</small> '
            f"{cite.marks(quantity.sources)}</td></tr>"
        )
    known = {quantity.kind for quantity in corridor.quantities}
    wanted = [QuantityKind.COST] if corridor.kind.is_site else [QuantityKind.LENGTH, QuantityKind.COST]
    unknown = [atlas.define("quantity", kind).word for kind in wanted if kind not in known]
    rows += [f'<tr><td>{escape(word)}</td><td class="num quiet">{NOT_KNOWN}</td></tr>' for word in unknown]
    dates = {milestone.kind: milestone for milestone in corridor.milestones}
    for when in MilestoneKind:
        milestone = dates.get(when)
        word = escape(atlas.define("milestone", when).word)
        if milestone is None:
            rows.append(f'<tr><td>{word}</td><td class="num quiet">{NOT_KNOWN}</td></tr>')
            continue
        note = f'<div class="note">{escape(milestone.note)}</div>' if milestone.note else ""
        value = escape(milestone.text or date_words(milestone.date))
        rows.append(f'<tr><td>{word}{note}</td><td class="num">{value} {cite.marks(milestone.sources)}</td></tr>')
    return _section("Figures and dates", f"<table>{''.join(rows)}</table>")


def _actors(atlas: Atlas, corridor: Corridor, cite: Citations) -> str:
    by_role: dict[str, list[str]] = {}
    for part in corridor.actors:
        note = f'<div class="note">{escape(part.note)}</div>' if part.note else ""
        line = f"<li>{escape(atlas.actor_by_id[part.actor].name)} {cite.marks(part.sources)}{note}</li>"
        for role in part.roles:
            by_role.setdefault(role.value, []).append(line)
    groups = [f"<dt>{escape(atlas.define('role', role).word)}</dt><dd><ul>{''.join(lines)}</ul></dd>" for role, lines in by_role.items()]
    return _section("Actors by role", f"<dl>{''.join(groups)}</dl>" if groups else "")


def _disputes(corridor: Corridor, cite: Citations) -> str:
    blocks = []
    for dispute in corridor.disputes:
        claims = "".join(
            f'<div class="claim"><b>{escape(claim.by)}</b><p>{escape(claim.text)} {cite.marks(claim.sources)}</p></div>'
            for claim in dispute.claims
        )
        blocks.append(f'<h4>{escape(dispute.question)}</h4><div class="claims">{claims}</div>')
    return _section("Disputed or open", "".join(blocks))


def _news(atlas: Atlas, corridor: Corridor, cite: Citations) -> str:
    items = []
    for event in atlas.events_of(corridor.id):
        links = " ".join(_event_link(atlas, name) for name in event.sources) or UNSOURCED
        moved = [entry for entry in corridor.history if entry.event == event.id]
        change = f' <span class="moved">status: {moved[0].status.value}</span>' if moved else ""
        kind = escape(atlas.define("event", event.kind).word)
        own = f' <span class="own">{origin_words(event)}</span>' if origin_words(event) else ""
        items.append(
            f"<li><time>{date_words(event.date)}</time> <small>{kind}</small>{own}{change}<br>{escape(event.headline)} <small>{links}</small></li>"
        )
    progress = [f"<li><time>{date_words(p.date)}</time> {escape(p.text)} {cite.marks(p.sources)}</li>" for p in reversed(corridor.progress)]
    body = f'<ul class="news">{"".join(items)}</ul>' if items else '<p class="note">No news is linked to this corridor.</p>'
    return _section(f"News ({len(items)})", body) + _section(
        "Progress reports", f'<ul class="news">{"".join(progress)}</ul>' if progress else ""
    )


def _event_link(atlas: Atlas, name: str) -> str:
    source = atlas.source_by_id[name]
    label = escape(source.publisher)
    if source.url is None:
        return f'<span title="{escape(citation(source), quote=True)}">{label}</span>'
    return f'<a href="{escape(source.url, quote=True)}" target="_blank" rel="noopener noreferrer" title="{escape(citation(source), quote=True)}">{label}</a>'


def _legs(atlas: Atlas, corridor: Corridor, theme: Theme, cite: Citations) -> str:
    rows = []
    for segment in corridor.segments:
        drawn = drawn_status(corridor, segment)
        ground = "" if drawn is segment.status else f" <small>on the ground: {segment.status.value}</small>"
        note = f'<div class="note">{escape(segment.note)}</div>' if segment.note else ""
        km = "" if segment.is_site else f" · {km_words(length_km(segment.points))}"
        role = " · branch" if segment.role == "branch" else ""
        rows.append(
            f"<li><b>{escape(segment.name)}</b> <small>{segment.mode.value.replace('_', ' ')}{km}{role} · route {segment.accuracy.value}</small><br>"
            f"{chip(atlas, drawn, segment.basis, theme)}{ground} <small>as of {date_words(segment.as_of)}</small> {cite.marks(segment.sources)}{note}"
            f"{_leg_history(corridor, segment, cite)}</li>"
        )
    return _section(f"Legs ({len(rows)})", f'<ul class="legs">{"".join(rows)}</ul>', closed=True)


def _leg_history(corridor: Corridor, segment: Segment, cite: Citations) -> str:
    leg = next((leg for leg in corridor.legs if leg.segment == segment.id), None)
    if leg is None or len(leg.history) < 2:
        return ""
    steps = [f"<li>{date_words(e.date)}: {e.status.value}. {escape(e.note)} {cite.marks(e.sources)}</li>" for e in reversed(leg.history)]
    return f'<ul class="steps">{"".join(steps)}</ul>'


def _history(atlas: Atlas, corridor: Corridor, theme: Theme, cite: Citations) -> str:
    rows: Iterable[str] = (
        f"<li><time>{date_words(entry.date)}</time> {chip(atlas, entry.status, entry.basis, theme)}<br>{escape(entry.note)} {cite.marks(entry.sources)}</li>"
        for entry in reversed(corridor.history)
    )
    return _section(f"Status history ({len(corridor.history)})", f'<ul class="legs">{"".join(rows)}</ul>', closed=False)


def _sources(corridor: Corridor, cite: Citations) -> str:
    unsourced = "" if corridor.sources else f" The status is {UNSOURCED}."
    return _section(f"Sources ({len(cite.sources)})", cite.listed() + unsourced, closed=True)
