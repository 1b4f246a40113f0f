"""What commands print: tables for people, JSON and CSV for programs, notices on stderr."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from tui.core.i18n import _
from tui.text.table_layout import GAP, Column, cells, plain, row_lines, widths, wrap

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "PIPED_WIDTH",
    "ZERO",
    "Column",
    "as_document",
    "as_line",
    "console",
    "fit_columns",
    "plain",
    "print_csv",
    "print_document",
    "print_facts",
    "print_line",
    "print_rows",
    "print_table",
    "say",
]

R = TypeVar("R")
PIPED_WIDTH = 120  # columns where there is no terminal to ask
ZERO = "·"
_CHUNK = 500  # rows that are laid out at a time
# JSON escapes the C0 controls by itself; these would still reach a terminal as they are.
_UNSEEN = re.compile(r"[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")


_AT_ONCE = 1_000  # rows of a document


def say(text: str) -> None:
    """A message for people, on stderr."""
    click.echo(_carried_over(plain(text), sys.stderr), err=True)


def print_line(text: str) -> None:
    """A line of the answer, on stdout."""
    click.echo(_carried_over(plain(text), sys.stdout))


def _carried_over(text: str, stream: TextIO) -> str:
    """The text as it is for a program; on a terminal no word of it runs over the edge, unless it is longer than that.

    A word longer than a line, such as a path, is left whole, for copying.
    """
    if not stream.isatty():
        return text
    return "\n".join(wrap(text, _columns(), divide=False))


def print_text(text: str) -> None:
    """A text of several lines, its indents kept, on stdout."""
    from logs.text import clean_text

    click.echo(clean_text(text))


def print_document(value: object) -> None:
    """The answer as one JSON document on stdout.

    A list at its top that comes as an iterator is written as it comes: of very many rows none has to wait in memory.
    """
    if not isinstance(value, dict) or not any(isinstance(part, Iterator) for part in value.values()):
        click.echo(as_document(value))
        return
    before = "{"
    for key, part in value.items():
        click.echo(f"{before}{as_document(key)}: ", nl=False)
        if isinstance(part, Iterator):
            between = "["
            while some := [*islice(part, _AT_ONCE)]:
                click.echo(between + as_document(some)[1:-1], nl=False)
                between = ", "
            click.echo("[]" if between == "[" else "]", nl=False)
        else:
            click.echo(as_document(part), nl=False)
        before = ", "
    click.echo("}")


def as_document(value: object) -> str:
    """JSON in which every character that cannot be seen is escaped."""
    import json

    return _UNSEEN.sub(lambda unseen: f"\\u{ord(unseen[0]):04x}", json.dumps(value, ensure_ascii=False))


def as_line(words: Sequence[str]) -> str:
    """A command as it is pasted into this system's shell, quoted where a word holds blanks."""
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The answer as CSV (RFC 4180, UTF-8 with a byte-order mark) that no spreadsheet takes for formulas."""
    from tui.text.session_csv import as_csv

    for piece in as_csv(header, rows):
        sys.stdout.buffer.write(piece)


def console(*, err: bool = False) -> "Console":
    """A console that shows data literally, as wide as the terminal."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def _width() -> int:
    return _columns() if sys.stdout.isatty() else PIPED_WIDTH


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """A table on stdout; cells are shown literally, on one line where they fit.

    Rows that come as an iterator are written as they come; no column is as wide as what they hold.
    """
    width = _width()
    if title:
        click.echo(click.style("\n".join(wrap(plain(title), width)), bold=True))
    room = widths(columns, rows if isinstance(rows, Sequence) else (), width)
    for line in row_lines(columns, room, [column.title for column in columns], at_foot=True):
        click.echo(click.style(line, bold=True))
    click.echo("─" * (sum(room) + GAP * (len(room) - 1)))
    # The library that lays out facts measures and styles every cell, which an old register would wait for.
    rest = iter(rows)
    while some := [*islice(rest, _CHUNK)]:
        lines = [line for row in some for line in row_lines(columns, room, row)]
        sys.stdout.write("\n".join(lines) + "\n")


def print_rows(rows: Iterable[R], *columns: tuple[Column, Callable[[R], str]], title: str = "") -> None:
    """A table, each column with the text that it shows of a row."""
    cells = [[text(row) for _column, text in columns] for row in rows]
    print_table([column for column, _text in columns], cells, title=title)


def print_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Names and values, one under the other; values may have several lines."""
    from rich.table import Table
    from rich.text import Text

    from logs.text import clean_text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in facts:
        grid.add_row(Text(plain(name)), Text(clean_text(value)))
    console().print(grid)


def fit_columns(titles: Sequence[str], body: Sequence[Sequence[str]], label: int) -> list[range]:
    """The columns that fit beside a label column of `label` cells, in as few tables as the terminal's width allows."""
    width = _width()
    groups: list[range] = []
    start, used = 0, label + GAP
    for place, title in enumerate(titles):
        needed = max(1, *map(cells, {title, *(row[place] for row in body)})) + GAP
        if place > start and used + needed > width:
            groups.append(range(start, place))
            start, used = place, label + GAP
        used += needed
    if titles:
        groups.append(range(start, len(titles)))
    return groups


def open_written(path: Path) -> None:
    """Open a file that was written, or say where it is."""
    from tui.core.opening import open_in_system

    if not open_in_system(path):
        print_line(_("Nothing here opens it. It is in {path}.").format(path=path))
