"""A book as Parquet files: coverage and progress reckoned from them are the book's own, cell by cell."""

from datetime import date as Date
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.columnar.queries import MONTHLY_DIMS, Asked
from exports.columnar.reader import opened_columnar
from exports.columnar.sums import write_sums
from exports.columnar.tables import coverage, grids, reporting_units
from exports.columnar.writer import write_columnar
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.counting.facts import BY, MEASURES
from logs.coverage.table import Coverage, coverage_of
from logs.errors import SotayError
from logs.exchange.received import Received
from logs.model import Session
from logs.progress.grid import grid_on
from logs.questions.answers import answer_duplicate, map_code
from logs.session.query import Query
from logs.versions import merge, save
from tests.books import ZONE
from tests.exports.desk import KEYS, Desk, session_of, signer
from tests.logs.sessions import complete_session

rule = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALL = Query()
COLUMNS: dict[str, Any] = {"reporters": ("CB01-an",)}


def some(*codes: str) -> st.SearchStrategy[list[str]]:
    """One to three of the codes."""
    return st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """A session of either catalogue, in or near the year, draft or complete, its listeners counted by group or not."""
    heard = {group: draw(st.none() | st.integers(1, 40)) for group in draw(some("DV", "CB", "ZZ"))}
    rest = draw(st.integers(1, 30)) if None in heard.values() else 0
    return complete_session(
        directive=draw(st.sampled_from(("LC-TTDN-2014", "LC-TTDN-2014", "LC-TTDN-2013"))),
        date=draw(st.dates(Date(2013, 11, 1), Date(2015, 2, 28))).isoformat(),
        unit=draw(st.sampled_from(("CB01", "CB02", "NULL"))),
        form=draw(st.sampled_from(("TM", "SH", "HC"))),
        reporters=draw(some("CB01-an", "CB01-po")),
        attendance=sum(filter(None, heard.values())) + rest,
        audience=heard,
        themes=draw(some("LC-01", "DQ-01", "ZZ-01")),
        documents=draw(st.sampled_from(([], ["CT26-2008"], ["CT26-2008", "ZZ-1"]))),
        status=draw(st.sampled_from(("complete", "complete", "complete", "draft", "planned"))),
    )


acts = st.lists(st.sampled_from(("leave", "same", "conflict", "delete")), min_size=10, max_size=10)


def fill(book: LogBook, contents: list[Session], happened: list[str]) -> None:
    """Sessions in a book; some are in conflict, deleted, or the same event as the one before."""
    entries = [book.add(one) for one in contents]
    for place, (entry, act) in enumerate(zip(entries, happened, strict=False)):
        record = book.sessions.record(entry.id)
        assert record is not None
        if act == "same" and place and happened[place - 1] != "delete":
            answer_duplicate(book, entry.id, entries[place - 1].id, "same")
        elif act == "conflict":
            sides = [save(record, replace(entry.session, notes=notes)) for notes in "12"]
            book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(merge(*sides))}})
        elif act == "delete":
            book.delete(entry.id)


def own(book: LogBook, query: Query = ALL, **kind: Any) -> Coverage:
    """The book's own table, but for drafts and plans: a data set has none."""
    table = coverage_of(book, query, **kind)
    left_out = {
        reason: number for reason, number in table.totals.left_out.items() if reason not in ("draft", "planned")
    }
    return replace(table, totals=replace(table.totals, left_out=left_out))


def is_the_books_own(book: LogBook, folder: Path, query: Query = ALL, turn: int = 0) -> bool:
    """Whether tables of every kind, each of a measure that changes with `turn`, are the book's."""
    kinds: list[dict[str, Any]] = [
        {"by": by, "measure": MEASURES[(place + turn) % len(MEASURES)], **COLUMNS} for place, by in enumerate(BY)
    ]
    with opened_columnar(folder) as data:
        return all(coverage(data, query, **kind, on=book.today()) == own(book, query, **kind) for kind in kinds)


@settings(rule, max_examples=7)
@given(
    contents=st.lists(sessions(), max_size=10),
    happened=acts,
    meant=st.booleans(),
    asked=st.sampled_from(
        (Query(), Query(unit="NULL"), Query(start=Date(2014, 3, 8)), Query(end=Date(2014, 9, 1), unit="CB01"))
    ),
)
def test_coverage_is_the_books_own(
    tmp_path_factory: pytest.TempPathFactory,
    contents: list[Session],
    happened: list[str],
    meant: bool,
    asked: Query,
) -> None:
    desk = Desk(tmp_path_factory.mktemp("columnar"))
    book = desk.office()
    fill(book, contents, happened)
    if meant:
        map_code(book, "CB01", "themes", "ZZ-01", "LC-01", directive="LC-TTDN-2014")
    write_columnar(book, desk.folder / "set")
    assert is_the_books_own(book, desk.folder / "set", asked, turn=len(contents))
    desk.close()


