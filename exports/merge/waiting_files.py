"""The files of which something waits for a person, as they would be after the files that a merge has taken so far."""

from collections.abc import Iterable
from datetime import datetime

from exports.package.format import Head
from exports.package.keys import fingerprint
from exports.package.kit import StarterKit
from exports.package.lines import SetAside
from exports.package.reader import Package
from logs.book.book import LogBook
from logs.errors import Notice
from logs.exchange.received import KEY_NOT_COMPARED, Level, Waiting

# What is set aside until a person has compared the sender's key.
WAIT_FOR_KEY = frozenset(
    {"session_waits_for_key", "totals_wait_for_key", "link_waits_for_key", "exemption_waits_for_key"}
)


class WaitingFiles:
    """What files wait for: `changed` are those that begin to wait, None for one that waits no more.

    `packages` are the bytes of the files to keep, by the SHA-256 of their bodies.
    """

    def __init__(self, book: LogBook) -> None:
        self._held = book.exchange.waiting
        self._clock = book.clock
        self.changed: dict[str, Waiting | None] = {}
        self.packages: dict[str, bytes] = {}

    def settle(self, sha256: str, data: bytes) -> None:
        """Keep a file that was taken; it waits no more, but for what nobody has compared its key for."""
        self.packages[sha256] = data
        if sha256 in self._held:
            self.changed.setdefault(sha256, None)

    def let_wait(self, name: str, file: Package | StarterKit, doubt: Notice, data: bytes) -> None:
        """Keep the file apart until a person has decided about its sender."""
        held = self._held.get(file.sha256)
        if file.sha256 not in self.changed and (held is None or (held.code, held.key) != (doubt.code, file.key)):
            sessions = file.head.counts.sessions if isinstance(file, Package) else 0
            self.packages[file.sha256] = data
            self.changed[file.sha256] = self._waiting(name, file, doubt, sessions)

    def let_rest_wait(self, name: str, package: Package, set_aside: Iterable[SetAside]) -> tuple[Notice, ...]:
        """Let what a key nobody has compared says of units below wait for that, as one question."""
        units = {line.params["unit"] for line in set_aside if line.code in WAIT_FOR_KEY}
        if not units:
            return ()
        count = sum(line.code == "session_waits_for_key" for line in set_aside)
        count += sum(totals.sessions for totals in package.totals if totals.unit in units)
        notice = Notice(KEY_NOT_COMPARED, {"unit": package.head.unit, "fingerprint": fingerprint(package.key)})
        alike = [file for file in self._of_keys_to_compare() if file.key == package.key]
        held = next((file for file in alike if file.sha256 == package.sha256), None)
        is_refused = any(file.refused for file in alike)
        self.changed[package.sha256] = held or self._waiting(name, package, notice, count, is_refused=is_refused)
        return (notice,)

    def with_keys(self, compared: Iterable[str]) -> list[Waiting]:
        """The files of which a part waits for one of these keys to be compared, but for those that files changed."""
        keys = set(compared)
        return [file for file in self._of_keys_to_compare() if file.key in keys and file.sha256 not in self.changed]

    def _of_keys_to_compare(self) -> list[Waiting]:
        return [file for file in self._held.values() if file.code == KEY_NOT_COMPARED]

    def _waiting(
        self, name: str, file: Package | StarterKit, doubt: Notice, sessions: int, *, is_refused: bool = False
    ) -> Waiting:
        head, held = file.head, self._held.get(file.sha256)
        level: Level = file.head.level if isinstance(file, Package) else "committee"
        # When it came first, whatever it waited for then.
        came: datetime = held.came if held else self._clock()
        return Waiting(
            sha256=file.sha256, file=name, unit=head.unit, level=level, book=head.book, number=head.number, came=came,
            code=doubt.code, params=doubt.params, sessions=sessions, key=file.key, refused=is_refused,
            part=head.part if isinstance(head, Head) else None,
        )  # fmt: skip
