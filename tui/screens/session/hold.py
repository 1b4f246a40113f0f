"""A planned session was held: its day and its listeners, and what else a held session needs, in one small dialog."""

from collections.abc import Iterable
from typing import Any

from textual import work
from textual.containers import VerticalScroll
from textual.widget import Widget

from logs.book.book import LogBook
from logs.entry.doubles import Doubles
from logs.entry.suggestions import Guesses
from logs.errors import SotayError
from logs.model import REQUIRED
from logs.session.query import Entry
from logs.session.validation import Composed
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.common.ask import save_anyway
from tui.screens.common.dialog import CLOSE, Dialog
from tui.screens.common.session_text import main_words
from tui.screens.session.editors import Edited
from tui.screens.session.fields import form_fields
from tui.screens.session.values import read_texts, texts_of, values_of
from tui.text.errors.messages import problem_sentence
from tui.widgets.safe import Plain


class HoldDialog(Dialog[Entry]):
    """Asks for the day, the listeners and what the plan lacks, guessed from the most similar session; saves it."""

    GUIDE = "planned"
    NAME, HEADING = "hold", N_("The planned session was held")
    ABOUT = N_("Type how many listened; Enter saves the session as held. What the program guesses is marked ≈.")
    MENU = (Command("save", "ctrl+s", N_("Save as held"), N_("Save as held"), priority=True, button=True), CLOSE)

    def __init__(self, book: LogBook, entry: Entry) -> None:
        super().__init__()
        self.book = book
        self.entry = entry
        record = book.sessions.record(entry.id)
        self.over = [head.id for head in record.heads] if record else None
        plan = values_of(entry.session)
        known = {name: value for name, value in plan.items() if value}
        guesses: dict[str, Any] = Guesses(book).of(known)
        lacking = [name for name in REQUIRED if not plan[name]]
        guessed = {name: guesses[name] for name in lacking if name in guesses and name != "attendance"}
        values = plan | guessed
        asked = ("date", "attendance", *lacking)
        fields = form_fields(book, values, texts_of(values), guessed=guessed, required=asked, changing=False)
        self.fields = [field for field in fields if field.field_name in asked]
        self.plan = texts_of(plan)
        self.begun = self._texts()

    def body(self) -> Iterable[Widget]:
        yield Plain(main_words(self.book, self.entry), classes="paragraph")
        yield VerticalScroll(*self.fields, can_focus=False, id="hold-fields")
        yield Plain(_(self.ABOUT), classes="hint")

    def on_mount(self) -> None:
        next(field for field in self.fields if field.field_name == "attendance").enter()

    def _texts(self) -> dict[str, str]:
        return {field.field_name: field.text for field in self.fields}

    @property
    def unsaved(self) -> bool:
        """Whether anything was typed."""
        return self._texts() != self.begun

    def on_edited(self, event: Edited) -> None:
        event.stop()
        next(field for field in self.fields if field.editor is event.editor).confirm()

    def action_save(self) -> None:
        """Save it as held; what is wrong is told at its field, or below where there is none."""
        for field in self.fields:
            field.settle()
        read = read_texts({**self.plan, **self._texts(), "status": "complete"}, self.book)
        read.values["directive"] = self.entry.session.directive
        composed = read.compose(self.book, Doubles(self.book), self.entry.id)
        for field in self.fields:
            field.show(problem for problem in composed.problems if problem.field == field.field_name)
        if composed.session is None:
            shown = {field.field_name for field in self.fields}
            elsewhere = [problem_sentence(one) for one in composed.errors if one.field not in shown]
            self.fail(" ".join([*elsewhere, *([_("Change the session with e first.")] if elsewhere else [])]))
            wrong = {problem.field for problem in composed.errors}
            if first := next((field for field in self.fields if field.field_name in wrong), None):
                first.enter()
            return
        self._save(composed)

    @work(group="save", exclusive=True)
    async def _save(self, composed: Composed) -> None:
        if composed.session is None or (composed.warnings and not await save_anyway(self.app, composed.warnings)):
            return
        try:
            self.dismiss(self.book.edit(self.entry.id, composed.session, over=self.over))
        except SotayError as error:
            self.fail(error)
