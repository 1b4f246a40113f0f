"""Files as they arrive: read, taken apart, and of many the next few opened while one is looked at."""

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.package import MOST_BYTES
from exports.seal import Sealed, unseal
from logs.errors import SotayError
from logs.files import error_name

_MOST_AHEAD = 4  # files
_MOST_BYTES_AHEAD = 4_000_000


class Opened(Struct, frozen=True):
    """A file's bytes, and what they are taken apart, or why that could not be done."""

    path: Path
    data: bytes
    found: Sealed | SotayError


def open_file(path: Path) -> Opened:
    """The file, opened."""
    try:
        data = _read(path)
        return Opened(path, data, unseal(data))
    except SotayError as error:
        return Opened(path, b"", error)


def open_files(paths: Sequence[Path], is_known: Callable[[str], bool]) -> Generator[Opened, None, None]:
    """The files in their order. The signatures of the next ones are checked in a thread meanwhile, but for those of
    bodies whose SHA-256 `is_known`.
    """
    if len(paths) < 2:
        yield from map(open_file, paths)
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
                one = open_file(path)
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


def _read(path: Path) -> bytes:
    """The bytes of a plain file within the size limit; raises SotayError `file_not_plain`, `file_too_big`, …"""
    try:
        if not path.is_file():
            raise SotayError("file_not_plain")
        with path.open("rb") as file:
            # Room is made for as much as is asked for.
            data = file.read(min(os.fstat(file.fileno()).st_size, MOST_BYTES) + 1)
    except OSError as error:
        raise SotayError("file_unreadable", detail=error_name(error)) from error
    if len(data) > MOST_BYTES:
        raise SotayError("file_too_big", most=MOST_BYTES // 1_000_000)
    return data
