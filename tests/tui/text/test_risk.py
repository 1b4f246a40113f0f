"""The bottom line tells what matters at any width."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.desk import add, make_desk
from tui.core.i18n import use_language
from tui.text.risk import Risk, risk_of


def test_unexported_last_export_and_days_left(tmp_path: Path) -> None:
    use_language("en")
    with make_desk(tmp_path / "book") as book:
        add(book)
        risk = risk_of(book)
    assert risk.words() == "Not exported: 1 · never exported · days to the deadline: 4"
    assert risk.urgent


@pytest.mark.parametrize("language", ["vi", "en"])
def test_at_40_columns_all_three_still_stand_there(tmp_path: Path, language: str) -> None:
    use_language(language)
    with make_desk(tmp_path / "book") as book:
        for day in range(1, 29):
            add(book, f"2014-10-{day:02}")
        risk = risk_of(book)
    line = risk.words(40 - 3)
    assert line.count("·") == 2
    assert "28" in line
    assert "4" in line.rpartition("·")[2]


SHORT, LONG = st.text("abc", min_size=1, max_size=3), st.text("abc ", min_size=4, max_size=30)
PARTS = st.lists(st.tuples(LONG, SHORT), min_size=1)


@given(parts=PARTS, room=st.integers(0, 120))
def test_it_fits_and_says_as_much_as_fits(parts: list[tuple[str, str]], room: int) -> None:
    risk = Risk(tuple(parts), urgent=False)
    line = risk.words(room)
    assert cell_len(line) <= room or line == parts[0][1]
    if cell_len(risk.words()) <= room:
        assert line == risk.words()
