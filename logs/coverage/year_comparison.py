"""This year beside the year before: their figures by month and by theme, the two catalogues put side by side.

The year before are the sessions of its days that were logged under another catalogue than this year's. Its themes are
read by what they are in ours: as a person has answered, by the same code, or by a title that is the same or near.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Date

from msgspec import Struct

from logs.book.book import LogBook
from logs.catalogue.matching import How, counterparts
from logs.model import Session
from logs.periods import days_of, same_day
from logs.session.query import Query


class Held(Struct):
    """Sessions and their attendance."""

    sessions: int = 0
    attendance: int = 0

    def add(self, sessions: int, attendance: int) -> None:
        """Count so many more."""
        self.sessions += sessions
        self.attendance += attendance


class Beside(Struct):
    """This year's figures, those of the year before up to the same day (`same`), and of the whole of it (`then`)."""

    now: Held
    same: Held
    then: Held


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


class _Reading:
    """The figures as they are added up."""

    def __init__(self, book: LogBook, unit: str | None) -> None:
        self._book = book
        self._unit = unit
        self._year = book.directive.head.year
        self._same_day = _year_before(book.today(), self._year)
        self._whole = _beside()
        self._months = {month: _beside() for month in range(1, 13)}
        self._themes: dict[str, Beside] = {theme: _beside() for theme in book.directive.themes}
        self._strange: dict[str, Beside] = {}
        self._former: dict[str, dict[str, How]] = {}
        self._readings: dict[str, Mapping[str, tuple[str, How]]] = {}
        self._undivided = 0

    def result(self) -> Years:
        book = self._book
        for entry in book.figures.counted(Query(unit=self._unit, status="complete")):
            written = book.sessions.entry(entry.id)
            self._add_session(entry.session, (written or entry).session.directive)
        self._add_figures()
        ours = (ThemeBeside(theme, *self._went_by(theme), figures) for theme, figures in self._themes.items())
        theirs = (ThemeBeside("", (theme,), "none", figures) for theme, figures in sorted(self._strange.items()))
        return Years(
            self._year, book.today(), self._whole, self._months, (*ours, *theirs),
            tuple(sorted(self._readings)), self._undivided,
        )  # fmt: skip

    def _add_session(self, session: Session, logged_under: str) -> None:
        """Count a session as it is read here, under the year that it belongs to."""
        ours = session.directive == self._book.directive.id
        attendance = session.attendance or 0
        if ours and session.date.year == self._year:
            for place in self._places(session.date.month, session.themes):
                place.now.add(1, attendance)
        elif session.date.year == self._year - 1 and logged_under != self._book.directive.id:
            themes = [self._ours(logged_under, theme) for theme in session.themes]
            is_before = session.date <= self._same_day
            for place in self._places(session.date.month, themes):
                place.then.add(1, attendance)
                if is_before:
                    place.same.add(1, attendance)

    def _add_figures(self) -> None:
        """What came in figures only; those of the year before are of whole months."""
        book = self._book
        for figures in book.figures.summed(Query(unit=self._unit)).figures:
            for month in (one for one in figures.months if one.month.startswith(f"{self._year}-")):
                for place in self._places(int(month.month[5:]), ()):
                    place.now.add(month.sessions, month.attendance)
            for cell in (one for one in figures.cells if one.month.startswith(f"{self._year}-")):
                self._theme(cell.theme).now.add(cell.sessions, cell.attendance)
        for told in book.figures.counting().told if book.exchange.totals else ():
            if told.file.directive != book.directive.id and self._unit in (
                None,
                book.exchange.lens.unit(told.totals.unit),
            ):
                for month in told.totals.months:
                    self._add_former(month.month, self._places(int(month.month[5:]), ()), month.sessions,
                                     month.attendance, divides=True)  # fmt: skip
                for cell in told.totals.cells:
                    theme = self._theme(self._ours(told.file.directive, cell.theme))
                    self._add_former(cell.month, (theme,), cell.sessions, cell.attendance)

    def _add_former(
        self, month: str, places: Iterable[Beside], sessions: int, attendance: int, *, divides: bool = False
    ) -> None:
        if not month.startswith(f"{self._year - 1}-"):
            return
        first, last = days_of(month)
        for place in places:
            place.then.add(sessions, attendance)
            if last <= self._same_day:
                place.same.add(sessions, attendance)
        if divides and first <= self._same_day < last:
            self._undivided += sessions

    def _places(self, month: int, themes: Iterable[str]) -> Iterator[Beside]:
        """Where a session counts: once in the whole, once in its month, once under each theme."""
        yield self._whole
        yield self._months[month]
        yield from (self._theme(theme) for theme in dict.fromkeys(themes))

    def _theme(self, theme: str) -> Beside:
        return self._themes.get(theme) or self._strange.setdefault(theme, _beside())

    def _ours(self, directive: str, theme: str) -> str:
        """What a theme of another catalogue is in ours; its own code where it is nothing."""
        if directive not in self._readings:
            theirs = self._book.reference.held_directive(directive)
            found = counterparts(theirs, self._book.directive) if theirs else ()
            self._readings[directive] = {one.theirs.code: (one.ours.code, one.how) for one in found if one.ours}
        ours, how = self._readings[directive].get(theme, (theme, "code" if theme in self._themes else "none"))
        if ours in self._themes:
            self._former.setdefault(ours, {})[theme] = how
        return ours

    def _went_by(self, theme: str) -> tuple[tuple[str, ...], How]:
        former = self._former.get(theme, {})
        return tuple(sorted(former)), next((former[code] for code in sorted(former)), "none")


def _beside() -> Beside:
    return Beside(Held(), Held(), Held())


def _year_before(day: Date, year: int) -> Date:
    """The same day in the year before `year`; of a day after that year the last one."""
    return Date(year - 1, 12, 31) if day.year > year else same_day(day, year - 1)
