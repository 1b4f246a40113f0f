"""Every output of random books says what the tests count, and so do data sets of several books."""

from pathlib import Path

import pytest

from logs.book import kept_sums
from tests.exports.counted.books import random_book
from tests.exports.counted.outputs import differences
from tests.exports.counted.read_anew import read_anew
from tests.exports.counted.sets import several_differences
from tests.exports.desk import Desk


# Among them figures that count, an id that two units claim, an empty book, and one of a cell.
@pytest.mark.parametrize("seed", range(1003, 1009))
def test_every_output_is_the_account_of_the_tests(desk: Desk, seed: int) -> None:
    with random_book(desk, seed) as book:
        assert differences(book) == []


@pytest.mark.parametrize("seed", range(8, 14))
def test_what_is_read_anew_is_what_one_finds_session_by_session(tmp_path: Path, seed: int) -> None:
    assert read_anew(seed, tmp_path) == ([], True)


@pytest.mark.parametrize("seed", range(3))
def test_sums_told_from_those_of_all_sessions_are_the_same(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where so many sessions differ that one would add up those asked for."""
    monkeypatch.setattr(kept_sums, "_SOONER", 0)
    assert read_anew(seed, tmp_path) == ([], True)


@pytest.mark.parametrize("seed", range(6))
def test_data_sets_side_by_side_count_what_they_know_together(desk: Desk, seed: int) -> None:
    assert list(several_differences(desk, seed)) == []
