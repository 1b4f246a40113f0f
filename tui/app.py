"""The Textual application: its looks, its commands everywhere, its modes, and the one place that shows errors."""

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.actions import parse
from textual.notifications import SeverityLevel

from logs.backups import daily_backup
from logs.book import LogBook
from logs.errors import SotayError
from logs.steps import AS_IF_NOT_BEEN
from logs.surroundings import folder_notices
from tui.clock import now
from tui.commands import Command, bindings
from tui.formats import moment, number
from tui.guard import Guarded
from tui.messages import BookChanged, Done, Failed, told
from tui.places import keys_folder
from tui.screens.ask import Ask, leave_question
from tui.screens.coverage import CoverageScreen
from tui.screens.export import ExportDialog
from tui.screens.form import SessionForm
from tui.screens.frame import MODES, WIDE, ModeScreen, modes_of
from tui.screens.help import HelpScreen
from tui.screens.merge import MergeScreen
from tui.screens.office import HandsDown
from tui.screens.palette import Palette
from tui.screens.progress import ProgressScreen
from tui.screens.register import RegisterScreen
from tui.screens.start import StartScreen
from tui.sentences import action_title, error_sentence, sentence
from tui.themes import DARK, LIGHT
from tui.unfinished import Unfinished, kept, kept_at, let_go
from tui.widgets.safe import SafeApp
from tui.words import N_, _, use_language

_SCREENS: dict[str, type[ModeScreen]] = {
    "register": RegisterScreen,
    "coverage": CoverageScreen,
    "merge": MergeScreen,
    "progress": ProgressScreen,
}
_BEFORE_COPY = 2.0
_NOTICE_SECONDS = 6.0
_ERROR_SECONDS = 15.0


