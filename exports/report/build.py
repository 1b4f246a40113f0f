"""A report from the book as it stands: which sessions it counts, every sum in one pass, what stands beside them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from itertools import chain

from msgspec import Struct

from exports.report.model import (
    NOT_SPLIT,
    Apart,
    Part,
    RegisterLine,
    Report,
    ReporterLine,
    SpanLine,
    ThemeLine,
    UnitLine,
)
from exports.report.model import Sum as Total
from logs.book.book import LogBook
from logs.catalogue.directive import Listed
from logs.catalogue.rows import Rows
from logs.counting.facts import UNSPLIT, Dim, Shape
from logs.counting.sums import NOTHING, Place, Sum, Sums
from logs.counting.unit_totals import Summed
from logs.coverage.scope import Base, base_of
from logs.coverage.table import tallies_of
from logs.model import Session, Unit
from logs.periods import Period, Span, months, quarters, same_day
from logs.progress.status import (
    CountedByUnit,
    Due,
    UnitProgress,
    files_by_unit,
    reporting_units,
    reports_due,
    standings,
)
from logs.questions.questions import questions
from logs.session.query import Entry, Query

_SHAPES: tuple[Shape, ...] = (
    (), ("form",), ("group",), ("theme",), ("theme", "unit"), ("audience",), ("document",),
    ("reporter",), ("reporter", "day"), ("month",), ("month", "form"), ("quarter",), ("quarter", "form"),
    ("unit",), ("unit", "form"), ("unit", "group"), ("unit", "reporter"), ("group", "month"), ("mode",), ("mark",),
)  # fmt: skip


class _Lines:
    """The lines of a report's tables, from the sums of sessions and those of figures."""

    def __init__(self, book: LogBook, rows: Rows, counted: "_Counted") -> None:
        self._book = book
        self._days = Span(counted.start, counted.end)
        self._directive = book.directive
        self._rows = rows
        themes = book.directive.themes
        self._sessions, self._figures = Sums(_SHAPES, themes), Sums(_SHAPES, themes)
        for entry in counted.entries:
            self._sessions.add(entry.session)
        for figures in counted.summed.figures:
            self._figures.join(figures)
        self.in_figures = {rows.of(figures.unit) for figures in counted.summed.figures}

    def of(self, *shape: Dim) -> dict[Place, Sum]:
        """What stands in each place of that shape, units in the rows of the report."""
        found: defaultdict[Place, Sum] = defaultdict(Sum)
        for sums in (self._sessions, self._figures):
            for place, one in sums.of(*shape).items():
                named = (self._rows.of(x) if dim == "unit" else x for dim, x in zip(shape, place, strict=True))
                into = found[(*named,)]
                into.sessions += one.sessions
                into.attendance += one.attendance
        return dict(found)

    def within(self, *shape: Dim) -> dict[str, dict[str, int]]:
        """Sessions by the first of two places, then by the second."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (first, second), one in self.of(*shape).items():
            if one.sessions:
                found[first][second] = one.sessions
        return dict(found)

    def counts(self, dim: Dim) -> dict[str, int]:
        """Sessions by place."""
        return {place: one.sessions for (place,), one in self.of(dim).items() if place}

    def parts(self, dim: Dim, listed: Iterable[Listed]) -> tuple[Part, ...]:
        """A line for each of those that are valid on any of the days, zero too, and for others with sessions, behind
        them for codes that have no title, UNSPLIT last.
        """
        sums = self.of(dim)
        titles = {one.code: one.title for one in listed if one.meets(self._days) or (one.code,) in sums}
        more = sorted(code for (code,) in sums if code not in titles and code != UNSPLIT)
        codes = (*titles, *more, *([UNSPLIT] if (UNSPLIT,) in sums and dim in ("audience", "form") else []))
        return tuple(
            self._part(code, titles.get(code, code or NOT_SPLIT), sums.get((code,), NOTHING)) for code in codes
        )

    def _part(self, code: str, title: str, one: Sum) -> Part:
        group = self._directive.group_by_code.get(code)
        priority, order = (group.priority, group.order) if group else (False, 0)
        return Part(code, title, one.sessions, one.attendance, priority, order)

    def theme_lines(self, base: Base, obliged: Collection[str]) -> tuple[ThemeLine, ...]:
        """A line for each theme of the catalogue, zero too, but for those that are not valid on any of the days or
        apply to none of the units that report, and behind them for those that it does not have.
        """
        listed, sums = self._directive.themes, self.of("theme")
        units: defaultdict[str, set[str]] = defaultdict(set)
        for place in self.of("theme", "unit"):
            units[place[0]].add(place[1])
        out = base.left_out(obliged)
        lines = []
        for code in (*listed, *sorted(code for (code,) in sums if code not in listed)):
            one, theme = sums.get((code,), NOTHING), listed.get(code)
            if (code in out or code in base.others) and not one.sessions:
                continue
            title, group, core = (theme.title, theme.group, theme.core) if theme else (code, "", False)
            held = units[code]
            asked = [unit for unit in obliged if unit in held or base.applies(unit, code)]
            reached = sum(unit in held for unit in asked)
            lines.append(
                ThemeLine(code, title, group, one.sessions, one.attendance, len(held), core, reached, len(asked))
            )
        return tuple(lines)

    def span_lines(self, dim: Dim, names: Iterable[str]) -> tuple[SpanLine, ...]:
        """A line for each month or quarter named, zero too."""
        sums, forms = self.of(dim), self.within(dim, "form")
        found = ((name, sums.get((name,), NOTHING)) for name in names)
        return tuple(SpanLine(name, one.sessions, one.attendance, forms.get(name, {})) for name, one in found)

    def unit_lines(self, standings: Mapping[str, UnitProgress]) -> tuple[UnitLine, ...]:
        """A line for each unit that owes a report, in the list's order, and behind them for others with sessions."""
        sums = self.of("unit")
        others = sorted(code for (code,) in sums if code not in standings)
        forms, groups = self.within("unit", "form"), self.within("unit", "group")
        people = self.within("unit", "reporter")
        lines = []
        for code in (*standings, *others):
            one, unit = sums.get((code,), NOTHING), self._book.units.get(code)
            held = None if code in self.in_figures else groups.get(code, {})
            who = sum(bool(person) for person in people.get(code, ()))
            lines.append(
                UnitLine(
                    code,
                    unit.name if unit else code,
                    one.sessions,
                    one.attendance,
                    forms.get(code, {}),
                    held,
                    who,
                    standings.get(code),
                )
            )
        return tuple(lines)

    def reporter_lines(self) -> tuple[ReporterLine, ...]:
        """A line for each reporter on the list, without sessions too, and behind them for those it does not have."""
        sums, known = self.of("reporter"), self._book.reporters
        last: dict[str, Date] = {}
        for code, day in self.of("reporter", "day"):
            held = Date.fromisoformat(day)
            last[code] = max(held, last.get(code, held))
        lines = []
        for code in (*known, *sorted(code for (code,) in sums if code and code not in known)):
            one, person = sums.get((code,), NOTHING), known.get(code)
            name, rank, unit = (person.name, person.rank, person.unit) if person else (code, "", "")
            lines.append(ReporterLine(code, name, rank, unit, one.sessions, one.attendance, last.get(code)))
        return tuple(lines)


