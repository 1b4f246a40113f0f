"""A report from the book as it stands: which sessions it counts, every sum in one pass, what stands beside them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from functools import cache

from msgspec import Struct

from exports.report.model import Apart, Part, RegisterLine, Report, ReporterLine, SpanLine, Sum, ThemeLine, UnitLine
from logs.book.book import LogBook
from logs.catalogue.directive import Audience, Directive, Document, Form, Group
from logs.counting.unit_totals import Figures, Summed
from logs.model import Session, Unit
from logs.periods import Period, days_of, month_of, months, quarter_of, quarters, same_day
from logs.progress.status import Due, UnitProgress, files_by_unit, obliged, standings, year_due
from logs.questions.questions import questions
from logs.session.query import Entry, Query


def _grow(counts: dict[str, int], code: str) -> None:
    counts[code] = counts.get(code, 0) + 1


class _Count:
    """Sessions and attendance of one line, with whatever else its table tells of it."""

    __slots__ = ("attendance", "codes", "forms", "sessions")

    def __init__(self) -> None:
        self.sessions = self.attendance = 0
        self.forms: dict[str, int] = {}
        self.codes: set[str] = set()

    def add(self, sessions: int, attendance: int, form: str | None = None) -> None:
        self.sessions += sessions
        self.attendance += attendance
        if form is not None:
            self.forms[form] = self.forms.get(form, 0) + sessions


class _Counts(dict[str, _Count]):
    """A line for each code that was asked for."""

    def __missing__(self, code: str) -> _Count:
        return self.setdefault(code, _Count())


class ReportSums:
    """The sums of what was added so far; `row_of` gives the unit of the report under which a unit stands."""

    def __init__(self, directive: Directive, row_of: Callable[[str], str]) -> None:
        self.directive = directive
        self.row_of = row_of
        self.total = _Count()
        self.forms, self.groups, self.themes = _Counts(), _Counts(), _Counts()
        self.audiences, self.documents, self.reporters = _Counts(), _Counts(), _Counts()
        self.months, self.quarters, self.units = _Counts(), _Counts(), _Counts()
        self.unit_groups: dict[str, dict[str, int]] = {}
        self.group_months: dict[str, dict[str, int]] = {}
        self.in_figures: set[str] = set()
        self.last: dict[str, Date] = {}
        self.modes: dict[str, int] = {}
        self.new_media = self.joint = 0

    def add(self, session: Session) -> None:
        """Count a complete session."""
        listeners, unit = session.attendance or 0, self.row_of(session.unit)
        self._add_whole((month_of(session.date), quarter_of(session.date), unit), session.form, 1, listeners)
        listed = self.directive.themes
        # In the order of the themes, so that the same sessions always make the same bytes.
        for group in dict.fromkeys(listed[code].group for code in session.themes if code in listed):
            self.groups[group].add(1, listeners)
            _grow(self.unit_groups.setdefault(unit, {}), group)
            _grow(self.group_months.setdefault(group, {}), month_of(session.date))
        for theme in session.themes:
            self.themes[theme].add(1, listeners)
            self.themes[theme].codes.add(unit)
        for code, count in session.audience.items():
            # One group alone heard all of it.
            self.audiences[code].add(1, count or (listeners if len(session.audience) == 1 else 0))
        for document in session.documents:
            self.documents[document].add(1, listeners)
        for reporter in session.reporters:
            self.reporters[reporter].add(1, listeners)
            self.units[unit].codes.add(reporter)
            self.last[reporter] = max(session.date, self.last.get(reporter, session.date))
        if session.mode:
            _grow(self.modes, session.mode)
        self.new_media += session.new_media
        self.joint += bool(session.partners)

    def join(self, figures: Figures) -> None:
        """Count a unit's figures: they name neither groups nor audiences, reporters or documents."""
        unit = self.row_of(figures.unit)
        self.in_figures.add(unit)
        for month in figures.months:
            quarter = quarter_of(days_of(month.month)[0])
            self._add_whole((month.month, quarter, unit), month.form, month.sessions, month.attendance)
        for cell in figures.cells:
            self.themes[cell.theme].add(cell.sessions, cell.attendance)
            self.themes[cell.theme].codes.add(unit)

    def _add_whole(self, places: tuple[str, str, str], form: str | None, sessions: int, attendance: int) -> None:
        """Count what counts once, in its month, quarter and unit too."""
        month, quarter, unit = places
        for count in (self.total, self.months[month], self.quarters[quarter], self.units[unit]):
            count.add(sessions, attendance, form)
        if form is not None:
            self.forms[form].add(sessions, attendance)

    # The lines of the tables

    def sum(self) -> Sum:
        """Every session once."""
        return Sum(self.total.sessions, self.total.attendance)

    def parts(self, counts: Mapping[str, _Count], titles: Mapping[str, str]) -> tuple[Part, ...]:
        """A line for each of the titles, zero too, and behind them for codes that have none."""
        codes = [*titles, *sorted(code for code in counts if code not in titles)]
        return tuple(self._part(code, titles.get(code, code), counts.get(code) or _Count()) for code in codes)

    def _part(self, code: str, title: str, one: _Count) -> Part:
        group = self.directive.group_by_code.get(code)
        priority, order = (group.priority, group.order) if group else (False, 0)
        return Part(code, title, one.sessions, one.attendance, priority, order)

    def theme_lines(self) -> tuple[ThemeLine, ...]:
        """A line for each theme of the catalogue, zero too, and behind them for those that it does not have."""
        listed = self.directive.themes
        lines = []
        for code in (*listed, *sorted(code for code in self.themes if code not in listed)):
            one, theme = self.themes.get(code) or _Count(), listed.get(code)
            title, group, core = (theme.title, theme.group, theme.core) if theme else (code, "", False)
            lines.append(ThemeLine(code, title, group, one.sessions, one.attendance, len(one.codes), core))
        return tuple(lines)

    def span_lines(self, counts: Mapping[str, _Count], names: Iterable[str]) -> tuple[SpanLine, ...]:
        """A line for each month or quarter named, zero too."""
        found = ((name, counts.get(name) or _Count()) for name in names)
        return tuple(SpanLine(name, one.sessions, one.attendance, dict(one.forms)) for name, one in found)

    def unit_lines(self, book: LogBook, standings: Mapping[str, UnitProgress]) -> tuple[UnitLine, ...]:
        """A line for each unit that owes a report, in the list's order, and behind them for others with sessions."""
        others = (code for code in sorted(self.units) if code not in standings)
        return tuple(self._unit_line(code, book, standings.get(code)) for code in (*standings, *others))

    def _unit_line(self, code: str, book: LogBook, standing: UnitProgress | None) -> UnitLine:
        one, unit = self.units.get(code) or _Count(), book.units.get(code)
        groups = None if code in self.in_figures else self.unit_groups.get(code, {})
        name = unit.name if unit else code
        forms = dict(one.forms)
        return UnitLine(code, name, one.sessions, one.attendance, forms, groups, len(one.codes), standing)

    def reporter_lines(self, book: LogBook) -> tuple[ReporterLine, ...]:
        """A line for each reporter on the list, without sessions too, and behind them for those it does not have."""
        lines = []
        for code in (*book.reporters, *sorted(code for code in self.reporters if code not in book.reporters)):
            one, known = self.reporters.get(code) or _Count(), book.reporters.get(code)
            name, rank, unit = (known.name, known.rank, known.unit) if known else (code, "", "")
            lines.append(ReporterLine(code, name, rank, unit, one.sessions, one.attendance, self.last.get(code)))
        return tuple(lines)


