"""Bars by month: zero is nothing, anything more shows, the fullest is as high as there is room."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.month_bars import CELL, bars, beside_bar, month_bars, sparkline

ORDER = " ▁▂▃▄▅▆▇█"
values = st.lists(st.integers(0, 3_000), min_size=1, max_size=14)


@given(values)
def test_a_sparkline_keeps_the_order_of_its_values(held: list[int]) -> None:
    line = sparkline(held)
    heights = [ORDER.index(mark.replace("·", " ")) for mark in line]
    assert len(line) == len(held)
    assert all((height == 0) == (value == 0) for height, value in zip(heights, held, strict=True))
    for one, height in zip(held, heights, strict=True):
        for other, another in zip(held, heights, strict=True):
            assert one <= other or height >= another
    if any(held):
        assert max(heights) == len(ORDER) - 1


@given(values, st.integers(1, 30))
def test_two_bars_in_a_line_keep_their_lengths(held: list[int], cells: int) -> None:
    most = max(held)
    for now, then in pairwise([*held, *held]):
        bar = beside_bar(now, then, most, cells)
        upper, lower = (sum(mark in ("█", half) for mark in bar) for half in "▀▄")
        assert max(upper, lower) == len(bar) <= cells
        for value, length in ((now, upper), (then, lower)):
            assert (length == cells, length == 0) == (value * cells > most * (cells - 1), value == 0)


@given(values, st.integers(1, 4))
def test_bars_are_as_tall_as_asked(held: list[int], tall: int) -> None:
    lines = bars(held, tall)
    assert [len(line) for line in lines] == [CELL * len(held)] * tall
    for place, value in enumerate(held):
        column = "".join(line[place * CELL] for line in reversed(lines))
        filled = sum(ORDER.index(mark) for mark in column)
        assert (filled == 0) == (value == 0)
        if value == max(held) and value:
            assert column == "█" * tall
        assert "█" * column.count("█") == column[: column.count("█")], "a bar has no holes"


def test_months_stand_over_their_figures() -> None:
    shown = month_bars({"2014-01": 22, "2014-02": 0, "2014-12": 1_234}, 2014).plain.splitlines()
    figures, titles = shown[1:]
    assert (figures.split()[:2], len(shown)) == (["22", "·"], 3)
    assert [figures.index("22"), figures.index("·"), 2 * CELL] == [titles.index(name) for name in titles.split()]
