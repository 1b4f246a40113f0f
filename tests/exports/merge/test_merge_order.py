"""Any order, repetition, batch or subset of packages gives the same book, and nothing that nobody replaced is lost."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from exports.merge.outcomes import COUNTS, FileOutcome
from exports.merge.unmerge import undo
from logs.book.book import LogBook
from tests import independent
from tests.exports.account import session_lines
from tests.exports.desk import KEYS, Desk, documents, package_of, seed
from tests.exports.histories import Years, expected, figures, packages_of, shown_figures, state_of
from tests.exports.steps import Act, Step, acts, histories, small
from tests.exports.years import Findings, examine, playground, random_steps


@pytest.fixture(scope="module")
def years() -> Iterator[Years]:
    with playground() as made:
        yield made


def batches(data: st.DataObject, paths: list[Path]) -> list[list[Path]]:
    """All the files at least once, in any order, cut into batches anywhere."""
    more = data.draw(st.lists(st.sampled_from(paths), max_size=3))
    order = data.draw(st.permutations([*paths, *more]))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=4)))
    return [order[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(order)], strict=True) if start < stop]


def files(desk: Desk, packages: list[bytes]) -> list[Path]:
    return [desk.file(data) for data in packages]


def check_counts(outcome: FileOutcome, path: Path) -> None:
    """Every session of a file that was taken is counted, and once."""
    assert outcome.outcome in ("merged", "known")
    ids = {line["id"] for line in independent.read_package(path.read_bytes())["sessions"]}
    # A cell's book knows of deletions in its neighbour's, and is not asked about them.
    assert {one.code for one in outcome.set_aside} <= {"session_of_other_unit", "link_of_other_unit"}
    counted = sum(getattr(outcome, name) for name in COUNTS) + sum(one.id in ids for one in outcome.set_aside)
    assert counted == (len(ids) if outcome.outcome == "merged" else 0)


def take(desk: Desk, book: LogBook, paths: list[Path]) -> None:
    """Merge the files in one batch."""
    for outcome, path in zip(desk.merge(book, *paths, trust=KEYS).files, paths, strict=True):
        check_counts(outcome, path)


@settings(max_examples=80)
@given(happened=histories, data=st.data())
def test_any_order_repetition_and_batches(years: Years, happened: list[Step], data: st.DataObject) -> None:
    desk = years.desk()
    packages = packages_of(desk, happened)
    paths = files(desk, packages)
    office = desk.office()
    for batch in batches(data, paths):
        take(desk, office, batch)
    # An independent program that knows no order comes to the same: nothing is lost, nothing comes back.
    assert state_of(office) == expected(packages)
    assert sorted((one.id, one.version) for one in office.find()) == shown_figures(packages)


@settings(max_examples=35)
@given(happened=histories, data=st.data())
def test_two_orders_give_the_same_figures(years: Years, happened: list[Step], data: st.DataObject) -> None:
    desk = years.desk()
    paths = files(desk, packages_of(desk, happened))
    one, two = desk.office("one"), desk.office("two")
    for book in (one, two):
        for batch in batches(data, paths):
            take(desk, book, batch)
    assert figures(one) == figures(two)
    assert one.sessions.records == two.sessions.records
    assert one.reporters == two.reporters
    assert one.exchange.received.keys() == two.exchange.received.keys()


@settings(max_examples=35)
@given(happened=histories, data=st.data())
def test_some_first_and_then_the_rest(years: Years, happened: list[Step], data: st.DataObject) -> None:
    desk = years.desk()
    packages = packages_of(desk, happened)
    paths = files(desk, packages)
    first = sorted(data.draw(st.sets(st.sampled_from(paths), min_size=1)))
    office = desk.office()
    take(desk, office, first)
    before, held = state_of(office), documents(office)
    assert before == expected(path.read_bytes() for path in first)
    take(desk, office, data.draw(st.permutations(paths)))
    after = state_of(office)
    assert after == expected(packages)
    # Monotone: what was known stays known, what was replaced stays replaced; but for a neighbour's word on deletions.
    own = {line["version"] for line in session_lines(packages)}
    for key, (heads, seen) in ((key, state) for key, state in before.items() if state[0] <= own):
        assert heads | seen <= after[key][0] | after[key][1]
        assert seen <= after[key][1]
    # Taken back and made again.
    if len(first) < len(set(paths)) and len(list(office.history.changes())) == 2:
        undo(office)
        assert documents(office) == held
        take(desk, office, paths)
        assert state_of(office) == after


@settings(max_examples=35)
@given(happened=histories, data=st.data())
def test_two_desks_that_merge_their_merges(years: Years, happened: list[Step], data: st.DataObject) -> None:
    desk = years.desk()
    packages = packages_of(desk, happened)
    paths = files(desk, packages)
    parts = [data.draw(st.lists(st.sampled_from(paths), unique=True)) for _ in range(2)]
    parts[1] += [path for path in paths if path not in parts[0] + parts[1]]
    merged = []
    for number, part in enumerate(parts):
        book = desk.office(f"desk {number}")
        for batch in batches(data, part) if part else []:
            take(desk, book, batch)
        if book.sessions.records:
            merged.append(desk.file(package_of(book)))
    top = desk.office("top")
    for path in data.draw(st.permutations([*merged, *data.draw(st.lists(st.sampled_from(paths), max_size=2))])):
        take(desk, top, [path])
    assert state_of(top) == expected(packages)


@settings(max_examples=30)
@given(happened=histories)
def test_once_more_changes_nothing(years: Years, happened: list[Step]) -> None:
    desk = years.desk()
    packages = packages_of(desk, happened)
    paths = files(desk, packages)
    office = desk.office()
    take(desk, office, paths)
    held = documents(office)
    assert {one.outcome for one in desk.merge(office, *paths).files} == {"known"}
    assert documents(office) == held
    # The same sessions in files that are not known yet.
    for number, data in enumerate(packages, start=1_000):
        lines = [json.loads(line) for line in data.split(b"\n")[1:-1]]
        lines[0]["number"] = number
        outcome = desk.take(office, independent.write_lines(lines, seed(lines[0]["unit"])))
        assert outcome.outcome == "merged"
        assert sum(getattr(outcome, name) for name in ("same", "older")) == sum(getattr(outcome, n) for n in COUNTS)
    assert documents(office)["sessions"] == held["sessions"]


@settings(max_examples=30)
@given(happened=histories, data=st.data())
def test_a_decision_settles_every_conflict_everywhere(years: Years, happened: list[Step], data: st.DataObject) -> None:
    desk = years.desk()
    paths = files(desk, packages_of(desk, happened))
    office, other = desk.office("one"), desk.office("two")
    take(desk, office, paths)
    for entry in office.find():
        if entry.conflict:
            office.edit(entry.id, entry.session)
    assert not any(entry.conflict for entry in office.find())
    if not office.sessions.records:
        return
    decided = desk.file(package_of(office))
    for batch in batches(data, [*paths, decided]):
        take(desk, other, batch)
    assert figures(other) == figures(office)


def has_conflict(packages: list[bytes]) -> bool:
    return any(len(versions) > 1 for versions, _ in expected(packages).values())


def has_replaced(packages: list[bytes]) -> bool:
    return any(seen for _, seen in expected(packages).values())


def has_deleted(packages: list[bytes]) -> bool:
    return any(line["content"] is None for data in packages for line in independent.read_package(data)["sessions"])


def has_file_of_parent(packages: list[bytes]) -> bool:
    """A file of a middle level, with sessions of others."""
    read = [independent.read_package(data) for data in packages]
    return any(
        one["package"]["unit"] == "DB01" and any(unit["code"] != "DB01" for unit in one["units"]) for one in read
    )


@pytest.mark.parametrize("has", [has_conflict, has_replaced, has_deleted, has_file_of_parent])
def test_what_the_properties_are_about_is_among_the_years_played(
    years: Years, has: Callable[[list[bytes]], bool]
) -> None:
    """Looked for until one is drawn; which examples come first is another with each release of Hypothesis."""
    drawn = settings(max_examples=1_000, database=None, phases=[Phase.generate])
    find(histories, lambda happened: has(packages_of(years.desk(), happened)), settings=drawn)


@settings(max_examples=30)
@given(happened=st.lists(st.builds(Step, acts, small, small, small), max_size=30), seed=small)
def test_a_year_loses_nothing_and_counts_alike_everywhere(years: Years, happened: list[Step], seed: int) -> None:
    found = examine(years, happened, seed)
    assert found.is_well, found.problems


def test_every_act_is_among_those_played(years: Years) -> None:
    """Random years with renamed units too, a few of the thousands that `python -m tests.exports.years` plays."""
    total = Findings()
    for number in range(25):
        total.add(examine(years, random_steps(random.Random(f"quick {number}")), number))  # noqa: S311 - repeatable on purpose
    assert total.is_well, total.problems
    assert total.done.keys() == set(Act)
    assert total.conflicts
