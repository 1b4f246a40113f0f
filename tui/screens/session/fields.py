"""The lines of the session form: which editor each field has, its title, its letter, what helps to fill it in."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from typing import Any

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.model import LIMITS
from logs.session.fields import FIELD_BY_NAME, FIELDS, SESSION_FIELDS, Field
from logs.session.query import Entry
from logs.session.validation import Composed, Problem
from logs.text import fold, sort_key
from tui.core.i18n import N_, _
from tui.screens.common.ask import MOST_REASON
from tui.screens.session.audience_editor import AudienceEditor
from tui.screens.session.editors import (
    AreaEditor,
    DateEditor,
    Editor,
    Guessable,
    OneEditor,
    SeveralEditor,
    TextEditor,
    TickEditor,
)
from tui.text.errors.messages import problem_sentence
from tui.text.formats import day
from tui.text.labels import GUESS, field_title, mode_title, status_title
from tui.text.session_fields import DISPLAY, DISPLAYS
from tui.text.values import titled, valid_first, validity_words
from tui.widgets.choice import Choice
from tui.widgets.safe import Plain

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
# In the order in which a person fills them in; a draft is saved by another key.
ORDER = tuple(name for name in FIELDS if name != "status")
# Why a saved session is changed: no field of the session, and never asked for.
REASON = "reason"
HINTS = {display.name: display.hint for display in DISPLAYS if display.hint} | {
    REASON: N_("Why it was changed; kept in the history. May stay empty."),
}


def letters_of(titles: Mapping[str, str]) -> dict[str, str]:
    """A letter for each title, by name: if it can be the first of a word; "" where all of its letters are taken."""
    held: dict[str, str] = {}  # name by letter
    for name in titles:
        _give(name, titles, held)
    return dict.fromkeys(titles, "") | {name: letter for letter, name in held.items()}


def underlined(title: str, letter: str) -> Content:
    """The title with its letter underlined, the first of a word if there is one."""
    place = _place(title, letter)
    if not letter or place < 0:
        return Content(title)
    return Content.assemble(title[:place], Content.styled(title[place], "underline"), title[place + 1 :])


def _give(name: str, titles: Mapping[str, str], held: dict[str, str]) -> None:
    """Give the title a letter that is free, or one whose holder finds another, with as few others moving as can be."""
    moved: dict[str, tuple[str, str]] = {}  # by holder: which title would take its letter, and the letter
    seekers = [name]
    for seeker in seekers:
        for letter in _wanted(titles[seeker]):
            holder = held.get(letter)
            if holder is None:
                held[letter] = seeker
                while seeker != name:
                    seeker, letter = moved[seeker]  # noqa: PLW2901 - back along the way
                    held[letter] = seeker
                return
            if holder != name and holder not in moved:
                moved[holder] = (seeker, letter)
                seekers.append(holder)


def _wanted(title: str) -> list[str]:
    """The letters of a title, the first ones of its words before the others."""
    words = ["".join(letter for letter in fold(word) if letter in ALPHABET) for word in title.split()]
    return list(dict.fromkeys([*(word[0] for word in words if word), *"".join(words)]))


def _place(title: str, letter: str) -> int:
    letters = [fold(one) for one in title]
    first = [n for n, one in enumerate(letters) if one == letter and (n == 0 or title[n - 1] in " (")]
    every = [n for n, one in enumerate(letters) if one == letter]
    return next(iter(first or every), -1)


class FormField(VerticalGroup):
    """A field: its title, its editor, whether its value is a guess, and what is wrong with it.

    `by_hand` tells that the person has had a hand in it, `left` that the keyboard was in it and went on: either way it
    is guessed no more. Alt and `letter` lead to it.
    """

    def __init__(self, name: str, editor: Widget, *, letter: str, guessed: bool, required: bool) -> None:
        super().__init__(id=f"field-{name}", classes="form-field")
        self.field_name = name
        self.editor = editor
        self.letter = letter
        self.by_hand = False
        self.left = False
        self.guessed = guessed
        self.required = required

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            star = Content(" *") if self.required else ""
            # A box says itself what it is for.
            named = not isinstance(self.editor, TickEditor)
            title = underlined(field_title(self.field_name), self.letter) if named else ""
            yield Plain(Content.assemble(title, star), classes="line-title")
            yield self.editor
            yield Plain(GUESS if self.guessed else "", classes="guess")
        yield Plain(classes="problem")

    @property
    def text(self) -> str:
        """What `read_field` is to read."""
        assert isinstance(self.editor, Editor)  # noqa: S101 - every editor has a text
        return self.editor.text

    @property
    def is_settled(self) -> bool:
        """Whether no guess changes it any more."""
        return self.by_hand or self.left

    def settle(self) -> None:
        """Take what is being typed as it stands."""
        assert isinstance(self.editor, Editor)  # noqa: S101 - see `text`
        self.editor.settle()

    def confirm(self) -> None:
        """The person has changed it: it is a guess no longer."""
        self.by_hand = True
        self._mark(guessed=False)

    def guess(self, text: str) -> None:
        """Hold this guess, marked as one, in place of an earlier one."""
        if isinstance(self.editor, Guessable) and not self.is_settled:
            if text != self.text:
                self.editor.put(text)
            self._mark(guessed=bool(text))

    def enter(self) -> None:
        """Bring the keyboard here."""
        self.display = True
        inside = next((widget for widget in self.editor.query("*") if widget.focusable), None)
        if inside is not None:
            inside.focus()

    def _mark(self, *, guessed: bool) -> None:
        if self.guessed != guessed:
            self.guessed = guessed
            self.query_one(".guess", Plain).update(GUESS if guessed else "")

    def show(self, problems: Iterable[Problem]) -> None:
        """Say below the field what is wrong or doubtful."""
        listed = list(problems)
        errors = any(problem.severity == "error" for problem in listed)
        said = self.query_one(".problem", Plain)
        said.update("\n".join(("✗ " if p.severity == "error" else "? ") + problem_sentence(p) for p in listed))
        said.display = bool(listed)
        self.set_class(errors, "-error")
        self.set_class(bool(listed) and not errors, "-warning")


def form_fields(
    book: LogBook,
    values: Mapping[str, Any],
    texts: Mapping[str, str],
    *,
    guessed: Iterable[str],
    required: Iterable[str],
    changing: bool,
) -> list[FormField]:
    """Every field with its editor, filled with `texts`, the `required` ones first; where a saved session is `changing`,
    the reason too.
    """
    titles = {name: field_title(name) for name in (*ORDER, REASON)}
    titles |= {field.name: _(DISPLAY[field.name].placeholder) for field in SESSION_FIELDS if field.kind == "flag"}
    letters = letters_of(titles)
    editors = {
        name: _editor(FIELD_BY_NAME[name], book, values, texts[name], underlined(titles[name], letters[name]))
        for name in ORDER
    }
    if changing:
        editors[REASON] = TextEditor(texts.get(REASON, ""), most=MOST_REASON, placeholder=_("may stay empty"))
    asked, guesses = frozenset(required), frozenset(guessed)
    return [
        FormField(name, editors[name], letter=letters[name], guessed=name in guesses, required=name in asked)
        for name in sorted((name for name in titles if name in editors), key=lambda name: name not in asked)
    ]


def form_title(entry: Entry | None, *, planned: bool) -> Content:
    """What the form is about: a new session, or the one that is changed; whether it is `planned` or a draft."""
    if entry is None:
        return Content(_("Add a planned session") if planned else _("Add session"))
    is_open = entry.session.status != "complete"
    status = f" · {status_title(entry.session.status).lower()}" if is_open else ""
    return Content(_("Session of {date}").format(date=day(entry.session.date)) + status)


def what_is_left(composed: Composed) -> Content:
    """How much is still missing or wrong, and how many doubts there are: what stands beside the title."""
    missing = sum(problem.code.endswith("_missing") for problem in composed.errors)
    figures = (
        (_("missing: {n}"), missing, "$text-muted"),
        (_("✗ wrong: {n}"), len(composed.errors) - missing, "$text-error"),
        (_("? doubts: {n}"), len(composed.warnings), "$text-warning"),
    )
    return Content("").join(Content.styled("   " + words.format(n=n), style) for words, n, style in figures if n)


def in_the_way(composed: Composed, guessed_after: Date | None) -> Content:
    """What still stands in the way of saving, and what the mark of a guess means: as in the session of that day."""
    parts = [Content.styled(_("Before saving"), "bold $text-primary")]
    parts += [Content.styled("✗ " + problem_sentence(problem), "$text-error") for problem in composed.errors]
    parts += [Content.styled("? " + problem_sentence(problem), "$text-warning") for problem in composed.warnings]
    if not composed.problems:
        parts.append(Content.styled(_("Nothing stands in the way."), "$text-success"))
    if guessed_after:
        words = _("≈ as in the most similar session so far, of {date}.").format(date=day(guessed_after))
        parts += [Content(""), Content.styled(words, "$foreground-muted")]
    return Content("\n").join(parts)


def show_free_text(field: FormField, composed: Composed) -> None:
    """The words of a theme are asked for only where a theme needs them."""
    wanted = any(problem.field == field.field_name for problem in composed.problems)
    field.display = wanted or bool(field.text) or field.has_focus_within


def reporter_choices(book: LogBook) -> list[Choice]:
    """The reporters, those of the book's own unit first."""
    own = book.owner.unit
    listed = sorted(
        book.reporters.values(), key=lambda reporter: (reporter.unit != own, reporter.unit, sort_key(reporter.name))
    )
    return [Choice(reporter.code, reporter.name, reporter.unit) for reporter in listed]


