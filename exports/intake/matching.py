"""Rows of a sheet that was imported before: which are here already, and which of them were mended since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from exports.intake.sessions import Row
from logs.book.book import LogBook
from logs.book.changes import FieldChange, differences
from logs.entry.doubles import Doubles, doubt
from logs.model import Session
from logs.session.query import Entry
from logs.session.validation import Problem, compose

_MOST_DIFFERENCES = 2
_WITH_COUNT = frozenset({"audience", "notes"})  # what follows from a count is no difference of its own


class Edit(Struct, frozen=True):
    """A row that says of a session that was imported before something else than the book does."""

    row: Row
    entry: Entry
    session: Session
    changes: tuple[FieldChange, ...]


class Sorted(Struct, frozen=True):
    """The rows that are sessions: new ones, those here already, and those that would edit a session."""

    new: tuple[Row, ...]
    known: tuple[Row, ...]
    edits: tuple[Edit, ...]


def sort_rows(book: LogBook, rows: Iterable[Row]) -> Sorted:
    """Which of the rows are new to the book."""
    imported = book.storage.rows("imported")
    new: list[Row] = []
    known: list[Row] = []
    sheets_known: set[str] = set()
    taken: set[str] = set()
    keys: dict[str, str] = {}  # the sheet that each content was first read in
    for row in rows:
        if row.key in imported:
            taken.add(str(msgspec.json.decode(imported[row.key])))
            sheets_known.add(row.sheet)
        if row.key in imported or keys.setdefault(row.key, row.sheet) != row.sheet:
            known.append(row)
        else:
            new.append(row)
    if not imported or not new:
        return Sorted(tuple(new), tuple(known), ())
    mended = _Mended(book, taken)
    really_new: list[Row] = []
    edits: list[Edit] = []
    for row in new:
        entry = mended.take(row, row.sheet in sheets_known)
        edit = None if entry is None else _edit(book, row, entry)
        if entry is None:
            really_new.append(row)
        elif edit is None:
            known.append(row)
        else:
            edits.append(edit)
    return Sorted(tuple(really_new), tuple(known), tuple(edits))


class _Mended:
    """The sessions that were imported and that no row of the sheets says as it did then."""

    def __init__(self, book: LogBook, taken: set[str]) -> None:
        ids = {str(msgspec.json.decode(raw)) for raw in book.storage.rows("imported").values()} - taken
        self._taken: set[str] = set()
        self._by_day: defaultdict[tuple[object, ...], list[Entry]] = defaultdict(list)
        self._by_text: defaultdict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in (entry for key in sorted(ids) for entry in book.sessions.entries(key)):
            self._by_day[entry.session.date, entry.session.unit].append(entry)
            self._by_text[_text(entry.session)].append(entry)

    def take(self, row: Row, is_of_known_sheet: bool) -> Entry | None:
        """The session that the row is of; each is given once."""
        session = row.session
        assert session is not None  # noqa: S101 - rows without one were set aside
        near = self._by_day.get((session.date, session.unit), [])
        best = self._best(row, near, _MOST_DIFFERENCES)
        if best is None and is_of_known_sheet:
            best = self._best(row, self._by_text.get(_text(session), []), 1)
        if best is not None:
            self._taken.add(best.id)
        return best

    def _best(self, row: Row, entries: Sequence[Entry], most: int) -> Entry | None:
        assert row.session is not None  # noqa: S101 - see `take`
        ranked = [
            (len(_told(row, entry)), entry.id, entry)
            for entry in entries
            if entry.id not in self._taken and not entry.conflict
        ]
        found = min(ranked, key=lambda item: item[:2], default=None)
        return found[2] if found is not None and found[0] <= most else None


def _text(session: Session) -> tuple[object, ...]:
    return session.unit, session.topic, session.place, session.themes, session.attendance


def _told(row: Row, entry: Entry) -> set[str]:
    """The fields in which the row says something else than the session."""
    assert row.session is not None  # noqa: S101 - see `take`
    changed = {change.field for change in differences(entry.session, row.session)} & row.given
    return changed - _WITH_COUNT if "attendance" in changed else changed


def _edit(book: LogBook, row: Row, entry: Entry) -> Edit | None:
    """What the row would change of the session, if anything: only what the sheet itself says."""
    assert row.session is not None  # noqa: S101 - see `take`
    fields = msgspec.structs.asdict(entry.session)
    fields |= {name: value for name, value in msgspec.structs.asdict(row.session).items() if name in row.given}
    if "audience" not in row.given and "attendance" in row.given:
        fields["audience"] = dict.fromkeys(fields["audience"])
    composed = compose(fields, book.reference.known(entry.session.directive))
    if composed.session is None or composed.session == entry.session:
        return None
    return Edit(row, entry, composed.session, differences(entry.session, composed.session))


def with_likely_doubles(book: LogBook, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with a remark where one looks like a session of the book, or like a row before it."""
    doubles = Doubles(book, all_days=True)
    lines: dict[str, Row] = {}
    marked: list[Row] = []
    for number, row in enumerate(rows):
        assert row.session is not None  # noqa: S101 - rows without one were set aside
        entry = Entry(f"row-{number}", "", row.session)
        likely = next(iter(doubles.of(entry)), None)
        if likely is not None:
            before = lines.get(likely.id)
            params = {"value": before.line, "sheet": before.sheet} if before else {}
            told = Problem("line", "like_row", "warning", params) if before else doubt("line", likely)
            marked.append(msgspec.structs.replace(row, problems=(*row.problems, told)))
        else:
            marked.append(row)
        lines[entry.id] = row
        doubles.add(entry)
    return tuple(marked)
