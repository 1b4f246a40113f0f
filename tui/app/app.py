"""The Textual application: its looks, its modes, its commands everywhere, and the one place that shows errors."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.actions import parse
from textual.binding import Binding
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen, Screen

from logs.book.book import LogBook
from logs.maintenance.backups import daily_backup
from logs.session.query import Query
from logs.store.location import folder_notices
from tui.app import book_commands
from tui.app.collecting import Collecting
from tui.app.crash_guard import Guarded
from tui.app.leaving import Leaving
from tui.app.personal_settings import PersonalSettings
from tui.core.autosave import kept, left_unsaved
from tui.core.commands import Command, bindings, key_name
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, Failed, refuse_read_only, told
from tui.core.paths import keys_folder, settings_path
from tui.core.reckoning import reckoned
from tui.core.settings import Settings, SettingsFile
from tui.core.themes import LOOKS, line_filters
from tui.files.pasted_paths import looks_like_paths, read_paths
from tui.input.input_method import Composing
from tui.input.key_order import KeysInOrder
from tui.screens.common.fitted import FittedApp
from tui.screens.common.mode_screen import MODES, WIDE, ModeScreen, modes_of
from tui.screens.guide.jump import JumpScreen, places_on
from tui.text.errors.messages import error_sentence, sentence
from tui.widgets.safe import SafeApp

if TYPE_CHECKING:
    from tui.screens.guide.palette import Find, Palette

# By mode: the module under `tui.screens`, imported when the mode is first shown, and the class.
_SCREENS = {
    "overview": ("overview.screen", "OverviewScreen"),
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


class SotayApp(Guarded[int], Composing[int], KeysInOrder[int], FittedApp[int], SafeApp[int]):
    """The notebook of one book; without a book it first asks whose notebook it will be."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual's own declaration
    MENU: ClassVar[tuple[Command, ...]] = (
        *(Command(f"switch_mode('{mode}')", key, name) for mode, key, name in MODES),
        *book_commands.MENU,
        *Composing.TYPING_MENU,
        Command("help", "f1", N_("Help"), N_("Help"), N_("the guide to this screen, and every key"), priority=True),
        Command("tour", "", N_("Tour in four steps"), "", N_("what the work is made of"), needs="book"),
        Command("palette", "ctrl+p", N_("All commands"), N_("Commands"), N_("find a command by words of its name")),
        Command("jump", "f6", N_("Jump to a place"), "", N_("a letter appears beside every place"), priority=True),
        Command("print_view", "f7", N_("Print view"), "", N_("the table, in a file to be printed")),
        Command("change_look", "f2", N_("Light or dark"), "", N_("the other look of the screen")),
        *(Command(f"use_look('{name}')", "", title, "", N_("look of the screen")) for name, title in LOOKS.items()),
        # At once, so that what is typed right after Tab goes into the next field and not into the one just left.
        Command("focus_next", "tab", N_("Next field"), priority=True),
        Command("focus_previous", "shift+tab", N_("Previous field"), priority=True),
        Command("quit", "ctrl+q", N_("Exit"), N_("Exit"), N_("everything saved stays saved"), priority=True),
    )
    BINDINGS = [*bindings(MENU), Binding("escape", "step_out", show=False)]  # noqa: RUF012 - Textual's own declaration
    _NEEDS: ClassVar = {command.action: command.needs for command in MENU if command.needs}

    def __init__(self, folder: Path, book: LogBook | None, settings: SettingsFile | None = None) -> None:
        super().__init__()
        self.title = "Sổ tay"
        self.folder = folder
        self._book = book
        self._collecting = Collecting(self)
        self._leaving = Leaving(self)
        self._personal = PersonalSettings(self, settings or SettingsFile(settings_path()))
        self.report_folder = keys_folder().parent / "reports"

    @property
    def book(self) -> LogBook:
        """The open book; commands that need one are offered once there is one."""
        assert self._book is not None, "no book has been opened or made yet"  # noqa: S101
        return self._book

    @property
    def has_book(self) -> bool:
        """Whether a book is open: not before a first start has made one."""
        return self._book is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a book, an office, a place to jump to or a table is offered where there is one."""
        named = f"{action}({', '.join(map(repr, parameters))})" if parameters else action
        if named in self._NEEDS:
            return self.has_book and (self._NEEDS[named] != "office" or self.book.owner.role == "committee")
        if action == "switch_mode":
            return self.has_book and parameters[0] in [mode for mode, _key, _name in modes_of(self.book)]
        if action == "jump":
            return not isinstance(self.screen, JumpScreen)
        if action == "print_view":
            return isinstance(self.screen, ModeScreen)
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        self._collecting.begin()
        if self.has_book:
            self._show_book(self.book)
        else:
            self._first_start()

    def on_unmount(self) -> None:
        self._collecting.end()

    @work(group="dialog")
    @told
    async def _first_start(self) -> None:
        from tui.screens.guide.first_start import StartScreen

        start = StartScreen(self.folder)
        book = await self.push_screen_wait(start)
        if book is None:
            self.exit(0)
        else:
            self._book = book
            self._show_book(book)
            first = _("The book is ready. Press n to log the first session.")
            if book.owner.role == "committee":
                first = _("The book is ready. Press 3 to receive the units' files.")
            self.post_message(Done(first))
            if start.began_from_sample and book.owner.role == "committee":
                await book_commands.offer_catalogue(self, book)
            if not self.settings.toured:
                await self.change_settings(toured=True)
                self.action_tour()

    def _show_book(self, book: LogBook) -> None:
        for mode in _SCREENS:
            self.add_mode(mode, partial(_screen_of, mode, book))
        self.switch_mode(self.settings.opens)
        # These stand elsewhere too: the folder in the settings, on the bar that it can only be looked at, the rest in
        # what is to be done.
        found = [sentence(notice.code, notice.params) for notice in folder_notices(book.folder)]
        if book.read_only:
            found.append(_("Another program has this book open. It can be looked at, not changed."))
        else:
            going_on = _("{what}. Press {keys} to go on with it.")
            found += [going_on.format(what=_(left.what), keys=left.keys) for left in left_unsaved(book.folder)]
        if found:
            self.post_message(Done("\n".join(found), warn=True))
        self._tell_of_opening(book)
        if not book.read_only:
            # Not before the first screen has been read and painted.
            self.set_timer(_BEFORE_COPY, partial(self._back_up, book))

    @work(group="dialog")
    @told
    async def _tell_of_opening(self, book: LogBook) -> None:
        """What was found wrong waits until it is read; then typing that was broken off goes on."""
        await book_commands.tell(self, (*self._personal.file.notices, *book.notices))
        if not book.read_only and (unfinished := kept(book.folder)):
            await book_commands.finish_typing(self, book, unfinished)

    @work(group="dialog")
    @told
    async def _back_up(self, book: LogBook) -> None:
        """Make the day's copy of the book."""
        await reckoned(book, daily_backup)

    async def reload_language(self) -> None:
        """Make every screen anew but the one on top, which takes other words where it stands."""
        if not self.has_book:
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

    # A person's settings

    @property
    def settings(self) -> Settings:
        """What the person has chosen, as it holds now."""
        return self._personal.chosen

    async def change_settings(self, **chosen: Any) -> None:
        """Take and keep other choices, by their names in `Settings`; where they cannot be kept they hold for now."""
        if self._personal.change(**chosen):
            await self.reload_language()

    async def use_typing(self, method: str) -> None:
        """Make letters by that method from now on, also when the program is opened again."""
        await self.change_settings(typing=method or "off")

    async def action_change_look(self) -> None:
        """The light look where it is dark, the dark one else."""
        await self.change_settings(look=self._personal.other_look)

    async def action_use_look(self, name: str) -> None:
        """The look of that name."""
        await self.change_settings(look=name)

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is labelled on a keyboard, in place of Textual's own names."""
        return binding.key_display or key_name(binding.key)

    def get_line_filters(self) -> list[LineFilter]:
        """Those that the look takes."""
        return line_filters(super().get_line_filters(), self.theme, self.console.color_system)

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
            if refresh := getattr(screen, "refresh_book", None):
                refresh(event.session_id)
            if isinstance(screen, ModeScreen):
                return

    # Commands on the book

    @work(group="dialog")
    @told
    async def action_add_session(self) -> None:
        await book_commands.add_sessions(self, self.book)

    def action_add_line(self) -> None:
        self.action_dialog("add_line")

    def action_add_many(self) -> None:
        self.action_dialog("add_many")

    def action_catalogue(self) -> None:
        self.action_dialog("catalogue")

    def action_units(self) -> None:
        self.action_dialog("units")

    def action_export(self) -> None:
        self.action_dialog("export")

    @work(group="dialog")
    @told
    async def action_open_year(self) -> None:
        await book_commands.open_year(self, self.book)

    @work(group="dialog")
    @told
    async def action_import_notebook(self) -> None:
        if self.book is not None:
            await book_commands.import_notebook(self, self.book)

    @work(group="dialog")
    @told
    async def action_dialog(self, name: str) -> None:
        """One of the screens that are about the whole book."""
        if self._NEEDS.get(name) == "writing":
            refuse_read_only(self.book)
        module, screen = book_commands.SCREENS[name]
        await self.push_screen_wait(getattr(import_module(f"tui.screens.{module}"), screen)(self.book))
        self.post_message(BookChanged())

    @work(group="dialog")
    @told
    async def action_undo(self) -> None:
        await book_commands.undo(self, self.book)

    @work(group="dialog")
    @told
    async def action_redo(self) -> None:
        book_commands.redo(self, self.book)

    # Files dropped wherever no field and no dialog takes what is pasted

    def on_paste(self, event: events.Paste) -> None:
        if self.has_book and not isinstance(self.screen, ModalScreen) and looks_like_paths(event.text):
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

    # Commands that work alike on every screen

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
            self.push_screen(PrintDialog(sheet))

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

        import_module("tui.screens.register.screen")  # a card names its key
        self.push_screen(TourScreen(self.book.owner.role))

    @work(group="dialog")
    async def action_palette(self) -> None:
        from tui.screens.guide.palette import Palette

        own = _own_commands(self.screen)
        offered = [command for command in (*own, *self._possible(self.MENU)) if command.action != "palette"]
        # Elsewhere a dialog is open: what it asks comes first.
        book = self.book if isinstance(self.screen, ModeScreen) else None
        palette = Palette(offered, book)
        elsewhere: dict[Command, str] = {}
        if book is not None:
            self._offer_elsewhere(palette, elsewhere)
        chosen = await self.push_screen_wait(palette)
        if chosen is None:
            return
        if isinstance(chosen.target, Command):
            if chosen.target in elsewhere:
                await self.switch_mode(elsewhere[chosen.target])
                self.screen.call_after_refresh(self.run_action, chosen.target.action, self.screen)
            else:
                node: Any = self.screen if chosen.target in own else self
                await self.run_action(chosen.target.action, node)
        else:
            await self._show_in_register(chosen)

    @work(group="palette", exclusive=True)
    async def _offer_elsewhere(self, palette: "Palette", elsewhere: dict[Command, str]) -> None:
        """Let the palette find what the other modes offer too; their modules take a moment to be imported."""
        modes = [mode for mode, _key, _name in modes_of(self.book)]
        screens = await asyncio.to_thread(lambda: [_screen_class(mode) for mode in modes])
        known = {command.action for command in palette.commands} | {"step_back"}
        for mode, screen in zip(modes, screens, strict=True):
            for command in _own_commands(screen):
                if command.action not in known:
                    known.add(command.action)
                    elsewhere[command] = mode
        palette.offer(elsewhere)

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
        return [command for command in commands if self.check_action(*parse(command.action)[1:]) is not False]

    def action_help_quit(self) -> None:
        """Ctrl+C where no text is selected."""
        self._leaving.copy_or_say_how()

    def action_step_out(self) -> None:
        """Esc where there is nothing to go back to."""
        self._leaving.step_out()

    @work(group="quit", exclusive=True)
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave; ask first where something typed would be lost."""
        await self._leaving.leave()


def _screen_of(mode: str, book: LogBook) -> ModeScreen:
    return _screen_class(mode)(book)


def _screen_class(mode: str) -> type[ModeScreen]:
    module, name = _SCREENS[mode]
    screen: type[ModeScreen] = getattr(import_module(f"tui.screens.{module}"), name)
    return screen


def _own_commands(screen: Screen[Any] | type[ModeScreen]) -> list[Command]:
    """The screen's commands but for the app's among them, which the app offers itself."""
    menu: Sequence[Command] = getattr(screen, "MENU", ())
    return [command for command in menu if not command.action.startswith("app.")]
