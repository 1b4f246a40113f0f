"""Choose a file or a folder: in the tree, or by typing or pasting a path."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, DirectoryTree, Input

from exports.package import PACKAGE_SUFFIXES
from tui.commands import Command, KeyBar, bindings
from tui.widgets.safe import Plain, plain
from tui.widgets.typing import ViInput
from tui.words import N_, _


class PackageTree(DirectoryTree):
    """Folders, and in them the files that units send."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "· "

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Nothing hidden, no other kind of file."""
        for path in paths:
            try:
                if not path.name.startswith(".") and (path.is_dir() or path.name.lower().endswith(PACKAGE_SUFFIXES)):
                    yield path
            except OSError:
                continue  # a drive that does not answer is no place to choose from


class FilesDialog(ModalScreen[Path | None]):
    """The result is a file, or a folder whose files are all meant."""

    MENU: ClassVar = (
        Command("take", "ctrl+s", N_("Take this file or folder"), N_("Take")),
        Command("up", "backspace", N_("One folder up"), N_("One folder up")),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, start: Path, *, title: str = "", about: str = "") -> None:
        """`title` and `about` say what is chosen, where it is not units' files."""
        super().__init__()
        self.start = start
        self.files_title = title or _("Receive units' files")
        self.about = about or _("Type or paste a path, or choose below. A folder stands for all its .jsonl files.")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="files"):
            yield Plain(self.files_title, classes="dialog-title")
            yield Plain(self.about)
            yield ViInput(str(self.start), id="path")
            yield PackageTree(self.start, id="tree")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Take")), id="take", variant="primary", compact=True)
                yield Button(plain(_("One folder up")), id="up", compact=True)
                yield Button(plain(_("Close")), id="close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#path").focus()

    def on_tree_node_highlighted(self, event: DirectoryTree.NodeHighlighted[object]) -> None:
        event.stop()
        path = getattr(event.node.data, "path", None)
        if path is not None and self.focused is self.query_one(PackageTree):
            self.query_one("#path", ViInput).value = str(path)

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self.dismiss(event.path)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "up":
            self.action_up()
        elif event.button.id == "take":
            self.action_take()
        else:
            self.action_step_back()

    def action_take(self) -> None:
        text = self.query_one("#path", ViInput).value.strip().strip("\"'")
        if text:
            self.dismiss(Path(text).expanduser())

    def action_up(self) -> None:
        """Show the folder that holds this one."""
        tree = self.query_one(PackageTree)
        tree.path = Path(tree.path).resolve().parent
        self.query_one("#path", ViInput).value = str(tree.path)

    def action_step_back(self) -> None:
        self.dismiss(None)
