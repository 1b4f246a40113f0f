"""Handlers of messages bear the names that Textual calls; one of a widget that was renamed would never be called."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump

import tui


def below(base: type[Any]) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        yield kind
        yield from below(kind)


def test_every_handler_is_of_a_message_that_there_is() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if module.name != "tui.__main__":
            importlib.import_module(module.name)
    known = {kind.handler_name for kind in below(Message) if issubclass(kind, Message)}
    assert "on_input_changed" in known
    unknown = [
        f"{kind.__module__}.{kind.__qualname__}.{name}"
        for kind in below(MessagePump)
        if kind.__module__.startswith("tui.")
        for name in vars(kind)
        if name.startswith("on_") and name not in known
    ]
    assert not unknown
