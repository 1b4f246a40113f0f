"""The catalogue of another year: the same themes, days and names of that year."""

from datetime import date as Date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive, shipped
from logs.catalogue.other_years import catalogue_from, catalogue_of_year, catalogue_values
from logs.errors import SotayError
from tests.books import Clock, make_book


@given(st.integers(2000, 2200))
def test_another_year_has_the_themes_and_its_own_days(year: int) -> None:
    made = catalogue_of_year(shipped(), year)
    assert made.groups == shipped().groups
    assert made.id == f"LC-TTDN-{year}"
    assert str(year) in made.head.title
    assert made.reporting.deadline == Date(year, 12, 15)
    assert made.reporting.period == (Date(year, 1, 1), Date(year, 12, 14))
    assert catalogue_of_year(made, 2014).reporting == shipped().reporting


def test_the_number_and_the_day_of_the_former_guidance_are_left_out() -> None:
    source = shipped().source.replace('number = ""', 'number = "12-HD/ĐU"', 1)
    made = catalogue_of_year(read_directive(source.encode()), 2026)
    assert (made.head.number, made.head.date) == ("", None)


def test_the_former_years_own_guidance_is_no_document_of_the_next() -> None:
    assert list(catalogue_of_year(shipped(), 2026).document_by_code) == ["CT26-2008", "KL16-2012", "QD368-2013"]


def test_an_id_without_a_year_gets_one() -> None:
    source = shipped().source.replace("LC-TTDN-2014", "A" * 32)
    assert catalogue_of_year(read_directive(source.encode()), 2026).id == "A" * 27 + "-2026"


def test_a_year_that_no_catalogue_can_have_is_refused() -> None:
    with pytest.raises(SotayError, match="year_outside"):
        catalogue_of_year(shipped(), 1999)


def test_what_a_catalogue_says_is_written_and_read_the_same() -> None:
    again = catalogue_from(catalogue_values(shipped()))
    assert (again.head, again.groups, again.documents) == (shipped().head, shipped().groups, shipped().documents)


def test_a_session_follows_the_catalogue_of_its_year(tmp_path: Path, clock: Clock) -> None:
    with make_book(tmp_path / "book", clock) as book:
        book.use_directive(catalogue_of_year(shipped(), 2015))
        assert directive_on(book, Date(2014, 12, 1)) == "LC-TTDN-2014"
        assert directive_on(book, Date(2015, 2, 1)) == "LC-TTDN-2015"
        assert directive_on(book, Date(2013, 2, 1)) == "LC-TTDN-2015"
        # What the former catalogue does not have keeps to the one in use.
        assert directive_on(book, Date(2014, 12, 1), themes=("ZZ-99",)) == ""


def directive_on(book: LogBook, day: Date, **fields: object) -> str:
    given = {"date": day, "unit": book.owner.unit, "status": "draft", **fields}
    session = book.compose(given).session
    return session.directive if session is not None else ""


def test_what_is_over_is_not_carried_and_what_had_begun_is_valid_from_the_start() -> None:
    values = catalogue_values(shipped())
    former, *_others = values["group"]
    for place, days in enumerate(
        [{"to": Date(2014, 6, 30)}, {"from": Date(2014, 4, 1)}, {"to": Date(2015, 3, 31)}, {"from": Date(2015, 2, 1)}]
    ):
        former["theme"][place] |= days
    values["group"][1]["to"] = Date(2014, 5, 31)
    gone, begun, going, coming = (theme["code"] for theme in former["theme"][:4])
    directive = catalogue_from(values)
    later = catalogue_of_year(directive, 2015)
    assert gone not in later.themes
    assert later.themes[begun].since is None
    assert later.themes[going].until == Date(2015, 3, 31)
    assert later.themes[coming].since == Date(2015, 2, 1)
    assert [group.code for group in later.groups] == [
        group.code for group in directive.groups if group.code != values["group"][1]["code"]
    ]
    before = catalogue_of_year(directive, 2013)
    assert [*before.themes] == [*directive.themes]
    assert not any(theme.since or theme.until for theme in before.themes.values())


def test_themes_have_the_days_of_their_group() -> None:
    values = catalogue_values(shipped())
    values["group"][0] |= {"from": Date(2014, 5, 1), "to": Date(2014, 9, 30)}
    values["group"][0]["theme"][0]["from"] = Date(2014, 6, 1)
    directive = catalogue_from(values)
    first, second, *_ = next(group for group in directive.groups if group.code == values["group"][0]["code"]).themes
    assert (first.since, first.until) == (Date(2014, 6, 1), Date(2014, 9, 30))
    assert (second.since, second.until) == (Date(2014, 5, 1), Date(2014, 9, 30))
    assert catalogue_from(catalogue_values(directive)).groups == directive.groups
    values["group"][0]["theme"][0]["from"] = Date(2014, 12, 1)
    with pytest.raises(SotayError, match="directive_days_backwards"):
        catalogue_from(values)
