"""The report on the screen: the letter, its tables, the files, and reports that were sent."""

from pathlib import Path

import pytest
from docx import Document
from textual.pilot import Pilot

from exports.report.freezing import paper_of
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, notices, screen_text, shows, until, until_on
from tui.app.app import SotayApp
from tui.input.text_fields import ViArea, ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.files import FilesDialog
from tui.screens.common.written import WrittenDialog
from tui.screens.register.screen import RegisterScreen
from tui.screens.report import office_template
from tui.screens.report.narrative import NarrativeDialog, beginnings_of
from tui.screens.report.office_settings import LetterheadDialog
from tui.screens.report.screen import ReportScreen
from tui.screens.report.write_dialog import WriteDialog
from tui.widgets.matrix import Matrix
from tui.widgets.ticks import Tick


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with make_desk(tmp_path / "book") as book:
        add(book, "2014-03-05", topic="Biên giới")
        add(book, "2014-11-05", attendance=40)
    return tmp_path / "book"


async def open_report(pilot: Pilot[int]) -> None:
    await until_on(pilot, RegisterScreen)
    await pilot.press("5")
    await until_on(pilot, ReportScreen)
    await until(pilot, lambda: "BÁO CÁO" in screen_text(pilot.app))


def lines_with(app: SotayApp, words: str) -> list[str]:
    return [line for line in screen_text(app).splitlines() if words in line]


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_the_letter_then_the_tables(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    assert "Hiện thời · 2 buổi · 65 lượt người nghe" in screen_text(app)
    assert lines_with(app, "CHI BỘ SỞ TÀI CHÍNH")
    assert lines_with(app, "Phần ‹Văn bản 1/6›")
    await pilot.press("b")
    await until(pilot, lambda: lines_with(app, "‹Biểu 1 2/6›"))
    assert "Chi bộ Sở Tài chính" in screen_text(app)
    await pilot.press("B", "B")
    await until(pilot, lambda: lines_with(app, "‹Biểu 5 6/6›"))
    assert lines_with(app, "05/03/2014")


async def listed(pilot: Pilot[int], key: str) -> set[str]:
    """The days of the sessions that the key lists; then back to the report."""
    report = pilot.app.screen
    await pilot.press(key)
    await until_on(pilot, RegisterScreen)
    screen = pilot.app.screen
    assert isinstance(screen, RegisterScreen)
    await until(pilot, lambda: screen.listed.is_done)
    days = {f"{entry.session.date:%d/%m}" for entry in screen.entries}
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is report)
    return days


