"""`sotay import`: an old notebook of Excel, looked at before it is saved; what is left comes back to be corrected."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.errors import REFUSED
from tui.cli.options import PATH, argument, command, json_option, option
from tui.cli.output import Column, print_document, print_line, print_rows, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.intake.intake import Intake
    from exports.intake.plan import ReadingPlan
    from exports.intake.sessions import Row
    from exports.intake.totals import UnitMonth
    from exports.intake.workbook import Workbook
    from logs.book.book import LogBook
    from logs.session.validation import Problem

_MOST_TOLD = 20  # rows and words told on screen; files and JSON have all
_MOST_GUESSED = 200  # words of which JSON tells guesses
_MOST_ASKED = 2_000  # words in JSON: more than these nobody teaches
_FONTS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}
_PASTED = "-"


@command("import", N_("Take sessions in from an old notebook: .xlsx, .xls, .ods or .csv."))
@argument("file", metavar="FILE", type=PATH)
@option("--map", "plan_file", metavar="FILE", type=PATH, help=N_("How the notebook is read (TOML)."))
@option("--set", "settings", metavar="FIELD=VALUE", multiple=True, help=N_("For what the notebook does not say."))
@option(
    "--teach", "taught", metavar="FIELD:WORD=CODE", multiple=True, help=N_("What a word means; + is a new reporter.")
)
@option("--above", metavar="FIELD", multiple=True, help=N_("Blank cells of date or unit are as the row above."))
@option("--sheet", "sheets", metavar="NAME", multiple=True, help=N_("A sheet to read; else all that are not hidden."))
@option("--hidden", "with_hidden", is_flag=True, help=N_("Read rows that are hidden or struck through too."))
@option("--edits", "with_edits", is_flag=True, help=N_("Save what mended rows change of sessions that are here."))
@option("--dry-run", "only_look", is_flag=True, help=N_("Show what would be taken; change nothing."))
@option("--rejects", metavar="FILE", type=PATH, help=N_("Where rows to correct go; beside the file."))
@option("--save-map", "plan_to", metavar="FILE", type=PATH, help=N_("Write how the notebook was read, for others."))
@json_option
@click.pass_context
def import_notebook(
    ctx: click.Context,
    *,
    file: Path,
    plan_file: Path | None,
    settings: tuple[str, ...],
    taught: tuple[str, ...],
    above: tuple[str, ...],
    sheets: tuple[str, ...],
    with_hidden: bool,
    with_edits: bool,
    only_look: bool,
    rejects: Path | None,
    plan_to: Path | None,
    as_json: bool,
) -> None:
    """Take the new rows in as one step; those that cannot be taken come back as a file with the reasons."""
    from exports.intake.intake import apply_intake, plan_intake
    from logs.gc_pause import no_collecting

    if rejects:
        from exports.intake.rejects import ENDINGS
        from exports.paths import check_ending

        check_ending(rejects, ENDINGS)  # told before anything is taken
    plan = _plan(plan_file, settings, taught, above)
    workbook = _workbook(file)
    with opened(read_only=only_look) as book, no_collecting():
        intake = plan_intake(book, workbook, plan=plan, sheets=sheets or None, with_hidden=with_hidden)
        if not only_look:
            apply_intake(book, intake, with_edits=with_edits)
        if plan_to:
            _write_plan(intake, plan_to)
        written = _write_rejects(intake, file, rejects) if intake.rejected and not only_look else None
        if as_json:
            print_document(intake_document(intake, written, book, only_look=only_look))
        else:
            _print_font(workbook)
            _print_sheets(intake)
            _print_counts(intake, only_look=only_look, with_edits=with_edits)
            _print_questions(intake, book)
            _print_sums(intake)
            _print_rejected(intake, written)
    if intake.rejected or (intake.has_changes and not with_edits):
        ctx.exit(REFUSED)


def _workbook(file: Path) -> "Workbook":
    from exports.intake.workbook import read_workbook, workbook_of
    from logs.spreadsheets.bounds import MOST_UNPACKED

    if str(file) == _PASTED:
        return workbook_of(sys.stdin.buffer.read(MOST_UNPACKED), _("pasted table"))
    return read_workbook(file)


def _plan(
    plan_file: Path | None, settings: Iterable[str], taught: Iterable[str], above: Iterable[str]
) -> "ReadingPlan":
    """How the notebook is read, as far as the command line says."""
    from exports.intake.plan import ABOVE, ReadingPlan, read_plan

    values: dict[str, str] = {}
    for setting in settings:
        field, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(_("Write --set as FIELD=VALUE."))
        values[field.strip()] = value
    plan = ReadingPlan(values=values, blanks=dict.fromkeys(above, ABOVE))
    for lesson in taught:
        field, colon, meant = lesson.partition(":")
        word, equals, code = meant.rpartition("=")
        if not (colon and equals and word):
            raise SotayError("meaning_format", value=lesson)
        plan = plan.teaching(field.strip(), word.strip(), code.strip())
    return plan.over(read_plan(plan_file)) if plan_file else plan


def _write_plan(intake: "Intake", to: Path) -> None:
    from exports.intake.intake import full_plan
    from exports.intake.plan import plan_bytes
    from exports.paths import save_new

    save_new(to.absolute(), plan_bytes(full_plan(intake)), taken="number", failed="report_failed")


def _write_rejects(intake: "Intake", file: Path, to: Path | None) -> Path | None:
    from exports.intake.rejects import write_rejects
    from tui.text.notebook_text import row_reason

    return write_rejects(intake, Path("so-cu.csv") if str(file) == _PASTED else file, row_reason, to)


def intake_document(intake: "Intake", written: Path | None, book: "LogBook", *, only_look: bool) -> dict[str, Any]:
    """What was or would be taken, as JSON, its rows as they are asked for."""
    from msgspec import to_builtins

    from exports.intake.intake import full_plan, guesses_of
    from tui.text.errors.messages import problem_sentence

    plain: dict[tuple[str, str], dict[str, str]] = {}  # of problems without a value: one for all rows

    def document(problem: "Problem") -> dict[str, str]:
        key = problem.field, problem.code
        if not problem.params and key in plain:
            return plain[key]
        words = {"field": problem.field, "code": problem.code, "message": problem_sentence(problem)}
        return words if problem.params else plain.setdefault(key, words)

    def rows(of_these: Iterable["Row"]) -> Iterator[dict[str, Any]]:
        return ({"sheet": row.sheet, "line": row.line, "problems": [*map(document, row.problems)]} for row in of_these)

    def totals(one: "UnitMonth", state: str) -> dict[str, Any]:
        figures = to_builtins(one.totals)
        del figures["versions"]
        return {"state": state, **figures, "rows": [row.line for row in one.rows]}

    sums = intake.sums
    return {
        "dry_run": only_look,
        "encoding": intake.workbook.encoding,
        "columns": full_plan(intake).columns,
        "sheets": [
            {
                "name": sheet.grid.name,
                "read": sheet.is_read,
                "hidden": sheet.grid.is_hidden,
                "columns": sheet.columns.mapping(sheet.table) if sheet.columns and sheet.table else {},
                "columns_unread": list(sheet.columns.unread) if sheet.columns else [],
                "columns_hidden": list(sheet.columns.hidden) if sheet.columns else [],
                "columns_unclear": {field: list(names) for field, names in sheet.unclear.items()},
                "defaults": sheet.defaults,
                "rows_left_out": [{"row": aside.line, "why": aside.kind} for aside in sheet.asides],
            }
            for sheet in intake.sheets
        ],
        "new": len(intake.new),
        "totals": [totals(one, "new") for one in intake.totals]
        + [totals(one, "changed") for one in intake.changed_totals],
        "known": len(intake.known),
        "rejected": rows(intake.rejected),
        "doubtful": rows(row for row in (*intake.new, *intake.month_rows) if row.problems),
        "edits": [
            {
                "row": edit.row.line,
                "id": edit.entry.id,
                "changes": [[change.field, change.old, change.new] for change in edit.changes],
            }
            for edit in intake.edits
        ],
        "questions": [
            {"field": asked.field, "text": asked.text, "rows": asked.rows, "row": asked.line, "sheet": asked.sheet}
            | ({"guesses": list(guesses_of(book, asked))} if place < _MOST_GUESSED else {})
            for place, asked in enumerate(intake.asked[:_MOST_ASKED])
        ],
        "questions_left_off": max(0, len(intake.asked) - _MOST_ASKED),
        "sums": {"sessions": sums.sessions, "attendance": sums.attendance, "months": sums.months, "units": sums.units},
        "controls": [
            {
                "sheet": control.sheet,
                "row": control.line,
                "label": control.label,
                "told": control.told,
                "read": control.read,
                "rows": control.lines,
            }
            for control in intake.controls
        ],
        "lost": intake.workbook.lost,
        "rejects": str(written) if written else None,
    }


def _print_font(workbook: "Workbook") -> None:
    """How text of an old font was read."""
    if workbook.encoding == "unicode":
        return
    print_line(_("The text was written for {font} fonts. It is converted:").format(font=_FONTS[workbook.encoding]))
    for before, after in workbook.converted:
        print_line(f"  {before} → {after}")
    if workbook.lost:
        say(_("Characters that the font does not have, please check: {chars}").format(chars=workbook.lost))


def _print_sheets(intake: "Intake") -> None:
    from tui.text.labels import field_title
    from tui.text.notebook_text import asides_text, columns_text, sheet_text

    if len(intake.sheets) > 1:
        for sheet in intake.sheets:
            print_line(sheet_text(sheet))
    told: set[str] = set()
    for sheet in intake.read_sheets:
        assert sheet.columns is not None and sheet.table is not None  # noqa: S101, PT018 - it was read
        lines = [_("Columns: {read}").format(read=columns_text(sheet.columns.mapping(sheet.table)))]
        if sheet.columns.unread:
            lines.append(_("Columns not read: {names}").format(names=", ".join(sheet.columns.unread)))
        if sheet.columns.hidden:
            lines.append(_("Hidden columns, not read: {names}").format(names=", ".join(sheet.columns.hidden)))
        if sheet.defaults:
            values = (f"{field_title(field)} {value}" for field, value in sheet.defaults.items())
            lines.append(_("For all rows: {values}").format(values=", ".join(values)))
        if sheet.asides:
            lines.append(_("Rows not read: {rows}").format(rows=asides_text(sheet.asides)))
        for line in lines:
            if line not in told:
                print_line(line)
            told.add(line)


def _print_counts(intake: "Intake", *, only_look: bool, with_edits: bool) -> None:
    from tui.text.formats import number
    from tui.text.notebook_text import edit_text, totals_text

    counts = {
        _("Would be taken: {n}") if only_look else _("Taken: {n}"): len(intake.new),
        _("already here: {n}"): len(intake.known),
        _("changed since: {n}"): len(intake.edits) + len(intake.changed_totals),
        _("to correct: {n}"): len(intake.rejected),
    }
    if not intake.has_changes:
        del counts[_("changed since: {n}")]
    print_line(" · ".join(words.format(n=number(count)) for words, count in counts.items()))
    for edit in intake.edits[:_MOST_TOLD]:
        print_line(_("Row {n}: {what}").format(n=number(edit.row.line), what=edit_text(edit)))
    if intake.totals:
        words, (count, listeners) = (
            _("Totals of months: {n} sessions, {listeners} listeners"),
            _added(intake.month_rows),
        )
        print_line(words.format(n=number(count), listeners=number(listeners)))
    for one in intake.changed_totals[:_MOST_TOLD]:
        words = _("Row {n}: {what}")
        what = _("here: {totals}").format(totals=totals_text(one.before)) if one.before else ""
        print_line(words.format(n=number(one.rows[0].line), what=f"{totals_text(one.totals)}; {what}"))
    if intake.has_changes and not with_edits:
        print_line(_("Import with --edits to change these sessions too."))


def _added(rows: Iterable["Row"]) -> tuple[int, int]:
    figures = [row.figures for row in rows]
    return sum(sessions for sessions, _listeners in figures), sum(listeners for _sessions, listeners in figures)


def _print_questions(intake: "Intake", book: "LogBook") -> None:
    from exports.intake.intake import guesses_of
    from tui.text.formats import number
    from tui.text.notebook_text import question_text

    if not intake.asked:
        return
    print_rows(
        intake.asked[:_MOST_TOLD],
        (Column(_("To teach once"), grow=1), question_text),
        (Column(_("Rows"), "right", width=6), lambda asked: number(asked.rows)),
        (Column(_("Perhaps"), grow=1), lambda asked: ", ".join(guesses_of(book, asked)[:3])),
    )
    if len(intake.asked) > _MOST_TOLD:
        print_line(_("And {n} more.").format(n=number(len(intake.asked) - _MOST_TOLD)))
    print_line(_("Teach with --teach FIELD:WORD=CODE or in a file for --map; it is kept for the next sheet."))


def _print_sums(intake: "Intake") -> None:
    from tui.text.notebook_text import control_text, months_text, span_text, units_text

    sums = intake.sums
    if sums.sessions:
        print_line(span_text(sums))
        print_line(_("By month: {sums}").format(sums=months_text(sums)))
        print_line(_("By unit: {sums}").format(sums=units_text(sums)))
    for control in intake.controls:
        print_line(control_text(control))


def _print_rejected(intake: "Intake", written: Path | None) -> None:
    _print_rows(intake.rejected, _("What to correct"))
    doubtful = [row for row in (*intake.new, *intake.month_rows) if row.problems]
    _print_rows(doubtful, _("Taken all the same, please check"))
    if written:
        print_line(_("Rows to correct: {path}. Correct them there and import that file.").format(path=written))


def _print_rows(rows: Sequence["Row"], title: str) -> None:
    """The first of the rows with what is to be said of each."""
    from tui.text.formats import number
    from tui.text.notebook_text import row_reason

    if rows:
        line = Column(_("Row"), "right", width=6), lambda row: number(row.line)
        print_rows(rows[:_MOST_TOLD], line, (Column(title, grow=1), row_reason))
        if len(rows) > _MOST_TOLD:
            print_line(_("And {n} more.").format(n=number(len(rows) - _MOST_TOLD)))
