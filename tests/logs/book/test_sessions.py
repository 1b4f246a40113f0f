"""The sessions of a book one by one: by their ids, short ones too, and the latest."""

from pathlib import Path

from logs.book.book import LogBook
from logs.book.sessions import Sessions
from logs.catalogue.directive import shipped
from logs.model import Reporter, Unit
from tests.books import Clock, make_book
from tests.logs.book.acts import PAN, refused, session
from tests.logs.sessions import complete_session


def test_short_ids(tmp_path: Path, clock: Clock) -> None:
    numbers = iter(
        f"{number}-0000-4000-8000-000000000000" for number in ("00000000", "ab100000", "ab200000", "ab210000")
    )
    book = LogBook.create(
        tmp_path / "book",
        unit="CB01",
        reporters=[Reporter(code=PAN, unit="CB01", name="Lò Văn Pản")],
        role="reporter",
        directive=shipped(),
        units=[Unit(code="CB01", type="chi_bo", name="Chi bộ Sở Tài chính")],
        clock=clock,
        new_id=lambda: next(numbers),
    )
    one, two, _ = (book.add(session()) for _ in range(3))
    assert book.sessions.get(" AB1 ") == one
    assert refused(book.sessions.get, "ab2") == "id_ambiguous"
    assert (
        refused(book.sessions.get, "ac")
        == refused(book.sessions.get, "")
        == refused(book.sessions.get, "  ")
        == "session_missing"
    )
    book.delete("ab21")
    assert book.sessions.get("ab2") == two, "a deleted session is in nobody's way"
    book.delete("ab2")
    book.delete("ab1")
    assert refused(book.sessions.get, "ab1") == "session_deleted"
    book.close()


def test_the_latest_sessions_come_last_first_and_of_a_unit_alone(tmp_path: Path) -> None:
    with make_book(tmp_path / "latest", Clock()) as book:
        made = [book.add(complete_session(unit=unit)) for unit in ("CB01", "CB02", "CB01", "CB03")]
        book.delete(made[2].id)
        assert [entry.id for entry in book.sessions.latest(2)] == [made[3].id, made[1].id]
        assert [entry.id for entry in book.sessions.latest(5, "CB01")] == [made[0].id]
        assert book.sessions.latest(5, "CB09") == []


def test_a_record_is_read_once_and_follows_each_save(book: LogBook) -> None:
    one, two = book.add(session()), book.add(session(notes="hai"))
    fresh = Sessions(book.storage, book.reference, book.exchange)
    record = fresh.record(one.id)
    assert record is not None
    assert fresh.record(one.id) is record
    assert not fresh.all_read
    assert fresh.records[one.id] is record
    assert fresh.all_read
    assert fresh.records == book.sessions.records
    edited = book.edit(one.id, session(notes="sửa"))
    assert fresh.entries(one.id) == (one,), "nobody has told it yet"
    fresh.follow({one.id: book.storage.rows("sessions")[one.id]}, {})
    assert fresh.entries(one.id) == (edited,)
    assert fresh.record(two.id) is fresh.records[two.id]


def test_a_session_never_heard_of_is_missing(book: LogBook) -> None:
    assert book.sessions.record("ffffffff") is None
    assert refused(book.sessions.existing, "ffffffff") == "session_missing"
    assert book.sessions.heads_of("ffffffff") == frozenset()
    assert book.sessions.entry("ffffffff") is None
