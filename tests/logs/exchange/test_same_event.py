"""Answers about pairs of sessions: which of them is counted, and what travels."""

from hypothesis import given
from hypothesis import strategies as st

from logs.exchange.same_event import Answers, LinkRecord, answered, counted_as, is_answered, link_id
from logs.versions import merge
from tests.books import ids

_new_id = ids(7)
SESSIONS = sorted(_new_id() for _ in range(6))
PAIRS = st.tuples(st.sampled_from(SESSIONS), st.sampled_from(SESSIONS)).filter(lambda pair: pair[0] != pair[1])


def held(*records: LinkRecord) -> dict[str, LinkRecord]:
    return {one.id: one for one in records}


def test_a_pair_is_the_same_whichever_is_named_first() -> None:
    a, b = SESSIONS[:2]
    assert link_id(a, b) == link_id(b, a)
    assert answered(None, a, b, "same") == answered(None, b, a, "same")


@given(st.lists(PAIRS, max_size=8))
def test_of_sessions_that_are_one_event_the_least_is_counted_in_any_order_of_answers(
    pairs: list[tuple[str, str]],
) -> None:
    links = [answered(None, a, b, "same") for a, b in pairs]
    found = counted_as(links, SESSIONS.__contains__)
    assert found == counted_as(links[::-1], SESSIONS.__contains__)
    assert all(found[found[one]] == found[one] <= one for one in found)
    assert all(found[a] == found[b] for a, b in pairs)
    assert found.keys() == {one for pair in pairs for one in pair}


def test_a_deleted_session_stands_for_none() -> None:
    a, b, c = SESSIONS[:3]
    links = [answered(None, a, b, "same"), answered(None, b, c, "same")]
    assert counted_as(links, [b, c].__contains__) == {b: b, c: b}
    assert counted_as(links, [c].__contains__) == {}


def test_different_sessions_are_counted_each() -> None:
    a, b = SESSIONS[:2]
    assert counted_as([answered(None, a, b, "different")], SESSIONS.__contains__) == {}


def test_an_answer_holds_until_it_is_taken_back_or_contradicted() -> None:
    a, b = SESSIONS[:2]
    same = answered(None, a, b, "same")
    assert is_answered(held(same), b, a)
    assert not is_answered(held(answered(same, a, b, None)), a, b)
    assert not is_answered({}, a, b)
    elsewhere = answered(None, a, b, "different")
    contradicted = merge(same, elsewhere)
    assert contradicted.is_conflict
    assert not is_answered(held(contradicted), a, b)
    assert is_answered(held(answered(contradicted, a, b, "different")), a, b)


def test_answers_taken_back_by_all_still_name_their_pair() -> None:
    a, b = sorted(SESSIONS[:2])
    same = answered(None, a, b, "same")
    taken_back = answered(same, a, b, None)
    by_files = Answers(same.id).hearing("CB11", same).hearing("CB11", taken_back)
    assert by_files.sessions == (a, b)
    assert by_files.counting(lambda unit, pair: (unit, pair) == ("CB11", (a, b))) == taken_back
    by_owner = Answers(same.id).saying(same).saying(taken_back)
    assert by_owner.sessions == by_owner.saying(None).sessions == (a, b)
    # Where the answer itself never came, nobody knows.
    assert Answers(same.id).hearing("CB11", taken_back).sessions is None
