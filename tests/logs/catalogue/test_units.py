"""The list of units as an office keeps it: finding a unit in it, and a list that was changed."""

import unicodedata
from datetime import date as Date

import msgspec
import pytest

from logs.catalogue.unit_changes import unit_changes
from logs.catalogue.units import (
    find_unit,
    list_faults,
    shipped_units,
    under,
    with_added,
    with_changed,
    with_merged,
)
from logs.errors import SotayError
from logs.model import Unit

LISTED = (
    Unit(code="DU", type="dang_bo", name="Đảng ủy Khối", aliases=("Đảng bộ Khối", "ĐU Khối")),
    Unit(code="DB01", type="dang_bo", name="Đảng bộ Sở Y tế", parent="DU", since=Date(2010, 1, 1)),
    Unit(code="CB01", type="chi_bo", name="Chi bộ Thanh tra, Sở Y tế", parent="DB01", until=Date(2014, 6, 30)),
)


@pytest.fixture
def units() -> dict[str, Unit]:
    return {unit.code: unit for unit in LISTED}


def test_the_shipped_list_holds_sixty_units() -> None:
    listed = shipped_units()
    assert len({unit.code for unit in listed}) == 60
    assert {unit.type for unit in listed} == {"dang_bo", "chi_bo"}


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize(
    "text",
    ["DU", "du", " DU ", "Đảng uỷ Khối", "ĐẢNG ỦY KHỐI", "đảng bộ khối", unicodedata.normalize("NFD", "Đảng ủy Khối")],
)
def test_a_unit_is_found_by_code_name_or_alias_in_any_spelling(units: dict[str, Unit], text: str) -> None:
    assert find_unit(units, text) == units["DU"]


@pytest.mark.parametrize("text", ["", "Dang uy Khoi", "Đảng ủy", "DB"])
def test_a_unit_is_never_guessed(units: dict[str, Unit], text: str) -> None:
    assert find_unit(units, text) is None


def test_a_code_names_its_own_unit_before_any_name_or_alias() -> None:
    renamed = Unit(code="DB01", type="dang_bo", name="Đảng bộ 1", aliases=("CB02", "Chi bộ 3"))
    units = {
        unit.code: unit
        for unit in (renamed, *(Unit(code=f"CB0{n}", type="chi_bo", name=f"Chi bộ {n}") for n in (2, 3)))
    }
    named = [find_unit(units, text) for text in ("CB02", "cb02", "chi bộ 3")]
    assert [unit and unit.code for unit in named] == ["CB02", "CB02", "CB03"]


def test_under_a_unit_are_all_levels_below_it(units: dict[str, Unit]) -> None:
    assert under(units, "DU") == {"DU", "DB01", "CB01"}
    assert under(units, "CB01") == {"CB01"}
    assert under(units, "unknown") == {"unknown"}


def test_units_that_stand_under_each_other_do_not_hang() -> None:
    ring = {code: Unit(code=code, type="dang_bo", name=code, parent=parent) for code, parent in ("AB", "BC", "CA")}
    assert under(ring, "A") == {"A", "B", "C"}


# ---------------------------------------------------------------- changing


def test_a_new_name_or_code_keeps_the_former_one_as_another_name(units: dict[str, Unit]) -> None:
    renamed = msgspec.structs.replace(units["DB01"], name="Đảng bộ Bệnh viện", code="DB07")
    changed = with_changed(units, "DB01", renamed)
    assert [*changed] == ["DU", "DB07", "CB01"]
    assert changed["DB07"].aliases == ("Đảng bộ Sở Y tế", "DB01")
    assert changed["CB01"].parent == "DB07"
    back = with_changed(changed, "DB07", units["DB01"])
    assert back["DB01"].aliases == ("Đảng bộ Bệnh viện", "DB07")
    assert find_unit(back, "DB07") == back["DB01"]


def test_a_merged_unit_leaves_its_names_and_what_stood_below_it(units: dict[str, Unit]) -> None:
    merged = with_merged(units, "DB01", "DU")
    assert [*merged] == ["DU", "CB01"]
    assert merged["DU"].aliases == ("Đảng bộ Khối", "ĐU Khối", "DB01", "Đảng bộ Sở Y tế")
    assert merged["CB01"].parent == "DU"
    upwards = with_merged(units, "DU", "CB01")  # into one that stands below it
    assert (upwards["CB01"].parent, upwards["DB01"].parent) == (None, "CB01")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda units: with_merged(units, "CB01", "CB01"), "unit_into_itself"),
        (lambda units: with_merged(units, "CB09", "CB01"), "unit_unknown"),
        (lambda units: with_added(units, Unit(code="cb01", type="chi_bo", name="A")), "unit_listed"),
        (lambda units: with_added(units, Unit(code="CB02", type="chi_bo", name="A", parent="X")), "unit_parent"),
        (lambda units: with_added(units, Unit(code="CB02", type="chi_bo", name="A", aliases=("du",))), "unit_alias"),
        (lambda units: with_changed(units, "CB01", msgspec.structs.replace(units["CB01"], code="DU")), "unit_listed"),
        (lambda units: with_changed(units, "DU", msgspec.structs.replace(units["DU"], parent="CB01")), "unit_circle"),
        (
            lambda units: with_changed(units, "DB01", msgspec.structs.replace(units["DB01"], until=Date(2009, 1, 1))),
            "unit_days",
        ),
    ],
)
def test_what_no_list_can_be_is_refused(units: dict[str, Unit], change: object, code: str) -> None:
    with pytest.raises(SotayError) as caught:
        change(units)  # type: ignore[operator]
    assert caught.value.code == code


def test_every_change_has_its_kind(units: dict[str, Unit]) -> None:
    replace = msgspec.structs.replace
    after = dict(units)
    after["DB01"] = replace(units["DB01"], name="Đảng bộ Bệnh viện", parent=None)
    after["CB09"] = replace(after.pop("CB01"), code="CB09", aliases=("CB01",), until=None)
    after["CB02"] = Unit(code="CB02", type="chi_bo", name="Chi bộ 2")
    found = [(change.kind, change.after and change.after.code) for change in unit_changes(units, after)]
    assert found == [
        ("renamed", "DB01"), ("moved", "DB01"), ("recoded", "CB09"), ("ended", "CB09"), ("added", "CB02"),
    ]  # fmt: skip
    assert [change.kind for change in unit_changes(after, {"DB01": after["DB01"]})] == ["left_out"] * 3
    assert [change.kind for change in unit_changes(units, with_merged(units, "CB01", "DB01"))] == ["merged"]
    assert [*unit_changes(units, units)] == []
    assert [*list_faults(units)] == []
