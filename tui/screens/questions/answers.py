"""Carry out the answer to a question, asking first where the answer needs more than a key."""

import msgspec
from textual.app import App

from exports.merge.answers import list_unit, map_sender, map_unit, proposed_unit, refuse_file, trust_file
from exports.merge.outcomes import FileOutcome
from logs.book.book import LogBook
from logs.questions.answers import answer_duplicate, map_code, read_catalogue
from logs.questions.questions import Question
from tui.core.i18n import _
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.trust import fingerprints_agree
from tui.screens.questions.conflict import ConflictScreen
from tui.screens.questions.details import sender_fingerprint, session_lines
from tui.screens.questions.unit import UnitDialog
from tui.text.formats import number
from tui.text.questions import question_sentence, unit_with_code
from tui.text.values import names_of
from tui.widgets.choice import Choice

_MOST_SESSIONS = 2  # of those that use a code, while its meaning is chosen


async def give_answer(app: App[object], book: LogBook, question: Question, word: str) -> str | None:
    """Answer with one of the words of `tui.text.questions.answers_of`, as one step of the book.

    Returns what was done, in words; None where the person stepped back. Raises SotayError.
    """
    if word == "list":
        return await _add_to_list(app, book, question)
    if question.kind == "sender":
        return await _about_sender(app, book, question, word)
    if question.kind == "conflict":
        return await app.push_screen_wait(ConflictScreen(book, question.sessions[0]))
    if question.kind == "duplicate":
        first, second = question.sessions
        answer_duplicate(book, first, second, "same" if word == "same" else "different")
        return _("noted as one event") if word == "same" else _("noted as two events")
    if question.kind == "catalogue":
        read_catalogue(book, question.unit, question.directive, adopt=word == "adopt")
        return _("the sessions count from now on") if word == "adopt" else _("left as it is")
    to = await _choose(app, book, question) if word == "map" else ""
    return None if to is None else await _say_meaning(app, book, question, to)


async def _add_to_list(app: App[object], book: LogBook, question: Question) -> str | None:
    """Take the unit that is unknown into the list, with what waits for that."""
    is_sender = question.kind == "sender"
    code, sender = (question.unit, "") if is_sender else (question.subject, question.unit)
    about = _("The files name it {code}. Check the name and say whom it reports to.").format(code=code)
    if sender:
        about = _("{sender} sends sessions of {code}: they are taken if that unit stands below the sender.").format(
            sender=unit_with_code(sender, book), code=code
        )
    unit = await app.push_screen_wait(UnitDialog(book, proposed_unit(book, code, sender), about))
    if unit is None:
        return None
    if unit.code != code:
        unit = msgspec.structs.replace(unit, aliases=(code,))
    outcomes = await work_behind_bar(app, _("Merging …"), lambda _progress: list_unit(book, unit))
    new, aside = sum(one.new for one in outcomes or ()), sum(len(one.set_aside) for one in outcomes or ())
    text = _("{code} is in the list: new {new}, set aside {aside}")
    return text.format(code=unit.code, new=number(new), aside=number(aside))


async def _about_sender(app: App[object], book: LogBook, question: Question, word: str) -> str | None:
    if word == "refuse":
        refuse_file(book, question.subject)
        return _("file refused")
    if word == "trust":
        if not await _is_trusted(app, book, question):
            return None
        return _taken(await work_behind_bar(app, _("Merging …"), lambda _progress: trust_file(book, question.subject)))
    to = await _choose(app, book, question)
    if to is None:
        return None
    return _taken(await work_behind_bar(app, _("Merging …"), lambda _progress: map_sender(book, question.subject, to)))


async def _is_trusted(app: App[object], book: LogBook, question: Question) -> bool:
    """Ask whether the fingerprints agree; of an unsigned file, whether the unit says that it wrote it."""
    digits = sender_fingerprint(question, book)
    if digits:
        return await fingerprints_agree(app, question.unit, digits)
    asked = _("Take this unsigned file of {unit}?").format(unit=question.unit)
    detail = _("Ask the unit by telephone whether it wrote the file, and how many sessions it holds: {n}.").format(
        n=number(question.params["sessions"])
    )
    answers = [("trust", _("It did: take the file")), ("no", _("Do not take it"))]
    return await app.push_screen_wait(Ask(asked, answers, detail=detail)) == "trust"


async def _choose(app: App[object], book: LogBook, question: Question) -> str | None:
    """What of the book's own lists is meant."""
    names = names_of(question.field or "unit", book)
    choices = [Choice(code, f"{code} {name}") for code, name in names.items()]
    asked = [question_sentence(question, book), *session_lines(question, book, _MOST_SESSIONS)]
    return await app.push_screen_wait(ChooseDialog("\n".join(asked), choices))


async def _say_meaning(app: App[object], book: LogBook, question: Question, to: str) -> str:
    if question.kind == "unit":
        outcomes = await work_behind_bar(
            app, _("Merging …"), lambda _progress: map_unit(book, question.unit, question.subject, to)
        )
        if outcomes:
            new, aside = sum(one.new for one in outcomes), sum(len(one.set_aside) for one in outcomes)
            text = _("{code} is {meant}: new {new}, set aside {aside}")
            return text.format(code=question.subject, meant=to, new=number(new), aside=number(aside))
    elif question.field is not None:
        map_code(book, question.unit, question.field, question.subject, to, directive=question.directive)
    return _("{code} is {meant}").format(code=question.subject, meant=to) if to else _("left as it is")


def _taken(outcome: FileOutcome | None) -> str:
    """What came of a file that waited."""
    if outcome is None:
        return _("the unit is noted; the key of the file is still in doubt")
    text = _("file taken: new {new}, changed {updated}")
    if outcome.set_aside:
        text = _("file taken: new {new}, changed {updated}, set aside {aside}")
    return text.format(new=number(outcome.new), updated=number(outcome.updated), aside=number(len(outcome.set_aside)))
