"""Write a package: everything a book has to say, as one signed file that a loss of earlier files does not harm."""

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.package.fast_lines import session_line
from exports.package.format import (  # fmt: skip
    Counts,
    DirectiveName,
    ExemptionLine,
    Head,
    Line,
    LinkLine,
    NarrativeLine,
    ReporterLine,
    TotalsLine,
    UnitLine,
    as_told,
    format_of,
)
from exports.package.keys import Signer
from exports.package.reader import read_package
from exports.package.seal import seal
from exports.package.totals import counts_with, totals_lines
from exports.paths import PACKAGE_SUFFIXES, new_file
from exports.size_limit import check_size
from logs.book.book import LogBook
from logs.book.exchange import Export
from logs.errors import SotayError
from logs.exchange.narratives import PARTS, narrative_key
from logs.exchange.same_event import LinkRecord
from logs.model import Reporter, Session
from logs.periods import Period, read_period
from logs.store.files import error_name, remove_file, write_whole
from logs.versions import OWN, Record, Version, make_record, unit_of

_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


class WrittenPackage(Struct, frozen=True):
    """A package ready to be saved: its bytes, its usual file name, its numbers, and the versions it carries by id, of
    sessions and of answers about pairs of them.
    """

    data: bytes
    name: str
    export: Export
    versions: dict[str, str]


class Exported(Struct, frozen=True):
    """A package that was saved, read back and found right."""

    path: Path
    number: int
    sha256: str
    sessions: int
    attendance: int
    nil: bool


def carried(book: LogBook, period: Period | None = None) -> list[Record]:
    """What a package of the book carries, in the order of ids: complete sessions and deletions, drafts never.

    Without a period all sessions logged under the catalogue in use, whatever their date; nothing is left behind.
    """
    found = (_sendable(record, book.directive.id, period) for record in book.sessions.records.values())
    return sorted((record for record in found if record is not None), key=lambda record: record.id)


def write_package(
    book: LogBook, signer: Signer, *, period: str | None = None, nil: bool = False, totals: bool = False
) -> WrittenPackage:
    """The package of the book as it is now; with `totals` figures of each unit in place of its sessions. A period of
    another year is told under the catalogue that the book had for it.

    Raises SotayError `export_empty` (nothing to report and not said so), `export_not_nil` (said so, but there are
    sessions), `period_unknown`, `totals_of_committee` (a reporter has none), `totals_period` (units, period).
    """
    if totals and book.owner.role != "committee":
        raise SotayError("totals_of_committee")
    span = read_period(period) if period else None
    if span:
        book = book.under(book.reference.catalogue_named(span.name))
    all_records = carried(book, span)
    figures = totals_lines(book, span, in_full=totals)
    records = [record for record in all_records if record.is_deleted] if totals else all_records
    counts = counts_with(records, figures)
    if nil and counts.sessions:
        raise SotayError("export_not_nil", sessions=counts.sessions)
    if not nil and not records and not figures:
        raise SotayError("export_empty")
    marks = marks_carried(book)
    texts = texts_carried(book, span)
    head = _head(book, span, counts, nil=nil, form=format_of(records, [*marks, *texts]))
    named = {record.id for record in all_records}.union(*(one.versions for one in figures), _elsewhere(book))
    units = _unit_lines(book, records, {figure.unit for figure in figures})
    lines: list[Line | TotalsLine | ExemptionLine] = [head, *units, *_reporter_lines(book, records)]
    links = list(link_lines(book, named))
    lines += [*links, *figures, *marks, *texts]
    body = msgspec.json.Encoder().encode_lines(lines) + session_lines(book, records)
    export = Export(
        number=head.number, sha256=hashlib.sha256(body).hexdigest(), period=head.period, made=head.made,
        file=f"BC_{_IN_NAMES.sub('_', head.unit)}_{head.period}_v{head.number}.jsonl",
        sessions=counts.sessions, attendance=counts.attendance, nil=nil,
    )  # fmt: skip
    versions = {record.id: record.shown.id for record in all_records} | {line.id: line.version for line in links}
    return WrittenPackage(seal(body, signer), export.file, export, versions)


def _head(book: LogBook, span: Period | None, counts: Counts, *, nil: bool, form: int) -> Head:
    """The line about the book's next package."""
    earlier = book.exchange.exports()
    return Head(
        format=form,
        book=book.owner.book,
        number=earlier[-1].number + 1 if earlier else 1,
        previous=earlier[-1].sha256 if earlier else None,
        unit=book.owner.unit,
        level="committee" if book.owner.role == "committee" else "unit",
        period=span.name if span else str(book.directive.head.year),
        directive=DirectiveName(book.directive.id, book.directive.sha256),
        made=as_told(book.clock()),
        nil=nil,
        counts=counts,
    )


