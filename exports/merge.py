"""Merge packages into a book: first a plan that changes nothing, then one save.

A package may change only sessions of the units its sender speaks for: the unit bound to its key and those that the
receiver's own unit list places under it. What a person has to decide about first waits in quarantine.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from exports.cleaning import settle
from exports.keys import fingerprint
from exports.outcomes import COUNTS, FileOutcome, Note, Plan, outcome_of
from exports.package import MOST_BYTES
from exports.reader import Package, SetAside, read_package
from exports.senders import Senders
from logs.backups import backup_before
from logs.book import LogBook
from logs.errors import SotayError
from logs.files import error_name, make_folder, write_whole
from logs.model import Reporter
from logs.received import Received
from logs.units import under
from logs.versions import Record, merge


def package_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant: a folder stands for its *.jsonl files in the order of their names.

    Raises SotayError `path_missing`, `path_unreadable` (path, detail), `folder_empty`.
    """
    files: list[Path] = []
    for path in paths:
        try:
            if path.is_dir():
                inside = sorted(one for one in path.iterdir() if one.suffix.lower() == ".jsonl")
                if not inside:
                    raise SotayError("folder_empty", path=str(path))
                files += inside
            elif not path.exists():
                raise SotayError("path_missing", path=str(path))
            else:
                files.append(path)
        except OSError as error:
            raise SotayError("path_unreadable", path=str(path), detail=error_name(error)) from error
    return files


