"""What a merge does to a book, file by file: the counts that are told, and whose sessions a file may change."""

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from exports.merge.merge import apply_merge, package_files, plan_merge
from exports.merge.outcomes import COUNTS, FileOutcome
from exports.merge.unmerge import undo
from exports.package.keys import fingerprint
from exports.size_limit import MOST_BYTES
from logs.book.book import LogBook
from logs.errors import SotayError
from tests import independent
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, contents, documents, package_of, seed, session_of, signer
from tests.independent import Json, conflict, edit, session, session_content, write_package
from tests.systems import makes_links


def counted(outcome: FileOutcome) -> dict[str, int]:
    """The counts of a file that are not zero."""
    assert outcome.outcome == "merged", (outcome.outcome, outcome.code)
    counts = {name: getattr(outcome, name) for name in COUNTS} | {"set_aside": len(outcome.set_aside)}
    return {name: count for name, count in counts.items() if count}


def note_codes(outcome: FileOutcome) -> set[str]:
    return {note.code for note in outcome.notes}


def package(unit: str, *sessions: Json, key: str = "", number: int = 1, **header: object) -> bytes:
    """The independent writer's package of a unit, from a book of its own."""
    book = f"{sum((key or unit).encode()):08x}-6a5e-4d0e-9a37-0d5c2a3f1e10"
    return write_package(
        sessions,
        units=[independent.unit(unit)],
        reporters=[independent.reporter(f"{unit}-1", unit)],
        seed=seed(key or unit),
        **{"unit": unit, "book": book, "number": number, "made": "2014-05-19T01:00:00Z"} | header,
    )


def of(unit: str, number: int = 1, **changes: object) -> Json:
    """The independent writer's session of a unit."""
    return session(session_content(unit=unit, reporters=[f"{unit}-1"], **changes), number=number)


def edited(line: Json, **changes: object) -> Json:
    return edit(line, line["content"] | changes)


def attendance(book: LogBook) -> int:
    return sum(entry.session.attendance or 0 for entry in book.find())


# ---------------------------------------------------------------- counts


def test_a_package_of_an_independent_writer_is_taken(desk: Desk) -> None:
    office = desk.office()
    first, second = of("CB01", 1), of("CB01", 2)
    origin = of("CB01", 4)
    heads = conflict(edited(origin, place="Nhà văn hóa"), edited(origin, place="Nhà rông"))
    lines = [first, edited(second, topic="Nông nghiệp"), edit(of("CB01", 3), None), *heads]
    outcome = desk.take(office, package("CB01", *lines))
    assert counted(outcome) == {"new": 2, "deleted": 1, "conflicts": 1}
    assert (outcome.unit, outcome.sessions) == ("CB01", 3)
    assert note_codes(outcome) == {"key_first", "directive_differs"}
    assert len(office.find()) == 3
    assert office.sessions.get(second["id"]).version == lines[1]["version"]
    assert office.reporters["CB01-1"].name == "Báo cáo viên số 1"


def test_a_year_of_a_unit_and_its_office(desk: Desk) -> None:
    unit, office = desk.book("CB01"), desk.office()
    first = unit.add(session_of("CB01", attendance=25))
    second = unit.add(session_of("CB01", attendance=30, audience={"DV": 30}))
    file = desk.export(unit)
    sent = desk.merge(office, file)
    assert counted(sent.files[0]) == {"new": 2}
    assert sent.files[0].sessions == 2
    assert attendance(office) == 55
    assert [entry.version for entry in office.find()] == [entry.version for entry in unit.find()]
    before = documents(office)

    again = desk.merge(office, file)
    assert [(one.outcome, one.code) for one in again.files] == [("known", "file_known")]
    assert again.files[0].params == {"received": desk.clock.now}
    assert documents(office) == before

    same = desk.merge(office, later := desk.export(unit))
    assert counted(same.files[0]) == {"same": 2}
    assert documents(office)["sessions"] == before["sessions"]
    assert len(office.exchange.received) == 2

    unit.edit(first.id, session_of("CB01", attendance=40, audience={"DV": 40}))
    assert counted(desk.merge(office, desk.export(unit)).files[0]) == {"updated": 1, "same": 1}
    assert attendance(office) == 70

    unit.delete(second.id)
    assert counted(desk.merge(office, desk.export(unit)).files[0]) == {"same": 1, "deleted": 1}
    assert [entry.id for entry in office.find()] == [first.id]
    assert b"null" not in later.read_bytes().partition(b'"kind":"session"')[2]


def test_an_older_file_changes_nothing(desk: Desk) -> None:
    unit, office = desk.book("CB01"), desk.office()
    first, second = unit.add(session_of("CB01")), unit.add(session_of("CB01"))
    old = desk.export(unit)
    unit.edit(first.id, session_of("CB01", topic="Mới"))
    unit.delete(second.id)
    desk.merge(office, desk.export(unit))
    before = contents(office)
    outcome = desk.merge(office, old).files[0]
    assert counted(outcome) == {"older": 2}
    assert "file_older" in note_codes(outcome)
    assert contents(office) == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("together", [True, False], ids=["in one merge", "one by one"])
