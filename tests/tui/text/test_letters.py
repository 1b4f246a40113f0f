"""The letter that asks a unit for what it has not talked about: complete, readable, and never endless."""

from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path

import pytest

from logs.book.book import LogBook
from logs.coverage.gaps import Suggestion, of_units, work_list_of
from tests.tui.desk import make_office
from tui.core.i18n import use_language
from tui.text.letters import BETWEEN, MOST_LINES, as_text, gap_letter, gap_letters

SUGGESTED = Suggestion(
    "CB02", Date(2014, 12, 10), Date(2014, 12, 14), ("LC-02", "LC-04"), {"DV": 0, "LD": 25}, ("CT-2",)
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[LogBook]:
    use_language("vi")
    with make_office(tmp_path / "book") as made:
        yield made


def test_a_letter_names_themes_and_for_whom(book: LogBook) -> None:
    letter = as_text(gap_letters(book, {"CB02": [SUGGESTED]}, ["CB02"]))
    assert letter.splitlines()[0] == f"Kính gửi: {book.units['CB02'].name}"
    assert "LC-02 Những nét văn hóa truyền thống + LC-04 Thu hút đầu tư" in letter
    assert letter.count("10–14/12: LC-02") == letter.count("(đối tượng: Đảng viên, Người lao động ≥ 25)") == 1
    assert "tính đến ngày 10/12/2014" in letter
    assert book.directive.head.title in letter


def test_a_long_list_is_cut_and_says_so(book: LogBook) -> None:
    rows = of_units(work_list_of(book).rows)["CB02"]
    rows *= 4
    assert len(rows) > MOST_LINES
    letter = as_text(gap_letters(book, {"CB02": rows}, ["CB02"]))
    assert letter.count("\n- ") == MOST_LINES + 1
    assert f"và {len(rows) - MOST_LINES}" in letter


def test_whoever_lacks_nothing_gets_no_letter(book: LogBook) -> None:
    one = SUGGESTED
    assert gap_letter(book, "CB02", []) is None
    assert gap_letters(book, {"CB02": [one]}, ["CB01", "CB02", "CB03"]) == [gap_letter(book, "CB02", [one])]
    both = gap_letters(book, {"CB02": [one], "CB03": [one]}, ["CB02", "CB03"])
    assert as_text(both).count(BETWEEN) == 1
