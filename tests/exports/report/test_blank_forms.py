"""Pages to print: a blank form, and a register with the code of each session."""

import re
from datetime import date as Date

from exports.report.blank_forms import blank_form, printed_register
from exports.report.build import reckon
from logs.catalogue.directive import shipped
from tests.exports.desk import Desk, session_of
from tests.exports.papers import HOSTILE, YEAR


def test_a_blank_form_has_lines_and_every_code() -> None:
    page = blank_form(shipped(), "Chi bộ <Sở>", Date(2014, 5, 12), lines=15).decode()
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("<tr>") == 15
    assert re.search(r'<td class="place">15</td>(<td class="text"></td>){12}', body)
    assert all(f"<b>{code}</b>" in page for code in (*shipped().themes, *shipped().form_by_code))
    assert "không ghi họ tên người nghe" in page.replace("\n", " ")
    for words in ("Cách tổ chức", "Phút", "Số, ngày biên bản", "Báo cáo viên", "Người ghi", "Xác nhận của đơn vị"):
        assert words in page
    assert "Chi bộ &lt;Sở&gt;" in page


def test_a_session_is_found_again_by_its_code_on_paper(desk: Desk) -> None:
    book = desk.book("CB01")
    for text in HOSTILE:
        book.add(session_of("CB01", topic=text))
    page = printed_register(reckon(book, YEAR)).decode()
    codes = re.findall(r'<td class="code">([0-9A-Z*-]{9})</td>', page)
    assert {book.sessions.get(code).id for code in codes} == {entry.id for entry in book.find()}
    assert "<script" not in page
    assert f'<td class="number">{25 * len(HOSTILE)}</td>' in page.split("<tfoot>")[1]
