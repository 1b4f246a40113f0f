"""Whether a session about to be saved looks like one that the book holds already."""

from datetime import date as Date

from logs.book.book import LogBook
from logs.duplicates.index import Index
from logs.model import Session
from logs.session.query import Entry
from logs.session.validation import Problem

LIKE_SESSION = "like_session"
"""The code of what is found."""
_TOLD = 2
"""Sessions named at most: who wants to see more looks into the register."""


class Doubles:
    """Asks which sessions of a book one to be saved is like. Those near its day are read once, and again after a save.

    Who asks about `all_days` has them read at once, and may `add` others that are about to be saved.
    """

    def __init__(self, book: LogBook, *, all_days: bool = False) -> None:
        self.book = book
        self._all_days = all_days
        self._generation = -1
        self._near: dict[Date | None, Index] = {}
        self._entries: dict[str, Entry] = {}

    def of(self, entry: Entry) -> list[Entry]:
        """The sessions that it may be one event with, the likeliest first; not itself."""
        found = self._index(entry.session.date).like(entry)
        return [self._entries[pair.b if pair.a == entry.id else pair.a] for pair in found]

    def add(self, entry: Entry) -> None:
        """Ask about this one too from now on."""
        self._entries[entry.id] = entry
        self._index(entry.session.date).add(entry)

    def doubts(self, session: Session, own: str = "") -> tuple[Problem, ...]:
        """What it is like, as findings; `own` is its id where it has one already."""
        return tuple(doubt("date", entry) for entry in self.of(Entry(own, "", session))[:_TOLD])

    def _index(self, day: Date) -> Index:
        if self._generation != self.book.generation:
            self._near, self._entries, self._generation = {}, {}, self.book.generation
        key = None if self._all_days else day
        if key not in self._near:
            near = self.book.find() if self._all_days else self.book.sessions.near(day)
            self._entries |= {entry.id: entry for entry in near}
            self._near[key] = Index(near)
        return self._near[key]


class AmongRows:
    """Which of the rows that are to be saved together look like one event."""

    def __init__(self) -> None:
        self._index = Index()
        self._sessions: dict[int, Session] = {}
        self._pairs: set[tuple[int, int]] = set()

    def put(self, row: int, session: Session | None) -> None:
        """What a row holds now; None for nothing that can be saved."""
        if self._sessions.get(row) is session:
            return
        self._pairs = {pair for pair in self._pairs if row not in pair}
        self._index.remove(str(row))
        self._sessions.pop(row, None)
        if session is not None:
            entry = Entry(str(row), "", session)
            self._sessions[row] = session
            self._index.add(entry)
            self._pairs |= {(min(row, other), max(row, other)) for other in self._others(entry)}

    def before(self, row: int) -> int | None:
        """The first row that this one looks like, of those before it."""
        return min((first for first, second in self._pairs if second == row), default=None)

    def _others(self, entry: Entry) -> list[int]:
        return [int(pair.b if pair.a == entry.id else pair.a) for pair in self._index.like(entry)]


def doubt(field: str, other: Entry) -> Problem:
    """That a session looks like another one, which is told by what a person knows it by."""
    session = other.session
    topic = session.topic or ", ".join(session.themes)
    params = {"date": session.date, "unit": session.unit, "topic": topic, "n": session.attendance, "id": other.id[:8]}
    return Problem(field, LIKE_SESSION, "warning", params)
