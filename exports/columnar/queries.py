"""The questions put to data sets, as SQL: in DuckDB's words, which `dialects` says again in those of other engines.

They are asked of the tables of `schema.TABLES`, of `judged`, the sessions of all data sets, each once, and of
`counted`, each event once. One SELECT takes one list apart, by `unnest`, since Spark knows no more.
"""

from collections.abc import Sequence
from datetime import date as Date
from datetime import timedelta

from msgspec import Struct

from exports.columnar.schema import NO_EVENTS
from logs.catalogue.directive import Directive
from logs.counting.unit_totals import TYPED

_NO_EVENTS = f"({', '.join(map(repr, NO_EVENTS))})"

PAIRS = """
SELECT s.session, s.event, s.version, s.answer FROM same AS s
WHERE NOT EXISTS (SELECT 1 FROM gone AS g WHERE g.version = s.version)
"""
"""The answers about pairs of sessions that nobody has replaced."""

TELLERS = f"""
WITH logged AS (
    SELECT directive, unit, substr(CAST(date AS VARCHAR), 1, 7) AS month FROM sessions
    WHERE coalesce(left_out, '') NOT IN {_NO_EVENTS} AND unit IN (SELECT unit FROM figures)
    UNION SELECT directive, unit, month FROM figures WHERE file NOT LIKE '{TYPED} %'
), yielded AS (
    SELECT DISTINCT f.book, f.file, f.unit FROM figures AS f
    JOIN logged AS l ON l.directive = f.directive AND l.unit = f.unit AND l.month = f.month
    WHERE f.file LIKE '{TYPED} %'
), here AS (
    SELECT split_part(session, '.', 1) AS session, version FROM sessions
    WHERE split_part(session, '.', 1) IN (SELECT session FROM told)
), known AS (
    SELECT session, version FROM here UNION SELECT session, version FROM gone UNION SELECT session, '' FROM here
)
SELECT t.book, t.file, t.unit, count(*) AS told, count(k.session) AS here
FROM told AS t LEFT JOIN known AS k ON k.session = t.session AND k.version = coalesce(t.version, '')
WHERE NOT EXISTS (SELECT 1 FROM yielded AS y WHERE y.book = t.book AND y.file = t.file AND y.unit = t.unit)
GROUP BY t.book, t.file, t.unit
"""
"""By whose figures of which unit: how many sessions they tell of, and how many of these the data sets know as they were
counted, or as they came to be since. Figures that were typed yield to sessions of the month, and to figures of a file.
"""

BUSY = """
WITH claimed AS (
    SELECT session, split_part(session, '.', 1) AS id FROM sessions WHERE session LIKE '%.%'
)
SELECT session AS id FROM sessions GROUP BY 1 HAVING count(*) > 1
UNION SELECT id FROM claimed
UNION SELECT session FROM claimed
UNION SELECT session FROM gone
UNION SELECT split_part(session, '.', 1) FROM joined
UNION SELECT t.session FROM told AS t JOIN tellers AS k ON k.book = t.book AND k.file = t.file AND k.unit = t.unit
"""
"""The sessions of which more is known than one version of one data set, also by the names of those that are claimed."""


