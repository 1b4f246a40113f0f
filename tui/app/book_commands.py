"""What changes the book from every screen: sessions added, steps undone and done again, what was being typed finished.

Each opens its dialogs on the app and tells the app what was done; each may raise SotayError.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.app import App

from logs.book.book import LogBook
from logs.book.history import AS_IF_NOT_BEEN
from logs.errors import Notice, SotayError
from tui.core.autosave import Unfinished, kept_at, let_go
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import BookChanged, Done
from tui.text.errors.messages import sentence
from tui.text.formats import moment, number
from tui.text.labels import action_title

MENU = (
    Command(
        "add_session", "n,insert", N_("Add session"), N_("Add"), N_("a new session, from a form"), needs="writing"
    ),
    Command(
        "add_line", "colon,ctrl+l", N_("Add sessions in one line each"), N_("Line"), N_("a few keys a session"),
        needs="writing",
    ),
    Command(
        "add_many", "ctrl+g", N_("Add several sessions in a table"), "", N_("paper records, one row each"),
        needs="writing",
    ),
    Command(
        "import_notebook", "ctrl+o", N_("Take in an old notebook"), "",
        N_("Excel or CSV, looked at before it is saved"), needs="writing",
    ),
    Command(
        "undo", "u,ctrl+z", N_("Undo the last step"), N_("Undo"), N_("a save, a deletion or a whole merge"),
        needs="book",
    ),
    Command(
        "redo", "ctrl+y", N_("Redo what was undone"), "", N_("as long as nothing else was done since"), needs="book"
    ),
    Command(
        "export", "x", N_("Export data for the committee"), N_("Export"), N_("writes the file to hand over"),
        needs="writing",
    ),
    Command(
        "catalogue", "", N_("The year's catalogue"), "", N_("days, themes, audiences, forms, documents"), needs="book"
    ),
    Command("units", "", N_("The unit list"), "", N_("add, rename, merge, end; from a spreadsheet"), needs="book"),
    Command(
        "open_year", "", N_("Open a new year…"), "", N_("from the catalogue of this one"), needs="writing"
    ),
    Command(
        "dialog('exempt')", "", N_("Theme that does not apply to a unit"), "", N_("with its reason; no gap then"),
        needs="book",
    ),
    Command(
        "dialog('kit')", "", N_("Write the starter kit…"), "", N_("from which the units begin their notebooks"),
        needs="office",
    ),
    Command(
        "dialog('receipts')", "", N_("Write receipts…"), "", N_("what was received of each unit, what to mend"),
        needs="office",
    ),
    Command(
        "dialog('keys')", "", N_("Keys of the units"), "", N_("whose signature is believed; revoke one"), needs="book"
    ),
    Command("dialog('check')", "", N_("Check the whole notebook"), "", N_("what is wrong, and its cure"), needs="book"),
    Command("dialog('copy')", "", N_("Copy the notebook onto a stick…"), "", N_("to be put back"), needs="book"),
    Command("dialog('paper')", "", N_("Pages to print…"), "", N_("a blank form, or the register"), needs="book"),
    Command("dialog('tables')", "", N_("Tables for other programs…"), "", N_("Parquet files"), needs="book"),
)  # fmt: skip


SCREENS = {
    "add_line": ("session.line", "QuickLine"),
    "add_many": ("session.table_entry", "PaperScreen"),
    "catalogue": ("catalogue.screen", "CatalogueScreen"),
    "units": ("catalogue.units", "UnitsScreen"),
    "export": ("exchange.export", "ExportDialog"),
    "exempt": ("coverage.exemptions", "ExemptDialog"),
    "kit": ("exchange.kit_receipts", "KitDialog"),
    "receipts": ("exchange.kit_receipts", "ReceiptsDialog"),
    "keys": ("questions.unit_keys", "UnitKeysDialog"),
    "check": ("settings.check", "CheckDialog"),
    "copy": ("exchange.book_files", "CopyDialog"),
    "paper": ("exchange.book_files", "PaperDialog"),
    "tables": ("exchange.book_files", "TablesDialog"),
}
"""By the name of the command: the module under `tui.screens`, imported when it is first opened, and the class, which is
made of the book.
"""


async def add_sessions(app: App[Any], book: LogBook) -> None:
    """The form, again as long as the person wants another session."""
    from tui.screens.session.form import SessionForm

    saved, another = None, True
    while another:
        saved = await app.push_screen_wait(SessionForm(book, after=saved.entry if saved else None))
        app.post_message(BookChanged(saved.entry.id if saved else None))
        another = saved is not None and saved.another


async def tell(app: App[Any], notices: Iterable[Notice]) -> None:
    """Show what was found when settings and book were opened, until the person closes it; nothing where all is well."""
    if found := "\n".join(sentence(notice.code, notice.params) for notice in notices):
        from tui.screens.common.ask import Ask

        await app.push_screen_wait(Ask(_("Found when the notebook was opened"), [("", _("Close"))], detail=found))


async def finish_typing(app: App[Any], book: LogBook, unfinished: Unfinished) -> None:
    """Go on with what was being typed when the program last ended, unless the person lets it go."""
    from tui.screens.common.ask import Ask
    from tui.screens.session.form import SessionForm

    at = kept_at(book.folder)
    question = _("A session was being typed when the program ended last ({moment}). Go on with it?").format(
        moment=moment(at) if at else "–"
    )
    if await app.push_screen_wait(Ask(question, [("discard", _("Discard")), ("", _("Go on"))])) == "discard":
        let_go(book.folder)
        return
    try:
        entry = book.sessions.get(unfinished.session) if unfinished.session else None
    except SotayError:
        entry = None  # deleted meanwhile: what was typed becomes a new session
    saved = await app.push_screen_wait(SessionForm(book, entry, typed=unfinished.texts))
    app.post_message(BookChanged(saved.entry.id if saved else None))


async def import_notebook(app: App[Any], book: LogBook) -> None:
    """Choose an old notebook, and look at it before anything of it is saved."""
    from exports.intake.workbook import read_workbook
    from tui.screens.common.progress_bar import work_behind_bar
    from tui.screens.notebook.choose import PASTED, NotebookFiles
    from tui.screens.notebook.intake import IntakeDialog

    files = NotebookFiles()
    chosen = await app.push_screen_wait(files)
    if files.pasted is not None:
        await app.push_screen_wait(IntakeDialog(book, files.pasted, Path.home() / PASTED))
    elif chosen:
        name = chosen[0].name
        workbook = await work_behind_bar(
            app, _("Reading {name} …").format(name=name), lambda _progress: read_workbook(chosen[0])
        )
        if workbook is not None:
            await app.push_screen_wait(IntakeDialog(book, workbook, chosen[0]))


async def offer_catalogue(app: App[Any], book: LogBook) -> None:
    """Ask whether to go on with the catalogue, which so far is a sample, and open it."""
    from tui.screens.catalogue.screen import CatalogueScreen
    from tui.screens.common.ask import Ask

    question = _("The notebook of {year} begins with the themes of a sample. Change them by the guidance now?")
    answers = [("", _("Later")), ("open", _("Open the year's catalogue"))]
    if await app.push_screen_wait(Ask(question.format(year=book.directive.head.year), answers)) == "open":
        await app.push_screen_wait(CatalogueScreen(book))
        app.post_message(BookChanged())


async def open_year(app: App[Any], book: LogBook) -> None:
    """The catalogue of the next year, begun from the present one or as the book has it, to be changed and saved."""
    from logs.catalogue.other_years import catalogue_of_year
    from tui.screens.catalogue.screen import CatalogueScreen

    begun = catalogue_of_year(book.directive, max(book.directive.head.year + 1, book.today().year))
    await app.push_screen_wait(CatalogueScreen(book, book.reference.held_directive(begun.id) or begun))
    app.post_message(BookChanged())


async def undo(app: App[Any], book: LogBook) -> None:
    """Undo the last step; of one that counts as if it had not been the person is asked first."""
    from exports.merge.unmerge import undo as undo_step
    from tui.screens.common.ask import Ask
    from tui.text.steps import undone_sentence, what_it_did

    change = book.history.last_change()
    if change is not None and change.action in AS_IF_NOT_BEEN:
        question = _("Take back the whole step: {action}, {moment}?").format(
            action=action_title(change.action), moment=moment(change.at)
        )
        detail = _("Sessions that it changed: {n}").format(n=number(len(change.session_ids)))
        answers = [("undo", _("Undo")), ("", _("Keep"))]
        if await app.push_screen_wait(Ask(question, answers, detail=detail)) != "undo":
            return
    change = undo_step(book)
    app.post_message(Done("\n".join([undone_sentence(change, book), *what_it_did(change, book, most=3)])))
    app.post_message(BookChanged())


def redo(app: App[Any], book: LogBook) -> None:
    """Do again what was undone."""
    from tui.text.steps import redone_sentence, what_it_did

    change = book.history.redo()
    app.post_message(Done("\n".join([redone_sentence(change, book), *what_it_did(change, book, most=3)])))
    app.post_message(BookChanged())
