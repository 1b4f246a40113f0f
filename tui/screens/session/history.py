"""The history of one session: who changed it when, field by field, and why."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from logs.book.changes import Step
from tui.core.i18n import N_, _
from tui.screens.common.reading import ReadingDialog, reading_menu
from tui.text.formats import moment
from tui.text.labels import action_title, field_title
from tui.text.values import value_text
from tui.text.visible import visible
from tui.widgets.safe import Plain


class HistoryScreen(ReadingDialog):
    """The steps given, newest first."""

    HEADING = N_("History")
    MENU = reading_menu("escape,q,enter,h")

    def __init__(self, title: str, steps: Sequence[Step]) -> None:
        super().__init__()
        self.session_title = title
        self.steps = steps

    def lines(self) -> Iterable[Plain]:
        yield Plain(self.session_title, classes="paragraph")
        for step in reversed(self.steps):
            yield Plain(_heading(step), classes="heading")
            if step.reason:
                yield Plain(_("Reason: {reason}").format(reason=visible(step.reason)), classes="command")
            for field, old, new in ((one.field, one.old, one.new) for one in step.changes):
                told = f"{field_title(field)}: {value_text(field, old)} → {value_text(field, new)}"
                yield Plain(visible(told), classes="command")


def _heading(step: Step) -> Content:
    who = f"  {visible(step.who)}" if step.who else ""
    return Content.assemble(
        Content.styled(f"{moment(step.at)}  {action_title(step.action)}", "bold $text-primary"),
        Content.styled(who, "$foreground-muted"),
    )
