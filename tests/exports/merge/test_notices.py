"""What to know about a file that is taken, told in full: its numbers, its texts, its counts, what nobody knows here."""

from typing import Any

import pytest

from tests.exports.desk import Desk
from tests.exports.merge.test_merge import of, package

OF_NUMBERS = {"numbers_before", "number_missing", "file_older", "number_twice"}


def told(desk: Desk, *files: bytes) -> dict[str, dict[str, Any]]:
    """What the last of the files, taken one after the other, is told, by code."""
    office = desk.office()
    outcomes = [desk.take(office, data) for data in files]
    assert [one.outcome for one in outcomes] == ["merged"] * len(files)
    return {note.code: note.params for note in outcomes[-1].notes}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 2], {}),
        ([1, 2, 3], {}),
        ([3], {"numbers_before": {"number": 3}}),
        ([1, 3], {"number_missing": {"number": 2}}),
        ([1, 2, 5], {"number_missing": {"number": 3}}),
        ([1, 5, 6], {}),
        ([2, 1], {"file_older": {"number": 1, "newest": 2}}),
        ([1, 4, 3], {"file_older": {"number": 3, "newest": 4}}),
        ([1, 1], {"number_twice": {"number": 1}}),
        ([1, 3, 1], {"number_twice": {"number": 1}}),
        ([2, 2], {"number_twice": {"number": 2}}),
    ],
)
def test_the_numbers_of_a_books_files(desk: Desk, numbers: list[int], expected: dict[str, object]) -> None:
    files = [
        package("CB01", of("CB01", place), number=number, previous="0" * 64 if number > 1 else None)
        for place, number in enumerate(numbers)
    ]
    found = told(desk, *files)
    assert {code: params for code, params in found.items() if code in OF_NUMBERS} == expected


def test_a_first_file_with_a_high_number_that_continues_none_is_the_books_first(desk: Desk) -> None:
    assert not OF_NUMBERS & told(desk, package("CB01", of("CB01"), number=2)).keys()


def test_a_file_that_comes_again_is_not_its_own_double(desk: Desk) -> None:
    """Something was set aside of it, so that it is looked at again."""
    data = package("CB01", of("CB01"), of("CB88", 2))
    assert not OF_NUMBERS & told(desk, data, data).keys()


def test_codes_that_the_catalogue_lacks_and_texts_that_were_cleaned_are_told_with_their_number(desk: Desk) -> None:
    themes = [["ZZ-09", "LC-01", "AA-02"], ["MM-05", "ZZ-09"], ["LC-02"]]
    sessions = [of("CB01", n, themes=codes, topic="a\u202eb" if n else "a") for n, codes in enumerate(themes)]
    found = told(desk, package("CB01", *sessions))
    assert found["themes_unknown"] == {"codes": ["AA-02", "MM-05", "ZZ-09"]}
    assert found["texts_cleaned"] == {"count": 2}
    assert "counts_differ" not in found


def test_counts_are_compared_where_nothing_was_set_aside(desk: Desk) -> None:
    wrong = {"sessions": 3, "attendance": 75}
    assert told(desk, package("CB01", of("CB01", 1), of("CB01", 2), counts=wrong))["counts_differ"] == {
        "said": 3, "found": 2,
    }  # fmt: skip
