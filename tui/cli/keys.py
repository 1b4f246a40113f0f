"""`sotay keys`: whose signatures the book believes."""

from datetime import date as Date
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.options import Group, argument, json_option, option, reason_option
from tui.cli.output import Column, print_document, print_line, print_rows
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.exchange.received import Received, Sender


@click.group("keys", cls=Group, invoke_without_command=True, help=N_("The keys that units sign their files with."))
@json_option
@click.pass_context
def keys(ctx: click.Context, as_json: bool) -> None:
    """List the keys; `revoke` and `enrol` change whether one is believed."""
    if ctx.invoked_subcommand is None:
        _list_keys(as_json)


def _list_keys(as_json: bool) -> None:
    from exports.package.keys import fingerprint, load_signer
    from tui.core.paths import keys_folder
    from tui.text.formats import day, number
    from tui.text.questions import unit_with_code

    with opened(read_only=True) as book:
        own = fingerprint(load_signer(keys_folder(), book.owner.book).public_key)
        found = sorted(book.exchange.senders.values(), key=lambda sender: (sender.unit, sender.since, sender.key))
        if as_json:
            print_document({"own": own, "keys": [_document(one, book) for one in found]})
            return
        compared = sum(one.compared for one in found)
        print_rows(
            found,
            (Column(_("Unit"), grow=2), lambda sender: unit_with_code(sender.unit, book)),
            (Column(_("Fingerprint"), width=23), lambda sender: fingerprint(sender.key)),
            (
                Column(_("Since"), width=12),
                lambda sender: day(sender.since.astimezone()) + (" ✓" if sender.compared else ""),
            ),
            (Column(_("Revoked"), width=10), lambda sender: day(sender.revoked.astimezone()) if sender.revoked else ""),
            (Column(_("Reason"), grow=1), lambda sender: sender.reason),
            (Column(_("Files"), "right", width=6), lambda sender: number(len(_files(sender, book)))),
        )
    print_line(_("Keys: {n} · compared, marked ✓: {compared}").format(n=number(len(found)), compared=number(compared)))
    print_line(_("This book signs with {fingerprint}. Read it out to whoever asks for it.").format(fingerprint=own))


@keys.command("revoke", help=N_("Take nothing more that a key signs."))
@argument("key", metavar="KEY")
@option("--on", metavar="DATE", help=N_("Since when it is not believed; today when left out."))
@reason_option
@json_option
def revoke(key: str, on: str | None, *, reason: str, as_json: bool) -> None:
    """Revoke a key and name what came with it since then, and which merges to take back."""
    from exports.merge.answers import find_sender, revoke_key
    from tui.text.formats import batch_name, day, moment
    from tui.text.questions import unit_with_code

    with opened() as book:
        since = _midnight(book, on)
        sender = find_sender(book, key)
        revoke_key(book, sender.key, since, reason=reason)
        came = [file for file in _files(sender, book) if file.received >= since]
        bringing = _batches_of(came, book)
        unit = unit_with_code(sender.unit, book)
        document = _document(book.exchange.senders[sender.key], book)
    if as_json:
        taken = [{"file": one.file, "sha256": one.sha256, "batch": bringing.get(one.sha256)} for one in came]
        print_document(document | {"taken_since": taken})
        return
    print_line(_("The key of {unit} is not believed since {date}.").format(unit=unit, date=day(since)))
    for one in came:
        print_line(_("Taken since then: {file}, on {moment}.").format(file=one.file, moment=moment(one.received)))
        if batch := bringing.get(one.sha256):
            print_line(_("→ If it is in doubt: sotay unmerge {batch}").format(batch=batch_name(batch)))
    print_line(_("“sotay undo” takes this back."))


@keys.command("recipient", help=N_("Print what others lock their files to, so that this book opens them."))
@json_option
def recipient(as_json: bool) -> None:
    """Print the recipient of the book's own locking key, which is made the first time."""
    from exports.package.encryption import recipient_of
    from exports.package.keys import load_identity
    from tui.core.paths import keys_folder

    with opened(read_only=True) as book:
        shown = recipient_of(load_identity(keys_folder(), book.owner.book))
    if as_json:
        print_document({"recipient": shown})
    else:
        print_line(shown)


@keys.command("enrol", help=N_("Believe a revoked key again."))
@argument("key", metavar="KEY")
@option("--reason", metavar="TEXT", default="", help=N_("Why it is believed again; kept with the key."))
@json_option
def enrol(key: str, *, reason: str, as_json: bool) -> None:
    """Believe a key again, with the reason."""
    from exports.merge.answers import enrol_key, find_sender
    from tui.text.questions import unit_with_code

    with opened() as book:
        sender = find_sender(book, key)
        enrol_key(book, sender.key, reason=reason)
        unit = unit_with_code(sender.unit, book)
        document = _document(book.exchange.senders[sender.key], book)
    if as_json:
        print_document(document)
        return
    print_line(_("The key of {unit} is believed again.").format(unit=unit))
    print_line(_("“sotay undo” takes this back."))


def _midnight(book: "LogBook", on: str | None) -> datetime:
    """The beginning of the day from which a key is revoked; raises SotayError `date_in_future` and others."""
    from logs.typed_values import read_date

    today = book.today()
    day: Date = read_date(on, today) if on else today
    if day > today:
        raise SotayError("date_in_future", value=day)
    return datetime.combine(day, datetime.min.time()).astimezone()


def _document(sender: "Sender", book: "LogBook") -> dict[str, Any]:
    from exports.package.keys import fingerprint

    return {
        "unit": sender.unit,
        "fingerprint": fingerprint(sender.key),
        "key": sender.key,
        "level": sender.level,
        "since": sender.since.isoformat(),
        "compared": sender.compared,
        "revoked": sender.revoked.isoformat() if sender.revoked else None,
        "reason": sender.reason,
        "files": len(_files(sender, book)),
    }


def _files(sender: "Sender", book: "LogBook") -> list["Received"]:
    found = [one for one in book.exchange.received.values() if one.key == sender.key]
    return sorted(found, key=lambda file: (file.received, file.number, file.sha256))


def _batches_of(files: list["Received"], book: "LogBook") -> dict[str, str]:
    """The batch that brought each file, by the SHA-256 of its body."""
    wanted = {file.sha256 for file in files}
    bringing: dict[str, str] = {}
    for change in book.history.changes():
        if change.action == "merge" and not change.undone:
            bringing |= dict.fromkeys(wanted.intersection(change.before.get("received", ())), change.key)
    return bringing
