"""Files with totals in place of sessions: written, taken in, passed on, checked when the sessions come, taken back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from exports.merge.answers import map_unit
from exports.merge.merge import plan_merge
from exports.merge.outcomes import FileOutcome
from exports.merge.receipts import write_receipts
from exports.merge.unmerge import batches, unmerge
from exports.package.reader import read_package
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.maintenance.integrity import audit
from logs.model import Unit
from logs.progress.doubts import totals_doubts
from logs.questions.answers import answer_duplicate, map_code
from tests import independent
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, package_of, seed, session_of, signer
from tests.logs.coverage.tables import cover


def middle_of(desk: Desk, *attendances: int) -> tuple[LogBook, LogBook]:
    """A cell's book with a session of each attendance, and that of the committee above that has merged it."""
    cell, middle = desk.book("CB01"), desk.book("DB01", role="committee")
    for attendance in attendances:
        cell.add(session_of("CB01", attendance=attendance, audience={"DV": attendance}))
    if attendances:
        desk.merge(middle, desk.export(cell), trust=KEYS)
    return cell, middle


def totals_of(book: LogBook, **more: Any) -> bytes:
    """The totals that the book would send now; it does not remember them."""
    return write_package(book, signer(book.owner.unit), totals=True, **more).data


def counted(book: LogBook) -> tuple[int, int, int]:
    """Sessions and attendance of the book's tables, and how many came in totals only."""
    found = cover(book.figures.counted(), book.directive, summed=book.figures.summed()).totals
    return found.sessions, found.attendance, found.summed


def altered(data: bytes, change: Callable[[list[dict[str, Any]]], object], by: str = "DB01") -> bytes:
    """The file with its lines changed, signed by that sender."""
    lines = [json.loads(line) for line in data.split(b"\n")[1:-1]]
    change(lines)
    return independent.write_lines(lines, seed(by))


# ---------------------------------------------------------------- writing


def test_a_file_of_totals(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10, 30)
    cell.add(session_of("CB01", status="draft"))
    data = totals_of(middle)
    read = independent.read_package(data)
    assert read["sessions"] == []
    assert read["package"]["counts"] == {"sessions": 2, "attendance": 40}
    month = {"month": "2014-05", "form": "SH", "sessions": 2, "attendance": 40}
    assert read["totals"] == [
        {
            "kind": "totals",
            "unit": "CB01",
            "sessions": 2,
            "attendance": 40,
            "months": [month],
            "cells": [{"theme": theme, **month} for theme in ("LC-02", "QT-02")],
            "versions": {entry.id: entry.version for entry in middle.find()},
        }
    ]
    assert [line["code"] for line in read["units"]] == ["CB01", "DB01"]


def test_who_has_no_totals_writes_none(desk: Desk) -> None:
    cell, middle = middle_of(desk)
    for book, code in ((cell, "totals_of_committee"), (middle, "export_empty")):
        with pytest.raises(SotayError, match=code):
            totals_of(book)
    cell.add(session_of("CB01"))
    desk.merge(middle, desk.export(cell))
    with pytest.raises(SotayError, match="export_not_nil"):
        totals_of(middle, nil=True)


def test_totals_of_a_period(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10)
    cell.add(session_of("CB01", date="2014-08-01"))
    desk.merge(middle, desk.export(cell))
    office, top = desk.office(), desk.office("top")
    assert read_package(totals_of(middle, period="2014-Q3")).head.counts.sessions == 1
    desk.merge(office, desk.file(totals_of(middle)))
    with pytest.raises(SotayError, match="totals_period"):
        totals_of(office, period="2014-Q3")
    with pytest.raises(SotayError, match="totals_period"):
        write_package(office, signer(OFFICE), period="2014-05")
    assert read_package(write_package(office, signer(OFFICE), period="2014").data).head.counts.sessions == 2
    desk.merge(top, desk.file(totals_of(middle, period="2014-Q3")))
    with pytest.raises(SotayError, match="export_empty"):
        totals_of(top, period="2014-Q2")


