"""What the cells of a coverage table may count: sessions, attendance, or the units that held them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

MEASURES = ("sessions", "attendance", "units")

# The column of what does not say in which of the other columns it belongs.
UNSPLIT = ""

Key = str | tuple[str, str]
"""Under what a cell is summed: its column; for units the column and the unit, so that each unit is known apart."""
Parts = list[tuple[str, Collection[Key], int]]
"""For a kind of table the keys to which an amount is added."""


def of_attendance(parts: Parts, audience: Mapping[str, int | None], attendance: int) -> Parts:
    """The listeners in place of each session; by audience each group's own number, as far as it is known."""
    found: Parts = []
    for kind, names, sign in parts:
        if kind == "audience":
            shares = split_of(audience, attendance).items()
            found += [(kind, (group,), sign * number) for group, number in shares if number]
        else:
            found.append((kind, names, sign * attendance))
    return found


def of_units(parts: Parts, unit: str) -> Parts:
    """The unit of each session besides its columns."""
    return [(kind, [(column_of(name), unit) for name in names], sign) for kind, names, sign in parts]


def split_of(audience: Mapping[str, int | None], attendance: int) -> dict[str, int]:
    """Listeners by group: those counted, the rest under the only group without a count, else under UNSPLIT."""
    counts = {group: count for group, count in audience.items() if count is not None}
    others = [group for group in audience if group not in counts]
    rest = attendance - sum(counts.values())
    if not rest:
        return counts
    return counts | {others[0] if len(others) == 1 else UNSPLIT: rest}


def column_of(key: Key) -> str:
    """The column that a cell's key belongs to."""
    return key if isinstance(key, str) else key[0]


def in_columns(measure: str, *sums: Mapping[Key, int]) -> Counter[str]:
    """What each column holds by several sums together: amounts added up, of units each one once."""
    found: Counter[str] = Counter()
    if measure == "units":
        found.update(column_of(key) for key in {key for one in sums for key, number in one.items() if number})
        return found
    for one in sums:
        for key, number in one.items():
            found[column_of(key)] += number
    return found


def columns_of(keys: Iterable[Key]) -> set[str]:
    """The columns that any of the keys belongs to."""
    return {column_of(key) for key in keys}
