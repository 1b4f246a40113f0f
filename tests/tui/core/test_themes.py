"""In the looks of many colours every word can be read: contrast of at least 4.5 to 1, and every edge seen, at least 3
to 1, as WCAG 2.2 asks (1.4.3 and 1.4.11); no colour has two meanings.
"""

import pytest
from textual.color import Color
from textual.theme import Theme

from tui.core.themes import CONTRAST, DARK, LIGHT, SIXTEEN

READABLE = 4.5
SEEN = 3.0
ROLES = ("accent", "warning", "error", "success")


def contrast(one: Color, other: Color) -> float:
    """How far apart in brightness, as WCAG reckons it: 1 to 21."""
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    """Relative luminance of WCAG."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def grounds(theme: Theme) -> dict[str, Color]:
    """What words stand on: the screen, its parts, a field with the keyboard, the strongest shade under the cursor."""
    background, surface, panel, primary, foreground = (
        Color.parse(color or "")
        for color in (theme.background, theme.surface, theme.panel, theme.primary, theme.foreground)
    )
    return {
        "background": background,
        "surface": surface,
        "panel": panel,
        "focus": background.blend(primary, 0.22),
        "shade": surface.blend(foreground, 0.04).blend(primary, 0.4).blend(foreground, 0.08),
    }


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST], ids=lambda theme: theme.name)
def test_words_are_readable_where_they_stand(theme: Theme) -> None:
    on = grounds(theme)
    written = Color.parse(theme.foreground or "")
    for name, ground in on.items():
        assert contrast(written, ground) >= READABLE, f"words on {name}"
    for muted in ("text-muted", "foreground-muted", "text-disabled"):
        for name in ("background", "surface", "panel", "focus"):
            assert contrast(Color.parse(theme.variables[muted]), on[name]) >= READABLE, f"{muted} on {name}"
    for cursor in ("block-cursor", "block-cursor-blurred"):
        words, ground = (Color.parse(theme.variables[f"{cursor}-{part}"]) for part in ("foreground", "background"))
        assert contrast(words, ground) >= READABLE, cursor
    for part in ("footer-key", "footer-description"):
        ground = Color.parse(theme.variables["footer-background"])
        assert contrast(Color.parse(theme.variables[f"{part}-foreground"]), ground) >= READABLE, part


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST], ids=lambda theme: theme.name)
def test_what_a_colour_means_is_readable_and_edges_are_seen(theme: Theme) -> None:
    on = grounds(theme)
    colours = theme.to_color_system().generate() | theme.variables
    for name in ("background", "surface", "panel"):
        for role in (*ROLES, "primary"):
            assert contrast(Color.parse(colours[f"text-{role}"]), on[name]) >= READABLE, f"{role} on {name}"
        for edge in ("border", "border-blurred", "warning", "error"):
            assert contrast(Color.parse(colours[edge]), on[name]) >= SEEN, f"{edge} on {name}"


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST, SIXTEEN], ids=lambda theme: theme.name)
def test_a_colour_has_one_meaning(theme: Theme) -> None:
    colours = theme.to_color_system().generate() | theme.variables
    for form in ("{}", "text-{}"):
        meant = [colour for role in ROLES if (colour := colours[form.format(role)]) != "ansi_default"]
        assert len(set(meant)) == len(meant)
        assert theme.ansi or len(meant) == len(ROLES)
    assert colours["text-primary"] == colours["text-accent"], "titles in focus and keys"
