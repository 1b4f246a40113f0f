"""Days among the words of a search: `biên giới quý III`, `16/5`, `tháng 9`, `6 tháng cuối năm 2014`."""

import re
from datetime import date as Date

from msgspec.structs import replace

from logs.errors import SotayError
from logs.periods import read_period
from logs.session.query import Query
from logs.session.validation import Known
from logs.text import fold, nfc

_YEAR = r"(?:\s*(?:[/-]|nam)?\s*(?P<year>20\d{2}))?"
_PERIODS = re.compile(
    rf"(?<!\w)(?:quy (?P<quarter>iv|iii|ii|i|[1-4])|(?P<half>6 thang (?:dau|cuoi) nam)|(?P<nine>9 thang(?: dau nam)?)|"
    rf"thang (?P<month>1[0-2]|0?[1-9])){_YEAR}(?!\w|/)",
    re.ASCII,
)
_DAY = re.compile(r"(?<!\S)\d{1,2}(?:/\d{1,2}(?:/\d{4})?|([.-])\d{1,2}\1\d{4})(?!\S)", re.ASCII)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def searched(query: Query, text: str, known: Known) -> Query:
    """The query narrowed to the days that the text names, and to sessions with its other words.

    Days without a year are of the reporting period; of several in the text the first count.
    """
    text = " ".join(nfc(text).split())
    folded = fold(text)
    found = _PERIODS.search(folded) or _DAY.search(folded)
    if found is None or len(folded) != len(text):
        return replace(query, text=text)
    try:
        start, end = _period(found, known) if found.re is _PERIODS else (known.day(found[0]),) * 2
    except SotayError:
        return replace(query, text=text)
    start, end = max(query.start or start, start), min(query.end or end, end)
    words = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}".strip()
    return replace(query, text=words, start=start, end=end)


def _period(found: re.Match[str], known: Known) -> tuple[Date, Date]:
    year = found["year"] or known.directive.head.year
    if quarter := found["quarter"]:
        name = f"{year}-Q{_QUARTERS.get(quarter, quarter)}"
    elif found["half"]:
        if "cuoi" in found["half"]:
            return Date(int(year), 7, 1), Date(int(year), 12, 31)
        name = f"{year}-6T"
    else:
        name = f"{year}-9T" if found["nine"] else f"{year}-{int(found['month']):02}"
    period = read_period(name)
    return period.start, period.end
