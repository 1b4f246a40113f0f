"""The palette: every command, unit, theme and session by words of its name, found without marks."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from logs.book.book import LogBook
from logs.session.query import Query
from logs.text import match_rank
from tui.core.commands import Command, bindings, find_commands
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.fitted import FittedScreen
from tui.screens.common.session_text import main_words
from tui.text.formats import day
from tui.text.values import titled, unit_title
from tui.text.visible import visible
from tui.widgets.safe import Plain

Kind = Literal["command", "unit", "theme", "session"]
MOST: dict[Kind, int] = {"command": 6, "unit": 4, "theme": 4, "session": 8}
"""Finds of each kind that are shown; a better word narrows them down."""
LEAST_LETTERS = 2
"""Letters typed before sessions are looked through."""
_AT_A_TIME = 400  # sessions looked at before the screen has its turn
_BORDERS = 8  # cells that the dialog and its list take at the sides


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
    units = [Find("unit", f"{unit.code} {unit_title(unit)}", "", unit.code) for unit in book.units.values()]
    themes = [
        Find("theme", f"{theme.code} {titled(theme)}", "", theme.code) for theme in book.directive.themes.values()
    ]
    return [*_best(query, units)[: MOST["unit"]], *_best(query, themes)[: MOST["theme"]]]


async def sessions_found(query: str, book: LogBook) -> AsyncIterator[Find]:
    """The sessions that answer, the newest first, each as soon as it is found; the screen is never kept waiting."""
    if len(query.strip()) < LEAST_LETTERS:
        return
    answers, found = Query(text=query).test(book.directive, book.sessions.texts.of), 0
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
        (rank, place, find) for place, find in enumerate(finds) if (rank := match_rank(query, find.title)) is not None
    ]
    return [one for _rank, _place, one in sorted(ranked, key=lambda item: item[:2])]


class Palette(ModalScreen[Find | None], FittedScreen[Find | None]):
    """Choose one of `commands`, or what the words typed find in the book; None where the person stepped back.

    Without a book commands alone are offered. `found` is what the list shows, headings apart.
    """

    MENU: ClassVar = (
        Command("step_back", "escape", N_("Close")),
        Command("move(-1)", "up", N_("Previous"), priority=True),
        Command("move(1)", "down", N_("Next"), priority=True),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, commands: Sequence[Command], book: LogBook | None = None) -> None:
        super().__init__()
        self.commands = commands
        self.book = book
        self.more: tuple[Command, ...] = ()
        self.found: list[Find] = []
        self._lines: list[Find | None] = []  # None where a heading stands

    def compose(self) -> ComposeResult:
        hint = _("command, session, unit or theme; no marks needed") if self.book else _("words of a command's name")
        with Vertical(classes="dialog", id="palette"):
            yield ViInput(placeholder=hint)
            yield OptionList(compact=True, markup=False)
            yield Plain(_("Nothing answers to these words."), id="palette-none")

    def offer(self, commands: Iterable[Command]) -> None:
        """Offer these too from now on; where nothing is typed they stay out of the list, which would be too long."""
        self.more = tuple(commands)
        if self.is_current and (typed := self.query_one(ViInput).value):
            self._look(typed)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def _take(self, line: int | None) -> None:
        if line is not None and line < len(self._lines) and (find := self._lines[line]) is not None:
            self.dismiss(find)

    def action_move(self, step: int) -> None:
        """To the next find, over headings, from the last one to the first."""
        places = [place for place, find in enumerate(self._lines) if find is not None]
        if places:
            options = self.query_one(OptionList)
            now = places.index(options.highlighted) if options.highlighted in places else -1
            options.highlighted = places[(now + step) % len(places)]

    def action_step_back(self) -> None:
        self.dismiss(None)

    def _look(self, query: str) -> None:
        """Show commands, units and themes at once; sessions follow as they are found."""
        self.found = commands_found(query, (*self.commands, *self.more) if query.strip() else self.commands)
        if self.book is not None:
            self.found += names_found(query, self.book)
            self._look_for_sessions(query, self.book)
        self._show()

    @work(group="find", exclusive=True)
    async def _look_for_sessions(self, query: str, book: LogBook) -> None:
        async for find in sessions_found(query, book):
            self.found.append(find)
            self._show()

    def _show(self) -> None:
        options = self.query_one(OptionList)
        chosen = self._lines[options.highlighted] if options.highlighted is not None and self._lines else None
        self._lines = list(_with_headings(self.found))
        # A cell is left to the bar for scrolling: a line that wrapped would bring the bar, and the bar would wrap it.
        width = options.size.width - 1 if options.size else max(20, min(self.app.size.width, 70) - _BORDERS)
        options.set_options(self._option(place, width) for place in range(len(self._lines)))
        places = [place for place, find in enumerate(self._lines) if find is not None]
        kept = next((place for place in places if self._lines[place] == chosen and chosen is not None), None)
        options.highlighted = kept if kept is not None else (places[0] if places else None)
        options.display = bool(places)
        self.query_one("#palette-none").display = not places

    def _option(self, place: int, width: int) -> Option:
        find = self._lines[place]
        if find is None:
            following = self._lines[place + 1]
            title = kind_title(following.kind) if following else ""
            return Option(Content.styled(title, "bold $text-primary"), disabled=True)
        detail = Content.styled(find.detail, "$text-muted")
        name = Content(f"  {visible(find.title)}")
        room = max(8, width - detail.cell_length - 2)
        return Option(Content.assemble(name.truncate(room, ellipsis=True, pad=True), " ", detail))


def _with_headings(finds: Iterable[Find]) -> Iterable[Find | None]:
    """The finds with a place for a heading before each kind."""
    kind = ""
    for find in finds:
        if find.kind != kind:
            kind = find.kind
            yield None
        yield find