def test_two_edits_of_clones_are_a_conflict_shown_alike(desk: Desk, order: tuple[int, int], together: bool) -> None:
    unit, office = desk.book("CB01"), desk.office()
    entry = unit.add(session_of("CB01"))
    unit.add(session_of("CB01", attendance=1, audience={"DV": 1}))
    clone = desk.clone(unit, "laptop 2")
    versions = [
        book.edit(entry.id, session_of("CB01", attendance=count, audience={"DV": count})).version
        for book, count in ((unit, 30), (clone, 40))
    ]
    files = [desk.export(book) for book in (unit, clone)]
    paths = [files[place] for place in order]
    plans = [desk.merge(office, *paths)] if together else [desk.merge(office, path) for path in paths]
    outcomes = [outcome for plan in plans for outcome in plan.files]
    assert [counted(outcome) for outcome in outcomes] == [{"new": 2}, {"conflicts": 1, "same": 1}]
    assert "number_twice" in note_codes(outcomes[1])
    shown = office.sessions.get(entry.id)
    assert shown.conflict
    assert shown.version == max(versions)
    assert len(office.find()) == 2
    assert attendance(office) == 1 + (30 if versions[0] > versions[1] else 40)

    decided = office.edit(entry.id, session_of("CB01", attendance=35, audience={"DV": 35}))
    assert not decided.conflict
    for book in (unit, clone):
        outcome = desk.merge(book, desk.export(office), trust=frozenset({signer(OFFICE).public_key})).files[0]
        assert counted(outcome) == {"updated": 1, "same": 1}
        assert book.sessions.get(entry.id) == decided


def test_the_same_edit_on_two_laptops_is_no_question(desk: Desk) -> None:
    unit, office = desk.book("CB01"), desk.office()
    entry = unit.add(session_of("CB01"))
    clone = desk.clone(unit, "laptop 2")
    for book in (unit, clone):
        book.edit(entry.id, session_of("CB01", topic="Như nhau"))
    files = [desk.export(unit), desk.export(clone)]
    assert files[0].read_bytes() == files[1].read_bytes()
    desk.clock.set("2014-12-10")
    outcomes = desk.merge(office, *files, desk.export(clone)).files
    assert [outcome.outcome for outcome in outcomes] == ["merged", "known", "merged"]
    assert [counted(outcome) for outcome in outcomes[::2]] == [{"new": 1}, {"same": 1}]
    assert not office.sessions.get(entry.id).conflict


def test_a_live_version_is_shown_before_a_deletion(desk: Desk) -> None:
    unit, office = desk.book("CB01"), desk.office()
    entry = unit.add(session_of("CB01"))
    clone = desk.clone(unit, "laptop 2")
    clone.delete(entry.id)
    live = unit.edit(entry.id, session_of("CB01", topic="Vẫn còn"))
    outcomes = desk.merge(office, desk.export(clone), desk.export(unit)).files
    assert [counted(outcome) for outcome in outcomes] == [{"deleted": 1}, {"conflicts": 1}]
    assert office.sessions.get(entry.id).version == live.version
    assert office.sessions.get(entry.id).conflict


def test_a_nil_report_is_received(desk: Desk) -> None:
    unit, office = desk.book("CB01"), desk.office()
    outcome = desk.merge(office, desk.export(unit, nil=True)).files[0]
    assert counted(outcome) == {}
    assert [(one.unit, one.nil) for one in office.exchange.received.values()] == [("CB01", True)]


def test_totals_are_of_all_files(desk: Desk) -> None:
    office = desk.office()
    good, bad = of("CB01", 1), of("CB01", 2) | {"version": "0" * 32}
    files = [desk.file(package("CB01", good, bad)), desk.file(package("DB02", of("DB02", 3))), desk.file(b"")]
    ticks: list[tuple[int, int]] = []
    plan = plan_merge(office, files, progress=lambda done, of_all: ticks.append((done, of_all)))
    zeros = dict.fromkeys(COUNTS, 0)
    assert plan.totals == zeros | {"new": 2, "set_aside": 1}
    assert not plan.is_clean
    assert [one.outcome for one in plan.files] == ["merged", "merged", "refused"]
    assert ticks == [(1, 3), (2, 3), (3, 3)]
    assert desk.merge(office, files[1]).is_clean


