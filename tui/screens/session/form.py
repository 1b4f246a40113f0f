"""The session form: one screen that adds, edits or copies a session, and loses nothing that was typed."""

from collections.abc import Mapping
from datetime import date as Date
from typing import ClassVar, NamedTuple

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button

from logs.book.book import LogBook
from logs.entry.doubles import LIKE_SESSION, Doubles
from logs.errors import SotayError
from logs.model import REQUIRED, Session
from logs.session.query import Entry
from logs.session.validation import Composed, Problem
from logs.text import clean_line
from tui.core.autosave import Unfinished
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import Done, told
from tui.input.text_fields import ViArea
from tui.screens.common.ask import Ask, save_anyway
from tui.screens.common.autosave import Keeping
from tui.screens.common.dialog import HELP
from tui.screens.common.mode_screen import WIDE
from tui.screens.session.audience_editor import AudienceEditor
from tui.screens.session.editors import Edited, SeveralEditor, TextEditor
from tui.screens.session.fields import (
    ALPHABET,
    HINTS,
    REASON,
    FormField,
    form_fields,
    form_title,
    in_the_way,
    offer_on,
    reporter_choices,
    show_free_text,
    what_is_left,
)
from tui.screens.session.reporter import ReporterDialog
from tui.screens.session.suggestions import begun
from tui.screens.session.values import Read, read_texts
from tui.text.errors.messages import error_sentence
from tui.text.formats import day
from tui.widgets.dropdown import DropDown
from tui.widgets.key_button import key_button
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain


class Saved(NamedTuple):
    """What was saved, and whether the person wants to add another session at once."""

    entry: Entry
    another: bool


