"""Monthly totals of a unit that sends numbers only: typed, listed, taken out."""

from collections.abc import Iterable, Mapping

from textual.widget import Widget

from logs.book.book import LogBook
from logs.counting.sums import Sum
from logs.counting.unit_totals import Told
from logs.progress.typed_totals import drop_totals, read_month, read_parts, type_totals, typed_of
from logs.typed_values import read_count
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.input.text_fields import ViInput
from tui.screens.common.autosave import KeepsFields
from tui.screens.common.dialog import CLOSE, HELP
from tui.text.formats import number
from tui.text.labels import field_title
from tui.text.progress import typed_parts_words, typed_state_words
from tui.text.values import unit_title
from tui.widgets.cells import Cell
from tui.widgets.choice import Choice
from tui.widgets.columns import Column
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

_FIELDS = ("month", "sessions", "attendance", "forms", "themes")


class TotalsDialog(KeepsFields[bool]):
    """Type a unit's totals of a month, or take them out again; the result tells whether anything was changed."""

    KIND = "totals"
    ABOUT = N_(
        "For a unit that sends monthly numbers only. They count until sessions of that unit and month, or a file with "
        "its totals, are in the book. What is known by form or theme is written as TM=2/60: sessions, listeners."
    )
    NAME, HEADING = "totals", N_("Totals typed by hand")
    GUIDE = "progress"
    MENU = (
        Command(
            "save", "ctrl+s", N_("Save the totals of the month"), N_("Save"), priority=True, button=True,
            needs="writing",
        ),
        Command(
            "remove", "ctrl+r", N_("Take the totals of the month out"), N_("Take out"), priority=True, button=True,
            needs="writing",
        ),
        CLOSE,
        HELP,
    )  # fmt: skip

    def __init__(self, book: LogBook, unit: str | None) -> None:
        """Begins with that unit, where it is known."""
        super().__init__(book)
        self.unit = unit if unit in book.units else None
        self.typed: tuple[Told, ...] = ()

    def body(self) -> Iterable[Widget]:
        units = [Choice(code, unit_title(unit)) for code, unit in self.book.units.items()]
        titles = (_("Month"), _("Sessions"), _("Listeners"), _("By form"), _("By theme"))
        yield FormLine(field_title("unit"), Picker(units, value=self.unit, id="totals-unit"))
        for name, title in zip(_FIELDS, titles, strict=True):
            yield FormLine(title, ViInput(id=f"totals-{name}"))
        yield Plain(_("Where known: TM=2/60, SH=3/75 (sessions/listeners)."), classes="hint")
        yield VirtualTable(_columns(), id="totals-typed", empty=_("No totals are typed."))

    def on_mount(self) -> None:
        self._show()
        self.query_one("#totals-month" if self.unit else "#totals-unit Input").focus()
        self.take_up()

    def texts(self) -> dict[str, str]:
        """What is being typed, with its unit."""
        typed = super().texts()
        return typed | {"unit": self.picked("unit").value or ""} if any(typed.values()) else {}

    def put(self, texts: Mapping[str, str]) -> None:
        """What was kept."""
        self.query_one("#totals-unit", Picker).value = texts.get("unit")
        super().put(texts)

    def _show(self) -> None:
        self.typed = typed_of(self.book)
        table = self.query_one(VirtualTable)
        table.set_rows(len(self.typed), self._cells, cursor=table.cursor_row)

    def _cells(self, row: int) -> list[Cell]:
        one, counting = self.typed[row], self.book.figures.counting()
        totals = one.totals
        state: Cell = typed_state_words(one, counting)
        if one not in counting.told:
            state = (str(state), "$text-warning")
        return [totals.unit, totals.months[0].month, number(totals.sessions), number(totals.attendance), state]

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        """Into the fields, to change them or to take them out."""
        event.stop()
        totals = self.typed[event.row].totals
        values = (
            totals.months[0].month, str(totals.sessions), str(totals.attendance),
            typed_parts_words(totals.months), typed_parts_words(totals.cells),
        )  # fmt: skip
        self.put({"unit": totals.unit} | {f"totals-{name}": value for name, value in zip(_FIELDS, values, strict=True)})
        self.query_one("#totals-sessions", ViInput).focus()

    @told
    async def action_save(self) -> None:
        """Keep them, in place of those typed before."""
        unit, month = self.picked("unit").value or "", read_month(self.book, self.text("month"))
        whole = Sum(read_count(self.text("sessions")), read_count(self.text("attendance")))
        parts = {
            "forms": read_parts(self.book, "form", self.text("forms")),
            "themes": read_parts(self.book, "themes", self.text("themes")),
        }
        type_totals(self.book, unit, month, whole, **parts)
        self._note_change(_("Totals of {unit} for {month} are saved.").format(unit=unit, month=month))

    @told
    async def action_remove(self) -> None:
        """Take out those of the unit and month in the fields; where these are empty, those in the list."""
        unit, month = self.picked("unit").value or "", self.text("month")
        table = self.query_one(VirtualTable)
        if table.has_focus and table.cursor_row < len(self.typed):
            totals = self.typed[table.cursor_row].totals
            unit, month = totals.unit, totals.months[0].month
        month = read_month(self.book, month)
        if drop_totals(self.book, unit, month) is None:
            self.post_message(Done(_("There are no such totals. Choose them in the list with Enter."), warn=True))
            return
        self._note_change(_("Totals of {unit} for {month} are taken out.").format(unit=unit, month=month))

    def _note_change(self, words: str) -> None:
        self.outcome = True
        for name in _FIELDS:
            self.query_one(f"#totals-{name}", ViInput).value = ""
        self._show()
        self.query_one("#totals-month").focus()
        self.forget()
        self.post_message(Done(words))


def _columns() -> list[Column]:
    return [
        Column("unit", field_title("unit"), 8),
        Column("month", _("Month"), 8),
        Column("sessions", _("Sessions"), 8, right=True),
        Column("attendance", _("Listeners"), 9, right=True),
        Column("state", _("State"), None, least=20),
    ]
