"""A unit of the list: code, name, kind, the unit it reports to, other names, first and last day."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from textual.widget import Widget

from logs.book.book import LogBook
from logs.catalogue.units import read_email, with_added, with_changed
from logs.errors import SotayError
from logs.model import Unit, UnitType
from logs.text import clean_line
from logs.typed_values import read_dated
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.text.formats import day
from tui.text.labels import unit_type_title
from tui.text.values import unit_title
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain

TYPES: tuple[UnitType, ...] = ("chi_bo", "dang_bo")
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

    def __init__(self, book: LogBook, proposed: Unit, about: str = "") -> None:
        """`proposed` stands in the fields to begin with; `about` says why the unit is asked for."""
        super().__init__()
        self.book = book
        self.proposed = proposed
        self.about = about
        self._begun: list[str] = []

    def body(self) -> Iterable[Widget]:
        unit = self.proposed
        units = [Choice(listed.code, unit_title(listed)) for listed in self.book.units.values()]
        types = [Choice(kind, unit_type_title(kind)) for kind in TYPES]
        none = _("empty: to none of the list")
        if self.about:
            yield Plain(self.about, classes="paragraph")
        yield FormLine(_("Unit name"), ViInput(unit.name, id="unit-name", max_length=_MOST_LETTERS))
        yield FormLine(_("Code"), ViInput(unit.code, id="unit-code"))
        yield FormLine(_("Kind"), Picker(types, value=unit.type, id="unit-kind"))
        yield FormLine(_("Reports to"), Picker(units, value=unit.parent, id="unit-parent", placeholder=none))
        names = ViInput("; ".join(unit.aliases), _("former names and codes, with ; between them"), id="unit-aliases")
        yield FormLine(_("Other names"), names)
        yield FormLine(_("First day"), ViInput(day(unit.since) if unit.since else "", id="unit-from"))
        yield FormLine(_("Last day"), ViInput(day(unit.until) if unit.until else "", id="unit-to"))

        yield FormLine(_("E-mail"), ViInput(unit.email, _("for letters and receipts; it stays here"), id="unit-email"))

    @property
    def unsaved(self) -> bool:
        return self._begun != self._texts()

    def on_mount(self) -> None:
        self._begun = self._texts()

    def _texts(self) -> list[str]:
        """What stands in the fields."""
        pickers = [f"{picker.value} {picker.text}" for picker in self.query(Picker)]
        return [*pickers, *(self.text(name) for name in ("name", "code", "aliases", "from", "to", "email"))]

    def action_save(self) -> None:
        """Hand the unit back, or say what is wrong with it."""
        try:
            unit = self._unit()
            self.listed(unit)
            self.dismiss(unit)
        except SotayError as error:
            self.fail(error)

    def listed(self, unit: Unit) -> Mapping[str, Unit]:
        """The list with the unit; raises SotayError where there can be none."""
        return with_added(self.book.units, unit)

    def _unit(self) -> Unit:
        name, code = clean_line(self.text("name")), self.text("code")
        kind, parent = self.picked("kind"), self.picked("parent")
        if not name:
            raise SotayError("unit_name_missing")
        if parent.value is None and parent.text.strip():
            raise SotayError("unit_unknown", value=parent.text)
        fields: dict[str, Any] = {
            "code": code, "name": name, "type": kind.value or TYPES[0], "parent": parent.value
        }  # fmt: skip
        fields["aliases"] = [alias for part in self.text("aliases").split(";") if (alias := clean_line(part))]
        fields |= {field: read_dated(text) for field in ("from", "to") if (text := self.text(field))}
        fields["email"] = read_email(self.text("email"))
        try:
            return msgspec.convert(fields, Unit)
        except msgspec.ValidationError:
            raise SotayError("unit_code", value=code) from None


class ChangeUnitDialog(UnitDialog):
    """Of a unit that is listed: its former name and code become other names of it."""

    ABOUT = N_(
        "A new name or code leaves the former one as another name, so that sessions and files go on finding the unit. "
        "A unit that is no more gets its last day. What changes is shown before it is saved."
    )
    HEADING = N_("The unit")
    MENU = (Command("save", "ctrl+s", N_("Change the unit"), N_("Change"), priority=True, button=True), CLOSE, HELP)

    def listed(self, unit: Unit) -> Mapping[str, Unit]:
        return with_changed(self.book.units, self.proposed.code, unit)
