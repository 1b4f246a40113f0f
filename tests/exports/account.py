"""A second account of books and packages in plain sets and dictionaries: what must be there, and what it counts to."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from logs.book.book import LogBook
from logs.versions import Heads
from tests.logs.coverage.tables import cover

Json = dict[str, Any]
# Per session (or answer about two sessions) its versions that nobody replaced, and the replaced ones.
State = dict[str, tuple[frozenset[str], frozenset[str]]]
Shown = Mapping[str, frozenset[str]]
_NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


# For which units' sessions a package of each unit may speak.
SPEAKS_FOR = {
    "CB01": {"CB01"},
    "CB02": {"CB02"},
    "CB12": {"CB02"},  # the same unit by its later code
    "DB01": {"CB01", "CB02", "DB01"},
    "DUK": {"CB01", "CB02", "DB01", "DUK"},
}


def session_lines(packages: Iterable[bytes]) -> list[Json]:
    """The lines of sessions in the packages that are the sender's to write, behind their seals.

    A deletion is told a second time, without whose it is, for programs of before.
    """
    found: list[Json] = []
    for data in packages:
        head, *lines = (json.loads(line) for line in data.split(b"\n")[1:] if line)
        own = [line for line in lines if line["kind"] == "session" and _units(line) <= SPEAKS_FOR[head["unit"]]]
        told = {line["version"] for line in own if line["content"] is None and "by" in line}
        found += [line for line in own if "by" in line or line["content"] or line["version"] not in told]
    return found


def _units(line: Json) -> set[str]:
    return {line["content"]["unit"]} if line["content"] else set()


class Voice(NamedTuple):
    """A unit as it speaks for itself, or for those below it too."""

    unit: str
    below: bool

    def covers(self, unit: str) -> bool:
        return unit in (SPEAKS_FOR[self.unit] if self.below else (self.unit,))


class Known:
    """What packages say together of one session; it knows no order.

    A version stands unless somebody who speaks for the unit that its content names has seen it replaced. A deletion
    stands alone, or beside versions of the unit that made it.
    """

    def __init__(self) -> None:
        self.contents: dict[str, Json] = {}
        self.deletions: dict[str, set[str]] = {}
        self.seen: dict[str, set[Voice]] = {}

    def hear(self, line: Json, sender: str) -> None:
        content, version = line["content"], line["version"]
        is_word = content is None or "by" in line
        voice = Voice(line.get("by", sender), True) if is_word else Voice(content["unit"], False)
        if voice.unit not in SPEAKS_FOR[sender]:
            return
        if content is None:
            self.deletions.setdefault(version, set()).add(voice.unit)
        else:
            self.contents[version] = content
        for one in line["seen"]:
            self.seen.setdefault(one, set()).add(voice)

    def _is_replaced(self, version: str, units: Iterable[str]) -> bool:
        return any(voice.covers(unit) for voice in self.seen.get(version, ()) for unit in units)

    def live(self) -> dict[str, Json]:
        """The live versions that stand."""
        return {one: said for one, said in self.contents.items() if not self._is_replaced(one, [said["unit"]])}

    def deleted(self) -> dict[str, set[str]]:
        """The deletions that stand, with the units that made them."""
        units = {content["unit"] for content in self.live().values()}
        standing = {one: by for one, by in self.deletions.items() if not self._is_replaced(one, by)}
        return {one: by for one, by in standing.items() if not units or by & units}

    def state(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset({*self.live(), *self.deleted()}), frozenset(self.seen)

    def shown(self, key: str) -> dict[str, str]:
        """What is shown: the live version of the greatest id; one for each unit, where several claim the session."""
        sides: dict[str, str] = {}
        for version, content in sorted(self.live().items()):
            sides[content["unit"]] = version
        return {f"{key}.{unit}" if len(sides) > 1 else key: version for unit, version in sides.items()}

    def was_claimed(self) -> bool:
        """Whether versions have named several units."""
        return len({content["unit"] for content in self.contents.values()}) > 1

    def is_of_alone(self, unit: str) -> bool:
        """Whether nobody has ever said that the session is another unit's."""
        return {unit}.issuperset(content["unit"] for content in self.contents.values()) and all(
            by == {unit} for by in self.deletions.values()
        )

    def units(self) -> set[str]:
        """The units whose session it is, or for which it was deleted."""
        return {content["unit"] for content in self.live().values()}


def known_from(packages: Iterable[bytes]) -> dict[str, Known]:
    """What packages say together, session by session."""
    found: dict[str, Known] = {}
    for data in packages:
        sender = json.loads(data.split(b"\n")[1])["unit"]
        for line in session_lines([data]):
            found.setdefault(line["id"], Known()).hear(line, sender)
    return {key: one for key, one in found.items() if one.contents or one.deletions}


