"""Registers to count: any number of sessions from few units, days, themes and people, as entries of a book."""

from datetime import date as Date

from hypothesis import strategies as st

from logs.session.query import Entry
from tests.logs.sessions import complete_session

UNITS = ("CB01", "CB02", "DB01")
REPORTERS = ("BCV-01", "BCV-02")
# Of the catalogue's 33 themes a few, and one of another catalogue.
THEMES = ("LC-01", "LC-02", "DQ-01", "DM-01", "QT-02", "NT-02", "ZZ-01")


def few(values: tuple[str, ...], least: int = 1) -> st.SearchStrategy[list[str]]:
    """Some of the values, none twice."""
    return st.lists(st.sampled_from(values), min_size=least, max_size=3, unique=True)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A session within or near the year, draft or complete, decided or in conflict."""
    attendance = draw(st.integers(1, 60))
    session = complete_session(
        date=draw(st.dates(Date(2013, 12, 1), Date(2015, 1, 31))).isoformat(),
        unit=draw(st.sampled_from(UNITS)),
        form=draw(st.sampled_from(("TM", "SH", "HC"))),
        reporters=draw(few(REPORTERS)),
        attendance=attendance,
        audience=dict.fromkeys(draw(few(("DV", "CB", "LD", "ZZ")))),
        themes=draw(few(THEMES)),
        documents=draw(few(("CT26-2008", "KL16-2012", "ZZ-1"), least=0)),
        status=draw(st.sampled_from(("complete", "complete", "complete", "draft", "planned"))),
        topic=draw(st.sampled_from(("Biên giới", "Hiến pháp", "Đảng ủy họp", ""))),
    )
    return Entry(draw(st.uuids()).hex, "0" * 32, session, draw(st.booleans()))


registers = st.lists(entries(), max_size=25)
