"""Styles are read once for the colours in use, and the footer is made anew only where it looks different."""

from collections import Counter
from typing import Any

import pytest
from textual.css.parse import parse
from textual.pilot import Pilot
from textual.widgets._footer import FooterKey

from tests.tui.desk import until, until_on
from tui.app.app import SotayApp
from tui.core.themes import SteadyStylesheet
from tui.screens.common.ask import AskWhy
from tui.screens.register.filter import FilterDialog
from tui.screens.register.screen import RegisterScreen


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[object]:
    """How often each source has been read, for each rank that Textual gives it."""
    counted: Counter[object] = Counter()

    def counting(scope: str, css: str, read_from: tuple[str, str], **options: Any) -> Any:
        counted[read_from, options["tie_breaker"]] += 1
        return parse(scope, css, read_from, **options)

    monkeypatch.setattr("textual.css.stylesheet.parse", counting)
    return counted


async def test_no_style_is_read_twice_but_for_other_colours(
    read: Counter[object], app: SotayApp, pilot: Pilot[int]
) -> None:
    for key, screen in (("f", FilterDialog), ("d", AskWhy)):
        await pilot.press(key)
        await until_on(pilot, screen)
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
    await pilot.press("2", "1")
    await until_on(pilot, RegisterScreen)
    assert len(read) > 15
    assert set(read.values()) == {1}
    background = app.screen.styles.background
    await pilot.press("f2")
    await until(pilot, lambda: app.screen.styles.background != background)
    assert max(read.values()) == 2


def test_a_stylesheet_takes_other_values_and_sources_that_came_later() -> None:
    sheet = SteadyStylesheet({"ink": "red"})
    sheet.add_source("A { color: $ink; }", ("here", "a"))
    sheet.reparse()
    sheet.add_source("B { color: $ink; }", ("here", "b"))
    sheet.reparse()
    assert [rule.styles.color.hex for rule in sheet.rules] == ["#FF0000"] * 2
    sheet.set_variables({"ink": "blue"})
    sheet.reparse()
    assert [rule.styles.color.hex for rule in sheet.rules] == ["#0000FF"] * 2


async def test_the_footer_changes_where_its_keys_do_and_stays_where_they_do_not(
    app: SotayApp, pilot: Pilot[int]
) -> None:
    await until(pilot, lambda: len(app.screen.query(FooterKey)) > 3)
    keys = list(app.screen.query(FooterKey))
    app.screen.refresh_bindings()
    await pilot.press("down", "up")
    await pilot.pause()
    assert list(app.screen.query(FooterKey)) == keys
    await app.change_settings(keys={"edit": "f5"})
    app.screen.refresh_bindings()
    await until(pilot, lambda: any(one.key_display == "F5" for one in app.screen.query(FooterKey)))
