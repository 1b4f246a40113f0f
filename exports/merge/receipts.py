"""Receipts: what an office says to each sender of the files it took in, and what it has decided meanwhile.

A receipt is a package of the office. It carries, besides what was accepted and set aside, the sessions of the sender
that the office has changed, so that its decisions come home.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.merge.kept_files import kept_package
from exports.merge.plan import Merged, Planning
from exports.merge.trust import Scope
from exports.package.format import (  # fmt: skip
    DirectiveName,
    ExemptionLine,
    Head,
    Line,
    ReceiptLine,
    RejectedSession,
    as_told,
    format_of,
)
from exports.package.keys import Signer
from exports.package.reader import Package
from exports.package.seal import seal
from exports.package.totals import counts_with
from exports.package.writer import link_lines, session_lines
from exports.paths import SUFFIX, folder_for_files
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.receipts import KEPT_APART
from logs.exchange.received import Received
from logs.gc_pause import no_collecting
from logs.store.files import error_name, remove_unfinished, write_several
from logs.versions import Record, id_apart, is_apart


class WrittenReceipts(Struct, frozen=True):
    """A receipt that was written: for whom, where, and how many sessions it says are held, set aside and decided."""

    unit: str
    path: Path
    held: int
    set_aside: int
    decided: int


class _Said(Struct, frozen=True):
    """What a receipt says: a line for each file it speaks of, the marks that the office has answered, and the sessions
    that it has changed.
    """

    lines: tuple[ReceiptLine, ...]
    exemptions: tuple[ExemptionLine, ...]
    records: tuple[Record, ...]


def senders(book: LogBook) -> list[str]:
    """The units that get a receipt: those whose files were taken in, but for the book's own."""
    return sorted({file.unit for file in book.exchange.received.values()} - {book.owner.unit})


@no_collecting()
def write_receipts(book: LogBook, signer: Signer, to: Path, units: Iterable[str]) -> tuple[WrittenReceipts, ...]:
    """Write a receipt for each of the units that has sent a file, into the folder `to`: of its books' newest files.

    Each replaces the unit's former receipt of the same day. Raises SotayError `office_only`, `received_missing` (a file
    is not kept any more), `export_failed` (path, detail).
    """
    if book.owner.role != "committee":
        raise SotayError("office_only")
    remove_unfinished(folder_for_files(to))
    files: dict[str, list[Received]] = {}
    for file in book.exchange.received.values():
        files.setdefault(file.unit, []).append(file)
    written = []
    receipts: dict[Path, bytes] = {}
    for unit in sorted(files.keys() & set(units)):
        said = _said(book, unit, files[unit])
        path = to / f"PN_{unit}_{book.today().isoformat()}{SUFFIX}"
        receipts[path] = _receipt(book, signer, said)
        held = sum(len(line.held) for line in said.lines)
        set_aside = sum(rejected.id not in one.held for one in said.lines for rejected in one.set_aside)
        written.append(WrittenReceipts(unit, path, held, set_aside, len(said.records)))
    try:
        write_several(receipts)
    except OSError as error:
        raise SotayError("export_failed", path=str(to), detail=error_name(error)) from error
    return tuple(written)


def _receipt(book: LogBook, signer: Signer, news: _Said) -> bytes:
    head = Head(
        format=format_of(news.records, news.exemptions),
        book=book.owner.book,
        # Of the order of receipts only; every unit gets but some of the numbers.
        number=max(1, book.generation),
        previous=None,
        unit=book.owner.unit,
        level="committee",
        period=str(book.directive.head.year),
        directive=DirectiveName(book.directive.id, book.directive.sha256),
        made=as_told(book.clock()),
        nil=False,
        counts=counts_with(news.records, ()),
    )
    named = {key for line in news.lines for key in line.held}
    body: list[Line | ExemptionLine] = [head, *news.lines, *link_lines(book, named), *news.exemptions]
    return seal(msgspec.json.Encoder().encode_lines(body) + session_lines(book, news.records), signer)


def _said(book: LogBook, unit: str, files: Iterable[Received]) -> _Said:
    """What there is to say about the newest of a unit's files."""
    lines: list[ReceiptLine] = []
    changed: dict[str, Record] = {}
    for file in _newest(files):
        package = kept_package(book, file)
        planning = Planning(book)
        scope = planning.senders.of(package).scope
        decided = _changed_here(book, package, scope)
        of_others = _of_others(book, package, scope)
        # What became of the rest is found by merging it once more, which changes nothing that was taken.
        merged = planning.look_at(package) if file.set_aside or package.totals else None
        line = _receipt_line(file, package, of_others, merged)
        # What the office decided is held as it goes home with the receipt.
        held = {key: record.shown.id for key, record in decided.items() if key in line.held}
        lines.append(msgspec.structs.replace(line, held=line.held | held))
        changed |= decided
    return _Said(tuple(lines), tuple(_answered(book, unit)), tuple(changed[key] for key in sorted(changed)))


