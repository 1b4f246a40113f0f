"""Answers about pairs of sessions count only where whoever gave them speaks for both, whatever came first."""

from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.merge.unmerge import batches, unmerge
from exports.package.reader import read_package
from logs.book.book import LogBook
from logs.exchange.same_event import Answer, LinkRecord, answered, link_id
from logs.questions.answers import answer_duplicate
from logs.versions import merge
from tests import independent
from tests.exports.desk import KEYS, Desk, package_of, seed, session_of
from tests.exports.histories import Years
from tests.exports.levels import folder_in_memory

NOTHING = {"sessions": 0, "attendance": 0}
ONE = {"sessions": 1, "attendance": 25}
# Two sessions: CB01 holds the first, CB02 the second.
LINES = {
    unit: independent.session(independent.session_content(unit=unit, reporters=["BCV01"]), number=number)
    for number, unit in enumerate(("CB01", "CB02"), start=1)
}
A, X = (line["id"] for line in LINES.values())
PAIR = link_id(A, X)
SAID = {answer: answered(None, A, X, answer) for answer in ("same", "different")}
TAKEN_BACK = answered(SAID["same"], A, X, None)


def words(unit: str, record: LinkRecord, number: int, by: str | None = None) -> bytes:
    """A package of the unit that holds nothing but what it says of the pair."""
    lines = [
        {
            "kind": "link", "id": PAIR, "version": head.id, "parents": list(head.parents), "seen": list(record.seen),
            "content": msgspec.to_builtins(head.content),
        }
        | ({"by": by} if by else {})
        for head in record.heads
    ]  # fmt: skip
    return independent.write_package(lines, [], [], seed(unit), unit=unit, number=number, counts=NOTHING)


def session_file(unit: str) -> bytes:
    """The package of a cell with its session."""
    return independent.write_package([LINES[unit]], [], [], seed(unit), unit=unit, counts=ONE)


def deletion() -> bytes:
    """CB02 deletes its session."""
    line = independent.edit(LINES["CB02"], None)
    return independent.write_package([line], [], [], seed("CB02"), unit="CB02", number=2, counts=NOTHING)


@pytest.fixture(scope="module")
def years() -> Iterator[Years]:
    with TemporaryDirectory(dir=folder_in_memory()) as folder:
        made = Years(Path(folder))
        yield made
        made.close()


said = st.tuples(
    st.sampled_from(("CB01", "CB02", "DB01", "DB02")), st.sampled_from([*SAID.values(), TAKEN_BACK]),
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(said, min_size=1, max_size=5, unique_by=str), st.booleans(), st.data())
def test_what_counts_is_what_who_speaks_for_both_has_said_in_any_order(
    years: Years, told: list[tuple[str, LinkRecord]], is_deleted: bool, data: st.DataObject
) -> None:
    desk = years.desk()
    files = [words(unit, record, number) for number, (unit, record) in enumerate(told, start=3)]
    files += [session_file("CB01"), session_file("CB02"), *([deletion()] if is_deleted else [])]
    books = [merged(desk, f"office {number}", data.draw(st.permutations(files))) for number in range(2)]
    theirs = [record for unit, record in told if unit == "DB01"]
    wanted = reduce(merge, theirs) if theirs else TAKEN_BACK
    content = wanted.shown.content
    is_one = content is not None and content.answer == "same"
    for book in books:
        # Whether an answer taken back names its pair somewhere makes no difference: nothing is said of it.
        assert {key: one for key, one in book.figures.links.items() if not one.is_deleted} == (
            {PAIR: wanted} if content else {}
        )
        assert len(book.figures.counted()) == 2 - is_deleted - (is_one and not is_deleted)
    assert books[0].exchange.answers == books[1].exchange.answers


def merged(desk: Desk, name: str, files: Sequence[bytes]) -> LogBook:
    """A new book of the office into which the files came one after the other."""
    book = desk.office(name)
    for one in files:
        desk.merge(book, desk.file(one), trust=KEYS)
    return book


