"""`sotay edit`, `delete`, `undo` and `redo`: what is done to sessions that the book has."""

from typing import TYPE_CHECKING

from tui.cli.context import opened
from tui.cli.field_arguments import Typed, entry_fields, warn
from tui.cli.options import argument, command, json_option, reason_option
from tui.cli.output import print_document, print_line, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from logs.book.book import LogBook
    from logs.book.changes import Change


@command("edit", N_("Change fields of a session. The id may be shortened to its unique beginning."))
@argument("session_id", metavar="ID")
@argument("assignments", metavar="FIELD=VALUE...", nargs=-1, required=True)
@reason_option
@json_option
def edit(session_id: str, assignments: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Save a session's new content over the version that was shown; other versions of a conflict stay."""
    from msgspec.structs import asdict

    with opened() as book:
        shown = book.sessions.get(session_id)
        typed = Typed(asdict(shown.session))
        typed.assign(assignments, book.reference.known())
        session, warnings = typed.session(book)
        entry = book.edit(shown.id, session, reason=reason, over=(shown.version,) if shown.conflict else None)
        warn(warnings)
        if entry.version == shown.version:
            say(_("Nothing changed."))
    if as_json:
        print_document(entry_fields(entry))
    else:
        print_line(entry.id)


@command("delete", N_("Delete a session; “undo” brings it back."))
@argument("session_id", metavar="ID")
@reason_option
@json_option
def delete(session_id: str, reason: str, as_json: bool) -> None:
    """Delete a session: its text goes, the deletion travels with the next export."""
    from tui.text.formats import day

    with opened() as book:
        entry = book.sessions.get(session_id)
        book.delete(entry.id, reason=reason)
    if as_json:
        print_document({"id": entry.id})
    else:
        print_line(entry.id)
        say(_("Session of {date} deleted. “sotay undo” brings it back.").format(date=day(entry.session.date)))


@command("undo", N_("Undo the last step."))
@json_option
def undo(as_json: bool) -> None:
    """Undo the last step that is not undone yet."""
    from exports.merge.unmerge import undo as undo_step
    from tui.text.steps import undone_sentence

    with opened() as book:
        change = undo_step(book)
        _print_step(change, book, "undone", undone_sentence, as_json)


@command("redo", N_("Do again what was undone last."))
@json_option
def redo(as_json: bool) -> None:
    """Do again what the last undo took back, as long as nothing else was done since."""
    from tui.text.steps import redone_sentence

    with opened() as book:
        change = book.history.redo()
        _print_step(change, book, "redone", redone_sentence, as_json)


def _print_step(
    change: "Change", book: "LogBook", key: str, sentence: "Callable[[Change, LogBook], str]", as_json: bool
) -> None:
    from tui.text.steps import what_it_did

    lines = what_it_did(change, book)
    if as_json:
        action, sessions = "unmerge" if change.chosen else change.action, list(change.session_ids)
        print_document({key: change.key, "action": action, "sessions": sessions, "what": lines})
        return
    for line in (sentence(change, book), *(f"– {line}" for line in lines)):
        print_line(line)
