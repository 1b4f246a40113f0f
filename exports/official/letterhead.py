"""What stands around an official paper: its head, its number and date, who signs, who gets it.

The lines follow the Party's and the State's rules of layout (profiles `hd05-2026`, `hd36-2018`, `nd30-2020`). They are
Vietnamese, whatever the language of the program.
"""

from datetime import date as Date
from functools import cached_property

from msgspec import Struct

from exports.official.numbers import day_in_words
from logs.book.book import LogBook
from logs.catalogue.directive import Head
from logs.exchange.office_settings import Office
from logs.model import Role, UnitType

REPORT, LETTER = "BC", "CV"
"""How the number of a report and that of a letter are marked."""
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


def unit_and_superior(book: LogBook) -> tuple[UnitType, str]:
    """What kind of unit writes, and the name of the one above it: by the list, else the office whose kit the book has;
    "" where neither tells.
    """
    own, kit = book.units.get(book.owner.unit), book.reference.kit
    above = book.units.get(own.parent) if own and own.parent else None
    if above is None and kit is not None:
        above = book.units.get(kit.unit)
    return own.type if own else "dang_bo", above.name if above else ""


class Letterhead(Struct, frozen=True, kw_only=True, dict=True):
    """The office's own settings, and what is taken from the book where they say nothing.

    `number` and `dated` None are left open for a pen, in the `year`. `unit_type` and `superior_name` are of the unit
    that writes and of the one above it, "" where it is not known. `kind` marks the number: REPORT or LETTER.
    """

    office: Office
    directive: Head
    unit_name: str
    role: Role
    unit_type: UnitType
    superior_name: str
    year: int
    number: int | None = None
    dated: Date | None = None
    kind: str = REPORT

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
        board = self.spelled(self.directive.advisory_body.split(" Đảng")[0] or "Ban Tuyên giáo")
        return self.office.issuer or (board if self._is_board else self.unit_name)

    @property
    def issuer(self) -> str:
        """The lower line at the top left: its author in capitals."""
        return self.author.upper()

    def _superior(self) -> str:
        if self._is_board:
            return self.unit_name
        if self.superior_name:
            return self.superior_name
        place = self.office.place or self.directive.place
        return f"Đảng bộ tỉnh {place}" if self.role == "committee" and place else f"Đảng ủy {GAP}"

    @property
    def _is_board(self) -> bool:
        return self.office.block == "board" and self.role == "committee"

    @property
    def numbered(self) -> str:
        """`Số 05-BC/ĐU`, of the State's papers `Số: 05/BC-ĐU`; without a figure room for one is left."""
        return f"Số{':' if self.is_state else ''} {self.number_with('       ')}"

    def number_with(self, room: str) -> str:
        """`05-BC/ĐU`, with that room for a figure that is left open."""
        kind, _slash, body = self._symbol().partition("/")
        figure = room if self.number is None else f"{self.number:02}"
        return f"{figure}/{kind}-{body}" if self.is_state else f"{figure}-{kind}/{body}"

    def _symbol(self) -> str:
        if self.office.symbol:
            own_kind, slash, body = self.office.symbol.partition("/")
            return f"{own_kind if self.kind == REPORT else self.kind}{slash}{body}"
        if self._is_board:
            return f"{self.kind}/BTGĐU"
        return f"{self.kind}/CB" if self.unit_type == "chi_bo" else f"{self.kind}/ĐU"

    @property
    def place_and_date(self) -> str:
        """`Lai Châu, ngày 02 tháng 4 năm 2014`; without a day room for one is left."""
        place = self.office.place or self.directive.place or GAP
        if self.dated is None:
            return f"{place}, ngày      tháng      năm {self.year}"
        return f"{place}, {day_in_words(self.dated)}"

    @property
    def authority(self) -> str:
        """On whose behalf it is signed: `T/M BAN THƯỜNG VỤ`; the head of a board signs for himself ("")."""
        found = self.office.authority or self._authority()
        return found.replace("T/M ", "TM. ") if self.is_state else found

    def _authority(self) -> str:
        if self._is_board:
            return ""
        if self.role == "committee" and self.office.block == "committee":
            return self.directive.signature_authority or "T/M BAN THƯỜNG VỤ"
        return self.spelled("T/M CHI BỘ" if self.unit_type == "chi_bo" else "T/M ĐẢNG ỦY")

    @property
    def position(self) -> str:
        """The office that the one who signs holds."""
        if self.office.position:
            return self.office.position
        if self._is_board:
            return "TRƯỞNG BAN"
        if self.role == "committee" and self.office.block == "committee":
            return self.directive.signature_position or "PHÓ BÍ THƯ"
        return "BÍ THƯ"

    @property
    def recipients(self) -> tuple[str, ...]:
        """Nơi nhận, the last one for the files."""
        if self.office.recipients:
            return self.office.recipients
        head = self.directive
        if self.role == "committee":
            return head.recipients or (head.higher_body or GAP, "Lưu")
        return (f"{head.advisory_body or GAP} (b/c)", "Lưu")

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """The same as a list is printed."""
        *others, last = self.recipients
        return (*(f"- {recipient}," for recipient in others), f"- {last}.")

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
