"""Reading sessions of others: what a foreign code means here."""

from collections.abc import Iterable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.catalogue.directive import shipped
from logs.exchange.code_maps import CodeField, CodeMap, Lens
from logs.model import Unit
from tests.books import ZONE
from tests.logs.sessions import complete_session

UNITS = (
    Unit(code="DB01", type="dang_bo", name="Đảng bộ Sở Y tế", aliases=("YT-CU", "Đảng uỷ Sở Y tế cũ")),
    Unit(code="CB01", type="chi_bo", name="Chi bộ Bệnh viện", parent="DB01"),
    Unit(code="CB02", type="chi_bo", name="Chi bộ Thanh tra", parent="DB01"),
)


def meaning(field: CodeField, code: str, to: str, *, sender: str = "DB01", directive: str = "") -> CodeMap:
    at = datetime(2014, 5, 20, tzinfo=ZONE)
    return CodeMap(sender=sender, field=field, directive=directive, code=code, to=to, at=at, who="an")


def lens(*maps: CodeMap, senders: Iterable[str] = ("DB01",)) -> Lens:
    units = {unit.code: unit for unit in UNITS}
    return Lens({one.key: one for one in maps}, units, frozenset(senders), shipped())


def test_a_former_name_is_read_as_its_successor_in_any_spelling() -> None:
    read = lens()
    assert [read.unit(code) for code in ("YT-CU", "yt-cu", "DB01", "NO")] == ["DB01", "DB01", "DB01", "NO"]
    session = complete_session(unit="YT-CU", partners=["YT-CU", "CB01"])
    assert read.session(session).unit == "DB01"
    assert read.session(session).partners == ("DB01", "CB01")


def test_an_alias_that_is_the_code_of_another_unit_does_not_rename_it() -> None:
    units = {one.code: one for one in (*UNITS, Unit(code="YT-CU", type="chi_bo", name="Chi bộ Y tế cũ"))}
    assert Lens({}, units, frozenset(), shipped()).unit("YT-CU") == "YT-CU"


def test_an_alias_in_small_letters_does_not_rename_the_unit_that_has_it_as_code() -> None:
    live = Unit(code="YT-CU", type="chi_bo", name="Chi bộ Y tế cũ")
    renamed = Unit(code="DB02", type="dang_bo", name="Đảng bộ 2", aliases=("yt-cu", "cb02", "DB02-CU"))
    read = Lens({}, {unit.code: unit for unit in (renamed, live, UNITS[2])}, frozenset(), shipped())
    assert [read.unit(code) for code in ("YT-CU", "yt-cu", "CB02", "cb02")] == ["YT-CU", "yt-cu", "CB02", "cb02"]
    assert read.unit("db02-cu") == "DB02"


@pytest.mark.parametrize("parents", ["AA", "AB BA", "AB BC CA", "XA AB BC CA"])
def test_units_that_stand_under_each_other_have_a_sender_all_the_same(parents: str) -> None:
    ring = {code[0]: Unit(code=code[0], type="dang_bo", name=code, parent=code[1]) for code in parents.split()}
    for code in ring:
        assert Lens({}, ring, frozenset(), shipped()).sender(code) in ring
        for sender in ring.keys() - {"X"}:
            assert Lens({}, ring, frozenset({sender}), shipped()).sender(code) == sender


def test_a_code_means_what_was_answered_for_its_own_field() -> None:
    theme = meaning("themes", "X9", "LC-02", directive=shipped().id)
    reporter = meaning("reporters", "X8", "CB01-an")
    read = lens(theme, reporter)
    assert (read.unit("X9"), read.unit("X8")) == ("X9", "X8")
    session = read.session(complete_session(unit="CB01", partners=["X9", "X8"], themes=["X9"], reporters=["X8"]))
    assert (session.partners, session.themes, session.reporters) == (("X9", "X8"), ("LC-02",), ("CB01-an",))
    unit = lens(meaning("unit", "X9", "CB02"))
    session = unit.session(complete_session(unit="CB01", partners=["X9"], themes=["X9"], documents=["X9"]))
    assert (session.partners, session.themes, session.documents) == (("CB02",), ("X9",), ("X9",))


def test_a_code_is_read_for_the_sender_that_it_was_answered_for() -> None:
    mine = meaning("reporters", "bcv-9", "CB01-an")
    session = complete_session(unit="CB01", reporters=["bcv-9"])
    assert lens(mine).session(session).reporters == ("CB01-an",)
    assert lens(mine, senders=("DB01", "CB01")).session(session).reporters == ("bcv-9",)


def test_a_unit_means_the_same_as_unit_and_as_partner_whoever_sends_it() -> None:
    read = lens(meaning("unit", "X9", "CB02", sender="CB01"))
    session = complete_session(unit="X9", partners=["X9"])
    assert (read.session(session).unit, read.session(session).partners) == ("CB02", ("CB02",))


def test_a_sender_that_goes_by_a_foreign_code_is_found_by_it() -> None:
    unit, theme = meaning("unit", "X9", "CB02", sender="X9"), meaning("reporters", "r", "CB02-an", sender="CB02")
    read = lens(unit, theme, senders=("DB01", "X9"))
    assert read.sender("X9") == "CB02"
    assert read.session(complete_session(unit="X9", reporters=["r"])).reporters == ("CB02-an",)


def test_counts_of_groups_that_mean_one_are_added_up_and_an_unknown_count_stays_unknown() -> None:
    read = lens(meaning("audience", "old", "DV", directive="LC-TTDN-2014"))
    session = complete_session(unit="CB01", audience={"DV": 18, "old": 7}, attendance=25)
    assert read.session(session).audience == {"DV": 25}
    session = complete_session(unit="CB01", audience={"DV": 18, "old": None}, attendance=25)
    assert read.session(session).audience == {"DV": None}


def test_a_session_of_another_catalogue_counts_here_once_all_its_themes_have_a_meaning() -> None:
    first = meaning("themes", "A1", "LC-02", directive="OLD-2013")
    second = meaning("themes", "A2", "QT-02", directive="OLD-2013")
    session = complete_session(unit="CB01", directive="OLD-2013", themes=["A1", "A2"])
    half, whole = lens(first).session(session), lens(first, second).session(session)
    assert (half.directive, half.themes) == ("OLD-2013", ("LC-02", "A2"))
    assert (whole.directive, whole.themes) == (shipped().id, ("LC-02", "QT-02"))


@given(st.sampled_from(["DB01", "CB01", "CB02", "YT-CU", "X9"]), st.booleans())
def test_reading_twice_changes_nothing_more(unit: str, is_answered: bool) -> None:
    read = lens(*([meaning("unit", "X9", "CB02")] if is_answered else []))
    once = read.session(complete_session(unit=unit, partners=["X9", "YT-CU"]))
    assert read.session(once) == once


def test_an_answer_to_leave_a_code_reads_it_as_it_is() -> None:
    session = complete_session(unit="CB01", reporters=["r"])
    assert lens(meaning("reporters", "r", "")).session(session) is session


def test_a_lens_that_knows_one_answer_more_is_as_if_it_had_been_made_with_it() -> None:
    answer = meaning("unit", "X9", "CB02")
    assert lens().knowing(answer).unit("X9") == lens(answer).unit("X9") == "CB02"
    assert lens().unit("X9") == "X9"
