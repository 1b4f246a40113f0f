"""Marking themes as not applicable to a unit, and taking the marks back."""

import msgspec

from logs.book import LogBook
from logs.changes import Change
from logs.errors import SotayError
from logs.exemptions import MOST_REASON, Exemption, exemption_key
from logs.search import clean_line


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
    return book.commit("decide", {"exemptions": {mark.key: msgspec.json.encode(mark)}}, reason=why)


def apply_again(book: LogBook, unit: str, theme: str) -> Change | None:
    """Take the mark back; None where there is none."""
    key = exemption_key(book.directive.id, unit, theme)
    return book.commit("decide", {"exemptions": {key: None}}) if key in book.exemptions else None
