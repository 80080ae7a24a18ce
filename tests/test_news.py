"""News in: dates, the readers of articles, feeds and tables, links with their reasons, duplicates, and what is refused."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import subprocess
import sys

import pytest

from corridors.atlas import Atlas
from corridors.model import PartialDate
from corridors.news.article import read_article
from corridors.news.candidates import MOST_HEADLINE, Candidate, Extract, Form, NewsError
from corridors.news.dates import find_dates, read_date
from corridors.news.link import link
from corridors.news.propose import kind_of, propose
from corridors.news.reading import MOST_BYTES, read_news
from corridors.terms import EventKind, Status

TODAY = dt.date(2026, 11, 24)


def extract(text: str | bytes) -> Extract:
    return read_news(text if isinstance(text, bytes) else text.encode(), TODAY)


DATES = {
    "on 16 May 2024 in Kabul": "2024-05-16",
    "the 3rd of June 2024": "2024-06-03",
    "May 16, 2024": "2024-05-16",
    "Sept. 5 2024": "2024-09-05",
    "2024-05-16": "2024-05-16",
    "16.05.2024": "2024-05-16",
    "27/05/2024": "2024-05-27",
    "05/27/2024": "2024-05-27",
    "in September 2022": "2022-09",
    "in 2021 the line": "2021",
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_in_running_text_is_found(text: str) -> None:
    assert [found.date and found.date.text for found in find_dates(text)] == [DATES[text]]


@pytest.mark.parametrize("text", ["31 April 2024", "2024-13-01", "03/04/2024"])
def test_a_date_that_does_not_exist_or_means_two_days_is_a_problem(text: str) -> None:
    (found,) = find_dates(text)
    assert found.date is None
    assert text in found.problem


CELLS = {
    "20190201151500": "2019-02-01",
    "20240516": "2024-05-16",
    "2024-05-16T10:00:00Z": "2024-05-16",
    "16 May 2024": "2024-05-16",
    "2024": "2024",
    "2024-05": "2024-05",
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_date_in_a_cell_is_read(cell: str) -> None:
    found = read_date(cell)
    assert found.date
    assert found.date.text == CELLS[cell]


def test_numbers_that_are_no_date_are_none() -> None:
    assert find_dates("1,735 km of pipe for 10.5.22 bn and 4567") == []
    assert read_date("TBD").date is None


ARTICLE = """Some title

  • 16 May 2024: “Afghan Taliban no longer Russia’s enemy — Russian diplomat”
  - Pipes reach Herat (May 2025)
