"""What is told of an old notebook before it is taken in, in words: what was read, what is asked, what it adds up to."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tui.core.i18n import N_, _
from tui.text.errors.messages import problem_sentence
from tui.text.formats import day, month_title, number
from tui.text.labels import field_title
from tui.text.values import value_text

if TYPE_CHECKING:
    from exports.intake.intake import Asked, SheetIntake
    from exports.intake.matching import Edit
    from exports.intake.preview import Control, Sums
    from exports.intake.rows import Aside
    from exports.intake.sessions import MonthTotals, Row
    from logs.counting.unit_totals import UnitTotals

_MOST_LINES = 8  # named of many
_COLUMNS = {"sessions": N_("Sessions"), "month": N_("Month"), "year": N_("Year")}
_ASIDES = {
    "hidden": N_("hidden rows"),
    "struck": N_("struck through"),
    "signature": N_("signatures below"),
    "section": N_("sections"),
    "sum": N_("sums"),
}
_QUESTIONS = {
    "audience": N_("“{word}”: which group of listeners?"),
    "unit": N_("“{word}”: which unit?"),
    "form": N_("“{word}”: which form?"),
    "themes": N_("“{word}”: which theme?"),
    "reporters": N_("“{word}”: which reporter, or a new one?"),
    "date": N_("“{word}”: which day?"),
    "attendance": N_("“{word}”: how many listeners?"),
}
_BLANKS = {
    "date": N_("Rows without a date: as the row above?"),
    "unit": N_("Rows without a unit: as the row above?"),
}


def column_title(field: str) -> str:
    """What a column that is read holds."""
    if field.startswith("audience:"):
        return _("{field} “{group}”").format(field=field_title("audience"), group=field.partition(":")[2])
    return _(_COLUMNS[field]) if field in _COLUMNS else field_title(field)


def question_text(asked: "Asked") -> str:
    """The question that a word, or the blanks of a column, is."""
    if not asked.text:
        return _(_BLANKS[asked.field])
    words = _QUESTIONS.get(asked.field)
    if words is None:
        return _("“{word}” in {field}: what does it mean?").format(word=asked.text, field=field_title(asked.field))
    return _(words).format(word=" ".join(asked.text.split()))


def row_reason(row: "Row") -> str:
    """What has to be corrected or checked in a row, in sentences."""
    told = []
    for problem in row.problems:
        text = problem_sentence(problem)
        title = "" if problem.field in ("line", *_COLUMNS) else field_title(problem.field)
        told.append(text if not title or text.startswith(title) else f"{title}: {text}")
    return " ".join(told)


def control_text(control: "Control") -> str:
    """A total of the sheet beside what was read."""
    label = control.label or _("Sum of row {n}").format(n=number(control.line))
    words = _("{label} (row {line}): the sheet says {told}, read {read}").format(
        label=label, line=number(control.line), told=number(control.told), read=number(control.read)
    )
    if not control.difference:
        return f"{words} ✓"
    words = _("{words}: {n} apart").format(words=words, n=number(abs(control.difference)))
    if control.lines:
        words += _(", not read: rows {lines}").format(lines=lines_text(control.lines))
    return words


def lines_text(lines: Iterable[int]) -> str:
    """`2, 5, 9…`"""
    listed = list(lines)
    shown = ", ".join(map(number, listed[:_MOST_LINES]))
    return f"{shown}…" if len(listed) > _MOST_LINES else shown


def sheet_text(sheet: "SheetIntake") -> str:
    """A sheet by its name, and what was made of it."""
    name = sheet.grid.name or _("(no name)")
    if sheet.table is None:
        return _("{name}: no table").format(name=name)
    if not sheet.is_read:
        return (
            _("{name}: hidden, left out").format(name=name)
            if sheet.grid.is_hidden
            else _("{name}: left out").format(name=name)
        )
    count, listeners = (sum(row.figures[n] for row in sheet.rows) for n in range(2))
    return _("{name}: {n} sessions, {listeners} listeners, {left} to correct").format(
        name=name,
        n=number(count),
        listeners=number(listeners),
        left=number(sum(not row.is_taken for row in sheet.rows)),
    )


def columns_text(columns: Mapping[str, str]) -> str:
    """Which column is read as what."""
    return ", ".join(f"{title} = {column_title(field)}" for title, field in columns.items())


def asides_text(asides: Iterable["Aside"]) -> str:
    """Rows that are no sessions, by what they are: `signatures below: 20, 21`."""
    kinds: dict[str, list[int]] = {}
    for aside in asides:
        kinds.setdefault(aside.kind, []).append(aside.line)
    return "; ".join(f"{_(_ASIDES[kind])}: {lines_text(lines)}" for kind, lines in kinds.items())


def edit_text(edit: "Edit") -> str:
    """What a mended row would change of the session it is of."""
    changes = ", ".join(
        f"{field_title(change.field)}: {value_text(change.field, change.old)} → {value_text(change.field, change.new)}"
        for change in edit.changes
    )
    return _("here already, differs in {changes}").format(changes=changes)


def totals_text(totals: "MonthTotals | UnitTotals") -> str:
    """`CB01, tháng 3/2014: 5 buổi, 120 lượt`."""
    month: str = totals.months[0].month if hasattr(totals, "months") else totals.month
    return _("{unit}, {month}: {n} sessions, {listeners} listeners, totals of the month").format(
        unit=totals.unit, month=month_title(month, long=True),
        n=number(totals.sessions), listeners=number(totals.attendance),
    )  # fmt: skip


def span_text(sums: "Sums") -> str:
    """Sessions, listeners and the days between which they lie."""
    if sums.first is None or sums.last is None:
        return _("No session")
    return _("{n} sessions, {listeners} listeners, {first} – {last}").format(
        n=number(sums.sessions), listeners=number(sums.attendance), first=day(sums.first), last=day(sums.last)
    )


def months_text(sums: "Sums") -> str:
    """Sessions and listeners of each month."""
    return " · ".join(
        f"{month_title(month, long=True)}: {number(sessions)} / {number(listeners)}"
        for month, (sessions, listeners) in sums.months.items()
    )


def units_text(sums: "Sums") -> str:
    """Sessions and listeners of each unit."""
    return " · ".join(
        f"{unit}: {number(sessions)} / {number(listeners)}" for unit, (sessions, listeners) in sums.units.items()
    )
