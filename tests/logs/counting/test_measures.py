"""What cells count: a recount by hand for every measure, the columns' own totals, and figures without sessions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from logs.counting.facts import BY, MEASURES, UNSPLIT, split_of
from logs.counting.unit_totals import Told
from logs.model import Session, check_split
from logs.session.query import Entry
from tests.logs.counting.test_unit_totals import COLUMNS_TOLD, file, split
from tests.logs.coverage.tables import cover, summed_of
from tests.logs.coverage.test_table import COLUMNS, DIRECTIVE
from tests.logs.registers import registers


@st.composite
def counted(draw: st.DrawFn) -> list[Entry]:
    """A register whose sessions know some of their listeners by group."""
    found = []
    for entry in draw(registers):
        session, left = entry.session, entry.session.attendance or 0
        audience: dict[str, int | None] = {}
        for group in session.audience:
            number = draw(st.none() | st.integers(0, left))
            audience[group] = number or None
            left -= number or 0
        if left and None not in audience.values():
            audience[group] = (audience[group] or 0) + left
        found.append(replace(entry, session=replace(session, audience=audience)))
    return found


def amounts(session: Session, by: str) -> dict[str, int]:
    """The listeners of a session by column, said a second time."""
    attendance = session.attendance or 0
    if by != "audience":
        return dict.fromkeys(COLUMNS[by](session), attendance)
    known = {group: count for group, count in session.audience.items() if count}
    unknown = [group for group, count in session.audience.items() if not count]
    rest = attendance - sum(known.values())
    if rest:
        known[unknown[0] if len(unknown) == 1 else UNSPLIT] = rest
    return known


def recount(sessions: list[Session], by: str, measure: str, column: str) -> int:
    if measure == "attendance":
        return sum(amounts(session, by).get(column, 0) for session in sessions)
    here = [session for session in sessions if column in COLUMNS[by](session)]
    return len(here) if measure == "sessions" else len({session.unit for session in here})


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", BY)
@settings(max_examples=15)
@given(entries=counted())
def test_every_cell_and_every_sum_is_a_recount(by: str, measure: str, entries: list[Entry]) -> None:
    table = cover(entries, DIRECTIVE, by=by, measure=measure, units=("CB03",))
    sessions = [one.session for one in entries if one.session.status == "complete"]
    assert table.measure == measure
    assert tuple(table.sums) == table.columns
    for column in table.columns:
        assert table.sums[column] == recount(sessions, by, measure, column)
    for row in table.rows:
        of_theme = [session for session in sessions if row.theme in session.themes]
        assert {**row.cells} == {column: recount(of_theme, by, measure, column) for column in table.columns}
        assert table.measured(row) == getattr(row, measure)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", sorted(COLUMNS_TOLD))
@settings(max_examples=15)
@given(register=registers)
def test_figures_are_measured_as_their_sessions_are(by: str, measure: str, register: list[Entry]) -> None:
    here, away = split(register)
    summed = summed_of([Told(file(), one) for one in away], DIRECTIVE)
    table = cover(here, DIRECTIVE, by=by, summed=summed, measure=measure)
    whole = cover(register, DIRECTIVE, by=by, measure=measure)
    assert {key: n for key, n in table.sums.items() if n} == {key: n for key, n in whole.sums.items() if n}
    for row, full in zip(table.rows, whole.rows, strict=True):
        assert {key: n for key, n in row.cells.items() if n} == {key: n for key, n in full.cells.items() if n}


@given(st.dictionaries(st.sampled_from("ABCD"), st.none() | st.integers(1, 50), min_size=1), st.integers(0, 60))
def test_no_listener_is_lost_or_counted_twice(audience: dict[str, int | None], more: int) -> None:
    attendance = sum(filter(None, audience.values())) + (more if None in audience.values() else 0)
    check_split(audience, attendance)
    shares = split_of(audience, attendance)
    assert sum(shares.values()) == attendance
    assert all(shares[group] == count for group, count in audience.items() if count)
    assert set(shares) <= {*audience, UNSPLIT}
