"""The guesses in a session form: made anew as one types, for the fields that nobody has touched."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from typing import Any, NamedTuple

from logs.book.book import LogBook
from logs.entry.suggestions import Guesses
from logs.session.query import Entry
from tui.screens.session.fields import FormField
from tui.screens.session.values import read_texts, texts_of, to_text, values_of


class FormGuesses:
    """What a form guesses from the earlier session most like what was typed; `saved` is the one just saved before."""

    def __init__(self, book: LogBook, saved: Entry | None = None) -> None:
        self.book = book
        self.guesses = Guesses(book)
        self._date = saved.session.date if saved else book.today()
        self.after: Date | None = None
        """The day of the session that the guesses are taken from."""

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the fields that are not typed."""
        similar = self.guesses.similar(typed)
        self.after = similar[0].session.date if similar else None
        return {"date": self._date} | {name: one for name, one in self.guesses.of(typed).items() if name != "date"}

    def again(self, fields: Iterable[FormField], seen: Mapping[str, str]) -> dict[str, str]:
        """Put new guesses into fields that nobody has been in yet; the texts they hold now, by name.

        What a field held when the keyboard left it was in sight and stays. A field that no longer holds the text `seen`
        in it last has just been typed into.
        """
        listed = list(fields)
        settled = {field.field_name: field.text for field in listed if field.is_settled and field.text}
        guessed = self.of(read_texts(settled, self.book).values)
        idle = [one for one in listed if not (one.is_settled or one.has_focus_within) and one.field_name != "date"]
        open_to = [one for one in idle if one.text == seen[one.field_name]]
        for field in open_to:
            field.guess(to_text(guessed.get(field.field_name)))
        return {field.field_name: field.text for field in open_to}


class Start(NamedTuple):
    """What a form holds at first: values, texts, the names of guesses, and who guesses on; None where nobody does."""

    values: dict[str, Any]
    texts: dict[str, str]
    guessed: list[str]
    guessing: FormGuesses | None


def begun(
    book: LogBook, entry: Entry | None, typed: Mapping[str, str], *, copy: bool = False, after: Entry | None = None
) -> Start:
    """A form for a new session, or one for `entry` or its copy; the texts `typed` elsewhere stand above all."""
    guessing = FormGuesses(book, after) if entry is None else None
    read = read_texts(typed, book).values
    values: dict[str, Any] = values_of(entry.session) if entry else {}
    if guessing:
        values = guessing.of({name: value for name, value in read.items() if value})
    if copy:
        values |= {"date": book.today(), "status": "complete", "record_number": "", "record_date": None}
    guessed = [name for name in values if guessing and name not in typed]
    return Start(values | read, texts_of(values) | dict(typed), guessed, guessing)