class SotayApp(HandsDown, Guarded[int], SafeApp[int]):
    """The notebook of one book; without a book it first asks whose notebook it will be."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual's own declaration
    MENU: ClassVar = (
        *(Command(f"switch_mode('{mode}')", key, name) for mode, key, name in MODES),
        Command("add_session", "n,insert", N_("Add session"), N_("Add"), N_("a new session, from a form")),
        Command("undo", "u", N_("Undo the last step"), N_("Undo"), N_("a save, a deletion or a whole merge")),
        Command("redo", "ctrl+y", N_("Redo what was undone"), "", N_("as long as nothing else was done since")),
        Command("export", "x", N_("Export data for the committee"), N_("Export"), N_("writes the file to hand over")),
        *HandsDown.OFFICE_MENU,
        Command("help", "f1", N_("Help"), N_("Help"), N_("this list")),
        Command("palette", "ctrl+p", N_("All commands"), "", N_("find a command by words of its name")),
        Command("change_look", "f2", N_("Light or dark"), "", N_("the other look of the screen")),
        # At once, so that what is typed right after Tab goes into the next field and not into the one just left.
        Command("focus_next", "tab", N_("Next field"), priority=True),
        Command("focus_previous", "shift+tab", N_("Previous field"), priority=True),
        Command("quit", "ctrl+q", N_("Exit"), "", N_("everything saved stays saved"), priority=True),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, folder: Path, book: LogBook | None) -> None:
        super().__init__()
        self.title = "Sổ tay"
        self.folder = folder
        self.book = book
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self.report_folder = keys_folder().parent / "reports"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a book there is nothing to add to, to undo or to look at; a reporter's book has no progress."""
        if action == "switch_mode" and self.book is not None:
            return parameters[0] in [mode for mode, _key, _name in modes_of(self.book)]
        if action in ("switch_mode", "add_session", "undo", "redo", "export"):
            return self.book is not None
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        if self.book is None:
            self._first_start()
        else:
            self._show_book(self.book)

    @work(group="dialog")
    @told
    async def _first_start(self) -> None:
        book = await self.push_screen_wait(StartScreen(self.folder))
        if book is None:
            self.exit(0)
        else:
            self.book = book
            self._show_book(book)
            self.post_message(Done(_("The book is ready. Press n to log the first session.")))

    def _show_book(self, book: LogBook) -> None:
        for mode, screen in _SCREENS.items():
            self.add_mode(mode, partial(screen, book))
        self.switch_mode("register")
        found = [sentence(notice.code, notice.params) for notice in (*book.notices, *folder_notices(book.folder))]
        if book.read_only:
            found.append(_("Another program has this book open. It can be looked at, not changed."))
        if found:
            self.post_message(Done("\n".join(found), warn=True))
        if book.read_only:
            return
        # Not before the register has been read and painted: a large book takes a second to copy.
        self.set_timer(_BEFORE_COPY, partial(self._back_up, book))
        if unfinished := kept(book.folder):
            self._finish(book, unfinished)

    @work(group="dialog")
    @told
    async def _back_up(self, book: LogBook) -> None:
        """Make the day's copy of the book."""
        daily_backup(book)

    @work(group="dialog")
    @told
    async def _finish(self, book: LogBook, unfinished: Unfinished) -> None:
        """Go on with what was being typed when the program last ended, unless the person lets it go."""
        at = kept_at(book.folder)
        question = _("A session was being typed when the program ended last ({moment}). Go on with it?").format(
            moment=moment(at) if at else "–"
        )
        answers = [("discard", _("Discard")), ("go_on", _("Go on"))]
        if await self.push_screen_wait(Ask(question, answers)) == "discard":
            let_go(book.folder)
            return
        try:
            entry = book.get(unfinished.session) if unfinished.session else None
        except SotayError:
            entry = None  # deleted meanwhile: what was typed becomes a new session
        saved = await self.push_screen_wait(SessionForm(book, entry, typed=unfinished.texts))
        self.post_message(BookChanged(saved.entry.id if saved else None))

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

    @work(group="dialog")
    @told
    async def action_add_session(self) -> None:
        if self.book is None or self._refuse_read_only(self.book):
            return
        another = True
        while another:
            saved = await self.push_screen_wait(SessionForm(self.book))
            self.post_message(BookChanged(saved.entry.id if saved else None))
            another = saved is not None and saved.another

    @work(group="dialog")
    @told
    async def action_undo(self) -> None:
        if self.book is None:
            return
        change = self.book.last_change()
        if change is not None and change.action in AS_IF_NOT_BEEN:
            question = _("Take back the whole step: {action}, {moment}?").format(
                action=action_title(change.action), moment=moment(change.at)
            )
            detail = _("Sessions that it changed: {n}").format(n=number(len(change.session_ids)))
            answers = [("undo", _("Undo")), ("keep", _("Keep"))]
            if await self.push_screen_wait(Ask(question, answers, detail=detail)) != "undo":
                return
        change = self.book.undo()
        self.post_message(Done(_("Undone: {action}.").format(action=action_title(change.action))))
        self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_redo(self) -> None:
        if self.book is None:
            return
        change = self.book.redo()
        self.post_message(Done(_("Done again: {action}.").format(action=action_title(change.action))))
        self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_export(self) -> None:
        if self.book is not None and not self._refuse_read_only(self.book):
            await self.push_screen_wait(ExportDialog(self.book))
            self.post_message(BookChanged())

    @work(group="dialog")
    async def action_help(self) -> None:
        screen = self.screen
        own: Sequence[Command] = getattr(screen, "MENU", ())
        about = getattr(screen, "ABOUT", "")
        groups = [(_("On this screen"), own), (_("Everywhere"), self._possible(self.MENU))]
        await self.push_screen_wait(HelpScreen(_(about) if about else "", [group for group in groups if group[1]]))

    @work(group="dialog")
    async def action_palette(self) -> None:
        own: Sequence[Command] = getattr(self.screen, "MENU", ())
        offered = [command for command in (*own, *self._possible(self.MENU)) if command.action != "palette"]
        chosen = await self.push_screen_wait(Palette(offered))
        if chosen is not None:
            node: Any = self.screen if chosen in own else self
            await self.run_action(chosen.action, node)

    def _possible(self, commands: Iterable[Command]) -> list[Command]:
        """Those of the app's own commands that do something now."""
        return [one for one in commands if self.check_action(*parse(one.action)[1:]) is not False]

    def action_change_look(self) -> None:
        """The other of the two looks."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    @work(group="quit", exclusive=True)
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave; ask first where something typed would be lost."""
        unsaved = any(getattr(screen, "unsaved", False) for screen in self.screen_stack)
        if not unsaved or await self.push_screen_wait(leave_question()) == "leave":
            self.exit(0)

    def action_help_quit(self) -> None:
        """Ctrl+C where nothing is selected: say how to leave."""
        self.post_message(Done(_("Press Ctrl+Q to exit.")))

    def _refuse_read_only(self, book: LogBook) -> bool:
        if book.read_only:
            self.post_message(Failed(SotayError("book_read_only")))
        return book.read_only


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


def run_app(folder: Path, language: str) -> int:
    """Open the app on the book in `folder`; returns the exit code: 3 where the book cannot be opened."""
    use_language(language)
    try:
        app = SotayApp(folder, open_book(folder))
    except SotayError as error:
        sys.stderr.write(error_sentence(error) + "\n")
        return 3
    try:
        app.run()
    finally:
        if app.book is not None:
            app.book.close()
    return app.return_code or 0
