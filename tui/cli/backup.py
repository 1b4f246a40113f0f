"""`sotay backup`, `restore` and `check`: copies of the book, and whether all of it is in order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from logs.errors import SotayError
from tui.cli.context import opened, settings
from tui.cli.errors import REFUSED
from tui.cli.options import PATH, argument, command, json_option, option
from tui.cli.output import print_document, print_line
from tui.core.clock import now
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.maintenance.backups import Restoration
    from logs.session.query import Entry

_MOST_LINES = 20  # sessions that are told one by one


@command("backup", N_("Write a copy of the book into one file."))
@option("--to", metavar="DIR|FILE", type=PATH, default=".", help=N_("Where; here when left out."))
@json_option
def backup(to: Path, as_json: bool) -> None:
    """Write a copy, deflated but where a name ends in .json, and print where it is."""
    from exports.paths import folder_for_files
    from logs.maintenance.backups import DEFLATED, default_name, make_backup
    from logs.session.query import entries_of

    with opened(read_only=True) as book:
        path = to.absolute()
        if not path.name.lower().endswith((DEFLATED, ".json")):
            path = folder_for_files(path, DEFLATED) / default_name(book)
        make_backup(book, path)
        if not as_json:
            print_line(str(path))
            return
        meaning = book.exchange.lens.unit
        sessions = sum(len(entries_of(record, meaning)) for record in book.sessions.in_turn())
    print_document({"path": str(path), "sessions": sessions})


@command("restore", N_("Put a copy of the book back; it can be undone."))
@argument("file", metavar="FILE", type=PATH)
@option("--dry-run", is_flag=True, help=N_("Show what would be lost or come back, and change nothing."))
@json_option
def restore(file: Path, dry_run: bool, as_json: bool) -> None:
    """Show what a copy changes, and put it back."""
    from logs.maintenance import backups

    folder, is_made_anew, put_back = settings().folder, False, False
    units: tuple[str, str] = ("", "")
    try:
        with opened(read_only=dry_run) as book:
            found = backups.compare(book, file)
            put_back = not dry_run and backups.restore(book, file) is not None
    except SotayError as error:
        is_made_anew = error.code in ("book_missing", "book_damaged") or (
            error.code == "backup_of_other_book" and backups.is_unused(folder)
        )
        if not is_made_anew:
            raise
        found, units = backups.look_at(file), _units(file)
        if not dry_run:
            backups.rebuild(folder, file, now)
    if as_json:
        print_document(
            {
                "lost": [entry.id for entry in found.lost],
                "back": [entry.id for entry in found.back],
                "changed": [now.id for now, _then in found.changed],
                "purged": list(found.purged),
                **({"unit": units[1], "unit_here": units[0] or None} if is_made_anew else {}),
            }
        )
        return
    if is_made_anew:
        print_line(_whose(*units, dry_run=dry_run))
    _print_restoration(found)
    if dry_run:
        print_line(_("Preview: nothing is changed"))
    elif is_made_anew:
        print_line(_("The book was made from the copy. Files of one before, if any, are kept beside it."))
    elif put_back:
        print_line(_("The copy was put back. “sotay undo” takes that back."))
    else:
        print_line(_("The book is as the copy has it already. Nothing was changed."))


def _units(file: Path) -> tuple[str, str]:
    """The unit of the book that is there, "" where none can be opened, and that of the copy."""
    from logs.maintenance.backups import owner_of

    try:
        with opened(read_only=True) as book:
            return book.owner.unit, owner_of(file).unit
    except SotayError:
        return "", owner_of(file).unit


def _whose(here: str, then: str, *, dry_run: bool) -> str:
    """Whose book the copy makes of the one that is there."""
    if here in ("", then):
        return _("The copy is of the book of {unit}.").format(unit=then)
    words = _("The book was that of {here}, in which nothing was logged; now it is that of {unit}, as the copy has it.")
    if dry_run:
        words = _(
            "The copy is of {unit}, the book here of {here}: nothing was logged in it, "
            "and it would become that of {unit}."
        )
    return words.format(here=here, unit=then)


def _print_restoration(restoration: "Restoration") -> None:
    from tui.text.formats import number
    from tui.text.purge import kept_purged_line

    for title, entries in (
        (_("Sessions that the copy does not have: {n}"), restoration.lost),
        (_("Sessions that come back: {n}"), restoration.back),
        (_("Sessions that become as they were: {n}"), [then for _now, then in restoration.changed]),
    ):
        print_line(title.format(n=number(len(entries))))
        _print_entries(entries)
    if restoration.purged:
        print_line(kept_purged_line(restoration.purged))


def _print_entries(entries: "Sequence[Entry]") -> None:
    from tui.text.formats import day, number

    for entry in sorted(entries, key=lambda entry: (entry.session.date, entry.id))[:_MOST_LINES]:
        session = entry.session
        print_line(f"  {day(session.date)}  {session.unit}  {session.topic or ', '.join(session.themes)}")
    if len(entries) > _MOST_LINES:
        print_line("  " + _("… and {n} more").format(n=number(len(entries) - _MOST_LINES)))


@contextmanager
def _opened_to_mend() -> "Iterator[LogBook]":
    """The book open for writing, so that what was damaged is put right; for looking where another program has it."""
    try:
        with opened() as book:
            yield book
    except SotayError as error:
        if error.code != "book_in_use":
            raise
        with opened(read_only=True) as book:
            yield book


@command("check", N_("Check the whole book, and say what is wrong."))
@json_option
def check(as_json: bool) -> int:
    """Print every finding with its cure; the exit code tells whether anything is wrong."""
    from logs.maintenance.integrity import audit
    from tui.text.errors.messages import sentence

    with _opened_to_mend() as book:
        findings = audit(book)
        sessions = len(book.storage.rows("sessions"))
    wrong = any(one.severity == "error" for one in findings)
    told = [(finding, sentence(finding.code, finding.params)) for finding in findings]
    if as_json:
        print_document(
            {
                "sessions": sessions,
                "findings": [{"code": one.code, "severity": one.severity, "message": text} for one, text in told],
            }
        )
    else:
        from tui.text.formats import number

        for one, text in told:
            print_line(f"{'✗' if one.severity == 'error' else '!'} {text}")
        summary = _("Sessions checked: {sessions} · errors: {errors} · remarks: {remarks}")
        errors = sum(one.severity == "error" for one in findings)
        print_line(
            summary.format(sessions=number(sessions), errors=number(errors), remarks=number(len(findings) - errors))
        )
    return REFUSED if wrong else 0
