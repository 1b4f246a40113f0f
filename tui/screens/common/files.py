"""Choose files or a folder: by typing, pasting or dropping paths, or in a list that begins with the sticks."""

from collections.abc import Iterable
from pathlib import Path

from textual import events, work
from textual.app import App
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import get_current_worker

from exports.paths import PACKAGE_SUFFIXES
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.files.drives import Place, places
from tui.files.folders import FolderListing, Kind, checked, look_into, nearest_folder
from tui.files.pasted_paths import paths_text, read_paths
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.screens.common.folder_table import FolderTable
from tui.text.errors.messages import error_sentence
from tui.text.formats import number
from tui.widgets.columns import Column
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

_DRIVES_SECONDS = 2.0  # after which a stick that was put in stands in the list


class PathField(ViInput):
    """A field for paths: several that are pasted or dropped at once stand in it one after the other, in quotes."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if isinstance(self.screen, FilesDialog) and self.screen.takes_text(event.text):
            return
        self.value = paths_text(read_paths(event.text)) or self.value
        self.action_end()


class FilesDialog(Dialog[tuple[Path, ...]]):
    """The result is the paths taken, all of which are there: files, or folders that stand for all their files.

    `kind` says what can be taken: several files and folders, one file, or one folder.
    """

    ABOUT = N_(
        "Type or paste a path, or drop files on the window: the terminal then pastes their paths. Or choose in the "
        "list: the places at the left begin with the sticks, Enter opens a folder, Space marks files. Taking a folder "
        "takes all its .jsonl files. Files are only read, never changed."
    )
    NAME = "files"
    MENU = (
        Command(
            "take", "ctrl+s", N_("Take what is marked, or what stands in the field"), N_("Take"),
            priority=True, button=True,
        ),
        Command("mark", "space", N_("Mark a file, or take its mark away"), N_("Mark")),
        Command("up", "backspace", N_("One folder up"), N_("Up")),
        Command("to_list", "down", N_("From the field to the list")),
        CLOSE,
        HELP,
    )  # fmt: skip

    def __init__(
        self,
        start: Path,
        *,
        title: str = "",
        about: str = "",
        kind: Kind = "files",
        suffixes: tuple[str, ...] = PACKAGE_SUFFIXES,
    ) -> None:
        """`title`, `about` and the endings `suffixes` say what is chosen, where it is not units' files."""
        super().__init__()
        self.suffixes = suffixes
        self.start = start
        self.kind = kind
        self.files_title = title or _("Receive files")
        self.about = about or _("Type, paste or drop paths, or choose below. A folder stands for all its .jsonl files.")
        self.places: tuple[Place, ...] = ()
        self.problem = ""
        self._at: Path | None = None
        self._finding = False

    def heading(self) -> str:
        return self.files_title

    def takes_text(self, _text: str) -> bool:
        """Whether what was pasted is taken itself, as no paths."""
        return False

    def body(self) -> Iterable[Widget]:
        yield FormLine(_("Path"), PathField(str(self.start), id="path"))
        yield Plain(self.about, classes="hint")
        places = VirtualTable([Column("place", _("Places"), None)], id="places")
        yield Horizontal(places, FolderTable(self.start, self.suffixes, id="folder"), id="files-lists")
        yield Plain(id="files-said")

    def on_mount(self) -> None:
        self.query_one(PathField).focus()
        self._open(self.start)
        self._find_places()
        self.set_interval(_DRIVES_SECONDS, self._find_places)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Several files can be marked only where several can be taken; only from the field is there a way down."""
        if action == "mark":
            return self.kind == "files"
        if action == "to_list":
            return self.focused is self.query_one(PathField)
        return super().check_action(action, parameters)

    @property
    def table(self) -> FolderTable:
        """The list of the folder shown."""
        return self.query_one(FolderTable)

    # What is shown

    def _find_places(self) -> None:
        """Look for drives, unless the last look still goes on, as it may where one does not answer."""
        if not self._finding:
            self._finding = True
            self._read_places()

    @work(thread=True, group="places")
    def _read_places(self) -> None:
        self.app.call_from_thread(self._show_places, places())

    def _show_places(self, found: tuple[Place, ...]) -> None:
        self._finding = False
        if self.is_mounted and self.display and found != self.places:
            self.places = found
            table = self.query_one("#places", VirtualTable)
            table.set_rows(len(found), self._place_row, cursor=table.cursor_row)

    def _place_row(self, row: int) -> list[str | tuple[str, str]]:
        one = self.places[row]
        return [(f"◆ {one.name}", "bold") if one.is_drive else f"  {one.name}"]

    @work(thread=True, exclusive=True, group="folder")
    def _open(self, folder: Path, cursor_on: str = "", *, put: bool = False) -> None:
        """List a folder; with `put` its path goes into the field."""
        self._show_from_thread(look_into(folder, self.suffixes), cursor_on, put=put)

    def _show_from_thread(self, listing: FolderListing, cursor_on: str, *, put: bool) -> None:
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show, listing, cursor_on, put)

    def _show(self, listing: FolderListing, cursor_on: str, put: bool) -> None:
        # A dialog that is being closed has no `display` and loses its lists one by one.
        if self.is_mounted and self.display:
            self._list(listing, cursor_on)
            if put:
                self._put(listing.folder)
            self._tell()

    def _list(self, listing: FolderListing, cursor_on: str = "") -> None:
        """Show the folder; that moves the cursor, which then is no choice of the person's."""
        self.table.show(listing, cursor_on)
        self._at = self._under_cursor()

    def _under_cursor(self) -> Path:
        one = self.table.current
        return one.path if one else self.table.listing.folder

    def _put(self, path: Path) -> None:
        """Write a path into the field without following it."""
        with self.prevent(Input.Changed):
            self.query_one(PathField).value = str(path)
            self.query_one(PathField).action_end()

    def _tell(self) -> None:
        """Below the list: what is wrong with what was asked for, or what would be taken."""
        self.fail(self.problem)
        would_take = self.query_one("#files-said", Plain)
        would_take.display = not self.problem
        would_take.update(self._would_take())

    def _would_take(self) -> str:
        table, one = self.table, self.table.current
        if table.marked:
            return _("Files marked: {n}. Ctrl+S takes them.").format(n=number(len(table.marked)))
        if table.has_focus and one is not None and (one.is_folder or self.kind != "folder"):
            return "" if one.is_folder else _("Enter takes {name}.").format(name=one.path.name)
        if self.query_one(PathField).has_focus and not self._is_named(table.listing.folder):
            return ""  # a path is being typed
        if self.kind == "folder":
            return _("Ctrl+S takes the folder {name}.").format(name=table.listing.folder.name or table.listing.folder)
        count = len(table.listing.files)
        if self.kind == "file" or not count:
            return table.why_nothing()
        return _("Ctrl+S takes the whole folder; units' files in it: {n}.").format(n=number(count))

    def _is_named(self, folder: Path) -> bool:
        """Whether the path in the field is that of the folder."""
        return read_paths(self.query_one(PathField).value) == (folder,)

    # What the person does

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.problem = ""
        self._tell()
        self._follow(event.value)

    @work(thread=True, exclusive=True, group="folder")
    def _follow(self, text: str) -> None:
        """Show the folder of the path being typed, the cursor on the name that is begun."""
        paths = read_paths(text)
        folder = nearest_folder(paths[0]) if len(paths) == 1 and paths[0].is_absolute() else None
        if folder is not None:
            rest = paths[0].relative_to(folder).parts
            self._show_from_thread(look_into(folder, self.suffixes), rest[0] if rest else "", put=False)

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        if event.table is self.table and self.table.has_focus and self._at != self._under_cursor():
            self._at = self._under_cursor()
            self._put(self._at)
            self.problem = ""
            self._tell()

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        if event.table is not self.table:
            self._open(self.places[event.row].path, put=True)
            self.table.focus()
            return
        one = self.table.current
        if one is None:
            self.action_up()
        elif one.is_folder:
            self._open(one.path, put=True)
        else:
            self._put(one.path)
            self.action_take()

    def on_paste(self, event: events.Paste) -> None:
        """Files dropped while the list has the focus go into the field as well."""
        event.stop()
        if self.takes_text(event.text):
            return
        if paths := read_paths(event.text):
            self.query_one(PathField).value = paths_text(paths)
            self.query_one(PathField).focus()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self._tell()

    def action_mark(self) -> None:
        if self.table.has_focus:
            self.table.mark()
            self._tell()

    def action_to_list(self) -> None:
        self.table.focus()

    def action_up(self) -> None:
        """Show the folder around, the cursor on the one just left."""
        folder = self.table.listing.folder
        self._open(folder.parent, folder.name if folder.parent != folder else "", put=True)

    def action_take(self) -> None:
        """Take the marked files, else the paths of the field; what is wrong with them is told and can be mended."""
        paths = tuple(self.table.marked) or read_paths(self.query_one(PathField).value)
        if not paths:
            self.problem = _("Nothing is chosen yet. Type a path, or choose in the list.")
            self._tell()
            return
        self._take(paths)

    @work(thread=True, exclusive=True, group="take")
    def _take(self, paths: tuple[Path, ...]) -> None:
        try:
            taken = checked(paths, self.kind)
        except SotayError as error:
            folder = nearest_folder(paths[0].absolute())
            self.app.call_from_thread(self._refuse, error, look_into(folder, self.suffixes) if folder else None)
            return
        self.app.call_from_thread(self.dismiss, taken)

    def _refuse(self, error: SotayError, listing: FolderListing | None) -> None:
        """Stay, say what is wrong, and list the nearest folder that is there."""
        if self.is_mounted and self.display:
            if listing is not None:
                self._list(listing, listing.files[0].path.name if listing.files else "")
            if error.code == "folder_not_file" and listing is not None and listing.found:
                self.table.focus()  # the folder stands open: what is left is to choose in it
                return
            self.problem = error_sentence(error)
            self._tell()


async def chosen_folder(app: App[object], text: str) -> str | None:
    """A folder to write into, chosen from the nearest that there is of the one in `text`; None for none."""
    named = read_paths(text) or (Path.home(),)
    start = nearest_folder(named[0]) or Path.home()
    about = _("Sticks stand first. Enter opens a folder.")
    chosen = await app.push_screen_wait(FilesDialog(start, title=_("Choose the folder"), about=about, kind="folder"))
    return str(chosen[0]) if chosen else None
