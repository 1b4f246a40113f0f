"""Dates and counts as office staff type them: day first, `1.234` for a thousand."""

import contextlib
import re
from datetime import date as Date
from datetime import timedelta

from logs.errors import SotayError
from logs.text import fold

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})(?:\2(\d{4}|\d{2}))?", re.ASCII)
_MIXED_YEAR = re.compile(r"(\d{1,2})([/.])(\d{1,2})[/.\-](\d{4})", re.ASCII)  # `5/12-2014`
# `12-13/5`, `12/5 - 14/5/2014`, `30/5-2/6`: several days, the first of them perhaps without its month.
_DAYS = re.compile(
    r"(\d{1,2})(?:[/.]\d{1,2}(?:[/.]\d{2,4})?)?\s*(?:[-–—]|den)\s*(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?",
    re.ASCII,
)
_DAY_ALONE = re.compile(r"(\d{1,2})/?", re.ASCII)  # `12`, or `12/` where a number alone counts people
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_DATES = (_ISO, _DAY_FIRST, _MIXED_YEAR, _DAYS)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|\d+", re.ASCII)
_MOST_DIGITS = 9
_LATEST_YEAR = 2200  # of a day in a list
_PEOPLE = re.compile(
    r"(\d[\d.,]*)\s*(?:luot nguoi nghe|luot nguoi|luot|nguoi nghe|nguoi du|nguoi|dong chi|d/c|dc)", re.ASCII
)
_HOURS = re.compile(r"(\d{1,2})\s*(?:h|gio|tieng)\s*(?:(\d{1,2})\s*(?:phut|ph|p)?)?", re.ASCII)
_MINUTES = re.compile(r"(\d[\d.,]*)\s*(?:phut|ph|p|')", re.ASCII)
_LONGEST = 5  # hours that a line tells in this way; from there on they are a time of day
_WITH_COMMA = re.compile(r"\d[\d.]*(?:,\d+)+", re.ASCII)
_WORDS = {"hom nay": 0, "nay": 0, "today": 0, "hom qua": 1, "qua": 1, "yesterday": 1, "hom kia": 2, "kia": 2}


def looks_like_date(text: str) -> bool:
    """Whether the text has the shape of a date, be it a real day or not."""
    folded = fold(text)
    is_day_alone = folded.endswith("/") and _DAY_ALONE.fullmatch(folded) is not None
    return folded in _WORDS or any(shape.fullmatch(folded) for shape in _DATES) or is_day_alone


def read_date(text: str, today: Date, period: tuple[Date, Date] | None = None) -> Date:
    """The day meant by `5/12/2014`, `05-12-2014`, `5.12`, `05122014`, `2014-12-05`, `hôm qua` …

    Without a year the one that lies in the `period` (its first and last day), if it lies ahead too; else the nearest
    day not after `today`. Raises SotayError `date_unreadable`, `date_impossible`, or `date_several` for a
    stretch of days (`12-13/5`), of which no one is meant.
    """
    folded = fold(text)
    if folded in _WORDS:
        return today - timedelta(days=_WORDS[folded])
    try:
        if found := _ISO.fullmatch(folded):
            return Date(int(found[1]), int(found[2]), int(found[3]))
        parts = _day_first(folded)
        if not parts:
            raise SotayError("date_several" if _DAYS.fullmatch(folded) else "date_unreadable", value=text)
        day, month, year = parts
        if year is not None:
            return Date(year if year > 99 else 2000 + year, month, day)
        return _day_within(day, month, today, period) or _nearest_past(day, month, today)
    except ValueError:
        raise SotayError("date_impossible", value=text) from None


def read_day_alone(text: str, today: Date) -> Date | None:
    """The last day of that number up to today, for `12` and `12/`; None for any other text. Raises SotayError
    `date_impossible`.
    """
    found = _DAY_ALONE.fullmatch(text.strip())
    if found is None:
        return None
    first = today.replace(day=1)
    for _month in range(3):
        with contextlib.suppress(ValueError):
            if (day := first.replace(day=int(found[1]))) <= today:
                return day
        first = (first - timedelta(days=1)).replace(day=1)
    raise SotayError("date_impossible", value=text)


