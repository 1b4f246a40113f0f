"""Copy a row, jump to a place, print a table: alike on every screen, whatever the data holds."""

from pathlib import Path

import pytest

from logs.book.book import LogBook
from tests.tui.desk import add, app_on, make_desk, notices, screen_text, until, until_on
from tui.core.i18n import use_language
from tui.input.text_fields import ViInput
from tui.screens.common.printing import PrintDialog
from tui.screens.common.written import WrittenDialog
from tui.screens.guide.jump import LETTERS, JumpScreen
from tui.screens.session.form import SessionForm
from tui.text.printed.print_view import PrintSheet, as_page, as_text

HOSTILE = "[@click=app.quit]x[/] <script>alert(1)</script>"


@pytest.fixture
def book(tmp_path: Path) -> LogBook:
    with make_desk(tmp_path / "book", role="committee") as book:
        add(book, topic=HOSTILE)
        return book


async def test_ctrl_c_copies_the_row_cell_by_cell_and_says_so(book: LogBook) -> None:
    async with app_on(book.folder) as (app, pilot):
        await pilot.press("ctrl+c")
        await until(pilot, lambda: any(one.startswith("Đã chép") for one in notices(app)))
        cells = app.clipboard.split("\t")
        assert cells[:3] == ["05/11/2014", "SH", HOSTILE]
        assert "\n" not in app.clipboard


async def test_ctrl_c_in_an_empty_table_says_how_to_leave(tmp_path: Path) -> None:
    make_desk(tmp_path / "empty").close()
    async with app_on(tmp_path / "empty") as (app, pilot):
        await pilot.press("ctrl+c")
        await until(pilot, lambda: notices(app) == ["Nhấn Ctrl+Q để thoát."])


async def test_a_letter_leads_to_a_field(book: LogBook) -> None:
    async with app_on(book.folder) as (app, pilot):
        await pilot.press("n")
        await until_on(pilot, SessionForm)
        await until(pilot, lambda: app.focused is not None)
        form, first = app.screen, app.focused
        await pilot.press("f6")
        await until_on(pilot, JumpScreen)
        jump = app.screen
        assert isinstance(jump, JumpScreen)
        assert len(jump.places) > 8
        letter = LETTERS[5]
        assert f" {letter} " in screen_text(app)
        await pilot.press(letter)
        await until_on(pilot, SessionForm)
        await until(pilot, lambda: form.focused is jump.places[letter])
        assert form.focused is not first
        await pilot.press("f6")
        await until_on(pilot, JumpScreen)
        await pilot.press("escape")
        await until_on(pilot, SessionForm)


@pytest.mark.parametrize(("key", "mode"), [("1", "register"), ("2", "coverage"), ("4", "progress")])
async def test_every_table_is_printed_with_its_counts(book: LogBook, tmp_path: Path, key: str, mode: str) -> None:
    async with app_on(book.folder, language="en") as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: app.current_mode == mode)
        await pilot.pause()
        for print_key in ("ctrl+s", "ctrl+t"):
            await pilot.press("f7")
            await until_on(pilot, PrintDialog)
            app.screen.query_one("#print-folder", ViInput).value = str(tmp_path / "paper")
            await pilot.press(print_key)
            await until_on(pilot, WrittenDialog)
            await pilot.press("escape")
    page, text = (next((tmp_path / "paper").glob(f"*.{kind}")).read_text("utf-8-sig") for kind in ("html", "txt"))
    for told in ("As of 10/12/2014", "CB01 Chi bộ Sở Tài chính"):
        assert told in page
        assert told in text
    if mode == "register":
        assert HOSTILE in text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
        assert "1 counted" in text
    if mode == "coverage":
        assert "counts once under each" in " ".join(text.split())


async def test_a_folder_that_cannot_be_written_is_told(book: LogBook, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    async with app_on(book.folder, language="en") as (app, pilot):
        await pilot.press("f7")
        await until_on(pilot, PrintDialog)
        app.screen.query_one("#print-folder", ViInput).value = str(tmp_path / "file")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "EEXIST" in screen_text(app))


def test_a_sheet_lines_up_and_hides_nothing_it_should_not() -> None:
    use_language("en")
    rows = [["Đảng ủy", "1"], ["\x1b[2Jbiển đảo " * 30, "22"]]
    sheet = PrintSheet("Title", ["above"], [("Name", False), ("N", True)], 2, rows.__getitem__, ["below"])
    text = as_text(sheet)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 120
    assert text.splitlines()[0] == "Title"
    assert text.rstrip().endswith("below")
    assert as_page(sheet).count("<tr>") == 3
