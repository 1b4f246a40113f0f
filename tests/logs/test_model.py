"""What a session, a unit and a reporter may hold: accepted at every limit, refused beyond it."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.model import (
    LIMITS,
    MULTILINE,
    REQUIRED,
    Reporter,
    Session,
    Unit,
    canonical_encoder,
    clean_fields,
    cleaned,
    from_fields,
    is_clean,
    to_fields,
)
from tests.logs.sessions import COMPLETE, complete_session, fields, free_text

DRAFT = {"directive": "LC-TTDN-2014", "date": "2014-05-12", "unit": "CB01", "status": "draft"}

rule = settings(max_examples=150)


def refusal(**changes: object) -> str:
    """Why the complete session is refused with these fields changed."""
    with pytest.raises(msgspec.ValidationError) as caught:
        complete_session(**changes)
    return str(caught.value)


def plain(session: Session) -> dict[str, Any]:
    """The session as a reader of its JSON gets it."""
    values: dict[str, Any] = json.loads(json.dumps(to_fields(session)))
    return values


# ---------------------------------------------------------------- ranges


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2000-01-01"),
        ("unit", "x" * 32),
        ("unit", "A-b_9"),
        ("form", "TM"),
        ("form", "HC"),
        ("mode", "in_person"),
        ("mode", "online"),
        ("mode", "mixed"),
        ("new_media", True),
        ("minutes", 1),
        ("minutes", 1_440),
        ("place", "ủ" * 200),
        ("topic", "ủ" * 300),
        ("themes_other", "ủ" * 300),
        ("materials", "ủ" * 500),
        ("notes", "ủ" * 2_000),
        ("partners", ["CB02", "CB03"]),
        ("documents", ["CT26-2008"]),
        ("themes", ["LC-02"]),
        ("audience", {"DV": 25}),
        ("audience", {"DV": 24, "CB": 1}),
        ("audience", {"DV": None}),
        ("audience", {"DV": 18, "CB": None}),
    ],
)
def test_accepted_at_the_limit(name: str, value: object) -> None:
    assert plain(complete_session(**{name: value}))[name] == value


@pytest.mark.parametrize("attendance", [1, 1_000, 1_001, 100_000])
def test_attendance_at_the_limit(attendance: int) -> None:
    assert complete_session(attendance=attendance, audience={"DV": attendance}).attendance == attendance


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2014-02-30"),
        ("date", "12/05/2014"),
        ("date", "2014-05-12T00:00:00Z"),
        ("unit", ""),
        ("unit", "x" * 33),
        ("unit", "CB 01"),
        ("unit", "CB01\n"),
        ("unit", "chi-bộ"),
        ("directive", "../etc"),
        ("form", "XX"),
        ("form", ["TM", "SH"]),
        ("mode", "trực tuyến"),
        ("status", "sent"),
        ("new_media", 1),
        ("attendance", 0),
        ("attendance", -1),
        ("attendance", 100_001),
        ("attendance", "25"),
        ("attendance", 25.5),
        ("attendance", True),
        ("minutes", 0),
        ("minutes", 1_441),
        ("place", "x" * 201),
        ("topic", "x" * 301),
        ("themes_other", "x" * 301),
        ("materials", "x" * 501),
        ("notes", "x" * 2_001),
        ("notes", None),
        ("themes", "LC-02"),
        ("themes", ["chủ đề"]),
        ("reporters", [""]),
        ("audience", {"DV": 25, "CB": 0}),
        ("audience", {"DV": -1}),
        ("audience", {"DV": 100_001}),
        ("audience", {"Đảng viên": 25}),
        ("audience", ["DV"]),
        ("audience", {f"G{n}": None for n in range(31)}),
    ],
)
def test_refused_beyond_the_limit(name: str, value: object) -> None:
    assert f"$.{name}" in refusal(**{name: value})


def test_days_before_2000_are_refused() -> None:
    assert "date_too_early" in refusal(date="1999-12-31")


def test_a_session_holds_no_field_but_its_own() -> None:
    for name in ("id", "listener", "opinion", "phone"):
        assert name in refusal(**{name: "x"})


# ---------------------------------------------------------------- rules between fields


@pytest.mark.parametrize("name", REQUIRED)
def test_a_complete_session_needs_every_required_field(name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=f"{name}_missing"):
        from_fields({key: value for key, value in COMPLETE.items() if key != name})


@pytest.mark.parametrize("name", ["directive", "date", "unit", "status"])
def test_even_a_draft_says_when_where_and_under_which_guidance(name: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=name):
        from_fields({key: value for key, value in DRAFT.items() if key != name})


def test_a_draft_may_lack_everything_else() -> None:
    assert to_fields(from_fields(DRAFT)) == DRAFT


@pytest.mark.parametrize("name", ["form", "reporters", "attendance", "audience", "themes"])
def test_empty_is_missing(name: str) -> None:
    empty: dict[str, Any] = {"form": None, "reporters": [], "attendance": None, "audience": {}, "themes": []}
    assert f"{name}_missing" in refusal(**{name: empty[name]})


@pytest.mark.parametrize("audience", [{"DV": 24}, {"DV": 26}, {"DV": 18, "CB": 8}, {"DV": 26, "CB": None}])
def test_counts_per_group_have_to_add_up(audience: dict[str, int | None]) -> None:
    assert "audience_sum" in refusal(audience=audience)


@pytest.mark.parametrize("name", ["reporters", "themes", "partners", "documents"])
def test_a_code_comes_once_in_a_list(name: str) -> None:
    assert "code_twice" in refusal(**{name: ["A-01", "A-02", "A-01"]})


def test_the_first_theme_stays_the_first() -> None:
    assert complete_session(themes=["QT-02", "LC-02"]).themes == ("QT-02", "LC-02")


# ---------------------------------------------------------------- units and reporters


@pytest.mark.parametrize("rank", ["trung_uong", "tinh", "huyen", "co_so", "tuyen_truyen_vien"])
def test_ranks_of_reporters(rank: str) -> None:
    reporter = msgspec.convert({"code": "BCV-01", "unit": "CB01", "name": "Lò Văn A", "rank": rank}, Reporter)
    assert reporter.rank == rank


def test_nothing_else_is_kept_about_a_reporter() -> None:
    for name in ("phone", "birth_date", "id_number"):
        with pytest.raises(msgspec.ValidationError, match=name):
            msgspec.convert({"code": "BCV-01", "unit": "CB01", "name": "A", name: "1"}, Reporter)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (Unit, {"code": "CB01", "type": "chi_bo", "name": ""}),
        (Unit, {"code": "CB01", "type": "chi_bo", "name": "x" * 201}),
        (Unit, {"code": "CB01", "type": "chi_doan", "name": "x"}),
        (Unit, {"code": "CB01", "type": "chi_bo", "name": "x", "head": "y"}),
        (Reporter, {"code": "BCV-01", "unit": "CB01", "name": "x", "rank": "xã"}),
        (Reporter, {"code": "BCV 01", "unit": "CB01", "name": "x"}),
    ],
)
def test_wrong_units_and_reporters_are_refused(kind: type[Unit | Reporter], row: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(row, kind)


def test_a_unit_writes_its_days_as_from_and_to() -> None:
    row = {"code": "CB01", "type": "chi_bo", "name": "Chi bộ 1", "from": "2010-01-01", "to": "2014-06-30"}
    assert msgspec.to_builtins(msgspec.convert(row, Unit)) == row


# ---------------------------------------------------------------- encoding


@rule
@given(fields())
def test_canonical_json_is_what_the_standard_library_writes(values: dict[str, Any]) -> None:
    session = from_fields(values)
    plain = json.dumps(to_fields(session), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical_encoder().encode(session) == plain.encode()


@rule
@given(fields())
def test_a_session_is_read_back_as_it_was(values: dict[str, Any]) -> None:
    session = from_fields(values)
    assert from_fields(to_fields(session)) == session
    assert msgspec.json.decode(canonical_encoder().encode(session), type=Session) == session


@rule
@given(fields())
def test_empty_optional_fields_are_left_out(values: dict[str, Any]) -> None:
    written = plain(from_fields(values))
    assert all(value not in (None, "", [], {}, False) for value in written.values())
    assert written == {name: values[name] for name in written}


# ---------------------------------------------------------------- cleaning


@rule
@given(st.fixed_dictionaries({name: free_text() for name in LIMITS}))
def test_cleaned_texts_are_clean_and_stay_so(texts: dict[str, str]) -> None:
    session = cleaned(from_fields({**DRAFT, **texts}))
    assert is_clean(session)
    assert cleaned(session) == session
    assert session == from_fields({**DRAFT, **clean_fields(texts)})


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("hidden", ["\x1b[31m", "\u202e", "\x00", "Ð", "u\u0309"])
def test_hidden_characters_are_noticed_in_every_text(name: str, hidden: str) -> None:
    assert not is_clean(complete_session(**{name: f"hội {hidden}trường"}))


@pytest.mark.parametrize(("name", "most"), LIMITS.items())
def test_a_cleaned_text_stays_within_its_limit(name: str, most: int) -> None:
    session = cleaned(complete_session(**{name: "\u0958" * most}))  # NFC writes this letter as two characters
    assert from_fields(to_fields(session)) == session
    assert is_clean(session)


@pytest.mark.parametrize("name", LIMITS)
def test_only_texts_of_several_lines_may_hold_line_ends(name: str) -> None:
    assert is_clean(complete_session(**{name: "một\nhai"})) == (name in MULTILINE)


def test_cleaning_leaves_other_values_alone() -> None:
    assert clean_fields({**COMPLETE, "place": " hội\ttrường "}) == {**COMPLETE, "place": "hội trường"}
