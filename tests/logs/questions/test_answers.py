"""Answers about sessions: a conflict in every way it can be settled, and pairs; each is one step that can be undone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import reduce

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive
from logs.errors import SotayError
from logs.exchange.code_maps import CodeField, map_key
from logs.exchange.same_event import Answer, is_answered
from logs.model import Session
from logs.questions.answers import (
    Side,
    answer_duplicate,
    conflict_of,
    keep_both,
    keep_content,
    keep_version,
    map_catalogue,
    map_code,
)
from logs.questions.questions import questions
from logs.versions import merge, save
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session

BASE = complete_session(unit="CB01", reporters=["CB01-lo-van-pan"], documents=[])


def conflicting(book: LogBook, *contents: Session | None) -> str:
    """The id of a new session that other machines have made into each of the contents at the same time."""
    entry = book.add(BASE)
    record = book.sessions.record(entry.id)
    assert record is not None
    merged = reduce(merge, (save(record, content) for content in contents))
    book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(merged)}}, files=("elsewhere.jsonl",))
    return entry.id


def changed(**changes: object) -> Session:
    return msgspec.structs.replace(BASE, **changes)


def shown(book: LogBook, key: str) -> Session | None:
    record = book.sessions.record(key)
    assert record is not None
    return None if record.is_deleted else record.shown.content


def open_kinds(book: LogBook) -> list[str]:
    return [one.kind for one in questions(book)]


def heads(book: LogBook, key: str) -> set[str]:
    record = book.sessions.record(key)
    assert record is not None
    return {head.id for head in record.heads}


def test_the_sides_are_told_field_by_field_with_who_and_when(book: LogBook, clock: Clock) -> None:
    key = conflicting(book, changed(attendance=27, audience={"DV": 27}), changed(place="Nhà văn hóa"))
    clock.now += timedelta(hours=1)
    found = conflict_of(book, key)
    assert {one.field for one in found.differences} == {"attendance", "audience", "place"}
    assert found.sides[0].content == shown(book, key)
    place = next(one for one in found.differences if one.field == "place")
    assert place.values == tuple(side.content.place or None for side in found.sides if side.content)
    assert {(side.file, side.at) for side in found.sides} == {("elsewhere.jsonl", clock.now - timedelta(hours=1))}


def test_a_side_that_a_person_wrote_here_names_that_person(book: LogBook, clock: Clock) -> None:
    entry = book.add(BASE)
    before = book.sessions.record(entry.id)
    assert before is not None
    clock.now += timedelta(hours=1)
    mine = book.edit(entry.id, changed(attendance=30, audience={"DV": 30}))
    clock.now += timedelta(hours=1)
    held = book.sessions.record(entry.id)
    assert held is not None
    both = merge(held, save(before, changed(place="Nhà văn hóa")))
    book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(both)}}, files=("elsewhere.jsonl",))
    sides = {side.version: side for side in conflict_of(book, entry.id).sides}
    assert (sides[mine.version].who, sides[mine.version].file) == ("CB01-lo-van-pan", "")
    assert sides[mine.version].at == clock.now - timedelta(hours=1)
    [other] = (side for version, side in sides.items() if version != mine.version)
    assert (other.who, other.file, other.at) == ("", "elsewhere.jsonl", clock.now)


def test_a_decision_taken_back_leaves_the_sides_with_those_who_made_them(book: LogBook, clock: Clock) -> None:
    key = conflicting(book, changed(attendance=27, audience={"DV": 27}), changed(place="Nhà văn hóa"))
    before = {(side.content and side.content.place, side.file, side.at) for side in conflict_of(book, key).sides}
    clock.now += timedelta(days=1)
    keep_version(book, key, conflict_of(book, key).sides[1].version)
    book.history.undo()
    assert {
        (side.content and side.content.place, side.file, side.at) for side in conflict_of(book, key).sides
    } == before


@pytest.mark.parametrize("place", ["A", "B", "C", "D"])
def test_a_decision_taken_back_shows_and_counts_what_was_shown_before(book: LogBook, place: str) -> None:
    sides = [changed(place=place), changed(place="Nhà văn hóa", attendance=27, audience={"DV": 27})]
    key = conflicting(book, *sides)
    content = shown(book, key)
    for side in (0, 1):
        keep_version(book, key, conflict_of(book, key).sides[side].version)
        decided = shown(book, key)
        book.history.undo()
        assert (shown(book, key), open_kinds(book)) == (content, ["conflict"])
        book.history.redo()
        assert shown(book, key) == decided
        book.history.undo()
        assert shown(book, key) == content


@pytest.mark.parametrize("which", [0, 1])
def test_one_side_is_kept_by_the_beginning_of_its_version(book: LogBook, which: int) -> None:
    key = conflicting(book, changed(place="Hội trường A"), None)
    side = conflict_of(book, key).sides[which]
    old = heads(book, key)
    keep_version(book, key, side.version[:8], reason="đã hỏi đơn vị")
    assert shown(book, key) == side.content
    assert open_kinds(book) == []
    record = book.sessions.record(key)
    assert record is not None
    assert set(record.heads[0].parents) == old
    assert book.history.of(key)[-1].reason == "đã hỏi đơn vị"
    book.history.undo()
    assert open_kinds(book) == ["conflict"]
    assert None in [side.content for side in conflict_of(book, key).sides]


@pytest.mark.parametrize("which", [0, 1])
def test_the_history_of_a_decision_tells_what_the_version_not_kept_said(book: LogBook, which: int) -> None:
    key = conflicting(book, changed(place="Hội trường A"), changed(place="Hội trường B"))
    kept, other = (conflict_of(book, key).sides[place] for place in (which, 1 - which))
    assert kept.content is not None
    assert other.content is not None
    keep_version(book, key, kept.version)
    told = [(one.field, one.old, one.new) for one in book.history.of(key)[-1].changes]
    assert told == [("place", other.content.place, kept.content.place)]


def test_a_version_that_is_no_side_is_refused_with_the_sides(book: LogBook) -> None:
    key = conflicting(book, changed(place="A"), changed(place="B"))
    for wrong in ("", "zz", "0" * 32):
        with pytest.raises(SotayError) as caught:
            keep_version(book, key, wrong)
        assert caught.value.code == "version_missing"
        assert all(side.version[:8] in str(caught.value.params["choices"]) for side in conflict_of(book, key).sides)
    entry = book.add(BASE)
    with pytest.raises(SotayError, match="no_conflict"):
        keep_version(book, entry.id, entry.version)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogBook]:
    """A book that gains a session with every example."""
    with make_book(tmp_path_factory.mktemp("deciding") / "book", Clock()) as made:
        yield made


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["A", "B", "C", "D", None]), min_size=2, max_size=4, unique=True), st.data())
def test_any_answer_closes_the_question_with_all_heads_as_parents_and_undo_reopens_it(
    full: LogBook, places: list[str | None], data: st.DataObject
) -> None:
    key = conflicting(full, *(None if place is None else changed(place=place) for place in places))
    sides, old, sessions = conflict_of(full, key).sides, heads(full, key), len(full.find())
    live = [side for side in sides if side.content is not None]
    answer = data.draw(st.sampled_from(["keep", "pick", *(["both"] if len(live) > 1 else [])]))
    if answer == "keep":
        keep_version(full, key, data.draw(st.sampled_from(sides)).version)
    elif answer == "pick":
        keep_content(full, key, changed(topic="Chọn từng mục"))
    else:
        keep_both(full, key)
    record = full.sessions.record(key)
    assert record is not None
    assert set(record.heads[0].parents) == old
    assert not is_asked(full, key)
    added = len(live) - 1 if answer == "both" else -1 if record.is_deleted else 0
    assert len(full.find()) == sessions + added
    full.history.undo()
    assert is_asked(full, key)
    assert contents_of(conflict_of(full, key).sides) == contents_of(sides)
    assert len(full.find()) == sessions
    full.history.redo()
    assert not is_asked(full, key)
    assert len(full.find()) == sessions + added
    for entry in full.find():  # so that the next example is not asked whether all of them are one
        full.delete(entry.id)


def is_asked(book: LogBook, key: str) -> bool:
    return any(one.kind == "conflict" and one.sessions == (key,) for one in questions(book))


def contents_of(sides: tuple[Side, ...]) -> list[str]:
    return sorted(str(side.content) for side in sides)


def test_sides_that_say_the_same_are_kept_once(book: LogBook) -> None:
    # Two machines deleted and wrote the same again by different ways.
    entry = book.add(BASE)
    record = book.sessions.record(entry.id)
    assert record is not None
    first = save(record, changed(place="A"))
    second = save(save(record, changed(place="C")), changed(place="A"))
    both = merge(merge(first, second), save(record, changed(place="B")))
    book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(both)}})
    assert len(conflict_of(book, entry.id).sides) == 3
    keep_both(book, entry.id)
    assert sorted(one.session.place for one in book.find()) == ["A", "B"]


def test_both_are_not_kept_where_one_side_is_deleted(book: LogBook) -> None:
    key = conflicting(book, changed(place="A"), None)
    with pytest.raises(SotayError, match="one_live_side"):
        keep_both(book, key)


def test_both_kept_are_answered_to_be_two_events(book: LogBook) -> None:
    key = conflicting(book, changed(place="A"), changed(place="B"))
    keep_both(book, key)
    first, second = (entry.id for entry in book.find())
    assert is_answered(book.figures.links, first, second)
    assert len(book.figures.counted()) == 2
    book.history.undo()
    assert not is_answered(book.figures.links, first, second)


@pytest.mark.parametrize(("answer", "counted"), [("same", 1), ("different", 2)])
def test_a_pair_is_answered_once_and_undone(book: LogBook, answer: Answer, counted: int) -> None:
    first, second = book.add(BASE).id, book.add(BASE).id
    answer_duplicate(book, second, first, answer, reason="đã hỏi")
    assert is_answered(book.figures.links, first, second)
    assert (len(book.figures.counted()), len(book.find())) == (counted, 2)
    book.history.undo()
    assert not is_answered(book.figures.links, first, second)
    assert len(book.figures.counted()) == 2
    book.history.redo()
    assert len(book.figures.counted()) == counted


def test_a_code_can_mean_only_what_the_book_knows(book: LogBook) -> None:
    fields: list[tuple[CodeField, str]] = [
        ("unit", "unit_unknown"), ("partners", "unit_unknown"), ("reporters", "reporter_unknown"),
        ("themes", "theme_unknown"), ("audience", "audience_unknown"), ("documents", "document_unknown"),
    ]  # fmt: skip
    for field, code in fields:
        with pytest.raises(SotayError, match=code):
            map_code(book, "CB01", field, "x", "nowhere")
    assert book.exchange.maps == {}


def test_a_units_code_cannot_mean_two_units(book: LogBook) -> None:
    map_code(book, "CB01", "unit", "X9", "CB02")
    map_code(book, "DB01", "partners", "X9", "CB02")
    with pytest.raises(SotayError, match="code_means_other"):
        map_code(book, "DB01", "unit", "X9", "CB03")
    with pytest.raises(SotayError, match="code_means_other"):
        map_code(book, "DB01", "unit", "CB01", "CB02")


def test_an_answer_about_a_code_is_kept_with_who_gave_it_and_undone(book: LogBook, clock: Clock) -> None:
    map_code(book, "CB01", "reporters", "r", book.owner.reporter, reason="cùng một người")
    [held] = book.exchange.maps.values()
    assert (held.who, held.at) == (book.owner.reporter, clock.now)
    assert [change.reason for change in book.history.changes()] == ["cùng một người"]
    book.history.undo()
    assert book.exchange.maps == {}


def test_another_catalogue_is_read_by_what_its_themes_are_in_ours(book: LogBook) -> None:
    source = book.directive.source.replace('code = "DM-01"', 'code = "KT-01"', 1)
    source = source.replace('code = "NT-02"', 'code = "NT-52"').replace(book.directive.themes["NT-02"].title, "Xyz 123")
    theirs = read_directive(source.encode())
    assert map_catalogue(book, "CB02", theirs, reason="Đã hỏi") is not None
    assert book.exchange.maps[map_key("CB02", "themes", theirs.id, "KT-01")].to == "DM-01"
    assert {one.code for one in book.exchange.maps.values()} == theirs.themes.keys() - {"NT-52"}, (
        "one has no counterpart"
    )
    assert map_catalogue(book, "CB02", theirs) is None
    book.history.undo()
    assert not book.exchange.maps


def test_putting_catalogues_side_by_side_adopts_theirs_for_that_sender(book: LogBook) -> None:
    source = book.directive.source.replace('code = "DM-01"', 'code = "KT-01"', 1).replace("LC-TTDN-2014", "OLD-2013")
    theirs = read_directive(source.encode())
    for unit in ("CB01", "CB02"):
        for themes in (["KT-01"], ["LC-05"]):
            book.add(msgspec.structs.replace(BASE, unit=unit, directive="OLD-2013", themes=tuple(themes)))
    assert map_catalogue(book, "CB02", theirs) is not None
    ours = [one.session for one in book.figures.counted() if one.session.directive == book.directive.id]
    assert sorted((one.unit, one.themes) for one in ours) == [("CB02", ("DM-01",)), ("CB02", ("LC-05",))]
    assert map_catalogue(book, "CB02", theirs) is None
