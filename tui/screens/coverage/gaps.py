"""The work list: sessions that are still to be held for the targets, by week."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace as with_fields
from textual import work
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.coverage.gaps import Suggestion, WorkList, of_units, work_list_of
from logs.coverage.rows import asked_units
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.screens.common.figure_screen import FigureScreen
from tui.screens.common.letter import open_letter
from tui.screens.common.mode_screen import WIDE
from tui.screens.common.session_text import unit_short
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.register.conditions import describe
from tui.screens.session.form import SessionForm
from tui.text.counting import doubt_lines
from tui.text.formats import number
from tui.text.letters import audience_codes, audience_words, gap_letters
from tui.text.progress import week_words, work_list_words
from tui.text.values import saved_sentence, titled
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable


class GapsScreen(FigureScreen):
    """A line for each suggested session; Enter writes it down, or asks its unit for it. Esc returns."""

    MODE = "coverage"
    ABOUT = N_(
        "What is still to be done for the targets of the year. Each line suggests one session of one unit in one week, "
        "on one or two themes of a group, for the groups that have not heard of them. There are no more lines than "
        "sessions needed: one that serves several targets stands here once."
    )
    MENU: ClassVar = (
        Command("take", "enter", N_("Log the session, or write to its unit"), ""),
        Command("plan", "p", N_("Plan the session in its week"), N_("Plan"), needs="writing"),
        Command("letters", "a", N_("Letters to all units that lack something"), N_("Letters to all")),
        Command("one_unit", "m", N_("Only the unit under the cursor, or all"), N_("One unit")),
        Command("exempt", "o", N_("Theme that does not apply to a unit"), "", N_("with its reason; no gap then")),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )
    BINDINGS = bindings(MENU[1:])  # Enter is the table's own

    found: WorkList  # once it has come
    rows: tuple[Suggestion, ...] = ()

    def __init__(self, book: LogBook, asked: Query | None = None) -> None:
        """For the sessions `asked` for; its unit is the only one looked at."""
        super().__init__(book)
        self.asked = asked or Query()

    def body(self) -> Iterable[Widget]:
        yield Plain(id="gaps-counts", classes="counts")
        nothing = Empty(_("Nothing is left to be done for the targets."), command=self.MENU[-1])
        yield VirtualTable([], id="gaps", classes="framed", empty=nothing)
        yield Plain(id="gap-line")

    # What is shown

    def wanted(self) -> tuple[Any, ...]:
        return work_list_of, self.asked

    def show_figures(self, figures: WorkList) -> None:
        self.found, self.rows = figures, figures.rows
        self.fit()
        self.query_one("#gaps-counts", Plain).update(self._counts(figures))
        self.show_row()

    def fit(self) -> None:
        table = self.table
        table.set_columns(self._columns())
        table.set_rows(len(self.rows), self._cells, cursor=table.cursor_row)

    def _columns(self) -> list[Column]:
        wide = self.app.size.width >= WIDE
        return [
            Column("week", _("Week"), 11),
            Column("unit", _("Unit"), None if wide else 7, flex=2, least=16),
            Column("theme", _("Theme"), None, flex=3, least=16),
            Column("more", _("Together with"), None, flex=3, least=16),
            Column("audience", _("For"), 12),
        ]

    def _cells(self, row: int) -> list[Cell]:
        one = self.rows[row]
        theme, more = (*(self._title(code) for code in one.themes), "", "")[:2]
        star = Content("★ ") if self._is_priority(one) else Content("  ")
        return [
            (week_words(one.first, one.last), "bold"),
            unit_short(self.book, one.unit) if self.app.size.width >= WIDE else one.unit,
            Content.assemble(star, theme),
            more,
            audience_codes(one),
        ]

    def _title(self, code: str) -> str:
        return f"{code} {titled(self.book.directive.themes[code])}"

    def _is_priority(self, suggestion: Suggestion) -> bool:
        return self.book.directive.themes[suggestion.themes[0]].priority

    def _counts(self, found: WorkList) -> Content:
        parts = [work_list_words(found), *doubt_lines(self.book.figures.counting())]
        words = describe(self.asked, self.book)
        if words:
            parts.append(_("Filter: {words}").format(words=visible(words)))
        does = _("Enter: write to the unit") if self._writes_letters else _("Enter: log this session")
        return Content.assemble(" · ".join(parts), "\n", Content.styled(does, "$foreground-muted"))

    def show_row(self) -> None:
        """The session under the cursor in full."""
        one, line = self._current, self.query_one("#gap-line", Plain)
        if one is None:
            line.update("")
            return
        heard = _("For: {audience}").format(audience=audience_words(self.book, one))
        themes = " + ".join(map(self._title, one.themes))
        serves = _("targets: {codes}").format(codes=", ".join(one.targets))
        line.update(f"{themes}\n{heard} · {serves} · {visible(unit_short(self.book, one.unit))}")

    @property
    def _current(self) -> Suggestion | None:
        row = self.table.cursor_row
        return self.rows[row] if row < len(self.rows) else None

    @property
    def _writes_letters(self) -> bool:
        return self.book.owner.role == "committee"

    # What the person does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are the committee's; of one unit only nothing can be chosen."""
        if action == "letters":
            return self._writes_letters
        if action == "one_unit":
            return len(asked_units(self.book)) > 1
        return super().check_action(action, parameters)

    async def take_row(self) -> None:
        self.action_take()

    @work(group="dialog", exclusive=True)
    @told
    async def action_take(self) -> None:
        """A reporter logs the session that was suggested; the committee writes to the unit for it."""
        one = self._current
        if one is None:
            return
        if self._writes_letters:
            letters = partial(gap_letters, self.book, of_units(self.rows), [one.unit])
            open_letter(self, self.book, unit_short(self.book, one.unit), letters, f"De-nghi_{one.unit}")
            return
        refuse_read_only(self.book)
        saved = await self.app.push_screen_wait(self._form(one))
        self.post_message(BookChanged(saved.entry.id if saved else None))

    @told
    async def action_plan(self) -> None:
        """Save the suggested session as planned, on the first day of its week."""
        one = self._current
        if one is None:
            return
        fields = {"status": "planned", "unit": one.unit, "date": one.first, "themes": one.themes}
        composed = self.book.compose({**fields, "audience": dict.fromkeys(one.audience)})
        if composed.session is not None:
            entry = self.book.add(composed.session)
            self.post_message(Done(saved_sentence(entry.session, self.book)))
            self.post_message(BookChanged(entry.id))

    def _form(self, suggestion: Suggestion) -> SessionForm:
        """The form with what was suggested filled in."""
        texts = {
            "unit": suggestion.unit,
            "themes": ", ".join(suggestion.themes),
            "audience": ", ".join(suggestion.audience),
        }
        return SessionForm(self.book, typed=texts, proposed=True)

    @work(group="dialog", exclusive=True)
    @told
    async def action_letters(self) -> None:
        """A letter to each unit that lacks something."""
        by_unit = of_units(self.rows)
        units = [code for code in asked_units(self.book, self.asked.unit) if code in by_unit]
        title = _("Letters: {n}").format(n=number(len(units)))
        open_letter(self, self.book, title, partial(gap_letters, self.book, by_unit, units), "De-nghi_tat-ca")

    def action_one_unit(self) -> None:
        one = self._current
        unit = one.unit if one is not None and self.asked.unit is None else None
        self.asked = with_fields(self.asked, unit=unit)
        self.show()

    @work(group="dialog", exclusive=True)
    @told
    async def action_exempt(self) -> None:
        one = self._current
        unit, theme = (one.unit, one.themes[0]) if one else (self.asked.unit, None)
        if await self.app.push_screen_wait(ExemptDialog(self.book, unit, theme)):
            self.refresh_book()
