"""What helps a person find a way, from every screen: the guide, the tour and the palette."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.actions import parse
from textual.app import App

from logs.book.book import LogBook
from logs.session.query import Query
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.frame import ModeScreen

if TYPE_CHECKING:
    from tui.finds import Find


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
        from tui.guide import page_name
        from tui.screens.help import HelpScreen

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
        from tui.screens.tour import TourScreen

        if self.book is not None:
            self.push_screen(TourScreen(self.book.owner.role))

    @work(group="dialog")
    async def action_palette(self) -> None:
        from tui.screens.palette import Palette

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
        from tui.screens.register import RegisterScreen

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
