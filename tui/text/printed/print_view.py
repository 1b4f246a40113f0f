"""The table of a screen to be printed: as a page that any browser prints, or as plain text."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.core.i18n import _, language
from tui.text.table_layout import Column, plain, row_lines, widths

TEXT_WIDTH = 120
"""Cells of a line of the text: a sheet of A4 lying on its side in a small type."""


@dataclass(frozen=True)
class PrintSheet:
    """What is printed: a title, lines above the table, its columns (title, right-aligned), rows, lines below it."""

    title: str
    above: Sequence[str]
    columns: Sequence[tuple[str, bool]]
    count: int
    row: Callable[[int], Sequence[str]]
    below: Sequence[str]

    def rows(self) -> list[Sequence[str]]:
        """Every row, cleaned of what would not be seen."""
        return [[plain(text) for text in self.row(place)] for place in range(self.count)]


def as_text(sheet: PrintSheet) -> str:
    """The sheet as lines of text."""
    columns = [Column(title, "right" if right else "left") for title, right in sheet.columns]
    rows = sheet.rows()
    room = widths(columns, rows, TEXT_WIDTH)
    titles = row_lines(columns, room, [column.title for column in columns])
    rule = "  ".join("─" * width for width in room)
    body = [line for row in rows for line in row_lines(columns, room, row)]
    above, below = map(plain, sheet.above), map(plain, sheet.below)
    lines = [plain(sheet.title), *above, "", *titles, rule, *body, rule, *below]
    return "\n".join(line.rstrip() for line in lines) + "\n"


_STYLE = (
    "body{font:10pt 'Times New Roman',serif;margin:1.5cm}h1{font-size:14pt}p{margin:.2em 0}"
    "table{border-collapse:collapse;width:100%;margin:.8em 0}"
    "th,td{border:1px solid #000;padding:2px 5px;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}tr{page-break-inside:avoid}.r{text-align:right}"
    "@page{size:A4 landscape;margin:1cm}"
)


def as_page(sheet: PrintSheet) -> str:
    """The sheet as one HTML file; the titles stand on every sheet of paper."""
    classes = [' class="r"' if right else "" for _title, right in sheet.columns]
    heads = "".join(
        f"<th{kind}>{_escaped(title)}</th>" for (title, _right), kind in zip(sheet.columns, classes, strict=True)
    )
    rows = (
        "<tr>" + "".join(f"<td{kind}>{_escaped(text)}</td>" for text, kind in zip(row, classes, strict=True)) + "</tr>"
        for row in sheet.rows()
    )
    above = "\n".join(f"<p>{_escaped(line)}</p>" for line in sheet.above)
    below = "\n".join(f"<p>{_escaped(line)}</p>" for line in sheet.below)
    title = _escaped(sheet.title)
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{language()}">\n<head><meta charset="utf-8"><title>{title}</title>',
            f"<style>{_STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n{above}",
            f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>",
            *rows,
            f"</tbody>\n</table>\n{below}\n</body>\n</html>\n",
        ]
    )


def _escaped(text: str) -> str:
    return html.escape(plain(text))


def printed_on(day: str) -> str:
    """The line that says of which day the figures are."""
    return _("As of {day}").format(day=day)
