from datetime import date
from pathlib import Path

import pytest

from logs.errors import SotayError
from tui.core.clock import now
from tui.core.paths import book_folder, keys_folder


def test_the_book_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOTAY_BOOK", str(tmp_path / "elsewhere"))
    assert book_folder() == tmp_path / "elsewhere"


def test_without_a_word_the_book_is_among_the_persons_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_BOOK", "  ")
    assert book_folder().name == "book"
    assert book_folder().parent == keys_folder().parent


def test_keys_are_never_kept_inside_the_book() -> None:
    assert book_folder() not in (keys_folder(), *keys_folder().parents)


@pytest.mark.parametrize("said", ["2014-12-14", "14/12/2014", "14.12.2014"])
def test_the_day_can_be_fixed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("SOTAY_TODAY", said)
    assert now().date() == date(2014, 12, 14)
    assert now().tzinfo is not None


def test_without_a_word_it_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOTAY_TODAY")
    assert now().year >= 2024


def test_a_day_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "30/02/2014")
    with pytest.raises(SotayError, match="today_unreadable"):
        now()
