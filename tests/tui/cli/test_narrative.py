"""`sotay narrative`: texts of the report written, taken over, listed, taken out."""

from pathlib import Path

import pytest

from tests.tui.commands import done, read, refused, run
from tests.tui.desk import make_office


@pytest.fixture
def book(tmp_path: Path) -> tuple[str, ...]:
    make_office(tmp_path / "book").close()
    return ("--book", str(tmp_path / "book"), "--lang", "en")


def text_of(book: tuple[str, ...], part: str, *more: str) -> str:
    (listed,) = read(*book, "narrative", part, *more)["parts"]
    return str(listed["text"])


def test_a_text_is_written_from_a_line_a_file_and_a_draft(book: tuple[str, ...], tmp_path: Path) -> None:
    done(*book, "narrative", "strengths", "Kết quả tốt")
    assert text_of(book, "strengths") == "Kết quả tốt"
    assert text_of(book, "strengths", "--period", "2014-Q1") == ""
    words = tmp_path / "loi.txt"
    words.write_text("\ufeffMột\r\nHai\r\n", encoding="utf-8")
    done(*book, "narrative", "strengths", "--file", str(words))
    assert text_of(book, "strengths") == "Một\nHai"
    draft = read(*book, "narrative", "directions")["parts"][0]["draft"]
    assert "[" in done(*book, "narrative", "directions").stdout, "a draft is not the report's"
    done(*book, "narrative", "directions", "--draft")
    assert text_of(book, "directions") == draft != ""
    page = tmp_path / "a.html"
    done(*book, "report", "--to", str(page))
    assert draft.splitlines()[0].removeprefix("- ") in page.read_text(encoding="utf-8")
    done(*book, "narrative", "strengths", "--remove")
    assert text_of(book, "strengths") == ""
    steps = read(*book, "narrative", "strengths", "--history")
    assert [step["text"] for step in steps] == ["Kết quả tốt", "Một\nHai", ""]
    assert "Ưu điểm" in done(*book, "undo").stdout
    assert text_of(book, "strengths") == "Một\nHai"


def test_what_cannot_be_written_is_told(book: tuple[str, ...], tmp_path: Path) -> None:
    assert "nothing to begin with" in refused(1, *book, "narrative", "proposals", "--draft")
    assert "at most" in refused(1, *book, "narrative", "proposals", "a" * 10_001)
    odd = tmp_path / "a.txt"
    odd.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused(1, *book, "narrative", "proposals", "--file", str(odd))
    assert run(*book, "narrative", "--draft").exit_code == 2
    assert run(*book, "narrative", "proposals", "a", "--remove").exit_code == 2
    assert run(*book, "narrative", "nothing").exit_code == 2
