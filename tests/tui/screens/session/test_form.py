"""The session form: what it saves, what it refuses, and that nothing typed is lost."""

from datetime import date as Date
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

from logs.book.book import LogBook, reporter_code
from logs.entry.suggestions import Guesses
from logs.model import Reporter
from logs.session.fields import FIELDS, read_field
from tests.books import fill_disk
from tests.tui.desk import LARGE, SMALL, add, app_on, screen_text, type_text, until, until_on
from tui.app.app import SotayApp
from tui.core.autosave import kept
from tui.core.clock import now
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask
from tui.screens.common.calendar import CalendarDialog
from tui.screens.guide.help import HelpScreen
from tui.screens.register.screen import RegisterScreen
from tui.screens.session.audience_editor import AudienceEditor
from tui.screens.session.fields import ORDER, reporter_choices
from tui.screens.session.form import SessionForm
from tui.screens.session.reporter import ReporterDialog
from tui.screens.session.values import texts_of, values_of
from tui.widgets.picker import Picker
from tui.widgets.tree_picker import ThemePicker


async def open_form(app: SotayApp, pilot: Pilot[int], key: str = "n") -> SessionForm:
    await until_on(pilot, RegisterScreen)
    await pilot.press(key)
    await until_on(pilot, SessionForm)
    assert isinstance(app.screen, SessionForm)
    return app.screen


@pytest.fixture
async def form(app: SotayApp, pilot: Pilot[int]) -> SessionForm:
    return await open_form(app, pilot)


def line(form: SessionForm, name: str) -> ViInput:
    return form.by_name[name].editor.query_one(ViInput)


def is_gone(app: SotayApp, screen: Screen[object]) -> bool:
    return screen not in app.screen_stack


async def tick_theme(pilot: Pilot[int], form: SessionForm, words: str) -> None:
    line(form, "themes").focus()
    await type_text(pilot, words)
    picker = form.by_name["themes"].editor.query_one(ThemePicker)
    before = picker.value
    await pilot.press("enter")
    await until(pilot, lambda: picker.value != before)


