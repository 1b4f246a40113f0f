"""Committees over committees: whatever way sessions or totals of them come up, in any order, the tables agree."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import independent
from tests.exports.histories import Years
from tests.exports.levels import (
    BELOW,
    Act,
    File,
    Step,
    Year,
    acts,
    folder_in_memory,
    in_batches,
    recount,
    table_of,
    take,
    years,
)

modes = st.lists(st.booleans(), min_size=len(BELOW), max_size=len(BELOW))
# Nothing is taken back, so that every session that any file tells of is there to be counted.
growing = st.sampled_from([Act.ADD, Act.ADD, Act.DETAIL, Act.TOTALS])


@pytest.fixture(scope="module")
def folders() -> Iterator[Years]:
    """Where the years are played."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(dir=folder_in_memory()) as folder:
        for name in {"fsync", "fdatasync"} & set(dir(os)):
            patch.setattr(os, name, lambda _: None)
        made = Years(Path(folder))
        yield made
        made.close()


def played(folders: Years, happened: list[Step]) -> Year:
    year = Year(folders.desk())
    for step in happened:
        year.play(step)
    return year


def last_of(files: list[File], unit: str) -> list[File]:
    """The unit's last file, if it has sent one."""
    return [one for one in files if one.unit == unit][-1:]


@settings(max_examples=80)
@given(happened=years(acts), in_totals=modes, data=st.data())
def test_every_level_counts_the_same(
    folders: Years, happened: list[Step], in_totals: list[bool], data: st.DataObject
) -> None:
    year = played(folders, happened)
    year.end(in_totals)
    files, top = year.files, year.top("top")
    last = [one for unit in ("DB01", "DB02", "DUK") for one in last_of(files, unit)]
    if not last:
        return
    others = data.draw(st.lists(st.sampled_from(files), unique_by=id, max_size=4))
    chosen = [*last, *(one for one in others if one not in last)]
    for batch in in_batches(data, chosen):
        take(year.desk, top, batch)
    below = [recount(year.books[unit]) for unit in ("DB01", "DB02") if year.books[unit].sessions.records]
    assert table_of(year.books["DUK"]) == added(below)
    assert table_of(top) == added(below)
    for one in files:
        independent.read_package(one.data)


def added(tables: list[dict[tuple[str, ...], tuple[int, int] | int]]) -> dict[tuple[str, ...], tuple[int, int] | int]:
    """The tables of committees that share no unit, as one."""
    found: dict[tuple[str, ...], tuple[int, int] | int] = {("all",): (0, 0)}
    for table in tables:
        for key, number in table.items():
            before = found.get(key)
            if isinstance(number, int):
                found[key] = number + (before if isinstance(before, int) else 0)
            else:
                one, two = before if isinstance(before, tuple) else (0, 0)
                found[key] = (number[0] + one, number[1] + two)
    return found


@settings(max_examples=80)
@given(happened=years(acts), data=st.data())
def test_any_order_and_repetition_gives_the_same_book(
    folders: Years, happened: list[Step], data: st.DataObject
) -> None:
    year = played(folders, happened)
    if not year.files:
        return
    one, two = year.top("one"), year.top("two")
    for book in (one, two):
        for batch in in_batches(data, year.files):
            take(year.desk, book, batch)
    assert one.sessions.records == two.sessions.records
    assert one.figures.links == two.figures.links
    assert [(told.key, told.totals) for told in one.exchange.totals] == [
        (told.key, told.totals) for told in two.exchange.totals
    ]
    assert one.exchange.received.keys() == two.exchange.received.keys()
    assert table_of(one) == table_of(two)


@settings(max_examples=80)
@given(happened=years(growing), data=st.data())
def test_nothing_twice_and_nothing_lost(folders: Years, happened: list[Step], data: st.DataObject) -> None:
    year = played(folders, happened)
    if not year.files:
        return
    chosen = data.draw(st.lists(st.sampled_from(year.files), min_size=1, unique_by=id))
    top = year.top("top")
    for batch in in_batches(data, chosen):
        take(year.desk, top, batch)
    told: set[str] = set()
    for file in chosen:
        read = independent.read_package(file.data)
        told |= {line["id"] for line in read["sessions"]}.union(*(line["versions"] for line in read["totals"]))
    logged = {entry.id: entry.session for book in year.books.values() for entry in book.find()}
    attendance = sum(logged[key].attendance or 0 for key in told)
    assert table_of(top).get(("all",)) == (len(told), attendance)
    assert not top.figures.counting().lost
    assert not top.figures.counting().twice
