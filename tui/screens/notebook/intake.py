"""An old notebook before it is taken in: its sheets, its columns, words to teach once, and what it would add up to."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from msgspec.structs import replace
from textual import events, work
from textual.content import Content
from textual.widget import Widget

from exports.intake.columns import planned_columns
from exports.intake.intake import Asked, Intake, SheetIntake, apply_intake, full_plan, keep_plans, plan_intake
from exports.intake.plan import ReadingPlan, keep, plan_bytes
from exports.intake.rejects import write_rejects
from exports.intake.workbook import Workbook
from exports.paths import save_new
from logs.book.book import LogBook
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, told
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.written import WrittenDialog
from tui.screens.notebook.answers import FOR_ALL, NOT_READ, answered, column_choices, value_for_all, word_answer
from tui.screens.notebook.choose import PASTED, is_table, pasted_workbook
from tui.screens.notebook.rows import PreviewRow, preview_rows
from tui.text.formats import number
from tui.text.notebook_text import (
    asides_text,
    column_title,
    control_text,
    months_text,
    question_text,
    row_reason,
    sheet_text,
    span_text,
)
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable
from tui.widgets.tickable import TickableTable, tick

Step = Literal["sheets", "columns", "words", "preview"]
_STEPS: tuple[tuple[Step, str], ...] = (
    ("sheets", N_("Sheets")),
    ("columns", N_("Columns")),
    ("words", N_("To teach")),
    ("preview", N_("Preview")),
)
_SAMPLES = 3  # values of a column shown beside it
_FEW_ROWS = 500  # read at once; more behind a bar


class IntakeDialog(Dialog[None]):
    """Step by step, each of them one table; answers are kept at once, sessions saved at the end in one step."""

    ABOUT = N_(
        "Nothing is saved before the last step, and u takes it back as a whole. Enter changes what the cursor is on: "
        "whether a sheet is read, what a column holds, what a word means. An answer holds for all rows and is kept for "
        "the next sheet of the same columns. Ctrl+S goes on; Left goes a step back."
    )
    NAME = "intake"
    GUIDE = "old-notebooks"
    AUTO_FOCUS = "#intake-table"
    MENU = (
        Command("go_on", "ctrl+s", N_("Go on; at the end, save"), N_("Go on"), priority=True, button=True),
        Command("go_back", "left,backspace", N_("One step back"), N_("Back"), button=True),
        Command("change", "enter,space", N_("Change what the cursor is on"), N_("Change")),
        Command("hidden_rows", "h", N_("Read hidden and struck rows too, or leave them out"), N_("Hidden rows")),
        Command("save_plan", "w", N_("Write how it is read as a file for other offices"), N_("Write")),
        CLOSE,
        HELP,
    )

    def __init__(self, book: LogBook, workbook: Workbook, path: Path) -> None:
        super().__init__()
        self.book = book
        self.workbook = workbook
        self.path = path
        self.plan = ReadingPlan()
        self.sheets = frozenset(grid.name for grid in workbook.grids if not grid.is_hidden)
        self.with_hidden = False
        self.step: Step = "sheets"
        self.intake: Intake | None = None
        self._answers: dict[tuple[str, str], str] = {}
        self._preview: tuple[PreviewRow, ...] = ()

    def heading(self) -> str:
        return _("Old notebook {name}").format(name=self.workbook.name)

    def body(self) -> Iterable[Widget]:
        yield Plain(id="intake-steps")
        yield TickableTable([], id="intake-table")
        yield Plain(id="intake-said", classes="hint")

    @property
    def table(self) -> TickableTable:
        """The table of the step."""
        return self.query_one(TickableTable)

    def on_mount(self) -> None:
        self._read()

    # ---- reading

    @work(group="dialog", exclusive=True)
    @told
    async def _read(self) -> None:
        """Read the notebook as it is planned now, and show the step."""
        await self._read_now()

    async def _read_now(self) -> None:
        if sum(len(grid.cells) for grid in self.workbook.grids) > _FEW_ROWS:
            planned = await work_behind_bar(self.app, _("Reading …"), lambda _progress: self._planned())
        else:
            planned = self._planned()
        if planned is not None:
            self.intake = planned
            self._answers = {}
            self._preview = preview_rows(planned)
        self._show()

    def _planned(self) -> Intake:
        return plan_intake(self.book, self.workbook, plan=self.plan, sheets=self.sheets, with_hidden=self.with_hidden)

    # ---- showing

    def _show(self) -> None:
        steps = " › ".join(f"[{_(title)}]" if step == self.step else _(title) for step, title in _STEPS)
        self.query_one("#intake-steps", Plain).update(steps)
        shows: dict[Step, Callable[[Intake], None]] = {
            "sheets": self._show_sheets,
            "columns": self._show_columns,
            "words": self._show_words,
            "preview": self._show_preview,
        }
        if self.intake is not None:
            shows[self.step](self.intake)

    def _fill(self, columns: list[Column], count: int, cells: Callable[[int], list[Cell]], empty: str) -> None:
        table = self.table
        cursor = table.cursor_row
        table.empty = empty
        table.set_columns(columns)
        table.set_rows(count, cells, cursor=cursor)

    def _say(self, *lines: str) -> None:
        self.query_one("#intake-said", Plain).update("\n".join(filter(None, lines)))

    def _show_sheets(self, intake: Intake) -> None:
        columns = [Column("tick", "", 3), Column("sheet", _("Sheet"), None, flex=1, least=30)]
        sheets = intake.sheets
        self._fill(columns, len(sheets), lambda row: [tick(sheets[row].is_read), sheet_text(sheets[row])], "")
        asides = [asides_text(sheet.asides) for sheet in intake.read_sheets if sheet.asides]
        fonts = _("Converted from an old font; check the names.") if self.workbook.encoding != "unicode" else ""
        self._say(fonts, _("Rows not read: {rows}").format(rows=" · ".join(asides)) if asides else "")

    @property
    def _columns(self) -> list[tuple[SheetIntake, int]]:
        """Every column of the sheets read, each layout once."""
        layouts = {
            tuple(column.name for column in sheet.table.columns): sheet
            for sheet in (reversed(self.intake.read_sheets) if self.intake else ())
            if sheet.table is not None
        }
        return [
            (sheet, index) for titles, sheet in reversed(layouts.items()) for index, name in enumerate(titles) if name
        ]

    def _show_columns(self, _intake: Intake) -> None:
        columns = [
            Column("title", _("Column"), 24, flex=1, least=14),
            Column("samples", _("In it"), 24, flex=1, least=14),
            Column("field", _("Read as"), 24, flex=1, least=14),
        ]
        listed, fields = self._columns, self._missing
        self._fill(
            columns,
            len(listed) + len(fields),
            lambda row: (
                self._column_cells(*listed[row]) if row < len(listed) else self._value_cells(fields[row - len(listed)])
            ),
            "",
        )
        unclear = [
            _("{field}: {columns}?").format(field=column_title(field), columns=" · ".join(names))
            for sheet, _index in listed
            for field, names in sheet.unclear.items()
        ]
        hidden = dict.fromkeys(name for sheet, _index in listed if sheet.columns for name in sheet.columns.hidden)
        self._say(
            _("Hidden columns, not read: {names}").format(names=", ".join(hidden)) if hidden else "",
            _("Say which column is read: {what}").format(what="; ".join(dict.fromkeys(unclear))) if unclear else "",
        )

    @property
    def _missing(self) -> list[str]:
        """The fields for which no sheet that is read has a column."""
        sheets = self.intake.read_sheets if self.intake else ()
        held = {field for sheet in sheets if sheet.columns for field in sheet.columns.fields}
        return [field for field in FOR_ALL if field not in held]

    def _value_cells(self, field: str) -> list[Cell]:
        sheets = self.intake.read_sheets if self.intake else ()
        values = dict.fromkeys(sheet.defaults.get(field, "") for sheet in sheets)
        shown = " · ".join(answered(self.book, field, value) for value in values if value)
        return [(_("({field} of all rows)").format(field=column_title(field)), "$text-muted"), "", shown or "–"]

    def _column_cells(self, sheet: SheetIntake, index: int) -> list[Cell]:
        assert sheet.table is not None and sheet.columns is not None  # noqa: S101, PT018 - it was read
        column = sheet.table.columns[index]
        texts = dict.fromkeys(row.cells[index] for row in sheet.table.rows if row.cells[index])
        samples = " · ".join(text.replace("\n", " ") for text, _n in zip(texts, range(_SAMPLES), strict=False))
        field = sheet.columns.mapping(sheet.table).get(column.name)
        return [column.name, (samples, "$text-muted"), column_title(field) if field else ("–", "$text-muted")]

    def _show_words(self, intake: Intake) -> None:
        columns = [
            Column("word", _("What is not understood"), None, flex=2, least=24),
            Column("rows", _("Rows"), 8, right=True),
            Column("meaning", _("Means"), None, flex=1, least=16),
        ]
        asked = intake.asked
        self._fill(columns, len(asked), lambda row: self._word_cells(asked[row]), _("Everything is understood."))
        self._say(_("Enter answers. What stays open is written to a file to be corrected.") if asked else "")

    def _word_cells(self, asked: Asked) -> list[Cell]:
        meaning = self._answers.get((asked.field, asked.text))
        shown: Cell = ("?", "$text-warning") if meaning is None else answered(self.book, asked.field, meaning)
        return [question_text(asked), number(asked.rows), shown]

    def _show_preview(self, intake: Intake) -> None:
        columns = [
            Column("row", _("Row"), 6, right=True),
            Column("state", "", 2),
            Column("session", _("Session"), None, flex=1, least=24),
            Column("remark", _("Remark"), None, flex=1, least=20),
        ]
        rows = self._preview
        self._fill(columns, len(rows), lambda row: rows[row].cells(), _("No session"))
        counts = _("new {new} · here already {known} · changed since {edits} · to correct {left}").format(
            new=number(intake.sums.sessions), known=number(len(intake.known)),
            edits=number(len(intake.edits) + len(intake.changed_totals)), left=number(len(intake.rejected)),
        )  # fmt: skip
        self._say(f"{counts} · {span_text(intake.sums)}", months_text(intake.sums), *map(control_text, intake.controls))

    # ---- what the person does

    def on_paste(self, event: events.Paste) -> None:
        """Another table, in place of the one that is looked at."""
        event.stop()
        if is_table(event.text):
            self._take_table(event.text)

    @work(group="dialog", exclusive=True)
    @told
    async def _take_table(self, text: str) -> None:
        self.workbook, self.path, self.step = pasted_workbook(text), Path.home() / PASTED, "sheets"
        self.sheets, self.plan = frozenset(grid.name for grid in self.workbook.grids), ReadingPlan()
        await self._read_now()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_change()

    def on_tickable_table_ticked(self, event: TickableTable.Ticked) -> None:
        event.stop()
        self.table.cursor_row = event.row
        self.action_change()

    def action_go_back(self) -> None:
        """The step before."""
        steps = [step for step, _title in _STEPS]
        self.step = steps[max(0, steps.index(self.step) - 1)]
        self._read()

    @work(group="dialog", exclusive=True)
    @told
    async def action_go_on(self) -> None:
        """The next step; at the end, save."""
        self.fail("")
        if self.intake is None:
            return
        if self.step == "preview":
            await self._save(self.intake)
            return
        if self.step == "columns" and any(sheet.unclear for sheet in self.intake.read_sheets):
            self.fail(_("Say first which of the columns is read."))
            return
        steps = [step for step, _title in _STEPS]
        self.step = steps[steps.index(self.step) + 1]
        self.table.cursor_row = 0
        await self._read_now()

    @work(group="dialog", exclusive=True)
    @told
    async def action_change(self) -> None:
        """Change what the cursor is on."""
        self.fail("")
        row = self.table.cursor_row
        if self.intake is None or not self.table.row_count:
            return
        if self.step == "sheets":
            name = self.workbook.grids[row].name
            self.sheets ^= {name}
            if not self.sheets:
                self.sheets = frozenset({name})
            await self._read_now()
        elif self.step == "columns":
            listed = self._columns
            if row < len(listed):
                await self._change_column(*listed[row])
            else:
                await self._change_value(self._missing[row - len(listed)])
        elif self.step == "words":
            await self._teach(self.intake.asked[row])
        else:
            self._say(self._preview[row].remark)

    async def _change_column(self, sheet: SheetIntake, index: int) -> None:
        assert sheet.table is not None and sheet.columns is not None  # noqa: S101, PT018 - it was read
        name = sheet.table.columns[index].name
        question = _("What does the column “{name}” hold?").format(name=name)
        field = await self.app.push_screen_wait(ChooseDialog(question, column_choices(name)))
        if field is None:
            return
        mapping = sheet.columns.mapping(sheet.table)
        said = {title: held for title, held in mapping.items() if title != name and held != field}
        said |= {} if field == NOT_READ else {name: field}
        planned_columns(sheet.table, said)  # refused before it is kept
        keep(self.book, [(sheet.table, replace(full_plan(self.intake or self._planned()), columns=said))])
        await self._read_now()

    async def _change_value(self, field: str) -> None:
        value = await value_for_all(self.app, self.book, field)
        if value is None or self.intake is None:
            return
        values = {name: held for name, held in self.intake.plan.values.items() if name != field}
        self.plan = replace(self.intake.plan, values=values | ({field: value} if value else {}))
        keep_plans(self.book, replace(self.intake, plan=self.plan))
        await self._read_now()

    async def _teach(self, asked: Asked) -> None:
        meaning = await word_answer(self.app, self.book, asked)
        if meaning is None or self.intake is None:
            return
        self._answers[asked.field, asked.text] = meaning
        if asked.text:
            self.plan = self.plan.teaching(asked.field, asked.text, meaning)
        else:
            self.plan = replace(self.plan, blanks=self.plan.blanks | {asked.field: meaning})
        # A closed window loses none of it.
        keep_plans(self.book, replace(self.intake, plan=self.plan.over(self.intake.plan)))
        self.table.refresh()
        self.table.cursor_row += 1

    def action_hidden_rows(self) -> None:
        """Read rows that are hidden or struck through, or leave them out again."""
        self.with_hidden = not self.with_hidden
        self._read()

    @work(group="dialog", exclusive=True)
    @told
    async def action_save_plan(self) -> None:
        """Write how the notebook is read beside it."""
        if self.intake is not None:
            to = self.path.with_name(f"{self.path.stem}-cach-doc.toml")
            written = save_new(to, plan_bytes(full_plan(self.intake)), taken="number", failed="report_failed")
            self.app.push_screen(WrittenDialog([written]))

    async def _save(self, intake: Intake) -> None:
        new, changed = len(intake.new) + len(intake.totals), len(intake.edits) + len(intake.changed_totals)
        if not new and not changed:
            self.fail(_("There is nothing to take in. Go back and answer what is asked."))
            return
        answers = [("new", _("Take in {n} sessions").format(n=number(intake.sums.sessions)))] if new else []
        if changed:
            answers.append(("edits", _("And change {n} that are here").format(n=number(changed))))
        question = _("Take the notebook in? It is one step, which u takes back.")
        detail = "\n".join([span_text(intake.sums), *map(control_text, intake.controls)])
        answer = await self.app.push_screen_wait(Ask(question, [*answers, ("", _("Not yet"))], detail=detail))
        if answer not in ("new", "edits"):
            return
        apply_intake(self.book, intake, with_edits=answer == "edits")
        written = write_rejects(intake, self.path, row_reason)
        self.post_message(BookChanged())
        taken = intake.sums.sessions + (changed if answer == "edits" else 0)
        words = _("Taken in: {n} sessions.").format(n=number(taken))
        self.post_message(Done(words))
        self.dismiss(None)
        if written:
            words += "\n" + _("Rows to correct are in this file. Correct them there and import it.")
            self.app.push_screen(WrittenDialog([written], Content(words)))
