"""The day on which a file came, where a person says another one than the program saw: said later, with a reason."""

from collections.abc import Iterator
from datetime import date as Date

import msgspec

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.errors import SotayError
from logs.exchange.received import Received, check_arrival
from logs.text import clean_line

MOST_REASON = 300


def correct_day(book: LogBook, file: Received, day: Date, reason: str) -> Change | None:
    """Say on which day a file came, with the other parts of its export, as one step that can be undone; None where that
    is known.

    Raises SotayError `receipt_reason_missing`, and as `check_arrival` does.
    """
    check_arrival(day, book.today())
    why = clean_line(reason)[:MOST_REASON].rstrip()
    if not why:
        raise SotayError("receipt_reason_missing")
    parts = [part for part in book.exchange.received.values() if part.export == file.export]
    changed = {part.sha256: msgspec.json.encode(day) for part in parts if part.day != day}
    return book.history.commit("edit", {"arrivals": changed}, reason=why) if changed else None


def find_received(book: LogBook, text: str) -> Received:
    """The file taken in that has this name, or whose checksum begins with this; of one name the newest.

    Raises SotayError `received_unknown` (value).
    """
    files = book.exchange.received.values()
    named = [file for file in files if text in (file.file, file.sha256)]
    named = named or [file for file in files if file.sha256.startswith(text.lower())]
    if not named or (len(named) > 1 and len({file.file for file in named}) > 1):
        raise SotayError("received_unknown", value=text)
    return max(named, key=lambda file: (file.number, file.received))


def days_said(book: LogBook, sha256: str) -> Iterator[tuple[Change, Date | None]]:
    """The steps that said on which day a file came, oldest first, each with the day after it; None where none is."""
    for step, raw in book.history.of_document("arrivals", sha256):
        yield step, None if raw is None else msgspec.json.decode(raw, type=Date)
