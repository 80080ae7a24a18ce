"""One broken draft per rule of the data check, each made of the real one by a single change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from corridors.checks.files import canonical_layers
from corridors.load import Draft
from corridors.model import Actor, Leg, Milestone, PartialDate, Quantity, Source
from corridors.terms import ActorType, Basis, EventKind, MilestoneKind, QuantityKind, Status

BADRI = "ev-2023-06-15-taliban-central-bank-chief-badri-and-chinese-amb"
CASPIAN = "instc-trans-caspian--makhachkala-amirabad"


class Example(NamedTuple):
    """A rule, the file and the record that it must name, and the change that breaks it."""

    rule: str
    file: str
    record: str
    spoil: Callable[[Draft], Draft]


def with_text(draft: Draft, name: str, text: str) -> Draft:
    return replace(draft, texts={**draft.texts, name: text})


def with_records(draft: Draft, group: str, record: str, **changes: object) -> Draft:
    records = getattr(draft.atlas, group)
    assert any(item.id == record for item in records), f"{record} is not among the {group}"
    changed = tuple(replace(item, **changes) if item.id == record else item for item in records)
    return replace(draft, atlas=replace(draft.atlas, **{group: changed}))  # type: ignore[arg-type]


def with_corridor(draft: Draft, record: str, **changes: object) -> Draft:
    """Change a corridor; the layer texts follow, so that only the rule in question has something to say."""
    changed = with_records(draft, "corridors", record, **changes)
    return replace(changed, texts={**changed.texts, **canonical_layers(changed, follow_records=False)})


def with_segment(draft: Draft, record: str, **changes: object) -> Draft:
    corridor = draft.atlas.corridor_by_id[record.split("--", maxsplit=1)[0]]
    assert any(segment.id == record for segment in corridor.segments), record
    segments = tuple(replace(s, **changes) if s.id == record else s for s in corridor.segments)  # type: ignore[arg-type]
    return with_corridor(draft, corridor.id, segments=segments)


def with_added(draft: Draft, record: str, field: str, *items: object) -> Draft:
    return with_corridor(draft, record, **{field: (*items, *getattr(draft.atlas.corridor_by_id[record], field))})


def with_event_added(draft: Draft, field: str, item: str) -> Draft:
    return with_records(draft, "events", BADRI, **{field: (*getattr(draft.atlas.event_by_id[BADRI], field), item)})


def with_more(draft: Draft, group: str, *items: object) -> Draft:
    return replace(draft, atlas=replace(draft.atlas, **{group: (*getattr(draft.atlas, group), *items)}))  # type: ignore[arg-type]


def _twice(draft: Draft) -> Draft:
    actors = draft.atlas.actors
    return replace(draft, atlas=replace(draft.atlas, actors=(actors[0], *actors)))


def _swapped(draft: Draft) -> Draft:
    one, two, *rest = draft.atlas.actors
    return replace(draft, atlas=replace(draft.atlas, actors=(two, one, *rest)))


def _foreign_event(draft: Draft) -> Draft:
    first, *rest = draft.atlas.corridor_by_id["tapi-gas"].history
    return with_corridor(draft, "tapi-gas", history=(replace(first, event=BADRI), *rest))


def _unordered(draft: Draft) -> Draft:
    one, two, *rest = draft.atlas.corridor_by_id["tapi-gas"].history
    return with_corridor(draft, "tapi-gas", history=(two, one, *rest))


def _stray_leg(draft: Draft) -> Draft:
    corridor = draft.atlas.corridor_by_id["btc-oil"]
    return with_added(draft, "btc-oil", "legs", Leg("btc-oil--nowhere", corridor.as_of, corridor.history))


def _no_history(draft: Draft) -> Draft:
    corridor = draft.atlas.corridor_by_id["chabahar-port"]
    # Its sources stay cited, so that they are not reported as unused.
    cited = tuple(source for entry in corridor.history for source in entry.sources)
    return with_corridor(draft, "chabahar-port", history=(), further_sources=corridor.further_sources + cited)


def _undefined(draft: Draft) -> Draft:
    kept = tuple(item for item in draft.atlas.definitions["status"] if item.term != "shelved")
    return replace(draft, atlas=replace(draft.atlas, definitions={**draft.atlas.definitions, "status": kept}))


def _fileless(draft: Draft) -> Draft:
    return replace(draft, texts={name: text for name, text in draft.texts.items() if name != "corridors/tapi-gas.toml"})


def _related_twice(draft: Draft) -> Draft:
    return with_added(draft, "khaf-herat-railway", "relations", draft.atlas.corridor_by_id["khaf-herat-railway"].relations[0])


def _misplaced(draft: Draft) -> Draft:
    first, *rest = draft.atlas.places
    return replace(draft, atlas=replace(draft.atlas, places=(replace(first, lon=first.lon + 20), *rest)))


def _no_sanctions(draft: Draft) -> Draft:
    sanction, other = EventKind.SANCTION, EventKind.DIPLOMATIC
    events = tuple(replace(e, kind=other) if e.kind is sanction else e for e in draft.atlas.events)
    return replace(draft, atlas=replace(draft.atlas, events=events))


def _started_1990(draft: Draft) -> tuple[Milestone, ...]:
    early = PartialDate("1990")
    held = draft.atlas.corridor_by_id["btc-oil"].milestones
    return tuple(replace(item, date=early) if item.kind is MilestoneKind.START else item for item in held)


def _respaced(draft: Draft) -> Draft:
    return with_text(draft, "layers/roads.geojson", draft.texts["layers/roads.geojson"].replace(":", ": ", 1))


def _number(kind: QuantityKind, value: float, unit: str, basis: Basis = Basis.INFERRED) -> Quantity:
    return Quantity(kind, value, unit, basis)


BTC, TAPI, EVENTS = "corridors/btc-oil.toml", "corridors/tapi-gas.toml", "events.toml"
THROUGHPUT, LENGTH = QuantityKind.THROUGHPUT, QuantityKind.LENGTH
ACROSS_180 = {"points": ((179.0, -60.0), (-179.0, -60.0)), "starts_chain": True, "role": "branch"}

REFERENCE_EXAMPLES = (
    Example("id_unique", "actors.toml", "adb", _twice),
    Example("id_well_formed", EVENTS, "Ev_Badri", lambda d: with_records(d, "events", BADRI, id="Ev_Badri")),
    Example("former_id_free", TAPI, "tapi-gas", lambda d: with_corridor(d, "tapi-gas", former_ids=("btc-oil",))),
    Example("source_known", EVENTS, BADRI, lambda d: with_event_added(d, "sources", "no-such")),
    Example("actor_known", EVENTS, BADRI, lambda d: with_event_added(d, "actors", "no-such")),
    Example("corridor_known", EVENTS, BADRI, lambda d: with_event_added(d, "corridors", "no-such")),
    Example("event_known", TAPI, "tapi-gas", _foreign_event),
    Example("leg_known", BTC, "btc-oil--nowhere", _stray_leg),
    Example("corridor_drawn", "corridors/chabahar-port.toml", "chabahar-port", lambda d: with_corridor(d, "chabahar-port", segments=())),
    Example("history_present", "corridors/chabahar-port.toml", "chabahar-port", _no_history),
    Example("file_named_after_id", TAPI, "tapi-gas", _fileless),
    Example("relation_once", "corridors/khaf-herat-railway.toml", "khaf-herat-railway", _related_twice),
    Example("source_used", "sources.toml", "zz", lambda d: with_more(d, "sources", Source("zz", "Title", "Publisher"))),
    Example("actor_used", "actors.toml", "zz", lambda d: with_more(d, "actors", Actor("zz", "Name", ActorType.STATE))),
    Example("url_is_web_address", "sources.toml", "wp-casa", lambda d: with_records(d, "sources", "wp-casa", url="javascript:alert(1)")),
    Example("term_defined", "vocabulary.toml", "shelved", _undefined),
    Example("term_used", "vocabulary.toml", "event.sanction", _no_sanctions),
    Example("country_named", "corridors/countries.py", "XX", lambda d: with_records(d, "actors", "adb", country="XX")),
)
FACT_EXAMPLES = (
    Example("history_in_order", TAPI, "tapi-gas", _unordered),
    Example("history_ends_in_status", TAPI, "tapi-gas", lambda d: with_corridor(d, "tapi-gas", status=Status.PROPOSED)),
    Example(
        "segment_follows_record",
        "layers/pipelines.geojson",
        "btc-oil--azerbaijan",
        lambda d: with_segment(d, "btc-oil--azerbaijan", status=Status.IDLE),
    ),
    Example("status_dates_coherent", BTC, "btc-oil", lambda d: with_corridor(d, "btc-oil", milestones=_started_1990(d))),
    Example(
        "confirmed_has_source",
        BTC,
        "btc-oil",
        lambda d: with_added(d, "btc-oil", "quantities", _number(THROUGHPUT, 30, "Mt/y", Basis.CONFIRMED)),
    ),
    Example("quantity_plausible", BTC, "btc-oil", lambda d: with_added(d, "btc-oil", "quantities", _number(THROUGHPUT, 3_000, "Mt/y"))),
    Example("event_dated_and_linked", EVENTS, BADRI, lambda d: with_records(d, "events", BADRI, date=PartialDate("2999"))),
    Example("wording_neutral", TAPI, "tapi-gas", lambda d: with_corridor(d, "tapi-gas", summary="Agreed with the regime.")),
)
ROUTE_EXAMPLES = (
    Example("position_in_range", "layers/multimodal.geojson", CASPIAN, lambda d: with_segment(d, CASPIAN, **ACROSS_180)),
    Example("layer_holds_kind", "layers/roads.geojson", "btc-oil--turkey", lambda d: with_segment(d, "btc-oil--turkey", layer="roads")),
    Example(
        "inside_country",
        "layers/hubs.geojson",
        "chabahar-port--site",
        lambda d: with_segment(d, "chabahar-port--site", points=((25.3003, 60.6128),)),
    ),
    Example(
        "on_land_or_sea",
        "layers/pipelines.geojson",
        "btc-oil--turkey",
        lambda d: with_segment(d, "btc-oil--turkey", offshore=True),
    ),
    Example("segments_connect", "layers/multimodal.geojson", CASPIAN, lambda d: with_segment(d, CASPIAN, starts_chain=False)),
    Example("length_as_stated", BTC, "btc-oil", lambda d: with_added(d, "btc-oil", "quantities", _number(LENGTH, 100, "km"))),
    Example("countries_agree", BTC, "btc-oil", lambda d: with_corridor(d, "btc-oil", countries=("AZ", "GE"))),
    Example("place_in_country", "places.csv", "Ab-e Kamari", _misplaced),
    Example("event_near_town", EVENTS, BADRI, lambda d: with_records(d, "events", BADRI, place=(34.53, 69.17))),
)
FILE_EXAMPLES = (
    Example("layer_canonical", "layers/roads.geojson", "file", _respaced),
    Example("records_sorted", "actors.toml", "adb", _swapped),
    Example("text_clean", EVENTS, "file", lambda d: with_text(d, EVENTS, d.texts[EVENTS] + " ")),
)
EXAMPLES = REFERENCE_EXAMPLES + FACT_EXAMPLES + ROUTE_EXAMPLES + FILE_EXAMPLES
