"""A question of the inbox: its line, and all that helps to answer it, such as two sessions side by side."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from textual.content import Content

from exports.package.keys import fingerprint
from logs.book.book import LogBook
from logs.model import Session
from logs.questions.questions import Question
from tui.core.i18n import N_, _
from tui.screens.common.session_text import topic_words
from tui.text.formats import day, number
from tui.text.labels import field_title, reason_title
from tui.text.questions import answers_of, question_sentence, session_line
from tui.text.session_fields import DISPLAYS
from tui.text.values import named_text
from tui.text.visible import visible
from tui.widgets.cells import fit, width_of

_TITLE = 19
_MARK = 2
_MOST_LINES = 4  # of one value
_ORDER = (*(display.name for display in DISPLAYS), "directive")
_MOST_SESSIONS = 50
# What follows from an answer; `n` are the sessions that the question is about.
_FOLLOWS = {
    "trust": N_("sessions that come in: {n}"),
    "refuse": N_("nothing of the file comes in"),
    "map": N_("sessions that count from now on: {n}"),
    "list": N_("the unit is listed, and its sessions come in"),
    "adopt": N_("sessions that count from now on: {n}"),
    "leave": N_("they go on not counting: {n}"),
    "accept": N_("neither here nor in the unit's book"),
    "accept-all": N_("themes: {n}"),
    "same": N_("both stay in the book and count once"),
    "different": N_("both count, and are not asked about again"),
}


def side_by_side(first: Session, second: Session, book: LogBook, width: int) -> Content:
    """A block of lines for each field that one of them fills in; those that differ come first, marked `≠`."""
    filled = [name for name in _ORDER if getattr(first, name) or getattr(second, name)]
    differing = [name for name in filled if getattr(first, name) != getattr(second, name)]
    equal = [name for name in filled if name not in differing and name != "directive"]
    lines = [line for name in differing for line in _block(name, first, second, book, width, equal=False)]
    lines += [line for name in equal for line in _block(name, first, second, book, width, equal=True)]
    return Content("\n").join(lines)


def _block(
    name: str, first: Session, second: Session, book: LogBook, width: int, *, equal: bool
) -> tuple[Content, ...]:
    """The lines of one field: its title, then both values."""
    room = max(8, (width - _MARK - _TITLE - 1) // 2)
    left, right = (_wrapped(named_text(name, getattr(one, name), book), room - 1) for one in (first, second))
    titles = _wrapped(field_title(name), _TITLE - 1)
    lines = []
    for line in range(max(len(titles), len(left), len(right))):
        title, one, other = (texts[line] if line < len(texts) else "" for texts in (titles, left, right))
        parts = [fit(title, _TITLE), fit(one, room), fit(other, room)]
        if equal:
            lines.append(Content.styled("  " + "".join(parts), "$foreground-muted"))
        else:
            mark = Content.styled(" " * _MARK if line else "≠ ", "bold $text-warning")
            lines.append(Content.assemble(mark, Content.styled(parts[0], "$text-muted"), parts[1] + parts[2]))
    return tuple(lines)


def _wrapped(text: str, room: int) -> list[str]:
    """The text in lines of `room` cells, cut where it is long."""
    lines = [part for line in visible_lines(text) for part in wrap(line, room) or [""]]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …"]


def visible_lines(text: str) -> list[str]:
    """The lines of a text, each as it may be sent to a terminal."""
    return [visible(line) for line in text.splitlines()]


def offered(question: Question) -> tuple[tuple[str, str], ...]:
    """The words that answer the question on the screen, each with its label: an unknown unit can be listed as well."""
    answers = list(answers_of(question))
    places = [place for place, (word, _label) in enumerate(answers) if word == "map"]
    if places and (question.kind == "sender" or question.field in ("unit", "partners")):
        answers.insert(places[0] + 1, ("list", _("It is not in our list yet: add it …")))
    return tuple(answers)


def subject(question: Question, book: LogBook) -> str:
    """What the question is about, as short as tells it from the others of its kind."""
    if question.kind == "sender":
        return str(question.params["file"])
    if question.kind in ("unit", "catalogue", "code"):
        sessions = _("Sessions: {n}").format(n=number(question.params["count"]))
        return f"“{question.subject}” · {field_title(question.field or '')} · {sessions}"
    if question.kind == "exemption":
        return f"{question.subject} · {question.params['reason']}"
    first = content_of(book, question.sessions[0])
    words = f"{day(first.date)} · {topic_words(book, first)}" if first else question.sessions[0]
    return f"{question.score}/100 · {words}" if question.kind == "duplicate" else words


def units_of(question: Question, book: LogBook) -> str:
    """The codes of the units concerned."""
    if question.unit:
        return question.unit
    units = (content.unit for session in question.sessions if (content := content_of(book, session)) is not None)
    return " ".join(dict.fromkeys(units))


def question_details(question: Question, book: LogBook, keys: Mapping[str, str], width: int) -> Content:
    """What is asked, what there is to compare in `width` cells, and the answers with their `keys`."""
    asked, evidence = _asked(question, book), _evidence(question, book, width)
    answers = [(keys[word], label, _follows(question, word, book)) for word, label in offered(question) if word in keys]
    widest = max((width_of(label) for _key, label, _does in answers), default=0)
    # Evidence may be long: the answers, each with what follows from it, stay in sight above it.
    lines = [
        Content.assemble((f"{key:<3}", "bold $text-accent"), fit(label, widest), (f"  → {does}", "$text-muted"))
        for key, label, does in answers
    ]
    gap = [Content("")] if evidence else []
    return Content("\n").join([asked, *([] if evidence else [Content("")]), *lines, *gap, *evidence])


def _follows(question: Question, word: str, book: LogBook) -> str:
    """What follows from an answer."""
    count = number(question.params.get("sessions", question.params.get("count", question.params.get("of_unit", 0))))
    if question.kind == "conflict":
        figures = " / ".join(number(one.attendance or 0) for one in _live_heads(book, question.sessions[0]))
        return _("one version holds, attendance {figures}; the other stays in the history").format(figures=figures)
    if question.kind == "exemption" and word == "refuse":
        return _("it stays a gap; the next receipt tells the unit")
    return _(_FOLLOWS[word]).format(n=count)


def _asked(question: Question, book: LogBook) -> Content:
    """The question itself; of a likely duplicate how alike the two are, as both are in sight below."""
    text = likeness(question) if question.kind == "duplicate" else question_sentence(question, book)
    return Content.styled(visible(text), "bold")


def _evidence(question: Question, book: LogBook, width: int) -> list[Content]:
    """What speaks for one answer or the other."""
    if question.kind == "conflict":
        return _compared(_live_heads(book, question.sessions[0]), book, width)
    contents = [one for one in (content_of(book, key) for key in question.sessions) if one is not None]
    if question.kind == "duplicate":
        return _compared(contents, book, width)
    return [Content(visible(line)) for line in session_lines(question, book, _MOST_SESSIONS)]


def session_lines(question: Question, book: LogBook, most: int) -> list[str]:
    """The sessions that a question about a code or a catalogue concerns, at the most so many."""
    contents = [one for one in (content_of(book, key) for key in question.sessions[:most]) if one is not None]
    return [session_line(content, book) for content in contents] if question.kind in ("catalogue", "code") else []


def _live_heads(book: LogBook, session_id: str) -> list[Session]:
    """The contents in conflict, the shown one first."""
    record = book.sessions.record(session_id)
    if record is None:
        return []
    heads = sorted(record.heads, key=lambda head: head.id != record.shown.id)
    return [head.content for head in heads if head.content is not None]


def _compared(contents: Sequence[Session], book: LogBook, width: int) -> list[Content]:
    return [side_by_side(contents[0], contents[1], book, width)] if len(contents) > 1 else []


def likeness(question: Question) -> str:
    """How much two sessions look like one event, and in what."""
    reasons = ", ".join(reason_title(reason).lower() for reason in question.reasons)
    text = _("{score} of 100 alike: {reasons}.") if reasons else _("{score} of 100 alike.")
    return text.format(score=question.score, reasons=reasons)


def content_of(book: LogBook, session_id: str) -> Session | None:
    """What is shown of a session; None where nothing live is left."""
    record = book.sessions.record(session_id)
    return record.shown.content if record else None


def sender_fingerprint(question: Question, book: LogBook) -> str:
    """The fingerprint of the key that signed a waiting file, "" where it is not signed."""
    waiting = book.exchange.waiting.get(question.subject)
    return fingerprint(waiting.key) if waiting and waiting.key else ""
