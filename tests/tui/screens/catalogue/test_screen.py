"""The year's catalogue is changed in the app: nothing holds before it is saved, and a save is one step."""

from pathlib import Path

import openpyxl
import pytest
from textual.pilot import Pilot

from exports.catalogue.workbook_writer import template_bytes
from logs.catalogue.directive import shipped
from tests.tui.desk import app_on, make_office, notices, screen_text, shows, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.autosave import kept
from tui.input.text_fields import ViInput
from tui.screens.catalogue.draft import SECTIONS
from tui.screens.catalogue.entry import EntryDialog
from tui.screens.catalogue.files import FaultsDialog
from tui.screens.catalogue.preview import PreviewDialog
from tui.screens.catalogue.screen import CatalogueScreen
from tui.screens.common.ask import Ask
from tui.screens.common.files import FilesDialog, PathField
from tui.screens.register.screen import RegisterScreen
from tui.text.labels import field_label
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_office(tmp_path / "book").close()
    return tmp_path / "book"


async def open_catalogue(app: SotayApp, pilot: Pilot[int], action: str = "catalogue") -> CatalogueScreen:
    await until_on(pilot, RegisterScreen)
    await app.run_action(action)
    await until_on(pilot, CatalogueScreen)
    assert isinstance(app.screen, CatalogueScreen)
    return app.screen


def field(app: SotayApp, name: str) -> ViInput:
    return app.screen.query_one(f"#fields-{name}", ViInput)


def fault(app: SotayApp, name: str) -> str:
    """What is said to be wrong with a field."""
    said = app.screen.query_one(f"#problem-{name}", Plain)
    return str(said.content) if said.display else ""


async def fill_in(app: SotayApp, pilot: Pilot[int], **texts: str) -> None:
    """Type into the fields of the entry that is open, each in place of what stood there, and take them."""
    await until_on(pilot, EntryDialog)
    for name, text in texts.items():
        field(app, name).focus()
        field(app, name).clear()
        await pilot.pause()
        await type_text(pilot, text)
    await pilot.press("ctrl+s")


async def save(pilot: Pilot[int]) -> None:
    await pilot.press("ctrl+s")
    await until_on(pilot, PreviewDialog)
    await pilot.press("ctrl+s")
    await until_on(pilot, CatalogueScreen)


async def test_a_change_holds_once_it_is_saved_and_is_one_step(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot)
    before = app.book.directive.sha256
    await pilot.press("right", "down", "e")
    await fill_in(app, pilot, title="Con người Lai Châu hôm nay")
    await until_on(pilot, CatalogueScreen)
    await pilot.press("n")
    await fill_in(app, pilot, code="LC-08", title="Biên giới hòa bình")
    await until_on(pilot, CatalogueScreen)
    assert app.book.directive.sha256 == before
    assert "chưa lưu" in screen_text(app)
    await pilot.press("ctrl+s")
    await until_on(pilot, PreviewDialog)
    assert shows(app, "Con người Lai Châu hôm nay", "LC-08 Biên giới hòa bình")()
    await pilot.press("escape")
    await until_on(pilot, CatalogueScreen)
    assert app.book.directive.sha256 == before
    await save(pilot)
    assert list(app.book.directive.themes)[:3] == ["LC-01", "LC-08", "LC-02"]
    assert app.book.directive.themes["LC-01"].title == "Con người Lai Châu hôm nay"
    saved = app.book.directive.sha256
    await pilot.press("u")
    await until(pilot, lambda: screen.draft.sha256 == app.book.directive.sha256 == before)
    await pilot.press("ctrl+y")
    await until(pilot, lambda: screen.draft.sha256 == app.book.directive.sha256 == saved)
    await pilot.press("e")
    await fill_in(app, pilot, title="Tên sửa lần nữa")
    await until_on(pilot, CatalogueScreen)
    await save(pilot)
    assert "Tên sửa lần nữa" in {theme.title for theme in app.book.directive.themes.values()}
    await pilot.press("escape")
    await until_on(pilot, RegisterScreen)


async def test_every_field_of_the_workbook_can_be_typed_into(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot)
    for section in SECTIONS:
        assert screen.section is section
        if screen.lines:
            await pilot.press("e" if section.table != "theme" else "down", *(["e"] if section.table == "theme" else []))
            await until_on(pilot, EntryDialog)
            titles = {str(line.render()).removesuffix(" *") for line in app.screen.query(".line-title")}
            assert titles == {field_label(each) for each in section.fields}
            await pilot.press("escape")
            await until_on(pilot, CatalogueScreen)
        await pilot.press("right")