class _Counted(Struct, frozen=True):
    """What the days from `start` to `end` count: sessions, and figures in place of others."""

    start: Date
    end: Date
    entries: tuple[Entry, ...]
    summed: Summed
    drafts: int
    other: int


def reckon(book: LogBook, period: Period, *, cut_off: Date | None = None) -> Report:
    """The report of the book for the period; sessions after the day `cut_off` wait for a later one.

    It counts what `Figures.counted` and `Figures.summed` count of the catalogue in use, so that its totals are those of
    the coverage tables.
    """
    end = min(period.end, cut_off) if cut_off else period.end
    counted = _counted(book, period.start, end)
    standing = _standings(book, period, _obliged(book, min(book.today(), period.end)))
    sums = ReportSums(book.directive, _row_of(book, standing))
    for entry in counted.entries:
        sums.add(entry.session)
    for figures in counted.summed.figures:
        sums.join(figures)
    return _report(book, period, counted, sums, standing)


def _report(
    book: LogBook, period: Period, counted: _Counted, sums: ReportSums, standing: Mapping[str, UnitProgress]
) -> Report:
    own, directive, end = book.units.get(book.owner.unit), book.directive, counted.end
    new_year = Date(end.year, 1, 1)
    return Report(
        unit=book.owner.unit,
        unit_name=own.name if own else book.owner.unit,
        role=book.owner.role,
        directive=directive.head,
        directive_sha256=directive.sha256,
        period=period.name,
        start=period.start,
        end=end,
        made=book.clock(),
        cut_off=end if end < period.end else None,
        total=sums.sum(),
        before=_year_before(book, period.start, end),
        so_far=_sum(counted if counted.start == new_year else _counted(book, new_year, end)),
        forms=sums.parts(sums.forms, _titles(directive.forms)),
        groups=sums.parts(sums.groups, _titles(directive.groups)),
        themes=sums.theme_lines(),
        audiences=sums.parts(sums.audiences, _titles(directive.audiences)),
        documents=sums.parts(sums.documents, _titles(directive.documents)),
        cited=directive.documents,
        months=sums.span_lines(sums.months, months(period.start, end)),
        quarters=sums.span_lines(sums.quarters, quarters(period.start, end)),
        group_months=sums.group_months,
        units=sums.unit_lines(book, standing),
        reporters=sums.reporter_lines(book),
        new_media=sums.new_media,
        modes=dict(sorted(sums.modes.items())),
        joint=sums.joint,
        apart=_apart(book, counted, after=_after(book, end, period.end)),
        register=tuple(_register_line(entry, book) for entry in counted.entries),
        versions=_versions(book, counted),
    )


