"""The letters to a unit, for a missing report or missing themes, as plain text to copy, send or print."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exports.merge.kept_files import set_aside_in
from logs.book.book import LogBook
from logs.coverage.gaps import Suggestion
from logs.errors import Notice
from logs.progress.grid import Grid
from logs.text import clean_text
from tui.core.i18n import N_, _
from tui.text.errors.messages import sentence
from tui.text.formats import day, number, period_title
from tui.text.progress import date_words, week_words
from tui.text.values import titled, unit_name

_MOST_REASONS = 10
BETWEEN = "\n\n* * *\n\n"
"""What stands between two letters."""

_ASKS = {
    "number_wanted": N_("File number {number} has not come, and no later file holds its figures. Please send it."),
    "number_missing": N_(
        "File number {number} has not come. Later files hold everything; please send it if it is kept."
    ),
    "sessions_set_aside": N_(
        "Of file number {number}, sessions not taken: {count}. Please correct them and export again."
    ),
    "nil_unconfirmed": N_("File number {number} has no session. If there was none, please send a nil report."),
    "directive_other": N_("File number {number} follows the catalogue {theirs}. Please export again under {ours}."),
}
MOST_LINES = 20
"""Suggested sessions that one letter names: more at once is no request but a list."""


def reminder(book: LogBook, grid: Grid, unit: str) -> str:
    """The letter to a unit; "" where it lacks nothing."""
    lacks = grid.lacks(unit)
    if not lacks:
        return ""
    office = unit_name(book, book.owner.unit)
    requests = [line for lack in lacks for line in _request_lines(book, lack)]
    parts = [
        _("To: {unit}").format(unit=unit_name(book, unit)),
        "",
        _opening(book, grid, office),
        "",
        *requests,
        "",
        *_how_to_send(grid, office, lacks),
    ]
    return clean_text("\n".join(parts))


def reminders(book: LogBook, grid: Grid, units: Iterable[str]) -> str:
    """The letters to several units, one after the other; "" where none of them lacks anything."""
    return BETWEEN.join(text for unit in units if (text := reminder(book, grid, unit)))


def _opening(book: LogBook, grid: Grid, office: str) -> str:
    """On what grounds, by when, as of which day."""
    rule = _("Under {guidance}, reports are due {deadline}. As of {day}, {office} asks for the following:")
    deadline = date_words(grid.year.deadline, exclusive=grid.year.exclusive) if grid.year.deadline else ""
    return rule.format(guidance=guidance(book), deadline=deadline, day=day(grid.on), office=office)


def guidance(book: LogBook) -> str:
    """The guidance as a letter cites it: kind, number, title, day and issuer, as far as the catalogue has them."""
    head = book.directive.head
    parts = [" ".join(part for part in (head.kind, head.number) if part), f"“{titled(head)}”"]
    if head.date:
        parts.append(_("of {day}").format(day=day(head.date)))
    if head.issuer:
        parts.append(_("by {issuer}").format(issuer=head.issuer))
    return " ".join(part for part in parts if part)


def _request_lines(book: LogBook, lack: Notice) -> Iterator[str]:
    """What is asked for one thing that is missing, with the reasons for every session that was not taken."""
    if lack.code == "report_missing":
        yield f"- {_report(lack)}"
        return
    yield "- " + _(_ASKS[lack.code]).format_map({name: str(value) for name, value in lack.params.items()})
    if lack.code == "sessions_set_aside":
        aside = set_aside_in(book, book.exchange.received[str(lack.params["sha256"])])
        for session in aside[:_MOST_REASONS]:
            words = _("Line {line}: {reason}").format(
                line=number(session.line), reason=sentence(session.code, session.params)
            )
            yield f"  + {words}"
        if len(aside) > _MOST_REASONS:
            yield "  + " + _("… and {n} more").format(n=number(len(aside) - _MOST_REASONS))


def _report(lack: Notice) -> str:
    title, deadline = period_title(str(lack.params["period"])), lack.params["deadline"]
    if deadline is None:
        return _("The report for {period} has not come.").format(period=title)
    by = date_words(deadline, exclusive=bool(lack.params["exclusive"]))
    return _("The report for {period} has not come; it is due {deadline}.").format(period=title, deadline=by)


def _how_to_send(grid: Grid, office: str, lacks: Iterable[Notice]) -> Iterator[str]:
    """What to do at the unit's own machine, with the command for each report."""
    how = _("How to send: in the program press x (Export), or run a command below, and hand the file to {office}.")
    yield how.format(office=office)
    owed = [str(lack.params["period"]) for lack in lacks if lack.code == "report_missing"]
    year = grid.year.period.name
    for period in owed or [year]:
        # Without a period the file holds all and reports for the year.
        yield "  sotay export" if period == year else f"  sotay export --period {period}"
    if owed:
        yield _("Where there was no session, please still report: add --nil to the command, or tick “Nil report”.")


def gap_letter(book: LogBook, unit: str, rows: Sequence[Suggestion]) -> str:
    """The letter to a unit; "" where it lacks nothing."""
    if not rows:
        return ""
    opening = _("Under {guidance}, as of {day}, {office} still lacks the following sessions of your unit:")
    lines = [
        _("To: {unit}").format(unit=unit_name(book, unit)),
        "",
        opening.format(guidance=guidance(book), day=day(book.today()), office=unit_name(book, book.owner.unit)),
        "",
        *(f"- {_suggestion_line(book, suggestion)}" for suggestion in rows[:MOST_LINES]),
    ]
    if len(rows) > MOST_LINES:
        lines.append("- " + _("… and {n} more").format(n=number(len(rows) - MOST_LINES)))
    lines += [
        "",
        _("Please hold sessions on them as the work allows, log them, and send the file again."),
        _("Where a theme does not apply to the unit, please say so with the reason."),
    ]
    return clean_text("\n".join(lines))


def gap_letters(book: LogBook, by_unit: Mapping[str, Sequence[Suggestion]], units: Iterable[str]) -> str:
    """The letters to several units, one after the other."""
    return BETWEEN.join(text for unit in units if (text := gap_letter(book, unit, by_unit.get(unit, ()))))


def _suggestion_line(book: LogBook, suggestion: Suggestion) -> str:
    """`08–14/12: LC-04 Thu hút đầu tư … + LC-05 … (cho: cán bộ, đảng viên)`."""
    themes = " + ".join(f"{code} {titled(book.directive.themes[code])}" for code in suggestion.themes)
    words = _("{days}: {themes} (for: {audience})")
    days = week_words(suggestion.first, suggestion.last)
    return words.format(days=days, themes=themes, audience=audience_words(book, suggestion))


def audience_words(book: LogBook, suggestion: Suggestion) -> str:
    """For whom a session is to be held, in words, with the listeners that are wanted of a group."""
    wanted = suggestion.audience
    own = [group.code for group in book.directive.audiences if group.direct]
    if set(wanted) in (set(), set(own)) and not any(wanted.values()):
        return _("all groups")
    groups = (group for group in book.directive.audiences if group.code in wanted)
    return ", ".join(titled(group) + (f" ≥ {number(n)}" if (n := wanted[group.code]) else "") for group in groups)


def audience_codes(suggestion: Suggestion) -> str:
    """The same in codes: `CB DV≥25`."""
    return " ".join(f"{group}≥{number(n)}" if n else group for group, n in suggestion.audience.items())