def sessions_in(packages: Iterable[bytes]) -> State:
    """Per session its versions that stand, and all that anybody has seen replaced."""
    return {key: one.state() for key, one in known_from(packages).items()}


def answers_in(packages: Sequence[bytes]) -> list[Json]:
    """The answers about pairs of sessions in the packages that are their speakers' to give.

    Whose sessions they are is told by the versions that stand, or where there are but deletions by who made these;
    which pair is meant is told by any answer that names it. Who takes back what nobody here has said says nothing.
    """
    sessions, found = known_from(packages), _spoken(packages, "link")
    pairs = {line["id"]: line["content"]["sessions"] for line, _, _ in found if line["content"]}

    def is_theirs(key: str, scope: set[str]) -> bool:
        if key not in sessions:
            return False
        units, deleters = sessions[key].units(), set[str]().union(*sessions[key].deleted().values())
        return units <= scope if units else not scope.isdisjoint(deleters)

    named = ((line, scope) for line, scope, _ in found if line["id"] in pairs)
    return [line for line, scope in named if all(is_theirs(one, scope) for one in pairs[line["id"]])]


def answers_of(book: LogBook) -> State:
    """What a book holds of the answers that count, where one is given."""
    given = {key: one for key, one in book.figures.links.items() if not one.is_deleted}
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
    return {key: (frozenset(head.id for head in one.heads), one.replaced) for key, one in records.items()}


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
        self._sent.setdefault(place, set()).update(line["version"] for line in session_lines([data]))

    def saw(
        self, place: int, act: str, before: State, after: State, shown: Shown, *, kept: set[str], takes_back: bool
    ) -> None:
        """An act changed a book; `shown` are the versions that the person had before the eyes and replaced, `kept` all
        that the book still has, deletions too that are remembered until their unit's versions come.

        An act that `takes_back` another one may remove versions that no package of the book has carried.
        """
        sent = self._sent.setdefault(place, set())
        for key in before.keys() | after.keys():
            (had, knew), (has, knows) = before.get(key, _NOTHING), after.get(key, _NOTHING)
            replaced = self.replaced.setdefault(key, set())
            # What an act has made and replaced itself has stood nowhere.
            unasked = (knows - knew - shown.get(key, frozenset()) - replaced) & self.said.keys()
            gone = had - has - knows - kept
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


def versions_in(book: LogBook) -> set[str]:
    """Every version that a book has heard of: those that stand, were replaced, or are remembered for later."""
    found: set[str] = set()
    for record in book.sessions.records.values():
        found |= {head.id for head in record.heads} | record.replaced
        found |= {version.id for said in record.told.values() for version in said.gone}
    return found


def contradictions(packages: Sequence[bytes]) -> list[str]:
    """Where who takes every package of one book ends otherwise than with what the last one says."""
    found = []
    carried = {line["id"] for line in session_lines(packages[-1:])}
    sessions = known_from(packages)
    last = sessions_in(packages[-1:])
    for key, (heads, _) in sessions_in(packages).items():
        if key in last and heads != last[key][0]:
            found.append(f"session {key}: its taker has {sorted(heads)}, {sorted(last[key][0])} is meant")
    carried_last = [line for line, _, _ in _spoken(packages[-1:], "link")]
    lines = answers_in(packages)
    answers = state_from(line for line in lines if line in carried_last)
    for key, (heads, _) in state_from(lines).items():
        contents = [line["content"] for line in lines if line["id"] == key]
        # Of an id that several units claim, an office does not pass on any more what one of them has answered.
        pair = next(one["sessions"] for one in contents if one)
        if any(key in sessions and sessions[key].was_claimed() for key in pair):
            continue
        is_due = any(one and carried.issuperset(one["sessions"]) for one in contents)
        if heads != answers.get(key, _NOTHING)[0] and (key in answers or is_due):
            found.append(f"link {key}: its taker has {sorted(heads)}, {answers.get(key, _NOTHING)} is meant")
    return found


Figures = dict[tuple[str, ...], int]


def recount(packages: Sequence[bytes], meant: Callable[[str], str]) -> Figures:
    """What packages count to: sessions, attendance, and sessions by theme with unit or month.

    Of a session in conflict the live head of the greatest id counts, of one that several units claim one for each of
    them, of sessions that are the same event the one of the least id; `meant` gives the unit that a code means.
    """
    shown: dict[str, Json] = {}
    for key, one in known_from(packages).items():
        shown |= {entry: one.contents[version] for entry, version in one.shown(key).items()}
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
    entries = book.figures.counted()
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
