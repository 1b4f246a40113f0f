"""A catalogue taken from a file or written into one."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widget import Widget

from exports.catalogue.files import SUFFIXES, catalogue_of_file
from exports.catalogue.units_reader import read_units
from exports.catalogue.workbook_writer import save_template
from logs.catalogue.directive import Directive
from logs.catalogue.other_years import catalogue_of_year
from logs.errors import Notice
from logs.model import Unit
from tui.core.clock import now
from tui.core.i18n import N_, _
from tui.core.paths import documents_folder
from tui.screens.common.files import FilesDialog, chosen_folder
from tui.screens.common.reading import ReadingDialog
from tui.text.errors.messages import sentence
from tui.text.formats import number
from tui.widgets.safe import Plain


class FaultsDialog(ReadingDialog):
    """What is wrong with a workbook, cell by cell."""

    HEADING = N_("The file is not taken")
    GUIDE = "catalogue"

    def __init__(self, name: str, faults: Sequence[Notice]) -> None:
        super().__init__()
        self.name_of_file = name
        self.faults = faults

    def lines(self) -> Iterable[Widget]:
        words = _("{name}: {n} places are to be put right. Correct them in the file and choose it again.")
        yield Plain(words.format(name=self.name_of_file, n=number(len(self.faults))), classes="paragraph")
        for fault in self.faults:
            yield Plain(f"✗ {sentence(fault.code, fault.params)}")


async def read_chosen(app: App[Any], present: Directive, year: int) -> Directive | None:
    """The catalogue of a file that a person chooses, None where none was taken; a book's is made that of `year`.

    Raises SotayError as `catalogue_of_file` and `catalogue_of_year` do.
    """
    about = _("A filled-in template (.xlsx, .ods), a table of themes (.csv), .toml, or book.json of another book.")
    title = _("The year's catalogue from a file")
    chosen = await app.push_screen_wait(
        FilesDialog(documents_folder(), title=title, about=about, kind="file", suffixes=SUFFIXES)
    )
    if chosen is None:
        return None
    read = await asyncio.to_thread(catalogue_of_file, chosen[0], present, now)
    if read.directive is None:
        await app.push_screen_wait(FaultsDialog(chosen[0].name, read.faults))
        return None
    is_book = chosen[0].suffix.lower() == ".json"
    return catalogue_of_year(read.directive, year) if is_book else read.directive


async def read_chosen_units(app: App[Any]) -> tuple[Unit, ...]:
    """The units of a file that a person chooses, none where none was taken; raises SotayError as `read_units` does."""
    about = _("A filled-in template, or the office's own list (.xlsx, .xls, .ods, .csv, .tsv).")
    suffixes = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")
    title = _("The unit list from a file")
    chosen = await app.push_screen_wait(
        FilesDialog(documents_folder(), title=title, about=about, kind="file", suffixes=suffixes)
    )
    if chosen is None:
        return ()
    read = await asyncio.to_thread(read_units, chosen[0])
    if read.faults:
        await app.push_screen_wait(FaultsDialog(chosen[0].name, read.faults))
    return read.units


async def write_template(app: App[Any], name: str, data: bytes) -> Path | None:
    """Write a template into a folder that a person chooses; its path. Raises SotayError."""
    folder = await chosen_folder(app, str(documents_folder()))
    return None if folder is None else save_template(Path(folder), name, data)
