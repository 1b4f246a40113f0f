"""`sotay coverage --todo`: what is still to be done, as sessions to hold."""

from typing import TYPE_CHECKING, Any

from tui.cli.output import Column, print_csv, print_document, print_line, print_table
from tui.core.i18n import _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.coverage.gaps import Suggestion, WorkList
    from logs.coverage.scope import Base
    from logs.session.query import Query

_MOST = 40  # lines printed; --json and --csv have all


def print_work_list(book: "LogBook", query: "Query", base: "Base", *, as_json: bool, as_csv: bool) -> None:
    """Print the work list of the units and the themes asked for."""
    from logs.coverage.gaps import work_list_of

    found = work_list_of(book, query, base)
    if as_json:
        print_document(_document(found, base))
    elif as_csv:
        head = ["unit", "themes", "audience", "closes", "first"]
        print_csv(head, [[one.unit, "; ".join(one.themes), "; ".join(one.audience), one.closes, one.first]
                         for one in found.rows])  # fmt: skip
    else:
        _print_table(found, book)


def _document(found: "WorkList", base: "Base") -> dict[str, Any]:
    from msgspec import to_builtins

    return {"base": base.name, "suggestions": to_builtins(found.rows),
            "totals": {"places": found.places, "empty": found.empty, "untold": found.untold}}  # fmt: skip


def _print_table(found: "WorkList", book: "LogBook") -> None:
    from tui.text.formats import number

    if not found.rows:
        print_line(_("Nothing is missing."))
        return
    columns = (
        Column(_("Closes"), "right", width=6),
        Column(_("Unit"), width=8),
        Column(_("Themes"), grow=1),
        Column(_("For"), width=14),
    )
    print_table(columns, [_line(one, book) for one in found.rows[:_MOST]], title=_("Work list"))
    if len(found.rows) > _MOST:
        print_line(_("… and {n} more").format(n=number(len(found.rows) - _MOST)))
    print_line(_("Empty: {n}/{all}").format(n=number(found.empty), all=number(found.places)))
    print_line(_("Counted by theme × unit × audience: a session closes as many as are empty in it."))


def _line(one: "Suggestion", book: "LogBook") -> list[str]:
    from tui.text.formats import number
    from tui.text.values import titled

    themes = " + ".join(f"{code} {titled(book.directive.themes[code])}" for code in one.themes)
    return [number(one.closes), one.unit, themes, " ".join(one.audience)]
