"""Old notebooks in: what of a workbook's sheets would be taken, before anything is done, and taking it as one step."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, partial

import msgspec
from msgspec import Struct

from exports.intake.columns import Columns, Fits, guess_columns, planned_columns
from exports.intake.headings import MONTH, SESSIONS, YEAR
from exports.intake.layout import Table, find_table
from exports.intake.matching import Edit, sort_rows, with_likely_doubles
from exports.intake.meanings import NEW, Meanings, guesses, resembles_unit
from exports.intake.plan import ReadingPlan, keep, other_meanings, remembered
from exports.intake.preview import Control, Sums, controls_of, sums_of
from exports.intake.rows import Aside, RowReader, Rows, Total, context_of, year_of
from exports.intake.sessions import Row, SessionReader
from exports.intake.totals import UnitMonth, months_of_rows
from exports.intake.values import Context, Unread, WordReader, looks_like_count, looks_like_day
from exports.intake.workbook import Grid, Workbook
from logs.book.book import LogBook, reporter_code
from logs.errors import SotayError
from logs.gc_pause import no_collecting
from logs.model import Reporter
from logs.session.validation import Known, Problem
from logs.versions import new_record, save

AS_IT_SAYS = ReadingPlan()
_NUMBERED_NAME = re.compile(r" \(\d+\)$")  # of a sheet's second table
_NAMES_UNIT = re.compile(r"^\s*(?:tên )?đơn vị(?: báo cáo)?\s*:\s*", re.IGNORECASE)


class Asked(Struct, frozen=True):
    """A word that is not understood, or blanks of a column (`text` is ""), in how many rows; best guesses first."""

    field: str
    text: str
    rows: int
    line: int
    sheet: str


class SheetIntake(Struct, frozen=True, dict=True):
    """A sheet and what was read of it; one that is not `is_read` was left out, one without a table holds none."""

    grid: Grid
    is_read: bool
    table: Table | None = None
    columns: Columns | None = None
    defaults: dict[str, str] = {}
    rows: tuple[Row, ...] = ()
    asides: tuple[Aside, ...] = ()
    totals: tuple[Total, ...] = ()

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        """The sheet's own totals beside what was read."""
        return controls_of(self.grid.name, self.totals, self.rows)

    @property
    def unclear(self) -> dict[str, tuple[str, ...]]:
        """Fields for which several columns may be meant."""
        return self.columns.unclear if self.columns is not None else {}


class Intake(Struct, frozen=True, dict=True):
    """What an import would do, before anything is done."""

    workbook: Workbook
    plan: ReadingPlan
    sheets: tuple[SheetIntake, ...]
    new: tuple[Row, ...]
    known: tuple[Row, ...]
    edits: tuple[Edit, ...]
    rejected: tuple[Row, ...]
    reporters: tuple[Reporter, ...] = ()
    totals: tuple[UnitMonth, ...] = ()
    changed_totals: tuple[UnitMonth, ...] = ()

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every word that somebody has to say the meaning of, those of most rows first."""
        counts: Counter[tuple[str, str]] = Counter()
        first: dict[tuple[str, str], Asked] = {}
        for row in self.rejected:
            for (field, text), line in {(asked.field, asked.text): asked.line for asked in row.questions}.items():
                counts[field, text] += 1
                first.setdefault((field, text), Asked(field, text, 0, line, row.sheet))
        return tuple(msgspec.structs.replace(first[key], rows=rows) for key, rows in counts.most_common())

    @property
    def sums(self) -> Sums:
        """What the new rows add up to."""
        return sums_of((*self.new, *self.month_rows))

    @property
    def month_rows(self) -> tuple[Row, ...]:
        """The rows of totals that are new."""
        return tuple(row for totals in self.totals for row in totals.rows)

    @property
    def has_changes(self) -> bool:
        """Whether rows that were mended would change what is here."""
        return bool(self.edits or self.changed_totals)

    @property
    def controls(self) -> tuple[Control, ...]:
        """The sheets' own totals beside what was read."""
        return tuple(control for sheet in self.sheets for control in sheet.controls)

    @property
    def read_sheets(self) -> tuple[SheetIntake, ...]:
        """The sheets that were read."""
        return tuple(sheet for sheet in self.sheets if sheet.is_read and sheet.table is not None)


