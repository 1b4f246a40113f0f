"""Totals in place of sessions: what a committee says of a unit in figures, with the versions that it counted.

A unit's figures tell each session once by month and form, and once under each of its themes, as the tables do. The ids
and versions behind them let whoever gets the sessions later check every figure, and count nothing twice.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from logs.model import MOST_ATTENDANCE, Code, FormCode, SessionId, VersionId
from logs.progress import span_of
from logs.received import Received

MOST_CELLS = 20_000
MOST_VERSIONS = 50_000

Month = Annotated[str, Meta(pattern=r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])$(?!\n)")]
Sum = Annotated[int, Meta(ge=1, le=MOST_VERSIONS * MOST_ATTENDANCE)]


class MonthSum(Struct, frozen=True, forbid_unknown_fields=True):
    """The sessions of one month in one form, each once, and their attendance."""

    month: Month
    form: FormCode
    sessions: Sum
    attendance: Sum


class ThemeSum(Struct, frozen=True, forbid_unknown_fields=True):
    """The sessions of one month in one form that were about a theme."""

    theme: Code
    month: Month
    form: FormCode
    sessions: Sum
    attendance: Sum


class Figures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The complete sessions of a unit in figures; `months` add up to `sessions`, `cells` to that or more."""

    unit: Code
    sessions: Sum
    attendance: Sum
    months: Annotated[tuple[MonthSum, ...], Meta(max_length=MOST_CELLS)]
    cells: Annotated[tuple[ThemeSum, ...], Meta(max_length=MOST_CELLS)]


class UnitTotals(Figures, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit's figures and the versions that were counted for them, by session id."""

    versions: Annotated[dict[SessionId, VersionId], Meta(max_length=MOST_VERSIONS)]


class TotalsFile(Struct, frozen=True):
    """The totals that a received file brought, kept under the SHA-256 of its body."""

    lines: tuple[UnitTotals, ...]


class Told(Struct, frozen=True):
    """A unit's totals in force, and the received file that tells them."""

    file: Received
    totals: UnitTotals

    @property
    def key(self) -> tuple[str, str]:
        """What names it: a file tells of a unit once."""
        return self.file.sha256, self.totals.unit


def in_force(files: Mapping[str, bytes], received: Iterable[Received]) -> tuple[Told, ...]:
    """The totals of received files that no later file of the same book has replaced.

    `files` are TotalsFile documents by the SHA-256 of the file; one that is not among `received` counts for nothing.
    """
    if not files:
        return ()
    # Whoever names another sender's book in his files replaces nothing of it.
    by_book: dict[tuple[str, str], list[Received]] = {}
    for file in received:
        by_book.setdefault((file.unit, file.book), []).append(file)
    found: list[Told] = []
    for books in by_book.values():
        for file in books:
            if file.sha256 in files and not any(_replaces(later, file) for later in books):
                lines = msgspec.json.decode(files[file.sha256], type=TotalsFile).lines
                found += [Told(file, line) for line in lines]
    return tuple(sorted(found, key=lambda one: (one.totals.unit, one.file.book, one.file.number, one.file.sha256)))


def _replaces(later: Received, file: Received) -> bool:
    """Whether a file of the same book says anew, in detail or not, what this one says: files are cumulative."""
    if later.number <= file.number:
        return False
    longer, shorter = span_of(later), span_of(file)
    return later.period == file.period or bool(longer and shorter and longer.covers(shorter))
