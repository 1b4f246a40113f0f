"""Totals in place of sessions, as a person sees them: in tables, behind their cells, in the grid of reports."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from exports.merge.merge import apply_merge, plan_merge
from exports.package.keys import Signer
from exports.package.writer import write_package
from logs.counting.facts import UNSPLIT
from tests.tui.commands import done, read
from tests.tui.desk import LARGE, add, make_desk, make_office, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.register.screen import RegisterScreen
from tui.widgets.matrix import Matrix

NOT_HERE = "Chỉ có số tổng hợp, không có chi tiết từng buổi"
SAID = "Chỉ nhận số tổng hợp, không có từng buổi: 2"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """A committee's book with a session of its own, and totals of two sessions of DB01."""
    with make_office(tmp_path / "below") as below:
        add(below, "2014-03-05", themes=("LC-02",))
        add(below, "2014-03-06", themes=("LC-02", "QT-01"), form="HC")
        file = tmp_path / "totals.jsonl"
        file.write_bytes(write_package(below, Signer(bytes(32)), totals=True).data)
    with make_desk(tmp_path / "book", "DB09", role="committee") as book:
        add(book, "2014-10-07", themes=("QT-01",))
        plan = plan_merge(book, [file])
        assert [note.code for note in plan.files[0].notes] == ["key_first", "totals_taken"]
        apply_merge(book, plan)
    return tmp_path / "book"


def test_the_table_says_what_came_without_sessions() -> None:
    table = read("coverage", "--by", "month")
    totals = {"sessions": 3, "attendance": 75, "drafts": 0, "conflicts": 0, "left_out": {}, "summed": 2}
    assert {name: table["totals"][name] for name in totals} == totals
    cells = {row["theme"]: row["cells"] for row in table["rows"]}
    assert (cells["LC-02"]["2014-03"], cells["QT-01"]["2014-03"], cells["QT-01"]["2014-10"]) == (2, 1, 1)
    assert SAID in done("coverage", "--by", "month").stdout
    assert read("coverage", "--unit", "DB01")["totals"]["summed"] == 2
    assert SAID not in done("coverage", "--unit", "CB01").stdout


def test_what_is_not_split_has_a_column_of_its_own() -> None:
    table = read("coverage", "--by", "audience")
    assert table["columns"][-1] == UNSPLIT
    assert {row["theme"]: row["cells"][UNSPLIT] for row in table["rows"]}["LC-02"] == 2
    assert "không phân tổ" in done("coverage", "--by", "audience").stdout
    assert done("coverage", "--by", "audience", "--csv").stdout.splitlines()[0].endswith(",unsplit")


def test_a_month_asked_for_in_part_is_told_as_left_out() -> None:
    printed = done("coverage", "--from", "6/3/2014").stdout
    assert "Nhận số tổng hợp không tách được theo điều kiện đã chọn, chưa tính: 2." in printed
    assert read("coverage", "--from", "6/3/2014")["totals"]["sessions"] == 1


@pytest.mark.parametrize("size", [LARGE])
async def test_behind_a_cell_stands_that_the_sessions_are_not_here(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("2")
    await until_on(pilot, CoverageScreen)
    screen = app.screen
    assert isinstance(screen, CoverageScreen)
    assert SAID in screen_text(app)
    screen.action_choose("by", "audience")
    await pilot.pause()
    assert screen.coverage is not None
    matrix = screen.query_one(Matrix)
    matrix.cursor_row = next(n for n, line in enumerate(screen.lines) if line.code == "LC-02")
    matrix.cursor_column = 2 + screen.coverage.columns.index(UNSPLIT)
    await pilot.pause()
    assert "không phân tổ" in screen_text(app)
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)  # of sessions with listeners of no one group, of which there are none
    await until(pilot, lambda: f"{NOT_HERE}: 2" in " ".join(screen_text(app).split()))
    await pilot.press("escape")
    await until_on(pilot, CoverageScreen)
    screen.action_choose("by", "form")
    await pilot.pause()
    matrix.cursor_row = next(n for n, line in enumerate(screen.lines) if line.code == "QT-01")
    matrix.cursor_column = 2 + screen.coverage.columns.index("SH")
    await pilot.press("enter")
    await until_on(pilot, RegisterScreen)
    listed = app.screen
    assert isinstance(listed, RegisterScreen)
    await until(pilot, lambda: len(listed.entries) == 1)
    assert NOT_HERE not in screen_text(app)
