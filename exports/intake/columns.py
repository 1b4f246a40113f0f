"""Which field each column of a notebook holds, by its title and by what stands in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from exports.intake.headings import MONTH, NUMBER, SESSIONS, YEAR, fields_of, is_total
from exports.intake.layout import Column, Table
from logs.errors import SotayError
from logs.session.fields import FIELDS
from logs.text import fold

PART = "audience:"
"""What stands before the title of a column that counts one group of listeners."""
READ = frozenset({*FIELDS, SESSIONS, MONTH, YEAR})
_LOOKED_AT = 300  # cells of a column
_NEAR = 10  # columns whose scores are no farther apart may both be meant
_LEAST = 40
_SHARE_IS_FEW = 0.2
_OF_PEOPLE = frozenset(
    {"can bo", "dang vien", "quan chung", "cb", "dv", "qc", "cong chuc", "vien chuc", "nguoi lao dong"}
)
_OF_SEXES = frozenset({"nam", "nữ"})
# Of these two columns cannot both be read, and which one is meant changes what is counted.
_OF_WORDS = frozenset({"unit", "form", "themes", "audience"})  # what nobody has taught yet says nothing of a column
_ASKED = ("date", "unit", "attendance", "form", SESSIONS)

Fits = Mapping[str, Callable[[str], bool]]
"""For a field, whether a text in a cell may be a value of it."""


class Columns(Struct, frozen=True):
    """The columns read: the index of each in the table by field, and of each group of listeners by its title.

    `unclear` are fields for which several columns may be meant, by name; nothing is read until somebody says which.
    `unread` and `hidden` are those left out, by name.
    """

    fields: dict[str, int]
    parts: dict[str, int]
    unclear: dict[str, tuple[str, ...]]
    unread: tuple[str, ...]
    hidden: tuple[str, ...] = ()

    def mapping(self, table: Table) -> dict[str, str]:
        """As a plan has it: fields by the names of columns."""
        named = {table.columns[index].name: field for field, index in self.fields.items()}
        return named | {table.columns[index].name: PART + title for title, index in self.parts.items()}


def guess_columns(table: Table, fits: Fits, groups: Callable[[str], bool], *, with_hidden: bool = False) -> Columns:
    """What the columns hold as titles and contents say; `groups` tells whether a title names a group of listeners.

    Hidden columns are read where `with_hidden` says so.
    """
    hidden = frozenset() if with_hidden else _hidden(table)
    samples = [_sample(table, index) for index in range(len(table.columns))]
    numbers = [_share(sample, fits["attendance"]) for sample in samples]
    counted = _parts(table.columns, numbers, groups)
    parts = {title: index for title, index in counted.items() if index not in hidden}
    is_split = bool(parts) or any(column.title.casefold() in _OF_SEXES for column in table.columns)
    scores = {
        (index, field): score
        for index, column in enumerate(table.columns)
        if index not in parts.values() and index not in hidden
        for field, score in _scores(column, samples[index], fits, is_split).items()
        if score >= _LEAST and field in READ
    }
    fields: dict[str, int] = {}
    for (index, field), _score in sorted(scores.items(), key=lambda item: (-item[1], item[0][0])):
        if field not in fields and index not in fields.values():
            fields[field] = index
    unclear: dict[str, tuple[str, ...]] = {}
    for field in _ASKED:
        if field in fields:
            best = scores[fields[field], field]
            near = [
                index
                for index in range(len(table.columns))
                if scores.get((index, field), 0) > best - _NEAR
                and (index == fields[field] or index not in fields.values())
            ]
            if len(near) > 1 and len({tuple(samples[index]) for index in near}) > 1:
                unclear[field] = tuple(table.columns[index].name for index in near)
    return _made(table, fields, parts, unclear)


def planned_columns(table: Table, planned: Mapping[str, str]) -> Columns:
    """The columns as somebody has said.

    Raises SotayError `notebook_columns` (value), `field_unknown`, `columns_twice` (value, columns).
    """
    by_name: dict[str, int] = {}
    for index, column in enumerate(table.columns):
        by_name.setdefault(fold(column.title), index)
    by_name |= {fold(column.name): index for index, column in enumerate(table.columns)}
    fields: dict[str, int] = {}
    parts: dict[str, int] = {}
    for title, field in planned.items():
        if field not in READ and not field.startswith(PART):
            raise SotayError("field_unknown", value=field)
        if fold(title) not in by_name:
            raise SotayError("notebook_columns", value=title)
        index = by_name[fold(title)]
        if field.startswith(PART):
            parts[field.removeprefix(PART)] = index
        elif field in fields:
            raise SotayError("columns_twice", value=field, columns=f"{table.columns[fields[field]].name}, {title}")
        else:
            fields[field] = index
    if not {"date", MONTH} & set(fields):
        raise SotayError("notebook_columns", value="date")
    return _made(table, fields, parts, {})


def _made(table: Table, fields: dict[str, int], parts: dict[str, int], unclear: dict[str, tuple[str, ...]]) -> Columns:
    read = {*fields.values(), *parts.values()}
    asked = {name for names in unclear.values() for name in names}
    hidden = _hidden(table) - read
    unread = tuple(
        column.name or f"({index + 1})"
        for index, column in enumerate(table.columns)
        if index not in read
        and index not in hidden
        and column.name not in asked
        and NUMBER not in fields_of(column.title)
        and any(row.cells[index] for row in table.rows)
    )
    unseen = (table.columns[index].name or f"({index + 1})" for index in sorted(hidden))
    return Columns(fields, parts, unclear, unread, tuple(unseen))


def _hidden(table: Table) -> frozenset[int]:
    """The hidden columns that hold something."""
    return frozenset(
        index
        for index, column in enumerate(table.columns)
        if column.place in table.grid.hidden_columns and any(row.cells[index] for row in table.rows)
    )


def _sample(table: Table, index: int) -> list[str]:
    cells = (row.cells[index] for row in table.rows if row.cells[index])
    return [cell for cell, _ in zip(cells, range(_LOOKED_AT), strict=False)]


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4


def _share(sample: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, sample)) / len(sample) if sample else 0


def _parts(columns: Iterable[Column], numbers: Sequence[float], groups: Callable[[str], bool]) -> dict[str, int]:
    """Columns that count groups of listeners: those beside a total in one group, or named as groups of people are."""
    parts: dict[str, int] = {}
    for index, column in enumerate(columns):
        if numbers[index] < 1 - _SHARE_IS_FEW or is_total(column.title):
            continue
        group = fields_of(column.group) if column.group else {}
        is_of_count = group.get("attendance", 0) > 0 or group.get("audience", 0) > 0
        own = fields_of(column.title)
        names_people = fold(column.title) in _OF_PEOPLE or groups(column.title)
        if names_people or (is_of_count and not own):
            parts[column.title] = index
    return parts


def _scores(column: Column, sample: Sequence[str], fits: Fits, has_parts: bool) -> dict[str, float]:
    scores: dict[str, float] = dict(fields_of(column.title))
    if scores.get("") == 0:
        return {}
    in_count = fields_of(column.group).get("attendance", 0) > 0 if column.group else False
    if column.title.casefold() == "nam" and not all(map(_is_year, sample)):
        return {}  # men: only without its marks it looks like a year
    if is_total(column.title) and (has_parts or in_count):
        scores["attendance"] = 110
    elif column.group and not scores:
        scores = {field: score - 5 for field, score in fields_of(column.group).items() if field}
    if not sample:
        return scores
    for field in scores:
        share = _share(sample, fits[field]) if field in fits else None
        if share is not None:
            scores[field] += 8 * share - (60 if share < _SHARE_IS_FEW and field not in _OF_WORDS else 0)
    if not scores and len(sample) > 1 and not any(map(str.isdecimal, sample)) and _share(sample, fits["date"]) == 1:
        scores["date"] = _LEAST
    return scores
