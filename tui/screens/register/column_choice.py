"""Which columns the register shows, in which order, and by which it is sorted."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from tui.core.book_preferences import Preferences
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.dialog import CLOSE, Dialog
from tui.screens.register.columns import KINDS
from tui.widgets.cells import Cell
from tui.widgets.choice import Choice
from tui.widgets.columns import Column
from tui.widgets.table import VirtualTable
from tui.widgets.tickable import tick


class SortDialog(ChooseDialog):
    """The result is the name of the column to sort by; the present one is turned round."""

    def __init__(self, preferences: Preferences) -> None:
        hints = {
            preferences.sort: _("now ▼, Enter turns it round")
            if preferences.descending
            else _("now ▲, Enter turns it round")
        }
        choices = [Choice(kind.name, kind.full_title(), hints.get(kind.name, "")) for kind in KINDS.values()]
        super().__init__(_("Sort by which column?"), choices)


class ColumnsDialog(Dialog[list[str]]):
    """Tick the columns and put them in order; the result are their names, None where the person stepped back."""

    NAME, HEADING = "columns", N_("Columns")
    AUTO_FOCUS = "#column-list"
    MENU = (
        Command("take", "ctrl+s,enter", N_("Apply"), N_("Apply"), "", priority=True),
        Command("tick", "space", N_("Show or leave out"), N_("Show")),
        Command("shift(-1)", "shift+up,minus", N_("Further to the front"), N_("Up")),
        Command("shift(1)", "shift+down,plus", N_("Further to the back"), N_("Down")),
        Command("usual", "ctrl+r", N_("As at first")),
        CLOSE,
    )

    def __init__(self, shown: Sequence[str], usual: Sequence[str]) -> None:
        super().__init__()
        self._usual = list(usual)
        self._set(shown)

    def body(self) -> Iterable[Widget]:
        yield VirtualTable([Column("tick", "", 3), Column("title", _("Column"))], id="column-list", classes="as-high")

    def on_mount(self) -> None:
        self._paint(0)

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        """A double click."""
        event.stop()
        self.action_tick()

    def action_tick(self) -> None:
        """Tick the column under the cursor, or take its tick away; one stays."""
        row = self._row
        if self._ticked != {self.names[row]}:
            self._ticked ^= {self.names[row]}
        self._paint(row)

    def action_shift(self, by: int) -> None:
        """Move the column under the cursor."""
        row = self._row
        to = min(max(0, row + by), len(self.names) - 1)
        self.names.insert(to, self.names.pop(row))
        self._paint(to)

    def action_usual(self) -> None:
        """The columns that stand there where nothing was chosen."""
        self._set(self._usual)
        self._paint(0)

    def action_take(self) -> None:
        self.dismiss([name for name in self.names if name in self._ticked])

    @property
    def _row(self) -> int:
        return self.query_one(VirtualTable).cursor_row

    def _set(self, shown: Sequence[str]) -> None:
        self._ticked = set(shown)
        self.names = [*shown, *(name for name in KINDS if name not in self._ticked)]

    def _paint(self, row: int) -> None:
        def cells(place: int) -> list[Cell]:
            name = self.names[place]
            return [tick(name in self._ticked), KINDS[name].full_title()]

        self.query_one(VirtualTable).set_rows(len(self.names), cells, cursor=row)
