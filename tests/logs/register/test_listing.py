"""The register as it is looked through: the same sessions as the book finds, in order, whatever is saved meanwhile."""

from collections.abc import Callable, Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from logs.book.book import LogBook
from logs.book.bulk import changed, delete_all, save_all
from logs.counting.counts import Counts
from logs.model import Session
from logs.register.listing import Listing, listed, listing_of
from logs.register.search import Looking, Order
from logs.session.query import Entry, Query, Reason
from logs.text import fold, word_beginnings, words_of, words_of_each
from tests.books import Clock, make_book

TOPICS = ("Biển, đảo quê hương", "Nghị quyết của Đảng ủy", "Biên giới", "Đại hội Đảng bộ")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[LogBook]:
    with make_book(tmp_path / "book", Clock()) as opened:
        for number in range(150):
            opened.add(session(opened, number))
        yield opened


def session(book: LogBook, number: int, **fields: Any) -> Session:
    usual: dict[str, Any] = {
        "date": Date(2014, 1 + number % 5, 1 + number % 28),
        "unit": f"CB{1 + number % 3:02}",
        "form": ("SH", "HC", "TM")[number % 3],
        "reporters": (book.owner.reporter,),
        "attendance": 10 + number % 40,
        "audience": {"DV": None},
        "themes": ("LC-02",),
        "topic": TOPICS[number % len(TOPICS)],
        "status": "draft" if number % 10 == 0 else "complete",
    }
    composed = book.compose(usual | fields)
    assert composed.session is not None, composed.problems
    return composed.session


def newest_first(book: LogBook, query: Query) -> list[Entry]:
    return book.find(query)[::-1]


def look(looking: Looking, query: Query, order: Order | None = None) -> list[Entry]:
    looking.begin(query, order or Order())
    while not looking.go_on(0):
        pass
    return list(looking.found)


def counted(entries: list[Entry]) -> Counts:
    complete = [entry for entry in entries if entry.session.status == "complete"]
    attendance = sum(entry.session.attendance or 0 for entry in complete)
    drafts: dict[Reason, int] = {"draft": n} if (n := len(entries) - len(complete)) else {}
    return Counts(len(complete), attendance, drafts, sum(entry.conflict for entry in entries))


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(unit="CB02"),
        Query(text="bien"),
        Query(text="dang uy", status="complete"),
        Query(standing="new"),
        Query(start=Date(2014, 2, 1), end=Date(2014, 3, 31), form="HC"),
        Query(text="khong co"),
        Query(counted=True, theme="LC-02"),
    ],
)
def test_it_finds_what_the_book_finds(book: LogBook, query: Query) -> None:
    looking = Looking(book)
    found = look(looking, query)
    assert found == newest_first(book, query)
    assert looking.found.counts == counted(found)
    assert looking.found[2:5] == found[2:5]


def test_each_letter_typed_finds_anew(book: LogBook) -> None:
    looking = Looking(book)
    for typed in ("b", "bi", "bie", "bien", "bien d", "bien", "", "dang", "bo dang", "zzz"):
        assert look(looking, Query(text=typed)) == newest_first(book, Query(text=typed)), typed


def test_what_is_typed_before_the_rest_was_looked_at_is_found_all_the_same(book: LogBook) -> None:
    looking = Looking(book)
    look(looking, Query())
    looking.begin(Query(text="b"), Order())
    looking.go_on(0)
    assert not looking.is_done
    assert look(looking, Query(text="bien")) == newest_first(book, Query(text="bien"))


def test_the_listing_follows_the_book(book: LogBook) -> None:
    looking = Looking(book)
    first, second, *_rest = look(looking, Query())
    book.delete(first.id)
    book.edit(second.id, replace(second.session, topic="Việc khác", date=Date(2014, 1, 1)))
    book.add(session(book, 7, topic="Buổi mới"))
    assert look(looking, Query()) == newest_first(book, Query())
    assert look(looking, Query(text="viec khac")) == newest_first(book, Query(text="viec khac"))
    book.history.undo()
    book.history.undo()
    assert look(looking, Query()) == newest_first(book, Query())
    assert looking.listing.counts == counted(book.find())


def test_a_save_between_two_steps_does_no_harm(book: LogBook) -> None:
    listing = Listing(book)
    reading = listing.read()
    next(reading)
    book.add(session(book, 8))
    for _step in reading:
        pass
    assert [listing.entry(one) for one in listing.order] == newest_first(book, Query())
    gone = listing.order[0]
    book.delete(gone)
    assert listing.entry(gone).session.topic == ""


