"""From what a person types to the value of a field, in several spellings; every wrong input has its own code."""

import unicodedata
from datetime import date as Date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.catalogue.directive import read_directive, shipped
from logs.catalogue.units import shipped_units
from logs.errors import SotayError
from logs.model import Reporter, Session, Unit
from logs.session.fields import FIELDS, find_themes, read_field, read_reporter, read_theme
from logs.session.validation import Known
from tests.books import KNOWN as CHECKED

PEOPLE = (
    Reporter(code="CB01-lo-van-pan", unit="CB01", name="Lò Văn Pản"),
    Reporter(code="CB02-an-1", unit="CB02", name="Nguyễn Văn An"),
    Reporter(code="CB02-an-2", unit="CB02", name="Nguyễn Văn Ân"),
    Reporter(code="CB03-an", unit="CB03", name="Nguyễn Văn Ân"),
)
UNITS = (
    *shipped_units(),
    Unit(code="TT-01", type="chi_bo", name="Chi bộ Thanh tra, Sở Y tế", aliases=("Thanh tra Y tế",)),
)
KNOWN = Known(
    directive=CHECKED.directive,
    units={unit.code: unit for unit in UNITS},
    reporters={one.code: one for one in PEOPLE},
    today=Date(2014, 5, 20),
)

READ = [
    ("date", "5/12/2014", Date(2014, 12, 5)),
    ("date", " 05-12-2014 ", Date(2014, 12, 5)),
    ("date", "5.12", Date(2014, 12, 5)),
    ("date", "2014-05-12", Date(2014, 5, 12)),
    ("date", "hôm qua", Date(2014, 5, 19)),
    ("date", "12", Date(2014, 5, 12)),
    ("date", "21/", Date(2014, 4, 21)),
    ("date", "HOM NAY", Date(2014, 5, 20)),
    ("unit", "cb01", "CB01"),
    ("unit", "Chi bộ Sở Tài chính", "CB01"),
    ("unit", "đảng bộ văn phòng tỉnh uỷ", "DB08"),
    ("unit", "Thanh tra y tế", "TT-01"),
    ("form", "sh", "SH"),
    ("form", "Sinh hoạt chi bộ", "SH"),
    ("form", "hop co quan, don vi", "HC"),
    ("reporters", "cb01-LO-van-pan", ("CB01-lo-van-pan",)),
    ("reporters", "lo van pan", ("CB01-lo-van-pan",)),
    ("reporters", "Lò Văn Pản, Nguyễn Văn An", ("CB01-lo-van-pan", "CB02-an-1")),
    ("reporters", "Nguyễn Văn An", ("CB02-an-1",)),
    ("reporters", "CB03-an; CB02-an-2", ("CB03-an", "CB02-an-2")),
    ("attendance", "25", 25),
    ("attendance", " 1.234 ", 1234),
    ("attendance", "0", 0),
    ("audience", "DV=18, CB=7", {"DV": 18, "CB": 7}),
    ("audience", "dv = 1.018 ; cb", {"DV": 1018, "CB": None}),
    ("audience", "Đảng viên=18, công nhân viên chức", {"DV": 18, "VC": None}),
    ("themes", "lc-02", ("LC-02",)),
    ("themes", "lc2, QT02, #dq-1, #tongiao", ("LC-02", "QT-02", "DQ-01", "DQ-04")),
    ("themes", "QT-02; LC-02,dq-01", ("QT-02", "LC-02", "DQ-01")),
    ("themes", "van hoa truyen thong", ("LC-02",)),
    ("themes", "Những nét văn hoá truyền thống", ("LC-02",)),
    ("themes", "bien gioi", ("QT-02",)),
    ("themes", "biengioi, tôn giáo", ("QT-02", "DQ-04")),
    ("themes", "Thương mại, dịch vụ, du lịch; Vấn đề khác", ("LC-06", "PB-99")),
    ("themes", "Chủ quyền quốc gia biên giới, lãnh thổ", ("DQ-01",)),
    ("themes", "Vấn đề khác được dư luận quan tâm", ("DQ-99",)),
    ("themes_other", " Giá xăng dầu ", "Giá xăng dầu"),
    ("partners", "cb02, Đảng bộ Sở Y tế", ("CB02", "DB02")),
    ("partners", "CB02; Chi bộ Thanh tra, Sở Y tế", ("CB02", "TT-01")),
    ("place", "Hội trường, tầng 2", "Hội trường, tầng 2"),
    ("topic", "Biên giới; lãnh thổ", "Biên giới; lãnh thổ"),
    ("materials", "Đề cương\n2 trang", "Đề cương\n2 trang"),
    ("notes", "ghi\nchú", "ghi\nchú"),
    ("mode", "trực tiếp", "in_person"),
    ("mode", "Online", "online"),
    ("mode", "TRUC TUYEN", "online"),
    ("mode", "kết hợp", "mixed"),
    ("new_media", "có", True),
    ("new_media", "x", True),
    ("new_media", "Không", False),
    ("documents", "ct26-2008", ("CT26-2008",)),
    ("documents", "26-CT/TW, 368/qđ-ttg", ("CT26-2008", "QD368-2013")),
    ("documents", "Kết luận số 16-KL/TW; Chỉ thị 26-CT/TW", ("KL16-2012", "CT26-2008")),
    ("minutes", "45", 45),
    ("minutes", "45p", 45),
    ("minutes", "45 ph", 45),
    ("minutes", "45 phút", 45),
    ("minutes", "45'", 45),
    ("record_number", " 12-BB/CB01 ", "12-BB/CB01"),
    ("record_date", "hôm qua", Date(2014, 5, 19)),
    ("status", "nháp", "draft"),
    ("status", "Dự kiến", "planned"),
    ("status", "Hoàn thành", "complete"),
    ("status", "đã hoàn thành", "complete"),
]

