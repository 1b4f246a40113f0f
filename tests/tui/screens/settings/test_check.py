"""The check of the whole book names a session as people know it."""

from pathlib import Path

import pytest

from logs.maintenance.integrity import Finding
from logs.short_codes import short_code
from tests.tui.desk import add, app_on, make_desk, screen_text, until
from tui.screens.settings import check


async def test_a_session_is_named_by_day_unit_and_short_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with make_desk(tmp_path / "book") as book:
        entry = add(book, "2014-11-05")
    monkeypatch.setattr(check, "audit", lambda _book: (Finding("check_conflict", "warning", {"id": entry.id}),))
    async with app_on(tmp_path / "book") as (app, pilot):
        app.push_screen(check.CheckDialog(app.book))
        await until(pilot, lambda: f"Buổi 05/11/2014 CB01 ({short_code(entry.id)}) có các bản" in screen_text(app))
        assert entry.id not in screen_text(app)
