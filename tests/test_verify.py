"""The proof that a file carries: as made, altered, or overtaken by the data, and what changed in what it shows."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

import corridors
from corridors.atlas import Atlas
from corridors.load import load
from corridors.snapshots import verify as checking
from corridors.snapshots.make import make
from corridors.snapshots.request import Format, SnapshotError, make_request
from corridors.snapshots.stamp import fingerprint, seal
from corridors.snapshots.verify import Verdict

VIEW = "kind=gas_pipeline&country=AF"


def made(atlas: Atlas, form: str = "png", view: str = VIEW) -> bytes:
    return make(atlas, make_request(view=view, format=form, size="800x450", title="Gas (so far)"))


@pytest.mark.parametrize("form", Format)
def test_a_file_as_made_is_identical(atlas: Atlas, form: Format) -> None:
    report = corridors.verify(made(atlas, form), atlas=atlas)
    assert (report.verdict, report.changes) == (Verdict.IDENTICAL, ())
    assert (report.view, report.asof, report.atlas) == (VIEW, "2026-11-24", atlas.digest)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
@pytest.mark.parametrize("form", ["png", "svg", "pdf", "html"])
def test_one_byte_altered_is_seen(atlas: Atlas, form: str, share: float) -> None:
    data = bytearray(made(atlas, form))
    data[int(len(data) * share)] ^= 1
    assert corridors.verify(bytes(data), atlas=atlas).verdict is Verdict.ALTERED


def test_a_slide_edited_is_seen(atlas: Atlas) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made(atlas, "pptx"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Gas (so far)", b"Gas (at last)"))
    assert corridors.verify(out.getvalue(), atlas=atlas).verdict is Verdict.ALTERED


def test_a_slide_damaged_anywhere_is_altered_or_no_snapshot(atlas: Atlas) -> None:
    whole = made(atlas, "pptx")
    for place in range(0, len(whole), len(whole) // 60):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x5A
        with contextlib.suppress(SnapshotError):
            assert corridors.verify(bytes(spoilt), atlas=atlas).verdict is Verdict.ALTERED


def test_a_stamp_rewritten_with_a_new_seal_is_seen(atlas: Atlas) -> None:
    forged = made(atlas, "svg").replace(b"Gas (so far)</text>", b"Gas (at last)</text>")
    assert corridors.verify(forged, atlas=atlas).verdict is Verdict.ALTERED
    sealed = seal(forged)
    assert fingerprint(sealed) in sealed.decode()
    report = corridors.verify(sealed, atlas=atlas)
    assert report.verdict is Verdict.ALTERED
    assert "its seal fits, but" in report.words


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        ("corridors/tapi-gas.toml", 'status = "construction"', 'status = "operating"', "tapi-gas: status construction -> operating"),
        ("corridors/tapi-gas.toml", 'label = "TAPI"', 'label = "TAPI line"', "tapi-gas: facts changed"),
        ("events.toml", "is signed by the four states in Ashgabat", "is signed in Ashgabat", "tapi-gas: news changed"),
        ("corridors/tapi-gas.toml", 'kind = "gas_pipeline"', 'kind = "oil_pipeline"', "tapi-gas: no longer in this view"),
    ],
)
def test_a_datum_changed_is_told(atlas: Atlas, geodata_copy: Path, file: str, old: str, new: str, change: str) -> None:
    data = made(atlas)
    path = geodata_copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    report = corridors.verify(data, atlas=load(geodata_copy))
    assert report.verdict is Verdict.CHANGED
    assert any(change in line for line in report.changes), report.changes
    assert not any("druzhba" in line for line in report.changes)


def test_a_change_elsewhere_is_told_as_such(atlas: Atlas, geodata_copy: Path) -> None:
    path = geodata_copy / "corridors" / "druzhba-oil.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('label = "Druzhba"', 'label = "Druzhba line"'), encoding="utf-8")
    report = corridors.verify(made(atlas), atlas=load(geodata_copy))
    assert (report.verdict, report.changes) == (Verdict.CHANGED, ())
    assert "nothing of what it shows has changed" in report.words


def test_a_corridor_removed_and_one_added_are_told(atlas: Atlas, geodata_copy: Path) -> None:
    path = geodata_copy / "corridors" / "central-asia-centre-gas.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"countries = \[", 'countries = ["AF", ', text, count=1), encoding="utf-8")
    report = corridors.verify(made(atlas), atlas=load(geodata_copy))
    assert "central-asia-centre-gas: new in this view, operating" in report.changes


def test_other_tools_are_no_alteration(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(atlas)
    monkeypatch.setattr(checking, "tools", lambda: {"matplotlib": "4.0"})
    report = corridors.verify(data, atlas=atlas)
    assert report.verdict is Verdict.UNCHANGED
    assert "4.0 here" in report.words


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 400,
        b"PK\x03\x04broken",
        b"%PDF-1.4\n%%EOF",
        b'{"made_by":"corridors", "seal":"x"}',
        b"<svg/>",
    ],
)
def test_what_is_not_ours_is_refused(atlas: Atlas, data: bytes) -> None:
    with pytest.raises(SnapshotError, match="no stamp of Corridors"):
        corridors.verify(data, atlas=atlas)


def test_a_zip_bomb_is_not_unpacked(atlas: Atlas) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("docProps/core.xml", b"0" * 250_000_000)
    with pytest.raises(SnapshotError, match="unpacked it would have 250 MB"):
        corridors.verify(out.getvalue(), atlas=atlas)


def test_a_picture_without_its_stamp_is_refused(atlas: Atlas) -> None:
    svg = re.sub(rb"<metadata>.*?</metadata>", b"", made(atlas, "svg"))
    with pytest.raises(SnapshotError, match="may have taken the stamp out"):
        corridors.verify(svg, atlas=atlas)


def test_a_file_cut_short_is_altered(atlas: Atlas) -> None:
    assert corridors.verify(made(atlas)[:-100], atlas=atlas).verdict is Verdict.ALTERED


def test_a_stamp_of_a_newer_version_is_an_error_in_words(atlas: Atlas) -> None:
    data = made(atlas, "svg").replace(b'"size":"800x450"', b'"size":"mural"')
    sealed = seal(data)
    with pytest.raises(SnapshotError, match="size: 'mural'"):
        corridors.verify(sealed, atlas=atlas)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"size":"800x450"', b'"size":800', "stamp: not a request"),
        (b'"qr":false', b'"glow":true', "stamp: glow: not known to this version"),
        (b'"frame":"view"', b'"frame":"100,1"', "frame: '100,1'"),
        (b'"shown":{', b'"shows":{', "no stamp of Corridors"),
    ],
)
def test_a_stamp_that_others_wrote_is_an_error_in_words(atlas: Atlas, old: bytes, new: bytes, says: str) -> None:
    data = made(atlas, "svg")
    assert old in data
    with pytest.raises(SnapshotError, match=re.escape(says)):
        corridors.verify(seal(data.replace(old, new)), atlas=atlas)


@pytest.mark.parametrize("form", Format)
def test_a_title_is_never_taken_for_the_stamp(atlas: Atlas, form: Format) -> None:
    title = '{"made_by":"corridors", "seal":"' + "0" * 64 + '"}'
    data = make(atlas, make_request(view=VIEW, format=form, size="800x450", title=title))
    assert corridors.verify(data, atlas=atlas).verdict is Verdict.IDENTICAL


def test_the_report_is_plain(atlas: Atlas) -> None:
    plain = json.loads(json.dumps(corridors.verify(made(atlas), atlas=atlas).plain))
    assert set(plain) == {"verdict", "words", "changes", "view", "asof", "atlas", "version"}
