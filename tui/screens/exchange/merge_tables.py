"""The two tables of the merge screen, and what became or would become of a file, in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from textual.content import Content

from exports.merge.outcomes import FileOutcome, Plan
from exports.paths import PACKAGE_SUFFIXES
from logs.book.book import LogBook
from logs.exchange.received import Received, Waiting
from tui.core.i18n import _
from tui.text.error_messages import sentence
from tui.text.formats import moment, number, period_title
from tui.text.labels import outcome_title
from tui.widgets.cells import Cell
from tui.widgets.columns import Column

_MOST_LINES = 200
Came: TypeAlias = Received | Waiting
"""A file that came: taken in, or kept apart until a person has decided."""
_STYLES = {
    "merged": "$text-success",
    "known": "$foreground-muted",
    "refused": "$text-error",
    "quarantined": "$text-warning",
}
_NONE: Cell = ("·", "$foreground-muted")


def totals_line(plan: Plan) -> str:
    """The whole plan in a line: what is nothing is left out."""
    totals = plan.totals
    words = (
        ("new", _("new {n}")),
        ("updated", _("changed {n}")),
        ("deleted", _("deleted {n}")),
        ("same", _("the same {n}")),
        ("older", _("older {n}")),
        ("conflicts", _("! conflicts {n}")),
        ("set_aside", _("! set aside {n}")),
    )
    parts = [_("files {n}").format(n=number(len(plan.files)))]
    parts += [text.format(n=number(totals[name])) for name, text in words if totals[name]]
    outcomes = [one.outcome for one in plan.files]
    if refused := outcomes.count("refused"):
        parts.append(_("! refused {n}").format(n=number(refused)))
    if waiting := outcomes.count("quarantined"):
        parts.append(_("! waiting {n}").format(n=number(waiting)))
    return " · ".join(parts)


def outcome_words(one: FileOutcome, *, done: bool) -> str:
    """What became of a file, or before the plan is accepted, what will."""
    return outcome_title(one.outcome) if done or one.outcome != "merged" else _("To be merged")


def file_details(one: FileOutcome, book: LogBook, *, done: bool) -> Content:
    """One file: whose it is, what is to know about it, and every session that was set aside with the reason."""
    unit = book.units.get(one.unit)
    name = f"{one.unit} {unit.name}" if unit else one.unit
    parts = [Content.assemble(Content.styled(one.file, "bold"), f"  {name}", f" · {outcome_words(one, done=done)}")]
    if one.code:
        style = "$foreground-muted" if one.outcome == "known" else "$text-error"
        parts.append(Content.styled(sentence(one.code, one.params), style))
    if one.outcome == "quarantined" and one.fingerprint:
        parts.append(Content.styled(_("Fingerprint: {digits}").format(digits=one.fingerprint), "$text-warning"))
    parts += [Content.styled("? " + sentence(note.code, note.params), "$text-warning") for note in one.notes]
    for aside in one.set_aside[:_MOST_LINES]:
        words = _("Line {line}: {reason}").format(line=number(aside.line), reason=sentence(aside.code, aside.params))
        parts.append(Content.styled("! " + words, "$text-warning"))
    if len(one.set_aside) > _MOST_LINES:
        parts.append(Content(_("… and {n} more").format(n=number(len(one.set_aside) - _MOST_LINES))))
    return Content("\n").join(parts)


def came_details(one: Received | Waiting, book: LogBook) -> Content:
    """A file that came, and what is to know about it."""
    return _waiting_details(one, book) if isinstance(one, Waiting) else _received_details(one, book)


def _waiting_details(one: Waiting, book: LogBook) -> Content:
    parts = [
        _first_line(one, book),
        Content.styled(sentence(one.code, {"unit": one.unit, **one.params}), "$text-warning"),
    ]
    if one.refused:
        parts[1:] = [
            Content.styled(_("Refused: nothing of it is taken, and nobody is asked again."), "$foreground-muted")
        ]
    parts.append(Content(_("Checksum: {sha256}").format(sha256=one.sha256)))
    return Content("\n").join(parts)


def _received_details(one: Received, book: LogBook) -> Content:
    lines = [
        _("Period: {period}").format(period=period_title(one.period)),
        _("Written on {moment}").format(moment=moment(one.made)),
        _("Checksum: {sha256}").format(sha256=one.sha256),
    ]
    parts = [_first_line(one, book), *map(Content, lines)]
    if not one.key:
        parts.insert(1, Content.styled(sentence("file_taken_unsigned", {"unit": one.unit}), "$text-warning"))
    return Content("\n").join(parts)


def _first_line(one: Received | Waiting, book: LogBook) -> Content:
    unit = book.units.get(one.unit)
    return Content.assemble(Content.styled(one.file, "bold"), "  ", f"{one.unit} {unit.name}" if unit else one.unit)


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
    received = book.exchange.received.values()
    units = len({one.unit for one in received})
    return _("Files received: {n} · units: {units}").format(n=number(len(received)), units=number(units))


def files_of(book: LogBook) -> list[Came]:
    """Every file that came: those that wait first, then the newest."""
    came: Iterable[Came] = (*book.exchange.waiting.values(), *book.exchange.received.values())
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
