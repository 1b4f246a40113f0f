"""What a package of a book carries: complete sessions and deletions, drafts never."""

from itertools import compress

import msgspec

from logs.book.book import LogBook
from logs.book.columns import Columns
from logs.periods import Period
from logs.versions import Record


def sendable(record: Record, directive: str, period: Period | None) -> Record | None:
    """The record without drafts; None where nothing is left that this package speaks of."""
    heads = [head for head in record.heads if head.content is None or head.content.status == "complete"]
    if not heads:
        return None
    sendable = record if len(heads) == len(record.heads) else msgspec.structs.replace(record, heads=tuple(heads))
    if sendable.is_deleted:
        return sendable
    asked_for = {
        unit
        for unit, side in sendable.sides().items()
        if (content := side.shown.content) is not None
        and content.directive == directive
        and (period is None or content.date in period)
    }
    heads = [head for head in heads if head.content is None or head.content.unit in asked_for]
    if not asked_for:
        return None
    return sendable if len(heads) == len(sendable.heads) else msgspec.structs.replace(sendable, heads=tuple(heads))


class Carried:
    """What a package would carry, told beforehand: `sessions` with their `attendance`, and `deleted` ones; `drafts` of
    the book are left behind. It has the ids of all that it carries `in` it.
    """

    def __init__(self, columns: Columns, marks: bytearray, loose: dict[str, Record | None], drafts: int) -> None:
        """`marks` are 1 for those known to columns that go and that are not `loose`, of which what goes is told."""
        self._columns, self._marks, self._loose = columns, marks, loose
        shown = [record.shown.content for record in loose.values() if record is not None]
        live = [session for session in shown if session is not None]
        self.sessions = marks.count(1, 0, columns.size) + len(live)
        self.deleted = marks.count(1, columns.size) + len(shown) - len(live)
        listeners = compress(columns.column("attendance").each(), marks)
        self.attendance = sum(filter(None, listeners)) + sum(session.attendance or 0 for session in live)
        self.drafts = drafts

    def __len__(self) -> int:
        return self.sessions + self.deleted

    def __contains__(self, session_id: str) -> bool:
        if session_id in self._loose:
            return self._loose[session_id] is not None
        row = self._columns.row(session_id)
        return row is not None and self._marks[row] == 1


def carried(book: LogBook, period: Period | None = None) -> Carried:
    """What a package of the book would carry; of most sessions columns tell it.

    Without a period all sessions logged under the catalogue in use, whatever their date; nothing is left behind.
    """
    sessions, columns, directive = book.sessions, book.sessions.columns, book.directive.id
    changed = [row for key in sessions.changed if (row := columns.row(key)) is not None]
    plain = columns.all & ~columns.mask_of(changed)
    going = plain & columns.where(("status",), "complete".__eq__)
    going &= columns.where(("directive",), directive.__eq__)
    if period is not None:
        going &= columns.where(("date",), period.__contains__)
    gone = columns.known - columns.size - columns.several
    marks = bytearray(columns.bytes_of(going)) + bytes(columns.several) + b"\1" * gone
    for row in changed:
        marks[row] = 0
    records = {key: sessions.record(key) for key in sessions.loose}
    loose = {key: None if record is None else sendable(record, directive, period) for key, record in records.items()}
    drafts = [entry for key in records for entry in sessions.entries(key) if entry.session.status == "draft"]
    plain &= columns.where(("status",), "draft".__eq__)
    return Carried(columns, marks, loose, plain.bit_count() + len(drafts))
