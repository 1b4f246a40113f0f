"""Two catalogues side by side: which theme of ours each theme of another year's or office's catalogue is."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from logs.catalogue.directive import Directive, Theme
from logs.text import fold

How = Literal["code", "title", "near", "none"]
# From this likeness of titles on (0 to 1), a theme is offered as the counterpart of another.
_NEAR = 0.7


class Counterpart(Struct, frozen=True):
    """A theme of theirs and the one of ours that it is: by its code, its title, or a title near it; else None."""

    theirs: Theme
    ours: Theme | None
    how: How


def counterparts(theirs: Directive, ours: Directive) -> tuple[Counterpart, ...]:
    """Every theme of theirs, in the order of their catalogue, with its counterpart in ours."""
    by_title = {fold(theme.title): theme for theme in ours.themes.values()}
    return tuple(_counterpart(theme, ours, by_title) for theme in theirs.themes.values())


def _counterpart(theme: Theme, ours: Directive, by_title: dict[str, Theme]) -> Counterpart:
    # A code is never used again for another theme, whatever becomes of its title.
    if theme.code in ours.themes:
        return Counterpart(theme, ours.themes[theme.code], "code")
    if fold(theme.title) in by_title:
        return Counterpart(theme, by_title[fold(theme.title)], "title")
    likeness, near = _nearest(fold(theme.title), by_title)
    return Counterpart(theme, by_title[near], "near") if likeness >= _NEAR else Counterpart(theme, None, "none")


def _nearest(title: str, titles: Iterable[str]) -> tuple[float, str]:
    return max((SequenceMatcher(None, title, other).ratio(), other) for other in titles)
