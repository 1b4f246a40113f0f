"""The check of the whole book: what is wrong, each with its cure."""

from collections.abc import Iterable, Mapping

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.maintenance.integrity import Finding, audit
from logs.short_codes import short_code
from tui.core.i18n import N_, _
from tui.screens.common.reading import ReadingDialog
from tui.text.errors.messages import sentence
from tui.text.formats import day, number
from tui.widgets.safe import Plain


class CheckDialog(ReadingDialog):
    """Checks every file, session and reference as it opens, and tells what it finds."""

    NAME, HEADING = "check", N_("Check of the whole notebook")
    GUIDE = "backup"

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book

    def lines(self) -> Iterable[Widget]:
        yield Plain(_("Checking …"), id="check-findings")

    def on_mount(self) -> None:
        self._check()

    @work(thread=True, exclusive=True, group="check")
    def _check(self) -> None:
        found = audit(self.book)
        self.app.call_from_thread(self._tell, found)

    def _tell(self, found: tuple[Finding, ...]) -> None:
        errors = sum(one.severity == "error" for one in found)
        summary = _("Sessions checked: {sessions} · errors: {errors} · remarks: {remarks}").format(
            sessions=number(len(self.book.storage.rows("sessions"))),
            errors=number(errors),
            remarks=number(len(found) - errors),
        )
        lines = [Content.styled(summary, "bold $text-error" if errors else "bold $text-success")]
        for one in found:
            mark, style = ("✗", "$text-error") if one.severity == "error" else ("!", "$text-warning")
            lines.append(Content.styled(f"{mark} {sentence(one.code, self._named(one.params))}", style))
        self.query_one("#check-findings", Plain).update(Content("\n").join(lines))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _named(self, params: Mapping[str, object]) -> Mapping[str, object]:
        """With a session's day, unit and short code, by which it can be found, instead of its id."""
        entry = self.book.sessions.entry(str(params.get("id", "")))
        if entry is None:
            return params
        session = entry.session
        return {**params, "id": f"{day(session.date)} {session.unit} ({short_code(entry.id)})"}
