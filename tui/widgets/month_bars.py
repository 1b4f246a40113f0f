"""Sessions by month as bars that all begin at zero, each over its month and its figure."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from tui.text.formats import column_title, number

CELL = 5
"""Cells that a month takes where there is room."""
_BARS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = len(_BARS) - 1


def sparkline(values: Sequence[int]) -> str:
    """One character for each value."""
    return "".join(_bar(height) if height else "·" for height in _heights(values, 1))


def share_bar(part: int, whole: int, cells: int) -> str:
    """How much of a whole there is, in so many cells: full only where nothing is missing, empty where nothing is."""
    filled = max(min(part, 1), part * cells // whole) if whole else 0
    return "█" * filled + "░" * (cells - filled)


def beside_bar(now: int, then: int, most: int, cells: int) -> str:
    """Two bars in one line of so many cells: `now` in its upper half, `then` in its lower; `most` fills it."""
    high, low = (-(-value * cells // most) if most else 0 for value in (now, then))
    return "█" * min(high, low) + ("▀" if high > low else "▄") * abs(high - low)


def bars(values: Sequence[int], tall: int = 1, cell: int = CELL) -> list[str]:
    """Lines of bars, `tall` of them, the fullest as high as they are; what is more than zero shows at least a mark."""
    heights, lines = _heights(values, tall), range(tall - 1, -1, -1)
    wide = max(1, min(cell - 1, max(cell, CELL) - 2))
    return ["".join((_bar(height - line * _EIGHTHS) * wide).ljust(cell) for height in heights) for line in lines]


def _heights(values: Sequence[int], tall: int) -> list[int]:
    """In eighths of a line."""
    most = max(values, default=0)
    return [max(1, value * tall * _EIGHTHS // most) if value else 0 for value in values]


def _bar(eighths: int) -> str:
    return _BARS[max(0, min(eighths, _EIGHTHS))]


def month_bars(months: Mapping[str, int], year: int, *, tall: int = 1, cell: int = CELL) -> Content:
    """The bars of the months given by name (`2014-09`), over their titles and figures."""
    titles = "".join(column_title(month, year).ljust(cell) for month in months)
    figures = "".join((number(held) if held else "·").ljust(cell) for held in months.values())
    return Content("\n").join(
        [
            *(Content.styled(line, "$primary") for line in bars(list(months.values()), tall, cell)),
            Content(figures),
            Content.styled(titles, "$foreground-muted"),
        ]
    )
