"""How official papers are written: names, symbol, who signs, who gets them."""

from collections.abc import Iterable

from msgspec.structs import replace as with_fields
from textual.containers import VerticalScroll
from textual.widget import Widget

from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.autosave import KeepsFields
from tui.screens.common.dialog import CLOSE
from tui.text.errors.messages import error_sentence
from tui.text.formats import day
from tui.text.office_settings import with_texts
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
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
    "mail_to": N_("Mail to"),
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
    NAME, HEADING = "letterhead", N_("How papers are written")
    MENU = (Command("take", "ctrl+s", N_("Save"), N_("Save"), priority=True, button=True), CLOSE)

    def body(self) -> Iterable[Widget]:
        office = self.book.reference.office
        with VerticalScroll(can_focus=False):
            yield FormLine(_("Rules"), _picker("profile", _PROFILES, office.profile))
            yield FormLine(_("Signed for"), _picker("block", _BLOCKS, office.block))
            for name, title in _TEXTS.items():
                value = "; ".join(office.recipients) if name == "recipients" else str(getattr(office, name))
                hint = _("with “;” between") if name == "recipients" else _("empty: as the program finds it")
                yield FormLine(_(title), ViInput(value, placeholder=hint, id=f"letterhead-{name}"))
            cut_off = day(office.cut_off) if office.cut_off else ""
            yield FormLine(_("Cut-off day"), ViInput(cut_off, id="letterhead-cut_off"))
            yield FormLine("", Tick(_("spelled uỷ, hoà, khoá"), value=office.old_spelling, id="letterhead-old"))

    def on_mount(self) -> None:
        self.take_up()

    def action_take(self) -> None:
        """Save the settings, or say what is wrong with them."""
        texts = {name: self.text(name) for name in (*_TEXTS, "cut_off")}
        for name in ("profile", "block"):
            texts[name] = self.picked(name).value or getattr(self.book.reference.office, name)
        spelled = with_fields(self.book.reference.office, old_spelling=self.query_one("#letterhead-old", Tick).value)
        try:
            self.book.reference.use_office(with_texts(spelled, texts, self.book.today(), self.book.directive.head.year))
        except SotayError as error:
            self.fail(_why(error))
        else:
            self.forget()
            self.dismiss(True)


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