def settled(directive: Directive) -> str:
    """Those sessions side by side, of `busy`: what stands of each, once, and why its event counts elsewhere.

    What any book has replaced stands nowhere. Of several versions that stand the one of the greatest id is shown, as in
    a book that has them all, of data sets of before that of the book that knows most; an id whose versions name several
    units is a session of each. `joined` says which sessions are one event, by all data sets together; it counts as one
    of the catalogue in use, within the days, of the least id. `tellers` are the figures that count, in place of the
    sessions that they tell of, but of what their own book counts beside them.
    """
    ours = f"directive = {quoted(directive.id)}"
    return f"""
WITH standing AS (
    SELECT s.*, b.id, row_number() OVER (
        PARTITION BY b.id, s.version ORDER BY CASE WHEN s.{ours} THEN 0 ELSE 1 END, s.versions DESC, s.book
    ) AS turn, max(CASE WHEN s.left_out = 'draft' THEN 1 ELSE 0 END) OVER (PARTITION BY b.id, s.version) AS draft
    FROM sessions AS s JOIN busy AS b ON b.id = split_part(s.session, '.', 1)
    WHERE NOT EXISTS (SELECT 1 FROM gone AS g WHERE g.version = s.version AND NOT g.deleted)
), deleted AS (
    SELECT DISTINCT g.session AS id FROM gone AS g
    WHERE g.deleted AND NOT EXISTS (SELECT 1 FROM gone AS r WHERE r.version = g.version AND NOT r.deleted)
), sided AS (
    SELECT *, CASE WHEN min(unit) OVER (PARTITION BY id) = max(unit) OVER (PARTITION BY id) THEN id
        ELSE id || '.' || unit END AS side
    FROM standing WHERE turn = 1
), shown AS (
    SELECT *, row_number() OVER (
        PARTITION BY side ORDER BY CASE WHEN content IS NULL THEN versions ELSE 0 END DESC, version DESC
    ) AS place, CASE WHEN side <> id OR (content IS NULL AND conflict)
        OR min(content) OVER (PARTITION BY side) <> max(content) OVER (PARTITION BY side)
        OR id IN (SELECT id FROM deleted) THEN true ELSE false END AS differs
    FROM sided
), named AS (
    SELECT s.*, coalesce(j.event, s.side) AS event,
        CASE WHEN s.{ours} THEN CASE WHEN {Asked().days(directive)} THEN 0 ELSE 1 END ELSE 2 END AS fitness
    FROM shown AS s LEFT JOIN joined AS j ON j.session = s.side WHERE s.place = 1 AND s.draft = 0
), covered AS (
    SELECT DISTINCT coalesce(j.event, c.side, t.session) AS event FROM told AS t
    JOIN tellers AS k ON k.book = t.book AND k.file = t.file AND k.unit = t.unit
    LEFT JOIN named AS c ON c.side = t.session || '.' || t.unit
    LEFT JOIN joined AS j ON j.session = coalesce(c.side, t.session)
    WHERE NOT EXISTS (
        SELECT 1 FROM sessions AS s WHERE s.book = t.book AND s.session IN (t.session, t.session || '.' || t.unit)
        AND coalesce(s.beside, '') <> 'in_totals' AND coalesce(s.left_out, '') NOT IN {_NO_EVENTS}
    )
)
SELECT n.book, n.side AS session, n.version, n.versions, n.content, n.left_out, CASE
        WHEN c.event IS NOT NULL THEN 'in_totals'
        WHEN row_number() OVER (PARTITION BY n.event ORDER BY n.fitness, n.side) > 1 THEN 'same_event' END AS beside,
    n.directive, n.date, n.year, n.unit, n.form, n.attendance, n.differs AS conflict, n.themes, n.reporters,
    n.audience, n.heard, n.documents
FROM named AS n LEFT JOIN covered AS c ON c.event = n.event"""


JUDGED = f"""
SELECT * FROM settled
UNION ALL
SELECT s.* FROM sessions AS s
WHERE s.session NOT IN (SELECT id FROM busy) AND coalesce(s.left_out, '') NOT IN {_NO_EVENTS}
"""
"""The sessions of all data sets, each once."""

JUDGED_ALONE = f"SELECT * FROM sessions WHERE coalesce(left_out, '') NOT IN {_NO_EVENTS}"
"""Those of a book alone, as it has them."""

COUNTED = "SELECT * FROM judged WHERE beside IS NULL"
"""The events, of whatever catalogue and day."""

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

    def months(self) -> str | None:
        """The days as SQL on rows of months; None where they are not whole months."""
        if not self.start and not self.end:
            return "own"
        starts_one = self.start is None or self.start.day == 1
        if not starts_one or (self.end and (self.end + timedelta(days=1)).day != 1):
            return None
        parts = [f"month >= '{self.start:%Y-%m}'"] if self.start else []
        parts += [f"month <= '{self.end:%Y-%m}'"] if self.end else []
        return " AND ".join(parts)

    def of_units(self, unit: str = "unit") -> str:
        """The units as SQL."""
        return f"{unit} IN ({', '.join(map(quoted, self.units))})" if self.units else f"{unit} IS NOT NULL"


def totals(asked: Asked, directive: Directive) -> str:
    """Of the sessions of the units asked for: why they do not count ("": they do), whether they lie within the
    guidance's own days, how many there are, conflicts, those of several reporters.

    Where days are asked for, those outside the guidance's are told all the same.
    """
    ours, here, own = f"directive = {quoted(directive.id)}", asked.days(directive), Asked().days(directive)
    told = f"({here}) OR ({ours} AND NOT ({own}))" if asked.start or asked.end else "true"
    return f"""
SELECT CASE WHEN NOT {ours} THEN CASE WHEN left_out = 'unknown_code' THEN left_out ELSE 'other_catalogue' END
        WHEN NOT ({here}) THEN 'outside_period' ELSE coalesce(beside, '') END AS reason,
    CASE WHEN {own} THEN 1 ELSE 0 END AS own, count(*) AS sessions,
    sum(CASE WHEN conflict THEN 1 ELSE 0 END) AS conflicts,
    sum(CASE WHEN len(reporters) > 1 THEN 1 ELSE 0 END) AS several
FROM judged
WHERE {asked.of_units()} AND ({told})
GROUP BY 1, 2"""


def sums(asked: Asked, directive: Directive, shape: Sequence[str]) -> str:
    """What stands in each place of a shape (see `logs.counting.facts.Shape`): its names, sessions, attendance."""
    named = "".join(f", {_NAMES[dim]} AS in_{dim}" for dim in shape if dim in _NAMES)
    source = f"""
    SELECT themes, reporters, documents, audience, heard, attendance{named} FROM counted
    WHERE directive = {quoted(directive.id)} AND {asked.days(directive)} AND {asked.of_units()}"""
    for dim in (dim for dim in shape if dim in _LISTS):
        source = f"SELECT *, unnest({_LISTS[dim]}) AS in_{dim} FROM ({source}) AS with_{dim}"
    keys = ", ".join(f"in_{dim}" for dim in shape)
    grouped = f"\nGROUP BY {keys}" if keys else ""
    return f"SELECT {keys}{', ' if keys else ''}{_counting(shape)} FROM ({source}) AS t{grouped}"


