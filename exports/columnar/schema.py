"""What a columnar data set holds: its tables, their columns, and the file that says whose it is.

A data set is a folder: `dataset.json`, one Parquet file for each small table, and the sessions under
`sessions/year=2014/unit=CB01/`. Themes, reporters, groups of listeners and documents of a session are lists in its row:
a session stays one row in one file, and a table of them is one `unnest` away. Every row names its book, so that the
data sets of several books can be read as one.
"""

import re
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from logs.model import Code, Role

FORMAT = 1
ABOUT = "dataset.json"
SESSIONS = "sessions"

# Column by column the type, in words that DuckDB, Spark and PostgreSQL share but for `VARCHAR[]`.
TABLES: dict[str, dict[str, str]] = {
    # A row for each event that counts: the id and the version of the session that stands for it, how many versions of
    # it the book knows, and what coverage is reckoned from. `heard` are the listeners of each of `audience`, whose
    # last is "" where some are of none; 0 where nobody has counted them.
    SESSIONS: {
        "book": "VARCHAR",
        "session": "VARCHAR",
        "version": "VARCHAR",
        "versions": "INTEGER",
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
    # Sessions that were answered to be one event: the id of each, here or not, and the least of them.
    "same": {"book": "VARCHAR", "session": "VARCHAR", "event": "VARCHAR"},
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
    # The sessions that the figures tell of.
    "told": {"book": "VARCHAR", "file": "VARCHAR", "unit": "VARCHAR", "session": "VARCHAR"},
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
# What a data set's own files and folders are called; a folder that holds anything else is not replaced. DuckDB writes a
# code that would mean no code there with a %.
OWN_FILES = re.compile(
    rf"{re.escape(ABOUT)}|(?:{'|'.join(TABLES)})\.parquet"
    rf"|{SESSIONS}(?:/year=[0-9]{{4}}(?:/unit=[A-Za-z0-9_%-]+(?:/{SESSIONS}_[0-9a-f-]{{36}}\.parquet)?)?)?"
)


class About(Struct, frozen=True, kw_only=True):
    """Whose data set it is, of which save of the book, when it was made, and what its sessions add up to."""

    format: int
    book: str
    unit: Code
    directive: Code
    saves: int
    made: Annotated[datetime, Meta(tz=True)]
    sessions: int
    attendance: int
    role: Role = "committee"
