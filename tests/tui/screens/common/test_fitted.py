"""A screen whose parts get their styles and places once, beside Textual's own."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from tui.screens.common.fitted import FittedApp, FittedScreen

WIDTHS = [(0, "-narrow"), (100, "-wide")]


class Parts(Static):
    def compose(self) -> ComposeResult:
        for n in range(20):
            part = Static(f"part {n}", classes="part")
            part.set_class(n % 2 == 1, "odd")
            yield part


class Fitted(FittedScreen[None]):
    CSS = ".part { height: 1; } .-wide .part { width: 40; }"

    def compose(self) -> ComposeResult:
        yield Parts()


class OfTextual(Screen[None]):
    CSS = Fitted.CSS

    def compose(self) -> ComposeResult:
        yield Parts()


class OwnApp(FittedApp[None]):
    HORIZONTAL_BREAKPOINTS = WIDTHS


class TextualApp(App[None]):
    HORIZONTAL_BREAKPOINTS = WIDTHS


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the parts that were matched with the style sheet, each time."""
    texts: list[str] = []
    apply = Stylesheet.apply

    def applied(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
        if node.has_class("part"):
            texts.append(str(getattr(node, "content", "")))
        apply(sheet, node, **options)

    monkeypatch.setattr(Stylesheet, "apply", applied)
    return texts


@pytest.mark.parametrize("width", [80, 120])
async def test_every_part_is_styled_once_and_looks_as_with_textual(styled: list[str], width: int) -> None:
    sizes = []
    for app, screen in ((OwnApp(), Fitted()), (TextualApp(), OfTextual())):
        styled.clear()
        async with app.run_test(size=(width, 30)) as pilot:
            await app.push_screen(screen)
            await pilot.pause()
            sizes.append([part.size for part in screen.query(".part")])
            times = styled.count("part 3")
            if isinstance(app, OwnApp):
                assert times == 1
            await pilot.resize_terminal(200 - width, 30)
            await pilot.pause()
            sizes.append([part.size for part in screen.query(".part")])
    assert sizes[:2] == sizes[2:]
    assert sizes[0] != sizes[1]
