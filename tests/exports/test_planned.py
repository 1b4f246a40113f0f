"""A session that is only planned changes no figure and no byte that leaves a book, until it has been held."""

import json
import tempfile
from datetime import date as Date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.package.writer import write_package
from exports.report.build import reckon
from exports.report.model import encoded
from logs.book.book import LogBook
from logs.coverage.table import coverage_of
from logs.duplicates.index import likely_duplicates
from logs.model import Session
from logs.periods import read_period
from logs.progress.status import progress_of
from logs.session.query import Entry, Query
from tests.books import Clock, make_book
from tests.exports.desk import Desk, session_of, signer
from tests.logs.registers import registers

YEAR = read_period("2014")
AHEAD = Session(directive="LC-TTDN-2014", date=Date(2014, 6, 20), unit="CB01", status="planned", themes=("LC-02",))


def told(book: LogBook) -> dict[str, Any]:
    """Everything that is reckoned of a book, and the bytes that it sends."""
    coverage = {by: coverage_of(book, Query(), by=by) for by in ("unit", "month", "reporter", "audience")}
    for by, table in coverage.items():
        left_out = {reason: n for reason, n in table.totals.left_out.items() if reason != "planned"}
        coverage[by] = replace(table, totals=replace(table.totals, left_out=left_out))
    return {
        "coverage": coverage,
        "progress": progress_of(book, Date(2014, 12, 20)),
        "report": b"".join(encoded(reckon(book, YEAR))),
        "duplicates": likely_duplicates(book.find()),
        "counted": [entry.id for entry in book.find(Query(counted=True))],
        "package": write_package(book, signer("CB01")).data,
    }


def sent(package: bytes) -> list[Any]:
    """The sessions of a package, without those taken back."""
    lines = map(json.loads, package.splitlines())
    return [line["content"] for line in lines if line["kind"] == "session" and line["content"]]


@settings(max_examples=25, deadline=None)
@given(registers, registers, st.booleans())
def test_what_is_planned_changes_no_figure(register: list[Entry], ahead: list[Entry], alike: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder, "book"), Clock()) as book:
        book.add(session_of("CB01"))
        book.add_several(entry.session for entry in register)
        before = told(book)
        book.add_several(replace(entry.session, status="planned") for entry in (register if alike else ahead))
        book.add(AHEAD)
        assert told(book) == before


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["undo", "redo"]), max_size=6))
def test_a_plan_that_was_held_counts_as_often_as_it_stands(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, make_book(Path(folder, "book"), Clock()) as book:
        book.add(session_of("CB01"))
        before = told(book)
        entry = book.add(AHEAD)
        book.edit(entry.id, session_of("CB01", date="2014-06-20", topic="Đã tổ chức"))
        states = [before["package"], before["package"], write_package(book, signer("CB01")).data]
        assert len(told(book)["counted"]) == 2
        place = 2
        for step in steps:
            if step == "undo" and place:
                book.history.undo()
                place -= 1
            elif step == "redo" and place < 2:
                book.history.redo()
                place += 1
            assert len(told(book)["counted"]) == 1 + (place == 2)
            assert sent(write_package(book, signer("CB01")).data) == sent(states[place])


def test_a_merge_takes_no_plan_and_leaves_those_of_the_receiver(desk: Desk) -> None:
    book, office = desk.book("CB01"), desk.office()
    planned = office.add(replace(AHEAD, unit="DB01"))
    book.add(session_of("CB01"))
    book.add(AHEAD)
    desk.merge(office, desk.export(book))
    assert [entry.session.status for entry in office.find()] == ["complete", "planned"]
    assert office.sessions.get(planned.id).version == planned.version
