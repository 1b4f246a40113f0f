"""What a book exports is what an independent reader of the description accepts, and no more than it may say."""

import errno
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from exports import size_limit
from exports.package import writer
from exports.package.keys import Signer
from exports.package.reader import read_package
from exports.package.writer import export_book, write_package
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.model import from_fields
from tests import independent
from tests.exports.desk import KEYS, Desk, package_of, session_of, signer
from tests.independent import Json
from tests.logs.sessions import fields

KEY = signer("CB01")


def exported(book: LogBook, **how: Any) -> Json:
    """The book's package as the independent reader reads it; ours must agree with it."""
    data = write_package(book, signer(book.owner.unit), **how).data
    assert read_package(data).set_aside == ()
    return independent.read_package(data)


def shown(package: Json) -> dict[str, Json | None]:
    """The contents of a package without conflicts, by session id."""
    found = {line["id"]: line["content"] for line in package["sessions"]}
    assert len(found) == len(package["sessions"])
    return found


# ---------------------------------------------------------------- what it carries


def test_a_session_leaves_the_book_as_it_was_typed(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(
        session_of(
            "CB01",
            partners=["DB02", "CB02"],
            documents=["CT26"],
            topic="Nông nghiệp, lâm nghiệp; “biển, đảo” và tuyến biên giới Việt – Trung",
            place="Nhà văn hóa bản Nậm Cắn, xã Huổi Luông",
            notes='Dòng một: "trích dẫn" \\ gạch chéo\nDòng hai: ủy ban, hòa giải, khóa họp, quý',
            materials="Tài liệu số 05; ảnh 🌾",
            audience={"DV": 18, "CB": None},
            mode="mixed",
            new_media=True,
            minutes=45,
        )
    )
    package = exported(book)
    (line,) = package["sessions"]
    assert line["id"] == entry.id
    assert line["version"] == entry.version
    assert line["content"] == msgspec.to_builtins(entry.session) | {
        name: list(getattr(entry.session, name)) for name in ("themes", "reporters", "partners", "documents")
    }
    assert package["package"]["counts"] == {"sessions": 1, "attendance": 25}
    assert [unit["code"] for unit in package["units"]] == ["CB01", "CB02", "DB02"]
    assert package["reporters"][0]["name"] == "Nguyễn Thị Ẩn"


@pytest.mark.parametrize(
    ("changes", "form"), [({}, 1), ({"record_number": "12-BB/CB01"}, 2), ({"record_date": "2014-05-15"}, 2)]
)
def test_only_a_package_that_tells_of_minutes_asks_older_programs_for_an_update(
    desk: Desk, changes: dict[str, Any], form: int
) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01", **changes))
    book.add(session_of("CB01", topic="Buổi thứ hai"))
    package = exported(book)
    assert package["package"]["format"] == form
    assert changes.items() <= (shown(package)[entry.id] or {}).items()
    office = desk.office()
    desk.merge(office, desk.export(book), trust=KEYS)
    assert office.sessions.get(entry.id).session == entry.session


def test_edits_and_deletions_carry_what_they_replaced_and_no_deleted_text(desk: Desk) -> None:
    book = desk.book("CB01")
    first = book.add(session_of("CB01", topic="Ban đầu"))
    second = book.add(session_of("CB01", topic="Bí mật đã xóa"))
    edited = book.edit(first.id, session_of("CB01", topic="Đã sửa", attendance=30, audience={"DV": 30}))
    book.delete(second.id)
    package = exported(book)
    contents = shown(package)
    assert contents[second.id] is None
    assert (contents[first.id] or {})["topic"] == "Đã sửa"
    by_id = {line["id"]: line for line in package["sessions"]}
    assert by_id[first.id]["parents"] == by_id[first.id]["seen"] == [first.version]
    assert by_id[first.id]["version"] == edited.version
    assert package["package"]["counts"] == {"sessions": 1, "attendance": 30}
    text = package_of(book).decode()
    assert "Bí mật" not in text
    assert "Ban đầu" not in text


def test_several_heads_are_several_lines_and_count_once(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01"))
    clone = desk.clone(book, "laptop 2")
    book.edit(entry.id, session_of("CB01", attendance=30, audience={"DV": 30}))
    clone.edit(entry.id, session_of("CB01", attendance=40, audience={"DV": 40}))
    desk.merge(book, desk.export(clone), trust=KEYS)
    package = exported(book)
    assert len(package["sessions"]) == 2
    assert {line["content"]["attendance"] for line in package["sessions"]} == {30, 40}
    winner = max(package["sessions"], key=lambda line: str(line["version"]))
    assert package["package"]["counts"] == {"sessions": 1, "attendance": winner["content"]["attendance"]}
    assert book.sessions.get(entry.id).session.attendance == winner["content"]["attendance"]


def test_a_live_and_a_deleted_head_leave_together(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01"))
    clone = desk.clone(book, "laptop 2")
    book.edit(entry.id, session_of("CB01", attendance=30, audience={"DV": 30}))
    clone.delete(entry.id)
    desk.merge(book, desk.export(clone), trust=KEYS)
    package = exported(book)
    assert [line["content"] is None for line in package["sessions"]].count(True) == 1
    assert package["package"]["counts"] == {"sessions": 1, "attendance": 30}


def test_drafts_stay_at_home(desk: Desk) -> None:
    book = desk.book("CB01")
    kept = book.add(session_of("CB01", topic="Xong"))
    book.add(session_of("CB01", topic="Chưa xong", status="draft"))
    reopened = book.add(session_of("CB01", topic="Từng xong"))
    book.edit(reopened.id, session_of("CB01", topic="Mở lại", status="draft"))
    assert shown(exported(book)).keys() == {kept.id}


def test_a_draft_head_of_a_conflict_stays_at_home(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01", status="draft"))
    clone = desk.clone(book, "laptop 2")
    book.edit(entry.id, session_of("CB01", topic="Một", status="draft"))
    done = clone.edit(entry.id, session_of("CB01", topic="Hai"))
    desk.merge(book, desk.export(clone), trust=KEYS)
    assert book.sessions.get(entry.id).conflict
    (line,) = exported(book)["sessions"]
    assert line["version"] == done.version


def test_reporters_of_other_units_bring_their_unit_along(desk: Desk) -> None:
    office = desk.office()
    for unit in ("CB02", "DB02"):
        for reporter in desk.book(unit, f"book of {unit}").reporters.values():
            office.reference.add_reporter(reporter)
    office.add(session_of("DUK", reporters=["CB02-an", "DB02-po"]))
    package = exported(office)
    assert [unit["code"] for unit in package["units"]] == ["CB02", "DB02", "DUK"]
    assert [one["code"] for one in package["reporters"]] == ["CB02-an", "DB02-po", "DUK-an"]
    assert package["package"]["level"] == "committee"


def test_a_nil_report_says_so(desk: Desk) -> None:
    package = exported(desk.book("CB01"), nil=True)
    assert package["package"]["nil"] is True
    assert package["package"]["counts"] == {"sessions": 0, "attendance": 0}
    assert package["sessions"] == []


def test_a_nil_report_may_still_tell_of_deletions(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01"))
    book.delete(entry.id)
    package = exported(book, nil=True)
    assert shown(package) == {entry.id: None}


def test_nothing_and_nil_are_not_mistaken_for_each_other(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", status="draft"))
    with pytest.raises(SotayError, match="export_empty"):
        write_package(book, KEY)
    book.add(session_of("CB01"))
    with pytest.raises(SotayError, match="export_not_nil") as refused:
        write_package(book, KEY, nil=True)
    assert refused.value.params == {"sessions": 1}


def test_a_period_leaves_the_other_days_out(desk: Desk) -> None:
    book = desk.book("CB01")
    june = book.add(session_of("CB01", date="2014-06-30"))
    july = book.add(session_of("CB01", date="2014-07-01"))
    assert shown(exported(book, period="2014-6T")).keys() == {june.id}
    assert shown(exported(book, period="2014-Q3")).keys() == {july.id}
    assert shown(exported(book)).keys() == {june.id, july.id}
    with pytest.raises(SotayError, match="period_unknown"):
        write_package(book, KEY, period="2014-13")


def test_a_session_outside_the_year_is_not_left_behind(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01", date="2013-12-31"))
    assert shown(exported(book)).keys() == {entry.id}


@pytest.fixture(scope="module")
def kept_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogBook]:
    """A book that is used again and again."""
    desk = Desk(tmp_path_factory.mktemp("kept"))
    yield desk.book("CB01")
    desk.close()


@settings(max_examples=150)
@given(fields().filter(lambda one: one["status"] == "complete"))
def test_whatever_can_be_typed_can_be_exported(kept_book: LogBook, typed: dict[str, Any]) -> None:
    session = from_fields(
        {**typed, "unit": "CB01", "partners": ["DB02"], "reporters": ["CB01-po"], "directive": "LC-TTDN-2014"}
    )
    entry = kept_book.add(session)
    lines = {line["id"]: line for line in exported(kept_book)["sessions"]}
    assert lines[entry.id]["version"] == entry.version
    kept_book.delete(entry.id)


# ---------------------------------------------------------------- numbers and files


def test_packages_are_numbered_and_name_the_one_before(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    desk.clock.set("2014-12-10T08:00")
    first = export_book(book, KEY, desk.folder / "out")
    desk.clock.set("2014-12-11T08:00")
    second = export_book(book, KEY, desk.folder / "out")
    heads = [independent.read_package(one.path.read_bytes())["package"] for one in (first, second)]
    assert [head["number"] for head in heads] == [1, 2]
    assert [head["previous"] for head in heads] == [None, first.sha256]
    assert [head["made"] for head in heads] == ["2014-12-10T01:00:00Z", "2014-12-11T01:00:00Z"]
    assert [one.path.name for one in (first, second)] == ["BC_CB01_2014_v1.jsonl", "BC_CB01_2014_v2.jsonl"]
    assert first.sha256 == hashlib.sha256(first.path.read_bytes().partition(b"\n")[2]).hexdigest()
    assert (second.sessions, second.attendance, second.nil) == (1, 25, False)
    assert [one.file for one in book.exchange.exports()] == [first.path.name, second.path.name]


def test_the_file_is_in_utf8_unescaped_and_composed(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", topic="Đường lối đối ngoại"))
    data = desk.export(book).read_bytes()
    assert unicodedata.is_normalized("NFC", data.decode())
    assert "Đường lối đối ngoại".encode() in data
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    for line in data.splitlines():
        json.loads(line)


def test_what_was_sent_is_known_until_it_is_edited(desk: Desk) -> None:
    book = desk.book("CB01")
    entry = book.add(session_of("CB01"))
    assert book.exchange.standing(entry) == "new"
    desk.export(book)
    assert book.exchange.standing(book.sessions.get(entry.id)) == "sent"
    edited = book.edit(entry.id, session_of("CB01", topic="Khác"))
    assert book.exchange.standing(edited) == "new"


def test_two_laptops_of_one_unit_write_side_by_side(desk: Desk) -> None:
    out = desk.folder / "out"
    one, two = desk.book("CB01"), desk.book("CB01", "colleague")
    paths = set()
    for book in (one, two):
        book.add(session_of("CB01"))
        paths.add(export_book(book, KEY, out).path)
    assert {path.name for path in paths} == {"BC_CB01_2014_v1.jsonl", f"BC_CB01_2014_v1_{two.owner.book[:8]}.jsonl"}


def test_a_file_that_is_there_is_never_overwritten(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    path = desk.file(b"somebody's", "mine.jsonl")
    with pytest.raises(SotayError, match="export_file_exists"):
        export_book(book, KEY, path)
    assert path.read_bytes() == b"somebody's"
    assert export_book(book, KEY, path.with_name("other.JSONL")).path.name == "other.JSONL"
    assert [one.number for one in book.exchange.exports()] == [1]


def test_a_folder_that_cannot_be_written_to_is_told(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    blocked = desk.file(b"", "a file")
    for to in (blocked, blocked / "sub", blocked / "sub.jsonl", desk.folder / "no such folder" / "file.jsonl"):
        with pytest.raises(SotayError, match="export_failed"):
            export_book(book, KEY, to)
    assert book.exchange.exports() == ()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_package_that_the_book_cannot_remember_is_taken_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))

    def fail(*_: object) -> None:
        raise SotayError("save_failed", detail="ENOSPC")

    with monkeypatch.context() as patch:
        patch.setattr(book.exchange, "note_export", fail)
        with pytest.raises(SotayError, match="save_failed"):
            export_book(book, KEY, desk.folder / "out")
    assert files_in(desk.folder / "out") == []
    assert export_book(book, KEY, desk.folder / "out").number == 1


def test_a_package_that_does_not_read_back_is_taken_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))

    def corrupt(path: Path, parts: list[bytes]) -> None:
        path.write_bytes(b"".join(parts).replace(b'"attendance":25', b'"attendance":26', 1))

    with monkeypatch.context() as patch:
        patch.setattr(writer, "write_whole", corrupt)
        with pytest.raises(SotayError, match="export_failed"):
            export_book(book, KEY, desk.folder / "out")
    assert files_in(desk.folder / "out") == []
    assert book.exchange.exports() == ()


def test_a_stick_that_is_pulled_out_before_the_file_is_read_back_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))

    def gone(*_: object, **__: object) -> None:
        raise OSError(errno.ENXIO, "no such device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", gone)
        patch.setattr(Path, "unlink", gone)
        with pytest.raises(SotayError, match="export_failed") as refused:
            export_book(book, KEY, desk.folder / "out")
    assert refused.value.params["detail"] == "ENXIO"
    assert book.exchange.exports() == ()


def test_a_package_larger_than_receivers_take_is_not_left_lying(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    with monkeypatch.context() as patch:
        patch.setattr(size_limit, "MOST_BYTES", 500)
        with pytest.raises(SotayError, match="export_too_big"):
            export_book(book, KEY, desk.folder / "out")
    assert files_in(desk.folder / "out") == []


def test_a_full_disk_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(writer, "write_whole", full)
        with pytest.raises(SotayError, match="export_failed") as refused:
            export_book(book, KEY, desk.folder / "out")
    assert refused.value.params["detail"] == "ENOSPC"
    assert export_book(book, KEY, desk.folder / "out").number == 1


def test_the_seal_is_of_the_key_that_was_given(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    other = Signer(bytes(32))
    assert read_package(write_package(book, other).data).key == other.public_key
    assert independent.read_package(write_package(book, other).data)["seal"]["key"] == other.public_key
