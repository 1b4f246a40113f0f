"""Data sets beside the account of the tests: of one book, and of several that tell of the same sessions."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date as Date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from msgspec.structs import replace

from exports.columnar.queries import MONTHLY_DIMS
from exports.columnar.reader import opened_columnar
from exports.columnar.sums import write_sums
from exports.columnar.tables import coverage
from exports.columnar.writer import write_columnar
from logs.book.book import LogBook
from logs.counting.facts import BY
from logs.errors import SotayError
from logs.questions.answers import answer_duplicate
from logs.session.query import Query
from tests.exports.counted.books import DAYS, LIST, any_session
from tests.exports.counted.counter import Counter, Json
from tests.exports.counted.figures import expected, gap_differences, told_sums
from tests.exports.desk import KEYS, OFFICE, Desk
from tests.exports.merge.test_claims import MINE, SIBLING
from tests.exports.merge.test_merge import package


def alone_differences(book: LogBook, counter: Counter) -> Iterator[str]:
    """Where the data set of a book has other tables."""
    folder = book.folder / "set"
    write_columnar(book, folder)
    yield from _differences(folder, counter)
    with opened_columnar(folder) as data:
        doubts = coverage(data, Query()).totals
    counting = book.figures.counting()
    if (doubts.twice, doubts.lost) != (len(counting.twice), len(counting.lost)):
        yield f"data sets: {doubts}"


def _differences(folder: Path, counter: Counter, kinds: Iterable[str] = BY) -> Iterator[str]:
    reasons = {reason: n for reason, n in counter.reasons().items() if n and reason not in ("", "draft", "planned")}
    conflicts = sum(one.conflict for one in counter.verdicts.values() if one.reason is None)
    summed = sum(sessions for *_, theme, sessions, _n in told_sums(counter) if not theme)
    with opened_columnar(folder) as data:
        for place, by in enumerate(kinds):
            wanted, measure = expected(counter, by), ("sessions", "attendance", "units")[place % 3]
            table = coverage(data, Query(), by=by, measure=measure)
            found = {("", column): n for column, n in table.sums.items() if n}
            found |= {(row.theme, column): n for row in table.rows for column, n in row.cells.items() if n}
            if found != wanted[measure]:
                yield f"data sets by {by}, {measure}: {sorted(found.items() ^ wanted[measure].items())}"
            if by in ("month", "quarter"):
                yield from (f"data sets: {difference}" for difference in gap_differences(table, counter))
        said = table.totals
        if (said.sessions, said.conflicts) != (len(counter.counted()) + summed, conflicts):
            yield f"data sets: {said.sessions} sessions, {said.conflicts} conflicts, not {conflicts}"
        if not counter.told and said.left_out != reasons:
            yield f"data sets leave out {said.left_out}, not {reasons}"


class Known(NamedTuple):
    """What a book knew of its sessions and of answers when its data set was written."""

    sessions: list[Json]
    links: list[Any]

    @classmethod
    def of(cls, book: LogBook) -> "Known":
        """As the book stands."""
        rows = [json.loads(raw) for raw in book.storage.rows("sessions").values()]
        return cls(rows, list(book.figures.links.values()))


@contextmanager
def several(desk: Desk, seed: int) -> Iterator[tuple[Path, Counter]]:
    """Data sets of two offices and a cell, written at some time, and the account of all that they know together."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    books = [
        *(desk.book(OFFICE, f"{name} {seed}", role="committee", units=LIST) for name in "ab"),
        desk.book("CB01", f"cell {seed}", units=LIST),
    ]
    desk.clock.set("2014-12-10")
    folder, written = desk.folder / f"sets {seed}", dict[str, Known]()
    folder.mkdir()

    def write(book: LogBook) -> None:
        write_columnar(book, folder / book.folder.name)
        written[book.owner.book] = Known.of(book)

    for _ in range(random.randint(8, 50)):
        book = random.choice(books)
        if random.random() < 0.15:
            write(book)
        else:
            _go_on(desk, book, [other for other in books if other is not book], random)
    left = random.sample(books, random.randint(2, 3))
    for book in left:
        if book.owner.book not in written:
            write(book)
    counter = Counter(books[0])
    _know(counter, list(written.values()))
    if books[2].owner.book in written:
        counter.__dict__["rows"] = [*counter.rows, "CB01"]
    if not {books[0].owner.book, books[1].owner.book} & written.keys():
        counter.__dict__["rows"] = ["CB01"]
    try:
        yield folder, counter
    finally:
        desk.close()
        desk.books.clear()