class _Counted(Struct, frozen=True):
    """What the days from `start` to `end` count: sessions, and figures in place of others."""

    start: Date
    end: Date
    entries: tuple[Entry, ...]
    summed: Summed

    @property
    def sum(self) -> Total:
        """Every session once."""
        figures = self.summed.figures
        return Total(
            len(self.entries) + sum(figure.sessions for figure in figures),
            sum(entry.session.attendance or 0 for entry in self.entries) + sum(one.attendance for one in figures),
        )


def reckon(book: LogBook, period: Period, *, cut_off: Date | None = None) -> Report:
    """The report of the book for the period; sessions after the day `cut_off` wait for a later one.

    It counts what every table counts (`logs.counting.rule`): its totals are those of coverage for the same days.
    """
    end = min(period.end, cut_off) if cut_off else period.end
    counted = _counted(book, period.start, end)
    standing = _standings(book, period, _obliged(book, min(book.today(), period.end)), counted)
    return _report(book, period, counted, standing)


def _report(book: LogBook, period: Period, counted: _Counted, standing: Mapping[str, UnitProgress]) -> Report:
    own, directive, end = book.units.get(book.owner.unit), book.directive, counted.end
    rows = Rows(standing, book.units)
    lines = _Lines(book, rows, counted)
    since = directive.reporting.period_start if directive.reporting.period_start <= end else period.start
    then = _year_before(book, period.start, end)
    base, marks = base_of(book, asked=Query(start=counted.start, end=end)), lines.counts("mark")
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
        total=counted.sum,
        before=Total(len(then), sum(one.attendance or 0 for one in then)) if then else None,
        before_months=dict(sorted(Counter(f"{one.date:%Y-%m}" for one in then).items())),
        so_far=(counted if counted.start == since else _counted(book, since, end)).sum,
        since=since,
        forms=lines.parts("form", directive.forms),
        groups=lines.parts("group", directive.groups),
        themes=lines.theme_lines(base, tuple(standing)),
        not_applicable=_not_applicable(base, tuple(standing), lines),
        audiences=lines.parts("audience", directive.audiences),
        documents=lines.parts("document", directive.documents),
        cited=directive.documents,
        months=lines.span_lines("month", months(period.start, end)),
        quarters=lines.span_lines("quarter", quarters(period.start, end)),
        group_months={group: found for group, found in lines.within("group", "month").items() if group},
        units=lines.unit_lines(standing),
        reporters=lines.reporter_lines(),
        new_media=marks.get("new_media", 0),
        modes=dict(sorted(lines.counts("mode").items())),
        joint=marks.get("joint", 0),
        several=marks.get("several", 0),
        by_rank=_by_rank(book, counted),
        ranks={rank.code: rank.title for rank in directive.ranks},
        apart=_apart(book, counted, after=_after(book, end, period.end)),
        register=tuple(_register_line(entry, book, rows) for entry in counted.entries),
        versions=_versions(book, counted),
    )


