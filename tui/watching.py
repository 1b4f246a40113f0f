"""A folder that is looked into now and then, such as a stick: which files of units came into it that are not known."""

from collections.abc import Callable, Iterable
from pathlib import Path

from exports.package.open_files import open_file
from exports.package.seal import Sealed
from tui.files.folders import Found, look_into

Mark = tuple[int, float]


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
        now = {one.path: _mark(one) for one in listing.files if self._concerns(one.path.name)}
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


def _mark(one: Found) -> Mark:
    return one.size, one.changed.timestamp()


def _body(path: Path) -> str:
    """The SHA-256 of the body; "" of a file that is locked or that nobody can read: a plan says what it is."""
    found = open_file(path).found
    return found.sha256 if isinstance(found, Sealed) else ""