WRONG = [
    ("date", "32", "date_impossible"),
    ("date", "31/2/2014", "date_impossible"),
    ("date", "tuần trước", "date_unreadable"),
    ("unit", "CB99", "unit_unknown"),
    ("form", "XX", "form_unknown"),
    ("reporters", "Ai đó", "reporter_unknown"),
    ("reporters", "nguyen van an", "reporter_ambiguous"),
    ("reporters", "Nguyễn Văn Ân", "reporter_ambiguous"),
    ("attendance", "1,234", "count_comma"),
    ("attendance", "25 bàn", "count_unreadable"),
    ("attendance", "-5", "count_unreadable"),
    ("audience", "XX=3", "audience_unknown"),
    ("audience", "=3", "audience_unknown"),
    ("audience", "DV=1,234, CB", "count_comma"),
    ("audience", "DV=nhiều", "count_unreadable"),
    ("audience", "DV=", "count_unreadable"),
    ("audience", "DV=1, dv", "code_twice"),
    ("themes", "XX-01", "theme_unknown"),
    ("themes", "không có đâu", "theme_unknown"),
    ("themes", "LC-02, gì đó lạ", "theme_unknown"),
    ("partners", "CB02, CB99", "unit_unknown"),
    ("mode", "qua đài", "mode_unknown"),
    ("new_media", "có lẽ", "yes_or_no"),
    ("documents", "27-CT/TW", "document_unknown"),
    ("minutes", "1,5 phút", "count_comma"),
    ("minutes", "lâu", "count_unreadable"),
    ("minutes", "p", "count_unreadable"),
    ("record_date", "31/2/2014", "date_impossible"),
    ("status", "xong", "status_unknown"),
    ("directive", "LC-TTDN-2014", "field_unknown"),
    ("id", "x", "field_unknown"),
]

NONE: dict[str, Any] = {
    "reporters": (), "audience": {}, "themes": (), "partners": (), "documents": (), "new_media": False,
    "themes_other": "", "record_number": "", "place": "", "topic": "", "materials": "", "notes": "",
}  # fmt: skip


@pytest.mark.parametrize(("field", "text", "value"), READ)
def test_what_a_text_means(field: str, text: str, value: object) -> None:
    for spelling in (text, unicodedata.normalize("NFD", text)):
        read = read_field(field, spelling, KNOWN)
        assert read == value or (isinstance(value, str) and unicodedata.normalize("NFC", read) == value)
        assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hoang Anh", "a"),
        ("HOANG ANH", "a"),
        ("hoàng  ánh", "b"),
        ("Hoàng Anh", "c"),
        ("hoang an", "d"),  # of one person only, marks or none
        ("B", "b"),
    ],
)
def test_an_exact_name_is_its_owners_whoever_is_named_alike_but_for_the_marks(text: str, code: str) -> None:
    names = {"a": "Hoang Anh", "b": "Hoàng Ánh", "c": "Hoàng Anh", "d": "Hoàng Ấn"}
    people = {code: Reporter(code=code, unit="CB01", name=name) for code, name in names.items()}
    known = Known(KNOWN.directive, KNOWN.units, people, KNOWN.today)
    assert read_reporter(text, known) == code


