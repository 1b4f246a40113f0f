"""How far a deadline is, in words."""

from tui.core.i18n import _
from tui.text.formats import number

_LONG_PAST = 366  # days after which a period that has passed is only told to be over


def deadline_words(left: int) -> str:
    """How far the deadline is, by the days that are left: below 0 it has passed; one of long ago is not counted."""
    if left < -_LONG_PAST:
        return _("the reporting period has passed")
    if left > 0:
        return _("days to the deadline: {n}").format(n=number(left))
    return _("days overdue: {n}").format(n=number(-left)) if left else _("last day to report")


def deadline_title(left: int) -> str:
    """The same in few words, as the figure of a card."""
    if left < -_LONG_PAST:
        return _("period over").upper()
    if left > 0:
        return _("days left: {n}").format(n=number(left)).upper()
    return (_("overdue: {n} d").format(n=number(-left)) if left else _("last day")).upper()


def deadline_short(left: int) -> str:
    """The same as short as it can be told."""
    if left < -_LONG_PAST:
        return _("period over")
    if left > 0:
        return _("due in {n} d").format(n=number(left))
    return _("late {n} d").format(n=number(-left)) if left else _("last day")
