"""A report from the book as it stands: which sessions it counts, every sum in one pass, what stands beside them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from itertools import chain
from operator import itemgetter

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
from exports.report.reading import Counted, Register, Versions, with_figures
from logs.book.book import LogBook
from logs.catalogue.directive import Listed
from logs.catalogue.rows import Rows
from logs.counting.facts import UNSPLIT, Dim, Shape
from logs.counting.sums import NOTHING, Place, Sum, Sums
from logs.counting.unit_totals import Summed
from logs.coverage.scope import Base, base_of
from logs.gc_pause import no_collecting
from logs.model import Unit
from logs.periods import Period, Span, days_of, months, quarter_of, quarters
from logs.progress.status import (
    CountedByUnit,
    Due,
    UnitProgress,
    files_by_unit,
    reporting_units,
    reports_due,
    standings,
)
from logs.session.query import Query

_SHAPES: tuple[Shape, ...] = (
    (), ("form",), ("group",), ("theme",), ("unit", "theme"), ("audience",), ("document",),
    ("reporter",), ("month",), ("month", "form"), ("quarter",), ("quarter", "form"),
    ("unit",), ("unit", "form"), ("unit", "group"), ("unit", "reporter"), ("group", "month"), ("mode",),
)  # fmt: skip


class _Lines:
    """The lines of a report's tables, from the sums of sessions and those of figures."""

    def __init__(self, book: LogBook, rows: Rows, counted: Counted) -> None:
        self._book = book
        self._days = Span(counted.start, counted.end)
        self._directive = book.directive
        self._rows = rows
        listed = (*book.directive.forms, *book.directive.groups)
        self._order = {one.code: place for place, one in enumerate(listed)}
        self._last = counted.last_days
        self._sessions, self._figures = _Sessions(counted.sums), Sums(_SHAPES, book.directive.themes)
        for figures in counted.summed.figures:
            self._figures.join(figures)
        self.in_figures = {rows.of(figures.unit) for figures in counted.summed.figures}

    def of(self, *shape: Dim) -> Mapping[Place, Sum]:
        """What stands in each place of that shape, units, which come first, in the rows of the report."""
        sessions, figures, has_units = self._sessions.of(*shape), self._figures.of(*shape), shape[:1] == ("unit",)
        if not has_units and not figures:
            return sessions
        found: defaultdict[Place, Sum] = defaultdict(Sum)
        for place, one in chain(sessions.items(), figures.items()):
            into = found[(self._rows.of(place[0]), *place[1:]) if has_units else place]
            into.sessions += one.sessions
            into.attendance += one.attendance
        return found

    def units_of_themes(self) -> dict[str, set[str]]:
        """The rows of the report in which each theme was talked about."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for unit, theme in chain(self._sessions.of("unit", "theme"), self._figures.of("unit", "theme")):
            found[theme].add(self._rows.of(unit))
        return found

    def within(self, *shape: Dim) -> dict[str, dict[str, int]]:
        """Sessions by the first of two places, then by the second, both in the order of the catalogue."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (first, second), one in sorted(self.of(*shape).items(), key=self._in_order):
            if one.sessions:
                found[first][second] = one.sessions
        return dict(found)

    def _in_order(self, summed: tuple[Place, Sum]) -> tuple[tuple[int, str], ...]:
        return tuple((self._order.get(code, len(self._order)), code) for code in summed[0])

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
        units, out = self.units_of_themes(), base.left_out(obliged)
        lines = []
        for code in (*listed, *sorted(code for (code,) in sums if code not in listed)):
            one, theme = sums.get((code,), NOTHING), listed.get(code)
            if (code in out or code in base.others) and not one.sessions:
                continue
            title, group, core = (theme.title, theme.group, theme.core) if theme else (code, "", False)
            held = units.get(code, set())
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
    """What sessions add up to, by shapes of which some were added and the others are read from these."""

    def __init__(self, sums: Sums) -> None:
        self._known: dict[Shape, Mapping[Place, Sum]] = {shape: sums.of(*shape) for shape in sums.shapes}

    def of(self, *shape: Dim) -> Mapping[Place, Sum]:
        """What stands in each place of the shape."""
        if shape not in self._known:
            wanted: list[Dim] = ["month" if dim == "quarter" else dim for dim in shape]
            # Every session stands in one unit and in one month.
            known = (one for one in self._known if {*wanted} <= {*one} <= {*wanted, "unit", "month"})
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


def reckon(book: LogBook, period: Period, *, cut_off: Date | None = None) -> Report:
    """The report of the book for the period; sessions after the day `cut_off` wait for a later one.

    It counts what every table counts (`logs.counting.rule`): its totals are those of coverage for the same days.
    """
    end = min(period.end, cut_off) if cut_off else period.end
    with no_collecting():
        counted = Counted(book, period, end)
        standing = _standings(book, period, _obliged(book, min(book.today(), period.end)), counted)
        return _report(book, period, counted, standing)


