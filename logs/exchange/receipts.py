"""What the level above has said of the files that this book sent: which sessions it holds and which it set aside."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from logs.catalogue.exemptions import Mark
from logs.model import Code, SessionId, VersionId

KEPT_APART = "session_kept_apart"
"""Says of a session that is held that it goes by another id there (`id`): two units had logged under this one."""


class Rejected(Struct, frozen=True):
    """A session that was not taken; `code` and `params` name the reason as those of a SotayError do."""

    id: SessionId
    code: str
    params: dict[str, str] = {}


class AnsweredMark(Mark, frozen=True, kw_only=True, omit_defaults=True):
    """A mark of ours and what the level above answered: with its `note`."""

    accepted: bool
    note: str = ""


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The newest receipt of an office; `number` grows with every receipt that it writes.

    `held` gives the version that the office took of each session, `set_aside` what it did not take. `files` are the
    numbers of our files that it speaks of, `exemptions` the marks of ours that it answered. Of one that came in parts
    `parts` are those that are there, each with its SHA-256, of as many as `of`.
    """

    sha256: str
    unit: Code
    book: SessionId
    number: int
    made: datetime
    came: datetime
    files: tuple[int, ...]
    held: dict[SessionId, VersionId]
    set_aside: tuple[Rejected, ...] = ()
    exemptions: tuple[AnsweredMark, ...] = ()
    parts: dict[int, str] = {}
    of: int = 1

    def beside(self, others: "Receipt") -> "Receipt":
        """This part of a receipt with the parts that were there."""
        return replace(
            self, files=tuple(dict.fromkeys((*others.files, *self.files))), held=others.held | self.held,
            set_aside=(*others.set_aside, *self.set_aside), parts=others.parts | self.parts,
        )  # fmt: skip

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """What has to be mended: set aside, and not held all the same."""
        return tuple(one for one in self.set_aside if one.id not in self.held)

    @property
    def apart(self) -> dict[SessionId, SessionId]:
        """By our sessions' ids those that they go by there, where they are others."""
        named = (one for one in self.set_aside if one.code == KEPT_APART and one.id in self.held)
        return {one.id: one.params.get("id", "") for one in named}
