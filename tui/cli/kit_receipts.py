"""`sotay kit` and `receipts`: what an office hands to those below it; and the receipts of a merge."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.letters import write_letters
from tui.cli.options import PATH, command, json_option, option
from tui.cli.output import Column, print_document, print_line, print_rows, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.merge.outcomes import FileOutcome, Plan
    from exports.merge.receipts import WrittenReceipts
    from exports.official.letters import Letter
    from exports.package.keys import Signer
    from logs.book.book import LogBook

RECEIPTS = "receipts"
"""The folder beside a book's files that a merge writes its receipts into."""
_OF_THE_OFFICE = frozenset({"kit_taken", "kit_known", "receipt_taken", "receipt_own"})


@command("kit", N_("Write the starter kit, from which the units begin their books."))
@option("--to", metavar="FILE|DIR", type=PATH, required=True, help=N_("Where; an existing file is kept."))
@json_option
def kit(to: Path, as_json: bool) -> None:
    """Write the signed kit; print where it is, what it holds, and the fingerprint that reporters compare."""
    from exports.package.keys import fingerprint, load_signer, own_recipient
    from exports.package.kit import save_kit
    from logs.progress.status import last_day
    from tui.core.paths import keys_folder
    from tui.text.formats import day, number

    with opened(read_only=True) as book:
        signer, recipient = load_signer(keys_folder(), book.owner.book), own_recipient(keys_folder(), book.owner.book)
        path, made = save_kit(book, signer, to.absolute(), recipient=recipient)
        tell_new_key(book, signer)
    reporting = made.directive.reporting
    digits = fingerprint(made.key)
    if as_json:
        document = {"path": str(path), "unit": made.head.unit, "directive": made.directive.id, "fingerprint": digits}
        document |= {"deadline": reporting.deadline.isoformat(), "sha256": made.sha256}
        print_document(document | {"units": len(made.units)})
        return
    print_line(str(path))
    holds = _("Catalogue: {id} · units: {n} · last day on time: {day}")
    print_line(holds.format(id=made.directive.id, n=number(len(made.units)), day=day(last_day(reporting))))
    print_line(_("Fingerprint of this office's key: {digits}").format(digits=digits))
    print_line(_("Those who begin from this kit compare it by telephone before they use it."))


@command("receipts", N_("Write for each unit what was received of it and what it has to mend."))
@option("--to", metavar="DIR", type=PATH, required=True, help=N_("The folder for the receipts."))
@option("--unit", "texts", metavar="CODE", multiple=True, help=N_("Only for this unit; may be repeated."))
@option(
    "--letters", metavar="FILE.docx|DIR", type=PATH, help=N_("Write letters to sign as well, in one file or one each.")
)
@json_option
def receipts(to: Path, texts: tuple[str, ...], letters: Path | None, as_json: bool) -> None:
    """Write a receipt for each unit that has sent a file; print them with their figures."""
    from exports.merge.receipts import senders, write_receipts
    from exports.package.keys import load_signer
    from tui.core.paths import keys_folder

    with opened(read_only=True) as book:
        asked = [_sender(text, book) for text in texts]
        units = asked or senders(book)
        signer = load_signer(keys_folder(), book.owner.book)
        written = write_receipts(book, signer, to.absolute(), units)
        tell_new_key(book, signer)
        if letters:
            write_letters(book, partial(_receipt_letters, book, [one.unit for one in written]), letters, "Phieu-nhan")
    for unit in sorted(set(asked) - {one.unit for one in written}):
        say(_("No file of {unit} has come, so there is nothing to confirm.").format(unit=unit))
    if as_json:
        print_document({"receipts": receipts_document(written)})
    else:
        _print_receipts(written)


def _receipt_letters(book: "LogBook", units: Iterable[str]) -> "list[Letter]":
    from tui.text.letters import receipt_letter

    return [letter for unit in units if (letter := receipt_letter(book, unit))]


