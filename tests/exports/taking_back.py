"""Any order of merges, edits, answers, undo, redo and unmerge: the book is one that never had what was taken back.

`python -m tests.exports.taking_back --runs 500` exits with a traceback where two books differ.
"""

import argparse
import itertools
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from exports.merge.answers import map_unit, trust_file
from exports.merge.unmerge import batches, undo, unmerge
from logs.book.book import LogBook
from logs.coverage.scope import apply_again, exempt
from logs.coverage.table import coverage_of
from logs.exchange.received import Received, kept_file
from logs.exchange.same_event import link_id
from logs.maintenance.integrity import audit
from logs.model import Reporter, Unit, canonical_encoder
from logs.progress.status import progress
from logs.questions.answers import answer_duplicate, keep_version, map_code
from logs.session.query import Query
from logs.versions import contents_of
from tests.exports.desk import KEYS, UNITS, package_of, session_of
from tests.exports.years import playground

STRANGER = Unit(code="X9", type="chi_bo", name="Chi bộ lạ", parent="DB01")
TABLES = ("reporters", "received", "senders", "waiting", "maps", "receipts", "totals", "marks", "about", "units")
picks = st.integers(0, 5)


class Work(NamedTuple):
    """What is done in a cell: in which, what, to which session, and what is typed."""

    cell: int
    what: str
    pick: int
    text: str


works = st.builds(
    Work,
    picks,
    st.sampled_from(["add", "add", "edit", "edit", "delete", "answer", "pass on", "reporter", "mark", "lift"]),
    picks,
    st.sampled_from(["một", "hai", "ba"]),
)


@dataclass(frozen=True)
class Act:
    """Something done in the office's book: its step, when, and how it is done in another book.

    `own` has what a person left of the sessions that he worked on, in canonical JSON; `takes_back` is the step of the
    merge that it takes back.
    """

    step: str
    at: datetime
    again: Callable[[LogBook], object] = lambda _book: None
    own: Mapping[str, bytes] = field(default_factory=dict)
    takes_back: str = ""


@dataclass(frozen=True)
class History:
    """What is done, what was undone, newest last, and, where the last act takes a merge back, how it was before."""

    done: tuple[Act, ...] = ()
    undone: tuple[Act, ...] = ()
    before: "History | None" = None

    def then(self, act: Act) -> "History":
        """With another act."""
        return History((*self.done, act), (), self if act.takes_back else None)

    def undo(self) -> "History":
        """Without the last one."""
        return History(self.done[:-1], (*self.undone, self.done[-1]))

    def redo(self) -> "History | None":
        """With the one that was undone last, or as before a merge was taken back; None where there is none."""
        if self.before is not None:
            return self.before
        return History((*self.done, self.undone[-1]), self.undone[:-1]) if self.undone else None

    @property
    def standing(self) -> tuple[Act, ...]:
        """What the book is made of."""
        taken_back = {act.takes_back for act in self.done}
        return tuple(act for act in self.done if not act.takes_back and act.step not in taken_back)


