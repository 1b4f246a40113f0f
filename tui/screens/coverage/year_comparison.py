"""This year against last: by theme, with what each was called in the catalogue of the year before, or by month."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.coverage.year_comparison import Beside, ThemeBeside, Years, years
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.screens.common.figure_screen import FigureScreen
from tui.text.counting import doubt_lines
from tui.text.formats import day, number, period_title
from tui.text.labels import counterpart_title
from tui.text.values import titled
from tui.text.visible import visible
from tui.widgets.cells import Cell, text_of, width_of
from tui.widgets.columns import GAP, MARK, Column
from tui.widgets.month_bars import beside_bar
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

_NAME_LEAST = 24
_BAR = 15
_MEASURES = ("sessions", "attendance")


class YearsScreen(FigureScreen):
    """A line for each theme or month; Esc returns."""

    MODE = "coverage"
    ABOUT = N_(
        "This year beside the year before up to the same day, and beside the whole of it. Last year's sessions are "
        "those of its days that were logged under its own catalogue; a theme of it is the one of ours that has its "
        "code or a title like its own, or that a person has answered it to be."
    )
    MENU: ClassVar = (
        Command("next_rows", "b", N_("By theme or by month"), N_("Month")),
        Command("next_measure", "m", N_("Sessions or attendance"), N_("Att.")),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, unit: str | None = None) -> None:
        """Of one unit, or of all."""
        super().__init__(book)
        self.unit = unit
        self.by_month = False
        self.measure = "sessions"
        self.found: Years | None = None
        self.rows: list[tuple[Content | str, Beside, str]] = []

    def body(self) -> Iterable[Widget]:
        yield Plain(id="years-counts", classes="counts")
        yield VirtualTable([], id="years", classes="framed", fixed=1, empty="")
        yield Plain(id="years-line", classes="counts")

    # What is shown

    def wanted(self) -> tuple[Any, ...]:
        return years, self.unit

    def show_figures(self, figures: Years) -> None:
        self.found = figures
        self.fit()

    def fit(self) -> None:
        found = self.found
        if found is None:
            return
        self.rows = list(self._months(found) if self.by_month else self._themes(found))
        table = self.table
        table.set_columns(self._columns(found), fixed=1)
        table.set_rows(len(self.rows), self._cells, cursor=table.cursor_row)
        self.query_one("#years-counts", Plain).update(self._counts(found))
        words = [self._in_words(found)] if found.catalogues else []
        self.query_one("#years-line", Plain).update(_rules(found, self.book, words))

    def _columns(self, found: Years) -> list[Column]:
        title = _("Month") if self.by_month else _("Theme")
        then = str(found.year - 1)
        columns = [
            Column("now", str(found.year), 7, right=True),
            Column("same", _("{year} to date").format(year=then), 12, right=True),
            Column("change", "+/−", 7, right=True),
            Column("then", _("{year} all").format(year=then), 8, right=True),
        ]
        if self.by_month and found.catalogues:
            columns.insert(0, Column("bar", f"▀{found.year} ▄{then}", _BAR))
        elif not self.by_month and len({former for _name, _figures, former in self.rows[:-1]}) > 1:
            columns.append(Column("former", _("Code in {year}").format(year=then), 20 if not self.narrow else 12))
        # The names have what is left, and no more than they need.
        room = self.table.scrollable_content_region.width or self.app.size.width
        left = room - MARK - 2 * GAP - sum((column.width or 0) + GAP for column in columns)
        longest = max((width_of(text_of(name)) for name, _figures, _former in self.rows), default=0)
        return [Column("what", title, max(_NAME_LEAST, min(longest, left))), *columns]

    def _months(self, found: Years) -> Iterable[tuple[str, Beside, str]]:
        for month, figures in found.months.items():
            yield period_title(f"{found.year}-{month:02}").partition("/")[0], figures, ""
        yield _("Total, each session once"), found.whole, ""

    def _themes(self, found: Years) -> Iterable[tuple[str, Beside, str]]:
        themes = self.book.directive.themes
        for theme in found.themes:
            name = f"{theme.theme} {titled(themes[theme.theme])}" if theme.theme else self._former_name(theme)
            yield name, theme.figures, _went_by(theme)
        yield _("Total, each session once"), found.whole, ""

    def _former_name(self, one: ThemeBeside) -> str:
        """A theme that ours does not have, by the catalogue that has it."""
        code = one.former[0]
        held = (self.book.reference.held_directive(name) for name in (self.found.catalogues if self.found else ()))
        theme = next((each.themes[code] for each in held if each and code in each.themes), None)
        return f"{code} {titled(theme)}" if theme else code

    def _cells(self, row: int) -> list[Cell]:
        what, figures, former = self.rows[row]
        now, same, then = (getattr(one, self.measure) for one in (figures.now, figures.same, figures.then))
        last = row == len(self.rows) - 1
        cells: list[Cell] = [(str(what), "bold" if last else ""), (_figure(now), "bold"), _figure(same)]
        if self.by_month and self.found and self.found.catalogues:
            most = max(value for pair in self._pairs(self.found) for value in pair)
            cells.insert(1, ("" if last else beside_bar(now, same, most, _BAR), "$primary"))
        change: Cell = _change(now, same) if self.found and self.found.catalogues else "–"
        return [*cells, change, (_figure(then), "$foreground-muted"), (former, "$foreground-muted")]

    def _counts(self, found: Years) -> Content:
        measured = _("Sessions") if self.measure == "sessions" else _("Attendance")
        parts = [_("{what}, {now} against {then}").format(what=measured, now=found.year, then=found.year - 1)]
        if self.unit:
            unit = self.book.units.get(self.unit)
            parts.append(visible(unit.name if unit else self.unit))
        if found.catalogues:
            parts.append(_("catalogue of last year: {names}").format(names=", ".join(found.catalogues)))
        else:
            missing = _("this book has no session of {year}: merge the files of that year and they stand here")
            parts.append(missing.format(year=found.year - 1))
        return Content(" · ".join(parts))

    def _pairs(self, found: Years) -> list[tuple[int, int]]:
        """What the months of both years have."""
        return [(getattr(one.now, self.measure), getattr(one.same, self.measure)) for one in found.months.values()]

    def _in_words(self, found: Years) -> str:
        """In how many months there was more than in the year before, less, or as much."""
        pairs = [pair for pair in self._pairs(found) if any(pair)]
        return _("Months with more than in {year}: {more}, with less: {less}, with as much: {same}.").format(
            year=found.year - 1,
            more=number(sum(now > same for now, same in pairs)),
            less=number(sum(now < same for now, same in pairs)),
            same=number(sum(now == same for now, same in pairs)),
        )

    # What the person does

    def action_next_rows(self) -> None:
        self.by_month = not self.by_month
        self.fit()

    def action_next_measure(self) -> None:
        self.measure = _MEASURES[(_MEASURES.index(self.measure) + 1) % len(_MEASURES)]
        self.fit()


def _rules(found: Years, book: LogBook, words: Iterable[str]) -> Content:
    """The words, and how the years are set against each other."""
    rule = _("“To date” is up to {day} of the year before; +/− is this year less that.")
    counted = _("A session with several themes counts once under each; totals count it once.")
    until = f"{found.on.day:02}/{found.on.month:02}" if found.on.year == found.year else day(found.on)
    text = f"{rule.format(day=until)} {counted}"
    if found.undivided:
        text += " " + _("Known only by whole months, not in “to date”: {n}.").format(n=number(found.undivided))
    rules = Content.styled(" ".join([text, *doubt_lines(book.figures.counting())]), "$foreground-muted")
    return Content("\n").join([*map(Content, words), rules])


def _went_by(theme: ThemeBeside) -> str:
    """The former codes and how they were found; `–` where the year before did not have it."""
    if not theme.theme:
        return _("not in ours")
    if not theme.former:
        return "–"
    same = theme.former == (theme.theme,)
    return "=" if same else f"{' '.join(theme.former)} ({counterpart_title(theme.how)})"


def _figure(value: int) -> str:
    return number(value) if value else "·"


def _change(now: int, same: int) -> Cell:
    if now == same:
        return ("=" if now else "", "$foreground-muted")
    sign, style = ("+", "$text-success") if now > same else ("−", "$text-warning")
    return (f"{sign}{number(abs(now - same))}", style)
