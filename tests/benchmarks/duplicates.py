"""What it costs to look for events logged twice among 100,000 sessions: `python -m tests.benchmarks.duplicates`.

The limit is one pass that only fills blocks by unit and day, in plain Python. All ways take their turns in one run, and
the processor's time is measured, since others may use the machine; a ratio is the median over the rounds of the time of
one way by the limit's in the same round.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from random import Random
from statistics import median

import msgspec

from logs.duplicates.index import Index, Likeness, likely_duplicates
from logs.duplicates.text_similarity import places, topics, words_of
from logs.session.query import Entry
from logs.text import fold
from tests.benchmarks.kit import Row, interleaved, say, timed
from tests.logs.doubles import ordinary, register

UNITS = 82
LIMIT = "blocks by unit and day, nothing else"


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
        LIMIT: blocks_only,
        "likely_duplicates": likely_duplicates,
        "likely_duplicates, texts never compared before": with_new_texts,
        "Index, filled": Index,
    }
    found = interleaved({name: partial(timed, partial(way, entries)) for name, way in ways.items()}, rounds)
    rows: list[Row] = [(f"{len(likely_duplicates(entries)):,} pairs found", "ms", "by the limit")]
    for name in found.turns:
        milliseconds, ratio = found.median(name, "processor") * 1000, found.ratio(name, LIMIT, "processor")
        rows.append((name, f"{milliseconds:.0f}", f"{ratio:.2f}x"))
    return rows


def asked(entries: list[Entry]) -> list[Row]:
    """What the index answers for sessions that it does not hold yet, and what it costs to keep one."""
    index = Index(entries)
    new = ordinary(2_000, UNITS, Random(2))  # noqa: S311 - repeatable on purpose
    rows: list[Row] = [("", "median, µs", "of 100 the slowest but one, µs")]
    for name, way in (("Index.like", index.like), ("Index.add", index.add)):
        spent = sorted(timed(partial(way, entry)).clock for entry in new)
        rows.append((name, f"{median(spent) * 1e6:.1f}", f"{spent[int(0.99 * len(spent))] * 1e6:.1f}"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
