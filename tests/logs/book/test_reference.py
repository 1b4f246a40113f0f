"""Whose book it is, and its lists: catalogue, units, reporters, and how the office writes."""

import msgspec
import pytest

from logs.book.book import LogBook
from logs.book.reference import ReferenceData, reporter_code
from logs.exchange.office_settings import Office
from logs.model import Reporter


def test_reporters_are_added_and_replaced(book: LogBook) -> None:
    code = reporter_code("CB01", "Vàng Thị Đua")
    assert code == "CB01-vang-thi-dua"
    for rank in ("co_so", "tinh"):
        book.reference.add_reporter(Reporter(code=code, unit="CB01", name="Vàng Thị Đua", rank=rank))
    assert book.reporters[code].rank == "tinh"
    assert book.find() == []
    assert book.history.last_change() is None, "lists are no steps of the register"


@pytest.mark.parametrize("name", ["Nguyễn Thị Minh Khai Phương Thảo Lan Anh", "山田", "...", "-"])
def test_every_name_makes_a_code(name: str) -> None:
    code = reporter_code("CB01", name)
    assert Reporter(code=code, unit="CB01", name=name) == msgspec.convert(
        {"code": code, "unit": "CB01", "name": name}, Reporter
    )
    assert len(code) <= 32


def test_what_sessions_are_checked_against(book: LogBook) -> None:
    known = book.reference.known("LC-NO-SUCH")
    assert known.directive is book.directive, "a catalogue that the book does not have is taken to be the one in use"
    assert (known.units, known.reporters, known.today) == (book.units, book.reporters, book.today())
    assert book.reference.held_directive("LC-NO-SUCH") is None
    assert book.reference.held_directive(book.directive.id) == book.directive


def test_lists_are_kept(book: LogBook) -> None:
    book.reference.add_reporter(Reporter(code="CB01-k", unit="CB01", name="K"))
    book.reference.use_office(Office(place="Lào Cai"))
    fresh = ReferenceData(book.storage, book.clock)
    for part in (book.reference, fresh):
        assert part.reporters["CB01-k"].name == "K"
        assert part.office == Office(place="Lào Cai")
    assert fresh.owner == book.owner
    assert (fresh.kit, fresh.exemptions) == (None, {})
