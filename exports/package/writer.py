"""Write a package: everything a book has to say, as one signed file that a loss of earlier files does not harm."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.package.carried import sendable
from exports.package.fast_lines import session_line
from exports.package.format import (  # fmt: skip
    NO_COUNTS,
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
    has_minutes,
)
from exports.package.keys import Signer
from exports.package.parts import Body, Item, bodies, counts_of, export_id, part_name, session_item
from exports.package.reader import read_package
from exports.package.seal import seal
from exports.package.totals import totals_lines
from exports.paths import PACKAGE_SUFFIXES, SUFFIX, new_file, with_part
from exports.size_limit import check_size
from logs.book.book import LogBook
from logs.book.exchange import Export
from logs.errors import SotayError
from logs.exchange.narratives import PARTS, narrative_key
from logs.exchange.same_event import LinkRecord
from logs.model import Reporter, Session
from logs.periods import Period, read_period
from logs.store.files import error_name, remove_file, write_whole
from logs.versions import OWN, Record, Version, unit_of

_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


class WrittenPackage(Struct, frozen=True):
    """A package ready to be saved: the bodies of its files, its numbers, and the versions it carries by id, of sessions
    and of answers about pairs of them.
    """

    bodies: list[Body]
    export: Export
    versions: dict[str, str]
    signer: Signer

    @property
    def data(self) -> bytes:
        """The bytes of the only file."""
        [body] = self.bodies
        return self.sealed(body)

    def sealed(self, body: Body) -> bytes:
        """The bytes of a file."""
        return seal(body.encoded(), self.signer)


class Exported(Struct, frozen=True):
    """A package that was saved, read back and found right; in several files where it is too large for one."""

    paths: tuple[Path, ...]
    number: int
    sha256: str
    sessions: int
    attendance: int
    nil: bool

    @property
    def path(self) -> Path:
        """Its first file."""
        return self.paths[0]


def _carried(book: LogBook, period: Period | None) -> Iterator[Record]:
    """What a package of the book carries, in the order of ids."""
    found = (sendable(record, book.directive.id, period) for record in book.sessions.in_turn())
    return (record for record in found if record is not None)


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
    figures = totals_lines(book, span, in_full=totals)
    head, sent, items = _head(book, span, nil=nil), _Sent(), [_figures(line) for line in figures]
    for record in _carried(book, span):
        sent.versions[record.id] = record.shown.id
        if not totals or record.is_deleted:
            items.append(sent.take(record, session_lines(book, [record])))
    marks, texts = marks_carried(book), texts_carried(book, span)
    head = msgspec.structs.replace(head, format=2 if marks or texts or sent.has_minutes else 1)
    named = sent.versions.keys() | set(_elsewhere(book)).union(*(figure.versions for figure in figures))
    links = list(link_lines(book, named))
    units = _unit_lines(book, sent, {figure.unit for figure in figures})
    repeated = msgspec.json.Encoder().encode_lines([*units, *_reporter_lines(book, sent), *links, *marks, *texts])
    files = bodies(head, repeated, items)
    counts = counts_of(items)
    if nil and counts.sessions:
        raise SotayError("export_not_nil", sessions=counts.sessions)
    if not nil and not items:
        raise SotayError("export_empty")
    name = f"BC_{_IN_NAMES.sub('_', head.unit)}_{head.period}_v{head.number}"
    export = Export(
        number=head.number, sha256=export_id(files), period=head.period, made=head.made, file=f"{name}{SUFFIX}",
        sessions=counts.sessions, attendance=counts.attendance, nil=nil, parts=len(files),
    )  # fmt: skip
    sent.versions.update((line.id, line.version) for line in links)
    return WrittenPackage(files, export, sent.versions, signer)


class _Sent:
    """What the sessions of a package name, gathered one after the other: none of them is kept."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self.units: set[str] = set()
        self.reporters: set[str] = set()
        self.has_minutes = False

    def take(self, record: Record, lines: bytes) -> Item:
        """The session as an item of the package."""
        for head in record.heads:
            if head.content is not None:
                self.units |= {head.content.unit, *head.content.partners}
                self.reporters.update(head.content.reporters)
                self.has_minutes |= has_minutes(head.content)
        return session_item(record, lines)


def _figures(line: TotalsLine) -> Item:
    return Item(
        msgspec.json.encode(line) + b"\n", len(line.versions), line.sessions, line.attendance,
        covered=tuple(line.versions),
    )  # fmt: skip