# ---------------------------------------------------------------- taking in


def test_the_sessions_come_later(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10, 30)
    cell.add(session_of("CB01", attendance=5, audience={"DV": 5}))
    detail, office = desk.export(cell), desk.office()
    outcome = desk.merge(office, desk.file(totals_of(middle))).files[0]
    assert [note.code for note in outcome.notes] == ["key_first", "totals_taken"]
    assert (outcome.set_aside, counted(office)) == ((), (2, 40, 2))
    # A session more than the totals tell of: it counts beside them once it is here, and then they add nothing.
    desk.merge(office, detail)
    assert counted(office) == (3, 45, 0)
    assert not totals_doubts(office)
    assert not [one for one in audit(office) if one.code.startswith("totals")]


def test_a_session_newer_than_the_totals_counts_as_it_is(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10)
    office = desk.office()
    entry = cell.find()[0]
    cell.edit(entry.id, session_of("CB01", attendance=99, audience={"DV": 99}))
    desk.merge(office, desk.file(totals_of(middle)), desk.export(cell))
    assert counted(office) == (1, 99, 0)
    # And one that is older does not stand in the way of the totals.
    desk.merge(middle, desk.export(cell))
    other, old = desk.office("other"), desk.file(package_of(middle))
    middle.edit(entry.id, session_of("CB01", attendance=7, audience={"DV": 7}))
    desk.merge(other, old, desk.file(totals_of(middle)))
    assert counted(other) == (1, 7, 1)


def test_what_is_deleted_below_is_deleted_above(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10, 30)
    office = desk.office()
    desk.merge(office, desk.export(middle))
    middle.delete(middle.find()[0].id)
    desk.merge(office, desk.file(totals_of(middle)))
    assert counted(office) == counted(middle)
    assert counted(office)[0] == 1


def test_wrong_totals_are_noticed_where_the_sessions_are_here(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10, 30)

    def inflate(lines: list[dict[str, Any]]) -> None:
        for place in (lines[-1], lines[-1]["months"][0], *lines[-1]["cells"], lines[0]["counts"]):
            place["attendance"] += 5

    wrong, detail = altered(totals_of(middle), inflate), desk.export(cell)
    office, other = desk.office(), desk.office("other")
    desk.merge(office, desk.file(wrong))
    assert counted(office) == (2, 45, 2)
    desk.merge(office, detail)
    assert counted(office) == (2, 40, 0)
    assert [one.code for one in audit(office) if one.code.startswith("totals")] == ["totals_differ"]
    assert [one.code for one in totals_doubts(office)["DB01"]] == ["totals_differ"]
    desk.merge(other, detail)
    assert "totals_differ" in [note.code for note in desk.take(other, wrong).notes]


def test_the_same_event_of_two_cells(desk: Desk) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    cells = [desk.book(unit) for unit in ("CB01", "CB02")]
    for cell in cells:
        cell.add(session_of(cell.owner.unit))
    files = [desk.export(cell) for cell in cells]
    desk.merge(middle, *files)
    one, two = sorted(middle.sessions.records)
    answer_duplicate(middle, one, two, "same")
    up, top = desk.file(totals_of(middle)), desk.office("top")
    assert [line.sessions for line in read_package(up.read_bytes()).totals] == [1]
    for order in ([up, *files], [*files, up], [files[0], up], [up, files[1]]):
        book = desk.office(f"office {len(desk.books)}")
        for file in order:
            desk.merge(book, file)
        assert counted(book)[:2] == (1, 25)
    # A committee that has the totals only passes the answer on with them.
    desk.merge(office, up)
    for way in (package_of(office, OFFICE), totals_of(office)):
        desk.merge(top, desk.file(way), trust=KEYS)
        desk.merge(top, *files)
        assert counted(top)[:2] == (1, 25)


