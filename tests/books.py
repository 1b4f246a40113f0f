"""Books to test with: made in a moment, with a clock that the test sets and ids that come in a fixed order."""

import os
import random
import uuid
from collections.abc import Callable
from datetime import date as Date
from datetime import datetime, timedelta, timezone
from errno import ENOSPC
from pathlib import Path

import pytest

from logs.book.book import LogBook, reporter_code
from logs.catalogue.directive import shipped
from logs.catalogue.units import shipped_units
from logs.model import Reporter, Role
from logs.session.validation import Known

ZONE = timezone(timedelta(hours=7))
# The shipped lists and one reporter, on 20/05/2014.
KNOWN = Known(
    directive=shipped(),
    units={unit.code: unit for unit in shipped_units()},
    reporters={"BCV-01": Reporter(code="BCV-01", unit="CB01", name="Lò Văn Pản")},
    today=Date(2014, 5, 20),
)


class Clock:
    """A clock that stands still until the test moves it; 20/05/2014, half past nine, at first."""

    def __init__(self, now: datetime = datetime(2014, 5, 20, 9, 30, tzinfo=ZONE)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, text: str) -> None:
        """Move to `2014-12-14` or `2014-12-14T23:59`, in Vietnam."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=ZONE)


def ids(seed: int = 0) -> Callable[[], str]:
    """A maker of random-looking ids, the same ones for the same seed."""
    numbers = random.Random(seed)  # noqa: S311 - repeatable on purpose
    return lambda: str(uuid.UUID(int=numbers.getrandbits(128), version=4))


def make_book(
    folder: Path, clock: Clock, *, unit: str = "CB01", role: Role = "reporter", names: tuple[str, ...] = ("Lò Văn Pản",)
) -> LogBook:
    """A new, open book in `folder` of the first person named; the shipped catalogue and unit list."""
    reporters = [Reporter(code=reporter_code(unit, name), unit=unit, name=name) for name in names]
    return LogBook.create(
        folder,
        unit=unit,
        reporters=reporters,
        role=role,
        directive=shipped(),
        units=shipped_units(),
        clock=clock,
        new_id=ids(sum(folder.name.encode())),
    )


def fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing more reach the disk: every save fails with ENOSPC until the patch is undone."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    for name in ("os.fsync", "os.replace", "logs.store.journal._sync"):
        monkeypatch.setattr(name, fail)
