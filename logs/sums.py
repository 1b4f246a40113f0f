"""Adding sessions up to a unit's totals, and checking totals: against themselves and against the sessions."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from logs.maps import Lens
from logs.model import MOST_ATTENDANCE, FormCode, Session
from logs.periods import month_of
from logs.query import Entry
from logs.totals import MonthSum, ThemeSum, UnitTotals
from logs.versions import Record

Key = TypeVar("Key", bound=Hashable)


class Sums:
    """Figures as they are added up, from sessions and from other figures of other sessions."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self._months: dict[tuple[str, FormCode], list[int]] = {}
        self._cells: dict[tuple[str, str, FormCode], list[int]] = {}

    def add(self, entry: Entry) -> None:
        """Count a complete session."""
        session = entry.session
        month, form, attendance = month_of(session.date), session.form, session.attendance
        assert form is not None and attendance is not None  # noqa: S101, PT018 - of a complete session
        _grow(self._months, (month, form), 1, attendance)
        for theme in session.themes:
            _grow(self._cells, (theme, month, form), 1, attendance)
        self.versions[entry.id] = entry.version

    def join(self, totals: UnitTotals) -> None:
        """Add figures of other sessions."""
        for month in totals.months:
            _grow(self._months, (month.month, month.form), month.sessions, month.attendance)
        for cell in totals.cells:
            _grow(self._cells, (cell.theme, cell.month, cell.form), cell.sessions, cell.attendance)
        self.versions |= totals.versions

    def totals(self, unit: str) -> UnitTotals:
        """What was added up, as the totals of that unit, in its one order."""
        months = tuple(MonthSum(*key, *self._months[key]) for key in sorted(self._months))
        return UnitTotals(
            unit=unit,
            sessions=sum(one.sessions for one in months),
            attendance=sum(one.attendance for one in months),
            months=months,
            cells=tuple(ThemeSum(*key, *self._cells[key]) for key in sorted(self._cells)),
            versions={key: self.versions[key] for key in sorted(self.versions)},
        )


def _grow(sums: dict[Key, list[int]], key: Key, sessions: int, attendance: int) -> None:
    found = sums.setdefault(key, [0, 0])
    found[0] += sessions
    found[1] += attendance


def add_up(unit: str, entries: Iterable[Entry]) -> UnitTotals | None:
    """The totals of complete sessions of a unit, each of which counts; None where there are none."""
    sums = Sums()
    for entry in entries:
        sums.add(entry)
    return sums.totals(unit) if sums.versions else None


def holds_together(totals: UnitTotals) -> bool:
    """Whether the figures fit each other and the versions: none is more than what it is a part of."""
    months = {(one.month, one.form): one for one in totals.months}
    sums = (sum(one.sessions for one in totals.months), sum(one.attendance for one in totals.months))
    return (
        totals.sessions == len(totals.versions)
        and sums == (totals.sessions, totals.attendance)
        and len(months) == len(totals.months)
        and all(map(_is_possible, totals.months))
        and all(map(_is_possible, totals.cells))
        and _cells_fit(months, totals.cells)
    )


def _is_possible(one: MonthSum | ThemeSum) -> bool:
    return one.sessions <= one.attendance <= one.sessions * MOST_ATTENDANCE


def _cells_fit(months: Mapping[tuple[str, FormCode], MonthSum], cells: Iterable[ThemeSum]) -> bool:
    """Every session of a month has a theme, and no theme has more of them than there are."""
    found: dict[tuple[str, FormCode], list[ThemeSum]] = {key: [] for key in months}
    themes: set[tuple[str, str, FormCode]] = set()
    for cell in cells:
        month, key = months.get((cell.month, cell.form)), (cell.theme, cell.month, cell.form)
        if month is None or key in themes or cell.sessions > month.sessions or cell.attendance > month.attendance:
            return False
        themes.add(key)
        found[cell.month, cell.form].append(cell)
    return all(
        sum(cell.sessions for cell in found[key]) >= month.sessions
        and sum(cell.attendance for cell in found[key]) >= month.attendance
        for key, month in months.items()
    )


def as_read(totals: UnitTotals, sender: str, directive: str, lens: Lens) -> UnitTotals:
    """The totals in a file of that sender, who follows that catalogue, by what their codes mean here.

    Themes that mean the same stay apart: how many sessions were about both the figures do not tell.
    """
    read = replace(totals, unit=lens.unit(totals.unit))
    meant = {cell.theme: lens.theme(sender, directive, cell.theme) for cell in totals.cells}
    if len({*meant.values()}) < len(meant) or all(code == one for code, one in meant.items()):
        return read
    cells = (replace(cell, theme=meant[cell.theme]) for cell in totals.cells)
    return replace(read, cells=tuple(sorted(cells, key=lambda one: (one.theme, one.month, one.form))))


def differ(totals: UnitTotals, record_of: Callable[[str], Record | None], read: Callable[[Session], Session]) -> bool:
    """Whether the figures contradict the sessions that are held here in the very versions that were counted.

    `read` gives a session as it is counted here. With all of them at hand the figures are the same, else no less.
    """
    found: list[Entry] = []
    for key, version in totals.versions.items():
        record = record_of(key)
        heads = record.heads if record is not None else ()
        found += [Entry(key, version, read(one.content)) for one in heads if one.id == version and one.content]
    if any(one.session.unit != totals.unit or one.session.status != "complete" for one in found):
        return True
    recount = add_up(totals.unit, found)
    return recount is not None and any(_contradict(totals, recount, name) for name in ("sessions", "attendance"))


def _contradict(totals: UnitTotals, recount: UnitTotals, name: str) -> bool:
    """Whether what was told is not what was found, place by place, or less where not everything was found."""
    told, found = _by_place(totals, name), _by_place(recount, name)
    if recount.sessions == totals.sessions:
        return told != found
    return any(told.get(place, 0) < number for place, number in found.items())


def _by_place(totals: UnitTotals, name: str) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {(one.month, one.form): getattr(one, name) for one in totals.months}
    return places | {(one.theme, one.month, one.form): getattr(one, name) for one in totals.cells}
