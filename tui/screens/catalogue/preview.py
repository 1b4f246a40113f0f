"""What a save of the catalogue would change, shown before it is done."""

from collections.abc import Iterable, Iterator

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.catalogue.directive import Directive
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.catalogue.draft import SECTIONS, Line, Section, lines_of, values_by_code
from tui.screens.catalogue.fields import field_label, section_label, title_text, value_text
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.widgets.safe import Plain, plain


class PreviewDialog(Dialog[bool]):
    """The result is True where the catalogue is to be saved."""

    NAME, HEADING = "preview", N_("What is saved")
    MENU = (
        Command("take", "ctrl+s,enter", N_("Save the catalogue"), N_("Save"), "", priority=True, button=True),
        CLOSE,
        Command("scroll(-1)", "up", N_("Up")),
        Command("scroll(1)", "down", N_("Down")),
        Command("scroll(-10)", "pageup", N_("Page up")),
        Command("scroll(10)", "pagedown", N_("Page down")),
        HELP,
    )
    GUIDE = "catalogue"

    def __init__(self, book: LogBook, draft: Directive) -> None:
        super().__init__()
        self.book = book
        self.draft = draft

    def body(self) -> Iterable[Widget]:
        with VerticalScroll(can_focus=False):
            yield Plain(Content("\n").join(difference_lines(self.book.directive, self.draft)))

    def action_take(self) -> None:
        self.dismiss(True)


def difference_lines(before: Directive, after: Directive) -> Iterator[Content]:
    """What is other in one catalogue than in another: a line for each entry or field, under its section."""
    for section in SECTIONS:
        if found := list(_of_section(section, before, after)):
            yield Content.styled(section_label(section), "bold")
            yield from found


def _of_section(section: Section, before: Directive, after: Directive) -> Iterator[Content]:
    earlier, later = lines_of(before, section), lines_of(after, section)
    was, is_now = values_by_code(earlier), values_by_code(later)
    for line in later:
        key = (line.table, line.code)
        if key not in was:
            yield _entry("+", line)
            continue
        changed = [
            (field_label(field), *(value_text(field.word(values[key][field.name])) for values in (was, is_now)))
            for field in line.fields
            if was[key][field.name] != is_now[key][field.name]
        ]
        words = "; ".join(f"{label}: {old or '–'} → {new or '–'}" for label, old, new in changed)
        if words:
            yield Content.assemble(("  ≠ ", "$text-warning"), (f"{line.code} " if line.code else ""), plain(words))
    for line in earlier:
        if (line.table, line.code) not in is_now:
            yield _entry("−", line)
    kept = [key for key in is_now if key in was]
    if kept != [key for key in was if key in is_now]:
        yield Content.assemble(("  ≠ ", "$text-warning"), _("another order"))


def _entry(sign: str, line: Line) -> Content:
    return Content.assemble((f"  {sign} ", "$text-warning"), f"{line.code} ", plain(title_text(line)))
