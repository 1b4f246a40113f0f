"""The catalogues of a book: its versions, codes that stay with their sessions, and what another catalogue changes."""

from collections.abc import Callable
from datetime import date as Date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, shipped
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.coverage.catalogue_change import change_of
from logs.coverage.rows import asked_units
from logs.coverage.scope import base_of, gaps, rows_in
from logs.coverage.table import coverage_of
from logs.errors import SotayError
from logs.session.query import Query
from tests.books import Clock
from tests.logs.sessions import complete_session

Edit = Callable[[dict[str, Any]], object]


def changed(directive: Directive, edit: Edit) -> Directive:
    values = catalogue_values(directive)
    edit(values)
    return catalogue_from(values)


def themes_of(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {theme["code"]: theme for group in values["group"] for theme in group["theme"]}


def without(*codes: str) -> Edit:
    def edit(values: dict[str, Any]) -> None:
        for group in values["group"]:
            group["theme"] = [theme for theme in group["theme"] if theme["code"] not in codes]
        for table in ("audience", "form", "document"):
            values[table] = [entry for entry in values[table] if entry["code"] not in codes]

    return edit


def titled(code: str, title: str) -> Edit:
    return lambda values: themes_of(values)[code].update(title=title)


def refusal(book: LogBook, new: Directive) -> str:
    with pytest.raises(SotayError) as error:
        book.use_directive(new)
    with pytest.raises(SotayError) as again:
        change_of(book, new)
    assert again.value.code == error.value.code
    return error.value.code


def test_a_code_that_sessions_name_stays_when_it_is_taken_away(book: LogBook) -> None:
    book.add(complete_session(unit="CB01", themes=["LC-02"]))
    before = coverage_of(book, Query()).totals.sessions
    new = changed(book.directive, without("LC-02", "LC-03", "QT-02", "CB"))
    told = {one.code: (one.how, one.sessions) for one in change_of(book, new).differences}
    assert told == {"LC-02": ("kept", 1), "LC-03": ("gone", 0), "QT-02": ("gone", 0), "CB": ("kept", 1)}
    used = book.use_directive(new)
    assert book.directive.sha256 == used.sha256
    assert used.themes["LC-02"].until == Date(2014, 5, 19)
    assert used.themes["LC-02"].group == "LC"
    assert used.audience_by_code["CB"].until == Date(2014, 5, 19)
    assert "LC-03" not in used.themes
    assert coverage_of(book, Query()).totals.sessions == before == 1
    # Once more it changes nothing, and takes nothing back.
    assert change_of(book, used).differences == ()


def test_a_group_that_is_taken_away_stays_for_its_sessions(book: LogBook) -> None:
    book.add(complete_session(unit="CB01", themes=["NT-01"]))

    def edit(values: dict[str, Any]) -> None:
        values["group"] = [group for group in values["group"] if group["code"] != "NT"]

    used = book.use_directive(changed(book.directive, edit))
    assert [theme.code for theme in used.group_by_code["NT"].themes] == ["NT-01"]
    assert not used.themes["NT-01"].is_valid(book.today())


def test_a_code_that_is_over_or_was_taken_away_never_comes_back_for_something_else(book: LogBook) -> None:
    first = book.directive
    book.use_directive(changed(first, without("LC-03")))
    assert refusal(book, changed(first, titled("LC-03", "Một việc khác hẳn"))) == "code_reused"
    book.use_directive(first)  # the same again comes back
    over = changed(first, lambda values: themes_of(values)["LC-04"].update(to=Date(2014, 4, 30)))
    book.use_directive(over)
    assert refusal(book, changed(over, titled("LC-04", "Một việc khác hẳn"))) == "code_reused"
    title = first.themes["LC-04"].title
    book.use_directive(changed(over, titled("LC-04", f"{title}.")))  # a slip of the pen


def test_a_code_that_sessions_name_is_never_used_for_something_else(book: LogBook) -> None:
    book.add(complete_session(unit="CB01", themes=["LC-02"]))
    assert refusal(book, changed(book.directive, titled("LC-02", "Bầu cử"))) == "code_used"
    book.use_directive(changed(book.directive, titled("LC-03", "Bầu cử")))  # nobody has used it
    title = book.directive.themes["LC-02"].title
    book.use_directive(changed(book.directive, titled("LC-02", f"{title} trong tình hình mới")))
    assert book.directive.themes["LC-02"].title.endswith("mới")


def test_what_was_undone_is_no_version_that_binds(book: LogBook) -> None:
    new = changed(book.directive, lambda values: values["group"][0]["theme"].append({"code": "XX-01", "title": "Nhầm"}))
    book.use_directive(new)
    book.history.undo()
    book.use_directive(changed(new, titled("XX-01", "Bầu cử đại biểu")))
    assert book.directive.themes["XX-01"].title == "Bầu cử đại biểu"


def test_a_catalogue_is_one_step_with_its_reason(book: LogBook, clock: Clock) -> None:
    first = book.directive
    clock.set("2014-06-01")
    second = book.use_directive(changed(first, titled("LC-03", "Tên mới")), reason="Công văn 12")
    clock.set("2014-07-01")
    third = book.use_directive(changed(second, without("LC-04")))
    versions = book.catalogues.versions()
    assert [version.directive for version in versions] == [first, second, third]
    assert [version.number for version in versions] == [1, 2, 3]
    assert [version.step.reason for version in versions if version.step] == ["Công văn 12", ""]
    assert versions[1].at.date() == Date(2014, 6, 1)
    book.history.undo()
    assert book.directive == second
    book.history.undo()
    assert book.directive == first
    book.history.redo()
    assert book.directive == second
    book.history.redo()
    assert book.directive == third
    assert [version.directive.sha256 for version in book.catalogues.versions()] == [
        one.sha256 for one in (first, second, third, second, first, second, third)
    ]
    assert [version.stands for version in book.catalogues.versions()] == [True] * 3 + [False] * 4
    with pytest.raises(SotayError, match="catalogue_version_missing"):
        book.catalogues.version(8)


def test_another_year_brings_its_own_codes(book: LogBook) -> None:
    book.add(complete_session(unit="CB01", themes=["LC-02"]))
    book.use_directive(changed(book.directive, without("LC-03")))

    def edit(values: dict[str, Any]) -> None:
        values["directive"] |= {"id": "LC-TTDN-2015", "year": 2015}
        themes_of(values)["LC-02"]["title"] = "Bầu cử"

    new = changed(shipped(), edit)
    change = change_of(book, new)
    assert (change.before.sessions, change.after.sessions) == (1, 0)
    assert book.use_directive(new) == new


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_the_preview_says_what_the_step_does(book: LogBook, data: st.DataObject) -> None:
    codes = [*shipped().themes]
    held = data.draw(st.lists(st.sampled_from(codes), max_size=3, unique=True))
    for code in held:
        book.add(complete_session(unit="CB01", themes=[code]))
    gone = data.draw(st.sets(st.sampled_from(codes), max_size=6))
    ends = data.draw(st.dictionaries(st.sampled_from(codes), st.dates(Date(2013, 6, 1), Date(2014, 12, 1)), max_size=4))

    def edit(values: dict[str, Any]) -> None:
        for code, day in ends.items():
            themes_of(values)[code]["to"] = day
        without(*gone)(values)

    was = book.directive
    change = change_of(book, changed(was, edit))
    assert book.directive == was
    used = book.use_directive(change.directive)
    assert used == change.directive
    table = coverage_of(book, Query())
    rows = rows_in(table, base_of(book), asked_units(book))
    assert (change.after.sessions, change.after.gaps) == (table.totals.sessions, len(gaps(rows)))
    named = {one.code: one.how for one in change.differences if one.how in ("gone", "kept")}
    logged = {code for entry in book.sessions.live().values() for code in entry.session.themes}
    assert {code for code, how in named.items() if how == "gone"} == {c for c in was.themes if c in gone} - logged
    assert logged <= used.themes.keys()
    while book.directive != was:
        book.history.undo()
    for _code in held:
        book.history.undo()


def test_a_rank_that_a_reporter_has_stays(book: LogBook) -> None:
    assert [rank.code for rank in book.directive.ranks][3] == "co_so"
    new = changed(book.directive, lambda values: values.update(rank=[{"code": "xa", "title": "Báo cáo viên cấp xã"}]))
    told = {one.code: one.how for one in change_of(book, new).differences}
    assert told == {"xa": "added", "co_so": "kept"} | dict.fromkeys(
        ("trung_uong", "tinh", "huyen", "tuyen_truyen_vien"), "gone"
    )
    book.use_directive(new)
    valid = {rank.code: rank.is_valid(book.today()) for rank in book.directive.ranks}
    assert valid == {"xa": True, "co_so": False}
