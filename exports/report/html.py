"""The report as one self-contained page: to read in any browser, by day or by night, and to print on A4.

Nothing is fetched from anywhere. Tables can be sorted where scripts run; without them everything is there to read. The
register is printed where somebody has opened it.
"""

from itertools import groupby

from markupsafe import Markup

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
    """An annex as the template draws it: cells with their class and, for sorting, their value."""
    whole = sum(column.width for column in annex.columns)
    return {
        "key": annex.key,
        "title": annex.heading,
        "measure": annex.unit_of_measure,
        "widths": [100 * column.width / whole for column in annex.columns],
        "head": _head(annex.columns),
        "is_wide": whole > _UPRIGHT,
        "is_closed": annex.key == _CLOSED,
        "lines": len(annex.rows),
        "rows": [(row[0] is None, _cells(row, annex.columns)) for row in annex.rows[:_MOST_ROWS]],
        "total": _cells(last, annex.columns) if (last := annex.last_row) else [],
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


def _cells(row: tuple[Value, ...], columns: tuple[Column, ...]) -> list[tuple[str, str, str]]:
    return [
        (column.kind, shown(value, column), "" if value is None else str(value))
        for value, column in zip(row, columns, strict=True)
    ]
