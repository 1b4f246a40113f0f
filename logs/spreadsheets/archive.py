"""The archive that a workbook is: its directory and parts, unpacked no further than the bounds say."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Self

from logs.errors import SotayError
from logs.spreadsheets.bounds import MOST_PARTS, Budget, too_big

_CHUNK = 65_536
_ENTRY = b"PK\x01\x02"  # how an entry of the directory begins
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # which are unpacked piece by piece; offices use no other


class Archive:
    """The parts of a workbook by name, whatever the case of the name.

    Raises SotayError `table_unreadable`, `table_too_big`.
    """

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        # Room is made for the whole directory before the first part is read.
        if data.count(_ENTRY) > MOST_PARTS:
            raise too_big()
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError) as error:
            raise SotayError("table_unreadable") from error
        # Some programs write the names with the separators of Windows.
        self._parts = {part.filename.lower().replace("\\", "/").lstrip("/"): part for part in self._file.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def __iter__(self) -> Iterator[str]:
        """The names, in small letters."""
        return iter(self._parts)

    def spelled(self, name: str) -> str:
        """The name of a part as the file has it."""
        return self._parts[name].filename

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part in pieces; sizes that the directory declares are believed of none."""
        try:
            part_of_file = self._parts[name.lower()]
            if part_of_file.compress_type not in _METHODS:
                raise SotayError("table_unreadable")
            with self._file.open(part_of_file) as part:
                while piece := part.read(_CHUNK):
                    self._budget.take_bytes(len(piece))
                    yield piece
        except (
            KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, struct.error,
            NotImplementedError, OSError,
        ) as error:  # fmt: skip
            raise SotayError("table_unreadable") from error


class Copy:
    """A new archive that holds checked parts alone, for a reader that sees nothing else of the file.

    Used in a `with` statement: a part that turns out to be none is closed at its end.
    """

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        self._file = zipfile.ZipFile(self.bytes, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._part: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._part is not None:
            self._part.close()
        self._file.close()
        self.bytes.seek(0)

    def add(self, name: str, text: str) -> None:
        """A part of our own."""
        self._file.writestr(name, text, zipfile.ZIP_STORED)

    def copying(self, name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, written into the copy while somebody checks them."""
        with self._file.open(name, "w") as self._part:
            for chunk in chunks:
                self._part.write(chunk)
                yield chunk
