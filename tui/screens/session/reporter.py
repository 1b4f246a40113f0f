"""Take in a reporter who is not on the list yet."""

from collections.abc import Iterable

from textual.widget import Widget

from logs.book.book import LogBook
from logs.book.reference import reporter_code
from logs.errors import SotayError
from logs.model import Reporter
from logs.text import clean_line
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, Dialog
from tui.text.values import titled, valid_first, validity_words
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker

_USUAL = "co_so"
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
        listed, on = self.book.directive.ranks, self.book.today()
        ranks = [Choice(rank.code, titled(rank), validity_words(rank, on)) for rank in valid_first(listed, on)]
        usual = next((rank.key for rank in ranks if rank.key == _USUAL), ranks[0].key)
        yield FormLine(_("Full name"), ViInput(id="reporter-name", max_length=_MOST_LETTERS))
        yield FormLine(_("Unit"), Picker(units, value=self.unit, id="reporter-unit"))
        yield FormLine(_("Rank"), Picker(ranks, value=usual, id="reporter-rank"))

    def action_save(self) -> None:
        name, unit, rank = clean_line(self.text("name")), self.picked("unit"), self.picked("rank")
        try:
            if not name:
                raise SotayError("name_missing")
            if unit.value is None:
                raise SotayError("unit_unknown" if unit.text else "unit_missing", value=unit.text)
            if rank.value is None:
                raise SotayError("rank_unknown" if rank.text else "rank_missing", value=rank.text)
            code = _free_code(self.book, unit.value, name)
            reporter = Reporter(code=code, unit=unit.value, name=name, rank=rank.value)
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
