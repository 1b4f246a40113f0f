"""A unit for the list: code, name, kind, and the unit it reports to."""

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from logs.book import LogBook
from logs.errors import SotayError
from logs.model import Unit, UnitType
from logs.search import clean_line
from tui.commands import Command, KeyBar, bindings
from tui.screens.line import Line
from tui.sentences import error_sentence
from tui.titles import unit_type_title
from tui.values import unit_title
from tui.widgets.choice import Choice
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain, plain
from tui.widgets.typing import ViInput
from tui.words import N_, _

_TYPES: tuple[UnitType, ...] = ("chi_bo", "dang_bo")
_MOST_LETTERS = 200


class UnitDialog(ModalScreen[Unit | None]):
    """The result is the unit as it is to be listed; it is not in the book yet. None where the person stepped back."""

    ABOUT = N_(
        "The unit comes into the unit list, and what waited for it into the book, in one step; u takes both back. A "
        "unit may send sessions of itself and of the units below it, so the unit it reports to matters."
    )
    MENU: ClassVar = (
        Command("save", "ctrl+s", N_("Add to the list"), N_("Add to the list"), "", priority=True),
        Command("step_back", "escape", N_("Close"), N_("Close")),
        Command("app.help", "f1", N_("Help"), N_("Help")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, proposed: Unit, about: str) -> None:
        """`proposed` stands in the fields to begin with; `about` says why the unit is asked for."""
        super().__init__()
        self.book = book
        self.proposed = proposed
        self.about = about

    def compose(self) -> ComposeResult:
        units = [Choice(unit.code, unit_title(unit)) for unit in self.book.units.values()]
        types = [Choice(one, unit_type_title(one)) for one in _TYPES]
        with Vertical(classes="dialog", id="unit"):
            yield Plain(_("New unit for the list"), classes="dialog-title")
            yield Plain(self.about, classes="paragraph")
            yield Line(_("Unit name"), ViInput(self.proposed.name, id="unit-name", max_length=_MOST_LETTERS))
            yield Line(_("Code"), ViInput(self.proposed.code, id="unit-code"))
            yield Line(_("Kind"), Picker(types, value=self.proposed.type, id="unit-kind"))
            yield Line(
                _("Reports to"),
                Picker(
                    units, value=self.proposed.parent, id="unit-parent", placeholder=_("empty: to none of the list")
                ),
            )
            yield Plain(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Add to the list")), id="unit-save", variant="primary", compact=True)
                yield Button(plain(_("Close")), id="unit-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#unit-name").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "unit-save":
            self.action_save()
        else:
            self.action_step_back()

    def action_save(self) -> None:
        """Hand the unit back, or say what is wrong with it."""
        for picker in self.query(Picker):
            picker.leave()
        try:
            self.dismiss(self._unit())
        except SotayError as error:
            self.query_one(".problem", Plain).update("✗ " + error_sentence(error))

    def _unit(self) -> Unit:
        name = clean_line(self.query_one("#unit-name", ViInput).value)
        code = self.query_one("#unit-code", ViInput).value.strip()
        kind, parent = self.query_one("#unit-kind", Picker), self.query_one("#unit-parent", Picker)
        if not name:
            raise SotayError("unit_name_missing")
        if code in self.book.units:
            raise SotayError("unit_listed", value=code)
        if parent.value is None and parent.text.strip():
            raise SotayError("unit_unknown", value=parent.text)
        fields = {"code": code, "name": name, "type": kind.value or _TYPES[0], "parent": parent.value}
        try:
            return msgspec.convert(fields, Unit)
        except msgspec.ValidationError:
            raise SotayError("unit_code", value=code) from None

    def action_step_back(self) -> None:
        self.dismiss(None)
