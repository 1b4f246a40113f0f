"""A stored book of every released format, and what it says: `python -m tests.logs.formats` writes the present one's.

A stored book is written once, by a program of its format, and never again.
"""

from datetime import date as Date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from exports.merge.merge import apply_merge, plan_merge
from exports.package.keys import Signer
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.maintenance.backups import daily_backup
from logs.model import Reporter, Role, Session, Unit, from_fields, to_fields
from logs.store.lock import LOCK_FILE
from logs.store.recovery import PREVIOUS
from tests.books import Clock, ids
from tests.logs.sessions import COMPLETE

STORED = Path(__file__).parent
EXPECTED = "expected.json"
# What a session of the first format has not.
SINCE_2 = {"record_number", "record_date"}
UNITS = (
    Unit(code="DB01", type="dang_bo", name="Đảng bộ Khối các cơ quan", aliases=("Đảng ủy Khối", "ĐUK")),
    Unit(code="CB01", type="chi_bo", name="Chi bộ Sở Tài chính", parent="DB01"),
    Unit(code="CB02", type="chi_bo", name="Chi bộ Sở Y tế", parent="DB01", since=Date(2010, 1, 1)),
    Unit(code="CB03", type="chi_bo", name="Chi bộ Sở Địa chính", until=Date(2009, 12, 31)),
)
# Every field that a session may have.
FULL = {
    "mode": "mixed",
    "new_media": True,
    "place": "Hội trường Khối",
    "topic": "Tình hình biển Đông",
    "themes_other": "Phòng chống dịch",
    "partners": ["CB02", "CB03"],
    "materials": "Đề cương tháng 5\nBản đồ",
    "notes": "Nghe hết, không hỏi thêm.",
    "documents": ["CT26-2008"],
    "minutes": 90,
    "record_number": "12-BB/CB01",
    "record_date": "2014-05-15",
    "attendance": 30,
    "audience": {"DV": 20, "CB": None},
}


def make(folder: Path) -> None:
    """Write a committee's book of the present format into the new `folder`, the same at each call, and what it says.

    Its journal holds the last saves; the former files are left out.
    """
    clock = Clock()
    with TemporaryDirectory() as place:
        unit = _new(Path(place) / "unit", "CB01", "reporter", clock, seed=1)
        book = _new(folder, "DB01", "committee", clock, seed=2)
        _merge_and_send(book, unit, Path(place), clock)
        book.storage.checkpoint()
        _go_on(book, clock)
        unit.close()
    book.storage.let_go()
    for path in (*folder.glob(f"*{PREVIOUS}"), folder / LOCK_FILE):
        path.unlink(missing_ok=True)
    with LogBook.open(folder, clock=clock, read_only=True) as reader:
        data = msgspec.json.format(msgspec.json.encode(said(reader)), indent=1)
    (folder / EXPECTED).write_bytes(data + b"\n")


def _new(folder: Path, unit: str, role: Role, clock: Clock, seed: int) -> LogBook:
    reporters = (
        Reporter(code=f"{unit}-pan", unit=unit, name="Lò Văn Pản", rank="tinh"),
        Reporter(code=f"{unit}-an", unit=unit, name="Nguyễn Thị An"),
    )
    return LogBook.create(
        folder,
        unit=unit,
        reporters=reporters,
        role=role,
        directive=shipped(),
        units=UNITS,
        clock=clock,
        new_id=ids(seed),
    )


def _session(unit: str, **changes: object) -> Session:
    return from_fields({**COMPLETE, "unit": unit, "reporters": [f"{unit}-pan"], **changes})


def _merge_and_send(book: LogBook, unit: LogBook, place: Path, clock: Clock) -> None:
    """Two files of a unit, the second of which contradicts a correction made in between; a file sent on."""
    disputed = unit.add(_session("CB01", topic="Hiến pháp"))
    unit.add(_session("CB01", **FULL))
    withdrawn = unit.add(_session("CB01", topic="Nhập nhầm"))
    apply_merge(book, plan_merge(book, [export_book(unit, Signer(bytes(32)), place).path]))
    clock.set("2014-06-02T08:00")
    book.edit(disputed.id, _session("CB01", topic="Hiến pháp", attendance=20, audience={"DV": 20}), reason="đếm lại")
    unit.edit(disputed.id, _session("CB01", topic="Hiến pháp và luật"))
    unit.delete(withdrawn.id, reason="trùng")
    apply_merge(book, plan_merge(book, [export_book(unit, Signer(bytes(32)), place).path]))
    clock.set("2014-06-03T08:00")
    book.add(_session("DB01", topic="Thời sự quý II"))
    export_book(book, Signer(bytes(range(32))), place)
    daily_backup(book)
    for copy in (book.folder / "backups").glob("merge-*"):
        copy.unlink()


def _go_on(book: LogBook, clock: Clock) -> None:
    """The saves that stay in the journal: of each kind one, and the last undone."""
    clock.set("2014-06-04T16:20")
    book.reference.add_reporter(Reporter(code="DB01-binh", unit="DB01", name="Trần Bình", rank="huyen"))
    own = book.add(_session("DB01", reporters=["DB01-an", "DB01-binh"], topic="Công tác dân vận"))
    book.add(Session(directive=shipped().id, date=Date(2014, 6, 4), unit="DB01", status="draft", notes="chưa xong"))
    book.add(Session(directive=shipped().id, date=Date(2014, 6, 20), unit="DB01", status="planned", themes=("LC-02",)))
    gone = book.add(_session("DB01", topic="Ghi hai lần"))
    book.delete(gone.id, reason="ghi hai lần")
    book.edit(own.id, _session("DB01", topic="Công tác dân vận", minutes=45), reason="thêm thời lượng")
    book.add(_session("DB01", topic="Hoàn tác"))
    book.history.undo()


def said(book: LogBook) -> dict[str, Any]:
    """Everything that a book says, as plain JSON values."""
    last, redo = book.history.last_change(), book.history.next_redo()
    found: dict[str, Any] = msgspec.to_builtins(
        {
            "owner": book.owner,
            "units": dict(book.units),
            "reporters": dict(book.reporters),
            "directive": [book.directive.id, len(book.directive.themes)],
            "sessions": [[one.id, one.version, one.conflict, to_fields(one.session)] for one in book.find()],
            "records": {key: book.sessions.records[key] for key in sorted(book.sessions.records)},
            "history": {key: book.history.of(key) for key in sorted(book.sessions.records)},
            "steps": [[one.number, one.action, one.undone, one.undoes, one.files] for one in book.history.changes()],
            "undo": last and last.number,
            "redo": redo and redo.number,
            "exports": book.exchange.exports(),
            "sent": sorted(key for key in book.sessions.records if book.exchange.was_sent(key)),
            "received": dict(book.exchange.received),
            "senders": dict(book.exchange.senders),
        }
    )
    return found
