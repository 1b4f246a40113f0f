"""Choose an old notebook: a file, or a table copied in Word or Excel and pasted."""

from pathlib import Path

from exports.intake.workbook import SUFFIXES, Workbook, workbook_of
from logs.errors import SotayError
from tui.core.i18n import _
from tui.screens.common.files import FilesDialog
from tui.text.errors.messages import error_sentence

PASTED = "so-cu-dan.csv"
"""In the person's own folder: what is left of a pasted table is written beside it."""


def is_table(text: str) -> bool:
    """Whether a pasted text is cells of several rows, as programs of tables copy them."""
    return "\t" in text and len(text.strip("\r\n").splitlines()) > 1


def pasted_workbook(text: str) -> Workbook:
    """The table that was pasted; raises SotayError as `exports.intake.workbook.workbook_of`."""
    return workbook_of(text.encode(errors="replace"), _("pasted table"))


class NotebookFiles(FilesDialog):
    """The result is the file; where a table was pasted there is none, and `pasted` is what it says."""

    def __init__(self) -> None:
        about = _("Type, paste or drop the path, choose it below, or paste a table copied in Word or Excel.")
        super().__init__(Path.home(), title=_("Take in an old notebook"), about=about, kind="file", suffixes=SUFFIXES)
        self.pasted: Workbook | None = None

    def takes_text(self, text: str) -> bool:
        if not is_table(text):
            return False
        try:
            self.pasted = pasted_workbook(text)
        except SotayError as error:
            self.fail(error_sentence(error))
        else:
            self.dismiss(())
        return True
