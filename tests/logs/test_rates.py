"""Shares and means: one decimal, half of it up, as reckoned by hand."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.rates import mean, percent, share


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 16, 6.3), (1, 8, 12.5), (23, 80, 28.8), (0, 3, 0.0), (3, 3, 100)]
)
def test_half_is_rounded_up(part: int, whole: int, said: float) -> None:
    assert (percent(part, whole), share(part, whole)) == (said, said)


@given(st.integers(0, 100_000), st.integers(1, 3_000))
def test_it_is_decimal_arithmetic(total: int, count: int) -> None:
    exact = Decimal(20 * total + count) / Decimal(2 * count)
    assert exact >= 0
    tenths = (Decimal(total) / Decimal(count)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert Decimal(str(mean(total, count))) == tenths


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_part_that_is_not_all_is_never_none_and_never_all(part: int, more: int) -> None:
    found = share(part, part + more)
    assert (found is None) == (part + more == 0)
    if found is not None:
        assert (found == 0, found == 100) == (part == 0, more == 0)
        assert 0 <= found <= 100


def test_without_a_whole_there_is_no_share() -> None:
    assert percent(0, 0) is share(0, 0) is mean(0, 0) is None
