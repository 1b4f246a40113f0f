"""Totals of a unit: added up, checked, counted with sessions and told in tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import date as Date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from logs.catalogue.directive import shipped
from logs.counting.authority import Speakers
from logs.counting.behind import behind
from logs.counting.count_once import Counting, decide
from logs.counting.facts import BY, UNSPLIT
from logs.counting.unit_totals import (
    MonthSum,
    Summed,
    ThemeSum,
    Told,
    TotalsFile,
    UnitTotals,
    add_up,
    differ,
    holds_together,
    in_force,
)
from logs.exchange.received import Received
from logs.exchange.same_event import LinkRecord, answered
from logs.model import Unit
from logs.periods import days_of
from logs.session.query import Entry, Query
from logs.versions import Record, make_version, new_record, save
from tests.books import ids
from tests.logs.coverage.tables import cover, summed_of
from tests.logs.registers import registers
from tests.logs.sessions import complete_session

DIRECTIVE = shipped()
COLUMNS_TOLD = ("unit", "month", "quarter", "form")
LIST = {
    one.code: one
    for one in (
        Unit(code="DUK", type="dang_bo", name="Đảng ủy Khối"),
        Unit(code="DB01", type="dang_bo", name="Đảng bộ một", parent="DUK"),
        Unit(code="CB01", type="chi_bo", name="Chi bộ một", parent="DB01"),
        Unit(code="CB02", type="chi_bo", name="Chi bộ hai", parent="DB01"),
        Unit(code="DB02", type="dang_bo", name="Đảng bộ hai", parent="DUK"),
    )
}
make_id = ids()
A, B, C, D = sorted(make_id() for _ in range(4))


def record(key: str, unit: str = "CB01", **changes: object) -> Record:
    return new_record(key, complete_session(unit=unit, **changes))


def entry(one: Record) -> Entry:
    assert one.shown.content is not None
    return Entry(one.id, one.shown.id, one.shown.content)


def totals(*records: Record, unit: str = "CB01") -> UnitTotals:
    found = add_up(unit, map(entry, records))
    assert found is not None
    return found


def file(sender: str = "DB01", number: int = 1, **changes: object) -> Received:
    day = datetime(2014, 12, 1, tzinfo=UTC)
    plain = Received(
        sha256=f"{sender}{number}".ljust(64, "0"), file="f", unit=sender, book=f"book of {sender}", number=number,
        level="committee", period="2014", made=day, received=day, sessions=0, attendance=0, directive=DIRECTIVE.id,
    )  # fmt: skip
    return replace(plain, **changes)


def count(told: Sequence[Told], held: Sequence[Record] = (), links: Sequence[LinkRecord] = ()) -> Counting:
    here = {one.id: one for one in held}
    complete = {one.id for one in held if not one.is_deleted}
    return decide(told, links, complete.__contains__, here.get, Speakers(LIST, lambda code: code))


# ---------------------------------------------------------------- figures


def split(register: list[Entry]) -> tuple[list[Entry], list[UnitTotals]]:
    """Every other complete session as it is, the others in totals of their units."""
    complete = [one for one in register if one.session.status == "complete"]
    away = complete[::2]
    units = sorted({one.session.unit for one in away})
    found = [add_up(unit, [one for one in away if one.session.unit == unit]) for unit in units]
    return [one for one in register if one not in away], [one for one in found if one is not None]


@pytest.mark.parametrize("by", BY)
@settings(max_examples=30)
@given(register=registers)
def test_tables_count_figures_as_they_count_sessions(by: str, register: list[Entry]) -> None:
    whole = cover(register, DIRECTIVE, by=by)
    here, away = split(register)
    summed = summed_of([Told(file(), one) for one in away], DIRECTIVE)
    table = cover(here, DIRECTIVE, by=by, summed=summed)
    in_figures = sum(one.sessions for one in away)
    assert (table.totals.sessions, table.totals.attendance) == (whole.totals.sessions, whole.totals.attendance)
    assert (table.totals.summed, table.totals.left, table.totals.left_out) == (in_figures, 0, whole.totals.left_out)
    for row, full in zip(table.rows, whole.rows, strict=True):
        assert (row.theme, row.sessions, row.attendance, row.units) == (
            full.theme, full.sessions, full.attendance, full.units,
        )  # fmt: skip
        if by in COLUMNS_TOLD:
            assert {key: n for key, n in row.cells.items() if n} == {key: n for key, n in full.cells.items() if n}
        else:
            apart = sum(row.theme in one.session.themes for one in register if one not in here)
            assert row.cells.get(UNSPLIT, 0) == apart
    assert (UNSPLIT in table.columns) == (bool(away) and by not in COLUMNS_TOLD)


@settings(max_examples=60)
@given(register=registers, start=st.dates(Date(2013, 12, 1), Date(2015, 1, 31)), months=st.integers(0, 5))
def test_whole_months_can_be_asked_for(register: list[Entry], start: Date, months: int) -> None:
    first = start.replace(day=1)
    place = first.year * 12 + first.month - 1 + months
    query = Query(start=first, end=days_of(f"{place // 12:04}-{place % 12 + 1:02}")[1], form="SH", unit="CB01")
    asked = query.test(DIRECTIVE, lambda _: "")
    here, away = split(register)
    summed = summed_of([Told(file(), one) for one in away], DIRECTIVE, query)
    table = cover(filter(asked, here), DIRECTIVE, summed=summed)
    whole = cover(filter(asked, register), DIRECTIVE)
    assert (table.totals.sessions, table.totals.attendance) == (whole.totals.sessions, whole.totals.attendance)
    assert table.totals.left == 0


def test_what_figures_do_not_tell_apart_is_left_out_and_told() -> None:
    told = [Told(file(), totals(record(A, date="2014-05-12"), record(B, date="2014-06-12")))]
    asked: list[dict[str, str]] = [{name: "X"} for name in ("audience", "reporter", "document", "theme", "text")]
    for conditions in asked:
        summed = summed_of(told, DIRECTIVE, msgspec.convert(conditions, Query))
        assert (summed.figures, summed.left) == ((), 2)
    none = Summed()
    assert summed_of(told, DIRECTIVE, Query(unit="CB02")) == summed_of(told, DIRECTIVE, Query(status="draft")) == none
    assert summed_of(told, DIRECTIVE, Query(conflict=True)) == none
    assert summed_of(told, DIRECTIVE, Query(directive="OTHER")) == none
    other = Told(file(number=2, directive="OTHER"), totals(record(C), unit="CB01"))
    assert summed_of([*told, other], DIRECTIVE, Query()) == Summed(summed_of(told, DIRECTIVE, Query()).figures, 0, 1)
    assert summed_of([*told, other], DIRECTIVE, Query(directive=DIRECTIVE.id)).other == 0
    assert summed_of([*told, other], DIRECTIVE, Query(theme="X")) == Summed((), 2, 1)


@pytest.mark.parametrize(
    ("start", "end", "inside", "left"),
    [
        ("2014-05-01", "2014-06-30", 2, 0),
        ("2014-05-02", "2014-06-30", 1, 1),
        ("2014-05-31", "2014-06-30", 1, 1),
        ("2014-06-01", "2014-06-30", 1, 0),
        ("2014-05-01", "2014-06-29", 1, 1),
        ("2014-05-01", "2014-06-01", 1, 1),
        ("2014-05-01", "2014-05-31", 1, 0),
        ("2014-05-15", "2014-06-15", 0, 2),
        ("2014-07-01", "2014-04-30", 0, 0),
    ],
)
def test_of_a_month_asked_for_in_part_the_sessions_are_told_as_left(
    start: str, end: str, inside: int, left: int
) -> None:
    told = [Told(file(), totals(record(A, date="2014-05-12"), record(B, date="2014-06-12")))]
    for form, share in (("SH", 1), ("TM", 0), (None, 1)):
        query = Query(start=Date.fromisoformat(start), end=Date.fromisoformat(end), form=form)
        summed = summed_of(told, DIRECTIVE, query)
        found = sum(one.sessions for one in summed.figures), sum(one.attendance for one in summed.figures), summed.left
        assert found == (inside * share, 25 * inside * share, left * share)
        assert all(one.sessions for one in summed.figures)
        for one in summed.figures:
            months = [month.month for month in one.months]
            assert sorted(cell.month for cell in one.cells) == sorted(months * 2), "each is about two themes"


def test_behind_what_is_not_split_are_the_sessions_with_listeners_of_no_one_group() -> None:
    asked = behind(DIRECTIVE, Query(), {"theme": "LC-02", "audience": UNSPLIT}).test(DIRECTIVE, lambda _: "")
    assert not asked(entry(record(A)))
    assert asked(entry(record(A, attendance=30, audience={"DV": None, "CB": None})))
    assert not asked(entry(record(A, attendance=30, audience={"DV": None, "CB": 10})))


@settings(max_examples=60)
@given(register=registers)
def test_figures_that_were_added_up_hold_together_and_agree(register: list[Entry]) -> None:
    here = {one.id: Record(one.id, (make_version(one.id, one.session),)) for one in register}
    for unit in {one.session.unit for one in register}:
        complete = [one for one in register if one.session.status == "complete" and one.session.unit == unit]
        found = add_up(unit, (entry(here[one.id]) for one in complete))
        if found is None:
            continue
        assert holds_together(found)
        assert not differ(found, here.get, lambda session: session)
        assert not differ(found, {key: here[key] for key in [*found.versions][1:]}.get, lambda session: session)
        assert not differ(found, lambda _: None, lambda session: session)
        more = replace(found.months[0], attendance=found.months[0].attendance + 1)
        wrong = replace(found, attendance=found.attendance + 1, months=(more, *found.months[1:]))
        assert differ(wrong, here.get, lambda session: session)


def test_figures_less_than_some_of_their_sessions_differ() -> None:
    found = totals(record(A, attendance=30, audience={"DV": 30}), record(B, attendance=10, audience={"DV": 10}))
    cells = tuple(replace(one, attendance=25) for one in found.cells)
    small = replace(found, attendance=25, months=(replace(found.months[0], attendance=25),), cells=cells)
    assert holds_together(small)
    held = {A: record(A, attendance=30, audience={"DV": 30})}
    assert differ(small, held.get, lambda session: session)
    assert differ(replace(found, unit="CB02"), held.get, lambda session: session)


def test_figures_of_a_session_that_is_none_yet_differ() -> None:
    draft = record(A, status="draft")
    counted = replace(totals(record(A)), versions={A: draft.shown.id})
    assert differ(counted, {A: draft}.get, lambda session: session)
    assert not differ(counted, {A: record(A)}.get, lambda session: session), "of another version nothing is said"


def broken() -> list[UnitTotals]:
    """Totals that contradict themselves, each in one place."""
    whole = totals(record(A), record(B, date="2014-06-12", form="HC"))
    month, cell = whole.months[0], whole.cells[0]
    rest, others = whole.months[1:], whole.cells[1:]
    return [
        replace(whole, sessions=3),
        replace(whole, attendance=51),
        replace(whole, versions={A: "0" * 32}),
        replace(whole, months=(replace(month, sessions=2), *rest)),
        replace(whole, months=(*whole.months, month), sessions=3, attendance=75, versions=dict.fromkeys((A, B, C), "")),
        replace(whole, months=(replace(month, attendance=200_000), *rest), attendance=200_025),
        replace(whole, cells=(*whole.cells, cell)),
        replace(whole, cells=(replace(cell, sessions=2), *others)),
        replace(whole, cells=(replace(cell, attendance=26), *others)),
        replace(whole, cells=(replace(cell, month="2014-07"), *others)),
        replace(whole, cells=(replace(cell, form="", sessions=2), *others)),
    ]


def of_month(sessions: int, attendance: int, *cells: tuple[int, int]) -> UnitTotals:
    """Totals of one month in one form; of each cell, a theme of its own, sessions and attendance."""
    months = (MonthSum("2014-05", "SH", sessions, attendance),)
    return UnitTotals(
        unit="CB01", sessions=sessions, attendance=attendance, months=months,
        cells=tuple(ThemeSum(f"LC-0{n}", "2014-05", "SH", *cell) for n, cell in enumerate(cells, 1)),
        versions=dict.fromkeys((A, B, C, D)[:sessions], "0" * 32),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        (of_month(2, 50, (2, 50)), True),
        (of_month(2, 50, (1, 20), (1, 30)), True),
        (of_month(2, 2, (1, 1), (1, 1)), True),
        (of_month(2, 1, (1, 1), (1, 1)), False),  # a session that nobody heard
        (of_month(2, 50, (2, 1), (1, 49)), False),
        (of_month(2, 200_000, (1, 100_000), (1, 100_000)), True),
        (of_month(2, 200_001, (1, 100_000), (2, 200_000)), False),  # more than one session can have
        (of_month(2, 150_000, (1, 100_001), (1, 49_999)), False),
        (of_month(2, 50, (1, 50)), False),  # sessions without a theme
        (of_month(2, 50, (1, 20), (1, 29)), False),
        (of_month(2, 50), True),  # themes of which nothing is known
        (of_month(2, 50, (2, 51)), False),
        (of_month(2, 50, (3, 50)), False),
    ],
)
def test_sessions_listeners_and_themes_of_a_month_have_to_be_possible(found: UnitTotals, holds: bool) -> None:
    assert holds_together(found) == holds


@pytest.mark.parametrize("wrong", broken(), ids=lambda _: "")
def test_figures_that_contradict_themselves_are_found(wrong: UnitTotals) -> None:
    assert not holds_together(wrong)


# ---------------------------------------------------------------- which of them are in force


def test_totals_are_read_as_they_were_written() -> None:
    found = totals(record(A), record(B, date="2014-06-12", form="HC"))
    assert msgspec.json.decode(msgspec.json.encode(found), type=UnitTotals) == found


def test_a_later_file_of_the_same_book_replaces_the_totals() -> None:
    line = totals(record(A))

    def numbers(*files: Received) -> list[int]:
        kept = {one.sha256: msgspec.json.encode(TotalsFile((line,))) for one in files}
        found = in_force(kept, files)
        assert found == in_force(kept, reversed(files))
        return [one.file.number for one in found]

    assert numbers(file(number=1), file(number=3), file(number=2)) == [3]
    assert numbers(file(number=1, period="2014-Q1"), file(number=2, period="2014-Q2")) == [1, 2]
    assert numbers(file(number=1, period="2014-Q1"), file(number=2)) == [2]
    assert numbers(file(number=1), file(number=2, period="2014-Q1")) == [1, 2]
    assert numbers(file(number=1), file("DUK", number=2)) == [1, 2]
    # Nobody replaces another sender's totals by naming its book.
    assert numbers(file(number=1), file("DB02", number=2, book="book of DB01")) == [1, 2]
    # What was never received, or taken back, counts for nothing.
    assert in_force({file().sha256: msgspec.json.encode(TotalsFile((line,)))}, ()) == ()


# ---------------------------------------------------------------- what counts


def test_sessions_that_are_all_here_count_themselves() -> None:
    held = [record(A), record(B)]
    counting = count([Told(file(), totals(*held))], held)
    assert (len(counting.held), counting.told, counting.covered) == (1, (), frozenset())
    assert all(counting.counts(one.id) for one in held)


def test_totals_of_more_than_is_here_stand_for_the_sessions() -> None:
    told = Told(file(), totals(record(A), record(B)))
    counting = count([told], [record(A), record(C)])
    assert counting.told == (told,)
    assert [counting.counts(key) for key in (A, B, C)] == [False, False, True]


def test_an_older_version_here_does_not_stand_for_the_newer_one() -> None:
    old = record(A)
    new = save(old, complete_session(attendance=40, audience={"DV": 40}))
    assert count([Told(file(), totals(new))], [old]).told
    assert not count([Told(file(), totals(old))], [new]).told
    assert not count([Told(file(), totals(old))], [save(old, None)]).told


def test_of_two_senders_the_one_who_tells_of_more_wins() -> None:
    less, more = Told(file("DUK"), totals(record(A), record(B))), Told(file(), totals(record(A), record(B), record(C)))
    for order in ([less, more], [more, less]):
        counting = count(order)
        assert (counting.told, counting.beaten, counting.lost) == ((more,), (less,), frozenset())
    other = Told(file("DUK"), totals(record(A), record(D)))
    assert count([more, other]).lost == {D}
    assert count([more, other], [record(D)]).lost == frozenset()
    # What is known to be deleted speaks against the one who still counts it.
    assert count([more, less], [save(record(C), None)]).told == (less,)


def test_the_same_event_counts_once_wherever_it_is_told() -> None:
    link = [answered(None, A, B, "same")]
    told = Told(file(), totals(record(A)))
    counting = count([told], [record(B, unit="CB02")], link)
    assert (counting.told, counting.counts(B)) == ((told,), False)
    # The least id is not here and nobody's totals that count tell of it: the other one counts.
    assert count([], [record(B)], link).counts(B)


def test_figures_take_nothing_away_from_units_of_others() -> None:
    thief = Told(file("DB02"), totals(record(A, unit="DB02"), record(B, unit="DB02"), unit="DB02"))
    counting = count([thief], [record(A, unit="CB01")])
    assert counting.counts(A)
    assert counting.twice == {A}
    honest = Told(file("DB01"), totals(record(A)))
    counting = count([thief, honest])
    assert [one.file.unit for one in counting.told] == ["DB02", "DB01"]
    assert counting.twice == {A}


def test_a_subordinate_beats_no_figures_of_a_unit_beside_it() -> None:
    own, theirs, more = record(C), [record(A, unit="CB02"), record(B, unit="CB02")], record(D)
    sent = Told(file("DB01"), totals(*theirs, unit="CB02"))
    claimed = Told(file("CB01"), totals(own, more, *(record(one.id) for one in theirs)))
    found = count([sent, claimed])
    assert {one.key for one in found.told} == {sent.key, claimed.key}
    assert found.beaten == ()
    assert {A, B} <= found.twice
