"""A check of the whole book: every file, every session, every reference; what is wrong, each in its own finding."""

import hashlib
from collections.abc import Callable, Iterator
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
from logs.session.privacy import personal_fields
from logs.store.checkpoint import ASIDE
from logs.store.derived import DERIVED_FILE
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
    rows = book.storage.rows("sessions")
    directives = dict(_directives(book))
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
                yield from _content(key, head.content, book, directives.get(head.content.directive))
        if record.is_claimed(book.exchange.lens.unit):
            units = ", ".join(sorted(record.sides(book.exchange.lens.unit)))
            yield Finding("check_claimed", "warning", {"id": key, "units": units})
        elif record.is_conflict:
            yield Finding("check_conflict", "warning", {"id": key})
        if progress:
            progress(done, len(rows))


def _content(key: str, session: Session, book: LogBook, directive: Directive | None) -> Iterator[Finding]:
    """What a session names that the book does not know."""
    if not is_clean(session):
        yield Finding("check_text", params={"id": key})
    for field in personal_fields(session):
        yield Finding("check_personal", "warning", {"id": key, "field": field})
    # A code that somebody has said the meaning of is known by that.
    session = book.exchange.lens.session(session)
    if session.directive == book.directive.id:
        directive = book.directive
    references = [("unit", code) for code in (session.unit, *session.partners) if code not in book.units]
    references += [("reporters", code) for code in session.reporters if code not in book.reporters]
    if directive is None:
        references.append(("directive", session.directive))
    else:
        references += [("themes", code) for code in session.themes if code not in directive.themes]
        references += [("audience", code) for code in session.audience if code not in directive.audience_by_code]
        references += [("documents", code) for code in session.documents if code not in directive.document_by_code]
    for field, code in references:
        yield Finding("check_reference", "warning", {"id": key, "field": field, "value": code})


def _directives(book: LogBook) -> Iterator[tuple[str, Directive]]:
    for key, raw in book.storage.rows("directives").items():
        yield key, kept_catalogue(raw)


def _steps(book: LogBook) -> Iterator[Finding]:
    for key, raw in book.storage.rows("changes").items():
        try:
            msgspec.json.decode(raw, type=Change)
        except msgspec.MsgspecError:
            yield Finding("check_step_unreadable", params={"number": key})


def _exports(book: LogBook) -> Iterator[Finding]:
    """Numbers of written files run on without a gap, and what was sent is in the register."""
    expected = 1
    for key in sorted(book.storage.rows("exports")):
        try:
            export = msgspec.json.decode(book.storage.rows("exports")[key], type=Export)
        except msgspec.MsgspecError:
            yield Finding("check_export_unreadable", params={"number": key})
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
    if not book.sessions.check_columns():
        yield Finding("check_columns", "warning", {"path": str(book.folder / DERIVED_FILE)})
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
