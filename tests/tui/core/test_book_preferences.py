"""What a person likes to see of the register: kept beside the book, checked when it is read."""

from datetime import date as Date
from pathlib import Path

import pytest

from logs.errors import SotayError
from logs.session.query import Query
from tui.core.book_preferences import MOST_FILTERS, Preferences, SavedFilter, keep_preferences, load_preferences


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    query = Query(unit="CB01", start=Date(2014, 1, 1), standing="sent", text="biên giới")
    kept = Preferences(("date", "unit"), "unit", descending=False).with_filter(SavedFilter("Của tôi", query))
    keep_preferences(tmp_path, kept)
    assert load_preferences(tmp_path) == kept


def test_a_filter_of_the_same_name_takes_the_place_of_the_former() -> None:
    kept = Preferences()
    for name in ("a", "b", "c"):
        kept = kept.with_filter(SavedFilter(name, Query()))
    kept = kept.with_filter(SavedFilter("b", Query(unit="CB01")))
    assert [(one.name, one.query.unit) for one in kept.filters] == [("a", None), ("b", "CB01"), ("c", None)]
    assert [one.name for one in kept.without_filter("b").filters] == ["a", "c"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"columns": 5}',
        b'{"sort": "' + b"x" * 33 + b'"}',
        b'{"filters": [{"name": "", "query": {}}]}',
        b'{"filters": [{"name": "a", "query": {"start": "31/12/2014"}}]}',
        b'{"filters": [{"name": "a", "query": {"standing": "lost"}}]}',
        b"\xff\xfe",
        b'{"filters": [' + b'{"name": "a", "query": {}},' * (MOST_FILTERS + 1) + b"null]}",
    ],
)
def test_what_makes_no_sense_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "register.json").write_bytes(content)
    assert load_preferences(tmp_path) == Preferences()
    keep_preferences(tmp_path, Preferences(sort="unit"))
    assert (tmp_path / "register.damaged").read_bytes() == content


def test_nothing_kept_is_how_the_register_looks_at_first(tmp_path: Path) -> None:
    assert load_preferences(tmp_path / "none") == Preferences()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SotayError, match="view_not_kept"):
        keep_preferences(tmp_path / "none", Preferences())