def test_what_a_file_says_of_itself_is_compared(desk: Desk) -> None:
    office = desk.office()
    ours = {"id": office.directive.id, "sha256": office.directive.sha256}
    wrong = {"sessions": 2, "attendance": 25}
    assert note_codes(desk.take(office, package("CB01", of("CB01"), directive=ours))) == {"key_first"}
    outcome = desk.take(office, package("CB01", of("CB01"), directive=ours, counts=wrong, number=2))
    assert note_codes(outcome) == {"counts_differ"}
    other = desk.take(office, package("CB01", of("CB01"), directive={**ours, "id": "LC-TTDN-2013"}, number=3))
    assert note_codes(other) == {"directive_other"}
    themes = desk.take(office, package("CB01", of("CB01", 2, themes=["KT-01", "LC-02"]), directive=ours, number=4))
    assert [(note.code, note.params) for note in themes.notes] == [("themes_unknown", {"codes": ["KT-01"]})]
    assert office.sessions.get(of("CB01", 2)["id"]).session.themes == ("KT-01", "LC-02")


# ---------------------------------------------------------------- foreign texts


def test_sessions_that_look_as_if_they_told_of_persons_are_named_once(desk: Desk) -> None:
    office = desk.office()
    ours = {"id": office.directive.id, "sha256": office.directive.sha256}
    names, mail = of("CB01", 1, notes="1. Lò Văn Pản\n2. Vàng Thị Đua"), of("CB01", 2, topic="thư an@x.vn")
    themes = of("CB01", 3, notes="1. Biển đảo\n2. Dân vận")
    outcome = desk.take(office, package("CB01", names, mail, themes, directive=ours))
    [note] = [one for one in outcome.notes if one.code == "personal_in_sessions"]
    assert note.params == {"count": 2, "ids": f"{names['id'][:8]}, {mail['id'][:8]}"}
    again = desk.take(office, package("CB01", names, mail, themes, directive=ours, number=2))
    assert "personal_in_sessions" not in note_codes(again)
    [one, other] = desk.merge(
        desk.office("two files"),
        *(desk.file(package(unit, of(unit, notes=names["content"]["notes"]))) for unit in ("CB01", "CB02")),
    ).files
    assert "personal_in_sessions" in note_codes(one) & note_codes(other)
    escaped = of("CB01", 4, notes='"1. Lò Văn Pản"\n2. Vàng Thị Đua, 0912 345 678')
    assert "personal_in_sessions" in note_codes(desk.take(office, package("CB01", escaped, directive=ours, number=3)))


def test_cleaned_text_is_the_same_for_every_receiver_and_every_time(desk: Desk) -> None:
    line = of("CB01", topic="Ðường biên\u202e giới")
    first, second = desk.office("first"), desk.office("second")
    outcome = desk.take(first, package("CB01", line))
    assert counted(outcome) == {"new": 1}
    assert "texts_cleaned" in note_codes(outcome)
    desk.take(second, package("CB01", line, of("CB01", 2)))
    entry = first.sessions.get(line["id"])
    assert entry == second.sessions.get(line["id"])
    assert entry.session.topic == "Đường biên giới"
    assert counted(desk.take(first, package("CB01", line, number=2))) == {"same": 1}
    # What the office now holds can go on to others, and comes back as what it is.
    assert independent.read_package(package_of(first))["sessions"][0]["version"] == entry.version
    assert counted(desk.merge(second, desk.export(first), trust=KEYS).files[0]) == {"same": 1}


