"""Old notebooks in the layouts of offices: each is read rightly, or what is not sure is asked."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from exports.intake.intake import Intake, plan_intake
from exports.intake.plan import ReadingPlan
from exports.intake.workbook import read_workbook
from tests.exports.desk import Desk
from tests.exports.intake.layouts import LAYOUTS, Layout


def saved(layout: Layout, path: Path) -> Path:
    """The layout's workbook as a file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in layout.sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
        for merged in layout.merged:
            sheet.merge_cells(merged)
        layout.draw(sheet)
    book.save(path)
    return path


def planned(desk: Desk, layout: Layout, path: Path) -> Intake:
    """What an import of the layout's workbook would do, by the end of 2014."""
    desk.clock.set("2014-12-20")
    plan = ReadingPlan(values=layout.sets, blanks=dict.fromkeys(layout.above, "above"))
    return plan_intake(desk.book("CB01"), read_workbook(saved(layout, path)), plan=plan)


def readings(intake: Intake) -> tuple[str, ...]:
    """The new rows, as layouts write them."""
    told = []
    for row in intake.new:
        session = row.session
        assert session is not None
        units = "+".join((session.unit, *session.partners))
        remarks = "".join(f" ~{problem.code}" for problem in row.problems)
        told.append(f"{session.date} {units} {session.form} {session.attendance} {','.join(session.themes)}{remarks}")
    for months in intake.totals:
        totals = months.totals
        parts = [f"{part.form}={part.sessions}" for part in totals.months if part.form]
        parts += [f"{cell.theme}={cell.sessions}" for cell in totals.cells]
        remarks_of = (f"~{problem.code}" for line in months.rows for problem in line.problems)
        words = (totals.months[0].month, totals.unit, f"{totals.sessions}/{totals.attendance}", *parts, *remarks_of)
        told.append(" ".join(words))
    return tuple(told)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_or_asked_about(desk: Desk, tmp_path: Path, name: str) -> None:
    layout = LAYOUTS[name]
    intake = planned(desk, layout, tmp_path / "so-cu.xlsx")
    assert readings(intake) == layout.reads
    assert sorted(f"{asked.field}: {asked.text}" for asked in intake.asked) == sorted(layout.asks)
    if layout.refuses:
        refused = [f"{row.line} {problem.field} {problem.code}" for row in intake.rejected for problem in row.problems]
        assert tuple(refused) == layout.refuses
    assert bool(intake.rejected) == bool(layout.asks or layout.refuses)
    assert tuple((control.told, control.read) for control in intake.controls) == layout.controls
    sheets = intake.read_sheets
    assert tuple(name for sheet in sheets if sheet.columns for name in sheet.columns.unread) == layout.unread
    left_out = tuple(f"{aside.line} {aside.kind}" for sheet in sheets for aside in sheet.asides)
    assert left_out == layout.left_out


def test_there_are_forty_layouts_at_the_least() -> None:
    assert len(LAYOUTS) >= 40
