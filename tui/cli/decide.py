"""`sotay decide`: answer questions of the list."""

from collections.abc import Iterable, Iterator, Sequence
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

_MOST = 10_000  # questions that one range names
_WITH_MORE = frozenset({"keep", "map", "pick"})  # answers that need more than their word


@command("decide", N_("Answer questions of the list by number or key: decide 1 same, 2-4 different."))
@argument("question", metavar="N")
@argument("answer", metavar="ANSWER...", nargs=-1, required=True)
@reason_option
@json_option
def decide(question: str, answer: tuple[str, ...], *, reason: str, as_json: bool) -> None:
    """Answer questions, each as a step of its own; print what was done, how many are left, and how to take it back.

    Numbers are those of the list as it was before, and nothing is answered where one of the answers is none.
    """
    from logs.questions.questions import find_question, is_open, questions
    from tui.text.formats import number

    answers: list[dict[str, Any]] = []
    with opened() as book:
        asked = questions(book)
        chosen: list[tuple[Question, _Given]] = []
        for name, words in _typed((question, *answer)):
            named = find_question(asked, name)
            if named is None:
                raise SotayError("question_missing", value=name)
            chosen.append((named, _given(book, named, words)))
        for named, given in chosen:
            # What an answer before has settled as well is not asked any more.
            if not answers or is_open(book, named):
                answers.append(_answered(book, named, given, reason))
                for line in () if as_json else answers[-1]["done"]:
                    print_line(line)
        left = len(questions(book))
    if as_json:
        print_document({**answers[0], "left": left} if len(chosen) == 1 else {"answers": answers, "left": left})
        return
    text = _("Questions left: {n}. “sotay undo” takes this answer back.")
    if len(answers) > 1:
        text = _("Answered: {answered}, each a step. Questions left: {n}. “sotay undo” takes the last answer back.")
    print_line(text.format(answered=number(len(answers)), n=number(left)))


def _typed(words: Iterable[str]) -> "Iterator[tuple[str, tuple[str, ...]]]":
    """Numbers and keys of questions, each with the words of its answer: `1 same, 2-4 different` are four.

    Where several stand before one answer it is that of all of them: `1, 3, 5 same`.
    """
    names: list[str] = []
    for part in _parts(words):
        names += [name for word in part[:1] for one in word.split(",") for name in _in_range(one)]
        if part[1:]:
            yield from ((name, tuple(part[1:])) for name in names)
            names = []
    if names:
        raise SotayError("answer_none", value=", ".join(names))


def _parts(words: Iterable[str]) -> "Iterator[list[str]]":
    part: list[str] = []
    for word in words:
        part.append(word.strip().removesuffix(","))
        if word.strip().endswith(","):
            yield part
            part = []
    yield part


def _in_range(name: str) -> Iterable[str]:
    """The numbers from one to another one, or the one name."""
    first, _dash, last = name.partition("-")
    if first.isdecimal() and last.isdecimal() and int(first) <= int(last) < int(first) + _MOST:
        return map(str, range(int(first), int(last) + 1))
    return (name,)


def _answered(book: "LogBook", question: "Question", given: "_Given", reason: str) -> dict[str, Any]:
    """Answer a question; what was done, as JSON."""
    from tui.text.answers import answer as give

    generation = book.generation
    answered = give(book, question, given.word, _argument(book, question, given), reason=reason)
    done = [*answered.lines, *_merged(book, answered.files, generation)]
    return {"key": question.key, "kind": question.kind, "answer": list(given.typed), "done": done}


@dataclass(frozen=True)
class _Given:
    """An answer as it was `typed`: its word, and what follows it."""

    word: str
    words: tuple[str, ...]
    typed: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words).strip()


def _given(book: "LogBook", question: "Question", answer: tuple[str, ...]) -> _Given:
    """The answer, if it is one to this question; raises SotayError `answer_wrong` with what can be answered."""
    from tui.cli.questions import answer_forms
    from tui.text.questions import answers_of, typed_answer

    is_pick = question.kind == "conflict" and "=" in answer[0]
    chosen = _Given("pick", answer, answer) if is_pick else _Given(*typed_answer(answer), answer)
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
    from tui.text.formats import batch_name, number

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
        yield _("Saved as batch {batch}.").format(batch=batch_name(newest.key))