@pytest.mark.parametrize("dirty", [False, True], ids=["clean edit", "unclean edit"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_senders_edit_of_a_cleaned_session_is_no_conflict(desk: Desk, order: tuple[int, int], dirty: bool) -> None:
    line = of("CB01", topic="Ðường biên giới")
    later = edited(line, topic="Ðường biên giới, đã sửa" if dirty else "Biên giới, đã sửa")
    files = [package("CB01", line), package("CB01", later, number=2)]
    office = desk.office()
    outcomes = [desk.take(office, files[place]) for place in order]
    assert counted(outcomes[0]) == {"new": 1}
    assert counted(outcomes[1]) == ({"updated": 1} if order == (0, 1) else {"older": 1})
    entry = office.sessions.get(line["id"])
    assert entry.session.topic == ("Đường biên giới, đã sửa" if dirty else "Biên giới, đã sửa")
    assert not entry.conflict


def test_the_senders_deletion_of_a_cleaned_session_is_no_conflict(desk: Desk) -> None:
    line = of("CB01", topic="Ðường biên giới")
    office = desk.office()
    desk.take(office, package("CB01", line))
    assert counted(desk.take(office, package("CB01", edit(line, None), number=2))) == {"deleted": 1}
    assert office.find() == []


def test_an_edit_of_cleaned_text_by_the_office_is_not_lost(desk: Desk) -> None:
    line = of("CB01", topic="Ðường biên giới")
    office = desk.office()
    desk.take(office, package("CB01", line))
    entry = office.sessions.get(line["id"])
    office.edit(entry.id, replace(entry.session, topic="Sửa ở văn phòng"))
    assert counted(desk.take(office, package("CB01", line, number=2))) == {"older": 1}
    outcome = desk.take(office, package("CB01", edited(line, topic="Sửa ở đơn vị"), number=3))
    assert counted(outcome) == {"conflicts": 1}


def test_text_in_parts_arrives_composed(desk: Desk) -> None:
    line = of("CB01", topic="Đường lối đối ngoại")
    body = package("CB01", line).partition(b"\n")[2].decode()
    office = desk.office()
    outcome = desk.take(office, independent.seal(unicodedata.normalize("NFD", body).encode(), seed("CB01")))
    assert counted(outcome) == {"new": 1}
    assert office.sessions.get(line["id"]).version == line["version"]
    assert office.sessions.get(line["id"]).session.topic == "Đường lối đối ngoại"
    assert counted(desk.take(office, package("CB01", line, number=2))) == {"same": 1}


# ---------------------------------------------------------------- whose sessions


def foreign(outcome: FileOutcome) -> list[tuple[str, str]]:
    return [(left.id, left.params["unit"]) for left in outcome.set_aside if left.code == "session_of_other_unit"]


def test_a_unit_cannot_bring_change_or_delete_sessions_of_another(desk: Desk) -> None:
    office = desk.office()
    mine = of("CB01")
    desk.take(office, package("CB01", mine))
    before = contents(office)
    attempts = [
        (edited(mine, topic="Của CB02"), "CB01"),
        (edit(mine, None), "CB01"),
        (of("CB01", 2), "CB01"),
        (of(OFFICE, 3), OFFICE),
    ]
    for number, (attempt, whose) in enumerate(attempts, start=1):
        outcome = desk.take(office, package("CB02", attempt, of("CB02", 50 + number), number=number))
        assert counted(outcome) == {"new": 1, "set_aside": 1}
        assert foreign(outcome) == [(attempt["id"], whose)]
        assert outcome.set_aside[0].line == 5
        assert {key: contents(office)[key] for key in before} == before
    assert {entry.session.unit for entry in office.find()} == {"CB01", "CB02"}


def test_what_is_set_aside_is_told_line_by_line_with_every_unit_in_order(desk: Desk) -> None:
    office = desk.office()
    origin = of("DUK", 1)
    heads = conflict(edited(origin, unit="DB02"), edited(origin, unit="CB02"), edited(origin, unit="DUK"))
    unknown = conflict(*(edited(of("CB88", 3), unit=unit) for unit in ("CB99", "CB77", "DB02")))
    bad = of("CB01", 4) | {"version": "0" * 32}
    outcome = desk.take(office, package("CB01", *heads, of("DB02", 2), bad, *unknown, of("CB01", 5)))
    assert counted(outcome) == {"new": 1, "set_aside": 4}
    assert [(one.line, one.code, one.params.get("unit")) for one in outcome.set_aside] == [
        (5, "session_of_other_unit", "CB02, DB02, DUK"),
        (8, "session_of_other_unit", "DB02"),
        (9, "session_version", None),
        (10, "session_unit_unknown", "CB77"),
    ]


@pytest.mark.parametrize("first", ["the session", "the deletion"])
def test_a_foreign_deletion_never_takes_effect_whichever_comes_first(desk: Desk, first: str) -> None:
    office = desk.office()
    mine = of("CB01")
    files = [package("CB01", mine), package("CB02", edit(mine, None))]
    for data in files if first == "the session" else files[::-1]:
        desk.take(office, data)
    (entry,) = office.find()
    assert (entry.id, entry.version, entry.conflict) == (mine["id"], mine["version"], False)
    # Not later either, and the unit's own edits and deletions go on as if nothing had been.
    desk.take(office, package("CB02", edit(mine, None), number=2))
    later = edited(mine, topic="Mới")
    assert counted(desk.take(office, package("CB01", later, number=2))) == {"updated": 1}
    assert counted(desk.take(office, package("CB01", edit(later, None), number=3))) == {"deleted": 1}
    assert office.find() == []


@pytest.mark.parametrize("first", ["the session", "the deletion"])
@pytest.mark.parametrize("sender", ["CB01", "DB01", OFFICE])
def test_a_deletion_by_one_who_may_takes_effect_whichever_comes_first(desk: Desk, first: str, sender: str) -> None:
    office = desk.office()
    mine = of("CB01")
    files = [package("CB01", mine), package(sender, edit(mine, None), number=2)]
    for data in files if first == "the session" else files[::-1]:
        desk.take(office, data, trust=frozenset({signer(sender).public_key}))
    assert office.find() == []
    record = office.sessions.records[mine["id"]]
    assert (len(record.heads), record.seen) == (1, (mine["version"],))


@pytest.mark.parametrize("first", ["the session", "the deletion"])
def test_a_deletion_by_the_office_reaches_the_reporters_whichever_comes_first(desk: Desk, first: str) -> None:
    flat = tuple(replace(unit, parent=None) for unit in UNITS)
    mine = of("CB01")
    reporter = desk.book("CB01", units=flat)
    keys = frozenset({signer(OFFICE).public_key, signer("CB01").public_key})
    files = [package("CB01", mine), package(OFFICE, edit(mine, None), level="committee")]
    for data in files if first == "the session" else files[::-1]:
        assert desk.take(reporter, data, trust=keys).outcome == "merged"
    assert reporter.find() == []


def test_a_parent_of_the_receivers_list_may_change_what_is_below(desk: Desk) -> None:
    office = desk.office()
    mine = of("CB01")
    desk.take(office, package("CB01", mine))
    outcome = desk.take(office, package("DB01", edited(mine, topic="Đảng bộ sửa"), of("CB02", 2), of("DB01", 3)))
    assert counted(outcome) == {"updated": 1, "new": 2}
    assert foreign(desk.take(office, package("DB01", of("DB02", 4), number=2))) == [(of("DB02", 4)["id"], "DB02")]


def test_a_parent_that_only_the_package_names_is_none(desk: Desk) -> None:
    office = desk.office()
    units = [independent.unit("DB02", kind="dang_bo"), independent.unit("CB01", parent="DB02")]
    data = write_package([of("CB01")], units=units, unit="DB02", seed=seed("DB02"), level="committee")
    assert len(foreign(desk.take(office, data))) == 1
    assert office.find() == []


def test_a_session_that_a_parent_moved_does_not_make_the_old_unit_look_wrong(desk: Desk) -> None:
    office = desk.office()
    mine = of("CB01")
    desk.take(office, package("CB01", mine))
    entry = office.sessions.get(mine["id"])
    moved = office.edit(entry.id, replace(entry.session, unit="CB02"))
    assert counted(desk.take(office, package("CB01", mine, of("CB01", 2), number=2))) == {"older": 1, "new": 1}
    assert office.sessions.get(mine["id"]).version == moved.version


def test_one_unit_does_not_rename_the_reporters_of_another(desk: Desk) -> None:
    office = desk.office()

    def named(unit: str, name: str, number: int) -> bytes:
        reporters = [independent.reporter("BCV01", unit, name), independent.reporter("BCV02", "DB02", "Lạ")]
        return write_package(
            [of(unit, number)], [independent.unit(unit)], reporters, seed(unit), unit=unit, number=number
        )

    desk.take(office, named("CB01", "Lò Văn Pọ", 1))
    desk.take(office, named("CB02", "Vàng Thị Xa", 2))
    assert (office.reporters["BCV01"].unit, office.reporters["BCV01"].name) == ("CB01", "Lò Văn Pọ")
    assert "BCV02" not in office.reporters
    desk.take(office, named("DB01", "Đỗ Văn Ước", 3))
    desk.take(office, named("CB01", "Lò Văn Pọ", 4))
    assert office.reporters["BCV01"].name == "Đỗ Văn Ước"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_no_unit_takes_the_code_of_anothers_reporter_by_coming_first(desk: Desk, order: tuple[int, int]) -> None:
    office = desk.office()
    files = [
        write_package([], [], [independent.reporter("CB01-an", unit, unit)], seed(unit), unit=unit, nil=True)
        for unit in ("CB01", "DB02")
    ]
    desk.merge(office, *(desk.file(files[place]) for place in order))
    assert office.reporters["CB01-an"].name == "CB01"


# ---------------------------------------------------------------- whose key


def test_a_key_is_bound_to_a_unit_the_first_time_it_is_seen(desk: Desk) -> None:
    office = desk.office()
    outcome = desk.take(office, package("CB01", of("CB01")))
    mark = fingerprint(signer("CB01").public_key)
    assert outcome.fingerprint == mark
    assert [note.params for note in outcome.notes if note.code == "key_first"] == [
        {"unit": "CB01", "fingerprint": mark}
    ]
    assert {key: one.unit for key, one in office.exchange.senders.items()} == {signer("CB01").public_key: "CB01"}
    assert "key_first" not in note_codes(desk.take(office, package("CB01", of("CB01"), number=2)))


TRUST: list[Callable[[str], frozenset[str]]] = [
    lambda key: frozenset({key}),
    lambda key: frozenset({fingerprint(key)}),
    lambda key: frozenset({fingerprint(key).replace(" ", "")}),
]


@pytest.mark.parametrize("trust", TRUST, ids=["key", "fingerprint", "digits"])
def test_a_changed_key_waits_until_it_is_trusted(desk: Desk, trust: Callable[[str], frozenset[str]]) -> None:
    office = desk.office()
    desk.take(office, package("CB01", of("CB01", 1)))
    before = documents(office)
    other = package("CB01", of("CB01", 2), key="thief", number=2)
    for given in (frozenset[str](), trust(signer("somebody").public_key)):
        outcome = desk.take(office, other, trust=given)
        assert (outcome.outcome, outcome.code) == ("quarantined", "key_changed")
        assert outcome.params == {"unit": "CB01", "fingerprint": fingerprint(signer("thief").public_key)}
    assert documents(office) == before
    assert counted(desk.take(office, other, trust=trust(signer("thief").public_key))) == {"new": 1}
    assert desk.take(office, package("CB01", of("CB01", 3), key="thief", number=3)).outcome == "merged"
    assert desk.take(office, package("CB01", of("CB01", 4), number=4)).outcome == "merged"


def test_several_keys_can_be_trusted_at_once(desk: Desk) -> None:
    office = desk.office()
    files = [desk.file(package("CB01", of("CB01", n), key=f"laptop {n}", number=n)) for n in (1, 2, 3)]
    assert [one.outcome for one in plan_merge(office, files).files] == ["quarantined"] * 3
    keys = frozenset(signer(f"laptop {n}").public_key for n in (1, 2, 3))
    assert [one.outcome for one in desk.merge(office, *files, trust=keys).files] == ["merged"] * 3
    assert len(office.exchange.senders) == 3


def test_a_key_of_another_unit_is_not_believed_whatever_is_trusted(desk: Desk) -> None:
    office = desk.office()
    desk.take(office, package("CB01", of("CB01")))
    data = package("CB02", of("CB02", 2), key="CB01")
    plan = desk.merge(office, desk.file(data), trust=KEYS)
    assert [(one.outcome, one.code) for one in plan.files] == [("quarantined", "key_of_other_unit")]
    assert plan.files[0].params["other"] == "CB01"
    assert len(office.find()) == 1


def test_an_unsigned_file_waits(desk: Desk) -> None:
    office = desk.office()
    data = package("CB01", of("CB01")).partition(b"\n")[2]
    plan = desk.merge(office, desk.file(data), trust=KEYS | {""})
    assert [(one.outcome, one.code, one.fingerprint) for one in plan.files] == [("quarantined", "file_unsigned", "")]
    assert office.find() == []
    assert office.exchange.senders == {}
    assert [one.code for one in office.exchange.waiting.values()] == ["file_unsigned"]


def test_a_unit_that_is_not_on_the_list_waits(desk: Desk) -> None:
    office = desk.office()
    data = package("CB99", of("CB99"))
    plan = desk.merge(office, desk.file(data), trust=KEYS)
    assert [(one.outcome, one.code) for one in plan.files] == [("quarantined", "sender_unknown")]
    office.use_units([*UNITS, replace(UNITS[2], code="CB99")])
    assert counted(desk.take(office, data)) == {"new": 1}


def test_a_reporter_takes_the_offices_package_only_once_its_key_is_trusted(desk: Desk) -> None:
    reporter = desk.book("CB01")
    entry = reporter.add(session_of("CB01"))
    line = session(session_content(unit="CB01", reporters=["CB01-1"]), number=7)
    data = package(OFFICE, line, of("CB02", 8), level="committee")
    outcome = desk.take(reporter, data)
    assert (outcome.outcome, outcome.code) == ("quarantined", "office_key_new")
    assert [one.id for one in reporter.find()] == [entry.id]
    outcome = desk.take(reporter, data, trust=frozenset({fingerprint(signer(OFFICE).public_key)}))
    assert counted(outcome) == {"new": 1, "set_aside": 1}
    assert foreign(outcome) == [(of("CB02", 8)["id"], "CB02")]
    # Trusted once, believed from then on.
    assert desk.take(reporter, package(OFFICE, line, level="committee", number=2)).outcome == "merged"
    other = desk.take(reporter, package(OFFICE, line, level="committee", number=3, key="thief"))
    assert (other.outcome, other.code) == ("quarantined", "office_key_new")


@pytest.mark.parametrize("sender", [OFFICE, "DB01"])
def test_who_stands_above_a_reporter_is_the_office_whatever_the_package_says(desk: Desk, sender: str) -> None:
    reporter = desk.book("CB01")
    entry = reporter.add(session_of("CB01"))
    exported = independent.read_package(package_of(reporter))["sessions"][0]
    data = package(sender, edit(exported, None), level="unit")
    outcome = desk.take(reporter, data, trust=frozenset())
    assert (outcome.outcome, outcome.code) == ("quarantined", "office_key_new")
    assert [one.id for one in reporter.find()] == [entry.id]
    assert counted(desk.take(reporter, data, trust=frozenset({signer(sender).public_key}))) == {"deleted": 1}
    assert desk.take(reporter, package(sender, of("CB01", 9), level="unit", number=2)).outcome == "merged"


def test_a_unit_once_believed_does_not_become_the_office_by_saying_so(desk: Desk) -> None:
    reporter = desk.book("CB01")
    entry = reporter.add(session_of("CB01"))
    assert desk.take(reporter, package("CB02", of("CB02", 2))).outcome == "merged"
    exported = independent.read_package(package_of(reporter))["sessions"][0]
    outcome = desk.take(reporter, package("CB02", edit(exported, None), level="committee", number=2))
    assert (outcome.outcome, outcome.code) == ("quarantined", "office_key_new")
    assert entry.id in {one.id for one in reporter.find()}
    # Once a person has trusted it as such, it stays so.
    trusted = desk.take(
        reporter, package(OFFICE, of("CB01", 9), level="committee"), trust=frozenset({signer(OFFICE).public_key})
    )
    assert counted(trusted) == {"new": 1}


def test_a_unit_that_comes_to_stand_above_is_trusted_once(desk: Desk) -> None:
    reporter = desk.book("CB01", units=tuple(replace(unit, parent=None) for unit in UNITS))
    assert desk.take(reporter, package("DB01", of("DB01", 1))).outcome == "merged"
    reporter.use_units(UNITS)
    data = package("DB01", of("CB01", 2), number=2)
    assert desk.take(reporter, data, trust=frozenset()).code == "office_key_new"
    assert counted(desk.take(reporter, data, trust=frozenset({signer("DB01").public_key}))) == {"new": 1}
    assert counted(desk.take(reporter, package("DB01", of("CB01", 3), number=3))) == {"new": 1}


# ---------------------------------------------------------------- files


@makes_links
def test_files_that_are_none_are_refused_and_the_others_taken(desk: Desk) -> None:
    office = desk.office()
    folder = desk.folder / "inbox" / "b.jsonl"
    folder.mkdir(parents=True)
    os.mkfifo(desk.folder / "inbox" / "c.jsonl")
    gone = desk.folder / "inbox" / "d.jsonl"
    gone.symlink_to(desk.folder / "nowhere")
    with (desk.folder / "inbox" / "e.jsonl").open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    desk.file(package("CB01", of("CB01")), "a.JSONL")
    desk.file(b"not asked for", "notes.txt")
    plan = desk.merge(office, desk.folder / "inbox")
    assert [(one.file, one.outcome, one.code) for one in plan.files] == [
        ("a.JSONL", "merged", None),
        ("b.jsonl", "refused", "file_not_plain"),
        ("c.jsonl", "refused", "file_not_plain"),
        ("d.jsonl", "refused", "file_not_plain"),
        ("e.jsonl", "refused", "file_too_big"),
    ]
    assert len(office.find()) == 1


def test_a_path_that_is_not_there_is_told_before_anything_is_read(desk: Desk) -> None:
    office = desk.office()
    good = desk.file(package("CB01", of("CB01")))
    (desk.folder / "empty").mkdir()
    for path, code in (
        (desk.folder / "nowhere.jsonl", "path_missing"),
        (desk.folder / "empty", "folder_empty"),
        (desk.folder / ("x" * 300), "path_unreadable"),
        (Path("a\0b"), "path_missing"),
    ):
        with pytest.raises(SotayError, match=code):
            plan_merge(office, [good, path])
    assert package_files([good, good.parent]) == [good, good]


def test_a_file_twice_in_one_merge_is_taken_once(desk: Desk) -> None:
    office = desk.office()
    data = package("CB01", of("CB01"))
    paths = [desk.file(data), desk.file(data.replace(b"\n", b"\r\n")), desk.file(b"\xef\xbb\xbf" + data)]
    assert [one.outcome for one in desk.merge(office, *paths).files] == ["merged", "known", "known"]
    assert len(office.exchange.received) == 1


def test_the_files_taken_are_kept_as_they_came(desk: Desk) -> None:
    office = desk.office()
    good = b"\xef\xbb\xbf" + package("CB01", of("CB01")).replace(b"\n", b"\r\n")
    assert desk.take(office, good).outcome == "merged"
    plan = desk.merge(office, desk.file(package("CB01", of("CB01", 2), key="thief")), desk.file(b"?"))
    assert [one.outcome for one in plan.files] == ["quarantined", "refused"]
    kept = {path.name: path.read_bytes() for path in (office.folder / "received").iterdir()}
    assert kept.keys() == {f"{digest}.jsonl" for digest in (*office.exchange.received, *office.exchange.waiting)}
    assert kept[f"{next(iter(office.exchange.received))}.jsonl"] == good


# ---------------------------------------------------------------- one save


def test_planning_changes_nothing(desk: Desk) -> None:
    office = desk.office()
    files = {path: path.read_bytes() for path in office.folder.iterdir()}
    plan = plan_merge(office, [desk.file(package("CB01", of("CB01")))])
    assert plan.totals["new"] == 1
    assert documents(office)["sessions"] == {}
    assert {path: path.read_bytes() for path in office.folder.iterdir()} == files


def test_nothing_to_save_is_no_step(desk: Desk) -> None:
    office = desk.office()
    generation = office.generation
    assert apply_merge(office, plan_merge(office, [desk.file(b"?")])) is None
    assert office.generation == generation
    assert list(office.history.changes()) == []


def test_a_plan_is_good_for_the_book_it_was_made_for_only(desk: Desk) -> None:
    office = desk.office()
    path = desk.file(package("CB01", of("CB01")))
    plan = plan_merge(office, [path])
    office.add(session_of(OFFICE))
    before = documents(office)
    with pytest.raises(SotayError, match="plan_outdated"):
        apply_merge(office, plan)
    assert documents(office) == before
    plan = plan_merge(office, [path])
    assert apply_merge(office, plan) is not None
    with pytest.raises(SotayError, match="plan_outdated"):
        apply_merge(office, plan)


def test_a_book_that_is_only_looked_at_takes_nothing(desk: Desk) -> None:
    desk.office().close()
    with LogBook.open(desk.folder / "office", clock=desk.clock, read_only=True) as book:
        plan = plan_merge(book, [desk.file(package("CB01", of("CB01")))])
        with pytest.raises(SotayError, match="book_read_only"):
            apply_merge(book, plan)
        assert not (book.folder / "received").exists()


def failing(patch: pytest.MonkeyPatch, after: int) -> None:
    """Let every rename and every wait for the disk fail but the first `after`."""
    calls = 0

    def counted_down(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            nonlocal calls
            calls += 1
            if calls > after:
                raise OSError(28, "no space left on device")
            return real(*args)

        return call

    for name in {"replace", "fsync", "fdatasync"} & set(dir(os)):
        patch.setattr(os, name, counted_down(getattr(os, name)))


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_a_save_that_fails_anywhere_leaves_the_book_as_it_was(desk: Desk, large: bool) -> None:
    office = desk.office()
    entry = office.add(session_of(OFFICE))
    number = 300 if large else 1
    texts = {"notes": "ữ" * 2_000} if large else {}
    path = desk.file(package("CB01", *(of("CB01", n, **texts) for n in range(number)), edit(of("CB01", 9_000), None)))
    before, generation = documents(office), office.generation
    failures = 0
    for after in range(20):
        plan = plan_merge(office, [path])
        with pytest.MonkeyPatch.context() as patch:
            failing(patch, after)
            try:
                apply_merge(office, plan)
            except SotayError as error:
                failures += 1
                assert error.code in ("save_failed", "backup_failed")  # noqa: PT017
                assert error.params["detail"] == "ENOSPC"  # noqa: PT017
            else:
                break
        assert documents(office) == before
        assert (office.generation, list(office.history.changes())[1:]) == (generation, [])
        assert [one.id for one in office.find()] == [entry.id]
    assert failures >= 3
    assert len(office.find()) == number + 1
    after_merge = documents(office)
    office.close()
    with LogBook.open(office.folder, clock=desk.clock) as reopened:
        assert documents(reopened) == after_merge


def test_a_merge_is_taken_back_whole_and_can_be_made_again(desk: Desk) -> None:
    office = desk.office()
    mine = of("CB01", 1)
    desk.take(office, package("CB01", mine, of("CB01", 2)))
    before = documents(office)
    later = [edited(mine, topic="Khác"), edit(of("CB01", 2), None), of("CB01", 3)]
    paths = [desk.file(package("CB01", *later, number=2)), desk.file(package("DB02", of("DB02", 4)))]
    desk.clock.set("2014-12-15")
    plan = desk.merge(office, *paths)
    assert plan.totals == dict.fromkeys(COUNTS, 0) | {"new": 2, "updated": 1, "deleted": 1, "set_aside": 0}
    merged = documents(office)
    step = office.history.last_change()
    assert step is not None
    assert (step.action, step.files) == ("merge", tuple(path.name for path in paths))

    assert undo(office).key == step.key
    assert documents(office) == before
    again = desk.merge(office, *paths)
    assert again.totals == plan.totals
    assert documents(office) == merged
    assert len(list((office.folder / "received").iterdir())) == 3


def test_a_merge_is_a_step_in_the_history_of_its_sessions(desk: Desk) -> None:
    office = desk.office()
    mine = of("CB01")
    desk.take(office, package("CB01", mine))
    desk.take(office, package("CB01", edited(mine, place="Nhà văn hóa"), number=2))
    history = office.history.of(mine["id"])
    assert [step.action for step in history] == ["merge", "merge"]
    assert [(change.field, change.new) for change in history[1].changes] == [("place", "Nhà văn hóa")]


def test_nobody_speaks_for_the_own_unit_on_first_sight(desk: Desk) -> None:
    office = desk.office()
    mine = of("CB01")
    desk.take(office, package("CB01", mine))
    stranger = desk.take(office, package(OFFICE, edit(mine, None)))
    assert (stranger.outcome, stranger.code) == ("quarantined", "key_of_own_unit")
    assert [entry.id for entry in office.find()] == [mine["id"]]


def test_what_was_set_aside_is_taken_once_it_may_be(desk: Desk) -> None:
    office = desk.office()
    data = package("DB01", of("DB01", 1), of("CB77", 2))
    first = desk.take(office, data)
    assert [(one.id, one.code, one.params) for one in first.set_aside] == [
        (of("CB77", 2)["id"], "session_unit_unknown", {"unit": "CB77"})
    ]
    office.use_units([*office.units.values(), replace(office.units["CB01"], code="CB77", parent="DB01")])
    assert counted(desk.take(office, data)) == {"new": 1, "same": 1}
    assert desk.take(office, data).outcome == "known"
