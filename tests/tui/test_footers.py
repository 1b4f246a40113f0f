"""The footer of every screen and dialog shows all of its keys on 80 columns, in both languages."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets._footer import FooterKey

from tests.tui.apps import hostile_screens
from tests.tui.desk import SMALL, until
from tui.app.app import SotayApp
from tui.core.commands import KeyBar
from tui.core.i18n import use_language
from tui.screens.common.progress_bar import Working
from tui.screens.guide.first_start import StartScreen


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_footer_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    for texts in ("LINE", "BAD", "FILE"):  # here the texts on the screens do no harm
        monkeypatch.setattr(hostile_screens, texts, "bien-gioi")
    use_language(language)
    made = hostile_screens.Hostile(tmp_path)
    makers = hostile_screens.screens(made)
    del makers[Working]  # closes by itself
    begins: dict[type, Callable[[], Screen[Any]]] = {StartScreen: makers.pop(StartScreen)}  # where no book is
    cut = await keys_beyond(SotayApp(tmp_path / "none", None), begins)
    cut |= await keys_beyond(SotayApp(made.book.folder, made.book), makers)
    made.desk.close()
    assert cut == {}


async def keys_beyond(app: SotayApp, makers: Mapping[type, Callable[[], Screen[Any]]]) -> dict[str, list[str]]:
    cut: dict[str, list[str]] = {}
    async with app.run_test(size=SMALL) as pilot:
        for kind, make in makers.items():
            await app.push_screen(make())
            for bar in app.screen.query(KeyBar):
                await until(pilot, partial(is_made, bar))
                beyond = [key for key in bar.query(FooterKey) if key.region.right > bar.region.right]
                cut |= {kind.__name__: [str(key.description) for key in beyond]} if beyond else {}
            await app.pop_screen()
    return cut


def is_made(bar: KeyBar) -> bool:
    """Whether its keys are there, or the widget with the focus leaves it none."""
    elsewhere = {*getattr(bar.screen, "QUIET", ()), "palette"}
    shown = (one.binding for one in bar.screen.active_bindings.values() if one.binding.show)
    return bool(bar.query(FooterKey)) or all(binding.action in elsewhere for binding in shown)
