"""Merge packages into a book: first a plan that changes nothing, then one save.

A package may change only sessions of the units its sender speaks for: the unit bound to its key and those that the
receiver's own unit list places under it. What a person has to decide about first is kept apart and waits.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from pathlib import Path

from exports.merge.outcomes import FileOutcome, Plan
from exports.merge.plan import Planning
from exports.package.encryption import Unlock, keep_locked
from exports.package.open_files import open_file
from exports.paths import PACKAGE_SUFFIXES
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.code_maps import CodeMap
from logs.exchange.received import check_arrival, in_order_sent, kept_file
from logs.gc_pause import no_collecting
from logs.maintenance.backups import backup_before
from logs.store.files import error_name, make_folder, remove_unfinished, write_several


def package_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant: a folder stands for its *.jsonl and *.jsonl.age files in the order of their names.

    Raises SotayError `path_missing`, `path_unreadable` (path, detail), `folder_empty`.
    """
    files: list[Path] = []
    for path in paths:
        try:
            if path.is_dir():
                inside = sorted(one for one in path.iterdir() if one.name.lower().endswith(PACKAGE_SUFFIXES))
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


@no_collecting()
def plan_merge(
    book: LogBook,
    paths: Sequence[Path],
    *,
    trust: frozenset[str] = frozenset(),
    trust_new: bool = False,
    progress: Callable[[int, int], None] | None = None,
    unlock: Unlock = keep_locked,
    days: Mapping[str, Date] = {},
) -> Plan:
    """What merging the files would do to the book.

    `trust` are keys, or their fingerprints, to take from now on, or the checksums of unsigned files to take once; with
    `trust_new` keys of units that have sent nothing yet count as compared. `progress` is called with the number of
    files done and of all. `unlock` opens files that came locked, and raises SotayError where it cannot; such a file is
    refused. `days` are those on which the files came, where that was not today: by name or SHA-256, under "" of all
    others. Raises SotayError as `package_files` and `check_arrival` do, and `receipt_file_unknown` (name) where a day
    is said of a file that is not among those that are new here.
    """
    files = package_files(paths)
    for day in days.values():
        check_arrival(day, book.today())

    def taken(planning: Planning) -> Iterator[FileOutcome]:
        for done, path in enumerate(files, start=1):
            yield planning.take(open_file(path, unlock))
            if progress:
                progress(done, len(files))
        # What waited for a key that is compared now is taken as it waited.
        for waiting in in_order_sent(planning.compared_since()):
            yield planning.take_kept(waiting.sha256)

    plan = _planned(lambda in_doubt: Planning(book, trust, trust_new=trust_new, in_doubt=in_doubt, days=days), taken)
    new = {name for file in plan.files if _is_new(file, book) for name in (file.file, file.sha256)}
    if stray := sorted(days.keys() - new - {""}):
        raise SotayError("receipt_file_unknown", name=stray[0])
    return plan


def _is_new(file: FileOutcome, book: LogBook) -> bool:
    """Whether its day of receipt may be said with this merge."""
    return file.received is not None and file.sha256 not in book.exchange.received


def _planned(begin: Callable[[frozenset[str]], Planning], taken: Callable[[Planning], Iterator[FileOutcome]]) -> Plan:
    """The plan of taking files, begun anew where keys of one new unit contradict each other: then none of them is
    believed, whichever file comes first.
    """
    in_doubt: frozenset[str] = frozenset()
    while True:
        planning = begin(in_doubt)
        outcomes = list(taken(planning))
        if planning.senders.in_doubt == in_doubt:
            return planning.plan(outcomes)
        in_doubt = planning.senders.in_doubt


def plan_kept(
    book: LogBook, files: Iterable[str], *, trust: frozenset[str] = frozenset(), meaning: CodeMap | None = None
) -> Plan:
    """What merging files would do that came before and are kept in the book's folder, by the SHA-256 of their bodies.

    `meaning` is an answer that is saved with them. A file that is not kept any more is refused as `file_not_kept`.
    """
    kept = list(files)
    return _planned(
        lambda in_doubt: Planning(book, trust, meaning=meaning, in_doubt=in_doubt),
        lambda planning: map(planning.take_kept, kept),
    )


@no_collecting()
def apply_merge(book: LogBook, plan: Plan, *, reason: str = "") -> str | None:
    """Carry a plan out in one save; the files are first kept as they came, and the book is copied.

    Of a file that came locked the unlocked bytes are kept, so that no later step needs its secret.

    Returns the batch's id, None where there was nothing to save. Raises SotayError `plan_outdated` where the book has
    changed since the plan was made, and `book_read_only`, `book_folder`, `backup_failed`, `save_failed`; then the book
    is as before.
    """
    if book.read_only:
        raise SotayError("book_read_only")
    if plan.generation != book.generation:
        raise SotayError("plan_outdated")
    if not any(plan.changes.values()):
        return None
    try:
        paths = {kept_file(book.folder, digest): data for digest, data in plan.packages.items()}
        missing = {path: data for path, data in paths.items() if not _is_kept(path, data)}
        for folder in {path.parent for path in missing}:
            make_folder(folder)
            remove_unfinished(folder)
        write_several(missing.items())
    except OSError as error:
        raise SotayError("save_failed", detail=error_name(error)) from error
    backup_before(book, "merge")
    names = tuple(file.file for file in plan.files if file.outcome in ("merged", "quarantined"))
    return book.history.commit("merge", plan.changes, reason=reason, files=names, sources=plan.sources).key


def _is_kept(path: Path, data: bytes) -> bool:
    """Whether the file is there with these bytes: another sender's seal over the same body is another file.

    Raises OSError.
    """
    return path.exists() and path.read_bytes() == data
