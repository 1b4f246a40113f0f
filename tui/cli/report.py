"""`sotay report` and `reports`: the official report for the level above, and those that were sent."""

import sys
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.list_show import arguments_of
from tui.cli.options import PATH, command, json_option, open_option, option
from tui.cli.output import ZERO, Column, open_written, print_document, print_line, print_rows, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.report.paper import Paper
    from logs.book.book import LogBook
    from logs.exchange.frozen_reports import FrozenReport
    from logs.periods import Period

# As in logs.exchange.office_settings, which is imported when the command runs.
_PROFILES = ("hd05-2026", "hd36-2018", "nd30-2020")
_KEY_DIGITS = 8
_PIPE = "-"  # the standard output: the Word document; -.html, -.xlsx … without a folder: another kind


@command("report", N_("Write the report for the level above: .docx, .pdf, .xlsx, .html, .csv or .json."))
@option("--to", "paths", metavar="FILE", type=PATH, multiple=True, required=True, help=N_("Where; may be repeated."))
@option("--period", metavar="P", help=N_("2014, 2014-6T, 2014-9T, 2014-Q3 or 2014-09; the year when left out."))
@option("--from", "start", metavar="DATE", help=N_("From this day on, in place of a period."))
@option("--until", "end", metavar="DATE", help=N_("Up to this day, in place of a period."))
@option("--profile", type=click.Choice(_PROFILES), help=N_("Whose rules of layout; the office's own when left out."))
@option("--template", metavar="FILE.docx", type=PATH, help=N_("This Word template, not the registered one."))
@option("--no-template", "is_plain", is_flag=True, help=N_("In the program's own layout."))
@option("--number", type=click.IntRange(1, 99_999), help=N_("The paper's number; room for it when left out."))
@option("--dated", metavar="DATE", help=N_("The paper's date; room for it when left out."))
@option("--freeze", "freezing", is_flag=True, help=N_("Keep the figures as they are sent."))
@option("--sent", metavar="CODE", default="", help=N_("Print a report again that was sent; “reports” lists them."))
@open_option
@json_option
def report(
    *,
    paths: tuple[Path, ...],
    period: str | None,
    start: str | None,
    end: str | None,
    profile: str | None,
    template: Path | None,
    is_plain: bool,
    number: int | None,
    dated: str | None,
    freezing: bool,
    sent: str,
    opening: bool,
    as_json: bool,
) -> None:
    """Reckon the report, or take the one that was sent, and write it to every file named."""
    from exports.report.formats import save_papers, writer_of
    from exports.report.freezing import freeze, frozen_paper, paper_of
    from tui.cli.report_template import checked
    from tui.text.counting import year_words

    if sent and (period or start or end or freezing):
        raise click.UsageError(
            _("A report that was sent has its period. Leave --period, --from, --until and --freeze out.")
        )
    if template and is_plain:
        raise click.UsageError(_("Choose either --template or --no-template."))
    own = checked(template) if template else b"" if is_plain else None
    piped = _piped_ending(paths)
    if piped and (len(paths) > 1 or as_json or opening):
        text = _("--to - writes one file to the standard output. Leave other files, --json and --open out.")
        raise click.UsageError(text)
    for path in [Path(_PIPE + piped)] if piped else paths:  # told before anything is reckoned
        writer_of(path)
    with opened(read_only=not freezing) as book:
        if sent:
            paper = frozen_paper(book, sent)
        else:
            year_book, days = period_asked(book, period, start, end)
            if words := year_words(book, year_book.directive, days.start, days.end):
                say(words)
            paper = paper_of(year_book, days, number=number, dated=_day(book, dated))
        paper = _as_asked(paper, profile, own)
        written = [] if piped else save_papers(paper, [path.absolute() for path in paths])
        frozen = freeze(book, paper) if freezing else None
        if as_json:
            print_document({**report_document(paper, written, frozen), **_explained(paper, book)})
            return
    if piped:
        _pipe(paper, piped)
        return
    _print_report(paper, written, frozen)
    if opening:
        open_written(written[0])


