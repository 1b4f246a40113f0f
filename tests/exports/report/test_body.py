"""The sentences of the yearly report: every figure in its place, and nothing said that there is no figure for."""

from datetime import date as Date

import pytest
from msgspec.structs import replace

from exports.report.body import body, cite
from exports.report.build import reckon
from exports.report.freezing import paper_of
from exports.report.paper import Paper
from logs.book.book import LogBook
from logs.catalogue.directive import Document
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.model import Reporter
from logs.periods import Period, read_period
from tests.exports.desk import KEYS, Desk, session_of
from tests.exports.papers import committee_paper

YEAR = read_period("2014")


def text(paper: Paper) -> str:
    """The paragraphs, one a line."""
    return "\n".join(block.text for block in body(paper))


def held(book: LogBook, day: str, attendance: int, **more: object) -> None:
    """Add a session of so many listeners."""
    book.add(session_of("CB01", date=day, attendance=attendance, audience={"DV": attendance}, **more))


def test_figures_are_said_as_offices_say_them(desk: Desk) -> None:
    book = desk.book("CB01")
    held(book, "2014-03-05", 1_000, mode="online", new_media=True, partners=["DB02"])
    held(book, "2014-03-06", 205, mode="online")
    held(book, "2014-05-05", 30, mode="in_person")
    said = text(paper_of(book, YEAR))
    for sentence in (
        "Chi bộ tổ chức 3 buổi tuyên truyền cho 1.235 lượt người nghe, bình quân 411,7 lượt người/buổi.",
        "Tháng 3 có nhiều buổi nhất (2 buổi), 3 tháng không có buổi nào.",
        "Theo cách tổ chức: trực tiếp: 1 buổi; trực tuyến: 2 buổi.",
        "Có 1 buổi sử dụng công cụ truyền thông mới.",
        "Có 1 buổi phối hợp với cơ quan, đơn vị khác.",
        "(100,0%)",
    ):
        assert sentence in said
    assert "So với cùng kỳ" not in said
    assert "Lũy kế" not in said


def test_nothing_is_reckoned_of_nothing(desk: Desk) -> None:
    said = text(paper_of(desk.book("CB01"), YEAR))
    assert "Chi bộ chưa tổ chức buổi tuyên truyền nào." in said
    for words in ("bình quân", "%", "nhiều buổi nhất", "cách tổ chức", "phối hợp", "0 buổi", "0 lượt", "tham gia"):
        assert words not in said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("03-05",), "Tháng 3 có nhiều buổi nhất (1 buổi), 5 tháng không có buổi nào."),
        (("03-05", "05-05"), "2 tháng có nhiều buổi nhất (mỗi tháng 1 buổi), 4 tháng không có buổi nào."),
        (tuple(f"{month:02}-05" for month in range(1, 7)), ""),
        (
            (*(f"{month:02}-05" for month in range(1, 7)), "04-06"),
            "Tháng 4 có nhiều buổi nhất (2 buổi), 5 tháng có ít buổi nhất (mỗi tháng 1 buổi).",
        ),
    ],
)
def test_the_most_and_the_least_are_of_the_months_so_far(desk: Desk, days: tuple[str, ...], said: str) -> None:
    book = desk.book("CB01")
    desk.clock.set("2014-06-20")
    for day in days:
        held(book, f"2014-{day}", 10)
    found = [line for line in text(paper_of(book, YEAR)).splitlines() if "nhiều buổi nhất" in line]
    assert found == ([said] if said else [])


def test_months_of_two_years_have_their_year(desk: Desk) -> None:
    book = desk.book("CB01")
    held(book, "2014-01-05", 10)
    said = text(paper_of(book, Period("", Date(2013, 12, 1), Date(2014, 1, 31))))
    assert "Tháng 1/2014 có nhiều buổi nhất (1 buổi), tháng 12/2013 không có buổi nào." in said


def test_people_and_what_they_held_are_counted_once(desk: Desk) -> None:
    book = desk.book("CB01")
    held(book, "2014-05-05", 20, reporters=["CB01-an", "CB01-po"])
    held(book, "2014-05-06", 20)
    said = text(paper_of(book, YEAR))
    assert "Có 2 báo cáo viên, tuyên truyền viên tham gia tuyên truyền, bình quân 1,5 buổi/người." in said
    assert "cơ sở: 2 người, 2 buổi." in said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ((10,), "tăng 1 buổi (100,0%), tăng 20 lượt người nghe (200,0%)"),
        ((10, 10, 10, 10), "giảm 2 buổi (50,0%), giảm 10 lượt người nghe (25,0%)"),
        ((15, 15), "số buổi không thay đổi, số lượt người nghe không thay đổi"),
    ],
)
def test_the_year_before_is_compared(desk: Desk, before: tuple[int, ...], said: str) -> None:
    book = desk.book("CB01")
    for day in ("2014-05-05", "2014-05-06"):
        held(book, day, 15)
    for place, attendance in enumerate(before, start=1):
        held(book, f"2013-05-{place:02}", attendance, directive="OLD-2013")
    assert f"): {said}." in text(paper_of(book, read_period("2014-05")))


