"""Sessions by month as bars that all begin at zero, each over its month and its figure."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from tui.text.formats import column_title, number

CELL = 5
"""Cells that a month takes."""
_BARS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = len(_BARS) - 1


def sparkline(values: Sequence[int]) -> str:
    """One character for each value."""
    return "".join(_bar(height) for height in _heights(values, 1))


def bars(values: Sequence[int], tall: int = 1) -> list[str]:
    """Lines of bars, `tall` of them, the fullest as high as they are; what is more than zero shows at least a mark."""
    heights, lines = _heights(values, tall), range(tall - 1, -1, -1)
    return ["".join((_bar(one - line * _EIGHTHS) * (CELL - 2)).ljust(CELL) for one in heights) for line in lines]


def _heights(values: Sequence[int], tall: int) -> list[int]:
    """In eighths of a line."""
    most = max(values, default=0)
    return [max(1, value * tall * _EIGHTHS // most) if value else 0 for value in values]


def _bar(eighths: int) -> str:
    return _BARS[max(0, min(eighths, _EIGHTHS))]


def month_bars(months: Mapping[str, int], year: int, *, tall: int = 1) -> Content:
    """The bars of the months given by name (`2014-09`), over their titles and figures."""
    titles = "".join(column_title(month, year).ljust(CELL) for month in months)
    figures = "".join((number(held) if held else "·").ljust(CELL) for held in months.values())
    return Content("\n").join(
        [
            *(Content.styled(line, "$primary") for line in bars(list(months.values()), tall)),
            Content(figures),
            Content.styled(titles, "$foreground-muted"),
        ]
    )
