"""The line that says which folder is watched and how many files have come into it."""

from pathlib import Path

from textual import work
from textual.content import Content
from textual.message import Message

from logs.book.book import LogBook
from tui.core.i18n import _
from tui.text.formats import number
from tui.text.visible import visible
from tui.watching import FolderWatch, concerns
from tui.widgets.safe import Plain

SECONDS = 2.0
"""Between two looks; a file is told of after the second look that finds it unchanged."""


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

    def _looked(self, watch: FolderWatch, taken: int, found: tuple[Path, ...]) -> None:
        self._looking = False
        if watch is not self.watched or taken != self._taken:
            return
        came = [path for path in found if path not in self.waiting]
        self.waiting = found
        self._show()
        if came:
            self.post_message(self.Came(watch.folder, len(came)))

    def _show(self) -> None:
        self.display = self.watched is not None
        if self.watched is None:
            return
        folder = self.watched.folder
        words = _("Watching {folder}").format(folder=visible(folder.name or str(folder)))
        parts = [Content.styled("◉ ", "$text-accent"), Content(words)]
        if not self.watched.is_there:
            parts.append(Content.styled(" · " + _("not there now; it is looked for"), "$text-warning"))
        elif self.waiting:
            new = _("new files: {n} (press w)").format(n=number(len(self.waiting)))
            parts += [Content(" · "), Content.styled(new, "bold $text-warning")]
        else:
            parts.append(Content.styled(" · " + _("nothing new"), "$foreground-muted"))
        self.update(Content("").join(parts))

    def _is_known(self, sha256: str) -> bool:
        return sha256 in self.book.received or sha256 in self.book.waiting
