"""Files as they arrive: read, taken apart, and of many the next few opened while one is looked at."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.locking import Unlock, is_locked, keep_locked
from exports.paths import read_file
from exports.seal import Sealed, unseal
from logs.errors import SotayError

_MOST_AHEAD = 4  # files
_MOST_BYTES_AHEAD = 4_000_000


class Opened(Struct, frozen=True):
    """A file's bytes, and what they are taken apart, or why that could not be done."""

    path: Path
    data: bytes
    found: Sealed | SotayError


def open_file(path: Path, unlock: Unlock = keep_locked) -> Opened:
    """The file, opened; `unlock` opens one that came locked."""
    try:
        data = read_file(path)
        data = unlock(data) if is_locked(data) else data
        return Opened(path, data, unseal(data))
    except SotayError as error:
        return Opened(path, b"", error)


def open_files(
    paths: Sequence[Path], is_known: Callable[[str], bool], unlock: Unlock = keep_locked
) -> Generator[Opened, None, None]:
    """The files in their order. The signatures of the next ones are checked in a thread meanwhile, but for those of
    bodies whose SHA-256 `is_known`.
    """
    if len(paths) < 2:
        yield from (open_file(path, unlock) for path in paths)
        return
    ahead: deque[tuple[Opened, Future[Opened] | None]] = deque()
    left, size = iter(paths), 0
    pool = ThreadPoolExecutor(1)
    try:
        while True:
            while not ahead or (len(ahead) < _MOST_AHEAD and size < _MOST_BYTES_AHEAD):
                path = next(left, None)
                if path is None:
                    break
                one = open_file(path, unlock)
                is_new = isinstance(one.found, Sealed) and not is_known(one.found.sha256)
                ahead.append((one, pool.submit(_checked, one) if is_new else None))
                size += len(one.data)
            if not ahead:
                return
            one, checked = ahead.popleft()
            size -= len(one.data)
            yield checked.result() if checked is not None else one
    finally:
        pool.shutdown(cancel_futures=True)


def _checked(one: Opened) -> Opened:
    """The file with its signature checked; one that is forged as it is, for its reader to say so."""
    if isinstance(one.found, Sealed):
        try:
            one.found.check_signature()
        except SotayError:
            return one
        return Opened(one.path, one.data, msgspec.structs.replace(one.found, is_checked=True))
    return one
