"""The long set of faults: `python -m tests.faults [--scale 0.1] [--only kill]`.

Exits 1 when a save was lost, or where `TESTS_REQUIRE_TOOLS` is 1 and a tool is missing.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.faults import calls, damage, derived, exchanges, full, kills, power, traced
from tests.faults.book_machine import LogBookMachine
from tests.faults.calls import ACTS
from tests.faults.figures import Figures, total
from tests.faults.machine import BookMachine
from tests.faults.merges import MERGES, Desktop, Merge
from tests.logs.disk import Disk
from tests.systems import TOOLS_ARE_REQUIRED


def main() -> int:
    """Run everything and say what it came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--scale", type=float, default=1.0, help="how much of the long set (1: all of it)")
    parser.add_argument("--seed", type=int, default=1, help="another number: other instants, damages and orders")
    parser.add_argument("--only", default="", help="the sets whose name holds this text")
    given = parser.parse_args()

    def many(number: int) -> int:
        return max(1, int(number * given.scale))

    def every_call(folder: Path, act: Callable[[Path, Disk, calls.Act], Figures]) -> Figures:
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch)
            return total([act(_made(folder / str(index)), disk, one) for index, one in enumerate(ACTS)])

    def making(folder: Path) -> Figures:
        with pytest.MonkeyPatch.context() as patch:
            return calls.creating(folder, Disk(patch))

    def every_merge(folder: Path, act: Callable[[Desktop, Merge], Figures]) -> Figures:
        with pytest.MonkeyPatch.context() as patch:
            desktop = Desktop(folder, Disk(patch))
            return total([act(desktop, one) for one in MERGES])

    def any_order(machine: type[RuleBasedStateMachine], number: int) -> Figures:
        wanted = hypothesis.settings(
            max_examples=number,
            stateful_step_count=40,
            deadline=None,
            database=None,
            derandomize=False,
            print_blob=True,
        )
        run_state_machine_as_test(hypothesis.seed(seed)(machine), settings=wanted)
        return Figures(number)

    seed = given.seed
    sets: list[tuple[str, str, Callable[[Path], Figures]]] = [
        ("kill -9 at random instants", "", lambda folder: kills.killed_at_random(folder, many(1_000), seed)),
        ("every call failed, 4 errors and short writes", "", lambda folder: every_call(folder, calls.failing)),
        ("ended at every call", "", lambda folder: every_call(folder, calls.killing)),
        ("ended at every call, and again in the repair", "", lambda folder: every_call(folder, calls.killing_twice)),
        ("a book made, failed and ended at every call", "", making),
        ("a merge, failed at every call", "", lambda folder: every_merge(folder, Desktop.failing)),
        ("a merge, ended at every call", "", lambda folder: every_merge(folder, Desktop.killing)),
        (
            "strace: every call, 3 errors and kill",
            traced.cannot_trace(),
            lambda folder: traced.traced_faults(folder, range(many(len(ACTS)))),
        ),
        ("a limit on files", full.cannot_limit(), lambda folder: full.limited_files(folder, many(200), seed)),
        (
            "a full file system",
            full.cannot_mount(),
            lambda folder: full.full_file_systems(folder, many(200), seed),
        ),
        ("power cut, ext4", power.cannot_cut(), lambda folder: power.power_cuts(folder, many(200), seed)),
        ("files exchanged", "", lambda folder: exchanges.exchanged_files(folder, many(1_000), seed)),
        (
            "files that save time, damaged and exchanged",
            "",
            lambda folder: derived.files_that_save_time(folder, many(1_000), seed),
        ),
        ("two programs", "", lambda folder: kills.two_programs(folder, many(2_000))),
        ("any order of saves (Hypothesis, runs of 40 steps)", "", lambda _: any_order(BookMachine, many(300))),
        ("any order of everything (Hypothesis, runs of 40 steps)", "", lambda _: any_order(LogBookMachine, many(200))),
    ]
    lost, missing = 0, False
    silent: list[str] = []
    _say(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="sotay-faults-") as place:
        for index, (name, why_not, run) in enumerate(sets):
            if given.only not in name:
                continue
            begun = time.monotonic()
            figures = Figures() if why_not else run(_made(Path(place) / str(index)))
            lost += figures.lost + figures.alarms
            missing |= bool(why_not) and TOOLS_ARE_REQUIRED
            _say(f"{name}: {why_not or figures} ({time.monotonic() - begun:.0f} s)")
        if given.only in "damaged files":
            outcome, silent = damage.damaged_files(_made(Path(place) / "damaged"), many(1_000), seed)
            _say(f"damaged files: {sum(outcome)}; {outcome}", *silent)
    return 1 if lost or missing or silent else 0


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
