"""What undo and redo say of a step: which session, which answer, which file."""

from collections.abc import Callable

import msgspec
import pytest

from exports.merge.answers import map_unit, refuse_file, revoke_key
from exports.merge.unmerge import batches, undo, unmerge
from logs.book.book import LogBook
from logs.book.history import LISTS, UNDOABLE
from logs.coverage.scope import exempt
from logs.model import Unit
from logs.questions.answers import answer_duplicate
from tests.exports.desk import UNITS, Desk, package_of, session_of
from tui.core.i18n import use_language
from tui.text.steps import WORDS, redone_sentence, undone_sentence, what_it_did


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def add(book: LogBook, **changes: object) -> str:
    return book.add(session_of("CB01", **changes)).id


@pytest.mark.parametrize(
    ("act", "action"),
    [
        (lambda book, _key: book.add(session_of("CB01")), "Added"),
        (lambda book, key: book.edit(key, session_of("CB01", place="Nơi khác")), "Changed"),
        (lambda book, key: book.delete(key), "Deleted"),
    ],
)
def test_a_session_is_named_by_day_unit_and_theme(
    desk: Desk, act: Callable[[LogBook, str], object], action: str
) -> None:
    book = desk.book("CB01")
    act(book, add(book))
    for sentence, step in (
        (undone_sentence, undo(book)),
        (redone_sentence, book.history.redo()),
        (undone_sentence, undo(book)),
    ):
        assert action in sentence(step, book)
        [line] = what_it_did(step, book)
        assert f"12/05/2014 · {UNITS[2].name} (CB01) · LC-02" in line


def test_of_many_sessions_the_first_are_named_and_the_rest_counted(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add_several([session_of("CB01", topic=str(number)) for number in range(1200)])
    lines = what_it_did(undo(book), book, most=3)
    assert len(lines) == 4
    assert "1,197" in lines[-1]


@pytest.mark.parametrize(("answer", "words"), [("same", "one event"), ("different", "two events")])
def test_an_answer_about_two_sessions_names_both(desk: Desk, answer: str, words: str) -> None:
    book = desk.book("CB01")
    first, second = add(book, date="2014-05-12"), add(book, date="2014-05-13")
    answer_duplicate(book, first, second, "same" if answer == "same" else "different")
    for step in (undo(book), book.history.redo()):
        [line] = what_it_did(step, book)
        assert words in line
        assert "12/05/2014" in line
        assert "13/05/2014" in line


def test_an_answer_about_a_code_names_it_its_sender_and_its_meaning(desk: Desk) -> None:
    office = desk.office()
    party = desk.book("DB01", units=(*UNITS, Unit(code="X9", type="chi_bo", name="Chi bộ lạ", parent="DB01")))
    party.add(session_of("X9", reporters=["DB01-an"]))
    desk.merge(office, desk.export(party))
    map_unit(office, "DB01", "X9", "CB02")
    lines = "\n".join(what_it_did(undo(office), office))
    for word in ("“X9”", "(DB01)", "CB02", "BC_DB01_2014_v1.jsonl"):
        assert word in lines, lines
    map_unit(office, "DB01", "X9", "")
    assert "stays as it is" in "\n".join(what_it_did(undo(office), office))


def test_files_keys_and_marks_are_named(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    add(cell)
    unsigned = desk.file(package_of(cell).partition(b"\n")[2], "không ký.jsonl")
    desk.merge(office, unsigned)
    refuse_file(office, next(iter(office.exchange.waiting)))
    assert "không ký.jsonl" in what_it_did(undo(office), office)[0]
    desk.merge(office, desk.export(cell))
    revoke_key(office, next(iter(office.exchange.senders)), desk.clock())
    assert "(CB01)" in what_it_did(undo(office), office)[0]
    exempt(office, "CB02", "LC-04", "không có dự án")
    assert "LC-04" in what_it_did(undo(office), office)[0]
    office.use_units([msgspec.structs.replace(unit, name=f"{unit.name} mới") for unit in UNITS[:1]])
    assert "(DUK)" in "\n".join(what_it_did(undo(office), office))


def test_a_merge_is_named_by_its_files_whichever_way_it_goes(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    add(cell)
    desk.merge(office, desk.export(cell))
    said = ["File: BC_CB01_2014_v1.jsonl", "Sessions changed: 1."]
    step = undo(office)
    assert "Merge" in undone_sentence(step, office)
    assert what_it_did(step, office) == said
    step = office.history.redo()
    assert what_it_did(step, office) == said
    unmerge(office, batches(office)[0].key)
    step = undo(office)
    assert "in the book again" in undone_sentence(step, office)
    assert what_it_did(step, office) == said
    step = office.history.redo()
    assert "undone again" in redone_sentence(step, office)
    assert what_it_did(step, office) == said


def test_whatever_a_person_changes_has_words() -> None:
    told_by_files = {"received", "reporters", "receipts", "marks"}
    beside_others = {
        "about",
        "imported",
        "withdrawn",
    }  # the owner's line beside a catalogue, rows beside their sessions
    assert (UNDOABLE | LISTS) - told_by_files - beside_others == set(WORDS)
