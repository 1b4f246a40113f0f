"""What helps a person find a way: the guide page of each screen, the tour, the palette."""

import re
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.session.query import Query
from tests.tui.desk import (
    LARGE,
    SMALL,
    add,
    app_on,
    make_desk,
    open_palette,
    screen_text,
    shows,
    type_text,
    until,
    until_on,
)
from tui.app.app import SotayApp
from tui.core.i18n import LANGUAGES, use_language
from tui.core.own_keys import menus
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.input.text_fields import ViInput
from tui.screens.common.choose import ChooseDialog
from tui.screens.guide.help import HelpScreen
from tui.screens.guide.pages import FOLDER, PAGES, page_name, read_page
from tui.screens.guide.palette import LEAST_LETTERS, MOST, Palette, sessions_found
from tui.screens.guide.tour import TourScreen, cards
from tui.screens.overview.screen import OverviewScreen
from tui.screens.register.screen import RegisterScreen
from tui.widgets.safe import Plain


@pytest.fixture
def book(tmp_path: Path) -> LogBook:
    with make_desk(tmp_path / "book", role="committee") as book:
        add(book, "2014-11-05", topic="Biển đảo quê hương")
        add(book, "2014-11-06", unit="CB02", topic="Chuyên đề dân tộc", themes=("QT-01",))
        return book


def _left(app: SotayApp, screen: object) -> bool:
    return app.screen is not screen


# The guide


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_in_every_language_and_is_one_screenful_or_has_headings(name: str, language: str) -> None:
    use_language(language)
    page = read_page(name)
    kinds = [block.kind for block in page.blocks]
    assert page.title
    assert kinds[0] == "paragraph", "the problem comes first"
    told = [block.text.plain for block in page.blocks if block.kind not in ("console", "text")]
    assert all(mark not in text for text in told for mark in ("**", "`", "](")), "every mark has its pair"
    if "heading" not in kinds:
        assert "step" in kinds
        lines = sum(1 + len(block.text.plain) // 70 for block in page.blocks) + kinds.count("paragraph")
        assert lines <= 24


def test_there_is_no_page_that_cannot_be_reached() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).iterdir()} == set(PAGES)


def test_both_languages_tell_the_same() -> None:
    for name in PAGES:
        told = []
        for language in LANGUAGES:
            use_language(language)
            told.append([(block.kind, block.mark) for block in read_page(name).blocks])
        assert told[0] == told[1], name


def test_every_link_leads_to_a_page() -> None:
    for path in FOLDER.rglob("*.md"):
        for led in re.findall(r"\]\((.+?)\)", path.read_text("utf-8")):
            assert (path.parent / led).is_file(), f"{path.name}: {led}"


def test_a_page_has_headings_blocks_code_and_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.guide.pages.FOLDER", tmp_path)
    (tmp_path / "vi").mkdir()
    lines = [
        "# Title",
        "",
        "## One",
        "- see `this` and [that](keys.md), **now**",
        "```console",
        "$ sotay",
        "",
        "a [b](c.md)",
    ]
    (tmp_path / "vi" / "blocks.md").write_text("\n".join([*lines, "```", "```csv", "1,2", "```", "The end"]), "utf-8")
    use_language("vi")
    page = read_page("blocks")
    assert [(block.kind, block.text.plain) for block in page.blocks] == [
        ("heading", "One"),
        ("point", "see this and that, now"),
        ("console", "$ sotay\n\na [b](c.md)"),
        ("text", "1,2"),
        ("paragraph", "The end"),
    ]


