"""This year beside the year before: a recount by hand, and themes read across two catalogues."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, read_directive, shipped
from logs.counting.sums import Sum
from logs.coverage.year_comparison import Beside, years
from logs.model import Session
from logs.questions.answers import map_code
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session

LAST = "LC-TTDN-2013"


def last_years() -> Directive:
    """The catalogue of the year before: a theme of another code, one that ours does not have."""
    source = shipped().source.replace("LC-TTDN-2014", LAST).replace("year = 2014", "year = 2013", 1)
    source = source.replace('code = "DM-01"', 'code = "KT-01"', 1)
    source = source.replace(
        'code = "PB-99"\n  title = "Vấn đề khác"', 'code = "XX-07"\n  title = "Xây nhà văn hóa bản"'
    )
    return read_directive(source.encode())


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.set("2014-06-15")
    return clock


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[LogBook]:
    with make_book(tmp_path / "book", clock) as made:
        made.use_directive(last_years())
        made.use_directive(shipped())
        yield made


def of_last_year(day: str, *themes: str, count: int = 10, **more: object) -> Session:
    return complete_session(
        date=day, themes=list(themes), directive=LAST, attendance=count, audience={"DV": count}, **more
    )


def figures(book: LogBook, theme: str) -> Beside:
    return next(one.figures for one in years(book).themes if one.theme == theme)


def test_the_same_day_parts_the_year_before(book: LogBook) -> None:
    for day in ("2013-01-01", "2013-06-15", "2013-06-16", "2013-12-31"):
        book.add(of_last_year(day, "LC-02"))
    book.add(complete_session(date="2014-02-01", themes=["LC-02", "QT-02"]))
    found = years(book)
    assert (found.year, found.catalogues) == (2014, (LAST,))
    assert found.whole == Beside(Sum(1, 25), Sum(2, 20), Sum(4, 40))
    assert figures(book, "LC-02") == Beside(Sum(1, 25), Sum(2, 20), Sum(4, 40))
    assert figures(book, "QT-02") == Beside(Sum(1, 25), Sum(), Sum())
    assert found.months[6] == Beside(Sum(), Sum(1, 10), Sum(2, 20))
    assert found.months[2].now == Sum(1, 25)


def test_themes_are_read_by_code_title_and_answer(book: LogBook) -> None:
    book.add(of_last_year("2013-03-01", "LC-02", "KT-01", "XX-07"))
    found = {one.theme or one.former[0]: one for one in years(book).themes}
    assert (found["LC-02"].former, found["LC-02"].how) == (("LC-02",), "code")
    assert (found["DM-01"].former, found["DM-01"].how) == (("KT-01",), "title")
    assert (found["XX-07"].theme, found["XX-07"].how) == ("", "none")
    assert found["XX-07"].figures.then == Sum(1, 10)
    assert (found["LC-01"].former, found["LC-01"].how) == ((), "none")
    map_code(book, "CB01", "themes", "XX-07", "LC-05", directive=LAST)
    assert figures(book, "LC-05").then == Sum(1, 10)
    assert all(one.theme for one in years(book).themes)


def test_only_last_years_own_sessions_count(book: LogBook) -> None:
    book.add(complete_session(date="2013-05-05"))  # under this year's catalogue: a doubtful day, not last year's work
    book.add(of_last_year("2014-05-05", "LC-02"))  # last year's catalogue used this year
    book.add(of_last_year("2012-05-05", "LC-02"))
    book.add(of_last_year("2013-05-05", "LC-02", status="draft"))
    found = years(book)
    assert found.whole == Beside(Sum(), Sum(), Sum())
    assert found.catalogues == ()


def test_of_one_unit(book: LogBook) -> None:
    book.add(of_last_year("2013-05-05", "LC-02", unit="CB01"))
    book.add(of_last_year("2013-05-05", "LC-02", unit="CB02"))
    assert years(book, "CB02").whole.then == Sum(1, 10)
    assert years(book).whole.then == Sum(2, 20)


def test_a_catalogue_that_was_never_here_is_read_by_its_codes(tmp_path: Path, clock: Clock) -> None:
    with make_book(tmp_path / "other", clock) as book:
        book.add(msgspec.structs.replace(of_last_year("2013-05-05", "LC-02", "KT-01"), directive="ELSEWHERE"))
        found = {one.theme or one.former[0]: one for one in years(book).themes}
        assert found["LC-02"].figures.then == Sum(1, 10)
        assert (found["KT-01"].theme, found["KT-01"].figures.then) == ("", Sum(1, 10))


@pytest.mark.parametrize(
    ("today", "same"), [("2016-02-29", 1), ("2015-03-01", 1), ("2014-12-31", 1), ("2014-01-01", 0)]
)
def test_any_day_of_this_year_or_later_has_a_same_day(book: LogBook, clock: Clock, today: str, same: int) -> None:
    book.add(of_last_year("2013-12-31", "LC-02"))
    clock.set(today)
    assert years(book).whole.same.sessions == same


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28), st.booleans(), st.integers(1, 40)), max_size=12))
def test_months_add_up_to_the_whole(
    tmp_path_factory: pytest.TempPathFactory, held: list[tuple[int, int, bool, int]]
) -> None:
    clock = Clock()
    clock.set("2014-08-20")
    with make_book(tmp_path_factory.mktemp("book") / "book", clock) as book:
        for month, day, is_now, count in held:
            year = 2014 if is_now else 2013
            made = of_last_year(f"{year}-{month:02}-{day:02}", "LC-02", count=count)
            book.add(msgspec.structs.replace(made, directive="LC-TTDN-2014" if is_now else LAST))
        found = years(book)
        for name in ("now", "same", "then"):
            for measure in ("sessions", "attendance"):
                months = sum(getattr(getattr(one, name), measure) for one in found.months.values())
                assert months == getattr(getattr(found.whole, name), measure)
        then = [(month, day, count) for month, day, is_now, count in held if not is_now]
        assert found.whole.then == Sum(len(then), sum(count for *_day, count in then))
        assert found.whole.same.sessions == sum((month, day) <= (8, 20) for month, day, _count in then)
