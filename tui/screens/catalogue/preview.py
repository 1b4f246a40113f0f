"""What a save of the catalogue or of the unit list would change, shown before it is done; and what earlier ones did."""

from collections.abc import Iterable
from itertools import pairwise

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.book.catalogues import CatalogueVersion
from logs.catalogue.differences import differences
from logs.coverage.catalogue_change import CatalogueChange
from logs.text import clean_line
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.common.ask import MOST_REASON
from tui.screens.common.dialog import CLOSE, HELP, SCROLLING, Dialog
from tui.screens.common.reading import ReadingDialog, reading_menu
from tui.text.formats import moment
from tui.text.labels import action_title
from tui.text.steps import difference_words, figures_words
from tui.text.values import person
from tui.text.visible import visible
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain


class PreviewDialog(Dialog[str]):
    """The result is the reason, "" for none, where it is to be saved; `figures` stand above the other lines."""

    NAME, HEADING = "preview", N_("What is saved")
    MENU = (
        Command("take", "ctrl+s", N_("Save it"), N_("Save"), "", priority=True, button=True),
        CLOSE,
        *SCROLLING,
        HELP,
    )
    GUIDE = "catalogue"

    def __init__(self, figures: Iterable[str], lines: Iterable[str]) -> None:
        super().__init__()
        self.figures = figures
        self.lines = lines

    def body(self) -> Iterable[Widget]:
        figures = Content("\n").join(Content.styled(visible(line), "bold") for line in self.figures)
        with VerticalScroll(can_focus=False):
            yield Plain(figures, classes="paragraph")
            yield Plain("\n".join(map(visible, self.lines)))
        yield FormLine(
            _("Reason"), ViInput(id="preview-reason", placeholder=_("may stay empty"), max_length=MOST_REASON)
        )

    def action_take(self) -> None:
        self.dismiss(clean_line(self.text("reason")))


def preview_of(change: CatalogueChange) -> PreviewDialog:
    """What a changed catalogue changes."""
    is_other_year = any(difference.code == "year" for difference in change.differences)
    stays = [_("What was logged stays with its own year.")] if is_other_year else []
    return PreviewDialog([*figures_words(change), *stays], map(difference_words, change.differences))


class VersionsDialog(ReadingDialog):
    """The catalogues that the book has had, the newest first, each with what it changed."""

    HEADING = N_("The catalogues so far")
    MENU = reading_menu("escape,q,enter,h")
    GUIDE = "catalogue"

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book

    def lines(self) -> Iterable[Widget]:
        versions = self.book.catalogues.versions()
        changes = [(), *(differences(old.directive, new.directive) for old, new in pairwise(versions))]
        for version, changed in reversed([*zip(versions, changes, strict=True)]):
            yield Plain(self._heading(version), classes="heading")
            if version.step and version.step.reason:
                yield Plain(_("Reason: {reason}").format(reason=visible(version.step.reason)))
            yield Plain("\n".join(map(difference_words, changed)))

    def _heading(self, version: CatalogueVersion) -> Content:
        who = person(version.who, self.book)
        did = action_title(version.step.action) if version.step else _("Book made")
        parts = [f"{version.number}", moment(version.at), did, version.directive.id]
        return Content.assemble((" · ".join(parts), "bold $text-primary"), "  ", (visible(who), "$text-muted"))
