"""A session in one line: any order, nothing swallowed, guesses named, the same content as by fields."""

import unicodedata
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.book.book import LogBook
from logs.entry.line_parser import Parsed, read_line
from logs.model import Session
from logs.session.fields import read_field
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session

PAN, DUA = "CB01-lo-van-pan", "CB01-vang-thi-dua"
EXAMPLE = '12/5 sh cb01 25 lc-02 qt-02 45p "Chuyên đề biên giới" @hội trường -- ghi chú'
MEANT: dict[str, Any] = {
    "date": Date(2014, 5, 12),
    "form": "SH",
    "unit": "CB01",
    "attendance": 25,
    "themes": ("LC-02", "QT-02"),
    "minutes": 45,
    "topic": "Chuyên đề biên giới",
    "place": "hội trường",
    "notes": "ghi chú",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogBook]:
    """An empty book of CB01 with two reporters, on 20/05/2014."""
    folder = tmp_path_factory.mktemp("entry") / "book"
    with make_book(folder, Clock(), names=("Lò Văn Pản", "Vàng Thị Đua")) as book:
        yield book


@pytest.fixture
def own_book(tmp_path: Path) -> Iterator[LogBook]:
    """A book like `book` to write in."""
    with make_book(tmp_path / "book", Clock(), names=("Lò Văn Pản", "Vàng Thị Đua")) as book:
        yield book


def typed(parsed: Parsed) -> dict[str, Any]:
    """The fields that the line itself gave."""
    return {name: value for name, value in parsed.fields.items() if name not in parsed.guessed}


def codes(parsed: Parsed) -> list[tuple[str, str, object]]:
    return [(problem.field, problem.code, problem.params.get("value")) for problem in parsed.problems]


def test_the_example(book: LogBook) -> None:
    parsed = read_line(EXAMPLE, book)
    assert parsed.problems == ()
    assert typed(parsed) == MEANT
    assert parsed.guessed == ("reporters", "audience")
    assert parsed.fields["reporters"] == (PAN,)
    assert parsed.fields["audience"] == {"DV": None}
    composed = book.compose(parsed.fields)
    assert composed.problems == ()


@given(st.permutations(['"Chuyên đề biên giới"', "@hội trường", "12/5", "sh", "cb01", "25", "lc-02", "qt-02", "45p"]))
def test_the_example_in_any_order(book: LogBook, parts: list[str]) -> None:
    themes = tuple(part.upper() for part in parts if part in ("lc-02", "qt-02"))
    for line in (" ".join(parts), ", ".join(part for part in parts if part[0] != "@") + " @hội trường"):
        parsed = read_line(f"{line} -- ghi chú", book)
        assert parsed.problems == ()
        assert typed(parsed) == {**MEANT, "themes": themes}


ITEMS: dict[str, dict[str, Any]] = {
    "hôm qua": {"date": Date(2014, 5, 19)},
    "TM": {"form": "TM"},
    "18dv 7cb": {"audience": {"DV": 18, "CB": 7}, "attendance": 25},
    "#nhanquyen": {"themes": ("DQ-03",)},
    "90ph": {"minutes": 90},
    "“Đảng và dân”": {"topic": "Đảng và dân"},
    '@"phòng 2"': {"place": "phòng 2"},
    "+cb02": {"partners": ("CB02",)},
    "kl16-2012": {"documents": ("KL16-2012",)},
    "trực tuyến": {"mode": "online"},
    "nháp": {"status": "draft"},
    "cb01-vang-thi-dua": {"reporters": (DUA,)},
    "CB03": {"unit": "CB03"},
}


