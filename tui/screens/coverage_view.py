"""What of the coverage is looked at, and the line on which a person reads and chooses it."""

from dataclasses import dataclass, field

from textual.content import Content

from logs.session.query import Query
from tui.core.i18n import N_, _
from tui.screens.coverage_order import Order
from tui.widgets.safe import Plain

TITLES = {
    "by": {
        "unit": N_("Unit"),
        "month": N_("Month"),
        "quarter": N_("Quarter"),
        "audience": N_("Audience"),
        "form": N_("Form"),
        "reporter": N_("Reporter"),
        "document": N_("Document"),
    },
    "measure": {"sessions": N_("Sess."), "attendance": N_("Att."), "units": N_("Unit")},
    "base": {"all": N_("All"), "core": N_("Core"), "priority": N_("★ Priority")},
}
"""What can be chosen of each, in order, with its title."""
ONE_LINE = 150
"""Columns from which all choices stand on one line."""


@dataclass(frozen=True)
class View:
    """What stands across, what the cells count, which themes and sessions, in which order, which groups are folded."""

    by: str = "unit"
    measure: str = "sessions"
    base: str = "all"
    only_gaps: bool = False
    folded: frozenset[str] = field(default_factory=frozenset)
    filter: Query = field(default_factory=Query)
    order: Order = field(default_factory=Order)


class ViewLine(Plain):
    """The choices with their keys, each to be clicked; the one taken is marked by more than a colour."""

    def show(self, view: View) -> None:
        """Mark what is looked at."""
        across = _choices("b", _("Across:"), "by", view.by)
        cells = _choices("m", _("Cells:"), "measure", view.measure)
        themes = _choices("k", _("Themes:"), "base", view.base)
        gaps = _choice("gaps()", _("Gaps"), taken=view.only_gaps)
        between = "  " if self.app.size.width >= ONE_LINE else "\n"
        self.update(Content.assemble(across, between, cells, " ", themes, _key("g"), gaps))


def _choices(key: str, title: str, what: str, taken: str) -> Content:
    values = TITLES[what].items()
    found = (_choice(f"choose('{what}', '{value}')", _(name), taken=value == taken) for value, name in values)
    return Content("").join([_key(key), Content.styled(f" {title}", "$foreground-muted"), *found])


def _key(key: str) -> Content:
    return Content.styled(f" {key}", "bold $footer-key-foreground")


def _choice(action: str, title: str, *, taken: bool) -> Content:
    """A choice to click; the one taken is told by more than a colour."""
    return Content(f" {title} ").stylize("bold reverse" if taken else f"@click=screen.{action}")
