"""The year's catalogue, section by section: looked at, changed, and saved as one step once the changes were shown."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from exports.catalogue.sheets import GROUP
from exports.catalogue.workbook_writer import template_bytes
from logs.book.book import LogBook
from logs.catalogue.directive import Directive, read_directive
from logs.coverage.catalogue_change import change_of
from tui.core.autosave import Unfinished, kept
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, told
from tui.screens.catalogue.draft import (
    LAST_DAY,
    SECTIONS,
    Line,
    Section,
    added,
    dropped,
    lines_of,
    moved,
    new_line,
    put,
    values_by_code,
)
from tui.screens.catalogue.entry import EntryDialog
from tui.screens.catalogue.fields import remarks, section_label, title_text, until_then, value_text
from tui.screens.catalogue.files import read_chosen, write_template
from tui.screens.catalogue.preview import VersionsDialog, preview_of
from tui.screens.common.ask import Ask
from tui.screens.common.autosave import Keeping
from tui.screens.common.mode_screen import take_room
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.table_screen import beside
from tui.screens.common.written import WrittenDialog
from tui.text.formats import number
from tui.text.labels import field_label
from tui.text.values import titled
from tui.widgets.cells import Cell, width_of
from tui.widgets.columns import Column
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable

_WIDE_REMARKS = 100  # columns
_FIXED = {"directive": ("id", "year")}
_NEW = {"theme": N_("New theme"), "group": N_("New group"), "": N_("New entry")}


class SectionBar(Plain):
    """The sections with the number of their entries, the one shown marked; a click shows another."""

    def show(self, directive: Directive, chosen: Section) -> None:
        """Show these; where there is little room without the numbers, and as many as fit up to the chosen one."""
        at, room = SECTIONS.index(chosen), self.app.size.width
        parts = self._parts(directive, at, counted=True)
        if sum(part.cell_length for part in parts) > room:
            parts = self._parts(directive, at, counted=False)
        first, last = 0, len(parts)
        while sum(part.cell_length for part in parts[first:last]) > room - (first > 0) - (last < len(parts)):
            first, last = (first, last - 1) if last > at + 1 else (first + 1, last)
        marks = Content("◄" if first else ""), Content("►" if last < len(parts) else "")
        self.update(Content("").join([marks[0], *parts[first:last], marks[1]]))

    @staticmethod
    def _parts(directive: Directive, chosen: int, *, counted: bool) -> list[Content]:
        parts = []
        for place, section in enumerate(SECTIONS):
            count = sum(line.table == section.table for line in lines_of(directive, section))
            words = section_label(section) + (f" {number(count)}" if counted and section.table != "directive" else "")
            style = "bold $block-cursor-foreground on $block-cursor-background" if place == chosen else ""
            parts.append(Content(f" {words} ").stylize(style or f"@click=screen.section({place})"))
        return parts


class CatalogueScreen(Keeping[None]):
    """Changes the catalogue of a book; `begun` is one to begin with in its place, as an unsaved change."""

    ABOUT = N_(
        "The guidance of the year: its days, themes, audiences, forms and documents. Nothing holds before it is saved, "
        "and saving shows first what it changes. What sessions may have named gets a last day and keeps its code; "
        "Undo takes a whole save back."
    )
    GUIDE = "catalogue"
    KIND = "catalogue"
    AUTO_FOCUS = "#catalogue-lines"
    MENU: ClassVar = (
        Command("edit", "e", N_("Change the entry"), N_("Edit"), N_("Enter does the same"), needs="writing"),
        Command("add", "n,insert", N_("Add an entry after the cursor"), N_("Add"), needs="writing"),
        Command("add_group", "g", N_("Add a group of themes"), "", needs="writing"),
        Command("retire", "d,delete", N_("Wanted no more, or wanted again"), N_("Retire"),
                N_("a last day; what is new is taken out"), needs="writing"),
        Command("shift(-1)", "alt+up,shift+up,minus", N_("Further up"), needs="writing"),
        Command("shift(1)", "alt+down,shift+down,plus", N_("Further down"), needs="writing"),
        Command("next_section(1)", "right", N_("Next section"), N_("Section")),
        Command("next_section(-1)", "left", N_("Previous section")),
        Command("save", "ctrl+s", N_("Save the catalogue"), N_("Save"), N_("shows first what it changes"),
                priority=True, needs="writing"),
        Command("take_back", "u", N_("Undo"), "", N_("the last change; where all is saved, the last step")),
        Command("app.redo", "ctrl+y", N_("Redo what was undone")),
        Command("read_file", "o,ctrl+o", N_("From a spreadsheet …"), N_("From a file"),
                N_("also .toml, or another book"), needs="writing"),
        Command("write_file", "w", N_("Write it as a spreadsheet …"), "", N_("to be filled in")),
        Command("history", "h", N_("The catalogues so far"), "", N_("what each changed, when and why")),
        Command("app.palette", "ctrl+p", N_("All commands"), N_("All commands")),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )  # fmt: skip
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, begun: Directive | None = None) -> None:
        super().__init__(book)
        left = None if book.read_only else kept(book.folder, "catalogue")
        self.found_unsaved = left is not None
        self.draft = begun or book.directive
        if left is not None:
            self.draft = read_directive(left.texts.get("source", "").encode())
        self.section = SECTIONS[0]
        self.lines: list[Line] = []
        self._earlier = [book.directive] if self.unsaved else []

    def compose(self) -> ComposeResult:
        take_room(self, self.app.size)
        with Vertical(classes="whole", id="catalogue"):
            yield Plain(classes="whole-title")
            yield SectionBar(id="catalogue-sections")
            yield beside(VirtualTable([], id="catalogue-lines", classes="framed"), "catalogue-details")
            yield KeyBar()

    def on_mount(self) -> None:
        if self.found_unsaved:
            self.post_message(Done(_("This was typed before the program ended; it is not saved yet."), warn=True))
        elif self.unsaved:
            self.keep_soon()
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        take_room(self, event.size)
        self.call_after_refresh(self.show)

    def refresh_book(self, _session_id: str | None = None) -> None:
        """The book may have another catalogue: where nothing is changed here, that is shown."""
        if not self._earlier:
            self.draft = self.book.directive
        self.show()

    # What is shown

    @property
    def table(self) -> VirtualTable:
        """The entries of the section."""
        return self.query_one(VirtualTable)

    @property
    def saved(self) -> Directive | None:
        """What the book has under the id of the catalogue that is changed."""
        return self.book.reference.held_directive(self.draft.id)

    @property
    def unsaved(self) -> bool:
        """Whether it is another than the one in use."""
        return self.draft.sha256 != self.book.directive.sha256

    def unfinished(self) -> Unfinished:
        """The catalogue as it is now."""
        return Unfinished("", {"source": self.draft.source})

    @property
    def _current(self) -> Line | None:
        if self.section.table == "directive":
            return self.lines[0]
        row = self.table.cursor_row
        return self.lines[row] if row < len(self.lines) else None

    def show(self, line: Line | None = None) -> None:
        """Show the section, with the cursor on a line of its list, or where it was."""
        if not self.is_mounted:
            return
        former = {(entry.table, entry.code) for entry in self.lines}
        self.lines = lines_of(self.draft, self.section)
        self._show_title()
        self.query_one(SectionBar).show(self.draft, self.section)
        entitle(self.table, section_label(self.section))
        if self.section.table == "directive":
            values = self.lines[0]
            width = max(width_of(field_label(field)) for field in values.fields)
            self.table.show_rows(
                values.fields,
                (Column("field", _("Field"), width), lambda field: (field_label(field), "$text-muted")),
                (Column("value", _("As it is now")), lambda field: value_text(field, values.value(field))),
            )
        else:
            # A group may come to stand elsewhere; a new line is the one that was not there before.
            codes = [(entry.table, entry.code) for entry in self.lines]
            new = next((code for code in codes if code not in former), None)
            code = (line.table, line.code) if line and line.code else new
            self._show_entries(codes.index(code) if line and code in codes else None)
        self.refresh_bindings()
        self._show_details()

    def _show_title(self) -> None:
        head = self.draft.head
        words = [_("The year's catalogue: {year}").format(year=head.year), titled(head)]
        title = Content(" · ".join(words))
        if self.book.read_only:
            title = Content.assemble((_("read only") + " · ", "$text-warning"), title)
        elif self.unsaved:
            title = Content.assemble((_("not saved") + " · ", "$text-warning"), title)
        if self.book.reference.kit is not None:
            alone = _("From the office's kit. What is changed here holds here alone.")
            title = Content.assemble(title, "\n", (alone, "$text-muted"))
        self.query_one(".whole-title", Plain).update(title)

    def _show_entries(self, cursor: int | None) -> None:
        saved = self.saved
        before = values_by_code(lines_of(saved, self.section)) if saved is not None else {}
        now = values_by_code(self.lines)
        wide = self.app.size.width >= _WIDE_REMARKS or self.section.table != "theme"

        def mark(line: Line) -> Cell:
            key = line.table, line.code
            sign = "+" if key not in before else "≠" if before[key] != now[key] else ""
            return sign, "$text-warning"

        def styled(line: Line, text: str) -> Cell:
            return text, "bold" if line.table == "group" else "$text-muted" if self._is_over(line) else ""

        self.table.empty = Empty(_("Nothing stands here yet"), until_then(self.section), self._command("add"))
        self.table.show_rows(
            self.lines,
            (Column("mark", "", 1), mark),
            (
                Column("code", _("Code"), 12),
                lambda line: styled(line, ("  " if line.table == "theme" else "") + line.code),
            ),
            (Column("title", _("Title"), flex=3, least=24), lambda line: styled(line, title_text(line))),
            (
                Column("remarks", _("Remarks"), flex=2 if wide else 1, least=18),
                lambda line: (remarks(line), "$text-muted"),
            ),
            cursor=cursor,
        )

    def _command(self, action: str) -> Command | None:
        return next((command for command in self.MENU if command.action == action and not self.book.read_only), None)

    def _is_over(self, line: Line) -> bool:
        last = line.values.get(LAST_DAY, line.inherited.get(LAST_DAY))
        return bool(last and last < self.book.today())

    def _show_details(self) -> None:
        line = self._current
        fields = line.fields if line is not None and self.section.table != "directive" else ()
        shown = [(field_label(field), value_text(field, line.value(field))) for field in fields if line is not None]
        if line is not None and self.section.table == "directive":
            field = line.fields[self.table.cursor_row]
            shown = [(field_label(field), value_text(field, line.value(field)) or _("nothing yet"))]
        words = [Content.assemble((f"{label}  ", "$text-muted"), text) for label, text in shown if text]
        entitle(self.query_one("#catalogue-details-pane"), line.code if line is not None and line.code else "")
        self.query_one("#catalogue-details", Plain).update(Content("\n").join(words))

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self._show_details()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        if not self.book.read_only:
            self.action_edit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A book that is only looked at offers nothing that changes it; the head has no entries."""
        if self.book.read_only and any(
            command.action.partition("(")[0] == action and command.needs == "writing" for command in self.MENU
        ):
            return False
        if action in ("add", "retire", "shift") and self.section.table == "directive":
            return False
        return action != "add_group" or self.section.table == "theme"

    # What the person does

    def action_next_section(self, step: int) -> None:
        """The section beside the one shown."""
        self.action_section((SECTIONS.index(self.section) + step) % len(SECTIONS))

    def action_section(self, place: int) -> None:
        """The section of that place."""
        self.section = SECTIONS[place]
        self.table.cursor_row = 0
        self.show()

    def _use(self, draft: Directive, line: Line | None = None) -> None:
        """Go on with a changed catalogue, the cursor on a line."""
        if draft.sha256 != self.draft.sha256:
            self._earlier.append(self.draft)
            self.draft = draft
            self.keep_soon()
        self.show(line)

    @work(group="dialog", exclusive=True)
    @told
    async def action_edit(self) -> None:
        line = self._current
        if line is None:
            return
        first = line.fields[self.table.cursor_row].name if line.table == "directive" else "title"
        heading = section_label(self.section) if line.table != "group" else _("Group")
        await self._edit(line, heading, partial(put, self.draft, line), first)

    @work(group="dialog", exclusive=True)
    @told
    async def action_add(self) -> None:
        await self._add(self.section.table)

    @work(group="dialog", exclusive=True)
    @told
    async def action_add_group(self) -> None:
        await self._add("group")

    async def _add(self, table: str) -> None:
        fields = GROUP if table == "group" else self.section.fields
        current = self._current
        if current is not None and table == "group" and current.table == "theme":
            current = Line("group", current.place[:1], GROUP, {})
        line = new_line(current, table, fields)
        heading = _(_NEW.get(table, _NEW[""]))
        await self._edit(line, heading, partial(added, self.draft, line), "code")

    async def _edit(
        self, line: Line, heading: str, change: Callable[[Mapping[str, Any]], Directive], first: str
    ) -> None:
        changed = await self.app.push_screen_wait(
            EntryDialog(line, heading, change, self.draft.head.year, fixed=self._fixed(line), first=first)
        )
        if changed is not None:
            self._use(changed, line)

    def _fixed(self, line: Line) -> tuple[str, ...]:
        """The fields that stay: what sessions of the book or of other books may name."""
        return _FIXED.get(line.table, ("code",)) if self._is_saved(line) else ("year",)

    def _is_saved(self, line: Line) -> bool:
        saved = self.saved
        if saved is None or line.table == "directive":
            return saved is not None
        return (line.table, line.code) in values_by_code(lines_of(saved, self.section))

    @work(group="dialog", exclusive=True)
    @told
    async def action_retire(self) -> None:
        """Give what is saved a last day, or take that away again; take out what is new."""
        line = self._current
        if line is None:
            return
        if not self._is_saved(line) or all(field.name != LAST_DAY for field in line.fields):
            self._use(dropped(self.draft, line))
        elif LAST_DAY in line.values:
            values = {name: value for name, value in line.values.items() if name != LAST_DAY}
            self._use(put(self.draft, line, values), line)
        else:
            fields = tuple(field for field in line.fields if field.name == LAST_DAY)
            last_day = Line(line.table, line.place, fields, {LAST_DAY: self.book.today()}, line.inherited)
            heading = _("Last day of {code}").format(code=line.code)

            def retired(values: Mapping[str, Any]) -> Directive:
                return put(self.draft, line, {**line.values, **values})

            await self._edit(last_day, heading, retired, LAST_DAY)

    def action_shift(self, by: int) -> None:
        """Move the entry under the cursor."""
        if (line := self._current) is not None:
            self._use(*moved(self.draft, line, by))

    async def action_take_back(self) -> None:
        """Take back the last change; where all is saved, the last step of the book."""
        if self._earlier:
            self.draft = self._earlier.pop()
            self.keep_soon()
            self.show()
        else:
            await self.run_action("app.undo")

    # Saving and files

    @work(group="dialog", exclusive=True)
    @told
    async def action_save(self) -> None:
        if not self.unsaved:
            self.post_message(Done(_("Nothing was changed.")))
        else:
            await self._preview()

    async def _preview(self) -> None:
        """Show what a save changes, and save where that is wanted. Raises SotayError as `change_of` does."""
        change = await work_behind_bar(
            self.app, _("Reckoning what changes …"), lambda _progress: change_of(self.book, self.draft)
        )
        reason = await self.app.push_screen_wait(preview_of(change)) if change is not None else None
        if change is None or reason is None:
            return
        self.draft = self.book.use_directive(change.directive, reason=reason)
        self._earlier.clear()
        self.forget()
        self.app.post_message(BookChanged())
        words = [_("The catalogue is saved and in use. u (Undo) takes it back.")]
        if self.book.owner.role == "committee":
            words.append(_("A new starter kit brings it to the units."))
        self.post_message(Done(" ".join(words)))

    def action_history(self) -> None:
        """The versions of the catalogue."""
        self.app.push_screen(VersionsDialog(self.book))

    @work(group="dialog", exclusive=True)
    @told
    async def action_read_file(self) -> None:
        read = await read_chosen(self.app, self.draft, self.draft.head.year)
        if read is not None:
            self._use(read)

    @work(group="dialog", exclusive=True)
    @told
    async def action_write_file(self) -> None:
        path = await write_template(self.app, f"danh-muc-{self.draft.head.year}", template_bytes(self.draft))
        if path is not None:
            self.app.push_screen(WrittenDialog([path]))

    @work(group="dialog", exclusive=True)
    @told
    async def action_step_back(self) -> None:  # type: ignore[override]
        """Close; ask first where something is not saved."""
        if self.unsaved and not self.book.read_only:
            answers = [("save", _("Save …")), ("leave", _("Close without saving")), ("", _("Go on"))]
            question = _("The catalogue was changed and is not saved.")
            answer = await self.app.push_screen_wait(Ask(question, answers))
            if answer == "save":
                await self._preview()
            if answer != "leave" and self.unsaved:
                return
        self.forget()
        self.dismiss(None)
