"""A letter on the screen: read it, copy it, or write it to a text file to print."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button

from exports.paths import folder_for_files
from logs.errors import SotayError
from logs.store.files import error_name, write_whole
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.messages import Done, Failed
from tui.core.paths import documents_folder
from tui.input.text_fields import ViInput
from tui.widgets.form_line import Line
from tui.widgets.safe import Plain, plain


class LetterDialog(ModalScreen[None]):
    """Shows `text` under `title`; `name` is that of the file it may be written to."""

    ABOUT = N_("Copy the letter into a message, or write it to a text file to print or send.")
    MENU: ClassVar = (
        Command("copy", "c", N_("Copy the letter"), N_("Copy")),
        Command("write", "ctrl+s", N_("Write a text file"), N_("Write a text file"), N_("to print or send")),
        Command("dismiss", "escape", N_("Close"), N_("Close")),
        Command("scroll(-1)", "up", N_("Up")),
        Command("scroll(1)", "down", N_("Down")),
        Command("scroll(-10)", "pageup", N_("Page up")),
        Command("scroll(10)", "pagedown", N_("Page down")),
        Command("app.help", "f1", N_("Help"), N_("Help")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, title: str, text: str, file: str) -> None:
        super().__init__()
        self.letter_title = title
        self.text = text
        self.file = file

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="letter"):
            yield Plain(self.letter_title, classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield Plain(self.text, id="letter-text")
            yield Line(_("Folder"), ViInput(str(documents_folder()), id="letter-folder"))
            yield Plain(_("Some terminals let no program copy: then write the text file."), classes="hint")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Copy")), id="letter-copy", variant="primary", compact=True)
                yield Button(plain(_("Write a text file")), id="letter-write", compact=True)
                yield Button(plain(_("Close")), id="letter-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#letter-copy").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        actions = {"letter-copy": self.action_copy, "letter-write": self.action_write}
        actions.get(event.button.id or "", self.dismiss)()

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Hand the letter to the terminal's clipboard; terminals that have none keep silent about it."""
        self.app.copy_to_clipboard(self.text)
        self.post_message(Done(_("Copied. Where nothing can be pasted, write the text file instead (Ctrl+S).")))

    def action_write(self) -> None:
        folder = Path(self.query_one("#letter-folder", ViInput).value.strip() or ".").expanduser()
        try:
            path = write_letter(self.text, folder, self.file)
        except SotayError as error:
            self.post_message(Failed(error))
        else:
            self.post_message(Done(_("The letter is in {path}.").format(path=path)))


def write_letter(text: str, folder: Path, name: str) -> Path:
    """Write the text as every editor reads it: UTF-8 with its mark, lines ended as on Windows.

    Returns where it is. Raises SotayError `export_file_exists`, `export_failed` (path, detail).
    """
    path = folder_for_files(folder) / name
    data = text.replace("\n", "\r\n").encode("utf-8-sig")
    try:
        if path.exists():
            raise SotayError("export_file_exists", path=str(path))
        write_whole(path, [data], temporary=path.with_suffix(".new"))
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error
    return path
