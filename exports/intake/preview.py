"""What an import would add up to, and whether the sheet's own totals say the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date as Date

from msgspec import Struct

from exports.intake.rows import Total
from exports.intake.sessions import Row
from exports.intake.values import read_attendance
from logs.errors import SotayError
from logs.periods import days_of, month_of


class Sums(Struct, frozen=True):
    """Sessions and listeners of rows: in all, by month and by unit; the first and the last day."""

    sessions: int
    attendance: int
    months: dict[str, tuple[int, int]]
    units: dict[str, tuple[int, int]]
    first: Date | None
    last: Date | None


class Control(Struct, frozen=True):
    """A total of the sheet beside what was read of its rows; `lines` are those of which nothing was read."""

    sheet: str
    line: int
    label: str
    told: int
    read: int
    lines: tuple[int, ...]

    @property
    def difference(self) -> int:
        """What the sheet says more than was read."""
        return self.told - self.read


def sums_of(rows: Iterable[Row]) -> Sums:
    """What the rows add up to."""
    months: Counter[str] = Counter()
    units: Counter[str] = Counter()
    listeners: Counter[tuple[str, str]] = Counter()
    days: list[Date] = []
    for row in rows:
        if row.session is not None:
            unit, month = row.session.unit, month_of(row.session.date)
            days.append(row.session.date)
        elif row.totals is not None:
            unit, month = row.totals.unit, row.totals.month
            days += days_of(month)
        else:
            continue
        count, heard = row.figures
        months[month] += count
        units[unit] += count
        listeners["month", month] += heard
        listeners["unit", unit] += heard
    return Sums(
        months.total(),
        sum(heard for (kind, _name), heard in listeners.items() if kind == "unit"),
        {month: (months[month], listeners["month", month]) for month in sorted(months)},
        {unit: (units[unit], listeners["unit", unit]) for unit in sorted(units)},
        min(days, default=None),
        max(days, default=None),
    )


def controls_of(sheet: str, totals: Sequence[Total], rows: Sequence[Row]) -> tuple[Control, ...]:
    """Each total of a sheet that holds a number, beside the rows that it adds up.

    A total is of the rows since the one before it, of those since an earlier one, or of all above it: where one of
    these agrees it is that; else the last total is of all rows, and any other of those since the one before.
    """
    controls: list[Control] = []
    starts = [0]
    for number, total in enumerate(totals):
        try:
            told = read_attendance(total.count).count
        except SotayError:
            continue
        sums = {
            start: sum(row.figures[1] for row in rows if start < row.line < total.line)
            for start in (*starts, total.since)
        }
        is_last = number == len(totals) - 1
        likely = 0 if is_last or not total.label else total.since
        start = next((start for start in sorted(sums, reverse=True) if sums[start] == told), likely)
        within = [row for row in rows if start < row.line < total.line]
        lines = tuple(row.line for row in within if not row.is_taken)
        controls.append(Control(sheet, total.line, total.label, told, sums[start], lines))
        starts.append(total.line)
    return tuple(controls)
