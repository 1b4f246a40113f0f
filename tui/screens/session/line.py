"""The entry line: a session in a few keys, over whatever screen is open; earlier ones come back with the arrows."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from logs.book.book import LogBook
from logs.entry.completion import Completion, Completions
from logs.entry.doubles import Doubles
from logs.entry.line_parser import Parsed, read_line
from logs.entry.suggestions import Guesses
from logs.errors import SotayError
from logs.session.line_format import line_of
from logs.session.query import Entry
from logs.session.validation import Composed
from logs.text import clean_line
from tui.core.autosave import Unfinished, kept
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, told
from tui.input.text_fields import EnterField, ViInput
from tui.screens.common.ask import save_anyway
from tui.screens.common.autosave import Keeping
from tui.screens.common.session_text import topic_words
from tui.screens.session.form import SessionForm
from tui.screens.session.line_preview import LEFT, column, findings, right_fields
from tui.screens.session.values import Read, texts_of, values_of
from tui.text.errors.messages import error_sentence
from tui.text.formats import day, number
from tui.text.labels import GUESS, field_title
from tui.text.values import names_of
from tui.text.visible import visible
from tui.widgets.dropdown import Options
from tui.widgets.safe import Plain

_MOST = 20
# What an earlier session brings when it is fetched back; the rest belongs to its own day.
_FETCHED = ("unit", "form", "reporters", "audience", "themes", "place", "topic", "minutes", "mode", "attendance")
HINT = N_(
    "25 = attendance · 18dv 7cb = by group · sh, tm, hc = form · 5/12, hôm qua = date · 45p = minutes\n"
    "#words or lc2 = theme · “topic” · @place · +unit = coordinating · nháp = draft · -- notes\n"
    "What is missing is guessed from the most similar earlier session. ↑ on an empty line fetches that one back."
)


class EarlierLines:
    """The line as it was typed and, behind it, sessions like it, each with what was typed in place of its own."""

    def __init__(self, book: LogBook, guesses: Guesses) -> None:
        self.book = book
        self.guesses = guesses
        self._lines: list[str] = []
        self._place = 0

    def shows(self, line: str) -> bool:
        """Whether the line is one fetched back, still unchanged."""
        return self._place > 0 and self._lines[self._place] == line

    def step(self, line: str, parsed: Parsed, steps: int) -> str | None:
        """The line so many steps back from the one shown; None where there is none."""
        if not self._lines or self._lines[self._place] != line:
            self._lines, self._place = [line, *self._like(typed_only(parsed))], 0
        place = self._place + steps
        if not 0 <= place < len(self._lines):
            return None
        self._place = place
        return self._lines[place]

    def _like(self, typed: dict[str, Any]) -> list[str]:
        owner = self.book.owner
        own = {"unit": owner.unit, "reporters": (owner.reporter,)}
        lines: dict[str, None] = {}
        for entry in self.guesses.similar(typed, _MOST):
            session = values_of(entry.session)
            fields = {name: session[name] for name in _FETCHED} | typed
            lines[line_of(fields, without=[name for name, value in own.items() if fields[name] == value])] = None
        return list(lines)


def typed_only(parsed: Parsed) -> dict[str, Any]:
    """The fields that the line itself gives, without guesses."""
    return {name: value for name, value in parsed.fields.items() if name not in parsed.guessed}


class LineField(EnterField):
    """The field of the line; several lines pasted into it while it is empty are told, and are not made one."""

    class Lines(Message):
        """What was pasted, line by line."""

        def __init__(self, lines: list[str]) -> None:
            super().__init__()
            self.lines = lines

    def _on_paste(self, event: events.Paste) -> None:
        lines = [line for line in map(clean_line, event.text.splitlines()) if line]
        if len(lines) > 1 and not self.value.strip():
            event.stop()
            event.prevent_default()
            self.post_message(self.Lines(lines))


class QuickLine(Keeping[None]):
    """Log sessions, one line each; the line stays open until Esc, and what is typed outlives it."""

    ABOUT = N_(
        "One line is one session, its parts in any order. Above it stands what will be saved; ≈ marks a guess. Tab "
        "takes the word that is marked in the list, Enter saves and goes on to the next session."
    )
    KIND = "line"
    MENU: ClassVar = (
        Command("save", "enter", N_("Save and go on"), N_("Save")),
        Command("take", "tab", N_("Take the word from the list"), N_("Take it")),
        Command("move(-1)", "up", N_("Word above, or the session before"), N_("Earlier session")),
        Command("move(1)", "down", N_("Word below, or the session after"), N_("Another")),
        Command(
            "open_form", "ctrl+e", N_("Go on in the form"), N_("To the form"), N_("with what was typed"), priority=True
        ),
        Command("step_back", "escape,ctrl+l", N_("Close"), N_("Close"), N_("what is typed stays for next time")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.guesses = Guesses(book)
        self.doubles = Doubles(book)
        self.offers: list[Completion] = []
        self.chosen = False  # whether an arrow was pressed in the list: Enter then takes from it
        self.asked_to_save = False
        self.earlier = EarlierLines(book, self.guesses)
        self.pasted: list[str] = []  # the lines that follow the one in the field

    def compose(self) -> ComposeResult:
        with Vertical(id="quick"):
            yield Plain(id="quick-title")
            with Horizontal(id="quick-preview"):
                yield Plain(id="quick-left")
                yield Plain(id="quick-right")
            yield Plain(id="quick-said")
            yield Plain(_(HINT), id="quick-hint")
            yield Options(id="quick-offers", markup=False, compact=True)
            with Horizontal(id="quick-line"):
                yield Plain("›", id="quick-prompt")
                hint = _("25 sh #theme @place …")
                # What is typed already stays when the line is entered again.
                yield LineField(self.action_save, hint, id="quick-text", max_length=1_000, select_on_focus=False)
                yield Plain(_("Enter: save"), id="quick-enter")
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Options).can_focus = False
        unfinished = kept(self.book.folder, "line")
        if unfinished is not None and (text := unfinished.texts.get("line", "")):
            self._take_lines(text.split("\n"))
        self.show_line()
        self.field.focus()

    @property
    def field(self) -> ViInput:
        """Where the line is typed."""
        return self.query_one("#quick-text", ViInput)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.field.value.strip() or self.pasted)

    def put(self, text: str, cursor: int | None = None) -> None:
        """Make the line this text."""
        place = len(text) if cursor is None else cursor
        self.field.value = text
        self.field.cursor_position = place
        shown = Region(cell_len(text[:place]), 0, 1, 1)
        self.field.call_after_refresh(self.field.scroll_to_region, shown, animate=False, force=True)

    def on_line_field_lines(self, event: LineField.Lines) -> None:
        """Several lines were pasted: each is a session, one after the other."""
        event.stop()
        self._take_lines(event.lines)

    def _take_lines(self, lines: Sequence[str]) -> None:
        self.put(lines[0])
        self.pasted = [*lines[1:], *self.pasted]

    def _of_pasted(self) -> Content:
        """How many of the lines pasted are still to come."""
        words = _("Lines pasted that follow: {n}. Enter saves this one and goes on to the next.")
        shown = f" {words.format(n=number(len(self.pasted)))}" if self.pasted else ""
        return Content.styled(shown, "$text-primary")

    # What is shown

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.asked_to_save = False
        self.show_line()
        self.keep_soon()

    def read(self, line: str | None = None) -> tuple[Parsed, Composed]:
        """What the line says (the one in the field unless another is given), and the session it makes."""
        parsed = read_line(self.field.value if line is None else line, self.book, self.guesses)
        return parsed, Read(parsed.fields, parsed.problems).compose(self.book, self.doubles)

    def show_line(self) -> None:
        """Show what would be saved, and what the word at the cursor may become."""
        parsed, composed = self.read()
        self.query_one("#quick-title", Plain).update(self._title(parsed))
        self.query_one("#quick-left", Plain).update(column(self.book, LEFT, parsed, composed.problems, 17))
        right = column(self.book, right_fields(parsed), parsed, composed.problems, 13)
        self.query_one("#quick-right", Plain).update(right)
        self._offer()
        # A word that the list can still complete is not wrong yet.
        typing = self.field.value[slice(*self.offers[0].place)] if self.offers and not self.asked_to_save else ""
        told = [one for one in composed.problems if not typing or str(one.params.get("value", "\n")) not in typing]
        self.say(findings(told, missing=self.asked_to_save))

    def _title(self, parsed: Parsed) -> Content:
        title = Content.styled(_("Session in one line"), "bold $text-primary")
        similar = self.guesses.similar(typed_only(parsed))
        if not parsed.guessed or not similar:
            return title
        entry = similar[0]
        words = _("guess, after the session of {date}: {topic}").format(
            date=day(entry.session.date), topic=topic_words(self.book, entry.session)
        )
        return Content.assemble(title, Content.styled(f"   {GUESS} {words}", "italic $text-muted"))

    def say(self, text: Content | str) -> None:
        """Beside the line: what is wrong, or what was saved, and how many lines pasted are still to come."""
        self.query_one("#quick-said", Plain).update(Content.assemble(text, self._of_pasted()))

    def _offer(self) -> None:
        completions = Completions(self.book.reference.known(), self.guesses)
        self.offers = completions.at(self.field.value, self.field.cursor_position)
        self.chosen = False
        options = self.query_one(Options)
        options.set_options(Option(self._offered(offer)) for offer in self.offers)
        options.highlighted = 0 if self.offers else None
        options.display = bool(self.offers)
        self.query_one("#quick-hint").display = not self.offers

    def _offered(self, offer: Completion) -> Content:
        name = names_of(offer.field, self.book).get(offer.value, "")
        return Content.assemble(
            Content.styled(f"{field_title(offer.field):<16}", "$foreground-muted"),
            visible(offer.text),
            Content.styled(f"  {visible(name)}" if name else "", "italic"),
        )

    # Words from the list

    def focus_next(self, selector: Any = "*") -> Widget | None:
        """Tab stays in the line: it takes a word, once the field has got every letter typed before it."""
        self.field.call_later(self.action_take)
        return self.field

    def focus_previous(self, selector: Any = "*") -> Widget | None:
        """Nowhere else to go."""
        return self.field

    def action_take(self) -> None:
        """Put the marked word in place of the one being typed."""
        # The list may lag behind the letters.
        self._refresh_offers()
        place = self.query_one(Options).highlighted
        if place is not None and place < len(self.offers):
            self.put(*self.offers[place].put_into(self.field.value))

    def _refresh_offers(self) -> None:
        found = Completions(self.book.reference.known(), self.guesses).at(self.field.value, self.field.cursor_position)
        if found != self.offers:
            self._offer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take()

    def action_move(self, step: int) -> None:
        """In the list of words; without one, back and forth through earlier sessions."""
        options = self.query_one(Options)
        if self.offers and not self.earlier.shows(self.field.value):
            self.chosen = True
            options.action_cursor_down() if step > 0 else options.action_cursor_up()
            return
        line = self.earlier.step(self.field.value, self.read()[0], -step)
        if line is not None:
            self.put(line)

    # Saving

    def action_save(self) -> None:
        """Take the word an arrow was moved to; else save the line as it is now, whatever is typed next."""
        if self.chosen:
            self.action_take()
        else:
            self._save(self.field.value)

    @work(group="save", exclusive=True)
    @told
    async def _save(self, line: str) -> None:
        _parsed, composed = self.read(line)
        self.asked_to_save = True
        if composed.session is None:
            self.show_line()
            return
        doubts = composed.warnings if composed.session.status == "complete" else ()
        if doubts and not await save_anyway(self.app, doubts):
            return
        try:
            entry = self.book.add(composed.session)
        except SotayError as error:
            self.say(Content.styled(f"✗ {error_sentence(error)}", "$text-error"))
            return
        self._saved(entry, line)

    def _saved(self, entry: Entry, line: str) -> None:
        """Take the line away for the next one, of which some may be typed already, and say what was saved."""
        with self.field.prevent(Input.Changed):
            rest = self.field.value.removeprefix(line)
            self.put(self.pasted.pop(0) if self.pasted and not rest.strip() else rest)
        self.asked_to_save = False
        self.keep_typing()
        self.show_line()
        words = _("Saved: {date} · {topic}.").format(
            date=day(entry.session.date), topic=topic_words(self.book, entry.session)
        )
        self.say(Content.styled(f"✓ {words}", "$text-success"))
        self.app.post_message(BookChanged(entry.id))

    def unfinished(self) -> Unfinished:
        """The line, and below it those that were pasted with it."""
        return Unfinished("", {"line": "\n".join((self.field.value, *self.pasted))})

    @work(group="dialog", exclusive=True)
    @told
    async def action_open_form(self) -> None:
        """The form with what was typed; what it saves clears the line."""
        line = self.field.value
        parsed = self.read(line)[0]
        texts = {name: text for name, text in texts_of(typed_only(parsed)).items() if text}
        lost = [str(problem.params.get("value", "")) for problem in parsed.problems]
        said = _("Not understood in the line, to be entered here: {words}").format(words="; ".join(lost))
        form = SessionForm(self.book, typed=texts, said=said if lost else "")
        saved = await self.app.push_screen_wait(form)
        if saved is not None:
            self._saved(saved.entry, line)
