"""What a book remembers of the files it took in: their order, the day they were made, what their bytes say."""

from datetime import UTC, datetime
from datetime import date as Date
from itertools import permutations

import pytest

from logs.exchange.received import body_of, day_made, in_order_sent
from tests.books import ZONE
from tests.logs.progress.test_status import file


def test_files_stand_book_by_book_in_the_order_of_their_numbers() -> None:
    files = [file("2014-12-03", 1, book="a"), file("2014-12-01", 2, book="a"), file("2014-12-02", 1, book="b")]
    assert all(in_order_sent(listed) == files for listed in permutations(files))


@pytest.mark.parametrize(
    ("made", "day"), [("2014-12-09T16:59", Date(2014, 12, 9)), ("2014-12-09T17:00", Date(2014, 12, 10))]
)
def test_the_day_a_file_was_made_is_that_of_the_receivers_calendar(made: str, day: Date) -> None:
    came = file("2014-12-10", made=datetime.fromisoformat(made).replace(tzinfo=UTC))
    assert came.received.tzinfo == ZONE
    assert day_made(came) == day


@pytest.mark.parametrize(
    ("data", "sealed", "body"),
    [
        (b"seal\na\nb\n", True, b"a\nb\n"),
        (b"\xef\xbb\xbfseal\r\n\xef\xbb\xbfa\r\nb\r\n", True, b"a\nb\n"),
        (b"\xef\xbb\xbfa\r\nb\n", False, b"a\nb\n"),
        (b"a\rb\n", False, b"a\rb\n"),
    ],
)
def test_what_a_package_says_is_what_was_signed(data: bytes, sealed: bool, body: bytes) -> None:
    assert body_of(data, sealed=sealed) == body
