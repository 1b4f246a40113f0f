"""What is at risk: sessions that no file has carried yet, the last export, the days left to report."""

from logs.book import LogBook
from logs.progress import days_left
from tui.formats import number
from tui.words import _

_SOON = 7  # days before the deadline from which the line calls for attention
_LONG_AGO = 30  # days without an export


def risk_line(book: LogBook) -> tuple[str, bool]:
    """The sentence for the bottom line, and whether it calls for attention."""
    today = book.today()
    unsent = sum(entry.session.status == "complete" and not book.is_sent(entry) for entry in book.find())
    exports = book.exports()
    left = days_left(book.directive.reporting, today)
    parts = [_("Not exported: {n}").format(n=number(unsent)) if unsent else _("Everything exported")]
    ago = (today - exports[-1].made.astimezone().date()).days if exports else None
    if ago is None:
        parts = [_("Not exported: {n}").format(n=number(unsent)), _("never exported")]
    else:
        parts.append(_("last export today") if ago <= 0 else _("last export {n} days ago").format(n=number(ago)))
    if left > 0:
        parts.append(_("{n} days to the deadline").format(n=number(left)))
    elif left == 0:
        parts.append(_("last day to report"))
    else:
        parts.append(_("{n} days overdue").format(n=number(-left)))
    urgent = bool(unsent) and (left <= _SOON or (ago is not None and ago >= _LONG_AGO))
    return " · ".join(parts), urgent
