"""Targets: what is required of whom, what is reached as of a day, and what figures do not tell."""

from datetime import date as Date
from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, read_directive, shipped
from logs.catalogue.other_years import catalogue_from, catalogue_of_year, catalogue_values
from logs.counting.sums import Sum
from logs.coverage.scope import exempt
from logs.coverage.targets import DEFAULT, WHOLE, Reckoning
from logs.errors import SotayError
from logs.progress.typed_totals import type_totals
from tests.books import Clock, make_book
from tests.exports.counted.targets import KINDS, targets_text_of
from tests.logs.sessions import complete_session

SOURCE = shipped().source


def with_targets(*kinds: str) -> Directive:
    return read_directive((SOURCE + targets_text_of(kinds)).encode())


@pytest.fixture
def office(tmp_path: Path) -> LogBook:
    return make_book(tmp_path / "office", Clock(), unit="DUK", role="committee")


def test_targets_are_kept_in_the_catalogue_and_go_on_to_the_next_year() -> None:
    directive = with_targets(*KINDS)
    assert [target.kind for target in directive.targets].count("theme") == 4
    assert catalogue_from(catalogue_values(directive)).targets == directive.targets
    later = catalogue_of_year(directive, 2026).targets
    assert later[3].since == Date(2026, 5, 1)


def test_a_target_names_what_the_catalogue_has() -> None:
    for text, value in (('kind = "theme"\nthemes = ["XX-9"]', "XX-9"), ('kind = "listeners"\naudience = "XX"', "XX")):
        with pytest.raises(SotayError) as caught:
            with_targets(text)
        assert (caught.value.code, caught.value.params) == ("target_unknown", {"target": "T0", "value": value})


def test_without_targets_the_default_holds(office: LogBook) -> None:
    standing = Reckoning(office).standing
    assert standing.is_default
    assert standing.targets == DEFAULT
    assert standing.of(WHOLE)["CT-1"].required == 26
    assert {line.required for line in standing.lines if line.target.code == "CT-2"} == {12}
    assert len(standing.units) == len([line for line in standing.lines if line.unit != WHOLE]) == 60


def test_a_reporter_knows_of_the_own_unit_alone(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        book.add(complete_session(unit="CB01", themes=["LC-01"]))
        (line,) = Reckoning(book).standing.lines
        assert (line.target, line.unit, line.reached, line.missing) == (DEFAULT[1], "CB01", 1, 11)


def test_a_theme_that_applies_to_no_unit_is_not_required_of_the_committee(office: LogBook) -> None:
    office.use_units([office.units["CB01"], office.units["DB01"]])
    exempt(office, "CB01", "LC-01", "không có")
    assert Reckoning(office).standing.of(WHOLE)["CT-1"].required == 26
    exempt(office, "DB01", "LC-01", "không có")
    assert Reckoning(office).standing.of(WHOLE)["CT-1"].required == 25


def test_as_of_a_day_that_has_passed_later_sessions_are_not_there(office: LogBook) -> None:
    office.add(complete_session(unit="CB01", themes=["LC-01"], date="2014-05-12"))
    assert Reckoning(office).standing.of("CB01")["CT-2"].reached == 1
    assert Reckoning(office, on=Date(2014, 5, 12)).standing.of("CB01")["CT-2"].reached == 1
    assert Reckoning(office, on=Date(2014, 5, 11)).standing.of("CB01")["CT-2"].reached == 0


def test_months_told_in_figures_count_and_what_they_do_not_tell_is_unknown(office: LogBook) -> None:
    office.use_directive(
        with_targets(
            'kind = "monthly"', 'kind = "theme"\nbase = "priority"', 'kind = "listeners"\nn = 50\naudience = "DV"'
        )
    )
    type_totals(office, "CB01", "2014-03", Sum(3, 90))
    monthly, theme, listeners = Reckoning(office).standing.of("CB01").values()
    assert (monthly.reached, monthly.required, "2014-03" in monthly.lacking) == (1, 12, False)
    assert (theme.reached, theme.unknown) == (0, 3)
    assert (listeners.reached, listeners.unknown) == (0, 90)