@given(st.permutations(list(ITEMS)), st.booleans(), st.integers(1, len(ITEMS)))
def test_items_of_every_kind_in_any_order(book: LogBook, parts: list[str], loose: bool, count: int) -> None:
    line = " ".join(parts[:count])
    parsed = read_line(unicodedata.normalize("NFD", line) if loose else line, book)
    expected: dict[str, Any] = {}
    for part in parts[:count]:
        expected.update(ITEMS[part])
    assert parsed.problems == ()
    given_fields = typed(parsed) | {"topic": unicodedata.normalize("NFC", typed(parsed).get("topic", ""))}
    given_fields["place"] = unicodedata.normalize("NFC", given_fields.get("place", ""))
    assert {name: value for name, value in given_fields.items() if value} == expected


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("nay", {"date": Date(2014, 5, 20)}),
        ("hôm kia", {"date": Date(2014, 5, 18)}),
        ("12-5-2014", {"date": Date(2014, 5, 12)}),
        ("12/ 25", {"date": Date(2014, 5, 12), "attendance": 25}),
        ("25 21/", {"date": Date(2014, 4, 21), "attendance": 25}),
        ("1.234", {"attendance": 1234}),
        ("18dv 7cb 25", {"audience": {"DV": 18, "CB": 7}, "attendance": 25}),
        ("25 18dv cb", {"audience": {"DV": 18, "CB": None}, "attendance": 25}),
        ("18ĐV 7cb", {"audience": {"DV": 18, "CB": 7}, "attendance": 25}),
        ("dv 18dv", {"audience": {"DV": 18}, "attendance": 18}),
        ("18dv dv", {"audience": {"DV": 18}, "attendance": 18}),
        ("1.018dv", {"audience": {"DV": 1018}, "attendance": 1018}),
        ("18dv cb", {"audience": {"DV": 18, "CB": None}}),
        ("dv cb", {"audience": {"DV": None, "CB": None}}),
        ("#nhan_quyen lc-02", {"themes": ("DQ-03", "LC-02")}),
        ('#"biên giới, lãnh thổ"', {"themes": ("DQ-01",)}),
        ("lc-02 LC-02 #LC-02", {"themes": ("LC-02",)}),
        ("lc2 qt02 dq99", {"themes": ("LC-02", "QT-02", "DQ-99")}),
        ("#lc2 #QT-2", {"themes": ("LC-02", "QT-02")}),
        ("45phut", {"minutes": 45}),
        ("90 phút 25 người", {"minutes": 90, "attendance": 25}),
        ("1h30 25đ/c", {"minutes": 90, "attendance": 25}),
        ("1 giờ 30 phút, 25 đ/c, sh", {"minutes": 90, "attendance": 25, "form": "SH"}),
        ("2h 1.234 lượt người nghe", {"minutes": 120, "attendance": 1234}),
        ("25 đồng chí 1h5p", {"attendance": 25, "minutes": 65}),
        ('"một -- hai" -- ba "bốn"', {"topic": "một -- hai", "notes": 'ba "bốn"'}),
        ("«Đề tài»", {"topic": "Đề tài"}),
        ("--ghi chú -- thêm", {"notes": "ghi chú -- thêm"}),
        ('"Đề tài"-- ghi', {"topic": "Đề tài", "notes": "ghi"}),
        ("kết hợp", {"mode": "mixed"}),
        ("trựctiếp", {"mode": "in_person"}),
        ("ONLINE", {"mode": "online"}),
    ],
)
def test_other_spellings(book: LogBook, line: str, fields: dict[str, Any]) -> None:
    parsed = read_line(line, book)
    assert parsed.problems == ()
    assert typed(parsed) == fields


