"""The check of a whole book: a sound one passes, and each kind of fault is found and named."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.unmerge import undo
from exports.package.keys import Signer
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.maintenance.backups import daily_backup
from logs.maintenance.integrity import audit
from logs.model import from_fields
from logs.questions.answers import map_code
from logs.versions import merge, save
from tests.books import Clock, make_book
from tests.logs.sessions import COMPLETE


@pytest.fixture
def book(tmp_path: Path) -> Iterator[LogBook]:
    """A committee's book that has merged one unit's file."""
    clock = Clock()
    with make_book(tmp_path / "unit", clock) as unit:
        reporter = unit.owner.reporter
        for topic in ("một", "hai"):
            unit.add(from_fields({**COMPLETE, "topic": topic, "reporters": [reporter]}))
        file = export_book(unit, Signer(bytes(32)), tmp_path).path
    with make_book(tmp_path / "committee", clock, unit="DB01", role="committee") as book:
        apply_merge(book, plan_merge(book, [file]))
        export_book(book, Signer(bytes(range(32))), tmp_path)
        daily_backup(book)
        yield book


def codes(book: LogBook) -> set[str]:
    return {finding.code for finding in audit(book)}


def spoil(book: LogBook, **changes: Any) -> None:
    """Store the first session's record as no save would."""
    key, raw = next(iter(book.storage.rows("sessions").items()))
    record = msgspec.json.decode(raw)
    record.update(changes)
    book.storage.commit({"sessions": {key: msgspec.json.encode(record)}})


def content(book: LogBook, **changes: Any) -> dict[str, Any]:
    """The first session's only head with another content, and not the id that goes with it."""
    record = msgspec.json.decode(next(iter(book.storage.rows("sessions").values())))
    head: dict[str, Any] = record["heads"][0]
    return {**head, "content": {**head["content"], **changes}}


def test_a_sound_book_passes(book: LogBook) -> None:
    assert codes(book) == set()


def test_every_session_is_told_as_done(book: LogBook) -> None:
    told: list[tuple[int, int]] = []
    audit(book, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        (lambda book: {"heads": [content(book, attendance=999, audience={"DV": None})]}, {"check_session_versions"}),
        (lambda book: {"seen": [content(book)["id"]]}, {"check_session_versions"}),
        (lambda book: {"heads": []}, {"check_session_versions"}),
        (lambda book: {"heads": [content(book, attendance=-1)]}, {"check_session_unreadable"}),
        (lambda book: {"heads": [content(book, notes="a\u202eb")]}, {"check_session_versions", "check_text"}),
    ],
    ids=["altered", "its head replaced", "without versions", "unreadable", "with hidden characters"],
)
def test_a_session_as_no_save_leaves_it_is_found(
    book: LogBook, spoilt: Callable[[LogBook], dict[str, Any]], expected: set[str]
) -> None:
    spoil(book, **spoilt(book))
    assert codes(book) == expected


@pytest.mark.parametrize("place", [0, 1])
def test_one_forged_version_of_a_conflict_is_found(book: LogBook, place: int) -> None:
    key = next(iter(book.storage.rows("sessions")))
    record = book.sessions.record(key)
    assert record is not None
    both = merge(
        *(save(record, msgspec.structs.replace(book.sessions.get(key).session, place=where)) for where in "AB")
    )
    book.storage.commit({"sessions": {key: msgspec.json.encode(both)}})
    assert codes(book) == {"check_conflict"}
    raw = msgspec.json.decode(msgspec.json.encode(both))
    raw["heads"][place]["content"]["notes"] = "giả"
    spoil(book, heads=raw["heads"])
    assert codes(book) == {"check_conflict", "check_session_versions"}


def test_names_that_the_book_does_not_know_are_remarks(book: LogBook) -> None:
    book.use_units(unit for unit in book.units.values() if unit.code != "CB01")
    found = audit(book)
    assert {(one.code, one.severity, one.params["value"]) for one in found} == {("check_reference", "warning", "CB01")}


