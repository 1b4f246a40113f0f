"""Days, months, quarters and years as the registers name them: `2014-09`, `2014-Q3`, `2014-6T`, `2014-9T`, `2014`."""

import calendar
import re
from collections.abc import Iterator
from datetime import date as Date
from functools import lru_cache

from msgspec import Struct

from logs.errors import SotayError

EARLIEST_YEAR, LATEST_YEAR = 2000, 2200
_NAMED = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|([69])T))?", re.ASCII | re.IGNORECASE)


class Period(Struct, frozen=True):
    """A stretch of days, both ends included; `name` is how files and commands write it."""

    name: str
    start: Date
    end: Date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, Date) and self.start <= day <= self.end

    def covers(self, other: "Period") -> bool:
        """Whether this is a longer stretch in which the whole of the other lies."""
        return self != other and self.start <= other.start and other.end <= self.end


class Span(Struct, frozen=True):
    """The days that are asked for, both ends included; None leaves an end open."""

    start: Date | None = None
    end: Date | None = None

    def __contains__(self, day: Date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@lru_cache(maxsize=256)
def read_period(text: str) -> Period:
    """The period that a name stands for; raises SotayError `period_unknown`."""
    found = _NAMED.fullmatch(text.strip())
    if not found or not EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        raise SotayError("period_unknown", value=text)
    year, name = int(found[1]), found[0].upper()
    first, last = 1, 12
    if found[2]:
        first = last = int(found[2])
    elif found[3]:
        first, last = int(found[3]) * 3 - 2, int(found[3]) * 3
    elif found[4]:
        last = int(found[4])
    return Period(name, Date(year, first, 1), Date(year, last, calendar.monthrange(year, last)[1]))


def span(start: Date, end: Date) -> Period:
    """The days from one to the other, by the name of the period that they are; any others have none ("")."""
    year = f"{start.year:04}"
    names = (year, f"{year}-6T", f"{year}-9T", quarter_of(start), month_of(start))
    named = (read_period(name) for name in names) if EARLIEST_YEAR <= start.year <= LATEST_YEAR else ()
    return next((one for one in named if (one.start, one.end) == (start, end)), Period("", start, end))


def span_key(name: str, start: Date, end: Date) -> str:
    """How days are named in file names and keys: by their period, those of none as `20140405-20140630`."""
    return name or f"{start:%Y%m%d}-{end:%Y%m%d}"


def month_of(day: Date) -> str:
    """`2014-09`."""
    return f"{day.year:04}-{day.month:02}"


def same_day(day: Date, year: int) -> Date:
    """The same day of another year; of 29 February the 28th, whichever year it is."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def days_of(month: str) -> tuple[Date, Date]:
    """The first and the last day of `2014-09`."""
    year, number = int(month[:4]), int(month[5:])
    return Date(year, number, 1), Date(year, number, calendar.monthrange(year, number)[1])


def quarter_of(day: Date) -> str:
    """`2014-Q3`."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def months(start: Date, end: Date) -> Iterator[str]:
    """Every month that the days from `start` to `end` touch."""
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def quarters(start: Date, end: Date) -> Iterator[str]:
    """Every quarter that the days from `start` to `end` touch."""
    for number in range(start.year * 4 + (start.month - 1) // 3, end.year * 4 + (end.month - 1) // 3 + 1):
        yield f"{number // 4:04}-Q{number % 4 + 1}"
