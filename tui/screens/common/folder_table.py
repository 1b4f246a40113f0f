"""The contents of a folder as a table: name, size and date; files can be marked, the first row leads one folder up."""

from pathlib import Path

from tui.core.i18n import _
from tui.files.folders import FolderEntry, FolderListing, size_title
from tui.text.errors.messages import sentence
from tui.text.formats import moment
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.table import VirtualTable


class FolderTable(VirtualTable):
    """Shows a `FolderListing`; `marked` are the files that were marked, in this folder and in others."""

    def __init__(self, folder: Path, suffixes: tuple[str, ...], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        columns = [
            Column("name", _("File name"), None, least=20),
            Column("size", _("Size"), 8, right=True),
            Column("changed", _("Last changed"), 16),
        ]
        super().__init__(columns, empty=_("Looking …"), id=id)
        self.listing = FolderListing(folder)
        self._suffixes = ", ".join(suffixes)
        self.marked: dict[Path, None] = {}

    @property
    def has_parent(self) -> bool:
        """Whether the first row leads one folder up."""
        return self.listing.folder.parent != self.listing.folder

    @property
    def current(self) -> FolderEntry | None:
        """The folder or file the cursor is on; None on the row that leads up, and where there is nothing."""
        row = self.cursor_row - self.has_parent
        return self.listing.found[row] if 0 <= row < len(self.listing.found) else None

    def show(self, listing: FolderListing, cursor_on: str = "") -> None:
        """List a folder, the cursor on the first name that begins so, or where it was if the folder is the same.

        In a folder just come to that has folders only it is on the first, not on the row that leads up again.
        """
        is_same = listing.folder == self.listing.folder and bool(self.listing.found)
        self.listing = listing
        self.empty = self._why_empty()
        row = self.row_of(cursor_on) if cursor_on else None
        if row is None:
            goes_down = self.has_parent and bool(listing.found) and not listing.files
            row = self.cursor_row if is_same else int(goes_down)
        self.set_rows(len(listing.found) + self.has_parent, self._row, cursor=row)

    def row_of(self, start: str) -> int | None:
        """The first row whose name begins so, capital letters or not; None where there is none."""
        wanted = start.casefold()
        names = (one.path.name.casefold() for one in self.listing.found)
        found = next((row for row, name in enumerate(names) if name.startswith(wanted)), None)
        return None if found is None else found + self.has_parent

    def mark(self) -> None:
        """Mark the file the cursor is on, or take its mark away; the cursor goes on."""
        one = self.current
        if one is not None and not one.is_folder:
            if one.path in self.marked:
                del self.marked[one.path]
            else:
                self.marked[one.path] = None
            self.refresh()
        self.cursor_row += 1

    def why_nothing(self) -> str:
        """Why no file can be taken from this folder; "" where there are some."""
        if self.listing.failure:
            return sentence("path_unreadable", {"path": self.listing.folder, "detail": self.listing.failure})
        if self.listing.files:
            return ""
        if self.listing.others:
            return _("No file of the kind sought ({kinds}) here; others: {n}.").format(
                kinds=self._suffixes, n=self.listing.others
            )
        return _("No file of the kind sought ({kinds}) here.").format(kinds=self._suffixes)

    def _why_empty(self) -> str:
        return self.why_nothing() or _("The folder is empty.")

    def _row(self, row: int) -> list[Cell]:
        row -= self.has_parent
        if row < 0:
            return [("▴ ..  " + _("one folder up"), "$foreground-muted"), "", ""]
        one = self.listing.found[row]
        when: Cell = (moment(one.changed), "$foreground-muted")
        if one.is_folder:
            return [(f"▸ {one.path.name}", "$text-primary"), "", when]
        if one.path in self.marked:
            return [(f"✓ {one.path.name}", "bold $text-success"), size_title(one.size), when]
        return [f"  {one.path.name}", size_title(one.size), when]
