"""On a terminal of 256 colours the looks keep their grounds and their words are readable; its own colours stay."""

import pytest
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tests.tui.core.test_themes import READABLE, ROLES, contrast, grounds
from tui.core.colours_256 import NearestColours
from tui.core.themes import CONTRAST, DARK, LIGHT


def shown(color: Color) -> Color:
    """The colour as the terminal shows it."""
    style = Style(color=RichColor.from_rgb(*color.rgb), underline=True, meta={"kept": True})
    (segment,) = NearestColours().apply([Segment("words", style)], color)
    assert segment.style is not None
    assert segment.style.color is not None
    assert segment.style.color.number is not None, "one of the 256"
    assert segment.style.underline
    assert segment.style.meta == {"kept": True}
    return Color(*segment.style.color.get_truecolor())


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST], ids=lambda theme: theme.name)
def test_grounds_keep_their_shade_and_words_are_readable(theme: Theme) -> None:
    on = grounds(theme)
    colours = theme.to_color_system().generate() | theme.variables
    inks = [Color.parse(colours[f"text-{role}"]) for role in (*ROLES, "muted")] + [Color.parse(theme.foreground or "")]
    for name in ("background", "surface", "panel"):
        ground = shown(on[name])
        assert all(abs(now - before) <= 16 for now, before in zip(ground.rgb, on[name].rgb, strict=True)), name
        assert all(contrast(shown(ink), ground) >= READABLE for ink in inks), name


def test_what_the_terminal_chooses_itself_stays() -> None:
    style = Style(color="magenta", bgcolor="default")
    assert NearestColours().apply([Segment("words", style), Segment("\n")], Color(0, 0, 0)) == [
        Segment("words", style),
        Segment("\n"),
    ]
