"""How a notebook is read: columns, values, blanks and words, said once and kept by layout, or as a file."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.intake.layout import Table
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.text import fold

ABOVE = "above"
"""For blanks of a column: as the row above says."""


class ReadingPlan(Struct, frozen=True, omit_defaults=True):
    """What somebody has said of how a notebook is read.

    `columns` are fields by title, `values` what the notebook has no column or nothing in a cell for, `blanks` how
    blank cells of a field are read (`above`), `meanings` what words mean by field.
    """

    columns: dict[str, str] = {}
    values: dict[str, str] = {}
    blanks: dict[str, str] = {}
    meanings: dict[str, dict[str, str]] = {}

    def over(self, other: "ReadingPlan") -> "ReadingPlan":
        """Both; where they differ, this one."""
        fields = (*self.meanings, *other.meanings)
        return ReadingPlan(
            self.columns or other.columns,
            other.values | self.values,
            other.blanks | self.blanks,
            {field: other.meanings.get(field, {}) | self.meanings.get(field, {}) for field in dict.fromkeys(fields)},
        )

    def teaching(self, field: str, word: str, meaning: str) -> "ReadingPlan":
        """The plan with what one more word means."""
        words = self.meanings.get(field, {}) | {word: meaning}
        return msgspec.structs.replace(self, meanings=self.meanings | {field: words})


def read_plan(path: Path) -> ReadingPlan:
    """A plan from a TOML file: `[columns]` title = field, `[values]` field = value, `[meanings.field]` word = code.

    Raises SotayError `path_missing`, `mapping_unreadable` (detail).
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), ReadingPlan)
    except FileNotFoundError as error:
        raise SotayError("path_missing", path=str(path)) from error
    except (OSError, ValueError, RecursionError, msgspec.ValidationError) as error:
        raise SotayError("mapping_unreadable", detail=str(error)) from error


def plan_bytes(plan: ReadingPlan) -> bytes:
    """The plan as such a file."""
    tables = {"columns": plan.columns, "values": plan.values, "blanks": plan.blanks}
    tables |= {f"meanings.{field}": words for field, words in plan.meanings.items()}
    lines: list[str] = []
    for name, entries in tables.items():
        if entries:
            lines += [f"[{name}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in entries.items()), ""]
    return "\n".join(lines).encode()


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007F")  # a string of JSON is one of TOML but for this


def layout_key(table: Table) -> str:
    """What names the layout of a sheet: the titles of its columns."""
    return hashlib.sha256("\n".join(fold(column.name) for column in table.columns).encode()).hexdigest()


def remembered(book: LogBook, table: Table) -> ReadingPlan:
    """How sheets of this layout were read before."""
    raw = book.storage.rows("mappings").get(layout_key(table))
    return ReadingPlan() if raw is None else msgspec.json.decode(raw, type=ReadingPlan)


def other_meanings(book: LogBook) -> list[Mapping[str, Mapping[str, str]]]:
    """What words were taught to mean in sheets of any layout."""
    return [msgspec.json.decode(raw, type=ReadingPlan).meanings for raw in book.storage.rows("mappings").values()]


def keep(book: LogBook, plans: Iterable[tuple[Table, ReadingPlan]]) -> None:
    """Remember how sheets of these layouts are read; no step, and no undo."""
    book.storage.commit({"mappings": {layout_key(table): msgspec.json.encode(plan) for table, plan in plans}})
