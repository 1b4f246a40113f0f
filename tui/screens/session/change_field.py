"""Change one field of several sessions at once: what becomes of each is shown before anything is saved."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from textual import work
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button, Input

from logs.book.book import LogBook
from logs.book.bulk import Changed, changed
from logs.errors import SotayError
from logs.model import Session
from logs.session.fields import read_field
from logs.session.query import Entry
from logs.text import clean_line
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.reckoning import in_slices
from tui.input.text_fields import ViInput
from tui.screens.common.ask import MOST_REASON
from tui.screens.common.dialog import CLOSE, Dialog
from tui.screens.common.session_text import main_words
from tui.screens.session.editors import Edited
from tui.screens.session.fields import ORDER, FormField, form_fields
from tui.screens.session.values import texts_of
from tui.text.errors.messages import error_sentence, problem_sentence
from tui.text.formats import day, number
from tui.text.labels import field_title
from tui.text.values import value_text
from tui.widgets.cells import Cell
from tui.widgets.choice import Choice
from tui.widgets.columns import Column
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable


class ChangeFieldDialog(Dialog[dict[str, Session]]):
    """The result are the new contents by session id, None where the person stepped back; `reason` is why."""

    NAME = "change"
    MENU = (Command("save", "ctrl+s", N_("Change them"), N_("Change them"), priority=True, button=True), CLOSE)

    def __init__(self, book: LogBook, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.book = book
        self.entries = entries
        self.reason = ""
        self.field = ""
        self.previews: list[Changed] = []

    def heading(self) -> str:
        return _("Change a field of {n} sessions").format(n=number(len(self.entries)))

    def body(self) -> Iterable[Widget]:
        fields = [Choice(name, field_title(name)) for name in ORDER]
        columns = [
            Column("date", field_title("date"), 10),
            Column("topic", field_title("topic"), None),
            Column("change", _("What changes"), None, flex=2),
        ]
        yield FormLine(_("Field"), Picker(fields, id="change-which", placeholder=_("which field")))
        yield Vertical(id="change-value")
        yield VirtualTable(columns, id="change-list", empty=_("Choose a field, then its new value."))
        yield Plain(id="change-counts", classes="hint")
        yield FormLine(
            _("Reason"), ViInput(placeholder=_("may stay empty"), max_length=MOST_REASON, id="change-reason")
        )

    def on_mount(self) -> None:
        self.query_one("#change-save", Button).disabled = True

    async def on_picker_picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.choice is not None and event.control.id == "change-which" and event.choice.key != self.field:
            self.field = event.choice.key
            fields = form_fields(self.book, {}, texts_of({}), guessed=(), required=(), changing=False)
            line = next(field for field in fields if field.field_name == self.field)
            place = self.query_one("#change-value", Vertical)
            await place.remove_children()
            await place.mount(line)
            self._reckon()
            line.query("DropdownField, Input, TextArea").first().focus()

    def on_edited(self, event: Edited) -> None:
        event.stop()
        self._reckon()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "change-reason":
            self.reason = clean_line(event.value)

    async def submit(self, value: str) -> None:
        """A value is typed; that all sessions get it is another key."""

    @work(group="preview", exclusive=True)
    async def _reckon(self) -> None:
        """What would become of every session, in slices; the preview grows while it is reckoned."""
        self.previews = []
        self._paint(done=False)
        line = self.query_one("#change-value").query_one(FormField)
        try:
            value = read_field(self.field, line.text, self.book.reference.known())
        except SotayError as error:
            self.query_one("#change-counts", Plain).update(error_sentence(error))
            return
        await in_slices(self._preview_each(value))
        self._paint(done=True)

    def _preview_each(self, value: Any) -> Iterator[None]:
        for entry in self.entries:
            self.previews.append(changed(self.book, entry, self.field, value))
            yield

    def _paint(self, *, done: bool) -> None:
        previews = self.previews
        good = [preview for preview in previews if preview.session is not None and not preview.same]
        # Those that cannot be changed first: they are what is to be looked at.
        listed = sorted(previews, key=lambda one: (one.session is not None, one.same))

        def cells(row: int) -> list[Cell]:
            one = listed[row]
            return [day(one.entry.session.date), main_words(self.book, one.entry), self._told(one)]

        self.query_one(VirtualTable).set_rows(len(listed), cells)
        refused = sum(one.session is None for one in previews)
        words = _("Will change: {n} · already so: {same} · cannot change: {refused}").format(
            n=number(len(good)), same=number(len(previews) - len(good) - refused), refused=number(refused)
        )
        self.query_one("#change-counts", Plain).update(words if done else "")
        self.query_one("#change-save", Button).disabled = not (done and good)

    def _told(self, change: Changed) -> Cell:
        if change.session is None:
            return "✗ " + " ".join(map(problem_sentence, change.errors)), "$text-error"
        if change.same:
            return _("already so"), "$foreground-muted"
        before: Any = getattr(change.entry.session, self.field)
        after: Any = getattr(change.session, self.field)
        return f"{value_text(self.field, before)} → {value_text(self.field, after)}"

    def action_save(self) -> None:
        if not self.query_one("#change-save", Button).disabled:
            sessions = {
                preview.entry.id: preview.session
                for preview in self.previews
                if preview.session is not None and not preview.same
            }
            self.dismiss(sessions)

    @property
    def unsaved(self) -> bool:
        """Whether a value or a reason was typed."""
        return bool(self.reason) or any(line.text for line in self.query(FormField))
