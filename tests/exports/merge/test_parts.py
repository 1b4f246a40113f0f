"""Exports too large for one file: parts in any order, missing, repeated, forged, old or of two exports."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import size_limit
from exports.merge.answers import refuse_file, trust_file
from exports.merge.outcomes import FileOutcome
from exports.merge.receipts import write_receipts
from exports.merge.unmerge import batches, undo, unmerge
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.progress.doubts import doubts
from logs.progress.receipt_day import correct_day
from logs.progress.status import progress
from logs.questions.questions import questions
from tests import independent
from tests.exports.desk import KEYS, OFFICE, Desk, contents, seed, session_of, signer
from tests.independent_reader import read_parts
from tui.text.letters import receipt_letter

SESSIONS = 12
UNIT = "CB01"


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that hold four sessions or so, with what each part repeats."""
    monkeypatch.setattr(size_limit, "MOST_BYTES", 13_900)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def cell_with(desk: Desk, count: int = SESSIONS, name: str = UNIT) -> LogBook:
    """A unit's book with so many sessions."""
    cell = desk.book(UNIT, name)
    for day in range(1, count + 1):
        cell.add(session_of(UNIT, notes=f"Buổi thứ {day}"))
    return cell


def exported(desk: Desk, book: LogBook) -> list[Path]:
    """The files of the book's next export."""
    desk.files += 1
    to = desk.folder / "outbox" / str(desk.files)
    to.parent.mkdir(exist_ok=True)
    return list(export_book(book, signer(book.owner.unit), to).paths)


def missing_in(outcomes: tuple[FileOutcome, ...]) -> list[str]:
    return [note.params["parts"] for file in outcomes for note in file.notes if note.code == "parts_missing"]


def codes(outcomes: tuple[FileOutcome, ...]) -> set[str]:
    return {note.code for file in outcomes for note in file.notes} - {"key_first"}


def test_the_parts_are_one_export_and_an_independent_reader_takes_them(desk: Desk) -> None:
    cell = cell_with(desk)
    paths = exported(desk, cell)
    assert len(paths) > 2
    assert [path.name for path in paths] == [
        f"BC_CB01_2014_v1_p{number}of{len(paths)}.jsonl" for number in range(1, len(paths) + 1)
    ]
    packages = read_parts(path.read_bytes() for path in paths)
    assert {line["id"] for package in packages for line in package["sessions"]} == set(cell.sessions.records)
    [export] = cell.exchange.exports()
    assert (export.number, export.sessions, export.parts) == (1, SESSIONS, len(paths))
    assert export.sha256 == packages[0]["package"]["part"]["export"]
    cell.add(session_of(UNIT))
    again = read_parts(path.read_bytes() for path in exported(desk, cell))
    assert {(one["package"]["number"], one["package"]["previous"]) for one in again} == {(2, export.sha256)}


def test_what_fits_one_file_is_written_as_before(desk: Desk) -> None:
    [path] = exported(desk, cell_with(desk, 1))
    assert path.name == "BC_CB01_2014_v1.jsonl"
    assert independent.read_package(path.read_bytes())["package"]["format"] == 1


