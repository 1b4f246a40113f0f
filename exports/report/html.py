"""The report as one self-contained page: to read in any browser, by day or by night, and to print on A4.

Nothing is fetched from anywhere. Tables can be sorted where scripts run; without them everything is there to read. The
register is printed where somebody has opened it.
"""

from itertools import groupby

from markupsafe import Markup, escape

from exports.official.numbers import figure
from exports.report.body import body
from exports.report.paper import Paper
from exports.report.pictures import LEGEND, Bars, heats, month_bars
from exports.report.table import Annex, Column, Value, shown
from exports.report.templates import render

_MOST_ROWS = 5_000  # of a table; a longer register belongs into the workbook
_UPRIGHT = 110  # characters that a table is wide of which a page has room, beyond it lies on its side
_CLOSED = "so-theo-doi"
_WIDTH, _HEIGHT, _FOOT, _HEAD = 720, 220, 28, 18  # of the bars' picture, and below and above the bars


def page_bytes(paper: Paper) -> bytes:
    """The page, UTF-8. Whatever comes from the book is escaped."""
    bars = month_bars(paper.report)
    return render(
        "report.html",
        paper=paper,
        report=paper.report,
        blocks=body(paper),
        span=paper.days_in_words,
        tables=[_table(annex) for annex in paper.tables if annex.rows],
        bars=bars,
        picture=_drawn(bars) if bars else "",
        heats=heats(paper.report),
        legend=LEGEND,
    )


def _drawn(bars: Bars) -> Markup:
    """Bars side by side, each below its figure: this year's are dark, those of the year before light."""
    step, room = _WIDTH / len(bars.months), _HEIGHT - _FOOT - _HEAD
    parts = []
    for place, (name, numbers) in enumerate(bars.months):
        middle, wide = (place + 0.5) * step, step * 0.8 / len(numbers)
        for number, kind, left in zip(numbers, ("bar", "bar then"), (middle - step * 0.4, middle), strict=False):
            height = room * number / bars.most
            top = _HEIGHT - _FOOT - height
            parts += [
                _rectangle(kind, left + 1, top, wide - 2, height),
                _words(left + wide / 2, top - 4, figure(number)),
            ]
        parts.append(_words(middle, _HEIGHT - 8, name))
    form = Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="bars-title bars-text"><title id="bars-title">{}</title>'
        '<desc id="bars-text">{}</desc>{}</svg>'
    )
    return form.format(_WIDTH, _HEIGHT, bars.title, bars.read_out, Markup("").join(parts))


def _rectangle(kind: str, left: float, top: float, width: float, height: float) -> Markup:
    form = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
    return form.format(kind, left, top, width, height)


def _words(middle: float, foot: float, text: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(middle, foot, text)


def _table(annex: Annex) -> dict[str, object]:
    """An annex as the template draws it."""
    whole, cells = sum(column.width for column in annex.columns), [_Cells(column) for column in annex.columns]
    rows = annex.rows[:_MOST_ROWS]
    return {
        "key": annex.key,
        "title": annex.heading,
        "measure": annex.unit_of_measure,
        "widths": [100 * column.width / whole for column in annex.columns],
        "head": _head(annex.columns),
        "is_wide": whole > _UPRIGHT,
        "is_closed": annex.key == _CLOSED,
        "lines": len(annex.rows),
        "rows": [
            (row[0] is None, Markup("".join([of[value] for of, value in zip(cells, row, strict=True)])))  # noqa: S704
            for row in rows
        ],
        "total": [
            (column.kind, shown(value, column))
            for value, column in zip(annex.last_row or (), annex.columns, strict=False)
        ],
        "left_out": max(0, len(annex.rows) - _MOST_ROWS),
        "notes": annex.notes,
    }


def _head(columns: tuple[Column, ...]) -> list[list[tuple[str, int, int, int | None]]]:
    """The rows of its header: texts with the columns and rows they span, and which column a text is the title of."""
    upper: list[tuple[str, int, int, int | None]] = []
    lower: list[tuple[str, int, int, int | None]] = []
    for group, members in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
        titles = [(column.title, 1, 1, place) for place, column in members]
        if group:
            upper.append((group, len(titles), 1, None))
            lower += titles
        else:
            upper += titles
    if not lower:
        return [upper]
    return [[(text, wide, 1 if place is None else 2, place) for text, wide, _high, place in upper], lower]


class _Cells(dict[Value, str]):
    """The cells of a column, with their class and, for sorting, their value, by what stands in them; each made once."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def __missing__(self, value: Value) -> str:
        kind, sorted_by = self._column.kind, "" if value is None else str(value)
        text = escape(shown(value, self._column))
        self[value] = cell = f'<td class="{kind}" data-v="{escape(sorted_by)}">{text}</td>'
        return cell
