"""What a word of the entry line may become."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.entry.completion import Completion, Completions
from logs.entry.line_parser import read_line
from logs.entry.suggestions import Guesses
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogBook]:
    folder: Path = tmp_path_factory.mktemp("completion") / "book"
    with make_book(folder, Clock(), names=("Lò Văn Pản",)) as book:
        for place, topic in (
            ("Nhà văn hóa bản Nà Cà", "Biên giới"),
            ("Hội trường", "Du lịch"),
            ("Hội trường", "Biển đảo"),
        ):
            book.add(complete_session(place=place, topic=topic, themes=["LC-06"]))
        yield book


@pytest.fixture(scope="module")
def completions(book: LogBook) -> Completions:
    return Completions(book.reference.known(), Guesses(book))


def first(completions: Completions, line: str) -> tuple[str, str] | None:
    found = completions.at(line, len(line))
    return (found[0].field, found[0].text) if found else None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("#biengioi", ("themes", "QT-02")),
        ("#bien gioi lanh", ("themes", "DQ-01")),
        ("#bg", ("themes", "QT-02")),
        ("#qt2", ("themes", "QT-02")),
        ("25 #du_lich", ("themes", "LC-06")),
        ("#", ("themes", "LC-06")),
        ("lc4", ("themes", "LC-04")),
        ("18d", ("audience", "18dv")),
        ("s", ("form", "sh")),
        ("hô", ("date", "hôm nay")),
        ("hop", ("form", "hc")),
        ("taichinh", ("unit", "CB01")),
        ("stc", ("unit", "CB01")),
        ("+taichinh", ("partners", "+CB01")),
        ("ct26", ("documents", "CT26-2008")),
        ("lovan", ("reporters", "CB01-lo-van-pan")),
        ("tr", ("mode", "trực tiếp")),
        ("nhá", ("status", "nháp")),
        ("@", ("place", '@"Hội trường"')),
        ("@nha van", ("place", '@"Nhà văn hóa bản Nà Cà"')),
        ('@"nha van', ("place", '@"Nhà văn hóa bản Nà Cà"')),
        ('sh "du', ("topic", '"Du lịch"')),
        ("“bien", ("topic", '"Biển đảo"')),
    ],
)
def test_the_first_hit(completions: Completions, line: str, found: tuple[str, str]) -> None:
    assert first(completions, line) == found


@pytest.mark.parametrize(
    "line", ["", "25", "25 ", "sh", "12/5", "cb01", '"Du lịch"', "25 -- ghi chu", "zzz", "#zzz", "@zzz"]
)
def test_nothing_to_complete(completions: Completions, line: str) -> None:
    assert completions.at(line, len(line)) == []


def test_what_was_used_comes_before_what_was_not(book: LogBook) -> None:
    completions = Completions(book.reference.known(), Guesses(book))
    assert [one.value for one in completions.at("#lc", 3)][:2] == ["LC-06", "LC-01"]


def test_the_word_before_the_cursor_is_replaced_and_the_rest_stays(completions: Completions) -> None:
    line = "25 #bieng sh"
    found = completions.at(line, len("25 #bie"))[0]
    assert found.put_into(line) == ("25 QT-02 sh", len("25 QT-02 "))


@given(st.text(st.sampled_from('abcdhlnost@#+"“” 0123456789-/ế'), max_size=20), st.data())
def test_a_completion_reads_as_what_it_says(book: LogBook, line: str, data: st.DataObject) -> None:
    completions = Completions(book.reference.known(), Guesses(book))
    cursor = data.draw(st.integers(0, len(line)))
    for found in completions.at(line, cursor):
        assert isinstance(found, Completion)
        assert 0 <= found.start <= cursor <= found.end <= len(line)
        parsed = read_line(found.text, book)
        assert parsed.problems == ()
        assert found.field in parsed.fields


def test_every_theme_is_found_in_four_keys(book: LogBook, completions: Completions) -> None:
    """Its short code, and Tab if that is still to be completed."""
    for code in book.directive.themes:
        group, _dash, number = code.partition("-")
        keys = [*f"{group}{int(number)}".lower(), "tab"]
        line = "".join(keys[:-1])
        found = completions.at(line, len(line))
        if len(keys) > 4:
            keys = keys[:-1]
            assert read_line(line, book).fields["themes"] == (code,)
        else:
            assert found[0].value == code
        assert len(keys) <= 4


def test_words_of_a_field_alone(completions: Completions) -> None:
    assert completions.of_field("themes", "bien gioi")[0] == "QT-02"
    assert completions.of_field("place", "hoi") == ["Hội trường"]
    assert completions.of_field("notes", "x") == []
