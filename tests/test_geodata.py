"""The reference data itself: one case per record, and what the article asks for."""

from __future__ import annotations

import pytest

from corridors.atlas import Atlas, cited_sources
from corridors.checks import check
from corridors.load import GEODATA, read_draft
from corridors.model import Actor, Corridor, Event, Source
from corridors.units import QUANTITY_BOUNDS

REAL = read_draft(GEODATA).atlas
# The dated headlines of the article, as quoted there.
HEADLINES = (
    ("2021-09-27", "Comparing The Contours of Russia’s Ummah Pivot in Syria & Afghanistan"),
    ("2022-08-19", "The Taliban Envisions Russia Playing A Big Role In The Group’s Geo-Economic Balancing Act"),
    ("2023-03-06", "The Top Five Takeaways From The Russian Ambassador To Afghanistan’s Latest Interview"),
    ("2023-06-16", "Russia’s Afghan Point Man Hinted At The Possibility Of Military-Technical Ties With The Taliban"),
    ("2024-05-16", "Afghan Taliban no longer Russia’s enemy — Russian diplomat"),
    ("2024-05-17", "Afghanistan to expand the range of goods exported to Russia — Deputy PM Overchuk"),
    ("2024-05-19", "Analyzing The Strategic Importance Of Russia’s Reportedly Planned Afghan Oil Hub"),
    ("2024-05-24", "Taliban can stabilize Afghanistan if left to its own devices — FSB director"),
    ("2024-05-27", "Russia invites Taliban to St. Petersburg International Economic Forum — Foreign Ministry"),
    ("2024-05-27", "Russian ministries propose to Putin to remove Taliban from terrorist list — envoy"),
)
DEALS = ("herat-oil-hub", "russia-afghanistan-pakistan-gas", "rap-parallel-railway", "russia-pakistan-india-transcontinental")

each_corridor = pytest.mark.parametrize("corridor", REAL.corridors, ids=[item.id for item in REAL.corridors])
each_event = pytest.mark.parametrize("event", REAL.events, ids=[item.id for item in REAL.events])
each_actor = pytest.mark.parametrize("actor", REAL.actors, ids=[item.id for item in REAL.actors])
each_source = pytest.mark.parametrize("source", REAL.sources, ids=[item.id for item in REAL.sources])


def test_the_whole_check_finds_nothing() -> None:
    _, problems = check()
    assert problems == []


def test_the_edition_holds_as_many_records_as_it_says(atlas: Atlas) -> None:
    lines = [segment for segment in atlas.segments if not segment.is_site]
    counted = (len(atlas.corridors), len(atlas.events), len(atlas.actors), len(atlas.segments), len(lines))
    assert counted == (54, 118, 73, 253, 243)


@each_corridor
def test_a_corridor_has_a_coherent_record(corridor: Corridor) -> None:
    assert corridor.history[-1].status is corridor.status
    assert len(corridor.summary.split()) >= 10, "a summary of at least a sentence"
    assert corridor.countries
    assert corridor.segments
    assert corridor.sources, "a status is sourced"
    assert all(source in REAL.source_by_id for source in cited_sources(corridor))
    assert all(relation.to in REAL.corridor_by_id for relation in corridor.relations)


@each_corridor
def test_the_numbers_of_a_corridor_are_plausible(corridor: Corridor) -> None:
    for quantity in corridor.quantities:
        bounds = QUANTITY_BOUNDS[quantity.kind, quantity.unit]
        assert bounds.low <= quantity.value <= (quantity.high or quantity.value) <= bounds.high
    for segment in corridor.segments:
        assert segment.id.startswith(f"{corridor.id}--")
        assert all(-25 <= lon <= 155 and 0 <= lat <= 75 for lon, lat in segment.points), "within Eurasia"


@each_event
def test_an_event_is_dated_linked_and_sourced(event: Event) -> None:
    assert event.headline
    assert event.sources
    assert event.corridors or event.actors
    assert set(event.corridors) <= set(REAL.corridor_by_id)
    assert set(event.actors) <= set(REAL.actor_by_id)
    assert event.id.startswith("ev-2"), "ids begin with the date"
    assert event.date.earliest <= REAL.edition.released.latest


@each_actor
def test_an_actor_is_named_and_has_a_part(actor: Actor) -> None:
    assert actor.name
    in_corridors = any(part.actor == actor.id for corridor in REAL.corridors for part in corridor.actors)
    assert in_corridors or any(actor.id in event.actors for event in REAL.events)


@each_source
def test_a_source_can_be_looked_up(source: Source) -> None:
    assert source.title
    assert source.publisher
    assert source.title_is in {"quoted", "ours"}
    assert source.url or source.note, "an address, or a word on where it is"
    assert source.url is None or source.url.startswith(("https://", "http://"))


@pytest.mark.parametrize(("date", "headline"), HEADLINES, ids=[f"{date} {headline[:20]}" for date, headline in HEADLINES])
def test_a_headline_of_the_article_is_there_exact_and_linked(date: str, headline: str, atlas: Atlas) -> None:
    (event,) = [event for event in atlas.events if event.headline == headline]
    assert event.date.text == date
    assert event.headline_is == "quoted"
    assert event.corridors


@pytest.mark.parametrize("deal", DEALS)
def test_a_deal_of_the_article_is_there_with_its_news(deal: str, atlas: Atlas) -> None:
    assert deal in atlas.corridor_by_id
    news = {event.headline for event in atlas.events_of(deal)}
    assert news & {headline for _, headline in HEADLINES}


def test_relations_are_seen_from_both_ends(atlas: Atlas) -> None:
    for corridor in atlas.corridors:
        for related in atlas.related(corridor.id):
            assert any(back.corridor == corridor.id and back.inverse != related.inverse for back in atlas.related(related.corridor))
