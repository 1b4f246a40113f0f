"""What waits for a person, settled on the screen with single keys; and merges taken back."""

from datetime import date as Date
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.unmerge import batches
from exports.package.keys import load_signer
from exports.package.writer import export_book
from logs.book.book import LogBook, reporter_code
from logs.catalogue.directive import shipped
from logs.catalogue.units import shipped_units
from logs.duplicates.index import Likeness
from logs.model import Reporter, Unit
from tests.exports.age_file import locked
from tests.tui.desk import LARGE, SMALL, add, app_on, make_office, notices, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.core.messages import Done
from tui.input.text_fields import ViInput
from tui.screens.catalogue.unit import UnitDialog
from tui.screens.common.ask import Ask
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.files import FilesDialog
from tui.screens.exchange.batches import BatchesScreen
from tui.screens.exchange.export import ExportDialog
from tui.screens.exchange.merge import MergeScreen
from tui.screens.guide.help import HelpScreen
from tui.screens.questions.conflict import ConflictScreen
from tui.screens.questions.inbox import InboxScreen
from tui.screens.register.screen import RegisterScreen
from tui.widgets.picker import Picker
from tui.widgets.table import VirtualTable

STRANGER = Unit(code="CB99", type="chi_bo", name="Chi bộ Lạ")


def unit_desk(folder: Path, unit: str) -> LogBook:
    """A unit's book whose list has one unit more than the committee's."""
    reporter = Reporter(code=reporter_code(unit, "Lò Văn Pản"), unit=unit, name="Lò Văn Pản")
    units = (*shipped_units(), STRANGER)
    return LogBook.create(
        folder, unit=unit, reporters=[reporter], role="reporter", directive=shipped(), units=units, clock=now
    )


def send(book: LogBook, to: Path, keys: str = "keys") -> Path:
    """The book's next file, signed with the key kept under that name."""
    return export_book(book, load_signer(to.parent / keys, book.owner.book), to).path


def take(book: LogBook, *paths: Path) -> None:
    """Merge the files without the screen."""
    apply_merge(book, plan_merge(book, paths))


def with_conflict(folder: Path) -> str:
    """A committee's book where a session was edited while the unit edited it too: 30 at the hall, or 40 at home."""
    with unit_desk(folder / "CB02", "CB02") as unit, make_office(folder / "book") as book:
        entry = add(unit, attendance=20, place="Hội trường xã")
        take(book, send(unit, folder / "in"))
        edit(book, entry.id, attendance=30)
        edit(unit, entry.id, attendance=40, place="Nhà văn hóa")
        take(book, send(unit, folder / "in"))
        return entry.id


def edit(book: LogBook, session_id: str, **changes: object) -> None:
    """Save the session with some fields changed."""
    book.edit(session_id, msgspec.structs.replace(book.sessions.get(session_id).session, **changes))


def with_changed_key(folder: Path) -> None:
    """A committee's book where a second book of CB02 has sent a file that waits."""
    with unit_desk(folder / "CB02", "CB02") as unit, make_office(folder / "book") as book:
        add(unit)
        take(book, send(unit, folder / "in"))
        with unit_desk(folder / "new" / "CB02", "CB02") as other:
            add(other, "2014-09-06")
            add(other, "2014-10-07")
            take(book, send(other, folder / "in", "other-keys"))


def with_stranger(folder: Path) -> None:
    """A committee's book that does not know the unit that sent a file."""
    with unit_desk(folder / "CB99", "CB99") as unit, make_office(folder / "book") as book:
        add(unit)
        take(book, send(unit, folder / "in"))


def with_unknown_codes(folder: Path) -> None:
    """A committee's book with sessions of a theme and of a unit that it does not know."""
    with unit_desk(folder / "CB02", "CB02") as unit, make_office(folder / "book") as book:
        session = add(unit).session
        unit.add(msgspec.structs.replace(session, date=Date(2014, 9, 4), themes=("LC-99",)))
        unit.add(msgspec.structs.replace(session, date=Date(2014, 10, 4), unit="CB99"))
        # Somebody has compared the unit's key, so that it speaks for units below it too.
        apply_merge(book, plan_merge(book, [send(unit, folder / "in")], trust_new=True))


