"""The unit list in the app: a tree, changed one by one or from a spreadsheet, what moves shown before."""

from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot

from exports.catalogue.workbook_writer import units_template_bytes
from logs.book.book import LogBook
from logs.model import Unit
from tests.tui.desk import SMALL, add, app_on, make_office, notices, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.input.text_fields import ViInput
from tui.screens.catalogue.files import FaultsDialog
from tui.screens.catalogue.preview import PreviewDialog
from tui.screens.catalogue.unit import ChangeUnitDialog, UnitDialog
from tui.screens.catalogue.units import UnitsScreen
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.files import FilesDialog, PathField
from tui.screens.register.screen import RegisterScreen
from tui.screens.settings.screen import SettingsScreen
from tui.widgets.picker import Picker

LISTED = (
    Unit(code="DUK", type="dang_bo", name="Đảng ủy Khối"),
    Unit(code="DB01", type="dang_bo", name="Đảng bộ Sở Y tế", parent="DUK"),
    Unit(code="CB01", type="chi_bo", name="Chi bộ Thanh tra", parent="DB01"),
    Unit(code="CB02", type="chi_bo", name="Chi bộ Văn phòng", parent="DB01"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_office(tmp_path / "book") as book:
        book.use_units(LISTED)
        add(book, unit="CB01")
    return tmp_path / "book"


@pytest.fixture
async def units(app: SotayApp, pilot: Pilot[int]) -> UnitsScreen:
    """The list, opened from the settings."""
    await open_units(app, pilot)
    assert isinstance(app.screen, UnitsScreen)
    return app.screen


async def open_units(app: SotayApp, pilot: Pilot[int]) -> None:
    await until_on(pilot, RegisterScreen)
    await app.run_action("units")
    await until_on(pilot, UnitsScreen)


def book_of(app: SotayApp) -> LogBook:
    assert app.book is not None
    return app.book


def counted(app: SotayApp) -> list[str]:
    return [entry.session.unit for entry in book_of(app).figures.counted()]


async def go_to(units: UnitsScreen, pilot: Pilot[int], code: str) -> None:
    units.table.cursor_row = [unit.code for _depth, unit in units.rows].index(code)
    await pilot.pause()


def field(app: SotayApp, name: str) -> ViInput:
    return app.screen.query_one(f"#unit-{name}", ViInput)


async def save(app: SotayApp, pilot: Pilot[int], *said: str) -> None:
    """Accept what the preview says."""
    await until_on(pilot, PreviewDialog)
    for words in said:
        assert words in " ".join(screen_text(app).split()), screen_text(app)
    await pilot.press("ctrl+s")
    await until_on(pilot, UnitsScreen)


async def test_the_list_is_a_tree_and_opens_from_the_settings(app: SotayApp, pilot: Pilot[int]) -> None:
    await until_on(pilot, RegisterScreen)
    await pilot.press("6")
    await until_on(pilot, SettingsScreen)
    settings = app.screen
    assert isinstance(settings, SettingsScreen)
    settings.table.cursor_row = [row.opens for row in settings.rows].index("app.units")
    await pilot.press("enter")
    await until_on(pilot, UnitsScreen)
    text = screen_text(app)
    places = [
        next(line.index(code) for line in text.splitlines()[2:] if code in line) for code in ("DUK", "DB01", "CB01")
    ]
    assert places == sorted(set(places)), text
    await pilot.press("escape")
    await until_on(pilot, SettingsScreen)


async def test_a_unit_is_added_beside_a_cell(app: SotayApp, pilot: Pilot[int], units: UnitsScreen) -> None:
    await go_to(units, pilot, "CB01")
    await pilot.press("n")
    await until_on(pilot, UnitDialog)
    assert app.screen.query_one("#unit-parent", Picker).value == "DB01"


async def test_a_unit_is_added_below_that_of_the_cursor(app: SotayApp, pilot: Pilot[int], units: UnitsScreen) -> None:
    await go_to(units, pilot, "DB01")
    await pilot.press("n")
    await until_on(pilot, UnitDialog)
    assert app.screen.query_one("#unit-parent", Picker).value == "DB01"
    field(app, "name").value = "Chi bộ Y học"
    field(app, "code").value = "cb01"
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "CB01" in screen_text(app) and "✗" in screen_text(app))
    field(app, "code").value = "007"
    field(app, "from").value = "1/1/2014"
    await pilot.press("ctrl+s")
    await save(app, pilot, "Thêm: 007 Chi bộ Y học")
    assert book_of(app).units["007"].parent == "DB01"
    assert units.current.code == "007"
    await pilot.press("u")
    await until(pilot, lambda: "007" not in book_of(app).units)


async def test_a_new_name_keeps_the_former_one_and_shows_what_it_concerns(
    app: SotayApp, pilot: Pilot[int], units: UnitsScreen
) -> None:
    await go_to(units, pilot, "CB01")
    await pilot.press("enter")
    await until_on(pilot, ChangeUnitDialog)
    field(app, "name").value = "Chi bộ Kiểm tra"
    field(app, "code").value = "CB70"
    await pilot.press("ctrl+s")
    await save(app, pilot, "Đổi mã: CB01 → CB70 (số buổi: 1, số tệp: 0)", "Chi bộ Thanh tra → Chi bộ Kiểm tra")
    assert book_of(app).units["CB70"].aliases == ("Chi bộ Thanh tra", "CB01")
    assert counted(app) == ["CB70"]


async def test_a_unit_is_merged_into_another_and_its_sessions_follow(
    app: SotayApp, pilot: Pilot[int], units: UnitsScreen
) -> None:
    await go_to(units, pilot, "CB01")
    await pilot.press("g")
    await until_on(pilot, ChooseDialog)
    await pilot.press(*"CB02")
    await pilot.pause()
    await pilot.press("enter")
    await save(app, pilot, "Nhập: CB01 Chi bộ Thanh tra vào CB02 Chi bộ Văn phòng (số buổi: 1")
    assert counted(app) == ["CB02"]
    await pilot.press("u")
    await until(pilot, lambda: counted(app) == ["CB01"])
    assert len(units.rows) == 4


async def test_a_unit_gets_its_last_day(app: SotayApp, pilot: Pilot[int], units: UnitsScreen) -> None:
    await go_to(units, pilot, "CB02")
    await pilot.press("k")
    await until_on(pilot, ChangeUnitDialog)
    await until(pilot, lambda: field(app, "to").has_focus)
    await pilot.press(*"30/6/2014")
    await pilot.press("ctrl+s")
    await save(app, pilot, "Ngày cuối: CB02 Chi bộ Văn phòng: 30/06/2014")
    await until(pilot, lambda: "30/06/2014" in screen_text(app))


async def test_what_was_typed_is_not_lost_and_nothing_changed_is_no_step(
    app: SotayApp, pilot: Pilot[int], units: UnitsScreen
) -> None:
    before = book_of(app).generation
    await pilot.press("e")
    await until_on(pilot, ChangeUnitDialog)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "Danh sách giữ nguyên." in notices(app))
    await pilot.press("e")
    await until_on(pilot, ChangeUnitDialog)
    field(app, "name").value = "Khác"
    await pilot.press("escape")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until_on(pilot, ChangeUnitDialog)
    assert field(app, "name").value == "Khác"
    assert book_of(app).generation == before


