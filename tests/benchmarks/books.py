"""Books of any number of sessions to measure with."""

import random
import uuid
from pathlib import Path

import msgspec

from logs.book import LogBook
from logs.changes import Change, change_key
from logs.model import Role, Session, from_fields
from logs.versions import new_record
from tests.books import Clock, make_book
from tui.demo.texts import NOTES, PLACES, TOPICS

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


def various(numbers: random.Random) -> Session:
    """A session of a year, of a unit, with a text and listeners of its own."""
    group = numbers.choice(tuple(TOPICS))
    return from_fields(
        FIELDS
        | {
            "date": f"2014-{numbers.randrange(1, 13):02}-{numbers.randrange(1, 29):02}",
            "unit": f"CB{numbers.randrange(1, 9):02}",
            "form": numbers.choice(("SH", "HC", "TM")),
            "attendance": (listeners := numbers.randrange(8, 300)),
            "audience": {"DV": listeners},
            "topic": f"{numbers.choice(TOPICS[group])}, lần {numbers.randrange(1_000)}",
            "place": numbers.choice(PLACES),
            "notes": numbers.choice(NOTES) if numbers.random() < 0.4 else "",
        }
    )


def records(count: int, seed: int, *, varied: bool = False) -> dict[str, tuple[bytes, bytes]]:
    """As many sessions by their ids, each as it is kept, with the step that logged it."""
    numbers, content, clock = random.Random(seed), session(), Clock()  # noqa: S311 - repeatable on purpose
    found = {}
    for number in range(1, count + 1):
        content = various(numbers) if varied else content
        key = str(uuid.UUID(int=numbers.getrandbits(128), version=4))
        step = Change(number, clock(), "BCV-01", "add", {"sessions": {key: msgspec.Raw(b"null")}})
        found[key] = (msgspec.json.encode(new_record(key, content)), msgspec.json.encode(step))
    return found


def made(folder: Path, size: int, *, role: Role = "reporter", varied: bool = False) -> LogBook:
    """An open book of that many sessions, folded."""
    book = make_book(folder, Clock(), role=role)
    held = records(size, seed=1, varied=varied)
    steps = {change_key(number): step for number, (_, step) in enumerate(held.values(), 1)}
    # The numbers of later steps are those of the saves.
    book.storage.commit({"sessions": {key: record for key, (record, _) in held.items()}})
    book.storage.commit({"changes": {f"0-{key}": step for key, step in steps.items()}})
    book.storage.fold()
    return book