async def test_what_is_wrong_is_said_at_its_field(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_catalogue(app, pilot)
    await pilot.press("e")
    await fill_in(app, pilot, title="", deadline="31/2/2014", period_end="1/1/2013")
    await until(pilot, lambda: "còn trống" in fault(app, "title"))
    assert "“31/2/2014” không phải là ngày" in fault(app, "deadline")
    assert field(app, "title").has_focus
    await fill_in(app, pilot, title="Hướng dẫn", deadline="20/12/2014")
    await until(pilot, lambda: "trước ngày đầu" in fault(app, "period_end"))
    assert field(app, "period_end").has_focus
    await fill_in(app, pilot, period_end="20/12/2014")
    await until_on(pilot, CatalogueScreen)
    await pilot.press("right", "n")
    await fill_in(app, pilot, code="lc-01", title="Trùng mã")
    await until(pilot, shows(app, "Mã lc-01 đã dùng rồi"))
    await pilot.press("escape")
    await until_on(pilot, Ask)


async def test_entries_change_places_and_themes_their_group(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot)
    await pilot.press("right", "down", "minus")
    assert [line.code for line in screen.lines[:2]] == ["LC", "LC-01"]  # nothing stands above
    await pilot.press("plus", "alt+down")
    assert [line.code for line in screen.lines[:4]] == ["LC", "LC-02", "LC-03", "LC-01"]
    await pilot.press(*["plus"] * 5)
    themes = screen.draft.themes
    assert themes["LC-01"].group == "DQ"
    assert screen.lines[screen.table.cursor_row].code == "LC-01"
    await pilot.press("u")
    assert screen.draft.themes["LC-01"].group == "LC"


async def test_a_new_group_takes_new_themes(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot)
    await pilot.press("right", "g")
    await fill_in(app, pilot, **{"code": "T5", "title": "Nội dung tháng 5", "from": "1/5"})
    await until_on(pilot, CatalogueScreen)
    assert shows(app, "Mã nhóm  T5", "Từ ngày  01/05/2014")()  # below groups with priority, and the cursor is there
    await pilot.press("n")
    await fill_in(app, pilot, code="T5-01", title="Ngày sinh của Bác")
    await until_on(pilot, CatalogueScreen)
    assert screen.draft.themes["T5-01"].group == "T5"
    await pilot.press("d")
    await until(pilot, lambda: "T5-01" not in screen.draft.themes)  # it is new: taken out


async def test_a_target_is_set_with_words_for_its_choices(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot)
    await pilot.press("left")
    await until(pilot, shows(app, "Khi chưa đặt thì tính: Mỗi"))
    await pilot.press("n")
    await until_on(pilot, EntryDialog)
    app.screen.query_one("#fields-kind DropdownField").focus()
    await type_text(pilot, "trong ky")
    await fill_in(app, pilot, code="CT1", title="Mười hai buổi", n="12", themes="LC; DQ-01")
    await until_on(pilot, CatalogueScreen)
    target = screen.draft.targets[0]
    assert (target.kind, target.n, target.themes) == ("sessions", 12, ("LC", "DQ-01"))
    assert shows(app, "Buổi trong kỳ", "Ít nhất  12")()
    await save(pilot)
    assert app.book.directive.targets == (target,)


async def test_a_deadline_within_the_year_is_set_and_taken_out(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot)
    await pilot.press("left", "left", "n")
    await fill_in(app, pilot, code="2014-6T", title="Sáu tháng", date="15/7/2014")
    await until_on(pilot, CatalogueScreen)
    assert shows(app, "Hạn trong năm", "2014-6T", "15/07/2014")()
    await save(pilot)
    assert [each.code for each in screen.draft.deadlines] == ["2014-6T"]
    await pilot.press("d")
    await until(pilot, lambda: not screen.draft.deadlines)


async def test_leaving_asks_and_what_was_changed_outlives_the_program(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await open_catalogue(app, pilot)
        await pilot.press("right", "right", "e")
        await fill_in(app, pilot, title="Cán bộ các cấp")
        await until_on(pilot, CatalogueScreen)
        await pilot.press("escape")
        await until_on(pilot, Ask)
        await pilot.press("escape")
        await until_on(pilot, CatalogueScreen)
        await until(pilot, lambda: "Cán bộ các cấp" in str(kept(folder, "catalogue")))
    async with app_on(folder) as (app, pilot):
        await until(pilot, lambda: any("Danh mục của năm sửa dở" in notice for notice in notices(app)))
        screen = await open_catalogue(app, pilot)
        assert screen.draft.audiences[0].title == "Cán bộ các cấp"
        await pilot.press("escape")
        await until_on(pilot, Ask)
        app.screen.query_one("#answer-leave").focus()
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        assert app.book.directive.sha256 == shipped().sha256
        assert kept(folder, "catalogue") is None


async def choose_file(app: SotayApp, pilot: Pilot[int], path: Path) -> None:
    await until_on(pilot, FilesDialog)
    app.screen.query_one(PathField).value = str(path)
    await pilot.press("ctrl+s")


async def test_a_workbook_is_taken_or_its_faults_are_told(app: SotayApp, pilot: Pilot[int], tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(template_bytes(shipped()))
    book = openpyxl.load_workbook(good)
    book["Chung"]["B3"] = "Công tác của Sở"
    book.save(good)
    book["Chung"]["B2"], book["Hình thức"]["A2"] = "năm nay", "XX"
    book.save(bad)
    screen = await open_catalogue(app, pilot)
    await pilot.press("o")
    await choose_file(app, pilot, bad)
    await until_on(pilot, FaultsDialog)
    assert shows(app, "Chung!B2", "Hình thức!A2")()
    await pilot.press("escape")
    await until_on(pilot, CatalogueScreen)
    assert not screen.unsaved
    await pilot.press("o")
    await choose_file(app, pilot, good)
    await until_on(pilot, CatalogueScreen)
    await until(pilot, lambda: screen.draft.head.title == "Công tác của Sở")
    await save(pilot)
    assert app.book.directive.head.title == "Công tác của Sở"


async def test_the_catalogue_is_written_as_a_workbook(app: SotayApp, pilot: Pilot[int], tmp_path: Path) -> None:
    await open_catalogue(app, pilot)
    await app.screen.run_action("write_file")
    await choose_file(app, pilot, tmp_path)
    await until(pilot, (tmp_path / "danh-muc-2014.xlsx").exists)


async def test_a_new_year_begins_as_a_change_that_one_step_takes_back(app: SotayApp, pilot: Pilot[int]) -> None:
    screen = await open_catalogue(app, pilot, "open_year")
    assert (screen.draft.id, screen.draft.head.year) == ("LC-TTDN-2015", 2015)
    assert shows(app, "chưa lưu", "Danh mục năm 2015")()
    assert app.book.directive.head.year == 2014
    await save(pilot)
    assert app.book.directive.id == "LC-TTDN-2015"
    await pilot.press("u")
    await until(pilot, lambda: app.book.directive.id == "LC-TTDN-2014")
    await until(pilot, lambda: not screen.unsaved)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_settings_open_it(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("6")
    await until(pilot, shows(app, "2014"))
    table = app.screen.query_one("#settings", VirtualTable)
    rows = getattr(app.screen, "rows")  # noqa: B009 - of the settings
    table.cursor_row = next(place for place, row in enumerate(rows) if row.opens == "app.catalogue")
    await pilot.press("space")
    await until_on(pilot, CatalogueScreen)


async def test_a_book_that_is_only_looked_at_shows_it(folder: Path) -> None:
    async with app_on(folder) as (_app, _pilot), app_on(folder) as (app, pilot):
        assert app.book.read_only
        screen = await open_catalogue(app, pilot)
        await pilot.press("right", "e", "n", "enter", "d", "plus")
        assert app.screen is screen
        assert shows(app, "chỉ xem", "LC-01")()
        assert "Lưu" not in screen_text(app)
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)


async def test_the_overview_offers_a_year_that_has_begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2015-01-05")
    async with app_on(folder) as (app, pilot):
        await pilot.press("0")
        await until(pilot, shows(app, "Mở năm 2015", "6 Cài đặt 2014"))
        await pilot.press("enter")
        await until_on(pilot, CatalogueScreen)
        await save(pilot)
        await pilot.press("escape")
        await until(pilot, shows(app, "6 Cài đặt DB01"))
        assert "Mở năm 2015" not in screen_text(app)
        assert [former.head.year for former in app.book.reference.former_years] == [2014]
