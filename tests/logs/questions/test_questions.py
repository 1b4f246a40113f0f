"""What waits for a person, and that it no longer does once it is answered."""

from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive
from logs.catalogue.units import shipped_units
from logs.duplicates.index import Likeness
from logs.exchange.received import Received, Waiting
from logs.model import Unit
from logs.questions.answers import answer_duplicate, map_code, read_catalogue
from logs.questions.questions import KINDS, Question, find_question, questions
from logs.versions import merge, save
from tests.books import ZONE
from tests.logs.sessions import complete_session

REPORTER = "CB01-lo-van-pan"
MOMENT = datetime(2014, 5, 20, tzinfo=ZONE)


def add(book: LogBook, **changes: Any) -> str:
    # Days apart, so that no two look like one event.
    day = Date(2014, 1, 10) + timedelta(days=7 * len(book.sessions.records))
    usual = {"unit": "CB01", "reporters": [REPORTER], "documents": [], "partners": [], "date": day.isoformat()}
    return book.add(complete_session(**usual | changes)).id


def asked(book: LogBook) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in questions(book)]


def receive(book: LogBook, unit: str, **changes: Any) -> None:
    usual: dict[str, Any] = {
        "sha256": "a" * 64,
        "file": "a.jsonl",
        "unit": unit,
        "book": "b",
        "number": 1,
        "level": "unit",
    }
    usual |= {"period": "2014", "made": MOMENT, "received": MOMENT, "sessions": 1, "attendance": 9}
    made = Received(**usual | changes)
    book.history.commit("merge", {"received": {made.sha256: msgspec.json.encode(made)}})


def let_wait(book: LogBook, sha256: str, **changes: Any) -> None:
    usual: dict[str, Any] = {
        "sha256": sha256,
        "file": "w.jsonl",
        "unit": "CB02",
        "level": "unit",
        "book": "b",
        "number": 1,
    }
    made = Waiting(**usual | {"came": MOMENT, "code": "key_changed"} | changes)
    book.history.commit("merge", {"waiting": {sha256: msgspec.json.encode(made)}})


def test_an_ordinary_book_asks_nothing(book: LogBook) -> None:
    add(book)
    assert questions(book) == ()


def test_a_code_that_nobody_knows_is_asked_once_for_all_its_sessions(book: LogBook) -> None:
    first, second = add(book, reporters=["khach"]), add(book, reporters=["khach", REPORTER])
    [found] = questions(book)
    assert (found.kind, found.subject, found.field, found.unit) == ("code", "khach", "reporters", "CB01")
    assert found.sessions == tuple(sorted((first, second)))
    assert found.params["count"] == 2


@pytest.mark.parametrize("to", [REPORTER, ""])
def test_an_answer_about_a_code_is_remembered_for_sessions_to_come(book: LogBook, to: str) -> None:
    add(book, reporters=["khach"])
    map_code(book, "CB01", "reporters", "khach", to)
    assert questions(book) == ()
    add(book, reporters=["khach"])
    assert questions(book) == ()
    book.history.undo()
    book.history.undo()
    assert asked(book) == [("code", "khach")]


def test_codes_of_every_field_are_asked_about(book: LogBook) -> None:
    add(book, themes=["T-9"], audience={"la": 25}, documents=["d-9"], partners=["P9"], reporters=["r-9"])
    assert {(one.field, one.subject) for one in questions(book)} == {
        ("themes", "T-9"), ("audience", "la"), ("documents", "d-9"), ("partners", "P9"), ("reporters", "r-9"),
    }  # fmt: skip


def test_a_former_unit_name_is_not_asked_about(book: LogBook) -> None:
    listed = [*shipped_units(), Unit(code="MOI", type="chi_bo", name="Chi bộ mới", aliases=("CU",))]
    book.use_units(listed)
    add(book, partners=["CU"])
    assert questions(book) == ()
    add(book, partners=["CU", "CU-2"])
    assert asked(book) == [("code", "CU-2")]
    add(book, documents=["CU"])  # a unit's former name is no document's number
    assert ("code", "CU") in asked(book)


def test_themes_of_another_catalogue_are_asked_about_for_the_reporting_period_only(book: LogBook) -> None:
    add(book, directive="OLD-2013", themes=["A1"], audience={"xx": 25}, date="2013-05-12")
    assert questions(book) == ()
    add(book, directive="OLD-2013", themes=["A1"], audience={"xx": 25}, date="2014-05-12")
    assert [(one.kind, one.subject, one.directive) for one in questions(book)] == [("code", "A1", "OLD-2013")]
    map_code(book, "CB01", "themes", "A1", "LC-02", directive="OLD-2013")
    assert asked(book) == []


