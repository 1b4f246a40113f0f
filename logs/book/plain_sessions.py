"""Which sessions of a book are looked at in columns, and which one by one."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from logs.book.columns import Mask
from logs.book.read_columns import ReadColumns
from logs.book.sessions import Sessions
from logs.exchange.code_maps import Lens
from logs.session.query import Entry


class PlainSessions:
    """The live sessions of a book as it stands: `plain` are those that `columns` tell all of, as they are read here;
    the others, such as those in conflict or saved since, are `loose`, as they are written.
    """

    def __init__(self, sessions: Sessions, lens: Lens) -> None:
        self.sessions = sessions
        self.columns = ReadColumns(sessions.columns, lens)
        self._lens = lens
        written = sessions.columns
        changed = (row for key in sessions.changed if (row := written.row(key)) is not None)
        self.plain: Mask = written.all & ~written.mask_of(changed)
        self.loose = [entry for key in sessions.loose for entry in sessions.entries(key)]

    def row(self, session_id: str) -> int | None:
        """The number of a plain session in the columns; None for any other."""
        if session_id in self.sessions.changed:
            return None
        row = self.sessions.columns.row(session_id)
        return row if row is not None and row < self.sessions.columns.size else None

    def entries(self, rows: Sequence[int]) -> Iterator[Entry]:
        """The plain sessions of these numbers, as they are read here."""
        for row, entry in zip(rows, self.sessions.plain_entries(rows), strict=True):
            if self.foreign[row]:
                yield Entry(entry.id, entry.version, self._lens.session(entry.session), entry.conflict)
            else:
                yield entry

    @cached_property
    def foreign(self) -> bytes:
        """For each session in columns, whether it may be read otherwise than it is written."""
        return self.columns.written.bytes_of(self.columns.foreign)
