"""The questions put to data sets, as SQL: in DuckDB's words, which Ibis says again in those of other engines.

They are asked of the tables of `schema.TABLES` and of `counted`: the sessions of all data sets, each event once. One
SELECT takes one list apart, by `unnest`, since Spark knows no more.
"""

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

# In which columns of a table a session stands, and what is added there.
_PARTS = {
    "unit": "unit",
    "month": "substr(CAST(date AS VARCHAR), 1, 7)",
    "quarter": "substr(CAST(date AS VARCHAR), 1, 4) || '-Q' || CAST(extract(quarter FROM date) AS VARCHAR)",
    "audience": "unnest(audience)",
    "form": "form",
    "reporter": "unnest(reporters)",
    "document": "unnest(documents)",
}
_OF_GROUP = "heard[CAST(array_position(audience, part) AS INTEGER)]"


class Asked(Struct, frozen=True):
    """Which sessions a table is of: those of these days, ends included, and of this unit; all where nothing is said."""

    start: Date | None = None
    end: Date | None = None
    unit: str | None = None

    def condition(self) -> str:
        """As SQL."""
        parts = ["date IS NOT NULL"]
        parts += [f"date >= {day_of(self.start)}"] if self.start else []
        parts += [f"date <= {day_of(self.end)}"] if self.end else []
        parts += [f"unit = {quoted(self.unit)}"] if self.unit else []
        return " AND ".join(parts)


def totals(asked: Asked, directive: Directive) -> str:
    """By catalogue: its id, sessions, attendance, conflicts, and sessions outside the reporting period."""
    start, end = day_of(directive.reporting.period_start), day_of(directive.reporting.period_end)
    return f"""
SELECT directive, count(*) AS sessions, sum(attendance) AS attendance,
    sum(CASE WHEN conflict THEN 1 ELSE 0 END) AS conflicts,
    sum(CASE WHEN date < {start} OR date > {end} THEN 1 ELSE 0 END) AS outside
FROM counted
WHERE {asked.condition()}
GROUP BY directive"""


def themes(asked: Asked, directive: Directive) -> str:
    """By theme and unit: both, sessions, attendance, the last day."""
    return f"""
SELECT theme, unit, count(*) AS sessions, sum(attendance) AS attendance, max(date) AS last
FROM (
    SELECT unnest(themes) AS theme, unit, attendance, date FROM counted
    WHERE {_ours(asked, directive)}
) AS talks
GROUP BY theme, unit"""


def cells(asked: Asked, directive: Directive, by: str, measure: str, *, theme: bool) -> str:
    """What each cell of a table holds: with `theme` the theme, then the column, of units also the unit, the number."""
    keys = ", ".join([*(["theme"] if theme else []), "part", *(["unit"] if measure == "units" else [])])
    split = by == "audience"
    amount = "1" if measure != "attendance" else _OF_GROUP if split else "attendance"
    return f"""
SELECT {keys}, sum(amount) AS number
FROM (
    SELECT {"unnest(themes) AS theme, " if theme else ""}part, unit, {amount} AS amount
    FROM (
        SELECT themes, unit, attendance, audience, heard, {_PARTS[by]} AS part FROM counted
        WHERE {_ours(asked, directive)}
    ) AS placed
    {"WHERE part <> ''" if split and measure != "attendance" else ""}
) AS amounts
WHERE amount > 0
GROUP BY {keys}"""


def _ours(asked: Asked, directive: Directive) -> str:
    return f"directive = {quoted(directive.id)} AND {asked.condition()}"


def day_of(day: Date) -> str:
    """A day as SQL writes it."""
    return f"DATE '{day.isoformat()}'"


def quoted(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
