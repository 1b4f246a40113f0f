"""The catalogues that a book has had: its versions, and that no code ever comes to mean something else."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from logs.book.changes import Change
from logs.book.documents import decode
from logs.book.exchange import Exchange
from logs.book.reference import Owner, ReferenceData
from logs.catalogue.directive import Directive, Listed, kept_catalogue
from logs.catalogue.other_years import catalogue_from, catalogue_values, say_the_same
from logs.errors import SotayError
from logs.model import Part, Reporter
from logs.store.storage import BookStorage
from logs.text import fold
from logs.versions import Heads

Values = dict[str, Any]
_NEAR = 0.7  # likeness of two titles, from 0 to 1, from which on they are of one thing


class CatalogueVersion(Struct, frozen=True):
    """A catalogue as it was in use from a step of the book on; `step` is None for the one that it was made with.

    Versions are numbered from 1, the oldest.
    """

    number: int
    at: datetime
    who: str
    step: Change | None
    directive: Directive

    @property
    def stands(self) -> bool:
        """Whether the step that brought it has not been undone, and is no undo itself."""
        return self.step is None or self.step.stands


class Catalogues:
    """What a book knows of its catalogues besides the one in use."""

    def __init__(
        self, storage: BookStorage, reference: ReferenceData, exchange: Exchange, today: Callable[[], Date]
    ) -> None:
        self._storage = storage
        self._reference = reference
        self._exchange = exchange
        self._today = today

    def versions(self) -> tuple[CatalogueVersion, ...]:
        """Every catalogue that was in use, oldest first; one that came back stands twice."""
        owner = self._reference.owner
        found: list[tuple[Change | None, bytes]] = []
        in_use, documents = owner.directive, dict(self._storage.rows("directives").items())
        for step in self._steps():
            after = documents[in_use]
            if raw := step.documents_before("about").get("owner"):
                in_use = decode(raw, Owner).directive
            for code, document in step.documents_before("directives").items():
                if document is None:
                    documents.pop(code, None)
                else:
                    documents[code] = document
            if documents[in_use] != after:
                found.append((step, after))
        found.append((None, documents[in_use]))
        return tuple(
            CatalogueVersion(
                number, step.at if step else owner.created, step.who if step else owner.reporter, step,
                kept_catalogue(document),
            )
            for number, (step, document) in enumerate(reversed(found), 1)
        )  # fmt: skip

    def version(self, number: int) -> CatalogueVersion:
        """The version of that number; raises SotayError `catalogue_version_missing` (value, most)."""
        versions = self.versions()
        if not 1 <= number <= len(versions):
            raise SotayError("catalogue_version_missing", value=number, most=len(versions))
        return versions[number - 1]

    def _steps(self) -> Iterator[Change]:
        """The steps that may have changed the catalogue in use, newest first; few of all, which are not decoded."""
        rows = self._storage.rows("changes")
        for key in sorted(rows, reverse=True):
            raw = rows[key]
            if b'"directives"' in raw or b'"about"' in raw:
                yield decode(raw, Change)

    def uses(self, directive: str) -> Counter[tuple[str, str]]:
        """How many sessions of the catalogue of that id name each code, by list and code, drafts too; of a rank those
        of its reporters, who may have none.
        """
        people = self._reference.reporters
        found: Counter[tuple[str, str]] = Counter({("rank", person.rank): 0 for person in people.values()})
        decode_parts = msgspec.json.Decoder(Heads[Part]).decode
        for document in self._storage.rows("sessions").documents():
            contents = (head.content for head in decode_parts(document).heads)
            ours = (content for content in contents if content is not None and content.directive == directive)
            found.update({place for content in ours for place in _named(content, people)})
        for told in self._exchange.totals:
            if told.file.directive == directive:
                for cell in told.totals.cells:
                    found["theme", cell.theme] += cell.sessions
        return found

    def to_use(self, directive: Directive) -> Directive:
        """The catalogue as the book can use it: what it lacks and sessions name stays, over since yesterday or before;
        one that says the same in other words is the book's own, which other books have too.

        Raises SotayError `code_reused` (value, former, title) where a code that is over or was taken away comes back
        for something else, `code_used` (value, former, title, count) where one that sessions name does.
        """
        present = self._reference.held_directive(directive.id)
        if present is None or present.sha256 == directive.sha256:
            return directive
        if say_the_same(present, directive):
            return present
        now = _by_code(directive)
        are_kept = all(place in now and now[place].title == was.title for place, was in _by_code(present).items())
        uses = {} if are_kept else self.uses(directive.id)  # of a large book that takes a while
        self._refuse_reuse(directive, present, uses)
        return _keeping(directive, present, uses, self._today())

    def _refuse_reuse(self, new: Directive, present: Directive, uses: Mapping[tuple[str, str], int]) -> None:
        former: dict[tuple[str, str], Listed] = {}
        for version in self.versions():
            if version.stands and version.directive.id == new.id:
                former |= _by_code(version.directive)
        former |= _by_code(present)
        in_force = {place for place, entry in _by_code(present).items() if not _is_over(entry, self._today())}
        for place, entry in _by_code(new).items():
            was = former.get(place)
            if was is None or fold(was.title) == fold(entry.title):
                continue
            told = {"value": entry.code, "former": was.title, "title": entry.title}
            if place not in in_force and not _is_near(was.title, entry.title):
                raise SotayError("code_reused", **told)
            if place in uses and not {*fold(was.title).split()} & {*fold(entry.title).split()}:
                raise SotayError("code_used", count=uses[place], **told)


def _named(session: Part, people: Mapping[str, Reporter]) -> Iterator[tuple[str, str]]:
    """The codes that a session names, each with its list."""
    yield from (("theme", code) for code in session.themes)
    yield from (("audience", code) for code in session.audience)
    yield from (("document", code) for code in session.documents)
    yield from (("rank", people[code].rank) for code in session.reporters if code in people)
    if session.form:
        yield "form", session.form


def _by_code(directive: Directive) -> dict[tuple[str, str], Listed]:
    return {(table, entry.code): entry for table, entries in directive.lists.items() for entry in entries}


def _is_over(entry: Listed, today: Date) -> bool:
    return entry.until is not None and entry.until < today


def _is_near(title: str, other: str) -> bool:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a catalogue that is taken in asks

    return SequenceMatcher(None, fold(title), fold(other)).ratio() >= _NEAR


def _keeping(new: Directive, present: Directive, uses: Mapping[tuple[str, str], int], today: Date) -> Directive:
    """The new catalogue with what it lacks of the present one and sessions name, each with a last day."""
    lacking = {place for place in _by_code(present).keys() - _by_code(new).keys() if place in uses}
    if not lacking:
        return new
    values, former = catalogue_values(new), catalogue_values(present)

    def put_back(table: str, entries: Iterable[Values], were: Iterable[Values], group: Values) -> list[Values]:
        """The entries with those that are lacking, each behind what it stood behind."""
        found, place = list(entries), 0
        for entry in were:
            code = entry["code"]
            if (table, code) in lacking:
                found.insert(place, _over(entry, group, today - timedelta(days=1)))
            place = next((n for n, other in enumerate(found, 1) if other["code"] == code), place)
        return found

    for table in ("audience", "form", "document", "rank"):
        values[table] = put_back(table, values.get(table, ()), former.get(table, ()), {})
    groups = {group["code"]: group for group in values["group"]}
    for group in former["group"]:
        held = groups.get(group["code"]) or {**group, "theme": ()}
        held["theme"] = put_back("theme", held.get("theme", ()), group.get("theme", ()), held)
        if held["theme"] and group["code"] not in groups:
            values["group"].append(held)
    return catalogue_from(values)


def _over(entry: Values, group: Values, yesterday: Date) -> Values:
    """The entry, over since yesterday or before; one that begins later on its first day."""
    last = max(min(entry.get("to", yesterday), yesterday), entry.get("from", Date.min))
    begun = entry.get("from") or group.get("from")
    return {**entry, "to": last} | ({"from": last} if begun and begun > last else {})
