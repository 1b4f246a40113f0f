"""Themes that do not apply to a unit: marked with a reason, listed, taken back."""

from collections.abc import Iterable, Mapping

from textual.widget import Widget

from logs.book.book import LogBook
from logs.catalogue.exemptions import MOST_REASON
from logs.coverage.rows import asked_units
from logs.coverage.scope import apply_again, exempt
from logs.exchange.exemptions import MarkState
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.input.text_fields import ViInput
from tui.screens.common.autosave import KeepsFields
from tui.screens.common.dialog import CLOSE, HELP
from tui.text.formats import day
from tui.text.labels import field_title, mark_state_words, marked_words
from tui.text.values import titled, unit_title
from tui.widgets.cells import Cell
from tui.widgets.choice import Choice
from tui.widgets.columns import Column
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable


class ExemptDialog(KeepsFields[bool]):
    """Mark a theme for a unit, or take a mark back; the result tells whether anything was changed."""

    KIND = "exempt"
    ABOUT = N_(
        "A theme that has nothing to do with a unit's situation is no gap of that unit. The mark needs a reason, which "
        "stands below the table. It goes up with the next file: the office accepts it, or refuses it, which makes the "
        "theme a gap again."
    )
    NAME, HEADING = "exempt", N_("Not applicable")
    MENU = (
        Command(
            "mark", "ctrl+s", N_("Mark as not applicable"), N_("Mark"), priority=True, button=True, needs="writing"
        ),
        Command(
            "lift", "ctrl+r", N_("Take the mark back"), N_("Take back"), priority=True, button=True, needs="writing"
        ),
        CLOSE,
        HELP,
    )

    def __init__(self, book: LogBook, unit: str | None = None, theme: str | None = None) -> None:
        """Begins with that unit and that theme, where they are known."""
        super().__init__(book)
        own = asked_units(book)
        self.unit = unit if unit in book.units else (own[0] if len(own) == 1 else None)
        self.theme = theme if theme in book.directive.themes else None
        self.marks: list[MarkState] = []

    def body(self) -> Iterable[Widget]:
        units = [Choice(code, unit_title(self.book.units[code])) for code in asked_units(self.book)]
        themes = [Choice(code, f"{code} {titled(theme)}") for code, theme in self.book.directive.themes.items()]
        yield FormLine(field_title("unit"), Picker(units, value=self.unit, id="exempt-unit"))
        yield FormLine(_("Theme"), Picker(themes, value=self.theme, id="exempt-theme"))
        yield FormLine(_("Reason"), ViInput(id="exempt-reason", max_length=MOST_REASON))
        yield Plain(_("It goes up with the next file, for the office to accept."), classes="hint")
        yield VirtualTable(_columns(), id="exempt-marks", empty=_("No theme is marked yet."))

    def on_mount(self) -> None:
        self._show()
        known = self._reason_of(self.unit, self.theme)
        self.query_one("#exempt-reason", ViInput).value = known
        self.query_one("#exempt-reason" if self.unit and self.theme else "#exempt-theme Input").focus()
        self.take_up()

    def texts(self) -> dict[str, str]:
        """The reason that is being typed, with its unit and theme."""
        reason = self.query_one("#exempt-reason", ViInput).value
        unit, theme = (self.query_one(name, Picker).value or "" for name in ("#exempt-unit", "#exempt-theme"))
        if reason.strip() in ("", self._reason_of(unit, theme)):
            return {}
        return {"unit": unit, "theme": theme, "reason": reason}

    def put(self, texts: Mapping[str, str]) -> None:
        """The unit, the theme and the reason that were kept."""
        self._edit(texts.get("unit"), texts.get("theme"), texts.get("reason", ""))

    def _show(self) -> None:
        """The marks of the catalogue in use, by unit and theme."""
        ours = (state for state in self.book.exchange.marks.values() if state.mark.directive == self.book.directive.id)
        self.marks = sorted(ours, key=lambda state: (state.mark.unit, state.mark.theme))
        table = self.query_one(VirtualTable)
        table.set_rows(len(self.marks), self._cells, cursor=table.cursor_row)

    def _cells(self, row: int) -> list[Cell]:
        state = self.marks[row]
        mark = state.mark
        return [mark.unit, mark.theme, mark.reason, mark_state_words(state), day(mark.at.date())]

    def _reason_of(self, unit: str | None, theme: str | None) -> str:
        marks = (state.mark for state in self.marks)
        return next((mark.reason for mark in marks if (mark.unit, mark.theme) == (unit, theme)), "")

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        """Into the fields, to change it or to take it back."""
        event.stop()
        mark = self.marks[event.row].mark
        self._edit(mark.unit, mark.theme, mark.reason)

    def _edit(self, unit: str | None, theme: str | None, why: str) -> None:
        self.query_one("#exempt-unit", Picker).value = unit
        self.query_one("#exempt-theme", Picker).value = theme
        reason = self.query_one("#exempt-reason", ViInput)
        reason.value = why
        reason.focus()

    def _chosen(self) -> tuple[str, str]:
        unit, theme = (self.picked(name).value or "" for name in ("unit", "theme"))
        return unit, theme

    @told
    async def action_mark(self) -> None:
        unit, theme = self._chosen()
        exempt(self.book, unit, theme, self.query_one("#exempt-reason", ViInput).value)
        self.post_message(Done(marked_words(self.book, unit, theme)))
        self._note_change()

    @told
    async def action_lift(self) -> None:
        """Take back the mark of the unit and the theme in the fields; where these are empty, the one in the list."""
        unit, theme = self._chosen()
        row = self.query_one(VirtualTable).cursor_row
        if not self._reason_of(unit, theme) and self.query_one(VirtualTable).has_focus and row < len(self.marks):
            unit, theme = self.marks[row].mark.unit, self.marks[row].mark.theme
        taken = apply_again(self.book, unit, theme)
        if taken is None:
            self.post_message(Done(_("There is no such mark. Choose one in the list with Enter."), warn=True))
            return
        self.post_message(Done(_("{theme} applies to {unit} again.").format(theme=theme, unit=unit)))
        self._note_change()

    def _note_change(self) -> None:
        self.outcome = True
        self.query_one("#exempt-reason", ViInput).value = ""
        self._show()
        self.forget()


def _columns() -> list[Column]:
    return [
        Column("unit", field_title("unit"), 8),
        Column("theme", _("Theme"), 8),
        Column("reason", _("Reason"), None, least=20),
        Column("state", _("State"), 12),
        Column("day", _("Noted on"), 10),
    ]
