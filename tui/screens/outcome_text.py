"""What became, or would become, of a unit's file, in words."""

from textual.content import Content

from exports.merge.outcomes import FileOutcome, Plan
from logs.book.book import LogBook
from logs.exchange.received import Received, Waiting
from tui.core.i18n import _
from tui.text.error_messages import sentence
from tui.text.formats import moment, number, period_title
from tui.text.labels import outcome_title

_MOST_LINES = 200


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
