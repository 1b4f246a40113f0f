"""What comes down from the office: starter kits, receipts, decisions; and answers about duplicates, up and down."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from exports.merge.answers import trust_file
from exports.merge.outcomes import FileOutcome, Plan
from exports.merge.receipts import senders, write_receipts
from exports.merge.unmerge import batches, undo, unmerge
from exports.package.kit import begun_from, load_kit, read_kit, write_kit
from exports.package.seal import seal
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.catalogue.directive import read_directive
from logs.errors import SotayError
from logs.exchange.same_event import link_id
from logs.model import Reporter
from logs.questions.answers import answer_duplicate, keep_both, keep_version
from tests import independent
from tests.books import fill_disk
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, contents, seed, session_of, signer
from tests.logs.sessions import complete_session

NOTHING = {"sessions": 0, "attendance": 0}


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:  # type: ignore[no-untyped-def]
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def kitted(desk: Desk, office: LogBook, unit: str = "CB01") -> LogBook:
    """A reporter's book made from the office's kit."""
    kit = read_kit(write_kit(office, signer(OFFICE)))
    book = desk.book(unit, f"kitted {unit}", units=kit.units)
    begun_from(book, kit)
    return book


def receipt(desk: Desk, office: LogBook, reporter: LogBook) -> FileOutcome:
    """What became of the office's receipt in the reporter's book."""
    data = desk.receipt(office, reporter.owner.unit)
    assert data is not None
    return desk.take(reporter, data)


def test_receipts_are_written_in_the_order_of_the_units_that_sent_something(desk: Desk) -> None:
    office, units = desk.office(), ["DB02", "CB02", "DB01", "CB01"]
    assert senders(office) == []
    for unit in units:
        cell = desk.book(unit)
        cell.add(session_of(unit))
        desk.merge(office, desk.export(cell))
    assert senders(office) == sorted(units)
    written = write_receipts(office, signer(OFFICE), desk.folder / "receipts", [*units, "DB77"])
    assert [(one.unit, one.held) for one in written] == [(unit, 1) for unit in sorted(units)]
    names = [f"PN_{unit}_2014-05-20.jsonl" for unit in sorted(units)]
    assert (
        [one.path.name for one in written]
        == sorted(path.name for path in (desk.folder / "receipts").iterdir())
        == names
    )


def test_a_disk_that_takes_no_receipt_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    office, cell = desk.office(), desk.book("CB01")
    cell.add(session_of("CB01"))
    desk.merge(office, desk.export(cell))
    to = desk.folder / "receipts"
    fill_disk(monkeypatch)
    with pytest.raises(SotayError, match="export_failed") as caught:
        write_receipts(office, signer(OFFICE), to, ["CB01"])
    assert caught.value.params == {"path": str(to), "detail": "ENOSPC"}


# ---------------------------------------------------------------- starter kits


def test_a_book_made_from_a_kit_has_the_offices_lists_and_believes_its_key(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    assert set(book.units) == {unit.code for unit in UNITS}
    assert book.directive.id == office.directive.id
    assert [(one.unit, one.level) for one in book.exchange.senders.values()] == [(OFFICE, "committee")]
    again = desk.take(book, write_kit(office, signer(OFFICE)))
    assert (again.outcome, again.code) == ("known", "kit_known")


def test_a_newer_kit_updates_a_book_in_use_and_touches_no_session(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    entry = book.add(session_of("CB01"))
    record = book.sessions.record(entry.id)
    former = set(book.units)
    office.use_units([*UNITS, replace(UNITS[-1], code="DB03", name="Đảng bộ Sở Tư pháp")])
    office.use_directive(read_directive(office.directive.source.replace("2014-12-15", "2014-12-20").encode()))
    taken = desk.take(book, write_kit(office, signer(OFFICE)))
    assert (taken.outcome, taken.notes[0].code) == ("merged", "kit_taken")
    assert set(book.units) == {*former, "DB03"}
    assert book.directive.reporting.deadline.day == 20
    assert book.sessions.record(entry.id) == record
    undo(book)
    assert (set(book.units), book.directive.reporting.deadline.day) == (former, 15)


def test_the_own_unit_stays_listed_whatever_the_kit_says(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office, "CB02")
    office.use_units([unit for unit in UNITS if unit.code != "CB02"])
    desk.take(book, write_kit(office, signer(OFFICE)))
    assert "CB02" in book.units


def test_a_kit_of_a_strange_key_waits_until_a_person_trusts_it(desk: Desk) -> None:
    office, book = desk.office(), desk.book("CB01")
    kit = write_kit(office, signer("thief"))
    waiting = desk.take(book, kit)
    assert (waiting.outcome, waiting.code) == ("quarantined", "office_key_new")
    assert book.reference.kit is None
    trust_file(book, waiting.sha256)
    assert book.reference.kit is not None
    assert book.exchange.waiting == {}


@pytest.mark.parametrize(
    "spoil", [lambda kit: kit.replace(b"Lai Ch", b"Lai-Ch"), lambda kit: kit.partition(b"\n")[2], lambda kit: kit[:-40]]
)
def test_an_altered_kit_is_refused(desk: Desk, spoil) -> None:  # type: ignore[no-untyped-def]
    office = desk.office()
    with pytest.raises(SotayError):
        read_kit(spoil(write_kit(office, signer(OFFICE))))
    outcome = desk.take(desk.book("CB01"), spoil(write_kit(office, signer(OFFICE))))
    assert outcome.outcome == "refused"


def test_an_older_kit_does_not_come_back(desk: Desk) -> None:
    office = desk.office()
    older = write_kit(office, signer(OFFICE))
    office.reference.add_reporter(Reporter(code="x", unit=OFFICE, name="X"))
    book = kitted(desk, office)
    assert desk.take(book, older).code == "kit_known"


# ---------------------------------------------------------------- receipts


def test_a_receipt_marks_what_the_office_holds(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    first, second = book.add(session_of("CB01")), book.add(session_of("CB01", topic="Chuyên đề biên giới"))
    assert book.exchange.standing(first) == "new"
    desk.merge(office, desk.export(book))
    assert book.exchange.standing(first) == "sent"
    taken = receipt(desk, office, book)
    assert (taken.outcome, taken.notes[0].params) == ("merged", {"unit": OFFICE, "held": 2, "left": 0})
    assert [book.exchange.standing(one) for one in (first, second)] == ["received", "received"]
    edited = book.edit(first.id, session_of("CB01", place="Nhà văn hóa"))
    assert book.exchange.standing(edited) == "new"
    assert receipt(desk, office, book).outcome == "known"
    assert book.exchange.received == {}


def test_a_receipt_names_what_was_set_aside_and_why(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    mine, other = book.add(session_of("CB01")), book.add(session_of("CB02"))
    desk.merge(office, desk.export(book))
    receipt(desk, office, book)
    assert (book.exchange.standing(mine), book.exchange.standing(other)) == ("received", "to_mend")
    rejected = book.exchange.rejection(other.id)
    assert rejected is not None
    assert (rejected.code, rejected.params) == ("session_of_other_unit", {"unit": "CB02"})
    mended = book.edit(other.id, session_of("CB01"))
    desk.merge(office, desk.export(book))
    receipt(desk, office, book)
    assert book.exchange.standing(mended) == "received"


def test_a_receipt_names_a_session_whose_line_no_one_could_read(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    good, bad = book.add(session_of("CB01")), book.add(session_of("CB01", minutes=44))
    body = desk.export(book).read_bytes().partition(b"\n")[2]
    assert body.count(b'"minutes":44') == 1
    package = desk.file(seal(body.replace(b'"minutes":44', b'"minutes":4.4'), signer("CB01")))
    for _time in range(2):
        (outcome,) = desk.merge(office, package).files
        assert [(one.id, one.code) for one in outcome.set_aside] == [(bad.id, "line_field")]
        (written,) = write_receipts(office, signer(OFFICE), desk.folder / "receipts", ["CB01"])
        assert (written.held, written.set_aside) == (1, 1)
    receipt(desk, office, book)
    assert (book.exchange.standing(good), book.exchange.standing(bad)) == ("received", "to_mend")
    rejected = book.exchange.rejection(bad.id)
    assert rejected is not None
    assert (rejected.code, rejected.params["field"]) == ("line_field", "minutes")


def test_a_decision_of_the_office_comes_home(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    entry = book.add(session_of("CB01"))
    clone = desk.clone(book, "second laptop")
    book.edit(entry.id, session_of("CB01", attendance=30, audience={"DV": 30}))
    wanted = clone.edit(entry.id, session_of("CB01", attendance=31, audience={"DV": 31}))
    desk.merge(office, desk.export(book), desk.export(clone))
    assert office.sessions.get(entry.id).conflict
    keep_version(office, entry.id, wanted.version)
    data = desk.receipt(office, "CB01")
    assert data is not None
    for one in (book, clone):
        desk.take(one, data)
        assert one.sessions.get(entry.id).session.attendance == 31
        ours, theirs = one.sessions.record(entry.id), office.sessions.record(entry.id)
        assert ours
        assert theirs
        assert (ours.heads, ours.replaced) == (theirs.heads, theirs.replaced)
        assert one.exchange.standing(one.sessions.get(entry.id)) == "received"


def test_both_versions_of_a_unit_come_home_as_sessions_of_their_own(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    entry = book.add(session_of("CB01"))
    clone = desk.clone(book, "second laptop")
    book.edit(entry.id, session_of("CB01", place="A"))
    clone.edit(entry.id, session_of("CB01", place="B"))
    desk.merge(office, desk.export(book), desk.export(clone))
    keep_both(office, entry.id)
    data = desk.receipt(office, "CB01")
    assert data is not None
    for one in (book, clone):
        desk.take(one, data)
        assert sorted(own.session.place for own in one.find()) == ["A", "B"]
        desk.merge(office, desk.export(one))
    assert contents(office) == contents(book) == contents(clone)
    assert len(office.figures.counted()) == 2


def test_a_receipt_of_another_book_is_refused(desk: Desk) -> None:
    office = desk.office()
    book, other = kitted(desk, office), kitted(desk, office, "CB02")
    book.add(session_of("CB01"))
    desk.merge(office, desk.export(book))
    data = desk.receipt(office, "CB01")
    assert data is not None
    outcome = desk.take(other, data)
    assert (outcome.outcome, outcome.code) == ("refused", "receipt_of_other")


def test_receipts_are_written_for_those_who_sent(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    book.add(session_of("CB01"))
    desk.merge(office, desk.export(book))
    written = write_receipts(office, signer(OFFICE), desk.folder / "receipts", ["CB01", "CB02"])
    assert [(one.unit, one.held, one.set_aside, one.decided) for one in written] == [("CB01", 1, 0, 0)]
    assert written[0].path.name == "PN_CB01_2014-05-20.jsonl"
    independent.read_package(desk.export(book).read_bytes())


def test_receipts_right_after_a_merge_say_what_they_say_later(desk: Desk) -> None:
    office, units = desk.office(), ["CB01", "CB02", "DB02"]
    plain, edited, mixed = (kitted(desk, office, unit) for unit in units)
    plain.add_several(session_of("CB01") for _ in range(3))
    entry = edited.add(session_of("CB02"))
    clone = desk.clone(edited, "second laptop")
    edited.edit(entry.id, session_of("CB02", place="A"))
    clone.edit(entry.id, session_of("CB02", place="B"))
    mixed.add_several(map(session_of, ("DB02", "CB01")))
    plan = desk.merge(office, *map(desk.export, (plain, edited, clone, mixed)))
    assert set(plan.as_they_came) == {file.sha256 for file in plan.files if file.unit == "CB01"}

    def said(name: str, after: Plan | None = None) -> list[tuple[int, bytes]]:
        written = write_receipts(office, signer(OFFICE), desk.folder / name, units, after)
        # Heads tell the number of the save.
        return [(one.decided, one.path.read_bytes().split(b"\n", 2)[2]) for one in written]

    assert said("now", plan) == said("later")
    office.edit(plain.find()[0].id, session_of("CB01", place="Hội trường lớn"))
    changed = said("changed", plan)
    assert changed == said("changed later")
    assert [decided for decided, _lines in changed] == [1, 1, 0]


# ---------------------------------------------------------------- answers about duplicates


def joint(unit: str, partner: str) -> dict[str, object]:
    """A session that two units held together, as one of them logs it."""
    return {"unit": unit, "partners": [partner], "reporters": [f"{unit}-an"]}


def test_the_same_event_counts_once_here_and_one_level_up(desk: Desk) -> None:
    office = desk.office()
    middle = desk.book("DB01", "middle", role="committee")
    books = [desk.book("CB01"), desk.book("CB02")]
    for book, partner in zip(books, ("CB02", "CB01"), strict=True):
        book.add(complete_session(**joint(book.owner.unit, partner)))
    files = [desk.export(book) for book in books]
    desk.merge(middle, *files)
    a, b = sorted(middle.sessions.records)
    assert len(middle.figures.counted()) == 2
    answer_duplicate(middle, a, b, "same")
    assert [one.id for one in middle.figures.counted()] == [a]
    assert len(middle.find()) == 2
    up = write_package(middle, signer("DB01")).data
    for order in ([desk.file(up), *files], [*files, desk.file(up)]):
        above = desk.office(f"office {len(desk.books)}")
        desk.merge(above, *order)
        assert [one.id for one in above.figures.counted()] == [a]
        assert above.figures.links[link_id(a, b)] == middle.figures.links[link_id(a, b)]
    undo(middle)
    assert len(middle.figures.counted()) == 2
    desk.merge(office, desk.file(write_package(middle, signer("DB01")).data))
    assert len(office.figures.counted()) == 2


def test_nobody_links_sessions_of_others(desk: Desk) -> None:
    office = desk.office()
    books = [desk.book("CB01"), desk.book("DB02")]
    entries = [book.add(session_of(book.owner.unit)) for book in books]
    desk.merge(office, *map(desk.export, books))
    thief = books[1]
    desk.merge(thief, desk.export(books[0]), trust=KEYS)
    answer_duplicate(thief, entries[0].id, entries[1].id, "same")
    outcome = desk.merge(office, desk.export(thief)).files[0]
    assert [one.code for one in outcome.set_aside] == ["link_of_other_unit"]
    assert len(office.figures.counted()) == 2


def test_nobody_takes_back_what_was_answered_about_sessions_of_others(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("CB01")
    a, b = sorted(cell.add(session_of("CB01", topic=topic)).id for topic in ("một", "hai"))
    desk.merge(office, desk.export(cell))
    answer_duplicate(office, a, b, "same")
    key, held = link_id(a, b), office.figures.links[link_id(a, b)]
    seen = [held.shown.id]
    version = independent.version_id(key, None, seen)
    line = {"kind": "link", "id": key, "version": version, "parents": seen, "seen": seen, "content": None}
    outcome = desk.take(office, independent.write_package([line], unit="DB02", seed=seed("DB02"), counts=NOTHING))
    assert [one.code for one in outcome.set_aside] == ["link_of_other_unit"]
    assert office.figures.links[key] == held


def test_a_receipt_tells_nothing_of_sessions_of_others(desk: Desk) -> None:
    office, cell, thief = desk.office(), desk.book("CB01"), desk.book("DB02")
    entry = cell.add(session_of("CB01"))
    former = desk.export(cell)
    desk.merge(office, former)
    cell.edit(entry.id, session_of("CB01", notes="chỉ cho cấp trên"))
    desk.merge(office, desk.export(cell))
    desk.merge(thief, former, trust=KEYS)
    desk.merge(office, desk.export(thief))
    data = desk.receipt(office, "DB02")
    assert data is not None
    assert entry.id.encode() in data
    assert "chỉ cho cấp trên".encode() not in data


def test_no_office_is_believed_for_sending_packages_from_below(desk: Desk) -> None:
    office, middle = desk.office(), desk.book("DB01", role="committee")
    middle.add(session_of("DB01"))
    desk.merge(office, desk.export(middle))
    before = dict(office.units)
    middle.use_units([replace(one, parent="DB01") if one.code == "DB02" else one for one in UNITS])
    outcome = desk.take(office, write_kit(middle, signer("DB01")), trust=frozenset())
    assert (outcome.outcome, outcome.code) == ("quarantined", "office_key_new")
    assert office.units == before


def test_a_key_of_one_office_brings_no_kit_of_another(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    other = desk.book("DB02", role="committee")
    outcome = desk.take(book, write_kit(other, signer(OFFICE)))
    assert (outcome.outcome, outcome.code) == ("quarantined", "office_key_new")


def test_of_two_kits_that_come_together_the_newer_one_is_taken(desk: Desk) -> None:
    office = desk.office()
    older = desk.file(write_kit(office, signer(OFFICE)))
    office.use_units([*UNITS, replace(UNITS[-1], code="DB03", name="Đảng bộ Sở Tư pháp")])
    newer = desk.file(write_kit(office, signer(OFFICE)))
    for files in ((older, newer), (newer, older)):
        book = desk.book("CB01", f"book {len(desk.books)}")
        mark = frozenset({signer(OFFICE).public_key})
        desk.merge(book, *files, trust=mark)
        assert "DB03" in book.units
        assert book.reference.kit is not None
        assert book.reference.kit.number == office.generation


def test_the_level_above_is_not_believed_under_a_former_code(desk: Desk) -> None:
    units = [replace(one, aliases=("DUK-CU",)) if one.code == OFFICE else one for one in UNITS]
    book = desk.book("CB01", units=tuple(units))
    data = independent.write_package([], unit="DUK-CU", seed=seed("thief"), nil=True, counts=NOTHING)
    outcome = desk.take(book, data)
    assert (outcome.outcome, outcome.code) == ("quarantined", "office_key_new")


def test_a_merge_taken_back_takes_its_kit_and_its_receipt_back(desk: Desk) -> None:
    office = desk.office()
    book = kitted(desk, office)
    entry = book.add(session_of("CB01"))
    desk.merge(office, desk.export(book))
    office.use_units([*UNITS, replace(UNITS[-1], code="DB03", name="Đảng bộ Sở Tư pháp")])
    told = desk.receipt(office, "CB01")
    assert told is not None
    files = desk.file(told), desk.file(write_kit(office, signer(OFFICE)))
    before = book.reference.kit, dict(book.units), dict(book.exchange.senders)
    desk.merge(book, *files)
    unmerge(book, batches(book)[0].key)
    assert (book.reference.kit, book.units, book.exchange.senders) == before
    assert book.exchange.standing(entry) == "sent"
    assert [one.outcome for one in desk.merge(book, *files).files] == ["merged", "merged"]
    assert book.exchange.standing(entry) == "received"


def test_a_kit_under_an_impossible_name_is_refused_in_a_sentence(desk: Desk) -> None:
    with pytest.raises(SotayError, match="path_unreadable"):
        load_kit(desk.folder / ("k" * 300))
