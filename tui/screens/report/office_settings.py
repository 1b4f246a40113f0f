"""How official papers are written: names, symbol, who signs, who gets them."""

from typing import ClassVar

from msgspec.structs import replace as with_fields
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input

from logs.errors import SotayError
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.autosave import KeepsFields
from tui.text.error_messages import error_sentence
from tui.text.formats import day
from tui.text.office_settings import with_texts
from tui.widgets.choice import Choice
from tui.widgets.form_line import Line
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain, plain
from tui.widgets.ticks import Tick

_TEXTS = {
    "superior": N_("Body above"),
    "issuer": N_("Issuing body"),
    "symbol": N_("Symbol"),
    "place": N_("Place"),
    "authority": N_("On behalf of"),
    "position": N_("Position"),
    "signer": N_("Full name"),
    "recipients": N_("Recipients"),
}
_PROFILES = {
    "hd05-2026": N_("Party, in force (HD 05-2026)"),
    "hd36-2018": N_("Party, earlier (HD 36-2018)"),
    "nd30-2020": N_("State (ND 30-2020)"),
}
_BLOCKS = {"committee": N_("the committee"), "board": N_("its propaganda board"), "unit": N_("the unit")}


class LetterheadDialog(KeepsFields[bool]):
    """Saves the settings typed; the result is True once it did. An empty line leaves it to the program, or to a pen."""

    KIND = "letterhead"

    MENU: ClassVar = (
        Command("take", "ctrl+s", N_("Save"), N_("Save"), "", priority=True),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def compose(self) -> ComposeResult:
        office = self.book.office
        with Vertical(classes="dialog", id="letterhead"):
            yield Plain(_("How papers are written"), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield Line(_("Rules"), _picker("profile", _PROFILES, office.profile))
                yield Line(_("Signed for"), _picker("block", _BLOCKS, office.block))
                for name, title in _TEXTS.items():
                    value = "; ".join(office.recipients) if name == "recipients" else str(getattr(office, name))
                    hint = _("with “;” between") if name == "recipients" else _("empty: as the program finds it")
                    yield Line(_(title), ViInput(value, placeholder=hint, id=f"letterhead-{name}"))
                yield Line(
                    _("Cut-off day"), ViInput(day(office.cut_off) if office.cut_off else "", id="letterhead-cut_off")
                )
                yield Line("", Tick(_("spelled uỷ, hoà, khoá"), value=office.old_spelling, id="letterhead-old"))
            yield Plain(id="letterhead-problem", classes="problem")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Save")), id="letterhead-take", variant="primary", compact=True)
                yield Button(plain(_("Close")), id="letterhead-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self.take_up()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "letterhead-take":
            self.action_take()
        else:
            self.action_step_back()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Save the settings, or say what is wrong with them."""
        for picker in self.query(Picker):
            picker.leave()
        texts = {name: self.query_one(f"#letterhead-{name}", ViInput).value for name in (*_TEXTS, "cut_off")}
        for name in ("profile", "block"):
            texts[name] = self.query_one(f"#letterhead-{name}", Picker).value or getattr(self.book.office, name)
        spelled = with_fields(self.book.office, old_spelling=self.query_one("#letterhead-old", Tick).value)
        try:
            self.book.use_office(with_texts(spelled, texts, self.book.today(), self.book.directive.head.year))
        except SotayError as error:
            self._show_problem(_why(error))
        else:
            self.forget()
            self.dismiss(True)

    def _show_problem(self, text: str) -> None:
        self.query_one("#letterhead-problem", Plain).update(text)


def _picker(name: str, titles: dict[str, str], value: str) -> Picker:
    return Picker([Choice(key, _(title)) for key, title in titles.items()], value=value, id=f"letterhead-{name}")


def _why(error: SotayError) -> str:
    """What is wrong with a setting, by the title of its field."""
    if error.code != "office_value":
        return error_sentence(error)
    name = str(error.params["name"])
    if name == "recipients":
        return _("There are more than 20 recipients, or one has more than 200 letters. Shorten the list.")
    return _("{field} has more than 200 letters. Shorten it.").format(field=_(_TEXTS[name]))
