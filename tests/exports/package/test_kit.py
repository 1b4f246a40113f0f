"""The starter kit as a file: written at the office, read by whoever begins a book, refused where anything is odd."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from exports.package.kit import begin_book, is_kit, load_kit, read_kit, save_kit, write_kit
from exports.package.seal import seal, unseal
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.model import Reporter
from tests.books import fill_disk
from tests.exports.desk import OFFICE, UNITS, Desk, package_of, session_of, signer

AN = Reporter(code="CB01-an", unit="CB01", name="Nguyễn Thị Ẩn")


def refusal(data: bytes) -> str:
    """Why the bytes are no kit."""
    with pytest.raises(SotayError) as caught:
        read_kit(data)
    return caught.value.code


def altered(book: LogBook, place: int, **fields: Any) -> bytes:
    """The office's kit, properly signed, with other fields in one of its lines."""
    lines = unseal(write_kit(book, signer(OFFICE))).body.splitlines()
    lines[place] = msgspec.json.encode(msgspec.json.decode(lines[place]) | fields, order="sorted")
    return seal(b"\n".join((*lines, b"")), signer(OFFICE))


def test_what_was_written_is_what_a_reporter_reads(desk: Desk) -> None:
    office = desk.office()
    path, kit = save_kit(office, signer(OFFICE), desk.folder)
    assert path.name == "KIT_DUK_2014.jsonl"
    assert load_kit(path) == kit
    assert kit.units == UNITS
    assert (kit.head.unit, kit.directive.id, kit.key) == (OFFICE, "LC-TTDN-2014", signer(OFFICE).public_key)
    assert [save_kit(office, signer(OFFICE), desk.folder)[0].name for _ in range(2)] == [
        "KIT_DUK_2014_2.jsonl", "KIT_DUK_2014_3.jsonl"
    ]  # fmt: skip
    with pytest.raises(SotayError, match="export_file_exists"):
        save_kit(office, signer(OFFICE), path)


def test_a_book_begun_from_it_is_of_the_unit_and_believes_the_office(desk: Desk) -> None:
    kit = read_kit(write_kit(desk.office(), signer(OFFICE)))
    with begin_book(desk.folder / "new", kit, AN, "reporter", desk.clock) as book:
        assert (book.owner.unit, book.owner.reporter, book.directive.id) == ("CB01", AN.code, "LC-TTDN-2014")
        assert tuple(book.units.values()) == UNITS
        assert book.exchange.senders[kit.key].level == "committee"
        assert book.reference.kit is not None
        assert book.reference.kit.number == kit.head.number


def test_a_book_that_cannot_be_begun_is_let_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = read_kit(write_kit(desk.office(), signer(OFFICE)))

    def full(*_: object) -> dict[str, dict[str, bytes | None]]:
        fill_disk(monkeypatch)
        return {"about": {"kit": b"{}"}}

    monkeypatch.setattr("exports.package.kit.kit_changes", full)
    with pytest.raises(SotayError, match="save_failed"):
        begin_book(desk.folder / "new", kit, AN, "reporter", desk.clock)
    monkeypatch.undo()
    with LogBook.open(desk.folder / "new", clock=desk.clock) as book:
        assert not book.read_only


def test_only_an_office_gives_one_out(desk: Desk) -> None:
    with pytest.raises(SotayError, match="office_only"):
        save_kit(desk.book("CB01"), signer("CB01"), desk.folder)


def test_a_disk_that_takes_nothing_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    office = desk.office()
    fill_disk(monkeypatch)
    with pytest.raises(SotayError) as caught:
        save_kit(office, signer(OFFICE), desk.folder)
    assert (caught.value.code, caught.value.params["detail"]) == ("export_failed", "ENOSPC")


@pytest.mark.parametrize(("name", "code"), [("", "path_unreadable"), ("none.jsonl", "path_missing")])
def test_a_path_of_no_file_is_told(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(SotayError, match=code):
        load_kit(tmp_path / name)


def test_a_kit_is_known_from_other_files(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    assert is_kit(unseal(write_kit(office, signer(OFFICE))))
    package = package_of(cell)
    assert not is_kit(unseal(package))
    assert refusal(package) == "file_not_kit"


def test_what_nobody_signed_is_none(desk: Desk) -> None:
    assert refusal(unseal(write_kit(desk.office(), signer(OFFICE))).body) == "file_not_package"


@pytest.mark.parametrize(
    ("place", "fields", "code"),
    [
        (0, {"format": 99}, "file_newer"),
        (0, {"made": "2014-12-10T08:00:00"}, "file_not_kit"),
        (0, {"unit": "XX99"}, "file_not_kit"),
        (0, {"directive": {"id": "LC-TTDN-2014", "sha256": "0" * 64}}, "file_not_kit"),
        (0, {"toml": "no = catalogue"}, "directive_unreadable"),
        (1, {"unit": {"code": "DB01", "type": "dang_bo", "name": "Hai lần"}}, "file_not_kit"),
        (1, {"unit": {"code": "DUK", "type": "dang_bo", "name": "Cấp trên lạ", "parent": "XX99"}}, "file_not_kit"),
        (1, {"kind": "other"}, "file_not_kit"),
        (1, {"more": 1}, "file_not_kit"),
    ],
)
def test_a_kit_that_contradicts_itself_is_refused(desk: Desk, place: int, fields: dict[str, Any], code: str) -> None:
    assert refusal(altered(desk.office(), place, **fields)) == code
