"""A letter on the screen: read it, copy it, or write it to a text file to print."""

from collections.abc import Iterable
from pathlib import Path

from textual.containers import VerticalScroll
from textual.widget import Widget

from exports.paths import folder_for_files, save_new
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import Done, Failed
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.mode_screen import ModeScreen
from tui.screens.common.written import WrittenDialog
from tui.widgets.safe import Plain


class LetterDialog(Dialog[None]):
    """Shows `letter` under `title`; `file` is the name of the file it may be written to."""

    NAME = "letter"
    AUTO_FOCUS = "#letter-copy"
    ABOUT = N_("Copy the letter into a message, or write it to a text file to print or send.")
    MENU = (
        Command("copy", "c", N_("Copy the letter"), N_("Copy"), button=True),
        Command(
            "write", "ctrl+s", N_("Write a text file"), N_("Write a text file"), N_("to print or send"), button=True
        ),
        CLOSE,
        Command("scroll(-1)", "up", N_("Up")),
        Command("scroll(1)", "down", N_("Down")),
        Command("scroll(-10)", "pageup", N_("Page up")),
        Command("scroll(10)", "pagedown", N_("Page down")),
        HELP,
    )

    def __init__(self, title: str, letter: str, file: str) -> None:
        super().__init__()
        self.letter_title = title
        self.letter = letter
        self.file = file

    def heading(self) -> str:
        return self.letter_title

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Plain(self.letter, id="letter-text"), can_focus=False)
        yield self.folder_line()
        yield Plain(_("Some terminals let no program copy: then write the text file."), classes="hint")

    async def submit(self, value: str) -> None:
        """The folder is typed; what is done with the letter is another key."""

    def action_copy(self) -> None:
        """Hand the letter to the terminal's clipboard; terminals that have none keep silent about it."""
        self.app.copy_to_clipboard(self.letter)
        self.post_message(Done(_("Copied. Where nothing can be pasted, write the text file instead (Ctrl+S).")))

    def action_write(self) -> None:
        try:
            path = write_letter(self.letter, self.folder, self.file)
        except SotayError as error:
            self.post_message(Failed(error))
        else:
            self.app.push_screen(WrittenDialog([path]))


def open_letter(screen: ModeScreen, title: str, text: str, whose: str) -> None:
    """Show a letter to one unit or several (`whose`, for the name of its file), or say that none is needed."""
    if not text:
        screen.post_message(Done(_("Nothing is missing.")))
        return
    name = f"Nhac_{whose}_{screen.book.today().isoformat()}.txt"
    screen.app.push_screen(LetterDialog(title, text, name))


def write_letter(text: str, folder: Path, name: str) -> Path:
    """Write the text as every editor reads it: UTF-8 with its mark, lines ended as on Windows.

    Returns where it is. Raises SotayError `export_file_exists`, `export_failed` (path, detail).
    """
    return save_new(folder_for_files(folder) / name, text.replace("\n", "\r\n").encode("utf-8-sig"))
