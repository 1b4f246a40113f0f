"""What is known of a session before it is decoded is what decoding it would say."""

from functools import reduce

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.model import Session
from logs.register.outline import Counts, outline_of, outlined
from logs.session.query import Entry, entries_of
from logs.versions import Record, merge, new_record, save
from tests.logs.registers import entries

sessions = entries().map(lambda one: one.session)
contents = st.one_of(st.none(), sessions)


@given(sessions, st.lists(contents, max_size=3))
def test_an_outline_says_what_the_decoded_session_says(first: Session, others: list[Session | None]) -> None:
    begun = new_record("00000000-0000-4000-8000-000000000001", first)
    record: Record = reduce(merge, (save(begun, content) for content in others), begun)
    entries = entries_of(record, str)
    expected = [outline_of(entry.id, entry.version, entry.session, entry.conflict) for entry in entries]
    assert list(outlined([msgspec.json.encode(record)], str)) == expected


@given(st.lists(entries(), max_size=6))
def test_counts_are_a_recount(register: list[Entry]) -> None:
    outlines = [outline_of(one.id, one.version, one.session, one.conflict) for one in register]
    counts = Counts().plus((one, None if one.status == "complete" else one.status) for one in outlines)
    assert counts.all == len(register)
    assert counts.counted == sum(one.status == "complete" for one in outlines)
    assert counts.attendance == sum(one.attendance for one in outlines if one.status == "complete")
    assert counts.conflicts == sum(one.conflict for one in outlines)


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(msgspec.MsgspecError):
        list(outlined([b'{"id":1}'], str))
