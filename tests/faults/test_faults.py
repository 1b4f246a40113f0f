"""The quick set of faults; `python -m tests.faults` runs the long one."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.faults import calls, damage, derived, exchanges, full, kills, power, traced
from tests.faults.book_machine import LogBookMachine
from tests.faults.calls import ACTS, Act
from tests.faults.figures import Figures
from tests.faults.machine import BookMachine
from tests.faults.merges import MERGES, Desktop, Merge
from tests.logs.disk import Disk
from tests.systems import skip_where

TestAnyOrder = BookMachine.TestCase
TestAnyOrder.settings = settings(max_examples=25, stateful_step_count=20)
TestAnyOrderOfEverything = LogBookMachine.TestCase
TestAnyOrderOfEverything.settings = settings(max_examples=25, stateful_step_count=20)

each_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def assert_nothing_lost(figures: Figures) -> None:
    assert figures.tried
    assert (figures.lost, figures.alarms) == (0, 0)


@each_act
def test_no_call_that_fails_loses_a_save(tmp_path: Path, disk: Disk, act: Act) -> None:
    assert_nothing_lost(calls.failing(tmp_path, disk, act, (calls.ERRORS[0], None)))


@each_act
def test_no_call_that_a_program_dies_at_loses_a_save_or_raises_an_alarm(tmp_path: Path, disk: Disk, act: Act) -> None:
    assert_nothing_lost(calls.killing(tmp_path, disk, act))


each_merge = pytest.mark.parametrize("merge", MERGES, ids=lambda merge: merge.name)


@each_merge
def test_a_merge_of_which_any_call_fails_is_absent_and_can_be_made(tmp_path: Path, disk: Disk, merge: Merge) -> None:
    assert_nothing_lost(Desktop(tmp_path, disk).failing(merge, (calls.ERRORS[0], None)))


@each_merge
def test_a_merge_in_which_the_program_dies_is_whole_or_absent(tmp_path: Path, disk: Disk, merge: Merge) -> None:
    assert_nothing_lost(Desktop(tmp_path, disk).killing(merge))


def test_no_program_that_dies_while_it_repairs_loses_a_save(tmp_path: Path, disk: Disk) -> None:
    assert_nothing_lost(calls.killing_twice(tmp_path, disk, ACTS[0]))


def test_a_book_is_made_whole_or_can_be_made_again(tmp_path: Path, disk: Disk) -> None:
    assert_nothing_lost(calls.creating(tmp_path, disk))


def test_no_kill_loses_a_save(tmp_path: Path) -> None:
    assert_nothing_lost(kills.killed_at_random(tmp_path, 25, seed=1))


def test_a_second_program_reads_right_and_does_not_write(tmp_path: Path) -> None:
    assert_nothing_lost(kills.two_programs(tmp_path, 50))


def test_no_limit_on_files_loses_a_save(tmp_path: Path) -> None:
    skip_where(full.cannot_limit())
    assert_nothing_lost(full.limited_files(tmp_path, 8, seed=1))


def test_no_full_file_system_loses_a_save(tmp_path: Path) -> None:
    skip_where(full.cannot_mount())
    assert_nothing_lost(full.full_file_systems(tmp_path, 8, seed=1))


def test_no_power_cut_loses_a_save(tmp_path: Path) -> None:
    skip_where(power.cannot_cut())
    assert_nothing_lost(power.power_cuts(tmp_path, 8, seed=1))


def test_no_fault_put_into_a_call_loses_a_save(tmp_path: Path) -> None:
    skip_where(traced.cannot_trace())
    assert_nothing_lost(traced.traced_faults(tmp_path, range(1), ("error=EIO", "signal=KILL")))


def test_no_exchanged_file_hides_a_save_or_mixes_two_books(tmp_path: Path) -> None:
    assert_nothing_lost(exchanges.exchanged_files(tmp_path, 60, seed=1))


def test_no_file_that_saves_time_changes_what_a_book_says(tmp_path: Path) -> None:
    assert_nothing_lost(derived.files_that_save_time(tmp_path, 60, seed=1))


def test_no_damaged_file_is_silently_accepted(tmp_path: Path) -> None:
    outcome, silent = damage.damaged_files(tmp_path, 150, seed=1)
    assert sum(outcome) == 150
    assert not silent
