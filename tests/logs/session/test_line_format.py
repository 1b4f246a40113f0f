"""A session as the line that would enter it again."""

from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.entry.line_parser import read_line
from logs.session.line_format import line_of
from logs.text import clean_line
from tests.books import Clock, make_book

texts = st.text(st.sampled_from("aăđế ô.,;@#+-0123456789/xSH()'"), max_size=30).map(clean_line)
FIELDS = {
    "date": st.dates(Date(2000, 1, 1), Date(2014, 5, 20)),
    "form": st.sampled_from(["TM", "SH", "HC"]),
    "unit": st.sampled_from(["CB01", "CB02", "DB08"]),
    "reporters": st.just(("CB01-lo-van-pan",)),
    "audience": st.sets(st.sampled_from(["DV", "CB", "VC"]), min_size=1).map(
        lambda codes: dict.fromkeys(sorted(codes))
    ),
    "themes": st.lists(st.sampled_from(["LC-02", "QT-02", "DQ-99"]), min_size=1, unique=True).map(tuple),
    "documents": st.just(("KL16-2012",)),
    "partners": st.just(("CB03",)),
    "minutes": st.integers(1, 1440),
    "mode": st.sampled_from(["in_person", "online", "mixed"]),
    "topic": texts,
    "place": texts,
    "attendance": st.integers(1, 100_000),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogBook]:
    folder: Path = tmp_path_factory.mktemp("retyping") / "book"
    with make_book(folder, Clock()) as book:
        yield book


@given(st.fixed_dictionaries({}, optional=FIELDS))
def test_the_line_of_a_session_reads_as_the_session(book: LogBook, fields: dict[str, Any]) -> None:
    fields = {name: value for name, value in fields.items() if value}
    parsed = read_line(line_of(fields), book)
    assert parsed.problems == ()
    assert {name: value for name, value in parsed.fields.items() if name not in parsed.guessed} == fields


def test_the_attendance_stands_last_to_be_typed_over() -> None:
    fields = {"attendance": 25, "form": "SH", "themes": ("LC-02",), "place": "Hội trường", "audience": {"DV": 18}}
    assert line_of(fields) == 'sh dv lc-02 @"Hội trường" 25'
    assert line_of(fields, without=["place"]) == "sh dv lc-02 25"


def test_quotation_marks_inside_a_text_do_no_harm(book: LogBook) -> None:
    parsed = read_line(line_of({"topic": 'Về "Biển đảo" và “biên giới”'}), book)
    assert parsed.fields["topic"] == "Về 'Biển đảo' và 'biên giới'"
