"""What is told of a package before it is written is what reading session by session gives, and what is then written."""

import pytest

from exports.package.carried import carried, sendable
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.periods import read_period
from tests.exports.desk import Desk, package_of, session_of, signer


def _filled(desk: Desk) -> LogBook:
    """Sessions of every kind, some saved since the columns were made."""
    book = desk.book("CB01")
    kept, edited, dropped, gone = [
        book.add(
            session_of(
                "CB01",
                date=f"2014-{month:02}-05",
                attendance=month * 10,
                audience={"DV": month * 10},
                topic=f"Buổi {month}",
            )
        ).id
        for month in (9, 10, 11, 12)
    ]
    for status in ("draft", "draft", "planned"):
        book.add(session_of("CB01", date="2014-10-20", status=status))
    book.delete(gone)
    other = desk.clone(book, "other")
    other.edit(kept, session_of("CB01", date="2014-09-06", attendance=7, audience={"DV": 7}))
    book.edit(kept, session_of("CB01", date="2014-12-06", attendance=8, audience={"DV": 8}))
    desk.take(book, package_of(other))
    folder = book.folder
    book.storage.checkpoint()
    book.close()
    book = LogBook.open(folder, clock=desk.clock)
    desk.books.append(book)
    assert book.sessions.columns.size, "nothing is told by columns"
    book.edit(edited, session_of("CB01", date="2014-10-21", attendance=900, audience={"DV": 900}))
    book.delete(dropped)
    book.add(session_of("CB01", date="2014-10-22", attendance=5, audience={"DV": 5}, topic="Buổi mới"))
    book.add(session_of("CB01", date="2014-10-23", status="draft"))
    return book


@pytest.mark.parametrize("period", [None, "2014-Q3", "2014-Q4", "2014-10", "2014-02"])
def test_columns_tell_what_every_session_would(desk: Desk, period: str | None) -> None:
    book = _filled(desk)
    span = read_period(period) if period else None
    told = carried(book, span)
    decoded = {key: sendable(record, book.directive.id, span) for key, record in book.sessions.records.items()}
    assert {key for key in decoded if key in told} == {key for key, record in decoded.items() if record is not None}
    assert len(told) == sum(record is not None for record in decoded.values())
    assert told.drafts == 3
    assert "00000000-0000-4000-8000-000000000000" not in told
    written = write_package(book, signer("CB01"), period=period)
    assert (told.sessions, told.attendance) == (written.export.sessions, written.export.attendance)
    assert len(told) == len(written.versions)
