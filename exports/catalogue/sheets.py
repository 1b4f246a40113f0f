"""What the sheets of a catalogue's workbook hold, declared once for writing and reading: which field of the catalogue
stands under which heading.
"""

from typing import Any, Literal

from msgspec import Struct

Kind = Literal[
    "text", "code", "day", "yes", "year", "lines", "unit_type", "any_day", "count", "codes", "email", "period"
]


class Field(Struct, frozen=True):
    """A field of the catalogue: its heading, and how its cells are read; `choices` are all that they may hold, for
    which the catalogue has these `values`, where they are not the same; `usual` is what a yes or no is where nothing is
    said, `also` what offices call it besides, folded.
    """

    name: str
    heading: str
    kind: Kind = "text"
    width: int = 20
    is_required: bool = False
    choices: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    most: int = 1_000  # letters
    usual: bool = False
    also: tuple[str, ...] = ()

    def word(self, value: Any) -> Any:
        """What people read and type for a value of the catalogue."""
        return dict(zip(self.values, self.choices, strict=False)).get(value, value) if self.values else value


class ListSheet(Struct, frozen=True):
    """A sheet with a line for each entry of a list of the catalogue; workbooks may lack one that is not required."""

    table: str
    name: str
    fields: tuple[Field, ...]
    is_required: bool = True


_DAYS = (Field("from", "Từ ngày", "day", 12), Field("to", "Đến ngày", "day", 12))
_CODE = Field("code", "Mã", "code", 14, is_required=True)
_ENGLISH = Field("en", "Tên tiếng Anh", width=40)

HEAD_SHEET = "Chung"
HEAD: tuple[Field, ...] = (
    Field("id", "Mã danh mục", "code", is_required=True),
    Field("year", "Năm", "year", is_required=True),
    Field("title", "Tên", is_required=True),
    Field("en", "Tên tiếng Anh"),
    Field("kind", "Loại văn bản"),
    Field("number", "Số, ký hiệu"),
    Field("date", "Ngày ban hành", "day"),
    Field("place", "Nơi ban hành"),
    Field("issuer", "Cơ quan ban hành"),
    Field("advisory_body", "Cơ quan tham mưu"),
    Field("higher_body", "Cơ quan cấp trên"),
    Field("signature_authority", "Thẩm quyền ký"),
    Field("signature_position", "Chức vụ người ký"),
    Field("recipients", "Nơi nhận", "lines"),
)
REPORTING: tuple[Field, ...] = (
    Field("period_start", "Kỳ báo cáo từ ngày", "day", is_required=True),
    Field("period_end", "Kỳ báo cáo đến ngày", "day", is_required=True),
    Field("deadline", "Hạn báo cáo", "day", is_required=True),
    Field("deadline_exclusive", "Phải nộp trước ngày hạn", "yes", usual=True),
)