@settings(rule, max_examples=7)
@given(
    contents=st.lists(sessions(), max_size=10),
    happened=acts,
    asked=st.sampled_from((Query(), Query(unit="NULL"), Query(start=Date(2014, 3, 1)), Query(end=Date(2014, 8, 31)))),
    kind=st.fixed_dictionaries(
        {"by": st.sampled_from(sorted(MONTHLY_DIMS - {"theme"})), "measure": st.sampled_from(MEASURES)}
    ),
)
def test_rows_of_months_tell_what_sessions_do(
    tmp_path_factory: pytest.TempPathFactory,
    contents: list[Session],
    happened: list[str],
    asked: Query,
    kind: dict[str, Any],
) -> None:
    desk = Desk(tmp_path_factory.mktemp("months"))
    book = desk.office()
    fill(book, contents, happened)
    write_columnar(book, desk.folder / "set")
    with opened_columnar(desk.folder / "set") as data:
        assert data.in_months(Asked(asked.start, asked.end), kind["by"])
        of_months = coverage(data, asked, **kind)
        data.has_months = False
        assert coverage(data, asked, **kind) == of_months
    desk.close()


def test_sums_of_provinces_are_added_up(desk: Desk) -> None:
    books = [desk.book(unit, role="committee") for unit in ("DB01", "DB02")]
    for book in books:
        for month in (3, 5, 5, 12):
            book.add(session_of(book.owner.unit, date=f"2014-{month:02}-10"))
    for name, several in (("all", books), ("first", books[:1]), ("second", books[1:])):
        (desk.folder / name).mkdir()
        for book in several:
            write_columnar(book, desk.folder / name / book.owner.unit)
    (desk.folder / "country").mkdir()
    for name in ("first", "second"):
        for _ in range(2):  # the second time in place of the first
            write_sums(desk.folder / name, desk.folder / "country" / name)
    with opened_columnar(desk.folder / "all") as events, opened_columnar(desk.folder / "country") as sums:
        assert sums.are_sums
        for by in sorted(MONTHLY_DIMS - {"theme"}):
            for measure in MEASURES:
                assert coverage(sums, by=by, measure=measure) == coverage(events, by=by, measure=measure)
        for query, by in ((Query(), "reporter"), (Query(end=Date(2014, 5, 2)), "unit")):
            with pytest.raises(SotayError, match="columnar_sums"):
                coverage(sums, query, by=by)
        with pytest.raises(SotayError, match="columnar_sums"):
            grids(sums, Date(2014, 12, 10))
    write_columnar(books[0], desk.folder / "country" / "book")
    with pytest.raises(SotayError, match="columnar_mixed"), opened_columnar(desk.folder / "country"):
        pass


def test_figures_without_sessions_count_as_in_the_book(desk: Desk) -> None:
    cell, middle, office = desk.book("CB01"), desk.book("DB01", role="committee"), desk.office()
    for month in ("05", "06"):
        cell.add(session_of("CB01", date=f"2014-{month}-12"))
    desk.merge(middle, desk.export(cell), trust=KEYS)
    desk.merge(office, desk.file(write_package(middle, signer("DB01"), totals=True).data), trust=KEYS)
    office.add(session_of("DB02"))
    write_columnar(office, desk.folder / "set")
    for turn, query in enumerate((Query(), Query(start=Date(2014, 6, 1)), Query(start=Date(2014, 5, 20)))):
        assert is_the_books_own(office, desk.folder / "set", query, turn)
    assert own(office).totals.summed == 2


moments = st.integers(0, 90 * 24).map(lambda hours: datetime(2014, 11, 1, tzinfo=ZONE) + timedelta(hours=hours))


@st.composite
def files(draw: st.DrawFn) -> Received:
    """A package as a book remembers it, of one of two units and two books."""
    nil = draw(st.booleans())
    unit, book, number = draw(st.sampled_from(("DB01", "DB02"))), draw(st.sampled_from("ab")), draw(st.integers(1, 4))
    return Received(
        sha256=draw(st.uuids()).hex, file="BC.jsonl", unit=unit, book=book, number=number, level="unit",
        period=draw(st.sampled_from(("2014", "2014", "2014-Q3", "2014-11", "1999"))), made=draw(moments),
        received=draw(moments), sessions=0 if nil else 3, attendance=0 if nil else 40, nil=nil,
        directive=draw(st.sampled_from(("LC-TTDN-2014", "", "LC-TTDN-2013"))), set_aside=draw(st.integers(0, 1)),
    )  # fmt: skip


@settings(rule, max_examples=5)
@given(received=st.lists(files(), max_size=8), on=st.dates(Date(2014, 11, 1), Date(2015, 1, 31)))
def test_progress_is_the_books_own(
    tmp_path_factory: pytest.TempPathFactory, received: list[Received], on: Date
) -> None:
    desk = Desk(tmp_path_factory.mktemp("columnar"))
    book = desk.office()
    book.history.save({"received": {one.sha256: msgspec.json.encode(one) for one in received}})
    write_columnar(book, desk.folder / "set")
    with opened_columnar(desk.folder / "set") as data:
        assert reporting_units(data, on) == ("DB01", "DB02")
        (grid,) = grids(data, on).values()
    assert grid == grid_on(book, on)
    desk.close()
