"""What to know about a file that is taken: its catalogue, its number, its key, its texts and counts."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter

from exports.package.format import Head
from exports.package.keys import fingerprint
from exports.package.reader import Package
from exports.package.totals import counted_in
from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from logs.counting.unit_totals import large_months
from logs.errors import Notice
from logs.exchange.received import period_named
from logs.model import ASK_ABOVE, EARLIEST, LIMITS
from logs.session.privacy import personal_among

_SHORT_ID, _MOST_NAMED = 8, 5  # characters of an id, and sessions that a remark names
_MOST_REMEMBERED = 10_000  # texts that were looked at
_texts_of = attrgetter(*LIMITS)
# A clock may be wrong by a day without anybody noticing.
_DAY = timedelta(days=1)


def remarks(
    package: Package, book: LogBook, numbers: Mapping[int, str], plain_texts: set[str], *, is_new: bool
) -> tuple[Notice, ...]:
    """The remarks on a package that comes to a book now.

    `numbers` are those of the files that came from the same book of the sender, each with what names its export;
    `is_new` tells whether its key was never seen before. `plain_texts` are known to tell of no persons; those of the
    package come to be among them.
    """
    return (
        *_times(package.head, book.clock()),
        *_catalogue(package, book.directive),
        *_number(package, numbers),
        *_key(package, is_new=is_new),
        *_contents(package, book.directive),
        *_personal(package, book.storage.rows("sessions"), plain_texts),
    )


def _catalogue(package: Package, ours: Directive) -> Iterator[Notice]:
    theirs = package.head.directive
    if theirs.id != ours.id:
        yield Notice("directive_other", {"theirs": theirs.id, "ours": ours.id})
    elif theirs.sha256 != ours.sha256:
        yield Notice("directive_differs", {"ours": ours.id})


def _times(head: Head, now: datetime) -> Iterator[Notice]:
    """A day on which no file of today can have been made, and a period that no register has."""
    made = head.made.astimezone(now.tzinfo)
    if made > now + _DAY or made.date() < EARLIEST:
        yield Notice("made_odd", {"made": made.date(), "received": now.date()})
    span = period_named(head.period)
    if span is None or span.start.year > now.year + 1:
        yield Notice("period_odd", {"period": head.period})


def _number(package: Package, numbers: Mapping[int, str]) -> Iterator[Notice]:
    number = package.head.number
    earlier = {one for one, export in numbers.items() if export != package.export}
    newest = max(earlier, default=number)
    if not numbers and number > 1 and package.head.previous is not None:
        yield Notice("numbers_before", {"number": number})
    if number in earlier:
        yield Notice("number_twice", {"number": number})
    elif number < newest:
        yield Notice("file_older", {"number": number, "newest": newest})
    elif number > newest + 1:
        yield Notice("number_missing", {"number": newest + 1})


def _key(package: Package, *, is_new: bool) -> Iterator[Notice]:
    unit = package.head.unit
    if not package.key:
        yield Notice("file_taken_unsigned", {"unit": unit})
    elif is_new:
        yield Notice("key_first", {"unit": unit, "fingerprint": fingerprint(package.key)})


def _contents(package: Package, ours: Directive) -> Iterator[Notice]:
    if package.cleaned:
        yield Notice("texts_cleaned", {"count": package.cleaned})
    said, found = package.head.counts, counted_in(package)
    if not package.set_aside and found != said:
        yield Notice("counts_differ", {"said": said.sessions, "found": found.sessions})
    if package.head.nil and found.sessions:
        yield Notice("nil_with_sessions", {"count": found.sessions})
    if package.tally.large:
        yield Notice("attendance_large", {"count": package.tally.large, "most": ASK_ABOVE})
    for totals in package.totals:
        yield from large_months(totals)
    if package.totals:
        in_figures = sum(total.sessions for total in package.totals)
        yield Notice("totals_taken", {"units": len(package.totals), "count": in_figures})
    unknown = sorted(package.tally.themes - ours.themes.keys())
    if unknown:
        yield Notice("themes_unknown", {"codes": unknown})


def _personal(package: Package, known: Mapping[str, bytes], plain_texts: set[str]) -> Iterator[Notice]:
    """Sessions whose texts look as if they told of persons, unless the book has them so already."""
    live = package.records.live
    # Topics and places are the same in many sessions of many files.
    new = set().union(*map(_texts_of, live.values())) - plain_texts
    odd = personal_among(new)
    if len(plain_texts) < _MOST_REMEMBERED:
        plain_texts |= new - odd
    shown = {key: version.encode() for key, _heads, version in package.records.versions()} if odd else {}
    found = [
        key
        for key, content in (live.items() if odd else ())
        if not odd.isdisjoint(_texts_of(content)) and shown[key] not in known.get(key, b"")
    ]
    if found:
        more = [" …"] if len(found) > _MOST_NAMED else []
        named = ", ".join(key[:_SHORT_ID] for key in found[:_MOST_NAMED])
        yield Notice("personal_in_sessions", {"count": len(found), "ids": "".join([named, *more])})
