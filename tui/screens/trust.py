"""What has to be asked before files are believed or opened: whether fingerprints agree, and for a passphrase."""

from textual.app import App

from tui.core.i18n import _
from tui.screens.ask import Ask
from tui.screens.passphrase import PassphraseDialog


async def fingerprints_agree(app: App[object], unit: str, digits: str) -> bool:
    """Ask whether the unit reads out the same fingerprint, so that its key is believed from now on."""
    question = _("Trust this key for {unit} from now on?").format(unit=unit)
    compare = _("Ask the unit by telephone to read its fingerprint; the 20 digits must agree.")
    answers = [("trust", _("They agree: trust it")), ("no", _("Do not trust"))]
    return await app.push_screen_wait(Ask(question, answers, detail=f"{digits}\n{compare}")) == "trust"


async def typed_passphrase(app: App[object]) -> str | None:
    """Ask for the passphrase of files that came locked; None where the person stepped back."""
    detail = _("The unit that sent the files knows it. It is not kept.")
    return await app.push_screen_wait(PassphraseDialog(_("Passphrase of the locked files"), detail))
