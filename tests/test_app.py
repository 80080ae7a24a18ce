"""The page's logic, run by AppTest in this process: what the widgets, the card and the messages say."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from corridors import load
from corridors.asked import Toggles
from corridors.history import turning_days
from corridors.mapview import MapState
from corridors.ui.map import with_told
from corridors.view import HOME, Camera, View, view_string

APP = str(Path(__file__).parent.parent / "app.py")

pytestmark = pytest.mark.usefixtures("fresh_caches")


def open_page(**query: str) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=30)
    for key, value in query.items():
        page.query_params[key.rstrip("_")] = value
    page.run()
    assert not page.exception
    return page


def html_of(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def map_of(page: AppTest) -> dict[str, Any]:
    """Return what the map is asked to show."""
    asked: dict[str, Any] = json.loads(page.get("bidi_component")[0].proto.json)
    return asked


def test_an_address_older_than_the_widgets_undoes_no_choice() -> None:
    page = open_page(kind="railway")
    page.checkbox(key="status-construction").check().run()
    assert "3 of 54 corridors" in html_of(page)
    # The browser sends the next click with the address that it had before the last run's answer reached it.
    page.query_params.clear()
    page.query_params["kind"] = "railway"
    page.text_input(key="q").set_value("herat").run()
    assert "1 of 54 corridors (search “herat”; kind railway; status construction)" in html_of(page)
    assert "construction" in page.query_params["status"]


def test_the_first_visit_shows_every_corridor_and_no_card() -> None:
    page = open_page()
    assert "All 54 corridors and hubs" in html_of(page)
    assert not page.warning
    assert not [button for button in page.button if button.key == "close"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"kind": "railway"}, "14 of 54 corridors (kind railway)"),
        ({"kind": "railway,road"}, "17 of 54 corridors (kind railway or road)"),
        ({"status": "construction"}, "8 of 54 corridors (status construction)"),
        ({"q": "CPEC"}, "3 of 54 corridors (search “CPEC”)"),
        ({"actor": "adb", "role": "financier"}, "as financier"),
        ({"country": "af"}, "country Afghanistan"),
        ({"event": "sanction"}, "news sanction"),
        ({"from": "2026-02-01", "to": "2026-03-31"}, "news from 1 February 2026 to 31 March 2026"),
        ({"event": "ev-2024-05-16-afghan-taliban-no-longer-russias-enemy-russian-d"}, "3 of 54 corridors"),
    ],
)
def test_a_link_opens_with_its_filters(query: dict[str, str], says: str) -> None:
    page = AppTest.from_file(APP, default_timeout=30)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    assert says in html_of(page)
    assert not page.warning


def test_a_link_with_a_corridor_opens_its_card() -> None:
    page = open_page(corridor="tapi-gas")
    text = html_of(page)
    assert "Turkmenistan-Afghanistan-Pakistan-India gas pipeline" in text
    assert "contested" in text
    assert "Is the Turkmen section complete?" in text
    page.button(key="close").click().run()
    assert "Is the Turkmen section complete?" not in html_of(page)


def test_a_relation_leads_to_the_other_corridor() -> None:
    page = open_page(corridor="herat-oil-hub")
    button = next(b for b in page.button if b.label == "Depends on: Torghundi–Spin Boldak rail")
    button.click().run()
    assert "Torghundi-Herat-Kandahar-Spin Boldak railway" in html_of(page)


def test_words_that_are_not_understood_are_left_out_and_said() -> None:
    page = open_page(kind="zeppelin", map="north")
    assert "kind=zeppelin" in page.warning[0].value
    assert "map=north" in page.warning[0].value
    assert "All 54 corridors" in html_of(page)


def test_an_empty_result_names_the_filters_and_leads_back() -> None:
    page = open_page(kind="road", status="shelved")
    assert page.warning[0].value == "No corridor matches: kind road; status shelved."
    page.button(key="off-status").click().run()
    assert "3 of 54 corridors (kind road)" in html_of(page)
    assert not page.warning


def test_reset_takes_every_filter_off_and_keeps_the_card() -> None:
    page = open_page(kind="railway", q="herat", corridor="tapi-gas")
    next(b for b in page.button if b.label == "Reset filters").click().run()
    assert "All 54 corridors" in html_of(page)
    assert "Is the Turkmen section complete?" in html_of(page)


def test_ticking_a_kind_narrows_the_other_counts() -> None:
    page = open_page()
    page.checkbox(key="kind-road").check().run()
    assert "3 of 54 corridors" in html_of(page)
    assert page.checkbox(key="status-operating").label == "Operating (2)"
    assert page.checkbox(key="kind-railway").label == "Railway (14)"


def test_choices_in_a_list_survive_the_change_of_their_counts() -> None:
    page = open_page()
    page.multiselect(key="country").select("AF").run()
    page.checkbox(key="kind-railway").check().run()
    page.multiselect(key="country").select("PK").run()
    assert page.multiselect(key="country").value == ["AF", "PK"]


def test_no_filter_moves_the_camera() -> None:
    page = open_page()
    before = map_of(page)["flight"]
    page.checkbox(key="kind-road").check().run()
    page.text_input(key="q").input("TAPI").run()
    assert map_of(page)["flight"] == before
    assert tuple(before["camera"].values()) == HOME


def test_the_camera_of_a_link_is_taken() -> None:
    assert map_of(open_page(map="66.5,33.25,5.5"))["flight"]["camera"] == {"lon": 66.5, "lat": 33.25, "zoom": 5.5}


def test_the_map_holds_what_the_legend_may_switch() -> None:
    page = open_page(kind="railway", country="AF")
    asked = map_of(page)
    assert asked["toggles"] == {"kind": ["railway"], "status": None, "layer": None}
    assert {"tapi-gas", "khaf-herat-railway"} <= set(asked["held"])
    assert "power-of-siberia" not in asked["held"]


def test_a_selection_reaches_the_map_and_the_card() -> None:
    page = open_page()
    page.session_state["corridor"] = "khaf-herat-railway"
    page.run()
    assert map_of(page)["corridor"] == "khaf-herat-railway"
    assert map_of(page)["covered"] > 0
    assert "Khaf-Herat railway" in html_of(page)


def test_what_the_map_tells_becomes_the_view() -> None:
    toggles = Toggles(kind=("gas_pipeline",), status=())
    now = MapState(3, Camera(60.00001, 35.0, 4.0), toggles, "tapi-gas", labels=False, news=True)
    view = with_told(View(text="gas", countries=("AF",)), now)
    assert (
        view_string(view) == "kind=gas_pipeline&status=none&country=AF&q=gas&corridor=tapi-gas&map=60.0000,35.0000,4.00&labels=off&news=on"
    )


def test_the_camera_at_home_is_left_out_of_the_view() -> None:
    now = MapState(1, Camera(HOME.lon + 1e-6, HOME.lat, HOME.zoom), Toggles(), None, labels=True, news=False)
    assert with_told(View(), now) == View()


def test_nothing_switched_on_is_a_view_with_a_way_back() -> None:
    page = open_page(kind="none")
    assert "no kind" in html_of(page)
    assert map_of(page)["toggles"]["kind"] == []
    assert not page.warning
    page.checkbox(key="kind-road").check().run()
    assert "3 of 54 corridors (kind road)" in html_of(page)
    page.checkbox(key="kind-road").uncheck().run()
    assert "All 54" in html_of(page)


def test_the_map_asks_no_other_host() -> None:
    assert "http" not in json.dumps(map_of(open_page()))


def test_a_past_day_shows_what_was_known_then() -> None:
    page = open_page(asof="2021-09-01", corridor="tapi-gas")
    assert any("As known on 1 September 2021" in caption.value for caption in page.caption)
    assert "Herat oil hub" not in html_of(page)
    page.button(key="asof-off").click().run()
    assert not any("As known on" in caption.value for caption in page.caption)
    assert "asof" not in page.query_params


def test_steps_lead_from_event_to_event_and_back() -> None:
    page = open_page(asof="2024-05-27")
    assert any("Russia invites Taliban to St\\. Petersburg" in caption.value for caption in page.caption)
    page.button(key="asof-prev").click().run()
    assert "2024-05-24" in page.query_params["asof"]
    assert "Known as of 24 May 2024" in html_of(page)
    page.button(key="asof-next").click().run()
    assert "2024-05-27" in page.query_params["asof"]
    page.select_slider(key="asof-slide").set_value(turning_days(load())[0]).run()
    assert not page.exception
    assert "".join(page.query_params["asof"]) < "1980"
    assert page.button(key="asof-prev").disabled
    page.date_input(key="asof-date").set_value(None).run()
    assert "asof" not in page.query_params
    assert page.button(key="asof-next").disabled


def test_of_many_days_the_slider_has_some_and_the_steps_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.ui.times.MOST_STEPS", 10)
    page = open_page(asof="2024-05-27")
    steps = page.select_slider(key="asof-slide").options
    # The day shown and the last one are always there.
    assert 8 <= len(steps) <= 12
    assert {"27 May 2024", "24 November 2026"} <= set(steps)
    page.button(key="asof-prev").click().run()
    assert "2024-05-24" in page.query_params["asof"]


def test_of_long_news_the_first_are_listed_and_the_others_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corridors.ui.tabs.MOST_LISTED", 5)
    page = open_page()
    page.session_state["tab"] = "news"
    page.run()
    number = len(load().events)
    assert any(caption.value.startswith(f"{number} events, newest first. The first 5 are listed") for caption in page.caption)
    assert len(page.dataframe[0].value) == 5
    page = open_page(since="2020-01-01")
    page.session_state["tab"] = "changes"
    page.run()
    listed = next(frame.value for frame in page.dataframe if "Headline" in frame.value)
    assert len(listed) == 5
    assert any(caption.value.startswith("The newest 5 of ") for caption in page.caption)


def test_where_not_every_event_can_be_drawn_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any("The timeline and the map mark" in caption.value for caption in open_page().caption)
    monkeypatch.setattr("corridors.chronicle.MOST_DRAWN", 0)
    monkeypatch.setattr("corridors.ui.page._atlas", lambda: replace(load()))
    monkeypatch.setattr("corridors.ui.page.open_atlas", lambda: replace(load()))
    said = [caption.value for caption in open_page().caption if "The timeline and the map mark" in caption.value]
    assert len(said) == 1
    assert f"of {len(load().events)} events" in said[0]


def test_a_day_before_the_day_of_changes_shows_none_and_a_later_one_shows_them_again() -> None:
    page = open_page(since="2024-01-01", asof="2025-01-01")
    page.date_input(key="asof-date").set_value(dt.date(2020, 1, 1)).run()
    assert not page.error
    assert "Known as of 1 January 2020" in html_of(page)
    assert "since" not in page.query_params
    page.date_input(key="asof-date").set_value(dt.date(2025, 1, 1)).run()
    assert "".join(page.query_params["since"]) == "2024-01-01"


def test_the_last_step_is_the_present() -> None:
    page = open_page(asof="2026-11-23")
    page.button(key="asof-next").click().run()
    assert "asof" not in page.query_params
    assert not page.exception


def test_changes_since_a_day_are_marked_and_listed() -> None:
    page = open_page(kind="oil_pipeline")
    page.date_input(key="since-date").set_value(dt.date(2026, 1, 1)).run()
    assert "2026-01-01" in page.query_params["since"]
    asked = map_of(page)
    assert asked["changed"] == ["druzhba-oil"]
    assert asked["since"] == "Changed since 1 January 2026"
    page.session_state["tab"] = "changes"
    page.run()
    assert "0 corridors announced, 5 statuses moved" in page.caption[-1].value
    assert {"Druzhba"} == set(page.dataframe[0].value["Corridor"])
    page.date_input(key="since-date").set_value(None).run()
    assert map_of(page)["changed"] == []
    assert not page.exception


def test_the_news_tab_lists_the_events_of_the_filter_newest_first() -> None:
    page = open_page(kind="road")
    page.session_state["tab"] = "news"
    page.run()
    dates = list(page.dataframe[0].value["Date"])
    assert dates == sorted(dates, reverse=True)
    assert 0 < len(dates) < 118


def test_the_about_tab_defines_every_status_and_states_the_borders_policy() -> None:
    page = open_page()
    page.session_state["tab"] = "about"
    page.run()
    text = html_of(page)
    for word in ("Announced", "Mothballed", "Retired", "de facto", "Known gaps", "CC BY 4.0"):
        assert word in text


def test_broken_geodata_shows_the_list_of_problems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("corridors.ui.page.shipped", lambda: load(tmp_path))
    page = open_page()
    assert "problem(s) in geodata" in page.error[0].value
    assert len(page.dataframe[0].value) > 5
    assert list(page.dataframe[0].value.columns) == ["file", "record", "rule", "found", "allowed", "todo"]


def test_a_fault_while_drawing_becomes_words(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault that a visitor must not read")

    monkeypatch.setattr("corridors.ui.page.render_tabs", fail)
    page = open_page()
    assert "Something went wrong" in page.error[0].value
    assert "must not read" not in page.error[0].value
    assert "must not read" in caplog.text


def test_a_past_day_before_the_news_asked_for_is_said_in_words() -> None:
    page = open_page(asof="2021-09-01", event="ev-2026-04-india-seeks-renewal-of-its-chabahar-waiver-befor")
    assert "news later than the day shown" in html_of(page)
    assert not page.error


def test_a_day_before_everything_and_a_day_to_come_are_said_in_words() -> None:
    assert "Nothing in the atlas was known on this day." in open_page(asof="1900-01-01").warning[0].value
    page = open_page(asof="2099-01-01")
    assert "later than the edition" in page.warning[0].value.replace("\\", "")
    assert "2099" not in html_of(page)


def test_a_view_that_cannot_be_drawn_can_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("not this view")

    with monkeypatch.context() as broken:
        broken.setattr("corridors.ui.page.render_tabs", fail)
        page = open_page(kind="road")
        assert page.error
    next(b for b in page.button if b.label.startswith("Start again")).click().run()
    assert not page.error
    assert "All 54 corridors" in html_of(page)


def test_reset_keeps_the_past_day() -> None:
    page = open_page(kind="railway", asof="2024-01-01")
    next(b for b in page.button if b.label == "Reset filters").click().run()
    assert "Known as of 1 January 2024" in html_of(page)


def test_text_of_a_link_is_no_markdown() -> None:
    page = open_page(q="[link](http://x) zzz")
    assert "[link](" not in page.warning[0].value


def test_names_on_the_map_can_be_switched_off() -> None:
    page = open_page()
    assert map_of(page)["labels"] is True
    page.toggle(key="labels").set_value(False).run()
    assert map_of(page)["labels"] is False


def test_user_text_is_never_markup() -> None:
    page = open_page(q="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in html_of(page).replace('<img src="data:', "")
    assert "&lt;img" in html_of(page)


def test_a_link_to_the_first_day_that_can_be_written_is_drawn() -> None:
    page = open_page(asof="0001-01-01")
    assert not page.exception
    assert not [error.value for error in page.error]
