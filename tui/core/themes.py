"""The program's looks: lacquer and paper in many colours, high contrast, sixteen colours, and none.

Colour never says anything alone: every mark is a sign or a word too, so that each look tells the same. A colour has
one meaning: `accent` (`$text-accent`) is a key or a link, `warning` needs a person, `error` is wrong, `success` is in
order.
"""

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.filter import LineFilter
from textual.theme import Theme

from tui.core.colours_256 import NearestColours
from tui.core.i18n import N_

_SOURCES = 1_000  # more than all kinds of widgets together


class SteadyStylesheet(Stylesheet):
    """Textual's own reads every source again for each new screen, and when 64 of them are known for each new widget."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours; everything is read again where they differ from those in use."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read what has not been read for these colours yet."""
        self.parse()


DARK = Theme(
    name="sotay-dark",
    dark=True,
    primary="#5fa8a0",
    secondary="#8fb3c9",
    accent="#5fa8a0",
    success="#8fbf7f",
    warning="#e0b060",
    error="#e5786d",
    foreground="#dde1e6",
    background="#15191f",
    surface="#1b2129",
    panel="#242c36",
    variables={
        "text-muted": "#a9b1ba",
        "foreground-muted": "#a9b1ba",
        "text-disabled": "#a0a8b2",
        "block-cursor-background": "#2f6f6a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2b3743",
        "block-cursor-blurred-foreground": "#dde1e6",
        "footer-background": "#1b2129",
        "footer-key-foreground": "#95c5c0",
        "footer-description-foreground": "#b6bec8",
        "input-selection-background": "#5fa8a0 40%",
        "input-cursor-background": "#95c5c0",
        "input-cursor-foreground": "#15191f",
        "button-ground": "#5fa8a0 20%",
        "button-letters": "#dde1e6",
        "button-primary-ground": "#5fa8a0 45%",
        "button-style": "bold",
        "button-primary-style": "bold",
        "border": "#5fa8a0",
        "border-blurred": "#64788c",
        "scrollbar": "#343f4c",
        "scrollbar-hover": "#46556599",
        "scrollbar-background": "#1b2129",
    },
)

LIGHT = Theme(
    name="sotay-light",
    dark=False,
    primary="#1f6f6b",
    secondary="#3c6382",
    accent="#1f6f6b",
    success="#3c7a36",
    warning="#8f5a00",
    error="#b3261e",
    foreground="#22272e",
    background="#f5f2ea",
    surface="#fcfaf5",
    panel="#e8e3d6",
    variables={
        "text-muted": "#53585e",
        "foreground-muted": "#53585e",
        "text-disabled": "#53585e",
        "block-cursor-background": "#1f6f6b",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#d5dfd9",
        "block-cursor-blurred-foreground": "#22272e",
        "footer-background": "#e8e3d6",
        "footer-key-foreground": "#144946",
        "footer-description-foreground": "#40474f",
        "input-selection-background": "#1f6f6b 30%",
        "input-cursor-background": "#144946",
        "input-cursor-foreground": "#ffffff",
        "button-ground": "#1f6f6b 20%",
        "button-letters": "#22272e",
        "button-primary-ground": "#1f6f6b 45%",
        "button-style": "bold",
        "button-primary-style": "bold",
        "border": "#1f6f6b",
        "border-blurred": "#7f7864",
        "scrollbar": "#c9c2b1",
        "scrollbar-background": "#efebe0",
    },
)

CONTRAST = Theme(
    name="sotay-contrast",
    dark=True,
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    success="#00ff66",
    warning="#ffd000",
    error="#ff9090",
    foreground="#ffffff",
    background="#262626",
    surface="#000000",
    panel="#000000",
    variables={
        "text-muted": "#ffffff",
        "foreground-muted": "#ffffff",
        "text-disabled": "#d0d0d0",
        "text-primary": "#00ffff",
        "text-accent": "#00ffff",
        "text-error": "#ff9090",
        "text-warning": "#ffd000",
        "text-success": "#00ff66",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#555500",
        "block-cursor-blurred-foreground": "#ffffff",
        "footer-background": "#000000",
        "footer-key-foreground": "#00ffff",
        "footer-description-foreground": "#ffffff",
        "input-selection-background": "#0050c0",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "button-ground": "#ffff00 20%",
        "button-letters": "#ffffff",
        "button-primary-ground": "#ffff00 45%",
        "button-style": "bold",
        "button-primary-style": "bold",
        "border": "#ffffff",
        "border-blurred": "#ffffff",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#333333",
    },
)

