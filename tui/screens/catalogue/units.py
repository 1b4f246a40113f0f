"""The list of units as a tree: looked at, changed one by one or taken from a spreadsheet, what moves shown before."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget

from exports.catalogue.workbook_writer import units_template_bytes
from exports.merge.unit_list import preview_units, use_list
from logs.book.book import LogBook
from logs.catalogue.units import children_of, with_added, with_changed, with_merged
from logs.model import Unit
from tui.core.commands import Command, bindings
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done, refuse_read_only, told
from tui.screens.catalogue.files import read_chosen_units, write_template
from tui.screens.catalogue.preview import PreviewDialog
from tui.screens.catalogue.unit import TYPES, ChangeUnitDialog, UnitDialog
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.progress_bar import work_behind_bar
from tui.screens.common.table_screen import TableScreen, beside
from tui.screens.common.written import WrittenDialog
from tui.text.formats import day, number
from tui.text.labels import unit_type_title
from tui.text.units import change_lines, figure_lines, tree_of
from tui.text.values import unit_title
from tui.widgets.cells import Cell
from tui.widgets.choice import Choice
from tui.widgets.columns import Column
from tui.widgets.panel import entitle
from tui.widgets.safe import Plain, plain
from tui.widgets.table import VirtualTable


class UnitsScreen(TableScreen):
    """A line for each unit, below the one that it reports to; Esc closes."""

    MODE = "settings"
    GUIDE = "desk"
    ABOUT = N_(
        "Which units report, each below the one it reports to. A new name or code leaves the former one as another "
        "name; a unit merged into another takes its sessions and files along. What a change moves is shown before it "
        "is saved; each is one step, which u takes back."
    )
    MENU: ClassVar = (
        Command("edit", "e", N_("Change the unit"), N_("Edit"), N_("Enter does the same"), needs="writing"),
        Command("add", "n,insert", N_("Add a unit"), N_("Add"), N_("below that of the cursor"), needs="writing"),
        Command("merge", "g", N_("Merge the unit into another"), N_("Into another"), needs="writing"),
        Command("end", "k,delete", N_("Last day of the unit"), N_("End"), N_("its sessions stay"), needs="writing"),
        Command("read_file", "o", N_("From a spreadsheet …"), N_("From a file"), needs="writing"),
        Command("write_file", "w", N_("Write it as a spreadsheet …"), N_("Template"), N_("to be filled in")),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"add_session", "add_line", "export"})

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self.rows: list[tuple[int, Unit]] = []

    def body(self) -> Iterable[Widget]:
        yield beside(VirtualTable([], id="units", classes="pane"), "unit-details")

    @property
    def current(self) -> Unit:
        """The unit the cursor is on."""
        return self.rows[min(self.table.cursor_row, len(self.rows) - 1)][1]

    # What is shown

    def show(self) -> None:
        self.rows = tree_of(self.book.units)
        entitle(self.table, _("Units: {n}").format(n=number(len(self.rows))))
        indent = 2 * max((depth for depth, _unit in self.rows), default=0)
        self.table.show_rows(
            self.rows,
            (Column("code", _("Code"), 8 + indent), lambda row: self._cell(row[1], "  " * row[0] + row[1].code)),
            (Column("name", _("Unit name"), None, least=20), lambda row: self._cell(row[1], row[1].name)),
            (
                Column("kind", _("Kind"), max(len(unit_type_title(kind)) for kind in TYPES)),
                lambda row: self._cell(row[1], unit_type_title(row[1].type)),
            ),
            (Column("last", _("Last day"), 10), lambda row: day(row[1].until) if row[1].until else ""),
        )
        self.show_row()

    def _cell(self, unit: Unit, text: str) -> Cell:
        is_over = unit.until is not None and unit.until < self.book.today()
        return text, "$foreground-muted" if is_over else ""

    def show_row(self) -> None:
        unit = self.current
        lines = [Content.styled(unit_title(unit), "bold")]
        if unit.aliases:
            lines.append(plain(_("Other names: {names}").format(names="; ".join(unit.aliases))))
        days = [day(date) if date else "…" for date in (unit.since, unit.until)]
        if unit.since or unit.until:
            lines.append(Content(" – ".join(days)))
        if below := len(children_of(self.book.units).get(unit.code, ())):
            lines.append(Content(_("Units directly below: {n}").format(n=number(below))))
        if unit.code == self.book.owner.unit:
            lines.append(Content(_("The unit of this notebook.")))
        self.query_one("#unit-details", Plain).update(Content("\n").join(lines))

    async def take_row(self) -> None:
        self.action_edit()

    # What the person does

    @work(group="dialog", exclusive=True)
    @told
    async def action_add(self) -> None:
        """Ask for a unit, which stands at first below that of the cursor; beside it where that is a cell."""
        parent = self.current.parent if self.current.type == "chi_bo" else self.current.code
        begun = Unit(code="", type="chi_bo", name="", parent=parent)
        if unit := await self.app.push_screen_wait(UnitDialog(self.book, begun)):
            await self._use(with_added(self.book.units, unit), unit.code)

    @work(group="dialog", exclusive=True)
    @told
    async def action_edit(self) -> None:
        await self._edit()

    @work(group="dialog", exclusive=True)
    @told
    async def action_end(self) -> None:
        """Change the unit, its last day first."""
        await self._edit("#unit-to")

    async def _edit(self, focus: str = "#unit-name") -> None:
        before = self.current
        dialog = ChangeUnitDialog(self.book, before)
        dialog.AUTO_FOCUS = focus  # type: ignore[misc]
        if unit := await self.app.push_screen_wait(dialog):
            await self._use(with_changed(self.book.units, before.code, unit), unit.code)

    @work(group="dialog", exclusive=True)
    @told
    async def action_merge(self) -> None:
        """Ask for the unit that this one becomes part of."""
        gone = self.current
        others = [Choice(unit.code, unit_title(unit)) for unit in self.book.units.values() if unit.code != gone.code]
        question = _("Into which unit is {unit} merged?").format(unit=unit_title(gone))
        if into := await self.app.push_screen_wait(ChooseDialog(question, others)):
            await self._use(with_merged(self.book.units, gone.code, into), into)

    @work(group="dialog", exclusive=True)
    @told
    async def action_read_file(self) -> None:
        """Take a whole list from a file."""
        if units := await read_chosen_units(self.app):
            await self._use({unit.code: unit for unit in units}, self.current.code)

    @work(group="dialog", exclusive=True)
    @told
    async def action_write_file(self) -> None:
        """Write the list as a workbook."""
        if path := await write_template(self.app, "don-vi", units_template_bytes(self.book.units.values())):
            self.app.push_screen(WrittenDialog([path]))

    async def _use(self, units: Mapping[str, Unit], at: str) -> None:
        """Show what a list would change, then use it; the cursor goes to that unit."""
        refuse_read_only(self.book)
        preview = await work_behind_bar(
            self.app, _("Looking at the sessions …"), lambda _progress: preview_units(self.book, units.values())
        )
        if preview is None or not preview.changes:
            self.post_message(Done(_("The list stays as it is.")))
            return
        reason = await self.app.push_screen_wait(PreviewDialog(figure_lines(preview), change_lines(preview)))
        if reason is None:
            return
        files = await work_behind_bar(
            self.app, _("Writing into the book …"), lambda _progress: use_list(self.book, units.values(), reason=reason)
        )
        merged = sum(file.outcome == "merged" for file in files or ())
        text = _("Files that waited for their unit, merged now: {n}.") if merged else _("The unit list is saved.")
        self.post_message(Done(text.format(n=number(merged))))
        self.post_message(BookChanged())
        self.show()
        self.table.cursor_row = next((row for row, (_depth, unit) in enumerate(self.rows) if unit.code == at), 0)
