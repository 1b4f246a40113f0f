"""`sotay targets` and `progress --silent`: what is reached of what is asked, and of whom nobody has heard."""

from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive, shipped
from tests.exports.counted.targets import KINDS, targets_text_of
from tests.tui.commands import GOOD, done, log, new_book, read
from tests.tui.desk import add, make_desk, make_office


@pytest.fixture
def office(tmp_path: Path) -> LogBook:
    book = make_office(tmp_path / "office")
    book.use_directive(read_directive((shipped().source + targets_text_of(KINDS)).encode()))
    add(book, unit="CB01", themes=("LC-01",), day="2014-11-05")
    return book


def of_book(book: LogBook, *args: str) -> list[str]:
    book.close()
    return ["--book", str(book.folder), *args]


def test_a_reporter_reads_what_is_left_and_until_when() -> None:
    new_book()
    log(*GOOD)
    printed = done("targets").stdout
    assert "còn 11 chủ đề trọng tâm đến 14/12" in " ".join(printed.split())
    assert "chỉ tiêu mặc định" in printed
    (row,) = read("targets")["rows"]
    assert (row["unit"], row["required"], row["reached"], row["missing"]) == ("CB01", 12, 1, 11)
    sessions = read("list", *row["behind"])["sessions"]
    assert [one["themes"] for one in sessions] == [["LC-02", "QT-02"]]


def test_a_committee_reads_units_by_targets(office: LogBook) -> None:
    units = len(office.units)
    args = of_book(office)
    document = read(*args, "targets")
    assert not document["default"]
    assert len(document["targets"]) == len(KINDS)
    whole = sum(target["whole"] for target in document["targets"])
    assert len(document["rows"]) == whole + (len(KINDS) - whole) * len({row["unit"] for row in document["rows"]} - {""})
    assert len({row["unit"] for row in document["rows"]}) <= units
    printed = done(*args, "targets").stdout
    assert "Toàn Đảng bộ" in printed
    assert "T9 = Chỉ tiêu 9" in printed
    lines = done(*args, "targets", "--csv").stdout.splitlines()
    assert len(lines) == len(document["rows"]) + 1


def test_as_of_a_day_and_of_one_unit(office: LogBook) -> None:
    args = [*of_book(office), "targets", "--unit", "CB01", "--on"]
    reached = [
        next(row["reached"] for row in read(*args, day)["rows"] if row["target"] == "T4") for day in ("4/11", "5/11")
    ]
    assert reached == [0, 1]


def test_who_is_silent_for_how_long(tmp_path: Path) -> None:
    with make_desk(tmp_path / "desk") as book:
        add(book, "2014-11-05")
    args = ["--book", str(tmp_path / "desk"), "progress"]
    assert read(*args, "--silent", "36")["silent"] == []
    for n in ("35", "30"):
        found = read(*args, "--silent", n)
        assert [(one["unit"], one["reporter"] != "", one["days"]) for one in found["silent"]] == [
            ("CB01", False, 35), ("CB01", True, 35)
        ]  # fmt: skip
    assert read(*args, "--silent")["days"] == 30
    assert "35 ngày" in done(*args, "--silent").stdout
    assert "Ai cũng có buổi." in done(*args, "--silent", "90").stdout
    assert read(*args, "--silent", "5", "--on", "6/11")["silent"] == []
    assert len(done(*args, "--silent", "--csv").stdout.splitlines()) == 3
