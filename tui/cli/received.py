"""`sotay received`: the files that came, and the day of receipt of one put right."""

from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.options import argument, command, json_option, option, reason_option
from tui.cli.output import Column, print_document, print_line, print_rows
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.exchange.received import Received


@command("received", N_("The files that came: list them, put the day of receipt of one right."))
@argument("file", metavar="[FILE]", required=False)
@option("--day", metavar="DAY", help=N_("The day on which the file came; with --reason."))
@option("--history", "with_history", is_flag=True, help=N_("Every change of the file's day of receipt."))
@reason_option
@json_option
def received(file: str | None, *, day: str | None, with_history: bool, reason: str, as_json: bool) -> None:
    """Without a file all of them; FILE is a name, or the beginning of a checksum."""
    from logs.progress.receipt_day import correct_day, find_received
    from logs.typed_values import read_date

    if (day or with_history) and not file:
        raise click.UsageError(_("Name the file."))
    with opened(read_only=not day) as book:
        chosen = find_received(book, file) if file else None
        if chosen and day:
            correct_day(book, chosen, read_date(day, book.today()), reason)
            chosen = book.exchange.received[chosen.sha256]
        if chosen and with_history:
            _print_history(book, chosen, as_json=as_json)
            return
        every = book.exchange.received.values()
        files = [chosen] if chosen else sorted(every, key=lambda file: (file.unit, file.day, file.number))
    if as_json:
        print_document({"files": [_document(file) for file in files]})
    else:
        _print(files)


def _print(files: "list[Received]") -> None:
    from logs.exchange.received import day_made
    from tui.text.formats import day, number, short_period

    print_rows(
        files,
        (Column(_("Unit"), width=6), lambda file: file.unit),
        (Column(_("File"), grow=1), lambda file: file.file),
        (Column(_("Period"), width=7), lambda file: short_period(file.period)),
        (Column(_("Came"), width=10), lambda file: day(file.day)),
        (Column(_("Taken in"), width=10), lambda file: day(file.received.date())),
        (Column(_("Made on"), width=10), lambda file: day(day_made(file))),
        (Column(_("Checksum"), width=8), lambda file: file.sha256[:8]),
    )
    print_line(_("Files received: {n}").format(n=number(len(files))))


def _print_history(book: "LogBook", file: "Received", *, as_json: bool) -> None:
    from logs.progress.receipt_day import days_said
    from tui.text.formats import day, moment
    from tui.text.steps import step_fields, step_line

    steps = list(days_said(book, file.sha256))
    if as_json:
        print_document(
            [
                {**step_fields(step), "reason": step.reason, "received": said.isoformat() if said else None}
                for step, said in steps
            ]
        )
        return
    print_line(" ".join((moment(file.received), _("Taken in"))))
    for step, said in steps:
        words = day(said or file.received.date()) + (f" ({step.reason})" if step.reason else "")
        print_line(f"{step_line(step, book)}: {words}")


def _document(file: "Received") -> dict[str, Any]:
    from logs.exchange.received import day_made

    return {
        "sha256": file.sha256, "file": file.file, "unit": file.unit, "number": file.number, "period": file.period,
        "received": file.day.isoformat(), "taken_in": file.received.isoformat(), "made": day_made(file).isoformat(),
    }  # fmt: skip
