"""What is wrong or doubtful with a session before it is saved: every rule, each with its field and code."""

import unicodedata
from datetime import date as Date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.model import LIMITS, Session, is_clean
from logs.session.validation import Known, Problem, compose
from tests.books import KNOWN
from tests.logs.sessions import COMPLETE, free_text

TODAY = KNOWN.today
TYPED: dict[str, Any] = {
    **{name: value for name, value in COMPLETE.items() if name not in ("directive", "status")},
    "date": Date(2014, 5, 12),
    "reporters": ("BCV-01",),
    "themes": ("LC-02", "QT-02"),
}


def findings(**changes: Any) -> set[tuple[str, str]]:
    """Field and code of every finding about the session with some fields changed; errors leave no session."""
    composed = compose({**TYPED, **changes}, KNOWN)
    assert (composed.session is None) == bool(composed.errors)
    assert sorted((*composed.errors, *composed.warnings), key=str) == sorted(composed.problems, key=str)
    return {(problem.field, problem.code) for problem in composed.problems}


def finding(**changes: Any) -> Problem:
    """The only finding about the session with some fields changed."""
    (problem,) = compose({**TYPED, **changes}, KNOWN).problems
    return problem


def test_a_whole_session_is_composed_as_it_was_typed() -> None:
    composed = compose(TYPED, KNOWN)
    assert composed.problems == ()
    assert composed.session == Session(
        directive="LC-TTDN-2014", date=Date(2014, 5, 12), unit="CB01", status="complete", form="SH",
        reporters=("BCV-01",), attendance=25, audience={"DV": 18, "CB": 7}, themes=("LC-02", "QT-02"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"date": None}, "date", "date_missing"),
        ({"unit": None}, "unit", "unit_missing"),
        ({"form": None}, "form", "form_missing"),
        ({"reporters": ()}, "reporters", "reporters_missing"),
        ({"attendance": None}, "attendance", "attendance_missing"),
        ({"audience": {}}, "audience", "audience_missing"),
        ({"themes": ()}, "themes", "themes_missing"),
        ({"date": Date(1999, 12, 31)}, "date", "date_too_early"),
        ({"unit": "CB99"}, "unit", "unit_unknown"),
        ({"form": "XX"}, "form", "form_unknown"),
        ({"reporters": ("BCV-01", "X")}, "reporters", "reporter_unknown"),
        ({"themes": ("LC-02", "LC-99")}, "themes", "theme_unknown"),
        ({"audience": {"DV": None, "XX": None}}, "audience", "audience_unknown"),
        ({"partners": ("CB99",)}, "partners", "unit_unknown"),
        ({"partners": ("CB02", "CB01")}, "partners", "partner_is_unit"),
        ({"documents": ("X",)}, "documents", "document_unknown"),
        ({"attendance": 100_001, "audience": {"DV": None}}, "attendance", "attendance_too_many"),
        ({"attendance": -3, "audience": {"DV": None}}, "attendance", "attendance_zero"),
        ({"audience": {"DV": 0, "CB": 25}}, "audience", "audience_zero"),
        ({"audience": {"DV": -1, "CB": 26}}, "audience", "audience_zero"),
        ({"audience": {"DV": 100_001}}, "audience", "attendance_too_many"),
        ({"audience": {"DV": 18, "CB": 8}}, "audience", "audience_sum"),
        ({"audience": {"DV": 18}}, "audience", "audience_sum"),
        ({"audience": {"DV": 26, "CB": None}}, "audience", "audience_sum"),
        ({"minutes": 0}, "minutes", "minutes_range"),
        ({"minutes": 1_441}, "minutes", "minutes_range"),
        ({"themes": ("LC-02", "LC-02")}, "themes", "code_twice"),
        ({"partners": ("CB02", "CB03", "CB02")}, "partners", "code_twice"),
        ({"documents": ("CT26-2008", "CT26-2008")}, "documents", "code_twice"),
        ({"reporters": ("BCV-01", "BCV-01")}, "reporters", "code_twice"),
        ({"themes": ("DQ-99",)}, "themes_other", "themes_other_missing"),
        ({"themes": ("LC-01", "PB-99"), "themes_other": " \u200b "}, "themes_other", "themes_other_missing"),
        ({"themes": ("NT-02",)}, "documents", "documents_missing"),
        *(({name: "x" * (most + 1)}, name, "text_too_long") for name, most in LIMITS.items()),
    ],
)
def test_what_stands_in_the_way_of_saving(changes: dict[str, Any], field: str, code: str) -> None:
    problem = finding(**changes)
    assert (problem.field, problem.code, problem.severity) == (field, code, "error")
    assert compose({**TYPED, **changes}, KNOWN).session is None


