"""What the questions of a book say to a clerk, and with what they can be answered."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from logs.text import clean_line, fold
from tui.core.i18n import N_, _
from tui.text.errors.messages import sentence
from tui.text.formats import day, moment, number
from tui.text.labels import field_title
from tui.text.values import titled

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.model import Session
    from logs.questions.questions import Question

_TITLES = {
    "sender": N_("Files that wait for a decision about their sender"),
    "unit": N_("Units that are not in the list"),
    "catalogue": N_("Sessions logged by another catalogue"),
    "code": N_("Codes that are not known here"),
    "exemption": N_("Themes that units say do not apply to them"),
    "conflict": N_("Sessions that were changed in different ways"),
    "duplicate": N_("Sessions that may be one event"),
}
_KINDS = {
    "sender": N_("Sender"),
    "unit": N_("Unit"),
    "catalogue": N_("Catalogue"),
    "code": N_("Code"),
    "exemption": N_("Not applic."),
    "conflict": N_("Conflict"),
    "duplicate": N_("Duplicate?"),
}
_LABELS = {
    "trust": N_("Take it: the sender was asked"),
    "refuse": N_("Refuse it, and do not ask again"),
    "map": N_("It is this one of our list …"),
    "adopt": N_("The same codes mean the same: count these sessions"),
    "leave": N_("Leave it as it is, and do not ask again"),
    "keep": N_("Keep this version"),
    "both": N_("Keep both, as two sessions"),
    "pick": N_("Choose field by field"),
    "accept": N_("Accept it: no gap of the unit"),
    "accept-all": N_("Accept all that this unit asks"),
    "same": N_("One event: count it once"),
    "different": N_("Two events: do not ask again"),
}
_ANSWERS = {
    "sender": ("trust", "refuse"),
    "unit": ("map", "leave"),
    "catalogue": ("adopt", "leave"),
    "code": ("map", "leave"),
    "exemption": ("accept", "accept-all", "refuse"),
    "conflict": ("keep", "pick", "both"),
    "duplicate": ("same", "different"),
}
# What may be typed for an answer in the language of the program.
_TYPED = {
    "keep": N_("keep it"), "both": N_("both of them"), "same": N_("one session"), "different": N_("two sessions"),
    "trust": N_("take it"), "refuse": N_("refuse it"), "map": N_("it is"), "leave": N_("leave it"),
    "adopt": N_("same meaning"), "accept": N_("accept it"), "accept-all": N_("accept everything"),
}  # fmt: skip
# Files for which believing the sender is not enough, by why they wait.
_SENDER_ANSWERS = {"sender_unknown": ("map", "refuse"), "key_of_other_unit": ("refuse",)}


def question_title(kind: str) -> str:
    """The heading above the questions of a kind."""
    return _(_TITLES[kind])


def kind_title(kind: str) -> str:
    """The kind of a question in a word."""
    return _(_KINDS[kind])


def kinds_words(questions: "Iterable[Question]") -> str:
    """How many of each kind: `xung đột 1 · nghi trùng 8`."""
    counted = Counter(str(question.kind) for question in questions)
    return " · ".join(f"{kind_title(kind).lower()} {number(counted[kind])}" for kind in _KINDS if kind in counted)


def answers_of(question: "Question") -> tuple[tuple[str, str], ...]:
    """The words that answer the question, each with its label; `both` is refused where a side has been deleted."""
    words = _ANSWERS[question.kind]
    if question.kind == "sender":
        words = _SENDER_ANSWERS.get(question.params["code"], words)
    return tuple((word, _(_LABELS[word])) for word in words)


def typed_answer(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The answer that the first words name, by its code or in the language of the program, and the words behind it.

    What names none stands for itself.
    """
    for count in range(len(words), 0, -1):
        typed = fold(" ".join(words[:count]).replace("-", " "))
        for code, word in _TYPED.items():
            if typed in (fold(code.replace("-", " ")), fold(_(word))):
                return code, tuple(words[count:])
    return words[0].strip().casefold(), tuple(words[1:])


def question_sentence(question: "Question", book: "LogBook") -> str:
    """What is asked, in one or a few short sentences on one line."""
    return clean_line(_SENTENCES[question.kind](question, book))


def session_line(session: "Session", book: "LogBook") -> str:
    """A session in short: day, unit, topic (its themes where it has none), place, listeners."""
    parts = [
        day(session.date),
        unit_with_code(session.unit, book),
        session.topic or ", ".join(session.themes),
        session.place,
    ]
    if session.attendance is not None:
        parts.append(_("{n} listeners").format(n=number(session.attendance)))
    return clean_line(" · ".join(part for part in parts if part))


