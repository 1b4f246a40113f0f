"""The unit list changed: what moves is shown first, it is one step, and undone the figures are as before."""

from collections.abc import Callable
from datetime import date as Date
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.merge.unit_list import preview_units, use_list
from exports.merge.unmerge import undo
from logs.book.book import LogBook
from logs.catalogue.units import with_added, with_changed, with_merged
from logs.coverage.scope import exempt
from logs.errors import SotayError
from logs.model import Unit
from logs.progress.status import progress_of
from tests.exports.desk import KEYS, UNITS, Desk, package_of, session_of

Units = dict[str, Unit]
replace = msgspec.structs.replace


@pytest.fixture
def office(desk: Desk) -> LogBook:
    """A committee's book with a session of each of two cells, one of them in a file."""
    book, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.take(book, package_of(cell), trust=KEYS)
    book.add(session_of("CB02", reporters=["DUK-an"]))
    return book


def figures(book: LogBook) -> object:
    """What counts of whom, and who has reported."""
    counted = sorted((entry.id, entry.session.unit) for entry in book.figures.counted())
    by_unit = [sorted(book.figures.tallies("unit").sums.of("unit").items(), key=str)]
    return counted, str(by_unit), sorted(progress_of(book, book.today()), key=str), dict(book.units)


def units_of(book: LogBook) -> list[str]:
    return sorted(entry.session.unit for entry in book.figures.counted())


def test_a_merged_unit_takes_its_sessions_and_files_along(office: LogBook, desk: Desk) -> None:
    changed = with_merged(office.units, "CB01", "CB02")
    preview = preview_units(office, changed.values())
    assert [(change.kind, change.before and change.before.code) for change in preview.changes] == [("merged", "CB01")]
    assert (preview.sessions["CB01"], preview.files["CB01"]) == (1, 1)
    assert preview.counted == (2, 2)
    before, steps = figures(office), office.generation
    use_list(office, changed.values())
    assert office.generation == steps + 1
    assert units_of(office) == ["CB02", "CB02"]
    cell = next(book for book in desk.books if book.owner.unit == "CB01")
    cell.add(session_of("CB01", topic="hai"))
    assert desk.take(office, package_of(cell), trust=KEYS).outcome == "merged"
    assert units_of(office) == ["CB02"] * 3
    undo(office)
    undo(office)
    assert figures(office) == before


def test_what_does_not_apply_to_a_unit_does_not_under_its_new_code(office: LogBook) -> None:
    exempt(office, "CB01", "LC-01", "không có")
    exempt(office, "CB02", "LC-02", "không có")
    recoded = with_changed(office.units, "CB01", replace(office.units["CB01"], code="CB70"))
    use_list(office, recoded.values())
    assert [(mark.unit, mark.theme) for mark in office.reference.exemptions.values()] == [
        ("CB02", "LC-02"),
        ("CB70", "LC-01"),
    ]
    undo(office)
    assert {mark.unit for mark in office.reference.exemptions.values()} == {"CB01", "CB02"}


def test_what_a_list_leaves_out_is_said(office: LogBook) -> None:
    preview = preview_units(office, [unit for unit in UNITS if unit.code != "CB02"])
    assert [(change.kind, change.after) for change in preview.changes] == [("left_out", None)]
    assert preview.unlisted == (0, 1)


def test_a_list_that_says_nothing_new_is_no_step(office: LogBook) -> None:
    before = office.generation
    assert preview_units(office, UNITS).changes == ()
    assert use_list(office, UNITS) == ()
    assert office.generation == before


def test_what_waited_for_a_unit_comes_in_with_it_in_one_step(desk: Desk) -> None:
    known = [unit for unit in UNITS if unit.code != "DB02"]
    office = desk.book("DUK", "office", role="committee", units=tuple(known))
    sender = desk.book("DB02")
    sender.add(session_of("DB02"))
    plan = desk.merge(office, desk.file(package_of(sender)), trust=KEYS)
    assert plan.files[0].outcome == "quarantined"
    before = office.generation
    [file] = use_list(office, with_added(office.units, UNITS[-1]).values())
    assert (file.outcome, office.generation) == ("merged", before + 1)
    assert units_of(office) == ["DB02"]
    undo(office)
    assert "DB02" not in office.units
    assert units_of(office) == []
    assert len(office.exchange.waiting) == 1


def test_an_ended_unit_owes_no_report_after_its_last_day(office: LogBook) -> None:
    ended = with_changed(office.units, "DB02", replace(office.units["DB02"], until=Date(2014, 3, 31)))
    assert preview_units(office, ended.values()).reporting == (2, 1)
    use_list(office, ended.values())
    assert [one.unit for one in progress_of(office, office.today())] == ["DB01"]


def test_a_book_that_may_only_be_looked_at_shows_what_would_change(office: LogBook, desk: Desk) -> None:
    with LogBook.open(office.folder, clock=desk.clock, read_only=True) as book:
        assert preview_units(book, UNITS[:2]).changes
        with pytest.raises(SotayError, match="book_read_only"):
            use_list(book, UNITS[:2])


def test_the_books_own_unit_keeps_its_code(office: LogBook) -> None:
    for changed in (
        with_merged(office.units, "DUK", "DB01"),
        with_changed(office.units, "DUK", replace(office.units["DUK"], code="DUX")),
    ):
        with pytest.raises(SotayError, match="unit_is_own"):
            use_list(office, changed.values())


CODES = ("DB01", "CB01", "CB02", "DB02", "CB03")
CHANGES: dict[str, Callable[[Units, str, str], Units]] = {
    "rename": lambda units, code, other: with_changed(units, code, replace(units[code], name=f"Chi bộ {other}")),
    "recode": lambda units, code, other: with_changed(units, code, replace(units[code], code=f"{code}{other}")),
    "move": lambda units, code, other: with_changed(units, code, replace(units[code], parent=other)),
    "merge": with_merged,
    "end": lambda units, code, _other: with_changed(units, code, replace(units[code], until=Date(2014, 4, 30))),
    "add": lambda units, code, other: with_added(
        units, Unit(code=f"{code}{other}", type="chi_bo", name=code, parent=code)
    ),
    "leave out": lambda units, code, _other: {key: unit for key, unit in units.items() if key != code},
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(CODES), st.sampled_from(CODES)), max_size=6)
)
def test_changes_undone_leave_the_figures_as_they_were(changes: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        office, cell = desk.office(), desk.book("CB01")
        stranger = desk.book("CB03", units=(*UNITS, Unit(code="CB03", type="chi_bo", name="Chi bộ 3", parent="DB02")))
        for book, unit in ((cell, "CB01"), (stranger, "CB03")):
            book.add(session_of(unit))
            desk.take(office, package_of(book), trust=KEYS)
        office.add(session_of("CB02", reporters=["DUK-an"]))
        seen = [figures(office)]
        for name, code, other in changes:
            try:
                changed = CHANGES[name](dict(office.units), code, other)
                preview = preview_units(office, changed.values())
                before = office.generation
                use_list(office, changed.values())
            except (SotayError, KeyError):
                continue
            assert bool(preview.changes) == (office.generation > before)
            assert preview.counted[1] >= preview.counted[0] or name == "leave out"
            if preview.changes:
                seen.append(figures(office))
        for wanted in reversed(seen[:-1]):
            undo(office)
            assert figures(office) == wanted
        for wanted in seen[1:]:
            office.history.redo()
            assert figures(office) == wanted
        desk.close()
