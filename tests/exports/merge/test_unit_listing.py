"""A unit that the list lacks: taken into it, and with it what waited, in one step that an undo takes back."""

import pytest

from exports.merge.answers import list_unit, proposed_unit
from exports.merge.unmerge import undo
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.model import Unit
from logs.questions.answers import map_code
from logs.questions.questions import questions
from tests.exports.desk import KEYS, UNITS, Desk, session_of

STRANGER = Unit(code="X9", type="dang_bo", name="Đảng bộ lạ", parent="DB01")
LISTED = Unit(code="X9", type="chi_bo", name="Chi bộ Trường Chính trị tỉnh", parent="DB01")


def with_its_sessions(desk: Desk) -> LogBook:
    """An office that has a file of DB01 with a session of its own and two of a unit X9, which are set aside."""
    office, party = desk.office(), desk.book("DB01", units=(*UNITS, STRANGER))
    for unit, day in (("DB01", "2014-03-01"), ("X9", "2014-05-01"), ("X9", "2014-07-01")):
        party.add(session_of(unit, date=day, reporters=["DB01-an"]))
    desk.merge(office, desk.export(party), trust=KEYS)
    return office


def with_its_files(desk: Desk) -> LogBook:
    """An office at which two files of the unit X9 itself wait."""
    office, stranger = desk.office(), desk.book("X9", units=(*UNITS, STRANGER))
    for day in ("2014-04-05", "2014-04-12"):
        stranger.add(session_of("X9", date=day))
        desk.merge(office, desk.export(stranger))
    return office


def state(book: LogBook) -> object:
    return (
        dict(book.sessions.records),
        dict(book.exchange.received),
        dict(book.exchange.waiting),
        dict(book.units),
        dict(book.exchange.senders),
    )


def test_sessions_that_waited_come_in_with_their_unit_and_go_with_it(desk: Desk) -> None:
    office = with_its_sessions(desk)
    before, steps = state(office), len(list(office.history.changes()))
    [outcome] = list_unit(office, LISTED)
    assert (outcome.new, outcome.same, outcome.set_aside) == (2, 1, ())
    assert questions(office) == ()
    assert office.units["X9"] == LISTED
    assert len(list(office.history.changes())) == steps + 1
    undo(office)
    assert state(office) == before
    office.history.redo()
    assert len(office.find()) == 3


def test_files_that_waited_come_in_with_their_sender(desk: Desk) -> None:
    office = with_its_files(desk)
    outcomes = list_unit(office, LISTED)
    assert [one.outcome for one in outcomes] == ["merged", "merged"]
    assert office.exchange.waiting == {}
    assert len(office.find()) == 2
    assert [one.unit for one in office.exchange.senders.values()] == ["X9"]


def test_a_unit_may_be_listed_under_another_code_than_the_files_use(desk: Desk) -> None:
    office = with_its_sessions(desk)
    [outcome] = list_unit(office, Unit(code="CB07", type="chi_bo", name="Chi bộ", parent="DB01", aliases=("X9",)))
    assert outcome.new == 2
    assert sorted(entry.session.unit for entry in office.figures.counted()) == ["CB07", "CB07", "DB01"]
    assert questions(office) == ()


def test_what_stands_elsewhere_in_the_list_is_not_the_sender_s_to_tell(desk: Desk) -> None:
    office = with_its_sessions(desk)
    [outcome] = list_unit(office, Unit(code="X9", type="chi_bo", name="Chi bộ", parent="DB02"))
    assert (outcome.new, {one.code for one in outcome.set_aside}) == (0, {"session_of_other_unit"})


def test_a_unit_is_proposed_as_the_files_describe_it(desk: Desk) -> None:
    assert proposed_unit(with_its_sessions(desk), "X9", "DB01") == Unit(
        code="X9", type="dang_bo", name="Đảng bộ lạ", parent="DB01"
    )


def test_a_sender_is_proposed_beside_the_listed_units(desk: Desk) -> None:
    found = proposed_unit(with_its_files(desk), "X9")
    assert (found.name, found.parent) == ("Đảng bộ lạ", "DUK")


def test_of_a_unit_that_no_file_describes_only_the_code_is_known(desk: Desk) -> None:
    office = desk.office()
    assert proposed_unit(office, "X9").name == "X9"
    assert list_unit(office, LISTED) == ()
    assert undo(office).action == "lists"
    assert "X9" not in office.units


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        (Unit(code="CB01", type="chi_bo", name="Một"), "unit_listed"),
        (Unit(code="cb01", type="chi_bo", name="Một"), "unit_listed"),
        (Unit(code="X8", type="chi_bo", name="Một", parent="X7"), "unit_parent"),
        (Unit(code="X8", type="chi_bo", name="Một", aliases=("X9",)), "code_means_other"),
    ],
)
def test_what_does_not_fit_the_list_is_refused(desk: Desk, unit: Unit, code: str) -> None:
    office = with_its_sessions(desk)
    map_code(office, "DB01", "unit", "X9", "CB01")
    before = state(office)
    with pytest.raises(SotayError) as caught:
        list_unit(office, unit)
    assert caught.value.code == code
    assert state(office) == before
