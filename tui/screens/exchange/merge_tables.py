"""The two tables of the merge screen, and what became or would become of a file, in words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from textual.content import Content

from exports.merge.outcomes import COUNTS, FileOutcome, Plan
from exports.paths import PACKAGE_SUFFIXES
from logs.book.book import LogBook
from logs.exchange.received import Received, Waiting
from tui.core.i18n import _
from tui.text.errors.messages import sentence
from tui.text.formats import day, moment, number, period_title
from tui.text.labels import outcome_title
from tui.text.steps import change_words
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.table import VirtualTable

_MOST_LINES = 200
Came: TypeAlias = Received | Waiting
"""A file that came: taken in, or kept apart until a person has decided."""
_OUTCOMES = ("merged", "known", "refused", "quarantined")
_STYLES = {
    "merged": "$text-success",
    "known": "$foreground-muted",
    "refused": "$text-error",
    "quarantined": "$text-warning",
    "conflicts": "bold $text-error",
    "set_aside": "bold $text-warning",
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
    outcomes = [file.outcome for file in plan.files]
    if refused := outcomes.count("refused"):
        parts.append(_("! refused {n}").format(n=number(refused)))
    if waiting := outcomes.count("quarantined"):
        parts.append(_("! waiting {n}").format(n=number(waiting)))
    return " · ".join(parts)


def outcome_words(outcome: FileOutcome, *, done: bool) -> str:
    """What became of a file, or before the plan is accepted, what will."""
    return outcome_title(outcome.outcome) if done or outcome.outcome != "merged" else _("To be merged")


def file_details(outcome: FileOutcome, book: LogBook, *, done: bool) -> Content:
    """One file: whose it is, what is to know about it, and every session that was set aside with the reason."""
    unit = book.units.get(outcome.unit)
    name = f"{outcome.unit} {unit.name}" if unit else outcome.unit
    parts = [
        Content.assemble(Content.styled(outcome.file, "bold"), f"  {name}", f" · {outcome_words(outcome, done=done)}")
    ]
    if outcome.code:
        style = "$foreground-muted" if outcome.outcome == "known" else "$text-error"
        parts.append(Content.styled(sentence(outcome.code, outcome.params), style))
    if outcome.received and outcome.made:
        days = _("Day of receipt: {received} (the file says that it was made on {made})")
        parts.append(Content(days.format(received=day(outcome.received), made=day(outcome.made))))
    if outcome.outcome == "quarantined" and outcome.fingerprint:
        parts.append(Content.styled(_("Fingerprint: {digits}").format(digits=outcome.fingerprint), "$text-warning"))
    parts += [Content.styled("? " + sentence(note.code, note.params), "$text-warning") for note in outcome.notes]
    parts += [Content(words) for words in (change_words(outcome.catalogue) if outcome.catalogue else ())]
    for aside in outcome.set_aside[:_MOST_LINES]:
        words = _("Line {line}: {reason}").format(line=number(aside.line), reason=sentence(aside.code, aside.params))
        parts.append(Content.styled("! " + words, "$text-warning"))
    if len(outcome.set_aside) > _MOST_LINES:
        parts.append(Content(_("… and {n} more").format(n=number(len(outcome.set_aside) - _MOST_LINES))))
    return Content("\n").join(parts)


def came_details(file: Received | Waiting, book: LogBook) -> Content:
    """A file that came, and what is to know about it."""
    return _waiting_details(file, book) if isinstance(file, Waiting) else _received_details(file, book)


def _waiting_details(waiting: Waiting, book: LogBook) -> Content:
    parts = [
        _first_line(waiting, book),
        Content.styled(sentence(waiting.code, {"unit": waiting.unit, **waiting.params}), "$text-warning"),
    ]
    if waiting.refused:
        parts[1:] = [
            Content.styled(_("Refused: nothing of it is taken, and nobody is asked again."), "$foreground-muted")
        ]
    parts.append(Content(_checksum_line(waiting)))
    return Content("\n").join(parts)


def _received_details(received: Received, book: LogBook) -> Content:
    lines = [
        _("Period: {period}").format(period=period_title(received.period)),
        _("Day of receipt: {day}").format(day=day(received.day)),
        _("Written on {moment}").format(moment=moment(received.made)),
        _checksum_line(received),
    ]
    parts = [_first_line(received, book), *map(Content, lines)]
    if not received.key:
        parts.insert(1, Content.styled(sentence("file_taken_unsigned", {"unit": received.unit}), "$text-warning"))
    return Content("\n").join(parts)


def _first_line(file: Received | Waiting, book: LogBook) -> Content:
    unit = book.units.get(file.unit)
    return Content.assemble(Content.styled(file.file, "bold"), "  ", f"{file.unit} {unit.name}" if unit else file.unit)


def _checksum_line(file: Received | Waiting) -> str:
    """As many digits as tell files apart; `sotay received` has them all."""
    return _("Checksum: {sha256}").format(sha256=file.sha256[:8])


def show_plan(table: VirtualTable, files: Sequence[FileOutcome], *, done: bool) -> None:
    """A file's unit, name and outcome, and its sessions by what becomes of them, or became once it is `done`."""
    titles = (_("New"), _("Upd."), _("Equal"), _("Older"), _("Del."), _("Confl."))

    def figure(name: str) -> Callable[[FileOutcome], Cell]:
        return lambda file: (number(file.counts[name]), _STYLES.get(name, "")) if file.counts[name] else _NONE

    table.show_rows(
        files,
        (Column("unit", _("Unit"), 6), lambda file: file.unit or "–"),
        # The end of a name tells the files of a unit apart, the suffix none.
        (Column("file", _("File"), None, least=15), lambda file: file.file.removesuffix(PACKAGE_SUFFIXES[0])),
        (
            Column("outcome", _("Outcome"), max(map(len, map(outcome_title, _OUTCOMES)))),
            lambda file: (outcome_words(file, done=done), _STYLES[file.outcome]),
        ),
        *(
            (Column(name, title, max(4, len(title)), right=True), figure(name))
            for name, title in zip(COUNTS, titles, strict=True)
        ),
        (Column("set_aside", aside := _("Aside"), len(aside), right=True), figure("set_aside")),
    )