def test_a_new_name_of_a_unit_is_found_at_once(book: LogBook) -> None:
    looking = Looking(book)
    assert look(looking, Query(text="ten moi")) == []
    units = [replace(unit, name="Tên mới") if unit.code == "CB02" else unit for unit in book.units.values()]
    book.use_units(units)
    assert {entry.session.unit for entry in look(looking, Query(text="ten moi"))} == {"CB02"}


KEYS: dict[str, Callable[[Entry], Any]] = {
    "attendance": lambda entry: entry.session.attendance or 0,
    "topic": lambda entry: entry.session.topic,
    "same": lambda _entry: 0,
}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("descending", [False, True])
def test_equal_ones_stay_the_newest_first(book: LogBook, name: str, descending: bool) -> None:
    looking = Looking(book)
    found = look(looking, Query(), Order(name, descending, KEYS[name]))
    assert found == sorted(newest_first(book, Query()), key=KEYS[name], reverse=descending)
    assert look(looking, Query(text="bien"), Order(name, descending, KEYS[name])) == [
        entry for entry in found if "bien" in fold(entry.session.topic)
    ]


def test_by_day_the_oldest_first(book: LogBook) -> None:
    assert look(Looking(book), Query(), Order(descending=False)) == book.find()


def test_everything_that_looks_at_a_book_shares_its_listing(book: LogBook) -> None:
    assert listed(book) is listing_of(book) is Looking(book).listing
    assert not book.sessions.takes_a_while


def test_words_are_found_in_either_spelling_of_i_and_y() -> None:
    for typed, text in (
        ("kĩ thuật", "Kỹ thuật"),
        ("kỹ", "kĩ năng"),
        ("quý", "quí"),
        ("mĩ thuật", "mỹ thuật"),
        ("ki", "kỹ"),
    ):
        assert all(beginning in words_of(text) for beginning in word_beginnings(typed))
    assert not all(beginning in words_of("minh") for beginning in word_beginnings("my"))


@given(st.text(max_size=60), st.text(max_size=8))
def test_words_are_found_by_their_beginnings(text: str, typed: str) -> None:
    words = words_of(text)
    for word in words.split():
        assert all(beginning in words for beginning in word_beginnings(word[:3]))
    parts = word_beginnings(typed)
    assert all(part.startswith(" ") and part.strip() for part in parts)
    assert fold(text) == " ".join(fold(text).split())


@given(st.lists(st.text(st.characters() | st.sampled_from("\0 \n\x1f\u0323đÐỹy“”ſİ"), max_size=20), max_size=6))
def test_texts_that_are_folded_together_are_what_each_is_alone(texts: list[str]) -> None:
    assert words_of_each(texts) == list(map(words_of, texts))


# One step over many sessions


def test_a_field_of_many_is_one_step_of_undo(book: LogBook) -> None:
    before = {entry.id: entry.session for entry in book.find()}
    entries = book.find(Query(unit="CB01"))
    previews = [changed(book, entry, "place", "Hội trường lớn") for entry in entries]
    sessions = {one.entry.id: one.session for one in previews if one.session is not None}
    assert save_all(book, sessions, reason="sai địa điểm") == len(entries)
    assert {entry.session.place for entry in book.find(Query(unit="CB01"))} == {"Hội trường lớn"}
    assert save_all(book, sessions) == 0, "nothing differs any longer"
    assert book.history.of(entries[0].id)[-1].reason == "sai địa điểm"
    book.history.undo()
    assert {entry.id: entry.session for entry in book.find()} == before


def test_what_cannot_be_is_refused_session_by_session(book: LogBook) -> None:
    entry = book.find(Query(status="complete"))[0]
    assert changed(book, entry, "attendance", entry.session.attendance).same
    refused = changed(book, entry, "attendance", 0)
    assert refused.session is None
    assert [problem.code for problem in refused.errors] == ["attendance_zero"]
    torn = changed(book, replace(entry, conflict=True), "place", "Nhà văn hóa")
    assert [problem.code for problem in torn.errors] == ["change_conflict"]


def test_many_deletions_are_one_step_of_undo(book: LogBook) -> None:
    before = {entry.id: entry.session for entry in book.find()}
    chosen = [entry.id for entry in book.find(Query(form="HC"))]
    assert delete_all(book, [*chosen, "no such"]) == len(chosen)
    assert not book.find(Query(form="HC"))
    assert delete_all(book, chosen) == 0
    book.history.undo()
    assert {entry.id: entry.session for entry in book.find()} == before
