"""What screens tell the app: something failed, something was done, the book changed, or may only be looked at."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from logs.book.book import LogBook
from logs.errors import SotayError
from tui.core.commands import Command

P = ParamSpec("P")
Node = TypeVar("Node", bound=MessagePump)


def refuse_read_only(book: LogBook) -> None:
    """Raises SotayError `book_read_only` where the book can only be looked at."""
    if book.read_only:
        raise SotayError("book_read_only")


class Failed(Message):
    """Something a person can put right went wrong; the app words it as a notice."""

    def __init__(self, error: SotayError) -> None:
        super().__init__()
        self.error = error


class Done(Message):
    """Something worth a short notice was done; `warn` where it deserves a second look."""

    def __init__(self, text: str, *, warn: bool = False) -> None:
        super().__init__()
        self.text = text
        self.warn = warn


class BookChanged(Message):
    """The book holds something new: what is shown of it is to be read again; `session_id` is the session meant."""

    def __init__(self, session_id: str | None = None) -> None:
        super().__init__()
        self.session_id = session_id


def told(
    method: Callable[Concatenate[Node, P], Awaitable[None]],
) -> Callable[Concatenate[Node, P], Coroutine[Any, Any, None]]:
    """Turn a SotayError of an asynchronous method into a `Failed` message of its node.

    An action whose command needs to be writing, as the node's `MENU` says, is refused where its `book` is read only.
    """
    action = method.__name__.removeprefix("action_")

    async def run(self: Node, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            menu: Iterable[Command] = getattr(self, "MENU", ())
            if any(command.needs == "writing" and command.action.partition("(")[0] == action for command in menu):
                refuse_read_only(getattr(self, "book"))  # noqa: B009 - nodes with such a command have one
            await method(self, *args, **kwargs)
        except SotayError as error:
            self.post_message(Failed(error))

    update_wrapper(run, method)
    return run
