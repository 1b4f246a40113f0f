"""Long work behind a bar: nothing else can be touched meanwhile, and what may be broken off can be broken off."""

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import ProgressBar
from textual.worker import get_current_worker

from logs.errors import SotayError
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.text.formats import number
from tui.widgets.safe import Plain

T = TypeVar("T")
Progress = Callable[[int, int], None]

_PAINT_SECONDS = 0.1  # between two looks at how far the work is, which so never waits for the screen


class _BrokenOffError(Exception):
    """The person has seen enough."""


class Working(ModalScreen["T | SotayError | None"], Generic[T]):
    """Does `job` in a thread; the result is the job's, its SotayError, or None where the person broke it off.

    The job is handed a function to call with the number of steps done and of all. With `can_stop` Esc ends the work at
    the next step.
    """

    MENU: ClassVar = (Command("stop", "escape", N_("Break off"), N_("Break off")),)
    BINDINGS = bindings(MENU)

    def __init__(self, title: str, job: Callable[[Progress], T], *, can_stop: bool) -> None:
        super().__init__()
        self._text = title
        self._job = job
        self._can_stop = can_stop
        self._steps = (0, 0)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="working"):
            yield Plain(self._text, classes="question")
            yield ProgressBar(show_eta=False)
            yield Plain("" if self._can_stop else _("This step cannot be broken off."), id="working-steps")
            yield KeyBar()

    def on_mount(self) -> None:
        self.set_interval(_PAINT_SECONDS, self._show)
        self._work()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what may be broken off offers it."""
        return self._can_stop if action == "stop" else super().check_action(action, parameters)

    @work(thread=True, exclusive=True, group="working")
    def _work(self) -> None:
        worker = get_current_worker()

        def progress(done: int, of: int) -> None:
            if worker.is_cancelled:
                raise _BrokenOffError
            self._steps = (done, of)

        try:
            result: T | SotayError | None = self._job(progress)
        except SotayError as error:
            result = error
        except _BrokenOffError:
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self.dismiss, result)

    def _show(self) -> None:
        done, of = self._steps
        if of:
            self.query_one(ProgressBar).update(total=of, progress=done)
            steps = _("{done} of {all}").format(done=number(done), all=number(of))
            self.query_one("#working-steps", Plain).update(steps)

    def action_stop(self) -> None:
        self.workers.cancel_node(self)
        self.dismiss(None)


async def work_behind_bar(
    app: App[object], title: str, job: Callable[[Progress], T], *, can_stop: bool = False
) -> T | None:
    """Do the job behind a bar; None where it was broken off. Raises the SotayError that the job raises."""
    result = await app.push_screen_wait(Working(title, job, can_stop=can_stop))
    if isinstance(result, SotayError):
        raise result
    return result