def unit_with_code(code: str, book: "LogBook") -> str:
    """A unit's name and code as this book lists it; the code alone where it does not."""
    meant = book.units.get(book.exchange.lens.unit(code))
    return f"{meant.name} ({code})" if meant else code


def _sender(question: "Question", book: "LogBook") -> str:
    came, params = question.params["came"], question.params
    about = _("{file}, from {unit}, came on {came}, sessions: {n}.").format(
        file=params["file"],
        unit=unit_with_code(question.unit, book),
        came=moment(came) if isinstance(came, datetime) else came,
        n=number(params["sessions"]),
    )
    return f"{about} {sentence(params['code'], {'unit': question.unit, **params})}"


def _unit(question: "Question", book: "LogBook") -> str:
    text = _("{sender} sends sessions of the unit “{code}”, which is not in the list; waiting: {n}. Which unit is it?")
    count = number(question.params["count"])
    return text.format(sender=unit_with_code(question.unit, book), code=question.subject, n=count)


def _code(question: "Question", book: "LogBook") -> str:
    text = _("{sender} uses “{code}” ({field}), which is not known here; sessions: {n}. What does it mean here?")
    if question.directive and question.directive != book.directive.id:
        text = _("{sender} uses “{code}” ({field}) of the catalogue {directive}; sessions: {n}. What is it in ours?")
    return text.format(
        sender=unit_with_code(question.unit, book),
        code=question.subject,
        field=field_title(question.field or ""),
        directive=question.directive,
        n=number(question.params["count"]),
    )


def _exemption(question: "Question", book: "LogBook") -> str:
    directive = book.reference.held_directive(question.directive) or book.directive
    theme = directive.themes.get(question.subject)
    text = _("{unit} says that the theme {theme} does not apply to it: “{reason}”. Is that so?")
    if directive.id != book.directive.id:
        text = _("{unit} says of {year} that the theme {theme} does not apply to it: “{reason}”. Is that so?")
    return text.format(
        unit=unit_with_code(question.unit, book),
        theme=f"{question.subject} {titled(theme)}" if theme else question.subject,
        reason=question.params["reason"],
        year=directive.head.year,
    )


def _conflict(question: "Question", book: "LogBook") -> str:
    record = book.sessions.record(question.sessions[0])
    live = [head.content for head in record.heads if head.content is not None] if record else []
    text = _("This session was changed in different ways: {session}. Which version is right?")
    if "units" in question.params:
        return _claimed(question, book)
    if record and len(live) < len(record.heads):
        text = _("This session was deleted by one side and changed by another: {session}. Is it kept?")
    shown = record.shown.content if record else None
    return text.format(session=session_line(shown, book) if shown else question.sessions[0])


def _claimed(question: "Question", book: "LogBook") -> str:
    """Which units have logged a session under one id, what each says, and since when that is known."""
    since = question.params["since"]
    entries = book.sessions.entries(question.sessions[0])
    known = _("known since {moment}").format(moment=moment(since)) if isinstance(since, datetime) else ""
    text = _("{units} have logged a session under the same id{known}: {sessions}. Whose is it?")
    return text.format(
        units=" · ".join(unit_with_code(unit, book) for unit in question.params["units"]),
        known=f" ({known})" if known else "",
        sessions="; ".join(session_line(entry.session, book) for entry in entries),
    )


def _duplicate(question: "Question", book: "LogBook") -> str:
    text = _("These may be one event ({score} of 100): {first}; and: {second}. Is it the same event?")
    first, second = (session_line(book.sessions.get(session).session, book) for session in question.sessions)
    return text.format(score=question.score, first=first, second=second)


def _catalogue(question: "Question", book: "LogBook") -> str:
    text = _(
        "{sender} logs by the catalogue {theirs}, not by {ours}; sessions: {n}. Both have the codes {codes}. "
        "Do they mean the same?"
    )
    return text.format(
        sender=unit_with_code(question.unit, book),
        theirs=question.directive,
        ours=book.directive.id,
        n=number(question.params["count"]),
        codes=", ".join(question.params["codes"]),
    )


_SENTENCES = {
    "sender": _sender,
    "unit": _unit,
    "catalogue": _catalogue,
    "code": _code,
    "exemption": _exemption,
    "conflict": _conflict,
    "duplicate": _duplicate,
}
