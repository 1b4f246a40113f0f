"""Which folder is to be watched: asked where none is, or where the person has looked at all that came."""

from pathlib import Path

from textual.app import App

from tui.core.i18n import _
from tui.screens.ask import Ask
from tui.screens.files import FilesDialog
from tui.screens.watch_line import WatchLine


async def settle_watch(app: App[object], line: WatchLine, start: Path) -> None:
    """Begin to watch a folder chosen from `start` on; where one is watched, ask whether to stop."""
    if line.folder is not None:
        question = _("Go on watching {folder}?").format(folder=line.folder)
        answers = [("stop", _("Stop watching")), ("other", _("Another folder")), ("go_on", _("Go on"))]
        answer = await app.push_screen_wait(Ask(question, answers))
        if answer == "stop":
            line.stop()
        if answer != "other":
            return
    dialog = FilesDialog(
        line.folder or start,
        title=_("Watch a folder"),
        about=_("New files of units are told of within seconds, and wait until you look at them (w)."),
        kind="folder",
    )
    chosen = await app.push_screen_wait(dialog)
    if chosen is not None:
        line.start(chosen[0])
