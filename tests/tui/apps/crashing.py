"""An app that is told by a letter how to go wrong. `crashing.py FOLDER` writes its reports there."""

import asyncio
import gc
import sys
import threading
from pathlib import Path

from tui.app.terminal import prepare_terminal

prepare_terminal()

from textual import work  # noqa: E402
from textual.app import ComposeResult  # noqa: E402
from textual.screen import ModalScreen  # noqa: E402

from tui.app.crash_guard import Guarded  # noqa: E402
from tui.widgets.safe import Plain, SafeApp  # noqa: E402


class Dialog(ModalScreen[None]):
    """Asks nothing; keeps what is typed when the program ends."""

    def compose(self) -> ComposeResult:
        """One word."""
        yield Plain("dialog")

    def keep_typing(self) -> None:
        """Say so beside the reports."""
        Path(sys.argv[1]).with_name("kept").write_text("kept", encoding="utf-8")
        crash()


class BadDialog(Dialog):
    """Cannot be shown."""

    def compose(self) -> ComposeResult:
        """Fail."""
        crash()
        yield Plain("never")


class Crashing(Guarded[None], SafeApp[None]):
    """Shows that it runs; every way to crash has the canary in its locals and in the error's message."""

    BINDINGS = [  # noqa: RUF012
        ("k", "key"),
        ("w", "worker"),
        ("t", "thread"),
        ("r", "bare_thread"),
        ("i", "timer"),
        ("d", "bad_dialog"),
        ("o", "dialog"),
        ("b", "task"),
    ]

    def compose(self) -> ComposeResult:
        """One word."""
        self._maybe("c")
        yield Plain("running")

    def on_mount(self) -> None:
        """Crash at once if told so."""
        self._maybe("m")

    def action_key(self) -> None:
        """Crash where a key is handled."""
        self._crash()

    @work
    async def action_worker(self) -> None:
        """Crash in a worker."""
        self._crash()

    @work(thread=True)
    def action_thread(self) -> None:
        """Crash in a thread."""
        self._crash()

    def action_bare_thread(self) -> None:
        """Crash in a thread of which Textual knows nothing."""
        threading.Thread(target=self._crash).start()

    def action_timer(self) -> None:
        """Crash in a timer."""
        self.set_timer(0.01, self._crash)

    @work
    async def action_bad_dialog(self) -> None:
        """Crash where a dialog is composed, while a worker waits for its answer."""
        await self.push_screen_wait(BadDialog())

    @work
    async def action_dialog(self) -> None:
        """Open a dialog, and wait for its answer."""
        await self.push_screen_wait(Dialog())

    async def action_task(self) -> None:
        """Fail in a task for which nobody waits; the program goes on."""
        task = asyncio.create_task(self._fail())
        await asyncio.wait([task])
        del task
        gc.collect()
        self.query_one(Plain).update("still running")

    async def _fail(self) -> None:
        crash()

    def _maybe(self, when: str) -> None:
        if when in sys.argv[2:]:
            self._crash()

    def _crash(self) -> None:
        crash()


def crash() -> None:
    """Fail with a record in the locals and in the message."""
    record = "CANARY " + "Nguyễn Văn A, 012345678901"
    try:
        int(record)
    except ValueError as error:
        raise RuntimeError(record) from error


app = Crashing()
app.report_folder = Path(sys.argv[1])
app.run()
sys.exit(app.return_code)
