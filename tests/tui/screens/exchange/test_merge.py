"""Export and merge on the screen: what is shown before, what is done, what can be taken back."""

from datetime import date as Date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from exports import size_limit
from exports.package.encryption import is_locked, lock, new_identity, recipient_of
from exports.package.keys import load_identity, load_signer, own_recipient
from exports.package.kit import begin_book, save_kit
from exports.package.reader import read_package
from exports.package.writer import export_book
from logs.catalogue.directive import shipped
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.model import Reporter
from tests.exports.age_file import lock_at_little_work
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, make_office, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core import reckoning
from tui.core.clock import now
from tui.core.paths import keys_folder
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.files import FilesDialog
from tui.screens.common.receipt_day import PlannedDayDialog
from tui.screens.common.trust import PassphraseDialog
from tui.screens.common.written import WrittenDialog
from tui.screens.exchange.export import ExportDialog
from tui.screens.exchange.merge import MergeScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.form import SessionForm
from tui.widgets.table import VirtualTable
from tui.widgets.ticks import Tick
from tui.widgets.tree_picker import ThemePicker


def files_in(folder: Path) -> list[Path]:
    """The files of units, by name."""
    return sorted(folder.glob("*.jsonl"))


def sent(folder: Path, to: Path, unit: str, sessions: int) -> Path:
    """A package of a unit's new book with so many sessions."""
    with make_desk(folder / unit, unit) as book:
        for number in range(sessions):
            add(book, f"2014-0{number % 9 + 1}-15", attendance=10 + number)
        signer = load_signer(folder / "keys", book.owner.book)
        return export_book(book, signer, to, nil=not sessions).path


async def open_merge(app: SotayApp, pilot: Pilot[int]) -> MergeScreen:
    await until_on(pilot, RegisterScreen)
    await pilot.press("3")
    await until_on(pilot, MergeScreen)
    assert isinstance(app.screen, MergeScreen)
    return app.screen


async def test_a_path_can_be_typed_at_once(tmp_path: Path) -> None:
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_merge(app, pilot)
        await pilot.press("o")
        await until_on(pilot, FilesDialog)
        await pilot.press("slash", "t", "m")
        await until(pilot, lambda: app.screen.query_one("#path", ViInput).value == "/tm")
        await pilot.press("tab")
        await until(pilot, lambda: app.screen.query_one("#places").has_focus)
        await pilot.press("tab")
        await until(pilot, lambda: app.screen.query_one("#folder").has_focus)
        assert "Shift+Tab" in {command.key for command in app.MENU}


async def choose(app: SotayApp, pilot: Pilot[int], path: Path) -> None:
    await pilot.press("o")
    await until_on(pilot, FilesDialog)
    app.screen.query_one("#path", ViInput).value = str(path)
    await pilot.press("ctrl+s")
    await until_on(pilot, MergeScreen)


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_the_export_says_what_goes_and_what_went(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    with make_desk(tmp_path / "book") as book:
        add(book)
        add(book, "2014-11-06", attendance=1_000)
        add(book, "2014-11-07", status="draft")
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        await pilot.press("x")
        await until_on(pilot, ExportDialog)
        text = screen_text(app)
        figures = "2 buổi · 1.025 lượt người nghe · 1 bản nháp không xuất"
        assert (figures if language == "vi" else "Sessions: 2 · Attendance: 1,025 · Drafts left out: 1") in text
        app.screen.query_one("#export-folder", ViInput).value = str(tmp_path / "out")
        await pilot.press("ctrl+s")
        await until_on(pilot, WrittenDialog)
        await pilot.pause()
        [path] = (tmp_path / "out").iterdir()
        package = read_package(path.read_bytes())
        assert (package.head.counts.sessions, package.head.counts.attendance) == (2, 1_025)
        assert path.name in screen_text(app).replace("\n", "")
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
        await until(pilot, lambda: ("Đã xuất đủ" if language == "vi" else "Everything exported") in screen_text(app))


async def export_with(app: SotayApp, pilot: Pilot[int], to: Path) -> ExportDialog:
    """The export dialog, the folder filled in."""
    await until_on(pilot, RegisterScreen)
    await pilot.press("x")
    await until_on(pilot, ExportDialog)
    dialog = app.screen
    assert isinstance(dialog, ExportDialog)
    dialog.query_one("#export-folder", ViInput).value = str(to)
    return dialog


async def test_an_export_in_parts_is_told_and_a_merge_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size_limit, "MOST_BYTES", 14_500)
    with make_desk(tmp_path / "book") as book:
        for day in range(1, 10):
            add(book, f"2014-11-0{day}", topic=f"Buổi thứ {day}")
    make_office(tmp_path / "office").close()
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        await export_with(app, pilot, tmp_path / "out")
        await pilot.press("ctrl+s")
        await until_on(pilot, WrittenDialog)
        parts = sorted((tmp_path / "out").iterdir())
        assert len(parts) > 1
        assert f"Số phần, cần giao đủ: {len(parts)}" in screen_text(app)
    async with app_on(tmp_path / "office", LARGE) as (app, pilot):
        await open_merge(app, pilot)
        await choose(app, pilot, parts[0])
        await until(pilot, lambda: "Còn thiếu phần 2/" in screen_text(app).replace("\n", ""))