class TakingBack(RuleBasedStateMachine):
    """Cells write packages, an office merges them, works on its book and takes back; then another book is made of what
    stands, and compared.
    """

    def __init__(self) -> None:
        super().__init__()
        self.place = ExitStack()
        self.desk = self.place.enter_context(playground()).desk()
        self.office = self.desk.office()
        first = self.desk.book("CB01")
        first.add(session_of("CB01", topic="đầu"))
        middle = self.desk.book("DB01", units=(*UNITS, STRANGER))
        self.strange = {middle.add(session_of("X9", reporters=["DB01-an"])).id}
        self.cells = [first, self.desk.clone(first, "second laptop"), self.desk.book("CB02"), middle]
        self.files: list[Path] = []
        self.history = History()
        self.worked_on: set[str] = set()
        self.sent: set[str] = set()
        self.numbers = itertools.count()

    def teardown(self) -> None:
        self.place.close()

    # What happens

    @rule(works=st.lists(works, min_size=1, max_size=3), old=st.lists(picks, max_size=2))
    def deliver(self, works: list[Work], old: list[int]) -> None:
        """Somebody works in cells, and what they send is merged, with files that were there before."""
        paths = [self.files[-1 - pick % len(self.files)] for pick in old if self.files]
        for work in works:
            self.work(work)
            paths.append(self.files[-1])
        self.merge(paths)

    @rule(works=st.lists(works, min_size=1, max_size=1), old=st.lists(picks, max_size=2))
    def deliver_one(self, works: list[Work], old: list[int]) -> None:
        """The same of one cell."""
        self.deliver(works, old)

    @precondition(lambda self: self.files)
    @rule(some=st.lists(picks, min_size=1, max_size=2))
    def deliver_again(self, some: list[int]) -> None:
        """Files are merged once more."""
        self.merge([self.files[-1 - pick % len(self.files)] for pick in some])

    @precondition(lambda self: self.office.exchange.waiting)
    @rule()
    def trust(self) -> None:
        """A file without a seal is believed this once."""
        sha256 = next(iter(self.office.exchange.waiting))
        self.act(
            lambda: trust_file(self.office, sha256), lambda book: self.take(book, [sha256], trust=frozenset({sha256}))
        )

    @precondition(lambda self: not self.office.exchange.maps)
    @rule()
    def map_stranger(self) -> None:
        """Say which unit a strange one is; what waited for that comes in."""
        waiting = [file.sha256 for file in self.office.exchange.received.values() if "X9" in file.unknown]
        trusted = self.believed_without_seal()

        def again(book: LogBook) -> None:
            map_code(book, "DB01", "unit", "X9", "CB02")
            self.take(book, waiting, trusted)

        self.act(lambda: map_unit(self.office, "DB01", "X9", "CB02"), again)

    @precondition(lambda self: self.office.sessions.records)
    @rule(what=st.sampled_from(["add", "edit", "edit", "delete", "decide", "decide", "answer", "export"]), pick=picks)
    def work_in_office(self, what: str, pick: int) -> None:
        """The office works on sessions itself, or sends them on."""
        office, entries = self.office, self.office.find()
        conflicts = [entry for entry in entries if entry.conflict]
        chosen = entries[pick % len(entries)] if entries else None
        if what == "export" and entries:
            self.desk.export(office)
            self.sent = set(office.storage.rows("sent"))
        elif what == "decide" and conflicts:
            key = conflicts[pick % len(conflicts)].id
            heads = office.sessions.records[key].heads
            self.act(lambda: keep_version(office, key, heads[pick % len(heads)].id))
        elif what == "answer" and chosen is not None and len(entries) > 1:
            other = next(entry.id for entry in entries if entry.id != chosen.id)
            self.worked_on.add(link_id(chosen.id, other))
            self.act(lambda: answer_duplicate(office, chosen.id, other, "different" if pick % 2 else "same"))
        elif what == "delete" and chosen is not None:
            self.act(lambda: office.delete(chosen.id))
        elif what == "edit" and chosen is not None:
            content = msgspec.structs.replace(chosen.session, place=str(next(self.numbers)))
            self.act(lambda: office.edit(chosen.id, content))
        else:
            self.act(lambda: office.add(session_of("DUK", topic=str(pick))))

    # What is taken back

    @precondition(lambda self: self.history.done)
    @rule()
    def undo(self) -> None:
        """The last step is undone."""
        self.taking_back(lambda: undo(self.office), self.history.undo())

    @precondition(lambda self: self.history.redo())
    @rule()
    def redo(self) -> None:
        """What was undone last is done again."""
        history = self.history.redo()
        assert history is not None
        self.taking_back(self.office.history.redo, history)

    @precondition(lambda self: self.standing_merges())
    @rule(pick=picks)
    def unmerge(self, pick: int) -> None:
        """Any merge is taken back."""
        self.unmerge_one(pick)

    def unmerge_one(self, pick: int) -> None:
        """Take a merge back, and remember that as an act."""
        standing = self.standing_merges()
        key = standing[pick % len(standing)]
        self.tick()
        act = Act(f"{self.office.generation + 1:08}", self.desk.clock.now, takes_back=key)
        self.taking_back(lambda: unmerge(self.office, key), self.history.then(act))

    @precondition(lambda self: self.standing_merges())
    @rule(pick=picks)
    def unmerge_another(self, pick: int) -> None:
        """The same, as often as the other acts together."""
        self.unmerge_one(pick)

    @invariant()
    def nothing_is_wrong(self) -> None:
        """The check of the book finds no error, and undo and redo go as far as they should."""
        assert not [found for found in audit(self.office) if found.severity == "error"]
        assert bool(self.history.done) == (self.office.history.last_change() is not None)
        assert bool(self.history.redo()) == (self.office.history.next_redo() is not None)

    # How it is kept account of

    def standing_merges(self) -> list[str]:
        """The batches that can be taken back."""
        return [batch.key for batch in batches(self.office) if not batch.undone]

    def tick(self) -> None:
        """Time goes on."""
        self.desk.clock.now += timedelta(minutes=1)

    def work(self, work: Work) -> None:
        """Somebody works in a cell, and the package of its book arrives."""
        book = self.cells[work.cell % len(self.cells)]
        unit, entries, pick = book.owner.unit, book.find(), work.pick
        own = [entry for entry in entries if entry.session.unit == unit]
        if work.what == "edit" and own:
            book.edit(own[pick % len(own)].id, session_of(unit, topic=work.text, place=str(next(self.numbers))))
        elif work.what == "delete" and own:
            book.delete(own[pick % len(own)].id)
        elif work.what == "answer" and len(entries) > 1:
            answer_duplicate(book, entries[0].id, entries[1 + pick % (len(entries) - 1)].id, "same")
        elif work.what == "pass on" and unit == "DB01" and self.files:
            self.desk.merge(book, self.files[-1 - pick % len(self.files)], trust=KEYS)
        elif work.what == "reporter":
            reporter = Reporter(code=f"{unit}-{pick}", unit=unit, name=f"Lò Văn {work.text}")
            book.reference.add_reporter(reporter)
            book.add(session_of(unit, topic=work.text, reporters=[reporter.code]))
        elif work.what == "mark" and entries:
            exempt(book, unit, f"LC-0{1 + pick % 2}", work.text)
        elif work.what == "lift" and entries:
            apply_again(book, unit, f"LC-0{1 + pick % 2}")
        else:
            book.add(session_of(unit, topic=work.text))
        data = package_of(book)
        # Now and then without a seal.
        self.files.append(self.desk.file(data if pick else data.partition(b"\n")[2]))

    def merge(self, paths: list[Path]) -> None:
        """Merge files, each once under one name; what is taken of them is what is done again elsewhere."""
        paths = list({path.read_bytes(): path for path in reversed(paths)}.values())[::-1]
        taken: list[Path] = []

        def run() -> None:
            plan = self.desk.merge(self.office, *paths, trust=KEYS)
            # Files that were there already are no part of the batch.
            brought = plan.changes["received"].keys() | plan.changes["waiting"].keys()
            taken.extend(path for path, file in zip(paths, plan.files, strict=True) if file.sha256 in brought)

        trusted = self.believed_without_seal()
        self.act(run, lambda book: self.desk.merge(book, *taken, trust=KEYS | trusted))

    def believed_without_seal(self) -> frozenset[str]:
        """The files whose trust holds when they are looked at again: it is not unsaid with the merge that gave it."""
        return frozenset(key for key, file in self.office.exchange.received.items() if not file.key)

    def take(self, book: LogBook, files: list[str], trust: frozenset[str] = frozenset()) -> None:
        """Merge files that the office has kept."""
        office, paths = self.office, []
        for sha256 in files:
            known = office.exchange.received.get(sha256) or office.exchange.waiting.get(sha256)
            data = kept_file(office.folder, sha256).read_bytes()
            paths.append(self.desk.file(data, known.file if known else ""))
        if paths:
            self.desk.merge(book, *paths, trust=KEYS | trust)

    def act(self, run: Callable[[], object], again: Callable[[LogBook], object] | None = None) -> None:
        """Let something happen that may be a step; what is not done again elsewhere is a person's work on sessions."""
        self.tick()
        before = self.office.generation
        run()
        if self.office.generation == before:
            return
        step = next(iter(self.office.history.changes(newest_first=True)))
        left = {} if again else {key: _shown(self.office, key) for key in step.session_ids}
        self.worked_on |= left.keys()
        self.history = self.history.then(Act(step.key, self.desk.clock.now, again or (lambda _book: None), left))

    def taking_back(self, run: Callable[[], object], history: History) -> None:
        self.tick()
        said = dict(self.office.exchange.answers)
        run()
        self.history = history
        self.compare()
        # A word about a pair that others have heard of is answered: the same file says nothing new of it any more.
        own_word = ((key, answers.heads, said.get(key)) for key, answers in self.office.exchange.answers.items())
        self.worked_on |= {key for key, heads, former in own_word if heads != (former.heads if former else ())}

    def compare(self) -> None:
        """The book is one that never had what does not stand, but for what a person has worked on."""
        now, standing = self.desk.clock.now, self.history.standing
        never = self.desk.office(f"never {next(self.numbers)}")
        for act in standing:
            self.desk.clock.now = act.at
            act.again(never)
        self.desk.clock.now = now
        office = self.office
        for table in TABLES:
            assert self._rows(office, table) == self._rows(never, table, besides=office), table
        untouched = (office.sessions.records.keys() | never.sessions.records.keys()) - self.worked_on
        for key in untouched - self.sent:
            assert office.sessions.record(key) == never.sessions.record(key), key
        for key in untouched & self.sent:
            assert contents_of(office.sessions.record(key)) == contents_of(never.sessions.record(key)), key
        left = {key: content for act in standing for key, content in act.own.items()}
        for key, content in left.items():
            assert content in contents_of(office.sessions.record(key)), key
        assert _answers(office, self.worked_on) == _answers(never, self.worked_on)
        if not self.worked_on:
            assert _figures(office, office.exchange.received) == _figures(
                never, self._as_first_came(never.exchange.received)
            )
        never.close()

    def _named_by_own_work(self) -> set[str]:
        """The reporters whom any version of a session names on which a person has worked."""
        steps = (
            (step, key)
            for step in self.office.history.changes()
            for key in self.worked_on.intersection(step.session_ids)
        )
        records = [*(step.record_before(key) for step, key in steps), *map(self.office.sessions.record, self.worked_on)]
        contents = (head.content for record in records if record for head in record.heads)
        return {code for content in contents if content is not None for code in content.reporters}

    def _as_first_came(self, files: Mapping[str, Received]) -> dict[str, Received]:
        """The files on the day that they came to the office first, whatever was taken back since."""
        return {
            key: msgspec.structs.replace(file, received=self.office.exchange.first_came(key))
            for key, file in files.items()
        }

    def _rows(self, book: LogBook, table: str, besides: LogBook | None = None) -> dict[str, Any]:
        rows = {key: msgspec.json.decode(raw) for key, raw in book.storage.rows(table).items()}
        rows.pop("owner", None)
        if table == "waiting":
            # A file that was taken and is asked about once more waits since then, also when the taking goes.
            rows = {key: {**row, "came": ""} for key, row in rows.items()}
        if table == "received":
            rows = {key: msgspec.to_builtins(file) for key, file in self._as_first_came(book.exchange.received).items()}
            # Of what was sent on and withdrawn a line says nothing new, so that it is not set aside either; nor is that
            # of a session which stays because a person has worked on it, whatever its unit is called.
            stays = (self.sent | self.strange) & self.worked_on
            left_out = ("set_aside", "unknown") if stays else ()
            rows = {
                key: {name: value for name, value in row.items() if name not in left_out} for key, row in rows.items()
            }
        if besides is not None and table == "reporters":
            # Who was named by a session that stayed when the merge went stays with it, whatever becomes of that.
            named = self._named_by_own_work()
            kept = {code: one for code, one in self._rows(besides, table).items() if code in named}
            rows = kept | rows
        return rows


def _shown(book: LogBook, key: str) -> bytes:
    record = book.sessions.records[key]
    return canonical_encoder().encode(record.shown.content)


def _answers(book: LogBook, worked_on: set[str]) -> dict[str, str]:
    """What counts of the answers about pairs of sessions."""
    counting = {key: one.shown.content for key, one in book.figures.links.items() if key not in worked_on}
    return {
        key: link.answer for key, link in counting.items() if link is not None and worked_on.isdisjoint(link.sessions)
    }


def _figures(book: LogBook, files: Mapping[str, Received]) -> object:
    """What tables show, and who has reported with how many files and sessions."""
    units = progress(book.units.values(), files, book.directive, book.today() + timedelta(days=1))
    return coverage_of(book, Query()), [(one.unit, one.state, one.files, one.sessions) for one in units]


def main() -> int:
    """Run the machine often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    limits = settings(
        max_examples=options.runs,
        stateful_step_count=options.steps,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(TakingBack, settings=limits)
    sys.stdout.write(f"runs: {options.runs}, of up to {options.steps} steps each; no book differs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