def test_a_month_is_told_beside_the_year_so_far(desk: Desk) -> None:
    book = desk.book("CB01")
    held(book, "2014-02-05", 10)
    held(book, "2014-05-05", 20)
    said = text(paper_of(book, read_period("2014-05")))
    assert "Lũy kế từ đầu năm đến hết ngày 31 tháng 5 năm 2014: 2 buổi tuyên truyền cho 30 lượt người nghe." in said


def test_who_has_reported_how(desk: Desk) -> None:
    said = text(committee_paper(desk))
    assert "Có 2/2 đơn vị đã báo cáo, trong đó 1 đơn vị báo cáo không phát sinh." in said
    assert "Chỉ thị số 26-CT/TW" in said
    assert "chưa gửi báo cáo" not in said


def test_who_is_late_and_who_is_missing(desk: Desk) -> None:
    office, cell = desk.office(), desk.book("DB01")
    cell.add(session_of("DB01"))
    desk.clock.set("2014-12-16")
    desk.merge(office, desk.export(cell), trust=KEYS)
    said = text(paper_of(office, YEAR))
    assert "Có 1/2 đơn vị đã báo cáo, trong đó 1 đơn vị nộp muộn." in said
    assert "Đơn vị chưa gửi báo cáo: Đảng bộ Sở Y tế." in said
    assert "Còn 1 đơn vị chưa gửi báo cáo." in said


def test_long_lists_name_some_and_count_the_rest(desk: Desk) -> None:
    book = desk.book("CB01")
    held(book, "2014-05-05", 20)
    missing = [theme for theme in reckon(book, YEAR).themes if theme.core and not theme.sessions]
    assert f" và {len(missing) - 15} mục khác." in text(paper_of(book, YEAR))


def test_a_document_is_cited_as_far_as_it_is_known() -> None:
    whole = Document(
        code="A", kind="Chỉ thị", number="26-CT/TW", date=Date(2008, 9, 10), issuer="Ban Bí thư", title="Đối ngoại"
    )
    assert cite(whole) == "Chỉ thị số 26-CT/TW, ngày 10/9/2008 của Ban Bí thư về “Đối ngoại”"
    assert cite(Document(code="B", kind="Đề án", number="", title="Biển đảo")) == "Đề án về “Biển đảo”"
    assert cite(replace(whole, number="", issuer="")) == "Chỉ thị ngày 10/9/2008 về “Đối ngoại”"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2014", "năm 2014"),
        ("2014-Q3", "quý III năm 2014"),
        ("2014-6T", "6 tháng đầu năm 2014"),
        ("2014-9T", "9 tháng năm 2014"),
        ("2014-05", "tháng 5 năm 2014"),
    ],
)
def test_a_period_has_its_words(desk: Desk, period: str, words: str) -> None:
    paper = paper_of(desk.book("CB01"), read_period(period))
    assert paper.period_in_words == words
    assert f"tuyên truyền miệng {words} như sau" in text(paper)
    assert paper.abstract.endswith("năm 2014")


def test_other_days_are_named_from_and_to(desk: Desk) -> None:
    paper = paper_of(desk.book("CB01"), Period("", Date(2014, 3, 1), Date(2014, 4, 15)))
    assert paper.period_in_words == "từ ngày 01 tháng 3 năm 2014 đến ngày 15 tháng 4 năm 2014"


def test_ranks_are_those_of_the_catalogue_and_an_unknown_one_is_shown_as_it_is(desk: Desk) -> None:
    book = desk.book("CB01")
    values = catalogue_values(book.directive)
    values["rank"] = [{"code": "xa", "title": "Báo cáo viên cấp xã"}]
    book.use_directive(catalogue_from(values))
    for name, rank in (("hai", "xa"), ("ba", "dac_khu")):
        book.reference.add_reporter(Reporter(code=f"CB01-{name}", unit="CB01", name=name, rank=rank))
        held(book, "2014-05-12", 20, reporters=[f"CB01-{name}"])
    said = text(paper_of(book, YEAR))
    assert "Báo cáo viên cấp xã: 1 người, 1 buổi" in said
    assert "dac_khu: 1 người, 1 buổi" in said
