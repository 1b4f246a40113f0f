"""An answer to a question of a book: given as one step, and told in words, alike for app and command line."""

from typing import Any, NamedTuple

from exports.merge.answers import list_unit, map_sender, map_unit, refuse_file, trust_file
from exports.merge.outcomes import FileOutcome
from logs.book.book import LogBook
from logs.questions.answers import (
    answer_duplicate,
    answer_marks,
    conflict_of,
    keep_both,
    keep_content,
    keep_version,
    map_code,
    read_catalogue,
)
from logs.questions.questions import Question
from tui.core.i18n import _
from tui.text.formats import number
from tui.text.questions import session_line


class Answered(NamedTuple):
    """What an answer did, in sentences, and the files that were merged with it."""

    lines: tuple[str, ...] = ()
    files: tuple[FileOutcome, ...] = ()

    @property
    def in_short(self) -> str:
        """What was done, on one line."""
        merged = [file for file in self.files if file.outcome == "merged"]
        counts = _("New {new}, updated {updated}, set aside {aside}.").format(
            new=number(sum(file.new for file in merged)),
            updated=number(sum(file.updated for file in merged)),
            aside=number(sum(len(file.set_aside) for file in merged)),
        )
        return " ".join((*self.lines[:1], counts) if merged else self.lines[:1])


def answer(book: LogBook, question: Question, word: str, argument: Any = None, *, reason: str = "") -> Answered:
    """Answer with one of the words of `tui.text.questions.answers_of`, or `list` for a unit that is not listed.

    `argument` is what the word needs: a code for `map`, a version for `keep`, the session for `pick`, the unit for
    `list`. Raises SotayError as `logs.questions.answers` and `exports.merge.answers` do.
    """
    if word == "list":
        files = list_unit(book, argument)
        return Answered((_("{code} is in the list now.").format(code=argument.code),), files)
    if question.kind == "conflict":
        return settle(book, question.sessions[0], word, argument, reason=reason)
    if question.kind == "duplicate":
        first, second = question.sessions
        answer_duplicate(book, first, second, "same" if word == "same" else "different", reason=reason)
        different = _("They are two events; this pair is not asked about again.")
        return Answered((_("Both stay in the book and count as one event.") if word == "same" else different,))
    if question.kind == "catalogue":
        read_catalogue(book, question.unit, question.directive, adopt=word == "adopt", reason=reason)
        return Answered((_("These sessions count from now on.") if word == "adopt" else _("Left as they are."),))
    if question.kind == "exemption":
        return _about_exemption(book, question, word, reason)
    if question.kind == "sender":
        return _about_sender(book, question, word, argument, reason)
    return _say_meaning(book, question, argument if word == "map" else "", reason)


def settle(book: LogBook, session_id: str, word: str, argument: Any = None, *, reason: str = "") -> Answered:
    """Settle a conflict: `keep` a version, `pick` a content, or keep `both` as two sessions."""
    before = conflict_of(book, session_id)
    if word == "both":
        kept = [book.sessions.get(key).session for key in keep_both(book, session_id, reason=reason).session_ids]
        text = _("Kept as a session of its own: {session}.")
        return Answered(tuple(text.format(session=session_line(session, book)) for session in kept))
    if word == "keep":
        keep_version(book, session_id, argument, reason=reason)
    else:
        keep_content(book, session_id, argument, reason=reason)
    record = book.sessions.record(session_id)
    content = record.shown.content if record else None
    now = _("The session stays deleted.")
    if content is not None:
        now = _("The session is now: {session}.").format(session=session_line(content, book))
    gone = _("No longer shown: version {version}, {session}.")
    lines = (
        gone.format(version=side.version[:8], session=session_line(side.content, book))
        for side in before.sides
        if side.content is not None and side.content != content
    )
    return Answered((now, *lines))


def _about_exemption(book: LogBook, question: Question, word: str, reason: str) -> Answered:
    keys = [str(question.params["key"])]
    if word == "accept-all":
        asked = (one.mark for one in book.exchange.marks.values() if one.state == "asked")
        keys = [mark.key for mark in asked if mark.unit == question.unit]
    answer_marks(book, keys, accept=word != "refuse", note=reason)
    text = _("Refused: {theme} stays a gap of {unit}; the next receipt tells the unit.")
    if word != "refuse":
        text = _("Accepted for {unit}: {n}. The next receipt tells the unit.")
    return Answered((text.format(theme=question.subject, unit=question.unit, n=number(len(keys))),))


def _about_sender(book: LogBook, question: Question, word: str, unit: str, reason: str) -> Answered:
    sha256, name = question.subject, question.params["file"]
    if word == "refuse":
        refuse_file(book, sha256, reason=reason)
        is_part = question.params["code"] == "key_not_compared"
        whole, part = (
            _("{file} was refused; nothing of it was taken."),
            _("What {file} says of other units was refused."),
        )
        return Answered(((part if is_part else whole).format(file=name),))
    if word == "trust":
        return Answered(files=(trust_file(book, sha256, reason=reason),))
    outcome = map_sender(book, sha256, unit, reason=reason)
    if outcome is None:
        text = _("The sender's unit is known now; {file} goes on waiting for its key.")
        return Answered((text.format(file=name),))
    return Answered(files=(outcome,))


def _say_meaning(book: LogBook, question: Question, to: str, reason: str) -> Answered:
    """Say what a code of the sender's means here; "" for nothing that is known."""
    field, code = question.field or "unit", question.subject
    files: tuple[FileOutcome, ...] = ()
    if question.kind == "unit":
        files = map_unit(book, question.unit, code, to, reason=reason)
    else:
        map_code(book, question.unit, field, code, to, directive=question.directive, reason=reason)
    left = _("“{code}” stays as it is; it is not asked about again.").format(code=code)
    return Answered((_("“{code}” is read as {to} from now on.").format(code=code, to=to) if to else left,), files)
