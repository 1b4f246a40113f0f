"""Several sessions in one go: a row for each paper record, checked and saved as one step."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.session.fields import FIELD_BY_NAME
from logs.session.validation import Problem
from tui.core.autosave import Unfinished, kept
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.screens.common.ask import Ask, accepted
from tui.screens.common.autosave import Keeping
from tui.screens.common.calendar import CalendarDialog
from tui.screens.common.mode_screen import WIDE
from tui.screens.session.editors import step_day, typed_day
from tui.screens.session.table_rows import HINTS, PaperRows, cells, columns, offered, row_finding, row_sentence
from tui.text.errors.messages import error_sentence
from tui.text.formats import day, number
from tui.text.labels import field_title
from tui.widgets.cells import Cell
from tui.widgets.edit_sheet import CellField, EditSheet
from tui.widgets.key_button import key_button
from tui.widgets.safe import Plain

_MOST_SAID = 4  # findings listed under the table; half of them where lines are short


class PaperScreen(Keeping[None]):
    """Type records row by row; the result is in the book, or kept for the next time where it is not saved."""

    ABOUT = N_(
        "One row is one session. A cell takes what the form and the entry line take: 5/12, sh, #biengioi, 18dv 7cb. "
        "What stands behind ≈ is a guess from the most similar earlier session and counts unless something is typed. "
        "Cells copied in a spreadsheet can be pasted. All rows are saved in one step, which Undo takes back as a whole."
    )
    KIND = "sheet"
    MENU: ClassVar = (
        Command("save", "ctrl+s", N_("Save all rows"), N_("Save all"), N_("in one step"), priority=True, button=True),
        Command("next", "tab", N_("Next cell"), "", N_("Enter does the same, and ends a row after the place")),
        Command("copy_above", "ctrl+d", N_("Copy the cell above"), N_("As above"), "", priority=True),
        Command("take_hit(1)", "pagedown", N_("Next word from the list"), N_("Word"), "", priority=True),
        Command("take_hit(-1)", "pageup", N_("Previous word from the list"), "", "", priority=True),
        Command("calendar", "f4", N_("Calendar"), "", N_("in the column of dates")),
        Command("drop", "ctrl+k", N_("Take the row out"), N_("Drop row"), "", priority=True),
        Command("clear", "ctrl+l", N_("Empty the table"), N_("Empty"), priority=True, button=True),
        Command("step_back", "escape", N_("Close"), "", N_("what is typed stays for next time"), button=True),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"save", "clear"})

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        unfinished = kept(book.folder, "sheet")
        self.rows = PaperRows(book, unfinished.rows if unfinished else ())
        self.columns = columns(self.rows.fields)
        optional = 1 + self.rows.fields.index("minutes")
        self.sheet = EditSheet(self.columns, self._text, self._put, self._settle, optional=optional, id="paper-sheet")
        self.asked_to_save = False
        self.hits: list[str] = []  # what the cell in use may become
        self.hit = -1  # the one taken from the list
        self.without_room = 0  # pasted rows that are not in the table

    def compose(self) -> ComposeResult:
        with Vertical(classes="whole", id="paper"):
            yield Plain(_("Several sessions from paper"), classes="whole-title")
            yield self.sheet
            yield Plain(id="paper-cell")
            yield Plain(id="paper-said")
            with Horizontal(classes="buttons"):
                for one in (command for command in self.MENU if command.button):
                    variant = "primary" if one is self.MENU[0] else "default"
                    name = f"paper-{one.action}"
                    yield key_button(
                        _(one.short or one.name), one.key, id=name, variant=variant, action=f"screen.{one.action}"
                    )
                yield Plain(id="paper-count")
            yield KeyBar()

    def on_mount(self) -> None:
        for button in self.query(Button):
            button.can_focus = False
        self.sheet.field.focus()
        self.sheet.load()
        self.show_rows()
        self._show_hits()
        self.call_after_refresh(self.sheet.place)

    # What stands in the cells

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.rows.filled)

    @property
    def field(self) -> str:
        """The field of the column in use."""
        return self.columns[self.sheet.column].key

    def _text(self, row: int, column: int) -> str:
        return self.rows.text(row, self.columns[column].key)

    def _put(self, row: int, column: int, text: str) -> None:
        field = self.columns[column].key
        self.rows.put(row, field, (self._stepped(row, field, text) if self._is_day(field) else "") or text)

    def _settle(self, row: int, column: int) -> None:
        self.rows.leave(row, self.columns[column].key)

    def _cells(self, row: int) -> Sequence[Cell]:
        return cells(self.rows, row, self._told(row))

    def _told(self, row: int) -> list[Problem]:
        """What is to be said of a row: of fields still empty only once all rows were to be saved."""
        found = self.rows.problems(row) if self.rows.is_filled(row) else ()
        return [one for one in found if self.asked_to_save or not one.code.endswith("_missing")]

    # What is shown

    def show_rows(self) -> None:
        """Show the rows as they are now, and what is in the way under them."""
        self.rows.compare()
        self.sheet.show(len(self.rows), self._cells)
        self._show_said()
        filled = self.rows.filled
        self.query_one("#paper-count", Plain).update(_("Rows filled in: {n}").format(n=number(len(filled))))

    def _show_said(self) -> None:
        listed = [(row, one) for row in self.rows.filled for one in self._told(row)]
        listed.sort(key=lambda pair: (pair[1].severity != "error", pair[0] != self.sheet.row, pair[0]))
        wrong = len({row for row, one in listed if one.severity == "error"})
        most = _MOST_SAID if self.app.size.width >= WIDE else _MOST_SAID // 2
        lines = [row_finding(row, one) for row, one in listed[:most]]
        if wrong and self.asked_to_save:
            words = _("Not saved. Rows to be put right: {n}; the first is shown.").format(n=number(wrong))
            lines.insert(0, Content.styled(f"✗ {words}", "bold $text-error"))
        if self.without_room:
            words = _("There was no room for the last rows: {n}.").format(n=number(self.without_room))
            lines.insert(0, Content.styled(f"! {words}", "bold $text-warning"))
        if len(listed) > most:
            lines[-1] += Content.styled("  " + _("and {n} more").format(n=number(len(listed) - most)), "$text-muted")
        self.query_one("#paper-said", Plain).update(Content("\n").join(lines))

    def _show_hits(self) -> None:
        """Beside the cell in use: what it may become, or what it takes."""
        title = Content.styled(f"{field_title(self.field)}  ", "bold $text-primary")
        parts = offered(self.rows, self.field, self.hits, self.hit)
        hint = Content.styled(_(HINTS.get(self.field, "")), "$foreground-muted")
        self.query_one("#paper-cell", Plain).update(Content.assemble(title, parts if self.hits else hint))

    # What is typed

    def on_edit_sheet_edited(self, event: EditSheet.Edited) -> None:
        event.stop()
        text = self.sheet.field.value
        if text != self.rows.text(self.sheet.row, self.field):  # + and - have become a day
            self.sheet.load()
        self.hits, self.hit = self.rows.hits(self.field, text), -1
        self._changed()

    @staticmethod
    def _is_day(field: str) -> bool:
        return FIELD_BY_NAME[field].kind == "date"

    def _stepped(self, row: int, field: str, key: str) -> str:
        """The date after + or - alone: a day on from the one above."""
        known = self.book.reference.known()
        shown = typed_day(self.rows.text(row - 1, field) if row else "", known) or known.today
        stepped = step_day(day(shown), key, known)
        return day(stepped) if stepped else ""

    def _changed(self) -> None:
        self.show_rows()
        self._show_hits()
        self.keep_soon()

    def on_edit_sheet_moved(self, event: EditSheet.Moved) -> None:
        event.stop()
        self.hits, self.hit = [], -1
        self.show_rows()
        self._show_hits()

    def on_cell_field_cells(self, event: CellField.Cells) -> None:
        event.stop()
        self.without_room = self.rows.put_cells(self.sheet.row, self.field, event.rows)
        self.sheet.load()
        self._changed()

    def focus_next(self, selector: Any = "*") -> Widget | None:
        """Tab goes to the next cell, once the field has got every letter typed before it."""
        self.sheet.field.call_later(self.sheet.step, 1)
        return self.sheet.field

    def focus_previous(self, selector: Any = "*") -> Widget | None:
        """Shift+Tab goes to the cell before."""
        self.sheet.field.call_later(self.sheet.step, -1)
        return self.sheet.field

    def action_next(self) -> None:
        self.sheet.step(1)

    def action_copy_above(self) -> None:
        if self.rows.copy_above(self.sheet.row, self.field):
            self.sheet.load()
            self._changed()

    def action_take_hit(self, step: int) -> None:
        """Put the next of the words that fit into the cell."""
        hits = self.hits or self.rows.hits(self.field, self.sheet.field.value)
        if hits:
            self.hit = min(max(self.hit + step, 0), len(hits) - 1)
            self.rows.take(self.sheet.row, self.field, hits[self.hit])
            self.sheet.load()
            self.hits = hits
            self._changed()

    def action_drop(self) -> None:
        self.rows.drop(self.sheet.row)
        self.sheet.load()
        self._changed()

    @work(group="dialog", exclusive=True)
    async def action_calendar(self) -> None:
        if self._is_day(self.field):
            today = self.book.today()
            shown = typed_day(self.sheet.field.value, self.book.reference.known()) or today
            chosen = await self.app.push_screen_wait(CalendarDialog(shown, today))
            if chosen is not None:
                self.rows.put(self.sheet.row, self.field, day(chosen))
                self.sheet.load()
                self._changed()

    @work(group="dialog", exclusive=True)
    async def action_clear(self) -> None:
        answers = [("clear", _("Empty the table")), ("", _("Go on typing"))]
        if await self.app.push_screen_wait(Ask(_("Let go of everything typed in the table?"), answers)) == "clear":
            self.rows, self.without_room = PaperRows(self.book), 0
            self.sheet.load()
            self.sheet.go(0, 1)
            self._changed()

    # Saving and keeping

    def action_save(self) -> None:
        """Save once the cell in use has taken in every key that came before."""
        self.sheet.field.call_later(self._save)

    @work(group="save", exclusive=True)
    @told
    async def _save(self) -> None:
        self.sheet.take()
        self._settle(self.sheet.row, self.sheet.column)
        self.sheet.load()
        self.asked_to_save = True
        self.show_rows()
        wrong = [row for row in self.rows.filled if self.rows.read(row).composed.errors]
        if wrong:
            self._go_to_error(wrong[0])
            return
        found = [(row, problem) for row in self.rows.filled for problem in self.rows.problems(row)]
        doubts = [(row, problem) for row, problem in found if problem.severity == "warning"]
        if doubts and not await accepted(self.app, (row_sentence(row, doubt) for row, doubt in doubts)):
            return
        try:
            saved = self.book.add_several(self.rows.sessions())
        except SotayError as error:
            self.query_one("#paper-said", Plain).update(Content.styled(f"✗ {error_sentence(error)}", "$text-error"))
            return
        self._leave_saved(len(saved))

    def _leave_saved(self, count: int) -> None:
        self.forget()
        if count:
            self.post_message(Done(_("Sessions saved: {n}. Undo takes them back in one step.").format(n=number(count))))
        self.dismiss(None)

    def _go_to_error(self, row: int) -> None:
        first = self.rows.read(row).composed.errors[0].field
        column = next((n for n, one in enumerate(self.columns) if one.key == first), self.sheet.column)
        self.sheet.go(row, column)

    def action_step_back(self) -> None:
        self.sheet.take()
        super().action_step_back()

    def unfinished(self) -> Unfinished:
        """The rows."""
        return Unfinished("", {}, self.rows.texts())

    def on_click(self, event: events.Click) -> None:
        """A click on a cell brings the keyboard there."""
        offset = event.get_content_offset(self.sheet.grid)
        row, column = self.sheet.grid.place_at(offset.x, offset.y) if offset else (None, None)
        if row is not None and row >= 0 and column:
            self.sheet.go(row, column)
