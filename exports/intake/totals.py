"""Rows that tell of a unit's month in figures: added up unit by unit, and kept as totals typed by hand are."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from exports.intake.sessions import Row
from logs.book.book import LogBook
from logs.counting.sums import Sum
from logs.counting.unit_totals import TotalsFile, UnitTotals
from logs.errors import SotayError
from logs.periods import month_of
from logs.progress.typed_totals import totals_document
from logs.session.validation import Problem


class UnitMonth(Struct, frozen=True):
    """The totals of a unit's month that an import would keep: `document` by its key; `before` is what it replaces."""

    rows: tuple[Row, ...]
    totals: UnitTotals
    document: Mapping[str, bytes]
    before: UnitTotals | None = None


class MonthRows(Struct, frozen=True):
    """The rows of months: totals that are `new`, that `changed` since, rows that are `known`, and rows refused."""

    new: tuple[UnitMonth, ...]
    changed: tuple[UnitMonth, ...]
    known: tuple[Row, ...]
    rejected: tuple[Row, ...]


def months_of_rows(book: LogBook, rows: Iterable[Row], sessions: Sequence[Row]) -> MonthRows:
    """What becomes of the rows that have totals, beside the `sessions` that the same notebook tells of."""
    by_month: dict[tuple[str, str], list[Row]] = {}
    known: list[Row] = []
    for row in rows:
        assert row.totals is not None  # noqa: S101 - the others are no rows of months
        if row.totals.sessions:
            by_month.setdefault((row.totals.unit, row.totals.month), []).append(row)
        else:
            known.append(row)
    logged = {(row.session.unit, month_of(row.session.date)) for row in sessions if row.session is not None}
    if by_month:
        logged.update(book.figures.logged())
    new: list[UnitMonth] = []
    changed: list[UnitMonth] = []
    rejected: list[Row] = []
    for place, told in by_month.items():
        if len({row.sheet for row in told}) > 1:
            names = ", ".join(dict.fromkeys(row.sheet for row in told))
            rejected += _refused(told, Problem("line", "totals_in_sheets", params={"value": names}))
            continue
        try:
            unit_month = _unit_month(book, *place, _remarked(told, logged))
        except SotayError as error:
            rejected += _refused(told, Problem("line", error.code, params=error.params))
            continue
        if unit_month.before is None:
            new.append(unit_month)
        elif unit_month.before == unit_month.totals:
            known += unit_month.rows
        else:
            changed.append(unit_month)
    return MonthRows(tuple(new), tuple(changed), tuple(known), tuple(rejected))


def _refused(rows: Iterable[Row], problem: Problem) -> list[Row]:
    return [msgspec.structs.replace(row, totals=None, problems=(problem,)) for row in rows]


def _remarked(rows: Sequence[Row], logged: Collection[tuple[str, str]]) -> tuple[Row, ...]:
    """The rows with what is to be checked: two that tell of the same, sessions before which the totals give way."""
    marked: list[Row] = []
    places: set[object] = set()
    for row in rows:
        assert row.totals is not None  # noqa: S101 - see `months_of_rows`
        place = row.totals.unit, row.totals.month, row.totals.form, row.totals.themes
        problems = list(row.problems)
        if place in places:
            problems.append(Problem("line", "totals_added", "warning"))
        if place[:2] in logged:
            problems.append(Problem("line", "totals_beside", "warning", {"month": row.totals.month}))
        places.add(place)
        marked.append(msgspec.structs.replace(row, problems=tuple(problems)))
    return tuple(marked)


def _unit_month(book: LogBook, unit: str, month: str, rows: tuple[Row, ...]) -> UnitMonth:
    whole, forms, themes = Sum(), dict[str, Sum](), dict[str, Sum]()
    for row in rows:
        assert row.totals is not None  # noqa: S101 - see `months_of_rows`
        parts = [whole, *(forms.setdefault(form, Sum()) for form in filter(None, (row.totals.form,)))]
        for part in (*parts, *(themes.setdefault(theme, Sum()) for theme in row.totals.themes)):
            part.sessions += row.totals.sessions
            part.attendance += row.totals.attendance
    document = totals_document(book, unit, month, whole, forms=forms, themes=themes)
    ((key, raw),) = document.items()
    held = book.storage.rows("totals").get(key)
    before = None if held is None else msgspec.json.decode(held, type=TotalsFile).lines[0]
    return UnitMonth(rows, msgspec.json.decode(raw, type=TotalsFile).lines[0], document, before)
