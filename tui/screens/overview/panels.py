"""What the panels of the overview say, line by line."""

from collections.abc import Iterator
from itertools import islice
from textwrap import wrap

from textual.content import Content

from logs.book.book import LogBook
from logs.progress.grid import Grid
from logs.progress.status import UnitProgress
from logs.register.listing import listing_of
from tui.core.i18n import _
from tui.screens.common.session_text import main_words
from tui.screens.overview.figures import Year
from tui.screens.overview.tasks import codes, missing_units
from tui.text.counting import doubt_lines
from tui.text.errors.messages import sentence
from tui.text.formats import column_title, moment, number
from tui.text.labels import state_title
from tui.text.progress import MARKS
from tui.text.values import titled
from tui.text.visible import visible
from tui.widgets.month_bars import CELL, month_bars, share_bar, sparkline

Line = Content | tuple[Content, Content]
_BAR = 10
_TALL = 8  # lines of a panel from which long notes stand in it whole
_WIDEST_MONTH, _TALLEST_BARS = 8, 12
_LOOK_BACK = 200  # steps among which the last merges are looked for
_MOST_MERGES = 3
_STATE_ROOM = 50  # cells of a panel from which a unit's state stands in words too
_MARKS = {"sent": "↑", "received": "✓", "to_mend": "!"}


def unit_lines(book: LogBook, grid: Grid, room: int) -> Iterator[Line]:
    """Every unit: first those that have not reported, then those to be asked again, then the others."""
    column = {one.unit: one for one in grid.column(grid.year)}
    missing = missing_units(grid)
    doubtful = tuple(code for code in column if code not in missing and code in grid.doubts)
    for code in missing:
        yield _unit_line(book, column[code], "!", "$text-warning", room)
    if doubtful:
        yield Content.styled("? " + _("to be asked: {codes}").format(codes=codes(doubtful)), "$text-warning")
    for one in column.values():
        if one.unit not in missing:
            yield _unit_line(book, one, MARKS[one.state], "", room)


def _unit_line(book: LogBook, progress: UnitProgress, mark: str, style: str, room: int) -> Line:
    unit = book.units.get(progress.unit)
    left = Content.assemble((f"{mark} {progress.unit:<6}", style), visible(unit.name if unit else ""))
    if room < _STATE_ROOM:
        return left
    count = number(progress.sessions) if progress.files or progress.sessions else "·"
    right = Content.assemble((state_title(progress.state), "$text-muted"), f"{count:>6}")
    return left, right


def month_lines(book: LogBook, year: Year, room: int, height: int) -> Content:
    """Sessions by month as high as there is room, and what they add up to."""
    highest = max(year.months.values(), default=0)
    fullest = (column_title(month, book.directive.head.year) for month, n in year.months.items() if n == highest)
    words = _("most in a month: {n} ({months})").format(n=number(highest), months=", ".join(fullest))
    most = words if highest else _("No session")
    summed = _("sessions {n} · attendance {attendance}").format(
        n=number(year.sessions), attendance=number(year.attendance)
    )
    cell = min(_WIDEST_MONTH, room // max(1, len(year.months)))
    if cell < CELL - 1 or height < CELL:
        bars = "  ".join(sparkline(list(year.months.values())))
        names = "".join(f"{int(month[-2:]):<3}" for month in year.months)
        chart = Content.assemble((bars, "$primary"), "\n", (names, "$text-muted"))
    else:
        chart = month_bars(year.months, book.directive.head.year, tall=min(_TALLEST_BARS, height - 4), cell=cell)
    doubts = "".join(f"\n{line}" for line in doubt_lines(book.figures.counting()))
    return Content.assemble(chart, "\n", summed, doubts, "\n", (most, "$text-muted"))


def theme_lines(book: LogBook, year: Year) -> Iterator[Line]:
    """The themes with no session yet, then every group with how many of its themes were talked about."""
    for theme in year.empty:
        star = "★ " if theme.priority else "  "
        yield Content.assemble(star, f"{theme.code} ", titled(theme))
    if year.empty:
        yield Content("")
    for code, (talked, themes) in year.groups.items():
        group = book.directive.group_by_code[code]
        star = "★ " if group.priority else "  "
        counts = f" {number(talked):>3}/{number(themes):<3}"
        mark = Content.styled("!", "$text-warning") if talked < themes else Content(" ")
        bar = Content.styled(share_bar(talked, themes, _BAR), "$primary")
        yield Content.assemble(star, f"{code} ", titled(group)), Content.assemble(bar, counts, mark)


def recent_lines(book: LogBook, room: int, height: int) -> Iterator[Line]:
    """The last merges with what waits, then the report that was kept; before the first merge what there is to do."""
    steps = islice(book.history.changes(newest_first=True), _LOOK_BACK)
    merges = (step for step in steps if step.action == "merge" and not step.undone)
    for step in islice(merges, _MOST_MERGES):
        words = _("files {files} · sessions changed {n}")
        counts = words.format(files=number(len(step.files)), n=number(len(step.session_ids)))
        yield Content.assemble(moment(step.at), "  ", (counts, ""))
    for one in book.exchange.waiting.values():
        if not one.refused:
            why = f"? {one.unit}  {visible(sentence(one.code, {'unit': one.unit, **one.params}))}"
            whole = wrap(why, max(1, room), subsequent_indent="  ") if height >= _TALL else [why]
            yield from (Content.styled(line, "$text-warning") for line in whole)
    if not (book.exchange.received or book.exchange.waiting):
        yield _door("Ctrl+P", _("“starter kit”: the units make their notebooks from it"))
        yield _door("o", _("Receive the units' files"))
        yield _door("5", _("The year's report, from what there is"))
    kept = book.exchange.frozen_reports()
    report = _("Report kept on {moment}").format(moment=moment(kept[-1].made)) if kept else _("No report is kept yet")
    yield Content.styled(report, "$text-muted")


def session_lines(book: LogBook, room: int) -> Iterator[Line]:
    """The sessions of the last days; at the right end the attendance and how far each has come."""
    listing = listing_of(book)
    if not listing.order:
        yield Content.styled(_("No session yet"), "$text-muted")
        yield _door("n", _("Log the first session"))
        yield _door("Ctrl+O", _("Take in an old notebook (Word, Excel)"))
        yield _door("F1", _("How it is done, step by step"))
    for session_id in listing.order[:room]:
        entry = listing.entry(session_id)
        session = entry.session
        mark = _MARKS.get(book.exchange.standing(entry), " ") if session.status == "complete" else "…"
        left = Content(f"{session.date.day:02}/{session.date.month:02} {session.form or '':<3}")
        count = number(session.attendance) if session.attendance is not None else "·"
        yield Content.assemble(left, visible(main_words(book, entry))), Content(f"{count:>5} {mark}")


def _door(key: str, words: str) -> Line:
    """A key and what it does, for who sees the book for the first time."""
    return Content.assemble((f"{key:<7}", "bold $text-accent"), words)


def own_theme_lines(book: LogBook, year: Year) -> Iterator[Line]:
    """The months in a line, then the themes with no session yet."""
    values = list(year.months.values())
    sessions = _("sessions {n}").format(n=number(year.sessions))
    yield Content.assemble((sparkline(values), "$primary"), "  ", sessions)
    yield from theme_lines(book, year)
