"""Where units stand with their reports, in the words of screen, command line and reminder."""

from collections.abc import Iterator
from datetime import date as Date
from typing import TYPE_CHECKING

from logs.counting.count_once import Counting
from logs.counting.unit_totals import MonthSum, ThemeSum, Told, UnitTotals
from logs.progress.grid import Grid
from logs.progress.status import STATES, Due, Rate, UnitProgress, rate
from tui.core.i18n import _
from tui.text.formats import day, number, percent, period_title
from tui.text.labels import state_title
from tui.text.values import Lists, titled, unit_name

if TYPE_CHECKING:
    from logs.coverage.gaps import WorkList
    from logs.coverage.targets import Line

MARKS = {
    "on_time": "✓",
    "received": "✓",
    "nil": "0",
    "supplement": "+",
    "late": "!",
    "covered": "~",
    "counted": "=",
    "missing": "·",
}
"""Each state's sign, so that it reads without colour; zero and missing are never the same one."""
_YEAR = 366
NOT_THERE = "–"
"""Of a unit that there was not in the period."""


def rate_words(found: Rate) -> str:
    """`Đã báo cáo: 7/12 đơn vị (58,3%) · chưa báo cáo: 5 · gồm không phát sinh: 1`."""
    of_all = {"n": number(found.reported), "all": number(found.obliged)}
    parts = [
        _("Reported: {n}/{all} units ({share})").format(**of_all, share=percent(found.reported, found.obliged)),
        _("not yet: {n}").format(n=number(found.missing)),
    ]
    if found.nil:
        parts.append(_("of these nil: {n}").format(n=number(found.nil)))
    if found.counted:
        parts.append(_("without a file, by sessions that count: {n}").format(n=number(found.counted)))
    if found.covered:
        parts.append(_("only in a later file: {n}").format(n=number(found.covered)))
    return " · ".join(parts)


def column_words(grid: Grid, due: Due) -> str:
    """A period, its deadline and how many have reported."""
    title = period_title(due.period.name)
    return f"{title} ({due_words(due)}): {rate_words(rate(grid.column(due)))}"


def due_words(due: Due) -> str:
    """`trước ngày 15/12/2014`, or that no deadline was set."""
    if due.deadline is None:
        return _("no deadline")
    return date_words(due.deadline, exclusive=due.exclusive)


def date_words(deadline: Date, *, exclusive: bool) -> str:
    """A deadline as the guidance writes it."""
    return (_("before {day}") if exclusive else _("by {day}")).format(day=day(deadline))


def cell_words(progress: UnitProgress | None) -> str:
    """A cell in few letters: its mark and the day of the first file, `✓ 12/12`."""
    if progress is None:
        return NOT_THERE
    when = progress.first or progress.covered_on
    return f"{MARKS[progress.state]} {when.day:02}/{when.month:02}" if when else MARKS[progress.state]


def standing_words(progress: UnitProgress | None) -> str:
    """A cell in full: the state, the days of the first and the last file, what they add up to."""
    if progress is None:
        return _("there was no such unit in the period")
    state = f"{MARKS[progress.state]} {state_title(progress.state)}"
    if progress.covered_on is not None:
        covered = _("in the file for {period}, come on {day}")
        return f"{state}: {covered.format(period=period_title(progress.covered_by), day=day(progress.covered_on))}"
    parts = [state]
    if progress.first is not None and progress.last is not None:
        came = _("first file {first}, latest {last}, files: {n}")
        parts.append(came.format(first=day(progress.first), last=day(progress.last), n=number(progress.files)))
    if progress.nil:
        parts.append(_("nil report"))
    elif progress.state != "missing":
        counts = _("sessions: {sessions}, attendance: {attendance}")
        parts.append(counts.format(sessions=number(progress.sessions), attendance=number(progress.attendance)))
    return " · ".join([*parts, *record_words(progress)])


def record_words(progress: UnitProgress) -> Iterator[str]:
    """How many records the files of a unit have, where that is not what counts."""
    if progress.files and progress.records != progress.sessions:
        yield _("records in its files: {n}").format(n=number(progress.records))


