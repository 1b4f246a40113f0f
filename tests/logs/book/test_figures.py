"""Which sessions of a book count, and the sums that are kept in step with its saves."""

from typing import Any

import pytest
from msgspec.structs import astuple

from logs.book.book import LogBook
from logs.book.figures import Figures
from logs.counting.tally import OF_THEMES
from logs.questions.answers import answer_duplicate
from logs.session.query import Query
from tests.logs.book.acts import session


def sums(figures: Figures) -> dict[str, Any]:
    """What the running sums of a table by form say, as plain values."""
    tallies = figures.tallies("form")
    return {
        "counts": (tallies.sums.whole.sessions, tallies.sums.whole.attendance, tallies.conflicts),
        "left out": {reason: number for reason, number in tallies.left_out.items() if number},
        "sums": [{place: astuple(one) for place, one in tallies.sums.of(*shape).items()} for shape in OF_THEMES],
        "columns": {place: astuple(one) for place, one in tallies.sums.of("theme", "form").items()},
    }


def counted_anew(book: LogBook) -> Figures:
    return Figures(book.storage, book.reference, book.exchange, book.sessions)


@pytest.mark.parametrize("is_read", [False, True], ids=["nothing read before", "all read before"])
def test_sums_kept_from_save_to_save_are_those_counted_anew(book: LogBook, is_read: bool) -> None:
    if is_read:
        assert book.sessions.records == {}
    kept = book.figures
    one = book.add(session())
    two = book.add(session(form="HC", themes=["LC-01"], unit="CB02"))
    sums(kept)
    for act in (
        lambda: book.edit(one.id, session(form="TM", attendance=31, audience={"DV": 31})),
        lambda: book.edit(one.id, session(status="draft")),
        lambda: book.edit(one.id, session(notes="một"), over=[one.version]),
        lambda: book.delete(two.id),
        book.history.undo,
        book.history.redo,
        lambda: book.add_several([session(), session(form="HC")]),
        lambda: book.use_units(unit for unit in book.units.values() if unit.code != "CB02"),
    ):
        act()
        assert sums(kept) == sums(counted_anew(book))
    assert sums(kept)["counts"][0] > 0


def test_what_is_one_event_counts_once(book: LogBook) -> None:
    one, two = book.add(session()), book.add(session(unit="CB02"))
    assert book.figures.links == {}
    before = sums(book.figures)
    assert {entry.id for entry in book.figures.counted()} == {one.id, two.id}
    answer_duplicate(book, one.id, two.id, "same")
    (counted,) = book.figures.counted()
    assert counted.id == min(one.id, two.id)
    assert book.figures.counting().counts(counted.id)
    assert sums(book.figures) != before
    assert book.find(Query(counted=True)) == [counted]
    assert len(book.find()) == 2
    assert len(book.figures.links) == 1
    book.history.undo()
    assert sums(book.figures) == before
