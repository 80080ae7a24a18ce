"""What several tests share: the real atlas, read once, and a copy of the data that a test may break."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import streamlit as st

import corridors
from corridors.load import GEODATA, Draft, read_draft
from corridors.reading import gdal  # noqa: F401 - before any test brings pyogrio

# The same examples in every run, however busy the machine.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
hypothesis.settings.load_profile("gate")


@pytest.fixture(scope="session", autouse=True)
def _no_workspace_of_ones_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes what the person at this machine has kept."""
    os.environ["CORRIDORS_WORKSPACE"] = str(tmp_path_factory.mktemp("workspace") / "none.sqlite")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test a workspace of its own, empty."""
    path = tmp_path / "workspace.sqlite"
    monkeypatch.setenv("CORRIDORS_WORKSPACE", str(path))
    return path


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """Leave nothing of a test in the page's caches."""
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def atlas() -> corridors.Atlas:
    return corridors.load()


@pytest.fixture(scope="session")
def draft() -> Draft:
    return read_draft(GEODATA)


@pytest.fixture
def geodata_copy(tmp_path: Path) -> Path:
    """Copy the text files only: the checks read the basemap from where it ships."""
    return Path(shutil.copytree(GEODATA, tmp_path / "geodata", ignore=shutil.ignore_patterns("basemap")))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--approve", action="store_true", help="take the pictures that are drawn now for approved; look at each of them")
