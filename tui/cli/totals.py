"""`sotay totals`: monthly totals of a unit that sends numbers only, typed by hand."""

from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.options import argument, command, json_option, option
from tui.cli.output import Column, print_document, print_line, print_rows
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.counting.unit_totals import Told


@command("totals", N_("Monthly totals of units that send numbers only: type, list, take out."))
@argument("unit", metavar="[UNIT", required=False)
@argument("month", metavar="MONTH", required=False)
@argument("sessions", metavar="SESSIONS", required=False)
@argument("listeners", metavar="LISTENERS]", required=False)
@option(
    "--form", "forms", metavar="CODE=N/M", multiple=True, help=N_("Sessions and listeners of a form, of the whole.")
)
@option("--theme", "themes", metavar="CODE=N/M", multiple=True, help=N_("The same of a theme."))
@option("--remove", "is_removed", is_flag=True, help=N_("Take the totals of the month out again."))
@option("--history", "with_history", is_flag=True, help=N_("Every step that changed the totals of the month."))
@json_option
def totals(
    *,
    unit: str | None,
    month: str | None,
    sessions: str | None,
    listeners: str | None,
    forms: tuple[str, ...],
    themes: tuple[str, ...],
    is_removed: bool,
    with_history: bool,
    as_json: bool,
) -> None:
    """Without numbers the totals typed so far; with them those of a month, in place of what was typed before."""
    from logs.catalogue.units import find_unit
    from logs.counting.sums import Sum
    from logs.progress.typed_totals import drop_totals, read_month, read_parts, type_totals, typed_of
    from logs.typed_values import read_count

    if (sessions and not listeners) or ((is_removed or with_history) and (sessions or not month)):
        raise click.UsageError(_("Name unit and month, then sessions and listeners, or --remove, or --history."))
    with opened(read_only=not (sessions or is_removed)) as book:
        listed = find_unit(book.units, unit) if unit else None
        if unit and listed is None:
            raise SotayError("unit_unknown", value=unit)
        code, name = listed.code if listed else None, read_month(book, month) if month else ""
        if code and is_removed:
            if drop_totals(book, code, name) is None:
                raise SotayError("totals_none", unit=code, month=name)
        elif code and sessions and listeners:
            parts = {
                "forms": read_parts(book, "form", ", ".join(forms)),
                "themes": read_parts(book, "themes", ", ".join(themes)),
            }
            type_totals(book, code, name, Sum(read_count(sessions), read_count(listeners)), **parts)
        if code and with_history:
            _print_history(book, code, name, as_json=as_json)
            return
        found = [told for told in typed_of(book, code) if name in ("", told.totals.months[0].month)]
        _print(book, found, as_json=as_json)


def _print(book: "LogBook", found: "list[Told]", *, as_json: bool) -> None:
    from tui.text.formats import number
    from tui.text.progress import typed_state_words

    counting = book.figures.counting()
    if as_json:
        print_document([{**_document(told), "counted": told in counting.told} for told in found])
        return
    if not found:
        print_line(_("No totals are typed."))
        return
    print_rows(
        found,
        (Column(_("Unit"), grow=1), lambda told: told.totals.unit),
        (Column(_("Month"), width=7), lambda told: told.totals.months[0].month),
        (Column(_("Sessions"), "right", width=8), lambda told: number(told.totals.sessions)),
        (Column(_("Listeners"), "right", width=9), lambda told: number(told.totals.attendance)),
        (Column(_("State"), grow=1), lambda told: typed_state_words(told, counting)),
        title=_("Totals typed by hand"),
    )


def _document(told: "Told") -> dict[str, Any]:
    from msgspec import to_builtins

    figures = to_builtins(told.totals)
    month = figures["months"][0]["month"]
    del figures["versions"]
    return {"month": month, **figures, "typed": told.file.made.isoformat()}


def _print_history(book: "LogBook", unit: str, month: str, *, as_json: bool) -> None:
    from logs.progress.typed_totals import history_of
    from tui.text.progress import typed_words
    from tui.text.steps import step_fields, step_line

    steps = list(history_of(book, unit, month))
    if as_json:
        print_document(
            [
                step_fields(step)
                | {"sessions": after.sessions if after else None, "attendance": after.attendance if after else None}
                for step, after in steps
            ]
        )
        return
    for step, after in steps:
        print_line(f"{step_line(step, book)}: {typed_words(after)}")
