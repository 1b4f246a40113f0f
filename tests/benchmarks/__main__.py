"""Everything that is measured, in one command and one table: `python -m tests.benchmarks`.

    --quick          only 4,400 sessions and one round of each
    --only NAMES     some of save, open, merge, remerge, coverage, duplicates, search, picture, key, report
    --json FILE      the figures as a file; --compare OLD.json says what has become of those of such a file
    --markdown       the table for a document

All ways of a task take their turns in rounds; figures are medians, ratios medians of the rounds' ratios. What is not
installed, and what fails, is named at the end and the rest goes on.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from textwrap import fill

import msgspec

from tests.benchmarks.groups import GROUPS, Found
from tests.benchmarks.kit import attempted, folder, is_installed, say, told
from tests.benchmarks.stores.store import STORES
from tests.benchmarks.summary import Run, compared, markdown, new_run, table
from tests.benchmarks.tasks import NAMES, TASKS

SIZES = (4_400, 25_000, 100_000)
QUICK = SIZES[:1]
_NOTHING = "from tests.benchmarks.cost import now, since, tell; tell(since(now()))"


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print."""
    given = _parser().parse_args(words)
    former = msgspec.json.decode(given.compare.read_bytes(), type=Run) if given.compare else None
    sizes = given.sizes or (QUICK if given.quick else SIZES)
    run = measured(sizes, given.rounds or (1 if given.quick else 3), given.only)
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(run)))
    if given.markdown:
        sys.stdout.write("\n".join((*markdown(run), "")))
    else:
        say(f"Sổ tay and others, {run.made}, {run.machine}", table(run))
        sys.stdout.write("\n".join(("", *_explained(run), "")))
    if former:
        say("This run by the one before", compared(run, former))
    sys.stdout.write("\n".join(("", *_notes(run), "")))
    return 0


def measured(sizes: Sequence[int], rounds: int, only: Sequence[str]) -> Run:
    """All figures of the tasks of these names."""
    run = new_run(empty=told("-c", _NOTHING).peak)
    run.left_out += [f"{name}: not installed" for name, known in STORES.items() if not is_installed(known.needs)]
    wanted = {key for key, task in TASKS.items() if task.name in only}
    with folder() as place, suppress(KeyboardInterrupt):
        for size in sizes:
            (place / str(size)).mkdir()
            for tasks, group in GROUPS.items():
                if asked := wanted.intersection(tasks):
                    _add(run, size, asked, partial(group, place / str(size), size, rounds, asked))
        return run
    run.left_out.append("everything after an interruption")
    return run


def _add(run: Run, size: int, asked: set[str], group: Callable[[], Found]) -> None:
    """Measure a group and take in what was asked of it; what cannot be measured here leaves the rest as it is."""
    titles = "; ".join(task.title for key, task in TASKS.items() if key in asked)
    _note(f"{size:,} sessions: {titles} …")
    begun, failures = time.perf_counter(), dict[str, str]()
    for key, found in (attempted(titles, group, failures) or {}).items():
        if key in asked:
            run.add(key, size, found)
    run.left_out += [f"{titles}, {size:,} sessions: {why}" for why in failures.values()]
    _note(f"    {time.perf_counter() - begun:.0f} s\n")


def _explained(run: Run) -> Iterator[str]:
    """What is done and compared in each row."""
    for key, task in TASKS.items():
        if run.of(key):
            yield fill(f"{task.title}: {task.says}", 118, subsequent_indent="  ")


def _notes(run: Run) -> Iterator[str]:
    """What stands below the table."""
    yield "Milliseconds of the processors, but for a save, which waits for the disk: by the clock. The others by what"
    yield "Sổ tay took in the same rounds: above 1 they took more; at their own largest size where that is another."
    if len(run.sizes) > 1:
        yield f"Growth n^x is a fit through {len(run.sizes)} points, no more. Memory is the peak of the process at the"
        yield f"largest size, less the {run.empty:.0f} MB of an empty one."
    yield "; ".join(f"{name} {version}" for name, version in run.versions.items())
    yield from (f"left out: {one}" for one in run.left_out)


def _note(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", help="sessions")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", type=_names, default=NAMES, metavar="NAMES", help="with commas between them")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--compare", type=Path, metavar="FILE")
    parser.add_argument("--markdown", action="store_true")
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in NAMES:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(NAMES)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
