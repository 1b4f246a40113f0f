"""The catalogue of the year: the shipped one is complete, and a broken one is refused."""

import hashlib
from datetime import date as Date
from importlib.resources import files

import pytest

from logs.catalogue.directive import DEFAULT, read_directive, shipped
from logs.errors import SotayError

SMALL = """
schema = 1

[directive]
id = "D-2015"
year = 2015
title = "Công tác năm 2015"

[reporting]
deadline = 2015-12-15
period_start = 2015-01-01
period_end = 2015-12-14

[[group]]
code = "A"
title = "Nhóm A"
order = 2
core = false

[[group.theme]]
code = "A-01"
title = "Một"

[[group.theme]]
code = "A-99"
title = "Khác"
free_text = true
core = true

[[group]]
code = "B"
title = "Nhóm B"
order = 9
priority = true

[[group.theme]]
code = "B-01"
title = "Hai"

[[audience]]
code = "DV"
title = "Đảng viên"

[[form]]
code = "SH"
title = "Sinh hoạt chi bộ"
"""


def refusal(text: str | bytes) -> SotayError:
    with pytest.raises(SotayError) as caught:
        read_directive(text if isinstance(text, bytes) else text.encode())
    return caught.value


# ---------------------------------------------------------------- the shipped catalogue


def test_the_shipped_catalogue_is_complete() -> None:
    directive = shipped()
    assert directive.id == "LC-TTDN-2014"
    sizes = (directive.themes, directive.groups, directive.audiences, directive.forms, directive.documents)
    assert tuple(map(len, sizes)) == (33, 8, 7, 3, 4)


def test_priority_groups_are_shown_first() -> None:
    directive = shipped()
    assert [group.code for group in directive.groups if group.priority] == ["LC", "DQ"]
    assert [group.code for group in directive.groups][:2] == ["LC", "DQ"]
    assert {group.code for group in directive.groups} == {"DM", "DL", "HP", "QT", "LC", "DQ", "NT", "PB"}


def test_themes_stand_under_their_groups_and_share_their_priority() -> None:
    directive = shipped()
    assert [theme.group for theme in directive.themes.values()] == [g.code for g in directive.groups for _ in g.themes]
    assert {theme.group for theme in directive.themes.values() if theme.priority} == {"LC", "DQ"}


def test_groups_outside_the_list_of_contents_are_not_core() -> None:
    assert {group.code for group in shipped().groups if not group.core} == {"NT", "PB"}


def test_open_themes_need_words_of_their_own() -> None:
    assert {code for code, theme in shipped().themes.items() if theme.free_text} == {"DQ-99", "PB-99"}


def test_forms_audiences_and_documents_are_those_of_the_guidance() -> None:
    directive = shipped()
    assert set(directive.form_by_code) == {"TM", "SH", "HC"}
    assert sum(audience.direct for audience in directive.audiences) == 4
    assert {d.number for d in directive.documents} == {"135-HD/BTGTW", "26-CT/TW", "16-KL/TW", "368/QĐ-TTg"}
    assert directive.document_by_code["CT26-2008"].date == Date(2008, 9, 10)


def test_the_last_day_on_time_is_the_day_before_the_deadline() -> None:
    reporting = shipped().reporting
    assert reporting.deadline == Date(2014, 12, 15)
    assert reporting.deadline_exclusive
    assert (reporting.period_start, reporting.period_end) == (Date(2014, 1, 1), Date(2014, 12, 14))


def test_the_checksum_is_that_of_the_file() -> None:
    data = files("logs.catalogue").joinpath("directives", f"{DEFAULT}.toml").read_bytes().replace(b"\r\n", b"\n")
    assert shipped().sha256 == hashlib.sha256(data).hexdigest()
    assert read_directive(shipped().source.encode()) == shipped()


# ---------------------------------------------------------------- any catalogue


def test_line_ends_and_a_byte_order_mark_do_not_change_the_checksum() -> None:
    plain = read_directive(SMALL.encode())
    assert read_directive(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == plain
    assert read_directive(SMALL.replace("Hai", "Ba").encode()).sha256 != plain.sha256


def test_a_priority_group_comes_first_whatever_its_number() -> None:
    assert list(read_directive(SMALL.encode()).group_by_code) == ["B", "A"]


def test_a_theme_takes_from_its_group_what_it_does_not_say_itself() -> None:
    themes = read_directive(SMALL.encode()).themes
    assert {code: (theme.core, theme.priority) for code, theme in themes.items()} == {
        "B-01": (True, True),
        "A-01": (False, False),
        "A-99": (True, False),
    }


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"\x00" * 100,
        "schema = [",
        "schema = " + "1" * 5000,
        "a = " + "[" * 5000,
        SMALL.replace('id = "D-2015"', ""),
        SMALL.replace('"D-2015"', '"mã có dấu"'),
        SMALL.replace("year = 2015", 'year = "2015"'),
        SMALL.replace("2015-12-15", "2015-02-30"),
        SMALL.replace('"SH"', '"XX"'),
        SMALL.replace('title = "Hai"', 'title = ""'),
        SMALL.replace("[[group.theme]]", "[group.theme]", 1),
        SMALL.split("[[group]]", maxsplit=1)[0],
        SMALL + "#" * 1_000_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_broken_catalogue_is_refused_with_the_reason(text: str | bytes) -> None:
    error = refusal(text)
    assert error.code == "directive_unreadable"
    assert error.params["detail"]


def test_a_newer_catalogue_is_refused() -> None:
    assert refusal(SMALL.replace("schema = 1", "schema = 2")).code == "directive_newer"


@pytest.mark.parametrize(
    ("old", "new", "twice"),
    [
        ('"A-99"', '"A-01"', "A-01"),
        ('"B-01"', '"A-01"', "A-01"),  # also in another group
        ('code = "B"', 'code = "A"', "A"),
        ("[[form]]", '[[audience]]\ncode = "DV"\ntitle = "x"\n[[form]]', "DV"),
        ("[[form]]", '[[form]]\ncode = "SH"\ntitle = "x"\n[[form]]', "SH"),
        ("[[form]]", '[[document]]\ncode = "V"\nkind = ""\nnumber = ""\ntitle = ""\n' * 2 + "[[form]]", "V"),
    ],
)
def test_a_code_that_comes_twice_is_refused(old: str, new: str, twice: str) -> None:
    error = refusal(SMALL.replace(old, new))
    assert (error.code, error.params) == ("directive_code_twice", {"value": twice})
