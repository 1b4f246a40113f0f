"""The first start: who are you, so that a book can be made."""

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, RadioSet

from exports.package.keys import fingerprint
from exports.package.kit import StarterKit, begin_book, load_kit
from logs.book.book import LogBook
from logs.book.reference import reporter_code
from logs.catalogue.directive import Directive, shipped
from logs.catalogue.other_years import catalogue_of_year
from logs.catalogue.units import own_unit, shipped_units
from logs.errors import SotayError
from logs.model import Reporter, Role, Unit
from logs.text import clean_line
from tui.core.clock import now
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.catalogue.files import read_chosen
from tui.screens.common.ask import leave_question
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.files import FilesDialog
from tui.screens.common.trust import office_agrees
from tui.text.errors.messages import error_sentence
from tui.text.formats import number
from tui.text.values import titled, unit_title
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.key_button import key_button
from tui.widgets.panel import entitle
from tui.widgets.picker import CodePicker, Picker
from tui.widgets.safe import Plain, plain
from tui.widgets.ticks import OneOf, Option

_MOST_LETTERS = 200
# The field to mend, by the error; of other errors none.
_FIELDS = {
    "unit_missing": "#start-unit DropdownField",
    "unit_unknown": "#start-unit DropdownField",
    "unit_code": "#start-unit DropdownField",
    "unit_name_missing": "#start-unit-name",
    "name_missing": "#start-name",
    "year_outside": "#start-year",
}


