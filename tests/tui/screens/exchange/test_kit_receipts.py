"""Kits, receipts and standings on the screen: what an office writes, how a book begins, what came of its sessions."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.receipts import write_receipts
from exports.package.keys import Signer, fingerprint, load_signer
from exports.package.kit import begin_book, load_kit, save_kit
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.model import Reporter
from tests.tui.desk import LARGE, SMALL, add, app_on, make_desk, open_palette, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.core.paths import keys_folder
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.files import FilesDialog
from tui.screens.common.session_text import mark
from tui.screens.exchange.kit_receipts import KitDialog, ReceiptsDialog
from tui.screens.guide.first_start import StartScreen
from tui.screens.register.screen import RegisterScreen

OFFICE = "DB01"


def signer(book: LogBook) -> Signer:
    return load_signer(keys_folder(), book.owner.book)


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """The starter kit of an office's book that stands beside it."""
    with make_desk(tmp_path / "office", OFFICE, role="committee") as book:
        return save_kit(book, signer(book), tmp_path / "stick")[0]


def merged(book: LogBook, path: Path) -> None:
    apply_merge(book, plan_merge(book, [path]))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A reporter's book that the office has confirmed: of four sessions one of each standing."""
    with make_desk(tmp_path / "office", OFFICE, role="committee") as office:
        kit = save_kit(office, signer(office), tmp_path / "stick")[1]
        someone = Reporter(code="CB01-lo-van-pan", unit="CB01", name="Lò Văn Pản")
        book = begin_book(tmp_path / "book", kit, someone, "reporter", now)
        add(book, "2014-11-01", topic="Đã tới nơi")
        add(book, "2014-11-02", unit="CB02", topic="Ghi nhầm đơn vị")
        merged(office, export_book(book, signer(book), tmp_path / "stick").path)
        [receipt] = write_receipts(office, signer(office), tmp_path / "stick", ["CB01"])
        merged(book, receipt.path)
        add(book, "2014-11-03", topic="Đang trên đường")
        export_book(book, signer(book), tmp_path / "stick")
        add(book, "2014-11-04", topic="Mới ghi")
        book.close()
    return tmp_path / "book"


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_a_book_begins_from_a_kit_by_keyboard(
    tmp_path: Path, kit: Path, size: tuple[int, int], language: str
) -> None:
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        await pilot.press("ctrl+o")
        await until_on(pilot, FilesDialog)
        await type_text(pilot, str(kit))
        await until(pilot, lambda: app.screen.query_one("#path", ViInput).value == str(kit))
        await pilot.press("enter")
        await until_on(pilot, StartScreen)
        digits = fingerprint(load_kit(kit).key)
        await until(pilot, lambda: digits in screen_text(app))
        assert not app.screen.query_one("#start-role").region  # a cell's book is a reporter's
        await type_text(pilot, "so tai chinh")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-name").has_focus)
        await type_text(pilot, "Lo Van Pan")
        await pilot.press("enter")
        await until_on(pilot, Ask)
        assert digits in screen_text(app)
        await pilot.press("enter")  # passes over nothing
        await until_on(pilot, StartScreen)
        assert not (tmp_path / "book").exists()
        await pilot.press("enter")
        await until_on(pilot, Ask)
        await pilot.press("a")
        await until_on(pilot, RegisterScreen)
        assert app.book.reference.kit is not None
        assert (app.book.owner.unit, app.book.owner.role, app.book.reference.kit.unit) == ("CB01", "reporter", OFFICE)
        assert [one.key for one in app.book.exchange.senders.values()] == [load_kit(kit).key]