async def test_a_file_is_locked_with_a_passphrase_typed_twice_and_opened_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_at_little_work(monkeypatch)
    with make_desk(tmp_path / "book") as book:
        add(book)
    make_office(tmp_path / "office").close()
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        dialog = await export_with(app, pilot, tmp_path / "out")
        assert "Nhập lại mật khẩu" not in screen_text(app)
        dialog.query_one("#export-lock", Tick).value = True
        await until(pilot, lambda: "Nhập lại mật khẩu" in screen_text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Chưa nhập mật khẩu" in screen_text(app))
        await type_text(pilot, "lên rừng")
        dialog.query_one("#lock-second", ViInput).value = "xuống biển"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "khác nhau" in screen_text(app))
        assert app.screen is dialog
        assert "lên rừng" not in screen_text(app)
        dialog.query_one("#lock-second", ViInput).value = "lên rừng"
        await pilot.press("ctrl+s")
        await until_on(pilot, WrittenDialog)
        await until(pilot, lambda: "BC_CB01_2014_v1.jsonl.age" in screen_text(app))
    path = tmp_path / "out" / "BC_CB01_2014_v1.jsonl.age"
    assert is_locked(path.read_bytes())
    async with app_on(tmp_path / "office", LARGE) as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, path)
        await until(pilot, lambda: screen.plan is not None and screen.plan.files[0].code == "file_locked")
        await until(pilot, lambda: "p Mật khẩu" in screen_text(app).splitlines()[-1])
        await pilot.press("p")
        await until_on(pilot, PassphraseDialog)
        await pilot.press("escape")
        await until_on(pilot, MergeScreen)
        for typed, code in (("sai", "file_locked"), ("lên rừng", None)):
            before = screen.offer
            await pilot.press("p")
            await until_on(pilot, PassphraseDialog)
            await type_text(pilot, typed)
            assert typed not in screen_text(app)
            await pilot.press("enter")
            await until(pilot, lambda before=before: screen.offer is not before)  # type: ignore[misc]
            await until_on(pilot, MergeScreen)
            assert screen.plan is not None
            assert screen.plan.files[0].code == code
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.done)
        assert len(app.book.find()) == 1


async def test_to_an_office_whose_key_is_known_a_file_is_locked_without_a_passphrase(tmp_path: Path) -> None:
    with make_office(tmp_path / "office") as book:
        recipient = own_recipient(keys_folder(), book.owner.book)
        kit = save_kit(book, load_signer(keys_folder(), book.owner.book), tmp_path / "stick", recipient=recipient)[1]
    someone = Reporter(code="CB01-lo-van-pan", unit="CB01", name="Lò Văn Pản")
    with begin_book(tmp_path / "book", kit, someone, "reporter", now) as book:
        add(book)
    async with app_on(tmp_path / "book") as (app, pilot):
        dialog = await export_with(app, pilot, tmp_path / "out")
        assert "chỉ sổ của cấp trên mở được" in screen_text(app)
        dialog.query_one("#export-lock", Tick).value = True
        await pilot.pause()
        assert not dialog.query_one("#lock-first").region
        await pilot.press("ctrl+s")
        await until_on(pilot, WrittenDialog)
        await until(pilot, lambda: "Đã khóa" in screen_text(app))
    async with app_on(tmp_path / "office") as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, tmp_path / "out")
        await until(pilot, lambda: screen.plan is not None)
        assert screen.plan is not None
        assert [one.outcome for one in screen.plan.files] == ["merged"]


async def test_a_committee_may_send_figures_in_place_of_sessions(tmp_path: Path) -> None:
    with make_office(tmp_path / "book") as book:
        add(book, unit="DB01")
        add(book, "2014-11-06", unit="DB01")
    async with app_on(tmp_path / "book") as (app, pilot):
        dialog = await export_with(app, pilot, tmp_path / "out")
        assert "Chỉ xuất số liệu" in screen_text(app)
        dialog.query_one("#export-totals", Tick).value = True
        await pilot.press("ctrl+s")
        await until_on(pilot, WrittenDialog)
        await until(pilot, lambda: "2 (chỉ số liệu)" in screen_text(app))
        [path] = files_in(tmp_path / "out")
        package = read_package(path.read_bytes())
        assert (len(package.records), [one.sessions for one in package.totals]) == (0, [2])


