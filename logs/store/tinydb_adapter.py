"""A book's tables through TinyDB: its queries on our storage."""

from collections.abc import Callable, Mapping
from typing import Any

from tinydb import TinyDB
from tinydb.table import Table

from logs.store.storage import BookStorage
from logs.store.tables import Documents


class BookTable(Table):
    """A TinyDB table under text ids whose updates write what they changed."""

    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        storage: BookStorage = self._storage  # type: ignore[assignment]
        documents = Documents(storage.rows(self.name))
        updater(documents)  # type: ignore[arg-type]
        if changes := documents.changes():
            storage.commit({self.name: changes})
        self.clear_cache()

    def _get_next_id(self) -> str:
        """The id of a document that comes without one: the next number, as text."""
        number = self._next_id or 1 + max((int(key) for key in self._read_table() if key.isdecimal()), default=0)
        self._next_id = number + 1  # type: ignore[assignment]
        return str(number)


class BookDB(TinyDB):
    """A book's tables through TinyDB: `BookDB(folder).table("units").all()`."""

    table_class = BookTable
    default_storage_class = BookStorage  # type: ignore[assignment]
