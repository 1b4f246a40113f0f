"""Write a report: which files, where, under which number and date."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from textual import work
from textual.containers import VerticalScroll
from textual.widget import Widget

from exports.paths import folder_for_files
from exports.report.formats import save_papers
from exports.report.paper import Paper
from logs.errors import SotayError
from logs.periods import span_key
from logs.typed_values import read_count, read_date
from tui.core.clock import now
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, Dialog
from tui.text.formats import day
from tui.widgets.form_line import FormLine
from tui.widgets.ticks import Tick

_KINDS = {
    ".docx": N_("Word document to sign (.docx)"),
    ".pdf": N_("the same to read and print (.pdf)"),
    ".xlsx": N_("Excel annexes (.xlsx)"),
    ".html": N_("page to look at and print (.html)"),
    ".csv": N_("plain tables (.csv)"),
}
_TICKED = (".docx", ".xlsx")


class ReportFiles(NamedTuple):
    """The files, and the paper with the number and date that were typed."""

    paths: list[Path]
    paper: Paper


class WriteDialog(Dialog[ReportFiles]):
    """Write the paper; the result tells what was written."""

    NAME, HEADING = "report-write", N_("Write the report")
    AUTO_FOCUS = "#report-write-write"
    MENU = (Command("write", "ctrl+s", N_("Write the files"), N_("Write the files"), button=True), CLOSE)

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper

    def body(self) -> Iterable[Widget]:
        figure = "" if self.paper.number is None else str(self.paper.number)
        dated = "" if self.paper.dated is None else day(self.paper.dated)
        room = _("empty: room for it")
        yield VerticalScroll(
            self.folder_line(),
            FormLine(_("Number"), ViInput(figure, placeholder=room, id="report-write-number")),
            FormLine(_("Date"), ViInput(dated, placeholder=room, id="report-write-dated")),
            *(
                FormLine("" if place else _("Files"), Tick(_(title), value=ending in _TICKED, id=_tick(ending)))
                for place, (ending, title) in enumerate(_KINDS.items())
            ),
            can_focus=False,
        )

    def action_write(self) -> None:
        """Write what is ticked."""
        figure, dated, folder = self.text("number"), self.text("dated"), self.folder
        endings = [ending for ending in _KINDS if self.query_one(f"#{_tick(ending)}", Tick).value]
        try:
            paper = replace(
                self.paper,
                number=read_count(figure) if figure else None,
                dated=read_date(dated, now().date()) if dated else None,
            )
        except SotayError as error:
            self.fail(error)
        else:
            self._write(paper, [folder / f"{file_name(paper)}{ending}" for ending in endings])

    @work(thread=True, exclusive=True, group="write", exit_on_error=False)
    def _write(self, paper: Paper, paths: list[Path]) -> None:
        try:
            if any(path.suffix == ".pdf" for path in paths):
                from exports.report.pdf import find_office

                find_office()  # what cannot be written is told before anything is
            for folder in {path.parent for path in paths}:
                folder_for_files(folder)
            written = save_papers(paper, paths)
        except SotayError as error:
            self.app.call_from_thread(self.fail, error)
        else:
            self.app.call_from_thread(self.dismiss, ReportFiles(written, paper) if written else None)


def file_name(paper: Paper) -> str:
    """`BaoCao_DUK_2014`, or with the days of a range."""
    report = paper.report
    return f"BaoCao_{report.unit}_{span_key(report.period, report.start, report.end)}"


def _tick(ending: str) -> str:
    return f"report-as-{ending[1:]}"
