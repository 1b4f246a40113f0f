"""Themes that do not apply to a unit, on their way: up in its files, answered by the office, home in the receipt."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.merge.unmerge import batches, undo, unmerge
from exports.package.reader import read_package
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.catalogue.other_years import catalogue_of_year
from logs.coverage.scope import apply_again, base_of, exempt
from logs.questions.answers import answer_marks
from logs.questions.questions import Question, questions
from logs.session.query import Query
from tests import independent
from tests.exports.desk import KEYS, MIDDLE, Desk, package_of, session_of, signer


def cell_of(desk: Desk, unit: str = "CB01") -> LogBook:
    """A cell's book with a session."""
    book = desk.book(unit)
    book.add(session_of(unit))
    return book


def asked(book: LogBook) -> list[Question]:
    """The questions about marks."""
    return [one for one in questions(book) if one.kind == "exemption"]


def states(book: LogBook) -> dict[str, tuple[str, str]]:
    """Where every mark stands, by its key, with its reason."""
    return {key: (one.state, one.mark.reason) for key, one in book.exchange.marks.items()}


def gaps(book: LogBook, unit: str) -> set[str]:
    """The themes that the unit is still to talk about."""
    base = base_of(book)
    held = {theme for entry in book.find(Query(unit=unit)) for theme in entry.session.themes}
    return {theme for theme in base.themes if base.applies(unit, theme)} - held


def answer(book: LogBook, *, accept: bool = True, note: str = "") -> None:
    """Answer every mark that waits."""
    answer_marks(book, [str(one.params["key"]) for one in asked(book)], accept=accept, note=note)


KEY = "LC-TTDN-2014 CB01 LC-04"


