"""The bar on top: whose book it is stands there in whole words, as far as there is room."""

from pathlib import Path

import pytest

from tests.tui.desk import app_on, make_office
from tui.core.i18n import _
from tui.screens.common.mode_screen import MODES, ModeBar


@pytest.mark.parametrize("width", [60, 80, 112, 124])
@pytest.mark.parametrize("badges", [{}, {"merge": "?25"}, {"merge": "?1.234", "progress": "!60"}])
async def test_no_word_of_the_bar_is_cut(tmp_path: Path, width: int, badges: dict[str, str]) -> None:
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book", (width, 24)) as (app, _pilot):
        bar = app.screen.query_one(ModeBar)
        bar.badges = badges
        for is_read_only in (False, True):
            app.book.storage.read_only = is_read_only
            shown = bar.render()
            assert shown.cell_length <= width
            unit = app.book.units["DB01"]
            titles = (_(title) for title in (*(name for _mode, _key, name in MODES), "read only"))
            whole = {"Sổ", "tay", "·", *(key for _mode, key, _name in MODES), *" ".join(titles).split()}
            whole |= {*badges.values(), "DB01", *unit.name.split(), "2014"}
            words = {word.rstrip("…") for word in shown.plain.split()}
            assert words <= whole, words - whole