def legend() -> Iterator[str]:
    """Every mark with its meaning."""
    return (f"{MARKS[state]} {state_title(state)}" for state in STATES)


def typed_words(totals: UnitTotals | None) -> str:
    """`5 buổi, 120 lượt`; that there are none where they were taken out."""
    if totals is None:
        return _("none")
    words = _("sessions {n}, attendance {attendance}")
    return words.format(n=number(totals.sessions), attendance=number(totals.attendance))


def typed_state_words(told: Told, counting: Counting) -> str:
    """Whether typed totals count, and if not why."""
    if told in counting.told:
        return _("counted")
    if told in counting.yielded:
        return _("not counted: sessions or a file of the unit are")
    return _("not counted")


def typed_parts_words(parts: tuple[MonthSum | ThemeSum, ...]) -> str:
    """What is known of the whole by form or by theme, as it is typed: `TM=2/60, SH=3/75`."""
    named = ((getattr(part, "theme", part.form), part) for part in parts)
    return ", ".join(f"{code}={part.sessions}/{part.attendance}" for code, part in named if code)


def target_cell(line: "Line") -> str:
    """How far a target is reached, in few letters: `10/12`; `✓ 12/12` when it is, a dash where nothing is asked."""
    if not line.required:
        return NOT_THERE
    share = f"{number(line.reached)}/{number(line.required)}"
    return share if line.missing else f"✓ {share}"


def lacking_words(line: "Line", book: Lists, on: Date) -> str:
    """What is missing, and until when: `còn 2 chủ đề trọng tâm đến 14/12`."""
    if not line.missing:
        return _("reached")
    target, n = line.target, number(len(line.lacking) if line.target.kind == "theme" else line.missing)
    if target.kind == "theme":
        titles = {"priority": _("{n} priority themes"), "core": _("{n} core themes"), "all": _("{n} themes")}
        what = titles["all" if target.themes else target.base].format(n=n)
    elif target.kind == "listeners":
        group = titled(book.directive.audience_by_code[target.audience]).lower()
        what = _("{n} listeners ({group})").format(n=n, group=group)
    else:
        what = _("{n} sessions").format(n=n)
    words = _("{what} left until {day}") if on <= line.until else _("{what} missing, due by {day}")
    return words.format(what=what, day=f"{line.until.day:02}/{line.until.month:02}")


def whose_words(unit: str, book: Lists) -> str:
    """The name of a unit; without one the committee as a whole."""
    return unit_name(book, unit) if unit else _("The committee as a whole")


def line_words(line: "Line", book: Lists, on: Date) -> str:
    """A line in full: the unit, the target, how far it is, what figures do not tell."""
    parts = [whose_words(line.unit, book), titled(line.target), target_cell(line), lacking_words(line, book, on)]
    if line.unknown:
        parts.append(_("not told by monthly totals: {n}").format(n=number(line.unknown)))
    return " · ".join(parts)


def places_words(line: "Line") -> str:
    """The themes or months that are missing, with how often where that is more than once."""
    named = ((place, n) for place, n in line.lacking.items() if line.target.kind in ("theme", "monthly"))
    return ", ".join(f"{place} ×{n}" if n > 1 else place for place, n in named)


def week_words(first: Date, last: Date) -> str:
    """The days of a week: `08–14/12`, `29/12–04/01`; a single one `14/12`."""
    end = f"{last.day:02}/{last.month:02}"
    if first == last:
        return end
    return f"{first.day:02}–{end}" if first.month == last.month else f"{first.day:02}/{first.month:02}–{end}"


def work_list_words(found: "WorkList") -> str:
    """How many sessions are suggested for how many that are needed, and what is too late."""
    words = _("Suggested sessions: {n}, for {needed} that the targets still need one by one")
    parts = [words.format(n=number(len(found.rows)), needed=number(found.needed))]
    if found.lost:
        parts.append(_("missing of days that are over: {n}").format(n=number(found.lost)))
    return " · ".join(parts)


def silence_words(days: int | None) -> str:
    """For how long nobody has heard: `45 ngày`; of more than a year no days are counted."""
    if days is None:
        return _("no session yet")
    return _("{n} days").format(n=number(days)) if days <= _YEAR else _("over a year")
