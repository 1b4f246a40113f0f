"""Reports that were sent: the same on any later day, with what has changed since told beside them."""

from datetime import date as Date

import msgspec
import pytest
from msgspec.structs import replace

from exports.report.csv_json import json_parts
from exports.report.freezing import changes_since, freeze, frozen_paper, paper_of
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.frozen_reports import pack
from logs.maintenance.integrity import audit
from logs.model import Session
from logs.questions.answers import answer_duplicate
from logs.short_codes import short_code
from tests.exports.desk import Desk, session_of
from tests.exports.papers import YEAR


def changed(session: Session, **fields: object) -> Session:
    """The session with other fields."""
    return msgspec.structs.replace(session, **fields)


def sent_book(desk: Desk) -> tuple[LogBook, str]:
    """A book of three sessions whose report was sent, and the report's key."""
    book = desk.book("CB01")
    for day in ("2014-02-03", "2014-03-04", "2014-04-05"):
        book.add(session_of("CB01", date=day))
    return book, freeze(book, paper_of(book, YEAR, number=7)).key


def rows(book: LogBook, key: str) -> list[tuple[object, ...]]:
    """What has changed: the kind, the day, attendance before and now, the note."""
    annex = frozen_paper(book, key).changes
    return [(row[1], f"{row[2]:%d/%m}", *row[5:]) for row in annex.rows] if annex else []


def test_a_report_that_was_sent_stays_as_it_was(desk: Desk) -> None:
    book, key = sent_book(desk)
    before = list(json_parts(msgspec.structs.replace(frozen_paper(book, key), changes=None)))
    assert rows(book, key) == []
    first = book.find()[0]
    book.edit(first.id, changed(first.session, attendance=40, audience={"DV": 40}))
    book.delete(book.find()[1].id)
    book.add(session_of("CB01", date="2014-05-06"))
    desk.clock.set("2015-03-01")
    assert list(json_parts(msgspec.structs.replace(frozen_paper(book, key), changes=None))) == before
    assert rows(book, key) == [
        ("sửa", "03/02", 25, 40, "sửa lượt người nghe: 25 → 40; đối tượng: DV=18, CB=7 → DV=40"),
        ("rút", "04/03", 25, None, "đã xóa"),
        ("thêm", "06/05", None, 25, ""),
    ]
    notes = frozen_paper(book, key).changes
    assert notes is not None
    assert "Đã báo cáo: 3 buổi, 75 lượt người nghe. Hiện nay: 3 buổi, 90 lượt người nghe." in notes.notes[0]


def test_it_outlives_the_program_and_an_undo(desk: Desk) -> None:
    book, key = sent_book(desk)
    book.history.undo()
    assert [one.key for one in book.exchange.frozen_reports()] == [key]
    folder = book.folder
    book.close()
    with LogBook.open(folder, clock=desk.clock) as again:
        assert frozen_paper(again, key[:6]).number == 7
        assert rows(again, key) == [("rút", "05/04", 25, None, "đã xóa")]
        assert [one.code for one in audit(again) if one.severity == "error"] == []


def test_a_correction_back_is_told_though_the_figures_are_the_same(desk: Desk) -> None:
    book, key = sent_book(desk)
    first = book.find()[0]
    book.edit(first.id, changed(first.session, topic="Khác"))
    book.edit(first.id, first.session)
    assert rows(book, key) == [("sửa", "03/02", 25, 25, "sửa rồi trở lại như đã báo cáo")]


