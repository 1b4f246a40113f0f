"""A letter on the screen: read it, copy it, or write it to a text file to print."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget

from exports.official.letters import Letter, letterhead_for_letters, letters_bytes
from exports.paths import folder_for_files, save_new
from logs.book.book import LogBook
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _, speaking
from tui.core.messages import Done, Failed
from tui.screens.common.dialog import CLOSE, HELP, SCROLLING, Dialog
from tui.screens.common.written import WrittenDialog
from tui.text.letters import as_text
from tui.widgets.safe import Plain

Letters = Callable[[], Sequence[Letter]]


class LetterDialog(Dialog[None]):
    """Shows the letters that `letters` makes under `title`; `file` is what their file is called, without its ending."""

    NAME = "letter"
    AUTO_FOCUS = "#letter-copy"
    ABOUT = N_("Copy the letter into a message, or write it to a text file to print or send.")
    MENU = (
        Command("copy", "c", N_("Copy the letter"), N_("Copy"), button=True),
        Command(
            "write", "ctrl+s", N_("Write a text file"), N_("Write a text file"), N_("to print or send"), button=True
        ),
        Command("write_paper", "ctrl+w", N_("Write a Word document"), N_("Word"), N_("to sign"), button=True),
        CLOSE,
        *SCROLLING,
        HELP,
    )

    def __init__(self, book: LogBook, title: str, letters: Letters, file: str) -> None:
        super().__init__()
        self.book = book
        self.letter_title = title
        self.make = letters
        self.letters = letters()
        self.letter = as_text(self.letters)
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
        self._write(f"{self.file}.txt", as_file(self.letter))

    def action_write_paper(self) -> None:
        """Write the letters as official papers, which are Vietnamese whatever the program speaks."""
        with speaking("vi"):
            letters = self.make()
        head = letterhead_for_letters(self.book)
        self._write(f"{self.file}.docx", letters_bytes(head, letters, self.book.clock()))

    @property
    def _recipient(self) -> str:
        """Where the letter goes; of letters to several units, each has to be sent by itself."""
        units = {letter.unit for letter in self.letters}
        listed = self.book.units.get(units.pop()) if len(units) == 1 else None
        return listed.email if listed else ""

    def _write(self, name: str, data: bytes) -> None:
        try:
            path = save_new(folder_for_files(self.folder) / name, data)
        except SotayError as error:
            self.post_message(Failed(error))
        else:
            self.app.push_screen(WrittenDialog([path], recipient=self._recipient))


def open_letter(screen: Screen[Any], book: LogBook, title: str, letters: Letters, name: str) -> None:
    """Show a letter to one unit or several, or say that none is needed; `name` begins that of its file."""
    dialog = LetterDialog(book, title, letters, f"{name}_{book.today().isoformat()}")
    if dialog.letters:
        screen.app.push_screen(dialog)
    else:
        screen.post_message(Done(_("Nothing is missing.")))


def as_file(text: str) -> bytes:
    """The text as every editor reads it: UTF-8 with its mark, lines ended as on Windows."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")
