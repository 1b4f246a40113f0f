"""The two tables of the merge screen: what the files chosen would do, and what came in so far."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from exports.merge.outcomes import FileOutcome
from exports.paths import PACKAGE_SUFFIXES
from logs.book.book import LogBook
from logs.exchange.received import Received, Waiting
from tui.core.i18n import _
from tui.screens.outcome_text import outcome_words
from tui.text.formats import moment, number
from tui.widgets.cells import Cell
from tui.widgets.columns import Column

Came: TypeAlias = Received | Waiting
"""A file that came: taken in, or kept apart until a person has decided."""

_STYLES = {
    "merged": "$text-success",
    "known": "$foreground-muted",
    "refused": "$text-error",
    "quarantined": "$text-warning",
}
_NONE: Cell = ("·", "$foreground-muted")


def plan_columns() -> list[Column]:
    """A file's unit, name and outcome, and its sessions by what becomes of them."""
    counts = (
        ("new", _("New")),
        ("updated", _("Upd.")),
        ("same", _("Equal")),
        ("older", _("Older")),
        ("deleted", _("Del.")),
        ("conflicts", _("Confl.")),
    )
    return [
        Column("unit", _("Unit"), 6),
        Column("file", _("File"), None, least=15),
        Column("outcome", _("Outcome"), 14),
        *(Column(name, title, max(4, len(title)), right=True) for name, title in counts),
        Column("set_aside", _("Aside"), 5, right=True),
    ]


def plan_cells(one: FileOutcome, *, done: bool) -> list[Cell]:
    """A line of the plan; once it is `done`, of the result."""
    counts = (one.new, one.updated, one.same, one.older, one.deleted)
    figures: list[Cell] = [number(count) if count else _NONE for count in counts]
    conflicts: Cell = (number(one.conflicts), "bold $text-error") if one.conflicts else _NONE
    aside: Cell = (number(len(one.set_aside)), "bold $text-warning") if one.set_aside else _NONE
    outcome = (outcome_words(one, done=done), _STYLES[one.outcome])
    # The end of a name tells the files of a unit apart, the suffix none.
    name = one.file.removesuffix(PACKAGE_SUFFIXES[0])
    return [one.unit or "–", name, outcome, *figures, conflicts, aside]


def received_words(book: LogBook) -> str:
    """How many files were taken in, of how many units."""
    received = book.received.values()
    units = len({one.unit for one in received})
    return _("Files received: {n} · units: {units}").format(n=number(len(received)), units=number(units))


def files_of(book: LogBook) -> list[Came]:
    """Every file that came: those that wait first, then the newest."""
    came: Iterable[Came] = (*book.waiting.values(), *book.received.values())
    return sorted(came, key=lambda one: (_waits(one), _when(one), one.unit), reverse=True)


def came_columns() -> list[Column]:
    """When a file came, whose it is, what it holds and what is to be known about it."""
    return [
        Column("received", _("Received"), 16),
        Column("unit", _("Unit"), 7),
        Column("file", _("File"), None, least=14),
        Column("number", _("No."), 3, right=True),
        Column("sessions", _("Sessions"), 8, right=True),
        Column("attendance", _("Att."), 6, right=True),
        Column("mark", _("Status"), 15),
    ]


def came_cells(one: Came) -> list[Cell]:
    """A line of the files that came."""
    attendance = number(one.attendance) if isinstance(one, Received) else "–"
    figures = [number(one.number), number(one.sessions), attendance]
    return [moment(_when(one)), one.unit, one.file, *figures, _mark(one)]


def _mark(one: Came) -> Cell:
    if isinstance(one, Waiting):
        return (_("refused"), "$foreground-muted") if one.refused else (_("! waiting"), "bold $text-warning")
    if not one.key:
        return _("! unsigned"), "$text-warning"
    if one.set_aside:
        return _("! set aside {n}").format(n=number(one.set_aside)), "$text-warning"
    return (_("nil report"), "$foreground-muted") if one.nil else ""


def _waits(one: Came) -> bool:
    return isinstance(one, Waiting) and not one.refused


def _when(one: Came) -> datetime:
    return one.received if isinstance(one, Received) else one.came
