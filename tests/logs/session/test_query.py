"""Which sessions a person asks for: conditions that must all hold, words without marks at the beginnings of words."""

from collections.abc import Callable
from datetime import date as Date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.catalogue.directive import shipped
from logs.session.query import MARKS, Entry, Query, Standing
from logs.text import fold, words_of
from tests.logs.registers import REPORTERS, THEMES, UNITS, registers
from tests.logs.sessions import SESSION_ID, complete_session

DIRECTIVE = shipped()


def text_of(entry: Entry) -> str:
    return words_of(entry.session.topic)


def standing_of(entry: Entry) -> Standing:
    return "sent" if entry.session.unit == UNITS[0] else "new"


def found(query: Query, entries: list[Entry]) -> list[Entry]:
    asked_for = query.test(DIRECTIVE, text_of, standing_of)
    return [entry for entry in entries if asked_for(entry)]


def one_or_several(codes: str | tuple[str, ...]) -> tuple[str, ...]:
    return codes if isinstance(codes, tuple) else (codes,)


# What each condition means, said a second time.
MEANS: dict[str, Callable[[Entry, Any], bool]] = {
    "start": lambda entry, day: entry.session.date >= day,
    "end": lambda entry, day: entry.session.date <= day,
    "directive": lambda entry, code: entry.session.directive == code,
    "unit": lambda entry, unit: entry.session.unit == unit,
    "theme": lambda entry, codes: any(
        code == theme or DIRECTIVE.themes.get(theme) in DIRECTIVE.group_by_code[code].themes
        if code in DIRECTIVE.group_by_code
        else code == theme
        for theme in entry.session.themes
        for code in one_or_several(codes)
    ),
    "form": lambda entry, form: entry.session.form == form,
    "audience": lambda entry, group: group in entry.session.audience,
    "reporter": lambda entry, codes: any(code in entry.session.reporters for code in one_or_several(codes)),
    "document": lambda entry, code: code in entry.session.documents,
    "status": lambda entry, status: entry.session.status == status,
    "text": lambda entry, text: all(
        any(part.startswith(word) for part in text_of(entry).split()) for word in fold(text).split()
    ),
    "standing": lambda entry, standing: entry.session.status == "complete" and standing == standing_of(entry),
    "conflict": lambda entry, conflict: entry.conflict is conflict,
    "mode": lambda entry, mode: entry.session.mode == mode,
    "mark": lambda entry, mark: {
        "new_media": entry.session.new_media,
        "joint": bool(entry.session.partners),
        "several": len(entry.session.reporters) > 1,
    }[mark],
    "also": lambda entry, query: entry in found(query, [entry]),
}
days = st.dates(Date(2013, 12, 1), Date(2015, 1, 31))
conditions = st.fixed_dictionaries(
    {},
    optional={
        "start": days,
        "end": days,
        "unit": st.sampled_from(UNITS),
        "theme": st.sampled_from((*THEMES, "LC", "DQ", "PB", ("LC", THEMES[-1]))),
        "form": st.sampled_from(("TM", "SH", "HC")),
        "audience": st.sampled_from(("DV", "CB", "ZZ")),
        "reporter": st.sampled_from((*REPORTERS, tuple(REPORTERS[:2]))),
        "mode": st.sampled_from(("in_person", "online")),
        "mark": st.sampled_from(MARKS),
        "also": st.sampled_from(REPORTERS).map(lambda code: Query(reporter=code)),
        "document": st.sampled_from(("CT26-2008", "ZZ-1")),
        "status": st.sampled_from(("draft", "planned", "complete")),
        "text": st.sampled_from(("dang", "bien gioi", "Hiến", "ho uy", "ap")),
        "standing": st.sampled_from(("new", "sent", "received")),
        "conflict": st.booleans(),
    },
)


@given(conditions, registers)
def test_all_conditions_must_hold(asked: dict[str, Any], entries: list[Entry]) -> None:
    expected = [entry for entry in entries if all(MEANS[name](entry, value) for name, value in asked.items())]
    assert found(Query(**asked), entries) == expected


@given(registers)
def test_a_unit_is_itself_with_all_below_or_itself_alone(entries: list[Entry]) -> None:
    first, second = UNITS[:2]
    asked = Query(unit=first)
    both = asked.test(DIRECTIVE, text_of, standing_of, lambda unit: {unit, second} if unit == first else {unit})
    assert [one for one in entries if both(one)] == [one for one in entries if one.session.unit in (first, second)]
    alone = Query(unit=first, only_unit=True).test(DIRECTIVE, text_of, standing_of, lambda _unit: UNITS)
    assert [one for one in entries if alone(one)] == [one for one in entries if one.session.unit == first]


@settings(max_examples=50)
@given(registers)
def test_each_condition_means_what_it_says(entries: list[Entry]) -> None:
    # What counts and what does not is known to the book alone; `only_unit` says how `unit` is read.
    assert {*MEANS, "counted", "left_out", "former", "only_unit"} == set(Query.__struct_fields__)
    for entry in entries:
        session = entry.session
        own: tuple[tuple[str, Any], ...] = (
            ("start", session.date), ("end", session.date), ("directive", session.directive), ("unit", session.unit),
            ("theme", session.themes[0]),
            ("form", session.form), ("reporter", session.reporters[-1]), ("status", session.status),
            ("conflict", entry.conflict), ("text", session.topic),
        )  # fmt: skip
        for name, value in own:
            result = found(Query(**{name: value}), entries)
            assert entry in result
            assert result == [one for one in entries if MEANS[name](one, value)]


@pytest.mark.parametrize(
    ("typed", "topic", "hit"),
    [
        ("dang uy", "Đảng ủy", True),
        ("dang uy", "Đảng uỷ", True),
        ("ĐẢNG UỶ", "đảng ủy", True),
        ("uy", "Tuyên truyền", False),
        ("tuy", "Tuyên truyền", True),
        ("gioi bien", "Biên giới", True),
        ("bien bien", "Biên giới", True),
        ("uy", "(ủy viên)", True),
        ("lc-02", "về LC-02.", True),
        ("c-02", "về LC-02.", False),
        ("02", "về LC-02.", True),
        ("(uy", "(ủy viên)", True),
        ("a.c", "abc", False),
        ("[", "ngoặc [vuông]", True),
        ("d", "Đ", True),
        ("x_", "x_y", True),
    ],
)
def test_words(typed: str, topic: str, hit: bool) -> None:
    entry = Entry(SESSION_ID, "0" * 32, complete_session(topic=topic))
    assert found(Query(text=typed), [entry]) == ([entry] if hit else [])


def test_texts_are_made_only_when_words_are_asked_for() -> None:
    def fail(entry: Entry) -> str:
        raise AssertionError(entry)

    entry = Entry(SESSION_ID, "0" * 32, complete_session())
    for query in (Query(), Query(text=" "), Query(text="x", unit="CB02")):
        assert query.test(DIRECTIVE, fail)(entry) is (query.unit is None)


def test_a_query_can_be_narrowed() -> None:
    query = Query(unit="CB01", text="dang")
    assert msgspec.structs.replace(query, text="") == Query(unit="CB01")
