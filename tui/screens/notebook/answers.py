"""What a person answers about an old notebook: what a column holds, what a word means."""

from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.widget import Widget

from exports.intake.headings import MONTH, SESSIONS, YEAR
from exports.intake.intake import Asked, guesses_of
from exports.intake.meanings import NEW
from exports.intake.plan import ABOVE
from logs.book.book import LogBook
from logs.session.fields import FIELDS
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.dialog import CLOSE, Dialog
from tui.text.notebook_text import column_title, question_text
from tui.text.values import names_of
from tui.widgets.choice import Choice
from tui.widgets.safe import Plain

NOT_READ = "–"
FOR_ALL = ("unit", MONTH, "form", "themes", "audience", "reporters", "topic", "place", "attendance", "date")
"""What all rows can hold alike where a sheet has no column for it."""
_NO_UNIT = "-"


def column_choices(name: str) -> list[Choice]:
    """What a column can hold."""
    fields = [field for field in (*FIELDS, SESSIONS, MONTH, YEAR) if field != "status"]
    part = f"audience:{name.rpartition(' / ')[2]}"
    return [
        *(Choice(field, column_title(field)) for field in fields),
        Choice(part, column_title(part)),
        Choice(NOT_READ, _("not read")),
    ]


def answered(book: LogBook, field: str, meaning: str) -> str:
    """An answer in words."""
    if meaning == ABOVE:
        return _("as the row above")
    if meaning == NEW:
        return _("a new reporter")
    if meaning in ("", _NO_UNIT):
        return _("left out")
    name = names_of(field, book).get(meaning)
    return f"{meaning} {name}" if name else meaning


async def word_answer(app: App[Any], book: LogBook, asked: Asked) -> str | None:
    """What a word means, or how blanks are read; None where nothing was answered."""
    if not asked.text:
        choices = [Choice(ABOVE, _("as the row above"))]
        return await app.push_screen_wait(ChooseDialog(question_text(asked), choices))
    names = names_of(asked.field, book)
    if not names:
        return await app.push_screen_wait(WordDialog(question_text(asked)))
    first = [code for code in guesses_of(book, asked) if code in names]
    special = [Choice(NEW, _("a new reporter"))] if asked.field == "reporters" else []
    special.append(Choice(_NO_UNIT if asked.field == "unit" else "", _("left out")))
    codes = [Choice(code, f"{code} {names[code]}") for code in dict.fromkeys([*first, *names])]
    choices = [*codes[: len(first)], *special, *codes[len(first) :]]
    return await app.push_screen_wait(ChooseDialog(question_text(asked), choices))


async def value_for_all(app: App[Any], book: LogBook, field: str) -> str | None:
    """What all rows hold in a field that has no column, "" for nothing; None where nothing was answered."""
    question = _("{field} of all rows:").format(field=column_title(field))
    names = names_of(field, book)
    if not names:
        return await app.push_screen_wait(WordDialog(question))
    choices = [Choice("", _("left out")), *(Choice(code, f"{code} {name}") for code, name in names.items())]
    return await app.push_screen_wait(ChooseDialog(question, choices))


class WordDialog(Dialog[str]):
    """What should have stood in a cell, typed; the result is that text."""

    NAME = "word"
    AUTO_FOCUS = "#word-text"
    MENU = (
        Command("take", "ctrl+s", N_("Take"), N_("Take"), priority=True, button=True),
        CLOSE,
    )

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def body(self) -> Iterable[Widget]:
        yield Plain(self.question, classes="paragraph")
        yield ViInput(id="word-text")

    def action_take(self) -> None:
        """Hand back what was typed."""
        if text := self.text("text"):
            self.dismiss(text)
