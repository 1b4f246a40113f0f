"""A book for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from logs.book.book import LogBook
from tests.books import Clock, make_book


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[LogBook]:
    """An open, empty book of CB01."""
    with make_book(tmp_path / "book", clock) as book:
        yield book
