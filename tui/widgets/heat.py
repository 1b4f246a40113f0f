"""How much a cell holds against the fullest one: a shade behind its figure, a mark beside it where shades are few."""

from typing import Any

from textual.app import App

from tui.widgets.cells import Cell

# From one session to the most, over the row's own background; a figure is readable on the strongest in every look.
_SHADES = ("on $primary 10%", "on $primary 20%", "on $primary 30%", "bold on $primary 40%")
_MARKS = ("░", "▒", "▓", "█")
_FEW = (None, "standard", "windows")


def has_shades(app: App[Any]) -> bool:
    """Whether the look mixes shades of a colour and the terminal tells them apart."""
    return not (app.current_theme.ansi or app.no_color or app.console.color_system in _FEW)


def cold(text: str, *, shades: bool) -> Cell:
    """A cell that holds nothing, in line with the figures of the others."""
    return (text if shades else f"{text} ", "$foreground-muted")


def heat(text: str, part: float, *, shades: bool) -> Cell:
    """The figure with the shade or the mark of its `part` of the most (above 0, at most 1)."""
    place = min(len(_SHADES) - 1, int(part * len(_SHADES) * 0.999))
    return (text, _SHADES[place]) if shades else (f"{text}{_MARKS[place]}", "bold" if place > 1 else "")
