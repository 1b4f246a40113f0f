"""Help (F1): the page of the guide about the screen, and every command with its key, made from the declarations."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.reading import ReadingDialog, reading_menu
from tui.screens.guide.pages import PAGES, Page, read_page
from tui.widgets.choice import Choice
from tui.widgets.safe import Plain

_KEY_WIDTH = 12
_LISTED = ("step", "point")

BASICS = N_(
    "Log each session with “Add session”; what the program guessed is marked and can be typed over. "
    "Export the book and hand the file to the committee by any means: each file holds everything, so a lost one does "
    "no harm. The committee merges the files; nothing changes before the plan is accepted, and a merge can be undone "
    "as a whole. Coverage shows which themes have been talked about and which not yet. Only counts of listeners are "
    "kept: no names, no opinions."
)


class HelpScreen(ReadingDialog):
    """A page of the guide, then the commands in groups, each a title and its commands.

    `page` is the page about the screen ("" where `about` alone tells what it is for); the arrows leaf through the
    others.
    """

    HEADING = N_("Help")
    MENU: ClassVar = (
        *reading_menu("escape,f1,q,enter"),
        Command("leaf(1)", "right", N_("Next page of the guide"), N_("Next page")),
        Command("leaf(-1)", "left", N_("Page before"), N_("Page before")),
        Command("contents", "c", N_("Contents of the guide"), N_("Contents"), N_("find a page by some words of it")),
        Command("tour", "t", N_("Show the tour again"), N_("Tour")),
    )

    def __init__(self, about: str, groups: Sequence[tuple[str, Sequence[Command]]], page: str = "") -> None:
        super().__init__()
        self.about = about
        self.groups = groups
        self.own_page = page
        self.page = page

    def heading(self) -> str:
        if not self.page:
            return super().heading()
        place = _("page {n}/{all}").format(n=PAGES.index(self.page) + 1, all=len(PAGES))
        return f"{read_page(self.page).title}  ·  {place}"

    def lines(self) -> Iterable[Widget]:
        if self.page:
            yield from _told(read_page(self.page))
        elif self.about:
            yield Plain(self.about, classes="paragraph")
        if self.page != self.own_page:
            return
        for title, commands in self.groups:
            yield _heading(title)
            for command in commands:
                yield Plain(_line(command), classes="command")
        yield _heading(_("How the work goes"))
        yield Plain(_(BASICS), classes="paragraph")

    def action_leaf(self, pages: int) -> None:
        """The next page, or the one before; after the last comes the first."""
        place = PAGES.index(self.page) + pages if self.page else min(0, pages)
        self.action_turn(PAGES[place % len(PAGES)])

    def action_turn(self, page: str) -> None:
        """The page of that name; the one that was shown goes once whoever asked for another has been served."""
        self.page = page
        self.call_later(self._show)

    async def _show(self) -> None:
        await self.recompose()
        self.refresh_bindings()  # the new footer waits for them
        self.query_one(VerticalScroll).scroll_home(animate=False)

    @work(group="contents", exclusive=True)
    async def action_contents(self) -> None:
        """A page of the table of contents, found by words of its title or headings."""
        page = await self.app.push_screen_wait(ChooseDialog(_("Contents of the guide"), map(_choice, PAGES)))
        if page is not None:
            self.action_turn(page)

    async def action_tour(self) -> None:
        """The tour in place of the help."""
        self.dismiss()
        await self.run_action("app.tour")


def _choice(name: str) -> Choice:
    page = read_page(name)
    headings = (block.text.plain for block in page.blocks if block.kind == "heading")
    return Choice(name, page.title, also=" ".join(headings))


def _told(page: Page) -> Iterable[Widget]:
    before = "paragraph"
    for block in page.blocks:
        apart = " -after" if before in _LISTED and block.kind not in ("heading", before) else ""
        before = block.kind
        if block.kind == "heading":
            yield Plain(Content.styled(block.text.plain, "bold $text-primary"), classes="guide-heading")
        elif block.kind in _LISTED:
            mark = Plain(Content.styled(block.mark, "bold"), classes="guide-mark")
            yield HorizontalGroup(mark, Plain(block.text, classes="guide-text"), classes=f"guide-line{apart}")
        else:
            looks = "paragraph" if block.kind == "paragraph" else "guide-block"
            yield Plain(block.text, classes=f"{looks}{apart}")


def _heading(title: str) -> Plain:
    return Plain(Content.styled(title, "bold $text-primary"), classes="heading")


def _line(command: Command) -> Content:
    keys = Content.styled(command.key.ljust(_KEY_WIDTH), "$text-accent")
    about = _(command.about) if command.about else ""
    return Content.assemble(keys, _(command.name), Content.styled(f"  {about}", "$foreground-muted") if about else "")
