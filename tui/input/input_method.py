"""Whether the fields make Vietnamese letters themselves, by Telex or VNI, and the key that changes it."""

from typing import ClassVar, TypeVar

from textual.app import App

from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import Done
from tui.input.telex import METHODS

METHOD_NAMES = {"telex": "Telex", "vni": "VNI"}
"""How the footer names the methods."""

Result = TypeVar("Result")


class Composing(App[Result]):
    """An App whose fields compose letters by the method in `composing`, one of `METHODS`, or "" where none does."""

    TYPING_MENU: ClassVar = (
        Command(
            "change_typing",
            "f9",
            N_("Telex, VNI or neither"),
            "",
            N_("Vietnamese letters where the computer has no input method"),
            priority=True,
        ),
    )
    composing: str = ""

    async def use_typing(self, method: str) -> None:
        """Compose by that method from now on."""
        self.composing = method

    async def action_change_typing(self) -> None:
        """The next method, after the last one none."""
        methods = ("", *METHODS)
        await self.use_typing(methods[(methods.index(self.composing) + 1) % len(methods)])
        if self.composing:
            text = _(
                "The program now makes letters by {method}. Switch the computer's input method off. F9 changes it."
            )
        else:
            text = _("The program makes no letters; the computer's own input method does.")
        self.post_message(Done(text.format(method=METHOD_NAMES.get(self.composing, ""))))
        self.screen.refresh_bindings()
