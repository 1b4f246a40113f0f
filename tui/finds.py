"""What the palette finds besides commands: units and themes at once, sessions while it goes on looking."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from logs.book.book import LogBook
from logs.session.query import Query
from logs.text import match_rank
from tui.core.commands import Command, find_commands
from tui.core.i18n import _
from tui.screens.entry_text import main_words
from tui.text.formats import day
from tui.text.values import titled, unit_title

Kind = Literal["command", "unit", "theme", "session"]
MOST: dict[Kind, int] = {"command": 6, "unit": 4, "theme": 4, "session": 8}
"""Finds of each kind that are shown; a better word narrows them down."""
LEAST_LETTERS = 2
"""Letters typed before sessions are looked through."""
_AT_A_TIME = 400  # sessions looked at before the screen has its turn


@dataclass(frozen=True)
class Find:
    """Something to choose: a Command, or the code of a unit or theme, or the id of a session, as `target`."""

    kind: Kind
    title: str
    detail: str
    target: Any


def kind_title(kind: Kind) -> str:
    """The heading over the finds of a kind."""
    return {
        "command": _("Commands"),
        "unit": _("Units of the list"),
        "theme": _("Themes"),
        "session": _("Sessions of the book"),
    }[kind]


def commands_found(query: str, commands: Iterable[Command]) -> list[Find]:
    """The commands that answer, best first; all of them while nothing is typed."""
    found = find_commands(query, commands)
    most = MOST["command"] if query.strip() else len(found)
    return [Find("command", _(one.name), one.key, one) for one in found[:most]]


def names_found(query: str, book: LogBook) -> list[Find]:
    """The units and the themes that answer, best first."""
    if not query.strip():
        return []
    units = [Find("unit", f"{one.code} {unit_title(one)}", "", one.code) for one in book.units.values()]
    themes = [Find("theme", f"{one.code} {titled(one)}", "", one.code) for one in book.directive.themes.values()]
    return [*_best(query, units)[: MOST["unit"]], *_best(query, themes)[: MOST["theme"]]]


async def sessions_found(query: str, book: LogBook) -> AsyncIterator[Find]:
    """The sessions that answer, the newest first, each as soon as it is found; the screen is never kept waiting."""
    if len(query.strip()) < LEAST_LETTERS:
        return
    answers, found = Query(text=query).test(book.directive, book.text_of), 0
    for place, entry in enumerate(reversed(book.find())):
        if place % _AT_A_TIME == 0:
            await asyncio.sleep(0)
        if answers(entry):
            yield Find("session", main_words(book, entry), day(entry.session.date), entry.id)
            found += 1
            if found == MOST["session"]:
                return


def _best(query: str, finds: Iterable[Find]) -> list[Find]:
    ranked = [
        (rank, place, one) for place, one in enumerate(finds) if (rank := match_rank(query, one.title)) is not None
    ]
    return [one for _rank, _place, one in sorted(ranked, key=lambda item: item[:2])]
