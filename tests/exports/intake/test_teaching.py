"""What is taught once is understood from then on; what was imported is known again, and what was mended is offered."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.intake.intake import Asked, Intake, apply_intake, full_plan, guesses_of, keep_plans, plan_intake
from exports.intake.plan import ReadingPlan, plan_bytes, read_plan
from exports.intake.workbook import Workbook, read_workbook, workbook_of
from logs.book.book import LogBook
from logs.errors import SotayError
from tests.exports.desk import Desk
from tests.exports.intake.layouts import Cells, H, Layout, one, row
from tests.exports.intake.test_layouts import saved


@pytest.fixture
def book(desk: Desk) -> LogBook:
    """A book at the end of 2014."""
    desk.clock.set("2014-12-20")
    return desk.book("CB01")


def read(tmp_path: Path, *rows: Cells, titles: Cells = H) -> Workbook:
    """A workbook of these rows."""
    return read_workbook(saved(one(*rows, titles=titles), tmp_path / "so-cu.xlsx"))


def asked(intake: Intake) -> list[tuple[str, str, int]]:
    """The questions, each with its number of rows."""
    return [(question.field, question.text, question.rows) for question in intake.asked]


# ---------------------------------------------------------------- teaching


def test_a_word_is_one_question_however_often_it_stands(book: LogBook, tmp_path: Path) -> None:
    rows = [row(f"{day}/5/2014", day + 10, audience="Nhân dân" if day % 2 else "nhân dân, CB") for day in range(1, 9)]
    workbook = read(tmp_path, *rows, row("20/6/2014", audience="DV"))
    intake = plan_intake(book, workbook)
    assert {(field, text.lower()) for field, text, _rows in asked(intake)} == {("audience", "nhân dân")}
    taught = plan_intake(book, workbook, plan=ReadingPlan().teaching("audience", "nhân dân", "LD"))
    assert (len(taught.new), taught.asked) == (9, ())
    assert taught.new[1].session is not None
    assert set(taught.new[1].session.audience) == {"LD", "CB"}


def test_what_was_taught_holds_for_the_next_sheet_of_the_layout(book: LogBook, tmp_path: Path) -> None:
    plan = ReadingPlan().teaching("audience", "nhân dân", "LD").teaching("form", "SHCB", "SH")
    apply_intake(book, plan_intake(book, read(tmp_path, row(audience="nhân dân", form="SHCB")), plan=plan))
    again = plan_intake(book, read(tmp_path, row("13/6/2014", audience="nhân dân", form="shcb")))
    assert (len(again.new), again.asked) == (1, ())
    # In a sheet of another layout it is what is guessed first.
    other = plan_intake(book, read(tmp_path, row("13/6/2014", audience="nhân dân")[1:], titles=H[1:]))
    assert guesses_of(book, other.asked[0])[0] == "LD"


def test_answers_are_kept_before_anything_is_saved(book: LogBook, tmp_path: Path) -> None:
    workbook = read(tmp_path, row(audience="nhân dân"))
    keep_plans(book, plan_intake(book, workbook, plan=ReadingPlan().teaching("audience", "nhân dân", "LD")))
    assert book.find() == []
    assert len(plan_intake(book, workbook).new) == 1


def test_a_plan_goes_to_others_as_a_file(desk: Desk, book: LogBook, tmp_path: Path) -> None:
    plan = ReadingPlan(values={"form": 'S"H\n'}).teaching("audience", 'nhân "dân"\\', "LD")
    (tmp_path / "cach-doc.toml").write_bytes(plan_bytes(plan))
    assert read_plan(tmp_path / "cach-doc.toml") == plan
    workbook = read(tmp_path, row(audience="nhân dân"))
    intake = plan_intake(book, workbook, plan=ReadingPlan().teaching("audience", "nhân dân", "LD"))
    (tmp_path / "cach-doc.toml").write_bytes(plan_bytes(full_plan(intake)))
    theirs = plan_intake(desk.book("CB02"), workbook, plan=read_plan(tmp_path / "cach-doc.toml"))
    assert len(theirs.new) == 1


def test_likely_meanings_are_guessed_with_the_offices_abbreviations(book: LogBook) -> None:
    def guesses(field: str, text: str) -> tuple[str, ...]:
        return guesses_of(book, Asked(field, text, 1, 1, ""))

    assert guesses("unit", "Sở Y tế")[0] == "DB02"
    assert guesses("unit", "ĐB Sở GD&ĐT")[0] == "DB01"
    assert guesses("themes", "nét văn hóa")[0] == "LC-02"
    assert guesses("audience", "các đảng viên")[0] == "DV"


def test_a_new_reporter_is_taken_in_with_the_sessions_and_goes_with_them(book: LogBook, tmp_path: Path) -> None:
    workbook = read(tmp_path, (*row(), "Đ/c Vàng Thị Đua"), titles=(*H, "Báo cáo viên"))
    plan = ReadingPlan().teaching("reporters", "Vàng Thị Đua", "+")
    intake = plan_intake(book, workbook, plan=plan)
    assert [reporter.name for reporter in intake.reporters] == ["Vàng Thị Đua"]
    apply_intake(book, intake)
    code = intake.reporters[0].code
    assert (book.reporters[code].name, book.find()[0].session.reporters) == ("Vàng Thị Đua", (code,))
    book.history.undo()
    assert code not in book.reporters


def test_a_meaning_that_is_no_code_is_told_with_its_row(book: LogBook, tmp_path: Path) -> None:
    intake = plan_intake(book, read(tmp_path, row(form="SHCB")), plan=ReadingPlan().teaching("form", "SHCB", "XX"))
    assert [problem.code for problem in intake.rejected[0].problems] == ["form_unknown"]


def test_two_columns_for_one_field_are_refused(book: LogBook, tmp_path: Path) -> None:
    plan = ReadingPlan({"Ngày": "date", "Chuyên đề": "topic", "Ghi chú": "topic"})
    with pytest.raises(SotayError) as caught:
        plan_intake(book, read(tmp_path, row()), plan=plan)
    assert caught.value.code == "columns_twice"


def test_a_column_that_is_said_answers_which_is_meant(book: LogBook, tmp_path: Path) -> None:
    titles = (*H[:7], "Số người nghe", "Lượt người nghe")
    workbook = read(tmp_path, (*row()[:7], 45, 50), titles=titles)
    unclear = plan_intake(book, workbook).read_sheets[0].unclear
    assert unclear == {"attendance": ("Số người nghe", "Lượt người nghe")}
    said = {"Ngày": "date", "Hình thức": "form", "Chủ đề": "themes", "Đối tượng": "audience"}
    intake = plan_intake(book, workbook, plan=ReadingPlan({**said, "Lượt người nghe": "attendance"}))
    assert [new.session.attendance for new in intake.new if new.session] == [50]


def test_a_sheet_is_read_where_it_is_ticked(book: LogBook, tmp_path: Path) -> None:
    layout = Layout({"Tháng 1": [H, row("5/1/2014")], "Tháng 2": [H, row("5/2/2014")]})
    workbook = read_workbook(saved(layout, tmp_path / "a.xlsx"))
    intake = plan_intake(book, workbook, sheets=["Tháng 2"])
    assert [new.sheet for new in intake.new] == ["Tháng 2"]
    with pytest.raises(SotayError) as caught:
        plan_intake(book, workbook, sheets=["Tháng 3"])
    assert caught.value.code == "sheet_unknown"


# ---------------------------------------------------------------- again


@pytest.mark.parametrize(("count", "edits"), [("45 đ/c", []), ("45 người", []), (46, [("attendance", 45, 46)])])
def test_a_row_is_known_by_what_was_read_and_edited_by_what_was_mended(
    book: LogBook, tmp_path: Path, count: object, edits: list[tuple[str, int, int]]
) -> None:
    apply_intake(book, plan_intake(book, read(tmp_path, row(), row("20/5/2014", 30))))
    again = plan_intake(book, read(tmp_path, row(count=count), row("20/5/2014", 30)))
    assert (again.new, len(again.known)) == ((), 2 - len(edits))
    assert [(one.field, one.old, one.new) for edit in again.edits for one in edit.changes] == edits
    assert apply_intake(book, again) == 0
    assert apply_intake(book, again, with_edits=True) == len(edits)
    assert [entry.session.attendance for entry in book.find()] == [46 if edits else 45, 30]
    after = plan_intake(book, read(tmp_path, row(count=count), row("20/5/2014", 30)))
    assert (len(after.known), after.edits) == (2, ())
    if edits:
        book.history.undo()
        assert [entry.session.attendance for entry in book.find()] == [45, 30]


def test_an_edit_leaves_what_the_sheet_does_not_say(book: LogBook, tmp_path: Path) -> None:
    apply_intake(book, plan_intake(book, read(tmp_path, row())))
    [entry] = book.find()
    book.edit(entry.id, msgspec.structs.replace(entry.session, minutes=45, mode="online"))
    apply_intake(book, plan_intake(book, read(tmp_path, row(place="Nhà văn hóa"))), with_edits=True)
    [entry] = book.find()
    assert (entry.session.place, entry.session.minutes, entry.session.mode) == ("Nhà văn hóa", 45, "online")


def test_a_row_of_another_day_is_new_unless_its_sheet_is_known(book: LogBook, tmp_path: Path) -> None:
    apply_intake(book, plan_intake(book, read(tmp_path, row(), row("20/5/2014", 30))))
    mended = plan_intake(book, read(tmp_path, row("16/5/2014"), row("20/5/2014", 30)))
    assert [edit.changes[0].field for edit in mended.edits] == ["date"]
    next_month = plan_intake(book, read(tmp_path, row("12/6/2014"), row("20/6/2014", 30)))
    assert (len(next_month.new), next_month.edits) == (2, ())


def test_what_was_entered_by_hand_is_told_of_the_row_that_looks_like_it(book: LogBook, tmp_path: Path) -> None:
    intake = plan_intake(book, read(tmp_path, row()))
    assert intake.new[0].session is not None
    book.add(intake.new[0].session)
    assert [problem.code for problem in plan_intake(book, read(tmp_path, row())).new[0].problems] == ["like_session"]


# ---------------------------------------------------------------- whatever stands in the rows

CELLS: tuple[st.SearchStrategy[object], ...] = (
    st.just("1"),
    st.sampled_from(["12/5/2014", "1/1/2013", "20/12/2014", "21/12/2014", "5/6/2024", "12-13/5", "x", ""]),
    st.sampled_from(["CB01", "DB02", "Sở Y tế", ""]),
    st.sampled_from(["SH", "Họp chi bộ", "SHCB"]),
    st.sampled_from(["Biên giới", "Lò Văn Pản, Vàng Thị Đua, Giàng A Páo", "0912 345 678", ""]),
    st.sampled_from(["LC-02", "Dân chủ", "PB-99", "30", "LC-02; QT-02", ""]),
    st.sampled_from(["DV", "đảng viên: 20, cb: 25", "nhân dân", ""]),
    st.sampled_from(["45", "1.500", "200000", "0", "45/50", "45 (vắng 2)", "khoảng 45", "x", ""]),
    st.sampled_from(["Hội trường", ""]),
    st.sampled_from(["0912 345 678", "tốt", "1. Lò Văn Pản\n2. Vàng Thị Đua\n3. Giàng A Páo", ""]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*CELLS), min_size=1, max_size=6))
def test_nothing_is_taken_without_a_remark_that_entering_it_would_give(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("book"))
    desk.clock.set("2014-12-20")
    book = desk.book("CB01")
    lines = ("\t".join('"' + str(cell) + '"' for cell in cells) for cells in (H, *rows))
    try:
        intake = plan_intake(book, workbook_of("\n".join(lines).encode(), "so-cu.csv"))
        for new in intake.new:
            assert new.session is not None
            composed = book.compose(msgspec.structs.asdict(new.session))
            assert composed.session == new.session
            assert all(warning in new.problems for warning in composed.warnings)
        # Each row is a session, is part of one, or is told.
        read_rows = (*intake.new, *intake.known, *intake.rejected)
        told = {line for new in read_rows for line in range(new.line, new.last_line + 1)}
        told |= {aside.line for sheet in intake.sheets for aside in sheet.asides}
        told |= {control.line for control in intake.controls}
        assert set(range(2, len(rows) + 2)) <= told
        assert apply_intake(book, intake) == len(intake.new) == len(book.find())
    finally:
        desk.close()