@pytest.mark.parametrize(
    "changes",
    [
        {"attendance": 1, "audience": {"DV": 1}},
        {"attendance": 1_000, "audience": {"DV": None}},
        {"audience": {"DV": 24, "CB": None}},
        {"audience": {"DV": None}},
        {"minutes": 1},
        {"minutes": 1_440},
        {"themes": ("DQ-99",), "themes_other": "Giá xăng dầu"},
        {"themes": ("NT-02",), "documents": ("KL16-2012",)},
        {"themes": ("NT-01",)},
        {"partners": ("CB02",)},
        {"mode": "online", "new_media": True},
        {"date": Date(2014, 5, 21)},
        {"date": Date(2014, 1, 1)},
        *({name: "x" * most} for name, most in LIMITS.items()),
    ],
)
def test_what_is_as_it_should_be(changes: dict[str, Any]) -> None:
    assert findings(**changes) == set()


def test_parameters_tell_what_to_put_right() -> None:
    assert finding(audience={"DV": 18, "CB": 8}).params == {"total": 26, "attendance": 25}
    assert finding(themes=("LC-02", "LC-99")).params == {"value": "LC-99"}
    assert finding(themes=("NT-02", "LC-01")).params == {"value": "NT-02"}
    assert finding(topic="x" * 301).params == {"most": 300, "length": 301}
    assert finding(minutes=0).params == {"value": 0}
    assert finding(partners=("CB02", "CB03", "CB02")).params == {"value": "CB02"}


def test_as_many_codes_as_a_session_can_hold() -> None:
    units = {f"U{n}": next(iter(KNOWN.units.values())) for n in range(102)}
    known = Known(KNOWN.directive, {**KNOWN.units, **units}, KNOWN.reporters, TODAY)
    composed = compose({**TYPED, "partners": tuple(list(units)[:100])}, known)
    assert composed.session is not None
    assert len(composed.session.partners) == 100
    (problem,) = compose({**TYPED, "partners": tuple(list(units)[:101])}, known).problems
    assert (problem.field, problem.code, problem.params) == ("partners", "codes_too_many", {"most": 100})


def test_every_problem_is_told_at_once() -> None:
    assert findings(
        date=Date(1990, 1, 1), unit="CB99", form=None, reporters=(), attendance=0, audience={"XX": 5},
        themes=("LC-99", "DQ-99", "NT-02"), minutes=0, notes="x" * 2_001, topic="0912 345 678",
    ) == {
        ("date", "date_too_early"), ("unit", "unit_unknown"), ("form", "form_missing"),
        ("reporters", "reporters_missing"), ("attendance", "attendance_zero"), ("audience", "audience_unknown"),
        ("themes", "theme_unknown"), ("themes_other", "themes_other_missing"),
        ("documents", "documents_missing"), ("minutes", "minutes_range"), ("notes", "text_too_long"),
        ("topic", "personal_data"),
    }  # fmt: skip
    nothing = compose({}, KNOWN)
    assert {problem.code for problem in nothing.errors} == {
        "date_missing", "unit_missing", "form_missing", "reporters_missing", "attendance_missing", "audience_missing",
        "themes_missing",
    }  # fmt: skip


# Doubts


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (Date(2014, 5, 22), "date_in_future"),
        (Date(2015, 5, 1), "date_in_future"),
        (Date(2013, 12, 31), "date_outside_period"),
    ],
)
def test_doubtful_dates_are_saved_all_the_same(day: Date, code: str) -> None:
    problem = finding(date=day)
    assert (problem.field, problem.code, problem.severity, problem.params["value"]) == ("date", code, "warning", day)
    assert compose({**TYPED, "date": day}, KNOWN).session is not None


def test_the_last_days_of_the_year_lie_outside_the_period() -> None:
    late = Known(KNOWN.directive, KNOWN.units, KNOWN.reporters, Date(2014, 12, 31))
    assert compose({**TYPED, "date": Date(2014, 12, 14)}, late).problems == ()
    (problem,) = compose({**TYPED, "date": Date(2014, 12, 15)}, late).problems
    assert problem.params == {"value": Date(2014, 12, 15), "start": Date(2014, 1, 1), "end": Date(2014, 12, 14)}


def test_a_large_attendance_is_asked_about() -> None:
    problem = finding(attendance=1_001, audience={"DV": None})
    assert (problem.field, problem.code, problem.severity) == ("attendance", "attendance_many", "warning")
    assert compose({**TYPED, "attendance": 100_000, "audience": {"DV": 100_000}}, KNOWN).session is not None


