"""A month at a glance: weeks from Monday, a day to be chosen by arrows or by the mouse."""

import calendar
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from logs.model import EARLIEST
from tui.core.i18n import N_, _
from tui.text.formats import month_title

WEEK = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
_HEAD = 2  # lines above the days: the month, the weekdays
_WEEKS = 6
_LATEST = Date(2099, 12, 31)


class Calendar(Widget, can_focus=True):
    """Shows the month of `day` and today; arrows step by a day or a week, the page keys by a month.

    A day takes `cell` columns and `lines` lines, of which `words` gives the text.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "calendar--month", "calendar--weekdays", "calendar--day", "calendar--other", "calendar--today",
        "calendar--cursor",
    }  # fmt: skip
    DEFAULT_CSS = """
    Calendar {
        width: 30; height: 8; padding: 0 1;
        & > .calendar--month { color: $text-primary; text-style: bold; }
        & > .calendar--weekdays { color: $text-muted; }
        & > .calendar--other { color: $text-muted; text-style: italic; }
        & > .calendar--today { text-style: bold underline; }
        & > .calendar--cursor {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "days(-1)", show=False),
        Binding("right", "days(1)", show=False),
        Binding("up", "days(-7)", show=False),
        Binding("down", "days(7)", show=False),
        Binding("minus", "days(-1)", show=False),
        Binding("plus", "days(1)", show=False),
        Binding("pageup", "months(-1)", show=False),
        Binding("pagedown", "months(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("t", "today", show=False),
        Binding("enter,space", "take", show=False),
    ]

    day: reactive[Date] = reactive(EARLIEST)
    """The day the cursor is on."""

    @dataclass
    class Taken(Message):
        """A day was chosen."""

        day: Date

    def __init__(self, day: Date, today: Date) -> None:
        super().__init__()
        self.today = today
        self.set_reactive(Calendar.day, day)

    def validate_day(self, day: Date) -> Date:
        """No day that a session cannot have."""
        return min(max(EARLIEST, day), _LATEST)

    @property
    def cell(self) -> int:
        """The columns of a day."""
        return 4

    @property
    def lines(self) -> int:
        """The lines of a day."""
        return 1

    def words(self, day: Date, _line: int) -> str:
        """What stands in a line of a day."""
        return f"{day.day:>3} "

    def render_line(self, y: int) -> Strip:
        """Line y: the month, the weekdays, or a line of a week."""
        if y == 0:
            title = month_title(f"{self.day.year:04}-{self.day.month:02}", long=True)
            return self._line([(title.center(7 * self.cell), "calendar--month")])
        if y == 1:
            return self._line([(f"{_(name):>3}".ljust(self.cell), "calendar--weekdays") for name in WEEK])
        weeks, (place, line) = self._weeks(), divmod(y - _HEAD, self.lines)
        week = weeks[place] if place < len(weeks) else []
        return self._line([(self.words(one, line), self._look(one)) for one in week])

    def _line(self, cells: list[tuple[str, str]]) -> Strip:
        segments = [Segment(text, self._style(name)) for text, name in cells]
        return Strip(segments).adjust_cell_length(self.content_size.width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)

    def _look(self, day: Date) -> str:
        if day == self.day:
            return "calendar--cursor"
        if day == self.today:
            return "calendar--today"
        return "calendar--day" if day.month == self.day.month else "calendar--other"

    def _weeks(self) -> list[list[Date]]:
        """Six weeks from the Monday on or before the first of the month."""
        first = self.day.replace(day=1)
        monday = first - timedelta(days=first.weekday())
        return [[monday + timedelta(days=7 * week + place) for place in range(7)] for week in range(_WEEKS)]

    def action_days(self, days: int) -> None:
        """So many days on."""
        self.day += timedelta(days=days)

    def action_months(self, months: int) -> None:
        """So many months on; the last day where that month is shorter."""
        year, month = divmod(self.day.year * 12 + self.day.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.day = Date(year, month + 1, min(self.day.day, last))

    def action_edge(self, last: int) -> None:
        """The first or the last day of the month."""
        self.day = self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1] if last else 1)

    def action_today(self) -> None:
        """Today."""
        self.day = self.today

    def action_take(self) -> None:
        """Choose the day."""
        self.post_message(self.Taken(self.day))

    def on_click(self, event: events.Click) -> None:
        """A click chooses the day under it."""
        place = event.get_content_offset(self)
        if place is None or place.y < _HEAD:
            return
        event.stop()
        weeks, row = self._weeks(), (place.y - _HEAD) // self.lines
        if row < len(weeks) and place.x < 7 * self.cell:
            self.day = weeks[row][place.x // self.cell]
            self.action_take()
