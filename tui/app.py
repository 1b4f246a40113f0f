"""The Textual application: its looks, its commands everywhere, its modes, and the one place that shows errors."""

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.notifications import SeverityLevel

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.backups import daily_backup
from logs.store.location import folder_notices
from tui.app_adding import Adds
from tui.app_dropping import Dropping
from tui.app_guides import Guides
from tui.app_hands import Handy
from tui.app_office import HandsDown
from tui.app_settings import Chooses
from tui.app_steps import Steps
from tui.core.autosave import LEFT_UNSAVED, kept
from tui.core.clock import now
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, Failed, told
from tui.core.paths import keys_folder, settings_path
from tui.core.settings import SettingsFile
from tui.guard import Guarded
from tui.input.input_method import Composing
from tui.input.key_order import KeysInOrder
from tui.screens.frame import MODES, WIDE, ModeScreen, modes_of
from tui.text.error_messages import error_sentence, sentence
from tui.widgets.safe import SafeApp

# In the module of the mode's name under `tui.screens`, which is imported when the mode is first shown.
_SCREENS = {
    "register": "RegisterScreen",
    "coverage": "CoverageScreen",
    "merge": "MergeScreen",
    "progress": "ProgressScreen",
    "report": "ReportScreen",
    "settings": "SettingsScreen",
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
        from tui.screens.start import StartScreen

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
        from tui.screens.ask import leave_question

        unsaved = any(getattr(screen, "unsaved", False) for screen in self.screen_stack)
        if not unsaved or await self.push_screen_wait(leave_question()) == "leave":
            self.exit(0)


def _screen_of(mode: str, book: LogBook) -> ModeScreen:
    screen: ModeScreen = getattr(import_module(f"tui.screens.{mode}"), _SCREENS[mode])(book)
    return screen


def open_book(folder: Path) -> LogBook | None:
    """The book in `folder`: None where there is none yet, for looking only where another program holds it.

    Raises SotayError where it cannot be opened at all.
    """
    now()  # an unreadable SOTAY_TODAY is told before the book is touched
    try:
        return LogBook.open(folder, clock=now)
    except SotayError as error:
        if error.code == "book_missing":
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
