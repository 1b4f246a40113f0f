"""The fields of a template: what each is called, in Vietnamese as the paper is, and what it holds for a paper.

A template gets texts and lists of texts, no object that does anything.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from docx.shared import Length
from markupsafe import Markup
from msgspec import Struct

from exports.official.numbers import decimal, figure, month_title, quarter_title
from exports.official.page import balanced, look_of
from exports.report.annexes import standing
from exports.report.body import body
from exports.report.docx import IN_DOCUMENT, WIDE, in_document, pictures_xml, printed, table_xml
from exports.report.model import Part, ReporterLine, SpanLine, ThemeLine, UnitLine
from exports.report.paper import Paper

Kind = Literal["text", "texts", "rows", "table"]
Value = str | Sequence[str] | Sequence[Mapping[str, str]]


class Field(Struct, frozen=True):
    """What a field holds, in words; one of the kind `rows` has for each row the `columns`, by name."""

    about: str
    kind: Kind = "text"
    columns: tuple[str, ...] = ()


SECTIONS = (
    "mo_dau", "lanh_dao", "ket_qua", "so_lieu", "noi_dung", "hinh_thuc", "doi_tuong", "bao_cao_vien", "danh_gia",
    "uu_diem", "han_che", "phuong_huong", "kien_nghi",
)  # fmt: skip
"""The paragraphs of the letter: those before its first heading, then those below each heading."""

_COUNTED = ("ten", "so_buoi", "so_luot")
_WORDS = {
    "cap_tren": Field("cơ quan cấp trên, dòng trên ở góc trái"),
    "co_quan": Field("cơ quan ban hành, dòng dưới ở góc trái"),
    "so_ky_hieu": Field("số và ký hiệu"),
    "tieu_de": Field("ĐẢNG CỘNG SẢN VIỆT NAM, hoặc Quốc hiệu"),
    "tieu_ngu": Field("Tiêu ngữ; trống với văn bản của Đảng"),
    "noi_ngay": Field("nơi và ngày ban hành"),
    "trich_yeu": Field("trích yếu"),
    "don_vi": Field("tên đơn vị báo cáo"),
    "ky": Field("kỳ báo cáo bằng chữ: năm 2014, quý III năm 2014"),
    "tu_ngay": Field("ngày đầu kỳ"),
    "den_ngay": Field("ngày cuối kỳ"),
    "buoi": Field("tổng số buổi"),
    "luot": Field("tổng số lượt người nghe"),
    "binh_quan": Field("bình quân lượt người nghe mỗi buổi"),
    "luy_ke_buoi": Field("lũy kế số buổi từ đầu năm"),
    "luy_ke_luot": Field("lũy kế số lượt người nghe từ đầu năm"),
    "buoi_nam_truoc": Field("số buổi cùng kỳ năm trước; trống khi không có"),
    "luot_nam_truoc": Field("số lượt người nghe cùng kỳ năm trước; trống khi không có"),
    "da_bao_cao": Field("số đơn vị đã báo cáo"),
    "phai_bao_cao": Field("số đơn vị phải báo cáo"),
    "doan_mo_dau": Field("các đoạn mở đầu", "texts"),
    "doan_lanh_dao": Field("các đoạn về lãnh đạo, chỉ đạo", "texts"),
    "doan_so_lieu": Field("các đoạn về số buổi, số lượt người nghe", "texts"),
    "doan_noi_dung": Field("các đoạn về nội dung", "texts"),
    "doan_hinh_thuc": Field("các đoạn về hình thức", "texts"),
    "doan_doi_tuong": Field("các đoạn về đối tượng", "texts"),
    "doan_bao_cao_vien": Field("các đoạn về báo cáo viên", "texts"),
    "doan_uu_diem": Field("các đoạn về ưu điểm", "texts"),
    "doan_han_che": Field("các đoạn về hạn chế, nguyên nhân", "texts"),
    "doan_phuong_huong": Field("các đoạn về phương hướng, nhiệm vụ", "texts"),
    "doan_kien_nghi": Field("các đoạn về kiến nghị, đề xuất", "texts"),
    "doan_ket": Field("đoạn kết, có dấu kết thúc"),
    "noi_nhan": Field("nơi nhận, mỗi nơi một dòng", "texts"),
    "thay_mat": Field("thẩm quyền ký: T/M BAN THƯỜNG VỤ"),
    "chuc_vu": Field("chức vụ người ký"),
    "nguoi_ky": Field("họ tên người ký"),
    "bieu_do": Field("các biểu đồ, cả phần, trong một đoạn riêng", "table"),
    "kem_theo": Field("(Kèm theo Báo cáo số …)"),
    "huong_dan": Field("luôn trống: phần hướng dẫn ở cuối mẫu"),
    "cac_don_vi": Field("các đơn vị", "rows", ("stt", "ma", *_COUNTED, "bao_cao_vien", "ngay_gui", "ghi_chu")),
    "cac_nhom": Field("các nhóm nội dung", "rows", ("ma", *_COUNTED)),
    "cac_chu_de": Field("các chủ đề", "rows", ("ma", *_COUNTED, "so_don_vi")),
    "cac_hinh_thuc": Field("các hình thức", "rows", ("ma", *_COUNTED)),
    "cac_doi_tuong": Field("các nhóm đối tượng", "rows", ("ma", *_COUNTED)),
    "cac_thang": Field("các tháng của kỳ", "rows", _COUNTED),
    "cac_quy": Field("các quý của kỳ", "rows", _COUNTED),
    "cac_bao_cao_vien": Field("các báo cáo viên có buổi", "rows", ("ma", *_COUNTED, "don_vi")),
}
TABLES = {f"bieu_{number}": number for number in range(1, IN_DOCUMENT + 1)} | {"bieu_thay_doi": 0}
"""By the name of the field the number of its annex; that of the changes since the report was sent has none."""
_OF_TABLE: tuple[tuple[str, str, Kind], ...] = (
    ("", ", cả bảng, trong một đoạn riêng", "table"),
    ("_ten", ": tên", "text"),
    ("_don_vi", ": đơn vị tính", "text"),
)
FIELDS: Mapping[str, Field] = {
    **_WORDS,
    **{
        name + more: Field(f"{f'Biểu {number}' if number else 'bảng thay đổi sau khi báo cáo'}{about}", kind)
        for name, number in TABLES.items()
        for more, about, kind in _OF_TABLE
    },
}  # fmt: skip


def values_of(paper: Paper, widths: Mapping[str, Length]) -> dict[str, Value]:
    """What the fields hold for the paper; `widths` is the room that annexes have where they stand, by their fields."""
    report, head = paper.report, paper.letterhead
    most = look_of(head).most
    before = report.before
    values: dict[str, Value] = {
        "cap_tren": balanced(head.superior, most),
        "co_quan": balanced(head.issuer, most),
        "so_ky_hieu": head.numbered,
        "tieu_de": head.nation[0],
        "tieu_ngu": " ".join(head.nation[1:]),
        "noi_ngay": head.place_and_date,
        "trich_yeu": paper.subject,
        "don_vi": report.unit_name,
        "ky": paper.period_in_words,
        "tu_ngay": f"{report.start:%d/%m/%Y}",
        "den_ngay": f"{report.end:%d/%m/%Y}",
        "buoi": figure(report.total.sessions),
        "luot": figure(report.total.attendance),
        "binh_quan": decimal(report.total.mean),
        "luy_ke_buoi": figure(report.so_far.sessions),
        "luy_ke_luot": figure(report.so_far.attendance),
        "buoi_nam_truoc": figure(before.sessions) if before else "",
        "luot_nam_truoc": figure(before.attendance) if before else "",
        "da_bao_cao": figure(len(report.reported)),
        "phai_bao_cao": figure(len(report.obliged)),
        "noi_nhan": head.recipient_lines,
        "thay_mat": head.authority,
        "chuc_vu": head.position,
        "nguoi_ky": head.office.signer,
        "bieu_do": Markup(pictures_xml(paper)),  # noqa: S704 (its texts are escaped)
        "kem_theo": paper.attached_to,
        "huong_dan": "",
        "cac_nhom": [_part(part) for part in sorted(report.groups, key=lambda part: part.order)],
        "cac_chu_de": [
            {**_counted(line.title, line), "ma": line.code, "so_don_vi": figure(line.units)} for line in report.themes
        ],
        "cac_hinh_thuc": [_part(part) for part in report.forms],
        "cac_doi_tuong": [_part(part) for part in report.audiences],
        "cac_thang": [_counted(month_title(month.name), month) for month in report.months],
        "cac_quy": [_counted(quarter_title(quarter.name), quarter) for quarter in report.quarters],
        "cac_bao_cao_vien": [
            {**_counted(person.name, person), "ma": person.code, "don_vi": person.unit}
            for person in report.reporters
            if person.sessions
        ],
        "cac_don_vi": [
            {
                **_counted(unit.name, unit),
                "stt": figure(place),
                "ma": unit.code,
                "bao_cao_vien": figure(unit.reporters),
                "ngay_gui": f"{unit.progress.first:%d/%m/%Y}" if unit.progress and unit.progress.first else "",
                "ghi_chu": standing(unit),
            }
            for place, unit in enumerate(report.units, start=1)
        ],
    }
    return {**values, **_paragraphs(paper), **_annexes(paper, widths)}


def _counted(name: str, line: Part | SpanLine | ThemeLine | UnitLine | ReporterLine) -> dict[str, str]:
    return {"ten": name, "so_buoi": figure(line.sessions), "so_luot": figure(line.attendance)}


def _part(part: Part) -> dict[str, str]:
    return {**_counted(part.title, part), "ma": part.code}


def _paragraphs(paper: Paper) -> dict[str, Value]:
    """The letter's own by section, the last one by itself."""
    *blocks, last = body(paper)
    sections: list[list[str]] = [[]]
    for block in blocks:
        if block.kind in ("part", "section"):
            sections.append([])
        else:
            sections[-1].append(printed(block))
    named = zip(SECTIONS, sections, strict=True)
    return {**{f"doan_{name}": texts for name, texts in named if f"doan_{name}" in FIELDS}, "doan_ket": last.text}


def _annexes(paper: Paper, widths: Mapping[str, Length]) -> dict[str, Value]:
    """The annexes that have rows as the XML of tables, the others as ""."""
    found = {annex.number: annex for annex in in_document(paper)}
    values: dict[str, Value] = {}
    for name, number in TABLES.items():
        annex = found.get(number)
        # Behind a table stands a paragraph: two tables would become one, and a cell that ends with a table is none.
        low = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
        xml = table_xml(annex, width=widths.get(name, WIDE)) + low if annex else ""
        values[name] = Markup(xml)  # noqa: S704 (its texts are escaped)
        values[f"{name}_ten"] = annex.heading.upper() if annex else ""
        values[f"{name}_don_vi"] = annex.unit_of_measure if annex else ""
    return values