GROUP: tuple[Field, ...] = (
    Field("code", "Mã nhóm", "code", 10, is_required=True),
    Field("title", "Tên nhóm", width=44, is_required=True, most=200),
    Field("core", "Nhóm cốt lõi", "yes", 9, usual=True),
    Field("priority", "Nhóm trọng tâm", "yes", 10),
    Field("from", "Nhóm: từ ngày", "day", 12),
    Field("to", "Nhóm: đến ngày", "day", 12),
    Field("ref", "Nhóm: vị trí trong văn bản", width=16),
    Field("en", "Nhóm: tên tiếng Anh", width=24),
)
"""The first columns of the sheet of themes; blank below the first theme of a group."""
THEMES = ListSheet(
    "theme",
    "Chủ đề",
    (
        Field("code", "Mã chủ đề", "code", 12, is_required=True),
        Field("title", "Tên chủ đề", width=60, is_required=True, most=200),
        Field("core", "Cốt lõi", "yes", 9, usual=True),
        Field("priority", "Trọng tâm", "yes", 10),
        Field("free_text", "Ghi bằng lời", "yes", 11),
        Field("needs_document", "Cần nêu văn bản", "yes", 11),
        *_DAYS,
        Field("ref", "Vị trí trong văn bản", width=18),
        _ENGLISH,
    ),
)
LISTS: tuple[ListSheet, ...] = (
    ListSheet(
        "audience",
        "Đối tượng",
        (
            _CODE,
            Field("title", "Tên", width=50, is_required=True, most=200),
            Field("direct", "Trực tiếp", "yes", 10, usual=True),
            *_DAYS,
            _ENGLISH,
        ),
    ),
    ListSheet(
        "form",
        "Hình thức",
        (
            Field("code", "Mã", "code", 14, is_required=True, choices=("TM", "SH", "HC")),
            Field("title", "Tên", width=50, is_required=True, most=200),
            *_DAYS,
            _ENGLISH,
        ),
    ),
    ListSheet(
        "document",
        "Văn bản",
        (
            _CODE,
            Field("kind", "Loại", width=16, is_required=True),
            Field("number", "Số, ký hiệu", width=20, is_required=True),
            Field("date", "Ngày", "day", 12),
            Field("issuer", "Cơ quan ban hành", width=34),
            Field("title", "Trích yếu", width=60, is_required=True),
            *_DAYS,
            _ENGLISH,
        ),
    ),
    ListSheet(
        "rank",
        "Cấp báo cáo viên",
        (_CODE, Field("title", "Tên", width=50, is_required=True, most=200), *_DAYS, _ENGLISH),
        is_required=False,
    ),
    ListSheet(
        "deadline",
        "Hạn trong năm",
        (
            Field("code", "Kỳ", "period", 14, is_required=True),
            Field("title", "Tên", width=50, is_required=True, most=200),
            Field("date", "Hạn", "day", 12, is_required=True),
            _ENGLISH,
        ),
        is_required=False,
    ),
    ListSheet(
        "target",
        "Chỉ tiêu",
        (
            _CODE,
            Field("title", "Tên", width=50, is_required=True, most=200),
            Field(
                "kind",
                "Tính theo",
                width=24,
                is_required=True,
                choices=("Buổi mỗi chủ đề", "Buổi trong kỳ", "Buổi mỗi tháng", "Lượt người nghe"),
                values=("theme", "sessions", "monthly", "listeners"),
            ),
            Field("n", "Ít nhất", "count", 9),
            Field("whole", "Tính chung cả Đảng bộ", "yes", 12),
            Field(
                "base",
                "Những chủ đề",
                width=14,
                choices=("Tất cả", "Cốt lõi", "Trọng tâm"),
                values=("all", "core", "priority"),
            ),
            Field("themes", "Chỉ các chủ đề, nhóm", "codes", 24),
            Field("audience", "Đối tượng", "code", 12),
            *_DAYS,
            _ENGLISH,
        ),
        is_required=False,
    ),
)
YES, NO = "có", "không"

UNIT_TYPES = {"Chi bộ": "chi_bo", "Đảng bộ": "dang_bo"}
UNITS = ListSheet(
    "unit",
    "Đơn vị",
    (
        Field("code", "Mã đơn vị", "code", 14, is_required=True, also=("code", "ma", "ma to chuc", "ky hieu")),
        Field(
            "type", "Loại", "unit_type", 12, is_required=True, choices=tuple(UNIT_TYPES),
            also=("kind", "loai don vi", "loai to chuc", "loai hinh"),
        ),
        Field(
            "name", "Tên đơn vị", width=54, is_required=True, most=200,
            also=("name", "ten", "ten to chuc", "ten to chuc dang", "don vi", "ten chi bo, dang bo"),
        ),
        Field(
            "parent", "Mã cấp trên", "code", 14,
            also=("parent", "cap tren", "don vi cap tren", "truc thuoc", "ma don vi cap tren"),
        ),
        Field(
            "aliases", "Tên khác", width=44, most=10_000, also=("aliases", "ten goi khac", "ten viet tat")
        ),
        Field("from", "Từ ngày", "any_day", 12, also=("from", "tu")),
        Field("to", "Đến ngày", "any_day", 12, also=("to", "den")),
        Field("email", "Thư điện tử", "email", 30, most=200, also=("email", "e-mail", "hop thu")),
    ),
)  # fmt: skip
"""The list of units, a workbook by itself."""
