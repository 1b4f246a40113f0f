"""Whose book it is, and the lists it is written in: its catalogue, units and reporters."""

from collections.abc import Callable, Container, Mapping
from datetime import date as Date
from datetime import datetime
from functools import cached_property

import msgspec
from msgspec import Struct

from logs.book.documents import decode, decode_all
from logs.catalogue.directive import Directive, kept_catalogue
from logs.catalogue.exemptions import Exemption
from logs.errors import SotayError
from logs.exchange.office_settings import Office
from logs.model import Code, Reporter, Role, Unit
from logs.periods import read_period
from logs.session.validation import Known
from logs.store.storage import BookStorage
from logs.text import slug

Clock = Callable[[], datetime]
_LISTS = frozenset({"about", "units", "reporters", "exemptions", "directives"})


class Owner(Struct, frozen=True, kw_only=True):
    """Whose book it is: its own random id, the unit it speaks for, the person who writes, the catalogue in use."""

    book: str
    unit: Code
    reporter: Code
    role: Role
    directive: Code
    created: datetime


class Kit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The starter kit that the book was made from or took last: of which office's book, and its number there.

    `recipient` is what files for the office are locked to, "" where it has named nothing.
    """

    book: str
    unit: Code
    number: int
    sha256: str
    came: datetime
    recipient: str = ""


class ReferenceData:
    """Whose book it is, its catalogue and units, read at once and after each save that touches them; its reporters."""

    def __init__(self, storage: BookStorage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self.follow(_LISTS)

    def follow(self, tables: Container[str]) -> None:
        """Read the lists again of which a save has touched the tables; the others stay what they are."""
        rows = self._storage.rows
        if "about" in tables:
            about = rows("about")
            self.owner = decode(about["owner"], Owner)
            self.kit = decode(about["kit"], Kit) if "kit" in about else None
            self.office = decode(about["office"], Office) if "office" in about else Office()
        if "units" in tables:
            self.units = decode_all(rows("units"), Unit)
        if "reporters" in tables:
            self.__dict__.pop("reporters", None)
        if "exemptions" in tables:
            self.exemptions = decode_all(rows("exemptions"), Exemption)
        if "about" in tables or "directives" in tables:
            self.directive = self._directive(self.owner.directive)

    @cached_property
    def reporters(self) -> Mapping[str, Reporter]:
        """The reporters by their codes, read when they are first asked for; raises SotayError `book_damaged`."""
        try:
            return decode_all(self._storage.rows("reporters"), Reporter)
        except msgspec.MsgspecError as error:
            raise SotayError("book_damaged", path=str(self._storage.folder)) from error

    def known(self, directive: str = "") -> Known:
        """What sessions are checked against: the catalogue named, if the book has it, else the one in use."""
        return Known(self._directive(directive), self.units, self.reporters, self._clock().date())

    def held_directive(self, code: str) -> Directive | None:
        """A catalogue that the book has used, by its id."""
        held = self._storage.rows("directives")
        return kept_catalogue(held[code]) if code in held else None

    def catalogue_on(self, day: Date) -> Directive:
        """The catalogue for sessions of that day: the one in use, unless the day lies in the period of another year's
        that the book has used, and not in its own.
        """
        return self.catalogue_within(day, day)

    def catalogue_within(self, first: Date, last: Date) -> Directive:
        """The same for all of the days from the first to the last."""
        own = self.directive.own_period
        if first in own and last in own:
            return self.directive  # of nearly all sessions: the others are not read for it
        periods = ((each, each.own_period) for each in self.catalogues)
        return next((each for each, own in periods if first in own and last in own), self.directive)

    def catalogue_named(self, name: str) -> Directive:
        """The catalogue in whose own period the period of that name lies as it has it: of its year's first, then the
        one in use; the latter too where it lies in none. Raises SotayError `period_unknown`.
        """
        year = read_period(name).start.year
        for each in sorted(self.catalogues, key=lambda each: each.head.year != year):
            period, own = each.period_named(name), each.own_period
            if period.start in own and period.end in own:
                return each
        return self.directive

    @property
    def catalogues(self) -> tuple[Directive, ...]:
        """Those that the book has used: the one in use, then the others, those taken last first."""
        rows = self._storage.rows("directives")
        others = [kept_catalogue(raw) for key, raw in rows.items() if key != self.directive.id]
        return (self.directive, *reversed(others))

    @property
    def former_years(self) -> tuple[Directive, ...]:
        """The catalogues of other years that the book has used, the newest year first."""
        others = (each for each in self.catalogues if each.head.year != self.directive.head.year)
        return tuple(sorted(others, key=lambda each: -each.head.year))

    def _directive(self, code: str) -> Directive:
        return self.held_directive(code) or self.directive

    def add_reporter(self, reporter: Reporter) -> None:
        """Take a reporter in, or replace the one of the same code; no step, and no undo."""
        self._storage.commit({"reporters": {reporter.code: msgspec.json.encode(reporter)}})
        self.follow({"reporters"})

    @property
    def template(self) -> bytes:
        """The office's own Word template of the report, b"" for none."""
        raw = self._storage.rows("about").get("template")
        return decode(raw, bytes) if raw else b""

    def use_template(self, data: bytes) -> None:
        """Write reports with that template from now on, b"" for none; no step, and no undo."""
        self._storage.commit({"about": {"template": msgspec.json.encode(data) if data else None}})
        self.follow({"about"})

    def use_office(self, office: Office) -> None:
        """Write official papers so from now on; no step, and no undo."""
        self._storage.commit({"about": {"office": msgspec.json.encode(office)}})
        self.follow({"about"})


def reporter_code(unit: str, name: str) -> str:
    """A reporter's code from unit and name: `CB01-nguyen-van-an`, at most 32 characters."""
    return f"{unit}-{slug(name) or 'bcv'}"[:32].rstrip("-")
