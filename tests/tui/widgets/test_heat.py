"""How full a cell is reads by a shade or by a mark, the fuller the stronger, and never by one alone with no figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.cells import text_of
from tui.widgets.heat import heat


@given(st.floats(0.001, 1), st.floats(0.001, 1))
def test_the_fuller_cell_has_the_fuller_mark(one: float, other: float) -> None:
    marks = "░▒▓█"
    places = [marks.index(text_of(heat("7", part, shades=False))[-1]) for part in (one, other)]
    assert (one <= other) <= (places[0] <= places[1])


@pytest.mark.parametrize("shades", [True, False])
@given(part=st.floats(0.001, 1))
def test_the_figure_always_stands_in_the_cell(shades: bool, part: float) -> None:
    assert text_of(heat("12", part, shades=shades)).startswith("12")


def test_the_fullest_cell_has_the_last_mark_and_a_small_one_the_first() -> None:
    assert text_of(heat("9", 1, shades=False)) == "9█"
    assert text_of(heat("1", 0.01, shades=False)) == "1░"
