"""How far a deadline is, in words."""

import pytest
from rich.cells import cell_len

from tui.core.i18n import use_language
from tui.text.deadline import deadline_title

CARD = 16
"""Cells of a card's figure at 80 columns."""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_title_stands_whole_on_a_card(language: str) -> None:
    use_language(language)
    titles = [deadline_title(left) for left in (-5_000, -367, -366, -30, -1, 0, 1, 30, 366)]
    assert [title for title in titles if cell_len(title) > CARD] == []
    assert len({*titles}) == len(titles) - 1  # what is long past is not counted
