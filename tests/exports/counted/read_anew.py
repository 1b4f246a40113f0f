"""Books read afresh: what columns say of them, made anew or kept beside book.json, is what one says session by session.

python -m tests.exports.counted.read_anew 0 2000
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date as Date
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from logs.book.book import LogBook
from logs.book.reading import Selection
from logs.counting.counts import Outline
from logs.counting.facts import BY
from logs.counting.rule import Judged
from logs.counting.sums import Sums
from logs.counting.tally import Tallies
from logs.periods import Span
from logs.session.query import REASONS, Query
from logs.store import derived
from tests.exports.counted.books import DAYS, DOCUMENTS, GROUPS, THEMES, WRITTEN, any_session, random_book
from tests.exports.desk import Desk
from tests.exports.levels import folder_in_memory

WORDS = ("bien", "chi bo", "LC-02", "cb01", "a", "zzz", "hoi truong")


def any_query(random: Random) -> Query:
    """Conditions of any kind, mostly few of them."""
    days = sorted(random.sample(DAYS, 2))
    start, end = map(Date.fromisoformat, days)
    choices: dict[str, Any] = {
        "start": start, "end": end, "unit": random.choice(WRITTEN), "theme": random.choice((*THEMES, "NT")),
        "form": random.choice(("SH", "HC")), "audience": random.choice((*GROUPS, "")),
        "reporter": random.choice(("BCV-01", ("BCV-02", "BCV-03"))), "document": random.choice(DOCUMENTS),
        "mode": "online", "mark": random.choice(("new_media", "joint", "several")),
        "status": random.choice(("complete", "draft")), "standing": random.choice(("new", "received")),
        "text": random.choice(WORDS), "conflict": random.random() < 0.5, "only_unit": True, "counted": True,
        "left_out": random.choice(REASONS), "former": True, "also": Query(reporter="BCV-01"),
    }  # fmt: skip
    names = random.sample(sorted(choices), random.choice((0, 1, 1, 2, 3)))
    if "counted" in names and "left_out" in names:
        names.remove("left_out")
    return Query(**{name: choices[name] for name in names})


def one_by_one(book: LogBook, query: Query) -> list[Judged]:
    """The sessions asked for, each looked at by itself."""
    rule, live = book.figures.rule, book.sessions.live()
    exchange, text_of = book.exchange, book.sessions.texts.of
    test = query.test(book.directive, lambda entry: text_of(live[entry.id]), exchange.standing, exchange.speakers.below)
    span = Span(query.start, query.end) if query.counted and query.has_days else None
    judged = [rule.judge(entry, span) for entry in live.values()]
    found = [
        one
        for one in judged
        if (not query.counted or one.left_out is None)
        and query.left_out in (None, one.left_out)
        and (not query.former or rule.is_former(one.read.id, one.left_out))
        and test(one.read)
    ]
    return sorted(found, key=lambda one: (one.read.session.date, one.read.id))


def outline(one: Judged) -> Outline:
    """What a list shows of a session."""
    session = one.read.session
    return Outline(
        one.read.id, one.read.version, session.date, session.unit, session.status, session.form, session.attendance,
        session.themes, session.topic, session.place, one.left_out, one.read.conflict,
    )  # fmt: skip


def amount_differences(selected: Selection, wanted: Sequence[Judged]) -> Iterator[str]:
    """Of these sessions."""
    counted, counts = [one for one in wanted if one.left_out is None], selected.counts
    reasons = Counter(one.left_out for one in wanted if one.left_out is not None)
    if (counts.counted, counts.left_out, counts.all) != (len(counted), dict(reasons), len(wanted)):
        yield "counts"
    if counts.attendance != sum(one.read.session.attendance or 0 for one in counted):
        yield "attendance"
    if selected.amounts("reporters") != Counter(one.read.session.reporters for one in wanted):
        yield "amounts"
    if selected.last_days("unit") != {one.read.session.unit: one.read.session.date for one in wanted}:
        yield "last days"
    if selected.versions() != {one.read.id: one.read.version for one in wanted}:
        yield "versions"
    by_hand, sums = Sums([("unit", "month")]), Sums([("unit", "month")])
    selected.add_to(sums)
    for one in wanted:
        by_hand.add(one.read.session)
    if sums.of("unit", "month") != by_hand.of("unit", "month"):
        yield "sums"


def listed_otherwise(selected: Selection, wanted: list[Judged]) -> Iterator[str]:
    """In which forms columns do not list the sessions that are wanted."""
    ids = [one.read.id for one in wanted]
    if list(selected.judged()) != wanted or selected.ids() != ids:
        yield "sessions"
    if list(selected.outlines()) != list(map(outline, wanted)):
        yield "outlines"
    if [one.id for one in selected.written()] != ids:
        yield "written"


def differences(book: LogBook, random: Random, queries: int) -> Iterator[str]:
    """Where columns and the sessions one by one do not say the same."""
    for query in (Query(), *(any_query(random) for _ in range(queries))):
        selected, wanted = book.figures.reading.select(query), one_by_one(book, query)
        yield from (f"{kind}: {query}" for kind in listed_otherwise(selected, wanted))
        yield from (f"{kind}: {query}" for kind in amount_differences(selected, wanted))
    tallies, by_hand = book.figures.reading.tallies(Query(), BY), Tallies(book.directive, BY)
    for one in one_by_one(book, Query()):
        by_hand.add(one.read.session, one.left_out, conflict=one.read.conflict)
    for shape in by_hand.sums.shapes:
        if tallies.sums.of(*shape) != by_hand.sums.of(*shape):
            yield f"sums: {shape}"
    if +tallies.left_out != +by_hand.left_out or tallies.several != by_hand.several:
        yield "left out"


def lived_on(book: LogBook, random: Random) -> None:
    """Fold the journal, mostly, and save more behind it, mostly."""
    if random.random() < 0.9:
        book.storage.checkpoint()
    if random.random() < 0.7:
        book.add_several(any_session(random) for _ in range(random.randint(1, 4)))
        for entry in random.sample(book.find(), min(2, len(book.find()))):
            if "." in entry.id:
                continue
            if random.random() < 0.5:
                book.delete(entry.id)
            else:
                book.edit(entry.id, any_session(random))


def read_anew(seed: int, folder: Path, queries: int = 8) -> tuple[list[str], bool]:
    """What differs in a random book that is read twice, and whether it was read from the file the second time."""
    found: list[str] = []
    desk, random, was_kept = Desk(folder), Random(seed), False  # noqa: S311 - repeatable on purpose
    with random_book(desk, seed) as book, mock.patch.object(derived, "_LEAST", 0):
        lived_on(book, random)
        for _ in range(2):
            with LogBook.open(book.folder, clock=desk.clock, read_only=True) as reader:
                was_kept = reader.storage.derived() is not None
                found += differences(reader, Random(seed), queries)  # noqa: S311
        found += differences(book, Random(seed), queries)  # noqa: S311 - the writer that has seen all saves
    return found, was_kept


def main() -> int:
    """Say of each of these books what differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.exports.counted.read_anew", description=__doc__)
    parser.add_argument("first", type=int, help="the seed of the first book")
    parser.add_argument("last", type=int, help="the seed behind that of the last one")
    asked = parser.parse_args()
    kept = differing = 0
    for seed in range(asked.first, asked.last):
        with tempfile.TemporaryDirectory(dir=folder_in_memory()) as folder:
            found, was_kept = read_anew(seed, Path(folder))
        kept += was_kept
        differing += bool(found)
        if found:
            print(seed, found[:3], flush=True)  # noqa: T201 - what the run is for
    kinds = {
        "books read anew": asked.last - asked.first,
        "from the file beside book.json": kept,
        "differing": differing,
    }
    print(", ".join(f"{name}: {number:,}" for name, number in kinds.items()))  # noqa: T201 - what the run is for
    return differing


if __name__ == "__main__":
    raise SystemExit(main())
