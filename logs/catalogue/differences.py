"""What one catalogue has other than another: entry by entry, and what is set for the whole of it."""

from collections.abc import Iterable, Iterator
from datetime import date as Date
from typing import Literal

from msgspec import Struct

from logs.catalogue.directive import Directive, Listed, Theme

How = Literal["added", "retitled", "moved", "retired", "days", "changed", "reordered", "gone", "kept", "dated", "set"]
_TOLD_APART = {"date", "title", "group", "since", "until", "order"}  # and the themes of a group


class Difference(Struct, frozen=True):
    """A code of a list (`table`: group, theme, audience, form, document, rank, target,
    deadline) and what becomes of it.

    `old` and `new` are titles, codes of groups, or days as `2026-04-01..2026-05-31`; of `changed` the names of the
    fields. `kept` is over since the new catalogue lacks it and sessions name it. `sessions` name the code. Of the
    tables `directive` and `reporting` the code is the name of a field that is `set`; of a list that is `reordered` "".
    """

    table: str
    code: str
    how: How
    title: str = ""
    old: str = ""
    new: str = ""
    sessions: int = 0


def differences(old: Directive, new: Directive) -> tuple[Difference, ...]:
    """What the new catalogue has other than the old one, in reading order."""
    before, after = ({**one.lists, "target": one.targets, "deadline": one.deadlines} for one in (old, new))
    lists = (found for table in after for found in _of_list(table, before[table], after[table]))
    return (*_of_settings(old, new), *lists)


def _of_settings(old: Directive, new: Directive) -> Iterator[Difference]:
    for table, before, after in (("directive", old.head, new.head), ("reporting", old.reporting, new.reporting)):
        for name in after.__struct_fields__:
            was, now = (_text(getattr(part, name)) for part in (before, after))
            if was != now:
                yield Difference(table, name, "set", old=was, new=now)


def _of_list(table: str, old: Iterable[Listed], new: Iterable[Listed]) -> Iterator[Difference]:
    before, after = ({entry.code: entry for entry in entries} for entries in (old, new))
    for code, entry in after.items():
        if code not in before:
            yield Difference(table, code, "added", entry.title)
        else:
            yield from _of_entry(table, before[code], entry)
    yield from (Difference(table, code, "gone", entry.title) for code, entry in before.items() if code not in after)
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield Difference(table, "", "reordered")


def _of_entry(table: str, old: Listed, new: Listed) -> Iterator[Difference]:
    if old.title != new.title:
        yield Difference(table, new.code, "retitled", new.title, old.title, new.title)
    if isinstance(old, Theme) and isinstance(new, Theme) and old.group != new.group:
        yield Difference(table, new.code, "moved", new.title, old.group, new.group)
    if (old.since, old.until) != (new.since, new.until):
        is_end = old.since == new.since and new.until is not None
        yield Difference(table, new.code, "retired" if is_end else "days", new.title, _days(old), _days(new))
    was, now = (_text(getattr(entry, "date", None)) for entry in (old, new))
    if was != now:
        yield Difference(table, new.code, "dated", new.title, was, now)
    others = [name for name in new.__struct_fields__ if getattr(old, name) != getattr(new, name)]
    if others := [name for name in others if name not in _TOLD_APART and (table, name) != ("group", "themes")]:
        yield Difference(table, new.code, "changed", new.title, new=", ".join(others))


def _days(entry: Listed) -> str:
    return f"{entry.since or ''}..{entry.until or ''}" if entry.since or entry.until else ""


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, Date) else "" if value is None else str(value)
