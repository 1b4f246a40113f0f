"""A report from the book as it stands: which sessions it counts, every sum in one pass, what stands beside them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from itertools import chain

from exports.report.model import (
    NOT_SPLIT,
    Apart,
    Part,
    Report,
    ReporterLine,
    SpanLine,
    ThemeLine,
    UnitLine,
)
from exports.report.model import Sum as Total
from exports.report.reading import Read, Register, all_read
from logs.book.book import LogBook
from logs.catalogue.directive import Listed
from logs.catalogue.rows import Rows
from logs.counting.facts import UNSPLIT, Dim, Shape
from logs.counting.rule import Rule
from logs.counting.sums import NOTHING, Place, Sum, Sums
from logs.counting.unit_totals import Summed
from logs.coverage.scope import Base, base_of
from logs.gc_pause import no_collecting
from logs.model import Unit
from logs.periods import Period, Span, days_of, month_of, months, quarter_of, quarters, same_day
from logs.progress.status import (
    CountedByUnit,
    Due,
    UnitProgress,
    files_by_unit,
    reporting_units,
    reports_due,
    standings,
)
from logs.questions.questions import open_doubles
from logs.session.query import Query, Reason

_SHAPES: tuple[Shape, ...] = (
    (), ("form",), ("group",), ("theme",), ("theme", "unit"), ("audience",), ("document",),
    ("reporter",), ("month",), ("month", "form"), ("quarter",), ("quarter", "form"),
    ("unit",), ("unit", "form"), ("unit", "group"), ("unit", "reporter"), ("group", "month"), ("mode",), ("mark",),
)  # fmt: skip
# The shapes from which those of sessions are read: each has one of these, which may be left out of a place.
_SINGLE: tuple[Dim, ...] = ("unit", "month", "form")
_ADDED: tuple[Shape, ...] = (
    ("unit", "month", "form"), ("unit", "theme"), ("unit", "group"), ("group", "month"), ("unit", "reporter"),
    ("audience",), ("document",), ("mode",), ("mark",),
)  # fmt: skip


class _Lines:
    """The lines of a report's tables, from the sums of sessions and those of figures."""

    def __init__(self, book: LogBook, rows: Rows, counted: "_Counted") -> None:
        self._book = book
        self._days = Span(counted.start, counted.end)
        self._directive = book.directive
        self._rows = rows
        self._last = {code: one.entry.session.date for one in counted.entries for code in one.entry.session.reporters}
        self._sessions, self._figures = counted.sums, Sums(_SHAPES, book.directive.themes)
        for figures in counted.summed.figures:
            self._figures.join(figures)
        self.in_figures = {rows.of(figures.unit) for figures in counted.summed.figures}

    def of(self, *shape: Dim) -> dict[Place, Sum]:
        """What stands in each place of that shape, units in the rows of the report."""
        found: defaultdict[Place, Sum] = defaultdict(Sum)
        for place, one in chain(self._sessions.of(*shape).items(), self._figures.of(*shape).items()):
            named = (self._rows.of(x) if dim == "unit" else x for dim, x in zip(shape, place, strict=True))
            into = found[(*named,) if "unit" in shape else place]
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
        lines = []
        for code in (*known, *sorted(code for (code,) in sums if code and code not in known)):
            one, person = sums.get((code,), NOTHING), known.get(code)
            name, rank, unit = (person.name, person.rank, person.unit) if person else (code, "", "")
            lines.append(ReporterLine(code, name, rank, unit, one.sessions, one.attendance, self._last.get(code)))
        return tuple(lines)


class _Sessions:
    """What sessions add up to, by shapes of which few were added and the others are read from these."""

    def __init__(self, sums: Sums) -> None:
        self._known: dict[Shape, Mapping[Place, Sum]] = {shape: sums.of(*shape) for shape in _ADDED}
        # From which the smaller ones are soon made.
        self.of("unit", "form")
        self.of("month", "form")

    def of(self, *shape: Dim) -> Mapping[Place, Sum]:
        """What stands in each place of the shape."""
        if shape not in self._known:
            wanted: list[Dim] = ["month" if dim == "quarter" else dim for dim in shape]
            known = (one for one in self._known if {*wanted} <= {*one} <= {*wanted, *_SINGLE})
            wider = min(known, key=lambda one: len(self._known[one]))
            at = [wider.index(dim) for dim in wanted]
            found: dict[Place, Sum] = {}
            for whole, one in self._known[wider].items():
                parts = (whole[n] for n in at)
                if "quarter" in shape:
                    parts = (_quarter(x) if dim == "quarter" else x for x, dim in zip(parts, shape, strict=True))
                into = found.setdefault((*parts,), Sum())
                into.sessions += one.sessions
                into.attendance += one.attendance
            self._known[shape] = found
        return self._known[shape]