def _answered(book: LogBook, unit: str) -> Iterable[ExemptionLine]:
    """The marks that the unit's files tell and that are settled here, by a mark of this book's own too."""
    lines: dict[str, ExemptionLine] = {}
    for told in book.exchange.told_marks:
        state, said = book.exchange.marks[told.read.key], told.said
        is_settled = state.is_own or (state.state != "asked" and state.mark.reason == told.read.reason)
        if told.file.unit == unit and is_settled:
            lines[said.key] = ExemptionLine(
                directive=said.directive, unit=said.unit, theme=said.theme, reason=said.reason,
                accepted=state.holds, note=state.note,
            )  # fmt: skip
    return lines.values()


def _newest(files: Iterable[Received]) -> list[Received]:
    """Of each book the file with the highest number; of copies of one number the one that came last."""
    newest: dict[str, Received] = {}
    for file in sorted(files, key=lambda file: (file.number, file.received, file.sha256)):
        newest[file.book] = file
    return [newest[key] for key in sorted(newest)]


def _receipt_line(
    file: Received, package: Package, of_others: Mapping[str, RejectedSession], merged: Merged | None
) -> ReceiptLine:
    """What became of the file's sessions, where it was `merged` once more."""
    set_aside, totals_taken = (merged.set_aside, merged.totals) if merged else ((), ())
    rejected = {one.id: RejectedSession(one.id, one.code, _short(one.params)) for one in set_aside if one.id}
    rejected |= {key: other for key, other in of_others.items() if key not in rejected}
    held = {
        key: shown
        for key, _heads, shown in package.records.versions()
        if key not in rejected or rejected[key].code == KEPT_APART
    }
    for totals in totals_taken:
        held |= totals.versions
    return ReceiptLine(
        book=file.book,
        number=file.number,
        file=file.sha256,
        received=datetime.combine(file.day, file.received.timetz()),
        held=held,
        set_aside=tuple(rejected.values()),
    )


def _of_others(book: LogBook, package: Package, scope: Scope) -> dict[str, RejectedSession]:
    """The sessions of the package whose ids were said to be of other units' sessions: where the sender's own go by
    others here, they are held all the same.
    """
    rejected: dict[str, RejectedSession] = {}
    for key, sent, _shown in package.records.versions():
        held = book.sessions.record(key)
        units = held.units() if held else frozenset[str]()
        if held and units and not any(map(scope.holds, units)) and held.replaced.issuperset(sent):
            unit = ", ".join(sorted(map(scope.meaning, units)))
            apart = _kept_apart(book, package.records[key], scope)
            rejected[key] = (
                RejectedSession(key, KEPT_APART, {"id": apart[0]})
                if apart
                else RejectedSession(key, "session_of_other_unit", {"unit": unit})
            )
    return rejected


def _kept_apart(book: LogBook, sent: Record, scope: Scope) -> list[str]:
    """The ids under which the book keeps what the package says of a session as one of its own."""
    units = {head.content.unit for head in sent.heads if head.content is not None}
    return [key for unit in sorted(units) if _is_own(book, key := id_apart(sent.id, unit), scope)]


def _is_own(book: LogBook, key: str, scope: Scope) -> bool:
    record = book.sessions.record(key)
    return record is not None and not record.is_deleted and not scope.foreign(record)


def _changed_here(book: LogBook, package: Package, scope: Scope) -> dict[str, Record]:
    """The sessions of the package that the book has in versions which the package does not know, with those that were
    made of them.

    Nothing is told of other units' sessions, though the package names them.
    """
    changed = {}
    for key, sent, _shown in package.records.versions():
        held = book.sessions.record(key)
        if held is None or scope.foreign(held):
            continue
        here = {head.id for head in held.heads}
        if not here.issubset(sent) and not (here | held.replaced).isdisjoint(sent):
            changed[key] = held
    # Of two versions that were both kept only one stays under the id; the other goes home as well.
    answers = [link.shown.content for link in book.figures.links.values()] if changed else []
    pairs = [answer.sessions for answer in answers if answer is not None]
    for a, b in (*pairs, *((b, a) for a, b in pairs)):
        if a in changed and is_apart(b) and _is_own(book, b, scope):
            changed[b] = book.sessions.records[b]
    return changed


def _short(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value)[:300] for name, value in params.items()}