def _report(book: LogBook, period: Period, counted: Counted, standing: Mapping[str, UnitProgress]) -> Report:
    own, directive, end = book.units.get(book.owner.unit), book.directive, counted.end
    rows = Rows(standing, book.units)
    lines = _Lines(book, rows, counted)
    then = counted.then.of("month")
    before = Total(sum(one.sessions for one in then.values()), sum(one.attendance for one in then.values()))
    base = base_of(book, asked=Query(start=counted.start, end=end))
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
        before=before if then else None,
        before_months={month: one.sessions for (month,), one in sorted(then.items(), key=itemgetter(0))},
        so_far=with_figures(book.figures.summed(Query(start=counted.since, end=end)), counted.so_far),
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
        new_media=counted.marks["new_media"],
        modes=dict(sorted(lines.counts("mode").items())),
        joint=counted.marks["joint"],
        several=counted.marks["several"],
        by_rank=_by_rank(book, counted),
        ranks={rank.code: rank.title for rank in directive.ranks},
        apart=_apart(book, counted),
        register=Register(book, rows, counted.sessions),
        versions=Versions(counted.sessions, _behind_figures(book, counted.summed)),
    )


def _by_rank(book: LogBook, counted: Counted) -> dict[str, int]:
    """How many sessions any reporter of each rank held; one held by two of them is one."""
    ranks = {code: person.rank for code, person in book.reporters.items()}
    held: Counter[str] = Counter()
    for codes, sessions in counted.by_reporters.items():
        for rank in {ranks[code] for code in codes if code in ranks}:
            held[rank] += sessions
    return dict(sorted(held.items()))


def _not_applicable(base: Base, obliged: Sequence[str], lines: _Lines) -> dict[str, str]:
    """The themes that the report leaves out since they apply to none of the units, each with the reasons."""
    held = lines.of("theme")
    out = {theme: marks for theme, marks in base.left_out(obliged).items() if (theme,) not in held}
    return {theme: "; ".join(dict.fromkeys(mark.reason for mark in marks)) for theme, marks in out.items()}


def _obliged(book: LogBook, on: Date) -> tuple[Unit, ...]:
    """The units whose reports this one is made of; a reporter's book has none."""
    return reporting_units(book, on) if book.owner.role == "committee" else ()


def _standings(book: LogBook, period: Period, units: Sequence[Unit], counted: Counted) -> dict[str, UnitProgress]:
    """Where each unit stands with the period: by its deadline where it has one, else by whether the report came."""
    due = reports_due(book.directive).get(period.name) or Due(period, asked=False)
    files = files_by_unit(book.exchange.received.values(), book.directive.id, book.today(), book.exchange.lens)

    def by_day() -> Sums:
        sums = Sums([("unit", "day")])
        counted.sessions.add_to(sums)
        return sums

    rows = Rows((unit.code for unit in units), book.units)
    held = CountedByUnit(
        book.directive, rows, by_day=by_day, summed=lambda _query: counted.summed,
        days=Period(period.name, counted.start, counted.end), by_unit=lambda: counted.sums,
    )  # fmt: skip
    return {standing.unit: standing for standing in standings(units, files, due, held)}


def _apart(book: LogBook, counted: Counted) -> Apart:
    left_out, counting, summed = counted.left_out, book.figures.counting(), counted.summed
    after = Total()
    if counted.end < counted.last:
        asked = Query(start=counted.end + timedelta(days=1), end=counted.last)
        after = with_figures(book.figures.summed(asked), counted.after)
    return Apart(
        drafts=left_out.get("draft", 0),
        other=left_out.get("other_catalogue", 0) + summed.other,
        unknown=left_out.get("unknown_code", 0),
        same=left_out.get("same_event", 0),
        in_totals=left_out.get("in_totals", 0),
        after=after.sessions,
        outside=counted.outside + book.figures.summed(Query()).outside,
        left=summed.left,
        beyond=counted.beyond,
        summed=sum(figure.sessions for figure in summed.figures),
        twice=len(counting.twice),
        lost=len(counting.lost),
        conflicts=counted.counts.conflicts,
        asked=counted.doubles,
    )


def _behind_figures(book: LogBook, summed: Summed) -> dict[str, str]:
    """The versions of the sessions of which figures tell, by their ids."""
    asked = {figure.unit for figure in summed.figures}
    told = book.figures.counting().told if asked else ()
    return {key: one.totals.versions[key] for one in told if one.totals.unit in asked for key in one.totals.versions}
