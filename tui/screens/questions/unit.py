"""A unit for the list: code, name, kind, and the unit it reports to."""

from collections.abc import Iterable

import msgspec
from textual.widget import Widget

from logs.book.book import LogBook
from logs.catalogue.units import same_code
from logs.errors import SotayError
from logs.model import Unit, UnitType
from logs.text import clean_line
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.text.labels import unit_type_title
from tui.text.values import unit_title
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain

_TYPES: tuple[UnitType, ...] = ("chi_bo", "dang_bo")
_MOST_LETTERS = 200


class UnitDialog(Dialog[Unit]):
    """The result is the unit as it is to be listed; it is not in the book yet. None where the person stepped back."""

    ABOUT = N_(
        "The unit comes into the unit list, and what waited for it into the book, in one step; u takes both back. A "
        "unit may send sessions of itself and of the units below it, so the unit it reports to matters."
    )
    NAME, HEADING = "unit", N_("New unit for the list")
    AUTO_FOCUS = "#unit-name"
    MENU = (
        Command("save", "ctrl+s", N_("Add to the list"), N_("Add to the list"), priority=True, button=True),
        CLOSE,
        HELP,
    )

    def __init__(self, book: LogBook, proposed: Unit, about: str) -> None:
        """`proposed` stands in the fields to begin with; `about` says why the unit is asked for."""
        super().__init__()
        self.book = book
        self.proposed = proposed
        self.about = about

    def body(self) -> Iterable[Widget]:
        units = [Choice(unit.code, unit_title(unit)) for unit in self.book.units.values()]
        types = [Choice(one, unit_type_title(one)) for one in _TYPES]
        none = _("empty: to none of the list")
        yield Plain(self.about, classes="paragraph")
        yield FormLine(_("Unit name"), ViInput(self.proposed.name, id="unit-name", max_length=_MOST_LETTERS))
        yield FormLine(_("Code"), ViInput(self.proposed.code, id="unit-code"))
        yield FormLine(_("Kind"), Picker(types, value=self.proposed.type, id="unit-kind"))
        yield FormLine(_("Reports to"), Picker(units, value=self.proposed.parent, id="unit-parent", placeholder=none))

    def action_save(self) -> None:
        """Hand the unit back, or say what is wrong with it."""
        try:
            self.dismiss(self._unit())
        except SotayError as error:
            self.fail(error)

    def _unit(self) -> Unit:
        name, code = clean_line(self.text("name")), self.text("code")
        kind, parent = self.picked("kind"), self.picked("parent")
        if not name:
            raise SotayError("unit_name_missing")
        if (listed := same_code(self.book.units, code)) is not None:
            raise SotayError("unit_listed", value=listed)
        if parent.value is None and parent.text.strip():
            raise SotayError("unit_unknown", value=parent.text)
        fields = {"code": code, "name": name, "type": kind.value or _TYPES[0], "parent": parent.value}
        try:
            return msgspec.convert(fields, Unit)
        except msgspec.ValidationError:
            raise SotayError("unit_code", value=code) from None