def test_a_received_file_that_is_gone_or_altered_is_found(book: LogBook) -> None:
    path = next((book.folder / "received").iterdir())
    data = path.read_bytes()
    path.write_bytes(data + b" ")
    assert codes(book) == {"check_received_damaged"}
    path.unlink()
    assert codes(book) == {"check_received_missing"}


def test_a_gap_in_the_numbers_of_written_files_is_found(book: LogBook) -> None:
    first = msgspec.json.decode(book.storage.rows("exports")["00000001"])
    book.storage.commit({"exports": {"00000003": msgspec.json.encode({**first, "number": 3})}})
    assert codes(book) == {"check_export_gap"}


def test_what_was_sent_and_is_gone_is_found(book: LogBook) -> None:
    key = next(iter(book.storage.rows("sessions")))
    book.storage.commit({"sessions": {key: None}})
    assert codes(book) == {"check_sent_missing"}


def test_damaged_and_missing_copies_are_found(book: LogBook) -> None:
    copies = list((book.folder / "backups").iterdir())
    copies[0].write_bytes(copies[0].read_bytes()[:-20])
    assert codes(book) == {"backup_damaged"}
    for path in copies:
        path.unlink()
    assert codes(book) == {"check_no_backup"}


def test_a_step_that_cannot_be_read_is_found(book: LogBook) -> None:
    book.storage.commit({"changes": {"00000099": b'{"number":"x"}'}})
    assert codes(book) == {"check_step_unreadable"}


def test_damaged_former_files_are_found(book: LogBook) -> None:
    book.storage.checkpoint()
    for name in ("book.json.previous", "book.journal.previous"):
        path = book.folder / name
        data = path.read_bytes()
        path.write_bytes(data[:300] + bytes([data[300] ^ 1]) + data[301:])
        found = [(one.code, one.severity, one.params) for one in audit(book)]
        assert found == [("check_former_damaged", "warning", {"path": str(path)})]
        path.write_bytes(data)
    assert codes(book) == set()


def test_present_files_damaged_since_the_book_was_opened_are_found(book: LogBook) -> None:
    book.storage.checkpoint()
    undo(book)
    assert codes(book) == set()
    for name in ("book.json", "book.journal"):
        path = book.folder / name
        data = path.read_bytes()
        with path.open("r+b") as file:
            file.seek(300)
            file.write(bytes([data[300] ^ 1]))
        found = [(one.code, one.severity) for one in audit(book) if one.params.get("path") == str(path)]
        assert found == [("check_file_damaged", "error")]
        with path.open("r+b") as file:
            file.write(data)


def test_a_damaged_table_that_nothing_else_reads_is_found(book: LogBook) -> None:
    book.storage.commit({"kept": {"a": b'"one"'}})
    book.storage.checkpoint()
    book.storage.let_go()
    path = book.folder / "book.json"
    path.write_bytes(path.read_bytes().replace(b'{"a":"one"}', b'{"a":"two"}').replace(b'"a":"one"', b'"a":"two"'))
    with LogBook.open(book.folder, clock=Clock()) as again:
        assert "book_restored" in codes(again)
    with LogBook.open(book.folder, clock=Clock()) as again:
        assert codes(again) == {"check_set_aside"}
    for path in book.folder.glob("*.damaged-*"):
        path.unlink()
    with LogBook.open(book.folder, clock=Clock()) as again:
        assert codes(again) == set()


def test_a_code_whose_meaning_is_known_is_no_finding(book: LogBook) -> None:
    entry = book.find()[0]
    book.edit(entry.id, msgspec.structs.replace(entry.session, themes=("ZZ-9",)))
    assert "check_reference" in codes(book)
    map_code(book, entry.session.unit, "themes", "ZZ-9", "LC-01", directive=book.directive.id)
    assert "check_reference" not in codes(book)


def test_texts_that_look_as_if_they_told_of_persons_are_found(book: LogBook) -> None:
    entry = book.find()[0]
    book.edit(entry.id, msgspec.structs.replace(entry.session, notes="Có mặt: Lò Văn Pản, Vàng Thị Đua"))
    [finding] = [one for one in audit(book) if one.code == "check_personal"]
    assert (finding.severity, finding.params) == ("warning", {"id": entry.id, "field": "notes"})
