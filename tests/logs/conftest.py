"""A unit's and a committee's book for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.model import Reporter
from tests.books import Clock, make_book


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[LogBook]:
    """An open, empty book of CB01."""
    with make_book(tmp_path / "book", clock) as book:
        yield book


@pytest.fixture
def office(tmp_path: Path) -> Iterator[LogBook]:
    """The committee's book, which knows a reporter of CB01."""
    with make_book(tmp_path / "office", Clock(), unit="DB08", role="committee", names=("Hà Văn Sơn",)) as book:
        book.reference.add_reporter(Reporter(code="CB01-lo-van-pan", unit="CB01", name="Lò Văn Pản"))
        yield book