def received_words(book: LogBook) -> str:
    """How many files were taken in, of how many units."""
    received = book.exchange.received.values()
    units = len({one.unit for one in received})
    return _("Files received: {n} · units: {units}").format(n=number(len(received)), units=number(units))


def files_of(book: LogBook) -> list[Came]:
    """Every file that came: those that wait first, then the newest."""
    came: Iterable[Came] = (*book.exchange.waiting.values(), *book.exchange.received.values())
    return sorted(came, key=lambda one: (_waits(one), _when(one), one.unit), reverse=True)


def show_came(table: VirtualTable, files: Sequence[Came]) -> None:
    """When a file came, whose it is, what it holds and what is to be known about it."""
    table.show_rows(
        files,
        (Column("received", _("Received"), 16), lambda file: moment(_when(file))),
        (Column("unit", _("Unit"), 7), lambda file: file.unit),
        (Column("file", _("File"), None, least=14), lambda file: file.file),
        (Column("number", _("No."), 3, right=True), lambda file: number(file.number)),
        (Column("sessions", _("Records"), 8, right=True), lambda file: number(file.sessions)),
        (Column("attendance", _("Att."), 6, right=True), _attendance),
        (Column("mark", _("Status"), 15), _mark),
    )


def _attendance(file: Came) -> str:
    return number(file.attendance) if isinstance(file, Received) else "–"


def _mark(file: Came) -> Cell:
    if isinstance(file, Waiting):
        return (_("refused"), "$foreground-muted") if file.refused else (_("! waiting"), "bold $text-warning")
    if not file.key:
        return _("! unsigned"), "$text-warning"
    if file.set_aside:
        return _("! set aside {n}").format(n=number(file.set_aside)), "$text-warning"
    return (_("nil report"), "$foreground-muted") if file.nil else ""


def _waits(file: Came) -> bool:
    return isinstance(file, Waiting) and not file.refused


def _when(file: Came) -> datetime:
    return file.received if isinstance(file, Received) else file.came
