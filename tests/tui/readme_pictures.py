"""The pictures of the README, from the app's own screens: `python -m tests.tui.readme_pictures`.

Writes them into `.github/pictures`: three of a screen, and a short moving one from a session logged to the report that
goes up. Drawn with DejaVu Sans Mono, in which every Vietnamese mark stands in its place, so that no font of the reader
moves them. Needs rsvg-convert, that font, and Pillow (`pip install pillow`), which nothing else here needs.
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from textual.pilot import Pilot

from tests.tui.desk import add, app_on, make_desk, shows, until, until_on
from tests.tui.test_pictures import WITH_EVERY_MARK, Steps, form, going_to, inbox, picture, stand_still
from tui.core.paths import settings_path
from tui.core.settings import SettingsFile
from tui.core.themes import DARK
from tui.demo.scenario import TODAY, Scenario
from tui.screens.coverage.screen import CoverageScreen
from tui.screens.exchange.export import ExportDialog
from tui.screens.register.screen import RegisterScreen

FOLDER = Path(__file__).parents[2] / ".github" / "pictures"
SIZE = (110, 30)
FONT = "DejaVu Sans Mono"
_ADVANCE, _CELL = 1233 / 2048, 12.2  # how wide a letter of the font is, in its own size; how wide a picture has it
_LENGTH = re.compile(r' textLength="[\d.]+"')
WIDTH = 1_100  # of a picture, in pixels; of the moving one it is less
MOVING_WIDTH, COLOURS = 880, 64
SECONDS = 2.6
_HOME = "/home/an/Van-ba"


async def exporting(pilot: Pilot[int]) -> None:
    """The dialog that hands the file over."""
    await until_on(pilot, RegisterScreen)
    await pilot.app.run_action("export")
    await until_on(pilot, ExportDialog)


async def report(pilot: Pilot[int]) -> None:
    """The report that goes to the level above."""
    await going_to("5")(pilot)
    await until(pilot, shows(pilot.app, "BÁO CÁO"))


# In the order of the work: the picture's name, whose book, how one gets there.
SCENES: tuple[tuple[str, str, Steps], ...] = (
    ("form", "unit", form),
    ("export", "unit", exporting),
    ("merge", "office", going_to("3")),
    ("questions", "office", inbox),
    ("coverage", "office", going_to("2", CoverageScreen)),
    ("report", "office", report),
)

ALONE = ("form", "questions", "coverage")
"""Scenes that are pictures by themselves too."""


async def scene(folder: Path, steps: Steps) -> str:
    """A screen as an SVG in that font."""
    async with app_on(folder, SIZE) as (app, pilot):
        await steps(pilot)
        stand_still(pilot)
        await pilot.pause(0.3)  # what is counted in the background
        stand_still(pilot)
        await pilot.pause()
        drawn = picture(app, title="Sổ tay")
    # Stretched to a length that it does not have by itself, the font would put marks beside their letters.
    drawn = _LENGTH.sub("", drawn.replace("font-size: 20px", f"font-size: {_CELL / _ADVANCE:.3f}px"))
    return drawn.replace(WITH_EVERY_MARK, FONT).replace("<text ", '<text xml:space="preserve" ')


def drawn_scenes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each scene with its picture, a PNG."""
    with make_desk(folder / "unit") as book:
        add(book, "2014-03-12", topic="Biển, đảo quê hương", themes=("DQ-01",), place="Hội trường tầng 2")
        add(book, "2014-06-02", topic="Ma túy và người nghiện chích ma túy", attendance=41)
        add(book, "2014-11-05")
    story = Scenario(folder / "year", 6).play()
    story.book.close()
    books = {"unit": folder / "unit", "office": story.book.folder}
    for name, whose, steps in SCENES:
        os.environ["SOTAY_TODAY"] = "2014-11-20" if whose == "unit" else TODAY.isoformat()
        drawn = asyncio.run(scene(Path(copytree(books[whose], folder / name)), steps))
        drawn = drawn.replace(str(folder), _HOME.ljust(len(str(folder)), "n"))
        words = ["rsvg-convert", "--zoom", "2"]
        yield name, subprocess.run(words, input=drawn.encode(), capture_output=True, check=True).stdout


def main() -> int:
    """Draw them all."""
    from PIL import Image

    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        os.environ |= {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        SettingsFile(settings_path()).change(look=DARK.name, opens="register")
        frames: list[Any] = []
        for name, data in drawn_scenes(Path(folder)):
            image = Image.open(BytesIO(data)).convert("RGB")
            sizes = [(width, round(image.height * width / image.width)) for width in (WIDTH, MOVING_WIDTH)]
            whole, small = (image.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS) for size in sizes)
            if name in ALONE:
                whole.save(FOLDER / f"{name}.png", optimize=True)
            frames.append(small)
    first, *others = frames
    first.save(
        FOLDER / "year.gif", save_all=True, append_images=others, duration=round(SECONDS * 1_000), loop=0, optimize=True
    )
    for path in sorted(FOLDER.iterdir()):
        sys.stdout.write(f"{path.stat().st_size:9,} {path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