def test_an_accepted_mark_is_no_gap_in_either_book(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB01", "LC-04", "Không có biên giới")
    desk.merge(office, desk.export(cell))
    assert states(office) == {KEY: ("asked", "Không có biên giới")}
    assert [(one.unit, one.subject, one.params["reason"]) for one in asked(office)] == [
        ("CB01", "LC-04", "Không có biên giới")
    ]
    assert "LC-04" in gaps(office, "CB01")
    answer(office)
    assert not asked(office)
    assert "LC-04" not in gaps(office, "CB01")
    desk.take(cell, desk.receipt(office, "CB01") or b"", trust=KEYS)
    assert states(cell)[KEY][0] == "accepted"
    assert "LC-04" not in gaps(cell, "CB01")


def test_a_refused_mark_is_a_gap_again_at_home_and_says_why(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB01", "LC-04", "Bận")
    desk.merge(office, desk.export(cell))
    assert "LC-04" not in gaps(cell, "CB01")
    answer(office, accept=False, note="Vẫn phải làm")
    receipt = desk.receipt(office, "CB01") or b""
    assert json.loads(receipt.splitlines()[1])["format"] == 2
    taken = desk.take(cell, receipt, trust=KEYS)
    assert [(note.code, note.params["themes"]) for note in taken.notes[1:]] == [("exemptions_refused", "LC-04")]
    assert states(cell)[KEY][0] == "refused"
    assert cell.exchange.marks[KEY].note == "Vẫn phải làm"
    assert "LC-04" in gaps(cell, "CB01")
    # It is not asked about again, but with another reason.
    desk.merge(office, desk.export(cell))
    assert not asked(office)
    exempt(cell, "CB01", "LC-04", "Không có biên giới")
    assert states(cell)[KEY][0] == "here"
    desk.merge(office, desk.export(cell))
    assert [one.params["reason"] for one in asked(office)] == ["Không có biên giới"]


def test_a_mark_that_is_taken_back_goes_from_the_office_too(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB01", "LC-04", "Không có biên giới")
    first = desk.export(cell)
    desk.merge(office, first)
    answer(office)
    apply_again(cell, "CB01", "LC-04")
    later = desk.export(cell)
    assert json.loads(later.read_bytes().splitlines()[1])["format"] == 1
    desk.merge(office, later)
    assert not states(office)
    desk.merge(office, first)
    assert not states(office)
    # What was answered holds when it is marked again for the same reason.
    exempt(cell, "CB01", "LC-04", "Không có biên giới")
    desk.merge(office, desk.export(cell))
    assert states(office)[KEY][0] == "accepted"


def test_a_merge_that_is_taken_back_takes_the_marks_along(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB01", "LC-04", "một")
    desk.merge(office, desk.export(cell))
    exempt(cell, "CB01", "LC-04", "hai")
    exempt(cell, "CB01", "QT-01", "ba")
    desk.merge(office, desk.export(cell))
    assert len(states(office)) == 2
    unmerge(office, batches(office)[0].key)
    assert states(office) == {KEY: ("asked", "một")}
    answer(office)
    undo(office)
    assert states(office) == {KEY: ("asked", "một")}
    office.history.redo()
    assert states(office) == {KEY: ("accepted", "một")}
    unmerge(office, batches(office)[1].key)
    assert not states(office)


def test_a_sender_speaks_for_its_own_units_alone(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB02", "LC-04", "không phải của mình")
    exempt(cell, "CB01", "LC-04", "của mình")
    outcome = desk.take(office, package_of(cell))
    assert [(line.code, line.params) for line in outcome.set_aside] == [("exemption_of_other_unit", {"unit": "CB02"})]
    assert list(states(office)) == [KEY]


def test_what_a_key_says_of_units_below_waits_until_it_is_compared(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    middle.add(session_of("DB01"))
    exempt(middle, "CB01", "LC-04", "cấp trên đánh dấu")
    path = desk.export(middle)
    assert desk.merge(office, path, trust=frozenset()).files[0].set_aside[0].code == "exemption_waits_for_key"
    assert not states(office)
    desk.merge(office, path, trust=MIDDLE)
    assert states(office)[KEY][0] == "asked"


def test_a_middle_office_sends_on_what_it_accepted_and_passes_the_answer_down(desk: Desk) -> None:
    cell, middle, office = cell_of(desk), desk.book("DB01", role="committee"), desk.office()
    exempt(cell, "CB01", "LC-04", "Không có biên giới")
    exempt(cell, "CB01", "QT-01", "Bận")
    desk.merge(middle, desk.export(cell), trust=KEYS)
    key = next(str(one.params["key"]) for one in asked(middle) if one.subject == "LC-04")
    answer_marks(middle, [key], accept=True)
    answer(middle, accept=False)
    desk.merge(office, desk.export(middle))
    assert list(states(office)) == [KEY]
    answer(office, accept=False, note="Có biên giới")
    desk.take(middle, desk.receipt(office, "DB01") or b"", trust=KEYS)
    assert {one.state for one in middle.exchange.marks.values()} == {"refused"}
    desk.take(cell, desk.receipt(middle, "CB01") or b"", trust=KEYS)
    assert cell.exchange.marks[KEY].note == "Có biên giới"
    assert {one.state for one in cell.exchange.marks.values()} == {"refused"}


def test_a_package_without_marks_is_as_ever(desk: Desk) -> None:
    cell = cell_of(desk)
    before = package_of(cell)
    exempt(cell, "CB01", "LC-04", "Không có biên giới")
    marked = independent.read_package(package_of(cell))
    assert marked["package"]["format"] == 2
    assert marked["exemptions"] == [
        {"kind": "exemption", "directive": "LC-TTDN-2014", "unit": "CB01", "theme": "LC-04",
         "reason": "Không có biên giới"}
    ]  # fmt: skip
    apply_again(cell, "CB01", "LC-04")
    assert package_of(cell) == before
    assert independent.read_package(before)["package"]["format"] == 1


def test_marks_are_of_one_catalogue(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB01", "LC-04", "năm cũ")
    desk.merge(office, desk.export(cell))
    cell.use_directive(catalogue_of_year(cell.directive, 2015))
    cell.add(session_of("CB01", date="2015-02-01", directive=cell.directive.id))
    desk.merge(office, desk.export(cell))
    assert states(office) == {KEY: ("asked", "năm cũ")}
    late = write_package(cell, signer("CB01"), period="2014").data
    assert [line.theme for line in read_package(late).exemptions] == ["LC-04"]
    office.use_directive(cell.directive)
    assert [one.directive for one in asked(office)] == ["LC-TTDN-2014"]
    answer(office)
    assert "LC-04" in gaps(office, "CB01")
    assert "LC-04" not in gaps(office.under(office.reference.catalogue_named("2014")), "CB01")


def test_a_faulty_line_blocks_no_session(desk: Desk) -> None:
    cell, office = cell_of(desk), desk.office()
    exempt(cell, "CB01", "LC-04", "x")
    lines = [json.loads(line) for line in package_of(cell).splitlines()[1:]]
    for line in lines:
        if line["kind"] == "exemption":
            line["reason"] = "\u202e"
    outcome = desk.take(office, independent.write_lines(lines))
    assert (outcome.new, [line.code for line in outcome.set_aside]) == (1, ["line_field"])
    assert not states(office)


ACTS = st.lists(
    st.tuples(st.sampled_from(["CB01", "CB02"]), st.sampled_from(["LC-04", "QT-01"]), st.sampled_from(["", "a", "b"])),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, data=st.data())
def test_files_in_any_order_however_often_leave_the_marks_of_the_newest(
    acts: list[tuple[str, str, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("marks"))
    cells = {unit: cell_of(desk, unit) for unit in ("CB01", "CB02")}
    files = []
    for unit, theme, reason in acts:
        if reason:
            exempt(cells[unit], unit, theme, reason)
        else:
            apply_again(cells[unit], unit, theme)
        files.append(desk.export(cells[unit]))
    came = data.draw(st.permutations(files + data.draw(st.lists(st.sampled_from(files), max_size=3))))
    cut = data.draw(st.integers(0, len(came)))
    office, other = desk.office("one"), desk.office("other")
    for path in came:
        desk.merge(office, path)
    for paths in (came[:cut], came[cut:]):
        if paths:
            desk.merge(other, *paths)
    own = {key: reason for cell in cells.values() for key, (_state, reason) in states(cell).items()}
    assert states(office) == states(other) == {key: ("asked", reason) for key, reason in own.items()}
    for batch in batches(office):
        unmerge(office, batch.key)
    assert not states(office)
    desk.close()
