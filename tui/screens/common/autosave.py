"""Screens in which typing outlives Esc, a crash and a power cut: it is kept as one types and back when they open."""

from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from logs.book.book import LogBook
from tui.core.autosave import Kind, Unfinished, keep, kept, let_go
from tui.core.i18n import _
from tui.core.messages import Done
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import Dialog
from tui.screens.common.fitted import FittedScreen

_KEEP_AFTER = 0.5  # seconds after the first change

T = TypeVar("T")


class Keeping(ModalScreen["T | None"], FittedScreen["T | None"], Generic[T]):
    """Says `keep_soon` at every change, `forget` once all is saved; Esc closes without a question, unless told."""

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
            self._waiting = self.set_timer(_KEEP_AFTER, self._keep_if_waiting)

    def _keep_if_waiting(self) -> None:
        """A timer's tick that stood in the queue when `forget` stopped it still comes: what was let go stays so."""
        if self._waiting is not None:
            self.keep_typing()

    def keep_typing(self) -> None:
        """Keep what is typed now; the program asks for it too before it is ended from outside."""
        self._stop()
        if self.book.read_only:
            return  # what lies beside the book is another program's
        if self.unsaved:
            keep(self.book.folder, self.unfinished(), self.KIND)
        else:
            let_go(self.book.folder, self.KIND)

    def forget(self) -> None:
        """All of it is saved, or not wanted."""
        self._stop()
        if not self.book.read_only:
            let_go(self.book.folder, self.KIND)

    def action_step_back(self) -> None:
        self.keep_typing()
        self.dismiss(None)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None


class KeepsFields(Dialog[T], Keeping[T]):
    """A dialog whose text fields are kept by their ids; closing asks before anything typed is let go.

    `outcome` is the result when it is closed: of a dialog that saves and stays what it has come to so far.
    """

    outcome: T | None = None
    _begun: Mapping[str, str] | None = None

    def texts(self) -> dict[str, str]:
        """What is kept, by id."""
        return {field.id: field.value for field in self.query(ViInput) if field.id}

    def put(self, texts: Mapping[str, str]) -> None:
        """Put what was kept into the fields again."""
        for field in self.query(ViInput):
            field.value = texts.get(field.id or "", field.value)

    def take_up(self) -> None:
        """What the fields hold now is not typed; what was typed before the program ended goes into them and is told."""
        self._begun = self.texts()
        left = kept(self.book.folder, self.KIND)
        if left is not None:
            self.put(left.texts)
        if self.unsaved:
            self.post_message(Done(_("This was typed before the program ended; it is not saved yet."), warn=True))

    @property
    def unsaved(self) -> bool:
        """Whether a field holds something else than at first."""
        return self._begun is not None and self.texts() != self._begun

    def unfinished(self) -> Unfinished:
        """The texts."""
        return Unfinished("", self.texts())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._begun is not None:
            self.keep_soon()

    def close(self) -> None:
        """Nothing is unfinished any more."""
        self.forget()
        self.dismiss(self.outcome)