def test_an_export_into_a_named_file_names_its_parts(desk: Desk) -> None:
    made = export_book(cell_with(desk), signer(UNIT), desk.folder / "to send.jsonl")
    assert made.path.name == f"to send_p1of{len(made.paths)}.jsonl"


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_order_repetition_and_batches_of_parts_give_the_same_book(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        try:
            cell, office = cell_with(desk), desk.office()
            paths = exported(desk, cell)
            more = data.draw(st.lists(st.sampled_from(paths), max_size=3))
            order = data.draw(st.permutations([*paths, *more]))
            cuts = sorted(data.draw(st.sets(st.integers(1, len(order) - 1), max_size=4)))
            merged: set[Path] = set()
            for start, stop in zip([0, *cuts], [*cuts, len(order)], strict=True):
                plan = desk.merge(office, *order[start:stop])
                assert {file.outcome for file in plan.files} <= {"merged", "known"}
                assert not codes(plan.files) - {"parts_missing"}
                new, merged = set(order[start:stop]) - merged, merged | set(order[start:stop])
                missing = [f"{n}/{len(paths)}" for n, path in enumerate(paths, start=1) if path not in merged]
                assert missing_in(plan.files) == ([", ".join(missing)] if missing and new else [])
                assert ("parts_missing" in _doubts(office)) == bool(missing)
            assert contents(office) == contents(cell)
            standing = next(
                one
                for one in progress(office.units.values(), office.exchange.received, office.directive, office.today())
                if one.unit == UNIT
            )
            assert (standing.records, standing.files, standing.state) == (SESSIONS, 1, "on_time")
        finally:
            desk.close()


def _doubts(office: LogBook) -> set[str]:
    told = doubts(office.exchange.received.values(), office.directive, office.today())
    return {notice.code for notice in told.get(UNIT, ())}


def test_a_forged_part_is_refused_and_the_others_are_taken(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    paths = exported(desk, cell)
    lines = paths[1].read_bytes().replace("Buổi thứ".encode(), "Buổi giả".encode())
    plan = desk.merge(office, paths[0], desk.file(lines), *paths[2:])
    assert [file.code for file in plan.files if file.outcome == "refused"] == ["file_damaged"]
    assert missing_in(plan.files) == [f"2/{len(paths)}"]
    # Sealed by another, in the unit's name: whose key it is has to be compared first.
    forged = independent.seal(lines.partition(b"\n")[2], seed("thief"))
    assert desk.take(office, forged).outcome == "quarantined"
    assert missing_in(desk.merge(office, paths[1]).files) == []
    assert contents(office) == contents(cell)


def test_a_part_of_an_older_export_is_told_and_changes_nothing_newer(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    older = exported(desk, cell)
    key = next(iter(cell.sessions.records))
    cell.edit(key, session_of(UNIT, notes="Đã sửa"))
    newer = exported(desk, cell)
    plan = desk.merge(office, *newer, older[0])
    assert "file_older" in codes(plan.files)
    assert "number_twice" not in codes(plan.files)
    assert contents(office) == contents(cell)


def test_parts_of_two_exports_of_one_number_are_told_apart(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    copied = desk.clone(cell, "copied")
    copied.add(session_of(UNIT, notes="Trên máy khác"))
    here, there = exported(desk, cell), exported(desk, copied)
    plan = desk.merge(office, here[0], *there[1:])
    assert "number_twice" in codes(plan.files)
    assert missing_in(plan.files) == [
        ", ".join(f"{number}/{len(here)}" for number in range(2, len(here) + 1)), f"1/{len(there)}"
    ]  # fmt: skip
    desk.merge(office, there[0], *here[1:])
    assert set(contents(office)) == set(contents(copied))


def test_nobody_fills_the_gap_or_hides_the_question_of_anothers_export(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    paths = exported(desk, cell)
    part = json.loads(paths[1].read_bytes().splitlines()[1])["part"]
    other = independent.write_package(
        [], [], [], seed("DB02"), unit="DB02", nil=True, counts=independent.totals([]), format=3, part=part
    )
    plan = desk.merge(office, paths[0], desk.file(other), *paths[2:])
    assert f"2/{len(paths)}" in missing_in(plan.files)
    assert "parts_missing" in _doubts(office)


def test_one_answer_about_the_key_takes_all_parts(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    desk.take(
        office, independent.write_package([], seed=seed("thief"), nil=True, counts={"sessions": 0, "attendance": 0})
    )
    plan = desk.merge(office, *exported(desk, cell))
    assert {file.outcome for file in plan.files} == {"quarantined"}
    [asked] = questions(office)
    assert asked.params["sessions"] == SESSIONS
    trust_file(office, plan.files[0].sha256)
    assert not office.exchange.waiting
    assert contents(office) == contents(cell)


def test_parts_are_refused_together_and_their_day_is_put_right_together(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    desk.take(office, independent.write_package([], seed=seed("thief"), nil=True, counts=independent.totals([])))
    plan = desk.merge(office, *(paths := exported(desk, cell)))
    refuse_file(office, plan.files[1].sha256)
    assert questions(office) == ()
    office.history.undo()
    trust_file(office, plan.files[0].sha256)
    came = office.today() - timedelta(days=3)
    correct_day(office, office.exchange.received[plan.files[2].sha256], came, "theo công văn")
    assert [file.day for file in office.exchange.received.values() if file.part] == [came] * len(paths)


def test_the_letter_of_a_receipt_tells_an_export_once_and_what_is_missing(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    paths = exported(desk, cell)
    for merged, missing in ((paths[:-1], f"{len(paths)}/{len(paths)}"), (paths, "")):
        desk.merge(office, *merged)
        letter = receipt_letter(office, UNIT)
        assert letter is not None
        lines = [line for line in letter.paragraphs if "sessions" in line or "Parts" in line]
        assert len(lines) == 1 + bool(missing)
        assert missing in lines[-1]


def test_locked_parts_and_those_of_a_second_laptop_have_names_of_their_own(desk: Desk) -> None:
    cell, copied = cell_with(desk), desk.book(UNIT, "second laptop")
    first = exported(desk, cell)
    for path in export_book(copied_with(copied), signer(UNIT), first[0].parent).paths:
        assert path.name.startswith(f"BC_CB01_2014_v1_{copied.owner.book[:8]}_p")
    locked = export_book(cell, signer(UNIT), first[0].parent, lock=lambda data: data[::-1]).paths
    assert [path.name for path in locked] == [
        f"BC_CB01_2014_v2_p{n}of{len(locked)}.jsonl.age" for n in range(1, len(locked) + 1)
    ]


def copied_with(book: LogBook) -> LogBook:
    for day in range(SESSIONS):
        book.add(session_of(UNIT, notes=f"Máy thứ hai, buổi {day}"))
    return book


def test_a_merge_of_parts_is_taken_back_as_a_whole(desk: Desk) -> None:
    cell, office = cell_with(desk), desk.office()
    paths = exported(desk, cell)
    desk.merge(office, *paths)
    undo(office)
    assert not office.exchange.received
    desk.merge(office, *paths[:1])
    first = batches(office)[0].key
    desk.merge(office, *paths[1:])
    unmerge(office, first)
    assert len(office.exchange.received) == len(paths) - 1
    assert missing_in(desk.merge(office, paths[0]).files) == []
    assert contents(office) == contents(cell)


def test_a_receipt_tells_of_all_parts_and_comes_in_parts_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cell, office = cell_with(desk), desk.office()
    desk.merge(office, *exported(desk, cell))
    monkeypatch.setattr(size_limit, "MOST_BYTES", 13_000)
    [written] = write_receipts(office, signer(OFFICE), desk.folder / "receipts", [UNIT])
    assert written.held == SESSIONS
    assert len(written.paths) > 1
    first, *others = reversed(written.paths)
    plan = desk.merge(cell, first, trust=KEYS)
    assert len(missing_in(plan.files)) == 1
    plan = desk.merge(cell, *others, first, trust=KEYS)
    assert missing_in(plan.files[-2:]) == []
    assert plan.files[-1].outcome == "known"
    standings = {cell.exchange.standing(entry) for entry in cell.find()}
    assert standings == {"received"}


def test_figures_of_an_export_stay_until_the_next_is_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    middle, office = desk.book("DB01", role="committee"), desk.office()
    for unit in ("DB01", "CB02"):
        middle.add(session_of(unit))

    def figures() -> list[Path]:
        (to := desk.folder / "outbox" / str(middle.generation)).mkdir(parents=True)
        return list(export_book(middle, signer("DB01"), to, totals=True).paths)

    def counted() -> dict[str, int]:
        return {told.totals.unit: told.totals.sessions for told in office.figures.counting().told}

    desk.merge(office, *figures(), trust=KEYS)
    assert counted() == {"DB01": 1, "CB02": 1}
    monkeypatch.setattr(size_limit, "MOST_BYTES", 13_000)
    middle.add(session_of("DB01", notes="Buổi mới"))
    for path in (paths := figures()):
        desk.merge(office, path, trust=KEYS)
        assert counted().keys() == {"DB01", "CB02"}
    assert len(paths) > 1
    assert counted() == {"DB01": 2, "CB02": 1}
