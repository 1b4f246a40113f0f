"""What is asked before files are believed or opened: whether fingerprints agree, and a passphrase."""

from collections.abc import Iterable

from textual.app import App
from textual.widget import Widget

from tui.core.i18n import _
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.dialog import Dialog
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain


class PassphraseDialog(Dialog[str]):
    """The result is what was typed."""

    NAME = "passphrase"

    def __init__(self, question: str, detail: str) -> None:
        super().__init__()
        self.question = question
        self.detail = detail

    def heading(self) -> str:
        return self.question

    def body(self) -> Iterable[Widget]:
        yield Plain(self.detail, classes="paragraph")
        yield FormLine(_("Passphrase"), ViInput(password=True))

    async def submit(self, value: str) -> None:
        self.dismiss(value or None)


async def fingerprints_agree(app: App[object], unit: str, digits: str) -> bool:
    """Ask whether the unit reads out the same fingerprint, so that its key is believed from now on."""
    question = _("Trust this key for {unit} from now on?").format(unit=unit)
    compare = _("Ask the unit by telephone to read its fingerprint; the 20 digits must agree.")
    answers = [("trust", _("They agree: trust it")), ("", _("Do not trust"))]
    return await app.push_screen_wait(Ask(question, answers, detail=f"{digits}\n{compare}")) == "trust"


async def office_agrees(app: App[object], digits: str) -> bool:
    """Ask whether the level above reads out the same fingerprint, before a notebook begins with its kit."""
    question = _("Do the digits agree with those that the office reads out by telephone?")
    differs = _("If they differ, do not use this kit. Ask the office for another one.")
    answers = [("agree", _("They agree: make the notebook")), ("", _("Not compared yet"))]
    return await app.push_screen_wait(Ask(question, answers, detail=f"{digits}\n{differs}")) == "agree"


async def typed_passphrase(app: App[object]) -> str | None:
    """Ask for the passphrase of files that came locked; None where the person stepped back."""
    detail = _("The unit that sent the files knows it. It is not kept.")
    return await app.push_screen_wait(PassphraseDialog(_("Passphrase of the locked files"), detail))