class StartScreen(Screen[LogBook | None]):
    """Asks unit, name and role; the result is the new book in `folder`, or None where the person left."""

    ABOUT = N_("The notebook belongs to a unit and a person. All else is asked when it is needed.")
    MENU: ClassVar = (
        Command("make", "ctrl+s", N_("Make the notebook"), N_("Make"), priority=True),
        Command(
            "use_kit",
            "ctrl+o",
            N_("Use the office's starter kit"),
            N_("Starter kit"),
            N_("brings catalogue, unit list and the office's key"),
            priority=True,
        ),
        Command(
            "choose_catalogue",
            "ctrl+d",
            N_("Choose the year's catalogue"),
            N_("Catalogue"),
            N_("the office's kit, last year's, a spreadsheet, or a sample"),
            priority=True,
        ),
        Command("step_back", "escape", N_("Exit"), N_("Exit")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset(command.action for command in MENU)  # they have buttons

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.units = {unit.code: unit for unit in shipped_units()}
        self.source: Directive | None = None  # what the catalogue is made from, None while nothing was chosen
        self.kit: StarterKit | None = None
        self.began_from_sample = False
        self._compared = False  # the kit's fingerprint, with what the office reads out
        self._named: str | None = None  # the unit whose name was proposed last

    def compose(self) -> ComposeResult:
        with Vertical(id="start"), Vertical(classes="dialog") as card:
            entitle(card, "Sổ tay")
            yield Plain(_("A notebook for the reporters' sessions, from each talk to the year's report."))
            steps = (
                _("1 Log each session: one line, or a form that is filled in from the last one"),
                _("2 Send one file: all sessions of the unit, by stick or mail"),
                _("3 Merge the files: gaps, who is missing, the report in Word and Excel"),
            )
            yield Plain("\n".join(steps), classes="hint paragraph")
            roles = OneOf(
                Option(_("Reporter: logs the unit's sessions and sends the file"), value=True),
                Option(_("Committee: receives the units' files and merges them")),
                id="start-role",
                compact=True,
            )
            self.role_line = FormLine(_("Role"), roles)
            yield self.role_line
            yield FormLine(
                _("Unit"),
                CodePicker(self._choices("reporter"), id="start-unit", placeholder=_("code or words of the name")),
            )
            unit_name = ViInput(
                id="start-unit-name", max_length=_MOST_LETTERS, placeholder=_("as it stands at the head of reports")
            )
            self.unit_name_line = FormLine(_("Unit name"), unit_name)
            self.unit_name_line.display = False
            yield self.unit_name_line
            yield FormLine(_("Your name"), ViInput(id="start-name", max_length=_MOST_LETTERS))
            self.year_line = FormLine(
                _("Year"), ViInput(str(now().year), id="start-year", max_length=4, type="integer")
            )
            yield self.year_line
            yield Plain(classes="problem")
            yield Plain(classes="hint", id="start-lists")
            yield Plain(_("Kept in: {folder}").format(folder=self.folder), classes="hint")
            yield Plain(_("Only to look at a year played through: leave, and run “sotay demo”."), classes="hint")
            with Horizontal(classes="buttons"):
                make, kit, catalogue, leave = self.MENU
                yield key_button(_("Make"), make.key, id="start-make", variant="primary")
                yield key_button(_("Starter kit"), kit.key, id="start-kit")
                yield key_button(_("Catalogue"), catalogue.key, id="start-catalogue")
                yield key_button(_("Exit"), leave.key, id="start-exit")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_lists()
        self.query_one("#start-role").focus()  # asked first: it cannot be changed later

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Make the book; from the unit's name on to the person's."""
        event.stop()
        if event.input.id == "start-unit-name" and event.value.strip():
            self.query_one("#start-name").focus()
        else:
            self.action_make()

    def on_input_changed(self, event: Input.Changed) -> None:
        """What the catalogue is follows the year."""
        if event.input.id == "start-year":
            event.stop()
            self._show_lists()

    def on_picker_picked(self, event: Picker.Picked) -> None:
        """On to the next field, unless the unit was settled by leaving its own; what was said about it is settled."""
        event.stop()
        self._settle_unit(event.choice)
        if event.choice is not None:
            self.query_one(".problem", Plain).update("")
        if event.choice is not None and event.picker.field.has_focus:
            self._leave_unit()

    def on_code_picker_entered(self, event: CodePicker.Entered) -> None:
        """On to the next field, if the words can be a code."""
        event.stop()
        try:
            own_unit({}, event.picker.text, "", self._role)
        except SotayError as error:
            self._show_problem(error)
        else:
            self.query_one(".problem", Plain).update("")
            self._leave_unit()

    def _leave_unit(self) -> None:
        self.query_one("#start-unit-name" if self.unit_name_line.display else "#start-name").focus()

    def on_radio_set_changed(self, event: RadioSet.Changed) -> None:
        event.stop()
        self.unit_name_line.display = self._asks_unit_name
        self.query_one("#start-unit", Picker).set_choices(self._choices(self._role))

    @property
    def _role(self) -> Role:
        committee = self.role_line.display and self.query_one("#start-role", OneOf).pressed_index == 1
        return "committee" if committee else "reporter"

    @property
    def _asks_unit_name(self) -> bool:
        """Of a committee, whose name heads its reports, unless a kit says how each unit is called."""
        return self.kit is None and self._role == "committee"

    def _choices(self, role: Role) -> list[Choice]:
        own = [_committee()] if role == "committee" and self.kit is None else []
        return [Choice(unit.code, f"{unit.code} {unit.name}") for unit in (*own, *self.units.values())]

    def _listed(self) -> dict[str, Unit]:
        return {_committee().code: _committee(), **self.units}

    def _settle_unit(self, choice: Choice | None) -> None:
        """What else is asked follows the unit."""
        if choice is not None and self.kit is not None:
            self.role_line.display = self.units[choice.key].type == "dang_bo"
        self._propose_unit_name()

    def _propose_unit_name(self) -> None:
        """The name of the unit chosen, in place of nothing or of the last one's; own words of the person stay."""
        field, listed = self.query_one("#start-unit-name", ViInput), self._listed()
        chosen, before = self.query_one("#start-unit", Picker).value, self._named
        if chosen == before:
            return
        if field.value in ("", listed[before].name if before else ""):
            field.value = listed[chosen].name if chosen else ""
            field.select_all()  # where the keyboard is there already, typing takes the proposal's place
        self._named = chosen

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "start-make":
            self.action_make()
        elif event.button.id == "start-kit":
            self.action_use_kit()
        elif event.button.id == "start-catalogue":
            self.action_choose_catalogue()
        else:
            self.action_step_back()

    # The year and its catalogue

    @property
    def directive(self) -> Directive:
        """The catalogue of the year typed. Raises SotayError `year_outside`."""
        text = self.query_one("#start-year", ViInput).value.strip()
        if not text.isdecimal():
            raise SotayError("year_outside", value=text)
        return catalogue_of_year(self.source or shipped(), int(text))

    @property
    def is_sample(self) -> bool:
        """Whether the book begins with the themes of another year, for want of its own."""
        return self.kit is None and self._is_shipped and self.directive.sha256 != shipped().sha256

    @property
    def _is_shipped(self) -> bool:
        return self.source is None or self.source.sha256 == shipped().sha256

    @work(group="dialog", exclusive=True)
    async def action_choose_catalogue(self) -> None:
        """Choose where the catalogue comes from."""
        await self._choose_catalogue()

    async def _choose_catalogue(self) -> bool:
        """Ask where the catalogue comes from; whether there is one then."""
        year, sample = self.query_one("#start-year", ViInput), shipped().head.year
        sources = [
            Choice("kit", _("the office's starter kit")),
            Choice("former", _("the catalogue or the notebook of last year")),
            Choice("sheet", _("a filled-in spreadsheet")),
            Choice("sample", _("themes as in the sample of {year}").format(year=sample)),
        ]
        question = _("Where does the catalogue of {year} come from?").format(year=year.value)
        chosen = await self.app.push_screen_wait(ChooseDialog(question, sources))
        if chosen == "kit":
            await self._use_kit()
            return False  # the units are others now
        try:
            present = self.directive
            if chosen == "sample":
                self.source = shipped()
            elif chosen and (read := await read_chosen(self.app, present, present.head.year)) is not None:
                self.source = read
                if chosen == "sheet":
                    year.value = str(read.head.year)
        except SotayError as error:
            self._show_problem(error)
            return False
        self._show_lists()
        return self.source is not None

    @work(group="dialog", exclusive=True)
    async def _choose_and_make(self) -> None:
        """Nobody has said yet that the book is to begin with a sample."""
        if await self._choose_catalogue():
            self.action_make()

    @work(group="dialog", exclusive=True)
    async def action_use_kit(self) -> None:
        """Choose the kit; from then on only unit and name are asked."""
        await self._use_kit()

    async def _use_kit(self) -> None:
        chosen = await self.app.push_screen_wait(
            FilesDialog(
                Path.home(),
                title=_("The office's starter kit"),
                about=_("Type or paste the path of the kit (KIT_….jsonl), or choose it below."),
                kind="file",
            )
        )
        if chosen is None:
            return
        try:
            self.kit, self._compared = load_kit(chosen[0]), False
        except SotayError as error:
            self._show_problem(error)
            return
        self.units = {unit.code: unit for unit in self.kit.units}
        self.role_line.display = self.unit_name_line.display = self.year_line.display = False
        self._show_lists()
        self.query_one(".problem", Plain).update("")
        picker = self.query_one("#start-unit", CodePicker)
        picker.takes_codes = False
        picker.value = self._named = None
        self.query_one("#start-unit-name", ViInput).clear()
        picker.set_choices(self._choices("reporter"))
        picker.field.focus()

    def _show_lists(self) -> None:
        self.query_one("#start-lists", Plain).update(self._lists())

    def _lists(self) -> Content:
        """Where catalogue and unit list come from, and of a kit the fingerprint to compare."""
        kit = self.kit
        if kit is None:
            try:
                return plain(self._catalogue_words(self.directive))
            except SotayError as error:
                return plain(error_sentence(error))
        digits = _("Fingerprint of the office's key: {digits}").format(digits=fingerprint(kit.key))
        lines = [
            Content.styled(digits, "bold $text-warning"),
            plain(_("Ask the office by telephone to read its fingerprint; the 20 digits must agree.")),
            plain(_("Starter kit of {office}").format(office=unit_title(self.units[kit.head.unit]))),
            plain(_("Catalogue: {title}").format(title=titled(kit.directive.head))),
            plain(_("Units: {n}").format(n=number(len(kit.units)))),
        ]
        return Content("\n").join(lines)

    def _catalogue_words(self, directive: Directive) -> str:
        """Which catalogue the book begins with, and whether it is but a sample."""
        if self.is_sample:
            sample = _("themes as in the sample of {year}").format(year=shipped().head.year)
            return _("Catalogue of {year}: {what}").format(year=directive.head.year, what=sample)
        return _("Catalogue: {title}").format(title=titled(directive.head))

    @property
    def unsaved(self) -> bool:
        """Whether anything stands in a field."""
        return any(field.value.strip() for field in self.query(Input) if field.id != "start-year")

    @work(group="dialog", exclusive=True)
    async def action_step_back(self) -> None:
        """Leave; ask first where something typed would be lost."""
        if not self.unsaved or await self.app.push_screen_wait(leave_question()) == "leave":
            self.dismiss(None)

    @work(group="dialog", exclusive=True)
    async def _compare_and_make(self, kit: StarterKit) -> None:
        """Nobody has said yet that the kit is the office's."""
        self._compared = await office_agrees(self.app, fingerprint(kit.key))
        if self._compared:
            self.action_make()

    def action_make(self) -> None:
        """Make the book, or say what is missing."""
        picker = self.query_one("#start-unit", Picker)
        with picker.prevent(Picker.Picked):  # it would come after what is said here, and wipe it away
            picker.leave()
        self._settle_unit(picker.choice)
        name = clean_line(self.query_one("#start-name", ViInput).value)
        try:
            unit = self._unit(picker)
            if not name:
                raise SotayError("name_missing")
            if self.source is None and self.is_sample:
                self._choose_and_make()
                return
            if self.kit is not None and not self._compared:
                self._compare_and_make(self.kit)
                return
            self.began_from_sample = self.is_sample
            self.dismiss(self._make(unit, name, self._role))
        except SotayError as error:
            self._show_problem(error)

    def _show_problem(self, error: SotayError) -> None:
        """Say what is wrong and put the cursor where it is mended."""
        self.query_one(".problem", Plain).update("✗ " + error_sentence(error))
        if error.code in _FIELDS:
            self.query_one(_FIELDS[error.code]).focus()

    def _unit(self, picker: Picker) -> Unit:
        """The unit chosen, or, where no kit says which ones there are, a new one of the code typed."""
        code = picker.value or picker.text.strip()
        if not code:
            raise SotayError("unit_missing")
        if picker.value is None and self.kit is not None:
            raise SotayError("unit_unknown", value=code)
        name = clean_line(self.query_one("#start-unit-name", ViInput).value) if self._asks_unit_name else ""
        unit = own_unit(self._listed(), code, name, self._role)
        if self._asks_unit_name and not name:
            raise SotayError("unit_name_missing")
        return unit

    def _make(self, unit: Unit, name: str, role: Role) -> LogBook:
        reporter = Reporter(code=reporter_code(unit.code, name), unit=unit.code, name=name)
        if self.kit is not None:
            return begin_book(self.folder, self.kit, reporter, role, now)
        return LogBook.create(
            self.folder,
            unit=unit.code,
            reporters=[reporter],
            role=role,
            directive=self.directive,
            units=(self.units | {unit.code: unit}).values(),
            clock=now,
        )


def _committee() -> Unit:
    """The usual unit of a committee's book: the list names the units below it, not itself."""
    return Unit(code="DU", type="dang_bo", name=_("Party committee"))