def _titles(listed: Iterable[Form | Group | Audience | Document]) -> dict[str, str]:
    return {one.code: one.title for one in listed}


def _counted(book: LogBook, start: Date, end: Date) -> _Counted:
    """What the book counts from one day to the other, by date, then id."""
    directive = book.directive.id
    found = sorted(book.figures.counted(Query(start=start, end=end)), key=lambda entry: (entry.session.date, entry.id))
    complete = [entry for entry in found if entry.session.status == "complete"]
    ours = tuple(entry for entry in complete if entry.session.directive == directive)
    summed = book.figures.summed(Query(start=start, end=end))
    other = len(complete) - len(ours) + summed.other
    return _Counted(start, end, ours, summed, len(found) - len(complete), other)


def _sum(counted: _Counted) -> Sum:
    figures = counted.summed.figures
    return Sum(
        len(counted.entries) + sum(one.sessions for one in figures),
        sum(entry.session.attendance or 0 for entry in counted.entries) + sum(one.attendance for one in figures),
    )


def _year_before(book: LogBook, start: Date, end: Date) -> Sum | None:
    """The same days a year earlier, under the catalogues of then; None where the book has nothing of them."""
    first, last = (same_day(day, day.year - 1) for day in (start, end))
    found = book.figures.counted(Query(start=first, end=last, status="complete"))
    # One under this year's catalogue has a date of the wrong year.
    then = [entry.session for entry in found if entry.session.directive != book.directive.id]
    return Sum(len(then), sum(session.attendance or 0 for session in then)) if then else None


