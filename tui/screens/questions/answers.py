"""Ask for what the answer to a question needs besides its key, and give it."""

import msgspec
from textual.app import App

from exports.merge.answers import proposed_unit
from logs.book.book import LogBook
from logs.model import Unit
from logs.questions.questions import Question
from tui.core.i18n import _
from tui.screens.catalogue.unit import UnitDialog
from tui.screens.common.ask import Ask, AskWhy
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.trust import fingerprints_agree
from tui.screens.questions.conflict import ConflictScreen
from tui.screens.questions.details import sender_fingerprint, session_lines
from tui.text.answers import answer
from tui.text.formats import number
from tui.text.questions import question_sentence, unit_with_code
from tui.text.values import names_of
from tui.widgets.choice import Choice

_MOST_SESSIONS = 2  # of those that use a code, while its meaning is chosen


async def give_answer(app: App[object], book: LogBook, question: Question, word: str) -> str | None:
    """Answer with one of the words of `tui.text.questions.answers_of`, as one step of the book.

    Returns what was done, in words; None where the person stepped back. Raises SotayError.
    """
    argument: str | Unit | None = None
    reason = ""
    if question.kind == "conflict":
        return await app.push_screen_wait(ConflictScreen(book, question.sessions[0]))
    if word == "list":
        argument = await _described(app, book, question)
    elif word == "map":
        argument = await _choose(app, book, question)
    if word in ("list", "map") and argument is None:
        return None
    if word == "trust" and not await _is_trusted(app, book, question):
        return None
    if question.kind == "exemption" and word == "refuse":
        asking = AskWhy(question_sentence(question, book), [("refuse", _("Refuse")), ("", _("Back"))])
        if await app.push_screen_wait(asking) != "refuse":
            return None
        reason = asking.reason
    if question.kind in ("sender", "unit"):
        answered = await work_behind_bar(app, _("Merging …"), lambda _bar: answer(book, question, word, argument))
    else:
        answered = answer(book, question, word, argument, reason=reason)
    return answered.in_short if answered else None


async def _described(app: App[object], book: LogBook, question: Question) -> Unit | None:
    """The unit that is unknown, as it is to stand in the list."""
    is_sender = question.kind == "sender"
    code, sender = (question.unit, "") if is_sender else (question.subject, question.unit)
    about = _("The files name it {code}. Check the name and say whom it reports to.").format(code=code)
    if sender:
        about = _("{sender} sends sessions of {code}: they are taken if that unit stands below the sender.").format(
            sender=unit_with_code(sender, book), code=code
        )
    unit = await app.push_screen_wait(UnitDialog(book, proposed_unit(book, code, sender), about))
    return msgspec.structs.replace(unit, aliases=(code,)) if unit is not None and unit.code != code else unit


async def _is_trusted(app: App[object], book: LogBook, question: Question) -> bool:
    """Ask whether the fingerprints agree; of an unsigned file, whether the unit says that it wrote it."""
    digits = sender_fingerprint(question, book)
    if digits:
        return await fingerprints_agree(app, question.unit, digits)
    asked = _("Take this unsigned file of {unit}?").format(unit=question.unit)
    detail = _("Ask the unit by telephone whether it wrote the file, and how many sessions it holds: {n}.").format(
        n=number(question.params["sessions"])
    )
    answers = [("trust", _("It did: take the file")), ("", _("Do not take it"))]
    return await app.push_screen_wait(Ask(asked, answers, detail=detail)) == "trust"


async def _choose(app: App[object], book: LogBook, question: Question) -> str | None:
    """What of the book's own lists is meant."""
    names = names_of(question.field or "unit", book)
    choices = [Choice(code, f"{code} {name}") for code, name in names.items()]
    asked = [question_sentence(question, book), *session_lines(question, book, _MOST_SESSIONS)]
    return await app.push_screen_wait(ChooseDialog("\n".join(asked), choices))
