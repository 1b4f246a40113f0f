"""What a columnar data set holds: its tables, their columns, and the file that says whose it is.

A data set is a folder: `dataset.json`, one Parquet file for each small table, and the sessions of each year in
`sessions/year=2014/sessions.parquet`, so that all names are known without listing a folder. Themes, reporters, groups
of listeners and documents of a session are lists in its row: a session stays one row in one file, and a table of them
is one `unnest` away. Every row names its book, so that the data sets of several books can be read as one.

The sums of several books together (`sums.py`) are a data set too, without sessions: what stands in their months.
"""

import re
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from logs.model import Code, Role

FORMAT = 3
ABOUT = "dataset.json"
SESSIONS = "sessions"

# Column by column the type, in words that DuckDB, Spark and PostgreSQL share but for `VARCHAR[]`.
TABLES: dict[str, dict[str, str]] = {
    # A row for each version of a session that stands, complete and live: which session, what its content is known by,
    # why it does not count (`left_out`, NULL where it does; `other_version` where the book shows another), whether its
    # event counts elsewhere all the same (`beside`: `same_event`, `in_totals`), and what coverage is reckoned from.
    # `heard` are the listeners of each of `audience`, whose last is "" where some are of none; 0 where nobody has
    # counted them. `versions` are as many as the book knows of the session.
    SESSIONS: {
        "book": "VARCHAR",
        "session": "VARCHAR",
        "version": "VARCHAR",
        "versions": "INTEGER",
        "content": "VARCHAR",
        "left_out": "VARCHAR",
        "beside": "VARCHAR",
        "directive": "VARCHAR",
        "date": "DATE",
        "year": "INTEGER",
        "unit": "VARCHAR",
        "form": "VARCHAR",
        "attendance": "INTEGER",
        "conflict": "BOOLEAN",
        "themes": "VARCHAR[]",
        "reporters": "VARCHAR[]",
        "audience": "VARCHAR[]",
        "heard": "INTEGER[]",
        "documents": "VARCHAR[]",
    },
    # What stands in each month of a unit, as sums: with a theme those about it, with a group of listeners (`audience`,
    # "" for no one group) those with it; NULL for all. `own`: of the days of the guidance's own period, `ours`:
    # of the catalogue in use. `reason` says why they do not count, "" where they do; only rows without theme and group
    # have others, and conflicts and those of `several` reporters. `last` is the last day.
    "monthly": {
        "book": "VARCHAR",
        "theme": "VARCHAR",
        "audience": "VARCHAR",
        "unit": "VARCHAR",
        "month": "VARCHAR",
        "form": "VARCHAR",
        "ours": "BOOLEAN",
        "own": "BOOLEAN",
        "reason": "VARCHAR",
        "sessions": "BIGINT",
        "attendance": "BIGINT",
        "conflicts": "BIGINT",
        "several": "BIGINT",
        "last": "DATE",
    },
    # Versions that stand no more, of sessions and of answers, or that stand for a deletion: what other books, or older
    # data sets, still have of them does not count.
    "gone": {"book": "VARCHAR", "session": "VARCHAR", "version": "VARCHAR", "deleted": "BOOLEAN"},
    # What was answered about pairs of sessions, here or not: `same` or `different`.
    "same": {
        "book": "VARCHAR",
        "session": "VARCHAR",
        "event": "VARCHAR",
        "version": "VARCHAR",
        "answer": "VARCHAR",
    },
    # What is known in figures only, by the file that told them; a row without a theme counts each session once.
    "figures": {
        "book": "VARCHAR",
        "file": "VARCHAR",
        "directive": "VARCHAR",
        "unit": "VARCHAR",
        "theme": "VARCHAR",
        "month": "VARCHAR",
        "form": "VARCHAR",
        "sessions": "BIGINT",
        "attendance": "BIGINT",
    },
    # The sessions that the figures tell of, in the version that was counted.
    "told": {"book": "VARCHAR", "file": "VARCHAR", "unit": "VARCHAR", "session": "VARCHAR", "version": "VARCHAR"},
    "units": {
        "book": "VARCHAR",
        "code": "VARCHAR",
        "type": "VARCHAR",
        "name": "VARCHAR",
        "parent": "VARCHAR",
        "since": "DATE",
        "until": "DATE",
    },
    # The catalogue in use; `toml` is the whole of it.
    "catalogues": {
        "book": "VARCHAR",
        "id": "VARCHAR",
        "year": "INTEGER",
        "deadline": "DATE",
        "deadline_exclusive": "BOOLEAN",
        "period_start": "DATE",
        "period_end": "DATE",
        "toml": "VARCHAR",
    },
    "themes": {
        "book": "VARCHAR",
        "directive": "VARCHAR",
        "place": "INTEGER",
        "theme": "VARCHAR",
        "title": "VARCHAR",
        "theme_group": "VARCHAR",
        "core": "BOOLEAN",
        "priority": "BOOLEAN",
    },
    # The files that came, by the day in the receiver's calendar and to the second with the distance from UTC.
    "received": {
        "book": "VARCHAR",
        "sha256": "VARCHAR",
        "unit": "VARCHAR",
        "sender": "VARCHAR",
        "number": "INTEGER",
        "level": "VARCHAR",
        "period": "VARCHAR",
        "directive": "VARCHAR",
        "made": "VARCHAR",
        "received": "VARCHAR",
        "received_day": "DATE",
        "sessions": "INTEGER",
        "attendance": "BIGINT",
        "set_aside": "INTEGER",
        "nil": "BOOLEAN",
    },
}
NO_EVENTS = ("draft", "other_version")
"""Why a row is no event, whatever the catalogue and the days: the book shows another version of the session."""
# By the format that has them first, what data sets of formats before do not have. Those of format 1 hold the events
# that count, in the version shown, and pairs of one event; those of format 2 a file a unit.
SINCE = {
    2: {
        SESSIONS: {"content", "left_out", "beside"},
        "gone": {*TABLES["gone"]},
        "same": {"version", "answer"},
        "told": {"version"},
    },
    3: {"monthly": {*TABLES["monthly"]}},
}
# What a data set's own files and folders are called, also those of formats before; a folder that holds anything else is
# not replaced. DuckDB writes a code that would mean no code there with a %.
OWN_FILES = re.compile(
    rf"{re.escape(ABOUT)}|(?:{'|'.join(TABLES)})\.parquet"
    rf"|{SESSIONS}(?:/year=[0-9]{{4}}(?:/{SESSIONS}\.parquet|/unit=[A-Za-z0-9_%-]+(?:/{SESSIONS}_[0-9a-f-]{{36}}\.parquet)?)?)?"
)


