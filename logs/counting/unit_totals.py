"""A unit's totals in place of sessions: the record, how it is added up and checked, and what it says to a query.

Totals in place of sessions: what a committee says of a unit in figures, with the versions that it counted.

A unit's figures tell each session once by month and form, and once under each of its themes, as the tables do. The ids
and versions behind them let whoever gets the sessions later check every figure, and count nothing twice.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date as Date
from itertools import takewhile
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from logs.catalogue.directive import Directive
from logs.counting.sums import Sum, Sums
from logs.errors import Notice
from logs.exchange.code_maps import Lens
from logs.exchange.received import Received, day_made, missing_parts, span_of
from logs.model import ASK_ABOVE, MOST_ATTENDANCE, Code, FormCode, Session, SessionId, VersionId
from logs.periods import Span, days_of
from logs.session.query import Entry, Query, session_id_of
from logs.versions import Record

MOST_CELLS = 20_000
MOST_VERSIONS = 50_000
# Sessions that one unit can hold in a month: thirty a day.
MOST_IN_MONTH = 1_000

Month = Annotated[str, Meta(pattern=r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])$(?!\n)")]
Amount = Annotated[int, Meta(ge=1, le=MOST_VERSIONS * MOST_ATTENDANCE)]


ToldForm = FormCode | Literal[""]
"""The form of sessions in figures; "" (`logs.counting.facts.UNSPLIT`) where they do not tell it."""


class MonthSum(Struct, frozen=True, forbid_unknown_fields=True):
    """The sessions of one month in one form, each once, and their attendance."""

    month: Month
    form: ToldForm
    sessions: Amount
    attendance: Amount


class ThemeSum(Struct, frozen=True, forbid_unknown_fields=True):
    """The sessions of one month in one form that were about a theme."""

    theme: Code
    month: Month
    form: ToldForm
    sessions: Amount
    attendance: Amount


class Figures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The complete sessions of a unit in figures; `months` add up to `sessions`, `cells` to that or more."""

    unit: Code
    sessions: Amount
    attendance: Amount
    months: Annotated[tuple[MonthSum, ...], Meta(max_length=MOST_CELLS)]
    cells: Annotated[tuple[ThemeSum, ...], Meta(max_length=MOST_CELLS)]


