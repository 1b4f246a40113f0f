"""Receipts: what an office says to each sender of the files it took in, and what it has decided meanwhile.

A receipt is a package of the office. It carries, besides what was accepted and set aside, the sessions of the sender
that the office has changed, so that its decisions come home.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.merge.kept_files import open_kept
from exports.merge.outcomes import Plan
from exports.merge.plan import Merged, Planning
from exports.merge.trust import Scope, Senders
from exports.package.fast_lines import holds_just, plain_lines, version_in
from exports.package.format import (  # fmt: skip
    NO_COUNTS,
    DirectiveName,
    ExemptionLine,
    Head,
    LinkLine,
    ReceiptLine,
    RejectedSession,
    as_told,
    has_minutes,
)
from exports.package.keys import Signer
from exports.package.parts import Item, bodies, part_name, session_item
from exports.package.reader import Package, read_sealed
from exports.package.seal import seal
from exports.package.writer import link_lines, session_lines
from exports.paths import SUFFIX, folder_for_files
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.exemptions import ToldMark
from logs.exchange.receipts import KEPT_APART
from logs.exchange.received import Received, newest_export
from logs.gc_pause import no_collecting
from logs.store.files import error_name, remove_unfinished, write_several
from logs.versions import Record, id_apart, is_apart


class WrittenReceipts(Struct, frozen=True):
    """A receipt that was written: for whom, where, and how many sessions it says are held, set aside and decided."""

    unit: str
    paths: tuple[Path, ...]
    held: int
    set_aside: int
    decided: int

    @property
    def path(self) -> Path:
        """Its first file."""
        return self.paths[0]


class _News(Struct, frozen=True):
    """What a receipt says: a line for each file it speaks of, the marks that the office has answered, the sessions that
    it has changed, and what was answered about pairs of those that it holds.
    """

    lines: tuple[ReceiptLine, ...]
    exemptions: tuple[ExemptionLine, ...]
    records: tuple[Record, ...]
    links: tuple[LinkLine, ...]


def senders(book: LogBook) -> list[str]:
    """The units that get a receipt: those whose files were taken in, but for the book's own."""
    return sorted({file.unit for file in book.exchange.received.values()} - {book.owner.unit})


@no_collecting()
def write_receipts(
    book: LogBook, signer: Signer, to: Path, units: Iterable[str], after: Plan | None = None
) -> tuple[WrittenReceipts, ...]:
    """Write a receipt for each of the units that has sent a file, into the folder `to`: of its books' newest files.

    Each replaces the unit's former receipt of the same day. `after` is a merge that was just carried out: what it has
    read is not read again. Raises SotayError `office_only`, `received_missing` (a file
    is not kept any more), `export_failed` (path, detail).
    """
    if book.owner.role != "committee":
        raise SotayError("office_only")
    remove_unfinished(folder_for_files(to))
    files: dict[str, list[Received]] = {}
    for file in book.exchange.received.values():
        files.setdefault(file.unit, []).append(file)
    writing = _Writing(book, after)
    written: list[WrittenReceipts] = []

    def receipts() -> Iterator[tuple[Path, bytes]]:
        for unit in sorted(files.keys() & set(units)):
            news = writing.news(unit, files[unit])
            files_of_unit = {
                to / f"PN_{unit}_{book.today().isoformat()}{part}{SUFFIX}": data
                for part, data in _receipt(book, signer, news)
            }
            yield from files_of_unit.items()
            held = sum(len(line.held) for line in news.lines)
            set_aside = sum(rejected.id not in one.held for one in news.lines for rejected in one.set_aside)
            written.append(WrittenReceipts(unit, tuple(files_of_unit), held, set_aside, len(news.records)))

    try:
        write_several(receipts())
    except OSError as error:
        raise SotayError("export_failed", path=str(to), detail=error_name(error)) from error
    return tuple(written)


