"""`sotay exempt`: themes that do not apply to a unit, marked with their reason, listed, taken back."""

from typing import TYPE_CHECKING

import click

from tui.cli.context import opened
from tui.cli.options import Group, argument, json_option
from tui.cli.output import Column, print_document, print_line, print_rows
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook


@click.group("exempt", cls=Group, help=N_("Themes that do not apply to a unit: list, mark, take back."))
def exempt() -> None:
    """List the marks of the catalogue in use, make one, take one back."""


@exempt.command("list", help=N_("List the marks with what the level above has answered."))
@json_option
def list_marks(as_json: bool) -> None:
    """Print every mark that is known here, and where it stands."""
    from msgspec import to_builtins

    from tui.text.formats import day
    from tui.text.labels import mark_state_words

    with opened(read_only=True) as book:
        ours = (state for state in book.exchange.marks.values() if state.mark.directive == book.directive.id)
        found = sorted(ours, key=lambda state: state.mark.key)
    if as_json:
        fields = ("state", "note")
        rows = [to_builtins(one.mark) | {name: getattr(one, name) for name in fields} for one in found]
        print_document({"exemptions": rows})
        return
    if not found:
        print_line(_("No theme is marked yet."))
        return
    print_rows(
        found,
        (Column(_("Unit"), width=8), lambda one: one.mark.unit),
        (Column(_("Theme"), width=8), lambda one: one.mark.theme),
        (Column(_("Reason"), grow=2), lambda one: one.mark.reason),
        (Column(_("State"), grow=1, least=10), mark_state_words),
        (Column(_("Noted on"), width=10), lambda one: day(one.mark.at.date())),
        title=_("Not applicable"),
    )


@exempt.command("mark", help=N_("Mark a theme as not applicable to a unit; the reason goes up with it."))
@argument("unit", metavar="UNIT")
@argument("theme", metavar="THEME")
@argument("reason", metavar="REASON")
def mark(unit: str, theme: str, reason: str) -> None:
    """Mark it in the book; the next file tells the level above."""
    from logs.coverage.scope import exempt as make
    from tui.text.labels import marked_words

    with opened() as book:
        unit, theme = _read(book, unit, theme)
        make(book, unit, theme, reason)
        print_line(marked_words(book, unit, theme))


@exempt.command("lift", help=N_("Take a mark back, or what was accepted of a unit: the theme applies again."))
@argument("unit", metavar="UNIT")
@argument("theme", metavar="THEME")
def lift(unit: str, theme: str) -> None:
    """Take it back; the next file tells the level above, the next receipt the unit."""
    from logs.coverage.scope import apply_again
    from logs.errors import SotayError

    with opened() as book:
        unit, theme = _read(book, unit, theme)
        if apply_again(book, unit, theme) is None:
            raise SotayError("exemption_missing", unit=unit, theme=theme)
    print_line(_("{theme} applies to {unit} again.").format(theme=theme, unit=unit))


def _read(book: "LogBook", unit: str, theme: str) -> tuple[str, str]:
    """The codes of a unit and a theme as a person types them."""
    from logs.session.fields import read_field, read_theme

    known = book.reference.known()
    return str(read_field("unit", unit, known)), read_theme(theme, known)
