"""What counts and what does not, in words: the short form of the rule, and the parts of a list by their reasons."""

from collections.abc import Iterator, Mapping
from datetime import date as Date
from typing import TYPE_CHECKING

from logs.catalogue.directive import Directive
from logs.session.query import Query, Reason
from tui.core.i18n import N_, _
from tui.text.formats import day, number

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.counting.count_once import Counting
    from logs.counting.counts import Counts
    from logs.coverage.table import Totals

# By the reason of a session that does not count: how many there are, as part of a line, and what it is called alone.
_PARTS: dict[Reason, str] = {
    "draft": N_("{n} drafts"),
    "planned": N_("{n} planned"),
    "other_catalogue": N_("{n} under another catalogue"),
    "unknown_code": N_("{n} with a code not known here"),
    "outside_period": N_("{n} outside the period"),
    "same_event": N_("{n} logged twice"),
    "in_totals": N_("{n} in a unit's totals"),
}
_TITLES: dict[Reason, str] = {
    "draft": N_("Not counted: draft"),
    "planned": N_("Not counted: planned"),
    "other_catalogue": N_("Not counted: under another catalogue"),
    "unknown_code": N_("Not counted: a code that is not known here"),
    "outside_period": N_("Not counted: outside the period"),
    "same_event": N_("Not counted: logged twice"),
    "in_totals": N_("Not counted: in a unit's totals"),
}
COUNTED_TITLE = N_("Counted")


def rule_words(directive: Directive, query: Query | None = None) -> str:
    """The rule in a line, with the days that it is applied to."""
    start, end = directive.reporting.period
    if query is not None and query.has_days:
        first, last = (day(one) if one else "…" for one in (query.start, query.end))
    else:
        first, last = day(start), day(end)
    return _("Counted: complete, of this catalogue, {first}–{last}, each event once.").format(first=first, last=last)


def year_words(book: "LogBook", measured: Directive, start: Date | None = None, end: Date | None = None) -> str:
    """By which year's catalogue something is measured, where that can be asked: by that of a year before, or of days
    that lie in more than one year by the one in use. Else "".
    """
    if measured.id != book.directive.id:
        text = _("Measured by the catalogue of {year}: {id}. In use: {other}.")
        return text.format(year=measured.head.year, id=measured.id, other=book.directive.id)
    periods = [former.own_period for former in book.reference.former_years]
    if (start or end) and any((start or own.start) <= own.end and own.start <= (end or own.end) for own in periods):
        return _("These days lie in more than one year: measured by the catalogue in use, {id}.").format(id=measured.id)
    return ""


def reason_title(reason: Reason) -> str:
    """Why sessions do not count, as the name of their list."""
    return _(_TITLES[reason])


def part_words(reason: Reason, count: int) -> str:
    """`24 theo danh mục khác`."""
    return _(_PARTS[reason]).format(n=number(count))


def reason_parts(left_out: Mapping[Reason, int]) -> Iterator[tuple[Reason, str]]:
    """Each reason that there is with how many do not count for it."""
    return ((reason, part_words(reason, count)) for reason, count in left_out.items() if count)


def list_parts(counts: "Counts", all_sessions: int) -> Iterator[tuple[Reason | None, str]]:
    """What a list of sessions adds up to, part by part, those that count without a reason.

    `399 buổi trong sổ`, `371 được tính`, `24 theo danh mục khác` …: the parts behind the first add up to it.
    """
    is_whole = counts.all == all_sessions
    whole = _("{n} sessions in the book") if is_whole else _("{n} of {all} sessions in the book")
    yield None, whole.format(n=number(counts.all), all=number(all_sessions))
    yield None, _("{n} counted").format(n=number(counts.counted))
    yield from reason_parts(counts.left_out)


def beside_lines(totals: "Totals") -> Iterator[str]:
    """What a table says under itself of the sessions that it does not count, or holds with a doubt."""
    if totals.left_out:
        parts = " · ".join(words for _reason, words in reason_parts(totals.left_out))
        yield _("Not counted: {parts}.").format(parts=parts)
    if totals.beyond:
        yield _("Counted though outside the period of the guidance, since these days were asked for: {n}.").format(
            n=number(totals.beyond)
        )
    figures = (
        (totals.summed, _("Came as totals only, without their sessions: {n}.")),
        (totals.left, _("Came as totals that cannot be split so, not counted: {n}.")),
    )
    yield from (words.format(n=number(count)) for count, words in figures if count)
    yield from _doubts(totals.twice, totals.lost)


def doubt_lines(counting: "Counting") -> Iterator[str]:
    """What every figure says of a book to which totals belong that cannot be told apart from others."""
    return _doubts(len(counting.twice), len(counting.lost))


def _doubts(twice: int, lost: int) -> Iterator[str]:
    if twice:
        yield _("In totals of which some may be counted twice: {n}.").format(n=number(twice))
    if lost:
        yield _("Told of only by totals that are not counted: {n}.").format(n=number(lost))


def several_words(count: int) -> str:
    """What a table by reporter says of sessions that several held."""
    words = _("Held by several reporters, counted under each: {n}; columns may add up to more than the sessions.")
    return words.format(n=number(count))
