"""The tests' own account says of each kind of session what a person would."""

import msgspec

from logs.questions.answers import answer_duplicate, read_catalogue
from tests.exports.counted.counter import REASONS, Counter
from tests.exports.desk import OFFICE, Desk, session_of


def test_every_session_has_one_verdict(desk: Desk) -> None:
    office = desk.office()
    counted = office.add(session_of("CB01", place="A"))
    same = office.add(session_of("CB01", place="B"))
    draft = office.add(session_of("CB02", status="draft"))
    planned = office.add(session_of("CB02", status="planned"))
    other = office.add(session_of("CB02", directive="LC-TTDN-2013"))
    late = office.add(session_of("CB02", date="2014-12-15"))
    answer_duplicate(office, counted.id, same.id, "same")
    counter = Counter(office)
    first, second = sorted((counted.id, same.id))
    verdicts = {key: one.reason for key, one in counter.verdicts.items()}
    assert verdicts == {
        first: None, second: "same_event", draft.id: "draft", planned.id: "planned", other.id: "other_catalogue",
        late.id: "outside_period",
    }  # fmt: skip
    assert counter.verdicts[second].counts_as == first
    assert sum(counter.reasons().values()) == 6
    assert set(counter.reasons()) == {"", *REASONS}


def test_an_adopted_catalogue_counts_as_far_as_its_codes_are_known(desk: Desk) -> None:
    office = desk.office()
    known = office.add(session_of("CB01", directive="LC-TTDN-2013", themes=["LC-02"]))
    unknown = office.add(session_of("CB01", directive="LC-TTDN-2013", themes=["LC-02", "ZZ-9"]))
    assert {one.reason for one in Counter(office).verdicts.values()} == {"other_catalogue"}
    # Nobody has sent a file, so that the uppermost unit is the sender.
    read_catalogue(office, OFFICE, "LC-TTDN-2013", adopt=True)
    verdicts = Counter(office).verdicts
    assert (verdicts[known.id].reason, verdicts[unknown.id].reason) == (None, "unknown_code")


def test_an_event_counts_by_the_session_that_may(desk: Desk) -> None:
    office = desk.office()
    entries = [office.add(session_of("CB01", place=place)) for place in "ABC"]
    first, second, third = sorted(entry.id for entry in entries)
    office.edit(first, msgspec.structs.replace(office.sessions.get(first).session, directive="LC-TTDN-2013"))
    answer_duplicate(office, first, second, "same")
    answer_duplicate(office, second, third, "same")
    verdicts = Counter(office).verdicts
    assert [verdicts[key].reason for key in (first, second, third)] == ["other_catalogue", None, "same_event"]
    assert verdicts[third].counts_as == second


def test_a_unit_stands_under_the_one_that_reports(desk: Desk) -> None:
    counter = Counter(desk.office())
    assert counter.rows == ["DB01", "DB02"]
    assert [counter.row_of(code) for code in ("CB02", "DB01", "DUK", "XX")] == ["DB01", "DB01", "DUK", "XX"]
    assert counter.split({"attendance": 30, "audience": {"DV": 10, "CB": None}}) == {"DV": 10, "CB": 20}
    assert counter.split({"attendance": 30, "audience": {"DV": None, "CB": None}}) == {"DV": 0, "CB": 0, "": 30}