def with_duplicate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A committee's book with two sessions that look like one event."""
    with make_office(folder / "book") as book:
        first = add(book, unit="CB02", topic="Văn hóa các dân tộc", place="Hội trường xã")
        second = add(book, "2014-11-06", unit="CB03", topic="Văn hóa dân tộc", place="Hội trường xã")
    a, b = sorted((first.id, second.id))

    likely = [Likeness(a, b, 88, ("day_apart", "same_themes", "similar_topic"))]
    monkeypatch.setattr("logs.questions.doubles.doubles_by_unit", lambda *_entries, **_units: {"": likely})
    return a, b


async def open_inbox(app: SotayApp, pilot: Pilot[int]) -> InboxScreen:
    """From the register to the questions, by keyboard; they are all listed."""
    await until_on(pilot, RegisterScreen)
    await pilot.press("3")
    await until_on(pilot, MergeScreen)
    await pilot.press("q")
    await until_on(pilot, InboxScreen)
    screen = app.screen
    assert isinstance(screen, InboxScreen)
    await until(pilot, lambda: screen.questions)
    await pilot.pause()
    return screen


def kinds(screen: InboxScreen) -> list[str]:
    """The kinds of the questions listed."""
    return [one.kind for one in screen.questions or ()]


def book_of(app: SotayApp) -> LogBook:
    """The book on the screen."""
    return app.book


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_a_likely_duplicate_is_settled_with_one_key_and_taken_back_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], language: str
) -> None:
    with_duplicate(tmp_path, monkeypatch)
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        screen = await open_inbox(app, pilot)
        text = screen_text(app)
        for words in ("Văn hóa các dân tộc", "Văn hóa dân tộc", "≠", "88", "05/11/2014", "06/11/2014"):
            assert words in text
        assert ("cách nhau một ngày" if language == "vi" else "one day apart") in text
        assert len(book_of(app).figures.counted()) == 2
        await pilot.press("s")
        await until(pilot, lambda: screen.questions == ())
        assert len(book_of(app).figures.counted()) == 1
        assert len(book_of(app).find()) == 2
        await pilot.press("u")
        await until(pilot, lambda: kinds(screen) == ["duplicate"])
        assert len(book_of(app).figures.counted()) == 2
        await pilot.press("d")
        await until(pilot, lambda: screen.questions == ())
        assert len(book_of(app).figures.counted()) == 2


