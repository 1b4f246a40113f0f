"""A unit that an office lists under a new code, the former one as an alias, stays the unit that it was."""

import pytest

from tests.exports.desk import KEYS, Desk, package_of, session_of
from tests.exports.histories import RENAMED


def test_the_files_of_a_renamed_unit_are_taken_as_before(desk: Desk) -> None:
    cell, office = desk.book("CB02"), desk.office()
    cell.add(session_of("CB02"))
    desk.take(office, package_of(cell))
    office.use_units(RENAMED)
    cell.add(session_of("CB02", topic="hai"))
    assert desk.take(office, package_of(cell)).outcome == "merged"
    assert [one.session.unit for one in office.figures.counted()] == ["CB12", "CB12"]


def test_another_key_of_a_renamed_unit_is_asked_about(desk: Desk) -> None:
    cell, office = desk.book("CB02"), desk.office()
    cell.add(session_of("CB02"))
    desk.take(office, package_of(cell))
    office.use_units(RENAMED)
    cell.add(session_of("CB02", topic="hai"))
    assert desk.take(office, package_of(cell, "somebody else")).code == "key_changed"


@pytest.mark.parametrize("by", ["CB02", "DB01"])
@pytest.mark.parametrize("renamed", ["before", "between"])
def test_a_deletion_that_came_first_holds_under_either_code(desk: Desk, by: str, renamed: str) -> None:
    cell, above, office = desk.book("CB02"), desk.book("DB01", role="committee"), desk.office()
    session = cell.add(session_of("CB02"))
    earlier = package_of(cell)
    deleting = cell if by == "CB02" else above
    if deleting is above:
        desk.merge(above, desk.file(earlier), trust=KEYS)
    deleting.delete(session.id)
    if renamed == "before":
        office.use_units(RENAMED)
    desk.take(office, package_of(deleting))
    office.use_units(RENAMED)
    desk.take(office, earlier)
    assert office.sessions.records[session.id].is_deleted
