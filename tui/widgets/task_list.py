"""A list of things to do, the most urgent first, each with the key that does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.text.visible import visible
from tui.widgets.cells import cut_list

MOST = 4
"""Things that are listed at once: what comes after them can wait."""
_NUMBER = 3
_BETWEEN = 2


@dataclass(frozen=True)
class Task:
    """What is to be done, which of them, the key to show and the action of the screen that does it."""

    title: str
    detail: str
    key: str
    action: str


class TaskList(OptionList):
    """Enter or a click does what the line says; `done` stands there when nothing is left."""

    DEFAULT_CSS = """
    TaskList { height: auto; max-height: 4; background: transparent; overflow: hidden hidden; }
    TaskList:focus { background-tint: transparent; }
    """

    def __init__(self, done: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False, compact=True)
        self.done = done
        self.tasks: Sequence[Task] | None = None
        self._prompts: list[Content] = []

    def show(self, tasks: Sequence[Task] | None) -> None:
        """List the first of the tasks; None while they are not known."""
        self.tasks = tasks if tasks is None else tasks[:MOST]
        self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        """Take the room there is."""
        self._lay_out()

    def _lay_out(self) -> None:
        chosen = self.highlighted
        self._prompts = []
        if not self.tasks:
            words = Content("…") if self.tasks is None else Content.styled(f"✓ {self.done}", "$text-success")
            self.set_options([Option(words, disabled=True)])
            return
        room = self.content_size.width
        title = max(cell_len(one.title) for one in self.tasks)
        self._prompts = [_line(n, task, title, room) for n, task in enumerate(self.tasks, 1)]
        self.set_options(map(Option, self._prompts))
        self.highlighted = min(chosen or 0, len(self.tasks) - 1)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Without colours of its own where the cursor is, on which they could not be read."""
        for place, line in enumerate(self._prompts if highlighted is not None else ()):
            shown = Content(line.plain) if place == highlighted else line
            self.replace_option_prompt_at_index(place, shown)
        super().watch_highlighted(highlighted)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do it."""
        event.stop()
        if self.tasks:
            await self.screen.run_action(self.tasks[event.option_index].action)


def _line(number: int, task: Task, title: int, room: int) -> Content:
    """Number, title in a column `title` cells wide, detail, and at the right end the key."""
    left = room - _NUMBER - cell_len(task.key) - _BETWEEN
    text = Content.assemble(
        visible(task.title),
        " " * (title - cell_len(task.title) + _BETWEEN),
        (cut_list(visible(task.detail), max(0, left - title - _BETWEEN)), "$text-muted"),
    ).truncate(left, ellipsis=True, pad=True)
    return Content.assemble(f"{number:<{_NUMBER}}", text, " " * _BETWEEN, (task.key, "bold $text-accent"))
