"""An app that is told by a letter how to go wrong. `crashing.py FOLDER` writes its reports there."""

import sys
from pathlib import Path

from tui.terminal import prepare_terminal

prepare_terminal()

from textual import work  # noqa: E402
from textual.app import ComposeResult  # noqa: E402

from tui.guard import Guarded  # noqa: E402
from tui.widgets.safe import Plain, SafeApp  # noqa: E402


class Crashing(Guarded[None], SafeApp[None]):
    """Shows that it runs; every way to crash has the canary in its locals and in the error's message."""

    BINDINGS = [("k", "key"), ("w", "worker"), ("t", "thread")]  # noqa: RUF012

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

    def _maybe(self, when: str) -> None:
        if when in sys.argv[2:]:
            self._crash()

    def _crash(self) -> None:
        record = "CANARY " + "Nguyễn Văn A, 012345678901"
        try:
            int(record)
        except ValueError as error:
            raise RuntimeError(record) from error


app = Crashing()
app.report_folder = Path(sys.argv[1])
app.run()
sys.exit(app.return_code)
