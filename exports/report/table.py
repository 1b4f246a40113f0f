"""A table of a report, whatever file it is written to: its columns, rows and last row, and how a value is printed."""

from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import Literal

from msgspec import Struct

from exports.official.numbers import decimal, figure

Kind = Literal["place", "code", "text", "number", "percent", "date"]
Value = str | int | float | Date | None

TOTAL = "Tổng cộng"
"""What stands before sums."""


class Column(Struct, frozen=True):
    """A column: its title, under a `group` where several share an upper heading, and its width in characters.

    `place` is the row's number, `percent` a share in per cent, rounded by
    `logs.rates`. The values of one with `adds_up` are summed below.
    """

    title: str
    kind: Kind = "text"
    width: int = 12
    group: str = ""
    adds_up: bool = False

    @property
    def align(self) -> Literal["left", "center", "right"]:
        """On which side its values stand."""
        return "left" if self.kind == "text" else "right" if self.kind in ("number", "percent") else "center"


class Annex(Struct, frozen=True):
    """A table of a report.

    `key` names files and sheets. `total` is the last row where a plain sum of the rows would be wrong, as sessions with
    several themes make it: one value a column, None to leave a cell empty. None: sum the columns that add up.
    `once` has, by the title of a column, what stands in it in the last row instead.
    """

    key: str
    number: int
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    unit_of_measure: str = ""
    total: tuple[Value, ...] | None = None
    notes: tuple[str, ...] = ()
    has_total: bool = True
    once: dict[str, Value] = {}

    @property
    def heading(self) -> str:
        """Its title behind its number, if it has one: `Biểu 1. Kết quả …`."""
        return f"Biểu {self.number}. {self.title}" if self.number else self.title

    @property
    def last_row(self) -> tuple[Value, ...] | None:
        """What stands below its rows, the sums filled in; None for nothing."""
        if not self.has_total or not self.rows:
            return None
        return self.total if self.total is not None else _sums(self)


def rows_of(annex: Annex) -> Iterable[tuple[Value, ...]]:
    """Every row with its last one, the sums filled in: for files that have no formulas."""
    yield from annex.rows
    if (last := annex.last_row) is not None:
        yield last


def shown(value: Value, column: Column) -> str:
    """A value as it is printed: `1.234`, `25,6`, `05/12/2014`; "" for none."""
    if column.kind == "percent" and isinstance(value, int | float):
        return decimal(value)
    if value is None:
        return ""
    if isinstance(value, Date):
        return f"{value:%d/%m/%Y}"
    return figure(value) if isinstance(value, int) else str(value)


def _sums(annex: Annex) -> tuple[Value, ...]:
    found: list[Value] = [
        annex.once[column.title]
        if column.title in annex.once
        else sum(one for row in annex.rows if isinstance(one := row[place], int))
        if column.adds_up
        else None
        for place, column in enumerate(annex.columns)
    ]
    first_text = next(n for n, column in enumerate(annex.columns) if column.kind == "text")
    found[first_text] = TOTAL
    return tuple(found)
