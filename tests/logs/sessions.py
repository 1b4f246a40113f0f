"""Sessions to test with: one that is complete, and strategies that make any valid one."""

from datetime import date as Date
from typing import Any

from hypothesis import strategies as st

from logs.model import LIMITS, MULTILINE, Session, clean_fields, from_fields

SESSION_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"

COMPLETE: dict[str, Any] = {
    "directive": "LC-TTDN-2014",
    "date": "2014-05-12",
    "unit": "CB01",
    "status": "complete",
    "form": "SH",
    "reporters": ["BCV-01"],
    "attendance": 25,
    "audience": {"DV": 18, "CB": 7},
    "themes": ["LC-02", "QT-02"],
}

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyẢẠẰẴẶẾỆỈỊỘỚỢỨỰỶĐ 0123456789,.;:()/-“”"

codes = st.text("ABCDEFGHabcdefgh0123456789-_", min_size=1, max_size=8)
# Any character that UTF-8 can hold, Vietnamese ones more often than others.
characters = st.one_of(st.sampled_from(VIETNAMESE), st.characters(exclude_categories=["Cs"]))


def free_text(limit: int = 40) -> st.SearchStrategy[str]:
    """Text as it may come from a file: control characters, invisible ones and loose marks among it."""
    return st.text(characters, max_size=limit)


def distinct_codes(least: int = 0) -> st.SearchStrategy[list[str]]:
    """Codes of which none comes twice."""
    return st.lists(codes, min_size=least, max_size=4, unique=True)


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    """The plain JSON values of a valid session, draft or complete, its texts cleaned."""
    complete = draw(st.booleans())
    least = 1 if complete else 0
    audience = draw(st.dictionaries(codes, st.none() | st.integers(1, 500), min_size=least, max_size=4))
    more = draw(st.integers(1, 100)) if not audience or None in audience.values() else 0
    return clean_fields(
        {
            "directive": draw(codes),
            "date": draw(st.dates(Date(2000, 1, 1), Date(2100, 12, 31))).isoformat(),
            "unit": draw(codes),
            "status": "complete" if complete else draw(st.sampled_from(["draft", "planned"])),
            "form": draw(st.sampled_from(["TM", "SH", "HC"])) if complete else None,
            "reporters": draw(distinct_codes(least)),
            "attendance": sum(n or 0 for n in audience.values()) + more,
            "audience": audience,
            "themes": draw(distinct_codes(least)),
            "partners": draw(distinct_codes()),
            "documents": draw(distinct_codes()),
            "mode": draw(st.sampled_from([None, "in_person", "online", "mixed"])),
            "new_media": draw(st.booleans()),
            "minutes": draw(st.none() | st.integers(1, 1440)),
            "record_date": draw(st.none() | st.dates(Date(2000, 1, 1)).map(Date.isoformat)),
            **{name: draw(free_text(80 if name in MULTILINE else 30)) for name in LIMITS},
        }
    )


def complete_session(**changes: object) -> Session:
    """The complete session of `COMPLETE` with some fields changed; raises msgspec.ValidationError."""
    return from_fields({**COMPLETE, **changes})
