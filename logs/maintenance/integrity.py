"""A check of the whole book: every file, every session, every reference; what is wrong, each in its own finding."""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.book.exchange import Export
from logs.catalogue.directive import Directive, kept_catalogue
from logs.errors import Notice, SotayError
from logs.exchange.received import Received, Waiting, body_of, kept_file
from logs.exchange.same_event import LinkRecord
from logs.maintenance.backups import backups
from logs.model import Session, is_clean
from logs.progress.doubts import totals_doubts
from logs.questions.doubles import check_doubles
from logs.session.privacy import personal_fields
from logs.store.checkpoint import ASIDE
from logs.store.derived import DERIVED_FILE, DOUBLES_FILE
from logs.store.journal import read_journal
from logs.store.location import folder_notices
from logs.store.recovery import BOOK_FILE, JOURNAL_FILE, PREVIOUS
from logs.store.snapshot import DamageError, Snapshot
from logs.versions import Record, holds_together


class Finding(Struct, frozen=True):
    """Something that is wrong, or doubtful; `code` and `params` name its sentence."""

    code: str
    severity: Literal["error", "warning"] = "error"
    params: dict[str, object] = {}


def audit(book: LogBook, progress: Callable[[int, int], None] | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful; `progress` is told the sessions done and of all."""
    findings = [Finding(notice.code, "warning", notice.params) for notice in folder_notices(book.folder)]
    parts = (
        _sessions(book, progress),
        _steps(book),
        _exports(book),
        _links(book),
        _totals(book),
        _received(book),
        _backups(book),
        _files(book),
    )
    for part in parts:
        try:
            findings += part
        except SotayError as error:
            findings.append(Finding(error.code, params=error.params))
    # Last, since damage comes to light when a table is read.
    for notice in _damage(book):
        findings.append(Finding(notice.code, "warning" if notice.code == "nothing_lost" else "error", notice.params))
    return tuple(findings)


def _sessions(book: LogBook, progress: Callable[[int, int], None] | None) -> Iterator[Finding]:
    rows, references = book.storage.rows("sessions"), _References(book)
    meaning = book.exchange.lens.unit
    for done, (key, raw) in enumerate(rows.items(), start=1):
        try:
            record = msgspec.json.decode(raw, type=Record)
        except msgspec.MsgspecError:
            yield Finding("check_session_unreadable", params={"id": key})
            continue
        if not holds_together(key, record):
            yield Finding("check_session_versions", params={"id": key})
        for head in record.heads:
            if head.content is not None:
                yield from _content(key, head.content, references)
        if record.is_claimed(meaning):
            units = ", ".join(sorted(record.sides(meaning)))
            yield Finding("check_claimed", "warning", {"id": key, "units": units})
        elif record.is_conflict:
            yield Finding("check_conflict", "warning", {"id": key})
        if progress:
            progress(done, len(rows))


def _content(key: str, session: Session, references: "_References") -> Iterator[Finding]:
    if not is_clean(session):
        yield Finding("check_text", params={"id": key})
    for field in personal_fields(session):
        yield Finding("check_personal", "warning", {"id": key, "field": field})
    for field, code in references.unknown(session):
        yield Finding("check_reference", "warning", {"id": key, "field": field, "value": code})


class _References:
    """What sessions name that the book does not know; many name the same, which is looked up once."""

    def __init__(self, book: LogBook) -> None:
        self._lens = book.exchange.lens
        self._units, self._reporters = book.units, book.reporters
        kept = {key: kept_catalogue(raw) for key, raw in book.storage.rows("directives").items()}
        self._directives: dict[str, Directive] = {**kept, book.directive.id: book.directive}
        self._unknown = cache(self._looked_up)

    def unknown(self, session: Session) -> Iterable[tuple[str, str]]:
        """The fields and the codes in them."""
        # A code that somebody has said the meaning of is known by that.
        session = self._lens.session(session)
        unknown, directive = self._unknown, session.directive
        return (
            *unknown("unit", (session.unit, *session.partners)),
            *unknown("reporters", session.reporters),
            *unknown("themes", session.themes, directive),
            *unknown("audience", tuple(session.audience), directive),
            *unknown("documents", session.documents, directive),
        )

    def _looked_up(self, field: str, codes: tuple[str, ...], directive_id: str = "") -> tuple[tuple[str, str], ...]:
        directive = self._directives.get(directive_id)
        if directive is None and directive_id:
            return (("directive", directive_id),) if field == "themes" else ()
        lists: dict[str, Container[str]] = {"unit": self._units, "reporters": self._reporters}
        if directive is not None:
            lists |= {"themes": directive.themes, "audience": directive.audience_by_code}
            lists["documents"] = directive.document_by_code
        return tuple((field, code) for code in codes if code not in lists[field])


def _steps(book: LogBook) -> Iterator[Finding]:
    for key, raw in book.storage.rows("changes").items():
        try:
            msgspec.json.decode(raw, type=Change)
        except msgspec.MsgspecError:
            yield Finding("check_step_unreadable", params={"number": key.lstrip("0")})


def _exports(book: LogBook) -> Iterator[Finding]:
    """Numbers of written files run on without a gap, and what was sent is in the register."""
    expected = 1
    for key in sorted(book.storage.rows("exports")):
        try:
            export = msgspec.json.decode(book.storage.rows("exports")[key], type=Export)
        except msgspec.MsgspecError:
            yield Finding("check_export_unreadable", params={"number": key.lstrip("0")})
            continue
        if export.number != expected:
            yield Finding("check_export_gap", "warning", {"number": expected})
        expected = export.number + 1
    sessions, links = book.storage.rows("sessions"), book.storage.rows("links")
    for key in book.storage.rows("sent"):
        if key not in sessions and key not in links:
            yield Finding("check_sent_missing", "warning", {"id": key})


def _links(book: LogBook) -> Iterator[Finding]:
    """What was answered about pairs of sessions obeys the version rule."""
    for key, answer in book.exchange.answers.items():
        said = (*([LinkRecord(key, answer.heads, answer.seen)] if answer.heads else ()), *answer.told.values())
        if answer.id != key or not said or not all(holds_together(key, record) for record in said):
            yield Finding("check_link_versions", params={"id": key})


def _totals(book: LogBook) -> Iterator[Finding]:
    """Figures that came in place of sessions are those of the sessions, as far as these are here."""
    for notices in totals_doubts(book).values():
        yield from (Finding(notice.code, "warning", notice.params) for notice in notices)


def _received(book: LogBook) -> Iterator[Finding]:
    """Every file that was taken in, or waits for a person, is kept as it came."""
    kept: dict[str, Received | Waiting] = {**book.exchange.received, **book.exchange.waiting}
    for digest, received in kept.items():
        try:
            body = body_of(kept_file(book.folder, digest).read_bytes(), sealed=bool(received.key))
        except OSError:
            yield Finding("check_received_missing", "warning", {"name": received.file})
            continue
        if hashlib.sha256(body).hexdigest() != digest:
            yield Finding("check_received_damaged", "warning", {"name": received.file})


def _backups(book: LogBook) -> Iterator[Finding]:
    made = backups(book.folder)
    if not made:
        yield Finding("check_no_backup", "warning")
    for backup in made:
        try:
            Snapshot.open(backup.path).check()
        except (DamageError, OSError, SotayError):
            yield Finding("backup_damaged", "warning", {"path": str(backup.path)})


def _files(book: LogBook) -> Iterator[Finding]:
    """The book's own files, read whole from the disk, the former ones too, though nothing else needs those now."""
    for rows in map(book.storage.rows, book.storage.read()):
        # Damage that the former files make good is told in the book's notices.
        len(rows)
    if not book.read_only:
        for name in (BOOK_FILE, JOURNAL_FILE):
            if not _damage(book) and _is_damaged(book.folder / name):
                yield Finding("check_file_damaged", params={"path": str(book.folder / name)})
    # The columns first, since doubles are looked for in them.
    if not book.sessions.check_columns():
        yield Finding("check_derived", "warning", {"path": str(book.folder / DERIVED_FILE)})
    if not check_doubles(book):
        yield Finding("check_derived", "warning", {"path": str(book.folder / DOUBLES_FILE)})
    for path in sorted(book.folder.glob(f"book.j*{ASIDE}*")):
        yield Finding("check_set_aside", "warning", {"path": str(path)})
    for name in (BOOK_FILE, JOURNAL_FILE):
        path = book.folder / (name + PREVIOUS)
        # A second look, for a writer beside may exchange the files meanwhile.
        if path.exists() and _is_damaged(path) and _is_damaged(path):
            yield Finding("check_former_damaged", "warning", {"path": str(path)})


def _damage(book: LogBook) -> list[Notice]:
    """What was found wrong with the files since the book was opened; that it was upgraded is nothing wrong."""
    return [notice for notice in book.notices if notice.code != "book_upgraded"]


def _is_damaged(path: Path) -> bool:
    """Whether a file of the book is not as it was written; raises SotayError `book_newer`."""
    try:
        if path.name.startswith(JOURNAL_FILE):
            return read_journal(path).flaws
        Snapshot.open(path).check()
    except (DamageError, OSError):
        return True
    return False
