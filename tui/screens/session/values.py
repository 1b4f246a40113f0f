"""Between a session and the texts of its form: the same reading of each field as on the command line."""

from collections.abc import Mapping
from datetime import date as Date
from typing import Any

from msgspec import Struct

from logs.book.book import LogBook
from logs.entry.doubles import Doubles
from logs.errors import SotayError
from logs.model import Session
from logs.session.fields import FIELDS, read_field
from logs.session.validation import Composed, Problem
from tui.text.formats import day


class Read(Struct, frozen=True):
    """What the texts of a form mean: field values, and the findings of fields that could not be read."""

    values: dict[str, Any]
    unread: tuple[Problem, ...]

    def compose(self, book: LogBook, doubles: Doubles | None = None, own: str = "") -> Composed:
        """The session, unless something is in the way; a field that could not be read is not also missing.

        With `doubles` also whether it looks like another than its `own` in the book.
        """
        composed = book.compose(self.values)
        unread = {problem.field for problem in self.unread}
        others = tuple(
            problem
            for problem in composed.problems
            if problem.field not in unread or not problem.code.endswith("_missing")
        )
        wrong = any(problem.severity == "error" for problem in self.unread)
        session = None if wrong else composed.session
        alike = doubles.doubts(session, own) if doubles and session else ()
        return Composed(session, (*self.unread, *others, *alike))


def read_texts(texts: Mapping[str, str], book: LogBook) -> Read:
    """The values that the texts stand for; what is no field of a session is left alone."""
    known = book.reference.known()
    values: dict[str, Any] = {}
    unread: list[Problem] = []
    for name in (name for name in texts if name in FIELDS):
        try:
            values[name] = read_field(name, texts[name], known)
        except SotayError as error:
            unread.append(Problem(name, error.code, params=dict(error.params)))
    return Read(values, tuple(unread))


def to_text(value: object) -> str:
    """A field's value as a person would type it, so that reading it gives the value again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "co" if value else ""
    if isinstance(value, Date):
        return day(value)
    if isinstance(value, Mapping):
        return ", ".join(code if count is None else f"{code}={count}" for code, count in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(str(part) for part in value)
    return str(value)


def texts_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The text of every field, "" where there is no value."""
    return {name: to_text(values.get(name)) for name in FIELDS}


def values_of(session: Session) -> dict[str, Any]:
    """A session's values by field."""
    return {name: getattr(session, name) for name in FIELDS}
