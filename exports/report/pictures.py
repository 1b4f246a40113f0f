"""The pictures of a report, whatever draws them: bars by month and heat maps, each with what it says in words.

Every bar and cell has its figure in it: nobody has to tell colours apart.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from exports.official.numbers import figure, month_names
from exports.report.body import begun_months, months_in_words, named
from exports.report.model import Report

_SHADES = 6
NONE, UNKNOWN = "·", "–"
LEGEND = f"“{NONE}”: chưa có buổi nào; “{UNKNOWN}”: chỉ có số tổng hợp."
"""What stands in a cell of a heat map in place of a figure."""


class Bars(Struct, frozen=True):
    """Sessions by month: its name, then those of this year and, where the book has any, those of the year before."""

    title: str
    words: str
    months: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max(number for _name, numbers in self.months for number in numbers)

    @property
    def read_out(self) -> str:
        """All of it as text: `T1: 3 (4); T2: …`, the year before in brackets."""
        return "; ".join(
            f"{name}: {figure(now)}{''.join(f' ({figure(then)})' for then in before)}"
            for name, (now, *before) in self.months
        )


class HeatRow(Struct, frozen=True):
    """A line of a heat map: its name, then figure and shade (0 for none) of every cell."""

    name: str
    cells: tuple[tuple[str, int], ...]


class Heat(Struct, frozen=True):
    """A heat map as a table: what its lines are, code and title of its columns, and the sessions of each shade."""

    title: str
    words: str
    first: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[tuple[int, str], ...]


def month_bars(report: Report) -> Bars | None:
    """This year's months beside those of the year before; None where there is nothing to compare."""
    names = month_names([month.name for month in report.months])
    is_beside = bool(report.before_months)
    pairs = {month.name: (month.sessions, report.before_months.get(_year_before(month.name), 0))
             for month in report.months}  # fmt: skip
    if not any(map(any, pairs.values())) or (len(pairs) == 1 and not is_beside):
        return None
    words = [months_in_words(report)]
    if is_beside:
        words += [_compared([pairs[month.name] for month in begun_months(report)]),
                  "Thanh đậm là kỳ này, thanh nhạt là cùng kỳ năm trước."]  # fmt: skip
    return Bars(
        "Số buổi theo tháng" + (", so với cùng kỳ năm trước" if is_beside else ""),
        " ".join(filter(None, words)),
        tuple((_short(names[month]), pair if is_beside else pair[:1]) for month, pair in pairs.items()),
    )


def heats(report: Report) -> tuple[Heat, ...]:
    """Sessions by group of themes and month, and by unit and group where there are several; none without sessions."""
    names = month_names([month.name for month in report.months])
    months = [(_short(name), f"tháng {name}") for name in names.values()]
    by_month = [
        (f"{part.code}. {part.title}", [report.group_months.get(part.code, {}).get(month, 0) for month in names])
        for part in report.groups
    ]
    groups = [(part.code, part.title) for part in report.groups]
    by_unit = [
        (unit.name, [None if unit.groups is None else unit.groups.get(code, 0) for code, _title in groups])
        for unit in report.units
        if len(report.units) > 1
    ]
    found = (
        _heat("Số buổi theo nhóm nội dung và tháng", "Nhóm nội dung", months, by_month),
        _heat("Số buổi theo đơn vị và nhóm nội dung", "Đơn vị", groups, by_unit),
    )
    return tuple(heat for heat in found if heat.legend)


def _year_before(month: str) -> str:
    """`2013-05` for `2014-05`."""
    return f"{int(month[:4]) - 1}{month[4:]}"


def _short(name: str) -> str:
    return name if "/" in name else f"T{name}"


def _compared(pairs: Sequence[tuple[int, int]]) -> str:
    """In how many months there was more than a year before, less, or as much."""
    counts = (
        (sum(now > then for now, then in pairs), "nhiều buổi hơn"),
        (sum(now < then for now, then in pairs), "ít buổi hơn"),
        (sum(now == then for now, then in pairs), "bằng nhau"),
    )
    said = ", ".join(f"{figure(count)} tháng {words}" for count, words in counts if count)
    return f"So với cùng kỳ năm trước: {said}." if said else ""


Lines = Sequence[tuple[str, Sequence[int | None]]]


def _heat(title: str, first: str, columns: Sequence[tuple[str, str]], lines: Lines) -> Heat:
    most = max((number for _name, numbers in lines for number in numbers if number), default=0)
    edges = _edges(most)
    rows = tuple(
        HeatRow(name, tuple((UNKNOWN, 0) if number is None else _shade(number, edges) for number in numbers))
        for name, numbers in lines
    )
    words = _in_words(first, columns, lines, most) if most else ""
    return Heat(title, words, first, tuple(columns), rows, _legend(edges, most))


def _in_words(first: str, columns: Sequence[tuple[str, str]], lines: Lines, most: int) -> str:
    """Where most sessions were, how many cells have none, and which lines."""
    known = [
        (name, title, number)
        for name, numbers in lines
        for (_code, title), number in zip(columns, numbers, strict=True)
        if number is not None
    ]
    (name, title, _most), *others = (cell for cell in known if cell[2] == most)
    more = f" và {figure(len(others))} ô khác" if others else ""
    none = sum(not number for _name, _title, number in known)
    empty = [name for name, numbers in lines if not any(number is None or number for number in numbers)]
    return (
        f"Nhiều nhất là {figure(most)} buổi, ở hàng “{name}”, cột “{title}”{more}; "
        f"{figure(none)}/{figure(len(known))} ô chưa có buổi nào."
        + (f" {first} chưa có buổi nào: {named(empty)}." if empty else "")
    )


def _edges(most: int) -> list[int]:
    """The least number of sessions of each shade, the shades as wide as each other."""
    return sorted({1 + most * step // _SHADES for step in range(_SHADES)}) if most else []


def _shade(number: int, edges: Sequence[int]) -> tuple[str, int]:
    return (figure(number), sum(number >= edge for edge in edges)) if number else (NONE, 0)


def _legend(edges: Sequence[int], most: int) -> tuple[tuple[int, str], ...]:
    spans = ((first, after - 1) for first, after in pairwise((*edges, most + 1)))
    words = (str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return tuple(enumerate(words, start=1))
