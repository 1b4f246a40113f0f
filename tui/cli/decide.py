"""`sotay decide`: answer a question of the list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.options import command, json_option, reason_option
from tui.cli.output import print_document, print_line
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.merge.outcomes import FileOutcome
    from logs.book.book import LogBook
    from logs.model import Session
    from logs.questions.questions import Question

_WITH_MORE = frozenset({"keep", "map", "pick"})  # answers that need more than their word


@command("decide", N_("Answer a question of the list by its number or key."))
@click.argument("question", metavar="N")
@click.argument("answer", metavar="ANSWER...", nargs=-1, required=True)
@reason_option
@json_option
def decide(question: str, answer: tuple[str, ...], *, reason: str, as_json: bool) -> None:
    """Answer a question, print what was done, how many are left, and how to take it back."""
    from logs.questions.questions import find_question, questions
    from tui.text.formats import number

    with opened() as book:
        found = find_question(questions(book), question.strip())
        if found is None:
            raise SotayError("question_missing", value=question)
        done = list(_answer(book, found, _given(book, found, answer, reason)))
        left = len(questions(book))
    if as_json:
        print_document({"key": found.key, "kind": found.kind, "answer": list(answer), "done": done, "left": left})
        return
    for line in done:
        print_line(line)
    print_line(_("Questions left: {n}. “sotay undo” takes this answer back.").format(n=number(left)))


@dataclass(frozen=True)
class _Given:
    """An answer as it was typed: its word, what follows it, and why."""

    word: str
    words: tuple[str, ...]
    reason: str

    @property
    def text(self) -> str:
        return " ".join(self.words).strip()


def _given(book: "LogBook", question: "Question", answer: tuple[str, ...], reason: str) -> _Given:
    """The answer, if it is one to this question; raises SotayError `answer_wrong` with what can be answered."""
    from tui.cli.questions import answer_forms
    from tui.text.questions import answers_of

    is_pick = question.kind == "conflict" and "=" in answer[0]
    given = _Given("pick", answer, reason) if is_pick else _Given(answer[0].strip().casefold(), answer[1:], reason)
    possible = {word for word, _label in answers_of(question)}
    if given.word not in possible or bool(given.text) != (given.word in _WITH_MORE):
        forms = " | ".join(answer_forms(question, book))
        raise SotayError("answer_wrong", value=" ".join(answer), choices=forms)
    return given


def _answer(book: "LogBook", question: "Question", given: _Given) -> Iterator[str]:
    """Give the answer and tell what was done."""
    ask = {
        "sender": _about_file,
        "unit": _about_code,
        "catalogue": _about_catalogue,
        "code": _about_code,
        "conflict": _settle,
        "duplicate": _link,
    }
    return ask[question.kind](book, question, given)


def _about_catalogue(book: "LogBook", question: "Question", given: _Given) -> Iterator[str]:
    from logs.questions.answers import read_catalogue

    adopt = given.word == "adopt"
    read_catalogue(book, question.unit, question.directive, adopt=adopt, reason=given.reason)
    yield _("These sessions count from now on.") if adopt else _("Left as they are.")


def _settle(book: "LogBook", question: "Question", given: _Given) -> Iterator[str]:
    from logs.questions.answers import conflict_of, keep_both, keep_content, keep_version
    from tui.text.questions import session_line

    key = question.sessions[0]
    before = conflict_of(book, key)
    if given.word == "both":
        for one in keep_both(book, key, reason=given.reason).session_ids:
            session = session_line(book.sessions.get(one).session, book)
            yield _("Kept as a session of its own: {session}.").format(session=session)
        return
    if given.word == "keep":
        keep_version(book, key, given.text, reason=given.reason)
    else:
        keep_content(book, key, _picked(book, before.sides[0].content, given.words), reason=given.reason)
    record = book.sessions.record(key)
    content = record.shown.content if record else None
    yield _now(content, book)
    for side in before.sides:
        if side.content is not None and side.content != content:
            text = _("No longer shown: version {version}, {session}.")
            yield text.format(version=side.version[:8], session=session_line(side.content, book))


def _now(content: "Session | None", book: "LogBook") -> str:
    from tui.text.questions import session_line

    if content is None:
        return _("The session stays deleted.")
    return _("The session is now: {session}.").format(session=session_line(content, book))


def _picked(book: "LogBook", shown: "Session | None", assignments: Sequence[str]) -> "Session":
    """The shown side with the values that were typed; raises Refused with all that is wrong with them."""
    from msgspec.structs import asdict

    from tui.cli.field_arguments import Typed, warn

    typed = Typed(asdict(shown) if shown else {})
    typed.assign(assignments, book.reference.known())
    session, warnings = typed.session(book)
    warn(warnings)
    return session


def _link(book: "LogBook", question: "Question", given: _Given) -> Iterator[str]:
    from logs.questions.answers import answer_duplicate

    first, second = question.sessions
    if given.word == "same":
        answer_duplicate(book, first, second, "same", reason=given.reason)
        yield _("Both stay in the book and count as one event.")
    else:
        answer_duplicate(book, first, second, "different", reason=given.reason)
        yield _("They are two events; this pair is not asked about again.")


def _about_file(book: "LogBook", question: "Question", given: _Given) -> Iterator[str]:
    from exports.merge.answers import map_sender, refuse_file, trust_file

    sha256, name = question.subject, question.params["file"]
    if given.word == "refuse":
        refuse_file(book, sha256, reason=given.reason)
        is_part = question.params["code"] == "key_not_compared"
        refused = _("{file} was refused; nothing of it was taken.")
        yield (_("What {file} says of other units was refused.") if is_part else refused).format(file=name)
        return
    generation = book.generation
    if given.word == "trust":
        outcome: FileOutcome | None = trust_file(book, sha256, reason=given.reason)
    else:
        outcome = map_sender(book, sha256, read_meaning(book, "unit", given.text), reason=given.reason)
    if outcome is None:
        yield _("The sender's unit is known now; {file} goes on waiting for its key.").format(file=name)
    else:
        yield from _taken(book, [outcome], generation)


def _about_code(book: "LogBook", question: "Question", given: _Given) -> Iterator[str]:
    from exports.merge.answers import map_unit
    from logs.questions.answers import map_code

    field, code = question.field or "unit", question.subject
    to = read_meaning(book, field, given.text) if given.word == "map" else ""
    generation = book.generation
    files: Sequence[FileOutcome] = ()
    if question.kind == "unit":
        files = map_unit(book, question.unit, code, to, reason=given.reason)
    else:
        map_code(book, question.unit, field, code, to, directive=question.directive, reason=given.reason)
    if to:
        yield _("“{code}” is read as {to} from now on.").format(code=code, to=to)
    else:
        yield _("“{code}” stays as it is; it is not asked about again.").format(code=code)
    yield from _taken(book, files, generation)


def read_meaning(book: "LogBook", field: str, text: str) -> str:
    """The one code that a person names for a field; raises SotayError `answer_one` or as `logs.session.fields` does."""
    from logs.session.fields import read_field

    value: Any = read_field(field, text, book.reference.known())
    codes = [value] if isinstance(value, str) else list(value or ())
    if len(codes) != 1:
        raise SotayError("answer_one", value=text)
    return str(codes[0])


def _taken(book: "LogBook", files: Sequence["FileOutcome"], generation: int) -> Iterator[str]:
    """What a merge that followed from an answer took, and how it can be taken back by itself."""
    from exports.merge.unmerge import batches
    from tui.cli.merge_output import remarks
    from tui.text.formats import number

    for one in files:
        counts = _("{file}: new {new}, updated {updated}, set aside {aside}.")
        if one.outcome == "merged":
            yield counts.format(
                file=one.file, new=number(one.new), updated=number(one.updated), aside=number(len(one.set_aside))
            )
    yield from remarks(files)
    if files and book.generation > generation:
        newest = batches(book)[0]
        others = [name for name in newest.files if name not in {one.file for one in files}]
        if others:
            yield _("Taken with it: {files}.").format(files=", ".join(others))
        yield _("Saved as batch {batch}.").format(batch=newest.key)