def test_an_answer_waits_for_a_session_and_is_told_to_be_nobodys_once_that_is_here(desk: Desk) -> None:
    office = desk.office()
    early = desk.take(office, words("CB01", SAID["same"], 3))
    assert not early.set_aside
    assert office.figures.links == {}
    desk.merge(office, desk.file(session_file("CB01")), desk.file(session_file("CB02")))
    assert len(office.figures.counted()) == 2
    [late] = desk.take(office, words("CB01", SAID["different"], 4)).set_aside
    assert late.code == "link_of_other_unit"
    assert office.figures.links == {}


def test_an_answer_taken_back_in_advance_by_another_keeps_none_from_counting(desk: Desk) -> None:
    office = desk.office()
    desk.take(office, words("DB02", TAKEN_BACK, 3))
    for data in (words("DB01", SAID["same"], 3), session_file("CB02"), session_file("CB01")):
        desk.take(office, data)
    assert len(office.figures.counted()) == 1


@pytest.mark.parametrize(("unit", "counted"), [("CB01", 2), ("DB01", 1)])
def test_a_word_passed_on_unjudged_stays_the_word_of_who_gave_it(desk: Desk, unit: str, counted: int) -> None:
    # The committee in the middle knows one of the sessions only, the one above it the other.
    middle, office = desk.book("DB01", "middle", role="committee"), desk.office()
    desk.take(office, session_file("CB02"))
    desk.merge(middle, desk.file(session_file("CB01")))
    desk.merge(middle, desk.file(words(unit, SAID["same"], 3)), trust=KEYS)
    passed_on = package_of(middle)
    assert read_package(passed_on).links.get(PAIR, {}).keys() == ({unit} - {"DB01"})
    for data in (passed_on, *([words("DB01", SAID["same"], 9)] if unit == "DB01" else [])):
        desk.merge(office, desk.file(data), trust=KEYS)
    assert len(office.figures.counted()) == counted


@pytest.mark.parametrize("by", ["DB02", "CB02", "unknown"])
def test_nobody_passes_on_the_word_of_a_unit_for_which_he_does_not_speak(desk: Desk, by: str) -> None:
    office = desk.office()
    for data in (session_file("CB01"), session_file("CB02")):
        desk.take(office, data)
    [one] = desk.take(office, words("CB01", SAID["same"], 3, by)).set_aside
    assert one.code == "link_of_other_unit"
    assert office.figures.links == {}


def test_a_word_about_a_session_that_moves_up_or_down_the_unit_list_is_judged_anew(desk: Desk) -> None:
    office = desk.office()
    for data in (session_file("CB01"), session_file("CB02"), words("DB01", SAID["same"], 3)):
        desk.take(office, data)
    assert len(office.figures.counted()) == 1
    units = dict(office.units)
    office.use_units([*units.values(), msgspec.structs.replace(units["CB02"], parent="DB02")])
    assert len(office.figures.counted()) == 2
    office.use_units(units.values())
    assert len(office.figures.counted()) == 1


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_merge_taken_back_takes_back_its_own_files_word_only(desk: Desk, is_sent: bool) -> None:
    office = desk.office()
    desk.merge(office, desk.file(session_file("CB01")), desk.file(session_file("CB02")))
    answers: tuple[Answer, ...] = ("same", "different")
    for number, answer in enumerate(answers, start=3):
        desk.take(office, words("DB01", SAID[answer], number))
    if is_sent:
        desk.export(office)
    assert office.figures.links[PAIR].is_conflict
    unmerge(office, batches(office)[0].key)
    assert len(office.figures.counted()) == 1
    unmerge(office, batches(office)[1].key)
    assert len(office.figures.counted()) == 2
    assert (PAIR in office.figures.links) == is_sent


def test_the_answers_of_a_package_are_told_by_whose_they_are(desk: Desk) -> None:
    package = read_package(words("DB01", SAID["same"], 3, "CB01"))
    assert package.links == {PAIR: {"CB01": SAID["same"]}}


def test_a_cells_own_word_counts_in_its_own_book_at_once(desk: Desk) -> None:
    cell = desk.book("CB01")
    a, b = (cell.add(session_of("CB01", topic=topic)).id for topic in ("một", "hai"))
    office = desk.office()
    answer_duplicate(cell, a, b, "same")
    desk.take(office, package_of(cell))
    assert len(cell.figures.counted()) == len(office.figures.counted()) == 1
