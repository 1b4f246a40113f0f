"""The day on which a file came: asked for with a merge, or put right later."""

from collections.abc import Iterable
from datetime import date as Date

from textual.widget import Widget

from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.received import check_arrival
from logs.typed_values import read_date
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.ask import MOST_REASON
from tui.screens.common.dialog import CLOSE, Dialog
from tui.text.formats import day
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain

_ALL = Command("save", "ctrl+s", N_("For all files of the plan"), N_("All files"), priority=True, button=True)
_THIS = Command("this", "ctrl+t", N_("For this file alone"), N_("This file"), priority=True, button=True)
_SAVE = Command("save", "ctrl+s", N_("Save the day of receipt"), N_("Save"), priority=True, button=True)


class ReceiptDayDialog(Dialog[tuple[Date, str]]):
    """The result is the day; with it for a plan "this" or "all", for a file taken in the reason of the change."""

    ABOUT = N_(
        "The day on which a file came decides between on time and late. It is the day of the merge unless another is "
        "given. What the file says of its own day is shown beside and never believed."
    )
    NAME, HEADING = "receipt-day", N_("Day of receipt")
    AUTO_FOCUS = "#receipt-day-day"
    GUIDE = "desk"

    def __init__(self, book: LogBook, name: str, received: Date, made: Date) -> None:
        super().__init__()
        self.book = book
        self.file = name
        self.received = received
        self.made = made

    def body(self) -> Iterable[Widget]:
        made = _("The file says that it was made on {day}.").format(day=day(self.made))
        yield Plain(f"{self.file}\n{made}", classes="paragraph")
        yield FormLine(_("Day of receipt"), ViInput(day(self.received), id="receipt-day-day"))

    def take(self, words: str) -> None:
        """Give the day typed back, with these words; say what is wrong with it."""
        try:
            typed = read_date(self.text("day"), self.book.today())
            check_arrival(typed, self.book.today())
        except SotayError as error:
            self.fail(error)
        else:
            self.dismiss((typed, words))


class PlannedDayDialog(ReceiptDayDialog):
    """Of the files of a plan: for one of them or for all."""

    MENU = (_ALL, _THIS, CLOSE)

    def action_save(self) -> None:
        self.take("all")

    def action_this(self) -> None:
        self.take("this")


class CorrectedDayDialog(ReceiptDayDialog):
    """Of a file that was taken in: with a reason."""

    MENU = (_SAVE, CLOSE)

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield FormLine(_("Reason"), ViInput(max_length=MOST_REASON, id="receipt-day-reason"))

    @property
    def unsaved(self) -> bool:
        return bool(self.text("reason"))

    def action_save(self) -> None:
        if reason := self.text("reason"):
            self.take(reason)
        else:
            self.fail(SotayError("receipt_reason_missing"))
