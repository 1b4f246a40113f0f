"""From the words of options and FIELD=VALUE arguments to values of fields, with everything that is wrong at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logs.errors import SotayError
from tui.cli.errors import Refused

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.model import Session
    from logs.session.query import Entry
    from logs.session.validation import Known, Problem

_ALIASES = {"theme": "themes", "reporter": "reporters", "partner": "partners", "document": "documents", "note": "notes"}


class Typed:
    """Field values read so far and what could not be read."""

    def __init__(self, fields: Mapping[str, Any] = {}, problems: Iterable["Problem"] = ()) -> None:
        self.fields = dict(fields)
        self.problems = list(problems)

    def read(self, field: str, texts: Sequence[str], known: "Known") -> None:
        """Take the field's value from what was typed, once or several times; the new value replaces an earlier one."""
        from logs.session.fields import read_field
        from logs.session.validation import Problem

        self.problems = [problem for problem in self.problems if problem.field != field]
        self.fields.pop(field, None)
        try:
            for text in texts:
                self._put(field, read_field(field, text, known))
        except SotayError as error:
            self.problems.append(Problem(field, error.code, params=error.params))

    def assign(self, assignments: Iterable[str], known: "Known") -> None:
        """Take FIELD=VALUE arguments; raises Refused with every one that is wrong where one is not understood."""
        from logs.session.validation import Problem

        wrong: list[Problem] = []
        for assignment in assignments:
            name, equals, text = assignment.partition("=")
            try:
                if not equals:
                    raise SotayError("assignment", value=assignment)
                self.read(field_name(name.strip()), [text], known)
            except SotayError as error:
                wrong.append(Problem("line", error.code, params=error.params))
        if wrong:
            raise Refused([*wrong, *self.problems])

    def _put(self, field: str, value: Any) -> None:
        earlier = self.fields.get(field)
        if isinstance(earlier, tuple):
            value = (*earlier, *value)
        elif isinstance(earlier, dict):
            if twice := earlier.keys() & value.keys():
                raise SotayError("code_twice", value=min(twice))
            value = earlier | value
        self.fields[field] = value

    def session(self, book: "LogBook") -> tuple["Session", tuple["Problem", ...]]:
        """The session, with the warnings about it; raises Refused with every finding when there are errors."""
        composed = book.compose(self.fields)
        wrong = [problem for problem in self.problems if problem.severity == "error"]
        unread = {problem.field for problem in wrong}
        errors = [*wrong, *(problem for problem in composed.errors if problem.field not in unread)]
        if errors or composed.session is None:
            raise Refused(errors)
        return composed.session, (*(one for one in self.problems if one not in wrong), *composed.warnings)


def field_name(text: str) -> str:
    """The field that a person names by its code, in the singular or plural, or by its title.

    Raises SotayError `field_unknown`.
    """
    from logs.session.fields import FIELDS
    from logs.text import fold
    from tui.text.labels import field_title

    wanted = fold(text).replace("-", "_")
    for name in FIELDS:
        if wanted in (name, fold(field_title(name))):
            return name
    if wanted in _ALIASES:
        return _ALIASES[wanted]
    raise SotayError("field_unknown", value=text)


def warn(warnings: Iterable["Problem"]) -> None:
    """Tell what deserves a second look."""
    from tui.cli.output import say
    from tui.text.errors.messages import problem_sentence

    for warning in warnings:
        say(problem_sentence(warning))


def entry_fields(entry: "Entry") -> dict[str, Any]:
    """A session as JSON: its id and version, then its fields (empty optional ones left out)."""
    from logs.model import to_fields

    return {"id": entry.id, "version": entry.version, **to_fields(entry.session)}
