"""A book's columns as its sessions are read here: what `Lens.session` makes of a session, of all of them at once."""

from array import array
from collections.abc import Callable, Iterator
from functools import cached_property, partial, reduce
from operator import or_
from typing import Any, TypeVar

from logs.book.columns import Column, Columns, Mask, Memo, code_of, where
from logs.exchange.code_maps import ANSWERED, Lens

T = TypeVar("T")


class ReadColumns:
    """The columns as they are `written`, with what their codes mean here. A unit's code means the same in all sessions,
    so that the values of a column are read; what was answered for a sender is read where it was answered.
    """

    def __init__(self, written: Columns, lens: Lens) -> None:
        self.written = written
        self.lens = lens
        self._columns: dict[str, Column] = {}
        self._rows: dict[str, Mask] = {}

    def column(self, field: str) -> Column:
        """A field of the sessions as it is read; values may come several times. Raises DamageError."""
        if field not in self._columns:
            self._columns[field] = self.written.column(field) if self.lens.is_clear else self._column(field)
        return self._columns[field]

    def where(self, fields: tuple[str, ...], is_asked: Callable[..., bool]) -> Mask:
        """The sessions of which the values of these fields are asked for."""
        return where([self.column(field) for field in fields], is_asked)

    @cached_property
    def foreign(self) -> Mask:
        """The sessions that may be read otherwise than they are written."""
        return reduce(or_, (self.written.where(fields, is_so) for fields, is_so in self.lens.foreign), 0)

    @cached_property
    def answered(self) -> Mask:
        """The sessions that name a code which something was answered for, but for those of units."""
        return reduce(or_, map(self._answered, ANSWERED))

    @cached_property
    def unknown(self) -> Mask:
        """The sessions of another catalogue that are not read into ours for a code alone."""
        other = self.where(("directive",), self.lens.catalogues.__contains__)
        known = self._known(other, ("unit", "directive", "themes"), self.lens.knows_some)
        return self.written.mask_of(row for row, is_known in known if is_known)

    def _column(self, field: str) -> Column:
        lens, written = self.lens, self.written.column(field)
        if field in ("unit", "partners"):
            meaning: Callable[[Any], Any] = lens.unit if field == "unit" else lens.units_of
            return Column(list(map(meaning, written.values)), written.codes)
        if field == "directive":
            return self._meant(field, written.where(lens.catalogues.__contains__), "themes", self._directive)
        if field in ANSWERED and (rows := self._answered(field)):
            return self._meant(field, rows, field, partial(self._value, field))
        return written

    def _answered(self, field: str) -> Mask:
        """The sessions in which that field names a code which something was answered for."""
        if field not in self._rows:
            codes = self.lens.answered(field)
            self._rows[field] = (
                self.written.column(field).where(lambda named: not codes.isdisjoint(named)) if codes else 0
            )
        return self._rows[field]

    def _meant(self, field: str, rows: Mask, beside: str, meaning: Callable[..., Any]) -> Column:
        """The field with what it means in these sessions by their unit, their catalogue and that other field."""
        written = self.written.column(field)
        values = list(written.values)

        def number(*told: Any) -> int:
            values.append(meaning(*told))
            return len(values) - 1

        numbers = dict(self._known(rows, ("unit", "directive", beside), number))
        codes = array(code_of(len(values)), written.codes)
        for row, value in numbers.items():
            codes[row] = value
        return Column(values, codes)

    def _directive(self, unit: str, directive: str, themes: tuple[str, ...]) -> str:
        lens = self.lens
        return lens.directive.id if lens.is_ours(lens.sender(unit), directive, themes) else directive

    def _value(self, field: str, unit: str, directive: str, value: Any) -> Any:
        return self.lens.value(field, self.lens.sender(unit), directive, value)

    def _known(self, rows: Mask, fields: tuple[str, ...], of: Callable[..., T]) -> Iterator[tuple[int, T]]:
        """Of each of the sessions what is known from the values of these fields, as they are written."""
        columns = [self.written.column(field) for field in fields]
        known = Memo(lambda codes: of(*(one.values[code] for one, code in zip(columns, codes, strict=True))))
        chosen = self.written.rows(rows)
        codes = zip(*(map(one.codes.__getitem__, chosen) for one in columns), strict=True)
        return zip(chosen, map(known.__getitem__, codes), strict=True)
