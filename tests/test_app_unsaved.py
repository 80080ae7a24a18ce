"""Saving that fails or is asked for twice, run by AppTest: what was typed stays in the form, and nothing is saved twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from corridors.load import load
from corridors.model import PartialDate
from corridors.news.candidates import Candidate, Form
from corridors.news.propose import propose
from corridors.ui import importing, newsin, ownevents, review, undo
from corridors.workspace import connecting
from corridors.workspace.events import count_queued, own_events, queue_news
from corridors.workspace.layers import listed_layers, own_layers, save_layer
from corridors.workspace.place import WorkspaceError
from tests.gem import GEM, GEM_NAME
from tests.test_app import open_page
from tests.test_app_layers import drop, open_layers, said

pytestmark = pytest.mark.usefixtures("workspace", "fresh_caches")
MINE = "Words that I have typed"


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(connecting, "READ_BUSY_SECONDS", 0.05)


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Have another program write to the workspace meanwhile."""
    with closing(sqlite3.connect(workspace)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def gone(workspace: Path) -> Iterator[None]:
    """Have the workspace neither be read nor written meanwhile."""
    kept = {path: path.read_bytes() for path in workspace.parent.glob(f"{workspace.name}*")}
    for path in kept:
        path.unlink()
    workspace.mkdir()
    yield
    workspace.rmdir()
    for path, data in kept.items():
        path.write_bytes(data)


def open_review(*headlines: str) -> AppTest:
    queue_news("t.txt", propose(load(), [Candidate(text, PartialDate("2026-02-01"), Form.HEADLINE, "line 1") for text in headlines]))
    page = open_page()
    page.session_state["tab"] = "review"
    page.run()
    assert not page.exception
    return page


def headline(page: AppTest) -> Any:  # noqa: ANN401 - AppTest's element
    return next(one for one in page.text_area if one.label == "Headline")


@pytest.mark.parametrize("trouble", [locked, gone])
def test_what_was_typed_stays_when_a_save_fails_and_trying_again_saves_it_once(trouble: Any, workspace: Path) -> None:  # noqa: ANN401
    page = open_review("TAPI news one of a kind", "Herat hub news is another kind")
    with trouble(workspace):
        headline(page).set_value(MINE).run()
        page.button(key="accept").click().run()
        assert not page.exception
        assert headline(page).value == MINE
        assert "the workspace is not available" in said(page)
        assert str(workspace) not in said(page)
        page.button(key="reject").click().run()
        assert headline(page).value == MINE
    connecting._found_locked.clear()
    page.button(key="accept").click().run()
    assert [own.event.headline for own in own_events()] == [MINE]
    assert count_queued() == 1


def test_an_accepted_event_under_change_stays_as_typed(workspace: Path) -> None:
    page = open_review("TAPI news one of a kind")
    page.button(key="accept").click().run()
    (before,) = own_events()
    page.selectbox(key=ownevents.EDITED).set_value(before.event.id).run()
    headline(page).set_value(MINE).run()
    with gone(workspace):
        for key in ("own-save", "own-remove", "undo", "own-save"):
            page.button(key=key).click().run()
            assert headline(page).value == MINE
    assert own_events() == (before,)
    page.button(key="own-save").click().run()
    assert own_events()[0].event.headline == MINE
    page.button(key="undo").click().run()
    assert own_events()[0].event.headline == before.event.headline


def twice(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:  # noqa: ANN401 - a module
    """Have a callback called as a double click calls it: again, with what the page had before."""
    real = getattr(module, name)

    def both(*arguments: Any) -> None:  # noqa: ANN401
        real(*arguments)
        real(*arguments)

    monkeypatch.setattr(module, name, both)


def test_a_double_click_saves_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((review, "_accept"), (review, "_reject"), (ownevents, "_save"), (ownevents, "_remove"), (undo, "undo")):
        twice(monkeypatch, module, name)
    page = open_review("TAPI news one of a kind", "Herat hub news is another kind", "Khaf railway news of a third kind")
    page.button(key="accept").click().run()
    assert (len(own_events()), count_queued(), list(page.error)) == (1, 2, [])
    page.button(key="reject").click().run()
    assert (len(own_events()), count_queued(), list(page.error)) == (1, 1, [])
    page.button(key="undo").click().run()
    assert (len(own_events()), count_queued()) == (1, 2)
    page.selectbox(key=ownevents.EDITED).set_value(own_events()[0].event.id).run()
    headline(page).set_value(MINE).run()
    page.button(key="own-save").click().run()
    assert (own_events()[0].version, own_events()[0].event.headline, list(page.error)) == (2, MINE, [])
    page.selectbox(key=ownevents.EDITED).set_value(own_events()[0].event.id).run()
    page.button(key="own-remove").click().run()
    assert (own_events(), list(page.error)) == ((), [])


def test_a_layer_is_kept_once_and_what_is_said_of_it_stays_when_that_fails(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice(monkeypatch, importing, "_keep")
    page = drop(open_layers(), GEM_NAME, GEM)
    next(one for one in page.text_input if one.label == "Credit on every picture").set_value(MINE).run()
    workspace.mkdir()
    page.button(key="import-keep-it").click().run()
    assert not page.exception
    assert "the workspace is not available" in said(page)
    workspace.rmdir()
    page.button(key="import-keep-it").click().run()
    (kept,) = own_layers()
    assert (kept.attribution, kept.version, len(listed_layers())) == (MINE, 1, 1)
    name = next(one for one in page.text_input if one.label == "Name")
    name.set_value("Another name").run()
    save = str(next(one for one in page.button if one.label == "Save").key)
    with gone(workspace):
        page.button(key=save).click().run()
        assert not page.exception
        assert next(one for one in page.text_input if one.label == "Name").value == "Another name"
        assert "the workspace is not available" in said(page)
    page.button(key=save).click().run()
    assert own_layers()[0].name == "Another name"


ACLED = b"event_id_cnty,event_date,country,notes,latitude,longitude\nAFG1,2024-01-02,Afghanistan,Rail workers struck in Herat,34.3,62.2\n"


def test_news_that_was_handed_over_stays_until_it_is_queued(workspace: Path) -> None:
    page = drop(open_layers(), "acled.csv", ACLED)
    workspace.mkdir()
    page.button(key="import-as-news").click().run()
    assert not page.exception
    assert "the workspace is not available" in said(page)
    page.run()
    assert r"acled\.csv** waits" in said(page)
    workspace.rmdir()
    page.button(key="news-handed-read").click().run()
    assert count_queued() == 1
    assert not [one for one in page.button if str(one.key).startswith("news-handed")]


def test_news_that_was_handed_over_and_is_none_can_be_put_away() -> None:
    page = open_page()
    page.session_state["tab"] = "review"
    page.session_state[newsin.HANDED] = (b"\xff\xfe", "two-bytes.txt")
    page.run()
    page.button(key="news-handed-read").click().run()
    assert "the file is empty" in said(page)
    page.button(key="news-handed-away").click().run()
    assert "waits to be read" not in said(page)


@pytest.mark.parametrize("as_version", [False, True])
def test_a_layer_that_was_kept_though_no_answer_came_is_kept_once(as_version: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if as_version:
        drop(open_layers(), GEM_NAME, GEM).button(key="import-keep-it").click().run()
    real = save_layer

    def unanswered(*arguments: Any, **named: Any) -> None:  # noqa: ANN401
        real(*arguments, **named)
        raise WorkspaceError("the workspace is not available: its server is gone")

    page = drop(open_layers(), GEM_NAME, GEM)
    monkeypatch.setattr(importing, "save_layer", unanswered)
    page.button(key="import-keep-it").click().run()
    assert "its server is gone" in said(page)
    monkeypatch.setattr(importing, "save_layer", real)
    next(one for one in page.text_input if one.label == "Credit on every picture").set_value(MINE).run()
    page.button(key="import-keep-it").click().run()
    (kept,) = own_layers()
    assert (kept.version, kept.attribution, len(listed_layers())) == (1 + as_version, MINE, 1)
    page.button(key="undo").click().run()
    assert [layer.version for layer in own_layers()] == ([1] if as_version else [])


def test_the_page_says_what_cannot_be_read_in_one_notice_and_works_on(workspace: Path) -> None:
    page = open_review("TAPI news one of a kind", "Herat hub news is another kind")
    for _ in range(2):
        page.button(key="accept").click().run()
    with closing(sqlite3.connect(workspace)) as connection:
        connection.execute("UPDATE events SET record = '{' WHERE rowid = 1")
        connection.execute("UPDATE about SET revision = revision + 1")
        connection.commit()
    page.run()
    assert not page.exception
    notices = [one.value for one in page.warning if "cannot be read" in one.value]
    assert notices == ["1 event cannot be read and is left out; \\`corridors workspace check\\` says which"]
    assert page.selectbox(key=ownevents.EDITED).options == [f"2026-02-01: {own_events()[0].event.headline}"]
