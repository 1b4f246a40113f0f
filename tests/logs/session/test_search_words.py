"""Days among the words of a search narrow it, and its other words stay words."""

from datetime import date as Date

import pytest

from logs.catalogue.directive import shipped
from logs.session.query import Query
from logs.session.search_words import searched
from logs.session.validation import Known

KNOWN = Known(shipped(), {}, {}, Date(2014, 12, 10))


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("16/5", "", "2014-05-16", "2014-05-16"),
        ("16/05/2013 biên giới", "biên giới", "2013-05-16", "2013-05-16"),
        ("biên giới quý III", "biên giới", "2014-07-01", "2014-09-30"),
        ("QUÝ 4/2013", "", "2013-10-01", "2013-12-31"),
        ("6 tháng cuối năm", "", "2014-07-01", "2014-12-31"),
        ("sơ kết  6 tháng đầu năm 2013 ", "sơ kết", "2013-01-01", "2013-06-30"),
        ("9 tháng đầu năm", "", "2014-01-01", "2014-09-30"),
        ("thang 9 hội trường", "hội trường", "2014-09-01", "2014-09-30"),
    ],
)
def test_days_and_words(text: str, words: str, start: str, end: str) -> None:
    asked = searched(Query(unit="CB01"), text, KNOWN)
    assert asked == Query(unit="CB01", text=words, start=Date.fromisoformat(start), end=Date.fromisoformat(end))


@pytest.mark.parametrize("text", ["31/2", "12/BB", "16.5", "quý khách", "dang uy", "1/16/5", "năm 2014", ""])
def test_what_names_no_day_stays_words(text: str) -> None:
    assert searched(Query(), text, KNOWN) == Query(text=text)


def test_the_filter_s_days_are_narrowed_too() -> None:
    summer = Query(start=Date(2014, 5, 1), end=Date(2014, 8, 31))
    assert searched(summer, "quý III", KNOWN) == Query(start=Date(2014, 7, 1), end=Date(2014, 8, 31))