def _after(book: LogBook, end: Date, last: Date) -> int:
    """How many sessions of the period the cut-off day leaves to a later report."""
    return _sum(_counted(book, end + timedelta(days=1), last)).sessions if end < last else 0


def _obliged(book: LogBook, on: Date) -> tuple[Unit, ...]:
    """The units whose reports this one is made of; a reporter's book has none."""
    return obliged(book.units.values(), on, besides=book.owner.unit) if book.owner.role == "committee" else ()


def _row_of(book: LogBook, rows: Collection[str]) -> Callable[[str], str]:
    """Under which unit of the report a unit stands: the one of `rows` above it, or else itself."""

    @cache
    def row_of(code: str) -> str:
        seen: set[str] = set()
        current: str | None = code
        while current and current not in rows and current not in seen:
            seen.add(current)
            unit = book.units.get(current)
            current = unit.parent if unit else None
        return current if current is not None and current in rows else code

    return row_of


def _standings(book: LogBook, period: Period, units: Iterable[Unit]) -> dict[str, UnitProgress]:
    """Where each unit stands with the period: with the year's report by its deadline, else by whether it came."""
    year = year_due(book.directive)
    due = year if period == year.period else Due(period, asked=False)
    files = files_by_unit(book.exchange.received.values(), book.directive.id, book.today())
    return {one.unit: one for one in standings(units, files, due)}


def _apart(book: LogBook, counted: _Counted, *, after: int) -> Apart:
    ours = {entry.id for entry in counted.entries}
    pairs = (one for one in questions(book) if one.kind == "duplicate")
    return Apart(
        drafts=counted.drafts,
        other=counted.other,
        after=after,
        outside=_outside(book, counted),
        left=counted.summed.left,
        summed=sum(one.sessions for one in counted.summed.figures),
        conflicts=sum(entry.conflict for entry in counted.entries),
        asked=sum(ours.issuperset(one.sessions) for one in pairs),
    )


def _outside(book: LogBook, counted: _Counted) -> int:
    """How many sessions of the catalogue lie outside its reporting period and are not counted here."""
    reporting = book.directive.reporting
    found = book.figures.counted(Query(directive=book.directive.id, status="complete"))
    outside = (entry for entry in found if not reporting.period_start <= entry.session.date <= reporting.period_end)
    return sum(not counted.start <= entry.session.date <= counted.end for entry in outside)


def _versions(book: LogBook, counted: _Counted) -> dict[str, str]:
    """The version of every session counted, by its id: those behind figures too."""
    own = {entry.id: entry.version for entry in counted.entries}
    asked = {one.unit for one in counted.summed.figures}
    told = book.figures.counting().told if counted.summed.figures else ()
    behind = {key: one.totals.versions[key] for one in told if one.totals.unit in asked for key in one.totals.versions}
    return dict(sorted((behind | own).items()))


def _register_line(entry: Entry, book: LogBook) -> RegisterLine:
    session, directive = entry.session, book.directive
    unit, form = book.units.get(session.unit), directive.form_by_code.get(session.form or "")
    groups, documents = directive.audience_by_code, directive.document_by_code
    reporters = (book.reporters.get(code) for code in session.reporters)
    return RegisterLine(
        id=entry.id,
        version=entry.version,
        date=session.date,
        unit=unit.name if unit else session.unit,
        form=form.title if form else session.form or "",
        attendance=session.attendance or 0,
        reporters=tuple(one.name if one else code for one, code in zip(reporters, session.reporters, strict=True)),
        themes=session.themes,
        audience=tuple(groups[code].title if code in groups else code for code in session.audience),
        place=session.place,
        topic=session.topic or session.themes_other,
        documents=tuple(documents[code].number if code in documents else code for code in session.documents),
        notes=session.notes,
        conflict=entry.conflict,
        content=session,
    )