def test_units_in_received_files_are_asked_about_with_the_most_sessions_that_wait(book: LogBook) -> None:
    receive(book, "DB01", unknown={"X9": 2})
    receive(book, "DB01", sha256="b" * 64, number=2, unknown={"X9": 3})
    [found] = questions(book)
    assert (found.kind, found.subject, found.unit, found.params["count"]) == ("unit", "X9", "DB01", 3)
    map_code(book, "DB01", "unit", "X9", "")
    assert questions(book) == ()


def test_a_unit_that_was_listed_meanwhile_is_not_asked_about(book: LogBook) -> None:
    receive(book, "DB01", unknown={"X9": 2})
    book.use_units([*shipped_units(), Unit(code="X9", type="chi_bo", name="Chi bộ 9")])
    assert questions(book) == ()


def test_files_that_wait_are_asked_about_until_they_are_refused(book: LogBook) -> None:
    let_wait(book, "a" * 64)
    [found] = questions(book)
    assert (found.kind, found.subject, found.unit) == ("sender", "a" * 64, "CB02")
    assert found.params["code"] == "key_changed"
    let_wait(book, "a" * 64, refused=True)
    assert questions(book) == ()


def test_what_looks_like_one_event_is_asked_about_until_it_is_answered(
    book: LogBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = sorted(add(book) for _ in range(3))
    likely = [Likeness(a, b, 95, ("same_day",)), Likeness(b, c, 80, ())]
    monkeypatch.setattr("logs.questions.doubles.doubles_by_unit", lambda *_entries, **_units: {"": likely})
    first, second = questions(book)
    assert (first.sessions, first.score, first.reasons) == ((a, b), 95, ("same_day",))
    answer_duplicate(book, a, b, "different")
    assert [one.sessions for one in questions(book)] == [(b, c)]
    answer_duplicate(book, b, c, "same")
    assert questions(book) == ()
    book.history.undo()
    assert [one.key for one in questions(book)] == [second.key]


def test_a_pair_that_other_answers_make_one_is_not_asked_about(book: LogBook, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = sorted(add(book) for _ in range(3))
    monkeypatch.setattr("logs.questions.doubles.doubles_by_unit", lambda *_, **__: {"": [Likeness(a, c, 90, ())]})
    answer_duplicate(book, a, b, "same")
    assert len(questions(book)) == 1
    answer_duplicate(book, b, c, "same")
    assert questions(book) == ()


def test_questions_come_by_kind_the_same_in_every_run_with_keys_that_last(
    book: LogBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = sorted((add(book), add(book, reporters=["khach"])))
    monkeypatch.setattr("logs.questions.doubles.doubles_by_unit", lambda *_, **__: {"": [Likeness(a, b, 90, ())]})
    add(book, directive="LC-TTDN-2013", themes=["LC-01"])
    receive(book, "DB01", unknown={"X9": 2})
    let_wait(book, "c" * 64)
    record = book.sessions.record(a)
    assert record is not None
    heads = [save(record, complete_session(unit="CB01", place=place)) for place in "AB"]
    book.history.commit("merge", {"sessions": {a: msgspec.json.encode(merge(*heads))}})
    found = questions(book)
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=KINDS.index)
    # Marks of units are an office's to answer.
    assert set(kinds) == set(KINDS) - {"exemption"}
    assert [one.key for one in found] == [one.key for one in questions(book)]
    assert len({one.key for one in found}) == len(found)
    answer_duplicate(book, a, b, "different")
    assert [one.key for one in questions(book)] == [one.key for one in found if one.kind != "duplicate"]


@given(st.integers(-2, 12))
def test_a_question_is_found_by_its_number_or_its_key(number: int) -> None:
    listed = [Question(key=f"{'cdsu'[place % 4]}{place:07x}", kind="code") for place in range(9)]
    by_number = find_question(listed, str(number))
    assert by_number == (listed[number - 1] if 1 <= number <= 9 else None)
    assert all(find_question(listed, one.key.upper()) == one for one in listed)
    assert find_question(listed, "") is None
    assert find_question(listed, "x") is None


def test_another_catalogue_is_one_question_for_the_codes_that_both_have(book: LogBook) -> None:
    for themes in (["LC-01"], ["LC-02", "LC-01"], ["KT-01"]):
        add(book, directive="LC-TTDN-2013", themes=themes, documents=[])
    first, second = questions(book)
    assert (first.kind, first.subject, first.unit, first.params) == (
        "catalogue", "LC-TTDN-2013", "CB01", {"count": 2, "codes": ["LC-01", "LC-02"]},
    )  # fmt: skip
    assert (second.kind, second.subject, second.params["count"]) == ("code", "KT-01", 1)
    assert not book.figures.counted()
    read_catalogue(book, "CB01", "LC-TTDN-2013", adopt=True)
    assert [one.kind for one in questions(book)] == ["code"]
    assert [one.session.directive for one in book.figures.counted()] == ["LC-TTDN-2014"] * 2
    book.history.undo()
    read_catalogue(book, "CB01", "LC-TTDN-2013", adopt=False)
    assert [one.kind for one in questions(book)] == ["code"]
    assert not book.figures.counted()


LAST = "LC-TTDN-2013"


def read_into_ours(book: LogBook) -> list[tuple[str, tuple[str, ...]]]:
    """Unit and themes of every session of another catalogue that counts by ours."""
    ours = (one.session for one in book.figures.counted() if one.session.directive == book.directive.id)
    return sorted((one.unit, one.themes) for one in ours)


def test_an_answer_about_a_code_holds_for_its_sender_catalogue_and_code_alone(book: LogBook) -> None:
    for unit in ("CB01", "CB02"):
        for directive in (LAST, "LC-TTDN-2012"):
            for themes in (["KT-01"], ["KT-01", "LC-01"], ["LC-01"]):
                add(book, unit=unit, directive=directive, themes=themes)
    read_catalogue(book, "CB01", LAST, adopt=False)
    map_code(book, "CB01", "themes", "KT-01", "DM-01", directive=LAST)
    assert read_into_ours(book) == [("CB01", ("DM-01",))]
    read_catalogue(book, "CB02", LAST, adopt=True)
    assert read_into_ours(book) == [("CB01", ("DM-01",)), ("CB02", ("LC-01",))]
    map_code(book, "CB02", "themes", "KT-01", "QT-02", directive=LAST)
    assert read_into_ours(book) == [
        ("CB01", ("DM-01",)), ("CB02", ("LC-01",)), ("CB02", ("QT-02",)), ("CB02", ("QT-02", "LC-01")),
    ]  # fmt: skip
    for _ in range(4):
        book.history.undo()
    assert read_into_ours(book) == []
    for _ in range(4):
        book.history.redo()
    assert len(read_into_ours(book)) == 4


def test_a_catalogue_is_adopted_for_its_sender_with_the_codes_to_come(book: LogBook) -> None:
    add(book, directive=LAST, themes=["LC-01"])
    add(book, unit="CB02", directive=LAST, themes=["LC-01"])
    read_catalogue(book, "CB01", LAST, adopt=True)
    add(book, directive=LAST, themes=["LC-05"])
    add(book, unit="CB02", directive=LAST, themes=["LC-05"])
    assert read_into_ours(book) == [("CB01", ("LC-01",)), ("CB01", ("LC-05",))]
    assert [(one.kind, one.unit, one.params["codes"]) for one in questions(book)] == [
        ("catalogue", "CB02", ["LC-01", "LC-05"])
    ]


def test_a_catalogue_that_was_left_is_not_asked_about_for_codes_to_come(book: LogBook) -> None:
    add(book, directive=LAST, themes=["LC-01"])
    read_catalogue(book, "CB01", LAST, adopt=False)
    add(book, directive=LAST, themes=["LC-05"])
    assert (questions(book), read_into_ours(book)) == ((), [])


def test_codes_that_an_older_program_adopted_or_left_one_by_one_stay_so(book: LogBook) -> None:
    for themes in (["LC-01"], ["LC-02"], ["LC-01", "LC-02"], ["LC-05"]):
        add(book, directive=LAST, themes=themes)
    add(book, unit="CB02", directive=LAST, themes=["LC-01"])
    map_code(book, "CB01", "themes", "LC-01", "LC-01", directive=LAST)
    map_code(book, "CB01", "themes", "LC-02", "", directive=LAST)
    assert read_into_ours(book) == [("CB01", ("LC-01",))]
    assert [(one.unit, one.params["codes"]) for one in questions(book)] == [("CB01", ["LC-05"]), ("CB02", ["LC-01"])]


def test_a_catalogue_adopted_beside_one_of_ours_is_asked_about_beside_another(book: LogBook) -> None:
    add(book, directive=LAST, themes=["LC-01"])
    read_catalogue(book, "CB01", LAST, adopt=True)
    next_year = book.directive.source.replace("LC-TTDN-2014", "LC-TTDN-2014-B").encode()
    book.use_directive(read_directive(next_year))
    assert asked(book) == [("catalogue", LAST)]
    assert read_into_ours(book) == []
