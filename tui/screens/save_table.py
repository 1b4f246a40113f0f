"""Save a table of some sessions: CSV for a spreadsheet, JSON for a program. It is no file for the committee."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from exports.paths import folder_for_files
from logs.book import LogBook
from logs.errors import SotayError
from logs.files import error_name, write_whole
from logs.query import Entry
from tui.commands import Command, KeyBar, bindings
from tui.formats import number
from tui.places import documents_folder
from tui.screens.line import Line
from tui.sentences import error_sentence
from tui.session_table import table_bytes
from tui.widgets.safe import Plain, plain
from tui.widgets.typing import ViInput
from tui.words import N_, _

_ENDINGS = (".csv", ".json")


class SaveTableDialog(ModalScreen[Path | None]):
    """Write the sessions given; the result is the file."""

    MENU: ClassVar = (
        Command("write", "ctrl+s", N_("Write the table"), N_("Write the table"), "", priority=True),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.book = book
        self.entries = entries

    def compose(self) -> ComposeResult:
        name = f"{self.book.owner.unit}_{self.book.today():%Y-%m-%d}.csv"
        with Vertical(classes="dialog", id="save-table"):
            yield Plain(_("Save a table"), classes="dialog-title")
            yield Plain(_("Sessions in the table: {n}").format(n=number(len(self.entries))), classes="paragraph")
            yield Plain(
                _(
                    "The table is for looking, sorting and printing. The file for the committee always holds the whole "
                    "book, so that nothing is lost on the way: write that one with x."
                ),
                classes="paragraph hint",
            )
            yield Line(_("File"), ViInput(str(documents_folder() / name), id="table-path"))
            yield Plain(_("Ending in .csv for a spreadsheet, in .json for a program."), classes="hint")
            yield Plain(id="table-problem", classes="problem")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Write the table")), id="table-write", variant="primary", compact=True)
                yield Button(plain(_("Close")), id="table-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "table-write":
            self.action_write()
        else:
            self.action_step_back()

    def action_write(self) -> None:
        text = self.query_one("#table-path", ViInput).value.strip().strip("\"'")
        try:
            self.dismiss(write_table(Path(text).expanduser(), self.entries, self.book))
        except SotayError as error:
            self.query_one("#table-problem", Plain).update(error_sentence(error))

    def action_step_back(self) -> None:
        self.dismiss(None)


def write_table(path: Path, entries: Sequence[Entry], book: LogBook) -> Path:
    """Write a new file, `.csv` where its name says nothing else.

    Raises SotayError `table_exists` (path), `table_failed` and `export_failed` (path, detail).
    """
    if path.suffix.lower() not in _ENDINGS:
        path = path.with_name(path.name + _ENDINGS[0])
    folder_for_files(path.parent)
    try:
        if path.exists():
            raise SotayError("table_exists", path=str(path))
        write_whole(
            path, [table_bytes(entries, book, path.suffix.lower())], temporary=path.with_name(path.name + ".new")
        )
    except OSError as error:
        raise SotayError("table_failed", path=str(path), detail=error_name(error)) from error
    return path
