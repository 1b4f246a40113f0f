"""The columns that the register can have: what each shows of a session, and by what it is put in order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from logs.book.book import LogBook
from logs.session.fields import FIELD_BY_NAME
from logs.session.query import Entry
from logs.text import sort_key
from tui.core.i18n import N_, _
from tui.screens.common.session_text import main_words, mark, unit_short
from tui.text.labels import field_title
from tui.text.session_fields import DISPLAY, DISPLAYS, FieldDisplay
from tui.text.values import value_text
from tui.widgets.cells import Cell
from tui.widgets.columns import Column

_ROOM_FOR_THEMES = 92
_ROOM_FOR_PLACE = 118
_MARK_STYLES = {
    "new": "$foreground-muted",
    "sent": "$foreground-muted",
    "received": "$text-success",
    "to_mend": "bold $text-error",
}
_MARK_ORDER = ("to_mend", "new", "sent", "received")

CellOf = Callable[[LogBook, Entry], Cell]
KeyOf = Callable[[LogBook, Entry], Any]


@dataclass(frozen=True)
class Kind:
    """One column: a field's name, its width in cells (None: a share), its short title, its cell and its key."""

    name: str
    width: int | None
    cell: CellOf
    key: KeyOf
    title: str = ""
    right: bool = False
    flex: int = 1
    least: int = 12

    def heading(self) -> str:
        """The title, short where the column is narrow."""
        return _(self.title) if self.title else field_title(self.name)

    def full_title(self) -> str:
        """The title where there is room."""
        return _("Topic or theme") if self.name == "topic" else field_title(self.name)


def _field(name: str) -> CellOf:
    """The field's value in words, codes and figures."""
    return lambda _book, entry: value_text(name, getattr(entry.session, name))


def _text(name: str) -> CellOf:
    return lambda _book, entry: " ".join(getattr(entry.session, name).split())


def _by_text(name: str) -> KeyOf:
    return lambda _book, entry: sort_key(getattr(entry.session, name))


def _by_count(name: str) -> KeyOf:
    return lambda _book, entry: getattr(entry.session, name) or 0


def _by_day(name: str) -> KeyOf:
    return lambda _book, entry: getattr(entry.session, name) or Date.min


def _by_codes(name: str) -> KeyOf:
    return lambda _book, entry: tuple(getattr(entry.session, name) or ())


def _codes(name: str) -> CellOf:
    return lambda _book, entry: " ".join(getattr(entry.session, name)) or "–"


def _by_topic(book: LogBook, entry: Entry) -> Any:
    return sort_key(main_words(book, entry))


def _reporters(book: LogBook, entry: Entry) -> str:
    names = (book.reporters[code].name if code in book.reporters else code for code in entry.session.reporters)
    return ", ".join(names) or "–"


def _unit(book: LogBook, entry: Entry) -> str:
    return unit_short(book, entry.session.unit)


def _mark(book: LogBook, entry: Entry) -> Cell:
    """The session's state; its colour says no more than its sign and its word do."""
    text = mark(book, entry)
    if entry.conflict:
        return text, "bold $text-error"
    if entry.session.status != "complete":
        return text, "$text-warning"
    return text, _MARK_STYLES[book.exchange.standing(entry)]


def _by_mark(book: LogBook, entry: Entry) -> int:
    """The gravest first."""
    if entry.conflict:
        return 0
    return 1 if entry.session.status != "complete" else 2 + _MARK_ORDER.index(book.exchange.standing(entry))


# Columns that show more, or less, than the value of their field, or that are put in order by something else.
_OWN: dict[str, tuple[CellOf, KeyOf]] = {
    "topic": (main_words, _by_topic),
    "unit": (_unit, lambda book, entry: sort_key(_unit(book, entry))),
    "reporters": (_reporters, lambda book, entry: sort_key(_reporters(book, entry))),
    "status": (_mark, _by_mark),
}
_BY_KIND: dict[str, tuple[Callable[[str], CellOf], Callable[[str], KeyOf]]] = {
    "line": (_text, _by_text),
    "text": (_text, _by_text),
    "codes": (_codes, _by_codes),
    "count": (_field, _by_count),
    "date": (_field, _by_day),
    "flag": (_field, _by_count),
}


def _kind(display: FieldDisplay) -> Kind:
    """The column of a field."""
    name = display.name
    cell_of, key_of = _BY_KIND.get(FIELD_BY_NAME[name].kind, (_field, _by_codes))
    cell, key = _OWN.get(name) or (cell_of(name), key_of(name))
    right = FIELD_BY_NAME[name].kind == "count"
    if name == "topic":
        return Kind(name, display.width, cell, key, N_("Topic or theme"), flex=3, least=20)
    return Kind(name, display.width, cell, key, display.short, right=right, flex=display.flex)


_OFFERED = ("date", "form", "topic", "themes", "place", "unit", "reporters", "attendance", "audience")
_KINDS = (
    *(_kind(DISPLAY[name]) for name in _OFFERED),
    *(_kind(display) for display in DISPLAYS if display.name not in (*_OFFERED, "status")),
    Kind("directive", 14, _field("directive"), lambda _book, entry: entry.session.directive),
    _kind(DISPLAY["status"]),
)
KINDS = {kind.name: kind for kind in _KINDS}
"""Every column there is, by its name, in the order in which they are offered."""


def usual_columns(book: LogBook, room: int) -> list[str]:
    """The columns that stand in so many cells where the person has chosen none."""
    names = ["date", "form", "topic"]
    if room >= _ROOM_FOR_THEMES:
        names.append("themes")
    if room >= _ROOM_FOR_PLACE:
        names.append("place")
    if book.owner.role == "committee":
        names.append("unit")
    return [*names, "attendance", "status"]


def table_columns(names: Iterable[str], room: int, sort: str, *, descending: bool) -> list[Column]:
    """The columns of these names, an arrow in the title of the one that sorts."""
    return [_column(KINDS[name], room, ("▼" if descending else "▲") if name == sort else "") for name in names]


def _column(kind: Kind, room: int, arrow: str) -> Column:
    width = 7 if kind.name == "unit" and room < _ROOM_FOR_THEMES else kind.width
    title = kind.heading()
    if arrow:
        # A narrow title makes room for the arrow.
        most = len(title) if width is None else max(1, width - len(arrow) - (len(title) + 2 <= width))
        title = f"{title[:most]}{' ' if width is None or len(title) + 2 <= width else ''}{arrow}"
    return Column(kind.name, title, width, right=kind.right, flex=kind.flex, least=kind.least)


def row_cells(book: LogBook, entry: Entry, columns: Sequence[Column]) -> list[Cell]:
    """What stands in the columns for a session."""
    cells: list[Cell] = []
    for column in columns:
        narrow_unit = column.key == "unit" and column.width is not None
        cells.append(entry.session.unit if narrow_unit else KINDS[column.key].cell(book, entry))
    return cells


def starts_descending(name: str) -> bool:
    """Whether a first press puts the greatest first: the newest day, the most listeners."""
    return FIELD_BY_NAME[name].kind in ("date", "count") if name in FIELD_BY_NAME else False
