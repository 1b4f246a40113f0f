"""A folder that is watched, such as a stick: what came into it, the line that tells of it, and the question which."""

from collections.abc import Callable, Iterable
from pathlib import Path

from textual import work
from textual.app import App
from textual.content import Content
from textual.message import Message

from exports.package.open_files import open_file
from exports.package.seal import Sealed
from logs.book.book import LogBook
from tui.core.i18n import _
from tui.files.folders import FolderEntry, look_into
from tui.screens.common.ask import Ask
from tui.screens.common.files import FilesDialog
from tui.text.formats import number
from tui.text.visible import visible
from tui.widgets.safe import Plain

Mark = tuple[int, float]
SECONDS = 2.0
"""Between two looks; a file is told of after the second look that finds it unchanged."""


class FolderWatch:
    """Call `look` every few seconds, in any thread; between two calls nothing is done.

    `is_known` tells of the SHA-256 of a body whether the book has that file, `concerns` of a name whether such files
    are looked for at all.
    """

    def __init__(self, folder: Path, is_known: Callable[[str], bool], concerns: Callable[[str], bool]) -> None:
        self.folder = folder
        self.is_there = True
        self._is_known = is_known
        self._concerns = concerns
        self._before: dict[Path, Mark] = {}
        self._bodies: dict[tuple[Path, Mark], str] = {}
        self._seen: set[tuple[Path, Mark]] = set()

    def look(self) -> tuple[Path, ...]:
        """The files that wait: whole, unknown to the book, and not `dismiss`ed; in the order of their names.

        A file is whole once it stays as it is from one look to the next: one that is being copied is not opened.
        """
        listing = look_into(self.folder)
        self.is_there = not listing.failure
        now = {file.path: _mark(file) for file in listing.files if self._concerns(file.path.name)}
        whole = [path for path, mark in now.items() if self._before.get(path) == mark]
        self._before = now
        return tuple(path for path in whole if self._waits(path, now[path]))

    def dismiss(self, paths: Iterable[Path]) -> None:
        """Wait no more for these files as they are now: somebody has looked at them."""
        self._seen.update((path, self._before[path]) for path in paths if path in self._before)

    def recall(self) -> None:
        """Tell of all those again that the book does not know."""
        self._seen.clear()

    def _waits(self, path: Path, mark: Mark) -> bool:
        if (path, mark) in self._seen:
            return False
        if (path, mark) not in self._bodies:
            self._bodies[path, mark] = _body(path)
        body = self._bodies[path, mark]
        return not body or not self._is_known(body)


def concerns(unit: str) -> Callable[[str], bool]:
    """Which files a book of that unit may take in, by their names: not what it writes for others itself."""
    kinds = ("BC_", "KIT_", f"PN_{unit.upper()}_")
    own = (f"BC_{unit.upper()}_", f"KIT_{unit.upper()}_")
    return lambda name: name.upper().startswith(kinds) and not name.upper().startswith(own)


def _mark(one: FolderEntry) -> Mark:
    return one.size, one.changed.timestamp()


def _body(path: Path) -> str:
    """The SHA-256 of the body; "" of a file that is locked or that nobody can read: a plan says what it is."""
    found = open_file(path).found
    return found.sha256 if isinstance(found, Sealed) else ""


class WatchLine(Plain):
    """Nothing is seen of it while no folder is watched."""

    class Came(Message):
        """Files came into the folder that were not there, or not whole, at the last look."""

        def __init__(self, folder: Path, files: int) -> None:
            super().__init__()
            self.folder = folder
            self.files = files

    def __init__(self, book: LogBook) -> None:
        super().__init__(id="merge-watch")
        self.book = book
        self.watched: FolderWatch | None = None
        self.waiting: tuple[Path, ...] = ()
        self._looking = False
        self._taken = 0  # how often; what a look found before the last time is out of date

    def on_mount(self) -> None:
        self.display = False
        self._timer = self.set_interval(SECONDS, self.look, pause=True)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched."""
        return self.watched.folder if self.watched else None

    def start(self, folder: Path) -> None:
        """Watch this folder from now on, and no other."""
        self.watched = FolderWatch(folder, self._is_known, concerns(self.book.owner.unit))
        self.waiting = ()
        self._timer.resume()
        self.look()

    def stop(self) -> None:
        """Watch nothing."""
        self.watched, self.waiting = None, ()
        self._timer.pause()
        self._show()

    def take(self) -> tuple[Path, ...]:
        """The files that wait; they are not told of again unless they change."""
        taken, self.waiting = self.waiting, ()
        self._taken += 1
        if self.watched:
            self.watched.dismiss(taken)
        self._show()
        return taken

    def put_back(self) -> None:
        """What was taken was not wanted now: it waits again."""
        if self.watched:
            self.watched.recall()
            self.look()

    def look(self) -> None:
        """Look into the folder, unless the last look still goes on, as it may on a drive that does not answer."""
        if self.watched and not self._looking:
            self._looking = True
            self._look(self.watched, self._taken)

    @work(thread=True, group="watch")
    def _look(self, watch: FolderWatch, taken: int) -> None:
        self.app.call_from_thread(self._looked, watch, taken, watch.look())

    def _looked(self, watch: FolderWatch, taken: int, paths: tuple[Path, ...]) -> None:
        self._looking = False
        if watch is not self.watched or taken != self._taken:
            return
        came = [path for path in paths if path not in self.waiting]
        self.waiting = paths
        self._show()
        if came:
            self.post_message(self.Came(watch.folder, len(came)))

    def _show(self) -> None:
        self.display = self.watched is not None
        if self.watched is None:
            return
        folder = self.watched.folder
        words = _("Watching {folder}").format(folder=visible(folder.name or str(folder)))
        parts = [Content("◉ "), Content(words)]
        if not self.watched.is_there:
            parts.append(Content.styled(" · " + _("not there now; it is looked for"), "$text-warning"))
        elif self.waiting:
            new = _("new files: {n} (press w)").format(n=number(len(self.waiting)))
            parts += [Content(" · "), Content.styled(new, "bold $text-warning")]
        else:
            parts.append(Content.styled(" · " + _("nothing new"), "$foreground-muted"))
        self.update(Content("").join(parts))

    def _is_known(self, sha256: str) -> bool:
        return sha256 in self.book.exchange.received or sha256 in self.book.exchange.waiting


async def settle_watch(app: App[object], line: WatchLine, start: Path) -> None:
    """Begin to watch a folder chosen from `start` on; where one is watched, ask whether to stop."""
    if line.folder is not None:
        question = _("Go on watching {folder}?").format(folder=line.folder)
        answers = [("stop", _("Stop watching")), ("other", _("Another folder")), ("", _("Go on"))]
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
