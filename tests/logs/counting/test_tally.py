"""Running sums stay what a recount of the register says, whatever is done to the book."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.counting.facts import BY, MEASURES
from logs.counting.tally import Tallies
from logs.coverage.rows import rows_of
from logs.coverage.table import Coverage, coverage_of, table
from logs.model import Session
from logs.questions.answers import answer_duplicate, map_code
from logs.session.query import Query
from logs.versions import merge, save
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session

sessions = st.builds(
    lambda month, unit, themes, count, form, status, directive: complete_session(
        date=f"2014-{month:02}-10", unit=unit, themes=themes, attendance=count, audience={"DV": count}, form=form,
        status=status, directive=directive, reporters=["CB01-lo-van-pan"],
    ),
    st.integers(1, 12),
    st.sampled_from(["CB01", "CB02"]),
    st.sampled_from([["LC-01"], ["LC-01", "QT-02"], ["ZZ-9"]]),
    st.integers(1, 90),
    st.sampled_from(["SH", "TM"]),
    st.sampled_from(["complete", "complete", "draft"]),
    st.sampled_from(["LC-TTDN-2014", "LC-TTDN-2014", "LC-TTDN-2013"]),
)  # fmt: skip


def again(book: LogBook, by: str, measure: str) -> Coverage:
    """The table of the sessions one by one."""
    tallies = Tallies(book.directive, (by,), measure)
    for one in book.figures.judged():
        tallies.add(one.read.session, one.left_out, conflict=one.read.conflict)
    return table(tallies, by=by, rows=rows_of(book, Query()), measure=measure)


def is_a_recount(book: LogBook) -> bool:
    """Whether every kept table is the one that counting all sessions again gives."""
    return all(
        coverage_of(book, Query(), by=by, measure=measure) == again(book, by, measure)
        for by in BY
        for measure in MEASURES
    )


@pytest.mark.parametrize("measure", MEASURES)
@given(steps=st.lists(st.tuples(sessions, st.booleans()), max_size=30))
def test_what_is_taken_out_leaves_no_trace(measure: str, steps: list[tuple[Session, bool]]) -> None:
    kept, anew = Tallies(shipped(), measure=measure), Tallies(shipped(), measure=measure)
    for session, stays in steps:
        kept.add(session)
        if stays:
            anew.add(session)
    for session, stays in steps:
        if not stays:
            kept.add(session, by=-1)
    for by in BY:
        assert table(kept, by=by, measure=measure) == table(anew, by=by, measure=measure)


@settings(max_examples=15)
@given(data=st.data())
def test_any_steps_in_a_book(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    with make_book(tmp_path_factory.mktemp("book") / "book", Clock()) as book:
        for act in data.draw(st.lists(st.sampled_from(["add", "edit", "delete", "undo", "look"]), max_size=12)):
            found = book.find()
            if act == "add" or not found:
                book.add(data.draw(sessions))
            elif act == "edit":
                book.edit(data.draw(st.sampled_from(found)).id, data.draw(sessions))
            elif act == "delete":
                book.delete(data.draw(st.sampled_from(found)).id)
            elif act == "undo":
                book.history.undo()
            else:
                assert is_a_recount(book)
        assert is_a_recount(book)


def test_answers_meanings_and_conflicts(book: LogBook) -> None:
    first, second = (book.add(complete_session(unit="CB01", place=place)) for place in "AB")
    assert is_a_recount(book)
    answer_duplicate(book, first.id, second.id, "same")
    assert coverage_of(book, Query()).totals.sessions == 1
    book.add(complete_session(unit="CB01", themes=["ZZ-9"]))
    assert is_a_recount(book)
    map_code(book, "CB01", "themes", "ZZ-9", "LC-01", directive="LC-TTDN-2014")
    assert is_a_recount(book)
    record = book.sessions.record(first.id)
    assert record is not None
    # Sides that differ in nothing that a table shows are a conflict all the same.
    sides = [save(record, complete_session(unit="CB01", notes=notes)) for notes in "12"]
    book.history.commit("merge", {"sessions": {first.id: msgspec.json.encode(merge(*sides))}})
    assert is_a_recount(book)


def test_a_book_just_opened_counts_from_its_documents(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        entry = book.add(complete_session(unit="CB01"))
        book.add(complete_session(unit="CB01", status="draft"))
        record = book.sessions.record(entry.id)
        assert record is not None
        sides = [save(record, complete_session(unit="CB01", notes=notes)) for notes in "12"]
        book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(merge(*sides))}})
    with LogBook.open(tmp_path / "book", clock=Clock()) as book:
        counted = coverage_of(book, Query())
        assert (counted.totals.sessions, counted.totals.left_out, counted.totals.conflicts) == (1, {"draft": 1}, 1)
        assert is_a_recount(book)
        book.add(complete_session(unit="CB02"))
        assert is_a_recount(book)
