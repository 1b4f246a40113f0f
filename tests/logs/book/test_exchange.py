"""What a book remembers of what it sent and took in."""

import msgspec

from logs.book.book import LogBook
from logs.book.exchange import Exchange, Export
from logs.exchange.receipts import Receipt, Rejected
from tests.books import Clock
from tests.logs.book.acts import reopened, session


def test_what_was_sent_is_remembered(book: LogBook, clock: Clock) -> None:
    one, two = book.add(session()), book.add(session(notes="hai"))
    assert book.exchange.standing(one) == "new"
    export = Export(
        number=1, sha256="0" * 64, file="BC.jsonl", period="2014", made=clock.now, sessions=1, attendance=25
    )
    book.exchange.note_export(export, {one.id: one.version})
    assert (book.exchange.standing(one), book.exchange.standing(two)) == ("sent", "new")
    edited = book.edit(one.id, session(notes="sửa"))
    assert book.exchange.standing(edited) == "new"
    for number in range(2, 12):
        book.exchange.note_export(
            msgspec.structs.replace(export, number=number), {edited.id: edited.version, two.id: two.version}
        )
    again = reopened(book)
    assert [one.number for one in again.exchange.exports()] == list(range(1, 12))
    assert all(again.exchange.standing(entry) == "sent" for entry in again.find())
    again.close()


def test_a_receipt_says_how_far_a_session_has_come(book: LogBook, clock: Clock) -> None:
    one, two = book.add(session()), book.add(session(notes="hai"))
    book.exchange.note_export(
        Export(number=1, sha256="0" * 64, file="BC.jsonl", period="2014", made=clock.now, sessions=2, attendance=50),
        {one.id: one.version, two.id: two.version},
    )
    receipt = Receipt(
        sha256="1" * 64, unit="DB08", book=one.id, number=1, made=clock.now, came=clock.now, files=(1,),
        held={one.id: one.version}, set_aside=(Rejected(two.id, "session_unit_unknown"),),
    )  # fmt: skip
    assert book.exchange.rejection(two.id) is None
    book.storage.commit({"receipts": {receipt.book: msgspec.json.encode(receipt)}})
    fresh = Exchange(book.storage, book.reference)
    assert [fresh.standing(entry) for entry in (one, two)] == ["received", "to_mend"]
    assert fresh.rejection(two.id) == Rejected(two.id, "session_unit_unknown")
    book.exchange.follow({"receipts": {receipt.book: b""}})
    assert book.exchange.standing(one) == "received"
    edited = book.edit(one.id, session(notes="sửa"))
    assert book.exchange.standing(edited) == "new"
