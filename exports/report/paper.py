"""An official paper: a report's figures, the office's own settings, and the lines that stand around them."""

from datetime import date as Date
from functools import cached_property

from msgspec import Struct

from exports.official.letterhead import Letterhead
from exports.official.numbers import day_in_words, period_in_words
from exports.report.annexes import annexes
from exports.report.model import Report
from exports.report.table import Annex
from logs.exchange.narratives import NarrativePart
from logs.exchange.office_settings import Office
from logs.model import UnitType


class Filed(Struct, frozen=True, kw_only=True):
    """What of a paper is kept once it was sent.

    `number` and `dated` None are left open for a pen. `unit_type` and `superior_name` are of the unit that reports and
    of the one above it, "" where it is not known. `narrative` is what a person has written, by part, `template` the
    office's own Word document to be filled in, b"" for the program's own layout.
    """

    report: Report
    office: Office = Office()
    number: int | None = None
    dated: Date | None = None
    unit_type: UnitType = "dang_bo"
    superior_name: str = ""
    narrative: dict[NarrativePart, str] = {}
    template: bytes = b""


class Paper(Filed, frozen=True, kw_only=True, dict=True):
    """A report to be written out; `changes` tells what has happened since it was sent."""

    changes: Annex | None = None

    @property
    def tables(self) -> tuple[Annex, ...]:
        """Its annexes, the changes behind them."""
        return (*annexes(self.report), *((self.changes,) if self.changes else ()))

    @cached_property
    def letterhead(self) -> Letterhead:
        """What stands around it."""
        report = self.report
        return Letterhead(
            office=self.office,
            directive=report.directive,
            unit_name=report.unit_name,
            role=report.role,
            unit_type=self.unit_type,
            superior_name=self.superior_name,
            year=report.end.year,
            number=self.number,
            dated=self.dated,
        )

    @property
    def subject(self) -> str:
        """The line below BÁO CÁO: its abstract, which the State's papers begin with a capital."""
        return self.abstract[:1].upper() + self.abstract[1:] if self.letterhead.is_state else self.abstract

    @property
    def title(self) -> str:
        """What its files are called where programs list them: `Báo cáo kết quả …`."""
        return f"Báo cáo {self.abstract}"

    @property
    def abstract(self) -> str:
        """What the report is about, as sentences name it."""
        title = self.report.directive.title
        subject = title[:1].lower() + title[1:]
        year = f" năm {self.report.directive.year}"
        period = self.period_in_words
        if period == f"năm {self.report.directive.year}":
            return self.letterhead.spelled(f"kết quả thực hiện {subject}")
        return self.letterhead.spelled(f"kết quả thực hiện {subject.removesuffix(year)} {period}")

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
        number = self.letterhead.number_with("……")
        day = day_in_words(self.dated) if self.dated else f"ngày …… tháng …… năm {self.report.end.year}"
        return f"(Kèm theo Báo cáo số {number}, {day})"