async def choose(app: SotayApp, pilot: Pilot[int], path: Path) -> None:
    await pilot.press("o")
    await until_on(pilot, FilesDialog)
    app.screen.query_one(PathField).value = str(path)
    await pilot.press("ctrl+s")


async def test_a_list_comes_from_a_spreadsheet_or_its_faults_are_named(
    app: SotayApp, pilot: Pilot[int], units: UnitsScreen, tmp_path: Path
) -> None:
    path = tmp_path / "don-vi.xlsx"
    changed = [
        *LISTED[:3],
        msgspec.structs.replace(LISTED[3], parent="DUK"),
        Unit(code="007", type="chi_bo", name="Bảy"),
    ]
    path.write_bytes(units_template_bytes(changed))
    await choose(app, pilot, path)
    await save(app, pilot, "Chuyển cấp trên: CB02 Chi bộ Văn phòng: từ DB01 sang DUK", "Thêm: 007 Bảy")
    assert book_of(app).units["CB02"].parent == "DUK"
    book = load_workbook(path)
    book["Đơn vị"]["A3"] = "mã lạ"
    book.save(path)
    await choose(app, pilot, path)
    await until_on(pilot, FaultsDialog)
    assert "Đơn vị!A3" in screen_text(app)
    await pilot.press("escape")
    await until_on(pilot, UnitsScreen)
    assert len(units.rows) == 5


async def test_a_book_that_is_looked_at_shows_the_list_and_changes_nothing(folder: Path) -> None:
    with LogBook.open(folder, clock=lambda: pytest.fail("no step is made")):
        async with app_on(folder, SMALL) as (app, pilot):
            await until_on(pilot, RegisterScreen)
            assert book_of(app).read_only
            await open_units(app, pilot)
            for key in ("n", "e", "g", "k", "o"):
                await pilot.press(key)
                await until(pilot, lambda: bool(notices(app)))
                assert isinstance(app.screen, UnitsScreen)
                app.clear_notifications()