def _quarter(month: str) -> str:
    return quarter_of(days_of(month)[0])


class _Counted:
    """What a walk over the sessions of a book counts for a report, from the day `start` to the day `end`.

    `entries` are the sessions counted, by date, then id, `sums` what they add up to, `left_out` for what reason the
    others of these days are not; `beyond` of those counted lie outside the guidance's own period, `outside` of those
    not asked for. `so_far` runs from the day `since`, `after` up to the period's end; `then` are those of the year
    before, by month. `summed` are figures in place of sessions; `doubles` pairs that nobody has answered.
    """

    def __init__(self, book: LogBook, period: Period, end: Date) -> None:
        first, rule = book.directive.reporting.period_start, book.figures.rule
        self.start, self.end, self.last = period.start, end, period.end
        self.since = first if first <= end else period.start
        self.summed = book.figures.summed(Query(start=self.start, end=end))
        self.left_out: Counter[Reason] = Counter()
        self.beyond = self.outside = 0
        self.then: dict[str, Total] = {}
        self.so_far = self.after = Total()
        found: list[Read] = []
        for one in all_read(book):
            self._take(rule, one, found)
        self.entries = sorted(found, key=lambda one: (one.entry.session.date, one.entry.id))
        # In their order, so that the same sessions always make the same bytes.
        sums = Sums(_ADDED, book.directive.themes)
        for one in self.entries:
            sums.add(one.entry.session)
        self.sums = _Sessions(sums)
        ours = {one.entry.id for one in found}
        self.doubles = sum(ours.issuperset((pair.a, pair.b)) for pair in open_doubles(book))

    def _take(self, rule: Rule, one: Read, found: list[Read]) -> None:
        judged = rule.judge(one.entry)
        read, reason = judged.read, judged.left_out
        session, day = read.session, read.session.date
        is_asked_for = self.start <= day <= self.end
        if reason == "outside_period":
            self.outside += not is_asked_for
            reason = rule.left_out(read.id, session, Span())
        if is_asked_for and reason is not None:
            self.left_out[reason] += 1
        if reason is None:
            listeners = session.attendance or 0
            if self.since <= day <= self.end:
                self.so_far = _more(self.so_far, listeners)
            if is_asked_for:
                self.beyond += judged.left_out is not None
                found.append(one if read is one.entry else Read(read, one.kept))
            elif self.end < day <= self.last:
                self.after = _more(self.after, listeners)
        elif rule.is_former(read.id, reason):
            # One under this year's catalogue has a date of the wrong year.
            first, last = (same_day(asked, asked.year - 1) for asked in (self.start, self.end))
            if first <= day <= last:
                month = month_of(day)
                self.then[month] = _more(self.then.get(month, Total()), session.attendance or 0)

    @property
    def sum(self) -> Total:
        """Every session once."""
        return _with(
            self.summed, Total(len(self.entries), sum(one.entry.session.attendance or 0 for one in self.entries))
        )


def _more(so_far: Total, listeners: int) -> Total:
    return Total(so_far.sessions + 1, so_far.attendance + listeners)


def _with(summed: Summed, counted: Total) -> Total:
    """With what figures add."""
    sessions, attendance = (sum(getattr(one, name) for one in summed.figures) for name in ("sessions", "attendance"))
    return Total(counted.sessions + sessions, counted.attendance + attendance)


def reckon(book: LogBook, period: Period, *, cut_off: Date | None = None) -> Report:
    """The report of the book for the period; sessions after the day `cut_off` wait for a later one.

    It counts what every table counts (`logs.counting.rule`): its totals are those of coverage for the same days.
    """
    end = min(period.end, cut_off) if cut_off else period.end
    with no_collecting():
        counted = _Counted(book, period, end)
        standing = _standings(book, period, _obliged(book, min(book.today(), period.end)), counted)
        return _report(book, period, counted, standing)


