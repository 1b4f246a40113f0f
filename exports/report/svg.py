"""The picture of a report as inline SVG, and the shades of its heat maps.

Every bar and cell has its figure in it: nobody has to tell colours apart.
"""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from exports.official.numbers import figure
from exports.report.model import Report

_WIDTH, _BARS_HEIGHT = 720, 220
_FOOT, _HEAD = 28, 18
_SHADES = 6
NONE, UNKNOWN = "·", "–"


class HeatRow(Struct, frozen=True):
    """A line of a heat map: its name, then figure and shade (0 for none) of every cell."""

    name: str
    cells: tuple[tuple[str, int], ...]


class Heat(Struct, frozen=True):
    """A heat map as a table: code and title of its columns, lines, and the sessions that each shade stands for."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[tuple[int, str], ...]


def bars(values: Sequence[tuple[str, int]]) -> Markup:
    """A bar for each name and number, all of them read out too; nothing where all are zero."""
    most = max((number for _name, number in values), default=0)
    if not most:
        return Markup()
    step, room = _WIDTH / len(values), _BARS_HEIGHT - _FOOT - _HEAD
    parts = []
    for place, (name, number) in enumerate(values):
        height = room * number / most
        top, middle = _BARS_HEIGHT - _FOOT - height, (place + 0.5) * step
        parts += [
            _shape("bar", middle - step * 0.35, top, step * 0.7, height, f"{name}: {figure(number)}"),
            _words(middle, top - 4, figure(number)),
            _words(middle, _BARS_HEIGHT - 8, name),
        ]
    read_out = "; ".join(f"{name}: {figure(number)}" for name, number in values)
    form = Markup('<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{inside}</svg>')
    return form.format(width=_WIDTH, height=_BARS_HEIGHT, label=read_out, inside=Markup("").join(parts))


def months_heat(report: Report, names: Sequence[str]) -> Heat:
    """Sessions by group of themes and month; `names` are those of the report's months."""
    counts = ((part, report.group_months.get(part.code, {})) for part in report.groups)
    lines = [
        (f"{part.code}. {part.title}", [counted.get(month.name, 0) for month in report.months])
        for part, counted in counts
    ]
    return _heat([(name, "") for name in names], lines)


def units_heat(report: Report) -> Heat:
    """How many sessions each unit has held about each group of themes."""
    groups = [(part.code, part.title) for part in report.groups]
    lines = [
        (unit.name, [None if unit.groups is None else unit.groups.get(code, 0) for code, _title in groups])
        for unit in report.units
    ]
    return _heat(groups, lines)


def _heat(columns: Sequence[tuple[str, str]], lines: Sequence[tuple[str, Sequence[int | None]]]) -> Heat:
    most = max((number for _name, numbers in lines for number in numbers if number), default=0)
    edges = _edges(most)
    rows = tuple(
        HeatRow(name, tuple((UNKNOWN, 0) if number is None else _shade(number, edges) for number in numbers))
        for name, numbers in lines
    )
    return Heat(tuple(columns), rows, _legend(edges, most))


def _edges(most: int) -> list[int]:
    """The least number of sessions of each shade, the shades as wide as each other."""
    return sorted({1 + most * step // _SHADES for step in range(_SHADES)}) if most else []


def _shade(number: int, edges: Sequence[int]) -> tuple[str, int]:
    return (figure(number), sum(number >= edge for edge in edges)) if number else (NONE, 0)


def _legend(edges: Sequence[int], most: int) -> tuple[tuple[int, str], ...]:
    spans = ((first, after - 1) for first, after in pairwise((*edges, most + 1)))
    words = (str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return tuple(enumerate(words, start=1))


def _shape(kind: str, left: float, top: float, width: float, height: float, title: str) -> Markup:  # noqa: PLR0917
    form = Markup(
        '<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}">'
        "<title>{title}</title></rect>"
    )
    return form.format(kind=kind, left=left, top=top, width=width, height=height, title=title)


def _words(middle: float, foot: float, text: str) -> Markup:
    return Markup('<text x="{middle:.1f}" y="{foot:.1f}">{text}</text>').format(middle=middle, foot=foot, text=text)
