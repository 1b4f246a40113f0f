"""Screens in which typing outlives Esc, a crash and a power cut: it is kept as one types and back when they open."""

from typing import ClassVar

from textual.screen import ModalScreen
from textual.timer import Timer

from logs.book import LogBook
from tui.unfinished import Kind, Unfinished, keep, let_go

_KEEP_AFTER = 0.5  # seconds after the first change


class Keeping(ModalScreen[None]):
    """Says `keep_soon` at every change, `forget` once all is saved; Esc closes without a question."""

    KIND: ClassVar[Kind]

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book
        self._waiting: Timer | None = None

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        raise NotImplementedError

    def unfinished(self) -> Unfinished:
        """What is typed."""
        raise NotImplementedError

    def keep_soon(self) -> None:
        """Something was typed: keep it within a moment."""
        if self._waiting is None:
            self._waiting = self.set_timer(_KEEP_AFTER, self.keep)

    def keep(self) -> None:
        """Keep what is typed now."""
        self._stop()
        if self.unsaved:
            keep(self.book.folder, self.unfinished(), self.KIND)
        else:
            let_go(self.book.folder, self.KIND)

    def forget(self) -> None:
        """All of it is saved."""
        self._stop()
        let_go(self.book.folder, self.KIND)

    def action_step_back(self) -> None:
        self.keep()
        self.dismiss(None)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