def _choices(name: str, book: LogBook, on: Date) -> list[Choice]:
    """What a field of codes or of a few words can hold; what is not valid on the day stands last, with its days."""
    directive = book.directive
    match name:
        case "unit" | "partners":
            return [
                Choice(unit.code, f"{unit.code} {unit.name}", "; ".join(unit.aliases)) for unit in book.units.values()
            ]
        case "form":
            return [
                Choice(form.code, f"{form.code} {titled(form)}", validity_words(form, on), also=form.title)
                for form in valid_first(directive.forms, on)
            ]
        case "reporters":
            return reporter_choices(book)
        case "themes":
            groups = {group.code: f"{group.code} {titled(group)}" for group in directive.groups}
            return [
                Choice(
                    theme.code,
                    f"{theme.code} {titled(theme)}",
                    words,
                    also=theme.title,
                    group=_("Not valid on that day") if words else groups[theme.group],
                )
                for theme in valid_first(directive.themes.values(), on)
                for words in [validity_words(theme, on)]
            ]
        case "documents":
            return [
                Choice(
                    document.code, f"{document.kind} {document.number}",
                    " · ".join(filter(None, (titled(document), validity_words(document, on)))),
                )
                for document in valid_first(directive.documents, on)
            ]  # fmt: skip
        case _:
            return [Choice(mode, mode_title(mode)) for mode in ("in_person", "online", "mixed")]


