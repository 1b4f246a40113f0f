"""Merge: choose units' files, see what they would change, and only then take them in."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from textual import work
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from exports.merge.answers import take_known
from exports.merge.merge import apply_merge
from exports.merge.outcomes import Plan
from logs.book.book import LogBook
from logs.errors import SotayError
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.core.open_questions import known_questions, open_questions
from tui.screens.common.files import FilesDialog
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.receipt_day import PlannedDayDialog
from tui.screens.common.table_screen import TableScreen, beside
from tui.screens.common.trust import fingerprints_agree, typed_passphrase
from tui.screens.exchange.batches import BatchesScreen
from tui.screens.exchange.merge_tables import (
    Came,
    came_details,
    file_details,
    files_of,
    received_words,
    show_came,
    show_plan,
    totals_line,
)
from tui.screens.exchange.offer import Offer, Terms, first_doubtful, is_about_key, make_offer
from tui.screens.exchange.watch import WatchLine, settle_watch
from tui.screens.questions.inbox import InboxScreen
from tui.text.formats import number
from tui.widgets.key_button import key_button
from tui.widgets.panel import entitle, key_words
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable


class MergeScreen(TableScreen):
    """Before files are chosen (`offer` is None): what came in so far. Then: what they would do, file by file."""

    MODE = "merge"
    ABOUT = N_(
        "Choose the units' files, or a folder of them, or drop them on the window. The plan shows what each file would "
        "change; nothing is changed before it is accepted. The same file twice, an old file or files in any order do "
        "no harm. A merge can be undone as a whole. A watched folder, such as a stick, tells when new files are in it; "
        "they are never merged by themselves."
    )
    MENU: ClassVar = (
        Command("choose", "o", N_("Choose files"), N_("Choose"), N_("files, or a folder of them"), needs="writing"),
        Command("accept", "ctrl+s", N_("Accept the plan"), N_("Accept"), N_("one save; can be undone as a whole")),
        Command("trust", "t", N_("Trust the sender's key"), N_("Trust"), N_("after comparing the fingerprint")),
        Command("open_locked", "p", N_("Open locked files with a passphrase"), N_("Passphrase")),
        Command("receipt_day", "d", N_("Day of receipt of the files"), N_("Day"), N_("where it was not today")),
        Command("watch", "w", N_("Watch a folder, or look at what came into it"), N_("Watch"), N_("such as a stick")),
        Command(
            "questions", "q", N_("Settle the open questions"), N_("Questions"), N_("what a merge left to a person")
        ),
        Command("batches", "b", N_("The merges so far"), N_("Merges"), N_("each can be undone as a whole")),
        Command(
            "app.dialog('receipts')", "r", N_("Write receipts"), "", N_("what was received of each unit, what to mend")
        ),
        Command("step_back", "escape", N_("Put the plan away"), N_("Close"), N_("nothing is changed")),
    )
    BINDINGS = bindings(MENU)
    QUIET: frozenset[str] = frozenset({"add_session", "add_line", "export", "choose", "accept", "step_back"})

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
        yield WatchLine(self.book)
        choose, accept, *_others, receipts, away = self.MENU
        why = _("Files of the units (.jsonl) will appear here, also those dropped on the window.")
        if self.book.owner.role == "reporter":
            why = _(
                "Files of the office (.jsonl), kits and receipts, will appear here, also those dropped on the window."
            )
        nothing = Empty(_("No file has been received yet."), why, choose)
        yield beside(VirtualTable([], id="merge-files", classes="pane", empty=nothing), "merge-details")
        yield Horizontal(
            key_button(_("Accept the plan"), accept.key, id="merge-accept", variant="primary"),
            key_button(_("Choose files"), choose.key, id="merge-choose"),
            key_button(_("Put the plan away"), away.key, id="merge-away"),
            key_button(_("Close"), away.key, id="merge-close"),
            key_button(_(receipts.name), receipts.key, id="merge-receipts", action=receipts.action),
            classes="buttons",
        )

    @work(group="questions", exclusive=True)
    async def _count_questions(self) -> None:
        await open_questions(self.book)
        self.show()
        self.refresh_badges()

    def show(self) -> None:
        table = self.table
        if self.plan is None:
            self._show_received(table)
        else:
            self._show_plan(table, self.plan)
        self.query_one("#merge-accept").display = bool(self.check_action("accept", ()))
        self.query_one("#merge-receipts").display = self.done and self.book.owner.role == "committee"
        self.query_one("#merge-away").display = self.offer is not None and not self.done
        self.query_one("#merge-close").display = self.done
        self.show_row()
        # Of a plan nothing can be undone yet, and its own keys need the room.
        self.QUIET = self.QUIET - {"undo"} if self.offer is None or self.done else self.QUIET | {"undo"}
        self.refresh_bindings()

    def _show_plan(self, table: VirtualTable, plan: Plan) -> None:
        word = _("Taken in") if self.done else _("Plan: nothing is changed yet")
        style = "bold $text-success" if self.done else "bold $text-warning"
        undo = Content.assemble(" · ", key_words(("u", _("Undo this merge")))) if self.done else ""
        title = Content.assemble(Content.styled(word, style), f" · {totals_line(plan)}", undo, self._open())
        entitle(table, title)
        show_plan(table, plan.files, done=self.done)

    def _show_received(self, table: VirtualTable) -> None:
        entitle(table, Content.assemble(received_words(self.book), self._open()))
        self.came = files_of(self.book)
        show_came(table, self.came)

    def _open(self) -> Content:
        """How many questions wait, and the key that leads to them."""
        known = known_questions(self.book)
        if not known or not self.check_action("questions", ()):
            return Content("")
        words = Content.styled(_("Questions: {n}").format(n=number(len(known))), "bold $text-warning")
        return Content.assemble(" · ", key_words(("q", "")), " ", words)

    def show_row(self) -> None:
        details = self.query_one("#merge-details", Plain)
        row = self.table.cursor_row
        if self.plan is not None:
            details.update(
                file_details(self.plan.files[row], self.book, done=self.done) if row < len(self.plan.files) else ""
            )
        elif row < len(self.came):
            details.update(came_details(self.came[row], self.book))
        else:
            details.update("")

    # What the person does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A plan can be accepted or put away only while there is one."""
        offer = self.offer
        if action == "accept":
            return offer is not None and offer.can_be_accepted
        if action == "trust":
            return offer is not None and offer.doubts_keys
        if action == "receipt_day":
            return offer is not None and not offer.done and any(file.received for file in offer.plan.files)
        if action == "open_locked":
            return offer is not None and offer.is_locked
        if action == "step_back":
            return offer is not None
        if action in ("questions", "batches", "watch"):
            return offer is None or offer.done
        return super().check_action(action, parameters)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        actions = {"merge-choose": self.action_choose, "merge-accept": self.action_accept}
        actions.get(event.button.id or "", self.action_step_back)()

    def action_step_back(self) -> None:
        """Show what was received; a plan that was not accepted is forgotten."""
        if not self.done:
            self.query_one(WatchLine).put_back()
        self.offer = None
        self.show()

    def action_questions(self) -> None:
        self.app.clear_notifications()  # about what was done here; they would lie over the first question
        self.app.push_screen(InboxScreen(self.book))

    def action_batches(self) -> None:
        self.app.push_screen(BatchesScreen(self.book))

    @work(group="dialog", exclusive=True)
    @told
    async def action_choose(self) -> None:
        last = self.offer.paths[-1] if self.offer else None
        chosen = await self.app.push_screen_wait(FilesDialog(last.parent if last else self._start()))
        if chosen is not None:
            await self._add(chosen)

    def _start(self) -> Path:
        return self.query_one(WatchLine).folder or Path.home()

    @work(group="dialog", exclusive=True)
    @told
    async def receive(self, paths: tuple[Path, ...]) -> None:
        """Show what these files would do."""
        refuse_read_only(self.book)
        await self._add(paths)

    async def _add(self, paths: tuple[Path, ...]) -> None:
        """Plan for these files, together with those of a plan that is being looked at."""
        offer = self.offer if self.offer and not self.offer.done else None
        before = (path for path in offer.paths if path not in paths) if offer else ()
        await self._offer((*before, *paths), offer.terms if offer else Terms())

    async def _offer(self, paths: tuple[Path, ...], terms: Terms) -> None:
        """Read the files and show what they would do; the plan shown stays where that is broken off."""
        offer = await work_behind_bar(
            self.app,
            _("Reading the files …"),
            lambda progress: make_offer(self.book, paths, terms, progress),
            can_stop=True,
        )
        if offer is not None:
            self.offer = offer
            self.show()
            self.table.cursor_row = first_doubtful(offer.plan)

    @work(group="dialog", exclusive=True)
    @told
    async def action_trust(self) -> None:
        offer, row = self.offer, self.table.cursor_row
        one = offer.plan.files[row] if offer and row < len(offer.plan.files) else None
        if offer is None or one is None or not is_about_key(one):
            self.post_message(Done(_("Put the cursor on a file whose key is in doubt."), warn=True))
            return
        if await fingerprints_agree(self.app, one.unit, one.fingerprint):
            await self._offer(offer.paths, replace(offer.terms, trusted=offer.terms.trusted | {one.fingerprint}))

    @work(group="dialog", exclusive=True)
    @told
    async def action_receipt_day(self) -> None:
        """Ask on which day the files came, all of them or the one under the cursor."""
        offer, row = self.offer, self.table.cursor_row
        file = offer.plan.files[row] if offer and row < len(offer.plan.files) else None
        if offer is None or file is None or file.received is None or file.made is None:
            self.post_message(Done(_("Put the cursor on a file that is to be taken in."), warn=True))
            return
        dialog = PlannedDayDialog(self.book, file.file, file.received, file.made)
        if answer := await self.app.push_screen_wait(dialog):
            days = {**offer.terms.days, file.sha256: answer[0]} if answer[1] == "this" else {"": answer[0]}
            await self._offer(offer.paths, replace(offer.terms, days=days))
            self.table.cursor_row = row

    @work(group="dialog", exclusive=True)
    @told
    async def action_open_locked(self) -> None:
        """Ask for a passphrase and try it on every file that is locked with one."""
        offer = self.offer
        if offer is None:
            return
        typed = await typed_passphrase(self.app)
        if typed is not None:
            await self._offer(offer.paths, replace(offer.terms, passphrases=(*offer.terms.passphrases, typed)))
        if typed is not None and self.offer and self.offer.is_locked:
            self.post_message(Done(_("Some files are still locked. Ask their units for the passphrase."), warn=True))

    @work(group="dialog", exclusive=True)
    @told
    async def action_accept(self) -> None:
        offer = self.offer
        if offer is None or offer.done:
            return
        try:
            batch = await work_behind_bar(
                self.app, _("Writing into the book …"), lambda _progress: apply_merge(self.book, offer.plan) or ""
            )
        except SotayError as error:
            if error.code == "plan_outdated":
                await self._offer(offer.paths, offer.terms)
            raise
        self.offer = replace(offer, done=True)
        if batch and offer.plan.changes.get("units"):
            await work_behind_bar(self.app, _("Merging …"), lambda _progress: take_known(self.book))
        self.post_message(BookChanged())

    def on_watch_line_came(self, event: WatchLine.Came) -> None:
        event.stop()
        if not self.is_current:
            text = _("New files in {folder}: {n}. Press 3, then w, to see what they would change.")
            self.post_message(Done(text.format(folder=event.folder, n=number(event.files))))

    @work(group="dialog", exclusive=True)
    @told
    async def action_watch(self) -> None:
        """Plan for the files that came; where none did, choose the folder to watch, or stop watching."""
        line = self.query_one(WatchLine)
        if line.waiting:
            refuse_read_only(self.book)
            await self._add(line.take())
        else:
            await settle_watch(self.app, line, self._start())
