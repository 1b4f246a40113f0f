"""A report whose figures know behind which sessions they stand, for screens and programs that list them.

A `Figure` is a number and stays one in whatever table or sentence the report is put. Printed, it is enclosed in two
private characters, of which the first says which figure it is; `parted` takes them out again.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from exports.report.model import Apart, Report
from logs.book.book import LogBook
from logs.catalogue.rows import Rows
from logs.counting.behind import Where, behind, left_behind
from logs.counting.facts import Dim
from logs.periods import days_of, same_day
from logs.session.query import MARKS, Query, Reason

_FIRST, _MOST, _END = 0xF0000, 0xFFFE, "\U00100000"
_PRINTED = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}])([^{_END}]*){_END}")
S = TypeVar("S", bound=Struct)


class Figure(int):
    """A number of sessions or of what else is counted of them (`measure`), and what asks for them (`behind`)."""

    behind: Query
    measure: str
    place: int

    def __format__(self, form: str) -> str:
        text = int.__format__(self, form)
        return f"{chr(_FIRST + self.place)}{text}{_END}" if self.place < _MOST else text

    __str__ = int.__repr__


class Explained(Struct, frozen=True):
    """The report with a Figure in place of each number that has sessions, and all of these figures by their place;
    `whole` asks for the sessions of all of it.
    """

    report: Report
    whole: Query
    figures: list[Figure]

    def parted(self, text: str) -> Iterator[tuple[str, Figure | None]]:
        """A printed text in parts: those between figures, and the figures as they are printed."""
        start = 0
        for match in _PRINTED.finditer(text):
            place = ord(match[1]) - _FIRST
            yield text[start : match.start()], None
            yield match[2], self.figures[place] if place < len(self.figures) else None
            start = match.end()
        yield text[start:], None


def explained(report: Report, book: LogBook) -> Explained:
    """The report, of which the book lists the sessions as it holds them now; none where it has never had the report's
    catalogue.
    """
    book = book.under(book.reference.held_directive(report.directive.id) or book.directive)
    reading = _Reading(report, book)
    whole = reading.report() if report.directive.id == book.directive.id else report
    return Explained(whole, reading.behind({}), reading.figures)


# What the lines of each table of a report are of, and what they are split by besides.
_LINES: dict[str, Dim] = {
    "forms": "form", "groups": "group", "themes": "theme", "audiences": "audience", "documents": "document",
    "months": "month", "quarters": "quarter", "units": "unit", "reporters": "reporter",
}  # fmt: skip
_SPLIT: dict[str, Dim] = {"forms": "form", "groups": "group"}
_MEASURES = ("sessions", "attendance", "units", "reporters")
_APART: dict[Reason, str] = {
    "draft": "drafts", "other_catalogue": "other", "unknown_code": "unknown", "outside_period": "outside",
    "same_event": "same", "in_totals": "in_totals",
}  # fmt: skip


class _Reading:
    """The figures as they are found; a place of a report is one of its days, and of its rows of units."""

    def __init__(self, report: Report, book: LogBook) -> None:
        self.figures: list[Figure] = []
        self._report = report
        self._directive = book.directive
        self._rows = Rows((unit.code for unit in report.obliged), book.units)
        self._asked = Query(start=report.start, end=report.end)

    def report(self) -> Report:
        """The whole of it."""
        report, whole = self._report, self.behind({})
        since = replace(whole, start=report.since or report.start)
        lines = {
            name: tuple(self._line(line, {dim: line.name if dim in ("month", "quarter") else line.code})
                        for line in getattr(report, name))
            for name, dim in _LINES.items()
        }  # fmt: skip
        people: dict[str, list[str]] = {}
        for person in report.reporters:
            people.setdefault(person.rank, []).append(person.code)
        by_rank = {
            rank: self._figure(n, self.behind({"reporter": tuple(people.get(rank, ()))}))
            for rank, n in report.by_rank.items()
        }
        marks = {mark: self._figure(getattr(report, mark), self.behind({"mark": mark})) for mark in MARKS}
        return replace(
            report,
            total=self._measured(report.total, whole),
            so_far=self._measured(report.so_far, since),
            before=None if report.before is None else self._measured(report.before, self._year_before()),
            before_months={month: self._figure(n, self._in_month(month)) for month, n in report.before_months.items()},
            modes=self._split(report.modes, "mode", {}),
            by_rank=by_rank,
            apart=self._apart(report.apart, whole),
            **lines,
            **marks,
        )

    def _year_before(self) -> Query:
        first, last = (same_day(day, day.year - 1) for day in (self._report.start, self._report.end))
        return Query(start=first, end=last, former=True)

    def _in_month(self, month: str) -> Query:
        """Of the year before."""
        then, (first, last) = self._year_before(), days_of(month)
        return replace(then, start=max(then.start or first, first), end=min(then.end or last, last))

    def _line(self, line: S, where: Mapping[Dim, str]) -> S:
        """A line of a table: its measures, and each part of it."""
        parts = {name: getattr(line, name, None) for name in _SPLIT}
        split = {
            name: self._split(amounts, _SPLIT[name], where) for name, amounts in parts.items() if amounts is not None
        }
        return replace(self._measured(line, self.behind(where)), **split)

    def _measured(self, line: S, query: Query) -> S:
        amounts = {name: getattr(line, name, None) for name in _MEASURES}
        return replace(
            line, **{name: self._figure(n, query, name) for name, n in amounts.items() if isinstance(n, int)}
        )

    def _split(self, amounts: Mapping[str, int], dim: Dim, where: Mapping[Dim, str]) -> dict[str, int]:
        return {code: self._figure(n, self.behind({**where, dim: code})) for code, n in amounts.items()}

    def _apart(self, apart: Apart, whole: Query) -> Apart:
        """What is counted apart, but for what no list of sessions can tell."""
        reasons = left_behind(self._directive, self._asked, _APART)
        queries = {_APART[reason]: query for reason, query in reasons.items()}
        queries["conflicts"] = replace(whole, conflict=True)
        if self._report.cut_off and self._report.period:
            last = self._directive.period_named(self._report.period).end
            queries["after"] = replace(whole, start=self._report.end + timedelta(days=1), end=last)
        return replace(apart, **{name: self._figure(getattr(apart, name), query) for name, query in queries.items()})

    def behind(self, where: Where) -> Query:
        """What asks for the sessions of a place."""
        return behind(self._directive, self._asked, where, only_unit=self._rows.is_alone(str(where.get("unit", ""))))

    def _figure(self, number: int, query: Query, measure: str = "sessions") -> int:
        """The number with what is behind it; nothing is behind none."""
        if not number:
            return number
        figure = Figure(number)
        figure.behind, figure.measure, figure.place = query, measure, len(self.figures)
        self.figures.append(figure)
        return figure
