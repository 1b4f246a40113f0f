"""Whether a file is locked for its way, and with what: a tick, and below it a passphrase that is typed twice."""

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Literal

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.widgets import Checkbox

from exports.package.encryption import lock
from logs.errors import SotayError
from tui.core.i18n import _
from tui.input.text_fields import ViInput
from tui.widgets.form_line import Line
from tui.widgets.safe import Plain
from tui.widgets.ticks import Tick

Locker = Callable[[bytes], bytes]


def can_lock() -> bool:
    """Whether what locks files is installed."""
    return find_spec("pyrage") is not None


class LockFields(VerticalGroup):
    """One line as long as nothing is locked. Where the receiver's key is known it is locked to that, unasked."""

    def __init__(self, recipient: str) -> None:
        """`recipient` is the receiver's key, "" where there is none."""
        super().__init__(id="export-locking")
        self.recipient = recipient

    def compose(self) -> ComposeResult:
        label = _("Lock the file: only the office opens it") if self.recipient else _("Lock the file with a passphrase")
        yield Line("", Tick(label, id="export-lock"))
        first = ViInput(password=True, id="lock-first", placeholder=_("several words; it is not shown"))
        yield Line(_("Passphrase"), first)
        yield Line(_("The same once more"), ViInput(password=True, id="lock-second"))
        yield Plain(_("Let the receiver know it another way than the file goes, by telephone."), classes="hint")

    def on_mount(self) -> None:
        self._show()

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        event.stop()
        self._show()
        if event.value and not self.recipient:
            self.query_one("#lock-first").focus()

    def _show(self) -> None:
        asks = self.query_one(Tick).value and not self.recipient
        for widget in (*self.query("Line")[1:], *self.query(".hint")):
            widget.display = asks

    @property
    def by(self) -> Literal["", "recipient", "passphrase"]:
        """What the file is to be locked with; "" for nothing."""
        if not self.query_one(Tick).value:
            return ""
        return "recipient" if self.recipient else "passphrase"

    def locker(self) -> Locker | None:
        """What locks the file; None for nothing. Raises SotayError `passphrase_missing`, `passphrases_differ`."""
        if not self.by:
            return None
        if self.recipient:
            return partial(lock, recipient=self.recipient)
        first, second = (self.query_one(name, ViInput).value for name in ("#lock-first", "#lock-second"))
        if not first.strip():
            raise SotayError("passphrase_missing")
        if first != second:
            raise SotayError("passphrases_differ")
        return partial(lock, passphrase=first)
