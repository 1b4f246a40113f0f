"""The grid: which periods are columns, who owes what, who is reminded."""

from datetime import date as Date
from typing import Any

import msgspec
import pytest

from logs.catalogue.directive import shipped
from logs.errors import SotayError
from logs.exchange.received import Received
from logs.model import Unit
from logs.periods import read_period
from logs.progress.grid import Grid, make_grid
from tests.logs.progress.test_status import file

UNITS = tuple(Unit(code=code, type="chi_bo", name=f"Chi bộ {code}") for code in ("CB01", "CB02", "CB03"))
TODAY = Date(2014, 12, 18)


def grid(*files: Received, on: Date = TODAY, units: tuple[Unit, ...] = UNITS, **more: Any) -> Grid:
    return make_grid(units, {one.sha256: one for one in files}, shipped(), on, **more)


def columns(found: Grid) -> list[str]:
    return [due.period.name for due in found.dues]


def test_the_columns_are_the_year_what_came_and_what_is_asked_for() -> None:
    assert columns(grid()) == ["2014"]
    came = [file("2014-07-01", period="2014-6T"), file("2014-07-01", 2, period="2014-Q2")]
    strange = [file("2014-07-01", 4, period="2013"), file("2014-07-01", unit="ZZ", period="2014-05")]
    other = file("2014-07-02", 3, period="2014-07", directive="LC-TTDN-2013")
    found = grid(*came, *strange, other, periods=[read_period("2014-Q4")], shown=[read_period("2014-9T")])
    assert columns(found) == ["2014-Q2", "2014-6T", "2014-9T", "2014-Q4", "2014"]
    assert [due.asked for due in found.dues] == [False, False, False, True, True]


def test_only_the_year_and_what_was_asked_for_have_a_deadline() -> None:
    found = grid(file("2014-07-01", period="2014-6T"), deadlines={"2014-9T": Date(2014, 10, 15)})
    last = {due.period.name: due.last_day for due in found.dues}
    assert last == {"2014-6T": None, "2014-9T": Date(2014, 10, 14), "2014": Date(2014, 12, 14)}


@pytest.mark.parametrize("name", ["2013", "2015-Q1"])
def test_periods_of_another_year_are_refused(name: str) -> None:
    with pytest.raises(SotayError, match="period_not_of_year"):
        grid(periods=[read_period(name)])
    with pytest.raises(SotayError, match="period_not_of_year"):
        grid(deadlines={name: TODAY})


def test_the_deadline_of_the_guidance_cannot_be_moved() -> None:
    with pytest.raises(SotayError, match="deadline_set"):
        grid(deadlines={"2014": Date(2014, 12, 31)})


def lacking(found: Grid, unit: str = "CB01") -> list[str]:
    """What the unit lacks: the period of a report, else the code."""
    return [one.params.get("period", one.code) for one in found.lacks(unit)]


def test_a_report_is_owed_by_the_guidance_or_when_its_period_is_over() -> None:
    assert lacking(grid(on=Date(2014, 3, 1))) == ["2014"]
    half, last = read_period("2014-6T"), read_period("2014-Q4")
    assert lacking(grid(periods=[half, last])) == ["2014-6T", "2014"]
    assert lacking(grid(periods=[half], on=Date(2014, 6, 30))) == ["2014"]
    assert lacking(grid(deadlines={"2014-6T": Date(2014, 6, 15)}, on=Date(2014, 6, 1))) == ["2014-6T", "2014"]


def test_nobody_owes_a_period_for_being_looked_at_or_for_what_another_unit_sent() -> None:
    assert lacking(grid(file("2014-10-01", unit="CB02", period="2014-09"))) == ["2014"]
    assert lacking(grid(shown=[read_period("2014-6T")])) == ["2014"]


def test_a_covered_report_is_not_asked_for() -> None:
    found = grid(file("2014-12-10"), periods=[read_period("2014-6T")])
    assert found.cells["CB01"]["2014-6T"].state == "covered"
    assert lacking(found) == []


def test_a_gap_alone_is_no_reason_to_write() -> None:
    found = grid(
        *(file("2014-12-01", number) for number in (5, 7)),
        *(file("2014-12-01", number, unit="CB02", period=f"2014-0{number}") for number in (5, 7)),
    )
    assert lacking(found, "CB01") == ["number_missing"]
    assert lacking(found, "CB02") == ["2014", "number_wanted"]
    assert found.reminded() == ("CB02", "CB03")


def test_a_clock_is_the_receivers_matter() -> None:
    late = file("2014-12-01", 1), file("2014-12-09", 2, made=file("2014-11-01").made)
    found = grid(*late)
    assert [one.code for one in found.doubts["CB01"]] == ["clock_back"]
    assert lacking(found) == []


def test_a_unit_that_was_not_there_has_no_cell() -> None:
    young = msgspec.structs.replace(UNITS[0], since=Date(2014, 9, 1))
    found = grid(units=(young, UNITS[1]), periods=[read_period("2014-6T")])
    assert found.cells["CB01"].keys() == {"2014"}
    assert [one.unit for one in found.column(found.dues[0])] == ["CB02"]
    assert lacking(found) == ["2014"]
