"""A conflict being settled field by field: from which side each field that differs is taken."""

from typing import Any

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.model import Session, from_fields, to_fields
from logs.questions.answers import Conflict, Difference, keep_content, keep_version
from logs.session.validation import Problem


class Picks:
    """The first live side at the start; a side that has deleted the session is taken as a whole or not at all."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        self.live = [number for number, side in enumerate(conflict.sides) if side.content is not None]
        self.fields = conflict.differences or self._of_the_only_one()
        self._picked = dict.fromkeys((one.field for one in self.fields), self.live[0] if self.live else 0)
        self._whole: int | None = None if self.live else 0

    def _of_the_only_one(self) -> tuple[Difference, ...]:
        """What the only live side holds, where the others have deleted the session."""
        contents = [self.conflict.sides[number].content for number in self.live[:1]]
        return tuple(Difference(name, (value,)) for one in contents if one for name, value in to_fields(one).items())

    def value(self, field: Difference, side: int) -> Any:
        """What a live side has in a field, as plain JSON."""
        return field.values[self.live.index(side)]

    def side_of(self, field: Difference) -> int:
        """The side that the field is taken from."""
        return self._picked[field.field] if self._whole is None else self._whole

    @property
    def whole(self) -> int | None:
        """The side that everything is taken from, if it is a single one."""
        if self._whole is not None:
            return self._whole
        sides = set(self._picked.values())
        return sides.pop() if len(sides) == 1 else None

    def take_all(self, side: int) -> None:
        """Take every field of a side, its deletion too."""
        self._whole = None if side in self.live else side
        if side in self.live:
            self._picked = dict.fromkeys(self._picked, side)

    def step(self, field: Difference, sides: int) -> None:
        """Take the field from the side that is so many places further on, the first one after the last."""
        side = (self.side_of(field) + sides) % len(self.conflict.sides)
        self._whole = None if side in self.live else side
        if side in self.live:
            self._picked[field.field] = side

    def save(self, book: LogBook) -> tuple[Change | None, tuple[Problem, ...]]:
        """Decide the conflict so; where the fields picked do not fit together, nothing is saved and the errors told.

        Raises SotayError as `logs.questions.answers.keep_content` does.
        """
        if self.whole is not None:
            return keep_version(book, self.conflict.id, self.conflict.sides[self.whole].version), ()
        mixed = self._mixed()
        composed = book.compose(mixed)
        errors = tuple(one for one in composed.errors if not self._is_of_a_side(one, book))
        if errors:
            return None, errors
        session = composed.session or from_fields(_plain(mixed))
        return keep_content(book, self.conflict.id, session), ()

    def _mixed(self) -> dict[str, Any]:
        """The fields of the first live side with those picked from others."""
        contents = {number: self.conflict.sides[number].content for number in self.live}
        return {
            name: getattr(contents[self._picked.get(name, self.live[0])], name) for name in Session.__struct_fields__
        }

    def _is_of_a_side(self, problem: Problem, book: LogBook) -> bool:
        """Whether a side has the same error itself, such as a code that this book does not know."""
        content = self.conflict.sides[self._picked.get(problem.field, self.live[0])].content
        own = book.compose({name: getattr(content, name) for name in Session.__struct_fields__})
        return problem in own.errors


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "date": values["date"].isoformat()}
