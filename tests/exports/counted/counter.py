"""What counts, said a second time: from a book's documents as they are kept, by code that the tests alone have.

It says of every live session whether it counts, or the one reason why it does not, and adds up those that count. Of the
program it takes two things as given: which answers about pairs hold, and which totals of units are in force.
"""

import json
import tomllib
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date as Date
from functools import cached_property
from typing import Any, NamedTuple

from msgspec.structs import replace

from logs.book.book import LogBook

Json = dict[str, Any]
REASONS = ("draft", "planned", "other_catalogue", "unknown_code", "outside_period", "same_event", "in_totals")


class Verdict(NamedTuple):
    """A live session as it is read here, why it does not count (None: it does), which stands for its event, and
    whether figures tell of it.
    """

    session: Json
    reason: str | None
    counts_as: str
    conflict: bool
    told: bool = False


def _days_of(lists: Json) -> Iterator[tuple[str, tuple[str, str]]]:
    """The first and the last day of everything that the file of a catalogue lists; themes have those of their group."""
    for group in lists["group"]:
        since, until = _valid(group, "", "9")
        yield group["code"], (since, until)
        for theme in group["theme"]:
            yield theme["code"], _valid(theme, since, until)
    for table in ("audience", "form", "document"):
        for entry in lists[table]:
            yield entry["code"], _valid(entry, "", "9")


def _valid(entry: Json, since: str, until: str) -> tuple[str, str]:
    return str(entry.get("from", since)), str(entry.get("to", until))


