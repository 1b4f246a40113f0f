"""What the merge screen shows: the files that came in so far, or what the chosen ones would do."""

from collections.abc import Iterable

from textual import work
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from exports.merge.outcomes import Plan
from logs.book.book import LogBook
from tui.core.i18n import _
from tui.core.open_questions import known_questions, open_questions
from tui.offer import Offer
from tui.screens.frame import ModeScreen, RiskLine
from tui.screens.merge_tables import Came, came_cells, came_columns, files_of, plan_cells, plan_columns, received_words
from tui.screens.outcome_text import came_details, file_details, totals_line
from tui.screens.watch_line import WatchLine
from tui.text.formats import number
from tui.widgets.safe import Plain, plain
from tui.widgets.table import VirtualTable


class MergeView(ModeScreen):
    """Shows `offer`; without one, what was received. Which commands there are decides which buttons stand below."""

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.offer: Offer | None = None
        self.came: list[Came] = []

    @property
    def plan(self) -> Plan | None:
        """What the files chosen would do, or have done."""
        return self.offer.plan if self.offer else None

    @property
    def done(self) -> bool:
        """Whether the plan was carried out."""
        return self.offer is not None and self.offer.done

    def body(self) -> Iterable[Widget]:
        yield Plain(id="merge-title", classes="counts")
        yield WatchLine(self.book)
        yield VirtualTable([], id="merge-files", empty=_("No file has been received yet. Press o to choose files."))
        yield VerticalScroll(Plain(id="merge-details"), id="merge-details-pane", can_focus=False)
        yield Horizontal(
            Button(plain(_("Accept the plan")), id="merge-accept", variant="primary", compact=True),
            Button(plain(_("Choose files")), id="merge-choose", compact=True),
            Button(plain(_("Put the plan away")), id="merge-away", compact=True),
            Button(plain(_("Close")), id="merge-close", compact=True),
            Button(plain(_("Write receipts")), id="merge-receipts", compact=True, action="app.write_receipts"),
            classes="buttons",
        )

    def on_mount(self) -> None:
        self.query_one("#merge-files").focus()

    def refresh_book(self, session_id: str | None = None) -> None:
        super().refresh_book(session_id)
        self._show()
        self._count_questions()

    @work(group="questions", exclusive=True)
    async def _count_questions(self) -> None:
        if known_questions(self.book) is None:
            await open_questions(self.book)
            self._show()
            self.query_one(RiskLine).refresh_book()

    def _show(self) -> None:
        table = self.query_one(VirtualTable)
        if self.plan is None:
            self._show_received(table)
        else:
            self._show_plan(table, self.plan)
        self.query_one("#merge-accept").display = bool(self.check_action("accept", ()))
        self.query_one("#merge-receipts").display = self.done and self.book.owner.role == "committee"
        self.query_one("#merge-away").display = self.offer is not None and not self.done
        self.query_one("#merge-close").display = self.done
        self._show_details()
        # Of a plan nothing can be undone yet, and its own keys need the room.
        self.QUIET = self.QUIET - {"undo"} if self.offer is None or self.done else self.QUIET | {"undo"}
        self.refresh_bindings()

    def _show_plan(self, table: VirtualTable, plan: Plan) -> None:
        word = _("Taken in") if self.done else _("Plan: nothing is changed yet")
        style = "bold $text-success" if self.done else "bold $text-warning"
        title = Content.assemble(Content.styled(word, style), f" · {totals_line(plan)}", self._open())
        self.query_one("#merge-title", Plain).update(title)
        table.set_columns(plan_columns())
        table.set_rows(
            len(plan.files), lambda row: plan_cells(plan.files[row], done=self.done), cursor=table.cursor_row
        )

    def _show_received(self, table: VirtualTable) -> None:
        self.query_one("#merge-title", Plain).update(Content.assemble(received_words(self.book), self._open()))
        self.came = files_of(self.book)
        table.set_columns(came_columns())
        table.set_rows(len(self.came), lambda row: came_cells(self.came[row]), cursor=table.cursor_row)

    def _open(self) -> Content:
        """How many questions wait, and the key that leads to them."""
        known = known_questions(self.book)
        if not known or not self.check_action("questions", ()):
            return Content("")
        words = _("Questions: {n} (press q)").format(n=number(len(known)))
        return Content.assemble(" · ", Content.styled(words, "bold $text-warning"))

    def _show_details(self) -> None:
        details = self.query_one("#merge-details", Plain)
        row = self.query_one(VirtualTable).cursor_row
        if self.plan is not None:
            details.update(
                file_details(self.plan.files[row], self.book, done=self.done) if row < len(self.plan.files) else ""
            )
        elif row < len(self.came):
            details.update(came_details(self.came[row], self.book))
        else:
            details.update("")

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self._show_details()
