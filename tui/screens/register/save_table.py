"""Save a table of some sessions: CSV for a spreadsheet, JSON for a program. It is no file for the committee."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from textual.widget import Widget

from exports.paths import folder_for_files, save_new
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.session.query import Entry
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.paths import documents_folder
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, Dialog
from tui.text.formats import number
from tui.text.session_csv import table_bytes
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain

_ENDINGS = (".csv", ".json")


class SaveTableDialog(Dialog[Path]):
    """Write the sessions given; the result is the file."""

    NAME, HEADING = "save-table", N_("Save a table")
    MENU = (Command("write", "ctrl+s", N_("Write the table"), N_("Write the table"), priority=True, button=True), CLOSE)

    def __init__(self, book: LogBook, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.book = book
        self.entries = entries

    def body(self) -> Iterable[Widget]:
        name = f"{self.book.owner.unit}_{self.book.today():%Y-%m-%d}.csv"
        yield Plain(_("Sessions in the table: {n}").format(n=number(len(self.entries))), classes="paragraph")
        yield Plain(
            _(
                "The table is for looking, sorting and printing. The file for the committee always holds the whole "
                "book, so that nothing is lost on the way: write that one with x."
            ),
            classes="paragraph hint",
        )
        yield FormLine(_("File"), ViInput(str(documents_folder() / name), id="save-table-path"))
        yield Plain(_("Ending in .csv for a spreadsheet, in .json for a program."), classes="hint")

    def action_write(self) -> None:
        try:
            self.dismiss(write_table(Path(self.text("path").strip("\"'")).expanduser(), self.entries, self.book))
        except SotayError as error:
            self.fail(error)


def write_table(path: Path, entries: Sequence[Entry], book: LogBook) -> Path:
    """Write a new file, `.csv` where its name says nothing else.

    Raises SotayError `export_file_exists` (path), `table_failed` and `export_failed` (path, detail).
    """
    if path.suffix.lower() not in _ENDINGS:
        path = path.with_name(path.name + _ENDINGS[0])
    folder_for_files(path.parent)
    return save_new(path, table_bytes(entries, book, path.suffix.lower()), failed="table_failed")
