"""The house plan, held: which way imports point, and how long modules and functions are."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import corridors

PACKAGE = Path(corridors.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts)
NAMES = [path.relative_to(ROOT).as_posix() for path in MODULES]
MAX_MODULE_LINES, MAX_FUNCTION_LINES = 300, 40
# Each layer of the house may import those before it, and itself.
HOUSE = (
    {"terms"},
    {"model", "address"},
    {"edition", "imported", "chronicle"},
    {"geometry", "units", "countries", "canonical", "structure", "detail"},
    {"atlas", "load", "view", "style", "words", "select", "layered", "layer_features", "layer_tables", "strands", "history", "checks"},
    {"reading"},
    {
        "layers",
        "layer_data",
        "dataset",
        "tables",
        "asked",
        "card",
        "feature_card",
        "brief",
        "exports",
        "mapview",
        "news",
        "importing",
        "fetch",
    },
    {"workspace"},
    {"tasks"},
    {"snapshots"},
    {"publish"},
    {"ui"},
    {"server"},
    {"cli"},
)
FILE_READERS = {"load", "cli", "server", "publish", "importing", "reading", "workspace", "tasks"}
each_module = pytest.mark.parametrize("path", MODULES, ids=NAMES)


def imports_of(path: Path) -> set[str]:
    """Return the full dotted names that a module imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def packages_of(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports_of(path)}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@each_module
def test_each_framework_stays_in_its_place(path: Path) -> None:
    packages, part = packages_of(path), part_of(path)
    assert "streamlit" not in packages or part in {"ui", "mapview", "server"}
    assert "pydeck" not in packages or part in {"layers", "asked", "mapview"}
    assert "matplotlib" not in packages or part == "snapshots"
    assert "pptx" not in packages or part == "snapshots"
    assert "pyogrio" not in packages or path.name == "gdal.py"


@each_module
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":
        return
    ranks = {name: rank for rank, names in enumerate(HOUSE) for name in names}
    assert part in ranks, f"{part} has no place in the house plan"
    used = {name.split(".")[1] for name in imports_of(path) if name.startswith("corridors.")}
    above = {name for name in used if ranks.get(name, 0) > ranks[part]}
    assert above == set()


def test_the_model_imports_the_standard_library_only() -> None:
    for name in ("terms", "model", "edition"):
        ours = {imported for imported in imports_of(PACKAGE / f"{name}.py") if imported.startswith("corridors")}
        assert {imported.split(".")[1] for imported in ours} <= {"terms", "model"}
        assert packages_of(PACKAGE / f"{name}.py") - {"corridors"} <= set(sys.stdlib_module_names)


@each_module
def test_files_are_read_in_few_places(path: Path) -> None:
    if part_of(path) in FILE_READERS:
        return
    calls = {node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}
    assert not calls & {"read_text", "read_bytes", "write_text", "write_bytes"}


def test_app_is_short() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 20


@each_module
def test_modules_stay_under_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_MODULE_LINES


@each_module
def test_functions_stay_under_40_lines(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines >= MAX_FUNCTION_LINES} == {}


@each_module
def test_no_module_is_called_after_nothing(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common"}
