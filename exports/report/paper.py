"""An official paper: a report's figures, the office's own settings, and the lines that stand around them.

The lines follow the Party's and the State's rules of layout (profiles `hd05-2026`, `hd36-2018`, `nd30-2020`). They are
Vietnamese, whatever the language of the program.
"""

from datetime import date as Date
from functools import cached_property

from msgspec import Struct

from exports.report.annexes import annexes
from exports.report.model import Report
from exports.report.numbers import day_in_words, period_in_words
from exports.report.table import Annex
from logs.exchange.narratives import NarrativePart
from logs.exchange.office_settings import Office
from logs.model import UnitType

GAP = "…………"
"""Where a person has to write something."""

_NATION = {
    "hd05-2026": ("ĐẢNG CỘNG SẢN VIỆT NAM",),
    "hd36-2018": ("ĐẢNG CỘNG SẢN VIỆT NAM",),
    "nd30-2020": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
}
_END_MARKS = {"hd05-2026": ".", "hd36-2018": "./.", "nd30-2020": "./."}
_SPELLINGS = (
    ("ủy", "uỷ"), ("Ủy", "Uỷ"), ("ỦY", "UỶ"),
    ("hòa", "hoà"), ("Hòa", "Hoà"), ("HÒA", "HOÀ"),
    ("khóa", "khoá"), ("Khóa", "Khoá"), ("KHÓA", "KHOÁ"),
    ("hóa", "hoá"), ("HÓA", "HOÁ"),
)  # fmt: skip


class Filed(Struct, frozen=True, kw_only=True):
    """What of a paper is kept once it was sent.

    `number` and `dated` None are left open for a pen. `unit_type` and `superior_name` are of the unit that reports and
    of the one above it, "" where it is not known. `narrative` is what a person has written, by part.
    """

    report: Report
    office: Office = Office()
    number: int | None = None
    dated: Date | None = None
    unit_type: UnitType = "dang_bo"
    superior_name: str = ""
    narrative: dict[NarrativePart, str] = {}


