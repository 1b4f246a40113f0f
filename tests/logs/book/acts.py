"""What tests of a book and its parts do with one."""

from typing import Any

import pytest

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.model import Session
from tests.logs.sessions import complete_session

PAN = "CB01-lo-van-pan"


def session(**changes: object) -> Session:
    return complete_session(**{"reporters": [PAN], **changes})


def refused(call: Any, *args: Any, **kwargs: Any) -> str:
    """The code with which a call is refused."""
    with pytest.raises(SotayError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def contents(book: LogBook) -> dict[str, Session]:
    return {entry.id: entry.session for entry in book.find()}


def reopened(book: LogBook) -> LogBook:
    book.close()
    return LogBook.open(book.folder, clock=book.clock)
