"""The merges that the book has seen, each of which can be taken back as a whole."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import work
from textual.containers import VerticalScroll
from textual.widget import Widget

from exports.merge.unmerge import Batch, Unmerged, batches, plan_unmerge, unmerge
from logs.book.book import LogBook
from logs.errors import SotayError
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, told
from tui.screens.common.ask import Ask
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.table_screen import TableScreen, beside
from tui.screens.questions.details import content_of
from tui.text.formats import batch_name, moment, number
from tui.text.questions import session_line
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

_MOST_NAMED = 6  # of the sessions that a person edited since


class BatchesScreen(TableScreen):
    """The merges, newest first; Esc returns to the files."""

    MODE = "merge"
    ABOUT = N_(
        "Every merge, whole. Undoing one takes out what its files brought; sessions that were edited since stay as "
        "they are, and so does what later files say."
    )
    MENU: ClassVar = (
        Command(
            "unmerge",
            "x,delete",
            N_("Undo this merge"),
            N_("Undo this merge"),
            N_("shows first what it would do"),
            needs="writing",
        ),
        Command("step_back", "escape", N_("Back to the files"), N_("Back")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"add_session", "add_line", "export"})

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.batches: tuple[Batch, ...] = ()

    def body(self) -> Iterable[Widget]:
        why = _("Each merge will appear here, and can be undone as a whole.")
        nothing = Empty(_("Nothing has been merged yet."), why, self.MENU[-1])
        yield beside(VirtualTable([], id="batches", classes="pane", empty=nothing), "batch-details")

    @property
    def current(self) -> Batch | None:
        """The merge the cursor is on."""
        row = self.table.cursor_row
        return self.batches[row] if row < len(self.batches) else None

    # What is shown

    def show(self) -> None:
        self.batches = batches(self.book)
        table = self.table
        entitle(table, _("Merges: {n}").format(n=number(len(self.batches))))

        def cell(text: Callable[[Batch], str]) -> Callable[[Batch], Cell]:
            return lambda batch: (text(batch), "$foreground-muted" if batch.undone else "")

        files = _("No. of files")
        table.show_rows(
            self.batches,
            (Column("at", _("Merged"), 16), cell(lambda batch: moment(batch.at))),
            (Column("count", files, max(5, len(files)), right=True), cell(lambda batch: number(len(batch.files)))),
            (Column("files", _("File"), None, least=14), cell(lambda batch: ", ".join(batch.files))),
            (Column("sessions", _("Records"), 8, right=True), cell(lambda batch: number(batch.sessions))),
            (Column("mark", _("Status"), 12), lambda batch: (_("undone"), "$text-warning") if batch.undone else ""),
        )
        self.show_row()

    def show_row(self) -> None:
        one = self.current
        lines = [] if one is None else [_about(one), *one.files]
        self.query_one("#batch-details", Plain).update("\n".join(visible(line) for line in lines))
        self.query_one("#batch-details-pane", VerticalScroll).scroll_home(animate=False)
        self.refresh_bindings()

    # What the person does

    @work(group="dialog", exclusive=True)
    @told
    async def action_unmerge(self) -> None:
        """Show what taking the merge back would do, then do it."""
        batch = self.current
        if batch is None:
            return
        if batch.undone:
            raise SotayError("batch_undone", value=moment(batch.at))
        plan = await work_behind_bar(
            self.app, _("Looking back …"), lambda _progress: plan_unmerge(self.book, batch.key)
        )
        if plan is None:
            return
        question = _("Undo the merge of {moment}?").format(moment=moment(batch.at))
        answers = [("undo", _("Undo this merge")), ("", _("Keep"))]
        if await self.app.push_screen_wait(Ask(question, answers, detail=consequences(plan, self.book))) != "undo":
            return
        await work_behind_bar(self.app, _("Undoing …"), lambda _progress: unmerge(self.book, batch.key))
        text = _("The merge of {moment} is undone. Undo (u) brings it back.")
        self.post_message(Done(text.format(moment=moment(batch.at))))
        self.post_message(BookChanged())


def _about(batch: Batch) -> str:
    """The name of a merge, as sentences about it say it, and how much it changed."""
    changed = _("Records changed: {n}").format(n=number(batch.sessions))
    return _("Merge {batch}").format(batch=batch_name(batch.key)) + f" · {changed}"


def consequences(plan: Unmerged, book: LogBook) -> str:
    """What becomes of the sessions of a merge that is undone; what stays because it was edited since, by name."""
    counts = (
        (_("Sessions taken out: {n}"), plan.removed),
        (_("Set back to what they were: {n}"), plan.former),
        (_("Sent on already, so a correction goes with the next export: {n}"), plan.withdrawn),
        (_("Edited since, so they stay: {n}"), plan.kept),
    )
    lines = [text.format(n=number(len(sessions))) for text, sessions in counts if sessions]
    kept = (content_of(book, one) for one in plan.kept[:_MOST_NAMED])
    lines += [f"  {session_line(content, book)}" for content in kept if content is not None]
    if len(plan.kept) > _MOST_NAMED:
        lines.append("  " + _("… and {n} more").format(n=number(len(plan.kept) - _MOST_NAMED)))
    return "\n".join(lines) or _("No session is changed by that.")
