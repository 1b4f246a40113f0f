"""Files that are offered to a book: what merging them would do, and with what they were opened and believed."""

from collections.abc import Callable, Mapping
from datetime import date as Date
from pathlib import Path

from msgspec import Struct

from exports.merge.merge import plan_merge
from exports.merge.outcomes import FileOutcome, Plan
from exports.package.encryption import unlock
from exports.package.keys import find_identity
from logs.book.book import LogBook
from tui.core.paths import keys_folder

# Waiting for a person who compares the sender's fingerprint.
_ABOUT_KEYS = frozenset({"key_changed", "key_of_own_unit", "keys_differ", "key_not_compared", "office_key_new"})


class Terms(Struct, frozen=True):
    """Fingerprints that a person has compared, passphrases that were typed for locked files, and days of receipt as
    `exports.merge.merge.plan_merge` takes them.
    """

    trusted: frozenset[str] = frozenset()
    passphrases: tuple[str, ...] = ()
    days: Mapping[str, Date] = {}


class Offer(Struct, frozen=True):
    """The paths as they were chosen, and the plan for their files; `done` once it was carried out."""

    paths: tuple[Path, ...]
    terms: Terms
    plan: Plan
    done: bool = False

    @property
    def can_be_accepted(self) -> bool:
        """Whether anything would be taken."""
        return not self.done and bool(self.plan.packages)

    @property
    def doubts_keys(self) -> bool:
        """Whether a file waits for somebody to compare a fingerprint."""
        return not self.done and any(map(is_about_key, self.plan.files))

    @property
    def is_locked(self) -> bool:
        """Whether a file wants a passphrase that nobody has given yet."""
        return not self.done and any(file.code == "file_locked" for file in self.plan.files)


def is_about_key(outcome: FileOutcome) -> bool:
    """Whether the file waits for somebody to compare the fingerprint of its key."""
    return not _ABOUT_KEYS.isdisjoint({outcome.code, *(note.code for note in outcome.notes)})


def first_doubtful(plan: Plan) -> int:
    """The place of the first file that deserves a look: one that is not taken, or not taken whole; else the first."""
    doubtful = (
        place
        for place, file in enumerate(plan.files)
        if file.outcome in ("refused", "quarantined") or file.conflicts or file.set_aside
    )
    return next(doubtful, 0)


def make_offer(
    book: LogBook, paths: tuple[Path, ...], terms: Terms, progress: Callable[[int, int], None] | None = None
) -> Offer:
    """Read the files and plan; raises SotayError as `exports.merge.merge.plan_merge` does."""

    def opened(data: bytes) -> bytes:
        identity = find_identity(keys_folder(), book.owner.book)
        return unlock(data, passphrases=terms.passphrases, identity=identity)

    plan = plan_merge(book, paths, trust=terms.trusted, progress=progress, unlock=opened, days=terms.days)
    return Offer(paths, terms, plan)
