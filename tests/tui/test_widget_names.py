"""Names that Textual looks up by text are those of classes that there are: a renamed one would fail in silence."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

import tui

ROOT = Path(tui.__path__[0])
QUERIES = ("query", "query_one", "query_exactly_one", "query_children", "exclude")
TYPE = re.compile(r"(?<![.#$\w-])[A-Z]\w+")


@pytest.fixture(scope="module", autouse=True)
def whole_program() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if module.name != "tui.__main__":
            importlib.import_module(module.name)


def below(base: type[Any]) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        yield kind
        yield from below(kind)


def selectors_in(style: str) -> Iterator[str]:
    yield from re.findall(r"([^{};]*)\{", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))


def queries_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(selector)), *_]):
                if name in QUERIES:
                    yield selector


def test_every_handler_is_of_a_message_that_there_is() -> None:
    known = {kind.handler_name for kind in below(Message)}
    assert "on_input_changed" in known
    unknown = [
        f"{kind.__module__}.{kind.__qualname__}.{name}"
        for kind in below(MessagePump)
        if kind.__module__.startswith("tui.")
        for name in vars(kind)
        if name.startswith("on_") and name not in known
    ]
    assert not unknown


def test_every_selector_names_a_widget_that_there_is() -> None:
    known = {kind.__name__ for kind in below(DOMNode)}
    selectors = [selector for path in ROOT.rglob("*.py") for selector in queries_in(path.read_text(encoding="utf-8"))]
    styles = [path.read_text(encoding="utf-8") for path in ROOT.rglob("*.tcss")]
    styles += [vars(kind).get("DEFAULT_CSS", "") for kind in below(DOMNode) if kind.__module__.startswith("tui.")]
    selectors += [selector for style in styles for selector in selectors_in(style)]
    named = {name for selector in selectors for name in TYPE.findall(selector)}
    assert {"Input", "VirtualTable"} <= named
    assert not named - known
