"""A calendar file holds what is planned, under names that stay, and nothing of listeners."""

from datetime import date as Date
from typing import Any

from icalendar import Calendar, Component

from exports.calendar_file import calendar_file
from logs.book.book import LogBook
from logs.session.query import Query
from tests.exports.desk import Desk, session_of


def events(book: LogBook) -> dict[str, Component]:
    """The events of the book's file by their UIDs."""
    calendar = Calendar.from_ical(calendar_file(book, book.find(Query(status="planned"))))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_a_plan_is_an_event_of_a_day(desk: Desk) -> None:
    book = desk.book("CB01")
    told: dict[str, Any] = {"attendance": 98765, "audience": {"LD": 98765}, "notes": "Gọi ông Pản 0912345678"}
    told |= {"topic": "Biên giới; biển, đảo", "place": "Nhà văn hóa, bản Nậm Cắn"}
    entry = book.add(session_of("CB01", date="2014-06-20", status="planned", **told))
    book.add(session_of("CB01", topic="Đã tổ chức"))
    (uid, event), *others = events(book).items()
    assert not others
    assert uid == f"{entry.id}@sotay"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (Date(2014, 6, 20), Date(2014, 6, 21))
    assert (str(event["summary"]), str(event["location"])) == (told["topic"], told["place"])
    data = calendar_file(book, book.find(Query(status="planned")))
    assert b"VALUE=DATE:20140620" in data
    assert b"\\; " in data
    assert all(one not in data.decode() for one in ("0912345678", "98765", "LD"))


def test_a_later_file_brings_the_same_event_in_line(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01", date="2014-06-20", status="planned"))
    first = events(book)
    book.edit(entry.id, session_of("CB01", date="2014-06-21", status="planned"))
    later = events(book)
    assert first.keys() == later.keys()
    uid = f"{entry.id}@sotay"
    assert later[uid].decoded("dtstart") == Date(2014, 6, 21)
    assert int(later[uid].decoded("sequence")) > int(first[uid].decoded("sequence"))
    book.edit(entry.id, session_of("CB01", date="2014-06-21"))
    assert events(book) == {}