def test_of_several_people_of_one_name_all_are_told() -> None:
    for text, choices in (
        ("nguyen van an", ["CB02-an-1", "CB02-an-2", "CB03-an"]),
        ("Nguyễn Văn Ân", ["CB02-an-2", "CB03-an"]),
    ):
        with pytest.raises(SotayError, match="reporter_ambiguous") as caught:
            read_reporter(text, KNOWN)
        assert caught.value.params == {"value": text, "choices": choices}


@pytest.mark.parametrize(("field", "text", "code"), WRONG)
def test_what_no_text_may_be(field: str, text: str, code: str) -> None:
    with pytest.raises(SotayError) as caught:
        read_field(field, text, KNOWN)
    assert caught.value.code == code
    assert "value" in caught.value.params


def test_every_field_is_read_and_every_wrong_one_refused_here() -> None:
    assert set(FIELDS) == set(Session.__struct_fields__) - {"directive"}
    assert {field for field, _, _ in READ} == set(FIELDS)
    texts = {"themes_other", "record_number", "place", "topic", "materials", "notes"}
    assert {field for field, _, _ in WRONG} >= set(FIELDS) - texts


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_text_means_none(field: str, text: str) -> None:
    assert read_field(field, text, KNOWN) == NONE.get(field)


@pytest.mark.parametrize("field", ["reporters", "audience", "themes", "partners", "documents"])
def test_separators_alone_mean_none(field: str) -> None:
    assert read_field(field, " , ;; ,", KNOWN) == NONE[field]


def test_what_was_typed_is_named() -> None:
    for field, text in (("minutes", "lâu Phút"), ("unit", "Chi bộ Lạ"), ("themes", "gì đó lạ"), ("mode", "Qua đài")):
        with pytest.raises(SotayError) as caught:
            read_field(field, text, KNOWN)
        assert caught.value.params["value"] == text
    with pytest.raises(SotayError) as caught:
        read_field("audience", "CB, DV=1,234", KNOWN)
    assert caught.value.params["value"] == "1,234"


def test_a_document_without_a_number_is_not_what_a_stray_mark_means() -> None:
    source = shipped().source.replace('number = "26-CT/TW"', 'number = ""')
    known = Known(read_directive(source.encode()), KNOWN.units, KNOWN.reporters, KNOWN.today)
    assert read_field("documents", "ct26-2008", known) == ("CT26-2008",)
    with pytest.raises(SotayError, match="document_unknown"):
        read_field("documents", "\u0301", known)


# Themes by their words


def test_every_theme_is_found_by_its_code_and_its_whole_title() -> None:
    for theme in KNOWN.directive.themes.values():
        for text in (theme.code, theme.code.lower(), theme.title, theme.title.upper()):
            assert read_theme(text, KNOWN) == theme.code
            assert read_field("themes", text, KNOWN) == (theme.code,)


def test_words_that_fit_several_themes_equally_name_them() -> None:
    with pytest.raises(SotayError) as caught:
        read_theme("vấn đề", KNOWN)
    assert caught.value.code == "theme_ambiguous"
    assert set(caught.value.params["choices"]) == {"DQ-99", "PB-99"}  # type: ignore[call-overload]


@pytest.mark.parametrize("text", ["", " "])
def test_no_words_are_no_theme(text: str) -> None:
    with pytest.raises(SotayError) as caught:
        read_theme(text, KNOWN)
    assert caught.value.code == "theme_unknown"


def test_find_themes_gives_the_best_first() -> None:
    found = find_themes("bien gioi", KNOWN)
    assert [code for _, code in found][:2] == ["QT-02", "DQ-01"]
    ranks = [rank for rank, _ in found]
    assert ranks == sorted(ranks)
    assert [code for _, code in find_themes("Biên giới", KNOWN)] == [code for _, code in found]


@given(
    st.sampled_from(FIELDS),
    st.text(st.sampled_from("0123456789,.;=/-'pPdDvVcCbBlL áệ\"") | st.characters(), max_size=12),
)
def test_any_text_is_read_or_refused(field: str, text: str) -> None:
    try:
        read_field(field, text, KNOWN)
    except SotayError as error:
        refusal = error.code
    else:
        return
    assert refusal != "field_unknown"