def offer_on(fields: Iterable[FormField], book: LogBook, on: Date | None) -> None:
    """Let the lists of the catalogue begin with what is valid on the day; without one they stay as they are."""
    if on is None:
        return
    for field in fields:
        if field.field_name in ("form", "themes", "documents") and isinstance(field.editor, OneEditor | SeveralEditor):
            field.editor.picker.set_choices(_choices(field.field_name, book, on))


def _editor(field: Field, book: LogBook, values: Mapping[str, Any], text: str, label: Content) -> Widget:
    """The editor of the field's kind, filled with the text; of a flag with the label that says what it is for."""
    display = DISPLAY[field.name]
    placeholder = _(display.placeholder) if display.placeholder else ""
    on = values.get("date") or book.today()
    match field.kind:
        case "date":
            return DateEditor(text, book.reference.known())
        case "code" | "word":
            return OneEditor(_choices(field.name, book, on), text, placeholder=placeholder)
        case "codes":
            return SeveralEditor(
                _choices(field.name, book, on), text, main=field.name == "themes", placeholder=placeholder
            )
        case "groups":
            return AudienceEditor(valid_first(book.directive.audiences, on), values.get(field.name) or {})
        case "count":
            return TextEditor(text, most=9, unit=_(display.counted))
        case "flag":
            return TickEditor(text, label)
        case "line":
            return TextEditor(text, most=LIMITS[field.name])
        case "text":
            return AreaEditor(text, most=LIMITS[field.name], height=display.rows)