class Paper(Filed, frozen=True, kw_only=True, dict=True):
    """A report to be written out; `changes` tells what has happened since it was sent."""

    changes: Annex | None = None

    @property
    def tables(self) -> tuple[Annex, ...]:
        """Its annexes, the changes behind them."""
        return (*annexes(self.report), *((self.changes,) if self.changes else ()))

    @property
    def is_state(self) -> bool:
        """Whether it follows the rules of the State, not of the Party."""
        return self.office.profile == "nd30-2020"

    @property
    def nation(self) -> tuple[str, ...]:
        """The line, or the two, at the top right."""
        return tuple(self.spelled(line) for line in _NATION[self.office.profile])

    @cached_property
    def superior(self) -> str:
        """The upper line at the top left, in capitals."""
        return (self.office.superior or self.spelled(self._superior())).upper()

    @cached_property
    def author(self) -> str:
        """Whose paper it is."""
        board = self.spelled(self.report.directive.advisory_body.split(" Đảng")[0] or "Ban Tuyên giáo")
        return self.office.issuer or (board if self._is_board else self.report.unit_name)

    @property
    def issuer(self) -> str:
        """The lower line at the top left: its author in capitals."""
        return self.author.upper()

    @property
    def subject(self) -> str:
        """The line below BÁO CÁO: its abstract, which the State's papers begin with a capital."""
        return self.abstract[:1].upper() + self.abstract[1:] if self.is_state else self.abstract

    @property
    def title(self) -> str:
        """What its files are called where programs list them: `Báo cáo kết quả …`."""
        return f"Báo cáo {self.abstract}"

    def _superior(self) -> str:
        if self._is_board:
            return self.report.unit_name
        if self.superior_name:
            return self.superior_name
        place = self.office.place or self.report.directive.place
        return f"Đảng bộ tỉnh {place}" if self.report.role == "committee" and place else f"Đảng ủy {GAP}"

    @property
    def _is_board(self) -> bool:
        return self.office.block == "board" and self.report.role == "committee"

    @property
    def numbered(self) -> str:
        """`Số 05-BC/ĐU`, of the State's papers `Số: 05/BC-ĐU`; without a figure room for one is left."""
        return f"Số{':' if self.is_state else ''} {self._numbered('       ')}"

    def _numbered(self, room: str) -> str:
        kind, _slash, body = (self.office.symbol or self._symbol()).partition("/")
        figure = room if self.number is None else f"{self.number:02}"
        return f"{figure}/{kind}-{body}" if self.is_state else f"{figure}-{kind}/{body}"

    def _symbol(self) -> str:
        if self._is_board:
            return "BC/BTGĐU"
        return "BC/CB" if self.unit_type == "chi_bo" else "BC/ĐU"

    @property
    def place_and_date(self) -> str:
        """`Lai Châu, ngày 02 tháng 4 năm 2014`; without a day room for one is left."""
        place = self.office.place or self.report.directive.place or GAP
        if self.dated is None:
            return f"{place}, ngày      tháng      năm {self.report.end.year}"
        return f"{place}, {day_in_words(self.dated)}"

    @property
    def abstract(self) -> str:
        """What the report is about, as sentences name it."""
        title = self.report.directive.title
        subject = title[:1].lower() + title[1:]
        year = f" năm {self.report.directive.year}"
        period = self.period_in_words
        if period == f"năm {self.report.directive.year}":
            return self.spelled(f"kết quả thực hiện {subject}")
        return self.spelled(f"kết quả thực hiện {subject.removesuffix(year)} {period}")

    @property
    def period_in_words(self) -> str:
        """`năm 2014`, `quý III năm 2014`, `6 tháng đầu năm 2014`, or the days from and to."""
        return period_in_words(self.report.period) or self.days_in_words

    @property
    def days_in_words(self) -> str:
        """`từ ngày … đến ngày …`, its first and its last day."""
        return f"từ {day_in_words(self.report.start)} đến {day_in_words(self.report.end)}"

    @property
    def attached_to(self) -> str:
        """`(Kèm theo Báo cáo số 05-BC/ĐU, ngày …)`, below the title of an annex; dots where a pen has to write."""
        number = self._numbered("……")
        day = day_in_words(self.dated) if self.dated else f"ngày …… tháng …… năm {self.report.end.year}"
        return f"(Kèm theo Báo cáo số {number}, {day})"

    @property
    def authority(self) -> str:
        """On whose behalf it is signed: `T/M BAN THƯỜNG VỤ`; the head of a board signs for himself ("")."""
        found = self.office.authority or self._authority()
        return found.replace("T/M ", "TM. ") if self.is_state else found

    def _authority(self) -> str:
        if self._is_board:
            return ""
        if self.report.role == "committee" and self.office.block == "committee":
            return self.report.directive.signature_authority or "T/M BAN THƯỜNG VỤ"
        return self.spelled("T/M CHI BỘ" if self.unit_type == "chi_bo" else "T/M ĐẢNG ỦY")

    @property
    def position(self) -> str:
        """The office that the one who signs holds."""
        if self.office.position:
            return self.office.position
        if self._is_board:
            return "TRƯỞNG BAN"
        if self.report.role == "committee" and self.office.block == "committee":
            return self.report.directive.signature_position or "PHÓ BÍ THƯ"
        return "BÍ THƯ"

    @property
    def recipients(self) -> tuple[str, ...]:
        """Nơi nhận, the last one for the files."""
        if self.office.recipients:
            return self.office.recipients
        head = self.report.directive
        if self.report.role == "committee":
            return head.recipients or (head.higher_body or GAP, "Lưu")
        return (f"{head.advisory_body or GAP} (b/c)", "Lưu")

    @property
    def end_mark(self) -> str:
        """What stands behind the last word of the body."""
        return self.office.end_mark or _END_MARKS[self.office.profile]

    def spelled(self, text: str) -> str:
        """The program's own words in the spelling that the office keeps to."""
        if self.office.old_spelling:
            for new, old in _SPELLINGS:
                text = text.replace(new, old)
        return text
