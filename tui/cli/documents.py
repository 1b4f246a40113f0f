"""The shapes of what commands print with `--json` for programs: a field may be added, none is taken out or changed.

`sotay schema` tells them; the tests hold them against what the commands print.
"""

from datetime import date as Date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from logs.model import Session, SessionId, VersionId
from logs.progress.status import Rate, State
from logs.session.query import Reason, Standing

Arguments = Annotated[list[str], Meta(description="the arguments of `sotay list` that list the sessions of the figure")]
Amounts = dict[str, int]  # by the table's columns
Base = Literal["all", "core", "priority"]


class Message(Struct, frozen=True):
    """A code that stays, and its sentence in the language of the program."""

    code: str
    message: str


class ListedSession(Session, frozen=True, kw_only=True):
    """A session as `list` and `show` have it; empty optional fields are left out."""

    id: SessionId
    version: VersionId
    conflict: bool
    standing: Standing
    rejected: Message | None = None
    counted: bool = False
    left_out: Reason | None = None
    counts_as: SessionId = ""


class Figures(Struct, frozen=True):
    """Sessions, and their listeners."""

    sessions: int
    attendance: int


class ListDocument(Struct, frozen=True):
    """`sotay list --json`."""

    rule: str
    sessions: list[ListedSession]
    in_totals: Figures
    maybe_twice: int
    only_in_beaten_totals: int


class CoverageRow(Struct, frozen=True):
    """A theme; one that has no session too."""

    theme: str
    group: str
    sessions: int
    attendance: int
    units: int
    last: Date | None
    cells: Amounts


class CoverageTotals(Figures, frozen=True):
    """Each session once; what is left out, by its reasons, and what is in doubt."""

    drafts: int
    conflicts: int
    left_out: dict[Reason, int]
    beyond_period: int
    summed: int
    unsplit: int
    maybe_twice: int
    only_in_beaten_totals: int
    several_reporters: int


class CoverageBehind(Struct, frozen=True):
    """Where the sessions of the figures are listed, in the places of these."""

    totals: dict[str, Arguments | dict[Reason, Arguments]]
    columns: dict[str, Arguments]
    rows: dict[str, Arguments]
    cells: dict[str, dict[str, Arguments]]


class NotApplicable(Struct, frozen=True):
    """A theme that a unit need not cover."""

    theme: str
    unit: str
    reason: str


class CoverageDocument(Struct, frozen=True, kw_only=True):
    """`sotay coverage --json`."""

    rule: str
    start: Date | None = field(name="from")
    end: Date | None = field(name="to")
    by: Literal["unit", "month", "quarter", "audience", "form", "reporter", "document"]
    measure: Literal["sessions", "attendance", "units"]
    base: Base
    columns: list[str]
    sums: Amounts
    rows: list[CoverageRow]
    totals: CoverageTotals
    left_out: list[NotApplicable]
    behind: CoverageBehind


class ProgressCell(Struct, frozen=True, kw_only=True):
    """Where a unit stands for a period."""

    state: State
    first: Date | None
    last: Date | None
    files: int
    sessions: int
    attendance: int
    records: int
    nil: bool
    covered_by: str
    covered_on: Date | None
    behind: Arguments | None


class ProgressUnit(ProgressCell, frozen=True, kw_only=True):
    """A unit: for the year as the guidance asks for it, and for every period."""

    unit: str
    name: str
    cells: dict[str, ProgressCell]
    warnings: list[Message]
    lacks: list[Message]


class ProgressPeriod(Rate, frozen=True, kw_only=True):
    """A period that is asked for."""

    period: str
    deadline: Date | None
    last_day: Date | None
    totals: dict[State, int]


class Reminder(Struct, frozen=True):
    """A letter to a unit, with `--remind`."""

    unit: str
    text: str


class ProgressDocument(Struct, frozen=True, kw_only=True):
    """`sotay progress --json`."""

    on: Date
    last_day: Date
    days_left: int
    periods: list[ProgressPeriod]
    units: list[ProgressUnit]
    totals: dict[State, int]
    maybe_twice: int
    only_in_beaten_totals: int
    reminders: list[Reminder] | None = None


class Figure(Struct, frozen=True, kw_only=True):
    """A figure of a report, with where its sessions are listed."""

    value: int
    measure: str
    behind: Arguments


class FigureInText(Figure, frozen=True, kw_only=True):
    """One that stands in a sentence, as it is written there."""

    text: str


class FigureInTable(Figure, frozen=True, kw_only=True):
    """One in a cell of a table, both counted from 0."""

    row: int
    column: int


class Sentence(Struct, frozen=True):
    """A paragraph or a note."""

    text: str
    figures: list[FigureInText]


class ReportTable(Struct, frozen=True):
    """An annex."""

    number: int
    key: str
    title: str
    columns: list[str]
    rows: list[list[str | int | float | None]]
    figures: list[FigureInTable]
    notes: list[Sentence]


class ReportUnits(Struct, frozen=True):
    """How many units have reported, of how many."""

    reported: int
    obliged: int


class ReportDocument(Struct, frozen=True, kw_only=True):
    """`sotay report --json`."""

    paths: list[str]
    period: str
    start: Date = field(name="from")
    until: Date
    totals: Figures
    units: ReportUnits
    missing: list[str]
    changes: int
    frozen: str | None
    behind: Arguments
    letter: list[Sentence]
    tables: list[ReportTable]
