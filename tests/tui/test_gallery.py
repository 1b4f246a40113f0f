"""No word is cut where there is room, no button beyond its row, and every word can be read, on every screen."""

from pathlib import Path

import pytest

from tests.tui.gallery import Books, Size, harmless
from tui.core.i18n import use_language
from tui.core.themes import DARK, LIGHT
from tui.demo.scenario import TODAY


@pytest.mark.parametrize(("size", "look", "language"), [((80, 24), LIGHT.name, "vi"), ((200, 60), DARK.name, "en")])
async def test_nothing_is_wrong_with_the_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: Size, look: str, language: str
) -> None:
    monkeypatch.setenv("SOTAY_TODAY", TODAY.isoformat())
    use_language(language)
    harmless(monkeypatch)
    assert await Books(tmp_path / "so-tay").draw(size, [look]) == []