@pytest.mark.parametrize(("size", "language"), [(SMALL, "vi"), (LARGE, "en")])
async def test_a_session_typed_by_hand_is_saved_in_one_step(
    folder: Path, app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    await type_text(pilot, "5/12")
    await tick_theme(pilot, form, "bien gioi")
    line(form, "attendance").focus()
    await type_text(pilot, "42")
    line(form, "place").focus()
    await type_text(pilot, "Nha van hoa")
    await pilot.press("ctrl+s")  # the place is still being typed in
    await until_on(pilot, RegisterScreen)
    assert app.book is not None
    saved = app.book.find()[-1].session
    assert (saved.date, saved.attendance, saved.place) == (Date(2014, 12, 5), 42, "Nha van hoa")
    assert saved.themes[0] in app.book.directive.themes
    assert saved.status == "complete"
    assert kept(folder) is None
    assert "05/12/2014" in screen_text(app)


@pytest.mark.parametrize("size", [LARGE])
async def test_guesses_fill_the_form_and_each_is_marked(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    assert app.book is not None
    guessed = {field.field_name for field in form.fields if field.guessed}
    assert guessed == set(Guesses(app.book).of({}))
    assert screen_text(app).count("≈") >= len(guessed)
    line(form, "place").value = "Hội trường"
    await until(pilot, lambda: not form.by_name["place"].guessed)


async def test_the_form_makes_what_the_command_line_makes(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    typed = {
        "date": "5/12", "unit": "cb01", "form": "hc", "attendance": "1.234", "audience": "dv=1000, CB=234",
        "themes": "bien gioi, LC-02", "topic": "Đảng ủy", "minutes": "45p", "mode": "truc tiep",
        "documents": "CT26-2008", "partners": "CB02", "new_media": "co", "notes": "Dòng một\nDòng hai",
    }  # fmt: skip
    assert app.book is not None
    known = app.book.reference.known()
    values = {name: read_field(name, text, known) for name, text in typed.items()}
    wanted = app.book.compose({**values, "reporters": (app.book.owner.reporter,)}).session
    assert wanted is not None
    await pilot.press("escape")
    await until_on(pilot, RegisterScreen)
    form = SessionForm(app.book, typed=texts_of(values_of(wanted)))
    app.push_screen(form)
    await until_on(pilot, SessionForm)
    assert form._read().compose(app.book).session == wanted
    assert set(ORDER) | {"status"} == set(FIELDS)


def test_reporters_are_offered_in_vietnamese_order(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        for name in ("Đinh Văn Ất", "Dương Thị Mẩy", "Ân Văn Sử", "Lò Thị Én"):
            book.reference.add_reporter(Reporter(code=reporter_code("CB01", name), unit="CB01", name=name))
        book.reference.add_reporter(Reporter(code="CB02-a", unit="CB02", name="An Văn Ba"))
        names = [choice.label for choice in reporter_choices(book)]
    assert names == ["Ân Văn Sử", "Dương Thị Mẩy", "Đinh Văn Ất", "Lò Thị Én", "Lò Văn Pản", "An Văn Ba"]


async def test_errors_are_shown_below_their_fields_and_nothing_is_saved(
    app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    line(form, "attendance").value = "1,5"
    await pilot.press("ctrl+s")
    await until(pilot, lambda: form.by_name["themes"].has_class("-error"))
    assert form.by_name["attendance"].has_class("-error")
    assert form.by_name["themes"].has_focus_within
    text = screen_text(app)
    assert "✗" in text
    assert "Chưa lưu. Cần sửa 2 mục" in text
    assert app.book is not None
    assert len(app.book.find()) == 1
    await tick_theme(pilot, form, "van hoa")
    await until(pilot, lambda: not form.by_name["themes"].has_class("-error"))


async def test_doubts_are_asked_about(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    await tick_theme(pilot, form, "LC-03")
    line(form, "attendance").value = "1.500"
    await pilot.press("ctrl+s")
    await until_on(pilot, Ask)
    await pilot.press("left", "enter")  # look again
    await until_on(pilot, SessionForm)
    assert app.book is not None
    assert len(app.book.find()) == 1
    await pilot.press("ctrl+s")
    await until_on(pilot, Ask)
    await pilot.press("enter")  # a save can be undone, so it has the focus
    await until_on(pilot, RegisterScreen)
    assert app.book.find()[-1].session.attendance == 1_500


async def test_escape_asks_before_it_loses_what_was_typed(
    folder: Path, app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    line(form, "topic").focus()
    await type_text(pilot, "Bien dao")
    await pilot.press("escape")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until_on(pilot, SessionForm)
    assert line(form, "topic").value == "Bien dao"
    await pilot.press("escape")
    await until_on(pilot, Ask)
    await pilot.press("left", "enter")
    await until_on(pilot, RegisterScreen)
    assert app.book is not None
    assert len(app.book.find()) == 1
    assert kept(folder) is None


async def test_ctrl_q_asks_too(pilot: Pilot[int], form: SessionForm) -> None:
    line(form, "topic").focus()
    await type_text(pilot, "x")
    await pilot.press("ctrl+q")
    await until_on(pilot, Ask)
    await pilot.press("enter")
    await until_on(pilot, SessionForm)
    assert line(form, "topic").value == "x"


@pytest.mark.parametrize("size", [LARGE])
async def test_a_failed_save_leaves_the_form_as_typed(
    monkeypatch: pytest.MonkeyPatch, app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    await tick_theme(pilot, form, "LC-03")
    line(form, "attendance").value = "30"
    with monkeypatch.context() as patch:
        fill_disk(patch)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "đĩa đã đầy" in screen_text(app).lower())
    assert isinstance(app.screen, SessionForm)
    assert line(form, "attendance").value == "30"
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    assert app.book is not None
    assert [entry.session.attendance for entry in app.book.find()] == [25, 30]


async def test_what_was_being_typed_outlives_the_program(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        form = await open_form(app, pilot)
        line(form, "topic").focus()
        await type_text(pilot, "Do dang")
        await until(pilot, lambda: (found := kept(folder)) is not None and found.texts["topic"] == "Do dang")
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, Ask)
        await pilot.press("enter")
        await until_on(pilot, SessionForm)
        assert isinstance(app.screen, SessionForm)
        assert line(app.screen, "topic").value == "Do dang"
        assert app.screen.unsaved
    async with app_on(folder) as (app, pilot):
        await until_on(pilot, Ask)
        await pilot.press("left", "enter")
        await until_on(pilot, RegisterScreen)
        assert kept(folder) is None


async def test_a_draft_may_lack_fields_and_is_completed_later(
    app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    line(form, "topic").focus()
    await type_text(pilot, "Nhap")
    await pilot.press("ctrl+b")
    await until_on(pilot, RegisterScreen)
    assert app.book is not None
    draft = next(entry for entry in app.book.find() if entry.session.topic == "Nhap")
    assert draft.session.status == "draft"
    form = await open_form(app, pilot, "enter")
    assert form.entry is not None
    assert form.entry.id == draft.id
    await tick_theme(pilot, form, "LC-01")
    line(form, "attendance").value = "12"
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    assert app.book.sessions.get(draft.id).session.status == "complete"


async def test_plus_and_minus_step_the_date(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    await pilot.press("minus", "minus")
    assert line(form, "date").value == "08/12/2014"
    await pilot.press("plus")
    assert line(form, "date").value == "09/12/2014"
    await type_text(pilot, "05-11-2014")
    assert line(form, "date").value == "05-11-2014"
    await pilot.press("tab")
    await until(pilot, lambda: line(form, "date").value == "05/11/2014")
    assert "thứ Tư" in screen_text(app)


async def test_a_narrow_form_offers_to_plan_a_day_ahead(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    await pilot.resize_terminal(80, 24)
    await pilot.press("minus")
    await until(pilot, lambda: "Bản nháp" in screen_text(app) and "Dự kiến" not in screen_text(app))
    await pilot.press("plus", "plus")
    await until(pilot, lambda: "Dự kiến" in screen_text(app) and "Bản nháp" not in screen_text(app))


async def test_group_counts_make_the_attendance(pilot: Pilot[int], form: SessionForm) -> None:
    audience = form.by_name["audience"].editor
    assert isinstance(audience, AudienceEditor)
    for editor in audience.editors:
        editor.box.value = False
    await pilot.pause()
    audience.editors[0].field.value = "18"
    audience.editors[1].field.value = "7"
    await until(pilot, lambda: line(form, "attendance").value == "25")
    assert audience.text == "CB=18, DV=7"


async def test_save_and_add_another_opens_an_empty_form(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    await tick_theme(pilot, form, "LC-03")
    line(form, "attendance").value = "30"
    await pilot.press("ctrl+n")
    await until(pilot, lambda: isinstance(app.screen, SessionForm) and app.screen is not form)
    await pilot.pause()
    assert isinstance(app.screen, SessionForm)
    assert line(app.screen, "attendance").value == ""
    assert app.book is not None
    assert len(app.book.find()) == 2


async def test_a_new_reporter_is_taken_in_on_the_way(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    await pilot.press("ctrl+r")
    await until_on(pilot, ReporterDialog)
    app.screen.query_one("#reporter-name", ViInput).value = "Vàng A Sáo"
    await pilot.press("ctrl+s")
    await until_on(pilot, SessionForm)
    assert app.book is not None
    code = next(code for code, one in app.book.reporters.items() if one.name == "Vàng A Sáo")
    assert code in form.by_name["reporters"].text
    assert app.book.reporters[code].unit == "CB01"


async def test_an_unknown_unit_is_named(app: SotayApp, pilot: Pilot[int], form: SessionForm) -> None:
    picker = form.by_name["unit"].editor.query_one(Picker)
    picker.field.focus()
    await type_text(pilot, "zzz")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: form.by_name["unit"].has_class("-error"))
    assert "zzz" in screen_text(app)


async def test_guesses_follow_what_is_typed_and_leave_what_was_touched(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        add(book, "2014-11-07", form="HC", audience={"VC": None}, place="Phòng giao ban", themes=("DM-01",))
        add(book, "2014-11-12", form="SH", place="Nhà văn hóa", topic="Biên giới", themes=("QT-02",))
    async with app_on(folder, LARGE) as (app, pilot):
        form = await open_form(app, pilot)
        assert form.by_name["place"].text == "Nhà văn hóa"
        form.by_name["form"].editor.query_one(Picker).field.focus()
        await type_text(pilot, "hc")
        await pilot.press("tab")
        await until(pilot, lambda: form.by_name["place"].text == "Phòng giao ban")
        assert form.by_name["audience"].text == "VC"
        assert form.by_name["place"].guessed
        assert not form.by_name["form"].guessed
        assert "ngày 07/11/2014" in screen_text(app)
        line(form, "place").focus()
        await type_text(pilot, "Sân kho")
        line(form, "topic").focus()
        await type_text(pilot, "biên giới")
        await until(pilot, lambda: form.by_name["themes"].text == "QT-02")
        assert form.by_name["themes"].guessed
        assert form.by_name["place"].text == "Sân kho"
        assert form.by_name["form"].text == "HC"


async def test_a_guess_never_changes_a_field_that_was_left_nor_the_unit(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        add(book, "2014-11-06", unit="CB02", form="HC", topic="Giá cả", themes=("LC-01",))
        add(book, "2014-11-07", form="HC", place="Phòng giao ban", topic="Giá cả", themes=("DM-01",))
        add(book, "2014-11-12", form="SH", place="Nhà văn hóa", topic="Biên giới", themes=("QT-02",))
    async with app_on(folder, LARGE) as (app, pilot):
        form = await open_form(app, pilot)
        shown = {name: form.by_name[name].text for name in ("unit", "form", "reporters")}
        assert (shown["unit"], shown["form"]) == ("CB01", "SH")
        for name in ("unit", "form"):
            form.by_name[name].enter()
            await pilot.pause()
        line(form, "topic").focus()
        await type_text(pilot, "giá cả")
        await until(pilot, lambda: form.by_name["themes"].text == "DM-01")
        assert {name: form.by_name[name].text for name in shown} == shown
        assert form.by_name["form"].guessed


async def test_a_guess_that_was_cleared_does_not_come_back(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        add(book, place="Hội trường")
    async with app_on(folder) as (app, pilot):
        form = await open_form(app, pilot)
        line(form, "place").focus()
        await pilot.press("end", "ctrl+u")
        await tick_theme(pilot, form, "bien gioi")
        line(form, "attendance").focus()
        await type_text(pilot, "25")
        assert form.by_name["place"].text == ""
        await pilot.press("ctrl+s")
        await until_on(pilot, RegisterScreen)
        assert app.book.history.last_change() is not None
        assert sorted(entry.session.place for entry in app.book.find()) == ["", "", "Hội trường"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", [LARGE])
async def test_alt_and_the_underlined_letter_go_to_every_field(pilot: Pilot[int], form: SessionForm) -> None:
    letters = [field.letter for field in form.fields]
    assert all(letters)
    assert len(set(letters)) == len(letters)
    for field in form.fields:
        await pilot.press(f"alt+{field.letter}")
        assert field.has_focus_within, field.field_name
    assert not form.unsaved, "no letter was typed"


async def test_the_calendar_opens_on_the_date_and_its_day_is_taken(
    app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    await pilot.press("down")
    await until_on(pilot, CalendarDialog)
    assert "Tháng 12/2014" in screen_text(app)
    assert "T2  T3  T4  T5  T6  T7  CN" in screen_text(app)
    await pilot.press("pageup", "up", "right", "enter")
    await until_on(pilot, SessionForm)
    assert line(form, "date").value == "04/11/2014"
    await pilot.press("f4", "escape")
    await until_on(pilot, SessionForm)
    assert line(form, "date").value == "04/11/2014"


async def test_a_theme_is_ticked_with_four_keys(pilot: Pilot[int], form: SessionForm) -> None:
    for keys, code in ((["b", "g", "enter"], "QT-02"), (["l", "c", "6", "enter"], "LC-06")):
        assert len(keys) <= 4
        await pilot.press(f"alt+{form.by_name['themes'].letter}", *keys)
        await until(pilot, partial(holds_theme, form, code))


def holds_theme(form: SessionForm, code: str) -> bool:
    return code in form.by_name["themes"].text


async def test_enter_on_a_ticked_theme_goes_on_and_space_unticks(pilot: Pilot[int], form: SessionForm) -> None:
    await tick_theme(pilot, form, "bien gioi")
    ticked = form.by_name["themes"].text
    assert ticked
    await pilot.press("enter")
    await until(pilot, lambda: form.by_name["attendance"].has_focus_within)
    assert form.by_name["themes"].text == ticked
    await pilot.press("shift+tab", "down", *["down"] * 30, "up", "space")
    await until(pilot, lambda: form.by_name["themes"].text != ticked)


async def test_another_session_starts_from_the_one_just_saved(
    app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    await type_text(pilot, "3/11")
    await tick_theme(pilot, form, "LC-03")
    line(form, "attendance").value = "30"
    line(form, "place").value = "Sân kho"
    await pilot.press("ctrl+n")
    await until(pilot, lambda: isinstance(app.screen, SessionForm) and app.screen is not form)
    await pilot.pause()
    assert isinstance(app.screen, SessionForm)
    again = app.screen.by_name
    assert (again["date"].text, again["place"].text) == ("03/11/2014", "Sân kho")
    assert again["date"].guessed
    assert again["place"].guessed
    assert (again["attendance"].text, again["themes"].text) == ("", "")


async def test_a_copy_is_a_new_session_of_today_with_the_same_fields(app: SotayApp, pilot: Pilot[int]) -> None:
    form = await open_form(app, pilot, "c")
    assert (form.by_name["date"].text, form.by_name["attendance"].text) == ("10/12/2014", "25")
    await pilot.press("ctrl+s")
    await until_on(pilot, RegisterScreen)
    assert app.book is not None
    one, copy = (entry.session for entry in app.book.find())
    assert (copy.date, copy.topic, copy.themes) == (Date(2014, 12, 10), one.topic, one.themes)


async def test_f1_helps_in_every_dialog(app: SotayApp, pilot: Pilot[int]) -> None:
    for keys in (["n", "down"], ["d"], ["f"], ["x"], ["colon"], ["ctrl+g"]):
        for key in keys:
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, ModalScreen))
        on_top = app.screen
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        await pilot.press("f1")
        await until_on(pilot, type(on_top))
        while len(app.screen_stack) > 1:
            on_top = app.screen
            await pilot.press("escape")
            await until(pilot, partial(is_gone, app, on_top))


async def test_what_was_let_go_at_the_exit_is_not_offered_again(
    app: SotayApp, pilot: Pilot[int], form: SessionForm, folder: Path
) -> None:
    line(form, "topic").focus()
    await type_text(pilot, "Bo di")
    form.keep_typing()
    assert kept(folder) is not None
    await pilot.press("ctrl+q")
    await until_on(pilot, Ask)
    await pilot.press("left", "enter")
    await until(pilot, lambda: kept(folder) is None)


async def test_enter_goes_to_the_next_field_and_takes_from_an_open_list(pilot: Pilot[int], form: SessionForm) -> None:
    visited = []
    for keys in (["enter"], ["q", "t", "enter"], *[["enter"]] * 2, ["b", "g", "enter", "enter"], ["4", "0", "enter"]):
        await pilot.press(*keys)
        field = form._field_of(form.focused)
        visited.append(field.field_name if field else "")
    assert visited == ["unit", "form", "reporters", "themes", "attendance", "audience"]
    assert form.by_name["attendance"].text == "40"
    assert form.by_name["themes"].text == "QT-02"
    before = form.by_name["audience"].text
    await pilot.press("enter", "enter")
    assert form.by_name["audience"].text == before


async def test_ctrl_z_in_a_field_puts_back_what_stood_there(pilot: Pilot[int], form: SessionForm) -> None:
    form.by_name["topic"].enter()
    await pilot.press("a", "b", "ctrl+z")
    assert form.by_name["topic"].text == ""
    await pilot.press("ctrl+z")
    assert form.by_name["topic"].text == "ab"


async def test_a_typical_session_takes_at_most_twenty_keys(app: SotayApp, pilot: Pilot[int]) -> None:
    """Another day, a theme, the listeners, how long it took; the rest is as in the session most like it."""
    keys = ["n", *"5/12", "alt+u", *"bg", "enter", "enter", *"25", "alt+p", *"45", "ctrl+s"]
    assert len(keys) <= 20
    await pilot.press(keys[0])
    await until_on(pilot, SessionForm)
    await pilot.press(*("slash" if key == "/" else key for key in keys[1:]))
    await until_on(pilot, RegisterScreen)
    saved = app.book.sessions.latest(1)[0].session
    assert (saved.date, saved.themes, saved.attendance) == (Date(2014, 12, 5), ("QT-02",), 25)
    assert (saved.minutes, saved.form, saved.audience) == (45, "SH", {"DV": None})


async def test_one_that_repeats_another_takes_two_keys(app: SotayApp, pilot: Pilot[int]) -> None:
    await pilot.press("c")
    await until_on(pilot, SessionForm)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: len(app.book.find()) == 2)
    one, other = (entry.session for entry in app.book.find())
    assert (one.themes, one.attendance, one.topic) == (other.themes, other.attendance, other.topic)
    assert other.date == app.book.today()


async def test_all_themes_chosen_are_seen_and_what_is_left_is_counted(
    app: SotayApp, pilot: Pilot[int], form: SessionForm
) -> None:
    assert "còn thiếu 2" in screen_text(app)
    picker = form.by_name["themes"].editor.query_one(ThemePicker)
    picker.value = ("LC-02", "QT-02", "DQ-01", "LC-06")
    await until(pilot, lambda: "LC-02 (chính) · QT-02 · DQ-01 · LC-06" in screen_text(app))
    form.by_name["attendance"].enter()
    await type_text(pilot, "1500")
    await until(pilot, lambda: "cần xem lại 1" in screen_text(app))
    assert "còn thiếu" not in screen_text(app)