# The terminal's own colours, on its own background, be it dark or light. What has a ground of its own has its letters
# in a colour that stands out from it in every terminal's choice of the sixteen: white on blue, black on white or cyan.
# Words without one are in the terminal's own colour, keys bold; what needs a person is magenta, what is wrong bright
# red: of the sixteen only these can be read on black and on white.
# The cursor has none where the keyboard is elsewhere: its row may hold words of any colour.
_OWN_COLOURS = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "block-cursor-foreground": "ansi_bright_white",
    "block-cursor-background": "ansi_blue",
    "block-cursor-blurred-foreground": "ansi_default",
    "block-cursor-blurred-background": "ansi_default",
    "block-cursor-blurred-text-style": "bold",
    "button-ground": "ansi_white",
    "button-letters": "ansi_black",
    "button-primary-ground": "ansi_cyan",
    # Not bold: many terminals brighten bold letters, and bright black is grey.
    "button-style": "none",
    "button-primary-style": "none",
    "link-color": "ansi_default",
    "link-background-hover": "ansi_blue",
    "border": "ansi_default",
    "border-blurred": "ansi_bright_black",
    "footer-key-foreground": "ansi_default",
    "input-cursor-text-style": "reverse",
    "input-selection-background": "ansi_blue",
    "input-selection-foreground": "ansi_bright_white",
    "scrollbar": "ansi_cyan",
    "scrollbar-hover": "ansi_cyan",
    "scrollbar-active": "ansi_cyan",
    "scrollbar-background": "ansi_bright_black",
    "scrollbar-background-hover": "ansi_bright_black",
    "scrollbar-background-active": "ansi_bright_black",
}

SIXTEEN = Theme(
    name="sotay-sixteen",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    success="ansi_default",
    warning="ansi_magenta",
    error="ansi_bright_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    variables=_OWN_COLOURS,
)

PLAIN = Theme(
    name="sotay-plain",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    success="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    # Whatever has a ground is shown in reverse: only what has the keyboard may have one.
    variables={
        **_OWN_COLOURS,
        "button-ground": "ansi_default",
        "button-letters": "ansi_default",
        "button-primary-ground": "ansi_default",
        "button-style": "underline",
        "button-primary-style": "bold underline",
    },
)

LOOKS = {
    DARK.name: N_("Dark"),
    LIGHT.name: N_("Light"),
    CONTRAST.name: N_("High contrast"),
    SIXTEEN.name: N_("16 colours of the terminal"),
    PLAIN.name: N_("Without colour"),
}
"""The looks and their names, msgids."""

THEMES = (DARK, LIGHT, CONTRAST, SIXTEEN, PLAIN)


def usual_look(environment: Mapping[str, str], *, windows: bool = False) -> str:
    """The look where none was chosen: without colour where NO_COLOR asks for it, few where the terminal has few."""
    if "NO_COLOR" in environment:
        return PLAIN.name
    term = environment.get("TERM", "")
    wanted = environment.get("TEXTUAL_COLOR_SYSTEM", "")
    deep = environment.get("COLORTERM", "") in ("truecolor", "24bit")
    many = deep or wanted == "truecolor" or "256" in term or "direct" in term
    few = wanted == "standard" or not (many or windows)
    return SIXTEEN.name if few and term else DARK.name


def line_filters(usual: Sequence[LineFilter], look: str, color_system: str | None) -> list[LineFilter]:
    """The filters of a screen's lines, of which Textual has the `usual` ones: none of colours in a look without."""
    if look == PLAIN.name:
        return [*usual[:1], _COLOURLESS]
    return [*usual, _NEAREST] if color_system == "256" else [*usual]


class Colourless(LineFilter):
    """Takes every colour away; what stood on a background of its own is shown in reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in the terminal's two colours."""
        return [
            segment if segment.style is None else Segment(segment.text, _colourless(segment.style), segment.control)
            for segment in segments
        ]


def _colourless(style: Style) -> Style:
    ground = style.bgcolor
    stands_out = ground is not None and not ground.is_default
    return style.without_color + Style(reverse=stands_out or bool(style.reverse))


_COLOURLESS, _NEAREST = Colourless(), NearestColours()