@pytest.mark.parametrize(
    ("line", "place", "attendance"),
    [
        ("25 @phòng 2", "phòng 2", 25),
        ("@phòng 2 25", "phòng 2", 25),
        ("@phòng 2 12.5", "phòng", 2),  # the other number is a day
        ("@phòng 2 tầng 3 lc-02 25", "phòng 2 tầng 3", 25),
        ("@phòng 302a 25", "phòng 302a", 25),
        ("@phòng 302a", "phòng 302a", None),
        ("@phòng P.302 25", "phòng P.302", 25),
        ("@phòng 2 18dv 7cb", "phòng 2", 25),
        ("18dv 7cb @phòng 2", "phòng 2", 25),
        ("@hội trường 25", "hội trường", 25),
        ("@hội trường 25 dv cb", "hội trường", 25),
        ("@hội trường 25 18dv 7cb", "hội trường", 25),
        ("@hội trường 25 18dv cb", "hội trường", 25),
        ("25 18dv 7cb @phòng 25", "phòng 25", 25),
        ("@nhà văn hóa, tổ 5 25", "nhà văn hóa, tổ 5", 25),
        ("@ hội trường sh 25", "hội trường", 25),
        ("sh @hội trường SH 25", "hội trường SH", 25),
        ("cb01 @trụ sở cb02 25", "trụ sở cb02", 25),
        ('@"trụ sở cb02, 25" 30', "trụ sở cb02, 25", 30),
        ("@hội trường 25 người", "hội trường", 25),
        ("@phòng 2 25 đ/c 90 phút", "phòng 2", 25),
        ("25 người @phòng 2", "phòng 2", 25),
        ("@hội trường hôm qua 25", "hội trường", 25),
        ("@bản Nà Cà #nhanquyen 25", "bản Nà Cà", 25),
        ('@bản Nà Cà "đề tài" 25', "bản Nà Cà", 25),
    ],
)
def test_a_place_ends_where_something_else_begins(book: LogBook, line: str, place: str, attendance: int | None) -> None:
    parsed = read_line(line, book)
    assert parsed.problems == ()
    assert (parsed.fields["place"], parsed.fields.get("attendance")) == (place, attendance)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("blabla", ("line", "token_unknown", "blabla")),
        ("25 bàn", ("line", "token_unknown", "bàn")),
        ("cb99", ("line", "token_unknown", "cb99")),
        ("hôm 25", ("line", "token_unknown", "hôm")),
        ('sh"đề tài"', ("line", "token_unknown", 'sh"đề')),
        ('@"phòng 2" tầng', ("line", "token_unknown", "tầng")),
        ("+", ("line", "token_unknown", "+")),
        ("xx-99", ("themes", "theme_unknown", "xx-99")),
        ("lc77", ("line", "token_unknown", "lc77")),
        ("#khôngcó", ("themes", "theme_unknown", "khôngcó")),
        ("#", ("themes", "theme_unknown", "")),
        ("#vấn_đề", ("themes", "theme_ambiguous", "vấn đề")),
        ("+cb99", ("partners", "unit_unknown", "cb99")),
        ("31/2", ("date", "date_impossible", "31/2")),
        ("1,234", ("attendance", "count_comma", "1,234")),
        ("25xx", ("attendance", "count_unreadable", "25xx")),
        ("1,5dv", ("audience", "count_comma", "1,5")),
        ("25 30", ("attendance", "field_twice", "30")),
        ("99999999999", ("attendance", "count_too_large", "99999999999")),
        ('12/5 "chưa đóng lc-02', ("line", "quote_open", "chưa đóng lc-02")),
        ("@“phòng 2", ("line", "quote_open", "phòng 2")),
        ("sh tm", ("form", "field_twice", "TM")),
        ("cb01 cb02", ("unit", "field_twice", "CB02")),
        ("12/5 nay", ("date", "field_twice", "2014-05-20")),
        ('"một" "hai"', ("topic", "field_twice", "hai")),
        ("@một 25 @hai", ("place", "field_twice", "hai")),
        ("45p 60p", ("minutes", "field_twice", "60")),
        ("18dv 7dv", ("audience", "code_twice", "DV")),
    ],
)
def test_what_is_not_understood_is_told(book: LogBook, line: str, problem: tuple[str, str, object]) -> None:
    assert problem in codes(read_line(line, book))


def test_what_was_not_understood_is_not_guessed_over(book: LogBook) -> None:
    parsed = read_line("31/2 25", book)
    assert "date" not in parsed.fields
    assert "date" not in parsed.guessed


STRANGE = ["xyz", "bàn", "bản", "4/4a", "p.7", "đ", "tổ,", "qui-định", "(họp)"]
COUNTS = ["25", "30", "1.234"]
MARKS = [
    "@",
    "@tại",
    "#nhanquyen",
    '"',
    '"',
    "”",
    "@“",
    "+cb02",
    ",",
    "sh",
    "tm",
    "cb01",
    "cb02",
    "lc-02",
    "12/5",
    "45p",
]


@given(st.permutations([*STRANGE, *COUNTS, *MARKS]), st.integers(0, 30), st.none() | st.integers(0, 30))
def test_nothing_is_swallowed(book: LogBook, words: list[str], count: int, notes: int | None) -> None:
    """A word that is no item, and every number, stands in a text, in a field or in a problem."""
    words = words[:count]
    if notes is not None:
        words.insert(notes, "--")
    parsed = read_line(" ".join(words), book)
    found = [str(problem.params.get("value")) for problem in parsed.problems]
    found += [str(parsed.fields.get(name, "")) for name in ("topic", "place", "notes", "attendance")]
    told = " ".join(found)
    for word in words:
        if word in STRANGE or word in COUNTS:
            assert word in told or word.replace(".", "") in told


@given(st.text(st.sampled_from('"“”«»@#+- ,.0123456789dvsh\n') | st.characters(), max_size=30))
def test_no_line_makes_it_fail(book: LogBook, line: str) -> None:
    book.compose(read_line(line, book).fields)


# Guesses


def test_an_empty_line_is_all_guesses(book: LogBook) -> None:
    parsed = read_line("", book)
    assert parsed.guessed == ("date", "unit", "reporters")
    assert parsed.fields == {"date": Date(2014, 5, 20), "unit": "CB01", "reporters": (PAN,)}


