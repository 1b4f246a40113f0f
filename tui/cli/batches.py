"""`sotay batches` and `unmerge`: the merges a book has seen, and taking one back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.cli.context import opened
from tui.cli.options import argument, command, json_option, option
from tui.cli.output import Column, print_document, print_line, print_rows
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.merge.unmerge import Unmerged
    from logs.book.book import LogBook

_MOST_NAMED = 20  # sessions that are told one by one, for each of what becomes of them


@command("batches", N_("List the merges, newest first."))
@json_option
def list_batches(as_json: bool) -> None:
    """Print every merge: its number, when, by whom, its files, its sessions, whether it was taken back."""
    from msgspec import to_builtins

    from exports.merge.unmerge import batches
    from tui.text.formats import batch_name, moment, number

    with opened(read_only=True) as book:
        found = batches(book)
    if as_json:
        print_document({"batches": [to_builtins(one) for one in found]})
        return
    names = {code: reporter.name for code, reporter in book.reporters.items()}
    print_rows(
        found,
        (Column(_("Batch"), width=8), lambda batch: batch_name(batch.key)),
        (Column(_("When"), width=16), lambda batch: moment(batch.at)),
        (Column(_("By"), grow=1), lambda batch: names.get(batch.who, batch.who)),
        (Column(_("Files"), grow=3), lambda batch: ", ".join(batch.files) or "–"),
        (Column(_("Records"), "right", width=8), lambda batch: number(batch.sessions)),
        (Column(""), lambda batch: _("undone") if batch.undone else ""),
    )
    print_line(_("Merges: {n}").format(n=number(len(found))))


@command("unmerge", N_("Undo a merge as a whole; what was edited since is kept."))
@argument("batch", metavar="BATCH")
@option("--dry-run", is_flag=True, help=N_("Show what would be done and change nothing."))
@json_option
def unmerge_batch(batch: str, *, dry_run: bool, as_json: bool) -> None:
    """Take a batch back in one save, and name the sessions that are removed, set back, kept and withdrawn."""
    from msgspec import to_builtins

    from exports.merge import unmerge
    from tui.text.formats import batch_name

    with opened(read_only=dry_run) as book:
        lines: list[str] = []

        def name(plan: "Unmerged") -> None:
            # Sessions that go are named as they are before.
            lines.extend(_sessions(plan, book))

        if dry_run:
            name(plan := unmerge.plan_unmerge(book, batch))
        else:
            plan = unmerge.unmerge(book, batch, name)
    if as_json:
        document: dict[str, Any] = to_builtins(plan)
        print_document(document | {"dry_run": dry_run})
        return
    for line in lines:
        print_line(line)
    if dry_run:
        print_line(_("Preview: nothing is changed"))
    else:
        undone = _("Merge {batch} is undone. “sotay redo” brings it back.")
        print_line(undone.format(batch=batch_name(plan.batch.key)))


def _sessions(plan: "Unmerged", book: "LogBook") -> Sequence[str]:
    from tui.text.formats import number

    lines: list[str] = []
    for title, sessions in (
        (_("Removed: {n}"), plan.removed),
        (_("Set back to what the book or another file has: {n}"), plan.former),
        (_("Kept, because edited since: {n}"), plan.kept),
        (_("Sent on before, so withdrawn by a new version: {n}"), plan.withdrawn),
    ):
        if sessions:
            lines.append(title.format(n=number(len(sessions))))
            lines += [f"– {key[:8]} {_line(key, book)}" for key in sessions[:_MOST_NAMED]]
            rest = len(sessions) - _MOST_NAMED
            lines += [_("… and {n} more").format(n=number(rest))] * (rest > 0)
    return lines or [_("No session changes.")]


def _line(session_id: str, book: "LogBook") -> str:
    from tui.text.questions import session_line

    record = book.sessions.record(session_id)
    content = record.shown.content if record else None
    return session_line(content, book) if content else _("deleted")
