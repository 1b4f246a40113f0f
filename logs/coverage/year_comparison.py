"""This year beside the year before: their figures by month and by theme, the two catalogues put side by side.

The year before are the sessions of its days that were logged under another catalogue than this year's. Its themes are
read by what they are in ours: as a person has answered, by the same code, or by a title that is the same or near.
"""

from collections.abc import Mapping
from datetime import date as Date

from msgspec import Struct
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.catalogue.matching import How, counterparts
from logs.counting.facts import Shape
from logs.counting.sums import NOTHING, Place, Sum, Sums
from logs.model import Session
from logs.periods import days_of, same_day
from logs.session.query import Query


class Beside(Struct, frozen=True):
    """This year's figures, those of the year before up to the same day (`same`), and of the whole of it (`then`)."""

    now: Sum
    same: Sum
    then: Sum


class ThemeBeside(Struct, frozen=True):
    """A theme of ours, the codes that it went by in the year before, how they were found, and the figures.

    Of a theme that ours does not have, `theme` is "" and `former` its own code.
    """

    theme: str
    former: tuple[str, ...]
    how: How
    figures: Beside


class Years(Struct, frozen=True):
    """Both years: as a whole, by month (1 to 12) and by theme.

    `catalogues` are those that the year before was logged under. `undivided` are sessions known in figures of the month
    in which the same day lies, which do not say on which side of it they were.
    """

    year: int
    on: Date
    whole: Beside
    months: dict[int, Beside]
    themes: tuple[ThemeBeside, ...]
    catalogues: tuple[str, ...]
    undivided: int


def years(book: LogBook, unit: str | None = None) -> Years:
    """Both years of the book, or of one unit."""
    return _Reading(book, unit).result()


_SHAPES: tuple[Shape, ...] = ((), ("month",), ("theme",))


class _Reading:
    """The figures as they are added up."""

    def __init__(self, book: LogBook, unit: str | None) -> None:
        self._book = book
        self._unit = unit
        self._year = book.directive.head.year
        self._same_day = _year_before(book.today(), self._year)
        self._now, self._same, self._then = (Sums(_SHAPES) for _ in range(3))
        self._former: dict[str, dict[str, How]] = {}
        self._readings: dict[str, Mapping[str, tuple[str, How]]] = {}
        self._undivided = 0

    def result(self) -> Years:
        book = self._book
        book.figures.reading.select(Query(unit=self._unit, counted=True)).add_to(self._now)
        for figures in book.figures.summed(Query(unit=self._unit)).figures:
            self._now.join(figures)
        first, last = Date(self._year - 1, 1, 1), Date(self._year - 1, 12, 31)
        for entry in book.figures.events(Query(unit=self._unit, start=first, end=last)):
            written = book.sessions.entry(entry.id) or entry
            if written.session.directive != book.directive.id:
                self._add_former(entry.session, written.session.directive)
        self._add_former_figures(first, last)
        whole, months = self._beside((), ()), range(1, 13)
        listed = book.directive.themes
        strange = {theme for sums in (self._now, self._then) for (theme,) in sums.of("theme") if theme not in listed}
        return Years(
            self._year, book.today(), whole, {month: self._of_month(month) for month in months},
            tuple(self._of_theme(theme) for theme in (*listed, *sorted(strange))),
            tuple(sorted(self._readings)), self._undivided,
        )  # fmt: skip

    def _add_former(self, session: Session, logged_under: str) -> None:
        """Count a session of the year before, its themes by what they are in ours."""
        themes = dict.fromkeys(self._ours(logged_under, theme) for theme in session.themes)
        read = replace(session, themes=tuple(themes))
        self._then.add(read)
        if session.date <= self._same_day:
            self._same.add(read)

    def _add_former_figures(self, first: Date, last: Date) -> None:
        """What came of the year before in figures only, of whole months."""
        book = self._book
        units = None if self._unit is None else book.exchange.speakers.below(self._unit)
        for told in book.figures.counting().told if book.exchange.totals else ():
            directive = told.file.directive
            if directive == book.directive.id or not (
                units is None or book.exchange.lens.unit(told.totals.unit) in units
            ):
                continue
            read = replace(
                told.totals,
                months=tuple(one for one in told.totals.months if first <= days_of(one.month)[0] <= last),
                cells=tuple(
                    replace(one, theme=self._ours(directive, one.theme))
                    for one in told.totals.cells
                    if first <= days_of(one.month)[0] <= last
                ),
            )
            self._then.join(read)
            before = [month for month in read.months if days_of(month.month)[1] <= self._same_day]
            cells = [cell for cell in read.cells if days_of(cell.month)[1] <= self._same_day]
            self._same.join(replace(read, months=tuple(before), cells=tuple(cells)))
            split = (one for one in read.months if days_of(one.month)[0] <= self._same_day < days_of(one.month)[1])
            self._undivided += sum(one.sessions for one in split)

    def _beside(self, shape: Shape, *places: Place) -> Beside:
        """What the years have in the place, or in the places, one for each."""
        now, same, then = self._now.of(*shape), self._same.of(*shape), self._then.of(*shape)
        here, before = places[0], places[-1]
        return Beside(now.get(here, NOTHING), same.get(before, NOTHING), then.get(before, NOTHING))

    def _of_month(self, month: int) -> Beside:
        return self._beside(("month",), *((f"{year:04}-{month:02}",) for year in (self._year, self._year - 1)))

    def _of_theme(self, theme: str) -> ThemeBeside:
        figures = self._beside(("theme",), (theme,))
        if theme not in self._book.directive.themes:
            return ThemeBeside("", (theme,), "none", figures)
        return ThemeBeside(theme, *self._went_by(theme), figures)

    def _ours(self, directive: str, theme: str) -> str:
        """What a theme of another catalogue is in ours; its own code where it is nothing."""
        listed = self._book.directive.themes
        if directive not in self._readings:
            theirs = self._book.reference.held_directive(directive)
            found = counterparts(theirs, self._book.directive) if theirs else ()
            self._readings[directive] = {one.theirs.code: (one.ours.code, one.how) for one in found if one.ours}
        ours, how = self._readings[directive].get(theme, (theme, "code" if theme in listed else "none"))
        if ours in listed:
            self._former.setdefault(ours, {})[theme] = how
        return ours

    def _went_by(self, theme: str) -> tuple[tuple[str, ...], How]:
        former = self._former.get(theme, {})
        return tuple(sorted(former)), next((former[code] for code in sorted(former)), "none")


def _year_before(day: Date, year: int) -> Date:
    """The same day in the year before `year`; of a day after that year the last one."""
    return Date(year - 1, 12, 31) if day.year > year else same_day(day, year - 1)
