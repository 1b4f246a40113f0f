"""Adding sessions and figures up for a report: one pass, every sum of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date

from exports.report import Part, ReporterLine, SpanLine, Sum, ThemeLine, UnitLine
from logs.book import LogBook
from logs.directive import Directive
from logs.model import Session
from logs.periods import days_of, month_of, quarter_of
from logs.progress import UnitProgress
from logs.totals import Figures


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