def _report(book: LogBook, period: Period, counted: _Counted, standing: Mapping[str, UnitProgress]) -> Report:
    own, directive, end = book.units.get(book.owner.unit), book.directive, counted.end
    rows = Rows(standing, book.units)
    lines = _Lines(book, rows, counted)
    then = counted.then.values()
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
        before=Total(sum(one.sessions for one in then), sum(one.attendance for one in then)) if then else None,
        before_months={month: one.sessions for month, one in sorted(counted.then.items())},
        so_far=_with(book.figures.summed(Query(start=counted.since, end=end)), counted.so_far),
        since=counted.since,
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
        apart=_apart(book, counted),
        register=Register(book, rows, counted.entries),
        versions=_versions(book, counted),
    )


def _by_rank(book: LogBook, counted: _Counted) -> dict[str, int]:
    """How many sessions any reporter of each rank held; one held by two of them is one."""
    ranks = {code: person.rank for code, person in book.reporters.items()}
    held = (sorted({ranks[code] for code in one.entry.session.reporters if code in ranks}) for one in counted.entries)
    return dict(sorted(Counter(chain.from_iterable(held)).items()))


def _not_applicable(base: Base, obliged: Sequence[str], lines: _Lines) -> dict[str, str]:
    """The themes that the report leaves out since they apply to none of the units, each with the reasons."""
    held = lines.of("theme")
    out = {theme: marks for theme, marks in base.left_out(obliged).items() if (theme,) not in held}
    return {theme: "; ".join(dict.fromkeys(mark.reason for mark in marks)) for theme, marks in out.items()}


def _obliged(book: LogBook, on: Date) -> tuple[Unit, ...]:
    """The units whose reports this one is made of; a reporter's book has none."""
    return reporting_units(book, on) if book.owner.role == "committee" else ()


def _standings(book: LogBook, period: Period, units: Sequence[Unit], counted: _Counted) -> dict[str, UnitProgress]:
    """Where each unit stands with the period: by its deadline where it has one, else by whether the report came."""
    due = reports_due(book.directive).get(period.name) or Due(period, asked=False)
    files = files_by_unit(book.exchange.received.values(), book.directive.id, book.today(), book.exchange.lens)

    by_day = Sums([("unit", "day")])
    for session in (one.entry.session for one in counted.entries):
        by_day.put(("unit", "day"), (session.unit, session.date.isoformat()), 1, session.attendance or 0)
    rows = Rows((unit.code for unit in units), book.units)
    held = CountedByUnit(book.directive, rows, by_day=lambda: by_day, summed=lambda _query: counted.summed)
    return {standing.unit: standing for standing in standings(units, files, due, held)}


def _apart(book: LogBook, counted: _Counted) -> Apart:
    left_out, counting, summed = counted.left_out, book.figures.counting(), counted.summed
    after = Total()
    if counted.end < counted.last:
        asked = Query(start=counted.end + timedelta(days=1), end=counted.last)
        after = _with(book.figures.summed(asked), counted.after)
    return Apart(
        drafts=left_out["draft"],
        other=left_out["other_catalogue"] + summed.other,
        unknown=left_out["unknown_code"],
        same=left_out["same_event"],
        in_totals=left_out["in_totals"],
        after=after.sessions,
        outside=counted.outside + book.figures.summed(Query()).outside,
        left=summed.left,
        beyond=counted.beyond,
        summed=sum(figure.sessions for figure in summed.figures),
        twice=len(counting.twice),
        lost=len(counting.lost),
        conflicts=sum(one.entry.conflict for one in counted.entries),
        asked=counted.doubles,
    )


def _versions(book: LogBook, counted: _Counted) -> dict[str, str]:
    """The version of every session counted, by its id: those behind figures too."""
    own = {one.entry.id: one.entry.version for one in counted.entries}
    asked = {figure.unit for figure in counted.summed.figures}
    told = book.figures.counting().told if counted.summed.figures else ()
    behind = {key: one.totals.versions[key] for one in told if one.totals.unit in asked for key in one.totals.versions}
    return dict(sorted((behind | own).items()))