def export_book(
    book: LogBook,
    signer: Signer,
    to: Path,
    *,
    period: str | None = None,
    nil: bool = False,
    totals: bool = False,
    lock: Callable[[bytes], bytes] | None = None,
) -> Exported:
    """Write the package into the folder `to`, or as the file `to` if that ends in .jsonl; read it back; note it.

    `lock` turns its bytes into those of a locked file, whose name ends in .jsonl.age.
    Raises SotayError as `write_package`, `lock` and `exports.paths.new_file` do, `export_failed` (path, detail), and
    `file_too_big` (more than a receiver takes) or `save_failed`, the file removed again.
    """
    written = write_package(book, signer, period=period, nil=nil, totals=totals)
    data = lock(written.data) if lock else written.data
    ending = PACKAGE_SUFFIXES[1 if lock else 0]
    # Where another book of the unit has written its file already, the name has the book's own letters.
    stem = written.name.removesuffix(PACKAGE_SUFFIXES[0])
    path = new_file(to, f"{stem}{ending}", f"{stem}_{book.owner.book[:8]}{ending}", ending=ending)
    try:
        write_whole(path, [data])
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error
    try:
        _read_back(path, data, written)
        book.exchange.note_export(written.export, written.versions)
    except SotayError:
        # A package that the book does not remember would give its number to another.
        remove_file(path)
        raise
    made = written.export
    return Exported(path, made.number, made.sha256, made.sessions, made.attendance, made.nil)


def _read_back(path: Path, data: bytes, written: WrittenPackage) -> None:
    """Raise SotayError where the file does not hold what was written, or more than a receiver takes."""
    try:
        found = path.read_bytes()
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error
    check_size(found)
    # Of a locked file it is the bytes before locking that are read: what was locked to another opens only there.
    package = read_package(found if data is written.data else written.data)
    if found != data or package.sha256 != written.export.sha256:
        raise SotayError("export_failed", path=str(path), detail="SHA-256")


def _sendable(record: Record, directive: str, period: Period | None) -> Record | None:
    """The record without drafts; None where nothing is left that this package speaks of."""
    heads = [head for head in record.heads if head.content is None or head.content.status == "complete"]
    if not heads:
        return None
    sendable = make_record(record.id, heads, record.seen, record.deleted_by).telling(record.told)
    if sendable.is_deleted:
        return sendable
    asked_for = {
        unit
        for unit, side in sendable.sides().items()
        if (content := side.shown.content) is not None
        and content.directive == directive
        and (period is None or content.date in period)
    }
    heads = [head for head in heads if head.content is None or head.content.unit in asked_for]
    return msgspec.structs.replace(sendable, heads=tuple(heads)) if asked_for else None


def session_lines(book: LogBook, records: Iterable[Record]) -> bytes:
    """A line for each head of each session, and for whatever else is said of it in another unit's name, encoded."""
    return b"".join(line for record in records for line in _lines_of(book, record))


def _lines_of(book: LogBook, record: Record) -> Iterator[bytes]:
    meaning, told = book.exchange.lens.unit, record.told
    lines: dict[tuple[str, str], tuple[Version[Session], str, set[str]]] = {}

    def say(head: Version[Session], seen: Iterable[str], by: str = "") -> None:
        # A line that names the unit of its content says more than one that names none: it speaks for units below too.
        lines.setdefault((head.id, by), (head, by, set()))[2].update(seen, head.parents)

    left = {voice: set(said.seen) for voice, said in told.items()}
    for head in record.heads:
        seen = set(record.seen)
        if head.content is None:
            for by, ids in _words_of_deletion(book, record, head):
                say(head, seen | ids, by)
            left = {voice: ids for voice, ids in left.items() if head not in told[voice].gone}
            continue
        alone = [voice for voice in told if voice != OWN and not unit_of(voice)[1]]
        for voice in (voice for voice in alone if meaning(voice) == meaning(head.content.unit)):
            seen |= left.pop(voice, set())
        say(head, seen)
    shown = record.shown
    if left and shown.content is not None:
        # Of which units the versions were that are known to be replaced the content does not tell: the sender does.
        left[OWN] = {*record.seen, *left.get(OWN, ())}
        for voice, ids in left.items():
            unit, below = unit_of(voice)
            # What a unit says of its own alone is not made its word about others.
            if ids and (voice == OWN or below or unit not in book.exchange.speakers.parents):
                say(shown, ids, _speaker(book, voice))
    return (session_line(record.id, head, seen, by=by) for head, by, seen in lines.values())


