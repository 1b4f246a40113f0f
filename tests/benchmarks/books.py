"""Books of any number of sessions to measure with."""

import random
import uuid
from pathlib import Path

import msgspec

from logs.book import LogBook
from logs.changes import Change, change_key
from logs.model import Session, from_fields
from logs.versions import new_record
from tests.books import Clock, make_book

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


def session() -> Session:
    """A session as a reporter logs it."""
    return from_fields(FIELDS)


def records(count: int, seed: int) -> dict[str, tuple[bytes, bytes]]:
    """As many sessions by their ids, each as it is kept, with the step that logged it."""
    numbers, content, clock = random.Random(seed), session(), Clock()  # noqa: S311 - repeatable on purpose
    found = {}
    for number in range(1, count + 1):
        key = str(uuid.UUID(int=numbers.getrandbits(128), version=4))
        step = Change(number, clock(), "BCV-01", "add", {"sessions": {key: msgspec.Raw(b"null")}})
        found[key] = (msgspec.json.encode(new_record(key, content)), msgspec.json.encode(step))
    return found


def made(folder: Path, size: int) -> LogBook:
    """An open book of that many sessions, folded."""
    book = make_book(folder, Clock())
    held = records(size, seed=1)
    steps = {change_key(number): step for number, (_, step) in enumerate(held.values(), 1)}
    # The numbers of later steps are those of the saves.
    book.storage.commit({"sessions": {key: record for key, (record, _) in held.items()}})
    book.storage.commit({"changes": {f"0-{key}": step for key, step in steps.items()}})
    book.storage.fold()
    return book
