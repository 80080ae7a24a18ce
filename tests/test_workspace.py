"""The workspace: what is saved is there again, two people lose nothing, undo, and a kill at any moment loses nothing acknowledged."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from corridors.atlas import Atlas
from corridors.cli import main
from corridors.imported import COLUMNS
from corridors.model import Event, PartialDate
from corridors.news.candidates import Candidate, Form
from corridors.news.propose import propose
from corridors.structure import structure
from corridors.terms import Basis, EventKind, Status
from corridors.workspace.events import (
    accept,
    clear_queue,
    count_queued,
    own_events,
    queue_news,
    queued,
    reject,
    remove_event,
    save_event,
    take_back,
)
from corridors.workspace.geodata import geodata_text
from corridors.workspace.join import join
from corridors.workspace.layers import (
    About,
    describe_layer,
    mark_layer,
    own_layers,
    save_layer,
    show_version,
)
from corridors.workspace.mappings import remember_mapping, remembered_mapping
from corridors.workspace.opened import open_atlas, shipped
from corridors.workspace.place import ConflictError, WorkspaceError
from corridors.workspace.records import Move, OwnEvent, State, from_json, to_json
from corridors.workspace.review import Draft, DraftError, draft_of, draft_of_event, event_of
from corridors.workspace.store import revision

TODAY = dt.date(2026, 11, 24)
pytestmark = pytest.mark.usefixtures("workspace")


def an_event(headline: str = "Pipes for TAPI reach Herat", day: str = "2026-03-01", moves: tuple[Move, ...] = ()) -> OwnEvent:
    event = Event("new", PartialDate(day), EventKind.CONSTRUCTION_MILESTONE, headline, ("tapi-gas",), ("turkmenistan",), origin="workspace")
    return OwnEvent(event, url="https://example.org/1", publisher="Wire", moves=moves)


def a_queue(atlas: Atlas, *headlines: str) -> None:
    queue_news("test.txt", propose(atlas, [Candidate(text, PartialDate("2026-02-01"), Form.HEADLINE, "line 1") for text in headlines]))


def test_an_accepted_event_is_there_again_as_it_was() -> None:
    saved = save_event(an_event(moves=(Move("tapi-gas", Status.OPERATING, Basis.CONTESTED),)))
    assert saved.version == 1
    assert saved.event.id == "own-2026-03-01-pipes-for-tapi-reach-herat"
    assert own_events() == (saved,)
    assert from_json(to_json(saved), OwnEvent) == saved


def test_two_events_of_one_name_get_two_ids() -> None:
    assert [save_event(an_event()).event.id for _ in range(2)] == [
        "own-2026-03-01-pipes-for-tapi-reach-herat",
        "own-2026-03-01-pipes-for-tapi-reach-herat-2",
    ]


def test_the_second_to_save_the_same_event_is_told_and_loses_nothing() -> None:
    saved = save_event(an_event())
    theirs = save_event(replace(saved, publisher="Theirs"))
    with pytest.raises(ConflictError) as error:
        save_event(replace(saved, publisher="Mine"))
    assert error.value.now == theirs
    assert own_events() == (theirs,)


def test_an_event_removed_meanwhile_is_not_brought_back_by_a_save() -> None:
    saved = save_event(an_event())
    remove_event(saved.event.id, saved.version)
    with pytest.raises(ConflictError, match="removed by someone else"):
        save_event(replace(saved, publisher="Mine"))
    assert own_events() == ()


def test_a_removal_is_taken_back() -> None:
    saved = save_event(an_event())
    version = remove_event(saved.event.id, saved.version)
    remove_event(saved.event.id, version, removed=False)
    assert own_events() == (saved,)


def test_news_is_accepted_rejected_and_taken_back(atlas: Atlas) -> None:
    a_queue(atlas, "TAPI news one of a kind", "Herat hub news is another kind")
    first, second = queued()
    saved = accept(first, event_of(draft_of(first), atlas, TODAY))
    reject(second)
    assert (queued(), count_queued(), own_events()) == ((), 0, (saved,))
    assert [item.state for item in queued([State.ACCEPTED, State.REJECTED])] == [State.ACCEPTED, State.REJECTED]
    take_back(second.id)
    take_back(first.id)
    assert [item.id for item in queued()] == [first.id, second.id]
    assert own_events() == ()


def test_two_who_decide_on_the_same_news_make_one_event(atlas: Atlas) -> None:
    a_queue(atlas, "TAPI news one of a kind")
    (item,) = queued()
    accept(item, event_of(draft_of(item), atlas, TODAY))
    with pytest.raises(ConflictError, match="it is accepted"):
        accept(item, event_of(draft_of(item), atlas, TODAY))
    with pytest.raises(ConflictError, match="it is accepted"):
        reject(item)
    assert len(own_events()) == 1


def test_clearing_takes_only_what_waits(atlas: Atlas) -> None:
    a_queue(atlas, "TAPI news one of a kind", "Herat hub news is another kind")
    first, second = queued()
    accept(first, event_of(draft_of(first), atlas, TODAY))
    clear_queue([first.id, second.id])
    assert len(queued(list(State))) == 1


FAULTY = {
    "headline": {"headline": " "},
    "date": {"date": "soon"},
    "date to come": {"date": "2027"},
    "kind": {"kind": "gossip"},
    "corridors": {"corridors": ("no-such",)},
    "actors": {"actors": ("nobody",)},
    "place": {"place": "200, 10"},
    "url": {"url": "javascript:alert(1)"},
    "moves": {"moves": {"instc-umbrella": "operating"}},
    "status": {"moves": {"tapi-gas": "finished"}},
    "basis": {"basis": "sure"},
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_draft_says_what_is_wrong_with_which_field(atlas: Atlas, name: str) -> None:
    good = Draft("Headline", "2026-01", "analysis", ("tapi-gas",), ("russia",), "62.2, 34.35", "https://example.org")
    assert event_of(good, atlas, TODAY).event.place == (62.2, 34.35)
    with pytest.raises(DraftError) as error:
        event_of(replace(good, **FAULTY[name]), atlas, TODAY)  # type: ignore[arg-type]
    assert set(error.value.faults) == {name.split(maxsplit=1)[0]}
    assert "allowed" in str(error.value) or "not known" in str(error.value)


def test_an_event_becomes_a_draft_and_the_same_event_again(atlas: Atlas) -> None:
    own = event_of(
        Draft(
            "Headline",
            "2026-01",
            "analysis",
            ("tapi-gas",),
            ("russia",),
            "62.2, 34.35",
            "https://example.org",
            moves={"tapi-gas": "shelved"},
        ),
        atlas,
        TODAY,
    )
    assert event_of(draft_of_event(own), atlas, TODAY, own) == own


def test_what_is_accepted_joins_the_atlas_as_the_users_own(atlas: Atlas) -> None:
    saved = save_event(an_event(moves=(Move("tapi-gas", Status.SHELVED),)))
    joined = open_atlas()
    event = joined.event_by_id[saved.event.id]
    tapi = joined.corridor_by_id["tapi-gas"]
    assert event in joined.events_of("tapi-gas")
    assert event.origin == "workspace"
    assert joined.source_by_id[event.sources[0]].url == "https://example.org/1"
    assert (tapi.status, tapi.as_of.text, tapi.history[-1].event) == (Status.SHELVED, "2026-03-01", event.id)
    assert {s.status for s in tapi.segments if s.status_from == "corridor"} <= {Status.SHELVED}
    assert joined.digest != atlas.digest
    assert joined.as_of(dt.date(2026, 2, 28)).corridor_by_id["tapi-gas"].status is Status.CONSTRUCTION
    assert open_atlas() is joined, "the same state is the same atlas"


def test_an_older_status_change_moves_the_history_and_not_the_present(atlas: Atlas) -> None:
    joined = join(atlas, [save_event(an_event(day="2019-05", moves=(Move("tapi-gas", Status.SHELVED),)))])
    assert joined.corridor_by_id["tapi-gas"].status is atlas.corridor_by_id["tapi-gas"].status
    assert joined.as_of(dt.date(2019, 6, 1)).corridor_by_id["tapi-gas"].status is Status.SHELVED


def test_what_the_atlas_no_longer_knows_is_left_out(atlas: Atlas) -> None:
    own = an_event(moves=(Move("gone", Status.SHELVED),))
    own = replace(own, event=replace(own.event, id="own-x", corridors=("gone", "tapi-gas"), actors=("nobody",)))
    event = join(atlas, [own]).event_by_id["own-x"]
    assert (event.corridors, event.actors) == (("tapi-gas",), ())


def test_nothing_added_is_the_atlas_itself() -> None:
    assert open_atlas() is shipped()
    before = revision()
    assert open_atlas() is shipped()
    saved = save_event(an_event())
    assert revision() == before + 1
    remove_event(saved.event.id, saved.version)
    assert open_atlas() is shipped()


def test_an_event_after_the_edition_moves_the_last_day(atlas: Atlas) -> None:
    assert join(atlas, [an_event(day="2027-01-05")]).last_day == dt.date(2027, 1, 5)


def test_events_are_exported_in_the_form_of_geodata() -> None:
    saved = save_event(an_event(headline='A "quoted" word\\and more', moves=(Move("tapi-gas", Status.SHELVED),)))
    text = geodata_text(own_events())
    read = tomllib.loads(text)
    assert structure(read["events"][0], Event, "x") == replace(saved.event, sources=(f"{saved.event.id}-source",))
    assert read["sources"][0]["url"] == "https://example.org/1"
    assert '# moves: tapi-gas to "shelved"' in text


def frame(number: int = 2) -> gpd.GeoDataFrame:
    values = {name: [""] * number for name in COLUMNS if name not in {"geometry", "outline", "row", "capacity", "length_km", "cost_usd"}}
    points = shapely.points([[60.0 + i, 30.0] for i in range(number)])
    numbers = {
        "row": range(1, number + 1),
        "capacity": [float("nan")] * number,
        "length_km": [1.0] * number,
        "cost_usd": [float("nan")] * number,
    }
    return gpd.GeoDataFrame(
        {**values, "id": [f"f{i}" for i in range(number)], **numbers, "outline": [None] * number}, geometry=points, crs="EPSG:4326"
    )[list(COLUMNS)]


ABOUT = About("My ports", "ports.csv", "ab" * 32, "2026-11-24T10:00:00+00:00", licence="CC BY 4.0", attribution="Ministry of Ports")


def test_a_layer_is_kept_versioned_renamed_hidden_and_removed() -> None:
    first = save_layer(ABOUT, frame())
    assert (first.id, first.version, first.credit) == ("my-ports", 1, "My ports: Ministry of Ports (CC BY 4.0)")
    second = save_layer(ABOUT, frame(3), layer=first.id)
    assert second.version == 2
    (kept,) = own_layers()
    assert list(kept.features["id"]) == ["f0", "f1", "f2"]
    assert kept.row_of_id["f2"] == 2
    describe_layer(first.id, {"name": "Ports"})
    mark_layer(first.id, hidden=True)
    (kept,) = own_layers()
    assert (kept.name, kept.hidden, kept.id) == ("Ports", True, "my-ports")
    mark_layer(first.id, removed=True)
    assert own_layers() == ()
    mark_layer(first.id, removed=False)
    assert [layer.name for layer in own_layers()] == ["Ports"]
    assert save_layer(ABOUT, frame()).id == "my-ports-2"


def test_a_layer_that_is_not_there_is_an_error_in_words() -> None:
    with pytest.raises(WorkspaceError, match="no such layer"):
        mark_layer("nothing", hidden=True)
    with pytest.raises(WorkspaceError, match="no such layer"):
        describe_layer("nothing", {"name": "x"})
    with pytest.raises(WorkspaceError, match="no such layer"):
        save_layer(ABOUT, frame(), layer="nothing")
    first = save_layer(ABOUT, frame())
    with pytest.raises(WorkspaceError, match="no version 7"):
        show_version(first.id, 7)
    assert own_layers()[0].version == 1


def test_a_mapping_is_remembered_by_shape() -> None:
    assert remembered_mapping("abc") is None
    remember_mapping("abc", "{}")
    remember_mapping("abc", '{"name": "Name"}')
    assert remembered_mapping("abc") == '{"name": "Name"}'


@pytest.mark.parametrize("url", ["nonsense://x", "/proc/no/such/place.sqlite", "sqlite:////proc/no.sqlite"])
def test_a_workspace_that_cannot_be_opened_is_an_error_in_words(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORS_WORKSPACE", url)
    with pytest.raises(WorkspaceError, match="CORRIDORS_WORKSPACE"):
        save_event(an_event())
    assert main(["events", "accept", "1"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_workspace_of_a_newer_version_is_left_alone(workspace: Path) -> None:
    save_event(an_event())
    with sqlite3.connect(workspace) as connection:
        connection.execute("UPDATE about SET schema_version = 99")
    before = workspace.read_bytes()
    for use in (own_events, lambda: save_event(an_event())):
        with pytest.raises(WorkspaceError, match="newer version"):
            use()
    assert workspace.read_bytes() == before


def test_the_command_line_takes_news_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "news.txt"
    file.write_text(
        "1 March 2026: “Construction starts on another stretch of TAPI at Herat”\n1 May 2031: “Herat hub opens its gates”\n",
        encoding="utf-8",
    )
    assert main(["events", "extract", str(file), "--json", "--queue"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["date"], first["kind"], first["duplicate_of"]) == ("2026-03-01", "construction_milestone", None)
    assert first["corridors"][0]["id"] == "tapi-gas"
    assert first["corridors"][0]["reasons"]
    assert "after today" in second["problems"][0]
    assert main(["events", "list", "--queue", "--json"]) == 0
    numbers = [row["id"] for row in json.loads(capsys.readouterr().out)]
    assert main(["events", "accept", str(numbers[0]), "--move", "tapi-gas=operating"]) == 0
    assert main(["events", "accept", str(numbers[1])]) == 1
    assert "is after today" in capsys.readouterr().err
    assert main(["events", "accept", "999"]) == 2
    capsys.readouterr()
    assert main(["events", "list", "--json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)
    assert kept["moves"] == [{"corridor": "tapi-gas", "status": "operating", "basis": "inferred"}]
    assert main(["list", "--view", "q=tapi&status=operating", "--json"]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["tapi-gas"]
    out = tmp_path / "events.toml"
    assert main(["events", "export", "--out", str(out)]) == 0
    assert main(["events", "export", "--out", str(out)]) == 2
    assert "[[events]]" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["no/such/file"], ["http://127.0.0.1:1/feed"], ["."]])
def test_what_cannot_be_extracted_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "extract", *arguments]) == 2
    assert capsys.readouterr().err.startswith("corridors events: ")


def test_an_imported_file_is_kept_and_its_mapping_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wells.csv"
    file.write_text("Titel,Longitude,Latitude\nOne,62.2,34.35\nTwo,63,35\nThree,400,95\n", encoding="utf-8")
    call = ["import", str(file), "--map", "name=Titel", "--map", "kind:=field", "--attribution", "Ministry", "--json"]
    assert main([*call, "--dry-run"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["read"], report["accepted"] + report["repaired"], report["refused"]) == (3, 2, 1)
    assert own_layers() == ()
    assert main(call) == 1
    (layer,) = own_layers()
    assert (list(layer.features["name"]), set(layer.features["kind"]), layer.credit) == (["One", "Two"], {"field"}, "wells: Ministry")
    capsys.readouterr()
    assert main(["import", str(file), "--json", "--dry-run"]) == 1
    assert json.loads(capsys.readouterr().out)["mapping"]["columns"]["name"] == "Titel"


def test_pictures_and_data_of_the_command_line_show_the_workspace(tmp_path: Path) -> None:
    save_layer(ABOUT, frame())
    assert main(["snapshot", "--format", "svg", "--size", "800x450", "--out", str(tmp_path / "one.svg")]) == 0
    assert "Ministry of Ports" in (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert main(["verify", str(tmp_path / "one.svg")]) == 0
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "one.csv")]) == 0
    assert "My ports" in (tmp_path / "one.csv").read_text(encoding="utf-8")
    views = tmp_path / "views.txt"
    views.write_text("kind=port\nkind=railway\n", encoding="utf-8")
    assert main(["snapshot", "--views", str(views), "--format", "svg", "--size", "800x450", "--out", str(tmp_path)]) == 0
    mark_layer("my-ports", removed=True)
    assert main(["verify", str(tmp_path / "one.svg")]) == 1


KILLS = 200


def test_a_kill_while_saving_loses_nothing_that_was_acknowledged(workspace: Path) -> None:
    script = Path(__file__).parent / "kill_while_saving.py"
    call = [sys.executable, str(script), str(KILLS)]
    done = subprocess.run(
        call, env=os.environ | {"CORRIDORS_WORKSPACE": str(workspace)}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    kills, acknowledged = map(int, done.stdout.split())
    assert kills == KILLS
    assert acknowledged >= KILLS
    assert len(own_events()) >= acknowledged
