"""Numbers of months in old notebooks: kept as totals in the one step, known again, changed where they were mended."""

from pathlib import Path

import pytest

from exports.intake.intake import apply_intake, plan_intake
from exports.intake.workbook import read_workbook
from logs.book.book import LogBook
from tests.exports.desk import Desk
from tests.exports.intake.layouts import Cells, H, one, row
from tests.exports.intake.test_layouts import saved
from tests.exports.intake.test_teaching import read

TITLES = ("Đơn vị", "Tháng", "Số buổi", "Số lượt người nghe")


@pytest.fixture
def book(desk: Desk) -> LogBook:
    desk.clock.set("2014-12-20")
    return desk.book("CB01")


def taken(book: LogBook, folder: Path, *rows: Cells, with_edits: bool = False) -> int:
    """How many totals an import of the rows saves."""
    return apply_intake(book, plan_intake(book, read(folder, *rows, titles=TITLES)), with_edits=with_edits)


def sums(book: LogBook) -> tuple[int, int]:
    figures = book.figures.summed().figures
    return sum(one.sessions for one in figures), sum(one.attendance for one in figures)


def test_totals_are_taken_in_one_step_and_known_again(book: LogBook, tmp_path: Path) -> None:
    rows = [("CB01", "Tháng 3", 5, 120), ("CB02", "Tháng 3", 1, 30)]
    assert taken(book, tmp_path, *rows) == 2
    assert sums(book) == (6, 150)
    assert taken(book, tmp_path, *rows) == 0
    book.history.undo()
    assert sums(book) == (0, 0)


def test_a_mended_row_changes_totals_where_that_is_wanted(book: LogBook, tmp_path: Path) -> None:
    taken(book, tmp_path, ("CB01", "Tháng 3", 5, 120))
    mended = ("CB01", "Tháng 3", 6, 130)
    assert taken(book, tmp_path, mended) == 0
    assert sums(book) == (5, 120)
    assert taken(book, tmp_path, mended, with_edits=True) == 1
    assert sums(book) == (6, 130)


def test_two_rows_of_one_month_are_added_up_with_a_remark(book: LogBook, tmp_path: Path) -> None:
    intake = plan_intake(book, read(tmp_path, ("CB01", "3", 5, 120), ("CB01", "3", 1, 30), titles=TITLES))
    assert [problem.code for line in intake.month_rows for problem in line.problems] == ["totals_added"]
    assert (intake.sums.sessions, intake.sums.attendance, intake.sums.months) == (6, 150, {"2014-03": (6, 150)})


def test_a_notebook_of_sessions_and_months_is_one_step(book: LogBook, tmp_path: Path) -> None:
    layout = one((*row(), 1), (*row("Tháng 6", 60, unit="CB02"), 3), titles=(*H, "Số buổi"))
    assert apply_intake(book, plan_intake(book, read_workbook(saved(layout, tmp_path / "b.xlsx")))) == 2
    assert (len(book.find()), sums(book)) == (1, (3, 60))
    book.history.undo()
    assert (book.find(), sums(book)) == ([], (0, 0))
