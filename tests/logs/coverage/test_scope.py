"""The base of the coverage: which themes, of which units, and the marks that a theme does not apply."""

from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive
from logs.coverage.rows import asked_units
from logs.coverage.scope import BASES, apply_again, base_of, covered, exempt, left_out, rows_in
from logs.coverage.table import coverage_of
from logs.errors import SotayError
from logs.session.query import Query
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session


def test_the_bases_are_the_catalogues_own(book: LogBook) -> None:
    themes = book.directive.themes
    assert base_of(book).themes == tuple(themes)
    assert base_of(book, "core").themes == tuple(code for code, theme in themes.items() if theme.core)
    assert {code[:2] for code in base_of(book, "priority").themes} == {"LC", "DQ"}
    assert {name for name in BASES if base_of(book, name).whole} == {"all"}
    with pytest.raises(ValueError, match="half"):
        base_of(book, "half")


def test_a_base_narrows_rows_and_ratio(book: LogBook) -> None:
    book.add(complete_session(unit="CB01", themes=["LC-02", "NT-01", "ZZ-1"]))
    table = coverage_of(book, Query())
    units = asked_units(book)
    assert covered(rows_in(table, base_of(book), units)) == (2, 33)
    assert "ZZ-1" in [row.theme for row in rows_in(table, base_of(book), units)]
    priority = rows_in(table, base_of(book, "priority"), units)
    assert {row.theme[:2] for row in priority} == {"LC", "DQ"}
    assert covered(priority) == (1, len(priority))


def test_a_mark_holds_in_the_catalogue_that_it_was_made_for(book: LogBook) -> None:
    exempt(book, "CB01", "LC-04", "Không có dự án")
    book.use_directive(read_directive(book.directive.source.replace("LC-TTDN-2014", "LC-TTDN-2015").encode()))
    assert base_of(book).applies("CB01", "LC-04")
    assert base_of(book).marks == {}


def test_a_theme_that_does_not_apply_is_left_out_with_its_reason(book: LogBook) -> None:
    exempt(book, "CB01", "LC-04", "  Không có\ndự án đầu tư ")
    base, units, table = base_of(book), asked_units(book), coverage_of(book, Query())
    assert units == ("CB01",)
    assert not base.applies("CB01", "LC-04")
    assert base.applies("CB02", "LC-04")
    assert [one.reason for one in left_out(table, base, units)["LC-04"]] == ["Không có dự án đầu tư"]
    assert covered(rows_in(table, base, units)) == (0, 32)
    # Another unit of the same table has still to talk about it.
    assert covered(rows_in(table, base, ("CB01", "CB02"))) == (0, 33)
    assert left_out(table, base, ("CB01", "CB02")) == {}
    assert left_out(table, base, ()) == {}


def test_what_was_talked_about_after_all_is_shown(book: LogBook) -> None:
    exempt(book, "CB01", "LC-04", "Không có dự án")
    book.add(complete_session(unit="CB01", themes=["LC-04"]))
    base, units, table = base_of(book), asked_units(book), coverage_of(book, Query())
    assert left_out(table, base, units) == {}
    assert covered(rows_in(table, base, units)) == (1, 33)


def test_marks_are_steps_and_are_taken_back(book: LogBook) -> None:
    exempt(book, "CB01", "LC-04", "Không có dự án")
    book.history.undo()
    assert base_of(book).applies("CB01", "LC-04")
    book.history.redo()
    assert not base_of(book).applies("CB01", "LC-04")
    exempt(book, "CB01", "LC-04", "Lý do khác")
    assert [one.reason for one in base_of(book).marks.values()] == ["Lý do khác"]
    assert apply_again(book, "CB01", "LC-04") is not None
    assert apply_again(book, "CB01", "LC-04") is None
    assert base_of(book).marks == {}


def test_marks_outlive_the_program(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        exempt(book, "CB01", "LC-04", "Không có dự án")
    with LogBook.open(tmp_path / "book", clock=Clock()) as book:
        assert not base_of(book).applies("CB01", "LC-04")


@pytest.mark.parametrize(
    ("unit", "theme", "reason", "code"),
    [
        ("XX99", "LC-04", "vì", "unit_unknown"),
        ("CB01", "ZZ-1", "vì", "theme_unknown"),
        ("CB01", "LC-04", " \t", "exemption_reason_missing"),
    ],
)
def test_a_mark_names_what_the_book_knows_and_why(book: LogBook, unit: str, theme: str, reason: str, code: str) -> None:
    with pytest.raises(SotayError) as error:
        exempt(book, unit, theme, reason)
    assert error.value.code == code
    assert base_of(book).marks == {}


def test_a_committee_asks_those_that_report_to_it(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock(), unit="DB01", role="committee") as book:
        units = asked_units(book)
        assert len(units) == 59
        assert "DB01" not in units
        assert asked_units(book, "CB07") == ("CB07",)
