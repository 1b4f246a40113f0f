"""The Textual application: its looks, its modes, its commands everywhere, and the one place that shows errors."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.actions import parse
from textual.app import App
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.backups import daily_backup
from logs.session.query import Query
from logs.store.location import folder_notices
from tui.app.book_commands import Adds, HandsDown, Steps
from tui.app.crash_guard import Guarded
from tui.app.personal_settings import Chooses
from tui.core.autosave import LEFT_UNSAVED, kept
from tui.core.clock import now
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, Failed, told
from tui.core.paths import keys_folder, settings_path
from tui.core.settings import SettingsFile
from tui.files.pasted_paths import looks_like_paths, read_paths
from tui.input.input_method import Composing
from tui.input.key_order import KeysInOrder
from tui.screens.common.mode_screen import MODES, WIDE, ModeScreen, modes_of
from tui.screens.guide.jump import JumpScreen, places_on
from tui.text.error_messages import error_sentence, sentence
from tui.text.visible import visible
from tui.widgets.safe import SafeApp
from tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from tui.screens.guide.palette import Find


class Dropping(App[int]):
    """An app into which units' files can be dropped wherever no field and no dialog takes what is pasted."""

    book: LogBook | None

    def on_paste(self, event: events.Paste) -> None:
        if self.book is not None and not isinstance(self.screen, ModalScreen) and looks_like_paths(event.text):
            event.stop()
            self._drop(event.text)

    @work(group="dialog", exclusive=True)
    @told
    async def _drop(self, text: str) -> None:
        from tui.files.folders import checked
        from tui.screens.exchange.merge import MergeScreen

        paths = await asyncio.to_thread(lambda: checked(read_paths(text), "files"))
        await self.switch_mode("merge")
        while len(self.screen_stack) > 1 and not isinstance(self.screen, MergeScreen):
            await self.pop_screen()
        if isinstance(self.screen, MergeScreen):
            self.screen.receive(paths)


_MOST_TOLD = 60  # characters of what was copied that the notice repeats


class Handy(App[int]):
    """The commands of an app that work alike on every screen."""

    HANDY_MENU: ClassVar = (
        Command("jump", "f6", N_("Jump to a place"), "", N_("a letter appears beside every place"), priority=True),
        Command("print_view", "f7", N_("Print view"), "", N_("the table, in a file to be printed")),
    )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be places to jump to, and a table to print."""
        if action == "jump":
            return not isinstance(self.screen, JumpScreen)
        if action == "print_view":
            return isinstance(self.screen, ModeScreen)
        return super().check_action(action, parameters)

    @work(group="jump", exclusive=True)
    async def action_jump(self) -> None:
        """Show a letter beside every place that can have the focus, and go where the person points."""
        screen = self.screen
        place = await self.push_screen_wait(JumpScreen(places_on(screen)))
        if place is not None:
            screen.set_focus(place)

    def action_print_view(self) -> None:
        """Print the table of the screen."""
        from tui.screens.common.printing import PrintDialog

        if isinstance(self.screen, ModeScreen) and (sheet := self.screen.sheet()) is not None:
            self.push_screen(PrintDialog(sheet, self.screen.MODE))

    def action_help_quit(self) -> None:
        """Ctrl+C where no text is selected: copy the row under the cursor; without one say how to leave."""
        table = self.screen.focused
        if isinstance(table, VirtualTable) and table.row_count:
            texts = table.texts(table.cursor_row)
            # With tabs between, each cell goes into a column of its own where it is pasted into a sheet.
            self.copy_to_clipboard("\t".join(visible(text) for text in texts))
            told = "  ".join(filter(None, texts))[:_MOST_TOLD]
            self.post_message(Done(_("Copied: {text}").format(text=told)))
        else:
            self.post_message(Done(_("Press Ctrl+Q to exit.")))


class Guides(App[int]):
    """The commands of an app that tell of all the others, which its `MENU` declares."""

    book: LogBook | None
    MENU: ClassVar[tuple[Command, ...]]
    GUIDES_MENU: ClassVar = (
        Command("help", "f1", N_("Help"), N_("Help"), N_("the guide to this screen, and every key"), priority=True),
        Command("tour", "", N_("Tour in four steps"), "", N_("what the work is made of")),
        Command("palette", "ctrl+p", N_("All commands"), "", N_("find a command by words of its name")),
    )

    @work(group="dialog")
    async def action_help(self) -> None:
        from tui.screens.guide.help import HelpScreen
        from tui.screens.guide.pages import page_name

        screen = self.screen
        if isinstance(screen, HelpScreen):
            screen.dismiss(None)
            return
        own: Sequence[Command] = getattr(screen, "MENU", ())
        about = getattr(screen, "ABOUT", "")
        groups = [(_("On this screen"), own), (_("Everywhere"), self._possible(self.MENU))]
        shown = [group for group in groups if group[1]]
        await self.push_screen_wait(HelpScreen(_(about) if about else "", shown, page_name(screen)))

    def action_tour(self) -> None:
        """The four cards of the tour."""
        from tui.screens.guide.tour import TourScreen

        if self.book is not None:
            self.push_screen(TourScreen(self.book.owner.role))

    @work(group="dialog")
    async def action_palette(self) -> None:
        from tui.screens.guide.palette import Palette

        own: Sequence[Command] = getattr(self.screen, "MENU", ())
        offered = [command for command in (*own, *self._possible(self.MENU)) if command.action != "palette"]
        # Elsewhere a dialog is open: what it asks comes first.
        book = self.book if isinstance(self.screen, ModeScreen) else None
        chosen = await self.push_screen_wait(Palette(offered, book))
        if chosen is None:
            return
        if isinstance(chosen.target, Command):
            node: Any = self.screen if chosen.target in own else self
            await self.run_action(chosen.target.action, node)
        else:
            await self._show_in_register(chosen)

    async def _show_in_register(self, find: "Find") -> None:
        """The register with the session under the cursor, or with the sessions of the unit or theme."""
        from tui.screens.register.screen import RegisterScreen

        await self.switch_mode("register")
        register = self.screen_stack[0]
        assert isinstance(register, RegisterScreen), "the first screen of that mode"  # noqa: S101
        queries = {"unit": Query(unit=find.target), "theme": Query(theme=find.target)}
        register.use(queries.get(find.kind, Query()))
        if find.kind == "session":
            register.refresh_book(find.target)

    def _possible(self, commands: Iterable[Command]) -> list[Command]:
        """Those of the app's own commands that do something now."""
        return [one for one in commands if self.check_action(*parse(one.action)[1:]) is not False]


