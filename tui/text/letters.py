"""The letters to a unit, for a missing report or missing themes, as plain text to copy, send or print."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exports.merge.kept_files import set_aside_in
from exports.official.letters import ITEM, SUB_ITEM, Letter
from logs.book.book import LogBook
from logs.coverage.gaps import Suggestion
from logs.errors import Notice
from logs.exchange.received import Received, missing_parts
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
    "parts_missing": N_("Of the last export these parts have not come: {parts}. Please send them."),
    "nil_unconfirmed": N_("File number {number} has no session. If there was none, please send a nil report."),
    "directive_other": N_("File number {number} follows the catalogue {theirs}. Please export again under {ours}."),
}
MOST_LINES = 20
"""Suggested sessions that one letter names: more at once is no request but a list."""


def letter_text(letter: Letter) -> str:
    """As a message: to whom, then the paragraphs, items close together."""
    lines = [_("To: {unit}").format(unit=letter.to)]
    for paragraph in letter.paragraphs:
        is_next_item = paragraph.startswith((ITEM, SUB_ITEM)) and lines[-1].startswith((ITEM, SUB_ITEM))
        lines += [paragraph] if is_next_item else ["", paragraph]
    return clean_text("\n".join(lines))


def as_text(letters: Iterable[Letter]) -> str:
    """The letters one after the other, as messages; "" without any."""
    return BETWEEN.join(map(letter_text, letters))


def reminder(book: LogBook, grid: Grid, unit: str) -> Letter | None:
    """The letter to a unit; None where it lacks nothing."""
    lacks = grid.lacks(unit)
    if not lacks:
        return None
    office = unit_name(book, book.owner.unit)
    requests = (line for lack in lacks for line in _request_lines(book, lack))
    return Letter(
        unit,
        unit_name(book, unit),
        _("Reminder: report on information work"),
        (_opening(book, grid, office), *requests, *_how_to_send(office, lacks)),
    )


def reminders(book: LogBook, grid: Grid, units: Iterable[str]) -> list[Letter]:
    """The letters to those of the units that lack something."""
    return [letter for unit in units if (letter := reminder(book, grid, unit))]


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
    if lack.code == "sessions_set_aside":
        yield from _set_aside_lines(book, book.exchange.received[str(lack.params["sha256"])])
        return
    yield ITEM + _(_ASKS[lack.code]).format_map({name: str(value) for name, value in lack.params.items()})


def _report(lack: Notice) -> str:
    title, deadline = period_title(str(lack.params["period"])), lack.params["deadline"]
    if deadline is None:
        return _("The report for {period} has not come.").format(period=title)
    by = date_words(deadline, exclusive=bool(lack.params["exclusive"]))
    return _("The report for {period} has not come; it is due {deadline}.").format(period=title, deadline=by)


def _how_to_send(office: str, lacks: Iterable[Notice]) -> Iterator[str]:
    """What to do at the unit's own machine."""
    how = _("How to send: in the program press x (Export) and hand the file to {office}.")
    yield how.format(office=office)
    if any(lack.code == "report_missing" for lack in lacks):
        yield _("Where there was no session, please still report: tick “Nil report” there.")


def gap_letter(book: LogBook, unit: str, rows: Sequence[Suggestion]) -> Letter | None:
    """The letter to a unit; None where it lacks nothing."""
    if not rows:
        return None
    opening = _("Under {guidance}, as of {day}, {office} still lacks the following sessions of your unit:")
    lines = [
        opening.format(guidance=guidance(book), day=day(book.today()), office=unit_name(book, book.owner.unit)),
        *(f"{ITEM}{_suggestion_line(book, suggestion)}" for suggestion in rows[:MOST_LINES]),
    ]
    if len(rows) > MOST_LINES:
        lines.append(ITEM + _("… and {n} more").format(n=number(len(rows) - MOST_LINES)))
    lines += [
        _("Please hold sessions on them as the work allows, log them, and send the file again."),
        _("Where a theme does not apply to the unit, please say so with the reason."),
    ]
    return Letter(unit, unit_name(book, unit), _("Sessions still to be held"), tuple(lines))


def gap_letters(book: LogBook, by_unit: Mapping[str, Sequence[Suggestion]], units: Iterable[str]) -> list[Letter]:
    """The letters to those of the units that lack something."""
    return [letter for unit in units if (letter := gap_letter(book, unit, by_unit.get(unit, ())))]


def receipt_letter(book: LogBook, unit: str) -> Letter | None:
    """What an office says to a unit of the files that it took, in words; None where it took none."""
    files = [file for file in book.exchange.received.values() if book.exchange.lens.unit(file.unit) == unit]
    if not files:
        return None
    lines = [_("{office} confirms that it has received:").format(office=unit_name(book, book.owner.unit))]
    missing, newest = missing_parts(files), max(files, key=lambda file: file.number)
    exports: dict[str, list[Received]] = {}
    for file in sorted(files, key=lambda file: (file.day, file.number)):
        exports.setdefault(file.export, []).append(file)
    for export, parts in exports.items():
        words = _("File number {number}, received on {day}: sessions {sessions}, attendance {attendance}.")
        lines.append(ITEM + words.format(
            number=number(parts[0].number), day=day(parts[-1].day), sessions=number(sum(one.sessions for one in parts)),
            attendance=number(sum(one.attendance for one in parts)),
        ))  # fmt: skip
        if export in missing:
            lines.append(SUB_ITEM + sentence(missing[export].code, missing[export].params))
    for file in exports[newest.export]:
        lines += _set_aside_lines(book, file)
    lines.append(_("Please keep this letter; the file of the receipt brings the same into the unit's notebook."))
    return Letter(unit, unit_name(book, unit), _("Receipt of reports on information work"), tuple(lines))


def _set_aside_lines(book: LogBook, file: Received) -> Iterator[str]:
    """Why sessions of a file were not taken, the first few."""
    aside = set_aside_in(book, file)
    if aside:
        yield ITEM + _(
            "Of file number {number}, sessions not taken: {count}. Please correct them and export again."
        ).format(number=number(file.number), count=number(len(aside)))
    for session in aside[:_MOST_REASONS]:
        reason = sentence(session.code, session.params)
        yield SUB_ITEM + _("Line {line}: {reason}").format(line=number(session.line), reason=reason)
    if len(aside) > _MOST_REASONS:
        yield SUB_ITEM + _("… and {n} more").format(n=number(len(aside) - _MOST_REASONS))


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
