"""Figures of a report know their sessions, wherever they are printed."""

from msgspec.structs import replace

from exports.report.body import body
from exports.report.explained import Figure, explained
from exports.report.freezing import paper_of
from logs.model import Reporter
from logs.register.search import Looking, Order
from tests.exports.desk import Desk, session_of
from tests.exports.papers import YEAR


def test_a_year_before_is_listed_each_event_once(desk: Desk) -> None:
    book = desk.book("CB01")
    then = [book.add(session_of("CB01", date="2013-05-12", directive="LC-TTDN-2013")) for _ in range(2)]
    book.add(session_of("CB01", date="2013-05-12"))
    book.add(session_of("CB01"))
    report = explained(paper_of(book, YEAR).report, book).report
    assert report.before is not None
    assert isinstance(report.before.sessions, Figure)
    query = report.before.sessions.behind
    looking = Looking(book)
    looking.begin(query, Order())
    while not looking.go_on(1):
        pass
    listings = ({one.read.id for one in book.figures.judged(query)}, set(looking.found.ids))
    assert listings == ({entry.id for entry in then},) * 2


def test_a_figure_is_the_number_that_it_was(desk: Desk) -> None:
    book = desk.book("CB01")
    for day in ("2014-02-03", "2014-03-04"):
        book.add(session_of("CB01", date=day))
    paper = paper_of(book, YEAR)
    explanation = explained(paper.report, book)
    assert explanation.report == paper.report
    plain = [block.text for block in body(paper)]
    parts = [list(explanation.parted(block.text)) for block in body(replace(paper, report=explanation.report))]
    assert ["".join(text for text, _figure in line) for line in parts] == plain
    figures = [(text, figure) for line in parts for text, figure in line if figure is not None]
    assert ("2", 2) in figures
    assert all(
        len(book.figures.judged(figure.behind)) == figure for _text, figure in figures if figure.measure == "sessions"
    )


def test_sessions_of_a_rank_are_listed_each_once(desk: Desk) -> None:
    book = desk.book("CB01")
    ranks: tuple[tuple[str, str], ...] = (("hai", "co_so"), ("ba", "co_so"), ("tinh", "tinh"))
    for name, rank in ranks:
        book.reference.add_reporter(Reporter(code=f"CB01-{name}", unit="CB01", name=name, rank=rank))
    for reporters in (["CB01-hai", "CB01-ba"], ["CB01-ba", "CB01-tinh"], ["CB01-tinh"]):
        book.add(session_of("CB01", reporters=reporters))
    by_rank = explained(paper_of(book, YEAR).report, book).report.by_rank
    assert by_rank == {"co_so": 2, "tinh": 2}
    for figure in by_rank.values():
        assert isinstance(figure, Figure)
        assert len(book.figures.judged(figure.behind)) == figure


def test_marks_in_a_text_of_the_book_mean_nothing(desk: Desk) -> None:
    explanation = explained(paper_of(desk.book("CB01"), YEAR).report, desk.books[0])
    assert list(explanation.parted("a \U000f0007b\U00100000 c")) == [("a ", None), ("b", None), (" c", None)]


def test_a_report_under_another_catalogue_explains_nothing(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    report = paper_of(book, YEAR).report
    other = replace(report, directive=replace(report.directive, id="LC-TTDN-2013"))
    assert explained(other, book).figures == []
