"""Tables on the command line: as the library would lay them out, but fast; and messages that keep their words whole."""

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from logs.text import clean_line
from tui.cli.output import print_table
from tui.text.table_layout import Column, cells, plain, row_lines, widths, wrap

PROGRAM = Path(__file__).parents[1] / "apps" / "sotay.py"
WORDS = ("Luật", "biên", "giới", "quốc", "gia,", "biển", "đảo;", "NQ-TW", "12/2014", "(tuyên", "truyền)")
letters = st.one_of(st.sampled_from("aăâđ ế\u0323\t\n\x1b\u202e日👍Ð\xa0"), st.characters())
texts = st.text(letters, max_size=40)


@given(texts)
def test_a_cell_is_cleaned_and_measured_as_elsewhere(text: str) -> None:
    assert plain(text) == clean_line(text)
    assert cells(plain(text)) == cell_len(plain(text))


@given(texts.map(plain), st.integers(2, 30), st.booleans())
def test_no_line_is_too_wide_and_nothing_is_left_out(text: str, width: int, divide: bool) -> None:
    lines = wrap(text, width, divide=divide)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert cells(line) <= width or not (divide or " " in line)
    if not divide or all(cells(word) <= width for word in text.split(" ")):
        assert " ".join(lines) == text


@given(
    st.lists(st.tuples(*[st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)] * 4), min_size=1, max_size=5),
    st.integers(70, 140),
)
def test_a_table_looks_as_the_library_would_lay_it_out(rows: list[tuple[str, ...]], width: int) -> None:
    columns = (
        Column("Mã", width=9),
        Column("Lượt người nghe", "right", width=14),
        Column("Chủ đề", grow=1),
        Column("Chuyên đề", grow=3),
    )
    table = Table(
        box=box.SIMPLE_HEAD, show_header=False, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False, expand=True
    )
    for column in columns:
        table.add_column(
            column.title,
            justify=column.justify,
            width=column.width,
            ratio=column.grow or None,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    wanted = io.StringIO()
    Console(file=wanted, width=width).print(table)
    room = widths(columns, rows, width)
    assert [line for row in rows for line in row_lines(columns, room, row)] == wanted.getvalue().splitlines()


def test_columns_without_a_width_are_as_wide_as_their_content() -> None:
    columns = (Column("A"), Column("Biên giới", "right"))
    assert widths(columns, [["đảo xa", "12"], ["x", "3"]], 80) == [6, 9]


def test_a_growing_column_has_what_it_needs_before_the_others_share() -> None:
    columns = (Column("Mã", width=50), Column("Chủ đề", grow=1, least=5), Column("Chuyên đề", grow=3))
    assert widths(columns, [], 72)[1:] == [5, 13]
    assert widths(columns, [], 100)[1] > 5


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.integers(20, 60))
def test_a_table_never_runs_over_the_edge(grow: list[int], total: int) -> None:
    columns = [Column("x", width=None if share else 12, grow=share) for share in grow]
    room = widths(columns, [], total)
    assert sum(room) + 2 * (len(room) - 1) <= total
    assert min(room) >= 1


def test_what_a_terminal_would_obey_does_not_reach_it_from_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    hostile = "a\x1b[2J\x9b\u202eb\x07\r\n[red]é[/] 日\ud800"
    print_table((Column("\x1b]0;x\x07T", width=9), Column("Y", grow=1)), [["x", hostile]], title="\x1b[1mT")
    text = printed.getvalue()
    assert "[red]é[/] 日" in text
    assert all(letter.isprintable() for letter in text.replace("\n", ""))