def read_dated(text: str) -> Date:
    """A day with its year, as a list of others has it: none that is told by today's. Raises SotayError as `read_date`
    does, `date_unreadable` for a day without a year too, or one that is a slip.
    """
    day = read_date(text, Date.max)
    if day.year > _LATEST_YEAR:
        raise SotayError("date_unreadable", value=text)
    return day


def read_day(text: str, today: Date, year: int, period: tuple[Date, Date] | None = None) -> Date:
    """As `read_date`, but a day without a year outside the `period` is of `year`: for the ends of a range, which may
    lie ahead.
    """
    parts = _day_first(fold(text))
    if parts is None or parts[2] is not None:
        return read_date(text, today)
    day, month, _year = parts
    return _day_within(day, month, today, period) or read_date(f"{day:02}/{month:02}/{year}", today)


def _day_first(folded: str) -> tuple[int, int, int | None] | None:
    """Day, month and year as they are typed; the year may lack."""
    if found := _DAY_FIRST.fullmatch(folded) or _MIXED_YEAR.fullmatch(folded):
        return int(found[1]), int(found[3]), int(found[4]) if found[4] else None
    if found := _DIGITS.fullmatch(folded):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def _day_within(day: int, month: int, today: Date, period: tuple[Date, Date] | None) -> Date | None:
    """The `day`/`month` in the period; of several the last one up to today, else the first."""
    start, end = period or (Date.max, Date.min)
    days: list[Date] = []
    for year in range(start.year, end.year + 1):
        with contextlib.suppress(ValueError):
            days.append(Date(year, month, day))
    days = [one for one in days if start <= one <= end]
    return max((one for one in days if one <= today), default=min(days, default=None))


def _nearest_past(day: int, month: int, today: Date) -> Date:
    """The last `day`/`month` up to today; 29/02 may lie up to eight years back. Raises ValueError."""
    Date(2000, month, day)  # a day that no leap year has is impossible
    for year in range(today.year, today.year - 9, -1):
        try:
            day_of_year = Date(year, month, day)
        except ValueError:
            continue
        if day_of_year <= today:
            return day_of_year
    raise ValueError


def read_count(text: str) -> int:
    """A whole number of at least 0 as typed: `25`, `1.234`.

    Raises SotayError `count_comma` for `1,234` and `1,5`, `count_too_large` for a number of more than nine digits,
    `count_unreadable` for anything else that is no number.
    """
    stripped = text.strip()
    if _GROUPED.fullmatch(stripped):
        digits = stripped.replace(".", "").lstrip("0")
        if len(digits) > _MOST_DIGITS:
            raise SotayError("count_too_large", value=text)
        return int(digits or "0")
    if _WITH_COMMA.fullmatch(stripped):
        raise SotayError("count_comma", value=text)
    raise SotayError("count_unreadable", value=text)


def counts_people(text: str) -> bool:
    """Whether the text is a number with the word for people behind it: `25 người`, `25 đ/c`."""
    return bool(_PEOPLE.fullmatch(fold(text)))


def read_people(text: str) -> int:
    """A number of listeners, with the word for people behind it or without; raises as `read_count` does."""
    found = _PEOPLE.fullmatch(fold(text))
    return read_count(found[1] if found else text)


def tells_duration(text: str) -> bool:
    """Whether the text can only be how long something took: `90p`, `90 phút`, `1h30`, `2 giờ`."""
    folded = fold(text)
    found = _HOURS.fullmatch(folded)
    return int(found[1]) <= _LONGEST if found else bool(_MINUTES.fullmatch(folded))


def read_minutes(text: str) -> int:
    """Minutes as typed: `90`, `90 phút`, `1h30`, `1 giờ 30 phút`; raises as `read_count` does."""
    folded = fold(text)
    if found := _HOURS.fullmatch(folded):
        return 60 * int(found[1]) + int(found[2] or 0)
    found = _MINUTES.fullmatch(folded)
    try:
        return read_count(found[1] if found else folded)
    except SotayError as error:
        raise SotayError(error.code, value=text) from None