async def test_after_an_answer_the_next_question_follows_and_undo_leads_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_unknown_codes(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        assert kinds(screen) == ["unit", "code"]
        await pilot.press("s", "d", "t", "r", "delete")  # no answers to this one
        await pilot.press("l")
        await until(pilot, lambda: kinds(screen) == ["code"])
        assert screen.query_one(VirtualTable).cursor_row == 0
        await pilot.press("l")
        await until(pilot, lambda: screen.questions == ())
        await until(pilot, lambda: "Không còn câu hỏi nào" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: kinds(screen) == ["code"])
        await pilot.press("u")
        await until(pilot, lambda: kinds(screen) == ["unit", "code"])
        assert screen.query_one(VirtualTable).cursor_row == 0


async def test_only_the_answers_of_a_question_are_offered(tmp_path: Path) -> None:
    with_unknown_codes(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_inbox(app, pilot)
        footer = screen_text(app).splitlines()[-1]
        assert "m Chọn mã" in footer
        assert "l Để nguyên" in footer
        assert "Một buổi" not in footer
        assert "Trợ giúp" in footer
        await pilot.press("t")
        await until(pilot, lambda: notices(app) == ["Phím t không dùng ở câu hỏi này. Hãy nhấn: m, +, l."])


@pytest.mark.parametrize("is_asked", [True, False])
async def test_the_export_leads_to_questions_where_there_are_some(tmp_path: Path, is_asked: bool) -> None:
    if is_asked:
        with_conflict(tmp_path)
    else:
        make_office(tmp_path / "book").close()
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await pilot.press("x")
        await until_on(pilot, ExportDialog)
        await until(pilot, lambda: ("F3" in screen_text(app)) == is_asked)
        await pilot.press("f3")
        await until_on(pilot, InboxScreen if is_asked else ExportDialog)


async def test_enter_that_answers_nothing_says_which_keys_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_duplicate(tmp_path, monkeypatch)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: notices(app) == ["Phím Enter không dùng ở câu hỏi này. Hãy nhấn: s, d."])
        assert kinds(screen) == ["duplicate"]


async def test_a_unit_and_a_theme_are_chosen_from_the_lists(tmp_path: Path) -> None:
    with_unknown_codes(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        assert len(book_of(app).find()) == 2
        await pilot.press("m")
        await until_on(pilot, ChooseDialog)
        await pilot.press("c", "b", "0", "2")
        await pilot.press("enter")
        await until(pilot, lambda: kinds(screen) == ["code"])
        await until(pilot, lambda: "“CB99” được hiểu là CB02. Mới 1" in screen_text(app))
        assert len(book_of(app).find()) == 3
        await until_on(pilot, InboxScreen)
        await pilot.press("enter")
        await until_on(pilot, ChooseDialog)
        await pilot.press("escape")
        await until_on(pilot, InboxScreen)
        assert kinds(screen) == ["code"]
        await pilot.press("m")
        await until_on(pilot, ChooseDialog)
        await pilot.press("q", "t", "minus", "0", "2")
        await pilot.press("enter")
        await until(pilot, lambda: screen.questions == ())
        themes = {theme for entry in book_of(app).figures.counted() for theme in entry.session.themes}
        assert themes == {"LC-02", "QT-02"}


async def test_an_unknown_unit_is_added_to_the_list_with_what_waited_for_it(tmp_path: Path) -> None:
    with_unknown_codes(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        assert "+  Chưa có trong danh sách: thêm đơn vị" in screen_text(app)
        assert "+ Đơn vị mới" in screen_text(app).splitlines()[-1]
        await pilot.press("plus")
        await until_on(pilot, UnitDialog)
        fields = {one.id: one.value for one in app.screen.query(ViInput) if one.id}
        assert (fields["unit-name"], fields["unit-code"]) == ("Chi bộ Lạ", "CB99")  # as the file has it
        assert app.screen.query_one("#unit-parent", Picker).value == "CB02"  # under the sender
        await pilot.press("ctrl+s")
        await until(pilot, lambda: kinds(screen) == ["code"])
        assert book_of(app).units["CB99"].name == "Chi bộ Lạ"
        assert len(book_of(app).find()) == 3
        await until_on(pilot, InboxScreen)
        await until(pilot, lambda: "CB99 đã vào danh sách. Mới 1" in screen_text(app))
        await pilot.press("u")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: kinds(screen) == ["unit", "code"])
        assert "CB99" not in book_of(app).units
        assert len(book_of(app).find()) == 2


async def test_an_unknown_sender_is_listed_under_another_code(tmp_path: Path) -> None:
    with_stranger(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        await pilot.press("plus")
        await until_on(pilot, UnitDialog)
        app.screen.query_one("#unit-name", ViInput).value = ""
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Chưa nhập tên đơn vị" in screen_text(app))
        app.screen.query_one("#unit-name", ViInput).value = "Chi bộ Trường Chính trị"
        app.screen.query_one("#unit-code", ViInput).value = "CB 1"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "“CB 1” không phải" in screen_text(app))
        app.screen.query_one("#unit-code", ViInput).value = "CB02"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "CB02 đã có trong danh sách" in screen_text(app))
        app.screen.query_one("#unit-code", ViInput).value = "CB60"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.questions == ())
        [entry] = book_of(app).figures.counted()
        assert entry.session.unit == "CB60"
        assert book_of(app).units["CB60"].aliases == ("CB99",)


async def test_a_changed_key_is_trusted_after_its_fingerprint_was_shown(tmp_path: Path) -> None:
    with_changed_key(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        assert kinds(screen) == ["sender"]
        assert len(book_of(app).find()) == 1
        await pilot.press("t")
        await until_on(pilot, Ask)
        assert "20 chữ số phải khớp" in screen_text(app)
        await pilot.press("enter")  # the harmless answer
        await until_on(pilot, InboxScreen)
        assert kinds(screen) == ["sender"]
        await pilot.press("t")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: screen.questions == ())
        assert len(book_of(app).find()) == 3
        await until(pilot, lambda: "Mới 2" in screen_text(app))