def _go_on(desk: Desk, book: LogBook, others: list[LogBook], random: Random) -> None:
    """Something that a person does in a book."""
    # Of an id that two units claim a person has to say first whose it is.
    entries = [one for one in book.find() if book.owner.unit in (OFFICE, one.session.unit) and "." not in one.id]
    act = random.choice(("add", "edit", "edit", "edit", "delete", "send", "send", "send", "answer", "claim"))
    if act == "send":
        other = random.choice(others)
        # Of a book without anything to say there is no file.
        with suppress(SotayError):
            desk.merge(other, desk.export(book), trust=KEYS)
    elif act == "claim" and book.owner.unit == OFFICE:
        desk.take(book, random.choice((package("CB01", MINE), package("CB02", SIBLING))), trust=KEYS)
    elif act == "answer" and len(entries) > 1:
        a, b = random.sample(sorted(one.id for one in entries), 2)
        answer_duplicate(book, a, b, random.choice(("same", "same", "different")))
    elif act in ("edit", "delete") and entries:
        entry = random.choice(sorted(entries, key=lambda one: one.id))
        if act == "delete":
            book.delete(entry.id)
        else:
            unit = random.choice((entry.session.unit, entry.session.unit, "CB01", "DB02"))
            day = Date.fromisoformat(random.choice(DAYS))
            changed = replace(entry.session, notes=f"{random.random()}", date=day)
            book.edit(entry.id, replace(changed, unit=unit) if book.owner.unit == OFFICE else changed)
    else:
        unit = "CB01" if book.owner.unit == "CB01" else random.choice(("CB01", "CB02", "CB-CU", "DB02", OFFICE))
        book.add(replace(any_session(random), unit=unit, status="complete"))


def _know(counter: Counter, known: list[Known]) -> None:
    """Let the account be of all that the data sets know: versions that none of them has seen replaced."""
    records: dict[str, dict[str, Json]] = {}
    gone: set[str] = set()
    for record in (record for one in known for record in one.sessions):
        records.setdefault(record["id"], {}).update({head["id"]: head for head in record["heads"]})
        gone |= {*record.get("seen", ())}.union(*(said.get("seen", ()) for said in record.get("told", {}).values()))
    heads = {key: [head for name, head in found.items() if name not in gone] for key, found in records.items()}
    counter.records = [{"id": key, "heads": found} for key, found in heads.items() if found]
    replaced = {version for one in known for link in one.links for version in link.seen}
    answers: dict[str, dict[str, Any]] = {}
    for link in (link for one in known for link in one.links):
        standing = {head.id: head.content for head in link.heads if head.id not in replaced and head.content}
        answers.setdefault(link.id, {}).update(standing)
    shown = [found[max(found)] for found in answers.values() if found]
    counter.same = [one.sessions for one in shown if one.answer == "same"]


def several_differences(desk: Desk, seed: int) -> Iterator[str]:
    """Where data sets side by side, and their sums, have other tables than what they know together."""
    with several(desk, seed) as (folder, counter):
        yield from (f"side by side, {difference}" for difference in _differences(folder, counter))
        write_sums(folder, sums := folder.with_name(f"sums of {seed}"))
        of_months = [by for by in BY if by in MONTHLY_DIMS]
        yield from (f"sums, {difference}" for difference in _differences(sums, counter, of_months))
