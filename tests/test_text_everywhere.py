"""What users or files bring is text everywhere: every place of the page that takes Markdown or HTML is walked, and each is given payloads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import corridors.ui
from corridors.ui.picked import defused

UI = Path(corridors.ui.__file__).parent
# Which arguments of Streamlit's elements are Markdown: their places, and the keywords that are so everywhere.
PLACES = {
    "markdown": 0, "caption": 0, "write": 0, "title": 0, "header": 0, "subheader": 0, "error": 0, "warning": 0, "info": 0, "success": 0,
    "toast": 0, "spinner": 0, "button": 0, "download_button": 0, "link_button": 0, "form_submit_button": 0, "checkbox": 0, "toggle": 0,
    "radio": 0, "selectbox": 0, "multiselect": 0, "select_slider": 0, "slider": 0, "text_input": 0, "text_area": 0, "number_input": 0,
    "date_input": 0, "time_input": 0, "file_uploader": 0, "segmented_control": 0, "pills": 0, "expander": 0, "popover": 0, "tabs": 0,
    "progress": 1, "metric": 0, "dialog": 0, "status": 0, "menu_button": 0, "chat_message": 0, "feedback": 0, "badge": 0, "html": 0,
    "TextColumn": 0, "NumberColumn": 0, "LinkColumn": 0, "cache_resource": None, "cache_data": None, "set_page_config": None,
}  # fmt: skip
KEYWORDS = {"label", "help", "text", "body", "caption", "icon", "show_spinner", "title", "value_text"}
# Widgets with options; in a list to choose from they are plain text, else Markdown.
LISTS = {"selectbox", "multiselect"}
OPTIONS = {"radio", "segmented_control", "pills", "select_slider", "tabs"} | LISTS
# Of our own words: numbers, dates, lengths, counts. What they are given is not shown, or is a number or a day.
OWN_WORDS = {"count_words", "day_words", "date_words", "number_words", "markdown_text", "len", "kind_words", "as_of_words", "changes_words"}
# What is HTML already, escaped by who makes it.
OWN_WORDS |= {"escape", "page_colors", "feature_body"}
# What is shown as it is, and why that is safe; an entry that no place needs any longer fails.
REASONED = {
    ("review.py", "button: icon"): "its two callers name Material icons",
    ("times.py", "button: icon"): "its two callers name Material icons",
    ("card.py", "html: above"): "HTML of corridors/card.py, which escapes what it is given",
    ("card.py", "html: below"): "HTML of corridors/card.py, which escapes what it is given",
    ("card.py", "html: body"): "HTML of the heads in corridors/card.py and feature_card.py, which escape what they are given",
}


class Place(NamedTuple):
    """An argument that Streamlit takes for Markdown, where it stands, and the function that it is in."""

    module: str
    line: int
    element: str
    value: ast.expr
    inside: ast.FunctionDef | None
    is_plain: bool = False


def places(path: Path) -> Iterator[Place]:
    """Yield every argument in a module that is shown as Markdown."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _places_of(tree, path.name, None)


def _places_of(node: ast.AST, module: str, inside: ast.FunctionDef | None) -> Iterator[Place]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            for element, value in _markdown_of(child):
                is_option = any(keyword.arg == "format_func" and keyword.value is value for keyword in child.keywords)
                yield Place(module, child.lineno, element, value, inside, is_plain=is_option and element in LISTS)
        yield from _places_of(child, module, child if isinstance(child, ast.FunctionDef) else inside)


