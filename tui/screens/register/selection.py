"""What is done to sessions of a register, one or several: delete them, change one field of all, save a table of them.

Each asks first and returns the notice of what was done, "" where the person stepped back.
"""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from logs.book.book import LogBook
from logs.book.bulk import delete_all, save_all
from logs.session.query import Entry
from tui.core.i18n import _
from tui.screens.common.session_text import main_words
from tui.text.formats import day, number


async def delete_session(app: App[Any], book: LogBook, entry: Entry) -> str:
    """Delete the session. Raises SotayError."""
    date = day(entry.session.date)
    question = _("Delete the session of {date}?").format(date=date)
    detail = main_words(book, entry) + "\n" + _("It can be brought back with u (Undo).")
    reason = await _reason_to_delete(app, question, detail)
    if reason is None:
        return ""
    book.delete(entry.id, reason=reason)
    return _("Session of {date} deleted.").format(date=date)


async def delete_sessions(app: App[Any], book: LogBook, entries: Sequence[Entry], counts: str) -> str:
    """Delete the sessions in one step; `counts` is what they add up to. Raises SotayError."""
    question = _("Delete the {n} sessions chosen?").format(n=number(len(entries)))
    detail = counts + "\n" + _("They can be brought back with u (Undo).")
    reason = await _reason_to_delete(app, question, detail)
    if reason is None:
        return ""
    count = delete_all(book, (entry.id for entry in entries), reason=reason)
    return _("Sessions deleted: {n}.").format(n=number(count))


async def _reason_to_delete(app: App[Any], question: str, detail: str) -> str | None:
    """The reason given, "" for none; None where nothing is to be deleted."""
    from tui.screens.common.ask import AskWhy

    ask = AskWhy(question, [("delete", _("Delete")), ("", _("Keep"))], detail=detail)
    return ask.reason if await app.push_screen_wait(ask) == "delete" else None


async def change_field(app: App[Any], book: LogBook, entries: Sequence[Entry]) -> str:
    """Change one field of the sessions in one step. Raises SotayError."""
    from tui.screens.session.change_field import ChangeFieldDialog

    dialog = ChangeFieldDialog(book, list(entries))
    sessions = await app.push_screen_wait(dialog)
    if not sessions:
        return ""
    count = save_all(book, sessions, reason=dialog.reason)
    return _("Sessions changed: {n}. u takes it back in one step.").format(n=number(count))


async def save_table(app: App[Any], book: LogBook, entries: Sequence[Entry]) -> None:
    """Write a table of the sessions to a file."""
    from tui.screens.common.written import WrittenDialog
    from tui.screens.register.save_table import SaveTableDialog

    if path := await app.push_screen_wait(SaveTableDialog(book, list(entries))):
        app.push_screen(WrittenDialog([path]))
