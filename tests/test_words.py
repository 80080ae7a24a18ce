"""What the program says, word for word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from corridors.atlas import Atlas
from corridors.model import PartialDate, Quantity, Source
from corridors.select import select
from corridors.terms import Basis, Kind, QuantityKind, Role, Status
from corridors.view import Match, View
from corridors.words import (
    atlas_as_of,
    basis_words,
    citation,
    count_words,
    countries_words,
    date_words,
    filter_words,
    join_words,
    kind_words,
    km_words,
    map_words,
    markdown_text,
    number_words,
    quantity_words,
    shown_words,
)


@pytest.mark.parametrize(
    ("kind", "value", "high", "unit", "words"),
    [
        (QuantityKind.PLANNED_CAPACITY, 33, None, "bcm/y", "33 bcm/y"),
        (QuantityKind.CAPACITY, 41, 45, "Mt/y", "41–45 Mt/y"),
        (QuantityKind.THROUGHPUT, 0.5, None, "Mt", "0.5 Mt"),
        (QuantityKind.LENGTH, 1814, None, "km", "1,814 km"),
        (QuantityKind.GAUGE, 1520, None, "mm", "1520 mm"),
        (QuantityKind.COST, 10e9, None, "USD", "USD 10 billion"),
        (QuantityKind.COST, 10e9, 12.5e9, "USD", "USD 10–12.5 billion"),
        (QuantityKind.COST, 900e6, 1.2e9, "USD", "USD 900 million–1.2 billion"),
    ],
)
def test_a_quantity_is_said_with_its_unit(kind: QuantityKind, value: float, high: float | None, unit: str, words: str) -> None:
    assert quantity_words(Quantity(kind, value, unit, Basis.CONFIRMED, high=high)) == words


@pytest.mark.parametrize(("text", "words"), [("2024-05-27", "27 May 2024"), ("2024-05", "May 2024"), ("2024", "2024"), (None, "not known")])
def test_a_date_is_said_as_precisely_as_it_is_known(text: str | None, words: str) -> None:
    assert date_words(PartialDate(text) if text else None) == words


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [join_words(words) for words in ((), "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert join_words("ab", "or") == "a or b"


def test_counts_take_their_plural() -> None:
    assert (count_words(1, "corridor"), count_words(0, "corridor"), count_words(2, "country", "countries")) == (
        "1 corridor",
        "0 corridors",
        "2 countries",
    )
    assert (kind_words(Kind.RAILWAY, 1), kind_words(Kind.RAILWAY, 14)) == ("1 railway", "14 railways")


def test_numbers_have_no_idle_decimals() -> None:
    assert [number_words(value) for value in (33, 0.5, 1234.5, 100, 0)] == ["33", "0.5", "1,234.5", "100", "0"]
    assert (km_words(9.94), km_words(1234.4)) == ("9.9 km", "1,234 km")


def test_markup_is_made_plain() -> None:
    assert markdown_text("*a* [b](c) <i> $x$ a_b `c`") == (r"\*a\* \[b\]\(c\) \<i\> \$x\$ a\_b \`c\`")
    assert markdown_text("![a](b) :red[c] ~~d~~ a\\b") == r"\!\[a\]\(b\) \:red\[c\] \~\~d\~\~ a\\b"
    assert markdown_text("Herat, Кабул") == "Herat, Кабул"


def test_addresses_emoji_and_icons_that_are_found_behind_escapes_are_broken_up() -> None:
    shown = {text: markdown_text(text).replace("\\", "").replace("\u2060", "|") for text in (
        ":smile:", ":material/home:", ":+1:", "http://a.example", "www.a.example", "WWW.a.example", "a@b.example", "12:30", "file: 3:4", "awww.x",
    )}  # fmt: skip
    assert list(shown.values()) == [
        ":|smile:", ":|material/home:", ":|+1:", "http:|//a.example", "www|.a.example", "WWW|.a.example", "a@|b.example", "12:30", "file: 3:4", "awww.x",
    ]  # fmt: skip


def test_text_is_shown_in_one_line_without_signs_that_nobody_sees() -> None:
    assert markdown_text("    a\n\n# b\t\u2028c  \r\n") == "a \\# b c"
    assert markdown_text("a\x00b\x1b[31m\u202egnp\u2066.\ufeffx\u200b") == r"ab\[31mgnp\.x"
    assert markdown_text("\ud800") == "\ufffd"
    # The joiners of Persian and of Indian scripts are part of how a name is written.
    assert markdown_text("می\u200cخواهم") == "می\u200cخواهم"


def test_only_a_quoted_title_is_put_in_quotes() -> None:
    source = Source("id", "Title", "Publisher", date=PartialDate("2024-05"))
    assert citation(source) == "Publisher: “Title”, May 2024"
    assert citation(replace(source, title_is="ours", date=None)) == "Publisher: Title, no date"


def test_a_claim_without_a_source_is_called_unsourced() -> None:
    assert (basis_words(Basis.INFERRED, ()), basis_words(Basis.CONFIRMED, ("x",))) == ("inferred, unsourced", "confirmed")


def test_countries_are_named_in_route_order(atlas: Atlas) -> None:
    assert countries_words(atlas.corridor_by_id["tapi-gas"]) == "Turkmenistan → Afghanistan → Pakistan → India"


def test_filters_are_said_in_words(atlas: Atlas) -> None:
    view = View(
        (Kind.RAILWAY,), (Status.PROPOSED,), ("china", "russia"), (Role.TRANSIT,), Match.ALL, ("AF",), "TAPI", since=dt.date(2024, 5, 1)
    )
    words = filter_words(atlas, view)
    for part in ("search “TAPI”", "proposed", "China and Russia", "country Afghanistan", "news from 1 May 2024"):
        assert part in words
    assert filter_words(atlas, View()) == ""


def test_most_kinds_are_said_by_those_left_out(atlas: Atlas) -> None:
    assert filter_words(atlas, View(kinds=tuple(kind for kind in Kind if kind is not Kind.ROAD))) == "every kind but road"
    assert filter_words(atlas, View(no_kind=True, statuses=(Status.IDLE,))) == "no kind; status idle"


def test_the_map_is_told_in_words(atlas: Atlas) -> None:
    view = View(kinds=(Kind.OIL_HUB,), corridor="herat-oil-hub")
    words = map_words(atlas, view, select(atlas, view))
    assert "1 oil hub;" in words
    assert "1 announced" in words
    assert f"Selected: {atlas.corridor_by_id['herat-oil-hub'].name}, announced." in words


def test_an_empty_map_is_told_in_words(atlas: Atlas) -> None:
    assert map_words(atlas, View(text="zzz"), ()) == "Map with no corridor. No corridor of 54 matches: search “zzz”."


def test_everything_and_a_part_are_told_apart(atlas: Atlas) -> None:
    assert shown_words(atlas, View(), atlas.corridors) == "All 54 corridors and hubs."
    assert shown_words(atlas, View(), atlas.corridors[:3]) == "3 of 54 corridors."


def test_the_atlas_speaks_up_to_its_release_or_its_day(atlas: Atlas) -> None:
    assert atlas_as_of(atlas) == atlas.edition.released.latest
    assert atlas_as_of(atlas.as_of(dt.date(2021, 9, 1))) == dt.date(2021, 9, 1)


@pytest.mark.parametrize(
    ("value", "words"), [(0.002, "0.002"), (0.0344, "0.034"), (0.5, "0.5"), (0.0, "0"), (1234.5, "1,234.5"), (-0.002, "-0.002")]
)
def test_a_small_amount_is_not_told_as_nothing(value: float, words: str) -> None:
    assert number_words(value) == words