class SessionForm(Keeping[Saved]):
    """Add a session, edit `entry`, or with `copy` add one like it; the result is what was saved, if anything."""

    KIND = "form"
    ABOUT = N_(
        "Fields with * must be filled in; Alt and the underlined letter of a title go there. What the program guesses "
        "from the most similar earlier session is marked and can be typed over. Errors (✗) must be put right; doubts "
        "(?) can be saved all the same. A draft, or a session that is only planned, may still lack fields: it is "
        "neither counted nor exported."
    )
    MENU: ClassVar = (
        Command("save('complete')", "ctrl+s", N_("Save"), N_("Save"), "", priority=True),
        Command("save_another", "ctrl+n", N_("Save and add another"), N_("Save, another"), "", priority=True),
        Command(
            "save('draft')", "ctrl+b", N_("Save as a draft"), N_("Draft"), N_("may still lack fields"), priority=True
        ),
        Command(
            "save('planned')", "ctrl+t", N_("Save as planned"), N_("Planned"), N_("still to be held"), priority=True
        ),
        Command("add_reporter", "ctrl+r", N_("A reporter who is not on the list"), "", "", priority=True),
        Command("external", "ctrl+e", N_("Audience groups from outside"), "", "", priority=True),
        Command("step_back", "escape", N_("Close"), N_("Close"), N_("asks before anything typed is lost")),
        HELP,
    )
    BINDINGS: ClassVar = [
        *bindings(MENU),
        *(Binding(f"alt+{one}", f"go_to('{one}')", show=False, priority=True) for one in ALPHABET),
    ]

    def __init__(
        self,
        book: LogBook,
        entry: Entry | None = None,
        *,
        copy: bool = False,
        typed: Mapping[str, str] | None = None,
        said: str | None = None,
        proposed: bool = False,
        planned: bool = False,
        after: Entry | None = None,
    ) -> None:
        """`typed` are texts that were typed elsewhere, or in a form that was never finished where nothing is `said`
        about them; with `proposed` the program has, and closing loses nothing. One that is `planned` stays so until
        its day has come, whichever key saves it. `after` is the session saved just before in the same sitting.
        """
        super().__init__(book)
        self.entry = None if copy else entry
        self.doubles = None if self.entry else Doubles(book)
        self.planned = planned or (self.entry is not None and self.entry.session.status == "planned")
        start = begun(book, entry, typed or {}, copy=copy, after=after)
        self.guessing = start.guessing
        self.directive = self.entry.session.directive if self.entry else book.directive.id
        record = book.sessions.record(self.entry.id) if self.entry else None
        self.over = [head.id for head in record.heads] if record else None
        self.fields = form_fields(
            book, start.values, start.texts, guessed=start.guessed,
            required=("date", "unit", *(() if self.planned else REQUIRED)),
            changing=self.entry is not None,
        )  # fmt: skip
        self.by_name = {field.field_name: field for field in self.fields}
        for name in self.by_name.keys() & (typed or {}).keys():
            self.by_name[name].by_hand = True
        self.texts: dict[str, str] = {}  # as they would be without the person
        self.seen: dict[str, str] = {}  # as they were when they were looked at last
        restored = _("This was typed before the program ended; it is not saved yet.") if typed and not proposed else ""
        self.proposed = proposed
        self.said = restored if said is None else said
        self.touched: set[str] = set()
        self.asked_to_save = False
        self.sum_filled = ""
        self.judged: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="form"):
            yield Plain(id="form-title")
            with Horizontal(id="form-body"):
                wanted, others = Plain(classes="pane"), Plain(classes="pane")
                entitle(wanted, _("Required"))
                entitle(others, _("More, if there is any"))
                rest = next(place for place, field in enumerate(self.fields) if not field.required)
                fields = (wanted, *self.fields[:rest], others, *self.fields[rest:])
                yield VerticalScroll(*fields, can_focus=False, id="form-fields")
                yield VerticalScroll(Plain(id="form-side-text"), can_focus=False, id="form-side")
            yield Plain(id="form-said")
            yield Plain(id="form-hint")
            with Horizontal(classes="buttons"):
                for one in (command for command in self.MENU if command.short and command != HELP):
                    variant = "primary" if one is self.MENU[0] else "default"
                    name = f"form-{one.id.replace('.', '-')}"
                    yield key_button(_(one.short), one.key, id=name, variant=variant, action=f"screen.{one.action}")
                yield Plain(HELP.key, classes="help-key")

    def on_mount(self) -> None:
        self.texts = self.seen = self._texts()
        if not self.proposed:
            # What was typed elsewhere is not saved yet.
            self.texts = self.texts | {field.field_name: "" for field in self.fields if field.by_hand}
        self._say(self.said)
        self._check()
        self.set_focus(self.by_name["date"].editor.query_one("DateInput"))

    # Reading and checking

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.texts) and self._texts() != self.texts

    def _texts(self) -> dict[str, str]:
        return {field.field_name: field.text for field in self.fields}

    def _read(self, status: str = "complete") -> Read:
        read = read_texts({**self._texts(), "status": status}, self.book)
        read.values["directive"] = self.directive
        if self.planned and status == "complete" and (read.values.get("date") or Date.min) > self.book.today():
            read.values["status"] = "planned"
        return read

    def _check(self) -> Composed:
        """Show what is wrong with the fields that were left or changed; once asked to save, with all."""
        composed = self._read().compose(self.book, self.doubles)
        told = self.touched | ({"date"} if any(p.code == LIKE_SESSION for p in composed.problems) else set())
        problems = [p for p in composed.problems if self.asked_to_save or p.field in told]
        for field in self.fields:
            field.show(p for p in problems if p.field == field.field_name)
        guessed = any(field.guessed for field in self.fields)
        self._offer_to_plan()
        side = in_the_way(composed, self.guessing.after if self.guessing and guessed else None)
        self.query_one("#form-side-text", Plain).update(side)
        show_free_text(self.by_name["themes_other"], composed)
        title = form_title(self.entry, planned=self.planned)
        self.query_one("#form-title", Plain).update(title + what_is_left(composed))
        return composed

    def _offer_to_plan(self) -> None:
        """On a narrow terminal there is room for one of the two that save an open session: which one, its day tells."""
        is_ahead = self.planned or (self._read().values.get("date") or Date.min) > self.book.today()
        is_wide = self.app.size.width >= WIDE
        self.query_one("#form-save-planned").display = is_wide or is_ahead
        self.query_one("#form-save-draft").display = is_wide or not is_ahead

    def on_key(self, event: events.Key) -> None:
        """Enter goes on to the next field, from a button or a text of several lines excepted; an open list takes."""
        around = (self.focused or self).ancestors_with_self
        is_open = any(isinstance(one, DropDown) and one.is_open for one in around)
        if event.key == "enter" and not is_open and not isinstance(self.focused, Button | ViArea):
            event.stop()
            self.focus_next()

    def on_edited(self, event: Edited) -> None:
        event.stop()
        field = next(field for field in self.fields if field.editor is event.editor)
        if not self.texts or self.seen[field.field_name] == field.text:
            return
        field.confirm()
        self.seen = self.seen | {field.field_name: field.text}
        guessed = self.guessing.again(self.fields, self.seen) if self.guessing else {}
        self.texts, self.seen = self.texts | guessed, self.seen | guessed
        if self._texts() != self.judged:
            self._say("")
        if field.field_name == "audience":
            self._fill_sum()
        if field.field_name == "date":
            offer_on(self.fields, self.book, self._read().values.get("date"))
        self._check()
        self.keep_soon()

    def unfinished(self) -> Unfinished:
        """The texts of the fields."""
        return Unfinished(self.entry.id if self.entry else "", self._texts())

    def _leave(self, result: Saved | None) -> None:
        """Close the form: nothing of it is unfinished any more."""
        self.forget()
        self.dismiss(result)

    def _fill_sum(self) -> None:
        """The counts of the groups make the attendance as long as nobody has typed another one."""
        audience, attendance = self.by_name["audience"].editor, self.by_name["attendance"].editor
        if isinstance(audience, AudienceEditor) and isinstance(attendance, TextEditor):
            total = audience.total
            if total and attendance.text in ("", self.sum_filled):
                attendance.field.value = self.sum_filled = str(total)

    def watch_focused(self, former: Widget | None, _present: Widget | None) -> None:
        """At once, where messages come late: no guess is to change a field once the keyboard has left it."""
        field = self._field_of(former)
        if field is not None:
            field.left = field.left or not field.has_focus_within

    def _field_of(self, widget: Widget | None) -> FormField | None:
        """The field that the widget is part of."""
        return next((field for field in self.fields if widget and field in widget.ancestors), None)

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        # Events of fields passed by quickly may come late; what counts is where the keyboard is now.
        field = next((field for field in self.fields if field.has_focus_within), None)
        hint = HINTS.get(field.field_name, "") if field else ""
        self.query_one("#form-hint", Plain).update(" " + _(hint) if hint else "")

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        field = self._field_of(event.widget)
        if field is not None and field.text:
            self.touched.add(field.field_name)
            self._check()

    # Saving

    def action_save(self, status: str) -> None:
        """Save once the focused field has taken in every key that came before."""
        (self.focused or self).call_later(self._save, status)

    def action_save_another(self) -> None:
        (self.focused or self).call_later(self._save, "complete", another=True)

    @work(group="save", exclusive=True)
    async def _save(self, status: str, *, another: bool = False) -> None:
        for field in self.fields:
            field.settle()
        self.asked_to_save = True
        self.judged = self._texts()
        composed = self._read(status).compose(self.book, self.doubles)
        if composed.session is None:
            self._show_errors(composed.errors)
            return
        if composed.warnings and status == "complete":
            self._check()
            if not await save_anyway(self.app, composed.warnings):
                return
        try:
            entry = self._store(composed.session)
        except SotayError as error:
            self._say(error_sentence(error))
            return
        same = self.entry is not None and entry.version == self.entry.version
        saved = _("Session of {date} saved.").format(date=day(entry.session.date))
        self.post_message(Done(_("Nothing changed.") if same else saved))
        self._leave(Saved(entry, another))

    def _store(self, session: Session) -> Entry:
        if self.entry is None:
            return self.book.add(session)
        reason = clean_line(self.by_name[REASON].text)
        return self.book.edit(self.entry.id, session, reason=reason, over=self.over)

    def _show_errors(self, errors: tuple[Problem, ...]) -> None:
        self._check()
        for field in self.fields:
            field.show(p for p in errors if p.field == field.field_name)
        first = next((field for field in self.fields if any(p.field == field.field_name for p in errors)), None)
        if first is not None:
            first.enter()
            first.scroll_visible(animate=False)
        self._say(_("Not saved. To be put right: {n}; the first is marked.").format(n=len(errors)))

    def _say(self, text: str) -> None:
        """Below the fields, until something is changed."""
        said = self.query_one("#form-said", Plain)
        said.update(f" ✗ {text}" if text else "")
        said.display = bool(text)

    # Other commands

    @work(group="dialog", exclusive=True)
    async def action_step_back(self) -> None:  # type: ignore[override]
        """Close; ask first where something typed would be lost."""
        if not self.unsaved:
            self._leave(None)
            return
        answers = [("save", _("Save")), ("leave", _("Close without saving")), ("", _("Go on typing"))]
        answer = await self.app.push_screen_wait(Ask(_("What was typed is not saved."), answers))
        if answer == "save":
            self.action_save("complete")
        elif answer == "leave":
            self._leave(None)

    def action_go_to(self, letter: str) -> None:
        """To the field of that letter."""
        field = next((field for field in self.fields if field.letter == letter), None)
        if field is not None:
            field.enter()

    def action_external(self) -> None:
        audience = self.by_name["audience"].editor
        if isinstance(audience, AudienceEditor):
            audience.show_all()

    @work(group="dialog", exclusive=True)
    @told
    async def action_add_reporter(self) -> None:
        unit = self.by_name["unit"].text or self.book.owner.unit
        reporter = await self.app.push_screen_wait(ReporterDialog(self.book, unit))
        editor = self.by_name["reporters"].editor
        if reporter is not None and isinstance(editor, SeveralEditor):
            editor.picker.set_choices(reporter_choices(self.book))
            editor.picker.value = (*editor.picker.value, reporter.code)
            self.by_name["reporters"].confirm()
            self._check()
