"""News as an attacker or a broken program writes it: what is right is read, what is not is said, nothing takes the file or the machine."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import random
import time
from collections.abc import Callable, Iterator
from typing import Any
from xml.sax.saxutils import escape

import pytest

from corridors.news import markup
from corridors.news.addresses import clean_address
from corridors.news.article import read_article
from corridors.news.candidates import MOST_CANDIDATES, MOST_HEADLINE, MOST_PROBLEMS, MOST_TEXT, Candidate, Extract, NewsError
from corridors.news.dates import find_dates, read_date
from corridors.news.markup import decode, html_lines
from corridors.news.reading import read_news

TODAY = dt.date(2026, 11, 24)
# Ten times what the slowest of them takes on an idle machine; what is quadratic takes minutes.
ENOUGH_SECONDS = 20.0


def extract(text: str | bytes) -> Extract:
    return read_news(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), TODAY)


def feed(*items: str) -> str:
    spaces = 'xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml"'
    return f'<rss version="2.0" {spaces}><channel><title>Wire</title>{"".join(f"<item>{item}</item>" for item in items)}</channel></rss>'


def table(*rows: str, head: str = "date,headline") -> str:
    return "\n".join([head, *rows]) + "\n"


def features(*found: tuple[dict[str, Any], object]) -> str:
    plain = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in found]
    return json.dumps({"type": "FeatureCollection", "features": plain})


def of_date(date: str) -> Iterator[str]:
    """Yield a date by every door for news."""
    yield feed(f"<title>Druzhba halted</title><pubDate>{escape(date)}</pubDate>")
    yield f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Druzhba halted</title><updated>{escape(date)}</updated></entry></feed>'
    yield table(f'"{date}",Druzhba halted')
    yield features(({"date": date, "title": "Druzhba halted"}, None))


NO_DATES = (
    *("2024-02-30", "2023-02-29", "2024-04-31", "2024-13", "2024-00", "2024-13-01", "2024-00-10", "2024-05-00", "2024-05-32", "2024-W18-1"),
    *("2024-W18", "2024W181", "2024-137", "2024137", "11111111111", "1714982400", "20240230", "20241301T000000Z", "0", "-1", "NaN", "+99:99"),
    *("0000-01-01", "0000", "00000000", "9999-12-31T23:59:59-23:59", "99999-01-01", "10000-01-01", "2024-05-06T25:00:00Z", "2024-05-06T10:61Z"),
    *("2024-05-06T10:00:00+99:99", "2024-05-06T10:00:00-24:00", "Mon, 06 May 2024 10:00:00 +9999", "Mon, 06 May 2024 99:00:00 GMT"),
    *("Fri, 30 Feb 2024 10:00:00 GMT", "31 April 2024", "0 May 2024", "Feb 30 2024", "31 Jun 24 10:00 GMT", "Fri Feb 30 10:00:00 2024"),
    *("9" * 5_000, "1" * 100_000, "2024-05-06" * 5_000, "03/04/2024", "31/04/2024", "tomorrow", "\u0662\u0660\u0662\u0664-\u0660\u0665"),
)  # fmt: skip


@pytest.mark.parametrize("date", NO_DATES, ids=lambda date: date[:40])
def test_a_date_that_does_not_exist_is_none_and_said_at_every_door(date: str) -> None:
    for text in of_date(date):
        (found,) = extract(text).candidates
        assert (found.headline, found.date) == ("Druzhba halted", None)
        assert any("“" in problem for problem in found.problems), "what was found is said"
        assert "no date; give one before you accept it" in found.problems


DATES = {
    "Mon, 06 May 2024 10:00:00 GMT": "2024-05-06",
    "Mon, 06 May 2024 23:30:00 -0800": "2024-05-06",
    "6 May 24 10:00 GMT": "2024-05-06",
    "Mon May  6 10:00:00 2024": "2024-05-06",
    "Mon May 6 10:00:00 UTC 2024": "2024-05-06",
    "2024-05-06T01:00:00+05:00": "2024-05-06",
    "2024-05-06T24:00:00Z": "2024-05-06",
    "2024-05-06T10:00:00.123456Z": "2024-05-06",
    "20240506T100000Z": "2024-05-06",
    "2024-02-29": "2024-02-29",
    "2024-05": "2024-05",
    "2024": "2024",
    "\u017fept 5 2024": "2024-09-05",
}


@pytest.mark.parametrize("date", DATES)
def test_a_date_is_the_day_that_is_written(date: str) -> None:
    for text in of_date(date):
        (found,) = extract(text).candidates
        assert found.date
        assert found.date.text == DATES[date]


def test_every_day_of_a_year_and_no_other_is_a_date() -> None:
    days = {(dt.date(2023, 1, 1) + dt.timedelta(days=day)).isoformat() for day in range(365)}
    for month in range(15):
        for day in range(34):
            text = f"2023-{month:02d}-{day:02d}"
            found = read_date(f"{text}T10:00:00Z").date
            assert (found.text if found else None) == (text if text in days else None)


def test_a_second_date_is_read_where_the_first_is_none() -> None:
    (found,) = extract(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Gas</title><published>2024-02-30</published><updated>2024-03-01</updated></entry></feed>'
    ).candidates
    assert found.date
    assert found.date.text == "2024-03-01"


def test_a_day_that_does_not_exist_is_said_in_an_article() -> None:
    (found,) = extract("30 February 2024: Druzhba pipeline stopped\n").candidates
    assert (found.headline, found.date) == ("Druzhba pipeline stopped", None)
    assert "30 February 2024" in found.problems[0]


BAD_PLACES = ("nan inf", "1e400 50", "50 1e400", "nan 10", "10 nan", "-inf 0", "91 10", "-91 10", "10 181", "10 -180.1", "abc def", "10", "", "34,35 x", "1" * 5_000 + " 1")  # fmt: skip


@pytest.mark.parametrize("place", BAD_PLACES, ids=lambda place: place[:20])
def test_a_place_that_is_not_on_the_globe_is_none_and_said(place: str) -> None:
    texts = [feed(f"<title>Gas</title><georss:point>{place}</georss:point>", "<title>Rail</title><georss:point>34.35 62.2</georss:point>")]
    if len(place.split()) == 2:
        lat, lon = place.split()
        texts.append(table(f'2024-05-06,Gas,"{lat}","{lon}"', "2024-05-06,Rail,34.35,62.2", head="date,headline,lat,lon"))
    for text in texts:
        gas, rail = extract(text).candidates
        assert gas.place is None
        assert any("place" in problem for problem in gas.problems)
        assert rail.place == pytest.approx((62.2, 34.35))


def test_an_area_of_which_a_corner_is_no_number_has_no_place() -> None:
    (found,) = extract(feed("<title>Gas</title><georss:polygon>34 62 35 nan 35 63 34 62</georss:polygon>")).candidates
    assert found.place is None
    assert any("place" in problem for problem in found.problems)


def nested(kind: str, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "Point", "coordinates": [62.2, 34.35]}
    for _ in range(depth):
        found = (
            {"type": "GeometryCollection", "geometries": [found]}
            if kind == "GeometryCollection"
            else {"type": kind, "coordinates": [found]}
        )
    return found


def deep(depth: int) -> list[Any]:
    found: list[Any] = [62.2, 34.35]
    for _ in range(depth):
        found = [found]
    return found


BAD_GEOMETRIES: dict[str, object] = {
    "collections in collections": nested("GeometryCollection", 100),
    "points in points": nested("MultiPoint", 100),
    "lists in lists": {"type": "MultiPolygon", "coordinates": deep(100)},
    "off the globe": {"type": "Point", "coordinates": [200, 10]},
    "not a number": {"type": "Point", "coordinates": [float("nan"), float("inf")]},
    "a number of 5,000 digits": {"type": "Point", "coordinates": [10**4_000, 10]},
    "words": {"type": "Point", "coordinates": ["a", "b"]},
    "an object": {"type": "Point", "coordinates": {"x": 1}},
    "one number": {"type": "Point", "coordinates": [10]},
    "nothing": {"type": "Point", "coordinates": []},
    "no kind": {"coordinates": [10, 10]},
    "a kind that is none": {"type": "Circle", "coordinates": [10, 10]},
    "no geometry": "x",
    "a corner off the globe": {"type": "LineString", "coordinates": [[62, 34], [62, 95]]},
    "too many positions": {"type": "LineString", "coordinates": [[62, 34]] * 100_001},
}


@pytest.mark.parametrize("name", BAD_GEOMETRIES)
def test_a_geometry_that_is_none_takes_no_feature_and_is_said(name: str) -> None:
    good = {"type": "Polygon", "coordinates": [[[62, 34], [63, 34], [63, 35], [62, 34]]]}
    text = features(({"date": "2024-05-06", "title": "Gas"}, BAD_GEOMETRIES[name]), ({"date": "2024-05-07", "title": "Rail"}, good))
    gas, rail = extract(text).candidates
    assert (gas.headline, gas.place) == ("Gas", None)
    assert any("geometry" in problem for problem in gas.problems)
    assert rail.place


JSON_VALUES = ("9" * 5_000, "-" + "9" * 400, "NaN", "Infinity", "1e999", '"\\ud800"', '"a\\u0000b"', "[[1], {}]", '{"a": {"b": 1}}', "true", "[" * 500 + "]" * 500)  # fmt: skip


@pytest.mark.parametrize("value", JSON_VALUES, ids=lambda value: value[:20])
def test_one_value_of_json_takes_no_file(value: str) -> None:
    other = '{"type": "Feature", "properties": {"date": "2024-05-07", "title": "Rail"}, "geometry": null}'
    for name in ("title", "date", "text", "url", "else", "lon"):
        good = {"date": '"2024-05-06"', "title": '"Gas"'} | {name: value}
        properties = ", ".join(f'"{key}": {text}' for key, text in good.items())
        text = f'{{"features": [{{"properties": {{{properties}}}, "geometry": null}}, {other}], "type": "FeatureCollection"}}'
        found = extract(text).candidates
        assert len(found) == 2
        assert (found[1].headline, found[1].date and found[1].date.text) == ("Rail", "2024-05-07")
        assert_plain(found)


def assert_plain(found: tuple[Candidate, ...]) -> None:
    """Hold that candidates are text that can be stored and sent, and no longer than may be."""
    for item in found:
        texts = (item.headline, item.text, item.publisher, item.where, item.url or "", *item.problems)
        assert all(text.isprintable() or text == "" for text in texts)
        "".join(texts).encode()
        assert len(item.headline) <= MOST_HEADLINE
        assert len(item.text) <= MOST_TEXT
        assert item.place is None or (abs(item.place[0]) <= 180 and abs(item.place[1]) <= 90)


def test_json_nested_without_end_is_refused_in_words() -> None:
    for text in ('{"features": ' + "[" * 200_000, '{"a":' * 200_000 + '"features"', "[" * 200_000 + "]" * 200_000):
        with pytest.raises(NewsError, match="allowed"):
            extract(text)


CONTROLS = [chr(code) for code in (*range(9), *range(11, 13), *range(14, 32), 127, 0x85, 0xAD, 0x200F, 0x202E, 0xFEFF, 0xFFFE, 0xD800)]


@pytest.mark.parametrize("sign", CONTROLS, ids=lambda sign: f"U+{ord(sign):04X}")
def test_one_control_character_takes_no_news(sign: str) -> None:
    page = (
        f"<html><body><p>16 May 2024: Druzhba{sign} pipeline stopped after an attack</p><p>17 May 2024: Rail talks go on</p></body></html>"
    )
    for text in (
        page,
        f"16 May 2024: Druzhba{sign} pipeline stopped after an attack\n17 May 2024: Rail talks go on\n",
        table(f"2024-05-16,Druzhba{sign} pipeline stopped after an attack", "2024-05-17,Rail talks go on"),
        feed(
            f"<title>Druzhba{sign} pipeline stopped after an attack</title><pubDate>2024-05-16</pubDate>", "<title>Rail talks go on</title>"
        ),
    ):
        found = extract(text).candidates
        assert any("pipeline stopped after an attack" in item.headline for item in found)
        assert any(item.headline == "Rail talks go on" for item in found)
        assert_plain(found)


@pytest.mark.parametrize("code", ["&#0;", "&#1;", "&#x1b;", "&#xD800;", "&#xFFFE;", "&#99999999999;", "&#" + "9" * 5_000 + ";", "&nosuch;"])
def test_one_character_reference_takes_no_news(code: str) -> None:
    item = f"<title>Druzhba {code} stopped after an attack</title><pubDate>2024-05-16</pubDate>"
    good = "<title>Rail talks go on</title><pubDate>2024-05-17</pubDate>"
    for text in (feed(item, good), feed(good, item), f"<p>16 May 2024: Druzhba {code} stopped</p><p>17 May 2024: Rail talks go on</p>"):
        found = extract(text).candidates
        assert any(item.headline == "Rail talks go on" for item in found)
        assert_plain(found)


def test_zero_bytes_are_said_with_their_line() -> None:
    found = extract(b"15 May 2024: Gas talks in Kabul\n16 May 2024: Gas\0talks in Herat about a line\n")
    assert found.problems == ("line 2: 1 zero bytes, left out; the rest is read",)


BAD_ENTRIES = (
    "<gml:pos>1 2</gml:pos>",
    "<georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>a</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></georss:where>",
    '<georss:where><gml:Point srsDimension="x"><gml:pos>1 2 3</gml:pos></gml:Point></georss:where>',
    "<title>&#99999999999;</title>",
)


@pytest.mark.parametrize("bad", BAD_ENTRIES, ids=lambda bad: bad[:30])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_entry_that_cannot_be_read_takes_no_other(bad: str, at: int) -> None:
    items = [f"<title>Gas talks {number}</title><pubDate>2024-05-0{number}</pubDate>" for number in (1, 2)]
    items.insert(at, bad + "<title>Bad</title>")
    found = extract(feed(*items))
    assert {"Gas talks 1", "Gas talks 2"} <= {item.headline for item in found.candidates}
    assert len(found.candidates) == 3 or f"entry {at + 1} cannot be read" in found.problems[0]
    assert found.candidates[0].publisher == "Wire"


def test_the_first_row_may_be_longer_than_the_head() -> None:
    found = extract(table("2024-05-06,Druzhba halted,x,y", "2024-05-07,Nord Stream halted"))
    assert [(item.headline, item.where) for item in found.candidates] == [("Nord Stream halted", "row 2")]
    assert found.problems == ("row 1 (line 2): 4 fields under 2 columns (2024-05-06 …); left out",)


@pytest.mark.parametrize("commas", [1, 3, 15_000])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_commas_at_the_end_of_rows_shift_no_column(sign: str, commas: int) -> None:
    rows = [f"2024-05-0{day},Druzhba halted {day},https://a.org/{day}".replace(",", sign) + sign * commas for day in (6, 7)]
    found = extract(table(*rows, head=sign.join(("date", "headline", "url"))))
    assert [(item.headline, item.url, item.date and item.date.text) for item in found.candidates] == [
        ("Druzhba halted 6", "https://a.org/6", "2024-05-06"),
        ("Druzhba halted 7", "https://a.org/7", "2024-05-07"),
    ]
    assert found.problems == ()


def test_commas_at_the_end_of_the_head_are_no_columns() -> None:
    found = extract(table("2024-05-06,Gas,,", "2024-05-07,Rail", head="date,headline" + "," * 2_000))
    assert [item.headline for item in found.candidates] == ["Gas", "Rail"]


OPEN_QUOTES = {
    "in the middle": (["2024-05-01,Gas 1", '2024-05-02,"Gas 2', "2024-05-03,Gas 3", "2024-05-04,Gas 4"], 3),
    "in the last row": (["2024-05-01,Gas 1", "2024-05-02,Gas 2", '2024-05-03,"Gas 3'], 4),
    "at the head of a row": (['"2024-05-01,Gas 1', "2024-05-02,Gas 2"], 2),
    "closed by the next quote": (['2024-05-01,"Gas 1', '2024-05-02,"Gas 2"', "2024-05-03,Gas 3"], 2),
    "closed at the end of a later row": (['2024-05-01,"Gas 1', "2024-05-02,Gas 2", '2024-05-03,Gas 3"'], 2),
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN_QUOTES)
def test_a_quote_that_is_not_closed_swallows_no_row_and_is_said(name: str) -> None:
    rows, line = OPEN_QUOTES[name]
    found = extract(table(*rows))
    assert [item.headline.strip('"') for item in found.candidates] == [f"Gas {number}" for number in range(1, len(rows) + 1)]
    assert found.problems[0].startswith(f"line {line}: a quote not closed")


def test_a_quote_that_is_not_closed_swallows_no_hundred_thousand_rows() -> None:
    found = extract(table('2024-05-01,"Gas', *(f"2024-05-02,Rail {number}" for number in range(100_000))))
    assert len(found.candidates) == MOST_CANDIDATES
    assert "line 2: a quote not closed" in found.problems[0]
    assert "the first 20,000 are taken" in found.problems[1]


def test_a_row_in_quotes_may_have_several_lines() -> None:
    found = extract(table('2024-05-01,"Gas,\n""talks"" in\r\n\r\nHerat"', '"2024-05-02","Rail"', '2024-05-03,The "Friendship" line'))
    assert [item.headline for item in found.candidates] == ['Gas, "talks" in Herat', "Rail", 'The "Friendship" line']
    assert found.problems == ()


@pytest.mark.parametrize("seed", range(20))
def test_quotes_anywhere_lose_no_row_that_has_none(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - the same each time
    rows = [f"2024-05-01,Gas {number}" for number in range(200)]
    for at in rng.sample(range(200), 20):
        where = rng.randrange(len(rows[at]) + 1)
        rows[at] = rows[at][:where] + '"' * rng.randint(1, 4) + rows[at][where:]
    found = {item.headline for item in extract(table(*rows)).candidates}
    assert {row.partition(",")[2] for row in rows if '"' not in row} <= found


ADDRESSES = {
    "https://example.org/a": "https://example.org/a",
    "HTTP://Example.ORG/A?B=c#D": "http://example.org/A?B=c#D",
    " HtTpS://example.org ": "https://example.org",
    "https://новости.рф/газ": "https://новости.рф/газ",
    "https://example.org:8443/a_(b)": "https://example.org:8443/a_(b)",
    "http://[2001:DB8::1]/a": "http://[2001:db8::1]/a",
    "https://example.org/a[1]|b": "https://example.org/a%5B1%5D%7Cb",
    "https://example.org/خط\u200cلوله": "https://example.org/خط%E2%80%8Cلوله",
    "https://example.org/a@b": "https://example.org/a@b",
}
BAD_ADDRESSES = (
    *("https://user:secret@host.org/", "https://user@host.org", "https://:secret@host.org", "https://@host.org/", "HTTPS://a.org@b.org/"),
    *("https://example.org/\u202egpj.exe", "https://example.org/\u200f", "https://exa\u200emple.org", "https://example.org/\u2066a\u2069"),
    *("https://example.org/\x00", "https://example.org/\x1b[31m", "https://example.org/a b", "https://example.org/a\nb", "https://a.org/\ufeffb"),
    *("http://[::1", "http://::1/", "http://[x]/", "http://", "https:///path", "http://?q", "http://a..b/", "http://-a.org/", "http://.org"),
    *("http://example.org:x/", "http://example.org:99999/", "http://exa%6dple.org/", "http://" + "a" * 64 + ".org", "http://a,b/"),
    *("https://a.org/](javascript:alert(1))", "](javascript:alert(1)", "javascript:alert(1)", "data:text/html,x", "//example.org/a", "/a", "a.org"),
    *('https://a.org/"onclick="x', "https://a.org/<script>", "https://a.org/`x`", "https://a.org\\b", "https://a.org/" + "a" * 2_000),
    *("ftp://a.org", "https:/a.org", "https:a.org", "hｔtp://a.org", "http://a.org\uff0fb", "https://\u2024/", "vbscript:x"),
)  # fmt: skip


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_of_the_web_is_kept_with_its_host_in_lower_case(text: str) -> None:
    assert clean_address(text) == (ADDRESSES[text], "")


def doors_for(url: str) -> Iterator[str]:
    """Yield a link by every door for news."""
    good, quoted = escape(url, {'"': "&quot;"}), url.replace('"', '""')
    if all(sign.isprintable() for sign in url) and not url.startswith("https:///"):
        # What is no XML is another case, and feedparser mends this one.
        yield feed(f"<title>Gas</title><link>{good}</link>")
        yield f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Gas</title><link href="{good}"/></entry></feed>'
    yield table(f'2024-05-06,Gas,"{quoted}"', head="date,headline,url")
    yield features(({"date": "2024-05-06", "title": "Gas", "url": url}, None))


@pytest.mark.parametrize("url", BAD_ADDRESSES, ids=lambda url: ascii(url)[:40])
def test_an_address_that_misleads_or_is_broken_is_dropped_and_said(url: str) -> None:
    cleaned, why = clean_address(url)
    assert cleaned is None
    assert "allowed" in why
    assert "secret" not in why
    for text in doors_for(url):
        (found,) = extract(text).candidates
        assert found.url is None
        assert any("link" in problem for problem in found.problems)
        assert_plain((found,))


def test_an_address_in_capitals_is_kept_at_every_door() -> None:
    for text in doors_for("HTTP://EXAMPLE.org/A"):
        assert extract(text).candidates[0].url == "http://example.org/A"


LETTERS = {
    "utf-7": "16 May 2024: Переговоры о газопроводе\n",
    "hz": "16 May 2024: 石油管道 中国 天然气\n",
    "iso2022_jp": "16 May 2024: 日本のガスと石油の長い話\n",
    "iso2022_kr": "16 May 2024: 한국 가스 이야기 그리고 석유\n",
}


@pytest.mark.parametrize("encoding", LETTERS)
def test_an_encoding_in_seven_bits_is_read_and_said_to_be_a_guess(encoding: str) -> None:
    found = extract(LETTERS[encoding].encode(encoding))
    assert found.candidates[0].headline == LETTERS[encoding].partition(": ")[2].strip()
    assert found.encoding.endswith(" (guessed)")


@pytest.mark.parametrize(
    "text",
    ["a+b+c =1 +5- +10- +abc-", "https://a.b/?q=gas+line+and+rail", "+49 170 1234-5", "x ~{ y ~} z", "\x1b[31mred\x1b[0m", "C++-like"],
)
def test_ascii_is_no_guess(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


def test_a_code_page_is_said_to_be_a_guess() -> None:
    assert decode(("Переговоры о газопроводе прошли в Ашхабаде. " * 5).encode("cp1251"))[1].endswith(" (guessed)")


DEEP = {
    "blocks": ("<div>", "</div>"),
    "inline": ("<b>", "</b>"),
    "lists": ("<ul><li>", "</li></ul>"),
    "tables": ("<table><tr><td>", "</td></tr></table>"),
    "unclosed": ("<span>", ""),
    "unknown": ("<x-y>", "</x-y>"),
}


@pytest.mark.parametrize("depth", [100, 300, 3_000, 100_000])
@pytest.mark.parametrize("name", DEEP)
def test_an_article_in_nested_tags_is_read(name: str, depth: int) -> None:
    first, last = DEEP[name]
    page = f"<p>15 May 2024: Before it all</p>{first * depth}16 May 2024: Deep inside{last * depth}<p>17 May 2024: After it all</p>"
    found = [item.headline for item in extract(page).candidates]
    assert found[:1] == ["Before it all"]
    assert any("Deep inside" in headline for headline in found)
    assert any("After it all" in headline for headline in found)


def test_what_is_dropped_is_dropped_however_deep() -> None:
    page = "<p>15 May 2024: Before it all</p>" + "<nav>" * 5_000 + "16 May 2024: A menu" + "</nav>" * 5_000 + "<p>17 May 2024: After it</p>"
    assert "Before it all" in [item.headline for item in extract(page).candidates]
    script = '<p>15 May 2024: Gas talks</p><script>if (a<b && c=">") x("16 May 2024: evil");</script><!-- 17 May 2024: hidden --><style>18 May 2024: p{}</style>'
    assert [item.headline for item in extract(script).candidates] == ["Gas talks"]


def test_quotes_and_signs_in_tags_hide_no_text() -> None:
    lines = html_lines("<p title=it's>One</p><p title='a>b'>Two</p><p title=\"a>b\">It's</p><p>x<?php 1 ?>y<br/>z")
    assert [line for line in lines if line] == ["One", "Two", "It's", "xy", "z"]


def many(item: Callable[[int], str], number: int) -> str:
    return "".join(item(at) for at in range(number))


MB = 1_000_000
ENDLESS: dict[str, Callable[[], str]] = {
    "attributes": lambda: "<p " + many(lambda at: f"a{at}=b ", 100_000) + ">16 May 2024: Gas talks</p>",
    "attributes with tags in them": lambda: "<p " + many(lambda at: f'a{at}="<b>" ', 70_000) + ">16 May 2024: Gas talks</p>",
    "one huge attribute": lambda: f'<p a="{"x" * 20 * MB}">16 May 2024: Gas talks</p>',
    "one huge text": lambda: f"<p>16 May 2024: Gas talks</p><p>{'a b ' * 5 * MB}</p>",
    "tags that do not end": lambda: "<p>16 May 2024: Gas talks</p>" + "<a " * (MB // 3),
    "quotes that do not end": lambda: "<p>16 May 2024: Gas talks</p>" + '<a b="' * (MB // 6),
    "comments that do not end": lambda: "<p>16 May 2024: Gas talks</p>" + "<!--" * (MB // 4),
    "scripts that do not end": lambda: "<p>16 May 2024: Gas talks</p>" + "<script>" * (MB // 8),
    "signs": lambda: "<p>16 May 2024: Gas talks</p>" + "<" * MB,
    "references": lambda: "<p>16 May 2024: Gas talks</p>" + "&" * MB,
    "years": lambda: "16 May 2024: Gas talks\n" + "2024" * (MB // 4),
    "years apart": lambda: "16 May 2024: Gas talks\n" + "2024 " * (MB // 5),
    "digits": lambda: "16 May 2024: Gas talks\n" + "1" * MB,
    "slashes": lambda: "16 May 2024: Gas talks\n" + "1/1/" * (MB // 4),
    "months": lambda: "16 May 2024: Gas talks\n" + "1 May " * (MB // 6),
    "blanks": lambda: "16 May 2024: Gas talks\n" + "1" + " " * MB + "May 2024",
    "ends of sentences": lambda: "16 May 2024: Gas talks\n" + "in 2024. " * (MB // 9),
    "marks and blanks": lambda: "16 May 2024: Gas talks\n2024" + ".  " * (MB // 3),
    "quotes of an article": lambda: "16 May 2024: Gas talks\n" + "“" * MB,
    "colons": lambda: "16 May 2024: Gas talks\n" + ":" * MB,
    "brackets": lambda: "16 May 2024: Gas talks\n" + "(16 May 2024)" * (MB // 13),
    "lines": lambda: "16 May 2024: Gas talks\n" + "\n" * MB,
    "a feed's attributes": lambda: feed("<title>Gas talks</title>", "<x " + many(lambda at: f'a{at}="b" ', 80_000) + "/>"),
    "a feed's nested tags": lambda: feed("<title>Gas talks</title>", "<x>" * 40_000 + "</x>" * 40_000),
    "a feed's open tags": lambda: feed("<title>Gas talks</title>", "<title>" + "<a " * 100_000),
    "a feed's quotes": lambda: feed("<title>Gas talks</title>", "<title>" + '<a b="' * 60_000),
    "a feed's signs": lambda: feed("<title>Gas talks</title>", "<title>" + "& < " * 100_000),
    "a feed's escaped tags": lambda: feed("<title>Gas talks</title>", "<title>" + "&lt;b a=1 " * 60_000 + "</title>"),
    "a feed's declaration": lambda: "<?xml" + " " * MB + feed("<title>Gas talks</title>"),
    "a wide row": lambda: table("2024-05-06,Gas talks" + "," * MB),
    "quotes at each row": lambda: table("2024-05-06,Gas talks", *['2024-05-06,"a'] * (MB // 13)),
    "three quotes at each row": lambda: table("2024-05-06,Gas talks", *['2024-05-06,"""'] * (MB // 14)),
    "quotes in pairs": lambda: table("2024-05-06,Gas talks", '2024-05-06,"a', *['2024-05-06,b""'] * (MB // 14)),
    "empty rows": lambda: table("2024-05-06,Gas talks", *[",,"] * (MB // 3)),
    "properties": lambda: features(({"date": "2024-05-06", "title": "Gas talks"} | {f"k{at}": 1 for at in range(60_000)}, None)),
    "a bow tie of many corners": lambda: features(
        ({"date": "2024-05-06", "title": "Gas talks"}, {"type": "Polygon", "coordinates": [[[at % 7, at % 11] for at in range(3_000)] + [[0, 0]]]})
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_nothing_grows_with_the_square_of_what_is_given(name: str) -> None:
    text = ENDLESS[name]()
    start = time.process_time()
    found = extract(text)
    assert time.process_time() - start < ENOUGH_SECONDS
    assert any("Gas talks" in item.headline for item in found.candidates)
    assert_plain(found.candidates)


def test_entities_are_refused_however_they_are_written() -> None:
    bomb = '<!DOCTYPE rss [<!entity a "aaaa"><!EnTiTy b "&a;&a;">]>' + feed("<title>&b;</title>")
    outside = '<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]>' + feed("<title>Gas</title>")
    for text in (bomb, outside):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
            with pytest.raises(NewsError, match="entities"):
                extract(text.encode(encoding))


def test_what_travels_back_is_bounded() -> None:
    long = "x" * 300_000
    rows = [f"2024-02-30,{long},{long},http://a b/{long},{long},{long},{long}", *["2024,a,b,c,d,e,f,g,h,i"] * 5_000]
    for text in (
        table(*rows, head="date,headline,text,url,publisher,lon,lat"),
        feed(f"<title>{long}</title><description>{long}</description><link>http://{long}</link><pubDate>{long}</pubDate>"),
        f"16 May 2024: {long}\n",
        features(({"date": long, "title": long, "url": long, "lon": long, "lat": long, "publisher": long}, None)),
    ):
        found = extract(text)
        assert len(pickle.dumps(found)) < 40_000
        assert len(found.problems) <= MOST_PROBLEMS + 1
        assert_plain(found.candidates)
    assert extract(table(*rows, head="date,headline,text,url,publisher,lon,lat")).problems[-1] == "and 4,950 more"


@pytest.mark.parametrize(
    "text", [feed(*["<title>Gas</title>"] * 20_500), "Gas in 2024. " * 20_500, table(*["2024,Gas"] * 20_500), features(*[({"date": "2024"}, None)] * 20_500)],
    ids=["feed", "article", "table", "features"],
)  # fmt: skip
def test_no_more_than_the_limit_is_made_and_that_is_said(text: str) -> None:
    found = extract(text)
    assert len(found.candidates) == MOST_CANDIDATES
    assert any("the first 20,000 are taken" in problem for problem in found.problems)


@pytest.mark.parametrize("seed", range(30))
def test_bytes_changed_at_random_are_read_or_refused_in_words(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - the same each time
    point = {"type": "Point", "coordinates": [62.2, 34.35]}
    whole = [
        feed("<title>Gas &amp; <b>rail</b></title><pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><georss:point>34 62</georss:point>", "<title>Rail</title>"),
        table('2024-05-06,"Gas, ""talks""",https://a.org', "2024-05-07,Rail,x", head="date,headline,url"),
        features(({"date": "2024-05-06", "title": "Gas"}, point), ({"date": "2024-05-07"}, None)),
        "<html><body><p>16 May 2024: Gas talks</p><nav>x</nav><table><tr><td>In 2024 it began.</td></tr></table></body></html>",
        "16 May 2024: “Gas talks”\n• Rail (17 May 2024)\n",
    ]  # fmt: skip
    for text in whole:
        data = bytearray(text.encode())
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 3)] = rng.choice(
                [bytes([rng.randrange(256)]), b'"', b"<", b"&", b"\0", b"]]>", b"{", b"," * 9, data[:30]]
            )
        assert_plain(read_or_refused(bytes(data)))


def read_or_refused(data: bytes) -> tuple[Candidate, ...]:
    """Return what was read, or nothing where it was refused; any other end is a fault."""
    try:
        return extract(data).candidates
    except NewsError:
        return ()


def test_reading_needs_no_more_stack_for_a_deep_page() -> None:
    assert markup.plain_text("<b>" * 50_000 + "Gas" + "</b>" * 50_000) == "Gas"
    assert read_article("<p>" + "<i>" * 50_000 + "16 May 2024: Gas talks")[0].headline == "Gas talks"
    assert find_dates("(" * 50_000) == []


@pytest.mark.parametrize(
    "stray", ["<gml:posList>1 2 3 4</gml:posList>", "<georss:where></x><gml:posList>1 2 3 4</gml:posList>", "<gml:pos>1</gml:pos>"]
)
@pytest.mark.parametrize("place", ["head", "entry", "end"])
def test_a_place_that_stands_where_none_belongs_takes_no_feed(stray: str, place: str) -> None:
    entries = ["<item><title>TAPI gas flows</title>", "</item><item><title>Rail reaches Herat</title></item>"]
    parts = {"head": (stray, *entries), "entry": (entries[0], stray, entries[1]), "end": (*entries, stray)}[place]
    names = 'xmlns:gml="http://www.opengis.net/gml" xmlns:georss="http://www.georss.org/georss"'
    # Not well formed, so that feedparser's loose parser reads it.
    found = read_news(f"<rss {names}><channel><title>Post</title>{''.join(parts)}</chanel></rss>".encode(), TODAY)
    assert "Rail reaches Herat" in [candidate.headline for candidate in found.candidates]


def test_a_text_that_is_cut_is_said_to_be() -> None:
    found = extract(table(f"2024-05-16,TAPI,{'word ' * 2_000}", head="date,headline,text")).candidates[0]
    assert len(found.text) <= MOST_TEXT
    assert any("text cut to 5,000 of" in problem for problem in found.problems)


def test_a_place_with_a_sign_that_numbers_have_in_python_alone_is_none() -> None:
    found = extract(table("2024-05-16,TAPI,1_0,2_0", head="date,headline,lon,lat")).candidates[0]
    assert found.place is None
    assert "no longitude and latitude" in found.problems[0]


@pytest.mark.parametrize(
    ("point", "place"), [("34,5 69,2", None), ("34.5 69.2", (69.2, 34.5)), ("34.5,69.2", (69.2, 34.5)), ("34 69 5", None)]
)
def test_a_point_with_decimal_commas_is_no_other_place(point: str, place: tuple[float, float] | None) -> None:
    item = f"<item><title>TAPI</title><pubDate>16 May 2024</pubDate><georss:point>{point}</georss:point></item>"
    found = extract(f'<rss xmlns:georss="http://www.georss.org/georss"><channel>{item}</channel></rss>').candidates[0]
    assert found.place == place
    assert place or "no longitude and latitude" in found.problems[0]


def test_a_headline_of_control_characters_alone_is_none_and_said() -> None:
    found = read_news(b"date;headline\n2024-05-16;\x01\x02\n2024-05-17;TAPI moves\n", TODAY).candidates
    assert [candidate.headline for candidate in found] == ["(no headline)", "TAPI moves"]
    assert "a headline without a letter" in found[0].problems[0]
