"""The questions put to data sets, as SQL: in DuckDB's words, which Ibis says again in those of other engines.

They are asked of the tables of `schema.TABLES` and of `counted`: the sessions of all data sets, each event once. One
SELECT takes one list apart, by `unnest`, since Spark knows no more.
"""

from collections.abc import Sequence
from datetime import date as Date

from msgspec import Struct

from logs.catalogue.directive import Directive

TELLERS = """
SELECT t.book, t.file, t.unit, count(*) AS told, count(s.session) AS here
FROM told AS t LEFT JOIN (SELECT DISTINCT session FROM sessions) AS s ON s.session = t.session
GROUP BY t.book, t.file, t.unit
"""
"""By whose figures of which unit: how many sessions they tell of, and how many of these a data set has."""

LOST = """
WITH claimed AS (
    SELECT DISTINCT session FROM sessions WHERE session LIKE '%.%'
), named AS (
    SELECT s.book, s.session, s.versions, s.version, coalesce(j.event, c.session, s.session) AS event
    FROM sessions AS s LEFT JOIN joined AS j ON j.session = s.session
    LEFT JOIN claimed AS c ON c.session = s.session || '.' || s.unit
), ranked AS (
    SELECT book, session,
        row_number() OVER (PARTITION BY event ORDER BY session, versions DESC, version DESC, book) AS place
    FROM named WHERE event IN (SELECT event FROM named GROUP BY event HAVING count(*) > 1)
), covered AS (
    SELECT t.book, coalesce(j.event, c.session, t.session) AS event
    FROM told AS t
    JOIN tellers AS k ON k.book = t.book AND k.file = t.file AND k.unit = t.unit
    LEFT JOIN joined AS j ON j.session = t.session
    LEFT JOIN claimed AS c ON c.session = t.session || '.' || t.unit
)
SELECT book, session FROM ranked WHERE place > 1
UNION
SELECT n.book, n.session FROM named AS n JOIN covered AS c ON c.event = n.event WHERE c.book <> n.book
"""
"""The rows that do not count: another data set has the event, as the least session in the form of the book that knows
most versions of it, or its figures tell of it. `joined` says which sessions are one event, by all data sets together,
`tellers` whose figures count. Where a book waits for an answer about an id that several units claim, `claimed` has its
sessions by id and unit: elsewhere they go by the id alone."""

COUNTED = """
SELECT s.* FROM sessions AS s
WHERE NOT EXISTS (SELECT 1 FROM lost AS l WHERE l.book = s.book AND l.session = s.session)
"""

# Where a session stands in the places that have one name for it, and the lists of those that have several.
_NAMES = {
    "unit": "unit",
    "month": "substr(CAST(date AS VARCHAR), 1, 7)",
    "quarter": "substr(CAST(date AS VARCHAR), 1, 4) || '-Q' || CAST(extract(quarter FROM date) AS VARCHAR)",
    "day": "CAST(date AS VARCHAR)",
    "form": "form",
}
_LISTS = {"theme": "themes", "audience": "audience", "reporter": "reporters", "document": "documents"}
_OF_GROUP = "heard[CAST(array_position(audience, in_audience) AS INTEGER)]"


class Asked(Struct, frozen=True):
    """Which sessions a table is of: those of these days, ends included, or else of the guidance's own period, and of
    these units; of all where nothing is said.
    """

    start: Date | None = None
    end: Date | None = None
    units: tuple[str, ...] = ()

    def days(self, directive: Directive) -> str:
        """The days as SQL."""
        start, end = (self.start, self.end) if self.start or self.end else directive.reporting.period
        parts = ["date IS NOT NULL"]
        parts += [f"date >= {day_of(start)}"] if start else []
        parts += [f"date <= {day_of(end)}"] if end else []
        return " AND ".join(parts)

    def of_units(self) -> str:
        """The units as SQL."""
        return f"unit IN ({', '.join(map(quoted, self.units))})" if self.units else "unit IS NOT NULL"


def totals(asked: Asked, directive: Directive) -> str:
    """Of the sessions of the units asked for: the catalogue, whether within the days asked for, whether within the
    guidance's own, how many there are, conflicts, those of several reporters.
    """
    own = Asked().days(directive)
    return f"""
SELECT directive, CASE WHEN {asked.days(directive)} THEN 1 ELSE 0 END AS here,
    CASE WHEN {own} THEN 1 ELSE 0 END AS own, count(*) AS sessions,
    sum(CASE WHEN conflict THEN 1 ELSE 0 END) AS conflicts,
    sum(CASE WHEN cardinality(reporters) > 1 THEN 1 ELSE 0 END) AS several
FROM counted
WHERE {asked.of_units()}
GROUP BY 1, 2, 3"""


def sums(asked: Asked, directive: Directive, shape: Sequence[str]) -> str:
    """What stands in each place of a shape (see `logs.counting.facts.Shape`): its names, sessions, attendance."""
    named = "".join(f", {_NAMES[dim]} AS in_{dim}" for dim in shape if dim in _NAMES)
    source = f"""
    SELECT themes, reporters, documents, audience, heard, attendance{named} FROM counted
    WHERE directive = {quoted(directive.id)} AND {asked.days(directive)} AND {asked.of_units()}"""
    for dim in (dim for dim in shape if dim in _LISTS):
        source = f"SELECT *, unnest({_LISTS[dim]}) AS in_{dim} FROM ({source}) AS with_{dim}"
    keys = ", ".join(f"in_{dim}" for dim in shape)
    split = "audience" in shape
    count = "sum(CASE WHEN in_audience = '' THEN 0 ELSE 1 END)" if split else "count(*)"
    listeners = f"sum({_OF_GROUP if split else 'attendance'})"
    grouped = f"\nGROUP BY {keys}" if keys else ""
    return f"SELECT {keys}{', ' if keys else ''}{count} AS sessions, {listeners} AS heard FROM ({source}) AS t{grouped}"


def day_of(day: Date) -> str:
    """A day as SQL writes it."""
    return f"DATE '{day.isoformat()}'"


def quoted(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
