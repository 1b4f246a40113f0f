"""Figures and dates as Vietnamese offices write them: 1.234,5 and 05/12/2014; in English 1,234.5, dates day first."""

from datetime import date as Date
from datetime import datetime

from logs import rates
from tui.core.i18n import _, language

_ROMAN = ("I", "II", "III", "IV")
_SWAP = str.maketrans(",.", ".,")


def day(value: Date) -> str:
    """`05/12/2014`."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def moment(value: datetime) -> str:
    """`05/12/2014 14:05`, in local time."""
    local = value.astimezone()
    return f"{day(local)} {local.hour:02}:{local.minute:02}"


def number(value: float, digits: int = 1) -> str:
    """`1.234` for a whole number, `1.234,5` otherwise, with `digits` decimals."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.{digits}f}"
    return text.translate(_SWAP) if language() == "vi" else text


def batch_name(key: str) -> str:
    """The number of a merge as people say it: `3` for `00000003`. The commands take either."""
    return key.lstrip("0")


def percent(part: int, whole: int) -> str:
    """The share of `part` in `whole`: `25,6%`; `–` where the whole is zero."""
    found = rates.share(part, whole)
    return "–" if found is None else f"{number(found)}%"


def month_title(month: str, *, long: bool = False) -> str:
    """`T9` for `2014-09`, or long `Tháng 9/2014`."""
    year, _dash, place = month.partition("-")
    if long:
        return _("Month {month}/{year}").format(month=int(place), year=year)
    return _("M{month}").format(month=int(place))


def quarter_title(quarter: str, *, long: bool = False) -> str:
    """`Quý III` for `2014-Q3`, or long `Quý III/2014`."""
    year, _dash, place = quarter.partition("-Q")
    roman = _ROMAN[int(place) - 1]
    if long:
        return _("Quarter {quarter}/{year}").format(quarter=roman, year=year)
    return _("Quarter {quarter}").format(quarter=roman)


def column_title(column: str, year: int) -> str:
    """The heading of a month's or a quarter's column: short, and of another year than `year` with that year."""
    title = quarter_title(column) if "Q" in column else month_title(column)
    return title if column.startswith(f"{year}-") else f"{title}/{column[2:4]}"


def short_period(period: str) -> str:
    """The heading of a period's column: `T9`, `Quý III`, `6 tháng`, `9 tháng` or `2014`."""
    year, _dash, rest = period.partition("-")
    if rest in ("6T", "9T"):
        return _("{n} months").format(n=rest[0])
    return column_title(period, int(year)) if rest else year


def period_title(period: str) -> str:
    """`Tháng 9/2014`, `Quý III/2014`, `6 tháng đầu năm 2014`, `9 tháng năm 2014` or `Năm 2014`."""
    year, dash, rest = period.partition("-")
    if not dash:
        return _("Year {year}").format(year=year)
    if rest.startswith("Q"):
        return quarter_title(period, long=True)
    if rest == "6T":
        return _("First 6 months of {year}").format(year=year)
    if rest == "9T":
        return _("First 9 months of {year}").format(year=year)
    return month_title(period, long=True)
