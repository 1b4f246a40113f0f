"""`sotay totals`: monthly numbers of a unit typed, listed, taken out, and what each step was."""

from pathlib import Path

import pytest

from tests.tui.commands import done, read, refused, run
from tests.tui.desk import make_office


@pytest.fixture
def book(tmp_path: Path) -> tuple[str, ...]:
    make_office(tmp_path / "book").close()
    return ("--book", str(tmp_path / "book"), "--lang", "en")


def test_totals_are_typed_listed_marked_and_taken_out(book: tuple[str, ...]) -> None:
    said = done(*book, "totals", "cb01", "3", "5", "120", "--form", "tm=2/60", "--theme", "LC-02=3/80").stdout
    assert [word for word in said.split() if word in ("CB01", "2014-03", "5", "120", "counted")] != []
    (listed,) = read(*book, "totals")
    assert (listed["unit"], listed["month"], listed["sessions"], listed["counted"]) == ("CB01", "2014-03", 5, True)
    assert read(*book, "coverage")["totals"]["summed"] == 5
    assert "totals typed by hand count" in done(*book, "progress").stdout
    done(*book, "totals", "CB01", "3", "6", "130")
    done(*book, "totals", "CB01", "3", "--remove")
    assert "No totals are typed." in done(*book, "totals").stdout
    figures = [step["sessions"] for step in read(*book, "totals", "CB01", "3", "--history")]
    assert figures == [5, 6, None]
    assert "Totals: " in done(*book, "undo").stdout
    assert [one["sessions"] for one in read(*book, "totals", "CB01")] == [6]
    assert len(done(*book, "totals", "CB01", "3", "--history").stdout.splitlines()) == 4


def test_what_cannot_be_typed_is_told(book: tuple[str, ...]) -> None:
    assert "is not in the list" in refused(1, *book, "totals", "XX", "3", "5", "120")
    assert "is no month" in refused(1, *book, "totals", "CB01", "13", "5", "120")
    assert "cannot be" in refused(1, *book, "totals", "CB01", "3", "5", "4")
    assert "is not CODE=" in refused(1, *book, "totals", "CB01", "3", "5", "120", "--form", "TM")
    assert "No totals of CB01" in refused(1, *book, "totals", "CB01", "3", "--remove")
    assert run(*book, "totals", "CB01", "3", "5").exit_code == 2
