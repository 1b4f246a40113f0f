"""What was done to a book, step by step: enough to undo it and to tell a session's history."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from logs.model import Session, to_fields
from logs.versions import Record

NOTHING = Raw(b"null")
"""What stands for a document that is not there."""
Action = Literal["add", "edit", "delete", "merge", "restore", "decide", "import", "lists", "undo", "redo"]


class Change(Struct, frozen=True, omit_defaults=True):
    """One step: when, by whom, what, and the documents as they stood before it (`null` where there was none).

    `files` are the names of merged files; `sources` tells, for versions that came into conflict in a merge, which file
    (SHA-256 of its body) brought them. `undone` says that it does not stand any more, `undoes` which step an undo or a
    redo answers. `chosen` marks the undo of a merge that a person picked among all: unlike the undo of the last step,
    it is itself a step to be undone.
    """

    number: int
    at: datetime
    who: str
    action: Action
    before: dict[str, dict[str, Raw]]
    reason: str = ""
    undone: bool = False
    undoes: int | None = None
    files: tuple[str, ...] = ()
    sources: dict[str, str] = {}
    chosen: bool = False

    @property
    def key(self) -> str:
        """The id under which it is kept; ids sort as the steps were made."""
        return change_key(self.number)

    @property
    def stands(self) -> bool:
        """Whether it is something done, not an undo or a redo, and has not been undone."""
        return self.undoes is None and not self.undone

    def documents_before(self, table: str) -> dict[str, bytes | None]:
        """The documents of a table that it changed, as `document_before` gives each."""
        return {key: self.document_before(table, key) for key in self.before.get(table, ())}

    def views_before(self, table: str) -> dict[str, bytes | None]:
        """The same, not copied: to be saved or decoded, not to be compared."""
        return {key: None if raw == NOTHING else raw for key, raw in self.before.get(table, {}).items()}

    def document_before(self, table: str, key: str) -> bytes | None:
        """A document that it changed as it stood before the step; None where there was none."""
        raw = self.before[table][key]
        return None if raw == NOTHING else bytes(raw)

    def record_before(self, session_id: str) -> Record | None:
        """The session's record as it stood before the step; None where there was none."""
        raw = self.document_before("sessions", session_id)
        return None if raw is None else msgspec.json.decode(raw, type=Record)

    @property
    def session_ids(self) -> tuple[str, ...]:
        """The sessions that the step changed."""
        return tuple(self.before.get("sessions", ()))


class StepHead(Struct, frozen=True):
    """A step without the documents, of which it may have those of all sessions; fields as in `Change`."""

    number: int
    action: Action
    undone: bool = False
    undoes: int | None = None
    chosen: bool = False

    @property
    def stands(self) -> bool:
        """As `Change.stands`."""
        return self.undoes is None and not self.undone


class FieldChange(Struct, frozen=True):
    """A field's value before and after, as plain JSON values; None where it was empty."""

    field: str
    old: Any
    new: Any


class Step(Struct, frozen=True):
    """One step in the history of one session."""

    at: datetime
    who: str
    action: Action
    reason: str
    changes: tuple[FieldChange, ...]


def change_key(number: int) -> str:
    """`00000042`."""
    return f"{number:08}"


def what_became(before: Record | None, after: Record | None) -> tuple[FieldChange, ...]:
    """What a step made of a session as it was shown; where it settled a conflict, of the other live versions too."""
    new = after.shown.content if after else None
    former = [before.shown.content if before else None]
    if before and after and not after.is_conflict:
        former += [head.content for head in before.heads if head.content not in (None, *former)]
    found: list[FieldChange] = []
    for old in former:
        found += [change for change in differences(old, new) if change not in found]
    return tuple(found)


def differences(old: Session | None, new: Session | None) -> tuple[FieldChange, ...]:
    """Field by field, in the order of the model, what differs."""
    before = to_fields(old) if old else {}
    after = to_fields(new) if new else {}
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in Session.__struct_fields__
        if before.get(name) != after.get(name)
    )
