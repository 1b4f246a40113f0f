from collections.abc import Iterable

from msgspec import Struct

from logs.query import Entry


class Likeness(Struct, frozen=True):
    a: str
    b: str
    score: int
    reasons: tuple[str, ...]


def likely_duplicates(entries: Iterable[Entry], least: int = 60) -> list[Likeness]:
    return []
