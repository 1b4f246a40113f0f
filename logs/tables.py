"""A book's tables in memory: those of its base on disk, read when first needed, under what was saved since."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Raw

from logs.errors import SotayError
from logs.files import error_name
from logs.recovery import BOOK_FILE, Base, State, former_base
from logs.rows import Rows
from logs.snapshot import DamageError
from logs.upgrades import Documents, upgraded


class Tables:
    """The tables of the book in `folder`, none at first; `base` is what on disk they rest on.

    Where a table of the base is damaged and the former files have it, `restored` is called and the former state is the
    base from then on. Where a table is first read, SotayError `book_damaged` and `book_folder` are raised.
    """

    def __init__(self, folder: Path, restored: Callable[[], None]) -> None:
        self.base: Base | None = None
        self._folder = folder
        self._restored = restored
        self._rows: dict[str, Rows] = {}

    def take(self, state: State) -> None:
        """Hold what was found on disk in place of what was held."""
        self.base = state.base
        self._rows.clear()
        for save in state.saves:
            for name, rows in save.put.items():
                for key, document in rows.items():
                    self.rows(name).put(key, None if bytes(document) == b"null" else document)

    def upgrade(self, form: int) -> None:
        """Hold what is held in the format of that number in the present one; it rests on nothing on disk then."""
        try:
            tables = upgraded(self.copied(), form)
        except (LookupError, ValueError, msgspec.MsgspecError) as error:
            raise self._damaged() from error
        self.base = None
        self._rows.clear()
        for name, rows in tables.items():
            self.rows(name).put_all(rows)

    def names(self) -> list[str]:
        """The names of all tables."""
        return list(dict.fromkeys((*(self.base.names() if self.base else ()), *self._rows)))

    def rows(self, name: str) -> Rows:
        """A table's documents as they are encoded; later saves show in it."""
        if name not in self._rows:
            self._rows[name] = Rows(lambda: self._load(name))
        return self._rows[name]

    def load(self) -> None:
        """Read every table now."""
        for name in self.names():
            self.rows(name).load()

    def encoded(
        self, changes: Mapping[str, Mapping[str, bytes | None]] | None = None
    ) -> dict[str, Iterator[tuple[str, bytes | Raw]]]:
        """Every table's ids and documents, not copied, as they would be after the changes."""
        changes = changes or {}
        names = dict.fromkeys((*self.names(), *changes))
        return {name: self.rows(name).encoded(changes.get(name)) for name in names}

    def copied(self) -> Documents:
        """Every table's documents, copied."""
        return {name: {key: bytes(raw) for key, raw in rows} for name, rows in self.encoded().items()}

    def _load(self, name: str) -> dict[str, Raw]:
        """A table of the base; a damaged one from the state that the base was folded from."""
        if self.base is None:
            return {}
        try:
            try:
                return self.base.table(name)
            except (DamageError, FileNotFoundError) as damage:
                return self._load_former(name, self.base, damage)
        except OSError as error:
            raise SotayError("book_folder", folder=str(self._folder), detail=error_name(error)) from error

    def _load_former(self, name: str, present: Base, damage: Exception) -> dict[str, Raw]:
        former, rows = former_base(self._folder), None
        if former and former.number == present.number:
            with contextlib.suppress(DamageError, FileNotFoundError):
                rows = former.table(name)
        if former is None or rows is None:
            raise self._damaged() from damage
        self._restored()
        self.base = former
        return rows

    def _damaged(self) -> SotayError:
        return SotayError("book_damaged", path=str(self._folder / BOOK_FILE), folder=str(self._folder))