def _by_rank(book: LogBook, counted: _Counted) -> dict[str, int]:
    """How many sessions any reporter of each rank held; one held by two of them is one."""
    ranks = {code: person.rank for code, person in book.reporters.items()}
    held = (sorted({ranks[code] for code in entry.session.reporters if code in ranks}) for entry in counted.entries)
    return dict(sorted(Counter(chain.from_iterable(held)).items()))


def _not_applicable(base: Base, obliged: Sequence[str], lines: _Lines) -> dict[str, str]:
    """The themes that the report leaves out since they apply to none of the units, each with the reasons."""
    held = lines.of("theme")
    out = {theme: marks for theme, marks in base.left_out(obliged).items() if (theme,) not in held}
    return {theme: "; ".join(dict.fromkeys(mark.reason for mark in marks)) for theme, marks in out.items()}


def _counted(book: LogBook, start: Date, end: Date) -> _Counted:
    """What the book counts from one day to the other, by date, then id."""
    asked = Query(start=start, end=end)
    return _Counted(start, end, tuple(book.figures.counted(asked)), book.figures.summed(asked))


def _year_before(book: LogBook, start: Date, end: Date) -> Sequence[Session]:
    """The sessions of the same days a year earlier, under the catalogues of then."""
    first, last = (same_day(day, day.year - 1) for day in (start, end))
    # One under this year's catalogue has a date of the wrong year.
    return [judged.read.session for judged in book.figures.judged(Query(start=first, end=last, former=True))]


def _after(book: LogBook, end: Date, last: Date) -> int:
    """How many sessions of the period the cut-off day leaves to a later report."""
    return _counted(book, end + timedelta(days=1), last).sum.sessions if end < last else 0


def _obliged(book: LogBook, on: Date) -> tuple[Unit, ...]:
    """The units whose reports this one is made of; a reporter's book has none."""
    return reporting_units(book, on) if book.owner.role == "committee" else ()


def _standings(book: LogBook, period: Period, units: Sequence[Unit], counted: _Counted) -> dict[str, UnitProgress]:
    """Where each unit stands with the period: by its deadline where it has one, else by whether the report came."""
    due = reports_due(book.directive).get(period.name) or Due(period, asked=False)
    files = files_by_unit(book.exchange.received.values(), book.directive.id, book.today(), book.exchange.lens)

    def by_day() -> Sums:
        sums = Sums([("unit", "day")])
        for entry in counted.entries:
            sums.add(entry.session)
        return sums

    rows = Rows((unit.code for unit in units), book.units)
    held = CountedByUnit(book.directive, rows, by_day=by_day, summed=lambda _query: counted.summed)
    return {standing.unit: standing for standing in standings(units, files, due, held)}


def _apart(book: LogBook, counted: _Counted, *, after: int) -> Apart:
    ours = {entry.id for entry in counted.entries}
    pairs = (question for question in questions(book) if question.kind == "duplicate")
    totals = tallies_of(book, Query(start=counted.start, end=counted.end), "")
    left_out, counting, summed = totals.left_out, book.figures.counting(), counted.summed
    return Apart(
        drafts=left_out["draft"],
        other=left_out["other_catalogue"] + summed.other,
        unknown=left_out["unknown_code"],
        same=left_out["same_event"],
        in_totals=left_out["in_totals"],
        after=after,
        outside=left_out["outside_period"] + book.figures.summed(Query()).outside,
        left=summed.left,
        beyond=totals.beyond,
        summed=sum(figure.sessions for figure in summed.figures),
        twice=len(counting.twice),
        lost=len(counting.lost),
        conflicts=sum(entry.conflict for entry in counted.entries),
        asked=sum(ours.issuperset(pair.sessions) for pair in pairs),
    )


def _versions(book: LogBook, counted: _Counted) -> dict[str, str]:
    """The version of every session counted, by its id: those behind figures too."""
    own = {entry.id: entry.version for entry in counted.entries}
    asked = {figure.unit for figure in counted.summed.figures}
    told = book.figures.counting().told if counted.summed.figures else ()
    behind = {key: one.totals.versions[key] for one in told if one.totals.unit in asked for key in one.totals.versions}
    return dict(sorted((behind | own).items()))


def _register_line(entry: Entry, book: LogBook, rows: Rows) -> RegisterLine:
    session, directive = entry.session, book.directive
    row = rows.of(session.unit)
    unit, above, form = (
        book.units.get(session.unit),
        book.units.get(row),
        directive.form_by_code.get(session.form or ""),
    )
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
        counts_in=above.name if above else row,
    )
