"""Files read by further processes come to the same as files read here, whatever becomes of the processes."""

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports import opening, parallel
from exports.kit import write_kit
from exports.locking import unlock
from exports.merge import plan_merge
from exports.outcomes import Plan
from exports.parallel import Readers, spare_processors
from exports.reader import read_package
from exports.seal import unseal
from logs.book import LogBook
from logs.errors import SotayError
from tests.exports.age_file import locked
from tests.exports.desk import OFFICE, Desk, package_of, session_of, signer
from tests.independent import session, session_content, write_package


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def files(desk: Desk) -> list[Path]:
    """Files of every kind: sessions new and edited, one that is wrong, forged, damaged, locked, a kit, rubbish."""
    cell, other, third = desk.book("CB01"), desk.book("CB02"), desk.book("DB02")
    first = cell.add(session_of("CB01"))
    earlier = package_of(cell)
    cell.edit(first.id, session_of("CB01", topic="Đã sửa"))
    other.add(session_of("CB02", notes="có\u200b chữ ẩn"))
    third.add(session_of("DB02"))
    sent = package_of(other)
    odd = write_package([session(session_content(), number=1), session(session_content(attendance=0), number=2)])
    kit = write_kit(desk.office("another office"), signer(OFFICE))
    forged = sent.replace(b'"sig":"', b'"sig":"A', 1)
    sealed_away = locked(package_of(third), "mật khẩu")
    return [
        desk.file(data)
        for data in (
            earlier,
            package_of(cell),
            sent,
            sent,
            odd,
            forged,
            sent[:-30],
            sealed_away,
            kit,
            b"x",
            b"",
        )
    ]


def end_at_once(*_: object) -> None:
    """What a process does that the system kills."""
    os._exit(1)


def plan(book: LogBook, files: list[Path], readers: int) -> Plan:
    def opener(data: bytes) -> bytes:
        return unlock(data, passphrases=["mật khẩu"])

    return plan_merge(book, files, trust_new=True, unlock=opener, readers=readers)


def without_moments(made: Plan) -> object:
    """The plan but for the times that its documents were made at."""
    return made.files, made.packages, made.changes["sessions"], made.changes["totals"], made.changes["links"]


def test_files_read_by_other_processes_make_the_same_plan(
    desk: Desk, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = desk.office()
    here = plan(office, files, readers=0)
    monkeypatch.setattr(opening, "WORTH_IT", 0)
    # Nothing is read here but what no process answers.
    monkeypatch.setattr(opening._Ahead, "read", lambda ahead: ahead.take())
    assert without_moments(plan(office, files, readers=2)) == without_moments(here)
    assert not multiprocessing.active_children()


def test_a_process_reads_what_it_is_asked_for_and_nothing_else(desk: Desk, files: list[Path]) -> None:
    data = files[0].read_bytes()
    with Readers(1) as readers:
        assert readers.ask(files[0], unseal(data)) is None
        readers.start()
        asked = [readers.ask(path, unseal(data)) for path in (files[0], files[1], files[-1], desk.folder)]
        answers = [one.wait() for one in asked if one]
    assert answers == [read_package(data), None, None, None]


def test_a_forged_file_is_refused_by_the_process_that_reads_it(desk: Desk, files: list[Path]) -> None:
    with Readers(1) as readers:
        readers.start()
        asked = readers.ask(files[5], unseal(files[5].read_bytes()))
        answer = asked.wait() if asked else None
    assert isinstance(answer, SotayError)
    assert answer.code == "file_forged"


def test_what_a_process_does_not_answer_is_read_here(
    desk: Desk, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = desk.office()
    here = plan(office, files, readers=0)
    monkeypatch.setattr(opening, "WORTH_IT", 0)
    monkeypatch.setattr(parallel, "_answer_questions", end_at_once)
    assert without_moments(plan(office, files, readers=1)) == without_moments(here)
    assert not multiprocessing.active_children()


def test_where_no_process_can_be_started_files_are_read_here(
    desk: Desk, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_method: str) -> None:
        raise OSError

    office = desk.office()
    here = plan(office, files, readers=0)
    monkeypatch.setattr(opening, "WORTH_IT", 0)
    monkeypatch.setattr(multiprocessing, "get_context", refuse)
    assert without_moments(plan(office, files, readers=1)) == without_moments(here)


def test_the_processes_end_with_the_merge_that_is_interrupted(
    desk: Desk, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_done: int, _all: int) -> None:
        assert multiprocessing.active_children()
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "WORTH_IT", 0)
    with pytest.raises(KeyboardInterrupt):
        plan_merge(desk.office(), files, trust_new=True, progress=interrupt, readers=1)
    assert not multiprocessing.active_children()


def test_this_process_has_a_processor_of_its_own() -> None:
    assert 0 <= spare_processors() < (os.cpu_count() or 1)
