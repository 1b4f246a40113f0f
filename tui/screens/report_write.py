"""Write a report: which files, where, under which number and date."""

from pathlib import Path
from typing import ClassVar, NamedTuple

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from exports.paper import Paper
from exports.paths import folder_for_files
from exports.writers import save_paper
from logs.errors import SotayError
from logs.values import read_count, read_date
from tui.clock import now
from tui.commands import Command, KeyBar, bindings
from tui.formats import day
from tui.places import documents_folder
from tui.screens.line import Line
from tui.screens.ticks import Tick
from tui.sentences import error_sentence
from tui.widgets.safe import Plain, plain
from tui.widgets.typing import ViInput
from tui.words import N_, _

_KINDS = {
    ".docx": N_("Word document to sign (.docx)"),
    ".xlsx": N_("Excel annexes (.xlsx)"),
    ".html": N_("page to look at and print (.html)"),
    ".csv": N_("plain tables (.csv)"),
}
_TICKED = (".docx", ".xlsx")


class Written(NamedTuple):
    """The files, and the paper with the number and date that were typed."""

    paths: list[Path]
    paper: Paper


class WriteDialog(ModalScreen[Written | None]):
    """Write the paper; the result tells what was written."""

    MENU: ClassVar = (
        Command("write", "ctrl+s", N_("Write the files"), N_("Write the files")),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper

    def compose(self) -> ComposeResult:
        figure = "" if self.paper.number is None else str(self.paper.number)
        dated = "" if self.paper.dated is None else day(self.paper.dated)
        with Vertical(classes="dialog", id="report-write"):
            yield Plain(_("Write the report"), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield Line(_("Folder"), ViInput(str(documents_folder()), id="report-folder"))
                yield Line(_("Number"), ViInput(figure, placeholder=_("empty: room for it"), id="report-number"))
                yield Line(_("Date"), ViInput(dated, placeholder=_("empty: room for it"), id="report-dated"))
                for place, (ending, title) in enumerate(_KINDS.items()):
                    yield Line(
                        _("Files") if place == 0 else "", Tick(_(title), value=ending in _TICKED, id=_tick(ending))
                    )
            yield Plain(id="report-problem", classes="problem")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Write the files")), id="report-take", variant="primary", compact=True)
                yield Button(plain(_("Close")), id="report-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#report-take").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "report-take":
            self.action_write()
        else:
            self.action_step_back()

    def action_step_back(self) -> None:
        self.dismiss(None)

    def action_write(self) -> None:
        """Write what is ticked."""
        figure, dated = (self.query_one(name, ViInput).value.strip() for name in ("#report-number", "#report-dated"))
        endings = [ending for ending in _KINDS if self.query_one(f"#{_tick(ending)}", Tick).value]
        folder = Path(self.query_one("#report-folder", ViInput).value.strip() or ".").expanduser()
        try:
            paper = replace(
                self.paper,
                number=read_count(figure) if figure else None,
                dated=read_date(dated, now().date()) if dated else None,
            )
        except SotayError as error:
            self._show_problem(error)
        else:
            self._write(paper, [folder / f"{file_name(paper)}{ending}" for ending in endings])

    @work(thread=True, exclusive=True, group="write", exit_on_error=False)
    def _write(self, paper: Paper, paths: list[Path]) -> None:
        try:
            for folder in {path.parent for path in paths}:
                folder_for_files(folder)
            written = [save_paper(paper, path) for path in paths]
        except SotayError as error:
            self.app.call_from_thread(self._show_problem, error)
        else:
            self.app.call_from_thread(self.dismiss, Written(written, paper) if written else None)

    def _show_problem(self, error: SotayError) -> None:
        self.query_one("#report-problem", Plain).update(error_sentence(error))


def file_name(paper: Paper) -> str:
    """`BaoCao_DUK_2014`, or with the days of a range."""
    report = paper.report
    return f"BaoCao_{report.unit}_{report.period or f'{report.start:%Y%m%d}-{report.end:%Y%m%d}'}"


def _tick(ending: str) -> str:
    return f"report-as-{ending[1:]}"
