"""Take in a reporter who is not on the list yet."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from logs.book import LogBook
from logs.errors import SotayError
from logs.lists import reporter_code
from logs.model import Rank, Reporter
from logs.search import clean_line
from tui.commands import Command, KeyBar, bindings
from tui.screens.line import Line
from tui.sentences import error_sentence
from tui.titles import rank_title
from tui.widgets.choice import Choice
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain, plain
from tui.widgets.typing import ViInput
from tui.words import N_, _

_RANKS: tuple[Rank, ...] = ("co_so", "huyen", "tinh", "trung_uong", "tuyen_truyen_vien")
_MOST_LETTERS = 200


class ReporterDialog(ModalScreen[Reporter | None]):
    """Name, unit and rank, nothing else about the person; the result is the reporter, already in the book."""

    MENU: ClassVar = (
        Command("save", "ctrl+s", N_("Save"), N_("Save"), "", priority=True),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, unit: str) -> None:
        super().__init__()
        self.book = book
        self.unit = unit

    def compose(self) -> ComposeResult:
        units = [Choice(unit.code, f"{unit.code} {unit.name}") for unit in self.book.units.values()]
        ranks = [Choice(rank, rank_title(rank)) for rank in _RANKS]
        with Vertical(classes="dialog", id="reporter"):
            yield Plain(_("New reporter"), classes="dialog-title")
            yield Line(_("Full name"), ViInput(id="reporter-name", max_length=_MOST_LETTERS))
            yield Line(_("Unit"), Picker(units, value=self.unit, id="reporter-unit"))
            yield Line(_("Rank"), Picker(ranks, value=_RANKS[0], id="reporter-rank"))
            yield Plain(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Save")), id="reporter-save", variant="primary", compact=True)
                yield Button(plain(_("Close")), id="reporter-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "reporter-save":
            self.action_save()
        else:
            self.action_step_back()

    def action_save(self) -> None:
        name = clean_line(self.query_one("#reporter-name", ViInput).value)
        unit, rank = self.query_one("#reporter-unit", Picker), self.query_one("#reporter-rank", Picker)
        unit.leave()
        try:
            if not name:
                raise SotayError("name_missing")
            if unit.value is None:
                raise SotayError("unit_unknown" if unit.text else "unit_missing", value=unit.text)
            chosen = next((one for one in _RANKS if one == rank.value), _RANKS[0])
            reporter = Reporter(code=_free_code(self.book, unit.value, name), unit=unit.value, name=name, rank=chosen)
            self.book.add_reporter(reporter)
        except SotayError as error:
            self.query_one(".problem", Plain).update("✗ " + error_sentence(error))
            return
        self.dismiss(reporter)

    def action_step_back(self) -> None:
        self.dismiss(None)


def _free_code(book: LogBook, unit: str, name: str) -> str:
    """The usual code, or with a number behind it where another person of the unit has it."""
    code = reporter_code(unit, name)
    held = book.reporters.get(code)
    number = 2
    while held is not None and held.name != name:
        ending = f"-{number}"
        held = book.reporters.get(code := reporter_code(unit, name)[: 32 - len(ending)] + ending)
        number += 1
    return code