OF_SUMS = frozenset(("monthly", "figures", "received", "units", "catalogues", "themes"))
"""The tables of sums without sessions; of the others they have no file."""


def absent(name: str, format: int) -> set[str]:  # noqa: A002 - as the data set calls it
    """The columns of a table that data sets of that format do not have."""
    return {column for since, tables in SINCE.items() if format < since for column in tables.get(name, ())}


class Of(Struct, frozen=True, order=True):
    """A book whose events are in sums, and of which of its saves."""

    book: str
    unit: Code
    role: Role
    saves: int


class About(Struct, frozen=True, kw_only=True):
    """Whose data set it is, of which save of the book, when it was made, what its events add up to, of whatever
    catalogue and day, how many rows of sessions it has and of which years, and what of its figures is doubtful.

    `of` are the books of sums without sessions, whose events are those that count. `monthly` are the rows of months,
    the sessions and attendance of those that count.
    """

    format: int
    book: str
    unit: Code
    directive: Code
    saves: int
    made: Annotated[datetime, Meta(tz=True)]
    sessions: int
    attendance: int
    rows: int = 0
    maybe_twice: int = 0
    only_in_beaten_totals: int = 0
    role: Role = "committee"
    years: tuple[int, ...] = ()
    monthly: tuple[int, int, int] = (0, 0, 0)
    of: tuple[Of, ...] = ()

    @property
    def books(self) -> tuple[Of, ...]:
        """The books that it is of."""
        return self.of or (Of(self.book, self.unit, self.role, self.saves),)

    @property
    def has_rows(self) -> int:
        """How many rows of sessions there are: in data sets of format 1 one for each event."""
        return self.sessions if self.format == 1 else self.rows