def test_what_is_missing_comes_from_the_most_similar_session(own_book: LogBook) -> None:
    own_book.add(complete_session(form="HC", audience={"VC": 25}, themes=["DM-01"], date="2014-05-19"))
    own_book.add(complete_session(form="TM", audience={"LD": 5, "CB": 20}, themes=["LC-02"], date="2014-01-05"))
    parsed = read_line("25 lc-02", own_book)
    assert parsed.guessed == ("date", "unit", "reporters", "form", "audience")
    assert (parsed.fields["form"], parsed.fields["audience"]) == ("TM", {"LD": None, "CB": None})
    last = read_line("25 qt-01", own_book)
    assert (last.fields["form"], last.fields["audience"]) == ("TM", {"LD": None, "CB": None}), "the one logged last"
    other = read_line("25 sh dm-01", own_book)
    assert other.guessed == ("date", "unit", "reporters", "audience")
    assert other.fields["audience"] == {"DV": None}, "no session of this form: who comes to such meetings"
    for line in ("25 lc-02", "25 qt-01", "25 sh dm-01"):
        assert own_book.compose(read_line(line, own_book).fields).errors == ()


def test_what_was_typed_is_never_guessed_over(own_book: LogBook) -> None:
    own_book.add(complete_session(place="Nhà văn hóa", topic="Cũ", minutes=60, mode="online", notes="cũ"))
    parsed = read_line("12/5 tm cb02 cb01-vang-thi-dua 25 ld lc-02", own_book)
    assert parsed.guessed == ()
    assert parsed.fields == {
        "date": Date(2014, 5, 12), "form": "TM", "unit": "CB02", "reporters": (DUA,), "attendance": 25,
        "audience": {"LD": None}, "themes": ("LC-02",),
    }  # fmt: skip


def test_at_the_office_a_new_session_is_of_its_own_unit_and_reporter(office: LogBook) -> None:
    office.add(complete_session(unit="CB01", reporters=[PAN], themes=["LC-01"], date="2014-12-12"))
    for line in ("12/12/2014 25 sh lc1", "25 lc-01", ""):
        parsed = read_line(line, office)
        assert (parsed.fields["unit"], parsed.fields["reporters"]) == ("DB08", (office.owner.reporter,))
    office.add(complete_session(unit="DB08", reporters=[PAN], themes=["LC-01"], date="2014-12-12"))
    assert read_line("25 lc-01", office).fields["reporters"] == (office.owner.reporter,), "PAN is of another unit"
    for unit in ("cb01", "cb02"):
        assert read_line(f"25 lc-02 {unit}", office).fields["reporters"] == (office.owner.reporter,)


def test_only_what_the_book_knows_is_guessed(office: LogBook) -> None:
    office.add(complete_session(unit="CB01", reporters=["AI-DO"], audience={"ZZ": 5, "DV": 20}))
    parsed = read_line("25 lc-02", office)
    assert (parsed.fields["unit"], parsed.fields["reporters"]) == ("DB08", (office.owner.reporter,))
    assert parsed.fields["audience"] == {"DV": None}


# The same session by line and by fields


def test_line_and_fields_make_the_same_content(own_book: LogBook) -> None:
    known = own_book.reference.known()
    texts = {
        "date": "12/05/2014", "form": "Sinh hoạt chi bộ", "unit": "Chi bộ Sở Tài chính", "reporters": "lo van pan",
        "attendance": "25", "audience": "DV=18, CB=7", "themes": "lc-02, bien gioi", "minutes": "45 phút",
        "topic": " Chuyên đề  biên giới", "place": "hội trường", "notes": "ghi chú ", "partners": "cb02",
        "documents": "26-CT/TW", "mode": "kết hợp", "status": "", "materials": "", "themes_other": "",
    }  # fmt: skip
    by_fields = own_book.compose({name: read_field(name, text, known) for name, text in texts.items()})
    line = '12/5 sh cb01 18dv 7cb lc-02 qt-02 45p "Chuyên đề biên giới" @hội trường +cb02 ct26-2008 kết hợp -- ghi chú'
    by_line = own_book.compose(read_line(line, own_book).fields)
    assert by_fields.problems == by_line.problems == ()
    assert isinstance(by_line.session, Session)
    assert by_fields.session == by_line.session
    added = own_book.add(by_line.session)
    assert by_fields.session is not None
    assert own_book.edit(added.id, by_fields.session) == added, "the same content is no change"


def test_words_that_fit_several_themes_are_a_doubt(book: LogBook) -> None:
    for line in ("#biengioi 25", "#bien_gioi 25"):
        parsed = read_line(line, book)
        (doubt,) = parsed.problems
        assert (doubt.code, doubt.severity) == ("theme_doubtful", "warning")
        assert parsed.fields["themes"] == (doubt.params["theme"],) == ("QT-02",)
        assert "DQ-01" in doubt.params["choices"]
    assert read_line('#"Khu vực biên giới" 25', book).problems == ()


def test_a_time_of_day_is_no_duration(book: LogBook) -> None:
    assert "minutes" not in read_line("8h30 25", book).fields