PERSONAL = [
    "Liên hệ 0912345678",
    "ĐT: 0912 345 678.",
    "0912.345.678",
    "0912-345-678",
    "+84 912 345 678",
    "+84912345678",
    "+84. 912 345 678",
    "(0213) 3876 543",
    "(0213)3.876.543",
    "CMND 045123456",
    "số 123456789",
    "1. Nguyễn Văn An\n2. Trần Thị Bình",
    "Có mặt:\n 1) Lò Văn Pản\n 2) Vàng Thị Đua\n",
]
HARMLESS = [
    "Chỉ thị số 26-CT/TW, ngày 10/9/2008; Kết luận số 16-KL/TW, ngày 14/2/2012",
    "Giai đoạn 2011-2020, 2013 - 2020",
    "Ngày 05.12.2014, lúc 08 giờ 30",
    "Kinh phí 100.000.000 đồng, 12345678 đồng",
    "1. Phổ biến Hiến pháp",
    "Hội trường 302, tầng 3",
    "Mục 1.2 và 1.3\n2014. năm",
]


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("field", ["notes", "materials"])
def test_what_looks_like_a_person_is_asked_about(text: str, field: str) -> None:
    problem = finding(**{field: text})
    assert (problem.field, problem.code, problem.severity) == (field, "personal_data", "warning")
    assert compose({**TYPED, field: text}, KNOWN).session is not None


@pytest.mark.parametrize("text", HARMLESS)
def test_what_does_not_is_not(text: str) -> None:
    assert findings(notes=text) == set()


# Drafts


@pytest.mark.parametrize("field", ["form", "reporters", "attendance", "audience", "themes"])
def test_a_draft_may_be_incomplete(field: str) -> None:
    draft = {name: value for name, value in TYPED.items() if name != field} | {"status": "draft"}
    composed = compose(draft, KNOWN)
    assert composed.problems == ()
    assert composed.session is not None
    assert composed.session.status == "draft"


def test_a_draft_needs_a_day_and_a_unit_and_no_nonsense() -> None:
    assert {problem.code for problem in compose({"status": "draft"}, KNOWN).problems} == {
        "date_missing",
        "unit_missing",
    }
    least = {"status": "draft", "date": TODAY, "unit": "CB01"}
    assert compose(least, KNOWN).session == Session(directive="LC-TTDN-2014", date=TODAY, unit="CB01", status="draft")
    assert findings(status="draft", themes=("DQ-99", "NT-02")) == set()
    for wrong, code in (
        ({"attendance": 0}, "attendance_zero"),
        ({"audience": {"DV": 0}}, "audience_zero"),
        ({"audience": {"DV": 100_001}}, "attendance_too_many"),
        ({"attendance": 3, "audience": {"DV": 4}}, "audience_sum"),
        ({"themes": ("LC-99",)}, "theme_unknown"),
    ):
        (problem,) = compose({**least, **wrong}, KNOWN).problems
        assert (problem.code, problem.severity) == (code, "error")


# Texts


def test_texts_are_cleaned_and_empty_values_left_out() -> None:
    composed = compose(
        {
            **TYPED,
            "status": None,
            "directive": "",
            "form": "SH",
            "topic": unicodedata.normalize("NFD", "  Đảng uỷ\t họp\n"),
            "notes": "một\u202e\r\nhai\x07 ",
            "place": "\u200b",
            "mode": None,
            "minutes": None,
            "partners": (),
        },
        KNOWN,
    )
    assert composed.problems == ()
    session = composed.session
    assert session is not None
    assert (session.topic, session.notes, session.place) == ("Đảng uỷ họp", "một\nhai", "")
    assert (session.status, session.directive, session.mode) == ("complete", "LC-TTDN-2014", None)


@given(st.fixed_dictionaries({name: free_text(min(60, most // 4)) for name, most in LIMITS.items()}))
def test_any_text_is_composed_clean_or_refused(texts: dict[str, str]) -> None:
    composed = compose({**TYPED, **texts}, KNOWN)
    assert composed.errors == ()
    assert composed.session is not None
    assert is_clean(composed.session)
    again = compose({**TYPED, **{name: getattr(composed.session, name) for name in LIMITS}}, KNOWN)
    assert again.session == composed.session


COUNT = st.none() | st.integers(-2, 100_003) | st.integers(1, 60)


@given(
    st.sampled_from(["draft", "complete", None]),
    COUNT,
    st.dictionaries(st.sampled_from(["DV", "CB", "VC", "XX"]), COUNT, max_size=3),
    COUNT,
    st.lists(st.sampled_from(["LC-01", "DQ-99", "NT-02", "ZZ-01"]), max_size=3),
)
def test_no_values_make_compose_fail(
    status: str | None, attendance: int | None, audience: dict[str, int | None], minutes: int | None, themes: list[str]
) -> None:
    changes = {"status": status, "attendance": attendance, "audience": audience, "minutes": minutes}
    composed = compose({**TYPED, **changes, "themes": tuple(themes)}, KNOWN)
    assert (composed.session is None) == bool(composed.errors)