def test_totals_are_passed_on_in_both_kinds_of_files(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10, 30)
    office = desk.office()
    other = desk.book("DB02", role="committee")
    other.add(session_of("DB02"))
    desk.merge(office, desk.file(totals_of(middle)), desk.export(other))
    for way in (package_of(office, OFFICE), totals_of(office)):
        independent.read_package(way)
        top = desk.office(f"top {len(desk.books)}")
        outcome = desk.merge(top, desk.file(way), trust=KEYS).files[0]
        assert outcome.sessions == 3
        assert "counts_differ" not in [note.code for note in outcome.notes]
        assert counted(top)[:2] == counted(office)[:2] == (3, 65)


# ---------------------------------------------------------------- what is not taken


def _of_unit(code: str) -> Callable[[list[dict[str, Any]]], object]:
    return lambda lines: lines[-1].update(unit=code)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_of_unit("DB02"), "totals_of_other_unit"),
        (_of_unit("DUK"), "totals_of_other_unit"),
        (_of_unit("CB99"), "totals_unit_unknown"),
        (lambda lines: lines[-1].update(sessions=3), "totals_figures"),
        (lambda lines: lines[-1]["cells"][0].update(sessions=3), "totals_figures"),
        (lambda lines: lines[-1]["months"][0].update(attendance=1), "totals_figures"),
        (lambda lines: lines.append(lines[-1]), "totals_twice"),
        (lambda lines: lines[-1].update(sessions=-1), "line_field"),
        (lambda lines: lines[-1].update(attendance=10**18), "line_field"),
        (lambda lines: lines[-1]["months"][0].update(month="2014-13"), "line_field"),
        (lambda lines: lines[-1]["cells"][0].update(theme="LC 02"), "line_field"),
        (lambda lines: lines[-1].update(versions={"x": "0" * 32}), "line_field"),
        (lambda lines: lines[-1].update(listeners=["Lò Văn Pọ"]), "line_unreadable"),
    ],
)
def test_what_is_wrong_is_set_aside(desk: Desk, change: Callable[[list[dict[str, Any]]], object], code: str) -> None:
    _cell, middle = middle_of(desk, 10, 30)
    outcome = desk.take(desk.office(), altered(totals_of(middle), change))
    assert outcome.outcome == "merged"
    assert [one.code for one in outcome.set_aside] == [code]
    assert [one.line for one in outcome.set_aside if one.code != "totals_twice"] in ([], [6])


def test_nobody_takes_sessions_out_of_other_units(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10)
    other, office = desk.book("DB02"), desk.office()
    theirs = other.add(session_of("DB02"))
    desk.merge(office, desk.export(other))

    def claim(lines: list[dict[str, Any]]) -> None:
        for place in (lines[-1], lines[-1]["months"][0], *lines[-1]["cells"]):
            place["sessions"] += 1
            place["attendance"] += 1
        lines[-1]["versions"][theirs.id] = theirs.version

    assert not desk.take(office, altered(totals_of(middle), claim)).set_aside
    assert theirs.id in [entry.id for entry in office.figures.counted()]
    assert [one.code for one in totals_doubts(office)["DB01"]] == ["totals_differ", "totals_unclear"]
    assert counted(office) == (3, 36, 2)
    # It is passed on as it was told.
    for way in (package_of(office, OFFICE), totals_of(office)):
        top = desk.office(f"top {len(desk.books)}")
        assert not desk.merge(top, desk.file(way), trust=KEYS).files[0].set_aside


def test_an_unknown_unit_waits_for_its_meaning(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10, 30)
    office = desk.office()
    desk.take(office, altered(totals_of(middle), _of_unit("CB99")))
    assert counted(office) == (0, 0, 0)
    assert [one.unknown for one in office.exchange.received.values()] == [{"CB99": 2}]
    outcomes: tuple[FileOutcome, ...] = map_unit(office, "DB01", "CB99", "CB01")
    assert [one.set_aside for one in outcomes] == [()]
    assert counted(office) == (2, 40, 2)
    assert "CB01" in [
        column for column, n in cover([], office.directive, summed=office.figures.summed()).rows[1].cells.items()
    ]


