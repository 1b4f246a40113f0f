"""Every output of random books says what the tests count."""

import pytest

from tests.exports.counted.books import random_book
from tests.exports.counted.outputs import differences
from tests.exports.desk import Desk


@pytest.mark.parametrize("seed", range(8))
def test_every_output_is_the_account_of_the_tests(desk: Desk, seed: int) -> None:
    with random_book(desk, seed) as book:
        assert differences(book) == []