def _receipt(book: LogBook, signer: Signer, news: _News) -> list[tuple[str, bytes]]:
    """The files of a receipt: what tells each by its name, and its bytes."""
    contents = [head.content for record in news.records for head in record.heads if head.content is not None]
    head = Head(
        format=2 if news.exemptions or any(map(has_minutes, contents)) else 1,
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
        counts=NO_COUNTS,
    )
    encode = msgspec.json.Encoder().encode_lines
    items = [Item(encode([line])) for line in news.lines]
    items += [session_item(record, session_lines(book, [record])) for record in news.records]
    files = bodies(head, encode([*news.links, *news.exemptions]), items)
    return [(part_name(body.head.part), seal(body.encoded(), signer)) for body in files]


class _Writing:
    """What the receipts of a book say, unit by unit; whatever all of them ask is looked up once.

    `after` is a merge that was just carried out.
    """

    def __init__(self, book: LogBook, after: Plan | None) -> None:
        self._book = book
        self._as_they_came = after.as_they_came if after else {}
        self._saved = after.changes["sessions"] if after else {}
        self._senders = Senders(book, book.exchange.lens, frozenset(), trust_new=False)
        self._stored = dict(book.storage.rows("sessions").encoded())
        self._marks: dict[str, list[ToldMark]] = {}
        for told in book.exchange.told_marks:
            self._marks.setdefault(told.file.unit, []).append(told)
        self._answers: dict[str, set[str]] = {}  # by session, the ids of its pairs that somebody has answered about
        for key, answers in book.exchange.answers.items():
            for session in answers.sessions or ():
                self._answers.setdefault(session, set()).add(key)

    def news(self, unit: str, files: Iterable[Received]) -> _News:
        """What there is to say about the newest of a unit's files."""
        lines: list[ReceiptLine] = []
        changed: dict[str, Record] = {}
        for file in chain.from_iterable(newest_export(files).values()):
            scope = self._senders.scope(file, file.key, file.sha256)
            line, decided = self._line(file, scope)
            # What the office decided is held as it goes home with the receipt.
            held = {key: record.shown.id for key, record in decided.items() if key in line.held}
            lines.append(msgspec.structs.replace(line, held=line.held | held))
            changed |= decided
        named = {key for line in lines for key in line.held}
        pairs = sorted(set().union(*map(self._answers.__getitem__, named & self._answers.keys())))
        return _News(
            tuple(lines), tuple(self._answered(unit)), tuple(changed[key] for key in sorted(changed)),
            tuple(link_lines(self._book, named, pairs)),
        )  # fmt: skip

    def _line(self, file: Received, scope: Scope) -> tuple[ReceiptLine, dict[str, Record]]:
        """What became of the file's sessions, and those that the office has changed."""
        if versions := self._held_as_sent(file):
            return _receipt_line(file, versions, {}, None), {}
        sealed = open_kept(self._book, file.sha256, file.file)
        lines = None if file.set_aside else plain_lines(sealed.body)
        if lines is None:
            package = read_sealed(sealed)
        else:
            stored, nothing = self._stored, b""
            odd = [
                line
                for key, (version, line) in lines.items()
                if not holds_just(bytes(stored.get(key, nothing)), version)
            ]
            head = sealed.body.partition(b"\n")[0]
            package = read_sealed(msgspec.structs.replace(sealed, body=b"\n".join((head, *odd)), is_checked=True))
        shown = {key: version.decode() for key, (version, _line) in (lines or {}).items()}
        shown |= {key: version for key, _heads, version in package.records.versions()}
        # What became of the rest is found by merging it once more, which changes nothing that was taken.
        is_open = lines is None and (file.set_aside or package.totals)
        merged = Planning(self._book).look_at(package) if is_open else None
        line = _receipt_line(file, shown, self._of_others(package, scope), merged)
        return line, self._changed_here(package, scope)

    def _held_as_sent(self, file: Received) -> dict[str, str]:
        """The version of each session of a file that was just merged; empty where anything else may be said of it."""
        versions: dict[str, str] = {}
        for key in () if file.set_aside else self._as_they_came.get(file.sha256, ()):
            document = self._saved[key]
            if document is None or self._stored.get(key) is not document:
                return {}
            versions[key] = version_in(document)
        return versions

    def _answered(self, unit: str) -> Iterable[ExemptionLine]:
        """The marks that the unit's files tell and that are settled here, by a mark of this book's own too."""
        lines: dict[str, ExemptionLine] = {}
        for told in self._marks.get(unit, ()):
            state, said = self._book.exchange.marks[told.read.key], told.said
            is_settled = state.is_own or (state.state != "asked" and state.mark.reason == told.read.reason)
            if is_settled:
                lines[said.key] = ExemptionLine(
                    directive=said.directive, unit=said.unit, theme=said.theme, reason=said.reason,
                    accepted=state.holds, note=state.note,
                )  # fmt: skip
        return lines.values()

    def _of_others(self, package: Package, scope: Scope) -> dict[str, RejectedSession]:
        """The sessions of the package whose ids were said to be of other units' sessions: where the sender's own go by
        others here, they are held all the same.
        """
        rejected: dict[str, RejectedSession] = {}
        for key, sent, _shown in package.records.versions():
            record = self._book.sessions.record(key)
            units = record.units() if record else frozenset[str]()
            if record and units and not any(map(scope.holds, units)) and record.replaced.issuperset(sent):
                unit = ", ".join(sorted(map(scope.meaning, units)))
                apart = self._kept_apart(package.records[key], scope)
                rejected[key] = (
                    RejectedSession(key, KEPT_APART, {"id": apart[0]})
                    if apart
                    else RejectedSession(key, "session_of_other_unit", {"unit": unit})
                )
        return rejected

    def _kept_apart(self, sent: Record, scope: Scope) -> list[str]:
        """The ids under which the book keeps what the package says of a session as one of its own."""
        units = {head.content.unit for head in sent.heads if head.content is not None}
        return [key for unit in sorted(units) if self._is_own(key := id_apart(sent.id, unit), scope)]

    def _is_own(self, key: str, scope: Scope) -> bool:
        record = self._book.sessions.record(key)
        return record is not None and not record.is_deleted and not scope.foreign(record)

    def _changed_here(self, package: Package, scope: Scope) -> dict[str, Record]:
        """The sessions of the package that the book has in versions which the package does not know, with those that
        were made of them.

        Nothing is told of other units' sessions, though the package names them.
        """
        changed = {}
        for key, sent, _shown in package.records.versions():
            record = self._book.sessions.record(key)
            if record is None or scope.foreign(record):
                continue
            here = {head.id for head in record.heads}
            if not here.issubset(sent) and not (here | record.replaced).isdisjoint(sent):
                changed[key] = record
        # Of two versions that were both kept only one stays under the id; the other goes home as well.
        for key in [key for key in changed if key in self._answers]:
            for pair in self._answers[key]:
                link = self._book.figures.links.get(pair)
                answer = link.shown.content if link is not None else None
                others = set(answer.sessions) - {key} if answer is not None else set[str]()
                for other in others:
                    if is_apart(other) and self._is_own(other, scope):
                        changed[other] = self._book.sessions.records[other]
        return changed


def _receipt_line(
    file: Received, shown: Mapping[str, str], of_others: Mapping[str, RejectedSession], merged: Merged | None
) -> ReceiptLine:
    """What became of the file's sessions, each in the version that is shown, where it was `merged` once more."""
    set_aside, totals_taken = (merged.set_aside, merged.totals) if merged else ((), ())
    rejected = {one.id: RejectedSession(one.id, one.code, _short(one.params)) for one in set_aside if one.id}
    rejected |= {key: other for key, other in of_others.items() if key not in rejected}
    held = {key: version for key, version in shown.items() if key not in rejected or rejected[key].code == KEPT_APART}
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


def _short(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value)[:300] for name, value in params.items()}
