"""The sessions of a package: those of plain lines as they stand there, others as records."""

from collections.abc import Container, Iterator, Mapping

from msgspec import Struct

from exports.plain import PlainSession
from logs.versions import Record


class Tally(Struct, frozen=True):
    """How many sessions there are, how many people heard them, of which units and themes they are."""

    sessions: int
    attendance: int
    units: frozenset[str]
    themes: frozenset[str]


class Records(Mapping[str, Record]):
    """Records by session id; those of plain lines are made when they are asked for. `rows` are both as they stand."""

    def __init__(self, rows: Mapping[str, Record | PlainSession]) -> None:
        self.rows = rows

    def __getitem__(self, key: str) -> Record:
        return record_of(self.rows[key])

    def versions(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Every session's id, the ids of its heads, and which of these is shown."""
        for key, row in self.rows.items():
            if isinstance(row, PlainSession):
                yield key, (row.version,), row.version
            else:
                yield key, tuple(head.id for head in row.heads), row.shown.id

    def but(self, keys: Container[str]) -> "Records":
        """Those that do not have these ids."""
        return Records({key: row for key, row in self.rows.items() if key not in keys})

    def tally(self) -> Tally:
        """What the live sessions add up to, each counted once."""
        shown = [one if isinstance(one, PlainSession) else one.shown.content for one in self.rows.values()]
        live = [one for one in shown if one is not None and one.unit is not None]
        return Tally(
            len(live),
            sum([one.attendance or 0 for one in live]),
            frozenset([one.unit for one in live if one.unit is not None]),
            frozenset().union(*[one.themes for one in live]),
        )

    def __contains__(self, key: object) -> bool:
        return key in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def record_of(row: Record | PlainSession) -> Record:
    """The record, made where there is none yet."""
    return row.record() if isinstance(row, PlainSession) else row