async def test_a_party_organisation_says_with_a_kit_whose_book_it_is(tmp_path: Path, kit: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await choose_kit(app, pilot, kit)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Chưa nhập đơn vị" in screen_text(app))
        await type_text(pilot, "DB02")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#start-role").region)
        assert "Chưa nhập đơn vị" not in screen_text(app)
        app.screen.query_one("#start-role").focus()
        await pilot.press("down", "enter")
        app.screen.query_one("#start-name", ViInput).value = "Giàng A Chu"
        await pilot.press("ctrl+s")
        await until_on(pilot, Ask)
        await pilot.press("a")
        await until_on(pilot, RegisterScreen)
        assert (app.book.owner.unit, app.book.owner.role) == ("DB02", "committee")


async def test_with_a_kit_the_unit_is_one_of_its_list(tmp_path: Path, kit: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await choose_kit(app, pilot, kit)
        await type_text(pilot, "XYZ-9")
        app.screen.query_one("#start-name", ViInput).value = "Giàng A Chu"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "“XYZ-9” không có trong danh sách" in screen_text(app))
        assert not app.has_book
        assert not any(app.check_action(name, ()) for name in ("add_session", "undo", "tour"))
    assert not (tmp_path / "book" / "book.json").exists()


@pytest.fixture
def altered(kit: Path) -> Path:
    """The kit with another deadline than the office signed."""
    kit.write_bytes(kit.read_bytes().replace(b"2014-12-15", b"2014-12-25"))
    return kit


async def test_a_kit_that_was_altered_is_told_and_changes_nothing(tmp_path: Path, altered: Path) -> None:
    async with app_on(tmp_path / "book") as (app, pilot):
        await choose_kit(app, pilot, altered)
        await until(pilot, lambda: "Tệp bị hỏng" in screen_text(app))
        assert app.screen.query_one("#start-role").region
        screen = app.screen
        assert isinstance(screen, StartScreen)
        assert screen.kit is None


async def choose_kit(app: SotayApp, pilot: Pilot[Any], kit: Path) -> None:
    await until_on(pilot, StartScreen)
    app.screen.query_one("#start-kit").focus()
    await pilot.press("enter")
    await until_on(pilot, FilesDialog)
    app.screen.query_one("#path", ViInput).value = str(kit)
    await pilot.press("enter")
    await until_on(pilot, StartScreen)


@pytest.mark.parametrize(
    ("size", "language", "marks"),
    [
        (SMALL, "vi", ["· chưa gửi", "↑ đã gửi", "! cần sửa", "✓ đã nhận"]),
        (LARGE, "en", ["· unsent", "↑ sent", "! to mend", "✓ received"]),
    ],
)
async def test_the_register_shows_how_far_each_session_has_come(
    home: Path, size: tuple[int, int], language: str, marks: list[str]
) -> None:
    async with app_on(home, size, language) as (app, _pilot):
        screen = app.screen
        assert isinstance(screen, RegisterScreen)
        assert [mark(screen.book, entry) for entry in screen.entries] == marks
        lines = screen_text(app).splitlines()
        rows = [line for line in lines if "/11/2014" in line or "11/0" in line]
        assert all(any(one in line for line in rows) for one in marks)
        assert ("Cần sửa: 1" if language == "vi" else "To mend: 1") in lines[-2]


async def test_the_details_say_why_a_session_has_to_be_mended(home: Path) -> None:
    async with app_on(home, LARGE) as (app, pilot):
        await until(pilot, lambda: "chưa gửi" in str(app.screen.query_one("#details").render()))
        await pilot.press("down", "down")
        details = app.screen.query_one("#details")
        await until(pilot, lambda: "cần sửa: Buổi này ghi đơn vị CB02" in str(details.render()))
        await pilot.press("down")
        await until(pilot, lambda: "cấp trên đã nhận" in str(details.render()))


async def hand_down(app: SotayApp, pilot: Pilot[Any], words: str, to: Path) -> None:
    """Find the command in the palette, name the folder, write."""
    await until_on(pilot, RegisterScreen)
    await open_palette(pilot)
    await type_text(pilot, words)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, KitDialog | ReceiptsDialog))
    await pilot.pause()
    app.screen.query_one("#hand-down-folder", ViInput).value = str(to)
    await pilot.press("ctrl+s")


async def test_an_office_writes_its_kit_from_the_palette(tmp_path: Path) -> None:
    make_desk(tmp_path / "office", OFFICE, role="committee").close()
    async with app_on(tmp_path / "office") as (app, pilot):
        await hand_down(app, pilot, "bo khoi tao", tmp_path / "out")
        path = tmp_path / "out" / f"KIT_{OFFICE}_2014.jsonl"
        await until(pilot, path.exists)
        digits = fingerprint(load_kit(path).key)
        await until(pilot, lambda: digits in screen_text(app))
        await pilot.press("enter")
        await hand_down(app, pilot, "bo khoi tao", tmp_path / "out")
        second = tmp_path / "out" / f"KIT_{OFFICE}_2014_2.jsonl"
        await until(pilot, second.exists)
        assert not (tmp_path / "out" / "out").exists()


async def test_an_office_writes_receipts_from_the_palette(tmp_path: Path, home: Path) -> None:
    async with app_on(tmp_path / "office") as (app, pilot):
        await hand_down(app, pilot, "phieu nhan", tmp_path / "out")
        await until(pilot, lambda: "CB01: đã nhận 1, cần sửa 1" in screen_text(app))
        [path] = (tmp_path / "out").iterdir()
        assert path.name.startswith("PN_CB01_")
    with LogBook.open(home, clock=now) as book:
        assert plan_merge(book, [path]).files[0].code == "file_known"


async def test_a_reporter_hands_nothing_down(home: Path) -> None:
    async with app_on(home) as (_app, pilot):
        found = (await open_palette(pilot)).found
        assert not {"write_kit", "write_receipts"} & {find.target.action for find in found if find.kind == "command"}
