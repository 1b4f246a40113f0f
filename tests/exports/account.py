"""A second account of books and packages in plain sets and dictionaries: what must be there, and what it counts to."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from logs.book.book import LogBook
from logs.coverage.table import cover
from logs.versions import Heads

Json = dict[str, Any]
# Per session (or answer about two sessions) its versions that nobody replaced, and the replaced ones.
State = dict[str, tuple[frozenset[str], frozenset[str]]]
Shown = Mapping[str, frozenset[str]]
_NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


# For which units' sessions a package of each unit may speak.
SPEAKS_FOR = {
    "CB01": {"CB01"},
    "CB02": {"CB02"},
    "DB01": {"CB01", "CB02", "DB01"},
    "DUK": {"CB01", "CB02", "DB01", "DUK"},
}


def lines_of(packages: Iterable[bytes], kind: str) -> list[Json]:
    """The lines of one kind in the packages that are the sender's to write, behind their seals.

    A cell that takes in its office's packages knows of deletions in its neighbour's book, and cannot know whose they
    are. What it says of them counts for nothing where somebody does know.
    """
    found = _spoken(packages, kind)
    units = {line["id"]: line["content"].get("unit") for line, _, _ in found if line["content"] is not None}
    return [line for line, scope, _ in found if line["content"] is not None or units.get(line["id"]) in (None, *scope)]


def answers_in(packages: Sequence[bytes]) -> list[Json]:
    """The answers about pairs of sessions in the packages that are their speakers' to give.

    Whose sessions they are is told by any line of the packages, or where there are but deletions by who made these;
    which pair is meant is told by any answer that names it. Who takes back what nobody here has said says nothing.
    """
    sessions, found = _spoken(packages, "session"), _spoken(packages, "link")
    units = {line["id"]: {line["content"]["unit"]} for line, _, _ in sessions if line["content"]}
    gone: dict[str, set[str]] = {}
    for line, _, by in sessions:
        if line["id"] not in units:
            gone.setdefault(line["id"], set()).add(by)
    pairs = {line["id"]: line["content"]["sessions"] for line, _, _ in found if line["content"]}

    def is_theirs(key: str, scope: set[str]) -> bool:
        return units[key] <= scope if key in units else not scope.isdisjoint(gone.get(key, ()))

    named = ((line, scope) for line, scope, _ in found if line["id"] in pairs)
    return [line for line, scope in named if all(is_theirs(one, scope) for one in pairs[line["id"]])]


def answers_of(book: LogBook) -> State:
    """What a book holds of the answers that count, where one is given."""
    given = {key: one for key, one in book.links.items() if not one.is_deleted}
    return state_in(given)


def given_in(packages: Sequence[bytes]) -> State:
    """What the packages say together of the answers that count, where one is given."""
    lines = answers_in(packages)
    given = {line["version"] for line in lines if line["content"]}
    return {key: one for key, one in state_from(lines).items() if one[0] & given}


def _spoken(packages: Iterable[bytes], kind: str) -> list[tuple[Json, set[str], str]]:
    """The lines of one kind in the packages, with whose word each is and the units for which that one speaks."""
    found = []
    for data in packages:
        _, head, *lines = (json.loads(line) for line in data.split(b"\n") if line)
        spoken = ((line, line.get("by", head["unit"])) for line in lines if line["kind"] == kind)
        found += [(line, SPEAKS_FOR[by], by) for line, by in spoken]
    return found


def state_from(lines: Iterable[Json]) -> State:
    """What lines say together. It knows no order: a head is what some line carries and none has seen replaced."""
    carried: dict[str, set[str]] = {}
    seen: dict[str, set[str]] = {}
    for line in lines:
        carried.setdefault(line["id"], set()).add(line["version"])
        seen.setdefault(line["id"], set()).update(line["seen"])
    return {key: (frozenset(found - seen[key]), frozenset(seen[key])) for key, found in carried.items()}


def state_in(records: Mapping[str, Heads[Any]]) -> State:
    """What a book holds of its sessions, or of the answers about them."""
    return {key: (frozenset(head.id for head in one.heads), frozenset(one.seen)) for key, one in records.items()}


class Account:
    """Follows versions through every act: what a person replaced knowingly, and what went away otherwise.

    `problems` are the losses found. It learns of an act only what the person was shown, and looks at the book before
    and after.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.replaced: dict[str, set[str]] = {}
        self.said: dict[str, bytes] = {}
        self._own: dict[int, set[str]] = {}
        self._sent: dict[int, set[str]] = {}

    def heard(self, records: Iterable[Heads[Any]]) -> None:
        """Remember what versions say."""
        for head in (head for one in records for head in one.heads if head.id not in self.said):
            self.said[head.id] = msgspec.json.encode(head.content)

    def copied(self, place: int, to: int, held: State) -> None:
        """A copy of a book, as it was now or some time ago, goes on at a second place."""
        self._own[to] = self._own.get(place, set()) & _heads(held)
        self._sent[to] = set()

    def wrote(self, place: int, data: bytes) -> None:
        """A package left a book."""
        self._sent.setdefault(place, set()).update(line["version"] for line in lines_of([data], "session"))

    def saw(self, place: int, act: str, before: State, after: State, shown: Shown, *, takes_back: bool) -> None:
        """An act changed a book; `shown` are the versions that the person had before the eyes and replaced.

        An act that `takes_back` another one may remove versions that no package of the book has carried.
        """
        sent = self._sent.setdefault(place, set())
        for key in before.keys() | after.keys():
            (had, knew), (has, knows) = before.get(key, _NOTHING), after.get(key, _NOTHING)
            replaced = self.replaced.setdefault(key, set())
            unasked = knows - knew - shown.get(key, frozenset()) - replaced
            gone = had - has - knows
            if unasked:
                self.problems.append(f"{act} in book {place} replaced what nobody saw: {key} {sorted(unasked)}")
            if gone and (not takes_back or gone & sent):
                self.problems.append(f"{act} in book {place} lost {key} {sorted(gone)}")
            replaced |= knows
        self._keep_own(place, act, before, after)

    def _keep_own(self, place: int, act: str, before: State, after: State) -> None:
        """What was typed here since is still there when a merge is taken back."""
        own, heads = self._own.setdefault(place, set()), _heads(after)
        said = {self.said[one] for one in heads}
        if act == "UNMERGE" and (gone := {one for one in own if self.said[one] not in said}):
            self.problems.append(f"{act} in book {place} took what was typed there: {sorted(gone)}")
        if act in ("ADD", "EDIT", "LATE_EDIT", "DELETE", "DECIDE"):
            own |= heads - _heads(before)
        own &= heads


