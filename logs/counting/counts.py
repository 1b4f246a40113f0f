"""How many sessions count, and what is known of one before it is decoded."""

from datetime import date as Date

from msgspec import Struct

from logs.model import Status
from logs.session.query import Reason


class Outline(Struct, frozen=True, gc=False):
    """The day and the status of a live session."""

    id: str
    date: Date
    status: Status


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
