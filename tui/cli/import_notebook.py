"""`sotay import`: an old notebook of Excel, its rejected rows given back to be corrected."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.errors import REFUSED
from tui.cli.options import PATH, command, json_option, option
from tui.cli.output import print_document, print_line, print_table, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.intake.intake import Intake, Row
    from exports.intake.notebook_reader import Sheet
    from logs.session.validation import Problem

_MOST_TOLD = 20  # rejected rows told on screen; the file has all
_FONTS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


@command("import", N_("Take sessions in from an old notebook: .xlsx, .xls, .ods or .csv."))
@click.argument("file", metavar="FILE", type=PATH)
@option("--map", "mapping_file", metavar="FILE", type=PATH, help=N_("How columns are read (TOML)."))
@option("--set", "settings", metavar="FIELD=VALUE", multiple=True, help=N_("For what the notebook does not say."))
@option("--dry-run", "only_look", is_flag=True, help=N_("Show what would be taken; change nothing."))
@option("--rejects", metavar="FILE", type=PATH, help=N_("Where rows to correct go; beside the file."))
@json_option
@click.pass_context
def import_notebook(
    ctx: click.Context,
    *,
    file: Path,
    mapping_file: Path | None,
    settings: tuple[str, ...],
    only_look: bool,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Take the new rows in as one step; those that cannot be taken come back as a file with the reasons."""
    from exports.intake.intake import apply_intake, plan_intake, read_mapping
    from exports.intake.notebook_reader import read_notebook
    from exports.intake.notebook_rejects import ENDINGS
    from exports.paths import check_ending

    if rejects:
        check_ending(rejects, ENDINGS)  # told before anything is taken
    mapping = read_mapping(mapping_file) if mapping_file else None
    sheet = read_notebook(file, mapping.columns if mapping else ())
    with opened(read_only=only_look) as book:
        intake = plan_intake(book, sheet, mapping=mapping, values=_values(settings))
        if not only_look:
            apply_intake(book, intake)
    written = _write_rejects(intake, file, rejects) if intake.rejected and not only_look else None
    if as_json:
        print_document(intake_document(sheet, intake, written, only_look=only_look))
    else:
        _print_font(sheet)
        _print_intake(intake, written, only_look=only_look)
    if intake.rejected:
        ctx.exit(REFUSED)


def _values(settings: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in settings:
        field, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(_("Write --set as FIELD=VALUE."))
        found[field.strip()] = value
    return found


def _write_rejects(intake: "Intake", file: Path, to: Path | None) -> Path:
    """Write the rows that have to be corrected; a file that is there already is kept."""
    from exports.intake.notebook_rejects import rejects_bytes
    from exports.paths import save_new

    ending = ".xlsx" if file.suffix.lower() in (".xlsx", ".xls", ".ods") else ".csv"
    wanted = (to or file.with_name(f"{file.stem}-can-sua{ending}")).absolute()
    rejects = rejects_bytes(wanted, intake.titles, intake.rejected, reason)
    return save_new(wanted, rejects, taken="number", failed="report_failed")


def reason(row: "Row") -> str:
    """What has to be corrected in a row, in sentences."""
    from tui.text.error_messages import problem_sentence
    from tui.text.labels import field_title

    def told(problem: "Problem") -> str:
        text, title = problem_sentence(problem), field_title(problem.field)
        return text if text.startswith(title) else f"{title}: {text}"

    return " ".join(map(told, row.problems))


def intake_document(sheet: "Sheet", intake: "Intake", written: Path | None, *, only_look: bool) -> dict[str, Any]:
    """What was or would be taken, as JSON."""
    from tui.text.error_messages import problem_sentence

    def problems(row: "Row") -> list[dict[str, str]]:
        return [{"field": one.field, "code": one.code, "message": problem_sentence(one)} for one in row.problems]

    return {
        "dry_run": only_look,
        "encoding": sheet.encoding,
        "columns": intake.mapped.columns,
        "new": len(intake.new),
        "known": len(intake.known),
        "rejected": [{"line": row.line, "problems": problems(row)} for row in intake.rejected],
        "doubtful": [{"line": row.line, "problems": problems(row)} for row in intake.new if row.problems],
        "lost": sheet.lost,
        "rejects": str(written) if written else None,
    }


def _print_font(sheet: "Sheet") -> None:
    """How text of an old font was read."""
    if sheet.encoding == "unicode":
        return
    print_line(_("The text was written for {font} fonts. It is converted:").format(font=_FONTS[sheet.encoding]))
    for before, after in sheet.converted:
        print_line(f"  {before} → {after}")
    if sheet.lost:
        say(_("Characters that the font does not have, please check: {chars}").format(chars=sheet.lost))


def _print_intake(intake: "Intake", written: Path | None, *, only_look: bool) -> None:
    from tui.text.formats import number
    from tui.text.labels import field_title

    read = ", ".join(f"{title} = {field_title(field)}" for title, field in intake.mapped.columns.items())
    print_line(_("Columns: {read}").format(read=read))
    counts = {
        _("Would be taken: {n}") if only_look else _("Taken: {n}"): intake.new,
        _("already here: {n}"): intake.known,
        _("to correct: {n}"): intake.rejected,
    }
    print_line(" · ".join(words.format(n=number(len(rows))) for words, rows in counts.items()))
    _print_rows(intake.rejected, _("What to correct"))
    _print_rows([row for row in intake.new if row.problems], _("Taken all the same, please check"))
    if written:
        print_line(_("Rows to correct: {path}. Correct them there and import that file.").format(path=written))


def _print_rows(rows: Sequence["Row"], title: str) -> None:
    """The first of the rows with what is to be said of each."""
    from tui.cli.output import Column
    from tui.text.formats import number

    if rows:
        told = [[number(row.line), reason(row)] for row in rows[:_MOST_TOLD]]
        print_table((Column(_("Row"), "right", width=6), Column(title, grow=1)), told)
        if len(rows) > _MOST_TOLD:
            print_line(_("And {n} more.").format(n=number(len(rows) - _MOST_TOLD)))
