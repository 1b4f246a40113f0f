"""Any sequence of saves, answers, undo and redo: what is kept from one save to the next is what is found anew."""

from datetime import date as Date
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from logs.book.book import LogBook
from logs.book.figures import Figures
from logs.book.sessions import Sessions
from logs.catalogue.units import shipped_units
from logs.duplicates.index import likely_duplicates
from logs.model import Session
from logs.questions.answers import answer_duplicate, map_code, read_catalogue
from logs.questions.doubles import doubles_of
from logs.questions.questions import questions
from logs.register.listing import listed
from logs.session.query import Query, session_id_of
from logs.versions import merge, save
from tests.books import Clock, make_book
from tests.logs.book.acts import PAN, session
from tests.logs.book.test_figures import sums

picks = st.integers(0, 7)
contents = st.builds(
    lambda unit, day, more: session(**{"unit": unit, "date": (Date(2014, 5, 12) + timedelta(day)).isoformat(), **more}),
    st.sampled_from(["CB01", "CB02", "OLD"]),
    st.integers(0, 2),
    st.sampled_from(
        [
            {},
            {"partners": ["CB02"], "topic": "Biên giới"},
            {"partners": ["OLD"], "topic": "biên giới"},
            {"reporters": ["guest", PAN]},
            {"directive": "LC-TTDN-2013", "themes": ["LC-02"]},
            {"status": "draft"},
            {"date": "2013-01-05"},
            {"attendance": 90, "audience": {"DV": 90}},
        ]
    ),
)


class Kept(RuleBasedStateMachine):
    """A book of few sessions, much alike, of few units; `keeps` says whether all were read before the first save."""

    folder: Path
    made = 0

    @initialize(reads=st.booleans())
    def begin(self, reads: bool) -> None:
        type(self).made += 1
        self.book = make_book(self.folder / str(self.made), Clock())
        if reads:
            assert self.book.sessions.records == {}

    def one(self, pick: int) -> str:
        ids = sorted(self.book.sessions.records)
        return ids[pick % len(ids)]

    @rule(several=st.lists(contents, min_size=1, max_size=3))
    def add(self, several: list[Session]) -> None:
        self.book.add_several(several)

    @precondition(lambda self: self.book.sessions.records)
    @rule(pick=picks, content=contents)
    def edit(self, pick: int, content: Session) -> None:
        if self.book.sessions.entry(key := self.one(pick)):
            self.book.edit(key, content)

    @precondition(lambda self: self.book.sessions.records)
    @rule(pick=picks)
    def delete(self, pick: int) -> None:
        if self.book.sessions.entry(key := self.one(pick)):
            self.book.delete(key)

    @precondition(lambda self: len(self.book.sessions.records) > 1)
    @rule(pick=picks, other=picks, is_same=st.booleans())
    def answer(self, pick: int, other: int, is_same: bool) -> None:
        a, b = self.one(pick), self.one(other)
        if a != b and not any(self.book.sessions.existing(one).is_claimed(str) for one in (a, b)):
            answer_duplicate(self.book, a, b, "same" if is_same else "different")

    @precondition(lambda self: self.book.sessions.records)
    @rule(pick=picks, one=contents, other=contents)
    def disagree(self, pick: int, one: Session, other: Session) -> None:
        """A file brings what two people have made of a session, who did not know of each other."""
        record = self.book.sessions.existing(self.one(pick))
        both = merge(save(record, one), save(record, other))
        self.book.history.commit("merge", {"sessions": {record.id: msgspec.json.encode(both)}})

    @rule(to=st.sampled_from([PAN, ""]))
    def map_reporter(self, to: str) -> None:
        map_code(self.book, "CB01", "reporters", "guest", to)

    @rule(adopt=st.booleans())
    def adopt(self, adopt: bool) -> None:
        read_catalogue(self.book, "CB02", "LC-TTDN-2013", adopt=adopt)

    @rule(is_listed=st.booleans())
    def rename(self, is_listed: bool) -> None:
        """The unit that was called OLD before is CB02, or is unknown again."""
        aliases = ("OLD",) if is_listed else ()
        self.book.use_units(
            msgspec.structs.replace(unit, aliases=aliases) if unit.code == "CB02" else unit for unit in shipped_units()
        )

    @precondition(lambda self: any(step.stands and step.action != "merge" for step in self.book.history.changes()))
    @rule()
    def undo(self) -> None:
        change = self.book.history.last_change()
        if change is not None and change.action != "merge":
            self.book.history.undo()

    @precondition(lambda self: self.book.history.next_redo())
    @rule()
    def redo(self) -> None:
        self.book.history.redo()

    @invariant()
    def is_as_found_anew(self) -> None:
        if hasattr(self, "book"):
            book = self.book
            as_it_stands = book.as_if({})
            assert questions(book) == questions(as_it_stands)
            compared = (entry for entry in book.find() if session_id_of(entry.id) == entry.id)
            assert list(doubles_of(book).pairs) == likely_duplicates(compared)
            assert listed(book).order == book.figures.reading.select(Query()).ids()[::-1]
            assert kept(book.figures) == kept(found_anew(book))

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.book.close()


def kept(figures: Figures) -> dict[str, Any]:
    """What depends on all sessions of a book, as plain values."""
    return {
        **sums(figures),
        "links": dict(figures.links),
        "counting": figures.counting(),
        "logged": set(figures.logged()),
        "counts": figures.reading.select(Query()).counts,
        "reasons": {(one.read.id, one.read.version): one.left_out for one in figures.judged()},
    }


def found_anew(book: LogBook) -> Figures:
    sessions = Sessions(book.storage, book.reference, book.exchange)
    return Figures(book.storage, book.reference, book.exchange, sessions)


def test_what_is_kept_is_what_is_found_anew(tmp_path: Path) -> None:
    machine = type("_Kept", (Kept,), {"folder": tmp_path})
    limits = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=limits)
