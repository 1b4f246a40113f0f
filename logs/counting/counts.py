"""How many sessions count, and what is shown of one before it is decoded."""

from datetime import date as Date

from msgspec import Struct

from logs.model import Status
from logs.session.query import Reason


class Outline(Struct, frozen=True, gc=False):
    """What a list shows of a live session as it is read here, and why it does not count (None: it does)."""

    id: str
    version: str
    date: Date
    unit: str
    status: Status
    form: str | None
    attendance: int | None
    themes: tuple[str, ...]
    topic: str
    place: str
    left_out: Reason | None
    conflict: bool = False


class Counts(Struct, frozen=True, gc=False):
    """Live sessions: those that count, with their listeners, and how many do not for which reason; of all of them those
    in conflict.
    """

    counted: int = 0
    attendance: int = 0
    left_out: dict[Reason, int] = {}
    conflicts: int = 0

    @property
    def all(self) -> int:
        """Every live session."""
        return self.counted + sum(self.left_out.values())
