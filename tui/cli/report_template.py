"""`sotay report-template`: the office's own Word template of the report."""

from pathlib import Path

import click

from tui.cli.context import opened
from tui.cli.options import PATH, argument, command, json_option, option
from tui.cli.output import print_document, print_line
from tui.core.i18n import N_, _


@command("report-template", N_("The office's own Word template of the report: write one, register it, forget it."))
@argument("file", metavar="[FILE.docx]", type=PATH, required=False)
@option("--to", metavar="FILE.docx", type=PATH, help=N_("Write the one in use; without one, the program's own layout."))
@option("--forget", "is_forgotten", is_flag=True, help=N_("Go back to the program's own layout."))
@json_option
def report_template(*, file: Path | None, to: Path | None, is_forgotten: bool, as_json: bool) -> None:
    """Do what is asked, then tell whether the book has a template."""
    from logs.errors import SotayError

    if sum((file is not None, to is not None, is_forgotten)) > 1:
        raise click.UsageError(_("Name one of: a template to register, --to or --forget."))
    with opened(read_only=file is None and not is_forgotten) as book:
        if is_forgotten:
            if not book.reference.template:
                raise SotayError("template_missing")
            book.reference.use_template(b"")
        elif file is not None:
            book.reference.use_template(checked(file))
        data = book.reference.template
        if to is not None:
            from exports.paths import check_ending, save_new
            from exports.report.freezing import paper_of
            from exports.report.word.draft import template_bytes

            check_ending(to, (".docx",))
            data = data or template_bytes(paper_of(book, book.directive.own_period))
            to = save_new(to.absolute(), data, taken="number", failed="report_failed")
        is_registered = bool(book.reference.template)
    if as_json:
        print_document({"registered": is_registered, "path": str(to) if to else None})
    elif to:
        print_line(str(to))
        print_line(_("Change it in Word; its last page tells the fields. “sotay report-template FILE” registers it."))
    else:
        registered = _("Reports are written with the office's own template.")
        print_line(registered if is_registered else _("Reports are written in the program's own layout."))


def checked(path: Path) -> bytes:
    """A template that can be filled in; raises SotayError as `word.template.check` and `read_named` do."""
    from exports.report.word.template import check
    from exports.size_limit import read_named

    data = read_named(path)
    check(data)
    return data
