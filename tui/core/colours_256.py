"""The looks on a terminal of 256 colours: each of ours is shown as the nearest of those.

Rich looks for their like by hue, and so shows a pale ground as yellow and a dark one as blue.
"""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_CUBE, _GREYS = range(16, 232), range(232, 256)
"""The first 16 are the terminal's own, of which nobody knows what they look like."""
_COLOURFUL = 40
"""Between the strongest part of a colour and the weakest; below that it is shown as a grey: shades stay in step."""
_WEIGHTS = (3, 4, 3)
"""How much of a difference in red, green and blue is seen."""
_STYLES = 4_000


class NearestColours(LineFilter):
    """Puts the nearest of the 256 colours in place of every other."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in colours that the terminal has."""
        return [
            segment if segment.style is None else Segment(segment.text, _shown(segment.style), segment.control)
            for segment in segments
        ]


@lru_cache(_STYLES)
def _shown(style: Style) -> Style:
    ink, ground = (nearest(color) if color else None for color in (style.color, style.bgcolor))
    return style + Style(color=ink, bgcolor=ground)


@lru_cache(_STYLES)
def nearest(color: RichColor) -> RichColor:
    """The colour of the 256 that is most like it; those that the terminal chooses itself stay."""
    if color.type != ColorType.TRUECOLOR:
        return color
    wanted = color.get_truecolor()

    def distance(number: int) -> int:
        there = RichColor.from_ansi(number).get_truecolor()
        return sum(weight * (a - b) ** 2 for weight, a, b in zip(_WEIGHTS, wanted, there, strict=True))

    choices = _CUBE if max(wanted) - min(wanted) >= _COLOURFUL else (_CUBE[0], *_GREYS, _CUBE[-1])
    return RichColor.from_ansi(min(choices, key=distance))
