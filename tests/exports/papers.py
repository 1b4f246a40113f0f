"""Papers to write out: of a committee with two units, and of a register that means harm."""

from pathlib import Path

from exports.report.freezing import paper_of
from exports.report.paper import Paper
from logs.periods import read_period
from tests.exports.desk import KEYS, Desk, session_of

YEAR = read_period("2014")
# What spreadsheets run, what documents and pages are made of, what terminals obey.
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "</w:t><w:t>",
    "<script>alert(1)</script>",
    "]]>&amp;<!--",
    "{{ 7 * 7 }}",
    "a\u202eb\x07c\x1b[2J",
    "\ufffe\uffff",
    "| a | b |",
    "<r><b></r>",
    "_x0041_",
)


def committee_paper(desk: Desk, name: str = "office") -> Paper:
    """A committee's report of two cells' sessions in several months, one cell with nothing to report."""
    office = desk.office(name)
    for place, unit in enumerate(("DB01", "DB02")):
        book = desk.book(unit, f"{name}-{unit}")
        for month in range(1, 13 if place == 0 else 1):
            attendance = 10 * month
            book.add(
                session_of(
                    unit,
                    date=f"2014-{month:02}-05",
                    form=("TM", "SH", "HC")[month % 3],
                    themes=["LC-01", "LC-02"] if month % 2 else ["DQ-01", "DL-03"],
                    attendance=attendance,
                    audience={"DV": attendance},
                    documents=["CT26-2008"] if month == 3 else [],
                    topic=f"Chuyên đề số {month}",
                )
            )
        desk.merge(office, desk.export(book, nil=place == 1), trust=KEYS)
    return paper_of(office, YEAR)


def hostile_paper(desk: Desk) -> Paper:
    """A report whose every text is one of HOSTILE, as far as the book lets it in."""
    book = desk.book("CB01")
    for text in HOSTILE:
        book.add(session_of("CB01", topic=text, place=text, notes=text, materials=text, themes_other=text))
    return paper_of(book, YEAR)


def written(path: Path, data: bytes) -> Path:
    """The bytes as a file."""
    path.write_bytes(data)
    return path
