"""The version rule: whatever happens in whatever order, no edit is lost and every book ends up the same."""

import hashlib
import json
import unicodedata
from functools import reduce

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.model import Session, from_fields, to_fields
from logs.versions import (
    Record,
    contents_of,
    holds_together,
    make_record,
    make_version,
    merge,
    new_record,
    save,
    version_id,
)
from tests.logs.histories import CONTENTS, History, histories
from tests.logs.sessions import COMPLETE, SESSION_ID, fields

ONE, TWO, THREE = CONTENTS[:3]
OTHER_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

rule = settings(max_examples=350)


def merged(records: list[Record]) -> Record:
    return reduce(merge, records)


def independent_id(session_id: str, content: Session | None, parents: list[str]) -> str:
    """The version id as the design page words it, by means of the standard library alone."""
    value = [session_id, None if content is None else to_fields(content), sorted(parents)]
    text = unicodedata.normalize("NFC", json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# ---------------------------------------------------------------- version ids


@settings(max_examples=250)
@given(content=st.none() | fields().map(from_fields), parents=st.lists(st.sampled_from(["a" * 32, "0" * 32, "f" * 32])))
def test_id_is_the_hash_that_an_independent_program_computes(content: Session | None, parents: list[str]) -> None:
    assert version_id(SESSION_ID, content, parents) == independent_id(SESSION_ID, content, parents)


def test_id_of_a_known_session_never_changes() -> None:
    # printf '["…",{"attendance":25,…},[]]' | sha256sum | cut -c1-32
    assert version_id(SESSION_ID, from_fields(COMPLETE), []) == "d7310797d1c5fdc7066be38826104491"


def test_id_of_a_known_deletion_never_changes() -> None:
    assert version_id(SESSION_ID, None, ["a" * 32]) == "569e58977ba84223d028714382f438fd"


def test_same_save_in_two_copies_is_one_version() -> None:
    start = new_record(SESSION_ID, ONE)
    assert merge(save(start, TWO), save(start, TWO)) == save(start, TWO)


def test_going_back_to_an_earlier_content_is_a_new_version() -> None:
    first = new_record(SESSION_ID, ONE)
    back = save(save(first, TWO), ONE)
    assert back.shown.content == first.shown.content
    assert back.shown.id != first.shown.id
    assert merge(back, first) == back


def test_parents_are_sorted_so_that_their_order_does_not_matter() -> None:
    a, b = "a" * 32, "b" * 32
    assert make_version(SESSION_ID, ONE, [b, a]) == make_version(SESSION_ID, ONE, [a, b])


# ---------------------------------------------------------------- merging, over random histories


@rule
@given(histories(), st.data())
def test_merge_is_commutative(history: History, data: st.DataObject) -> None:
    a, b = data.draw(pairs(history))
    assert merge(a, b) == merge(b, a)


@rule
@given(histories(), st.data())
def test_merge_is_associative(history: History, data: st.DataObject) -> None:
    a, b = data.draw(pairs(history))
    c = data.draw(st.sampled_from(history.states))
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


@rule
@given(histories())
def test_merge_is_idempotent(history: History) -> None:
    for state in history.states:
        assert merge(state, state) == state


@rule
@given(histories(), st.data())
def test_merge_is_monotone(history: History, data: st.DataObject) -> None:
    a, b = data.draw(pairs(history))
    both = merge(a, b)
    assert set(a.seen) | set(b.seen) <= set(both.seen)
    assert known(a) | known(b) == known(both)
    assert merge(both, a) == both


@rule
@given(histories(), st.data())
def test_any_order_repetition_or_subset_gives_the_same_record(history: History, data: st.DataObject) -> None:
    states = history.states
    shuffled = data.draw(st.permutations(states))
    subset = data.draw(st.lists(st.sampled_from(states), max_size=6))
    assert merged([*subset, *shuffled, *subset]) == merged(states)


@rule
@given(histories())
def test_no_edit_is_lost_that_nobody_replaced(history: History) -> None:
    everything = merged(history.states)
    assert {head.id for head in everything.heads} == history.versions.keys() - history.replaced
    assert set(everything.seen) == history.replaced


@rule
@given(histories())
def test_every_state_is_one_that_an_import_accepts(history: History) -> None:
    for state in history.states:
        assert state.heads
        assert state == make_record(state.id, state.heads, state.seen, state.deleted_by).telling(state.told)
        for head in state.heads:
            assert head.id == version_id(state.id, head.content, head.parents)
            assert head.id not in state.seen
            assert set(head.parents) <= set(state.seen)


@rule
@given(histories(), st.sampled_from([*CONTENTS, None]))
def test_a_decision_over_all_heads_settles_every_conflict_everywhere(
    history: History, decision: Session | None
) -> None:
    decided = save(merged(history.states), decision)
    assert [head.content for head in decided.heads] == [decision]
    for state in history.states:
        assert merge(state, decided) == decided


def pairs(history: History) -> st.SearchStrategy[tuple[Record, Record]]:
    """Two states of a history, of any two books at any two moments."""
    return st.tuples(st.sampled_from(history.states), st.sampled_from(history.states))


def known(record: Record) -> set[str]:
    """The ids of all versions that the record has heard of."""
    return {*record.seen, *(head.id for head in record.heads)}


# ---------------------------------------------------------------- saving


def test_a_save_replaces_all_heads_that_were_shown() -> None:
    start = new_record(SESSION_ID, ONE)
    conflict = merge(save(start, TWO), save(start, THREE))
    decided = save(conflict, TWO)
    assert len(decided.heads) == 1
    assert decided.shown.parents == tuple(head.id for head in conflict.heads)


def test_a_head_that_came_while_the_form_was_open_stays() -> None:
    opened = new_record(SESSION_ID, ONE)
    arrived = save(opened, TWO)
    record = save(arrived, THREE, over=[opened.shown.id])
    assert sorted(head.content.notes for head in record.heads if head.content) == ["ba", "hai"]
    assert record.is_conflict


def test_a_late_save_of_what_was_already_replaced_changes_nothing() -> None:
    opened = new_record(SESSION_ID, ONE)
    later = save(save(opened, TWO), THREE)
    assert save(later, TWO, over=[opened.shown.id]) == later


def test_a_deletion_wipes_the_text() -> None:
    secret = msgspec.structs.replace(ONE, notes="điều không giữ lại")
    deleted = save(new_record(SESSION_ID, secret), None)
    assert deleted.is_deleted
    assert "điều không giữ lại" not in msgspec.json.encode(deleted).decode()


def test_a_deletion_tells_whose_session_it_was() -> None:
    deleted = save(new_record(SESSION_ID, ONE), None)
    assert deleted.deleters() == {ONE.unit}
    assert merge(new_record(SESSION_ID, ONE), deleted).deleters() == {ONE.unit}


# ---------------------------------------------------------------- checking


def forged(record: Record, place: int, **changes: object) -> Record:
    """The record with something else in one of its heads, whose ids and order stay."""
    heads = [msgspec.structs.replace(head, **changes) if n == place else head for n, head in enumerate(record.heads)]
    return msgspec.structs.replace(record, heads=tuple(heads))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_conflict_holds_together_only_where_every_head_does(place: int) -> None:
    start = new_record(SESSION_ID, ONE)
    record = merged([save(start, content) for content in (TWO, THREE, None)])
    assert holds_together(SESSION_ID, record)
    head = record.heads[place]
    other = TWO if head.content != TWO else THREE
    unknown = make_version(SESSION_ID, other, ["a" * 32])
    for wrong in (
        forged(record, place, content=other),
        forged(record, place, id="0" * 32),
        forged(record, place, parents=()),
        forged(record, place, id=unknown.id, parents=unknown.parents, content=other),
        msgspec.structs.replace(record, seen=tuple(sorted((*record.seen, head.id)))),
    ):
        assert not holds_together(SESSION_ID, wrong)


def test_a_record_holds_together_under_its_own_id_and_with_a_head() -> None:
    record = new_record(SESSION_ID, ONE)
    assert holds_together(SESSION_ID, record)
    assert not holds_together(OTHER_ID, record)
    assert not holds_together(OTHER_ID, msgspec.structs.replace(record, id=OTHER_ID))
    assert not holds_together(SESSION_ID, msgspec.structs.replace(record, heads=()))


def test_what_was_never_heard_of_says_the_same_as_what_was_deleted() -> None:
    start = new_record(SESSION_ID, ONE)
    assert contents_of(None) == contents_of(save(start, None)) == contents_of(msgspec.structs.replace(start, heads=()))
    assert contents_of(None) != contents_of(start) == contents_of(save(save(start, TWO), ONE))
    both = merge(save(start, TWO), save(start, THREE))
    assert contents_of(both) == contents_of(save(start, TWO)) | contents_of(save(start, THREE))


# ---------------------------------------------------------------- conflicts


def test_one_head_is_no_conflict() -> None:
    assert not save(new_record(SESSION_ID, ONE), TWO).is_conflict


def test_two_heads_of_equal_content_are_no_question() -> None:
    start = new_record(SESSION_ID, ONE)
    record = merge(save(start, THREE), save(save(start, TWO), THREE))
    assert len(record.heads) == 2
    assert not record.is_conflict


def test_edit_against_deletion_is_a_conflict_and_the_live_version_is_shown() -> None:
    start = new_record(SESSION_ID, ONE)
    deleted = save(start, None)
    edited = [save(start, msgspec.structs.replace(ONE, minutes=minutes)) for minutes in range(1, 200)]
    assert min(edit.shown.id for edit in edited) < deleted.shown.id < max(edit.shown.id for edit in edited)
    for edit in edited:
        record = merge(deleted, edit)
        assert record.is_conflict
        assert not record.is_deleted
        assert record.shown == edit.shown


def test_of_several_live_versions_the_greatest_id_is_shown() -> None:
    start = new_record(SESSION_ID, ONE)
    record = merged([save(start, content) for content in CONTENTS[1:]])
    assert record.is_conflict
    assert record.shown.id == max(head.id for head in record.heads)


def test_two_deletions_are_a_deletion() -> None:
    start = new_record(SESSION_ID, ONE)
    record = merge(save(start, None), save(save(start, TWO), None))
    assert record.is_deleted
    assert not record.is_conflict
    assert record.units() == frozenset()


def test_units_are_those_of_the_live_heads() -> None:
    start = new_record(SESSION_ID, ONE)
    record = merged([save(start, None), save(start, TWO), save(start, CONTENTS[-1])])
    assert record.units() == {TWO.unit, CONTENTS[-1].unit}


def test_records_of_two_sessions_are_never_merged() -> None:
    with pytest.raises(ValueError, match="two things"):
        merge(new_record(SESSION_ID, ONE), new_record(OTHER_ID, ONE))
