"""What units have written in their reports, as the last files of each tell it."""

import msgspec

from exports.merge.kept_files import open_kept
from exports.package.format import NarrativeLine
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.narratives import NarrativePart
from logs.exchange.received import Received
from logs.text import clean_text


def texts_of_units(book: LogBook, period: str) -> dict[str, dict[NarrativePart, str]]:
    """By unit, in the order of codes, what it wrote for the period, by part; units that wrote nothing are left out.

    The files are looked at as they were kept; one that is not there any more says nothing.
    """
    last: dict[str, Received] = {}
    for file in book.exchange.received.values():
        unit = book.exchange.lens.unit(file.unit)
        if file.period == period and (unit not in last or _order(last[unit]) < _order(file)):
            last[unit] = file
    texts = {unit: _texts(book, last[unit]) for unit in sorted(last)}
    return {unit: written for unit, written in texts.items() if written}


def _order(file: Received) -> tuple[str, int, str]:
    return file.made.isoformat(), file.number, file.sha256


def _texts(book: LogBook, file: Received) -> dict[NarrativePart, str]:
    try:
        body = open_kept(book, file.sha256, file.file).body
    except SotayError:
        return {}
    texts: dict[NarrativePart, str] = {}
    for line in body.splitlines():
        if b"narrative" not in line:
            continue
        try:
            read = msgspec.json.decode(line, type=NarrativeLine)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue  # another kind of line that has the word
        if text := clean_text(read.text):
            texts.setdefault(read.part, text)
    return texts
