"""How a person likes to see the register of a book: its columns, their order, the filters saved under a name.

They are kept beside the book, since filters name its units and reporters; the book's own files know nothing of them.
"""

import contextlib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from logs.errors import SotayError
from logs.session.query import Query
from logs.store.files import error_name, write_whole

_NAME = "register.json"
_MOST_BYTES = 200_000
MOST_NAME = 60
"""Characters of a filter's name."""
MOST_FILTERS = 100

_Word = Annotated[str, Meta(max_length=32)]


class SavedFilter(Struct, frozen=True):
    """A filter by the name that a person gave it; `query.text` is what stood in the search field."""

    name: Annotated[str, Meta(min_length=1, max_length=MOST_NAME)]
    query: Query


class Preferences(Struct, frozen=True, omit_defaults=True):
    """Columns by name, none where the person has not chosen; the column that sorts, and in which direction."""

    columns: Annotated[tuple[_Word, ...], Meta(max_length=32)] = ()
    sort: _Word = "date"
    descending: bool = True
    filters: Annotated[tuple[SavedFilter, ...], Meta(max_length=MOST_FILTERS)] = ()

    def with_filter(self, saved: SavedFilter) -> "Preferences":
        """With the filter in the place of one of the same name, or behind the others."""
        others = [one for one in self.filters if one.name != saved.name]
        place = next((n for n, one in enumerate(self.filters) if one.name == saved.name), len(others))
        return replace(self, filters=(*others[:place], saved, *others[place:])[:MOST_FILTERS])

    def without_filter(self, name: str) -> "Preferences":
        """Without the filter of that name."""
        return replace(self, filters=tuple(one for one in self.filters if one.name != name))


def load_preferences(folder: Path) -> Preferences:
    """What was kept beside the book; where nothing can be read, how the register looks at first.

    A file that makes no sense is set aside, so that the next change does not overwrite it.
    """
    path = folder / _NAME
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=Preferences)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".damaged"))
    except OSError:
        pass
    return Preferences()


def keep_preferences(folder: Path, preferences: Preferences) -> None:
    """Keep them beside the book; raises SotayError `view_not_kept` (detail)."""
    path = folder / _NAME
    try:
        write_whole(path, [msgspec.json.encode(preferences)])
    except OSError as error:
        raise SotayError("view_not_kept", detail=error_name(error)) from error
