"""What the tables of a book add up to, by the account of the tests."""

from collections.abc import Iterator

from logs.counting.facts import UNSPLIT
from logs.coverage.scope import base_in, gaps, rows_in
from logs.coverage.table import Coverage
from tests.exports.counted.counter import Counter


def told_sums(
    counter: Counter, first: str = "", last: str = ""
) -> Iterator[tuple[str, str, str, tuple[str, ...], int, int]]:
    """What figures in place of sessions add: unit, month, form, the theme or none, sessions, attendance.

    They are those of the guidance's period, unless other days are asked for.
    """
    for _sender, directive, totals, until in counter.told_files():
        if directive != counter.ours:
            continue
        for cells, named in ((totals.months, False), (totals.cells, True)):
            for cell in cells:
                if counter.has_month(cell.month, until, first, last):
                    theme = (cell.theme,) if named else ()
                    yield counter.unit(totals.unit), cell.month, cell.form, theme, cell.sessions, cell.attendance


def expected(counter: Counter, by: str) -> dict[str, dict[tuple[str, str], int]]:
    """By measure what stands in each cell of (theme, column); theme "" for the columns as a whole."""
    cells: dict[str, dict[tuple[str, str], int]] = {"sessions": {}, "attendance": {}, "units": {}}
    units: dict[tuple[str, str], set[str]] = {}

    def grow(place: tuple[str, str], sessions: int, attendance: int, unit: str) -> None:
        for name, number in (("sessions", sessions), ("attendance", attendance)):
            cells[name][place] = cells[name].get(place, 0) + number
        if sessions:
            units.setdefault(place, set()).add(counter.row_of(unit))

    for session in counter.counted().values():
        for column, listeners in counter.columns(session, by).items():
            for theme in ("", *session["themes"]):
                grow((theme, column), int(by != "audience" or column != UNSPLIT), listeners, session["unit"])
    for unit, month, form, theme, sessions, attendance in told_sums(counter):
        quarter = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
        column = {"unit": counter.row_of(unit), "month": month, "quarter": quarter, "form": form}.get(by, UNSPLIT)
        grow((theme[0] if theme else "", column), sessions, attendance, unit)
    cells["units"] = {place: len(found) for place, found in units.items()}
    return {name: {place: n for place, n in found.items() if n} for name, found in cells.items()}


def gap_differences(table: Coverage, counter: Counter) -> Iterator[str]:
    """Where a table by months or quarters has other gaps, in all and in its cells."""
    talked = {row.theme for row in table.rows if row.sessions}
    found, wanted = set(gaps(rows_in(table, base_in(counter.directive, "all", ()), ("?",)))), set[str]()
    for theme in counter.directive.themes:
        if theme not in talked and counter.is_due(theme):
            wanted.add(theme)
    if found != wanted:
        yield f"gaps: {sorted(found ^ wanted)}"
    for row in table.rows:
        for column in table.columns:
            quarter = column[5:].removeprefix("Q") if "Q" in column else ""
            first, last = (f"{int(quarter) * 3 + n:02}" for n in (-2, 0)) if quarter else (column[5:],) * 2
            due = row.theme not in counter.directive.themes or counter.is_due(
                row.theme, f"{column[:4]}-{first}-01", f"{column[:4]}-{last}-31"
            )
            if (column in row.cells) != (due or bool(row.cells.get(column))):
                yield f"a cell of {row.theme} in {column}: {row.cells}"
