"""What news is linked by: names made of names, what a text denies, who is meant of several, silent news, places and numbers of states."""

from __future__ import annotations

import pytest

from corridors.atlas import Atlas
from corridors.model import PartialDate
from corridors.news import propose
from corridors.news.candidates import Candidate, Form
from corridors.news.evidence import corridor_evidence, is_said
from corridors.news.gist import asserted, country_at, read, states_in
from corridors.news.link import LEAST_CORRIDOR, link
from corridors.news.names import name_parts, variants
from corridors.news.parties import actor_evidence
from corridors.terms import Kind


def news(headline: str, text: str = "", date: str = "2025-06-01") -> Candidate:
    return Candidate(headline, PartialDate(date), Form.HEADLINE, "line 1", text=text)


def said(atlas: Atlas, headline: str, text: str = "") -> set[str]:
    return {name for name, item in corridor_evidence(atlas, read(atlas, news(headline, text))).items() if is_said(item.values)}


PARTS = {
    "Lapland branch: Aland-Beland railway": {"Lapland branch", "Aland-Beland railway"},
    "Great Corridor (GRT, Long Road)": {"Great Corridor", "GRT", "Long Road"},
    "Cross railway, Herat corridor": {"Cross railway", "Herat corridor"},
    "Plain line (idea raised by analysts)": {"Plain line"},
}


@pytest.mark.parametrize("name", PARTS)
def test_names_inside_a_name_are_found(name: str) -> None:
    assert set(name_parts(name)) == PARTS[name]


def test_a_name_ends_as_news_ends_it() -> None:
    assert {"iran oman line", "iran oman pipeline"} <= set(variants("Iran-Oman gas pipeline", Kind.GAS_PIPELINE))
    assert "port of duqm" in set(variants("Duqm port", Kind.PORT))
    # Countries side by side are no name of a line; places are.
    assert "iran oman" not in set(variants("Iran-Oman gas pipeline", Kind.GAS_PIPELINE))
    assert "rasht astara" in set(variants("Rasht-Astara railway", Kind.RAILWAY))


# Sentences made up for the test; none of them is an event of the atlas.
NAMES = {
    "Islamabad asks again for the Iran-Pakistan line": {"iran-pakistan-gas"},
    "Cranes for the port of Karachi arrive": {"karachi-port"},
    "Shares in the Rasht-Astara contract are disputed": {"instc-western-rasht-astara"},
    "Trains to Aktau and oil prices": set(),
}


@pytest.mark.parametrize("headline", NAMES)
def test_a_corridor_is_named_in_the_words_of_news(atlas: Atlas, headline: str) -> None:
    assert said(atlas, headline) == NAMES[headline]


def test_what_a_text_denies_is_not_what_it_is_about(atlas: Atlas) -> None:
    text = "Gas was on the table. Pakistan Stream is not named."
    assert asserted(text) == "Gas was on the table."
    assert "pakistan-stream-gas" not in said(atlas, "Ministers meet in Islamabad", text)
    assert "pakistan-stream-gas" in said(atlas, "Ministers meet in Islamabad", text.replace("not named", "named"))


def test_of_two_corridors_with_one_name_the_one_whose_countries_are_spoken_of_is_meant(atlas: Atlas) -> None:
    found = {item.id: item.score for item in link(atlas, news("Tashkent sends rails for the Trans-Afghan railway")).corridors}
    assert found["trans-afghan-railway-kabul"] > found.get("trans-afghan-railway-kandahar", 0.0)


def test_two_companies_point_to_the_one_corridor_that_has_both(atlas: Atlas) -> None:
    assert said(atlas, "SOCAR and BOTAS speak about gas volumes") == {"southern-gas-corridor"}
    assert said(atlas, "SOCAR speaks about gas volumes") == set()


def test_news_that_names_none_is_about_what_silent_news_like_it_was_about(atlas: Atlas) -> None:
    candidate = news("Pakistan’s air strikes in Afghanistan go on", date="2026-03-01")
    evidence = corridor_evidence(atlas, read(atlas, candidate))
    assert evidence["torghundi-spin-boldak-railway"].values["silent_words"] > 0
    assert any("names none either" in why for item in link(atlas, candidate).corridors for why in item.reasons)
    # Where one is named, what silent news was about does not count.
    named = corridor_evidence(atlas, read(atlas, news("Pakistan’s air strikes in Afghanistan delay CASA-1000", date="2026-03-01")))
    assert all("silent_words" not in item.values for item in named.values())


def test_an_event_is_not_learned_from_itself(atlas: Atlas) -> None:
    event = next(event for event in atlas.events if event.id.startswith("ev-2026-02-22"))
    reading = read(atlas, Candidate(event.headline, event.date, Form.ENTRY, event.id), event.id)
    assert event.headline not in {alike.event.headline for alike in reading.alike}
    assert event.headline not in {silent.headline for silent in reading.silent.values()}


STATES = {"the four states sign": 4, "Five Caspian states sign": 5, "a trilateral meeting": 3, "four trains leave": 0}


@pytest.mark.parametrize("text", STATES)
def test_a_number_of_states_is_read(text: str) -> None:
    assert states_in(text) == STATES[text]


def test_as_many_states_as_a_corridor_crosses_are_its_parties(atlas: Atlas) -> None:
    reading = read(atlas, news("TAPI is praised by its four states"))
    evidence = actor_evidence(atlas, reading, [("tapi-gas", 0.9)])
    assert {name for name, item in evidence.items() if "numbered" in item.values} == {
        "turkmenistan",
        "afghanistan-taliban",
        "pakistan",
        "india",
    }


def test_a_position_is_in_the_country_of_the_nearest_place(atlas: Atlas) -> None:
    assert country_at(atlas, (62.2, 34.35)) == "AF"
    assert country_at(atlas, (-30.0, 40.0)) == ""
    assert country_at(atlas, None) == ""


def test_every_link_says_why(atlas: Atlas) -> None:
    for event in atlas.events[::10]:
        links = link(atlas, Candidate(event.headline, event.date, Form.ENTRY, event.id, text=event.note), without=event.id)
        assert all(item.reasons for item in (*links.corridors, *links.possible_corridors))
        assert all(item.score >= LEAST_CORRIDOR for item in links.corridors)


def day_of(number: int) -> list[Candidate]:
    """Return different pieces of news of one day, every tenth told again with a word more."""
    made = []
    for at in range(number):
        told = " ".join(f"w{(at * 8 + place) * 7919 % 1_000_003:x}" for place in range(8)) + f" pipeline talks {at}"
        made += [news(told), news(f"{told} on")] if at % 10 == 0 else [news(told)]
    return made


def test_many_pieces_of_one_day_are_compared_with_few_and_what_repeats_is_found(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    compared, choices = [], propose._Seen._choices

    def counted(seen: propose._Seen, headline: str, days: list[int]) -> list[list[str]]:
        found = choices(seen, headline, days)
        compared.append(sum(map(len, found)))
        return found

    monkeypatch.setattr(propose._Seen, "_choices", counted)
    seen, repeated = propose._Seen(atlas.events), 0
    for candidate in day_of(2_000):
        if seen.find(candidate):
            repeated += 1
        else:
            seen.add(candidate)
    assert repeated == 200
    assert max(compared) <= propose.MOST_COMPARED