2022: A year of talks about gas
The talks were held on 3 June 2024 in Ashgabat. Nothing else happened. They go on until 5 July 2024 or 6 July 2024.
"""


def test_an_article_gives_its_dated_headlines_and_sentences() -> None:
    found = [(c.form, c.date and c.date.text, c.headline, c.where) for c in read_article(ARTICLE)]
    assert found == [
        (Form.HEADLINE, "2024-05-16", "Afghan Taliban no longer Russia’s enemy — Russian diplomat", "line 3"),
        (Form.HEADLINE, "2025-05", "Pipes reach Herat", "line 4"),
        (Form.HEADLINE, "2022", "A year of talks about gas", "line 5"),
        (Form.SENTENCE, "2024-06-03", "The talks were held on 3 June 2024 in Ashgabat.", "line 6"),
        (Form.SENTENCE, "2024-07-05", "They go on until 5 July 2024 or 6 July 2024.", "line 6"),
    ]
    assert read_article(ARTICLE)[-1].problems == ("several dates (2024-07-05, 2024-07-06); the first is taken",)


def test_html_is_read_as_text_and_nothing_in_it_stays() -> None:
    page = "<html><head><script>var x = '1 May 2024: evil headline';</script></head><body><nav>2 May 2024: menu item here</nav><ul><li>3 May 2024: Gas &amp; <b>rail</b> talks in <i>Herat</i></li></ul></body></html>"
    assert [c.headline for c in extract(page).candidates] == ["Gas & rail talks in Herat"]


def test_a_headline_without_a_date_is_kept_and_says_so() -> None:
    (found,) = extract("Pakistan and Russia speak about gas").candidates
    assert found.date is None
    assert "no date" in found.problems[0]


def test_a_day_to_come_is_kept_and_said() -> None:
    (found,) = extract("1 March 2031: The pipeline shall be ready").candidates
    assert "2031-03-01 is after today" in found.problems[0]


def test_a_long_headline_is_cut_and_said() -> None:
    (found,) = extract("1 March 2024: " + "gas " * 300).candidates
    assert len(found.headline) == MOST_HEADLINE
    assert "cut to 400" in found.problems[0]


FEED = """<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel><title>Wire</title>
<item><title>Türkmen gas for Herat &lt;script&gt;alert(1)&lt;/script&gt;</title><link>https://example.org/1</link><pubDate>Thu, 16 May 2024 08:00:00 GMT</pubDate><description>&lt;p&gt;Long &lt;b&gt;text&lt;/b&gt;&lt;/p&gt;</description><georss:point>34.35 62.2</georss:point></item>
<item><title>No date here</title><link>javascript:alert(1)</link></item>
<item><description>Only a text, no title</description><pubDate>tomorrow</pubDate></item>
</channel></rss>"""


def test_a_feed_is_read_entry_by_entry() -> None:
    found = extract(FEED)
    assert found.form == "feed"
    first, second, third = found.candidates
    assert (first.headline, first.date and first.date.text, first.url, first.publisher, first.text) == (
        "Türkmen gas for Herat",
        "2024-05-16",
        "https://example.org/1",
        "Wire",
        "Long text",
    )
    assert first.place == pytest.approx((62.2, 34.35))
    assert (second.date, second.url) == (None, None)
    assert third.headline == "Only a text, no title"
    assert "“tomorrow” is no date of a feed" in third.problems


def test_the_good_part_of_a_broken_feed_is_read() -> None:
    found = extract(FEED[: FEED.index("<item><description>")])
    assert len(found.candidates) == 2
    assert found.problems[0].startswith("line 4: ")
    assert "what could be read is below" in found.problems[0]


def test_a_fault_of_a_feed_is_said_with_its_line() -> None:
    for head in ("", "<?xml version='1.0'?>", "\n<?xml version='1.0'?>\n\n"):
        text = head + "<rss><channel>\n<item><title>Gas</title></item>\n<item><title>Rail & road</title></item></channel></rss>"
        line = text[: text.index("&")].count("\n") + 1
        assert extract(text).problems[0].startswith(f"line {line}: ")


@pytest.mark.parametrize("date", ["2024", "2024-05", "2024-05-16"])
def test_the_date_of_an_entry_keeps_its_precision(date: str) -> None:
    (found,) = extract(f"<rss><channel><item><title>Gas</title><pubDate>{date}</pubDate></item></channel></rss>").candidates
    assert found.date == PartialDate(date)


def test_a_text_of_nothing_but_dates_is_read_without_comparing_each_with_each() -> None:
    text = "".join(f"Gas talks on {day % 28 + 1} May 2024 and in {2000 + day % 20}, " for day in range(20_000))
    found = find_dates(text)
    assert len(found) == 40_000
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    (candidate,) = extract(text).candidates
    assert "and 38 more" in candidate.problems[0]


def test_a_place_in_metres_is_left_out_and_said() -> None:
    point = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml"><entry><title>Gas talks</title><g:where><gml:Point srsName="EPSG:26913"><gml:pos>500000 4000000</gml:pos></gml:Point></g:where></entry></feed>'
    (found,) = extract(point).candidates
    assert found.place is None
    assert "EPSG:26913" in found.problems[0]


BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
REFUSED: dict[str, tuple[bytes, str]] = {
    "entities": (BOMB.encode(), "entities"),
    "entities in UTF-16": (BOMB.encode("utf-16"), "entities"),
    "an empty file": (b" \n ", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "no text"),
    "a feed without entries": (b"<rss><channel><title>x</title></channel></rss>", "no entry"),
    "a table without dates": (b'{"features": [{"properties": {"name": "x"}}]}', "no column of dates"),
    "a JSON feed": (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"date_published": "2024-05-16"}]}',
        "JSON of another kind",
    ),
    "bullets alone": (b"- - \n - \n", "no words in it"),
    "GeoJSON cut short": (b'{"type": "FeatureCollection", "features": [{"prop', "cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(NewsError, match=words) as error:
        read_news(data, TODAY)
    assert "allowed" in str(error.value)


def test_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(NewsError, match="split the file"):
        read_news(b"x" * (MOST_BYTES + 1), TODAY)


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_told_apart(encoding: str) -> None:
    text = "Переговоры о газопроводе прошли в Ашхабаде. " * 5 + "\n16 May 2024: Новости о газе из Ашхабада\n"
    (found,) = extract(text.encode(encoding)).candidates
    assert found.headline.endswith("Новости о газе из Ашхабада")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    found = extract("16 May 2024: “Gas talks in Herat”\n".encode(encoding))
    assert (found.encoding, [item.headline for item in found.candidates]) == (encoding, ["Gas talks in Herat"])


def test_a_stray_zero_makes_no_utf_16() -> None:
    found = extract(b"16 May 2024: Gas\0talks in Herat about a line\n")
    assert [(item.headline, item.date) for item in found.candidates] == [("Gas talks in Herat about a line", PartialDate("2024-05-16"))]


def test_a_line_in_another_encoding_spoils_no_other() -> None:
    found = extract("16 May 2024: “Gas talks in Herat”\n".encode() + "17 May 2024: Türkei und Gas\n".encode("cp1252"))
    assert [item.headline for item in found.candidates] == ["Gas talks in Herat", "T\ufffdrkei und Gas"]
    assert found.problems == ("line 2: 1 signs that are no utf-8, shown as \ufffd; the rest is read",)


TABLES = {
    "ACLED": ("event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,location,latitude,longitude,source,notes\nAFG1,16 May 2024,Battles,Armed clash,Taliban,ISKP,Afghanistan,Herat,34.35,62.2,Wire,Shots near Herat", "ACLED record: Armed clash; Taliban; ISKP; Herat; Afghanistan"),
    "UCDP GED": ("id,date_start,date_end,side_a,side_b,dyad_name,source_headline,source_office,latitude,longitude\n1,2024-05-16 00:00:00.000,2024-05-17,A,B,A - B,Clash near Herat,Wire,34.35,62.2", "Clash near Herat"),
    "GDELT events": ("GLOBALEVENTID,SQLDATE,Actor1Name,Actor2Name,ActionGeo_FullName,ActionGeo_Lat,ActionGeo_Long,SOURCEURL\n1,20240516,RUSSIA,TALIBAN,Herat,34.35,62.2,https://example.org/a", "GDELT events record: RUSSIA; TALIBAN; Herat"),
    "table": ("Date;Title;Source;lon;lat\n2024-05-16;Gas talks in Herat;Wire;62.2;34.35", "Gas talks in Herat"),
}  # fmt: skip


@pytest.mark.parametrize("source", TABLES)
def test_the_columns_of_known_tables_are_recognised(source: str) -> None:
    text, headline = TABLES[source]
    found = extract(text)
    assert found.form == source
    (row,) = found.candidates
    assert (row.headline, row.date and row.date.text, row.place) == (headline, "2024-05-16", (62.2, 34.35))


def test_a_bad_row_of_a_table_is_said_and_the_rest_is_read() -> None:
    found = extract(
        "date,title,lon,lat\n2024-05-16,Gas talks,62.2,34.35\n2024-05-17,a,b,c,d,e\n2024-05-18,Rail talks,999,nan\n,Road talks,,\n"
    )
    assert [row.headline for row in found.candidates] == ["Gas talks", "Rail talks", "Road talks"]
    assert "6 fields under 4 columns" in found.problems[0]
    assert "not on the globe" in found.candidates[1].problems[0]
    assert "no date" in found.candidates[2].problems[0]


def test_features_are_read_as_news() -> None:
    area = {"type": "Polygon", "coordinates": [[[62, 34], [63, 34], [63, 35], [62, 34]]]}
    features = [
        {"type": "Feature", "properties": {"date": "2024-05-16", "title": "Gas talks"}, "geometry": area},
        {"type": "Feature", "properties": {"date": "2024"}, "geometry": None},
        "x",
    ]
    found = extract(json.dumps({"type": "FeatureCollection", "features": features}))
    assert found.candidates[0].place
    assert 62 < found.candidates[0].place[0] < 63
    assert found.candidates[1].headline == "(no headline)"
    assert "left out" in found.problems[0]


def about(headline: str, date: str = "2025-06-01") -> Candidate:
    return Candidate(headline, PartialDate(date), Form.HEADLINE, "line 1")


# Sentences made up for the test; none of them is an event of the atlas.
LINKED = {
    "Turkmenistan lays another ten km of the TAPI pipeline in Afghanistan": ("tapi-gas", {"turkmenistan", "afghanistan-taliban"}),
    "Gazprom ships more through Power of Siberia 2 than planned": ("power-of-siberia-2", {"gazprom"}),
    "India’s IPGL orders cranes for the port of Chabahar": ("chabahar-port", {"india", "ipgl"}),
    "Uzbek and Kyrgyz crews meet on the China–Kyrgyzstan–Uzbekistan railway": (
        "china-kyrgyzstan-uzbekistan-railway",
        {"uzbekistan", "kyrgyzstan"},
    ),
    "Tajik officials inspect CASA-1000 converter station": ("casa-1000-power", {"tajikistan"}),
    "Crude through Druzhba to Hungary falls by a tenth": ("druzhba-oil", {"hungary"}),
}


@pytest.mark.parametrize("headline", LINKED)
def test_news_is_linked_with_reasons(atlas: Atlas, headline: str) -> None:
    corridor, actors = LINKED[headline]
    links = link(atlas, about(headline))
    assert links.corridors[0].id == corridor
    assert links.corridors[0].reasons
    assert actors <= {item.id for item in links.actors}


def test_news_of_something_else_has_no_corridor(atlas: Atlas) -> None:
    for headline in (
        "Football: Brazil beats Peru in Lima",
        "A tap drips in a kitchen; a road story on TV",
        "yellow watch - tornado - in effect",
    ):
        assert link(atlas, about(headline)).corridors == ()


def test_the_state_of_a_country_is_the_one_of_that_time(atlas: Atlas) -> None:
    for year, actor in (("2016", "afghanistan-republic"), ("2024", "afghanistan-taliban")):
        assert actor in {item.id for item in link(atlas, about("Afghanistan and Turkmenistan speak about TAPI", year)).actors}


def test_links_are_the_same_each_time(atlas: Atlas) -> None:
    candidate = about("Russian gas for Pakistan through Afghanistan is discussed")
    assert link(atlas, candidate) == link(atlas, candidate)


def test_links_do_not_depend_on_the_order_of_sets(atlas: Atlas) -> None:
    text = "\n".join(f"2024-05-16: {corridor.summary}" for corridor in atlas.corridors)
    command = [sys.executable, "-m", "corridors.cli", "events", "extract", "-", "--json"]
    # Sets are in another order in a process of another seed.
    found = [
        subprocess.run(command, input=text.encode(), capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "5")
    ]
    assert len(json.loads(found[0])) == len(atlas.corridors)
    assert found[0] == found[1]


def test_a_story_of_the_atlas_is_recognised_and_one_of_the_same_reading(atlas: Atlas) -> None:
    event = atlas.events[-1]
    same = about(event.headline.upper(), event.date.text)
    fresh = about("Entirely other news about Herat and its hub", "2026-01-01")
    proposals = propose(
        atlas,
        [
            same,
            fresh,
            about("Entirely other news about Herat and its hub!", "2026-01-02"),
            about("Entirely other news about Herat and its hub", "2026-03-01"),
        ],
    )
    assert [item.duplicate_of for item in proposals] == [event.id, None, "line 1", None]
    assert {item.id for item in proposals[0].links.corridors} == set(event.corridors)


KINDS = {
    "Russia and Iran sign a contract for gas": EventKind.AGREEMENT,
    "Drones hit a pump station": EventKind.SECURITY_INCIDENT,
    "US sanctions waiver for the port ends": EventKind.SANCTION,
    "Presidents open the railway to Herat": EventKind.OPENING,
    "Construction of the line begins": EventKind.CONSTRUCTION_MILESTONE,
    "Bank lends for the road: a loan": EventKind.FINANCE,
    "Minister travels to Kabul": EventKind.DIPLOMATIC,
}


@pytest.mark.parametrize("headline", KINDS)
def test_the_kind_of_news_is_proposed(headline: str) -> None:
    assert kind_of(headline) is KINDS[headline]


def test_a_status_change_is_proposed_and_nothing_more(atlas: Atlas) -> None:
    (item,) = propose(atlas, [about("Construction starts on the Trans-Caspian gas pipeline")])
    assert item.moves == ("trans-caspian-gas", Status.CONSTRUCTION)
    assert atlas.corridor_by_id["trans-caspian-gas"].status is not Status.CONSTRUCTION
