"""The frame of a dialog: its title, what it is about, what is wrong, its buttons and keys, all from one declaration."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input

from logs.errors import SotayError
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.paths import documents_folder
from tui.input.text_fields import ViInput
from tui.screens.common.ask import may_close
from tui.screens.common.fitted import FittedScreen
from tui.text.errors.messages import error_sentence
from tui.widgets.form_line import FormLine
from tui.widgets.key_button import key_button
from tui.widgets.panel import entitle
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

T = TypeVar("T")

CLOSE = Command("step_back", "escape", N_("Close"), N_("Close"), button=True)
HELP = Command("app.help", "f1", N_("Help"), N_("Help"))
SCROLLING = (
    Command("scroll(-1)", "up", N_("Up")),
    Command("scroll(1)", "down", N_("Down")),
    Command("scroll(-10)", "pageup", N_("Page up")),
    Command("scroll(10)", "pagedown", N_("Page down")),
)
"""The keys of a dialog whose text is longer than it."""


class Dialog(ModalScreen["T | None"], FittedScreen["T | None"], Generic[T]):
    """The result is None where the person stepped back.

    `NAME` is the frame's id and begins those of its buttons; the commands of `MENU` with `button` stand there too, the
    first of them is what Enter in a field does.
    """

    NAME: ClassVar[str] = ""
    HEADING: ClassVar[str] = ""
    MENU: ClassVar[tuple[Command, ...]] = (CLOSE,)

    def __init_subclass__(cls, **settings: Any) -> None:
        cls.BINDINGS = bindings(cls.MENU)
        super().__init_subclass__(**settings)

    @property
    def QUIET(self) -> frozenset[str]:  # noqa: N802 - what the key bar asks every screen for
        """Commands that the keys below leave out: those that have buttons."""
        buttons = [one.action for one in self.MENU if one.button]
        return frozenset((*buttons, HELP.action)) if len(buttons) > 1 else frozenset()

    def heading(self) -> str:
        """What stands above; "" for nothing."""
        return self.HEADING and _(self.HEADING)

    def body(self) -> Iterable[Widget]:
        """The dialog's own widgets."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        buttons = [one for one in self.MENU if one.button]
        with Vertical(classes="dialog", id=self.NAME or None) as frame:
            entitle(frame, self.heading())
            yield from self.body()
            problem = Plain(classes="problem")
            problem.display = False
            yield problem
            if len(buttons) > 1:
                help_key = [Plain(HELP.key, classes="help-key")] if HELP in self.MENU else []
                own = (self._button(button, first=button is buttons[0]) for button in buttons)
                yield Horizontal(*own, *help_key, classes="buttons")
            if any(one.short and one.action not in self.QUIET for one in self.MENU):
                yield KeyBar()

    def on_resize(self) -> None:
        """What is as high as its lines scrolls where the rest of the dialog leaves it less."""
        self.call_after_refresh(self._leave_room)

    def _leave_room(self) -> None:
        frame = self.query_one(".dialog")
        for part in frame.query_children(".as-high"):
            rest = sum(one.outer_size.height + one.styles.margin.top for one in frame.children if one is not part)
            part.styles.max_height = max(1, self.size.height - frame.gutter.height - rest)

    def _button(self, command: Command, *, first: bool) -> Button:
        return key_button(
            _(command.short or command.name),
            command.key,
            id=f"{self.NAME}-{command.id.replace('.', '-')}",
            variant="primary" if first else "default",
            action=f"screen.{command.action}",
        )

    def fail(self, error: SotayError | str) -> None:
        """Say what is wrong; "" for nothing."""
        text = error_sentence(error) if isinstance(error, SotayError) else error
        problem = self.query_one(".problem", Plain)
        problem.display = bool(text)
        problem.update(f"✗ {text}")

    def text(self, name: str) -> str:
        """What stands in the field of that name."""
        return self.query_one(f"#{self.NAME}-{name}", ViInput).value.strip()

    def picked(self, name: str) -> Picker:
        """The choice of that name, what is being typed in it taken."""
        picker = self.query_one(f"#{self.NAME}-{name}", Picker)
        picker.leave()
        return picker

    def folder_line(self) -> FormLine:
        """The field for a folder."""
        return FormLine(_("Folder"), ViInput(str(documents_folder()), id=f"{self.NAME}-folder"))

    @property
    def folder(self) -> Path:
        """The folder typed."""
        return Path(self.text("folder") or ".").expanduser()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self.submit(event.value)

    async def submit(self, value: str) -> None:
        """Enter in a field that holds `value`: as the first of the buttons."""
        if first := next((one for one in self.MENU if one.button and one is not CLOSE), None):
            await self.run_action(first.action)

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()

    def action_scroll(self, lines: int) -> None:
        """Scroll what is read in the dialog."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that closing would lose."""
        return False

    def close(self) -> None:
        """Close without a result."""
        self.dismiss(None)

    def action_step_back(self) -> None:
        """Close; ask first where something typed would be lost."""
        if self.unsaved:
            self._ask_to_close()
        else:
            self.close()

    @work(group="dialog", exclusive=True)
    async def _ask_to_close(self) -> None:
        if await may_close(self.app):
            self.close()