def _head(book: LogBook, span: Period | None, *, nil: bool) -> Head:
    """The line about the book's next package."""
    earlier = book.exchange.exports()
    return Head(
        format=1,
        book=book.owner.book,
        number=earlier[-1].number + 1 if earlier else 1,
        previous=earlier[-1].sha256 if earlier else None,
        unit=book.owner.unit,
        level="committee" if book.owner.role == "committee" else "unit",
        period=span.name if span else str(book.directive.head.year),
        directive=DirectiveName(book.directive.id, book.directive.sha256),
        made=as_told(book.clock()),
        nil=nil,
        counts=NO_COUNTS,
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
    """Write the package into the folder `to`, or as the file `to` if that ends in .jsonl; read it back; note it. Of
    several parts each has its number behind the name.

    `lock` turns its bytes into those of a locked file, whose name ends in .jsonl.age.
    Raises SotayError as `write_package`, `lock` and `exports.paths.new_file` do, `export_failed` (path, detail), and
    `file_too_big` (more than a receiver takes) or `save_failed`, the files removed again.
    """
    written = write_package(book, signer, period=period, nil=nil, totals=totals)
    ending = PACKAGE_SUFFIXES[1 if lock else 0]
    paths: list[Path] = []
    try:
        while written.bodies:
            # What is written need not be held any more.
            body = written.bodies.pop(0)
            stem, part = written.export.file.removesuffix(SUFFIX), part_name(body.head.part)
            # Where another book of the unit has written its file already, the name has the book's own letters.
            names = (f"{stem}{own}{part}{ending}" for own in ("", f"_{book.owner.book[:8]}"))
            is_named = part and to.name.lower().endswith(PACKAGE_SUFFIXES)
            plain = written.sealed(body)
            del body
            data = lock(plain) if lock else plain
            path = new_file(with_part(to, part) if is_named else to, *names, ending=ending)
            paths.append(path)
            _write_file(path, plain, data)
        book.exchange.note_export(written.export, written.versions)
    except SotayError:
        # A package that the book does not remember would give its number to another.
        for path in paths:
            remove_file(path)
        raise
    made = written.export
    return Exported(tuple(paths), made.number, made.sha256, made.sessions, made.attendance, made.nil)


def _write_file(path: Path, plain: bytes, data: bytes) -> None:
    """Write a file, `plain` or locked, and read it back.

    Raises SotayError where it does not hold what was written, or more than a receiver takes.
    """
    try:
        write_whole(path, [data])
        is_whole = path.read_bytes() == data
    except OSError as error:
        raise SotayError("export_failed", path=str(path), detail=error_name(error)) from error
    check_size(data)
    # What was locked to another opens only there.
    read_package(plain)
    if not is_whole:
        raise SotayError("export_failed", path=str(path), detail="SHA-256")


def session_lines(book: LogBook, records: Iterable[Record]) -> bytes:
    """A line for each head of each session, and for whatever else is said of it in another unit's name, encoded."""
    return b"".join(line for record in records for line in _only_line(record) or _lines_of(book, record))


def _only_line(record: Record) -> tuple[bytes, ...]:
    """The line of a session that was told by nobody else and is neither deleted nor in conflict; none of another."""
    if record.told or len(record.heads) > 1 or record.is_deleted:
        return ()
    head = record.heads[0]
    return (session_line(record.id, head, {*record.seen, *head.parents}),)


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
    here = book.storage.rows("sessions")
    return (session for content in contents if content for session in content.sessions if session not in here)


def _unit_lines(book: LogBook, sent: _Sent, others: Iterable[str]) -> list[Line]:
    codes = {book.owner.unit, *others, *sent.units, *(reporter.unit for reporter in _reporters(book, sent))}
    units = (book.units[code] for code in sorted(codes) if code in book.units)
    return [UnitLine(code=unit.code, type=unit.type, name=unit.name, parent=unit.parent) for unit in units]


def _reporter_lines(book: LogBook, sent: _Sent) -> list[Line]:
    return [
        ReporterLine(code=reporter.code, unit=reporter.unit, name=reporter.name, rank=reporter.rank)
        for reporter in _reporters(book, sent)
    ]


def _reporters(book: LogBook, sent: _Sent) -> list[Reporter]:
    codes = {book.owner.reporter, *sent.reporters}
    return [book.reporters[code] for code in sorted(codes) if code in book.reporters]