class UnitTotals(Figures, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit's figures and the versions that were counted for them, by session id."""

    versions: Annotated[dict[SessionId, VersionId], Meta(max_length=MOST_VERSIONS)]


class TotalsFile(Struct, frozen=True, omit_defaults=True):
    """The totals that a received file brought, kept under the SHA-256 of its body, or those `typed` here, with what a
    file of them would be, kept under their `typed_key`.
    """

    lines: tuple[UnitTotals, ...]
    typed: Received | None = None


TYPED = "typed"
"""What the keys of typed totals begin with."""


def typed_key(unit: str, month: str) -> str:
    """Under what a unit's typed totals of a month are kept."""
    return f"{TYPED} {unit} {month}"


def stand_ins(unit: str, month: str, count: int) -> Iterator[tuple[str, str]]:
    """An id and a version for each session that typed totals tell of and nobody has logged; they look as all others do,
    and follow from unit and month, so that the same month told twice counts once.
    """
    for number in range(count):
        said = hashlib.sha256(f"sotay typed totals {unit} {month} {number}".encode()).digest()
        yield str(uuid.UUID(bytes=said[:16], version=4)), said[16:].hex()


class Told(Struct, frozen=True):
    """A unit's totals in force, and the received file that tells them."""

    file: Received
    totals: UnitTotals

    @property
    def key(self) -> tuple[str, str]:
        """What names it: a file tells of a unit once."""
        return self.file.sha256, self.totals.unit

    def typed_in(self, month: str) -> frozenset[str]:
        """The sessions that somebody typed for a month of these totals, here or before they came."""
        found = (key for key, _version in stand_ins(self.totals.unit, month, self.totals.sessions))
        return frozenset(takewhile(self.totals.versions.__contains__, found))

    @property
    def is_typed(self) -> bool:
        """Whether a person typed them here."""
        return self.file.sha256.startswith(TYPED)


def in_force(files: Mapping[str, bytes], received: Iterable[Received]) -> tuple[Told, ...]:
    """The totals of received files that no later file of the same book has replaced, and those typed here.

    `files` are TotalsFile documents by the SHA-256 of the file; one that is not among `received` counts for nothing.
    """
    if not files:
        return ()
    # Whoever names another sender's book in his files replaces nothing of it.
    by_book: dict[tuple[str, str], list[Received]] = {}
    for file in received:
        by_book.setdefault((file.unit, file.book), []).append(file)
    found: list[Told] = []
    for books in by_book.values():
        missing = missing_parts(books)
        for file in books:
            # What lacks a part may not say everything anew.
            whole = (later for later in books if later.export not in missing)
            if file.sha256 in files and not any(_replaces(later, file) for later in whole):
                lines = msgspec.json.decode(files[file.sha256], type=TotalsFile).lines
                found += [Told(file, line) for line in lines]
    for key in files:
        if key.startswith(TYPED):
            typed = msgspec.json.decode(files[key], type=TotalsFile)
            found += [Told(typed.typed, line) for line in typed.lines if typed.typed is not None]
    return tuple(sorted(found, key=lambda sum_: (sum_.totals.unit, sum_.file.book, sum_.file.number, sum_.file.sha256)))


def _replaces(later: Received, file: Received) -> bool:
    """Whether a file of the same book says anew, in detail or not, what this one says: files are cumulative."""
    if later.number <= file.number:
        return False
    longer, shorter = span_of(later), span_of(file)
    return later.period == file.period or bool(longer and shorter and longer.covers(shorter))


# What the figures do not tell apart.
_NOT_TOLD = ("theme", "audience", "reporter", "document", "mode", "mark", "standing", "also")


class Summed(Struct, frozen=True):
    """The figures that a table adds to the sessions it counts.

    `left` are sessions that the figures do not let be told from others: of a month asked for in part, or asked for by
    what the figures do not name. `other` are sessions of other catalogues than the one in use, `outside` those of
    months of which no day is within the period, where no days are asked for.
    """

    figures: tuple[Figures, ...] = ()
    left: int = 0
    other: int = 0
    outside: int = 0


NONE_SUMMED = Summed()


class Known(Struct, frozen=True):
    """Figures, the catalogue that they follow, and the day on which they were made: of later ones they cannot tell."""

    directive: str
    until: Date
    figures: Figures


def known_of(telling: Told) -> Known:
    """What a file tells of a unit; where clocks differ, they were made by the earlier one."""
    return Known(telling.file.directive, min(day_made(telling.file), telling.file.day), telling.totals)


def narrowed(
    known: Iterable[Known],
    query: Query,
    directive: Directive,
    below: Callable[[str], Collection[str]] = lambda unit: (unit,),
) -> Summed:
    """What figures say of the sessions asked for that count, under that catalogue.

    Without days asked for they are those of its own period. `below` is a unit with all that stand below it.
    """
    is_of_others = query.directive not in (None, directive.id)
    if query.status not in (None, "complete") or query.conflict or query.left_out or is_of_others:
        return NONE_SUMMED
    units = () if query.unit is None else (query.unit,) if query.only_unit else below(query.unit)
    asked = [one for one in known if query.unit is None or one.figures.unit in units]
    ours = [one for one in asked if one.directive == directive.id]
    all_of, of_ours = (sum(one.figures.sessions for one in some) for some in (asked, ours))
    other = 0 if query.directive else all_of - of_ours
    if query.text or any(getattr(query, name) is not None for name in _NOT_TOLD):
        return Summed((), of_ours, other)
    span = Span(query.start, query.end) if query.has_days else Span(*directive.reporting.period)
    kept = [_narrow(our, span, query.form) for our in ours]
    left = sum(number for _figures, number, _outside in kept)
    outside = 0 if query.has_days else sum(number for _figures, _left, number in kept)
    return Summed(tuple(figures for figures, *_ in kept if figures.sessions), left, other, outside)


def _narrow(known: Known, span: Span, form: str | None) -> tuple[Figures, int, int]:
    """The figures of the months and the form asked for, and how many sessions are of a month asked for in part, and of
    months that are not asked for.
    """
    figures = known.figures
    months = [month for month in figures.months if form in (None, month.form)]
    touched = [one for one in months if _touches(one.month, span)]
    formless = [one for one in figures.months if form and not one.form and _touches(one.month, span)]
    inside = [one for one in touched if _lies_in(one.month, span, known.until)]
    cells = tuple(
        cell for cell in figures.cells if form in (None, cell.form) and _lies_in(cell.month, span, known.until)
    )
    narrow = Figures(
        unit=figures.unit, sessions=sum(one.sessions for one in inside),
        attendance=sum(one.attendance for one in inside), months=tuple(inside), cells=cells,
    )  # fmt: skip
    in_touched = sum(one.sessions for one in touched)
    left = in_touched - narrow.sessions + sum(one.sessions for one in formless)
    return narrow, left, sum(one.sessions for one in months) - in_touched


def _touches(month: str, span: Span) -> bool:
    """Whether some day of the month is asked for."""
    first, last = days_of(month)
    return (span.start is None or span.start <= last) and (span.end is None or first <= span.end)


def _lies_in(month: str, span: Span, until: Date) -> bool:
    """Whether every day of the month is asked for of which the figures can tell."""
    first, last = days_of(month)
    last = max(first, min(last, until))
    return first in span and last in span


class TotalsBuilder:
    """A unit's totals as they are added up, from sessions and from totals of other sessions."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self._sums = Sums([("month", "form"), ("theme", "month", "form")])

    def add(self, entry: Entry) -> None:
        """Count a complete session."""
        self._sums.add(entry.session)
        self.versions[session_id_of(entry.id)] = entry.version

    def join(self, totals: UnitTotals) -> None:
        """Add totals of other sessions."""
        self._sums.join(totals)
        self.versions |= totals.versions

    def totals(self, unit: str) -> UnitTotals:
        """What was added up, as the totals of that unit, in its one order."""
        months = tuple(_summands(MonthSum, self._sums.of("month", "form")))
        return UnitTotals(
            unit=unit,
            sessions=sum(month.sessions for month in months),
            attendance=sum(one.attendance for one in months),
            months=months,
            cells=tuple(_summands(ThemeSum, self._sums.of("theme", "month", "form"))),
            versions={key: self.versions[key] for key in sorted(self.versions)},
        )


S = TypeVar("S", bound=MonthSum | ThemeSum)


def _summands(kind: type[S], sums: Mapping[tuple[str, ...], Sum]) -> list[S]:
    made: list[S] = []
    for where in sorted(sums):
        fields: tuple[str | int, ...] = (*where, sums[where].sessions, sums[where].attendance)
        made.append(msgspec.convert(dict(zip(kind.__struct_fields__, fields, strict=True)), kind))
    return made


def add_up(unit: str, entries: Iterable[Entry]) -> UnitTotals | None:
    """The totals of complete sessions of a unit, each of which counts; None where there are none."""
    sums = TotalsBuilder()
    for entry in entries:
        sums.add(entry)
    return sums.totals(unit) if sums.versions else None


def holds_together(totals: UnitTotals) -> bool:
    """Whether the figures fit each other and the versions: none is more than what it is a part of."""
    months = {(month.month, month.form): month for month in totals.months}
    sums = (sum(one.sessions for one in totals.months), sum(one.attendance for one in totals.months))
    return (
        totals.sessions == len(totals.versions)
        and sums == (totals.sessions, totals.attendance)
        and len(months) == len(totals.months)
        and all(map(_is_possible, totals.months))
        and all(map(_is_possible, totals.cells))
        and max(_by_month(totals).values(), default=0) <= MOST_IN_MONTH
        and _cells_fit(months, totals.cells)
    )


def _by_month(totals: UnitTotals) -> Counter[str]:
    """The sessions of each month, in whatever form."""
    sessions: Counter[str] = Counter()
    for month in totals.months:
        sessions[month.month] += month.sessions
    return sessions


def large_months(totals: UnitTotals) -> Iterator[Notice]:
    """The months in which a session had more listeners on average than is usual (ASK_ABOVE)."""
    for month in totals.months:
        if month.attendance > ASK_ABOVE * month.sessions:
            params = {"sessions": month.sessions, "attendance": month.attendance, "month": month.month}
            yield Notice("totals_large", {"unit": totals.unit, **params})


def _is_possible(total: MonthSum | ThemeSum) -> bool:
    return total.sessions <= total.attendance <= total.sessions * MOST_ATTENDANCE


def _cells_fit(months: Mapping[tuple[str, ToldForm], MonthSum], cells: Iterable[ThemeSum]) -> bool:
    """No theme has more sessions of a month than there are; each has a theme, where any of it is told by form."""
    whole: dict[str, Sum] = {}
    for one in months.values():
        of_month = whole.setdefault(one.month, Sum())
        of_month.sessions += one.sessions
        of_month.attendance += one.attendance
    found: dict[tuple[str, ToldForm], list[ThemeSum]] = {}
    themes: set[tuple[str, str, ToldForm]] = set()
    for cell in cells:
        month: MonthSum | Sum | None = months.get((cell.month, cell.form)) if cell.form else whole.get(cell.month)
        key = (cell.theme, cell.month, cell.form)
        if month is None or key in themes or cell.sessions > month.sessions or cell.attendance > month.attendance:
            return False
        themes.add(key)
        if cell.form:
            found.setdefault((cell.month, cell.form), []).append(cell)
    return all(
        sum(cell.sessions for cell in cells_of_month) >= months[key].sessions
        and sum(cell.attendance for cell in cells_of_month) >= months[key].attendance
        for key, cells_of_month in found.items()
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
    return replace(read, cells=tuple(sorted(cells, key=lambda cell: (cell.theme, cell.month, cell.form))))


def differ(totals: UnitTotals, record_of: Callable[[str], Record | None], read: Callable[[Session], Session]) -> bool:
    """Whether the figures contradict the sessions that are held here in the very versions that were counted.

    `read` gives a session as it is counted here. With all of them at hand the figures are the same, else no less.
    """
    found: list[Entry] = []
    for key, version in totals.versions.items():
        record = record_of(key)
        heads = record.heads if record is not None else ()
        found += [Entry(key, version, read(head.content)) for head in heads if head.id == version and head.content]
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
    places: dict[tuple[str, ...], int] = {(month.month, month.form): getattr(month, name) for month in totals.months}
    return places | {(cell.theme, cell.month, cell.form): getattr(cell, name) for cell in totals.cells}
