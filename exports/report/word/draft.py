"""A template to begin with: the program's own layout with fields in it, and at its end what each field holds."""

from docx.document import Document as WordDocument
from docx.shared import RGBColor
from msgspec.structs import asdict, replace

from exports.official.letterhead import Letterhead
from exports.official.page import LEFT, add_foot, add_head, add_paragraph, add_text, new_document, saved, set_exactly
from exports.report.body import body
from exports.report.docx import WIDE, add_heading, add_table, add_title, head_table, lie_down
from exports.report.paper import Paper
from exports.report.table import Annex, Column
from exports.report.word.fields import FIELDS, SECTIONS, TABLES, Field

_GREY = RGBColor(0x70, 0x70, 0x70)
_ABOUT = (
    "Phần từ đây đến hết không in vào báo cáo: có thể giữ để tra cứu, hoặc xóa cùng hai dòng chữ xám đầu, cuối.",
    "Trong hai dấu ngoặc nhọn là một trường; chương trình điền số liệu vào chỗ đó. Chữ khác trong mẫu giữ nguyên: sửa, "
    "chuyển chỗ, xóa, thêm bảng tùy ý. Các dòng “for … endfor” lặp lại phần ở giữa, “if … endif” chỉ in phần ở giữa "
    "khi trường có nội dung; mỗi dòng như vậy đứng riêng một đoạn (có chữ p) hoặc riêng một hàng của bảng (có chữ tr).",
)
_EXAMPLE = "Ví dụ một bảng riêng, chép lên trên để dùng:"


def template_bytes(paper: Paper) -> bytes:
    """The template, headings and rules of layout as the paper has them; filled in unchanged it gives the program's own
    document.
    """
    head = paper.letterhead
    document = new_document("Mẫu báo cáo", head.author, paper.report.made)
    tags = _Tags(**{**asdict(head), "office": replace(head.office, signer="{{ nguoi_ky }}")})
    add_head(document, tags)
    add_title(document, tags, "{{ trich_yeu }}")
    headings = [block for block in body(paper) if block.kind in ("part", "section")]
    for name, block in zip(SECTIONS, (None, *headings), strict=True):
        if block is not None:
            add_heading(document, block)
        if f"doan_{name}" in FIELDS:
            _order(document, f"for doan in doan_{name}")
            add_text(document, "{{ doan }}")
            _order(document, "endfor")
    add_text(document, "{{ doan_ket }}")
    add_foot(document, tags)
    _order(document, "if bieu_do")
    add_paragraph(document, "{{p bieu_do }}")
    _order(document, "endif")
    set_exactly(document.add_paragraph(), 1)  # the break of the pages that lie on their side stands in it
    lie_down(document)
    for place, name in enumerate(TABLES):
        _order(document, f"if {name}")
        texts = (f"{{{{ {name}_ten }}}}", "{{ kem_theo }}", f"{{{{ {name}_don_vi }}}}")
        head_table(document, texts, first=place == 0)
        add_paragraph(document, f"{{{{p {name} }}}}")
        _order(document, "endif")
    _explain(document)
    return saved(document)


class _Tags(Letterhead, frozen=True, kw_only=True, dict=True):
    """Fields in place of what stands around a paper."""

    superior = "{{ cap_tren }}"
    issuer = "{{ co_quan }}"
    numbered = "{{ so_ky_hieu }}"
    place_and_date = "{{ noi_ngay }}"
    recipient_lines = ("{%p for noi in noi_nhan %}", "{{ noi }}", "{%p endfor %}")
    position = "{{ chuc_vu }}"

    @property
    def nation(self) -> tuple[str, ...]:
        """As many lines as there are."""
        return ("{{ tieu_de }}", "{{ tieu_ngu }}") if self.is_state else ("{{ tieu_de }}",)

    @property
    def authority(self) -> str:
        """Whoever signs for himself has none."""
        return "{{ thay_mat }}" if super().authority else ""


def _order(document: WordDocument, words: str) -> None:
    """A line that is gone from what is filled in."""
    add_paragraph(document, f"{{%p {words} %}}", size=9, align=LEFT).runs[0].font.color.rgb = _GREY


def _explain(document: WordDocument) -> None:
    _order(document, "if huong_dan")
    head_table(document, ("CÁC TRƯỜNG CỦA MẪU", "", ""), first=False)
    for text in _ABOUT:
        add_text(document, text)
    columns = (Column("Viết", width=60), Column("Chứa gì", width=70))
    rows = tuple((_written(name, field), field.about) for name, field in FIELDS.items())
    add_table(document, Annex("truong", 0, "", columns, rows, has_total=False), width=WIDE)
    add_text(document, _EXAMPLE)
    titles = tuple(Column(title, width=20) for title in ("STT", "Đơn vị", "Số buổi"))
    example = (
        ("{%tr for d in cac_don_vi %}", "", ""),
        ("{{ d.stt }}", "{{ d.ten }}", "{{ d.so_buoi }}"),
        ("{%tr endfor %}", "", ""),
    )
    add_table(document, Annex("vi-du", 0, "", titles, example, has_total=False), width=WIDE)
    _order(document, "endif")


def _written(name: str, field: Field) -> str:
    """How the field is written down."""
    if field.kind == "table":
        return f"{{{{p {name} }}}}"
    if field.kind == "text":
        return f"{{{{ {name} }}}}"
    values = " ".join(f"{{{{ d.{column} }}}}" for column in field.columns) or "{{ d }}"
    return f"{{% for d in {name} %}}{values} {{% endfor %}}"