def plan_intake(
    book: LogBook,
    workbook: Workbook,
    *,
    plan: ReadingPlan = AS_IT_SAYS,
    sheets: Collection[str] | None = None,
    with_hidden: bool = False,
) -> Intake:
    """Read a notebook; nothing is changed.

    Read are the sheets named, else those that are not hidden, as `plan` says, as this book read sheets of the same
    layout before, or as titles and contents say themselves. Rows that are hidden or struck through are read where
    `with_hidden` says so.

    Raises SotayError `notebook_heading`, `sheet_unknown` (value, choices) and as `planned_columns` does.
    """
    names = [grid.name for grid in workbook.grids]
    for name in sheets or ():
        if name not in names:
            raise SotayError("sheet_unknown", value=name, choices=", ".join(names))
    with no_collecting():
        return _planned(book, workbook, plan, sheets, with_hidden=with_hidden)


def _planned(
    book: LogBook, workbook: Workbook, plan: ReadingPlan, sheets: Collection[str] | None, *, with_hidden: bool
) -> Intake:
    reading = _Reading(book, workbook, plan, with_hidden=with_hidden)
    read = tuple(
        reading.sheet(grid, is_read=grid.name in sheets if sheets is not None else not grid.is_hidden)
        for grid in workbook.grids
    )
    if not any(sheet.is_read and sheet.table is not None for sheet in read):
        raise SotayError("notebook_heading")
    rows = [row for sheet in read for row in sheet.rows]
    sorted_rows = sort_rows(book, [row for row in rows if row.session is not None])
    new = with_likely_doubles(book, sorted_rows.new)
    months = months_of_rows(book, (row for row in rows if row.totals is not None), new)
    refused = {(row.sheet, row.line, row.cells): row for row in months.rejected}
    rejected = (*(row for row in rows if not row.is_taken), *months.rejected)
    if refused:
        read = tuple(
            msgspec.structs.replace(
                sheet, rows=tuple(refused.get((row.sheet, row.line, row.cells), row) for row in sheet.rows)
            )
            for sheet in read
        )
    return Intake(
        workbook, reading.plan, read, new, (*sorted_rows.known, *months.known), sorted_rows.edits, rejected,
        reading.new_reporters(new), months.new, months.changed,
    )  # fmt: skip


def guesses_of(book: LogBook, asked: Asked) -> tuple[str, ...]:
    """What a word most likely means, best first: codes, `+` for a reporter to be taken in."""
    return guesses(asked.field, asked.text, book.reference.known(), Meanings({}, other_meanings(book)))


def apply_intake(book: LogBook, intake: Intake, *, with_edits: bool = False) -> int:
    """Save the new rows as one step, with the edits where they are wanted, and how the notebook was read.

    Returns how many sessions and totals of months were saved.
    """
    months = (*intake.totals, *(intake.changed_totals if with_edits else ()))
    edits = intake.edits if with_edits else ()
    made = {row.key: new_record(book.new_id(), row.session) for row in intake.new if row.session is not None}
    records = {record.id: record for record in made.values()}
    imported = {key: msgspec.json.encode(record.id) for key, record in made.items()}
    for edit in edits:
        record = book.sessions.record(edit.entry.id)
        if record is not None:
            record = save(record, edit.session, book.sessions.heads_of(edit.entry.id))
            records[record.id] = record
            imported[edit.row.key] = msgspec.json.encode(record.id)
    changes: dict[str, Mapping[str, bytes | None]] = {}
    if records:
        changes["sessions"] = {key: msgspec.json.encode(record) for key, record in records.items()}
        changes["imported"] = imported
        if intake.reporters:
            changes["reporters"] = {reporter.code: msgspec.json.encode(reporter) for reporter in intake.reporters}
    if months:
        changes["totals"] = {key: raw for one in months for key, raw in one.document.items()}
    if changes:
        book.history.commit("import", changes, made=records)
    keep_plans(book, intake)
    return len(records) + len(months)