def plan_merge(
    book: LogBook,
    paths: Sequence[Path],
    *,
    trust: frozenset[str] = frozenset(),
    trust_new: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """What merging the files would do to the book.

    `trust` are keys, or their fingerprints, to take from now on; with `trust_new` every key not seen before is taken.
    `progress` is called with the number of files done and of all. Raises SotayError as `package_files` does.
    """
    files = package_files(paths)
    planning = _Planning(book, trust, trust_new)
    outcomes = []
    for done, path in enumerate(files, start=1):
        outcomes.append(planning.take(path))
        if progress:
            progress(done, len(files))
    return Plan(tuple(outcomes), planning.changes(), planning.packages, book.generation)


def apply_merge(book: LogBook, plan: Plan) -> str | None:
    """Carry a plan out in one save; the files are first kept as they came, and the book is copied.

    Returns the batch's id, None where there was nothing to save. Raises SotayError `plan_outdated` where the book has
    changed since the plan was made, and `book_read_only`, `book_folder`, `backup_failed`, `save_failed`; then the book
    is as before.
    """
    if book.read_only:
        raise SotayError("book_read_only")
    if plan.generation != book.generation:
        raise SotayError("plan_outdated")
    if not plan.packages:
        return None
    folder = book.folder / "received"
    make_folder(folder)
    try:
        for digest, data in plan.packages.items():
            path = folder / f"{digest}.jsonl"
            if not path.exists():
                write_whole(path, [data], temporary=path.with_suffix(".new"))
    except OSError as error:
        raise SotayError("save_failed", detail=error_name(error)) from error
    backup_before(book, "merge")
    names = tuple(one.file for one in plan.files if one.outcome == "merged")
    return book.commit("merge", plan.changes, files=names).key


class _Planning:
    """The book as it would be after the files taken so far."""

    def __init__(self, book: LogBook, trust: frozenset[str], trust_new: bool) -> None:
        self.book = book
        self.senders = Senders(book, trust, trust_new)
        self.records: dict[str, Record] = {}
        self.reporters: dict[str, Reporter] = {}
        self.received: dict[str, Received] = {}
        self.packages: dict[str, bytes] = {}

    def changes(self) -> dict[str, dict[str, bytes | None]]:
        """The documents to save."""
        tables: dict[str, Mapping[str, Struct]] = {
            "sessions": self.records,
            "reporters": self.reporters,
            "received": self.received,
            "senders": self.senders.bound,
        }
        return {name: {key: msgspec.json.encode(one) for key, one in rows.items()} for name, rows in tables.items()}

    def take(self, path: Path) -> FileOutcome:
        try:
            data = _read_file(path)
            package = read_package(data)
        except SotayError as error:
            return FileOutcome(file=path.name, outcome="refused", code=error.code, params=error.params)
        head = package.head
        mark = fingerprint(package.key) if package.key else ""
        about = {"file": path.name, "unit": head.unit, "sessions": head.counts.sessions, "fingerprint": mark}
        known = self._received(package.sha256)
        if known is not None and not known.set_aside:
            when = {"received": known.received}
            return FileOutcome(**about, outcome="known", code="file_known", params=when)  # type: ignore[arg-type]
        if doubt := self.senders.doubt(package):
            return FileOutcome(**about, outcome="quarantined", code=doubt.code, params=doubt.params)  # type: ignore[arg-type]
        notes = self._notes(package)
        counts, set_aside = self._merge_records(package)
        self._remember(path, package, data, len(set_aside))
        return FileOutcome(**about, outcome="merged", **counts, set_aside=set_aside, notes=notes)  # type: ignore[arg-type]

    def _received(self, sha256: str) -> Received | None:
        return self.received.get(sha256) or self.book.received.get(sha256)

    def _notes(self, package: Package) -> tuple[Note, ...]:
        head = package.head
        notes = []
        ours = self.book.directive
        if head.directive.id != ours.id:
            notes.append(Note("directive_other", {"theirs": head.directive.id, "ours": ours.id}))
        elif head.directive.sha256 != ours.sha256:
            notes.append(Note("directive_differs", {"ours": ours.id}))
        earlier = [
            one
            for one in {**self.book.received, **self.received}.values()
            if one.book == head.book and one.sha256 != package.sha256
        ]
        numbers = {one.number for one in earlier}
        if head.number in numbers:
            notes.append(Note("number_twice", {"number": head.number}))
        elif numbers and head.number < max(numbers):
            notes.append(Note("file_older", {"number": head.number, "newest": max(numbers)}))
        elif numbers and head.number > max(numbers) + 1:
            notes.append(Note("number_missing", {"number": max(numbers) + 1}))
        if self.senders.is_new(package.key):
            notes.append(Note("key_first", {"unit": head.unit, "fingerprint": fingerprint(package.key)}))
        if package.cleaned:
            notes.append(Note("texts_cleaned", {"count": package.cleaned}))
        found = package.live()
        counted = (len(found), sum(one.attendance or 0 for one in found))
        if not package.set_aside and counted != (head.counts.sessions, head.counts.attendance):
            notes.append(Note("counts_differ", {"said": head.counts.sessions, "found": counted[0]}))
        unknown = sorted({theme for one in found for theme in one.themes} - ours.themes.keys())
        if unknown:
            notes.append(Note("themes_unknown", {"codes": unknown}))
        return tuple(notes)

    def _merge_records(self, package: Package) -> tuple[dict[str, int], tuple[SetAside, ...]]:
        counts = dict.fromkeys(COUNTS, 0)
        set_aside = list(package.set_aside)
        scope, speaker = self.senders.scope(package.head), self.senders.speaks_as(package.head)
        for session_id, sent in package.records.items():
            incoming = _attributed(sent, speaker)
            before = self.records.get(session_id) or self.book.record(session_id)
            if before is not None and not self._may_stand(before, incoming):
                before = None
            after = _merged(before, incoming)
            foreign = (incoming.units() | (before.units() if before else frozenset())) - scope
            if foreign and not (before and (after.heads, after.seen) == (before.heads, before.seen)):
                whose = {"unit": ", ".join(sorted(foreign))}
                set_aside.append(SetAside(package.lines[session_id], session_id, "session_of_other_unit", whose))
                continue
            counts[outcome_of(before, incoming, after)] += 1
            if after != before:
                self.records[session_id] = after
        return counts, tuple(sorted(set_aside, key=lambda one: one.line))

    def _may_stand(self, deleted: Record, incoming: Record) -> bool:
        """Whether a deletion that came before the content it deletes was made by someone who speaks for its unit.

        One that was not is forgotten once the session itself comes, as if the two had come the other way round.
        """
        if not deleted.is_deleted or not deleted.deleted_by:
            return True
        return all(any(unit in under(self.book.units, by) for by in deleted.deleted_by) for unit in incoming.units())

    def _remember(self, path: Path, package: Package, data: bytes, set_aside: int) -> None:
        head, now = package.head, self.book.clock()
        known = self._received(package.sha256)
        found = package.live()
        self.packages[package.sha256] = data
        self.received[package.sha256] = Received(
            sha256=package.sha256, file=path.name, unit=head.unit, book=head.book, number=head.number,
            level=head.level, period=head.period, made=head.made, received=known.received if known else now,
            sessions=len(found), attendance=sum(one.attendance or 0 for one in found), set_aside=set_aside,
            nil=head.nil and not found, key=package.key, directive=head.directive.id,
        )  # fmt: skip
        self.senders.bind(package, now)
        scope = self.senders.scope(head)
        for line in package.reporters:
            if line.unit in scope and line.code != self.book.owner.reporter:
                self._take_reporter(Reporter(code=line.code, unit=line.unit, name=line.name, rank=line.rank), scope)

    def _take_reporter(self, reporter: Reporter, scope: frozenset[str]) -> None:
        """Keep one of two spellings of a reporter, the same one in any order of files; other units' stay theirs."""
        held = self.reporters.get(reporter.code) or self.book.reporters.get(reporter.code)
        if held is None or (held.unit in scope and msgspec.json.encode(held) < msgspec.json.encode(reporter)):
            self.reporters[reporter.code] = reporter


def _attributed(record: Record, unit: str) -> Record:
    """The record with its deletions, if it has any, put down to the unit that sends them."""
    if all(head.content is not None for head in record.heads):
        return record
    return msgspec.structs.replace(record, deleted_by=(unit,))


def _merged(before: Record | None, incoming: Record) -> Record:
    return incoming if before is None else merge(settle(before, incoming), settle(incoming, before))


def _read_file(path: Path) -> bytes:
    """The bytes of a plain file within the size limit; raises SotayError `file_not_plain`, `file_too_big`, …"""
    try:
        if not path.is_file():
            raise SotayError("file_not_plain")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SotayError("file_unreadable", detail=error_name(error)) from error
    if len(data) > MOST_BYTES:
        raise SotayError("file_too_big", most=MOST_BYTES // 1_000_000)
    return data
