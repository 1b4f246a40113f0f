"""The work list: what has not been talked about yet, as sessions to hold, those that close most gaps first."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace as with_fields
from textual import work
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.coverage.gaps import Suggestion, WorkList, of_units, work_list_of
from logs.coverage.rows import asked_units
from logs.coverage.scope import BASES, base_of
from logs.session.query import Query
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.screens.common.letter import LetterDialog
from tui.screens.common.mode_screen import WIDE
from tui.screens.common.session_text import unit_short
from tui.screens.common.table_screen import TableScreen
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.coverage.view import TITLES
from tui.screens.register.conditions import describe
from tui.screens.session.form import SessionForm
from tui.text.counting import doubt_lines
from tui.text.formats import number
from tui.text.letters import audience_words, gap_letter, gap_letters
from tui.text.values import titled
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.panel import one_of
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable


class GapsScreen(TableScreen):
    """A line for each suggested session; Enter writes it down, or asks its unit for it. Esc returns."""

    MODE = "coverage"
    ABOUT = N_(
        "What is still to be done: themes that a unit has not talked about yet to a group of listeners. Each line "
        "suggests one session of one unit, on one or two themes of a group, for the groups that have not heard of "
        "them; those that close most gaps come first, among them themes that nobody has talked about at all. Only the "
        "unit's own groups of listeners are looked at, not those from outside."
    )
    MENU: ClassVar = (
        Command("take", "enter", N_("Log the session, or write to its unit"), ""),
        Command("letters", "a", N_("Letters to all units that lack something"), N_("Letters to all")),
        Command("one_unit", "m", N_("Only the unit under the cursor, or all"), N_("One unit")),
        Command("next_base", "k", N_("Which themes"), "", N_("all, core, groups with priority")),
        Command("exempt", "o", N_("Theme that does not apply to a unit"), "", N_("with its reason; no gap then")),
        Command("step_back", "escape", N_("Back"), N_("Back")),
    )
    BINDINGS = bindings(MENU[1:])  # Enter is the table's own

    def __init__(self, book: LogBook, base: str = "all", asked: Query | None = None) -> None:
        """Of the themes of that base and the sessions `asked` for; its unit is the only one looked at."""
        super().__init__(book)
        self.base_name = base
        self.asked = asked or Query()
        self.found = WorkList((), 0, 0, 0)

    def body(self) -> Iterable[Widget]:
        yield Plain(id="gaps-counts", classes="counts")
        yield VirtualTable([], id="gaps", empty=Empty(_("Nothing is missing."), command=self.MENU[-1]))
        yield Plain(id="gap-line")

    # What is shown

    def show(self) -> None:
        self.found = work_list_of(self.book, self.asked, base_of(self.book, self.base_name, self.asked))
        self.fit()
        self.query_one("#gaps-counts", Plain).update(self._counts())
        self.show_row()

    def fit(self) -> None:
        table = self.table
        table.set_columns(self._columns())
        table.set_rows(len(self.found.rows), self._cells, cursor=table.cursor_row)

    def _columns(self) -> list[Column]:
        wide = self.app.size.width >= WIDE
        return [
            Column("closes", _("Closes"), 6, right=True),
            Column("unit", _("Unit"), None if wide else 7, flex=2, least=16),
            Column("theme", _("Theme"), None, flex=3, least=16),
            Column("more", _("Together with"), None, flex=3, least=16),
            Column("audience", _("For"), 12),
        ]

    def _cells(self, row: int) -> list[Cell]:
        one = self.found.rows[row]
        theme, more = (*(self._title(code) for code in one.themes), "", "")[:2]
        star = Content("★ ") if self._is_priority(one) else Content("  ")
        return [
            (number(one.closes), "bold"),
            unit_short(self.book, one.unit) if self.app.size.width >= WIDE else one.unit,
            Content.assemble(star, theme),
            more,
            " ".join(one.audience),
        ]

    def _title(self, code: str) -> str:
        return f"{code} {titled(self.book.directive.themes[code])}"

    def _is_priority(self, suggestion: Suggestion) -> bool:
        return self.book.directive.themes[suggestion.themes[0]].priority

    def _counts(self) -> Content:
        found, chosen = self.found, TITLES["base"][self.base_name]
        parts = [
            _("Empty: {n}/{all}").format(n=number(found.empty), all=number(found.places)),
            _("Suggested sessions: {n}").format(n=number(len(found.rows))),
        ]
        if found.untold:
            parts.append(_("For whom is not known: {n}").format(n=number(found.untold)))
        parts += doubt_lines(self.book.figures.counting())
        words = describe(self.asked, self.book)
        if words:
            parts.append(_("Filter: {words}").format(words=visible(words)))
        does = _("Enter: write to the unit") if self._writes_letters else _("Enter: log this session")
        rule = _("Counted by theme × unit × audience. {enter}").format(enter=does)
        choice = one_of("k", _("Themes"), _(chosen), "screen.next_base()")
        return Content.assemble(choice, "   ", " · ".join(parts), "\n", Content.styled(rule, "$foreground-muted"))

    def show_row(self) -> None:
        """The session under the cursor in full."""
        one, line = self._current, self.query_one("#gap-line", Plain)
        if one is None:
            line.update("")
            return
        heard = _("For: {audience}").format(audience=audience_words(self.book, one))
        themes = " + ".join(map(self._title, one.themes))
        if one.first:
            themes += " · " + _("of these with no session anywhere: {n}").format(n=number(one.first))
        line.update(f"{themes}\n{heard} · {visible(unit_short(self.book, one.unit))}")

    @property
    def _current(self) -> Suggestion | None:
        row = self.table.cursor_row
        return self.found.rows[row] if row < len(self.found.rows) else None

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
            text = gap_letter(self.book, one.unit, of_units(self.found.rows)[one.unit])
            await self._show_letter(unit_short(self.book, one.unit), text, one.unit)
            return
        refuse_read_only(self.book)
        saved = await self.app.push_screen_wait(self._form(one))
        self.post_message(BookChanged(saved.entry.id if saved else None))

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
        by_unit = of_units(self.found.rows)
        units = [code for code in asked_units(self.book, self.asked.unit) if code in by_unit]
        text = gap_letters(self.book, by_unit, units)
        if not text:
            self.post_message(Done(_("Nothing is missing.")))
            return
        await self._show_letter(_("Letters: {n}").format(n=number(len(units))), text, "tat-ca")

    async def _show_letter(self, title: str, text: str, whose: str) -> None:
        name = f"De-nghi_{whose}_{self.book.today().isoformat()}.txt"
        await self.app.push_screen_wait(LetterDialog(title, text, name))

    def action_one_unit(self) -> None:
        one = self._current
        unit = one.unit if one is not None and self.asked.unit is None else None
        self.asked = with_fields(self.asked, unit=unit)
        self.show()

    def action_next_base(self) -> None:
        self.base_name = BASES[(BASES.index(self.base_name) + 1) % len(BASES)]
        self.show()

    @work(group="dialog", exclusive=True)
    @told
    async def action_exempt(self) -> None:
        one = self._current
        unit, theme = (one.unit, one.themes[0]) if one else (self.asked.unit, None)
        if await self.app.push_screen_wait(ExemptDialog(self.book, unit, theme)):
            self.refresh_book()
