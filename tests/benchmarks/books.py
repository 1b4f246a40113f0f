"""Books of any number of sessions to measure with."""

import uuid
from collections.abc import Iterable
from itertools import repeat
from pathlib import Path
from random import Random

import msgspec

from logs.book.book import LogBook
from logs.book.changes import Change, change_key
from logs.model import Role, Session, from_fields
from logs.versions import new_record
from tests.books import Clock, make_book
from tests.logs.doubles import register

FIELDS = {
    "directive": "LC-TTDN-2014",
    "date": "2014-05-12",
    "unit": "CB01",
    "status": "complete",
    "form": "SH",
    "reporters": ["BCV-01"],
    "attendance": 25,
    "audience": {"DV": 18, "CB": 7},
    "themes": ["LC-02", "QT-02"],
    "topic": "Tình hình biên giới và nhiệm vụ của chi bộ trong tháng",
    "place": "Hội trường Sở Tài chính",
    "notes": "Người nghe hỏi về giá vật tư nông nghiệp và lịch cắt điện; báo cáo viên đã trả lời tại chỗ.",
}
SESSIONS_A_UNIT = 100
BOOK, TOPICS = "book", "topics.txt"
Held = dict[str, tuple[bytes, bytes]]
"""Sessions by their ids, each as it is kept, with the step that logged it."""


def session() -> Session:
    """A session as a reporter logs it."""
    return from_fields(FIELDS)


def a_year(count: int) -> list[Session]:
    """So many sessions of a year, a hundred of each unit, in no order; some of them are logged twice."""
    units = max(2, count // SESSIONS_A_UNIT)
    entries = register(count + count // 10 + 10 * units, units, seed=1).entries[:count]
    assert len(entries) == count
    return [entry.session for entry in entries]


def records(contents: Iterable[Session], seed: int) -> Held:
    """The sessions under ids that are always the same for a seed."""
    numbers, clock, found = Random(seed), Clock(), {}  # noqa: S311 - repeatable on purpose
    for number, content in enumerate(contents, 1):
        key = str(uuid.UUID(int=numbers.getrandbits(128), version=4))
        step = Change(number, clock(), "BCV-01", "add", {"sessions": {key: msgspec.Raw(b"null")}})
        found[key] = (msgspec.json.encode(new_record(key, content)), msgspec.json.encode(step))
    return found


def alike(count: int, seed: int) -> Held:
    """As many sessions of one content."""
    return records(repeat(session(), count), seed)


def made(folder: Path, held: Held, *, role: Role = "reporter") -> LogBook:
    """An open book of those sessions, its journal empty."""
    book = make_book(folder, Clock(), role=role)
    steps = {change_key(number): step for number, (_, step) in enumerate(held.values(), 1)}
    # The numbers of later steps are those of the saves.
    book.storage.commit({"sessions": {key: record for key, (record, _) in held.items()}})
    book.storage.commit({"changes": {f"0-{key}": step for key, step in steps.items()}})
    book.storage.checkpoint()
    return book


def year_book(folder: Path, size: int) -> None:
    """A committee's book of a year, and the topics of its sessions for whoever wants to show nothing else."""
    contents = a_year(size)
    made(folder / BOOK, records(contents, seed=1), role="committee").close()
    (folder / TOPICS).write_text("\n".join(one.topic for one in contents), "utf-8")
