"""Merge: choose units' files, see what they would change, and only then take them in."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from exports.decisions import take_known
from exports.keys import find_identity
from exports.locking import unlock
from exports.merge import apply_merge, plan_merge
from exports.outcomes import Plan
from logs.book import LogBook
from logs.errors import SotayError
from tui.commands import Command, bindings
from tui.formats import number
from tui.messages import BookChanged, Done, told
from tui.open_questions import known_questions, open_questions
from tui.places import keys_folder
from tui.screens.ask import Ask
from tui.screens.batches import BatchesScreen
from tui.screens.files import FilesDialog
from tui.screens.frame import ModeScreen, RiskLine
from tui.screens.inbox import InboxScreen
from tui.screens.merge_tables import Came, came_cells, came_columns, files_of, plan_cells, plan_columns
from tui.screens.outcome_text import came_details, file_details, totals_line
from tui.screens.working import work_behind_bar
from tui.widgets.safe import Plain, plain
from tui.widgets.table import VirtualTable
from tui.words import N_, _

# Waiting for a person who compares the sender's fingerprint.
_ABOUT_KEYS = frozenset({"key_changed", "office_key_new"})


class MergeScreen(ModeScreen):
    """Before files are chosen: what came in so far. Then: what the files would do, file by file."""

    MODE = "merge"
    ABOUT = N_(
        "Choose the units' files, or a folder of them. The plan shows what each file would change; nothing is changed "
        "before it is accepted. The same file twice, an old file or files in any order do no harm. A merge can be "
        "undone as a whole."
    )
    MENU: ClassVar = (
        Command("choose", "o", N_("Choose files"), N_("Choose"), N_("one file, or a folder of files")),
        Command("accept", "ctrl+s", N_("Accept the plan"), N_("Accept"), N_("one save; can be undone as a whole")),
        Command("trust", "t", N_("Trust the sender's key"), N_("Trust"), N_("after comparing the fingerprint")),
        Command(
            "questions", "q", N_("Settle the open questions"), N_("Questions"), N_("what a merge left to a person")
        ),
        Command("batches", "b", N_("The merges so far"), N_("Merges"), N_("each can be undone as a whole")),
        Command("step_back", "escape", N_("Put the plan away"), "", N_("nothing is changed")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.paths: list[Path] = []
        self.trusted: frozenset[str] = frozenset()
        self.plan: Plan | None = None
        self.came: list[Came] = []
        self.done = False

    def body(self) -> Iterable[Widget]:
        yield Plain(id="merge-title", classes="counts")
        table = VirtualTable([], id="merge-files", empty=_("No file has been received yet. Press o to choose files."))
        yield table
        yield VerticalScroll(Plain(id="merge-details"), id="merge-details-pane", can_focus=False)
        yield Horizontal(
            Button(plain(_("Choose files")), id="merge-choose", compact=True),
            Button(plain(_("Accept the plan")), id="merge-accept", variant="primary", compact=True),
            Button(plain(_("Put the plan away")), id="merge-away", compact=True),
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A plan can be accepted or put away only while there is one."""
        if action == "accept":
            return self.plan is not None and not self.done and bool(self.plan.packages)
        if action == "trust":
            return not self.done and any(one.code in _ABOUT_KEYS for one in self.plan.files) if self.plan else False
        if action == "step_back":
            return self.plan is not None
        if action in ("questions", "batches"):
            return self.plan is None or self.done
        return super().check_action(action, parameters)

    # What is shown

    def _show(self) -> None:
        table = self.query_one(VirtualTable)
        if self.plan is None:
            self._show_received(table)
        else:
            self._show_plan(table, self.plan)
        self.query_one("#merge-accept").display = bool(self.check_action("accept", ()))
        self.query_one("#merge-receipts").display = self.done and self.book.owner.role == "committee"
        away = self.query_one("#merge-away", Button)
        away.display = self.plan is not None
        away.label = plain(_("Close") if self.done else _("Put the plan away"))
        self._show_details()
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
        received = self.book.received.values()
        units = len({one.unit for one in received})
        text = _("Files received: {n} · units: {units}").format(n=number(len(received)), units=number(units))
        self.query_one("#merge-title", Plain).update(Content.assemble(text, self._open()))
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

    # What the person does

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        actions = {"merge-choose": self.action_choose, "merge-accept": self.action_accept}
        actions.get(event.button.id or "", self.action_step_back)()

    def action_step_back(self) -> None:
        """Show what was received; a plan that was not accepted is forgotten."""
        self.paths, self.plan, self.done, self.trusted = [], None, False, frozenset()
        self._show()

    def action_questions(self) -> None:
        self.app.push_screen(InboxScreen(self.book))

    def action_batches(self) -> None:
        self.app.push_screen(BatchesScreen(self.book))

    @work(group="dialog", exclusive=True)
    @told
    async def action_choose(self) -> None:
        if self.book.read_only:
            raise SotayError("book_read_only")
        start = self.paths[-1].parent if self.paths else Path.home()
        chosen = await self.app.push_screen_wait(FilesDialog(start))
        if chosen is not None:
            if self.done:
                self.action_step_back()
            await self._make_plan([*(path for path in self.paths if path != chosen), chosen])

    async def _make_plan(self, paths: list[Path]) -> None:
        plan = await work_behind_bar(
            self.app,
            _("Reading the files …"),
            lambda progress: plan_merge(self.book, paths, trust=self.trusted, progress=progress, unlock=self._unlock),
            can_stop=True,
        )
        if plan is not None:
            if self.plan is None:
                self.query_one(VirtualTable).set_rows(0, lambda _row: [], cursor=0)
            self.paths, self.plan = paths, plan
            self._show()

    def _unlock(self, data: bytes) -> bytes:
        """Open a file that is locked to this book."""
        return unlock(data, passphrases=(), identity=find_identity(keys_folder(), self.book.owner.book))

    @work(group="dialog", exclusive=True)
    @told
    async def action_trust(self) -> None:
        files = self.plan.files if self.plan else ()
        row = self.query_one(VirtualTable).cursor_row
        one = files[row] if row < len(files) else None
        if one is None or one.code not in _ABOUT_KEYS:
            self.post_message(Done(_("Put the cursor on a file whose key is in doubt."), warn=True))
            return
        question = _("Trust this key for {unit} from now on?").format(unit=one.unit)
        detail = (
            one.fingerprint + "\n" + _("Ask the unit by telephone to read its fingerprint; the 20 digits must agree.")
        )
        answers = [("trust", _("They agree: trust it")), ("no", _("Do not trust"))]
        if await self.app.push_screen_wait(Ask(question, answers, detail=detail)) == "trust":
            self.trusted |= {one.fingerprint}
            await self._make_plan(self.paths)

    @work(group="dialog", exclusive=True)
    @told
    async def action_accept(self) -> None:
        plan = self.plan
        if plan is None or self.done:
            return
        try:
            batch = await work_behind_bar(
                self.app, _("Merging …"), lambda _progress: apply_merge(self.book, plan) or ""
            )
        except SotayError as error:
            if error.code == "plan_outdated":
                await self._make_plan(self.paths)
            raise
        self.done = True
        if batch and plan.changes.get("units"):
            await work_behind_bar(self.app, _("Merging …"), lambda _progress: take_known(self.book))
        if batch:
            self.post_message(Done(_("Merged in one step. Undo (u) takes it back as a whole.")))
        self.post_message(BookChanged())
