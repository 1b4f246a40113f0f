"""What a step did, in words: which session, which answer, which file."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date as Date
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from logs.catalogue.exemptions import Exemption
from logs.counting.unit_totals import TotalsFile
from logs.exchange.code_maps import Adoption, CodeMap
from logs.exchange.exemptions import MarkAnswer
from logs.exchange.received import Sender, Waiting
from logs.exchange.same_event import Answers
from logs.model import Unit
from logs.text import clean_line
from logs.versions import Record
from tui.core.i18n import N_, _
from tui.text.formats import day, moment, number
from tui.text.labels import action_title, list_label, setting_label
from tui.text.questions import unit_with_code
from tui.text.values import days_words, person

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.book.changes import Change
    from logs.catalogue.differences import Difference
    from logs.coverage.catalogue_change import CatalogueChange
    from logs.model import Session

T = TypeVar("T", bound=Struct)
_WHOLE = frozenset({"merge", "restore"})  # named by their files: their sessions are too many


def undone_sentence(change: "Change", book: "LogBook") -> str:
    """What was undone a moment ago: `Đã hoàn tác: Thêm, 20/05/2014 09:30.`"""
    if change.chosen:
        return _("The merge of {moment} is in the book again.").format(moment=moment(_merge_of(change, book).at))
    return _("Undone: {action}, {moment}.").format(action=action_title(change.action), moment=moment(change.at))


def redone_sentence(change: "Change", book: "LogBook") -> str:
    """The same for what was done again."""
    if change.chosen:
        return _("The merge of {moment} is undone again.").format(moment=moment(_merge_of(change, book).at))
    return _("Done again: {action}, {moment}.").format(action=action_title(change.action), moment=moment(change.at))


def step_line(step: "Change", book: "LogBook") -> str:
    """When it was done, by whom, and what: `20/05/2014 09:30 Lò Văn An Sửa`."""
    return f"{moment(step.at)} {person(step.who, book)} {action_title(step.action)}"


def step_fields(step: "Change") -> dict[str, str]:
    """The same as JSON."""
    return {"at": step.at.isoformat(), "who": step.who, "action": step.action}


def what_it_did(change: "Change", book: "LogBook", *, most: int = 6) -> list[str]:
    """What a step did that was undone or done again a moment ago: each session, answer and file on a line of its own,
    the first few by name.
    """
    step = _merge_of(change, book)
    lines = [_("File: {path}").format(path=name) for name in step.files]
    for table in ("maps",) if step.action in _WHOLE else WORDS:
        lines += filter(None, (WORDS[table](key, step, book) for key in step.before.get(table, ())))
    if len(lines) > most:
        lines = [*lines[:most], _("… and {n} more").format(n=number(len(lines) - most))]
    if step.action in _WHOLE and step.session_ids:
        lines.append(_("Sessions changed: {n}.").format(n=number(len(step.session_ids))))
    return [clean_line(line) for line in lines]


def _merge_of(change: "Change", book: "LogBook") -> "Change":
    """The merge that was taken back, where the step is that; else the step itself."""
    return change if change.undoes is None else book.history.step(change.undoes)


def _documents(table: str, key: str, step: "Change", book: "LogBook", kind: type[T]) -> Iterator[T]:
    """A document as the step left it, then as it was before, where there is one: the last step of the book is the one
    that undid it or did it again.
    """
    last = next(iter(book.history.changes(newest_first=True)))
    raws = [last.document_before(table, key)] if key in last.before.get(table, ()) else []
    raws += [book.storage.rows(table).get(key), step.document_before(table, key)]
    if last.action == "redo":
        raws = [*raws[1:], *raws[:1]]
    return (msgspec.json.decode(raw, type=kind) for raw in raws if raw is not None)


def _session(key: str, step: "Change", book: "LogBook") -> str:
    records = _documents("sessions", key, step, book, Record)
    content = next((record.shown.content for record in records if record.shown.content is not None), None)
    return key[:8] if content is None else _("Session: {session}").format(session=_named(content, book))


def _named(session: "Session", book: "LogBook") -> str:
    """Day, unit and main theme."""
    theme = book.directive.themes.get(session.themes[0]) if session.themes else None
    themes = [f"{theme.code} {theme.title}" if theme else session.themes[0]] if session.themes else []
    return " · ".join([day(session.date), unit_with_code(session.unit, book), *themes])


def _pair(key: str, step: "Change", book: "LogBook") -> str:
    for answers in _documents("links", key, step, book, Answers):
        for link in (head.content for head in answers.heads if head.content is not None):
            records = (book.sessions.record(session) for session in link.sessions)
            contents = [record.shown.content if record else None for record in records]
            first, second = (
                key[:8] if one is None else _named(one, book) for key, one in zip(link.sessions, contents, strict=True)
            )
            text = _("Answer: one event: {first}; {second}")
            if link.answer == "different":
                text = _("Answer: two events: {first}; {second}")
            return text.format(first=first, second=second)
    return ""


def _meaning(key: str, step: "Change", book: "LogBook") -> str:
    meaning = next(_documents("maps", key, step, book, CodeMap))
    sender = unit_with_code(meaning.sender, book)
    text = _("Answer: “{code}” of {sender} means {to}")
    if not meaning.to:
        text = _("Answer: “{code}” of {sender} stays as it is")
    return text.format(code=meaning.code, sender=sender, to=meaning.to)


def _adoption(key: str, step: "Change", book: "LogBook") -> str:
    answer = next(_documents("adoptions", key, step, book, Adoption))
    text = _("Answer: the codes of {code}, as {sender} uses them, mean ours")
    if not answer.adopted:
        text = _("Answer: the codes of {code}, as {sender} uses them, stay as they are")
    return text.format(code=answer.directive, sender=unit_with_code(answer.sender, book))


def _waiting(key: str, step: "Change", book: "LogBook") -> str:
    waiting = next(_documents("waiting", key, step, book, Waiting))
    return _("Answer: nothing is taken from the file {file}").format(file=waiting.file)


def _sender(key: str, step: "Change", book: "LogBook") -> str:
    sender = next(_documents("senders", key, step, book, Sender))
    return _("Key of {unit}").format(unit=unit_with_code(sender.unit, book))


def _unit(key: str, step: "Change", book: "LogBook") -> str:
    unit = next(_documents("units", key, step, book, Unit))
    return _("Unit: {unit}").format(unit=f"{unit.name} ({unit.code})")


def _catalogue(key: str, _step: "Change", _book: "LogBook") -> str:
    return _("Catalogue: {code}").format(code=key)


def _exemption(key: str, step: "Change", book: "LogBook") -> str:
    mark = next(_documents("exemptions", key, step, book, Exemption))
    return _("Not applicable: {theme}, {unit}").format(theme=mark.theme, unit=unit_with_code(mark.unit, book))


def _arrival(key: str, step: "Change", book: "LogBook") -> str:
    file = book.exchange.received.get(key)
    said = book.exchange.arrivals.get(key)
    text = _("Day of receipt of {file}: {day}") if said else _("Day of receipt of {file}")
    return text.format(file=file.file if file else key[:8], day=day(said) if said else "")


def _mark_answer(key: str, step: "Change", book: "LogBook") -> str:
    answer = next(_documents("mark_answers", key, step, book, MarkAnswer))
    text = _("Answer: {theme} does not apply to {unit}") if answer.accepted else _("Answer: {theme} applies to {unit}")
    return text.format(theme=answer.theme, unit=unit_with_code(answer.unit, book))


def _totals(key: str, step: "Change", book: "LogBook") -> str:
    totals = next(_documents("totals", key, step, book, TotalsFile)).lines[0]
    return _("Totals: {unit}, {month}: sessions {n}, attendance {attendance}").format(
        unit=unit_with_code(totals.unit, book), month=totals.months[0].month,
        n=number(totals.sessions), attendance=number(totals.attendance),
    )  # fmt: skip


def _narrative(key: str, _step: "Change", _book: "LogBook") -> str:
    from exports.report.body import TITLES  # noqa: PLC0415 - for steps that changed a report's words

    period, _space, part = key.rpartition(" ")
    title = {str(name): words for name, words in TITLES.items()}.get(part, part)
    return _("Words of the report {period}: {part}").format(period=period, part=title)


WORDS: Mapping[str, Callable[[str, "Change", "LogBook"], str]] = {
    "sessions": _session,
    "links": _pair,
    "maps": _meaning,
    "adoptions": _adoption,
    "waiting": _waiting,
    "senders": _sender,
    "units": _unit,
    "directives": _catalogue,
    "exemptions": _exemption,
    "mark_answers": _mark_answer,
    "totals": _totals,
    "narratives": _narrative,
    "arrivals": _arrival,
}

_MOST_CHANGES = 40  # that are named
_BECOMES = {
    "added": N_("new"), "gone": N_("taken away"), "retitled": N_("“{old}” is called “{new}” now"),
    "moved": N_("from group {old} to {new}"), "retired": N_("valid {new}"), "days": N_("valid {new}"),
    "changed": N_("changed: {new}"), "reordered": N_("in another order"),
    "kept": N_("not in the new catalogue but in use: kept, valid {new}"), "set": N_("{old} → {new}"),
    "dated": N_("{old} → {new}"),
}  # fmt: skip


def difference_words(found: "Difference") -> str:
    """What becomes of a code of the catalogue: `Chủ đề LC-02 Biển đảo: hiệu lực đến 31/05/2026 (12 buổi)`."""
    old, new = _value(found, found.old), _value(found, found.new)
    if found.how == "set":
        what = setting_label(found.code)
    else:
        title = "" if found.how == "retitled" else found.title
        what = " ".join(filter(None, (list_label(found.table), found.code, title)))
    words = _("{what}: {becomes}").format(what=what, becomes=_(_BECOMES[found.how]).format(old=old, new=new))
    return clean_line(
        _("{words} (sessions: {n})").format(words=words, n=number(found.sessions)) if found.sessions else words
    )


def _value(found: "Difference", text: str) -> str:
    """A value of a difference as people write it."""
    if found.how in ("retired", "days", "kept"):
        first, _dots, last = text.partition("..")
        return days_words(*(Date.fromisoformat(day) if day else None for day in (first, last))) or _("at all times")
    if found.how == "changed":
        return ", ".join(setting_label(name, found.table).lower() for name in text.split(", "))
    is_day = found.how == "set" and found.code in ("date", "deadline", "period_start", "period_end")
    if (is_day or found.how == "dated") and text:
        return day(Date.fromisoformat(text))
    return {"True": _("yes"), "False": _("no"), "": "–"}.get(text, text)


def change_words(change: "CatalogueChange") -> list[str]:
    """What a catalogue changes, a line for each entry and for each kind of figures."""
    lines = [difference_words(one) for one in change.differences] or [_("It says what the book's own says.")]
    more = [_("… and {n} more").format(n=number(len(lines) - _MOST_CHANGES))] if len(lines) > _MOST_CHANGES else []
    return [*lines[:_MOST_CHANGES], *more, *figures_words(change)]


def figures_words(change: "CatalogueChange") -> list[str]:
    """How the figures change, a line for each kind that does: `Được tính: 120 buổi, 4.310 lượt → 118 buổi, …`."""
    counted, themes = _("{n} sessions, attendance {attendance}"), _("{n} of {all}, still empty: {gaps}")
    lines = [
        (
            f"{title}: ",
            *(
                words.format(
                    n=number(getattr(figures, name)),
                    attendance=number(figures.attendance),
                    all=figures.themes,
                    gaps=figures.gaps,
                )
                for figures in (change.before, change.after)
            ),
        )
        for title, words, name in ((_("Counted"), counted, "sessions"), (_("Themes covered"), themes, "covered"))
    ]
    return [title + (old if old == new else f"{old} → {new}") for title, old, new in lines]
