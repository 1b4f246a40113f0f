"""How a session reads: its line in the register, its details, the counts of many."""

from collections.abc import Mapping
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from textual.content import Content

from logs.book.book import LogBook
from logs.counting.counts import Counts
from logs.model import LIMITS, Session
from logs.session.fields import SESSION_FIELDS
from logs.session.query import Entry
from logs.text import clean_line
from tui.core.i18n import _
from tui.text.delivery_state import goes_up, standing_mark, standing_sentence
from tui.text.formats import number
from tui.text.labels import field_title, status_title
from tui.text.session_fields import DISPLAYS
from tui.text.values import names_of, titled, value_text
from tui.widgets.cells import fit, width_of

_VALUE_LEAST = 8  # cells of a value beside its title
_CODED = frozenset(field.name for field in SESSION_FIELDS if field.kind in ("code", "codes"))


def unit_short(book: LogBook, code: str) -> str:
    """The code and, as far as there is room, the name."""
    return f"{code} {book.units[code].name}" if code in book.units else code


def main_words(book: LogBook, entry: Entry) -> str:
    """What the session was about: its topic, or else the title of its main theme."""
    return topic_words(book, entry.session)


def topic_words(book: LogBook, session: Session) -> str:
    """What a session's content was about, as `main_words` has it."""
    theme = book.directive.themes.get(next(iter(session.themes), ""))
    words = session.topic or session.themes_other or (titled(theme) if theme else "")
    return clean_line(words) or "–"


def mark(book: LogBook, entry: Entry) -> str:
    """The session's state in a word, the gravest first; "" where a committee has nothing to do about it."""
    if entry.conflict:
        return _("! conflict")
    if entry.session.status != "complete":
        passed = entry.session.status == "planned" and entry.session.date < book.today()
        return ("! " if passed else "") + status_title(entry.session.status).lower()
    standing = book.exchange.standing(entry)
    if book.owner.role == "committee" and standing != "to_mend":
        return ""
    return standing_mark(standing)


def chosen_line(counts: Counts, hidden: int) -> str:
    """The sessions chosen, what of them counts, and how many of them are not among those shown."""
    parts = [
        _("Chosen: {n}").format(n=number(counts.all)),
        _("{n} counted").format(n=number(counts.counted)),
        _("Attendance: {n}").format(n=number(counts.attendance)),
    ]
    if hidden:
        parts.append(_("not shown now: {n}").format(n=number(hidden)))
    return " · ".join(parts)


def details(book: LogBook, entry: Entry, room: int) -> Content:
    """Every field that is filled in, in `room` cells: titles, and beside them their values one below the other."""
    session = entry.session
    lines = [(display.name, _values(book, display.name, getattr(session, display.name))) for display in DISPLAYS]
    parts: list[Content] = []
    if entry.conflict:
        parts.append(Content.styled(_("! Two versions differ. Save the one that holds to settle it."), "$text-error"))
    if book.exchange.standing(entry) == "to_mend":
        parts.append(Content.styled("! " + standing_sentence(book, entry), "$text-error"))
    elif goes_up(book):
        lines.append(("standing", [standing_sentence(book, entry)]))
    filled = [(field_title(name), [value for value in values if value]) for name, values in lines if any(values)]
    width = max((width_of(title) for title, _values in filled), default=0) + 2
    left = max(_VALUE_LEAST, room - width)
    for title, values in filled:
        written = (line for value in values for line in value.split("\n"))
        texts = [part for line in written for part in (wrap(line, left) if width_of(line) > left else [line])]
        named = zip_longest([fit(title, width)], texts, fillvalue=" " * width)
        parts += [Content.assemble((name, "$text-muted"), text) for name, text in named]
    return Content("\n").join(parts)


def _values(book: LogBook, name: str, value: Any) -> list[str]:
    """A field's value in words, several one below the other; empty where there is none."""
    if not value:
        return []
    if isinstance(value, Mapping):
        titles = names_of(name, book)
        counts = value.items()
        return [f"{titles.get(code, code)}{'' if count is None else f': {number(count)}'}" for code, count in counts]
    if name in _CODED:
        return [_named(book, name, code) for code in ((value,) if isinstance(value, str) else value)]
    return [value if isinstance(value, str) and name in LIMITS else value_text(name, value)]


def _named(book: LogBook, name: str, code: str) -> str:
    """A code of the field by its name; of forms and themes, by which they are known, the code with the title."""
    if name == "documents":
        document = book.directive.document_by_code.get(code)
        return f"{document.kind} {document.number}" if document else code
    title = names_of(name, book).get(code, code)
    return f"{code} {title}" if name in ("form", "themes") and title != code else title
