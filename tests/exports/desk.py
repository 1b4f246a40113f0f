"""A committee's desk to test merges on: books of any unit, senders' keys, and files as they arrive."""

import hashlib
import shutil
from pathlib import Path

from msgspec import Struct

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.outcomes import FileOutcome, Plan
from exports.merge.receipts import write_receipts
from exports.package.keys import Signer
from exports.package.writer import export_book, write_package
from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.model import Reporter, Role, Session, Unit
from tests.books import Clock, ids
from tests.logs.sessions import complete_session

# The committee DUK has two units; one of them has two cells. ĐB = đảng bộ, CB = chi bộ.
OFFICE = "DUK"
UNITS = (
    Unit(code=OFFICE, type="dang_bo", name="Đảng ủy Khối các cơ quan tỉnh"),
    Unit(code="DB01", type="dang_bo", name="Đảng bộ Sở Giáo dục và Đào tạo", parent=OFFICE),
    Unit(code="CB01", type="chi_bo", name="Chi bộ Trường Chính trị", parent="DB01"),
    Unit(code="CB02", type="chi_bo", name="Chi bộ Sở Tài chính", parent="DB01"),
    Unit(code="DB02", type="dang_bo", name="Đảng bộ Sở Y tế", parent=OFFICE),
)


def signer(name: str) -> Signer:
    """The key of the sender of that name; that of `CB01` is the one `tests.independent` signs with by default."""
    return Signer(seed(name))


def seed(name: str) -> bytes:
    """The secret seed of that sender's key."""
    return hashlib.sha256(f"sender of {name}".encode()).digest()


# Keys that people have compared: the middle unit's, whose cells' sessions it sends, and those of everybody.
MIDDLE = frozenset({signer("DB01").public_key})
KEYS = frozenset(signer(code).public_key for code in (*(unit.code for unit in UNITS), "TINH"))


def session_of(unit: str, **changes: object) -> Session:
    """A complete session of the unit, held by its first reporter."""
    return complete_session(**{"unit": unit, "reporters": [f"{unit}-an"], **changes})


def contents(book: LogBook) -> dict[str, tuple[tuple[str, ...], Session | None]]:
    """What every session of the book has come to: the ids of its heads, and the content that is shown."""
    return {
        key: (tuple(head.id for head in record.heads), record.shown.content)
        for key, record in book.sessions.records.items()
    }


def documents(book: LogBook) -> dict[str, dict[str, Struct]]:
    """Every document of the book that a merge may change."""
    return {
        "sessions": dict(book.sessions.records),
        "reporters": dict(book.reporters),
        "received": dict(book.exchange.received),
        "senders": dict(book.exchange.senders),
    }


class Desk:
    """Books in one folder, made and opened with one clock, and the files that go between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.books: list[LogBook] = []
        self.files = 0

    def close(self) -> None:
        """Close every book."""
        for book in self.books:
            book.close()

    def book(self, unit: str, name: str = "", role: Role = "reporter", units: tuple[Unit, ...] = UNITS) -> LogBook:
        """A new book of the unit, with two reporters, kept under `name`."""
        name = name or unit
        people = (("an", "Nguyễn Thị Ẩn"), ("po", "Lò Văn Pọ"))
        book = LogBook.create(
            self.folder / name,
            unit=unit,
            reporters=[Reporter(code=f"{unit}-{code}", unit=unit, name=person) for code, person in people],
            role=role,
            directive=shipped(),
            units=units,
            clock=self.clock,
            new_id=ids(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])),
        )
        self.books.append(book)
        return book

    def office(self, name: str = "office") -> LogBook:
        """A new book of the committee."""
        return self.book(OFFICE, name, role="committee")

    def clone(self, book: LogBook, name: str) -> LogBook:
        """The book as it goes on on another machine that its folder was copied to; both may go on."""
        return self.go_on(book.folder, name)

    def go_on(self, folder: Path, name: str) -> LogBook:
        """The book that a copy of this folder, made now, becomes on another machine."""
        shutil.copytree(folder, self.folder / name)
        other = LogBook.open(
            self.folder / name, clock=self.clock, new_id=ids(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]))
        )
        self.books.append(other)
        return other

    def file(self, data: bytes, name: str = "") -> Path:
        """The bytes as a file in the inbox."""
        self.files += 1
        path = self.folder / "inbox" / (name or f"file-{self.files:03}.jsonl")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    def export(self, book: LogBook, key: str = "", *, nil: bool = False) -> Path:
        """The book's next package, in a folder of its own; signed as the unit unless `key` names another sender."""
        self.files += 1
        to = self.folder / "outbox" / str(self.files)
        to.parent.mkdir(exist_ok=True)
        return export_book(book, signer(key or book.owner.unit), to, nil=nil).path

    def receipt(self, office: LogBook, unit: str) -> bytes | None:
        """What the office says to the unit of its files; None where it has none."""
        written = write_receipts(office, signer(office.owner.unit), self.folder / "receipts", [unit])
        return written[0].path.read_bytes() if written else None

    def merge(self, book: LogBook, *paths: Path, trust: frozenset[str] = MIDDLE) -> Plan:
        """The plan of merging the files, carried out; `trust` are keys that somebody has compared."""
        plan = plan_merge(book, paths, trust=trust)
        apply_merge(book, plan)
        return plan

    def take(self, book: LogBook, data: bytes, *, trust: frozenset[str] = MIDDLE) -> FileOutcome:
        """What became of one file of these bytes, merged into the book."""
        return self.merge(book, self.file(data), trust=trust).files[0]


def package_of(book: LogBook, key: str = "") -> bytes:
    """The bytes of the package that the book would export now; the book does not remember it."""
    return write_package(book, signer(key or book.owner.unit)).data