def _counting(shape: Sequence[str]) -> str:
    """How many sessions stand in a place of the shape, and how many listened there."""
    if "audience" not in shape:
        return "count(*) AS sessions, sum(attendance) AS attendance"
    return f"sum(CASE WHEN in_audience = '' THEN 0 ELSE 1 END) AS sessions, sum({_OF_GROUP}) AS attendance"


_QUARTER = (
    "substr(month, 1, 4) || '-Q' || CAST(CAST(ceil(CAST(substr(month, 6, 2) AS INTEGER) / 3.0) AS INTEGER) AS VARCHAR)"
)
MONTHLY_DIMS = frozenset(("theme", "unit", "month", "quarter", "form", "audience"))
"""What rows of months tell apart."""


def monthly(book: str, directive: Directive) -> str:
    """The rows of `monthly`, of whatever `judged` and `counted` are of."""
    ours, own, month = f"directive = {quoted(directive.id)}", Asked().days(directive), _NAMES["month"]
    several = "sum(CASE WHEN len(reporters) > 1 THEN 1 ELSE 0 END)"
    reason = f"""CASE WHEN NOT {ours} THEN CASE WHEN left_out = 'unknown_code' THEN left_out ELSE 'other_catalogue' END
        ELSE coalesce(beside, '') END"""
    lines = [
        f"""
SELECT CAST(NULL AS VARCHAR) AS theme, CAST(NULL AS VARCHAR) AS audience, unit, {month} AS month, form, {ours} AS ours,
    {own} AS own, {reason} AS reason, count(*) AS sessions, sum(attendance) AS attendance,
    sum(CASE WHEN conflict THEN 1 ELSE 0 END) AS conflicts, {several} AS several, max(date) AS last
FROM judged GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"""
    ]
    source = f"SELECT themes, audience, heard, attendance, unit, form, date FROM counted WHERE {ours}"
    for dims in (("theme",), ("audience",), ("theme", "audience")):
        apart = source
        for dim in dims:
            apart = f"SELECT *, unnest({_LISTS[dim]}) AS in_{dim} FROM ({apart}) AS with_{dim}"
        theme, audience = (f"in_{dim}" if dim in dims else "CAST(NULL AS VARCHAR)" for dim in ("theme", "audience"))
        lines.append(f"""
SELECT {theme} AS theme, {audience} AS audience, unit, {month} AS month, form, true AS ours, {own} AS own, '' AS reason,
    {_counting(dims)}, 0 AS conflicts, 0 AS several, max(date) AS last
FROM ({apart}) AS t GROUP BY 1, 2, 3, 4, 5, 6, 7, 8""")
    columns = "theme, audience, unit, month, form, ours, own, reason, sessions, attendance, conflicts, several, last"
    return f"SELECT {quoted(book)} AS book, {columns} FROM ({' UNION ALL '.join(lines)}) AS every"


def monthly_totals(asked: Asked) -> str:
    """What `totals` tells, from rows of months; of whole months only."""
    here = asked.months()
    told = f"({here}) OR (ours AND NOT own)" if asked.start or asked.end else "true"
    return f"""
SELECT CASE WHEN ours AND NOT ({here}) THEN 'outside_period' ELSE reason END AS reason,
    CASE WHEN own THEN 1 ELSE 0 END AS own, sum(sessions) AS sessions, sum(conflicts) AS conflicts,
    sum(several) AS several
FROM monthly
WHERE theme IS NULL AND audience IS NULL AND {asked.of_units()} AND ({told})
GROUP BY 1, 2"""


def monthly_sums(asked: Asked, shape: Sequence[str]) -> str:
    """What `sums` tells, from rows of months; of days only the last, and each unit under that of `rows_of`."""
    names = {"quarter": _QUARTER, "day": "CAST(max(last) AS VARCHAR)", "unit": "coalesce(r.stands, m.unit)"}
    told = [dim for dim in shape if dim != "day"]
    keys = ", ".join(f"{names.get(dim, dim)} AS in_{dim}" for dim in shape)
    places = " AND ".join(f"{dim} IS {'NOT NULL' if dim in shape else 'NULL'}" for dim in ("theme", "audience"))
    grouped = f"\nGROUP BY {', '.join(names.get(dim, dim) for dim in told)}" if told else ""
    return f"""
SELECT {keys}{", " if keys else ""}sum(sessions) AS sessions, sum(attendance) AS attendance
FROM monthly AS m LEFT JOIN rows_of AS r ON r.unit = m.unit
WHERE ours AND reason = '' AND {places} AND {asked.months()} AND {asked.of_units("m.unit")}{grouped}"""


def day_of(day: Date) -> str:
    """A day as SQL writes it."""
    return f"DATE '{day.isoformat()}'"


def quoted(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
