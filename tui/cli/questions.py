"""`sotay questions`: what waits for a person, by kind, and with what each can be answered."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from tui.cli.context import opened
from tui.cli.options import command, json_option
from tui.cli.output import Column, plain, print_document, print_line, print_table
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.questions.answers import Conflict, Side
    from logs.questions.questions import Question

# How an answer is typed where it takes more than its word.
_FORMS = {"map": "map CODE", "keep": "keep VERSION", "pick": "FIELD=VALUE"}
_SHORT_ID = 8


@command("questions", N_("List what waits for an answer: senders, units, codes, conflicts, possible duplicates."))
@json_option
def list_questions(as_json: bool) -> None:
    """Print every open question with its number; the book is not changed."""
    from logs.questions.questions import questions
    from tui.text.questions import question_title

    with opened(read_only=True) as book:
        found = list(enumerate(questions(book), start=1))
        if as_json:
            print_document({"questions": [question_document(number, one, book) for number, one in found]})
            return
        for kind, numbered in groupby(found, key=lambda pair: pair[1].kind):
            print_line(f"— {question_title(kind)}")
            for number, one in numbered:
                _print_question(number, one, book)
                print_line("")
    print_line(_("Questions: {n}").format(n=len(found)))


def answer_forms(question: "Question", book: "LogBook") -> list[str]:
    """How each answer of the question is typed after `sotay decide N`."""
    from tui.text.questions import answers_of

    words = [word for word, _label in answers_of(question)]
    if question.kind == "conflict" and not _has_both(question, book):
        words.remove("both")
    return [_FORMS.get(word, word) for word in words]


def question_document(number: int, question: "Question", book: "LogBook") -> dict[str, Any]:
    """A question as JSON; a conflict with its sides and the fields in which they differ."""
    import msgspec

    from logs.questions.answers import conflict_of
    from tui.text.questions import question_sentence

    document: dict[str, Any] = {"n": number, **msgspec.to_builtins(question)}
    if question.kind == "conflict":
        conflict = conflict_of(book, question.sessions[0])
        document |= {"sides": msgspec.to_builtins(conflict.sides)}
        document |= {"differences": msgspec.to_builtins(conflict.differences)}
    return document | {"message": question_sentence(question, book), "answers": answer_forms(question, book)}


def _print_question(number: int, question: "Question", book: "LogBook") -> None:
    from logs.questions.answers import conflict_of
    from tui.text.questions import question_sentence

    print_line(f"{number}. {question_sentence(question, book)}")
    if question.kind == "conflict":
        _print_conflict(conflict_of(book, question.sessions[0]), book)
    elif question.kind == "duplicate":
        _print_pair(question, book)
    forms = " | ".join(answer_forms(question, book))
    print_line(_("→ Answer: sotay decide {n} {forms}").format(n=number, forms=forms))


def _print_conflict(conflict: "Conflict", book: "LogBook") -> None:
    """A column for each side: its version, who, when, which file, and the fields that differ."""
    from tui.text.labels import field_title
    from tui.text.values import value_text

    columns = [Column("", width=16), *(Column(side.version[:_SHORT_ID], grow=1) for side in conflict.sides)]
    rows = [
        [_("By"), *(_who(side, book) for side in conflict.sides)],
        [_("When"), *(_when(side) for side in conflict.sides)],
        [_("File"), *(side.file or "–" for side in conflict.sides)],
    ]
    if any(side.content is None for side in conflict.sides):
        rows.append([_("Content"), *(_content(side, book) for side in conflict.sides)])
    for difference in conflict.differences:
        # Only live sides have values; a deleted one has none to show.
        values = iter(difference.values)
        cells = ["–" if side.content is None else value_text(difference.field, next(values)) for side in conflict.sides]
        rows.append([field_title(difference.field), *cells])
    print_table(columns, rows)


def _print_pair(question: "Question", book: "LogBook") -> None:
    """Both sessions beside each other, and why they may be one."""
    from tui.text.labels import field_title, reason_title
    from tui.text.session_fields import DISPLAY
    from tui.text.values import value_text

    pair = [book.sessions.get(session) for session in question.sessions]
    columns = [Column("", width=16), *(Column(entry.id[:_SHORT_ID], grow=1) for entry in pair)]
    values = ((name, [getattr(entry.session, name) for entry in pair]) for name in DISPLAY)
    rows = [[field_title(name), *(value_text(name, one) for one in both)] for name, both in values if any(both)]
    print_table(columns, rows)
    reasons = ", ".join(map(reason_title, question.reasons))
    print_line(_("Alike {score} of 100: {reasons}").format(score=question.score, reasons=plain(reasons)))


def _has_both(question: "Question", book: "LogBook") -> bool:
    """Whether two sides of a conflict have content that differs."""
    record = book.sessions.record(question.sessions[0])
    shown = record.shown.content if record else None
    return record is not None and any(head.content not in (None, shown) for head in record.heads)


def _who(side: "Side", book: "LogBook") -> str:
    from tui.text.questions import unit_with_code
    from tui.text.values import person

    if side.who:
        return person(side.who, book)
    return unit_with_code(side.unit, book) if side.unit else "–"


def _when(side: "Side") -> str:
    from tui.text.formats import moment

    return moment(side.at) if side.at else "–"


def _content(side: "Side", book: "LogBook") -> str:
    from tui.text.questions import session_line

    return _("deleted") if side.content is None else session_line(side.content, book)
