"""Figures, days and stretches of days as Vietnamese papers print them, whatever the language of the program."""

from collections.abc import Sequence
from datetime import date as Date

_ROMAN = ("I", "II", "III", "IV")


def figure(number: int) -> str:
    """`1.234`."""
    return f"{number:,}".replace(",", ".")


def decimal(number: float | None) -> str:
    """`1.234,5`; `–` where there is nothing to reckon with. What is rounded before by `logs.rates` stays as it is."""
    return "–" if number is None else f"{number:,.1f}".translate(str.maketrans(",.", ".,"))


def day_in_words(day: Date) -> str:
    """`ngày 02 tháng 4 năm 2014`: days below ten and the first two months have a zero before them."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def month_title(month: str) -> str:
    """`Tháng 9/2014` for `2014-09`."""
    return f"Tháng {int(month[5:])}/{month[:4]}"


def month_names(months: Sequence[str]) -> dict[str, str]:
    """By month how it is called beside the others: `9` where all are of one year, else `9/2014`."""
    is_one_year = len({month[:4] for month in months}) == 1
    return {month: str(int(month[5:])) if is_one_year else month_title(month)[6:] for month in months}


def quarter_title(quarter: str) -> str:
    """`Quý III/2014` for `2014-Q3`."""
    return f"Quý {_ROMAN[int(quarter[-1]) - 1]}/{quarter[:4]}"


def period_in_words(name: str) -> str:
    """`năm 2014`, `quý III năm 2014`, `6 tháng đầu năm 2014` for `2014`, `2014-Q3`, `2014-6T`; "" for no name."""
    year, _dash, rest = name.partition("-")
    if not rest:
        return f"năm {year}" if year else ""
    if rest.startswith("Q"):
        return f"quý {_ROMAN[int(rest[1]) - 1]} năm {year}"
    if rest in ("6T", "9T"):
        return f"6 tháng đầu năm {year}" if rest == "6T" else f"9 tháng năm {year}"
    return f"tháng {int(rest)} năm {year}"