async def test_the_usual_export_is_not_crowded(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        add(book)
    async with app_on(tmp_path / "book") as (app, pilot):
        dialog = await export_with(app, pilot, tmp_path / "out")
        text = screen_text(app)
        assert "Chỉ xuất số liệu" not in text  # a reporter has none
        assert "không phát sinh" not in text.lower()  # there is something to report
        assert text.count("[ ]") == 1
        await pilot.press("ctrl+o")
        await until_on(pilot, FilesDialog)
        app.screen.query_one("#path", ViInput).value = str(tmp_path / "home")
        await pilot.press("ctrl+s")
        await until_on(pilot, ExportDialog)
        await until(pilot, lambda: dialog.query_one("#export-folder", ViInput).value == str(tmp_path / "home"))


async def test_an_empty_book_is_exported_as_a_nil_report_only(tmp_path: Path) -> None:
    make_desk(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("x")
        await until_on(pilot, ExportDialog)
        dialog = app.screen
        assert isinstance(dialog, ExportDialog)
        dialog.query_one("#export-folder", ViInput).value = str(tmp_path / "out")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: str(dialog.query_one(".problem").render()).strip())
        assert app.screen is dialog
        dialog.query_one("#export-nil").focus()
        await pilot.press("space", "ctrl+s")
        await until_on(pilot, WrittenDialog)
        assert "không phát sinh" in screen_text(app)


async def test_what_goes_from_a_large_book_follows_the_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "_FEW", 0)
    with make_desk(tmp_path / "book") as book:
        for day in ("2014-08-05", "2014-11-05", "2014-11-06"):
            add(book, day)
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        dialog = await export_with(app, pilot, tmp_path / "out")
        await until(pilot, lambda: "3 buổi" in screen_text(app))
        dialog.query_one("#export-period", ViInput).value = "2014-Q4"
        await until(pilot, lambda: "2 buổi" in screen_text(app))
        dialog.query_one("#export-period", ViInput).value = "2014-Q9"
        await until(pilot, lambda: "không phải là kỳ báo cáo" in screen_text(app))
        dialog.query_one("#export-period", ViInput).value = "2014-02"
        await until(pilot, lambda: "Không phát sinh" in screen_text(app))


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_a_folder_is_planned_accepted_and_undone(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    sent(tmp_path, tmp_path / "in", "CB02", 3)
    sent(tmp_path, tmp_path / "in", "CB03", 2)
    sent(tmp_path, tmp_path / "in", "CB04", 0)
    (tmp_path / "in" / "hỏng.jsonl").write_text("{}\n", encoding="utf-8")
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, tmp_path / "in")
        await until(pilot, lambda: screen.plan is not None)
        await pilot.pause()
        assert screen.plan is not None
        assert sorted(one.outcome for one in screen.plan.files) == ["merged", "merged", "merged", "refused"]
        assert app.book.find() == []
        assert screen.plan.files[screen.query_one(VirtualTable).cursor_row].outcome == "refused"  # deserves a look
        text = screen_text(app)
        assert ("Xem trước: chưa thay đổi gì" if language == "vi" else "Plan: nothing is changed yet") in text
        assert ("5 mới" if language == "vi" else "new 5") in text
        assert "BC_CB02_2014_v1" in text  # to its end, which tells it from the unit's other files
        assert not screen.query_one("#merge-receipts").region
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.done)
        await until_on(pilot, MergeScreen)
        assert len(app.book.find()) == 5
        await until(pilot, lambda: ("Đã tổng hợp" if language == "vi" else "Taken in") in screen_text(app))
        await until(pilot, lambda: screen.query_one("#merge-receipts").region)
        await pilot.press("4")
        await until(pilot, lambda: "3/" in screen_text(app))
        await pilot.press("u")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.book.find() == [])


async def test_tab_and_enter_take_the_plan(tmp_path: Path) -> None:
    path = sent(tmp_path, tmp_path / "in", "CB02", 1)
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, path)
        await until(pilot, lambda: screen.plan is not None)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: screen.done)
        await until_on(pilot, MergeScreen)


async def test_nothing_changes_when_the_plan_is_put_away(tmp_path: Path) -> None:
    path = sent(tmp_path, tmp_path / "in", "CB02", 1)
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, path)
        await until(pilot, lambda: screen.plan is not None)
        await pilot.press("escape")
        await until(pilot, lambda: screen.plan is None)
        assert app.book.find() == []
        assert app.book.exchange.received == {}