def _words_of_deletion(book: LogBook, record: Record, head: Version[Session]) -> Iterator[tuple[str, set[str]]]:
    """Whose word a deletion is, where that is not the sender alone, with what each has seen replaced; then "" for the
    line that does not tell.

    Where nothing live is left the sender also says what is known of versions that other units' words have replaced.
    """
    own = book.owner.unit
    makers: dict[str, set[str]] = {}
    for voice, said in record.told.items():
        if head in said.gone or (record.is_deleted and _speaker(book, voice) == own and said.seen):
            makers.setdefault(_speaker(book, voice), set()).update(said.seen)
    words = [voice for voice in record.told if unit_of(voice)[1] and _speaker(book, voice) not in makers]
    if record.is_deleted and words:
        makers.setdefault(own, set())
    is_others = bool(makers.keys() - {own})
    yield from ((unit, makers[unit]) for unit in sorted(makers) if is_others)
    yield "", set() if is_others else makers.get(own, set())


def _speaker(book: LogBook, voice: str) -> str:
    """The unit that a voice is of, by the code that others know it by; the book's own by its present one."""
    unit = unit_of(voice)[0]
    return book.owner.unit if voice == OWN or book.exchange.lens.unit(unit) == book.owner.unit else unit


def link_lines(book: LogBook, sessions: Container[str], pairs: Iterable[str] | None = None) -> Iterator[LinkLine]:
    """A line for each head of what was answered about pairs of these sessions, and of what waits for one of them.

    With `pairs` only what was answered about these is looked at, by their ids.
    """
    for key in sorted(book.exchange.answers if pairs is None else pairs):
        if record := book.figures.links.get(key):
            told = _link_lines(record, None)
            yield from (one for one in told if not one.content or all(map(sessions.__contains__, one.content.sessions)))
        answers = book.exchange.answers[key]
        for unit in sorted(answers.told.keys() - {book.owner.unit}):
            if book.figures.hearing.waits(unit, answers.sessions):
                yield from _link_lines(answers.told[unit], unit)


def _link_lines(record: LinkRecord, by: str | None) -> Iterator[LinkLine]:
    for head in record.heads:
        yield LinkLine(
            id=record.id, version=head.id, parents=head.parents, seen=record.seen, content=head.content, by=by
        )


def marks_carried(book: LogBook) -> list[ExemptionLine]:
    """What a package of the book tells of themes that do not apply: the marks of its catalogue that were made here, and
    those of units below that were accepted here.
    """
    marks = (one.mark for one in book.exchange.marks.values() if one.goes_up)
    return [
        ExemptionLine(directive=mark.directive, unit=mark.unit, theme=mark.theme, reason=mark.reason)
        for mark in sorted(marks, key=lambda mark: mark.key)
        if mark.directive == book.directive.id
    ]


def texts_carried(book: LogBook, span: Period | None) -> list[NarrativeLine]:
    """What the person has written in the report of the package's period, in the order of its parts."""
    period = span.name if span else str(book.directive.head.year)
    keys = (narrative_key(period, part) for part in PARTS)
    written = (book.exchange.narratives.get(key) for key in keys)
    return [NarrativeLine(part=text.part, text=text.text) for text in written if text is not None]


def _elsewhere(book: LogBook) -> Iterator[str]:
    """Sessions that somebody has answered about and that are not here: they count in totals, if at all."""
    contents = (head.content for link in book.figures.links.values() for head in link.heads)
    return (
        session
        for content in contents
        if content
        for session in content.sessions
        if session not in book.sessions.records
    )


def _unit_lines(book: LogBook, records: Iterable[Record], others: Iterable[str]) -> list[Line]:
    codes = {book.owner.unit, *others}
    for content in _contents(records):
        codes |= {content.unit, *content.partners}
    codes |= {reporter.unit for reporter in _reporters(book, records)}
    units = (book.units[code] for code in sorted(codes) if code in book.units)
    return [UnitLine(code=unit.code, type=unit.type, name=unit.name, parent=unit.parent) for unit in units]


def _reporter_lines(book: LogBook, records: Iterable[Record]) -> list[Line]:
    reporters = _reporters(book, records)
    return [
        ReporterLine(code=reporter.code, unit=reporter.unit, name=reporter.name, rank=reporter.rank)
        for reporter in reporters
    ]


def _reporters(book: LogBook, records: Iterable[Record]) -> list[Reporter]:
    codes = {book.owner.reporter}.union(*(content.reporters for content in _contents(records)))
    return [book.reporters[code] for code in sorted(codes) if code in book.reporters]


def _contents(records: Iterable[Record]) -> Iterator[Session]:
    return (head.content for record in records for head in record.heads if head.content is not None)
