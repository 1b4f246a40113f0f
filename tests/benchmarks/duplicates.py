"""What it costs to look for events logged twice among 100,000 sessions: `python -m tests.benchmarks.duplicates`.

The limit is one pass that only fills blocks by unit and day, in plain Python. All ways take their turns in one run, and
the processor's time is measured, since others may use the machine; a ratio is the median over the rounds of the time of
one way by the limit's in the same round.
"""

import argparse
import sys
import time
from collections.abc import Callable
from random import Random
from statistics import median

import msgspec

from logs.duplicates import Index, Likeness, likely_duplicates
from logs.query import Entry
from logs.resemblance import places, topics, words_of
from logs.search import fold
from tests.benchmarks.saves import Row, say
from tests.logs.doubles import ordinary, register

UNITS = 82


def main() -> int:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.duplicates")
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    # As sessions lie in the memory of a book that was opened: each with texts of its own, in no order.
    entries = msgspec.json.decode(
        msgspec.json.encode(register(given.sessions, UNITS, seed=1).entries), type=list[Entry]
    )
    title = f"{len(entries):,} sessions of {UNITS} units in a year"
    say(title, searched(entries, given.rounds))
    say("One new session against them", asked(entries))
    return 0


def blocks_only(entries: list[Entry]) -> dict[tuple[str, object], list[Entry]]:
    """The limit: one pass that only fills blocks by unit and day."""
    blocks: dict[tuple[str, object], list[Entry]] = {}
    for entry in entries:
        session = entry.session
        key = (session.unit, session.date)
        if key in blocks:
            blocks[key].append(entry)
        else:
            blocks[key] = [entry]
    return blocks


def with_new_texts(entries: list[Entry]) -> list[Likeness]:
    """The search as a process does it first, when nothing of texts is kept."""
    for kept in (places, topics, words_of, fold):
        kept.cache_clear()
    return likely_duplicates(entries)


def searched(entries: list[Entry], rounds: int) -> list[Row]:
    """A table of all ways over the same entries."""
    ways: dict[str, Callable[[list[Entry]], object]] = {
        "blocks by unit and day, nothing else": blocks_only,
        "likely_duplicates": likely_duplicates,
        "likely_duplicates, texts never compared before": with_new_texts,
        "Index, filled": Index,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.process_time()
            made = way(entries)
            times[name].append(time.process_time() - begun)
            del made
    limit = times["blocks by unit and day, nothing else"]
    rows: list[Row] = [(f"{len(likely_duplicates(entries)):,} pairs found", "ms", "by the limit")]
    for name, spent in times.items():
        ratio = median(one / least for one, least in zip(spent, limit, strict=True))
        rows.append((name, f"{median(spent) * 1000:.0f}", f"{ratio:.2f}x"))
    return rows


def asked(entries: list[Entry]) -> list[Row]:
    """What the index answers for sessions that it does not hold yet, and what it costs to keep one."""
    index = Index(entries)
    new = ordinary(2_000, UNITS, Random(2))  # noqa: S311 - repeatable on purpose
    rows: list[Row] = [("", "median, µs", "of 100 the slowest but one, µs")]
    for name, way in (("Index.like", index.like), ("Index.add", index.add)):
        spent = []
        for entry in new:
            begun = time.perf_counter()
            way(entry)
            spent.append(time.perf_counter() - begun)
        spent.sort()
        rows.append((name, f"{median(spent) * 1e6:.1f}", f"{spent[int(0.99 * len(spent))] * 1e6:.1f}"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