async def test_enter_on_a_figure_of_the_letter_lists_its_sessions(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    screen = app.screen
    assert isinstance(screen, ReportScreen)
    assert await listed(pilot, "enter") == {"05/03", "05/11"}
    lists = []
    for place, printed in enumerate(screen.figures):
        await pilot.press("right")
        assert screen.figure == place
        days = await listed(pilot, "enter")
        lists.append((int(printed.figure), days))
        assert len(days) == printed.figure or printed.figure.measure == "attendance"
    assert lists[:2] == [(2, {"05/03", "05/11"}), (65, {"05/03", "05/11"})]
    assert "\U000f0000" not in screen_text(app)
    await pilot.press("left")
    assert screen.figure == len(lists) - 2
    line = screen.query_one("#report-line")
    place = lines_with(app, "Hiện thời ·")[0].index("2 buổi") + line.content_region.x
    await pilot.click(line, offset=(place, 1))
    await until_on(pilot, RegisterScreen)


async def test_enter_on_a_figure_of_a_table_lists_its_sessions(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    await pilot.press("b", "b", "b")
    await until(pilot, lambda: lines_with(app, "‹Biểu 3 4/6›"))
    screen = app.screen
    assert isinstance(screen, ReportScreen)
    matrix = screen.query_one(Matrix)
    matrix.cursor_row, matrix.cursor_column = 2, 2
    assert await listed(pilot, "enter") == {"05/03"}
    matrix.cursor_row = 0
    await pilot.press("enter")
    await pilot.pause()
    assert app.screen is screen, "nothing is behind zero"


async def test_another_period(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    await pilot.press("p")
    await until_on(pilot, ChooseDialog)
    await pilot.press(*"2014-Q1", "enter")
    await until(pilot, shows(app, "‹Quý I/2014›", "Hiện thời · 1 buổi · 25 lượt"))


async def test_the_files_are_written(folder: Path, tmp_path: Path) -> None:
    async with app_on(folder) as (app, pilot):
        await open_report(pilot)
        await pilot.press("w")
        await until_on(pilot, WriteDialog)
        app.screen.query_one("#report-write-folder", ViInput).value = str(tmp_path / "new")
        app.screen.query_one("#report-write-number", ViInput).value = "7"
        app.screen.query_one("#report-write-dated", ViInput).value = "31/2"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "31/2" in str(app.screen.query_one(".problem").render()))
        app.screen.query_one("#report-write-dated", ViInput).value = "9/12"
        await pilot.press("ctrl+s")
        await until_on(pilot, WrittenDialog)
        assert (tmp_path / "new" / "BaoCao_CB01_2014.xlsx").exists()
        assert shows(app, "BaoCao_CB01_2014.docx", "BaoCao_CB01_2014.xlsx", "giữ báo cáo như đã gửi: k")()
        await pilot.press("escape")
        await until_on(pilot, ReportScreen)
        await until(pilot, lambda: lines_with(app, "ngày 09 tháng 12 năm"))
    head = Document(str(tmp_path / "new" / "BaoCao_CB01_2014.docx")).tables[0].rows[0].cells
    assert [cell.paragraphs[-1].text for cell in head] == ["Số 07-BC/CB", "Lai Châu, ngày 09 tháng 12 năm 2014"]


async def test_how_papers_are_written(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    await pilot.press("o")
    await until_on(pilot, LetterheadDialog)
    app.screen.query_one("#letterhead-superior", ViInput).value = "Đảng ủy Khối"
    app.screen.query_one("#letterhead-cut_off", ViInput).value = "30/10"
    recipients = app.screen.query_one("#letterhead-recipients", ViInput)
    recipients.value = "; ".join(["Lưu"] * 21)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: bool(lines_with(app, "Có hơn 20 nơi nhận")))
    recipients.value = "Lưu"
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "· 1 buổi · 25 lượt" in screen_text(app))
    assert lines_with(app, "ĐẢNG ỦY KHỐI")
    assert app.book is not None
    assert str(app.book.reference.office.cut_off) == "2014-10-30"


async def test_a_report_is_reckoned_again_only_where_the_book_has_changed(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    screen = app.screen
    assert isinstance(screen, ReportScreen)
    paper = screen.paper
    screen.refresh_book()
    await app.workers.wait_for_complete()
    assert screen.paper is paper
    assert app.book is not None
    app.book.delete(app.book.find()[0].id)
    screen.refresh_book()
    await until(pilot, lambda: "· 1 buổi · 40 lượt" in screen_text(app))


async def test_a_report_that_was_sent_is_shown_again(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    await pilot.press("s")
    await until(pilot, lambda: any("Chưa giữ báo cáo nào" in one for one in notices(app)))
    await pilot.press("k")
    await until_on(pilot, Ask)
    await pilot.press("k")
    await until(pilot, lambda: any("Đã giữ bản báo cáo" in one for one in notices(app)))
    assert app.book is not None
    app.book.delete(app.book.find()[0].id)
    app.screen.refresh_book()  # type: ignore[attr-defined]
    await until(pilot, lambda: "· 1 buổi · 40 lượt" in screen_text(app))
    await pilot.press("s")
    await until_on(pilot, ChooseDialog)
    await pilot.press("enter")
    await until(pilot, lambda: "Bản gửi" in screen_text(app))
    assert "· 2 buổi · 65 lượt" in screen_text(app)
    await pilot.press("B")
    await until(pilot, lambda: lines_with(app, "‹Thay đổi "))
    assert lines_with(app, "rút")
    await pilot.press("escape")
    await until(pilot, lambda: "Hiện thời · " in screen_text(app))


async def test_the_reports_words_are_written_part_by_part(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    await pilot.press("e")
    await until_on(pilot, ChooseDialog)
    await until(pilot, shows(app, "chưa viết"))
    await pilot.press("down", "enter")
    await until_on(pilot, NarrativeDialog)
    await pilot.press(*"Tốt")
    await pilot.press("ctrl+g")
    assert "Đã triển khai" in app.screen.query_one(ViArea).text
    await pilot.press("ctrl+s")
    await until_on(pilot, ChooseDialog)
    await pilot.press("escape")
    await until_on(pilot, ReportScreen)
    await pilot.press("end")
    await until(pilot, lambda: bool(lines_with(app, "Tốt")))
    await pilot.press("u")
    await until(pilot, lambda: not lines_with(app, "Tốt"))


async def test_words_typed_are_kept_for_their_own_part(app: SotayApp, pilot: Pilot[int]) -> None:
    await open_report(pilot)
    await pilot.press("e")
    await until_on(pilot, ChooseDialog)
    await pilot.press("enter")
    await until_on(pilot, NarrativeDialog)
    dialog = app.screen
    assert isinstance(dialog, NarrativeDialog)
    await pilot.press(*"Con do")
    dialog.keep_typing()
    app.pop_screen()
    await pilot.pause()
    book = dialog.book
    beginnings = beginnings_of(book, paper_of(book, book.directive.own_period).report)
    await app.push_screen(NarrativeDialog(book, beginnings, "proposals"))
    assert app.screen.query_one(ViArea).text == ""
    app.screen.query_one(ViArea).text = "Kien nghi"
    await pilot.press("ctrl+s")
    await app.push_screen(NarrativeDialog(book, beginnings, "leadership"))
    assert app.screen.query_one(ViArea).text == "Con do"


async def test_a_pdf_without_what_makes_it_is_told_before_anything_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.report.pdf.which", lambda _name: None)
    monkeypatch.setattr("exports.report.pdf._usual_places", lambda: iter(()))
    async with app_on(folder) as (app, pilot):
        await open_report(pilot)
        await pilot.press("w")
        await until_on(pilot, WriteDialog)
        app.screen.query_one("#report-write-folder", ViInput).value = str(tmp_path / "new")
        app.screen.query_one("#report-as-pdf", Tick).value = True
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "LibreOffice" in str(app.screen.query_one(".problem").render()))
        assert not (tmp_path / "new").exists()


async def test_the_office_s_word_template(
    app: SotayApp, pilot: Pilot[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written, registered with a mistake and without, forgotten."""
    monkeypatch.setattr(office_template, "documents_folder", lambda: tmp_path)

    async def choose(*keys: str) -> None:
        await pilot.press("m")
        await until_on(pilot, ChooseDialog)
        await pilot.press(*keys, "enter")

    async def register(*lines: str) -> None:
        document = Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(tmp_path / "own.docx"))
        await choose("down")
        await until_on(pilot, FilesDialog)
        app.screen.query_one("#path", ViInput).value = str(tmp_path / "own.docx")
        await pilot.press("ctrl+s")
        await until_on(pilot, ReportScreen)

    await open_report(pilot)
    await choose()
    await until_on(pilot, WrittenDialog)
    assert "{{ cap_tren }}" in Document(str(tmp_path / "MauBaoCao.docx")).tables[0].rows[0].cells[0].text
    await pilot.press("escape")
    await until_on(pilot, ReportScreen)
    await register("Số buổi: {{ buooi }}")
    await until(pilot, lambda: any("Đoạn 1: Không có trường “buooi”" in notice for notice in notices(app)))
    await register("Số buổi: {{ buoi }}")
    await until(pilot, lambda: bool(app.book.reference.template))
    await choose("down", "down")
    await until(pilot, lambda: not app.book.reference.template)
