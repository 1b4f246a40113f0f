"""Letters as official papers: each on a page of its own, addressed, with the office's head, and no command in them."""

import io

from docx import Document

from exports.official.letters import Letter, letterhead_for_letters, letters_bytes
from tests.exports.desk import Desk


def test_each_letter_has_a_page_and_a_head(desk: Desk) -> None:
    office = desk.office()
    letters = [
        Letter("CB01", "Chi bộ {{ 7*7 }} <b>", "đôn đốc", ("Mở đầu.", "- Một", "  + Hai", "\x07Cuối")),
        Letter("CB02", "Chi bộ Sở Nội vụ", "đôn đốc", ("Khác.",)),
    ]
    data = letters_bytes(letterhead_for_letters(office), letters, office.clock())
    document = Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert [text for text in texts if text.startswith("Kính gửi")] == [
        "Kính gửi: Chi bộ {{ 7*7 }} <b>",
        "Kính gửi: Chi bộ Sở Nội vụ",
    ]
    assert [text for text in texts if text in ("- Một", "+ Hai", "Cuối", "Khác.")] == [
        "- Một",
        "+ Hai",
        "Cuối",
        "Khác.",
    ]
    heads = [table.rows[0].cells[0].text for table in document.tables]
    assert len(heads) == 4, "a head and a foot for each"
    assert "-CV/" in heads[0]
    assert "V/v đôn đốc" in heads[0]
    assert "- Như trên," in heads[1]
    assert len(document.sections) == 2
    assert document.element.body.xpath(".//w:pgNumType/@w:start") == ["1"], "each letter counts its own pages"
    assert document.core_properties.title == "đôn đốc"
