"""Files as they arrive: read, taken apart, and of many the next few read as packages while one is looked at."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.locking import Unlock, is_locked, keep_locked
from exports.parallel import Asked, Readers
from exports.paths import read_file
from exports.reader import Package, read_sealed
from exports.seal import Sealed, unseal
from logs.errors import SotayError
from logs.files import file_size

# Below this, reading with several processes takes longer than reading with one.
WORTH_IT = 8_000_000  # bytes
_MOST_AHEAD = 32  # files
_MOST_BYTES_AHEAD = 8_000_000


class Opened(Struct, frozen=True):
    """A file's bytes, and what they are taken apart, or why that could not be done.

    `read` is the package in it, or why there is none, where that was found out ahead.
    """

    path: Path
    data: bytes
    found: Sealed | SotayError
    read: Package | SotayError | None = None

    def package(self) -> Package:
        """The package in the file; raises SotayError as `unseal` and `read_sealed` do."""
        if isinstance(self.found, SotayError):
            raise self.found
        if isinstance(self.read, SotayError):
            raise self.read
        return self.read or read_sealed(self.found)


def open_file(path: Path, unlock: Unlock = keep_locked) -> Opened:
    """The file, opened; `unlock` opens one that came locked."""
    try:
        data = read_file(path)
        data = unlock(data) if is_locked(data) else data
        return Opened(path, data, unseal(data))
    except SotayError as error:
        return Opened(path, b"", error)


def open_files(
    paths: Sequence[Path], is_awaited: Callable[[Sealed], bool], unlock: Unlock = keep_locked, *, readers: int = 0
) -> Generator[Opened, None, None]:
    """The files in their order. Those that hold packages that are awaited may be read ahead by so many `readers`,
    processes of their own, where there is enough to read.
    """
    left = sum(map(file_size, paths)) if readers > 0 else 0
    if left < WORTH_IT:
        yield from (open_file(path, unlock) for path in paths)
        return
    with Readers(readers) as processes:
        yield from _read_ahead((open_file(path, unlock) for path in paths), is_awaited, processes, left)


class _Ahead:
    """A file that was opened before its turn; `is_awaited`: whether it is to be read as a package."""

    def __init__(self, opened: Opened, *, is_awaited: bool) -> None:
        self.opened = opened
        self.is_awaited = is_awaited
        self.asked: Asked | None = None

    def is_ready(self) -> bool:
        return not self.is_awaited or (self.asked is not None and self.asked.is_answered)

    def read(self) -> None:
        """Read it here and now."""
        try:
            package: Package | SotayError = self.opened.package()
        except SotayError as error:
            package = error
        self._is(package)

    def take(self) -> Opened:
        """The file, read if it is to be."""
        if self.asked is not None and (answer := self.asked.wait()) is not None:
            self._is(answer)
        return self.opened

    def _is(self, package: Package | SotayError) -> None:
        self.opened = msgspec.structs.replace(self.opened, read=package)
        self.is_awaited, self.asked = False, None


def _read_ahead(
    files: Iterator[Opened], is_awaited: Callable[[Sealed], bool], readers: Readers, left: int
) -> Generator[Opened, None, None]:
    """The files in their order; `left` are the bytes of all of them.

    While the file whose turn it is is read elsewhere, the next one that nobody reads is read here.
    """
    ahead: deque[_Ahead] = deque()
    size = 0
    while True:
        while len(ahead) < _MOST_AHEAD and (not ahead or size < _MOST_BYTES_AHEAD) and (one := next(files, None)):
            ahead.append(_Ahead(one, is_awaited=isinstance(one.found, Sealed) and is_awaited(one.found)))
            size += len(one.data)
            if ahead[-1].is_awaited and left > WORTH_IT:
                readers.start()
            left -= len(one.data)
        if not ahead:
            return
        _ask(ahead, readers)
        readers.hear()
        unread = next((one for one in ahead if one.is_awaited and one.asked is None), None)
        if unread is not None and not ahead[0].is_ready():
            unread.read()
        else:
            size -= len(ahead[0].opened.data)
            yield ahead.popleft().take()


def _ask(ahead: deque[_Ahead], readers: Readers) -> None:
    """Let as many files be read as there are processes ready for."""
    for one in ahead:
        if one.is_awaited and one.asked is None and isinstance(one.opened.found, Sealed):
            one.asked = readers.ask(one.opened.path, one.opened.found)
            if one.asked is None:
                return
