"""Print view: the table of a screen, written into a file to be printed."""

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from logs.errors import SotayError
from logs.files import error_name, write_whole
from tui.clock import now
from tui.commands import Command, KeyBar, bindings
from tui.formats import number
from tui.places import documents_folder
from tui.print_view import Sheet, as_page, as_text
from tui.screens.line import Line
from tui.sentences import error_sentence
from tui.widgets.safe import Plain, plain
from tui.widgets.typing import ViInput
from tui.words import N_, _


class PrintDialog(ModalScreen[None]):
    """Asks for a folder and writes the sheet there: a page for the browser, or plain text. `name` begins its name."""

    ABOUT = N_("The page opens in any browser; print it from there, or keep it as PDF. The text is for any editor.")
    MENU: ClassVar = (
        Command("write('html')", "ctrl+s", N_("Write the page to print"), N_("Page"), priority=True),
        Command("write('txt')", "ctrl+t", N_("Write a text file"), N_("Text"), priority=True),
        Command("dismiss", "escape", N_("Close"), N_("Close")),
        Command("app.help", "f1", N_("Help")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, sheet: Sheet, name: str) -> None:
        super().__init__()
        self.sheet = sheet
        self.name_begins = name

    def compose(self) -> ComposeResult:
        what = _("{title}: rows {n}").format(title=self.sheet.title, n=number(self.sheet.count))
        with Vertical(classes="dialog", id="print"):
            yield Plain(_("Print view"), classes="dialog-title")
            yield Plain(what, classes="paragraph")
            yield Plain(_(self.ABOUT), classes="hint paragraph")
            yield Line(_("Folder"), ViInput(str(documents_folder()), id="print-folder"))
            yield Plain(id="print-result", classes="problem")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Page to print")), id="print-html", variant="primary", compact=True)
                yield Button(plain(_("Plain text")), id="print-txt", compact=True)
                yield Button(plain(_("Close")), id="print-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#print-html").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_write("html")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        kind = (event.button.id or "").removeprefix("print-")
        if kind == "close":
            self.dismiss()
        else:
            self.action_write(kind)

    def action_write(self, kind: str) -> None:
        """Write the file and say where it is."""
        folder = Path(self.query_one("#print-folder", ViInput).value.strip() or ".").expanduser()
        self._write(folder / f"{self.name_begins}-{now():%Y-%m-%d-%H%M%S}.{kind}", kind)

    @work(thread=True, exclusive=True, group="print", exit_on_error=False)
    def _write(self, path: Path, kind: str) -> None:
        text = as_page(self.sheet) if kind == "html" else as_text(self.sheet)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # The mark at the start tells older editors of Windows that it is UTF-8.
            write_whole(path, [text.encode("utf-8-sig")], temporary=path.with_name(f".{path.name}.new"))
        except OSError as error:
            failed = SotayError("export_failed", path=str(path), detail=error_name(error))
            self.app.call_from_thread(self._tell, "✗ " + error_sentence(failed), failed=True)
            return
        self.app.call_from_thread(self._tell, _("Written: {path}").format(path=path), failed=False)

    def _tell(self, text: str, *, failed: bool) -> None:
        result = self.query_one("#print-result", Plain)
        result.set_class(failed, "problem")
        result.update(text)
