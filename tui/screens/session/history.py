"""The history of one session: who changed it when, field by field, and why."""

from collections.abc import Iterable

from textual import work
from textual.content import Content

from logs.book.book import LogBook
from logs.book.changes import Step
from logs.maintenance.purge import purge
from tui.core.autosave import purge_kept
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, refuse_read_only, told
from tui.screens.common.ask import Ask
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.reading import ReadingDialog, reading_menu
from tui.text.formats import moment
from tui.text.labels import action_title, field_title
from tui.text.purge import purged_lines
from tui.text.values import person, value_text
from tui.text.visible import visible
from tui.widgets.safe import Plain


class HistoryScreen(ReadingDialog):
    """The steps of a session, newest first; from here its text can be purged."""

    HEADING = N_("History")
    MENU = (
        *reading_menu("escape,q,enter,h"),
        Command("purge", "p", N_("Remove the text for good …"), N_("Purge"), N_("no undo brings it back")),
    )

    def __init__(self, book: LogBook, session_id: str, title: str) -> None:
        super().__init__()
        self.book = book
        self.session_id = session_id
        self.session_title = title

    def lines(self) -> Iterable[Plain]:
        yield Plain(self.session_title, classes="paragraph")
        for step in reversed(self.book.history.of(self.session_id)):
            yield Plain(_heading(step, self.book), classes="heading")
            if step.reason:
                yield Plain(_("Reason: {reason}").format(reason=visible(step.reason)), classes="command")
            for field, old, new in ((change.field, change.old, change.new) for change in step.changes):
                told = f"{field_title(field)}: {value_text(field, old)} → {value_text(field, new)}"
                yield Plain(visible(told), classes="command")

    @work(group="dialog", exclusive=True)
    @told
    async def action_purge(self) -> None:
        """Ask what is to go, remove it, and say what could not be reached."""
        refuse_read_only(self.book)
        answers = [
            ("session", _("Delete the session and all its text")),
            ("former", _("Only what it said before")),
            ("", _("Cancel")),
        ]
        detail = _("It goes from the book, its steps and its copies. No undo brings it back.")
        answer = await self.app.push_screen_wait(Ask(_("Remove the text for good?"), answers, detail=detail))
        if answer not in ("session", "former"):
            return
        former_only = answer == "former"
        purged = await work_behind_bar(
            self.app, _("Removing …"), lambda _progress: purge(self.book, self.session_id, former_only=former_only)
        )
        if purged is None:
            return
        purge_kept(self.book.folder, self.session_id)
        self.app.post_message(BookChanged(self.session_id if former_only else None))
        said, *rest = purged_lines(purged, former_only=former_only)
        await self.app.push_screen_wait(Ask(said, [("", _("Close"))], detail="\n".join(rest)))
        self.dismiss()


def _heading(step: Step, book: LogBook) -> Content:
    who = f"  {visible(person(step.who, book))}" if step.who else ""
    return Content.assemble(
        Content.styled(f"{moment(step.at)}  {action_title(step.action)}", "bold $text-primary"),
        Content.styled(who, "$foreground-muted"),
    )