def test_every_field_and_every_reason_is_told(desk: Desk) -> None:
    book, key = sent_book(desk)
    first, second, third = book.find()
    book.edit(first.id, changed(first.session, minutes=45, mode="online", new_media=True, materials="Đề cương"))
    words = "sửa thời lượng: – → 45; cách tổ chức: – → trực tuyến; phương tiện mới: không → có; tài liệu: – → Đề cương"
    assert rows(book, key) == [("sửa", "03/02", 25, 25, words)]
    answer_duplicate(book, second.id, third.id, "same")
    (kept,) = {second.id, third.id} & {one.id for one in book.figures.counted()}
    day, other = ("04/03", "05/04/2014") if kept == third.id else ("05/04", "04/03/2014")
    note = f"tính chung với buổi {short_code(kept)} ngày {other} của CB01"
    assert rows(book, key)[1:] == [("rút", day, 25, None, note)]
    for change, why in (
        ({"status": "draft"}, "chuyển thành bản nháp"),
        ({"status": "planned"}, "chuyển thành buổi dự kiến"),
        ({"date": Date(2015, 1, 2)}, "chuyển sang ngày 02/01/2015, ngoài kỳ báo cáo"),
        ({"directive": "LC-TTDN-2013"}, "ghi theo danh mục chỉ đạo khác"),
    ):
        book.edit(first.id, changed(first.session, **change))
        assert rows(book, key)[0] == ("rút", "03/02", 25, None, why)


def test_the_same_report_is_kept_once(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    paper = paper_of(book, YEAR)
    first = freeze(book, paper)
    desk.clock.set("2014-12-20")
    assert first == freeze(book, paper_of(book, YEAR)) == freeze(book, paper), "the moment alone makes no other report"
    assert len(book.exchange.frozen_reports()) == 1
    assert changes_since(book, paper.report) is None
    assert freeze(book, paper_of(book, YEAR, number=8)) != first


@pytest.mark.parametrize(("key", "code"), [("", "frozen_missing"), ("ffffffffff", "frozen_missing")])
def test_one_that_is_not_kept(desk: Desk, key: str, code: str) -> None:
    book, _key = sent_book(desk)
    with pytest.raises(SotayError) as caught:
        frozen_paper(book, key)
    assert caught.value.code == code


def test_one_that_was_altered_is_not_believed(desk: Desk) -> None:
    book, key = sent_book(desk)
    rows = book.storage.rows("report_data")
    other = book.add(session_of("CB01"))
    second = freeze(book, paper_of(book, YEAR)).key
    book.storage.commit({"report_data": {key: rows[second]}})
    with pytest.raises(SotayError) as caught:
        frozen_paper(book, key)
    assert (caught.value.code, other.session.unit) == ("frozen_damaged", "CB01")


def test_one_whose_figures_stand_in_another_order_says_the_same(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    book.add(session_of("CB01", form="TM"))
    paper = paper_of(book, YEAR)
    units = tuple(replace(unit, forms=dict(reversed(unit.forms.items()))) for unit in paper.report.units)
    first = freeze(book, replace(paper, report=replace(paper.report, units=units)))
    assert freeze(book, paper) == first


def test_a_line_that_cannot_be_read_is_told_as_damaged(desk: Desk) -> None:
    book, key = sent_book(desk)
    kept = book.exchange.frozen_reports()[0]
    data = book.exchange.frozen_report(key).replace(b'"attendance":25', b'"attendance":"x"')
    key, document = pack([data])
    book.exchange.freeze_report(replace(kept, key=key), document)
    with pytest.raises(SotayError) as caught:
        frozen_paper(book, key)
    assert (caught.value.code, caught.value.params) == ("frozen_damaged", {"key": key})


def test_registers_are_compared_whatever_was_put_before(desk: Desk) -> None:
    book = desk.book("CB01")
    made = [book.add(session_of("CB01", date=f"2014-03-{day:02}")) for day in range(1, 12)]
    key = freeze(book, paper_of(book, YEAR)).key
    for entry in (made[2], made[7]):
        book.delete(entry.id)
    for day in ("2014-01-05", "2014-03-04", "2014-06-07"):
        book.add(session_of("CB01", date=day))
    book.edit(made[4].id, changed(made[4].session, date=Date(2014, 8, 1)))
    kinds = [(kind, day) for kind, day, *_rest in rows(book, key)]
    assert kinds == [
        ("thêm", "05/01"), ("rút", "03/03"), ("thêm", "04/03"), ("sửa", "01/08"), ("rút", "08/03"), ("thêm", "07/06"),
    ]  # fmt: skip
