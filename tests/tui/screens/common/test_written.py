"""After writing: the path stays on the screen; the file, its folder and a message are a key away."""

from pathlib import Path

import pytest

from tests.tui.desk import SMALL, app_on, make_desk, screen_text, shows, until, until_on
from tui.screens.common import written
from tui.screens.common.written import WrittenDialog
from tui.screens.register.screen import RegisterScreen


async def test_file_folder_and_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, bool]] = []

    def system(path: Path, *, folder: bool = False) -> bool:
        opened.append((path.name, folder))
        return True

    monkeypatch.setattr(written, "open_in_system", system)
    make_desk(tmp_path / "book").close()
    page, table = tmp_path / "bao-cao.html", tmp_path / "a.jsonl"
    for path in (page, table):
        path.write_bytes(b"a")
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await app.push_screen(WrittenDialog([table, page]))
        assert "bao-cao.html" in screen_text(app)
        for key in ("m", "t", "e"):
            await pilot.press(key)
        await until(pilot, lambda: len(opened) == 3)
        assert sorted(opened) == [("a.eml", False), ("a.jsonl", True), ("bao-cao.html", False)]
        assert b"X-Unsent: 1" in (tmp_path / "a.eml").read_bytes()
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)


async def test_where_nothing_opens_files_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    make_desk(tmp_path / "book").close()
    async with app_on(tmp_path / "book", SMALL) as (app, pilot):
        await until_on(pilot, RegisterScreen)
        await app.push_screen(WrittenDialog([tmp_path / "BC.jsonl"]))
        assert not app.screen.query_one("#written-open_file").display, "a file for programs is not opened"
        await pilot.press("t")
        await until(pilot, shows(app, "không có chương trình mở"))
