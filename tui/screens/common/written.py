"""After writing: where the files are stays on the screen, and from here they are opened, or sent by mail."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from exports.official.mail import message_bytes
from exports.paths import save_new
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.opening import open_in_system
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.widgets.safe import Plain, plain

_FOR_PROGRAMS = frozenset({".jsonl", ".json", ".toml", ".age"})


class WrittenDialog(Dialog[None]):
    """Tells which files were written, below `words` where there are some. Files for programs are not opened by people:
    of those the folder is."""

    NAME, HEADING = "written", N_("Written")
    AUTO_FOCUS = "#written-step_back"
    MENU = (
        Command("open_file", "m,enter", N_("Open the file"), N_("Open"), button=True),
        Command("open_folder", "t", N_("Open the folder"), N_("Folder"), button=True),
        Command("write_mail", "e", N_("Begin a message with the files"), N_("Mail"), button=True),
        CLOSE,
        HELP,
    )

    def __init__(self, paths: Sequence[Path], words: Content | None = None, *, recipient: str = "") -> None:
        super().__init__()
        self.paths = tuple(paths)
        self.words = words
        self.recipient = recipient
        self.readable = next((path for path in self.paths if path.suffix.lower() not in _FOR_PROGRAMS), None)

    def body(self) -> Iterable[Widget]:
        if self.words is not None:
            yield VerticalScroll(Plain(self.words), classes="paragraph", can_focus=False)
        lines = [_("Folder: {folder}").format(folder=self.paths[0].parent), *(path.name for path in self.paths)]
        yield VerticalScroll(Plain(Content("\n").join(map(plain, lines))), can_focus=False, id="written-files")

    def on_mount(self) -> None:
        self.query_one("#written-open_file").display = self.readable is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "open_file":
            return self.readable is not None
        return super().check_action(action, parameters)

    def action_open_file(self) -> None:
        """Open the first file that a person reads."""
        if self.readable is not None:
            self._open(self.readable)

    def action_open_folder(self) -> None:
        """Open the folder of the files."""
        self._open(self.paths[0], folder=True)

    def action_write_mail(self) -> None:
        """Write a message with the files beside them, and open it."""
        subject = ", ".join(path.stem for path in self.paths)[:120]
        try:
            data = message_bytes(subject, _("Please find attached: {files}.").format(
                files=", ".join(path.name for path in self.paths)), self.paths, self.recipient)  # fmt: skip
            path = save_new(self.paths[0].with_suffix(".eml"), data, taken="number", failed="report_failed")
        except SotayError as error:
            self.fail(error)
            return
        self._open(path)

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _open(self, path: Path, *, folder: bool = False) -> None:
        if not open_in_system(path, folder=folder):
            words = _("Nothing here opens it. It is in {path}.").format(path=path)
            self.app.call_from_thread(self.fail, words)
