"""The benchmark of screens starts its apps and hears of their pictures."""

from pathlib import Path

from tests.benchmarks.books import year_book
from tests.benchmarks.screens import measure


def test_pictures_and_keys_are_noted(tmp_path: Path) -> None:
    year_book(tmp_path / "20", 20)
    own: dict[str, list[float]] = {}
    measure(("sotay", 20), tmp_path, own, [("down", "\x1b[B")])
    assert set(own) == {"frame", "rows", "down"}
    stock: dict[str, list[float]] = {}
    measure(("DataTable", 20), tmp_path, stock, ())
    assert set(stock) == {"frame", "rows"}
