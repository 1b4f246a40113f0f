"""What other people's catalogues, unit lists and reasons hold is shown as it is written on every coverage screen."""

from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from logs.book.book import LogBook
from logs.catalogue.directive import read_directive, shipped
from logs.coverage.scope import exempt
from tests.tui.desk import LARGE, add, app_on, make_office, screen_text, until, until_on
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.screens.common.letter import LetterDialog
from tui.screens.coverage.exemptions import ExemptDialog
from tui.screens.coverage.gaps import GapsScreen
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.coverage.year_comparison import YearsScreen
from tui.screens.progress.pace import PaceDialog

QUIT, CLOSE = "[@click=app.quit]x[/]", "[/foo]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = shipped().source.replace('title = "Nhân quyền"', f'title = "{QUIT}"')
    source = source.replace("Những nét văn hóa truyền thống", CLOSE)
    with make_office(tmp_path / "book") as book:
        book.use_directive(read_directive(source.encode()))
        units = [msgspec.structs.replace(one, name=f"{one.name} {QUIT}"[:200]) for one in book.units.values()]
        book.use_units(units)
        add(book, unit="CB02", topic=QUIT, themes=("LC-01",))
        exempt(book, "CB02", "LC-02", f"vì {CLOSE} {QUIT}")
    return tmp_path / "book"


@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        (("2",), CoverageScreen),
        (("2", "w"), GapsScreen),
        (("2", "w", "enter"), LetterDialog),
        (("2", "y"), YearsScreen),
        (("2", "v"), PaceDialog),
        (("2", "o"), ExemptDialog),
    ],
)
@pytest.mark.parametrize("size", [LARGE])
async def test_no_markup_is_read(keys: tuple[str, ...], screen: type, app: SotayApp, pilot: Pilot[int]) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await until_on(pilot, screen)
    assert app._exception is None
    if screen is not PaceDialog:
        await until(pilot, lambda: QUIT in screen_text(app) or CLOSE in screen_text(app))


async def test_a_reason_is_shown_as_it_was_written(folder: Path) -> None:
    with LogBook.open(folder, clock=now) as book:
        units = [one for one in book.units.values() if one.code in ("DB01", "CB02")]
        book.use_units(units)
    async with app_on(folder, LARGE) as (app, pilot):
        await pilot.press("2")
        await until_on(pilot, CoverageScreen)
        assert f"LC-02 (vì {CLOSE} {QUIT})" in " ".join(screen_text(app).split())
