"""Take in a reporter who is not on the list yet."""

from collections.abc import Iterable

from textual.widget import Widget

from logs.book.book import LogBook
from logs.book.reference import reporter_code
from logs.errors import SotayError
from logs.model import Rank, Reporter
from logs.text import clean_line
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, Dialog
from tui.text.labels import rank_title
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker

_RANKS: tuple[Rank, ...] = ("co_so", "huyen", "tinh", "trung_uong", "tuyen_truyen_vien")
_MOST_LETTERS = 200


class ReporterDialog(Dialog[Reporter]):
    """Name, unit and rank, nothing else about the person; the result is the reporter, already in the book."""

    NAME, HEADING = "reporter", N_("New reporter")
    MENU = (Command("save", "ctrl+s", N_("Save"), N_("Save"), priority=True, button=True), CLOSE)

    def __init__(self, book: LogBook, unit: str) -> None:
        super().__init__()
        self.book = book
        self.unit = unit

    def body(self) -> Iterable[Widget]:
        units = [Choice(unit.code, f"{unit.code} {unit.name}") for unit in self.book.units.values()]
        ranks = [Choice(rank, rank_title(rank)) for rank in _RANKS]
        yield FormLine(_("Full name"), ViInput(id="reporter-name", max_length=_MOST_LETTERS))
        yield FormLine(_("Unit"), Picker(units, value=self.unit, id="reporter-unit"))
        yield FormLine(_("Rank"), Picker(ranks, value=_RANKS[0], id="reporter-rank"))

    def action_save(self) -> None:
        name, unit, rank = clean_line(self.text("name")), self.picked("unit"), self.picked("rank")
        try:
            if not name:
                raise SotayError("name_missing")
            if unit.value is None:
                raise SotayError("unit_unknown" if unit.text else "unit_missing", value=unit.text)
            chosen = next((one for one in _RANKS if one == rank.value), _RANKS[0])
            reporter = Reporter(code=_free_code(self.book, unit.value, name), unit=unit.value, name=name, rank=chosen)
            self.book.reference.add_reporter(reporter)
        except SotayError as error:
            self.fail(error)
        else:
            self.dismiss(reporter)


def _free_code(book: LogBook, unit: str, name: str) -> str:
    """The usual code, or with a number behind it where another person of the unit has it."""
    code = reporter_code(unit, name)
    held = book.reporters.get(code)
    number = 2
    while held is not None and held.name != name:
        ending = f"-{number}"
        held = book.reporters.get(code := reporter_code(unit, name)[: 32 - len(ending)] + ending)
        number += 1
    return code