async def test_an_unsigned_file_is_taken_once_the_unit_was_asked_and_stays_marked(tmp_path: Path) -> None:
    with unit_desk(tmp_path / "CB02", "CB02") as unit, make_office(tmp_path / "book") as book:
        add(unit)
        path = send(unit, tmp_path / "in")
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
        take(book, path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        await pilot.press("t")
        await until_on(pilot, Ask)
        assert "Nhận tệp chưa ký này của CB02?" in screen_text(app)
        await pilot.press("left", "enter")
        await until(pilot, lambda: screen.questions == ())
        assert len(book_of(app).find()) == 1
        await pilot.press("escape")
        await until_on(pilot, MergeScreen)
        await until(pilot, lambda: "! chưa ký" in screen_text(app))


async def test_data_is_never_read_as_markup(tmp_path: Path) -> None:
    hostile = "[/b] [@click=app.quit]x[/]"
    with unit_desk(tmp_path / "CB02", "CB02") as unit, make_office(tmp_path / "book") as book:
        entry = add(unit, topic=hostile)
        take(book, send(unit, tmp_path / "in"))
        edit(book, entry.id, place=hostile)
        edit(unit, entry.id, place="[bold]")
        take(book, send(unit, tmp_path / "in"))
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        await open_inbox(app, pilot)
        assert screen_text(app).count(hostile) > 1
        await pilot.press("enter")
        await until_on(pilot, ConflictScreen)
        assert screen_text(app).count(hostile) > 1


async def test_a_refused_file_asks_no_more_and_stays_marked_in_the_list(tmp_path: Path) -> None:
    with_changed_key(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("3")
        await until_on(pilot, MergeScreen)
        await until(pilot, lambda: "! chờ" in screen_text(app) and "1 câu hỏi chờ" in screen_text(app))
        await pilot.press("q")
        await until_on(pilot, InboxScreen)
        screen = app.screen
        assert isinstance(screen, InboxScreen)
        await until(pilot, lambda: screen.questions)
        await pilot.press("r")
        await until(pilot, lambda: screen.questions == ())
        await pilot.press("escape")
        await until_on(pilot, MergeScreen)
        await until(pilot, lambda: "từ chối" in screen_text(app))
        assert "! chờ" not in screen_text(app)
        assert "câu hỏi chờ" not in screen_text(app)
        assert len(book_of(app).find()) == 1


async def test_an_unknown_sender_is_matched_with_a_unit_of_the_list(tmp_path: Path) -> None:
    with_stranger(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        assert "Tin" not in screen_text(app).splitlines()[-1]
        await pilot.press("m")
        await until_on(pilot, ChooseDialog)
        await pilot.press("c", "b", "0", "3")
        await pilot.press("enter")
        await until(pilot, lambda: "sender" not in kinds(screen) or kinds(screen) == [])
        [entry] = book_of(app).figures.counted()
        assert entry.session.unit == "CB03"


async def open_conflict(app: SotayApp, pilot: Pilot[int]) -> ConflictScreen:
    """From the register to the one conflict of the book, by keyboard."""
    screen = await open_inbox(app, pilot)
    assert kinds(screen) == ["conflict"]
    await pilot.press("enter")
    await until_on(pilot, ConflictScreen)
    assert isinstance(app.screen, ConflictScreen)
    return app.screen


async def settled(app: SotayApp, pilot: Pilot[int]) -> list[tuple[int | None, str]]:
    """Attendance and place of the book's sessions once the conflict is settled."""
    await until_on(pilot, InboxScreen)
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.questions == ())
    return sorted((entry.session.attendance, entry.session.place) for entry in book_of(app).find())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_conflict_is_settled_field_by_field(tmp_path: Path, size: tuple[int, int]) -> None:
    with_conflict(tmp_path)
    async with app_on(tmp_path / "book", size) as (app, pilot):
        screen = await open_conflict(app, pilot)
        text = screen_text(app)
        for words in ("30", "40", "Hội trường xã", "Nhà văn hóa", "Lò Văn Pản", "BC_CB02"):
            assert words in text
        here = next(n for n, side in enumerate(screen.conflict.sides) if side.who)
        await pilot.press(str(here + 1))
        await pilot.press("down", "space")
        await pilot.press("ctrl+s")
        assert await settled(app, pilot) == [(30, "Nhà văn hóa")]
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and kinds(app.screen) == ["conflict"])


async def test_help_names_only_the_versions_that_there_are(tmp_path: Path) -> None:
    with_conflict(tmp_path)
    async with app_on(tmp_path / "book", LARGE) as (app, pilot):
        await open_conflict(app, pilot)
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        read = ""
        for _page in range(8):
            read += screen_text(app)
            await pilot.press("pagedown")
        assert "Lấy toàn bộ bản 2" in read
        assert "Lấy toàn bộ bản 3" not in read


async def test_one_side_is_taken_whole(tmp_path: Path) -> None:
    with_conflict(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_conflict(app, pilot)
        there = next(n for n, side in enumerate(screen.conflict.sides) if side.file)
        await pilot.press(str(there + 1), "ctrl+s")
        assert await settled(app, pilot) == [(40, "Nhà văn hóa")]


async def test_both_sides_are_kept_as_two_sessions(tmp_path: Path) -> None:
    with_conflict(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_conflict(app, pilot)
        await pilot.press("b")
        assert await settled(app, pilot) == [(30, "Hội trường xã"), (40, "Nhà văn hóa")]


async def test_a_conflict_left_stays_a_question(tmp_path: Path) -> None:
    with_conflict(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_conflict(app, pilot)
        await pilot.press("space", "escape")
        await until_on(pilot, InboxScreen)
        assert isinstance(app.screen, InboxScreen)
        assert kinds(app.screen) == ["conflict"]


async def test_fields_that_do_not_fit_together_are_told_and_not_saved(tmp_path: Path) -> None:
    with unit_desk(tmp_path / "CB02", "CB02") as unit, make_office(tmp_path / "book") as book:
        entry = add(unit, attendance=20, audience={"DV": 20})
        take(book, send(unit, tmp_path / "in"))
        edit(book, entry.id, attendance=30, audience={"DV": 30})
        edit(unit, entry.id, attendance=40, audience={"DV": 40})
        take(book, send(unit, tmp_path / "in"))
    async with app_on(tmp_path / "book") as (app, pilot):
        await open_conflict(app, pilot)
        await pilot.press("1", "space", "ctrl+s")
        await until(pilot, lambda: "✗" in screen_text(app))
        assert isinstance(app.screen, ConflictScreen)
        await pilot.press("space")
        await until(pilot, lambda: "✗" not in screen_text(app))


@pytest.mark.parametrize("deleted", [True, False])
async def test_a_deletion_is_one_of_the_sides(tmp_path: Path, deleted: bool) -> None:
    with unit_desk(tmp_path / "CB02", "CB02") as unit, make_office(tmp_path / "book") as book:
        entry = add(unit, attendance=20)
        take(book, send(unit, tmp_path / "in"))
        edit(book, entry.id, attendance=30)
        unit.delete(entry.id)
        take(book, send(unit, tmp_path / "in"))
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_conflict(app, pilot)
        assert "(đã xóa)" in screen_text(app)
        assert not screen.check_action("both", ())
        side = next(n for n, one in enumerate(screen.conflict.sides) if (one.content is None) == deleted)
        await pilot.press(str(side + 1), "ctrl+s")
        assert await settled(app, pilot) == ([] if deleted else [(30, "")])


async def test_a_merge_is_undone_whole_after_telling_what_stays(tmp_path: Path) -> None:
    with unit_desk(tmp_path / "CB02", "CB02") as unit, make_office(tmp_path / "book") as book:
        entry = add(unit, topic="Sửa sau khi nhận")
        add(unit, "2014-11-06")
        take(book, send(unit, tmp_path / "in"))
        edit(book, entry.id, attendance=30)
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("3")
        await until_on(pilot, MergeScreen)
        await pilot.press("b")
        await until_on(pilot, BatchesScreen)
        await until(pilot, lambda: "BC_CB02" in screen_text(app))
        assert f"Đợt {int(batches(book_of(app))[0].key)}" in screen_text(app)  # as sentences about it call it
        await pilot.press("x")
        await until_on(pilot, Ask)
        text = screen_text(app)
        assert "1 buổi bị bỏ khỏi sổ" in text
        assert "1 buổi đã sửa sau đó" in text
        assert "Sửa sau khi nhận" in text
        assert len(book_of(app).find()) == 2
        await pilot.press("left", "enter")
        await until(pilot, lambda: [entry.session.attendance for entry in book_of(app).find()] == [30])
        await until_on(pilot, BatchesScreen)
        await until(pilot, lambda: "đã hoàn tác" in screen_text(app))
        await pilot.press("x")  # it is undone, and the key must not come to mean the export
        await until(pilot, lambda: any("đã được hoàn tác" in notice for notice in notices(app)))
        assert isinstance(app.screen, BatchesScreen)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: len(book_of(app).find()) == 2)


async def test_undo_after_a_merge_was_taken_back_brings_it_back_and_touches_nothing_else(tmp_path: Path) -> None:
    with unit_desk(tmp_path / "CB02", "CB02") as unit, make_office(tmp_path / "book") as book:
        add(unit)
        take(book, send(unit, tmp_path / "in"))
        own = add(book, "2014-11-06", unit="DB01", topic="Ghi tại Đảng bộ")
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("3")
        await until_on(pilot, MergeScreen)
        await pilot.press("b")
        await until_on(pilot, BatchesScreen)
        await pilot.press("x")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: [entry.id for entry in book_of(app).find()] == [own.id])
        await until_on(pilot, BatchesScreen)
        await pilot.press("1")
        await until_on(pilot, RegisterScreen)
        await pilot.press("u")
        await until(pilot, lambda: len(book_of(app).find()) == 2)
        assert own.id in [entry.id for entry in book_of(app).find()]
        await until(pilot, lambda: any("trở lại" in one for one in notices(app)))
        await pilot.press("u")  # from here on undo goes back as ever
        await until(pilot, lambda: own.id not in [entry.id for entry in book_of(app).find()])
        await until(pilot, lambda: any("06/11/2014" in notice and "(DB01)" in notice for notice in notices(app)))


async def test_after_a_file_is_taken_the_cursor_stays_with_the_files_that_wait(tmp_path: Path) -> None:
    with make_office(tmp_path / "book") as book:
        for code in ("CB02", "CB03"):
            with unit_desk(tmp_path / code, code) as unit, unit_desk(tmp_path / "new" / code, code) as other:
                add(unit)
                take(book, send(unit, tmp_path / "in"))
                session = add(other, "2014-09-06").session
                other.add(msgspec.structs.replace(session, date=Date(2014, 10, 4), themes=("LC-99",)))
                take(book, send(other, tmp_path / "in", "other-keys"))
    async with app_on(tmp_path / "book") as (app, pilot):
        screen = await open_inbox(app, pilot)
        assert kinds(screen)[:2] == ["sender", "sender"]
        await pilot.press("t")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: kinds(screen).count("sender") == 1 and "code" in kinds(screen))
        assert screen.current is not None
        assert (screen.current.kind, screen.current.unit) == ("sender", "CB03")


async def test_a_notice_leaves_the_title_in_sight(tmp_path: Path) -> None:
    with_changed_key(tmp_path)
    async with app_on(tmp_path / "book") as (app, pilot):
        app._disable_notifications = False  # as outside of tests
        screen = await open_inbox(app, pilot)
        app.post_message(Done("Một câu báo dài hơn bốn mươi chữ để chiếm hai dòng trên màn hình."))
        await until(pilot, lambda: "Một câu báo" in screen_text(app))
        title = screen.table.region.split_horizontal(1)[0]
        assert [toast.region.overlaps(title) for toast in screen.query("Toast")] == [False]


async def test_the_footer_of_a_plan_with_a_key_in_doubt_fits_80_columns(tmp_path: Path) -> None:
    with_changed_key(tmp_path)
    (tmp_path / "in" / "khoa.jsonl.age").write_bytes(locked(b"{}", "a"))
    async with app_on(tmp_path / "book") as (app, pilot):
        await pilot.press("3")
        await until_on(pilot, MergeScreen)
        screen = app.screen
        assert isinstance(screen, MergeScreen)
        await pilot.press("o")
        await until_on(pilot, FilesDialog)
        app.screen.query_one("#path", ViInput).value = str(tmp_path / "in")
        await pilot.press("ctrl+s")
        await until_on(pilot, MergeScreen)
        await until(pilot, lambda: screen.check_action("trust", ()))
        await until(pilot, lambda: "t Chấp nhận khóa  p Mật khẩu" in screen_text(app).splitlines()[-1])
        assert screen_text(app).splitlines()[-1].rstrip().endswith("Thoát")


async def test_a_book_that_is_only_looked_at_takes_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_duplicate(tmp_path, monkeypatch)
    with LogBook.open(tmp_path / "book", clock=now):
        async with app_on(tmp_path / "book") as (app, pilot):
            screen = await open_inbox(app, pilot)
            await pilot.press("s")
            await until(pilot, lambda: notices(app))
            assert kinds(screen) == ["duplicate"]
