"""The office's own Word template of the report: written to be edited, registered, forgotten."""

from typing import Any

from textual.app import App

from exports.paths import folder_for_files, save_new
from exports.report.paper import Paper
from exports.size_limit import read_named
from logs.book.book import LogBook
from tui.core.i18n import _
from tui.core.paths import documents_folder
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.files import FilesDialog
from tui.screens.common.written import WrittenDialog
from tui.widgets.choice import Choice

_NAME = "MauBaoCao.docx"


async def change_template(app: App[Any], book: LogBook, paper: Paper) -> bool:
    """Ask what to do and do it; whether the book has another template, or none, from now on.

    Raises SotayError as `word.template.check`, `read_named` and `save_new` do.
    """
    from exports.report.word.draft import template_bytes
    from exports.report.word.template import check

    own = book.reference.template
    choices = [
        Choice("write", _("Write the one in use, to edit it in Word"), ""),
        Choice("take", _("Register a Word document as the template"), ""),
        *([Choice("forget", _("Forget it: the program's own layout"), "")] if own else []),
    ]
    about = _("Reports are written with the office's own template.")
    question = about if own else _("Reports are written in the program's own layout.")
    chosen = await app.push_screen_wait(ChooseDialog(question, choices))
    if chosen == "write":
        to = folder_for_files(documents_folder()) / _NAME
        path = save_new(to, own or template_bytes(paper), taken="number", failed="report_failed")
        app.push_screen(WrittenDialog([path]))
    elif chosen == "forget":
        book.reference.use_template(b"")
        return True
    elif chosen == "take":
        about = _("Word documents (.docx) made from the written template.")
        dialog = FilesDialog(
            documents_folder(), title=_("Word template"), about=about, kind="file", suffixes=(".docx",)
        )
        if paths := await app.push_screen_wait(dialog):
            data = read_named(paths[0])
            check(data)
            book.reference.use_template(data)
            return True
    return False