def _sender(text: str, book: "LogBook") -> str:
    """The unit meant by its code or name; raises SotayError `unit_unknown`."""
    from exports.merge.receipts import senders
    from logs.catalogue.units import find_unit

    unit = find_unit(book.units, text)
    if unit is None and text not in senders(book):
        raise SotayError("unit_unknown", value=text)
    return unit.code if unit else text


def receipts_document(written: Iterable["WrittenReceipts"]) -> list[dict[str, Any]]:
    """Receipts as JSON."""
    return [
        {
            "unit": one.unit,
            "path": str(one.path),
            "paths": list(map(str, one.paths)),
            "received": one.held,
            "set_aside": one.set_aside,
            "decided": one.decided,
        }
        for one in written
    ]


def _print_receipts(written: tuple["WrittenReceipts", ...]) -> None:
    from tui.text.formats import number

    if not written:
        print_line(_("No receipt was written: no unit has sent a file."))
        return
    print_rows(
        written,
        (Column(_("Unit"), width=8), lambda receipt: receipt.unit),
        (Column(_("Taken"), "right", width=8), lambda receipt: number(receipt.held)),
        (Column(_("To mend"), "right", width=8), lambda receipt: number(receipt.set_aside)),
        (Column(_("Decided here"), "right", width=8), lambda receipt: number(receipt.decided)),
        (Column(_("File"), grow=1), lambda receipt: receipt.path.name),
    )
    print_line(_("Receipts written: {n}, in {folder}").format(n=number(len(written)), folder=written[0].path.parent))


def write_merge_receipts(book: "LogBook", plan: "Plan", to: Path | None = None) -> tuple["WrittenReceipts", ...]:
    """Write a receipt for each sender of a merge that was carried out, into `to` or the book's own folder for them.

    A book that is no office's writes none. What stands in the way is told and takes nothing of the merge back.
    """
    from exports.merge.receipts import senders, write_receipts
    from exports.package.keys import load_signer
    from tui.core.paths import keys_folder
    from tui.text.errors.messages import error_sentence

    units = {file.unit for file in plan.files if file.outcome == "merged"} & set(senders(book))
    if book.owner.role != "committee" or not units:
        return ()
    folder = to or book.folder / RECEIPTS
    try:
        signer = load_signer(keys_folder(), book.owner.book)
        tell_new_key(book, signer)
        return write_receipts(book, signer, folder.absolute(), units, after=plan)
    except SotayError as error:
        say(error_sentence(error))
        return ()


def tell_new_key(book: "LogBook", signer: "Signer") -> None:
    """On stderr, that the key was made just now, where a book that others know by another one has lost that."""
    from exports.package.keys import fingerprint
    from tui.text.errors.messages import sentence

    if signer.is_new and (book.exchange.exports() or book.exchange.receipts or book.exchange.received):
        say(sentence("key_made_anew", {"fingerprint": fingerprint(signer.public_key)}))


def tell_receipts(written: tuple["WrittenReceipts", ...]) -> None:
    """Where the receipts of a merge are, to hand back with the stick or by mail."""
    from tui.text.formats import number

    if written:
        words = _("Receipts to hand back: {n}, in {folder}")
        print_line(words.format(n=number(len(written)), folder=written[0].path.parent))


def to_mend_line(book: "LogBook") -> str:
    """How many sessions the level above wants mended, and how to see them; "" where there is none."""
    from tui.text.delivery_state import count_to_mend
    from tui.text.formats import number

    count = count_to_mend(book)
    if not count:
        return ""
    return _("Sessions to mend: {n}. “sotay list --standing to_mend” lists them.").format(n=number(count))


def is_of_the_office(outcome: "FileOutcome") -> bool:
    """Whether the file is a kit or a receipt that brings no session: a sentence says all there is to say."""
    codes = {outcome.code, *(note.code for note in outcome.notes)}
    return not any(outcome.counts.values()) and not codes.isdisjoint(_OF_THE_OFFICE)