async def test_a_file_locked_to_this_book_opens_by_itself(tmp_path: Path) -> None:
    with make_office(tmp_path / "book") as book:
        recipient = recipient_of(load_identity(keys_folder(), book.owner.book))
    plain = sent(tmp_path, tmp_path / "sent", "CB01", 2)
    locked = {recipient: "here.jsonl.age", recipient_of(new_identity()): "elsewhere.jsonl.age"}
    (tmp_path / "in").mkdir()
    for to, name in locked.items():
        (tmp_path / "in" / name).write_bytes(lock(plain.read_bytes(), recipient=to))
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, tmp_path / "in")
        await until(pilot, lambda: screen.plan is not None)
        assert screen.plan is not None
        assert {one.file: (one.code, one.sessions) for one in screen.plan.files} == {
            "here.jsonl.age": (None, 2),
            "elsewhere.jsonl.age": ("file_locked_to_other", 0),
        }


async def test_another_key_waits_until_a_person_has_compared_it(tmp_path: Path) -> None:
    first = sent(tmp_path, tmp_path / "in", "CB02", 1)
    second = sent(tmp_path / "other", tmp_path / "in2", "CB02", 2)
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, first)
        await until(pilot, lambda: screen.plan is not None)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.done)
        await until_on(pilot, MergeScreen)
        await choose(app, pilot, second)
        await until(pilot, lambda: screen.plan is not None and not screen.done)
        assert screen.plan is not None
        [waiting] = screen.plan.files
        assert waiting.outcome == "quarantined"
        await until(pilot, lambda: waiting.fingerprint in screen_text(app))
        await pilot.press("t")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: screen.plan is not None and screen.plan.files[0].outcome == "merged")


def test_keys_are_kept_outside_the_book(tmp_path: Path) -> None:
    assert not keys_folder().is_relative_to(tmp_path / "book")


async def test_the_day_of_receipt_is_said_for_all_files_or_one(tmp_path: Path) -> None:
    for unit in ("CB01", "CB02"):
        sent(tmp_path, tmp_path / "out", unit, 1)
    make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_merge(app, pilot)
        await choose(app, pilot, tmp_path / "out")
        await until(pilot, lambda: screen.plan is not None)
        for day, key in (("8/12", "ctrl+s"), ("9/12", "ctrl+t")):
            await pilot.press("d")
            await until_on(pilot, PlannedDayDialog)
            app.screen.query_one("#receipt-day-day", ViInput).value = day
            await pilot.press(key)
            await until_on(pilot, MergeScreen)
        await until(pilot, lambda: "Ngày nhận: 09/12/2014 (tệp tự ghi ngày lập 10/12/2014)" in screen_text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.done)
        assert app.book is not None
        days = {file.unit: file.day.day for file in app.book.exchange.received.values()}
        assert sorted(days.values()) == [8, 9]


async def test_a_group_of_the_month_comes_in_a_kit_and_is_offered_in_the_form(tmp_path: Path) -> None:
    values = catalogue_values(shipped())
    values["group"].append(
        {"code": "T5", "title": "Tháng 5", "from": Date(2014, 5, 1), "theme": [{"code": "T5-01", "title": "Biển Đông"}]}
    )
    values["group"][0]["theme"][0]["to"] = Date(2014, 3, 31)
    over = values["group"][0]["theme"][0]["code"]
    with make_office(tmp_path / "office") as office:
        someone = Reporter(code="CB01-an", unit="CB01", name="Lò Văn Pản")
        signer = load_signer(keys_folder(), office.owner.book)
        begin_book(tmp_path / "book", save_kit(office, signer, tmp_path / "1")[1], someone, "reporter", now).close()
        office.use_directive(catalogue_from(values))
        path, _kit = save_kit(office, signer, tmp_path / "2")
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        await open_merge(app, pilot)
        await choose(app, pilot, path)
        await until(pilot, lambda: "Chủ đề T5-01 Biển Đông: mới" in screen_text(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "T5-01" in app.book.directive.themes)
        await pilot.press("escape", "1")
        await until_on(pilot, RegisterScreen)
        await pilot.press("n")
        await until_on(pilot, SessionForm)
        assert isinstance(app.screen, SessionForm)
        picker = app.screen.by_name["themes"].editor.query_one(ThemePicker)
        offered = [choice.key for choice in picker.choices]
        assert "T5-01" in offered
        assert offered[-1] == over
        await type_text(pilot, "15/2")
        await until(pilot, lambda: [choice.key for choice in picker.choices][-1] == "T5-01")


async def test_a_reporter_is_told_what_files_the_office_sends(tmp_path: Path) -> None:
    make_desk(tmp_path / "unit").close()
    async with app_on(tmp_path / "unit") as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("3")
        await until(pilot, lambda: "Tệp của cấp trên" in screen_text(app))
