"""The inbox: what waits for a person, settled question by question with single keys."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import events, work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.questions.questions import KINDS, Question
from tui.core.commands import Command, bindings, key_name
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, told
from tui.core.open_questions import known_questions, open_questions
from tui.screens.common.table_screen import TableScreen, beside
from tui.screens.questions.answers import give_answer
from tui.screens.questions.details import offered, question_details, subject, units_of
from tui.text.formats import number
from tui.text.questions import kind_title
from tui.widgets.columns import Column
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

_STYLES = {"sender": "$text-warning", "conflict": "$text-error"}
_SIDE_ROOM = 1  # beside the details

_answer = partial(Command, needs="writing")


class InboxScreen(TableScreen):
    """The open questions with the details of the one under the cursor; Esc returns to the files."""

    MODE = "merge"
    ABOUT = N_(
        "What a merge could not decide waits here, as long as need be: nothing of it is lost. Each answer is one step, "
        "kept for good and carried on in the next export; u takes the last one back."
    )
    MENU: ClassVar = (
        _answer("answer('same')", "s", N_("One event: count it once"), N_("One event"), N_("for a likely duplicate")),
        _answer("answer('different')", "d", N_("Two events: do not ask again"), N_("Two events")),
        _answer("answer('trust')", "t", N_("Trust the sender of the file"), N_("Take file"), N_("asks first")),
        _answer("answer('map')", "m", N_("Say which one of our list it is"), N_("It is …")),
        _answer("answer('list')", "plus", N_("Add the unit to the unit list"), N_("New unit"), N_("asks for its name")),
        _answer("answer('adopt')", "a", N_("The same codes mean the same: count these sessions"), N_("Same codes")),
        _answer("answer('accept')", "y", N_("Accept it: no gap of the unit"), N_("Accept")),
        _answer("answer('accept-all')", "Y,shift+y", N_("Accept all that this unit asks"), N_("Accept all")),
        _answer("answer('refuse')", "r", N_("Refuse it, and do not ask again"), N_("Refuse")),
        _answer("answer('leave')", "l", N_("Leave it as it is, and do not ask again"), N_("Leave")),
        _answer(
            "answer('pick')", "e", N_("Settle the conflict field by field"), N_("Compare"), N_("Enter does the same")
        ),
        Command("scroll(3)", "ctrl+down", N_("Scroll the details down")),
        Command("scroll(-3)", "ctrl+up", N_("Scroll the details up")),
        Command("step_back", "escape", N_("Back to the files"), N_("Back")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"add_session", "add_line", "export"})

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.questions: tuple[Question, ...] | None = None
        self.said, self.said_at = "", 0

    def body(self) -> Iterable[Widget]:
        yield beside(VirtualTable([], id="inbox", classes="pane", empty=_("Looking for questions …")), "inbox-details")

    @property
    def current(self) -> Question | None:
        """The question the cursor is on."""
        row = self.table.cursor_row
        return self.questions[row] if self.questions and row < len(self.questions) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what answers the question under the cursor is offered."""
        if action == "answer":
            current = self.current
            return current is not None and parameters[0] in [word for word, _label in offered(current)]
        return super().check_action(action, parameters)

    @property
    def answer_keys(self) -> dict[str, str]:
        """The keys of the answers to every kind of question, by the answers' words."""
        words = {one: one.id.removeprefix("answer.") for one in self.MENU}
        return {word: one.key for one, word in words.items() if word != one.id}

    # What is shown

    def show(self) -> None:
        self._read()

    @work(group="questions", exclusive=True)
    async def _read(self) -> None:
        self._show(await open_questions(self.book))
        self.refresh_badges()

    def _show(self, questions: tuple[Question, ...]) -> None:
        """List the questions; the cursor stays on its own, or goes to one that an undo has brought back.

        What an answer brings, such as a conflict in a file now taken, waits for its turn.
        """
        table = self.table
        keys = [question.key for question in questions]
        before = {one.key for one in self.questions} if self.questions is not None else set(keys)
        place = table.cursor_row
        if self.current is not None and self.current.key in keys:
            place = keys.index(self.current.key)
        is_answered = self.said_at == self.book.generation
        if not is_answered and (back := [key for key in keys if key not in before]):
            place = keys.index(back[0])
        self.questions = questions
        why = _("What a merge cannot decide will wait here.")
        table.empty = Empty(_("Nothing waits for an answer."), why, self.MENU[-1])
        table.show_rows(
            questions,
            (Column("kind", _("Kind"), 13), lambda one: (kind_title(one.kind), _STYLES.get(one.kind, ""))),
            (Column("subject", _("What it is about"), None), lambda one: subject(one, self.book)),
            (Column("unit", _("Unit"), 12), lambda one: units_of(one, self.book)),
            cursor=place,
        )
        self._show_title(questions)
        self.show_row()

    def _show_title(self, questions: tuple[Question, ...]) -> None:
        kinds = [question.kind for question in questions]
        parts = [
            Content.styled(
                _("Questions: {n}").format(n=number(len(questions))), "bold $text-warning" if questions else "bold"
            )
        ]
        if self.said and self.said_at == self.book.generation:
            parts.append(Content.styled(self.said, "$text-success"))
        else:
            parts += [
                Content(f"{kind_title(kind).lower()} {number(kinds.count(kind))}") for kind in KINDS if kind in kinds
            ]
        entitle(self.table, Content(" · ").join(parts))

    def show_row(self) -> None:
        pane = self.query_one("#inbox-details-pane", VerticalScroll)
        room = (pane.scrollable_content_region.width or self.size.width) - _SIDE_ROOM
        current = self.current
        text = question_details(current, self.book, self.answer_keys, room) if current else ""
        self.query_one("#inbox-details", Plain).update(text)
        pane.scroll_home(animate=False)
        self.refresh_bindings()

    def fit(self) -> None:
        self.show_row()

    # What the person does

    async def take_row(self) -> None:
        for word in ("pick", "map", "trust"):
            if self.check_action("answer", (word,)):
                self.action_answer(word)
                return
        if self.current is not None:
            self._tell_keys(self.current, "enter")

    def on_key(self, event: events.Key) -> None:
        """Say which keys answer this question where the key pressed answers another kind."""
        current = self.current
        is_answer = event.key not in self.active_bindings and key_name(event.key) in self.answer_keys.values()
        if current is not None and is_answer:
            self._tell_keys(current, event.key)

    def _tell_keys(self, question: Question, pressed: str) -> None:
        keys = self.answer_keys
        fitting = ", ".join(keys[word] for word, _label in offered(question) if word in keys)
        text = _("{key} does not answer this question. These keys do: {keys}.")
        self.post_message(Done(text.format(key=key_name(pressed), keys=fitting)))

    def action_scroll(self, lines: int) -> None:
        self.query_one("#inbox-details-pane", VerticalScroll).scroll_relative(y=lines, animate=False)

    @work(group="dialog", exclusive=True)
    @told
    async def action_answer(self, word: str) -> None:
        """Answer the question under the cursor; the next one follows at once."""
        question = self.current
        if question is None:
            return
        said = await give_answer(self.app, self.book, question, word)
        if said is None:
            return
        self.said, self.said_at = said, self.book.generation
        if self.questions is not None and known_questions(self.book) is None:
            self._show(tuple(one for one in self.questions if one.key != question.key))
        self.post_message(BookChanged())