def keep_plans(book: LogBook, intake: Intake) -> None:
    """Remember how the sheets were read, also before anything is saved of them."""
    plans = []
    for sheet in intake.read_sheets:
        assert sheet.table is not None and sheet.columns is not None  # noqa: S101, PT018 - it was read
        columns = {} if sheet.unclear else sheet.columns.mapping(sheet.table)
        plans.append((sheet.table, msgspec.structs.replace(intake.plan, columns=columns)))
    keep(book, plans)


def full_plan(intake: Intake) -> ReadingPlan:
    """How the notebook was read, with the columns of all its sheets."""
    columns: dict[str, str] = {}
    for sheet in intake.read_sheets:
        assert sheet.table is not None and sheet.columns is not None  # noqa: S101, PT018 - it was read
        columns |= sheet.columns.mapping(sheet.table)
    return msgspec.structs.replace(intake.plan, columns=columns)


class _Reading:
    """Reads the sheets of a workbook against what the book knows."""

    def __init__(self, book: LogBook, workbook: Workbook, plan: ReadingPlan, *, with_hidden: bool) -> None:
        self._book = book
        self._with_hidden = with_hidden
        self._given = plan
        self._tables = {grid.name: _table(grid, plan.columns) for grid in workbook.grids}
        for table in self._tables.values():
            if table is not None:
                plan = plan.over(remembered(book, table))
        self.plan = msgspec.structs.replace(plan, columns=self._given.columns)
        self._reporters = self._taught_reporters()
        known = book.reference.known()
        self._known = Known(known.directive, known.units, {**known.reporters, **self._reporters}, known.today)
        self._words = WordReader(self._known, Meanings(self._meanings()))
        self._check_columns()

    def _taught_reporters(self) -> dict[str, Reporter]:
        """Reporters that are to be taken in, by code."""
        owner, taken, reporters = self._book.owner, set(self._book.reporters), dict[str, Reporter]()
        for name, meaning in self.plan.meanings.get("reporters", {}).items():
            if meaning == NEW:
                code, number = reporter_code(owner.unit, name), 2
                while code in taken:
                    code, number = f"{reporter_code(owner.unit, name)[:29]}-{number}", number + 1
                taken.add(code)
                reporters[code] = Reporter(code=code, unit=owner.unit, name=name)
        return reporters

    def _meanings(self) -> dict[str, dict[str, str]]:
        meanings = dict(self.plan.meanings)
        if self._reporters:
            codes = {reporter.name: code for code, reporter in self._reporters.items()}
            meanings["reporters"] = meanings["reporters"] | codes
        return meanings

    def new_reporters(self, rows: Iterable[Row]) -> tuple[Reporter, ...]:
        """Those of them who spoke in one of the rows."""
        spoke = {code for row in rows if row.session is not None for code in row.session.reporters}
        return tuple(reporter for code, reporter in self._reporters.items() if code in spoke)

    def _check_columns(self) -> None:
        """Columns that somebody names have to be in one of the sheets at least."""
        tables = [table for table in self._tables.values() if table is not None]
        if self._given.columns and tables and not any(map(self._fits, tables)):
            planned_columns(tables[0], self._given.columns)

    def _fits(self, table: Table) -> bool:
        try:
            planned_columns(table, self._given.columns)
        except SotayError as error:
            if error.code != "notebook_columns":
                raise
            return False
        return True

    def sheet(self, grid: Grid, *, is_read: bool) -> SheetIntake:
        """What a sheet holds; its sums are known also of one that is left out."""
        table = self._tables[grid.name]
        if table is None or not is_read:
            return SheetIntake(grid, is_read and table is not None, table)
        columns = self._columns(table)
        context, unit = self._said_above(table)
        defaults = {"unit": unit, "reporters": self._book.owner.reporter}
        name = self._may_name_unit(table, columns)
        reader = RowReader(
            table, columns, self._known, context, self._is_unit, unit=name, with_hidden=self._with_hidden
        )
        rows = reader.read()
        read = self._rows(table, columns, rows, defaults)
        shown = {field: value for field, value in (defaults | self.plan.values).items() if field not in columns.fields}
        return SheetIntake(grid, True, table, columns, shown, read, rows.asides, rows.totals)

    def _columns(self, table: Table) -> Columns:
        if self._given.columns and self._fits(table):
            return planned_columns(table, self._given.columns)
        kept = remembered(self._book, table).columns
        if kept:
            return planned_columns(table, kept)
        return guess_columns(table, self._content_checks(), self._names_group, with_hidden=self._with_hidden)

    def _rows(self, table: Table, columns: Columns, rows: Rows, defaults: Mapping[str, str]) -> tuple[Row, ...]:
        reader = SessionReader(table.grid, columns, self.plan, self._words, defaults)
        read = [reader.read(block) for block in rows.blocks]
        if columns.unclear:
            waiting = tuple(
                Problem(field, "columns_unclear", params={"value": " · ".join(names)})
                for field, names in columns.unclear.items()
            )
            read = [msgspec.structs.replace(row, session=None, key="", problems=waiting) for row in read]
        return tuple(read)

    def _said_above(self, table: Table) -> tuple[Context, str]:
        """What the lines above a table and the sheet's name say of all its rows: time and unit."""
        name = _NUMBERED_NAME.sub("", table.grid.name)
        context = Context(year_of((*table.above, name)))
        context = context_of(name, context) or context
        for line in table.above:
            if context.month is None:
                context = context_of(line, context) or context
        for field in (MONTH, YEAR):
            said = self.plan.values.get(field, "")
            context = (said and context_of(f"{'tháng' if field == MONTH else 'năm'} {said}", context)) or context
        units = [unit for text in (*table.above, name) if (unit := self._unit_named(text))]
        return context, units[-1] if units else self._book.owner.unit

    def _may_name_unit(self, table: Table, columns: Columns) -> str:
        """What may name the unit of all rows and is no name of the list: it is asked about; "" for nothing."""
        if "unit" in {*columns.fields, *self.plan.values}:
            return ""
        texts = [table.grid.name, *(table.above if self._book.owner.role == "committee" else ())]
        if any(map(self._is_unit, texts)):
            return ""
        return next((text for text in texts if text and resembles_unit(text, self._known)), "")

    def _unit_named(self, text: str) -> str:
        try:
            units: tuple[str, ...] = self._words.read("unit", _NAMES_UNIT.sub("", text)) if text else ()
        except Unread:
            return ""
        return units[0] if len(units) == 1 else ""

    def _is_unit(self, text: str) -> bool:
        return bool(self._unit_named(text))

    def _names_group(self, title: str) -> bool:
        try:
            return bool(self._words.group(title))
        except Unread:
            return False

    def _content_checks(self) -> Fits:
        checks: dict[str, Callable[[str], bool]] = dict.fromkeys(("topic", "place", "notes", "reporters"), _has_words)
        checks |= {field: partial(self._may_be, field) for field in ("unit", "form", "themes", "audience")}
        checks["date"] = partial(looks_like_day, known=self._known)
        return checks | dict.fromkeys(("attendance", SESSIONS), looks_like_count)

    def _may_be(self, field: str, text: str) -> bool:
        if _has_words(text):
            return True
        try:
            return bool(self._words.read(field, text))
        except Unread:
            return False


def _has_words(text: str) -> bool:
    return any(map(str.isalpha, text))


def _table(grid: Grid, titles: Iterable[str]) -> Table | None:
    try:
        return find_table(grid, [title.rpartition(" / ")[2] for title in titles])
    except SotayError as error:
        if error.code != "notebook_heading":
            raise
        return None