def _heads(state: State) -> set[str]:
    return {one for heads, _ in state.values() for one in heads}


def missing(held: State, carried: Iterable[Json]) -> set[str]:
    """The versions of delivered lines that a book neither has nor knows to be replaced."""
    known = {key: heads | seen for key, (heads, seen) in held.items()}
    return {line["version"] for line in carried if line["version"] not in known.get(line["id"], ())}


def contradictions(packages: Sequence[bytes]) -> list[str]:
    """Where who takes every package of one book ends otherwise than with what the last one says."""
    found = []
    carried = {line["id"] for line in lines_of(packages[-1:], "session")}
    for kind, said in (("session", partial(lines_of, kind="session")), ("link", answers_in)):
        carried_last = [line for line, _, _ in _spoken(packages[-1:], kind)]
        lines = said(packages)
        last = state_from(line for line in lines if line in carried_last)
        for key, (heads, _) in state_from(lines).items():
            contents = [line["content"] for line in lines if line["id"] == key]
            is_due = kind == "session" or any(one and carried.issuperset(one["sessions"]) for one in contents)
            if heads != last.get(key, _NOTHING)[0] and (key in last or (kind == "link" and is_due)):
                found.append(f"{kind} {key}: its taker has {sorted(heads)}, {last.get(key, _NOTHING)} is meant")
    return found


Figures = dict[tuple[str, ...], int]


def recount(packages: Sequence[bytes], meant: Callable[[str], str]) -> Figures:
    """What packages count to: sessions, attendance, and sessions by theme with unit or month.

    Of a session in conflict the live head of the greatest id counts, of sessions that are the same event the one of
    the least id; `meant` gives the unit that a code means.
    """
    shown = _shown(lines_of(packages, "session"))
    same = [one["sessions"] for one in _shown(answers_in(packages)).values() if one["answer"] == "same"]
    groups = {key: {key} for key in {*shown, *(one for pair in same for one in pair)}}
    for a, b in same:
        joined = groups[a] | groups[b]
        groups |= dict.fromkeys(joined, joined)
    return tallied(
        (content["themes"], meant(content["unit"]), content["date"][:7], content["attendance"])
        for key, content in shown.items()
        if key == min(groups[key] & shown.keys())
    )


def tallied(sessions: Iterable[tuple[Iterable[str], str, str, int]]) -> Figures:
    """Sessions and attendance, and sessions by theme with unit or month, of (themes, unit, month, attendance)."""
    figures: Figures = {("sessions",): 0, ("attendance",): 0}
    for themes, unit, month, attendance in sessions:
        figures["sessions",] += 1
        figures["attendance",] += attendance
        for cell in ((theme, column) for theme in themes for column in (unit, month)):
            figures[cell] = figures.get(cell, 0) + 1
    return figures


def counted(book: LogBook) -> Figures:
    """What the program's tables count in a book, in the same form; drafts are left out."""
    entries = book.counted()
    tables = {by: cover(entries, book.directive, by=by, units=book.units) for by in ("unit", "month")}
    totals = tables["unit"].totals
    figures: Figures = {("sessions",): totals.sessions, ("attendance",): totals.attendance}
    for table in tables.values():
        figures |= {(row.theme, column): count for row in table.rows for column, count in row.cells.items() if count}
    return figures


def _shown(lines: Iterable[Json]) -> dict[str, Json]:
    """What is shown of each thing that is not deleted: the content of its live head of the greatest id."""
    lines = list(lines)
    contents = {(line["id"], line["version"]): line["content"] for line in lines}
    live = {key: [one for one in heads if contents[key, one]] for key, (heads, _) in state_from(lines).items()}
    return {key: contents[key, max(heads)] for key, heads in live.items() if heads}
