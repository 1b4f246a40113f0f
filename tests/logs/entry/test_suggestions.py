"""What a new session most likely is: by the earlier session most like it, never over what was given."""

from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session

PAN, DUA = "CB01-lo-van-pan", "CB01-vang-thi-dua"
MONDAY, FRIDAY = Date(2014, 5, 5), Date(2014, 5, 9)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[LogBook]:
    """A book of CB01 with two reporters, on 20/05/2014."""
    with make_book(tmp_path / "book", Clock(), names=("Lò Văn Pản", "Vàng Thị Đua")) as book:
        yield book


def add(book: LogBook, **fields: Any) -> str:
    return book.add(complete_session(**{"reporters": [PAN], **fields})).id


def test_an_empty_book_guesses_today_and_its_owner(book: LogBook) -> None:
    assert Guesses(book).of({}) == {"date": Date(2014, 5, 20), "unit": "CB01", "reporters": (PAN,)}
    assert Guesses(book).of({"form": "TM"})["audience"] == {"CB": None, "DV": None}


def test_without_anything_to_go_by_the_session_that_came_last_is_the_example(book: LogBook) -> None:
    habits: dict[str, Any] = {"form": "HC", "place": "Phòng họp", "mode": "mixed"}
    only_once = {"topic": "Đề tài", "notes": "riêng", "minutes": 45, "attendance": 25}
    add(book, place="Nơi cũ", date="2014-05-19")
    add(book, date="2014-02-01", reporters=[DUA], audience={"VC": 20, "CB": 5}, **habits, **only_once)
    who = {"unit": "CB01", "reporters": (DUA,), "audience": {"VC": None, "CB": None}}
    assert Guesses(book).of({}) == {"date": Date(2014, 5, 20), **who, **habits}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"form": "TM"}, "Hội trường lớn"),
        ({"form": "HC"}, "Phòng giao ban"),
        ({"date": Date(2014, 5, 12)}, "Phòng giao ban"),
        ({"date": Date(2014, 5, 16)}, "Hội trường lớn"),
        ({"themes": ("QT-02",)}, "Hội trường lớn"),
        ({"topic": "biên giới quốc gia"}, "Hội trường lớn"),
        ({"topic": "gia ca vat tu"}, "Phòng giao ban"),
        ({}, "Nhà văn hóa"),
    ],
)
def test_the_most_similar_session_not_the_last_is_the_example(book: LogBook, typed: dict[str, Any], place: str) -> None:
    add(book, form="HC", date=MONDAY.isoformat(), place="Phòng giao ban", themes=["DM-01"], topic="Giá cả vật tư")
    add(book, form="TM", date=FRIDAY.isoformat(), place="Hội trường lớn", themes=["QT-02"], topic="Đường biên giới")
    add(book, form="SH", date="2014-05-07", place="Nhà văn hóa", themes=["LC-01"], topic="Du lịch")
    assert Guesses(book).of(typed)["place"] == place


def test_the_place_goes_with_its_unit_and_the_reporter_is_the_books_own(office: LogBook) -> None:
    add(office, unit="CB01", place="Trụ sở CB01")
    guesses = Guesses(office)
    assert guesses.of({"unit": "CB01"})["reporters"] == (office.owner.reporter,)
    assert guesses.of({"unit": "CB01"})["place"] == "Trụ sở CB01"
    other = guesses.of({"unit": "CB02"})
    assert (other["reporters"], "place" in other) == ((office.owner.reporter,), False)


def test_a_guess_never_chooses_another_unit(office: LogBook) -> None:
    """However much a session of another unit is like the new one: what guides is a session of the book's own."""
    own = add(office, unit="DB08", form="TM", place="Hội trường A", themes=["DM-01"], date=MONDAY.isoformat())
    add(office, unit="CB01", form="SH", place="Trụ sở CB01", themes=["QT-02"], topic="Biên giới")
    found = Guesses(office).of({"date": FRIDAY})
    assert (found["unit"], found["reporters"]) == ("DB08", (office.owner.reporter,))
    assert found["place"] == "Hội trường A"
    assert Guesses(office).similar({}, 1)[0].id == own
    found = Guesses(office).of({"topic": "Biên giới", "themes": ("QT-02",), "form": "SH"})
    assert (found["unit"], "place" in found) == ("DB08", False)


def test_a_unit_of_long_ago_is_still_an_example(office: LogBook) -> None:
    add(office, unit="CB01", form="TM", place="Trụ sở CB01")
    office.add_several(complete_session(unit="DB08", reporters=[PAN], place="Nơi khác") for _ in range(400))
    assert Guesses(office).of({"unit": "CB01"})["place"] == "Trụ sở CB01"


def test_only_what_the_book_knows_is_guessed(office: LogBook) -> None:
    add(office, unit="CB01", reporters=["AI-DO"], audience={"ZZ": 5, "DV": 20})
    found = Guesses(office).of({})
    assert (found["unit"], found["reporters"]) == ("DB08", (office.owner.reporter,))
    assert found["audience"] == {"DV": None}


def test_the_same_topic_brings_its_themes_and_another_does_not(book: LogBook) -> None:
    add(book, topic="Tình hình biên giới", themes=["QT-02", "DQ-01"])
    assert Guesses(book).of({"topic": "tinh hinh  biên giới"})["themes"] == ("QT-02", "DQ-01")
    assert "themes" not in Guesses(book).of({"topic": "Tình hình"})
    parsed = read_line('"tình hình biên giới" 30', book)
    assert parsed.fields["themes"] == ("QT-02", "DQ-01")
    assert "themes" in parsed.guessed


def test_a_save_is_seen_at_once(book: LogBook) -> None:
    guesses = Guesses(book)
    assert "form" not in guesses.of({})
    session_id = add(book, form="HC", place="Phòng họp")
    assert guesses.of({})["place"] == "Phòng họp"
    assert guesses.used("place") == ["Phòng họp"]
    book.delete(session_id)
    assert "place" not in guesses.of({})


FIELDS: dict[str, Any] = {
    "date": Date(2014, 5, 12), "unit": "CB02", "form": "HC", "reporters": (DUA,), "audience": {"LD": None},
    "place": "Nhà văn hóa", "mode": "online", "topic": "Đề tài", "themes": ("QT-01",),
}  # fmt: skip


@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_what_was_given_is_never_guessed_over(guessing: Guesses, names: set[str]) -> None:
    found = guessing.of({name: FIELDS[name] for name in names})
    assert not found.keys() & names
    assert all(found.values())
    assert "attendance" not in found


@pytest.fixture(scope="module")
def guessing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guesses]:
    with make_book(tmp_path_factory.mktemp("guesses") / "book", Clock(), names=("Lò Văn Pản",)) as book:
        add(book, place="Hội trường", mode="in_person", topic="Đề tài")
        yield Guesses(book)


def test_similar_sessions_come_best_first(book: LogBook) -> None:
    old = add(book, form="TM", date="2014-02-01", themes=["DM-01"])
    new = add(book, form="SH", date="2014-03-01", themes=["LC-02"])
    guesses = Guesses(book)
    assert [entry.id for entry in guesses.similar({}, 2)] == [new, old]
    assert [entry.id for entry in guesses.similar({"form": "TM"}, 2)] == [old, new]
    assert [entry.id for entry in guesses.similar({"themes": ("DM-01",)}, 1)] == [old]
