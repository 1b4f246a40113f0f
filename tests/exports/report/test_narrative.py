"""The words of a report: kept for their period, printed, frozen with the report, undone and done again."""

from datetime import date as Date

import pytest

from exports.merge.unmerge import undo
from exports.report.body import HINTS, body
from exports.report.drafts import drafts_of, former_report
from exports.report.freezing import freeze, frozen_paper, paper_of
from exports.report.narrative import history_of, narrative_of, period_of, write, year_before
from exports.report.paper import Paper
from logs.errors import SotayError
from logs.exchange.narratives import MOST_TEXT
from logs.periods import Period, read_period, span
from tests.exports.desk import Desk, session_of
from tests.exports.papers import YEAR

TEXT = "Các chi bộ đã chủ động.\n\n- Có kế hoạch từ đầu năm\n– Uỷ ban phối hợp tốt"


def printed(paper: Paper) -> list[str]:
    return [block.text for block in body(paper)]


def test_a_text_takes_the_place_of_the_gap_in_its_own_spelling(desk: Desk) -> None:
    book = desk.book("CB01")
    assert HINTS["strengths"] in printed(paper_of(book, YEAR))
    write(book, "2014", "strengths", TEXT)
    paper = paper_of(book, YEAR)
    blocks = [(block.kind, block.text) for block in body(paper) if block.is_own]
    assert blocks == [
        ("text", "Các chi bộ đã chủ động."),
        ("item", "Có kế hoạch từ đầu năm"),
        ("item", "Uỷ ban phối hợp tốt"),
    ]
    assert HINTS["strengths"] not in printed(paper)
    assert HINTS["directions"] in printed(paper)
    assert HINTS["strengths"] in printed(paper_of(book, read_period("2014-Q1"))), "of another period nothing is said"


def test_it_stays_while_figures_change_and_as_it_was_in_what_was_sent(desk: Desk) -> None:
    book = desk.book("CB01")
    write(book, "2014", "strengths", TEXT)
    key = freeze(book, paper_of(book, YEAR)).key
    book.add(session_of("CB01", date="2014-02-03"))
    assert narrative_of(book, "2014") == {"strengths": TEXT}
    assert paper_of(book, YEAR).report.total.sessions == 1
    write(book, "2014", "strengths", "Khác.")
    sent = frozen_paper(book, key)
    assert sent.narrative == {"strengths": TEXT}
    assert sent.report.total.sessions == 0
    assert sent.changes is not None


def test_undo_redo_and_the_history_of_a_text(desk: Desk) -> None:
    book = desk.book("CB01")
    write(book, "2014", "proposals", "Một")
    write(book, "2014", "proposals", "Hai")
    assert write(book, "2014", "proposals", " Hai\n") is None, "nothing changes"
    undo(book)
    assert narrative_of(book, "2014") == {"proposals": "Một"}
    book.history.redo()
    assert narrative_of(book, "2014") == {"proposals": "Hai"}
    write(book, "2014", "proposals", "")
    assert narrative_of(book, "2014") == {}
    assert [text for _step, text in history_of(book, "2014", "proposals")] == ["Một", "Hai", "Một", "Hai", ""]
    assert list(history_of(book, "2014", "strengths")) == []


def test_a_text_that_is_too_long_is_refused_and_hidden_characters_go(desk: Desk) -> None:
    book = desk.book("CB01")
    with pytest.raises(SotayError) as refused:
        write(book, "2014", "strengths", "a" * (MOST_TEXT + 1))
    assert refused.value.code == "narrative_too_long"
    write(book, "2014", "strengths", "a\u202eb\x07c")
    assert narrative_of(book, "2014") == {"strengths": "abc"}


@pytest.mark.parametrize(
    ("earlier", "period"),
    [
        ("2013", YEAR),
        ("2013-Q1", read_period("2014-Q1")),
        ("2013-6T", span(Date(2014, 1, 1), Date(2014, 6, 30))),
        ("20130405-20130630", span(Date(2014, 4, 5), Date(2014, 6, 30))),
    ],
)
def test_last_years_text_is_offered_as_a_start(desk: Desk, earlier: str, period: Period) -> None:
    book = desk.book("CB01")
    report = paper_of(book, period).report
    assert year_before(book, report) == {}
    write(book, earlier, "directions", "Như năm trước")
    assert year_before(book, report) == {"directions": "Như năm trước"}
    assert period_of(report) not in ("", earlier)


def test_drafts_say_what_the_figures_say_and_are_none_of_the_report(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01", date="2014-02-03", themes=("LC-01",)))
    first = freeze(book, paper_of(book, read_period("2014-6T")))
    book.add(session_of("CB01", date="2014-08-03", themes=("LC-02",)))
    desk.clock.set("2014-12-01")
    report = paper_of(book, YEAR).report
    former = former_report(book, report)
    assert former is not None
    assert former.total.sessions == first.sessions == 1
    drafts = drafts_of(book, report)
    titles = {theme.code: theme.title for theme in report.themes}
    assert titles["LC-02"] in drafts["strengths"]
    assert titles["LC-01"] not in drafts["strengths"].split("triển khai thêm")[1]
    assert "Triển khai các chủ đề chưa có buổi" in drafts["directions"]
    assert not any(text in drafts["strengths"] for text in printed(paper_of(book, YEAR)))
    assert "Tổ chức thêm" in drafts["directions"], "what the work list plans"
    desk.clock.set("2015-06-01")
    assert "Tổ chức thêm" not in drafts_of(book, paper_of(book, YEAR).report).get("directions", "")
