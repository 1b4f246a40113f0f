"""What counts in the days of a report, by the account of the tests."""

import json
from collections.abc import Callable
from datetime import date as Date
from decimal import ROUND_HALF_UP, Decimal

from logs.book.book import LogBook
from logs.periods import Period
from tests.exports.counted.counter import Counter, Json
from tests.exports.counted.figures import told_sums

Sum = tuple[int, int]


def tenths(part: int, whole: int) -> str:
    """One decimal, half of it up: `411,7`."""
    rounded = (Decimal(part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,}".translate(str.maketrans(",.", ".,"))


def share(part: int, whole: int) -> str:
    """A part in per cent, never 100 while any is missing."""
    return "99,9" if part < whole and tenths(100 * part, whole) == "100,0" else tenths(100 * part, whole)


class Days:
    """What counts in a stretch of days."""

    def __init__(self, book: LogBook, counter: Counter, period: Period) -> None:
        self.counter, self.directive, self.period = counter, counter.directive, period
        self.first, self.last = period.start.isoformat(), period.end.isoformat()
        self.today = book.today()
        self.sessions = counter.between(self.first, self.last)
        self.told = [*told_sums(counter, self.first, self.last)]
        self.names = {code: unit["name"] for code, unit in counter.units.items()}
        self.reporters = {code: one.name for code, one in book.reporters.items()}
        self.ranks = {code: one.rank for code, one in book.reporters.items()}
        self.files = [json.loads(raw) for raw in book.storage.rows("received").values()]
        known = {theme for session in self.sessions.values() for theme in session["themes"]}
        self.themes = known | {theme[0] for *_, theme, _sessions, _n in self.told if theme}
        self.open = [
            one
            for code, one in self.directive.themes.items()
            if code not in self.themes and not self.is_out(code) and self.is_due(code)
        ]

    def sum(self, first: str, last: str) -> Sum:
        """Sessions and listeners between two days."""
        found = self.counter.between(first, last).values()
        told = [one for one in told_sums(self.counter, first, last) if not one[3]]
        return (
            len(found) + sum(one[4] for one in told),
            sum(int(session["attendance"]) for session in found) + sum(one[5] for one in told),
        )

    def of(self, dim: str, key: str) -> Sum:
        """Those in one place; figures have months and forms."""
        found = [held[key] for one in self.sessions.values() if key in (held := self.counter.columns(one, dim))]
        told = [one for one in self.told if not one[3] and {"month": one[1], "form": one[2]}.get(dim) == key]
        return len(found) + sum(one[4] for one in told), sum(found) + sum(one[5] for one in told)

    def having(self, test: Callable[[Json], object]) -> int:
        """How many of the sessions counted one by one are so."""
        return sum(bool(test(session)) for session in self.sessions.values())

    def is_due(self, code: str) -> bool:
        """Whether it is valid on any of the days."""
        return self.counter.is_due(code, self.first, self.last)

    def is_out(self, theme: str) -> bool:
        """Whether the theme applies to none of the units, and nobody has talked about it."""
        marked = [unit for unit in self.owing if (unit, theme) in self.counter.exempt]
        return theme not in self.themes and bool(marked) and len(marked) == len(self.owing)

    @property
    def owing(self) -> list[str]:
        """The units whose reports the letter is made of; none of a cell's."""
        if self.counter.owner["role"] != "committee":
            return []
        units = self.counter.units
        return [
            code
            for code in self.counter.rows_on(self.last)
            if units[code].get("from", "") <= self.last and self.first <= units[code].get("to", "9")
        ]

    def files_of(self, unit: str) -> list[Json]:
        """The files that came from the unit for the period of that name."""
        sent = [one for one in self.files if self.counter.unit(one["unit"]) == unit]
        return [one for one in sent if one["period"] == self.period.name]

    def reported(self, unit: str) -> bool:
        """Whether a file of the unit tells of these days, or anything of it counts."""
        year = str(self.directive.head.year)
        longer = [
            one
            for one in self.files
            if self.counter.unit(one["unit"]) == unit and one["period"] == year and f"{year}-01-01" <= self.first
            and min(one["made"][:10], one["received"][:10]) >= self.last
        ]  # fmt: skip
        return bool(longer) or bool(self.files_of(unit)) or self.held_by(unit) > 0

    def held_by(self, unit: str) -> int:
        """How many sessions count for the unit with all below it."""
        units = [session["unit"] for session in self.sessions.values()]
        told = [one[0] for one in self.told if not one[3] and one[4]]
        return sum(self.counter.row_of(one, self.owing) == unit for one in (*units, *told))

    def months(self) -> list[str]:
        """The months from the first day to the last."""
        names, day = [], self.period.start.replace(day=1)
        while day <= self.period.end:
            names.append(f"{day:%Y-%m}")
            day = Date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return names