def _piped_ending(paths: Sequence[Path]) -> str:
    """As which kind of file the report goes to the standard output; "" where it goes to files."""
    return next((path.suffix or ".docx" for path in paths if path.stem == _PIPE and len(path.parts) == 1), "")


def _pipe(paper: "Paper", ending: str) -> None:
    """Write the paper as a file of that kind to the standard output."""
    from tempfile import TemporaryDirectory

    from exports.report.formats import save_papers

    with TemporaryDirectory() as folder:
        (path,) = save_papers(paper, [Path(folder) / f"report{ending}"])
        sys.stdout.buffer.write(path.read_bytes())


def _as_asked(paper: "Paper", profile: str | None, template: bytes | None) -> "Paper":
    """The paper in the profile and with the template of this run."""
    from msgspec.structs import replace

    if template is not None:
        paper = replace(paper, template=template)
    return replace(paper, office=replace(paper.office, profile=profile)) if profile else paper


def period_asked(book: "LogBook", name: str | None, start: str | None, end: str | None) -> "tuple[LogBook, Period]":
    """The period named, or the days from and up to; the guidance's own. With the book as the catalogue of that year
    measures it.
    """
    from logs.errors import SotayError
    from logs.periods import span
    from logs.typed_values import read_day

    year, whole = book.directive.head.year, book.directive.own_period
    if not start and not end:
        year_book = book.under(book.reference.catalogue_named(name)) if name else book
        return year_book, year_book.directive.period_named(name) if name else whole
    if name:
        raise click.UsageError(_("Choose either --period or --from and --until."))
    first = read_day(start, book.today(), year) if start else whole.start
    last = read_day(end, book.today(), year) if end else whole.end
    if first > last:
        raise SotayError("range_backwards", start=first, end=last)
    return book.under(book.reference.catalogue_within(first, last)), span(first, last)


def _day(book: "LogBook", text: str | None) -> Date | None:
    from logs.typed_values import read_date

    return read_date(text, book.today()) if text else None


def report_document(paper: "Paper", written: list[Path], frozen: "FrozenReport | None") -> dict[str, Any]:
    """What was written, as JSON."""
    found = paper.report
    return {
        "paths": [str(path) for path in written],
        "period": found.period,
        "from": found.start.isoformat(),
        "until": found.end.isoformat(),
        "totals": {"sessions": found.total.sessions, "attendance": found.total.attendance},
        "units": {"reported": len(found.reported), "obliged": len(found.obliged)},
        "missing": [unit.code for unit in found.missing],
        "changes": len(paper.changes.rows) if paper.changes else 0,
        "frozen": frozen.key if frozen else None,
    }


def _explained(paper: "Paper", book: "LogBook") -> dict[str, Any]:
    """The letter and the tables, each figure with the arguments of `sotay list` that list its sessions now."""
    from msgspec.structs import replace

    from exports.report.body import body
    from exports.report.explained import Figure, explained

    explanation = explained(paper.report, book)

    def about(figure: Figure) -> dict[str, Any]:
        return {"value": int(figure), "measure": figure.measure, "behind": arguments_of(figure.behind)}

    def said(text: str) -> dict[str, Any]:
        parts = list(explanation.parted(text))
        figures = [{"text": part, **about(figure)} for part, figure in parts if figure is not None]
        return {"text": "".join(part for part, _figure in parts), "figures": figures}

    whole = replace(paper, report=explanation.report)
    tables = [
        {
            "number": annex.number,
            "key": annex.key,
            "title": annex.title,
            "columns": [column.title for column in annex.columns],
            "rows": [[value.isoformat() if isinstance(value, Date) else value for value in row] for row in annex.rows],
            "figures": [
                {"row": row, "column": column, **about(value)}
                for row, values in enumerate(annex.rows)
                for column, value in enumerate(values)
                if isinstance(value, Figure)
            ],
            "notes": [said(note) for note in annex.notes],
        }
        for annex in whole.tables
    ]
    return {
        "behind": arguments_of(explanation.whole),
        "letter": [said(block.text) for block in body(whole)],
        "tables": tables,
    }


