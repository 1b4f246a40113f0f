"""An office and a unit that sends it files, for every test that asks for them."""

from pathlib import Path

import pytest

from tests.tui.merging import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A committee's book, and the folder for those of its units."""
    return Office(tmp_path)


@pytest.fixture
def unit_book(office: Office) -> None:
    """The book `a` of the unit CB01, with a session."""
    office.init("a", "CB01")
    office.log("a")