def test_the_pages_name_commands_of_the_command_line_that_exist() -> None:
    from tui.cli import sotay

    named = {word for path in FOLDER.rglob("*.md") for word in re.findall(r"\bsotay ([a-z]+)", path.read_text("utf-8"))}
    assert named
    assert named <= set(sotay.commands or sotay.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keys", "page"),
    [
        ("1", "register"),
        ("2", "coverage"),
        ("3", "merge"),
        ("4", "progress"),
        ("6", "settings"),
        ("n", "form"),
        ("x", "export"),
        ("3 q", "inbox"),
        ("6 k", "keys"),
        ("6 b", "backup"),
    ],
)
async def test_f1_opens_the_page_of_the_screen_with_its_keys(book: LogBook, keys: str, page: str) -> None:
    async with app_on(book.folder, LARGE, language="en") as (app, pilot):
        for key in keys.split():
            before = app.screen
            await pilot.press(key)
            if key != "1":
                await until(pilot, partial(_left, app, before))
            await pilot.pause()
        assert page_name(app.screen) == page
        commands = getattr(app.screen, "MENU", ())
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        help_screen = app.screen
        assert isinstance(help_screen, HelpScreen)
        assert read_page(page).title in screen_text(app)
        assert help_screen.groups[0][1] == commands


async def test_the_guide_is_leafed_through_and_keeps_its_footer(book: LogBook) -> None:
    async with app_on(book.folder, language="en") as (app, pilot):
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        before = PAGES.index("register") - 1
        back = [("left", page) for page in (*reversed(PAGES[: before + 1]), PAGES[-1])]
        for key, page in (*back, ("right", PAGES[0]), ("right", PAGES[1])):
            await pilot.press(key)
            place = f"{read_page(page).title}  ·  page {PAGES.index(page) + 1}/{len(PAGES)}"
            await until(pilot, shows(app, place))
            assert "Esc Close" in screen_text(app)


async def test_a_page_is_found_in_the_contents_by_words_of_its_headings(book: LogBook) -> None:
    async with app_on(book.folder, language="en") as (app, pilot):
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        await pilot.press("c")
        await until_on(pilot, ChooseDialog)
        await type_text(pilot, "unmerge")
        await until(pilot, lambda: "Commands of the office that merges" in screen_text(app))
        await pilot.press("enter")
        await until_on(pilot, HelpScreen)
        await until(pilot, shows(app, "Commands of the office that merges  ·  page"))


async def test_words_that_lead_to_a_page_are_clicked(book: LogBook) -> None:
    async with app_on(book.folder, LARGE, language="en") as (app, pilot):
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        await app.run_action("screen.turn('commands-reporter')")
        await until(pilot, shows(app, read_page("commands-reporter").title))
        told = next(one for one in app.screen.query(Plain) if "see Commands of the office" in str(one.content))
        lines = [told.render_line(row).text for row in range(told.size.height)]
        row = next(place for place, line in enumerate(lines) if "the office that merges" in line)
        await pilot.click(told, offset=(lines[row].index("office that"), row))
        await until(pilot, shows(app, f"{read_page('commands-committee').title}  ·  page"))


# The tour


async def test_the_tour_comes_after_the_first_start_once(tmp_path: Path) -> None:
    settings_path().unlink()
    async with app_on(tmp_path / "new", language="en") as (app, pilot):
        await pilot.press("enter")
        await type_text(pilot, "CB07")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.screen.query_one("#start-name", ViInput))
        await type_text(pilot, "Lan")
        await pilot.press("enter")
        await until_on(pilot, TourScreen)
        for card in range(4):
            await until(pilot, shows(app, f"{card + 1}/4"))
            assert "{" not in screen_text(app)
            await pilot.press("enter")
        await until_on(pilot, OverviewScreen)
    assert SettingsFile(settings_path()).settings.toured


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_tour_is_skipped_and_opened_again_from_the_help(book: LogBook, size: tuple[int, int]) -> None:
    async with app_on(book.folder, size, language="en") as (app, pilot):
        await pilot.press("f1")
        await until_on(pilot, HelpScreen)
        await pilot.press("t")
        await until_on(pilot, TourScreen)
        await pilot.press("right", "left", "left")
        await until(pilot, lambda: "1/4" in screen_text(app))
        await pilot.press("escape")
        await until_on(pilot, RegisterScreen)