def _markdown_of(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    if isinstance(call.func, ast.IfExp):
        name = "error"  # (st.error if … else st.warning)(…)
    if name == "show":
        name = "error"  # one of the boxes, by another name
    if name not in PLACES:
        return
    place = PLACES[name]
    if place is not None and place < len(call.args):
        yield name, call.args[place]
    for keyword in call.keywords:
        if keyword.arg in KEYWORDS or (keyword.arg == "format_func" and name in OPTIONS):
            yield name, keyword.value


class Vocabulary:
    """Tells whether an expression can only give our own words."""

    def __init__(self, path: Path, words: AbstractSet[str]) -> None:
        self.words = words
        tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.asked: set[str] = set()
        self.constants = {
            target.id: node.value for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)
        }  # fmt: skip

    def is_own(self, node: ast.expr | None, inside: ast.FunctionDef | None) -> bool:  # noqa: C901, PLR0911, PLR0912 - a case for each kind of expression
        match node:
            case None | ast.Constant():
                return True
            case ast.JoinedStr(values=values):
                return all(self.is_own(value, inside) for value in values)
            case ast.FormattedValue(value=value, format_spec=spec):
                # Of text a number's format would be an error.
                return _is_number_format(spec) or self.is_own(value, inside)
            case ast.IfExp(body=body, orelse=other):
                return self.is_own(body, inside) and self.is_own(other, inside)
            case ast.BoolOp(values=values):
                return all(self.is_own(value, inside) for value in values)
            case ast.BinOp(op=ast.FloorDiv() | ast.Div() | ast.Sub()):
                return True
            case ast.BinOp(left=left, right=right):
                return self.is_own(left, inside) and self.is_own(right, inside)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                return all(self.is_own(element, inside) for element in elements)
            case ast.Dict(values=values):
                return all(self.is_own(value, inside) for value in values)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part) | ast.DictComp(value=part):
                return self.is_own(part, inside)
            case ast.Lambda(body=body):
                return self.is_own(body, inside)
            case ast.Call(func=ast.Name(id=name)) if name in self.words:
                return True
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                return self._gives_own(self.functions[name])
            case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=args):
                return all(self.is_own(part, inside) for part in args)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items")):
                table = self.constants.get(name)
                return isinstance(table, ast.Dict) and self.is_own(table, None) and all(isinstance(key, ast.Constant) for key in table.keys)
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=args):
                return self.is_own(table, inside) and all(self.is_own(default, inside) for default in args[1:])
            case ast.Attribute(value=table, attr="__getitem__") | ast.Subscript(value=table):
                return self.is_own(table, inside)
            case ast.Attribute(value=ast.Name(id="str"), attr="capitalize"):
                return True
            case ast.Name(id=name):
                return name in self.words or self._is_own_name(name, inside)
        return False

    def _gives_own(self, function: ast.FunctionDef) -> bool:
        returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
        return bool(returned) and all(self.is_own(value, function) for value in returned)

    def _is_own_name(self, name: str, inside: ast.FunctionDef | None) -> bool:
        """A name is our own words where everything that it is ever set to is; a parameter is not known."""
        if inside is not None:
            given = [*inside.args.args, *inside.args.kwonlyargs]
            if name in {argument.arg for argument in given}:
                return False
            found = [value for node in ast.walk(inside) for value in _set_to(node, name)]
            if name in self.asked:
                return True  # set to what it was before, and more
            if found:
                self.asked.add(name)
                own = all(self.is_own(value, inside) for value in found)
                self.asked.discard(name)
                return own
        value = self.constants.get(name)
        return value is not None and self.is_own(value, None)


def _is_number_format(spec: ast.expr | None) -> bool:
    return isinstance(spec, ast.JoinedStr) and ast.unparse(spec).strip("'\"").endswith((",", "f", "d", "%"))


def _set_to(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what a statement sets a name to."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name and node.value is not None:
                yield node.value
            elif isinstance(target, ast.Tuple) and any(isinstance(one, ast.Name) and one.id == name for one in target.elts):
                yield _part_of(target, node.value, name)
    elif isinstance(node, ast.For | ast.comprehension) and name in {one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)}:
        yield node.iter


def _part_of(target: ast.Tuple, value: ast.expr | None, name: str) -> ast.expr:
    """Return what one name of a tuple is set to: its own part where the value is spelled out, else the whole."""
    at = next(index for index, one in enumerate(target.elts) if isinstance(one, ast.Name) and one.id == name)
    if isinstance(value, ast.Tuple):
        return value.elts[at]
    if isinstance(value, ast.IfExp) and isinstance(value.body, ast.Tuple) and isinstance(value.orelse, ast.Tuple):
        return ast.IfExp(value.test, value.body.elts[at], value.orelse.elts[at])
    assert value is not None
    return value


def suspects() -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for path in sorted(UI.rglob("*.py")):
        markdown, plain = Vocabulary(path, OWN_WORDS), Vocabulary(path, OWN_WORDS | {"plain_text"})
        for place in places(path):
            vocabulary = plain if place.is_plain else markdown
            if not vocabulary.is_own(place.value, place.inside):
                found.setdefault((place.module, f"{place.element}: {ast.unparse(place.value)}"), []).append(place.line)
    return found


def test_every_place_shows_our_own_words_or_plain_text() -> None:
    found = suspects()
    assert {key: lines for key, lines in found.items() if key not in REASONED} == {}, "wrap what users or files bring in markdown_text"
    assert set(REASONED) <= set(found), "no longer needed"


def test_every_table_has_the_cells_of_the_downloads() -> None:
    given = [
        (path.name, ast.unparse(call.args[0]))
        for path in sorted(UI.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in {"dataframe", "data_editor", "table"}
    ]
    assert len(given) >= 8
    assert [place for place in given if not place[1].startswith("defused(")] == [], "Streamlit's own CSV writes cells as they are shown"


def test_a_formula_in_a_table_is_text_and_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"Name": ["=1+1", "plain", None], "Stated km": [-5.5, 2.0, None], "Row": [1, 2, 3]})
    shown = defused(frame)
    assert list(shown["Name"][:2]) == ["'=1+1", "plain"]
    assert shown["Name"].isna()[2]
    assert shown.dtypes["Stated km"] == frame.dtypes["Stated km"]
    assert shown.dtypes["Row"] == frame.dtypes["Row"]