class Counter:
    """The account of one book as it stands."""

    def __init__(self, book: LogBook) -> None:
        def rows(name: str) -> list[Json]:
            return [json.loads(raw) for raw in book.storage.rows(name).values()]

        self.directive = book.directive
        self.ours = book.directive.id
        self.first, self.last = (day.isoformat() for day in book.directive.reporting.period)
        self.today = min(book.today().isoformat(), self.last)
        self.owner = json.loads(book.storage.rows("about")["owner"])
        self.units = {one["code"]: one for one in rows("units")}
        self._maps, self._adoptions = rows("maps"), rows("adoptions")
        self._senders = {self.unit(one["unit"]) for one in rows("received")}
        self.same = [
            link.shown.content.sessions
            for link in book.figures.links.values()
            if link.shown.content is not None and link.shown.content.answer == "same"
        ]
        self.told = [(one.file.unit, one.file.directive, one.totals) for one in book.figures.counting().told]
        self._made = [(one.file.made, one.file.received) for one in book.figures.counting().told]
        self.records = rows("sessions")
        self.exempt = {(one["unit"], one["theme"]) for one in rows("exemptions") if one["directive"] == self.ours}

        self._days = dict(_days_of(tomllib.loads(book.directive.source)))

    def is_due(self, code: str, first: str = "", last: str = "") -> bool:
        """Whether what the catalogue has under the code is valid on a day from the first to the last, or of its own."""
        since, until = self._days[code]
        return since <= (last or self.last) and (first or self.first) <= until

    # What foreign codes mean

    def unit(self, code: str) -> str:
        """The unit that a code means: a listed one, one that was answered for it, or one that was called so before."""
        if code in self.units:
            return code
        for one in self._maps:
            if one["field"] in ("unit", "partners") and one["code"] == code and one["to"]:
                return str(one["to"])
        former = (unit["code"] for unit in self.units.values() if code in unit.get("aliases", ()))
        return next(former, code)

    def _sender(self, unit: str) -> str:
        code, passed = unit, set[str]()
        while code not in self._senders and code not in passed:
            passed.add(code)
            parent = self.units.get(code, {}).get("parent")
            if parent is None:
                break
            code = parent
        return code

    def _meaning(self, sender: str, field: str, directive: str, code: str) -> str | None:
        """What somebody has answered; None where nobody was asked."""
        catalogue = directive if field in ("themes", "audience", "documents") else ""
        for one in self._maps:
            if (one["sender"], one["field"], one["directive"], one["code"]) == (sender, field, catalogue, code):
                return str(one["to"])
        return None

    def _read(self, written: Json) -> tuple[Json, str | None]:
        """A session as it is read here, and why it is of no catalogue that counts."""
        read = dict(written)
        read["unit"] = self.unit(written["unit"])
        sender, directive = self._sender(read["unit"]), written["directive"]
        for field in ("reporters", "themes", "documents"):
            codes = [self._meaning(sender, field, directive, one) or one for one in written.get(field, ())]
            read[field] = list(dict.fromkeys(codes))
        read["audience"] = {}
        for group, count in written.get("audience", {}).items():
            code = self._meaning(sender, "audience", directive, group) or group
            before = read["audience"].get(code, 0)
            read["audience"][code] = None if count is None or before is None else before + count
        if directive == self.ours:
            return read, None
        adopted = any(
            one["adopted"] and (one["sender"], one["directive"], one["ours"]) == (sender, directive, self.ours)
            for one in self._adoptions
        )
        known = []
        for code in written.get("themes", ()):
            meaning = self._meaning(sender, "themes", directive, code)
            known.append((adopted and code in self.directive.themes) if meaning is None else bool(meaning))
        if known and all(known):
            return read | {"directive": self.ours}, None
        return read, "unknown_code" if adopted or any(known) else "other_catalogue"

    # Which sessions count

    def _shown(self) -> Iterator[tuple[str, str, Json, bool]]:
        """Every live session: its id, its version, what it says, whether its versions conflict."""
        for record in self.records:
            live = [head for head in record["heads"] if head["content"] is not None]
            by_unit: dict[str, list[Json]] = {}
            for head in live:
                by_unit.setdefault(self.unit(head["content"]["unit"]), []).append(head)
            if len(by_unit) > 1:
                for unit, heads in by_unit.items():
                    head = max(heads, key=lambda one: one["id"])
                    yield f"{record['id']}.{unit}", head["id"], head["content"], True
            elif live:
                head = max(live, key=lambda one: one["id"])
                said = {json.dumps(one["content"], sort_keys=True) for one in record["heads"]}
                yield record["id"], head["id"], head["content"], len(said) > 1

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Every live session by its id."""
        found: dict[str, Verdict] = {}
        for key, _version, written, conflict in self._shown():
            read, reason = self._read(written)
            if written["status"] != "complete":
                reason = written["status"]
            elif reason is None and not self.first <= read["date"] <= self.last:
                reason = "outside_period"
            found[key] = Verdict(read, reason, key, conflict)
        covered = {side for sender, _directive, totals in self.told for side in self._covered(sender, totals, found)}
        for group in self._groups({*found, *covered}):
            self._judge(group, found, covered)
        return found

    def _covered(self, sender: str, totals: Any, found: Mapping[str, Verdict]) -> Iterator[str]:
        """The sessions that figures stand in for: nobody's do for one of a unit that he does not stand above."""
        above = self.below(self.unit(sender))
        for key in totals.versions:
            claimed = f"{key}.{totals.unit}"
            if claimed in found:
                yield claimed
                continue
            sides = [one for one in found if one.partition(".")[0] == key]
            units = {found[one].session["unit"] for one in sides}
            if not units or (units <= above and self.unit(totals.unit) in units):
                yield key

    def _judge(self, group: Collection[str], found: dict[str, Verdict], covered: Collection[str]) -> None:
        """Of sessions that are one event one counts; none where figures tell of the event."""
        told = any(key in covered for key in group)
        # Drafts are no events yet, and what lies outside stands for an event of which nothing lies within.
        order = {None: 0, "outside_period": 1, "other_catalogue": 2, "unknown_code": 2}
        fit = sorted(
            (key for key in group if key in found and found[key].reason in order),
            key=lambda key: (order[found[key].reason], key),
        )
        for key in fit:
            verdict = found[key]._replace(counts_as=fit[0], told=told)
            if verdict.reason is None and (told or key != fit[0]):
                verdict = verdict._replace(reason="in_totals" if told else "same_event")
            found[key] = verdict

    def _groups(self, keys: Iterable[str]) -> list[set[str]]:
        groups = {key: {key} for key in keys}
        for a, b in self.same:
            joined = groups.get(a, {a}) | groups.get(b, {b})
            groups |= dict.fromkeys(joined, joined)
        return list({id(one): one for one in groups.values()}.values())

    def counted(self) -> dict[str, Json]:
        """The sessions that count, as they are read here."""
        return {key: one.session for key, one in self.verdicts.items() if one.reason is None}

    def between(self, first: str, last: str) -> dict[str, Json]:
        """The sessions that count where these days are asked for, whatever the period of the guidance."""
        return {
            key: one.session
            for key, one in self.verdicts.items()
            if one.reason in (None, "outside_period")
            and one.counts_as == key
            and not one.told
            and first <= one.session["date"] <= last
        }

    def other_events(self, first: str, last: str) -> list[Json]:
        """What other catalogues have of these days, each event once."""
        return [
            one.session
            for key, one in self.verdicts.items()
            if one.reason in ("other_catalogue", "unknown_code")
            and one.counts_as == key
            and not one.told
            and first <= one.session["date"] <= last
        ]

    def reasons(self) -> dict[str, int]:
        """How many live sessions there are of each reason; "" of those that count."""
        found = dict.fromkeys(("", *REASONS), 0)
        for one in self.verdicts.values():
            found[one.reason or ""] += 1
        return found

    # Figures in place of sessions

    def told_files(self) -> Iterator[tuple[str, str, Any, str]]:
        """The figures that count, their themes as they are read here, and the last day that they can tell of."""
        for (sender, directive, totals), (made, received) in zip(self.told, self._made, strict=True):
            until = min(made.astimezone(received.tzinfo).date(), received.date()).isoformat()
            meant = [
                self._meaning(self.unit(sender), "themes", directive, cell.theme) or cell.theme for cell in totals.cells
            ]
            pairs = {(cell.theme, code) for cell, code in zip(totals.cells, meant, strict=True)}
            if len({code for _theme, code in pairs}) == len(pairs):
                cells = [replace(cell, theme=code) for cell, code in zip(totals.cells, meant, strict=True)]
                yield sender, directive, replace(totals, cells=tuple(cells)), until
            else:
                yield sender, directive, totals, until

    def has_month(self, month: str, until: str, since: str = "", to: str = "") -> bool:
        """Whether every day of the month is within the period, or these days, of which a file made on the day `until`
        can tell.
        """
        year, number = map(int, month.split("-"))
        first = f"{month}-01"
        last = f"{month}-{monthrange(year, number)[1]:02}"
        return (since or self.first) <= first and max(first, min(last, until)) <= (to or self.last)

    # Units

    def below(self, code: str) -> set[str]:
        """The unit and all that stand below it."""
        found = {code}
        while more := {one["code"] for one in self.units.values() if one.get("parent") in found} - found:
            found |= more
        return found

    @cached_property
    def rows(self) -> list[str]:
        """The units that report to the office of this book; a reporter's own and those below it."""
        return self.rows_on(self.today)

    def rows_on(self, day: str) -> list[str]:
        """Those of a day, at the latest today or the last of the guidance's period."""
        own, day = self.owner["unit"], min(day, self.today)
        if self.owner["role"] != "committee":
            return [code for code in self.units if code in self.below(own)]
        return [
            code
            for code, unit in self.units.items()
            if own not in self.below(code)
            and (unit.get("parent") in (None, own) or unit["parent"] not in self.units)
            and unit.get("from", "") <= day <= unit.get("to", "9")
        ]

    def row_of(self, code: str, rows: Collection[str] | None = None) -> str:
        """The unit of the table under which another one stands: itself or the nearest above; else itself."""
        rows = self.rows if rows is None else rows
        current: str | None = code
        passed: set[str] = set()
        while current and current not in rows and current not in passed:
            passed.add(current)
            current = self.units.get(current, {}).get("parent")
        return current if current and current in rows else code

    def rows_above(self, code: str) -> list[str]:
        """The units of the table to which a unit belongs."""
        return [row for row in self.rows if code in self.below(row)]

    # What they add up to

    def columns(self, session: Json, by: str, rows: Collection[str] | None = None) -> dict[str, int]:
        """In which columns a session stands, with the listeners that it has in each."""
        attendance = int(session["attendance"])
        if by == "audience":
            return self.split(session)
        day = Date.fromisoformat(session["date"])
        groups = {self.directive.themes[one].group for one in session["themes"] if one in self.directive.themes}
        names = {
            "unit": [self.row_of(session["unit"], rows)],
            "month": [f"{day.year}-{day.month:02}"],
            "quarter": [f"{day.year}-Q{(day.month + 2) // 3}"],
            "form": [session["form"]],
            "reporter": session["reporters"],
            "document": session["documents"],
            "theme": session["themes"],
            "group": sorted(groups),
        }[by]
        return dict.fromkeys(names, attendance)

    @staticmethod
    def split(session: Json) -> dict[str, int]:
        """Listeners by group: each its own number; the rest is the only one's that has none, or nobody's ("")."""
        attendance = int(session["attendance"])
        known = {group: int(count or 0) for group, count in session["audience"].items()}
        rest, open_ones = attendance - sum(known.values()), [g for g, n in session["audience"].items() if n is None]
        if rest:
            key = open_ones[0] if len(open_ones) == 1 else ""
            known[key] = known.get(key, 0) + rest
        return known