def test_the_tour_names_commands_that_exist() -> None:
    known = {command.id for _name, commands in menus(SotayApp) for command in commands}
    for role in ("reporter", "committee"):
        told = cards(role)
        assert len(told) == 4
        assert {command for _title, _text, command in told} <= known
        assert all(text.count("{key}") == 1 for _title, text, _command in told)


# The palette


async def find(pilot: Pilot[int], words: str) -> Palette:
    palette = await open_palette(pilot)
    await type_text(pilot, words)
    return palette


async def test_a_session_found_without_marks_opens_in_the_register(book: LogBook) -> None:
    async with app_on(book.folder) as (app, pilot):
        await pilot.press("2")
        palette = await find(pilot, "bien dao que")
        await until(pilot, lambda: [one.kind for one in palette.found] == ["session"])
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        register = app.screen
        assert isinstance(register, RegisterScreen)
        await until(pilot, lambda: register.current is not None)
        assert register.current is not None
        assert register.current.session.topic == "Biển đảo quê hương"
        assert app.current_mode == "register"


@pytest.mark.parametrize(
    ("words", "kind", "query"), [("CB02", "unit", Query(unit="CB02")), ("QT-01", "theme", Query(theme="QT-01"))]
)
async def test_a_unit_or_a_theme_filters_the_register(book: LogBook, words: str, kind: str, query: Query) -> None:
    async with app_on(book.folder) as (app, pilot):
        palette = await find(pilot, words)
        await until(pilot, lambda: any(one.kind == "session" for one in palette.found))
        assert palette.found[0].kind == kind
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        register = app.screen
        assert isinstance(register, RegisterScreen)
        assert register.filter == query
        await until(pilot, lambda: [one.session.unit for one in register.entries] == ["CB02"])


async def test_commands_come_first_and_headings_are_passed_over(book: LogBook) -> None:
    async with app_on(book.folder) as (app, pilot):
        palette = await find(pilot, "chuyen")
        await until(pilot, lambda: {"session"} <= {one.kind for one in palette.found})
        kinds = [one.kind for one in palette.found]
        order = ["command", "unit", "theme", "session"]
        assert kinds == sorted(kinds, key=order.index)
        await pilot.press("up")
        await pilot.press("enter")
        await until_on(pilot, RegisterScreen)
        assert app.current_mode == "register"


async def test_a_dialog_offers_commands_alone(book: LogBook) -> None:
    async with app_on(book.folder) as (app, pilot):
        await app.run_action("palette")
        await until_on(pilot, Palette)
        await type_text(pilot, "zzzz")
        await until(pilot, lambda: "Không tìm thấy" in screen_text(app))


def _turns_of(step: Any) -> int:
    """How often the step hands the loop over to others before it ends."""
    turns = 0
    with suppress(StopAsyncIteration):
        while True:
            step.send(None)
            turns += 1
    return turns


async def test_many_sessions_are_looked_through_without_keeping_the_screen_waiting(book: LogBook) -> None:
    """The search yields to the loop every few hundred sessions, and ends at the number that is shown."""
    looked = 0
    entries = book.find() * 2_000

    class Long:
        directive = book.directive

        def __init__(self) -> None:
            self.sessions = self.texts = self

        def find(self) -> tuple[object, ...]:
            return tuple(entries)

        def of(self, entry: object) -> str:
            nonlocal looked
            looked += 1
            return book.sessions.texts.of(entry)  # type: ignore[arg-type]

    most = [one async for one in sessions_found("bien dao", Long())]  # type: ignore[arg-type]
    assert len(most) == MOST["session"]
    assert looked <= 4 * MOST["session"]
    search = sessions_found("khong co buoi nao", Long())  # type: ignore[arg-type]
    turns = _turns_of(search.__anext__())
    assert turns >= len(entries) / 500
    assert [one async for one in sessions_found("b" * (LEAST_LETTERS - 1), Long())] == []  # type: ignore[arg-type]
