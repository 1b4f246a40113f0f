"""Print view: the table of a screen, written into a file to be printed."""

from collections.abc import Iterable
from pathlib import Path

from textual import work
from textual.widget import Widget

from exports.paths import folder_for_files, save_new
from logs.errors import SotayError
from logs.text import slug
from tui.core.clock import now
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.written import WrittenDialog
from tui.text.formats import number
from tui.text.printed.print_view import PrintSheet, as_page, as_text
from tui.widgets.safe import Plain


class PrintDialog(Dialog[None]):
    """Asks for a folder and writes the sheet there, named by its title: a page for the browser, or plain text."""

    ABOUT = N_("The page opens in any browser; print it from there, or keep it as PDF. The text is for any editor.")
    NAME, HEADING = "print", N_("Print view")
    AUTO_FOCUS = "#print-write-html"
    MENU = (
        Command(
            "write('html')", "ctrl+s", N_("Write the page to print"), N_("Page to print"), priority=True, button=True
        ),
        Command("write('txt')", "ctrl+t", N_("Write a text file"), N_("Plain text"), priority=True, button=True),
        CLOSE,
        HELP,
    )

    def __init__(self, sheet: PrintSheet) -> None:
        super().__init__()
        self.sheet = sheet

    def body(self) -> Iterable[Widget]:
        what = _("{title}: rows {n}").format(title=self.sheet.title, n=number(self.sheet.count))
        yield Plain(what, classes="paragraph")
        yield Plain(_(self.ABOUT), classes="hint paragraph")
        yield self.folder_line()

    def action_write(self, kind: str) -> None:
        """Write the file and say where it is."""
        self._write(self.folder / f"{slug(self.sheet.title) or 'in'}-{now():%Y-%m-%d-%H%M%S}.{kind}", kind)

    @work(thread=True, exclusive=True, group="print", exit_on_error=False)
    def _write(self, path: Path, kind: str) -> None:
        text = as_page(self.sheet) if kind == "html" else as_text(self.sheet)
        try:
            folder_for_files(path.parent)
            # The mark at the start tells older editors of Windows that it is UTF-8.
            path = save_new(path, text.encode("utf-8-sig"), taken="number")
        except SotayError as error:
            self.app.call_from_thread(self.fail, error)
        else:
            self.app.call_from_thread(self._tell, path)

    def _tell(self, path: Path) -> None:
        self.dismiss()
        self.app.push_screen(WrittenDialog([path]))