def test_more_sessions_than_a_file_may_tell_of(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10)

    def swell(lines: list[dict[str, Any]]) -> None:
        for number, unit in enumerate(("CB01", "CB02")):
            made = {f"{number:08x}-0000-4000-8000-{key:012x}": "0" * 32 for key in range(25_001)}
            lines.append({**lines[4], "unit": unit, "versions": made})

    outcome = desk.take(desk.office(), altered(totals_of(middle), swell))
    assert (outcome.outcome, outcome.code) == ("refused", "file_too_many")


# ---------------------------------------------------------------- taking back, and the way home


def test_a_merge_of_totals_is_taken_back(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10)
    office = desk.office()
    desk.merge(office, desk.file(write_package(middle, signer("DB01"), totals=True).data))
    desk.export(middle)
    cell.add(session_of("CB01"))
    desk.merge(middle, desk.export(cell))
    desk.merge(office, desk.file(totals_of(middle)))
    late, early = [batch.key for batch in batches(office)][:2]
    assert counted(office) == (2, 35, 2)
    unmerge(office, late)
    assert counted(office) == (1, 10, 1)
    office.history.redo()
    assert counted(office) == (2, 35, 2)
    unmerge(office, early)
    assert counted(office) == (2, 35, 2)


def test_the_receipt_tells_the_committee_what_is_counted(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10)
    office = desk.office()
    middle_file = desk.file(write_package(middle, signer("DB01"), totals=True).data)
    desk.merge(office, middle_file)
    written = write_receipts(office, signer(OFFICE), desk.folder / "receipts", ["DB01"])
    assert [(one.held, one.set_aside) for one in written] == [(1, 0)]
    desk.merge(middle, written[0].path, trust=KEYS)
    assert middle.exchange.standing(middle.find()[0]) == "received"


def test_a_unit_that_left_its_committee_is_not_spoken_for(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10)
    office = desk.office()
    moved = [Unit(code=one.code, type=one.type, name=one.name, parent=OFFICE) for one in office.units.values()]
    office.use_units([one for one in moved if one.code != OFFICE])
    plan = plan_merge(office, [desk.file(totals_of(middle))])
    assert [one.code for one in plan.files[0].set_aside] == ["totals_of_other_unit"]


def test_a_unit_is_not_counted_twice_under_two_of_its_codes(desk: Desk) -> None:
    _cell, middle = middle_of(desk, 10)
    units = [replace(one, aliases=("CB-CU",)) if one.code == "CB01" else one for one in UNITS]
    office = desk.book(OFFICE, "office", role="committee", units=tuple(units))

    def tell_again(lines: list[dict[str, Any]]) -> None:
        lines += [{**line, "unit": "CB-CU"} for line in lines if line["kind"] == "totals"]

    outcome = desk.take(office, altered(totals_of(middle), tell_again))
    assert [one.code for one in outcome.set_aside] == ["totals_twice"]
    assert counted(office) == (1, 10, 1)


def test_a_theme_of_figures_counts_as_what_its_code_means_here(desk: Desk) -> None:
    cell, middle = middle_of(desk, 10)
    office = desk.office()
    theme = middle.find()[0].session.themes[0]

    def rename(lines: list[dict[str, Any]]) -> None:
        for one in (one for line in lines if line["kind"] == "totals" for one in line["cells"]):
            one["theme"] = one["theme"].replace(theme, "ZZ-01")

    desk.take(office, altered(totals_of(middle), rename))

    def sessions() -> dict[str, int]:
        table = cover(
            office.figures.counted(), office.directive, by="unit", units=office.units, summed=office.figures.summed()
        )
        return {row.theme: row.sessions for row in table.rows if row.sessions}

    assert (sessions().get(theme), sessions()["ZZ-01"]) == (None, 1)
    map_code(office, "DB01", "themes", "ZZ-01", theme, directive=office.directive.id)
    assert (sessions()[theme], sessions().get("ZZ-01")) == (1, None)
    desk.merge(office, desk.file(package_of(cell)), trust=KEYS)
    assert "totals_differ" not in [note.code for notes in totals_doubts(office).values() for note in notes]
