"""The history of a session on the screen, and whole steps that are asked about before they are taken back."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from exports.merge.merge import apply_merge, plan_merge
from tests.tui.desk import (
    LARGE,
    SMALL,
    add,
    app_on,
    make_desk,
    make_office,
    notices,
    screen_text,
    type_text,
    until,
    until_on,
)
from tests.tui.screens.exchange.test_merge import sent
from tui.core.autosave import kept
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask, AskWhy
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.fields import REASON
from tui.screens.session.form import SessionForm
from tui.screens.session.history import HistoryScreen

S = TypeVar("S", bound=Screen[Any])


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_the_history_tells_what_changed_and_why(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book)
        book.edit(entry.id, msgspec.structs.replace(entry.session, attendance=30), reason="[b]Đếm lại[/]")
    async with app_on(tmp_path / "book", size, language) as (app, pilot):
        await pilot.press("h")
        await until_on(pilot, HistoryScreen)
        text = screen_text(app)
        assert ("Lượt người nghe: 25 → 30" if language == "vi" else "Attendance: 25 → 30") in text
        assert "[b]Đếm lại[/]" in text
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)


async def test_a_whole_merge_is_taken_back_only_when_meant(tmp_path: Path) -> None:
    file = sent(tmp_path, tmp_path, "CB02", 3)
    with make_office(tmp_path / "book") as book:
        apply_merge(book, plan_merge(book, [file]))
    async with app_on(tmp_path / "book") as (app, pilot):
        assert app.book is not None
        await pilot.press("u")
        await until_on(pilot, Ask)
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)
        assert len(app.book.find()) == 3
        await pilot.press("u")
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until(pilot, lambda: not app.book.find())


async def test_why_a_session_was_changed_can_be_said_and_never_has_to(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book)
    async with app_on(tmp_path / "book") as (app, pilot):
        for attendance, reason in (("30", ""), ("31", "Đếm lại [b]ở cửa[/]")):
            form = await on_top(pilot, SessionForm, "e")
            form.by_name["attendance"].query_one(ViInput).value = attendance
            form.by_name[REASON].query_one(ViInput).focus()
            await until(pilot, lambda: "không bắt buộc" in screen_text(app))
            await type_text(pilot, reason)
            await pilot.press("ctrl+s")
            await until_on(pilot, RegisterScreen)
        steps = app.book.history.of(entry.id)
        assert [step.reason for step in steps] == ["", "", "Đếm lại [b]ở cửa[/]"]
        await on_top(pilot, HistoryScreen, "h")
        assert "Lý do: Đếm lại [b]ở cửa[/]" in screen_text(app)


async def test_a_new_session_and_a_copy_are_asked_for_no_reason(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        add(book)
    async with app_on(tmp_path / "book") as (_app, pilot):
        for key in ("n", "c"):
            form = await on_top(pilot, SessionForm, key)
            assert REASON not in form.by_name
            await pilot.press("escape")
            await until_on(pilot, RegisterScreen)


async def test_a_reason_typed_is_kept_with_the_rest_of_what_was_typed(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book)
    async with app_on(tmp_path / "book") as (_app, pilot):
        form = await on_top(pilot, SessionForm, "e")
        form.by_name[REASON].query_one(ViInput).focus()
        await type_text(pilot, "Nham")
        await until(pilot, lambda: (found := kept(tmp_path / "book")) is not None and found.texts[REASON] == "Nham")
    async with app_on(tmp_path / "book") as (app, pilot):
        await until_on(pilot, Ask)
        await pilot.press("enter")
        await until_on(pilot, SessionForm)
        assert isinstance(app.screen, SessionForm)
        assert app.screen.by_name[REASON].text == "Nham"
        app.screen.by_name["attendance"].query_one(ViInput).value = "30"
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book.history.of(entry.id)[-1].reason == "Nham"


async def test_a_reason_for_no_change_is_not_said_to_be_saved(tmp_path: Path) -> None:
    with make_desk(tmp_path / "book") as book:
        add(book)
    async with app_on(tmp_path / "book") as (app, pilot):
        form = await on_top(pilot, SessionForm, "e")
        form.by_name[REASON].query_one(ViInput).value = "Nham"
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        await until(pilot, lambda: notices(app))
        assert notices(app) == ["Không có gì thay đổi."]


@pytest.mark.parametrize("reason", ["", "Trùng"])
async def test_why_a_session_was_deleted_can_be_said_and_never_has_to(tmp_path: Path, reason: str) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book)
    async with app_on(tmp_path / "book") as (app, pilot):
        await on_top(pilot, AskWhy, "d")
        await pilot.press("enter")  # the harmless answer has the focus
        await until_on(pilot, RegisterScreen)
        assert app.book.find()
        ask = await on_top(pilot, AskWhy, "d")
        ask.query_one(ViInput).focus()
        await type_text(pilot, reason)
        await pilot.press("enter")
        assert app.book.find()
        await pilot.press("enter")
        await until(pilot, lambda: not app.book.find())
        assert app.book.history.of(entry.id)[-1].reason == reason


async def on_top(pilot: Pilot[int], screen: type[S], key: str) -> S:
    """Press the key on the register and wait for such a screen."""
    await until_on(pilot, RegisterScreen)
    await pilot.press(key)
    await until_on(pilot, screen)
    assert isinstance(pilot.app.screen, screen)
    return pilot.app.screen


@pytest.mark.parametrize(("left", "stays"), [(2, False), (1, True)])
async def test_a_text_is_purged_from_the_history_only_when_meant(tmp_path: Path, left: int, stays: bool) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book, topic="Gọi 0912345678")
        book.edit(entry.id, msgspec.structs.replace(entry.session, topic="Biên giới"))
    async with app_on(tmp_path / "book") as (app, pilot):
        await on_top(pilot, HistoryScreen, "h")
        await pilot.press("p")
        await until_on(pilot, Ask)
        await pilot.press("enter")
        await until_on(pilot, HistoryScreen)
        assert len(app.book.history.of(entry.id)) == 2
        await pilot.press("p")
        await until_on(pilot, Ask)
        await pilot.press(*["left"] * left, "enter")
        await until(pilot, lambda: "Đã xóa hẳn" in screen_text(app))
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        assert [one.session.topic for one in app.book.find()] == (["Biên giới"] if stays else [])
        assert b"0912345678" not in (tmp_path / "book" / "book.json").read_bytes()
        await until(pilot, lambda: ("Biên giới" in screen_text(app)) == stays)
