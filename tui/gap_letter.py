"""The letter that asks a unit for the themes that it has not talked about yet, as plain text to copy, send or print."""

from collections.abc import Iterable, Mapping, Sequence

from logs.book.book import LogBook
from logs.coverage.gaps import Suggestion
from logs.text import clean_text
from tui.formats import day, number
from tui.reminders import BETWEEN, guidance
from tui.values import titled, unit_name
from tui.words import _

MOST_LINES = 20
"""Suggested sessions that one letter names: more at once is no request but a list."""


def gap_letter(book: LogBook, unit: str, rows: Sequence[Suggestion]) -> str:
    """The letter to a unit; "" where it lacks nothing."""
    if not rows:
        return ""
    opening = _("Under {guidance}, as of {day}, {office} has no session of your unit on the following:")
    lines = [
        _("To: {unit}").format(unit=unit_name(book, unit)),
        "",
        opening.format(guidance=guidance(book), day=day(book.today()), office=unit_name(book, book.owner.unit)),
        "",
        *(f"- {_asked(book, one)}" for one in rows[:MOST_LINES]),
    ]
    if len(rows) > MOST_LINES:
        lines.append("- " + _("… and {n} more").format(n=number(len(rows) - MOST_LINES)))
    lines += [
        "",
        _("Please hold sessions on them as the work allows, log them, and send the file again."),
        _("Where a theme does not apply to the unit, please say so with the reason."),
    ]
    return clean_text("\n".join(lines))


def gap_letters(book: LogBook, by_unit: Mapping[str, Sequence[Suggestion]], units: Iterable[str]) -> str:
    """The letters to several units, one after the other."""
    return BETWEEN.join(text for unit in units if (text := gap_letter(book, unit, by_unit.get(unit, ()))))


def _asked(book: LogBook, one: Suggestion) -> str:
    """`LC-04 Thu hút đầu tư … + LC-05 … (cho: cán bộ, đảng viên)`."""
    themes = " + ".join(f"{code} {titled(book.directive.themes[code])}" for code in one.themes)
    return _("{themes} (for: {audience})").format(themes=themes, audience=audience_words(book, one))


def audience_words(book: LogBook, one: Suggestion) -> str:
    """For whom a session is to be held, in words."""
    own = [group for group in book.directive.audiences if group.direct]
    if len(one.audience) == len(own):
        return _("all groups")
    return ", ".join(titled(group) for group in own if group.code in one.audience)
