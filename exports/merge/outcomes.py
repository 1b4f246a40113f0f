"""What merging files would do, file by file and session by session."""

from datetime import date as Date
from typing import Any, Literal

from msgspec import Struct

from exports.package.keys import fingerprint
from exports.package.lines import SetAside
from exports.package.reader import Package
from logs.coverage.catalogue_change import CatalogueChange
from logs.errors import Notice
from logs.exchange.received import Received
from logs.versions import Record

Outcome = Literal["merged", "known", "refused", "quarantined"]
COUNTS = ("new", "updated", "same", "older", "deleted", "conflicts")


class FileOutcome(Struct, frozen=True, kw_only=True):
    """What merging one file does: counts of its sessions by what becomes of them, and what was not taken and why.

    `received` is the day of its receipt, where it is taken or waits, `made` the one on which it says it was made. Of a
    kit with another catalogue than the book's `catalogue` says what that changes.
    """

    file: str
    outcome: Outcome
    code: str | None = None
    params: dict[str, Any] = {}
    unit: str = ""
    sessions: int = 0
    new: int = 0
    updated: int = 0
    same: int = 0
    older: int = 0
    deleted: int = 0
    conflicts: int = 0
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[Notice, ...] = ()
    fingerprint: str = ""
    sha256: str = ""
    received: Date | None = None
    made: Date | None = None
    catalogue: CatalogueChange | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Its sessions by what becomes of them; `set_aside` counts the lines that were."""
        return {**{name: getattr(self, name) for name in COUNTS}, "set_aside": len(self.set_aside)}


class Plan(Struct, frozen=True):
    """What merging some files would do. Nothing is changed until `apply_merge`.

    `changes` are the encoded documents to save, `packages` the bytes of taken files by SHA-256 of their bodies,
    `generation` the state of the book that the plan was made for. `sources` tells, for versions that come into
    conflict, the SHA-256 of the file that brings them; `as_they_came`, by the SHA-256 of files whose sessions are all
    new and saved as they were sent, the ids of these.
    """

    files: tuple[FileOutcome, ...]
    changes: dict[str, dict[str, bytes | None]]
    packages: dict[str, bytes]
    generation: int
    sources: dict[str, str] = {}
    as_they_came: dict[str, tuple[str, ...]] = {}

    @property
    def totals(self) -> dict[str, int]:
        """The files' counts added up."""
        return {name: sum(file.counts[name] for file in self.files) for name in (*COUNTS, "set_aside")}

    @property
    def is_clean(self) -> bool:
        """Whether every file was taken or known, and nothing set aside."""
        return all(file.outcome in ("merged", "known") and not file.set_aside for file in self.files)


def outcome_of(before: Record | None, incoming: Record, after: Record) -> str:
    """Under which of COUNTS a session of a package is counted."""
    if before is None:
        return "deleted" if after.is_deleted else "conflicts" if after.is_conflict else "new"
    if after.heads == before.heads:
        held = {head.id for head in before.heads}
        return "same" if all(head.id in held for head in incoming.heads) else "older"
    if after.is_conflict:
        return "conflicts"
    if after.is_deleted:
        return "same" if before.is_deleted else "deleted"
    return "updated"


def known_outcome(name: str, received: Received) -> FileOutcome:
    """The outcome of a file that was received before."""
    return FileOutcome(
        file=name, outcome="known", code="file_known", params={"received": received.received}, unit=received.unit,
        sessions=received.sessions, fingerprint=fingerprint(received.key), sha256=received.sha256,
    )  # fmt: skip


def about(name: str, package: Package) -> dict[str, Any]:
    """What every outcome tells of a package."""
    return {
        "file": name,
        "unit": package.head.unit,
        "sessions": package.head.counts.sessions,
        "fingerprint": fingerprint(package.key),
        "sha256": package.sha256,
    }
