"""What came of last year in figures only stands beside this year as its sessions would."""

from datetime import date as Date
from pathlib import Path

from exports.merge.merge import apply_merge, plan_merge
from exports.package.keys import Signer
from exports.package.writer import write_package
from logs.counting.sums import Sum
from logs.coverage.year_comparison import Beside, years
from tests.books import Clock, make_book
from tests.logs.coverage.test_year_comparison import last_years, of_last_year
from tests.logs.sessions import complete_session


def test_figures_of_last_year_stand_beside_this_years_sessions(tmp_path: Path) -> None:
    clock = Clock()
    clock.set("2014-06-15")
    with make_book(tmp_path / "below", clock, unit="DB01", role="committee") as below:
        below.use_directive(last_years())
        for day in ("2013-03-05", "2013-06-10", "2013-12-05"):
            below.add(of_last_year(day, "KT-01", unit="DB01", reporters=["DB01-lo-van-pan"]))
        file = tmp_path / "totals.jsonl"
        file.write_bytes(write_package(below, Signer(bytes(32)), totals=True).data)
    with make_book(tmp_path / "book", clock, unit="DB09", role="committee") as book:
        book.use_directive(last_years())
        book.use_directive(book.reference.held_directive("LC-TTDN-2014") or last_years())
        apply_merge(book, plan_merge(book, [file]))
        assert not book.find()
        found = years(book)
        assert found.on == Date(2014, 6, 15)
        # June is not over on the same day: which side of it the sessions were on is not known.
        assert (found.whole, found.undivided) == (Beside(Sum(), Sum(1, 10), Sum(3, 30)), 1)
        theme = next(one for one in found.themes if one.theme == "DM-01")
        assert (theme.former, theme.figures) == (("KT-01",), found.whole)
        assert found.months[3] == Beside(Sum(), Sum(1, 10), Sum(1, 10))
        assert years(book, "CB07").whole.then == Sum()


def test_figures_of_this_year_stand_beside_its_sessions(tmp_path: Path) -> None:
    clock = Clock()
    clock.set("2014-06-15")
    with make_book(tmp_path / "below", clock, unit="DB01", role="committee") as below:
        for day in ("2014-03-05", "2014-06-10"):
            below.add(complete_session(date=day, unit="DB01", reporters=["DB01-lo-van-pan"], themes=["LC-02"]))
        file = tmp_path / "totals.jsonl"
        file.write_bytes(write_package(below, Signer(bytes(32)), totals=True).data)
        sessions = years(below)
    with make_book(tmp_path / "book", clock, unit="DB09", role="committee") as book:
        apply_merge(book, plan_merge(book, [file]))
        assert not book.find()
        found = years(book)
        assert found.whole.now == sessions.whole.now == Sum(2, 2 * (complete_session().attendance or 0))
        assert {month: one.now for month, one in found.months.items()} == {
            month: one.now for month, one in sessions.months.items()
        }
        assert {one.theme: one.figures.now for one in found.themes} == {
            one.theme: one.figures.now for one in sessions.themes
        }
