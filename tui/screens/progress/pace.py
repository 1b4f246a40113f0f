"""How far the work has come month by month and what remains; apart from these facts, where the present pace leads."""

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.content import Content
from textual.widget import Widget

from logs.book.book import LogBook
from logs.coverage.pace import Facts, Pace, facts
from logs.coverage.table import Coverage
from logs.periods import months
from logs.progress.status import days_left, last_day
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import told
from tui.core.reckoning import reckoned
from tui.screens.common.reading import ReadingDialog, reading_menu
from tui.text.counting import doubt_lines
from tui.text.deadline import deadline_words
from tui.text.formats import day, number, period_title
from tui.text.visible import visible
from tui.widgets.month_bars import month_bars, share_bar, sparkline
from tui.widgets.safe import Plain

_BAR = 30
_MOST_NAMED = 8


class PaceDialog(ReadingDialog):
    """Facts above, the projection in a frame of its own below."""

    ABOUT = N_(
        "The sessions counted month by month, and what there is none of yet. The projection is arithmetic with its "
        "formula beside it: it stands in no table and no report."
    )
    HEADING = N_("Month by month")
    MENU: ClassVar = (*reading_menu("escape,q,enter,v"), Command("app.help", "f1", N_("Help"), N_("Help")))

    def __init__(self, book: LogBook) -> None:
        super().__init__()
        self.book = book

    def lines(self) -> Iterable[Widget]:
        yield Plain(_("Reckoning …"), id="pace-on")
        yield Plain(id="pace-months")
        yield Plain(id="pace-facts")
        yield Plain(id="projection")

    @work(group="figures")
    @told
    async def on_mount(self) -> None:
        """Fill it in with the figures once they have come."""
        found = await reckoned(self.book, facts)
        texts = {
            "pace-on": Content.styled(_("Facts, as of {day}").format(day=day(found.on)), "bold"),
            "pace-months": month_bars(found.months, self.book.directive.head.year, tall=2),
            "pace-facts": Content("\n").join(self._lines(found)),
            "projection": Content("\n").join(_projection(found.pace)),
        }
        for name, text in texts.items():
            self.query_one(f"#{name}", Plain).update(text)

    def _lines(self, found: Facts) -> Iterable[Content]:
        reporting = self.book.directive.reporting
        left = deadline_words(days_left(reporting, found.on))
        parts = (
            _("Sessions: {n}").format(n=number(found.sessions)),
            _("Attendance: {n}").format(n=number(found.attendance)),
        )
        yield Content(" · ".join(parts))
        yield from map(Content, doubt_lines(self.book.figures.counting()))
        yield Content(_("Last day: {day} ({when})").format(day=day(last_day(reporting)), when=left))
        if found.pace is not None:
            yield Content.assemble(
                (share_bar(found.pace.days, found.pace.all_days, _BAR), "$primary"), " ", _days(found.pace)
            )
        yield Content(_("Themes with no session yet: {which}").format(which=_some(found.themes)))
        if self.book.owner.role == "committee":
            yield Content(_("Units with no session yet: {which}").format(which=_some(found.units)))
        titles = [period_title(month) for month in found.empty_months]
        yield Content(_("Months with no session yet: {which}").format(which=_some(titles)))


def _projection(pace: Pace | None) -> Iterable[Content]:
    """The formula with its figures, under a heading that tells it from the facts."""
    yield Content.styled(_("PROJECTION – arithmetic, not facts"), "bold")
    if pace is None:
        yield Content(_("Today is not within the reporting period: there is nothing to project."))
        return
    formula = _("{what}: {n} ÷ {days} days passed × {all} days of the period ≈ {projected}")
    for what, count in (
        (_("Sessions within the period"), pace.sessions),
        (_("Attendance"), pace.attendance),
    ):
        projected = number(pace.projected(count))
        yield Content(
            formula.format(what=what, n=number(count), days=pace.days, all=pace.all_days, projected=projected)
        )
    told = _("If the mean pace up to {day} goes on until {end}. It stands in no table and no report.")
    yield Content.styled(told.format(day=day(pace.on), end=day(pace.end)), "$foreground-muted")


def by_month(book: LogBook, found: Coverage) -> Content:
    """The sessions of a table by month, in one line."""
    reporting = book.directive.reporting
    named = [found.sums.get(month, 0) for month in months(reporting.period_start, reporting.period_end)]
    most = number(max(named, default=0))
    return Content.assemble(
        _("Sessions by month:"), " ", (sparkline(named), "$primary"), " ",
        (_("most {n} · v: month by month and projection").format(n=most), "$foreground-muted"),
    )  # fmt: skip


def _days(pace: Pace) -> str:
    return _("Days passed: {n}/{all}").format(n=number(pace.days), all=number(pace.all_days))


def _some(names: Iterable[str]) -> str:
    """The first few names, and how many more there are; `–` for none."""
    listed = list(names)
    text = ", ".join(visible(one) for one in listed[:_MOST_NAMED])
    more = len(listed) - _MOST_NAMED
    return (f"{text} … (+{number(more)})" if more > 0 else text) or "–"
