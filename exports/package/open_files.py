"""Files as they arrive: read and taken apart."""

from pathlib import Path

from msgspec import Struct

from exports.package.encryption import Unlock, is_locked, keep_locked
from exports.package.reader import Package, read_sealed
from exports.package.seal import Sealed, unseal
from exports.paths import LOCKED_SUFFIX
from exports.size_limit import read_file
from logs.errors import SotayError


class Opened(Struct, frozen=True):
    """A file's bytes, and what they are taken apart, or why that could not be done."""

    path: Path
    data: bytes
    found: Sealed | SotayError

    def package(self) -> Package:
        """The package in the file; raises SotayError as `unseal` and `read_sealed` do."""
        if isinstance(self.found, SotayError):
            raise self.found
        return read_sealed(self.found)


def open_file(path: Path, unlock: Unlock = keep_locked) -> Opened:
    """The file, opened; `unlock` opens one that came locked."""
    try:
        data = read_file(path)
        if is_locked(data):
            data = unlock(data)
        elif path.name.lower().endswith(LOCKED_SUFFIX) and data and not data.lstrip().startswith(b"{"):
            raise SotayError("file_damaged")  # so it was named when it was locked, and its first letters are others now
        return Opened(path, data, unseal(data))
    except SotayError as error:
        return Opened(path, b"", error)
