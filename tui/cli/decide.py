"""`sotay decide`: answer a question of the list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.options import argument, command, json_option, reason_option
from tui.cli.output import print_document, print_line
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.merge.outcomes import FileOutcome
    from logs.book.book import LogBook
    from logs.model import Session
    from logs.questions.questions import Question

_WITH_MORE = frozenset({"keep", "map", "pick"})  # answers that need more than their word


@command("decide", N_("Answer a question of the list by its number or key."))
@argument("question", metavar="N")
@argument("answer", metavar="ANSWER...", nargs=-1, required=True)
@reason_option
@json_option
def decide(question: str, answer: tuple[str, ...], *, reason: str, as_json: bool) -> None:
    """Answer a question, print what was done, how many are left, and how to take it back."""
    from logs.questions.questions import find_question, questions
    from tui.text.answers import answer as give
    from tui.text.formats import number

    with opened() as book:
        found = find_question(questions(book), question.strip())
        if found is None:
            raise SotayError("question_missing", value=question)
        given, generation = _given(book, found, answer), book.generation
        answered = give(book, found, given.word, _argument(book, found, given), reason=reason)
        done = [*answered.lines, *_merged(book, answered.files, generation)]
        left = len(questions(book))
    if as_json:
        print_document({"key": found.key, "kind": found.kind, "answer": list(answer), "done": done, "left": left})
        return
    for line in done:
        print_line(line)
    print_line(_("Questions left: {n}. “sotay undo” takes this answer back.").format(n=number(left)))


@dataclass(frozen=True)
class _Given:
    """An answer as it was typed: its word, and what follows it."""

    word: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words).strip()


def _given(book: "LogBook", question: "Question", answer: tuple[str, ...]) -> _Given:
    """The answer, if it is one to this question; raises SotayError `answer_wrong` with what can be answered."""
    from tui.cli.questions import answer_forms
    from tui.text.questions import answers_of, typed_answer

    is_pick = question.kind == "conflict" and "=" in answer[0]
    chosen = _Given("pick", answer) if is_pick else _Given(*typed_answer(answer))
    possible = {word for word, _label in answers_of(question)}
    if chosen.word not in possible or bool(chosen.text) != (chosen.word in _WITH_MORE):
        forms = " | ".join(answer_forms(question, book))
        raise SotayError("answer_wrong", value=" ".join(answer), choices=forms)
    return chosen


def _argument(book: "LogBook", question: "Question", chosen: _Given) -> "str | Session | None":
    """What the answer's word needs besides: a code of ours, a version, a session; raises SotayError."""
    from logs.questions.answers import conflict_of

    if chosen.word == "map":
        return read_meaning(book, question.field or "unit", chosen.text)
    if chosen.word == "pick":
        return _picked(book, conflict_of(book, question.sessions[0]).sides[0].content, chosen.words)
    return chosen.text or None


def _picked(book: "LogBook", shown: "Session | None", assignments: Sequence[str]) -> "Session":
    """The shown side with the values that were typed; raises Refused with all that is wrong with them."""
    from msgspec.structs import asdict

    from tui.cli.field_arguments import Typed, warn

    typed = Typed(asdict(shown) if shown else {})
    typed.assign(assignments, book.reference.known())
    session, warnings = typed.session(book)
    warn(warnings)
    return session


def read_meaning(book: "LogBook", field: str, text: str) -> str:
    """The one code that a person names for a field; raises SotayError `answer_one` or as `logs.session.fields` does."""
    from logs.session.fields import read_field

    value: Any = read_field(field, text, book.reference.known())
    codes = [value] if isinstance(value, str) else list(value or ())
    if len(codes) != 1:
        raise SotayError("answer_one", value=text)
    return str(codes[0])


def _merged(book: "LogBook", files: "Sequence[FileOutcome]", generation: int) -> "Iterator[str]":
    """What a merge that followed from an answer took, and how it can be taken back by itself."""
    from exports.merge.unmerge import batches
    from tui.cli.merge_output import remarks
    from tui.text.formats import number

    for file in files:
        counts = _("{file}: new {new}, updated {updated}, set aside {aside}.")
        if file.outcome == "merged":
            yield counts.format(
                file=file.file, new=number(file.new), updated=number(file.updated), aside=number(len(file.set_aside))
            )
    yield from remarks(files)
    if files and book.generation > generation:
        newest = batches(book)[0]
        others = [name for name in newest.files if name not in {one.file for one in files}]
        if others:
            yield _("Taken with it: {files}.").format(files=", ".join(others))
        yield _("Saved as batch {batch}.").format(batch=newest.key)
