"""`sotay purge`: the text of a session, taken out of the book for good."""

from tui.cli.context import opened
from tui.cli.options import argument, command, json_option, option
from tui.cli.output import print_document, print_line
from tui.core.i18n import N_


@command("purge", N_("Delete a session and remove its text for good: from the book, its steps and its copies."))
@argument("session_id", metavar="ID")
@option("--former", "former_only", is_flag=True, help=N_("Keep the session as it is now; remove what it said before."))
@json_option
def purge(session_id: str, former_only: bool, as_json: bool) -> None:
    """Purge a session, a deleted one too, and say what could not be reached. No undo brings it back."""
    import msgspec

    from logs.maintenance.purge import find_for_purge
    from logs.maintenance.purge import purge as purge_session
    from tui.core.autosave import purge_kept
    from tui.text.purge import purged_lines

    with opened() as book:
        purged = purge_session(book, find_for_purge(book, session_id), former_only=former_only)
        purge_kept(book.folder, purged.id)
    if as_json:
        print_document(msgspec.to_builtins(purged))
        return
    for line in purged_lines(purged, former_only=former_only):
        print_line(line)
