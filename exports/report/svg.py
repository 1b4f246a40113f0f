"""Pictures of a report as inline SVG, and the shades of its heat maps.

Every bar and cell has its figure in it: nobody has to tell colours apart.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from exports.report.model import Report
from exports.report.numbers import figure

_WIDTH, _BARS_HEIGHT = 720, 220
_FOOT, _HEAD = 28, 18
_CELL, _NAMES = 26, 60  # height of a line of the heat map, width of what stands before it
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
    """A bar for each name and number; nothing where all are zero."""
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
    return _svg("bars", _BARS_HEIGHT, parts)


def months_heat(report: Report, names: Sequence[str]) -> Markup:
    """Sessions by group of themes, downwards, and month, across; `names` are those of the report's months."""
    counts = {part.code: report.group_months.get(part.code, {}) for part in report.groups}
    most = max((number for months in counts.values() for number in months.values()), default=0)
    if not most:
        return Markup()
    edges, step = _edges(most), (_WIDTH - _NAMES) / len(names)
    parts = [_words(_NAMES + (place + 0.5) * step, 18, name) for place, name in enumerate(names)]
    for row, part in enumerate(report.groups, start=1):
        top = row * _CELL
        parts.append(_words(_NAMES / 2, top + 18, part.code, title=part.title))
        for place, month in enumerate(report.months):
            words, shade = _shade(counts[part.code].get(month.name, 0), edges)
            left, about = _NAMES + place * step, f"{part.title}, {month.name}: {words}"
            parts.append(_shape(f"f{shade}", left + 1, top + 1, step - 2, _CELL - 2, about))
            parts.append(_words(left + step / 2, top + 18, words, kind=f"t{shade}"))
    return _svg("months", (len(report.groups) + 1) * _CELL, parts)


def units_heat(report: Report) -> Heat:
    """How many sessions each unit has held about each group of themes."""
    groups = tuple((part.code, part.title) for part in report.groups)
    most = max((max(unit.groups.values(), default=0) for unit in report.units if unit.groups), default=0)
    edges = _edges(most)
    rows = tuple(
        HeatRow(
            unit.name,
            tuple(
                (UNKNOWN, 0) if unit.groups is None else _shade(unit.groups.get(code, 0), edges) for code, _ in groups
            ),
        )
        for unit in report.units
    )
    return Heat(groups, rows, _legend(edges, most))


def _edges(most: int) -> list[int]:
    """The least number of sessions of each shade, the shades as wide as each other."""
    return sorted({1 + most * step // _SHADES for step in range(_SHADES)}) if most else []


def _shade(number: int, edges: Sequence[int]) -> tuple[str, int]:
    return (figure(number), sum(number >= edge for edge in edges)) if number else (NONE, 0)


def _legend(edges: Sequence[int], most: int) -> tuple[tuple[int, str], ...]:
    spans = ((first, after - 1) for first, after in pairwise((*edges, most + 1)))
    words = (str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return tuple(enumerate(words, start=1))


def _svg(kind: str, height: float, parts: Iterable[Markup]) -> Markup:
    inside = Markup("").join(parts)
    form = Markup('<svg viewBox="0 0 {width} {height}" role="img" class="{kind}">{inside}</svg>')
    return form.format(width=_WIDTH, height=height, kind=kind, inside=inside)


def _shape(kind: str, left: float, top: float, width: float, height: float, title: str) -> Markup:  # noqa: PLR0917
    form = Markup(
        '<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}">'
        "<title>{title}</title></rect>"
    )
    return form.format(kind=kind, left=left, top=top, width=width, height=height, title=title)


def _words(middle: float, foot: float, text: str, *, kind: str = "", title: str = "") -> Markup:
    form = Markup('<text class="{kind}" x="{middle:.1f}" y="{foot:.1f}">{text}<title>{title}</title></text>')
    return form.format(kind=kind, middle=middle, foot=foot, text=text, title=title or text)