def _print_report(paper: "Paper", written: list[Path], frozen: "FrozenReport | None") -> None:
    from tui.text.formats import day, number

    found = paper.report
    for path in written:
        print_line(str(path))
    days = _("From {start} to {end}").format(start=day(found.start), end=day(found.end))
    counts = _("sessions: {sessions} · attendance: {attendance}")
    print_line(
        f"{days} · " + counts.format(sessions=number(found.total.sessions), attendance=number(found.total.attendance))
    )
    if found.obliged:
        units = _("Units that have reported: {n}/{all}")
        print_line(units.format(n=number(len(found.reported)), all=number(len(found.obliged))))
    if frozen:
        words = _("Kept as sent under {key}. “sotay report --sent {key}” prints it again.")
        print_line(words.format(key=frozen.key[:_KEY_DIGITS]))
    if paper.changes:
        print_line(
            _("Changed since it was sent: {n}; the last table tells what.").format(n=number(len(paper.changes.rows)))
        )


@command("reports", N_("List the reports that were kept as they were sent."))
@json_option
def list_reports(as_json: bool) -> None:
    """Print the frozen reports, oldest first, with their figures."""
    from tui.text.formats import day, moment, number

    with opened(read_only=True) as book:
        found = book.exchange.frozen_reports()
    if as_json:
        print_document({"reports": [_frozen_document(one) for one in found]})
        return
    if not found:
        print_line(_("No report has been kept yet. “sotay report --freeze” keeps one."))
        return
    print_rows(
        found,
        (Column(_("Code"), width=_KEY_DIGITS), lambda report: report.key[:_KEY_DIGITS]),
        (Column(_("No."), "right", width=4), lambda report: number(report.number) if report.number else ZERO),
        (Column(_("From"), width=10), lambda report: day(report.start)),
        (Column(_("Until"), width=10), lambda report: day(report.end)),
        (Column(_("Sessions"), "right", width=8), lambda report: number(report.sessions)),
        (Column(_("Attendance"), "right", width=10), lambda report: number(report.attendance)),
        (Column(_("Kept on"), width=16), lambda report: moment(report.made)),
        title=_("Reports that were sent"),
    )


def _frozen_document(frozen: "FrozenReport") -> dict[str, Any]:
    import msgspec

    document: dict[str, Any] = msgspec.to_builtins(frozen)
    return document


@command("paper", N_("Print view: a blank form to fill in by hand, or the register with a code for each session."))
@option("--to", "path", metavar="FILE.html", type=PATH, required=True, help=N_("Where; an existing file is kept."))
@option("--blank", type=click.IntRange(1, 200), help=N_("A blank form of so many lines."))
@option("--period", metavar="P", help=N_("2014, 2014-6T, 2014-9T, 2014-Q3 or 2014-09; the year when left out."))
@option("--from", "start", metavar="DATE", help=N_("From this day on, in place of a period."))
@option("--until", "end", metavar="DATE", help=N_("Up to this day, in place of a period."))
@open_option
def paper(
    *, path: Path, blank: int | None, period: str | None, start: str | None, end: str | None, opening: bool
) -> None:
    """Write the page and print where it is; open it in a browser to print it."""
    from exports.paths import check_ending, save_new
    from exports.report.blank_forms import blank_form, printed_register
    from exports.report.build import reckon

    check_ending(path, (".html", ".htm"))
    with opened(read_only=True) as book:
        unit = book.units.get(book.owner.unit)
        if blank:
            data = blank_form(book.directive, unit.name if unit else book.owner.unit, book.today(), lines=blank)
        else:
            data = printed_register(reckon(*period_asked(book, period, start, end)))
    path = save_new(path.absolute(), data, taken="number", failed="report_failed")
    print_line(str(path))
    print_line(_("Open it in a browser and print it on A4 paper."))
    if opening:
        open_written(path)