# In the module of the mode's name under `tui.screens`, which is imported when the mode is first shown.
_SCREENS = {
    "register": ("register.screen", "RegisterScreen"),
    "coverage": ("coverage.screen", "CoverageScreen"),
    "merge": ("exchange.merge", "MergeScreen"),
    "progress": ("progress.screen", "ProgressScreen"),
    "report": ("report.screen", "ReportScreen"),
    "settings": ("settings.screen", "SettingsScreen"),
}
_BEFORE_COPY = 2.0
_NOTICE_SECONDS = 6.0
_ERROR_SECONDS = 15.0


class SotayApp(
    Steps, Guides, Handy, Chooses, HandsDown, Dropping, Guarded[int], Composing[int], KeysInOrder[int], SafeApp[int]
):
    """The notebook of one book; without a book it first asks whose notebook it will be."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual's own declaration
    MENU: ClassVar = (
        *(Command(f"switch_mode('{mode}')", key, name) for mode, key, name in MODES),
        *Adds.ADD_MENU,
        *Steps.STEPS_MENU,
        *HandsDown.OFFICE_MENU,
        *Composing.TYPING_MENU,
        *Guides.GUIDES_MENU,
        *Handy.HANDY_MENU,
        *Chooses.LOOKS_MENU,
        # At once, so that what is typed right after Tab goes into the next field and not into the one just left.
        Command("focus_next", "tab", N_("Next field"), priority=True),
        Command("focus_previous", "shift+tab", N_("Previous field"), priority=True),
        Command("quit", "ctrl+q", N_("Exit"), "", N_("everything saved stays saved"), priority=True),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, folder: Path, book: LogBook | None, kept: SettingsFile | None = None) -> None:
        super().__init__()
        self.title = "Sổ tay"
        self.folder = folder
        self.book = book
        self.start_with(kept or SettingsFile(settings_path()))
        self.report_folder = keys_folder().parent / "reports"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a book there is nothing to look at; a reporter's book has no progress."""
        if action == "switch_mode":
            return self.book is not None and parameters[0] in [mode for mode, _key, _name in modes_of(self.book)]
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        if self.book is None:
            self._first_start()
        else:
            self._show_book(self.book)

    @work(group="dialog")
    @told
    async def _first_start(self) -> None:
        from tui.screens.guide.first_start import StartScreen

        book = await self.push_screen_wait(StartScreen(self.folder))
        if book is None:
            self.exit(0)
        else:
            self.book = book
            self._show_book(book)
            first = _("The book is ready. Press n to log the first session.")
            if book.owner.role == "committee":
                first = _("The book is ready. Press 3 to receive the units' files.")
            self.post_message(Done(first))
            if not self.settings.toured:
                await self.change_settings(toured=True)
                self.action_tour()

    def _show_book(self, book: LogBook) -> None:
        for mode in _SCREENS:
            self.add_mode(mode, partial(_screen_of, mode, book))
        self.switch_mode("register")
        notices = (*self.kept.notices, *book.notices, *folder_notices(book.folder))
        found = [sentence(notice.code, notice.params) for notice in notices]
        if book.read_only:
            found.append(_("Another program has this book open. It can be looked at, not changed."))
        else:
            found += [_(words) for kind, words in LEFT_UNSAVED.items() if kept(book.folder, kind)]
        if found:
            self.post_message(Done("\n".join(found), warn=True))
        if book.read_only:
            return
        # Not before the register has been read and painted: a large book takes a second to copy.
        self.set_timer(_BEFORE_COPY, partial(self._back_up, book))
        if unfinished := kept(book.folder):
            self.finish_typing(book, unfinished)

    @work(group="dialog")
    @told
    async def _back_up(self, book: LogBook) -> None:
        """Make the day's copy of the book."""
        daily_backup(book)

    async def speak_anew(self) -> None:
        """Make every screen anew but the one on top, which takes other words where it stands."""
        if self.book is None:
            return
        for mode in _SCREENS:
            if mode != self.current_mode:
                await self.remove_mode(mode)
                self.add_mode(mode, partial(_screen_of, mode, self.book))
        await self.screen.recompose()
        self.screen.refresh_bindings()  # the new footer waits for them
        self.screen.set_focus(next(iter(self.screen.focus_chain), None))
        if isinstance(self.screen, ModeScreen):
            self.screen.refresh_book()

    # What screens tell

    def on_failed(self, event: Failed) -> None:
        """The one place where an error becomes a notice."""
        self._tell(error_sentence(event.error), "error", _ERROR_SECONDS)

    def on_done(self, event: Done) -> None:
        severity: SeverityLevel = "warning" if event.warn else "information"
        seconds = _ERROR_SECONDS if event.warn else _NOTICE_SECONDS
        self._tell(event.text, severity, seconds)

    def _tell(self, text: str, severity: SeverityLevel, seconds: float) -> None:
        """Show one notice in the place of the one before: they do not pile up over the work."""
        self.clear_notifications()
        self.notify(text, severity=severity, timeout=seconds)

    def on_book_changed(self, event: BookChanged) -> None:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ModeScreen):
                screen.refresh_book(event.session_id)
                return

    # Commands everywhere

    @work(group="quit", exclusive=True)
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave; ask first where something typed would be lost."""
        from tui.screens.common.ask import leave_question

        unsaved = any(getattr(screen, "unsaved", False) for screen in self.screen_stack)
        if not unsaved or await self.push_screen_wait(leave_question()) == "leave":
            self.exit(0)


def _screen_of(mode: str, book: LogBook) -> ModeScreen:
    module, name = _SCREENS[mode]
    screen: ModeScreen = getattr(import_module(f"tui.screens.{module}"), name)(book)
    return screen


def open_book(folder: Path) -> LogBook | None:
    """The book in `folder`: None where there is none yet nor a copy of one, for looking only where another has it.

    Raises SotayError where it cannot be opened at all.
    """
    now()  # an unreadable SOTAY_TODAY is told before the book is touched
    try:
        return LogBook.open(folder, clock=now)
    except SotayError as error:
        if error.code == "book_missing" and not error.params.get("copy"):
            return None
        if error.code != "book_in_use":
            raise
    return LogBook.open(folder, clock=now, read_only=True)


def run_app(folder: Path, kept: SettingsFile) -> int:
    """Open the app on the book in `folder`; returns the exit code: 3 where the book cannot be opened."""
    try:
        app = SotayApp(folder, open_book(folder), kept)
    except SotayError as error:
        sys.stderr.write(error_sentence(error) + "\n")
        return 3
    try:
        app.run()
    finally:
        if app.book is not None:
            app.book.close()
    return app.return_code or 0
