"""Against what coverage is measured: which themes of which units, less those that are marked as not applicable."""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec import Struct

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.catalogue.directive import Directive
from logs.catalogue.exemptions import MOST_REASON, Exemption, exemption_key
from logs.coverage.table import Coverage, Row, days_asked
from logs.errors import SotayError
from logs.questions.answers import answer_marks
from logs.session.query import Query
from logs.text import clean_line


def exempt(book: LogBook, unit: str, theme: str, reason: str) -> Change:
    """Mark a theme of the catalogue in use as not applicable to a unit, as one step that can be undone.

    Raises SotayError `unit_unknown`, `theme_unknown`, `exemption_reason_missing`.
    """
    if unit not in book.units:
        raise SotayError("unit_unknown", value=unit)
    if theme not in book.directive.themes:
        raise SotayError("theme_unknown", value=theme)
    why = clean_line(reason)[:MOST_REASON].rstrip()
    if not why:
        raise SotayError("exemption_reason_missing")
    mark = Exemption(
        directive=book.directive.id, unit=unit, theme=theme, reason=why, at=book.clock(), who=book.owner.reporter
    )
    return book.history.commit("decide", {"exemptions": {mark.key: msgspec.json.encode(mark)}}, reason=why)


def apply_again(book: LogBook, unit: str, theme: str) -> Change | None:
    """Take the mark back, or what was accepted of a unit; None where there is nothing of the kind."""
    key = exemption_key(book.directive.id, unit, theme)
    if key in book.reference.exemptions:
        return book.history.commit("decide", {"exemptions": {key: None}})
    told = book.exchange.marks.get(key)
    return answer_marks(book, [key], accept=False) if told is not None and told.holds else None


EVERYTHING = Query()
BASES = ("all", "core", "priority")
"""Every theme; those of the guidance's own list of contents; those that it puts first."""


class Base(Struct, frozen=True):
    """Themes by code, and by unit and theme the marks that one does not apply to the other.

    `themes` are valid on some of the days looked at; the `others` on none of them, so that they are no gaps. With
    `whole` they are all of the catalogue, and those that it does not have are looked at as well.
    """

    name: str
    themes: tuple[str, ...]
    marks: Mapping[tuple[str, str], Exemption]
    others: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether nothing was chosen among the themes."""
        return self.name == "all"

    def applies(self, unit: str, theme: str) -> bool:
        """Whether the unit is to talk about the theme."""
        return (unit, theme) not in self.marks

    def left_out(self, units: Collection[str]) -> dict[str, tuple[Exemption, ...]]:
        """The themes that apply to none of the units, with the marks that say why."""
        found = {theme: tuple(self.marks[unit, theme] for unit in units if (unit, theme) in self.marks)
                 for theme in self.themes}  # fmt: skip
        return {theme: marks for theme, marks in found.items() if marks and len(marks) == len(units)}


def base_of(book: LogBook, name: str = "all", asked: Query = EVERYTHING) -> Base:
    """One of BASES in the book's catalogue for the days asked for, or else the guidance's own period.

    Raises ValueError for another name.
    """
    return base_in(book.directive, name, (one.mark for one in book.exchange.marks.values() if one.holds), asked)


def base_in(directive: Directive, name: str, exemptions: Iterable[Exemption], asked: Query = EVERYTHING) -> Base:
    """One of BASES in a catalogue, with the marks that concern it; otherwise as `base_of`."""
    if name not in BASES:
        raise ValueError(name)
    days = days_asked(directive, asked)
    chosen = [theme for theme in directive.themes.values() if name == "all" or getattr(theme, name)]
    due = tuple(theme.code for theme in chosen if theme.meets(days))
    ours = (exemption for exemption in exemptions if exemption.directive == directive.id)
    others = frozenset(theme.code for theme in chosen).difference(due)
    return Base(name, due, {(our.unit, our.theme): our for our in ours}, others)


def rows_in(coverage: Coverage, base: Base, units: Collection[str]) -> tuple[Row, ...]:
    """The rows of the base: without themes that are not valid on any of the days or that apply to none of the units,
    unless they were talked about after all.
    """
    out, themes = base.left_out(units), set(base.themes)
    return tuple(
        row
        for row in coverage.rows
        if (row.theme in themes and row.theme not in out)
        or (row.sessions and row.theme in base.others | themes)
        or (base.whole and not row.group)
    )


def left_out(coverage: Coverage, base: Base, units: Collection[str]) -> dict[str, tuple[Exemption, ...]]:
    """The themes that `rows_in` leaves out because they apply to none of the units, with the marks that say why."""
    shown = {row.theme for row in coverage.rows if row.sessions}
    return {theme: marks for theme, marks in base.left_out(units).items() if theme not in shown}


def gaps(rows: Iterable[Row]) -> tuple[str, ...]:
    """The themes of the catalogue that none of the rows' sessions has talked about."""
    return tuple(row.theme for row in rows if row.group and not row.sessions)


def covered(rows: Iterable[Row]) -> tuple[int, int]:
    """How many of the rows' themes of the catalogue were talked about, and of how many."""
    listed = [row for row in rows if row.group]
    return sum(row.sessions > 0 for row in listed), len(listed)
