"""Planned sessions as a calendar file (.ics), for the calendars of other programs; nothing of listeners is in it."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from logs.book.book import LogBook
from logs.session.query import Entry

ENDING = ".ics"


def calendar_file(book: LogBook, entries: Iterable[Entry]) -> bytes:
    """The sessions as events of a whole day.

    An event is known by the session's id: a later file brings what a calendar has in line with the book.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//sotay//VN")
    calendar.add("version", "2.0")
    for entry in entries:
        session, record = entry.session, book.sessions.record(entry.id)
        themes = [theme for code in session.themes if (theme := book.directive.themes.get(code))]
        unit, people = book.units.get(session.unit), (book.reporters.get(code) for code in session.reporters)
        told = [f"{theme.code} {theme.title}" for theme in themes]
        told += [unit.name if unit else session.unit, ", ".join(one.name for one in people if one)]
        event = Event()
        event.add("uid", f"{entry.id}@sotay")
        event.add("sequence", len(record.replaced) if record else 0)
        event.add("dtstamp", book.clock().astimezone(UTC))
        event.add("dtstart", session.date)
        event.add("dtend", session.date + timedelta(days=1))
        event.add("summary", session.topic or session.themes_other or (themes[0].title if themes else session.unit))
        event.add("description", "\n".join(filter(None, told)))
        if session.place:
            event.add("location", session.place)
        event.add("status", "TENTATIVE")
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data
