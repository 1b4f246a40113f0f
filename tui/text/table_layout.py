"""How the cells of a table lie on the lines of a terminal: widths, words carried over, blanks between columns."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal

GAP = 2  # blanks between two columns
_BETWEEN = " " * GAP
# Latin letters with their marks and the signs between words take one cell each; for anything else the library is asked.
_LATIN = r"!-~\u00c0-\u00cf\u00d1-\u00ef\u00f1-\u02ff\u1e00-\u1eff"
_ONE_CELL_EACH = re.compile(f"[ ·–—…“”{_LATIN}]*")
_CLEAN = re.compile(f"(?:[{_LATIN}]+(?: [{_LATIN}]+)*)?")  # nothing in it to be cleaned
_REMEMBERED = 4_096  # texts that recur in a table: codes, days, counts


@dataclass(frozen=True)
class Column:
    """A column of a table.

    `width` fixes its width in cells; `grow` is its share of what the others leave, and `least` what it needs of that.
    """

    title: str
    justify: Literal["left", "right"] = "left"
    width: int | None = None
    grow: int = 0
    least: int = 1


def plain(text: str) -> str:
    """The text on one line without anything that a terminal would obey."""
    if _CLEAN.fullmatch(text):
        return text
    from logs.text import clean_line

    return clean_line(text)


def cells(text: str) -> int:
    """How many cells of a terminal a text of one line, cleaned of what cannot be seen, takes."""
    if _ONE_CELL_EACH.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int, *, divide: bool = True) -> list[str]:
    """The lines of a text, at most `width` cells wide, carried over between words; a longer word is divided, or not."""
    measure = len if _ONE_CELL_EACH.fullmatch(text) else cells
    if measure(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    room = 0
    for word in text.split(" "):
        needed = measure(word)
        if line and needed < room:
            line = f"{line} {word}"
            room -= needed + 1
            continue
        if line:
            lines.append(line)
        *whole, line = _chopped(word, width) if divide and needed > width else (word,)
        lines += whole
        room = width - measure(line)
    return [*lines, line]


def widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], total: int) -> list[int]:
    """The width of each column in a terminal of `total` cells; columns of no fixed width are as wide as their content.

    Growing columns share what is left, a blank behind each but the last counted in. Where there is too little for all,
    the widest give way.
    """
    found = [column.width or _widest(column, place, rows) for place, column in enumerate(columns)]
    behind = [1] * (len(columns) - 1) + [0]
    fixed = sum(found[place] + behind[place] for place, column in enumerate(columns) if not column.grow)
    left = total - sum(behind) - fixed
    shares = sum(column.grow for column in columns)
    for place, column in enumerate(columns):
        if column.grow:
            share = max(ceil(column.grow * left / shares), column.least + behind[place])
            found[place] = share - behind[place]
            left, shares = left - share, shares - column.grow
    while sum(found) + GAP * sum(behind) > total and max(found) > 1:
        found[found.index(max(found))] -= 1
    return found


def row_lines(
    columns: Sequence[Column], room: Sequence[int], row: Iterable[str], *, at_foot: bool = False
) -> list[str]:
    """The lines of one row, its cells at the top or `at_foot`, every line as wide as the table."""
    cell_lines = [
        _lines(text, width, column.justify == "right") for text, width, column in zip(row, room, columns, strict=True)
    ]
    height = max(map(len, cell_lines))
    if height == 1:
        return [_BETWEEN.join([lines[0] for lines in cell_lines])]
    blank = [(" " * width,) for width in room]
    missing = [empty * (height - len(lines)) for lines, empty in zip(cell_lines, blank, strict=True)]
    filled = [more + lines if at_foot else lines + more for lines, more in zip(cell_lines, missing, strict=True)]
    return [_BETWEEN.join(parts) for parts in zip(*filled, strict=True)]


def _lines(text: str, width: int, right: bool) -> tuple[str, ...]:
    """The lines of one cell, each as wide as its column."""
    if len(text) <= width and _CLEAN.fullmatch(text):
        return (text.rjust(width) if right else text.ljust(width),)
    return _wrapped(text, width, right)


@lru_cache(maxsize=_REMEMBERED)
def _wrapped(text: str, width: int, right: bool) -> tuple[str, ...]:
    return tuple(_padded(line, width, right) for line in wrap(plain(text), width))


def _widest(column: Column, place: int, rows: Sequence[Sequence[str]]) -> int:
    if column.grow:
        return 1
    # Figures recur.
    return max(map(cells, map(plain, {column.title, *(row[place] for row in rows)})))


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def _chopped(word: str, width: int) -> list[str]:
    """The pieces of a word that is longer than a line; a letter of two cells on a line of one stands alone."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and cells(pieces[-1]) + cells(letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
