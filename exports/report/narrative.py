"""The narrative of a report: what a person writes in it beside the figures, kept for its period until it is sent."""

from collections.abc import Iterable, Iterator

import msgspec

from exports.report.model import Report
from logs.book.book import LogBook
from logs.book.changes import Change
from logs.errors import SotayError
from logs.exchange.narratives import MOST_TEXT, Narrative, NarrativePart, narrative_key
from logs.periods import same_day, span, span_key
from logs.text import clean_text


def period_of(report: Report) -> str:
    """The days of a report as narratives name them."""
    return span_key(report.period, report.start, report.end)


def narrative_of(book: LogBook, period: str) -> dict[NarrativePart, str]:
    """What is written for the period so far, by part."""
    return {text.part: text.text for text in book.exchange.narratives.values() if text.period == period}


def write(book: LogBook, period: str, part: NarrativePart, text: str) -> Change | None:
    """Keep the text of a part, in place of the former one; an empty one takes it out. One step that can be undone.

    None where nothing changes. Raises SotayError `narrative_too_long` (n, most).
    """
    cleaned = clean_text(text).strip()
    if len(cleaned) > MOST_TEXT:
        raise SotayError("narrative_too_long", n=len(cleaned), most=MOST_TEXT)
    key = narrative_key(period, part)
    former = book.exchange.narratives.get(key)
    if cleaned == (former.text if former else ""):
        return None
    document = None
    if cleaned:
        written = Narrative(period=period, part=part, text=cleaned, at=book.clock(), who=book.owner.reporter)
        document = msgspec.json.encode(written)
    return book.history.commit("edit", {"narratives": {key: document}})


def history_of(book: LogBook, period: str, part: NarrativePart) -> Iterator[tuple[Change, str]]:
    """The steps that changed a text, oldest first, each with what it was after it."""
    for step, raw in book.history.of_document("narratives", narrative_key(period, part)):
        yield step, "" if raw is None else msgspec.json.decode(raw, type=Narrative).text


def year_before(book: LogBook, report: Report) -> dict[NarrativePart, str]:
    """What was written for the same days a year earlier: under their name, or under the days themselves."""
    days = span(*(same_day(day, day.year - 1) for day in (report.start, report.end)))
    name = report.period.replace(str(report.start.year), str(report.start.year - 1), 1)
    earlier = (narrative_of(book, period) for period in (name, span_key(days.name, days.start, days.end)) if period)
    return next(filter(None, earlier), {})


def paragraphs(text: str) -> Iterable[str]:
    """The lines of a text that are not blank."""
    return filter(None, map(str.strip, text.splitlines()))
